//! The private PostgreSQL: made, shared, stopped, killed and recovered.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, test_kill_process};
use sqlx::{Connection, PgConnection};
use store::cluster::{Cluster, ClusterError, ClusterOptions};
use store::databases::{Database, DatabaseConfig, Databases, DatabasesConfig};
use store::migrate;
use tempfile::TempDir;

/// A data folder that PostgreSQL's account can enter, too.
fn folder() -> TempDir {
    let mode = std::fs::Permissions::from_mode(0o755);
    tempfile::Builder::new().prefix("cluster-").permissions(mode).tempdir().expect("a folder")
}

/// Quick to make: what fsync is for, is the kernel's to prove.
fn options(folder: &Path) -> ClusterOptions {
    let mut options = ClusterOptions::new(folder.join("data"));
    options.settings =
        vec![("fsync".to_owned(), "off".to_owned()), ("shared_buffers".to_owned(), "16MB".to_owned())];
    options
}

fn names_in(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("the folder");
    let mut names: Vec<_> =
        entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("text")).collect();
    names.sort();
    names
}

fn pid(cluster: &Cluster) -> Pid {
    Pid::from_raw(cluster.pid()).expect("a process")
}

fn runs(pid: Pid) -> bool {
    test_kill_process(pid).is_ok()
}

