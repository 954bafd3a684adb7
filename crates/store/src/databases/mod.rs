//! The six databases, their pools and their typed handles.
//!
//! A handle is a pool that knows which database it is for: a function that takes [`CatalogDb`] cannot be given
//! the pool of `db_imports`. Pools connect lazily; [`Databases::ping`] is what says whether they can.
//!
//! Settings that come here resolved: `DATABASE_URL`, `DB_CATALOG_URL`, …, `CATALOG_POOL_SIZE`, …,
//! `DATABASE_POOL_TIMEOUT` and `DATABASE_POOL_RECYCLE`.

mod ping;
mod url;

use std::time::Duration;

use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;

pub use ping::{Ping, PingError};
pub use url::{DatabaseUrl, UrlError};

/// One of the six databases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Database {
    /// `supplier_import`: users, API keys, settings, audit.
    Core,
    /// `db_catalog`: suppliers, products, offers, their history.
    Catalog,
    /// `db_imports`: feeds, profiles, runs, issues, jobs.
    Imports,
    /// `db_media`: pictures.
    Media,
    /// `db_code2asin`: Amazon's numbers.
    Code2asin,
    /// `db_analytics`: figures.
    Analytics,
}

impl Database {
    /// All six, in the order in which they are migrated and reported.
    pub const ALL: [Self; 6] =
        [Self::Core, Self::Catalog, Self::Imports, Self::Media, Self::Code2asin, Self::Analytics];

    /// The database's name on its server.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Core => "supplier_import",
            Self::Catalog => "db_catalog",
            Self::Imports => "db_imports",
            Self::Media => "db_media",
            Self::Code2asin => "db_code2asin",
            Self::Analytics => "db_analytics",
        }
    }

    /// The word for it on the command line, in health reports and in the names of its settings.
    pub const fn short(self) -> &'static str {
        match self {
            Self::Core => "core",
            Self::Catalog => "catalog",
            Self::Imports => "imports",
            Self::Media => "media",
            Self::Code2asin => "code2asin",
            Self::Analytics => "analytics",
        }
    }

    /// The database of that short or full name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|db| db.short() == name || db.name() == name)
    }

    /// How many connections its pool may hold unless configured otherwise.
    pub const fn default_pool_size(self) -> u32 {
        match self {
            Self::Catalog => 30,
            Self::Imports => 20,
            Self::Media => 15,
            Self::Code2asin => 12,
            Self::Analytics | Self::Core => 10,
        }
    }

    /// After how long a statement is given up unless configured otherwise. None for the catalogue and the
    /// imports: a COPY lasts as long as the file behind it, an apply as long as the change set is big.
    pub const fn default_statement_timeout(self) -> Option<Duration> {
        match self {
            Self::Core => Some(Duration::from_secs(15)),
            Self::Catalog | Self::Imports => None,
            Self::Media | Self::Code2asin | Self::Analytics => Some(Duration::from_mins(1)),
        }
    }
}

impl std::fmt::Display for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// How to reach one database.
#[derive(Clone, Debug)]
pub struct DatabaseConfig {
    /// Where it is; the password never shows in `Debug` or in an error.
    pub url: DatabaseUrl,
    /// The most connections its pool opens.
    pub pool_size: u32,
    /// How long to wait for a connection (`DATABASE_POOL_TIMEOUT`).
    pub acquire_timeout: Duration,
    /// After how long a connection is replaced (`DATABASE_POOL_RECYCLE`).
    pub max_lifetime: Duration,
    /// After how long the server gives up a statement.
    pub statement_timeout: Option<Duration>,
}

impl DatabaseConfig {
    /// A database at a URL, everything else as the defaults have it.
    pub fn new(database: Database, url: DatabaseUrl) -> Self {
        Self {
            url,
            pool_size: database.default_pool_size(),
            acquire_timeout: Duration::from_secs(30),
            max_lifetime: Duration::from_hours(1),
            statement_timeout: database.default_statement_timeout(),
        }
    }
}

/// How to reach all six.
#[derive(Clone, Debug)]
pub struct DatabasesConfig {
    configs: [DatabaseConfig; 6],
    application_name: String,
}

impl DatabasesConfig {
    /// Asks for each database's settings. The application name is what `pg_stat_activity` shows.
    pub fn new(application_name: impl Into<String>, config: impl FnMut(Database) -> DatabaseConfig) -> Self {
        Self { configs: Database::ALL.map(config), application_name: application_name.into() }
    }

