//! Making the cluster, starting its server, waiting for it, creating its databases.

use std::fs::File;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::str::FromStr;
use std::time::{Duration, Instant};

use rustix::process::Pid;
use sha2::{Digest, Sha256};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use super::account::Account;
use super::binaries::Binaries;
use super::postmaster::{self, Postmaster};
use super::{Cluster, ClusterError, ClusterOptions, settings};
use crate::databases::Database;

/// `sockaddr_un` holds 107 bytes and PostgreSQL appends `/.s.PGSQL.5432`, and for a moment `.lock`.
const LONGEST_SOCKET_DIR: usize = 107 - "/.s.PGSQL.5432.lock".len();
const CONF: &str = "suppliers-import.conf";
const PARTIAL: &str = "postgres.init-";

/// A server that runs, and is ours to bury if we started it.
pub struct Started {
    pub postmaster: Postmaster,
    pub child: Option<Child>,
}

/// Adopts the server, or starts it, making the cluster first if there is none. The caller holds the start lock.
pub fn start(options: &ClusterOptions) -> Result<Started, ClusterError> {
    let pgdata = options.data_dir.join("postgres");
    if let Some(mut postmaster) = Postmaster::of(&pgdata)? {
        if postmaster.socket_dir.as_os_str().is_empty() {
            postmaster.socket_dir = socket_dir(&options.data_dir);
        }
        return Ok(Started { postmaster, child: None });
    }
    let account = Account::choose(&options.data_dir, &pgdata)?;
    let made_by = cluster_version(&pgdata)?;
    let cluster = made_by.map(|major| (pgdata.as_path(), major));
    let binaries = Binaries::find(options.pg_bin.as_deref(), &options.node_modules, cluster)?;
    remove_partial(&options.data_dir)?;
    if made_by.is_none() {
        init(options, &pgdata, &account, &binaries)?;
    }
    let socket_dir = socket_dir(&options.data_dir);
    account.create_private_dir(&socket_dir)?;
    let conf = settings::render(&socket_dir, settings::memory(), &options.settings);
    write_file(&pgdata.join(CONF), &conf)?;
    account.own(&pgdata.join(CONF))?;
    postmaster::clear_remains(&pgdata, &socket_dir)?;
    let child = spawn(&options.data_dir, &pgdata, &account, &binaries)?;
    let pid = Pid::from_child(&child);
    Ok(Started { postmaster: Postmaster { pid, socket_dir }, child: Some(child) })
}

/// The major version that made the cluster; `None` if there is none yet.
fn cluster_version(pgdata: &Path) -> Result<Option<u32>, ClusterError> {
    match std::fs::read_to_string(pgdata.join("PG_VERSION")) {
        Ok(text) => {
            let major = text.trim().parse().map_err(|_| ClusterError::NotACluster(pgdata.to_owned()))?;
            Ok(Some(major))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let occupied = std::fs::read_dir(pgdata).is_ok_and(|mut entries| entries.next().is_some());
            if occupied { Err(ClusterError::NotACluster(pgdata.to_owned())) } else { Ok(None) }
        }
        Err(error) => Err(ClusterError::io("read", &pgdata.join("PG_VERSION"))(error)),
    }
}

/// Half-made clusters of an `initdb` that was killed. They never were in use: what is, has another name.
fn remove_partial(data_dir: &Path) -> Result<(), ClusterError> {
    let entries = std::fs::read_dir(data_dir).map_err(ClusterError::io("read", data_dir))?;
    for entry in entries.flatten() {
        if entry.file_name().to_str().is_some_and(|name| name.starts_with(PARTIAL)) {
            std::fs::remove_dir_all(entry.path()).map_err(ClusterError::io("remove", &entry.path()))?;
        }
    }
    Ok(())
}

/// Makes the cluster beside its place and moves it there when it is whole.
fn init(
    options: &ClusterOptions,
    pgdata: &Path,
    account: &Account,
    binaries: &Binaries,
) -> Result<(), ClusterError> {
    let partial = options.data_dir.join(format!("{PARTIAL}{}", std::process::id()));
    let made = make(options, &partial, account, binaries);
    if let Err(error) = made {
        if let Err(left) = std::fs::remove_dir_all(&partial) {
            tracing::warn!(folder = %partial.display(), error = %left, "a half-made cluster could not be removed");
        }
        return Err(error);
    }
    std::fs::rename(&partial, pgdata).map_err(ClusterError::io("move the new cluster to", pgdata))
}

