//! `Idempotency-Key`: a request that is sent twice is done once, and answered twice the same.
//!
//! A key belongs to an account and a route. Its row is written before the request is worked on and gets the
//! answer afterwards; a row without an answer is a request in progress, or, when it is old, one whose server died.

use chrono::{DateTime, TimeDelta, Utc};

use super::SecretHash;
use crate::databases::CoreDb;

/// After this long without an answer, the server that worked on it is taken for dead.
const ABANDONED_AFTER: TimeDelta = TimeDelta::minutes(10);

/// Which request it is.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// Whose.
    pub user_id: i64,
    /// Which route: `POST /suppliers`.
    pub route: &'a str,
    /// What the client calls it.
    pub key: &'a str,
    /// SHA-256 of what it says.
    pub hash: &'a SecretHash,
}

/// An answer that was given.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Answer {
    /// The HTTP status.
    pub status: i16,
    /// The type of the body.
    pub content_type: Option<String>,
    /// The body.
    pub body: Vec<u8>,
}

/// What to do with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Begun {
    /// It is new: do it, then [`finish`] or [`abandon`].
    New,
    /// It was done: answer this.
    Replay(Answer),
    /// It is being done just now.
    InProgress,
    /// The key was used for a request that said something else.
    Mismatch,
}

/// Says what to do with a request, and if it is new, notes that it has begun.
pub async fn begin(db: &CoreDb, request: &Request<'_>, now: DateTime<Utc>) -> Result<Begun, sqlx::Error> {
    let begun = sqlx::query(
        "insert into idempotency_keys as k (user_id, route, key, request_hash, created_at) values ($1, $2, $3, $4, $5)
         on conflict (user_id, route, key) do update set created_at = excluded.created_at
           where k.status is null and k.created_at <= $6 and k.request_hash = excluded.request_hash",
    )
    .bind(request.user_id)
    .bind(request.route)
    .bind(request.key)
    .bind(request.hash.as_slice())
    .bind(now)
    .bind(now - ABANDONED_AFTER)
    .execute(db.pool())
    .await?;
    if begun.rows_affected() == 1 {
        return Ok(Begun::New);
    }
    let row: Option<Row> = sqlx::query_as(
        "select request_hash, status, content_type, body from idempotency_keys
         where user_id = $1 and route = $2 and key = $3",
    )
    .bind(request.user_id)
    .bind(request.route)
    .bind(request.key)
    .fetch_optional(db.pool())
    .await?;
    Ok(match row {
        Some(row) if row.request_hash != request.hash => Begun::Mismatch,
        Some(Row { status: Some(status), content_type, body, .. }) => {
            Begun::Replay(Answer { status, content_type, body: body.unwrap_or_default() })
        }
        // Without a row, it was abandoned between the two statements: the client may try again at once.
        Some(Row { status: None, .. }) | None => Begun::InProgress,
    })
}

#[derive(sqlx::FromRow)]
struct Row {
    request_hash: Vec<u8>,
    status: Option<i16>,
    content_type: Option<String>,
    body: Option<Vec<u8>>,
}

/// Keeps the answer.
pub async fn finish(db: &CoreDb, request: &Request<'_>, answer: &Answer) -> Result<(), sqlx::Error> {
    sqlx::query(
        "update idempotency_keys set status = $4, content_type = $5, body = $6
         where user_id = $1 and route = $2 and key = $3",
    )
    .bind(request.user_id)
    .bind(request.route)
    .bind(request.key)
    .bind(answer.status)
    .bind(&answer.content_type)
    .bind(&answer.body)
    .execute(db.pool())
    .await?;
    Ok(())
}

/// The request failed and may be tried again under the same key.
pub async fn abandon(db: &CoreDb, request: &Request<'_>) -> Result<(), sqlx::Error> {
    sqlx::query(
        "delete from idempotency_keys where user_id = $1 and route = $2 and key = $3 and status is null",
    )
    .bind(request.user_id)
    .bind(request.route)
    .bind(request.key)
    .execute(db.pool())
    .await?;
    Ok(())
}

/// Forgets old keys. Answers with how many.
pub async fn sweep(db: &CoreDb, before: DateTime<Utc>) -> Result<u64, sqlx::Error> {
    let done = sqlx::query("delete from idempotency_keys where created_at < $1")
        .bind(before)
        .execute(db.pool())
        .await?;
    Ok(done.rows_affected())
}
