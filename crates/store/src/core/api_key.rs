//! API keys: what programs log in with.
//!
//! A key is `pm_live_` and random letters; it is shown once and kept as its hash. It can do no more than its
//! owner can at that moment, whatever its own role says.

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;

use super::SecretHash;
use super::audit::{self, Actor};
use super::user::{Role, User};
use crate::databases::CoreDb;

/// What every key begins with: a scanner for leaked secrets can tell it.
pub const PREFIX: &str = "pm_live_";

/// A key, without itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct ApiKey {
    /// Its number.
    pub id: i64,
    /// What its owner calls it.
    pub name: String,
    /// Its first letters, to tell it by.
    pub prefix: String,
    /// What it may do at most.
    pub role: Role,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<DateTime<Utc>>,
    /// Its owner.
    pub user_id: i64,
    /// Its owner's address.
    pub user_email: String,
}

/// A key that was shown and found good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authenticated {
    /// The key.
    pub key_id: i64,
    /// Its owner; the role is what key and owner both may do.
    pub user: User,
}

/// What a new key is made of.
pub struct NewApiKey<'a> {
    /// Its owner.
    pub user_id: i64,
    /// What its owner calls it.
    pub name: &'a str,
    /// What it may do at most.
    pub role: Role,
    /// Its first letters, to tell it by.
    pub prefix: &'a str,
    /// Its hash.
    pub hash: &'a SecretHash,
}

/// Makes a key.
pub async fn create(
    db: &CoreDb,
    new: &NewApiKey<'_>,
    by: &Actor,
    now: DateTime<Utc>,
) -> Result<ApiKey, sqlx::Error> {
    let NewApiKey { user_id, name, role, prefix, hash } = *new;
    let mut tx = db.pool().begin().await?;
    let key: ApiKey = sqlx::query_as(
        "with made as (
           insert into api_keys (user_id, name, prefix, key_hash, role, created_at) values ($1, $2, $3, $4, $5, $6)
           returning id, name, prefix, role, created_at, last_used_at, user_id
         )
         select made.*, u.email as user_email from made join users u on u.id = made.user_id",
    )
    .bind(user_id)
    .bind(name)
    .bind(prefix)
    .bind(hash.as_slice())
    .bind(role)
    .bind(now)
    .fetch_one(&mut *tx)
    .await?;
    let details = serde_json::json!({ "name": name, "prefix": prefix, "role": role, "user_id": user_id });
    audit::write(&mut *tx, by, "api_key.created", &format!("api_key:{}", key.id), &details, now).await?;
    tx.commit().await?;
    Ok(key)
}

/// The keys of an account, or all; and how many there are.
pub async fn list(
    db: &CoreDb,
    owner: Option<i64>,
    limit: i64,
    offset: i64,
) -> Result<(Vec<ApiKey>, i64), sqlx::Error> {
    let total = sqlx::query_scalar("select count(*) from api_keys where $1 is null or user_id = $1")
        .bind(owner)
        .fetch_one(db.pool())
        .await?;
    let keys = sqlx::query_as(
        "select k.id, k.name, k.prefix, k.role, k.created_at, k.last_used_at, k.user_id, u.email as user_email
         from api_keys k join users u on u.id = k.user_id
         where $1 is null or k.user_id = $1 order by k.id desc limit $2 offset $3",
    )
    .bind(owner)
    .bind(limit)
    .bind(offset)
    .fetch_all(db.pool())
    .await?;
    Ok((keys, total))
}

/// Removes a key: of that owner, or anybody's. Answers whether it was there.
pub async fn delete(
    db: &CoreDb,
    id: i64,
    owner: Option<i64>,
    by: &Actor,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let mut tx = db.pool().begin().await?;
    let gone: Option<(String, i64)> = sqlx::query_as(
        "delete from api_keys where id = $1 and ($2 is null or user_id = $2) returning prefix, user_id",
    )
    .bind(id)
    .bind(owner)
    .fetch_optional(&mut *tx)
    .await?;
    let Some((prefix, user_id)) = gone else { return Ok(false) };
    let details = serde_json::json!({ "prefix": prefix, "user_id": user_id });
    audit::write(&mut *tx, by, "api_key.deleted", &format!("api_key:{id}"), &details, now).await?;
    tx.commit().await?;
    Ok(true)
}

/// Whose key this is, if its owner may log in. Its use is noted once a minute, not with every request.
pub async fn authenticate(
    db: &CoreDb,
    hash: &SecretHash,
    now: DateTime<Utc>,
) -> Result<Option<Authenticated>, sqlx::Error> {
    #[derive(sqlx::FromRow)]
    struct Row {
        key_id: i64,
        key_role: Role,
        last_used_at_key: Option<DateTime<Utc>>,
        #[sqlx(flatten)]
        user: User,
    }
    let row: Option<Row> = sqlx::query_as(
        "select k.id as key_id, k.role as key_role, k.last_used_at as last_used_at_key,
           u.id, u.email, u.name, u.role, u.is_active, u.locale, u.theme, u.created_at, u.updated_at, u.last_login_at
         from api_keys k join users u on u.id = k.user_id where k.key_hash = $1 and u.is_active",
    )
    .bind(hash.as_slice())
    .fetch_optional(db.pool())
    .await?;
    let Some(mut row) = row else { return Ok(None) };
    if row.last_used_at_key.is_none_or(|used| now - used >= TimeDelta::minutes(1)) {
        sqlx::query("update api_keys set last_used_at = $2 where id = $1")
            .bind(row.key_id)
            .bind(now)
            .execute(db.pool())
            .await?;
    }
    row.user.role = row.user.role.min(row.key_role);
    Ok(Some(Authenticated { key_id: row.key_id, user: row.user }))
}
