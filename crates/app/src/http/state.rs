//! What every handler can reach. One concrete struct behind an `Arc`; nothing generic.

use std::ops::Deref;
use std::sync::Arc;

use catalog::reader::Limits;
use store::cache::Cache;
use store::clock::Clock;
use store::databases::Databases;
use store::objects::Objects;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::auth::opaque::TokenHasher;
use crate::auth::token::Tokens;
use crate::config::Config;
use crate::events::Hub;
use crate::import::{self, Importer};
use crate::jobs::Jobs;
use crate::stores;

/// The parts that a process is made of.
#[derive(Debug)]
pub struct Parts {
    /// The settings.
    pub config: Config,
    /// The six databases.
    pub dbs: Databases,
    /// The five buckets.
    pub objects: Objects,
    /// Answers that are kept for a while.
    pub cache: Cache,
    /// The time.
    pub clock: Clock,
    /// Takes files in and carries runs through.
    pub importer: Importer,
    /// Background work.
    pub jobs: Jobs,
    /// Live events.
    pub events: Hub,
    /// Makes and checks access tokens.
    pub tokens: Tokens,
    /// Hashes refresh tokens and API keys.
    pub token_hasher: TokenHasher,
    /// Whether this installation shows the sample supplier.
    pub demo: bool,
    /// Cancelled when the process is to stop.
    pub stop: CancellationToken,
    /// Tasks that are waited for before it does.
    pub tasks: TaskTracker,
}

/// The state: cheap to clone.
#[derive(Debug, Clone)]
pub struct AppState(Arc<Parts>);

/// What a state is made of.
#[derive(Debug)]
pub struct Stores {
    /// The six databases.
    pub dbs: Databases,
    /// The five buckets.
    pub objects: Objects,
    /// The time.
    pub clock: Clock,
}

impl AppState {
    /// Puts the parts together. Asks nothing of the databases yet; a broker on Redis has to answer.
    pub async fn new(
        config: Config,
        stores: Stores,
        demo: bool,
        stop: CancellationToken,
    ) -> anyhow::Result<Self> {
        let Stores { dbs, objects, clock } = stores;
        let secrets = config.security.keys.obtain()?;
        let importer = Importer::new(import::Parts {
            databases: dbs.clone(),
            objects: objects.clone(),
            clock: clock.clone(),
            work_dir: stores::transit_folder(&config.app.data),
            limits: Limits::default(),
            max_file_bytes: config.imports.max_upload_bytes,
        });
        let broker = stores::open_broker(&config, &dbs.imports).await?;
        Ok(Self(Arc::new(Parts {
            tokens: Tokens::new(&secrets.jwt_secret_key, config.security.access_token_life),
            token_hasher: TokenHasher::new(&secrets.secret_key),
            events: Hub::default(),
            stop,
            tasks: TaskTracker::new(),
            cache: stores::open_cache(&config)?,
            jobs: Jobs::new(importer.clone(), broker, clock.clone()),
            importer,
            config,
            dbs,
            objects,
            clock,
            demo,
        })))
    }
}

impl Deref for AppState {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