    /// The settings of one.
    pub fn get(&self, database: Database) -> &DatabaseConfig {
        &self.configs[database as usize]
    }

    /// The settings of one, to change.
    pub fn get_mut(&mut self, database: Database) -> &mut DatabaseConfig {
        &mut self.configs[database as usize]
    }
}

macro_rules! handles {
    ($($(#[$doc:meta])* $handle:ident, $field:ident, $database:ident;)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug)]
            pub struct $handle(PgPool);

            impl $handle {
                /// Which database this is.
                pub const DATABASE: Database = Database::$database;

                /// Takes a pool for this database.
                pub fn new(pool: PgPool) -> Self {
                    Self(pool)
                }

                /// The pool.
                pub fn pool(&self) -> &PgPool {
                    &self.0
                }
            }
        )*

        /// The handles of all six.
        #[derive(Clone, Debug)]
        pub struct Databases {
            $($(#[$doc])* pub $field: $handle,)*
        }

        impl Databases {
            fn from_pools(mut pool: impl FnMut(Database) -> PgPool) -> Self {
                Self { $($field: $handle::new(pool(Database::$database)),)* }
            }

            /// The pool of a database that is only known at run time: for what is done to each alike.
            pub fn pool(&self, database: Database) -> &PgPool {
                match database { $(Database::$database => self.$field.pool(),)* }
            }
        }
    };
}

handles! {
    /// `supplier_import`.
    CoreDb, core, Core;
    /// `db_catalog`.
    CatalogDb, catalog, Catalog;
    /// `db_imports`.
    ImportsDb, imports, Imports;
    /// `db_media`.
    MediaDb, media, Media;
    /// `db_code2asin`.
    Code2AsinDb, code2asin, Code2asin;
    /// `db_analytics`.
    AnalyticsDb, analytics, Analytics;
}

impl Databases {
    /// Makes the pools. Nothing is connected yet: a database that is down is found by [`Self::ping`], or by the
    /// first statement. Has to be called within a tokio runtime.
    pub fn connect(config: &DatabasesConfig) -> Result<Self, ConnectError> {
        let mut options = Vec::with_capacity(Database::ALL.len());
        for database in Database::ALL {
            let one = config.get(database);
            let mut connect = one
                .url
                .connect_options()
                .map_err(|source| ConnectError { database, source })?
                .application_name(&config.application_name)
                // Compiling a query costs more than any query here gains by it.
                .options([("jit", "off")]);
            if let Some(timeout) = one.statement_timeout {
                connect = connect.options([("statement_timeout", timeout.as_millis().to_string())]);
            }
            options.push(
                PgPoolOptions::new()
                    .max_connections(one.pool_size)
                    .acquire_timeout(one.acquire_timeout)
                    .max_lifetime(one.max_lifetime)
                    .idle_timeout(Duration::from_mins(5))
                    .connect_lazy_with(connect),
            );
        }
        Ok(Self::from_pools(|database| options[database as usize].clone()))
    }

    /// Closes all pools, waiting for what is still running on them.
    pub async fn close(&self) {
        for database in Database::ALL {
            self.pool(database).close().await;
        }
    }
}

/// A pool could not even be made.
#[derive(Debug, thiserror::Error)]
#[error("the URL of {database}: {source}")]
pub struct ConnectError {
    /// Whose URL it is.
    pub database: Database,
    /// What is wrong with it.
    pub source: UrlError,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_is_found_by_either_name() {
        assert_eq!(Database::parse("core"), Some(Database::Core));
        assert_eq!(Database::parse("db_code2asin"), Some(Database::Code2asin));
        assert_eq!(Database::parse("postgres"), None);
    }

    #[test]
    fn configs_are_indexed_by_their_database() {
        let config = DatabasesConfig::new("test", |database| {
            let url = format!("postgresql://u:secret@h/{}", database.name());
            DatabaseConfig::new(database, DatabaseUrl::parse(&url).expect("a good URL"))
        });
        for database in Database::ALL {
            assert_eq!(config.get(database).pool_size, database.default_pool_size());
            assert!(config.get(database).url.expose().ends_with(database.name()));
        }
        assert!(!format!("{config:?}").contains("secret"));
    }
}