fn make(
    options: &ClusterOptions,
    partial: &Path,
    account: &Account,
    binaries: &Binaries,
) -> Result<(), ClusterError> {
    // C.UTF-8 sorts the same on every machine; where the system has none, C does for sorting.
    let mut output = String::new();
    for locale in ["C.UTF-8", "C"] {
        account.create_private_dir(partial)?;
        let mut command = account.command(binaries.program("initdb"));
        command
            .arg("--pgdata")
            .arg(partial)
            .args(["--username=postgres", "--encoding=UTF8", "--auth-local=trust", "--auth-host=reject"])
            .args([&format!("--locale={locale}"), "--no-instructions"])
            .current_dir("/");
        if options.settings.iter().any(|(name, value)| name == "fsync" && value == "off") {
            command.arg("--no-sync");
        }
        let program = binaries.program("initdb");
        let done = command.output().map_err(ClusterError::io("run", &program))?;
        if done.status.success() {
            return include_conf(partial);
        }
        output =
            format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
        if !output.contains("locale") {
            break;
        }
    }
    Err(ClusterError::from_log(&output, partial, |output| ClusterError::Initdb { output: tail(output, 8) }))
}

/// The server's own files stay as `initdb` wrote them, but for a line that reads ours.
fn include_conf(pgdata: &Path) -> Result<(), ClusterError> {
    use std::io::Write;
    let path = pgdata.join("postgresql.conf");
    let appended = File::options()
        .append(true)
        .open(&path)
        .and_then(|mut file| file.write_all(format!("\ninclude_if_exists = '{CONF}'\n").as_bytes()));
    appended.map_err(ClusterError::io("write", &path))
}

fn spawn(
    data_dir: &Path,
    pgdata: &Path,
    account: &Account,
    binaries: &Binaries,
) -> Result<Child, ClusterError> {
    let log_path = start_log(data_dir);
    let log = File::create(&log_path).map_err(ClusterError::io("create", &log_path))?;
    let errors = log.try_clone().map_err(ClusterError::io("open", &log_path))?;
    let program = binaries.program("postgres");
    account
        .command(&program)
        .arg("-D")
        .arg(pgdata)
        .current_dir("/")
        .stdin(Stdio::null())
        .stdout(log)
        .stderr(errors)
        .spawn()
        .map_err(ClusterError::io("run", &program))
}

fn start_log(data_dir: &Path) -> PathBuf {
    data_dir.join("postgres-start.log")
}

/// `<data>/run`, or where that is too long for a socket, a folder in `/tmp` that this data folder alone leads to.
fn socket_dir(data_dir: &Path) -> PathBuf {
    let near = data_dir.join("run");
    if near.as_os_str().len() <= LONGEST_SOCKET_DIR {
        return near;
    }
    let hash = Sha256::digest(data_dir.as_os_str().as_bytes());
    let name = hash
        .iter()
        .take(8)
        .fold("suppliers-import-".to_owned(), |name, byte| name + format!("{byte:02x}").as_str());
    Path::new("/tmp").join(name)
}

fn write_file(path: &Path, text: &str) -> Result<(), ClusterError> {
    let new = path.with_extension("new");
    std::fs::write(&new, text)
        .and_then(|()| std::fs::rename(&new, path))
        .map_err(ClusterError::io("write", path))
}

/// What the server said since it was last started: on its standard error, and then in its newest log.
fn last_words(data_dir: &Path, pgdata: &Path) -> String {
    let text = std::fs::read_to_string(start_log(data_dir)).unwrap_or_default();
    if !text.contains("redirecting log output") {
        return text;
    }
    let logs = std::fs::read_dir(pgdata.join("log")).map(|entries| entries.flatten().collect::<Vec<_>>());
    let newest = logs.unwrap_or_default().into_iter().max_by_key(|entry| {
        entry.metadata().and_then(|meta| meta.modified()).unwrap_or(std::time::SystemTime::UNIX_EPOCH)
    });
    let log = newest.and_then(|log| std::fs::read(log.path()).ok()).unwrap_or_default();
    since_last_start(&String::from_utf8_lossy(&log))
}

/// Without the answers to our own asking whether it is ready.
fn since_last_start(log: &str) -> String {
    let begin = log.rfind("starting PostgreSQL").unwrap_or_default();
    let noise = ["the database system is ", "Consistent recovery state has not been yet reached"];
    let lines = log[begin..].lines().filter(|line| !noise.iter().any(|words| line.contains(words)));
    lines.collect::<Vec<_>>().join("\n")
}

fn tail(text: &str, count: usize) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines[lines.len().saturating_sub(count)..].join(" | ")
}

