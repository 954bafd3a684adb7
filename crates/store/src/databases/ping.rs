//! Asking a database whether it is there, within a given time.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use sqlx::{Connection, PgConnection, PgPool};

use super::{Database, Databases};

/// What a database answered.
#[derive(Debug)]
pub struct Ping {
    /// Which one.
    pub database: Database,
    /// How long it took, or why it didn't work.
    pub result: Result<Duration, PingError>,
}

/// Why a database is of no use just now. Short, and safe to show: health reports print it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PingError {
    /// No answer.
    #[error("no answer within {0:?}")]
    Timeout(Duration),
    /// All connections of the pool are taken.
    #[error("all {0} connections of the pool are in use")]
    PoolExhausted(u32),
    /// Nobody listens there, or the network is down.
    #[error("cannot be reached: {0}")]
    Unreachable(String),
    /// The server doesn't like the account.
    #[error("the server refuses the account")]
    Refused,
    /// The server has no such database.
    #[error("the database does not exist on the server")]
    Missing,
    /// Something else; the server's own SQLSTATE.
    #[error("the server reports an error (SQLSTATE {0})")]
    Server(String),
    /// Something else on our side.
    #[error("{0}")]
    Other(String),
}

impl Databases {
    /// Asks all six at once.
    pub async fn ping(&self, timeout: Duration) -> Vec<Ping> {
        join_all(
            Database::ALL.map(|database| async move {
                Ping { database, result: self.ping_one(database, timeout).await }
            }),
        )
        .await
    }

    /// Asks one.
    pub async fn ping_one(&self, database: Database, timeout: Duration) -> Result<Duration, PingError> {
        ping(self.pool(database), timeout).await
    }
}

async fn ping(pool: &PgPool, timeout: Duration) -> Result<Duration, PingError> {
    let start = Instant::now();
    match tokio::time::timeout(timeout, ask(pool)).await {
        Ok(Ok(())) => Ok(start.elapsed()),
        Ok(Err(error)) => Err(classify(&error, pool)),
        Err(_) if is_exhausted(pool) => Err(PingError::PoolExhausted(pool.size())),
        Err(_) => Err(PingError::Timeout(timeout)),
    }
}

/// On a connection that is idle, or else on a new one: a pool that cannot connect tries again until its time is
/// up, and then says no more than that.
async fn ask(pool: &PgPool) -> Result<(), sqlx::Error> {
    if let Some(mut connection) = pool.try_acquire()
        && sqlx::query("select 1").execute(&mut *connection).await.is_ok()
    {
        return Ok(());
    }
    if is_exhausted(pool) {
        return sqlx::query("select 1").execute(pool).await.map(drop);
    }
    let connection = PgConnection::connect_with(&pool.connect_options()).await?;
    connection.close().await
}

fn is_exhausted(pool: &PgPool) -> bool {
    pool.size() >= pool.options().get_max_connections() && pool.num_idle() == 0
}

fn classify(error: &sqlx::Error, pool: &PgPool) -> PingError {
    match error {
        sqlx::Error::PoolTimedOut => PingError::PoolExhausted(pool.options().get_max_connections()),
        sqlx::Error::Io(why) => PingError::Unreachable(why.to_string()),
        sqlx::Error::Database(why) => match why.code().as_deref() {
            Some("28P01" | "28000") => PingError::Refused,
            Some("3D000") => PingError::Missing,
            code => PingError::Server(code.unwrap_or("unknown").to_owned()),
        },
        other => PingError::Other(other.to_string()),
    }
}
