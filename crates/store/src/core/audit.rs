//! Who did what, when. Written by the transaction that does it, kept when the account is gone.

use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::PgExecutor;

use crate::databases::CoreDb;

/// Who does something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The account, where it is one.
    pub user_id: Option<i64>,
    /// The e-mail address, or what else it is.
    pub name: String,
    /// From which network address.
    pub address: Option<String>,
}

impl Actor {
    /// The command line of the server itself.
    pub fn cli() -> Self {
        Self { user_id: None, name: "CLI".to_owned(), address: None }
    }
}

/// One line of the log.
#[derive(Clone, Debug, PartialEq, Serialize, sqlx::FromRow)]
pub struct Entry {
    /// Its number.
    pub id: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Whose account it was.
    pub user_id: Option<i64>,
    /// What it was called then.
    pub actor: String,
    /// What was done: `user.created`, `setting.changed`, ….
    pub action: String,
    /// To what: `user:12`.
    pub subject: Option<String>,
    /// How it was before and after, or the like.
    pub details: serde_json::Value,
    /// From which network address.
    pub address: Option<String>,
}

/// Writes a line.
pub async fn write(
    executor: impl PgExecutor<'_>,
    by: &Actor,
    action: &str,
    subject: &str,
    details: &serde_json::Value,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into audit_log (at, user_id, actor, action, subject, details, address)
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(now)
    .bind(by.user_id)
    .bind(&by.name)
    .bind(action)
    .bind(subject)
    .bind(details)
    .bind(&by.address)
    .execute(executor)
    .await?;
    Ok(())
}

/// The latest lines, those before a line's number where one is given.
pub async fn list(db: &CoreDb, before: Option<i64>, limit: i64) -> Result<Vec<Entry>, sqlx::Error> {
    sqlx::query_as(
        "select id, at, user_id, actor, action, subject, details, address from audit_log
         where id < coalesce($1, 9223372036854775807) order by id desc limit $2",
    )
    .bind(before)
    .bind(limit)
    .fetch_all(db.pool())
    .await
}
