//! What can go wrong with the private cluster, each with what to do about it.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Why there is no running cluster.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    /// PostgreSQL is not installed.
    #[error(
        "PostgreSQL was not found. Install version 15 or newer (Debian and Ubuntu: `apt-get install postgresql`; \
         macOS: `brew install postgresql@17`; Fedora: `dnf install postgresql-server`), or set PG_BIN to the folder \
         that has `initdb` and `postgres`, or set DATABASE_URL and its siblings to use a server of your own. \
         Looked in: {}", list(.looked)
    )]
    NoBinaries {
        /// Where it could have been.
        looked: Vec<PathBuf>,
    },
    /// Only old ones are installed.
    #[error(
        "PostgreSQL 15 or newer is needed; found only {found}. Install a newer one, or set PG_BIN to its folder"
    )]
    TooOld {
        /// The versions and their folders.
        found: String,
    },
    /// The cluster was made by a major version that isn't here any more.
    #[error(
        "{} was made by PostgreSQL {cluster}, but only {found} is installed. Install PostgreSQL {cluster} again, \
         or move the data to the new version with pg_upgrade", .path.display()
    )]
    WrongMajor {
        /// The cluster's folder.
        path: PathBuf,
        /// What made it.
        cluster: u32,
        /// The versions and their folders.
        found: String,
    },
    /// Another `up` has this folder.
    #[error("another `up` (process {pid}) already runs on {}; stop it first, or give this one another --data folder", .data_dir.display())]
    AlreadyRunning {
        /// The other process.
        pid: String,
        /// The folder.
        data_dir: PathBuf,
    },
    /// There is something in the cluster's place that is none.
    #[error("{} is not empty, but it is no PostgreSQL cluster either; move it away, or use another --data folder", .0.display())]
    NotACluster(PathBuf),
    /// PostgreSQL refuses to run as root, and there is nobody else to run it as.
    #[error(
        "PostgreSQL does not run as root, and there is no user `postgres` to run it as. Create one \
         (`useradd --system --no-create-home postgres`), or start as an ordinary user"
    )]
    NoAccount,
    /// The account that PostgreSQL runs as cannot get to the data folder.
    #[error(
        "PostgreSQL runs as user `{account}`, who may not enter {}. Allow it (`chmod o+x {}`), or use a --data \
         folder elsewhere, such as /var/lib/suppliers-import", .folder.display(), .folder.display()
    )]
    Unreachable {
        /// The folder that is closed.
        folder: PathBuf,
        /// The account.
        account: String,
    },
    /// The cluster belongs to somebody else.
    #[error(
        "{} belongs to {owner}, but this is {us}; start as that user or as root, or give the folder over \
         (`chown -R`)", .path.display()
    )]
    NotOurs {
        /// The cluster's folder.
        path: PathBuf,
        /// Whose it is.
        owner: String,
        /// Who we are.
        us: String,
    },
    /// A file or folder.
    #[error("cannot {doing} {}: {source}{}", .path.display(), hint(.source.kind()))]
    Io {
        /// What was tried.
        doing: &'static str,
        /// On what.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// No room left.
    #[error("the disk that holds {} is full. Make room there and start again; nothing was lost", .path.display())]
    DiskFull {
        /// The cluster's folder.
        path: PathBuf,
    },
    /// No cluster could be made.
    #[error("initdb failed, nothing was left behind: {output}")]
    Initdb {
        /// Its last words.
        output: String,
    },
    /// The server ended instead of starting.
    #[error("PostgreSQL did not start: {log}")]
    Start {
        /// The end of its log.
        log: String,
    },
    /// The server takes too long.
    #[error("PostgreSQL is not ready after {after:?}; it may still be recovering, see {}: {log}", .path.display())]
    Timeout {
        /// How long was waited.
        after: Duration,
        /// The log.
        path: PathBuf,
        /// Its end.
        log: String,
    },
    /// The server doesn't end.
    #[error("PostgreSQL (process {pid}) does not stop")]
    WontStop {
        /// Its process.
        pid: i32,
    },
    /// The server is there, but doesn't do what it is asked.
    #[error("cannot {doing}: {source}")]
    Sql {
        /// What was asked.
        doing: &'static str,
        /// What it answered.
        source: sqlx::Error,
    },
}

impl ClusterError {
    /// For `map_err` on file operations.
    pub(super) fn io(doing: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        move |source| match source.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::DiskFull { path: path.to_owned() },
            _ => Self::Io { doing, path: path.to_owned(), source },
        }
    }

    /// For `map_err` on what the server is asked.
    pub(super) fn sql(doing: &'static str, source: sqlx::Error, pgdata: &Path) -> Self {
        let code = source.as_database_error().and_then(sqlx::error::DatabaseError::code);
        // disk_full
        if code.as_deref() == Some("53100") {
            return Self::DiskFull { path: pgdata.to_owned() };
        }
        Self::Sql { doing, source }
    }

    /// Makes sense of the last words of `initdb` or `postgres`.
    pub(super) fn from_log(log: &str, pgdata: &Path, otherwise: impl FnOnce(&str) -> Self) -> Self {
        if log.contains("No space left on device") || log.contains("Disk quota exceeded") {
            Self::DiskFull { path: pgdata.to_owned() }
        } else {
            otherwise(log)
        }
    }
}

fn hint(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::PermissionDenied => "; start as the folder's owner, or use another --data folder",
        ErrorKind::ReadOnlyFilesystem => "; use a --data folder on a disk that can be written",
        _ => "",
    }
}

fn list(paths: &[PathBuf]) -> String {
    if paths.is_empty() {
        return "PATH".to_owned();
    }
    paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ")
}
