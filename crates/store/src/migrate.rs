//! The migrations of the six databases, embedded in the binary.
//!
//! Each database has its own folder under `migrations/`, each change a pair of files,
//! `<time>_<what>.up.sql` and `.down.sql`. Both directions run under an advisory lock of their database, so that
//! any number of processes may start at once, each migration in a transaction with the row that records it. A
//! file that has been applied may not change afterwards: its checksum is compared before anything is done.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use sqlx::migrate::{MigrateError as SqlxError, Migration, Migrator};
use sqlx::{Connection, PgConnection, PgPool};

use crate::databases::{Database, Databases};

static CORE: Migrator = sqlx::migrate!("../../migrations/core");
static CATALOG: Migrator = sqlx::migrate!("../../migrations/catalog");
static IMPORTS: Migrator = sqlx::migrate!("../../migrations/imports");
static MEDIA: Migrator = sqlx::migrate!("../../migrations/media");
static CODE2ASIN: Migrator = sqlx::migrate!("../../migrations/code2asin");
static ANALYTICS: Migrator = sqlx::migrate!("../../migrations/analytics");

/// What became of one migration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MigrationStatus {
    /// The time in its file name.
    pub version: i64,
    /// What its file name says.
    pub description: String,
    /// When it was applied here; `None`: not yet.
    pub applied_at: Option<DateTime<Utc>>,
    /// Whether what was applied is what this binary holds.
    pub state: MigrationState,
}

/// How a migration of the binary and one of the database compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MigrationState {
    /// In the binary, not in the database.
    Pending,
    /// In both, the same.
    Applied,
    /// In both, but the file was changed after it had been applied.
    Changed,
    /// In the database only: a newer binary was here.
    Unknown,
}

/// A migration that was just run, or undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The time in its file name.
    pub version: i64,
    /// What its file name says.
    pub description: String,
}

/// Why a database could not be migrated.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// The server or the network.
    #[error("{database}: {source}")]
    Database {
        /// Which database.
        database: Database,
        /// What happened.
        source: sqlx::Error,
    },
    /// A newer release has been here.
    #[error(
        "{database} is newer than this binary: it has migration {version}, which this binary doesn't know; \
         run the release that made it, or undo the migration with that release (`migrate down`)"
    )]
    Newer {
        /// Which database.
        database: Database,
        /// The unknown migration.
        version: i64,
    },
    /// A migration's file was changed after it had been applied.
    #[error(
        "{database}: migration {version} was applied in another form than the one in this binary; \
         migrations must not be changed once released: use the binary that applied it"
    )]
    Changed {
        /// Which database.
        database: Database,
        /// The migration.
        version: i64,
    },
    /// The SQL of a migration failed; its transaction was rolled back.
    #[error("{database}: migration {version} ({description}) failed and was rolled back: {source}")]
    Failed {
        /// Which database.
        database: Database,
        /// The migration.
        version: i64,
        /// What its file name says.
        description: String,
        /// What the server said.
        source: sqlx::Error,
    },
    /// There is no `.down.sql`.
    #[error("{database}: migration {version} cannot be undone")]
    Irreversible {
        /// Which database.
        database: Database,
        /// The migration.
        version: i64,
    },
    /// Anything else the migrator reports.
    #[error("{database}: {source}")]
    Other {
        /// Which database.
        database: Database,
        /// What it reports.
        source: SqlxError,
    },
}

/// Brings one database up to date. Answers with what was run; empty when it was up to date.
pub async fn up(database: Database, pool: &PgPool) -> Result<Vec<Step>, MigrateError> {
    let mut session = Session::open(database, pool).await?;
    let before = session.applied().await?;
    session.check(&before)?;
    let done = migrator(database).run(&mut session.connection).await;
    done.map_err(|source| explain(database, source))?;
    let steps = ups(database).filter(|m| !before.contains_key(&m.version)).map(step).collect();
    session.close().await?;
    Ok(steps)
}

/// Brings all six up to date.
pub async fn up_all(databases: &Databases) -> Result<Vec<(Database, Vec<Step>)>, MigrateError> {
    let mut done = Vec::with_capacity(Database::ALL.len());
    for database in Database::ALL {
        done.push((database, up(database, databases.pool(database)).await?));
    }
    Ok(done)
}

/// Undoes the latest migrations of one database. Answers with what was undone, latest first.
pub async fn down(database: Database, pool: &PgPool, steps: usize) -> Result<Vec<Step>, MigrateError> {
    let mut session = Session::open(database, pool).await?;
    let applied = session.applied().await?;
    session.check(&applied)?;
    let versions: Vec<i64> = applied.keys().rev().copied().collect();
    let undone: Vec<i64> = versions.iter().take(steps).copied().collect();
    for version in &undone {
        let reversible =
            migrator(database).iter().any(|m| m.version == *version && m.migration_type.is_down_migration());
        if !reversible {
            return Err(MigrateError::Irreversible { database, version: *version });
        }
    }
    if !undone.is_empty() {
        let target = versions.get(steps).copied().unwrap_or(0);
        let done = migrator(database).undo(&mut session.connection, target).await;
        done.map_err(|source| explain(database, source))?;
    }
    session.close().await?;
    Ok(undone.iter().filter_map(|version| ups(database).find(|m| m.version == *version)).map(step).collect())
}

