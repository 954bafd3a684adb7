//! A Redis of the test's own.

use std::os::unix::net::UnixStream;
use std::path::PathBuf;

use tempfile::TempDir;

use crate::process::{Process, find_on_path};

/// A running Redis, on a unix socket; keeps nothing.
#[derive(Debug)]
pub struct Redis {
    folder: TempDir,
    process: Process,
}

/// Starts one.
///
/// # Panics
/// If `redis-server` isn't installed.
pub fn redis() -> Redis {
    // Not below the system's folder for temporary files, which may be too long for a socket.
    let folder = tempfile::Builder::new().prefix("redis-").tempdir_in("/tmp").expect("a folder");
    let process = start(&folder);
    Redis { folder, process }
}

impl Redis {
    /// Its URL, with the number of one of its sixteen databases.
    pub fn url(&self, database: u8) -> String {
        format!("redis+unix://{}?db={database}", socket(&self.folder).display())
    }

    /// Kills it.
    pub fn kill(&mut self) {
        self.process.kill();
    }

    /// Starts it again, empty.
    pub fn restart(&mut self) {
        self.process.kill();
        self.process = start(&self.folder);
    }
}

fn start(folder: &TempDir) -> Process {
    let program = find_on_path("redis-server").expect(
        "the tests need redis-server (Debian: apt-get install redis-server; scripts/setup test does it)",
    );
    let socket = socket(folder);
    // A killed one leaves its socket behind.
    let _ = std::fs::remove_file(&socket);
    let text = socket.to_string_lossy();
    let args = ["--port", "0", "--unixsocket", &*text, "--save", "", "--appendonly", "no"];
    let mut process = Process::start(&program, args, folder.path().join("redis.log"));
    process.wait(|| UnixStream::connect(&socket).is_ok());
    process
}

fn socket(folder: &TempDir) -> PathBuf {
    folder.path().join("redis.sock")
}
