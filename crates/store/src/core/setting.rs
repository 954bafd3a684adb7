//! Settings that administrators change while everything runs. What they mean and what holds when one is not set
//! is the app's business; here they are names and JSON.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::audit::{self, Actor};
use crate::databases::CoreDb;

/// All that are set.
pub async fn all(db: &CoreDb) -> Result<BTreeMap<String, Value>, sqlx::Error> {
    let rows: Vec<(String, Value)> =
        sqlx::query_as("select key, value from settings").fetch_all(db.pool()).await?;
    Ok(rows.into_iter().collect())
}

/// One, if it is set.
pub async fn get(db: &CoreDb, key: &str) -> Result<Option<Value>, sqlx::Error> {
    sqlx::query_scalar("select value from settings where key = $1").bind(key).fetch_optional(db.pool()).await
}

/// Sets some, all or none of them.
pub async fn set(
    db: &CoreDb,
    values: &BTreeMap<String, Value>,
    by: &Actor,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let mut tx = db.pool().begin().await?;
    for (key, value) in values {
        let before: Option<Value> =
            sqlx::query_scalar("select value from settings where key = $1 for update")
                .bind(key)
                .fetch_optional(&mut *tx)
                .await?;
        if before.as_ref() == Some(value) {
            continue;
        }
        sqlx::query(
            "insert into settings (key, value, updated_at, updated_by) values ($1, $2, $3, $4)
             on conflict (key) do update set value = excluded.value, updated_at = excluded.updated_at,
               updated_by = excluded.updated_by",
        )
        .bind(key)
        .bind(value)
        .bind(now)
        .bind(&by.name)
        .execute(&mut *tx)
        .await?;
        let details = serde_json::json!({ "before": before, "after": value });
        audit::write(&mut *tx, by, "setting.changed", &format!("setting:{key}"), &details, now).await?;
    }
    tx.commit().await
}
