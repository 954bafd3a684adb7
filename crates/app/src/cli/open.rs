//! The stores that a command works on: those that are configured, or the embedded default.
//!
//! Without database variables the private PostgreSQL is used, started if no `up` is running and stopped again
//! afterwards; it belongs to this binary alone, so it is brought up to date on the way. Servers of one's own are
//! migrated when their operator says so: a command finds them up to date or says what to do.

use anyhow::{Context, bail};
use store::clock::Clock;
use store::cluster::Cluster;
use store::databases::{Database, Databases};
use store::migrate::{self, MigrationState};
use store::objects::Objects;
use tokio_util::sync::CancellationToken;

use super::Global;
use crate::config::Config;
use crate::http::{AppState, Stores};
use crate::stores;

/// Open stores.
pub struct Opened {
    /// The settings.
    pub config: Config,
    /// The six databases.
    pub dbs: Databases,
    /// The five buckets.
    pub objects: Objects,
    /// The time.
    pub clock: Clock,
    cluster: Option<Cluster>,
}

impl Opened {
    /// For a command: everything is there and up to date.
    pub async fn open(global: &Global) -> anyhow::Result<Self> {
        let config = global.load(false)?.config;
        let opened = Self::connect(config, "suppliers-import").await?;
        match opened.prepare().await {
            Ok(()) => Ok(opened),
            Err(error) => {
                opened.close().await;
                Err(error)
            }
        }
    }

    /// Connected, as it is.
    pub async fn connect(config: Config, name: &str) -> anyhow::Result<Self> {
        let objects = stores::objects(&config)?;
        let cluster = match config.databases.urls {
            Some(_) => None,
            None => Some(Cluster::attach_or_start(&stores::cluster_options(&config)).await?),
        };
        let dbs = Databases::connect(&stores::databases_config(&config, cluster.as_ref(), name)?)?;
        Ok(Self { config, dbs, objects, clock: Clock::system(), cluster })
    }

    async fn prepare(&self) -> anyhow::Result<()> {
        if self.cluster.is_some() {
            migrate::up_all(&self.dbs).await?;
            self.objects.ensure_buckets().await.context("the folder for files can't be made")?;
            return Ok(());
        }
        require_migrated(&self.dbs).await
    }

    /// What handlers and pipelines take; it ends with `stop`.
    pub async fn state(&self, stop: CancellationToken) -> anyhow::Result<AppState> {
        let stores =
            Stores { dbs: self.dbs.clone(), objects: self.objects.clone(), clock: self.clock.clone() };
        AppState::new(self.config.clone(), stores, false, stop).await
    }

    /// Closes the databases, and stops the private PostgreSQL if this was its last use.
    pub async fn close(self) {
        self.dbs.close().await;
        if let Some(cluster) = self.cluster
            && let Err(error) = cluster.stop().await
        {
            tracing::warn!(%error, "PostgreSQL could not be stopped");
        }
    }
}

/// Refuses databases that are behind or ahead of this binary.
pub async fn require_migrated(dbs: &Databases) -> anyhow::Result<()> {
    let mut pending = Vec::new();
    for database in Database::ALL {
        for migration in migrate::status(database, dbs.pool(database)).await? {
            match migration.state {
                MigrationState::Applied => {}
                MigrationState::Pending => pending.push(database.name()),
                MigrationState::Changed | MigrationState::Unknown => bail!(
                    "{} has a migration ({} {}) that this binary does not have: run the release that made it",
                    database.name(),
                    migration.version,
                    migration.description
                ),
            }
        }
    }
    pending.dedup();
    if !pending.is_empty() {
        bail!("not up to date: {}. Run `suppliers-import migrate up` first", pending.join(", "));
    }
    Ok(())
}
