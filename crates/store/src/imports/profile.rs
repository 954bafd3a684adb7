//! Profiles: how a feed's files are read, in versions.

use catalog::profile::Profile;
use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::types::Json;
use sqlx::{Postgres, Transaction};

use crate::databases::ImportsDb;

/// The name of a feed's usual profile.
pub const DEFAULT: &str = "default";

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
    pub profile: Json<Profile>,
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

/// One version of a feed's profile of that name.
pub async fn version(
    db: &ImportsDb,
    feed_id: i64,
    name: &str,
    version: i32,
) -> sqlx::Result<Option<StoredProfile>> {
    sqlx::query_as("select * from profiles where feed_id = $1 and name = $2 and version = $3")
        .bind(feed_id)
        .bind(name)
        .bind(version)
        .fetch_optional(db.pool())
        .await
}

/// The newest version, with its feed locked: one writer per feed, so that versions have no gaps and no twins.
async fn newest(
    tx: &mut Transaction<'_, Postgres>,
    feed_id: i64,
    name: &str,
) -> sqlx::Result<Option<StoredProfile>> {
    sqlx::query("select 1 from feeds where id = $1 for update").bind(feed_id).execute(&mut **tx).await?;
    sqlx::query_as("select * from profiles where feed_id = $1 and name = $2 order by version desc limit 1")
        .bind(feed_id)
        .bind(name)
        .fetch_optional(&mut **tx)
        .await
}

async fn insert(
    tx: &mut Transaction<'_, Postgres>,
    feed_id: i64,
    name: &str,
    version: i32,
    profile: &Profile,
    by: Option<&str>,
    now: DateTime<Utc>,
) -> sqlx::Result<StoredProfile> {
    sqlx::query_as(
        "insert into profiles (feed_id, name, version, profile, created_by, created_at)
         values ($1, $2, $3, $4, $5, $6) returning *",
    )
    .bind(feed_id)
    .bind(name)
    .bind(version)
    .bind(Json(profile))
    .bind(by)
    .bind(now)
    .fetch_one(&mut **tx)
    .await
}

/// Keeps a profile that a person decided on as the next version, unless the newest version decides the same.
pub async fn save(
    db: &ImportsDb,
    feed_id: i64,
    name: &str,
    profile: &Profile,
    by: Option<&str>,
    now: DateTime<Utc>,
) -> sqlx::Result<StoredProfile> {
    let mut tx = db.pool().begin().await?;
    let newest = newest(&mut tx, feed_id, name).await?;
    if let Some(newest) = newest.as_ref().filter(|newest| newest.profile.0.decides_as(profile)) {
        return Ok(newest.clone());
    }
    let version = newest.map_or(1, |newest| newest.version + 1);
    let saved = insert(&mut tx, feed_id, name, version, profile, by, now).await?;
    tx.commit().await?;
    Ok(saved)
}

/// Changes the newest version into the next one; none where there is none to change.
pub async fn change(
    db: &ImportsDb,
    feed_id: i64,
    name: &str,
    change: impl FnOnce(&mut Profile),
    by: Option<&str>,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<StoredProfile>> {
    let mut tx = db.pool().begin().await?;
    let Some(newest) = newest(&mut tx, feed_id, name).await? else { return Ok(None) };
    let mut profile = newest.profile.0.clone();
    change(&mut profile);
    if newest.profile.0.decides_as(&profile) {
        return Ok(Some(newest));
    }
    let saved = insert(&mut tx, feed_id, name, newest.version + 1, &profile, by, now).await?;
    tx.commit().await?;
    Ok(Some(saved))
}

/// Keeps the profile that a run was read with. `base` is the version that the run began with: where a person has made
/// another one meanwhile, theirs stands.
pub async fn keep(
    db: &ImportsDb,
    feed_id: i64,
    name: &str,
    profile: &Profile,
    base: Option<i32>,
    by: Option<&str>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let mut tx = db.pool().begin().await?;
    let newest = newest(&mut tx, feed_id, name).await?;
    match newest {
        // Only what the last file looked like is news.
        Some(newest) if newest.profile.0.decides_as(profile) => {
            sqlx::query("update profiles set profile = $2 where id = $1")
                .bind(newest.id)
                .bind(Json(Profile { fingerprints: profile.fingerprints.clone(), ..newest.profile.0 }))
                .execute(&mut *tx)
                .await?;
        }
        Some(newest) if base != Some(newest.version) => return Ok(()),
        newest => {
            let version = newest.map_or(1, |newest| newest.version + 1);
            insert(&mut tx, feed_id, name, version, profile, by, now).await?;
        }
    }
    tx.commit().await
}

/// The names of a feed's profiles, with their newest version.
pub async fn names(db: &ImportsDb, feed_id: i64) -> sqlx::Result<Vec<(String, i32)>> {
    sqlx::query_as("select name, max(version) from profiles where feed_id = $1 group by name order by name")
        .bind(feed_id)
        .fetch_all(db.pool())
        .await
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
