//! Profiles: how a feed's files are read, in versions.

use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::types::Json;

use crate::databases::ImportsDb;

/// One version of a profile.
#[derive(Clone, Debug, Serialize, sqlx::FromRow)]
pub struct StoredProfile {
    /// Its id.
    pub id: i64,
    /// The feed it belongs to.
    pub feed_id: i64,
    /// Name; a feed may have several.
    pub name: String,
    /// Version, from 1.
    pub version: i32,
    /// The profile itself.
    pub profile: Json<catalog::profile::Profile>,
    /// Who made this version.
    pub created_by: Option<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// The newest version of a feed's profile of that name.
pub async fn latest(db: &ImportsDb, feed_id: i64, name: &str) -> sqlx::Result<Option<StoredProfile>> {
    sqlx::query_as("select * from profiles where feed_id = $1 and name = $2 order by version desc limit 1")
        .bind(feed_id)
        .bind(name)
        .fetch_optional(db.pool())
        .await
}

/// Keeps a profile as the next version, unless the newest version says the same.
pub async fn save(
    db: &ImportsDb,
    feed_id: i64,
    name: &str,
    profile: &catalog::profile::Profile,
    by: Option<&str>,
    now: DateTime<Utc>,
) -> sqlx::Result<StoredProfile> {
    let mut tx = db.pool().begin().await?;
    // One writer per feed, so that versions have no gaps and no twins.
    sqlx::query("select 1 from feeds where id = $1 for update").bind(feed_id).execute(&mut *tx).await?;
    let newest: Option<StoredProfile> = sqlx::query_as(
        "select * from profiles where feed_id = $1 and name = $2 order by version desc limit 1",
    )
    .bind(feed_id)
    .bind(name)
    .fetch_optional(&mut *tx)
    .await?;
    if let Some(newest) = newest.as_ref().filter(|newest| newest.profile.0 == *profile) {
        return Ok(newest.clone());
    }
    let saved = sqlx::query_as(
        "insert into profiles (feed_id, name, version, profile, created_by, created_at)
         values ($1, $2, $3, $4, $5, $6) returning *",
    )
    .bind(feed_id)
    .bind(name)
    .bind(newest.map_or(1, |newest| newest.version + 1))
    .bind(Json(profile))
    .bind(by)
    .bind(now)
    .fetch_one(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(saved)
}

/// Every version of every profile of a supplier's feeds, newest first.
pub async fn of_supplier(db: &ImportsDb, supplier_id: i64) -> sqlx::Result<Vec<StoredProfile>> {
    sqlx::query_as(
        "select p.* from profiles p join feeds f on f.id = p.feed_id
         where f.supplier_id = $1 order by p.name, p.version desc limit 500",
    )
    .bind(supplier_id)
    .fetch_all(db.pool())
    .await
}
