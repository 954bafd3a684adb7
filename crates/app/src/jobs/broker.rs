//! Carrying job ids to workers: apalis on PostgreSQL (`db_imports`), or on Redis where `CELERY_BROKER_URL` names one.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use apalis::layers::WorkerBuilderExt as _;
use apalis::prelude::*;
use apalis_core::backend::Vacuum as _;
use apalis_postgres::PostgresStorage;
use apalis_redis::RedisStorage;
use futures_util::future::BoxFuture;
use redis::aio::ConnectionManager;
use serde::{Deserialize, Serialize};
use store::databases::ImportsDb;
use tokio::sync::OnceCell;
use tokio_util::sync::CancellationToken;

/// Name of the queue.
const QUEUE: &str = "suppliers-import";
/// How often an idle worker looks for deliveries. Left to itself it would look with its heartbeat, twice a minute.
const POLL: Duration = Duration::from_millis(250);
/// Delivered ids are forgotten after this: the row in `jobs` keeps the story.
const FORGET_AFTER: Duration = Duration::from_mins(10);

/// What the broker carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// The row in `jobs`.
    pub job_id: i64,
}

/// A broker.
#[derive(Clone)]
pub enum Broker {
    /// apalis-postgres in `db_imports`; its tables are made before the first use.
    Postgres(ImportsDb, Arc<OnceCell<()>>),
    /// apalis-redis.
    Redis(ConnectionManager),
}

/// The broker could not be used.
#[derive(Debug, thiserror::Error)]
#[error("the broker ({broker}) {what}: {why}")]
pub struct BrokerError {
    broker: &'static str,
    what: &'static str,
    why: String,
}

impl fmt::Debug for Broker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What is done with a delivery.
#[derive(Clone)]
pub struct Handler(Arc<dyn Fn(Delivery) -> BoxFuture<'static, ()> + Send + Sync>);

impl Handler {
    /// Does this with every delivery.
    pub fn new(handle: impl Fn(Delivery) -> BoxFuture<'static, ()> + Send + Sync + 'static) -> Self {
        Self(Arc::new(handle))
    }

    fn handle(&self, delivery: Delivery) -> BoxFuture<'static, ()> {
        (self.0)(delivery)
    }
}

impl Broker {
    /// The broker that a URL names; none means PostgreSQL.
    pub async fn connect(url: Option<&str>, imports: &ImportsDb) -> Result<Self, BrokerError> {
        match url {
            None => Ok(Self::Postgres(imports.clone(), Arc::default())),
            Some(url) => {
                let fail = |error: redis::RedisError| BrokerError {
                    broker: "Redis",
                    what: "can't be reached (CELERY_BROKER_URL)",
                    why: error.to_string(),
                };
                let client = redis::Client::open(url).map_err(fail)?;
                let config = redis::aio::ConnectionManagerConfig::new()
                    .set_connection_timeout(Some(Duration::from_secs(5)))
                    .set_response_timeout(Some(Duration::from_secs(10)));
                Ok(Self::Redis(client.get_connection_manager_with_config(config).await.map_err(fail)?))
            }
        }
    }

    /// Which kind it is.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Postgres(..) => "PostgreSQL",
            Self::Redis(_) => "Redis",
        }
    }

    fn error(&self, what: &'static str, why: impl fmt::Display) -> BrokerError {
        BrokerError { broker: self.name(), what, why: why.to_string() }
    }

    /// Makes the broker's own tables, where it has any; after the first time it costs nothing.
    async fn set_up(&self) -> Result<(), BrokerError> {
        if let Self::Postgres(imports, ready) = self {
            ready
                .get_or_try_init(|| async {
                    PostgresStorage::setup(imports.pool())
                        .await
                        .map_err(|error| self.error("could not make its tables", error))
                })
                .await?;
        }
        Ok(())
    }

    fn postgres(imports: &ImportsDb) -> PostgresStorage<Delivery> {
        PostgresStorage::new(imports.pool())
            .with_config(apalis_postgres::Config::default().queue(QUEUE).persist_results(false))
    }

    fn redis(connection: &ConnectionManager) -> RedisStorage<Delivery> {
        RedisStorage::new(connection.clone())
            .with_config(apalis_redis::Config::default().queue(QUEUE).persist_results(false))
    }

    /// Sends job ids.
    pub async fn send(&self, job_ids: &[i64]) -> Result<(), BrokerError> {
        if job_ids.is_empty() {
            return Ok(());
        }
        self.set_up().await?;
        for &job_id in job_ids {
            let delivery = Delivery { job_id };
            match self {
                Self::Postgres(imports, _) => Self::postgres(imports)
                    .push(delivery)
                    .await
                    .map_err(|error| self.error("didn't take a job", error))?,
                Self::Redis(connection) => Self::redis(connection)
                    .push(delivery)
                    .await
                    .map_err(|error| self.error("didn't take a job", error))?,
            }
        }
        Ok(())
    }

    /// Receives deliveries, so many at a time, until the token is cancelled and those in hand are done.
    pub async fn receive(
        &self,
        name: &str,
        concurrency: usize,
        handler: Handler,
        shutdown: CancellationToken,
    ) -> Result<(), BrokerError> {
        async fn handle(delivery: Delivery, handler: Data<Handler>) -> Result<(), BoxDynError> {
            handler.handle(delivery).await;
            Ok(())
        }
        self.set_up().await?;
        let until = async move {
            shutdown.cancelled().await;
            Ok::<(), std::io::Error>(())
        };
        let ended = match self {
            Self::Postgres(imports, _) => {
                WorkerBuilder::new(name)
                    .backend(Self::postgres(imports).poll_with_interval(POLL))
                    .data(handler)
                    .concurrency(concurrency)
                    .build(handle)
                    .run_until(until)
                    .await
            }
            Self::Redis(connection) => {
                WorkerBuilder::new(name)
                    .backend(Self::redis(connection).poll_with_interval(POLL))
                    .data(handler)
                    .concurrency(concurrency)
                    .build(handle)
                    .run_until(until)
                    .await
            }
        };
        ended.map_err(|error| self.error("stopped delivering", error))
    }

    /// Forgets what was delivered a while ago.
    pub async fn tidy(&self) -> Result<(), BrokerError> {
        self.set_up().await?;
        match self {
            Self::Postgres(imports, _) => {
                sqlx::query(
                    "delete from apalis.jobs where job_type = $1 and status in ('Done', 'Failed', 'Killed')
                       and done_at < now() - make_interval(secs => $2)",
                )
                .bind(QUEUE)
                .bind(FORGET_AFTER.as_secs_f64())
                .execute(imports.pool())
                .await
                .map_err(|error| self.error("could not be tidied", error))?;
            }
            Self::Redis(connection) => {
                Self::redis(connection)
                    .vacuum_before(FORGET_AFTER)
                    .await
                    .map_err(|error| self.error("could not be tidied", error))?;
            }
        }
        Ok(())
    }
}