/// Waits until a process is gone from the table of processes, where it stays until its parent has asked for it.
async fn ends(pid: Pid) -> bool {
    let begin = Instant::now();
    while runs(pid) && begin.elapsed() < Duration::from_secs(20) {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    !runs(pid)
}

async fn connect(cluster: &Cluster, database: Database) -> PgConnection {
    PgConnection::connect(cluster.url(database).expose()).await.expect("to connect")
}

async fn note(cluster: &Cluster, text: &str) {
    let mut connection = connect(cluster, Database::Core).await;
    sqlx::query("create table if not exists notes (text text)")
        .execute(&mut connection)
        .await
        .expect("a table");
    sqlx::query("insert into notes values ($1)")
        .bind(text)
        .execute(&mut connection)
        .await
        .expect("to insert");
}

async fn notes(cluster: &Cluster) -> Vec<String> {
    let mut connection = connect(cluster, Database::Core).await;
    sqlx::query_scalar("select text from notes order by 1")
        .fetch_all(&mut connection)
        .await
        .expect("the notes")
}

#[tokio::test]
async fn it_is_made_once_and_stops_cleanly() {
    let folder = folder();
    let options = options(folder.path());
    let cluster = Cluster::start(&options).await.expect("to start");
    assert!(!cluster.is_adopted());
    for database in Database::ALL {
        let mut connection = connect(&cluster, database).await;
        let (name, encoding): (String, String) =
            sqlx::query_as("select current_database()::text, current_setting('server_encoding')")
                .fetch_one(&mut connection)
                .await
                .expect("an answer");
        assert_eq!((name.as_str(), encoding.as_str()), (database.name(), "UTF8"));
        let listens: String =
            sqlx::query_scalar("show listen_addresses").fetch_one(&mut connection).await.expect("an answer");
        assert_eq!(listens, "", "on its socket and nowhere else");
    }
    let config =
        DatabasesConfig::new("test", |database| DatabaseConfig::new(database, cluster.url(database)));
    let databases = Databases::connect(&config).expect("good URLs");
    let pings = databases.ping(Duration::from_secs(10)).await;
    assert!(pings.iter().all(|ping| ping.result.is_ok()), "{pings:?}");
    migrate::up_all(&databases).await.expect("to migrate");
    databases.close().await;

    note(&cluster, "first").await;
    let server = pid(&cluster);
    cluster.stop().await.expect("to stop");
    assert!(ends(server).await);
    assert!(!options.data_dir.join("postgres/postmaster.pid").exists());

    let again = Cluster::start(&options).await.expect("to start again");
    assert_eq!(notes(&again).await, ["first"]);
    let expected =
        ["postgres", "postgres-start.log", "postgres.start.lock", "postgres.use.lock", "run", "up.lock"];
    assert_eq!(names_in(&options.data_dir), expected);
    again.stop().await.expect("to stop");
}

#[tokio::test]
async fn only_one_up_per_folder_and_commands_share() {
    let folder = folder();
    let options = options(folder.path());
    let up = Cluster::start(&options).await.expect("to start");
    let error = Cluster::start(&options).await.expect_err("the second");
    assert!(matches!(error, ClusterError::AlreadyRunning { .. }), "{error}");
    assert!(error.to_string().contains(&format!("process {}", std::process::id())), "{error}");

    let command = Cluster::attach_or_start(&options).await.expect("to attach");
    assert!(command.is_adopted() && command.pid() == up.pid());
    note(&command, "by a command").await;
    command.stop().await.expect("to leave");
    assert_eq!(notes(&up).await, ["by a command"], "up still has its server");

    // Up ends first: the command still has its server, and stops it when it leaves.
    let command = Cluster::attach_or_start(&options).await.expect("to attach");
    let server = pid(&up);
    up.stop().await.expect("to leave");
    assert_eq!(notes(&command).await.len(), 1);
    // And another up may come meanwhile.
    let next = Cluster::start(&options).await.expect("to start");
    assert!(next.is_adopted());
    next.stop().await.expect("to leave");
    assert!(runs(server));
    command.stop().await.expect("to stop");
    assert!(ends(server).await);
}

#[tokio::test]
async fn commands_at_once_make_one_cluster() {
    let folder = folder();
    let options = options(folder.path());
    let starts = (0..4).map(|_| Cluster::attach_or_start(&options));
    let all: Vec<Cluster> = futures_util::future::join_all(starts)
        .await
        .into_iter()
        .map(|started| started.expect("to start"))
        .collect();
    let server = pid(&all[0]);
    assert!(all.iter().all(|cluster| pid(cluster) == server));
    assert_eq!(all.iter().filter(|cluster| !cluster.is_adopted()).count(), 1);
    drop(all);
    assert!(ends(server).await, "dropping stops, too");
}

#[tokio::test]
async fn a_killed_server_recovers() {
    let folder = folder();
    let options = options(folder.path());
    let mut cluster = Cluster::start(&options).await.expect("to start");
    note(&cluster, "kept").await;
    // A statement that keeps a server process busy, which doesn't notice that its parent died.
    let mut busy = connect(&cluster, Database::Core).await;
    let spinning = tokio::spawn(async move {
        sqlx::query("select count(*) from generate_series(1, 100000000000)").execute(&mut busy).await
    });
    let mut watch = connect(&cluster, Database::Core).await;
    loop {
        let active: i64 = sqlx::query_scalar(
            "select count(*) from pg_stat_activity where state = 'active' and query like '%generate_series%'
             and pid <> pg_backend_pid()",
        )
        .fetch_one(&mut watch)
        .await
        .expect("an answer");
        if active > 0 {
            break;
        }
    }
    assert!(!cluster.ensure_running().await.expect("to look"), "it runs");
    let first = pid(&cluster);
    kill_process(first, Signal::KILL).expect("to kill");
    // The kernel takes its time to kill.
    while !cluster.ensure_running().await.expect("to start it again") {}
    assert_ne!(pid(&cluster), first);
    assert!(spinning.await.expect("to end").is_err());
    assert_eq!(notes(&cluster).await, ["kept"]);

    // The same across a restart of ours: nothing is stopped, the folder is as a power cut leaves it.
    note(&cluster, "and this").await;
    kill_process(pid(&cluster), Signal::KILL).expect("to kill");
    drop(cluster);
    assert!(options.data_dir.join("postgres/postmaster.pid").exists());
    let next = Cluster::start(&options).await.expect("to recover");
    assert_eq!(notes(&next).await, ["and this", "kept"]);
    next.stop().await.expect("to stop");
}

#[tokio::test]
async fn a_server_whose_starter_was_killed_is_adopted() {
    let folder = folder();
    let options = options(folder.path());
    let cluster = Cluster::start(&options).await.expect("to start");
    note(&cluster, "kept").await;
    let server = pid(&cluster);
    // What kill -9 leaves: a running server, locks that the kernel has freed.
    cluster.detach();
    assert!(runs(server));
    let next = Cluster::start(&options).await.expect("to adopt");
    assert!(next.is_adopted() && pid(&next) == server);
    assert_eq!(notes(&next).await, ["kept"]);
    next.stop().await.expect("to stop");
}

#[tokio::test]
async fn a_long_path_works_too() {
    let folder = folder();
    let mut options = options(&folder.path().join("a-folder-with-a-long-name/".repeat(5)));
    options.create_databases = false;
    let cluster = Cluster::start(&options).await.expect("to start");
    let url = cluster.url_of("postgres");
    assert!(!url.expose().contains("a-folder-with-a-long-name"), "{url}");
    PgConnection::connect(url.expose()).await.expect("to connect");
    cluster.stop().await.expect("to stop");
}

#[tokio::test]
async fn what_is_not_a_cluster_is_left_alone() {
    let folder = folder();
    let options = options(folder.path());
    let place = options.data_dir.join("postgres");
    std::fs::create_dir_all(&place).expect("a folder");
    std::fs::write(place.join("letter.txt"), "dear").expect("a file");
    let error = Cluster::start(&options).await.expect_err("something is there");
    assert!(matches!(error, ClusterError::NotACluster(_)), "{error}");
    assert_eq!(std::fs::read_to_string(place.join("letter.txt")).expect("the file"), "dear");
}

#[tokio::test]
async fn an_initdb_that_fails_leaves_nothing_behind() {
    let folder = folder();
    let mut options = options(folder.path());
    let bin = folder.path().join("bin");
    std::fs::create_dir_all(&bin).expect("a folder");
    for (name, script) in [
        ("postgres", "echo 'postgres (PostgreSQL) 17.1'"),
        (
            "initdb",
            "touch \"$2/half\"; echo 'initdb: error: could not write: No space left on device' >&2; exit 1",
        ),
    ] {
        let path = bin.join(name);
        std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).expect("a script");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).expect("to be executable");
    }
    options.pg_bin = Some(bin);
    // A half-made one of an initdb that was killed goes, too.
    std::fs::create_dir_all(options.data_dir.join("postgres.init-1")).expect("a folder");
    let error = Cluster::start(&options).await.expect_err("to fail");
    assert!(matches!(error, ClusterError::DiskFull { .. }), "{error}");
    assert_eq!(names_in(&options.data_dir), ["postgres.start.lock", "postgres.use.lock", "up.lock"]);
}

#[tokio::test]
async fn a_server_that_does_not_start_says_why() {
    let folder = folder();
    let mut options = options(folder.path());
    options.create_databases = false;
    Cluster::start(&options).await.expect("to start").stop().await.expect("to stop");
    options.settings.push(("work_mem".to_owned(), "plenty".to_owned()));
    let error = Cluster::start(&options).await.expect_err("a wrong setting");
    assert!(matches!(error, ClusterError::Start { .. }), "{error}");
    assert!(error.to_string().contains("work_mem"), "{error}");
}

#[tokio::test]
async fn a_closed_folder_is_explained_or_overcome() {
    let folder = folder();
    let closed = folder.path().join("closed");
    std::fs::create_dir_all(&closed).expect("a folder");
    std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o700)).expect("to close it");
    let mut options = options(&closed);
    options.create_databases = false;
    match Cluster::start(&options).await {
        // Not root, or root that may hand on the right to pass.
        Ok(cluster) => {
            PgConnection::connect(cluster.url_of("postgres").expose()).await.expect("to connect");
            cluster.stop().await.expect("to stop");
        }
        Err(error) => {
            assert!(error.to_string().contains(&format!("chmod o+x {}", closed.display())), "{error}");
        }
    }
}
