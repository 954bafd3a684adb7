//! Six databases per test, cloned from templates.
//!
//! A template is named after its database and the fingerprint of its migrations; a clone after the process that
//! asked for it, so that the clones of a killed test are found by the next one and dropped.

use std::fs::File;
use std::ops::Deref;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use futures_util::future::join_all;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use store::databases::{Database, DatabaseConfig, DatabaseUrl, Databases, DatabasesConfig};
use store::migrate;
use tokio::sync::OnceCell;

use crate::server::Server;

/// A test's own databases, migrated and empty; dropped with it. Use it as the [`Databases`] it holds.
#[derive(Debug)]
pub struct TestDbs {
    databases: Databases,
    server: &'static Server,
    prefix: String,
    cloned: Vec<Database>,
}

impl TestDbs {
    /// All six.
    pub async fn new() -> Self {
        Self::only(&Database::ALL).await
    }

    /// Those that are named; the others' handles lead nowhere. Quicker for a test of one database.
    pub async fn only(wanted: &[Database]) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        static SWEPT: OnceCell<()> = OnceCell::const_new();
        let server = Server::get().await;
        SWEPT.get_or_init(|| sweep(server)).await;
        let prefix = format!("t_{}_{}_", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        clone(server, &prefix, wanted).await;

        let config = DatabasesConfig::new("test", |database| DatabaseConfig {
            pool_size: 8,
            acquire_timeout: Duration::from_secs(10),
            ..DatabaseConfig::new(database, server.url(&format!("{prefix}{}", database.short())))
        });
        let databases = Databases::connect(&config).expect("the URLs are our own");
        Self { databases, server, prefix, cloned: wanted.to_vec() }
    }

    /// The handles, to move somewhere.
    pub fn databases(&self) -> Databases {
        self.databases.clone()
    }

    /// Where one of them is: for a process that the test starts.
    pub fn url(&self, database: Database) -> DatabaseUrl {
        self.server.url(&format!("{}{}", self.prefix, database.short()))
    }

    /// An empty, unmigrated database on the test server; dropped with this.
    pub async fn empty(&self, name: &str) -> DatabaseUrl {
        let name = format!("{}{name}", self.prefix);
        let mut connection = connect(&self.server.url("postgres")).await;
        run(&mut connection, format!("create database {name}")).await;
        self.server.url(&name)
    }
}

impl Deref for TestDbs {
    type Target = Databases;

    fn deref(&self) -> &Databases {
        &self.databases
    }
}

impl Drop for TestDbs {
    fn drop(&mut self) {
        let url = self.server.url("postgres");
        let prefix = std::mem::take(&mut self.prefix);
        // A runtime of its own: this may be the end of one, or the middle of a panic.
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(drop_databases(&url, &prefix))
        })
        .join();
        // A test that panics already has something more important to say.
        let fine = matches!(dropped, Ok(Ok(()))) || std::thread::panicking();
        assert!(fine, "the databases of {:?} could not be dropped: {dropped:?}", self.cloned);
    }
}

async fn drop_databases(url: &DatabaseUrl, prefix: &str) -> Result<(), sqlx::Error> {
    let options: PgConnectOptions = url.expose().parse()?;
    let pool = PgPoolOptions::new().max_connections(3).connect_with(options).await?;
    let names: Vec<String> =
        sqlx::query_scalar("select datname::text from pg_database where starts_with(datname::text, $1)")
            .bind(prefix)
            .fetch_all(&pool)
            .await?;
    let dropping = names.into_iter().map(|name| {
        let sql = AssertSqlSafe(format!("drop database if exists {name} with (force)"));
        sqlx::query(sql).execute(&pool)
    });
    for dropped in join_all(dropping).await {
        dropped?;
    }
    Ok(())
}

/// Drops what killed tests left behind.
async fn sweep(server: &Server) {
    let mut connection = connect(&server.url("postgres")).await;
    let names: Vec<String> =
        sqlx::query_scalar("select datname::text from pg_database where datname like 't\\_%'")
            .fetch_all(&mut connection)
            .await
            .expect("pg_database can be read");
    for name in names {
        let pid =
            name.split('_').nth(1).and_then(|pid| pid.parse().ok()).and_then(rustix::process::Pid::from_raw);
        let alive = pid.is_some_and(|pid| rustix::process::test_kill_process(pid).is_ok());
        if !alive {
            let sql = AssertSqlSafe(format!("drop database if exists {name} with (force)"));
            // Another test may be sweeping the same one; what is left is swept next time.
            let _ = sqlx::query(sql).execute(&mut connection).await;
        }
    }
}