/// What is applied and what is not, oldest first.
pub async fn status(database: Database, pool: &PgPool) -> Result<Vec<MigrationStatus>, MigrateError> {
    let mut session = Session::open(database, pool).await?;
    let mut applied = session.applied().await?;
    session.close().await?;
    let mut all: Vec<MigrationStatus> = ups(database)
        .map(|migration| {
            let row = applied.remove(&migration.version);
            let state = match &row {
                None => MigrationState::Pending,
                Some(row) if row.checksum == *migration.checksum => MigrationState::Applied,
                Some(_) => MigrationState::Changed,
            };
            MigrationStatus {
                version: migration.version,
                description: migration.description.to_string(),
                applied_at: row.map(|row| row.at),
                state,
            }
        })
        .collect();
    all.extend(applied.into_iter().map(|(version, row)| MigrationStatus {
        version,
        description: row.description,
        applied_at: Some(row.at),
        state: MigrationState::Unknown,
    }));
    all.sort_by_key(|status| status.version);
    Ok(all)
}

/// Stands for the schema that this binary's migrations make: equal hashes, equal schemas.
pub fn fingerprint(database: Database) -> String {
    let mut hash = Sha256::new();
    for migration in ups(database) {
        hash.update(migration.version.to_be_bytes());
        hash.update(&migration.checksum);
    }
    hash.finalize().iter().take(8).fold(String::new(), |text, byte| text + format!("{byte:02x}").as_str())
}

fn migrator(database: Database) -> &'static Migrator {
    match database {
        Database::Core => &CORE,
        Database::Catalog => &CATALOG,
        Database::Imports => &IMPORTS,
        Database::Media => &MEDIA,
        Database::Code2asin => &CODE2ASIN,
        Database::Analytics => &ANALYTICS,
    }
}

fn ups(database: Database) -> impl Iterator<Item = &'static Migration> {
    migrator(database).iter().filter(|m| !m.migration_type.is_down_migration())
}

fn step(migration: &Migration) -> Step {
    Step { version: migration.version, description: migration.description.to_string() }
}

fn explain(database: Database, error: SqlxError) -> MigrateError {
    match error {
        SqlxError::VersionMissing(version) => MigrateError::Newer { database, version },
        SqlxError::VersionMismatch(version) => MigrateError::Changed { database, version },
        SqlxError::ExecuteMigration(source, version) => MigrateError::Failed {
            database,
            version,
            description: ups(database)
                .find(|m| m.version == version)
                .map(|m| m.description.to_string())
                .unwrap_or_default(),
            source,
        },
        SqlxError::Execute(source) => MigrateError::Database { database, source },
        source => MigrateError::Other { database, source },
    }
}

struct AppliedRow {
    description: String,
    at: DateTime<Utc>,
    checksum: Vec<u8>,
}

/// A connection of its own: without the pool's statement timeout, and closed afterwards whatever happens, which
/// frees the advisory lock.
struct Session {
    database: Database,
    connection: PgConnection,
}

impl Session {
    async fn open(database: Database, pool: &PgPool) -> Result<Self, MigrateError> {
        let fail = |source| MigrateError::Database { database, source };
        let options = pool.connect_options();
        let connecting = PgConnection::connect_with(&options);
        let mut connection = tokio::time::timeout(pool.options().get_acquire_timeout(), connecting)
            .await
            .map_err(|_| fail(sqlx::Error::PoolTimedOut))?
            .map_err(fail)?;
        sqlx::query("set statement_timeout = 0").execute(&mut connection).await.map_err(fail)?;
        Ok(Self { database, connection })
    }

    async fn applied(&mut self) -> Result<BTreeMap<i64, AppliedRow>, MigrateError> {
        let database = self.database;
        self.read_applied().await.map_err(|source| MigrateError::Database { database, source })
    }

    async fn read_applied(&mut self) -> Result<BTreeMap<i64, AppliedRow>, sqlx::Error> {
        let exists: bool = sqlx::query_scalar("select to_regclass('_sqlx_migrations') is not null")
            .fetch_one(&mut self.connection)
            .await?;
        if !exists {
            return Ok(BTreeMap::new());
        }
        let rows: Vec<(i64, String, DateTime<Utc>, Vec<u8>)> = sqlx::query_as(
            "select version, description, installed_on, checksum from _sqlx_migrations where success",
        )
        .fetch_all(&mut self.connection)
        .await?;
        Ok(rows
            .into_iter()
            .map(|(version, description, at, checksum)| (version, AppliedRow { description, at, checksum }))
            .collect())
    }

    /// Refuses a database that is not a predecessor of what this binary makes.
    fn check(&self, applied: &BTreeMap<i64, AppliedRow>) -> Result<(), MigrateError> {
        let database = self.database;
        for (&version, row) in applied {
            match ups(database).find(|m| m.version == version) {
                None => return Err(MigrateError::Newer { database, version }),
                Some(m) if *m.checksum != *row.checksum => {
                    return Err(MigrateError::Changed { database, version });
                }
                Some(_) => {}
            }
        }
        Ok(())
    }

    async fn close(self) -> Result<(), MigrateError> {
        let database = self.database;
        self.connection.close().await.map_err(|source| MigrateError::Database { database, source })
    }
}
