//! Workers that are alive, and who leads.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::databases::ImportsDb;

/// A process that takes jobs, or fires schedules.
#[derive(Clone, Debug, Serialize, sqlx::FromRow)]
pub struct Worker {
    /// Role, host and process.
    pub name: String,
    /// `worker`, `beat` or `up`.
    pub role: String,
    /// Host it runs on.
    pub host: String,
    /// When it started.
    pub started_at: DateTime<Utc>,
    /// Its last heartbeat.
    pub seen_at: DateTime<Utc>,
    /// Jobs it has in hand.
    pub running: i32,
}

/// Says that a worker is alive.
pub async fn beat(
    db: &ImportsDb,
    name: &str,
    role: &str,
    host: &str,
    running: i32,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query(
        "insert into workers (name, role, host, started_at, seen_at, running) values ($1, $2, $3, $5, $5, $4)
         on conflict (name) do update set seen_at = excluded.seen_at, running = excluded.running",
    )
    .bind(name)
    .bind(role)
    .bind(host)
    .bind(running)
    .bind(now)
    .execute(db.pool())
    .await?;
    Ok(())
}

/// Takes a worker off the list.
pub async fn leave(db: &ImportsDb, name: &str) -> sqlx::Result<()> {
    sqlx::query("delete from workers where name = $1").bind(name).execute(db.pool()).await?;
    Ok(())
}

/// The workers seen since a time; those silent for longer are forgotten.
pub async fn list(db: &ImportsDb, since: DateTime<Utc>) -> sqlx::Result<Vec<Worker>> {
    sqlx::query("delete from workers where seen_at < $1").bind(since).execute(db.pool()).await?;
    sqlx::query_as("select * from workers order by role, name").fetch_all(db.pool()).await
}

/// Takes, or renews, a lease by name until a time; false where someone else holds it.
pub async fn lead(
    db: &ImportsDb,
    name: &str,
    holder: &str,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let taken = sqlx::query(
        "insert into leases (name, holder, until) values ($1, $2, $4)
         on conflict (name) do update set holder = excluded.holder, until = excluded.until
           where leases.holder = $2 or leases.until < $3",
    )
    .bind(name)
    .bind(holder)
    .bind(now)
    .bind(until)
    .execute(db.pool())
    .await?;
    Ok(taken.rows_affected() == 1)
}

/// Gives a lease up, for the next one to take it at once.
pub async fn step_down(db: &ImportsDb, name: &str, holder: &str) -> sqlx::Result<()> {
    sqlx::query("delete from leases where name = $1 and holder = $2")
        .bind(name)
        .bind(holder)
        .execute(db.pool())
        .await?;
    Ok(())
}