/// Clones while nobody changes the templates; makes those that are missing while nobody clones.
async fn clone(server: &'static Server, prefix: &str, wanted: &[Database]) {
    let mut connection = connect(&server.url("postgres")).await;
    loop {
        let shared = lock(server, false).await;
        let mut missing = Vec::new();
        for database in wanted {
            if !exists(&mut connection, &template(*database)).await {
                missing.push(*database);
            }
        }
        if missing.is_empty() {
            for database in wanted {
                let sql = format!(
                    "create database {prefix}{} template {} strategy file_copy",
                    database.short(),
                    template(*database)
                );
                run(&mut connection, sql).await;
            }
            return;
        }
        drop(shared);
        let _alone = lock(server, true).await;
        for database in missing {
            make_template(server, &mut connection, database).await;
        }
    }
}

async fn make_template(server: &Server, connection: &mut PgConnection, database: Database) {
    let name = template(database);
    if exists(connection, &name).await {
        return;
    }
    // Templates of other migrations are of no use any more.
    let old: Vec<String> =
        sqlx::query_scalar("select datname::text from pg_database where starts_with(datname::text, $1)")
            .bind(format!("template_{}_", database.short()))
            .fetch_all(&mut *connection)
            .await
            .expect("pg_database can be read");
    for old in old {
        run(connection, format!("alter database {old} is_template false")).await;
        run(connection, format!("drop database {old} with (force)")).await;
    }
    let building = format!("building_{}", database.short());
    run(connection, format!("drop database if exists {building} with (force)")).await;
    run(connection, format!("create database {building}")).await;
    let options: PgConnectOptions = server.url(&building).expose().parse().expect("our own URL");
    let pool = PgPoolOptions::new().max_connections(1).connect_lazy_with(options);
    if let Err(error) = migrate::up(database, &pool).await {
        panic!("the migrations do not run: {error}");
    }
    pool.close().await;
    run(connection, format!("alter database {building} rename to {name}")).await;
    run(connection, format!("alter database {name} is_template true allow_connections false")).await;
}

fn template(database: Database) -> String {
    format!("template_{}_{}", database.short(), migrate::fingerprint(database))
}

async fn lock(server: &'static Server, alone: bool) -> File {
    let path = server.file("templates.lock");
    tokio::task::spawn_blocking(move || {
        let file = File::options().create(true).truncate(false).write(true).open(&path).expect("a lock file");
        if alone { file.lock() } else { file.lock_shared() }.expect("the lock");
        file
    })
    .await
    .expect("the lock")
}

async fn connect(url: &DatabaseUrl) -> PgConnection {
    PgConnection::connect(url.expose()).await.expect("the test server answers")
}

async fn exists(connection: &mut PgConnection, name: &str) -> bool {
    sqlx::query_scalar("select exists (select from pg_database where datname = $1)")
        .bind(name)
        .fetch_one(connection)
        .await
        .expect("pg_database can be read")
}

async fn run(connection: &mut PgConnection, sql: String) {
    if let Err(error) = sqlx::query(AssertSqlSafe(sql.clone())).execute(connection).await {
        panic!("{sql}: {error}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn names(server: &Server, prefix: &str) -> Vec<String> {
        sqlx::query_scalar(
            "select datname::text from pg_database where starts_with(datname::text, $1) order by 1",
        )
        .bind(prefix)
        .fetch_all(&mut connect(&server.url("postgres")).await)
        .await
        .expect("pg_database can be read")
    }

    #[tokio::test]
    async fn each_test_has_databases_of_its_own_and_leaves_none() {
        let (one, two) = tokio::join!(TestDbs::new(), TestDbs::only(&[Database::Catalog]));
        for database in Database::ALL {
            let status = migrate::status(database, one.pool(database)).await.expect("a status");
            assert!(status.iter().all(|migration| migration.applied_at.is_some()), "{status:?}");
        }
        crate::builders::supplier(&one.catalog, "acme").await;
        crate::builders::supplier(&two.catalog, "acme").await;
        let (server, prefixes) = (one.server, [one.prefix.clone(), two.prefix.clone()]);
        assert_eq!(names(server, &prefixes[0]).await.len(), 6);
        assert_eq!(names(server, &prefixes[1]).await.len(), 1);
        drop((one, two));
        for prefix in prefixes {
            assert_eq!(names(server, &prefix).await, [""; 0]);
        }
    }

    #[tokio::test]
    async fn what_a_killed_test_left_is_swept() {
        let mut dead = std::process::Command::new("true").spawn().expect("a process");
        dead.wait().expect("its end");
        let server = Server::get().await;
        let left = format!("t_{}_0_core", dead.id());
        run(&mut connect(&server.url("postgres")).await, format!("create database {left}")).await;
        sweep(server).await;
        assert_eq!(names(server, &left).await, [""; 0]);
    }
}
