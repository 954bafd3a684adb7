//! Slowing down who guesses passwords.
//!
//! Attempts are counted per e-mail address and per network address, in the database, so that all replicas count
//! together. An attempt is counted *before* the password is looked at: a hundred guesses at once are a hundred.
//! A success takes its own attempt back. A block ends by itself and isn't prolonged by further attempts.

use chrono::{DateTime, TimeDelta, Utc};

use crate::databases::CoreDb;

/// How many attempts are too many.
#[derive(Clone, Copy, Debug)]
pub struct Policy {
    /// Failures for one e-mail address within the window.
    pub per_email: i32,
    /// Failures from one network address within the window: an office shares one.
    pub per_address: i32,
    /// The window.
    pub window: TimeDelta,
    /// How long to block.
    pub block: TimeDelta,
}

impl Default for Policy {
    fn default() -> Self {
        Self { per_email: 5, per_address: 30, window: TimeDelta::minutes(15), block: TimeDelta::minutes(15) }
    }
}

/// Counts an attempt. `Some(time)`: refused, until then.
pub async fn attempt(
    db: &CoreDb,
    email: &str,
    address: &str,
    policy: &Policy,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, sqlx::Error> {
    let address = count(db, "address", address, policy.per_address, policy, now).await?;
    if address.is_some() {
        return Ok(address);
    }
    count(db, "email", &subject(email), policy.per_email, policy, now).await
}

/// The password was right: the address has proven itself, and this attempt was none.
pub async fn succeeded(db: &CoreDb, email: &str, address: &str) -> Result<(), sqlx::Error> {
    sqlx::query("delete from login_throttle where scope = 'email' and subject = $1")
        .bind(subject(email))
        .execute(db.pool())
        .await?;
    sqlx::query(
        "update login_throttle set failures = greatest(failures - 1, 0) where scope = 'address' and subject = $1",
    )
    .bind(address)
    .execute(db.pool())
    .await?;
    Ok(())
}

/// Forgets what is too old to matter. Answers with how many rows.
pub async fn sweep(db: &CoreDb, before: DateTime<Utc>) -> Result<u64, sqlx::Error> {
    let done = sqlx::query(
        "delete from login_throttle where window_start < $1 and (blocked_until is null or blocked_until < $1)",
    )
    .bind(before)
    .execute(db.pool())
    .await?;
    Ok(done.rows_affected())
}

fn subject(email: &str) -> String {
    email.trim().to_lowercase().chars().take(254).collect()
}

async fn count(
    db: &CoreDb,
    scope: &str,
    subject: &str,
    limit: i32,
    policy: &Policy,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, sqlx::Error> {
    // One statement, so that attempts at once are counted one after the other. A row that is blocked stays as
    // it is; one whose window or block is over begins anew.
    sqlx::query_scalar(
        "insert into login_throttle as t (scope, subject, failures, window_start) values ($1, $2, 1, $3)
         on conflict (scope, subject) do update set
           failures = case
             when t.blocked_until > $3 then t.failures
             when t.blocked_until is not null or t.window_start <= $4 then 1
             else t.failures + 1 end,
           window_start = case
             when t.blocked_until > $3 then t.window_start
             when t.blocked_until is not null or t.window_start <= $4 then $3
             else t.window_start end,
           blocked_until = case
             when t.blocked_until > $3 then t.blocked_until
             when t.blocked_until is not null or t.window_start <= $4 then null
             when t.failures + 1 > $5 then $6::timestamptz
             else null end
         returning blocked_until",
    )
    .bind(scope)
    .bind(subject)
    .bind(now)
    .bind(now - policy.window)
    .bind(limit)
    .bind(now + policy.block)
    .fetch_one(db.pool())
    .await
}