impl Cluster {
    /// Asks until the server answers, or ends. A server that was killed first replays its log, which may take
    /// minutes.
    pub(super) async fn wait_until_ready(&mut self) -> Result<(), ClusterError> {
        let begin = Instant::now();
        let mut pause = Duration::from_millis(10);
        let mut said = false;
        loop {
            if !self.child_runs() {
                let log = last_words(&self.options.data_dir, &self.pgdata);
                let start = |log: &str| ClusterError::Start { log: tail(log, 6) };
                return Err(ClusterError::from_log(&log, &self.pgdata, start));
            }
            match self.connect("postgres").await {
                Ok(connection) => return connection.close().await.or(Ok(())),
                Err(error) if is_starting(&error) => {}
                Err(source) => {
                    return Err(ClusterError::sql("connect to PostgreSQL", source, &self.pgdata));
                }
            }
            let after = begin.elapsed();
            if after > self.options.start_timeout {
                let log = tail(&last_words(&self.options.data_dir, &self.pgdata), 6);
                return Err(ClusterError::Timeout { after, path: start_log(&self.options.data_dir), log });
            }
            if after > Duration::from_secs(3) && !said {
                said = true;
                tracing::info!(
                    "PostgreSQL was not stopped properly and is recovering; this can take minutes"
                );
            }
            // Every question is a line in the log of a server that recovers.
            tokio::time::sleep(pause).await;
            pause = (pause * 5 / 4).min(Duration::from_secs(1));
        }
    }

    fn child_runs(&mut self) -> bool {
        let had_child = self.child.is_some();
        self.bury();
        if had_child { self.child.is_some() } else { self.postmaster.is_alive(&self.pgdata) }
    }

    async fn connect(&self, database: &str) -> Result<PgConnection, sqlx::Error> {
        let options = PgConnectOptions::from_str(self.url_of(database).expose())?;
        PgConnection::connect_with(&options.application_name("suppliers-import cluster")).await
    }

    pub(super) async fn create_databases(&self) -> Result<(), ClusterError> {
        let fail = |doing| move |source| ClusterError::sql(doing, source, &self.pgdata);
        let mut connection = self.connect("postgres").await.map_err(fail("connect to PostgreSQL"))?;
        let there: Vec<String> = sqlx::query_scalar("select datname::text from pg_database")
            .fetch_all(&mut connection)
            .await
            .map_err(fail("list the databases"))?;
        for database in
            Database::ALL.iter().filter(|database| there.iter().all(|name| name != database.name()))
        {
            sqlx::query(AssertSqlSafe(format!("create database \"{}\"", database.name())))
                .execute(&mut connection)
                .await
                .map_err(fail("create a database"))?;
        }
        connection.close().await.map_err(fail("close the connection"))
    }
}

/// No socket yet, nobody behind it yet, or "the database system is starting up".
fn is_starting(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) => true,
        sqlx::Error::Database(error) => error.code().as_deref() == Some("57P03"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_path_gets_a_short_socket() {
        assert_eq!(socket_dir(Path::new("/srv/data")), Path::new("/srv/data/run"));
        let long = PathBuf::from(format!("/srv/{}", "x".repeat(100)));
        let dir = socket_dir(&long);
        assert!(dir.starts_with("/tmp") && dir.as_os_str().len() <= LONGEST_SOCKET_DIR, "{}", dir.display());
        assert_ne!(dir, socket_dir(&long.join("y")));
    }

    #[test]
    fn something_else_in_the_clusters_place_is_left_alone() {
        let dir = std::env::temp_dir().join(format!("not-a-cluster-{}", std::process::id()));
        std::fs::create_dir_all(&dir).expect("a folder");
        assert_eq!(cluster_version(&dir).expect("an empty folder"), None);
        std::fs::write(dir.join("letter.txt"), "dear").expect("a file");
        assert!(matches!(cluster_version(&dir), Err(ClusterError::NotACluster(_))));
        std::fs::write(dir.join("PG_VERSION"), "15\n").expect("a file");
        assert_eq!(cluster_version(&dir).expect("a cluster"), Some(15));
        std::fs::remove_dir_all(&dir).expect("to clean up");
    }

    #[test]
    fn the_last_words_are_of_the_last_start_and_not_ours() {
        let log = "1 LOG:  starting PostgreSQL 15\n1 PANIC:  No space left on device\n\
            2 LOG:  starting PostgreSQL 15\n2 [unknown] FATAL:  the database system is not yet accepting connections\n\
            2 [unknown] DETAIL:  Consistent recovery state has not been yet reached.\n2 FATAL:  the reason\n\
            2 LOG:  database system is shut down\n";
        let words = since_last_start(log);
        assert_eq!(tail(&words, 2), "2 FATAL:  the reason | 2 LOG:  database system is shut down");
        assert!(!words.contains("No space left"), "{words}");
        assert!(!words.contains("accepting"), "{words}");
    }

    #[test]
    fn the_tail_of_a_log_is_one_line() {
        assert_eq!(tail("a\n\n b \nc\n", 2), "b | c");
        assert_eq!(tail("", 2), "");
    }
}
