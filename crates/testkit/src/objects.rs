//! Objects of the test's own: a folder, or a real S3 server.

use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::ops::Deref;
use std::path::{Path, PathBuf};

use store::objects::{BucketNames, Objects, S3Options};
use tempfile::TempDir;

use crate::process::{Process, find_on_path};

/// Buckets in a folder that goes with the test. Use it as the [`Objects`] it holds.
#[derive(Debug)]
pub struct TestObjects {
    objects: Objects,
    folder: TempDir,
}

/// Makes them.
pub fn objects() -> TestObjects {
    let folder = tempfile::tempdir().expect("a folder");
    let objects = Objects::folder(folder.path(), BucketNames::default()).expect("folders");
    TestObjects { objects, folder }
}

impl TestObjects {
    /// The folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

impl Deref for TestObjects {
    type Target = Objects;

    fn deref(&self) -> &Objects {
        &self.objects
    }
}

/// A running S3 server (SeaweedFS), empty.
#[derive(Debug)]
pub struct S3Server {
    /// How to reach it.
    pub options: S3Options,
    process: Process,
    _folder: TempDir,
}

/// Starts one; takes some seconds.
///
/// # Panics
/// If SeaweedFS (`weed`) is not installed.
pub fn s3() -> S3Server {
    let folder = tempfile::tempdir().expect("a folder");
    let (access_key, secret_key) = ("test-access", "test-secret-of-the-tests");
    let config = folder.path().join("s3.json");
    let identities = format!(
        r#"{{"identities":[{{"name":"tests","credentials":[{{"accessKey":"{access_key}","secretKey":"{secret_key}"}}],
        "actions":["Admin","Read","Write","List","Tagging"]}}]}}"#
    );
    std::fs::write(&config, identities).expect("a file");
    let [master, volume, filer, s3] = ports();
    let args = [
        "server".to_owned(),
        format!("-dir={}", folder.path().display()),
        "-ip=127.0.0.1".to_owned(),
        "-ip.bind=127.0.0.1".to_owned(),
        format!("-master.port={master}"),
        "-master.telemetry=false".to_owned(),
        "-master.volumeSizeLimitMB=128".to_owned(),
        format!("-volume.port={volume}"),
        "-volume.max=50".to_owned(),
        "-filer".to_owned(),
        format!("-filer.port={filer}"),
        "-s3".to_owned(),
        format!("-s3.port={s3}"),
        "-s3.port.iceberg=0".to_owned(),
        "-s3.port.lance=0".to_owned(),
        format!("-s3.config={}", config.display()),
    ];
    let mut process =
        Process::start(&weed(), args.iter().map(String::as_str), folder.path().join("weed.log"));
    process.wait(|| TcpStream::connect((Ipv4Addr::LOCALHOST, s3)).is_ok());
    let options = S3Options {
        endpoint: format!("http://127.0.0.1:{s3}").parse().expect("a URL"),
        access_key: access_key.to_owned(),
        secret_key: secret_key.to_owned(),
        region: "us-east-1".to_owned(),
        path_style: true,
        public_url: None,
    };
    S3Server { options, process, _folder: folder }
}

impl S3Server {
    /// Kills it.
    pub fn kill(&mut self) {
        self.process.kill();
    }
}

/// `WEED`, the checkout's own tools, the PATH, or what pip installs for a user.
fn weed() -> PathBuf {
    let tools = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.tools/venv/bin/weed");
    let home = std::env::var_os("HOME").map(|home| Path::new(&home).join(".local/bin/weed"));
    let places = [std::env::var_os("WEED").map(PathBuf::from), Some(tools), find_on_path("weed"), home];
    places.into_iter().flatten().find(|path| path.is_file()).expect(
        "the tests need SeaweedFS as a real S3 server: run scripts/install-test-tools, or set WEED to its program",
    )
}

/// Four free ports whose neighbours 10,000 further are free too: SeaweedFS takes those for gRPC.
fn ports() -> [u16; 4] {
    let mut held = Vec::new();
    let mut found = Vec::new();
    while found.len() < 4 {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let port = listener.local_addr().expect("its address").port();
        // The system hands out high ports; the pair lies below.
        if let Some(low) = port.checked_sub(10_000)
            && let Ok(pair) = TcpListener::bind((Ipv4Addr::LOCALHOST, low))
        {
            found.push(low);
            held.push(pair);
        }
        held.push(listener);
    }
    found.try_into().expect("four")
}
