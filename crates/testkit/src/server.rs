//! The PostgreSQL that the tests of this checkout share.
//!
//! It lives in the system's folder for temporary files, because PostgreSQL runs as another user when the tests
//! run as root, and that user can get there. It keeps nothing: `fsync` is off.

use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use store::cluster::{Cluster, ClusterOptions};
use store::databases::DatabaseUrl;
use tokio::sync::OnceCell;

/// Minutes without a test after which the server is stopped.
const IDLE_MINUTES: u32 = 10;

/// Ends when the server does; ends the server when the file has not been touched for a while.
const WATCHDOG: &str = r#"
while kill -0 "$1" 2>/dev/null; do
  sleep 15
  if [ -z "$(find "$2" -mmin "-$3" 2>/dev/null)" ]; then kill -INT "$1"; exit; fi
done"#;

/// The running server.
#[derive(Debug)]
pub struct Server {
    folder: PathBuf,
    postgres: DatabaseUrl,
}

impl Server {
    /// The server, started if need be.
    pub async fn get() -> &'static Self {
        static SERVER: OnceCell<Server> = OnceCell::const_new();
        let server = SERVER.get_or_init(Self::start).await;
        std::fs::write(server.last_used(), "").expect("the test server's folder is writable");
        server
    }

    /// Where a database of it is.
    pub fn url(&self, database: &str) -> DatabaseUrl {
        self.postgres.with_database(database)
    }

    /// A file in its folder.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn last_used(&self) -> PathBuf {
        self.file("last-used")
    }

    async fn start() -> Self {
        let folder = folder();
        let mut options = ClusterOptions::new(&folder);
        options.create_databases = false;
        options.settings = [
            ("fsync", "off"),
            ("full_page_writes", "off"),
            ("synchronous_commit", "off"),
            ("max_wal_size", "1GB"),
            ("autovacuum", "off"),
            ("max_connections", "500"),
            ("shared_buffers", "256MB"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec();
        let cluster = match Cluster::attach_or_start(&options).await {
            Ok(cluster) => cluster,
            Err(error) => panic!("the tests need a PostgreSQL: {error}"),
        };
        let server = Self { folder, postgres: cluster.url_of("postgres") };
        std::fs::write(server.last_used(), "").expect("the test server's folder is writable");
        if !cluster.is_adopted() {
            server.watch(cluster.pid());
        }
        cluster.detach();
        server
    }

    #[expect(clippy::zombie_processes, reason = "the watchdog outlives the test that starts it")]
    fn watch(&self, pid: i32) {
        Command::new("sh")
            .args(["-c", WATCHDOG, "watchdog"])
            .arg(pid.to_string())
            .arg(self.last_used())
            .arg(IDLE_MINUTES.to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .expect("sh runs");
    }
}

/// One folder per checkout and user.
fn folder() -> PathBuf {
    let checkout = env!("CARGO_MANIFEST_DIR");
    // FNV-1a: the same in every process and in every build.
    let hash = checkout
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
    let user = rustix::process::geteuid().as_raw();
    std::env::temp_dir().join(format!("suppliers-import-tests-{user}-{hash:016x}"))
}
