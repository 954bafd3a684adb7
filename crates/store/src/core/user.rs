//! Accounts.
//!
//! An e-mail address is one account, however it is written. Passwords come here hashed and leave only for
//! comparison. There is always an active administrator: the change that would remove the last one is refused, in
//! the transaction that would make it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::{PgConnection, PgExecutor, Postgres, QueryBuilder};

use super::audit::{self, Actor};
use super::session::{self, RevokedBy};
use crate::databases::CoreDb;

/// What an account may do; each may do what those before it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum Role {
    /// Looks.
    Viewer,
    /// Uploads and acts on imports.
    User,
    /// Edits suppliers and products, undoes imports.
    Manager,
    /// Everything.
    Admin,
}

impl Role {
    /// All, the least first.
    pub const ALL: [Self; 4] = [Self::Viewer, Self::User, Self::Manager, Self::Admin];

    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::User => "user",
            Self::Manager => "manager",
            Self::Admin => "admin",
        }
    }
}

impl std::str::FromStr for Role {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|role| role.as_str() == text)
            .ok_or_else(|| format!("no role {text:?}; there are viewer, user, manager and admin"))
    }
}

impl std::fmt::Display for Role {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The language of the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum Locale {
    /// French.
    Fr,
    /// English.
    En,
}

/// The colours of the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum Theme {
    /// Light.
    Light,
    /// Dark.
    Dark,
    /// As the machine has it.
    System,
}

/// An account, without its password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct User {
    /// Its number.
    pub id: i64,
    /// Its address.
    pub email: String,
    /// The person.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// Whether it may log in.
    pub is_active: bool,
    /// The language of the pages.
    pub locale: Locale,
    /// The colours of the pages.
    pub theme: Theme,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
    /// When it last logged in.
    pub last_login_at: Option<DateTime<Utc>>,
}

/// An account and the hash its password is compared with.
#[derive(Clone, sqlx::FromRow)]
pub struct Credentials {
    /// The account.
    #[sqlx(flatten)]
    pub user: User,
    /// The password's hash, a PHC string.
    pub password_hash: String,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials").field("user", &self.user).finish_non_exhaustive()
    }
}

/// What a new account is made of.
pub struct NewUser<'a> {
    /// Its address.
    pub email: &'a str,
    /// The person.
    pub name: &'a str,
    /// What it may do.
    pub role: Role,
    /// The password's hash, a PHC string.
    pub password_hash: &'a str,
    /// The language of the pages.
    pub locale: Locale,
}

/// What an administrator may change.
#[derive(Clone, Debug, Default)]
pub struct UserChange {
    /// The person.
    pub name: Option<String>,
    /// What it may do.
    pub role: Option<Role>,
    /// Whether it may log in.
    pub is_active: Option<bool>,
}

/// What everyone may change about themselves.
#[derive(Clone, Debug, Default)]
pub struct ProfileChange {
    /// The person.
    pub name: Option<String>,
    /// The language of the pages.
    pub locale: Option<Locale>,
    /// The colours of the pages.
    pub theme: Option<Theme>,
}

/// Why an account was not changed.
#[derive(Debug, thiserror::Error)]
pub enum UserError {
    /// Another account has the address.
    #[error("there is an account with this e-mail address already")]
    EmailTaken,
    /// Nobody could administer any more.
    #[error("this is the last active administrator")]
    LastAdmin,
    /// No such account.
    #[error("there is no such account")]
    NotFound,
    /// The database.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

const COLUMNS: &str =
    "id, email, name, role, is_active, locale, theme, created_at, updated_at, last_login_at";

/// Makes an account.
pub async fn create(
    db: &CoreDb,
    new: &NewUser<'_>,
    by: &Actor,
    now: DateTime<Utc>,
) -> Result<User, UserError> {
    let mut tx = db.pool().begin().await?;
    let user: User = sqlx::query_as(
        "insert into users (email, name, role, password_hash, locale, created_at, updated_at)
         values (trim($1), $2, $3, $4, $5, $6, $6)
         returning id, email, name, role, is_active, locale, theme, created_at, updated_at, last_login_at",
    )
    .bind(new.email)
    .bind(new.name)
    .bind(new.role)
    .bind(new.password_hash)
    .bind(new.locale)
    .bind(now)
    .fetch_one(&mut *tx)
    .await
    .map_err(|error| match error.as_database_error() {
        Some(error) if error.constraint() == Some("users_email") => UserError::EmailTaken,
        _ => error.into(),
    })?;
    let details = serde_json::json!({ "email": user.email, "role": user.role });
    audit::write(&mut *tx, by, "user.created", &format!("user:{}", user.id), &details, now).await?;
    tx.commit().await?;
    Ok(user)
}

/// An account by its number.
pub async fn by_id(db: &CoreDb, id: i64) -> Result<Option<User>, sqlx::Error> {
    get(db.pool(), id).await
}

pub(super) async fn get(executor: impl PgExecutor<'_>, id: i64) -> Result<Option<User>, sqlx::Error> {
    let mut query = QueryBuilder::new("select ");
    query.push(COLUMNS).push(" from users where id = ").push_bind(id);
    query.build_query_as().fetch_optional(executor).await
}

/// An account and its password's hash by address, whatever the case.
pub async fn by_email(db: &CoreDb, email: &str) -> Result<Option<Credentials>, sqlx::Error> {
    let mut query = QueryBuilder::new("select ");
    query.push(COLUMNS).push(", password_hash from users where lower(email) = lower(trim(").push_bind(email);
    query.push("))").build_query_as().fetch_optional(db.pool()).await
}

/// An account and its password's hash by number.
pub async fn credentials(db: &CoreDb, id: i64) -> Result<Option<Credentials>, sqlx::Error> {
    let mut query = QueryBuilder::new("select ");
    query.push(COLUMNS).push(", password_hash from users where id = ").push_bind(id);
    query.build_query_as().fetch_optional(db.pool()).await
}

/// Accounts by name, those whose name or address contains the words; and how many there are in all.
pub async fn list(
    db: &CoreDb,
    words: Option<&str>,
    limit: i64,
    offset: i64,
) -> Result<(Vec<User>, i64), sqlx::Error> {
    let filter = |query: &mut QueryBuilder<Postgres>| {
        if let Some(words) = words.map(str::trim).filter(|words| !words.is_empty()) {
            query.push(" where strpos(lower(name || ' ' || email), lower(").push_bind(words.to_owned());
            query.push(")) > 0");
        }
    };
    let mut count = QueryBuilder::new("select count(*) from users");
    filter(&mut count);
    let total = count.build_query_scalar().fetch_one(db.pool()).await?;
    let mut query = QueryBuilder::new("select ");
    query.push(COLUMNS).push(" from users");
    filter(&mut query);
    query.push(" order by lower(name), id limit ").push_bind(limit).push(" offset ").push_bind(offset);
    Ok((query.build_query_as().fetch_all(db.pool()).await?, total))
}

/// Whether there is an account that may administer: if not, the first one is made at start.
pub async fn any_admin(db: &CoreDb) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("select exists (select from users where role = 'admin' and is_active)")
        .fetch_one(db.pool())
        .await
}

/// Changes an account. Who loses rights loses their sessions too.
pub async fn update(
    db: &CoreDb,
    id: i64,
    change: &UserChange,
    by: &Actor,
    now: DateTime<Utc>,
) -> Result<User, UserError> {
    let mut tx = db.pool().begin().await?;
    // All administrators are locked, in one order, so that two of them cannot remove each other.
    let admins: Vec<i64> =
        sqlx::query_scalar("select id from users where role = 'admin' and is_active order by id for update")
            .fetch_all(&mut *tx)
            .await?;
    let before = lock(&mut tx, id).await?.ok_or(UserError::NotFound)?;
    let role = change.role.unwrap_or(before.role);
    let is_active = change.is_active.unwrap_or(before.is_active);
    if admins == [id] && !(role == Role::Admin && is_active) {
        return Err(UserError::LastAdmin);
    }
    let after: User = sqlx::query_as(
        "update users set name = coalesce($2, name), role = $3, is_active = $4, updated_at = $5 where id = $1
         returning id, email, name, role, is_active, locale, theme, created_at, updated_at, last_login_at",
    )
    .bind(id)
    .bind(&change.name)
    .bind(role)
    .bind(is_active)
    .bind(now)
    .fetch_one(&mut *tx)
    .await?;
    if role < before.role || !is_active {
        session::revoke_all_of(&mut tx, id, RevokedBy::Admin, None, now).await?;
    }
    let details = serde_json::json!({
        "before": { "name": before.name, "role": before.role, "is_active": before.is_active },
        "after": { "name": after.name, "role": after.role, "is_active": after.is_active },
    });
    audit::write(&mut *tx, by, "user.changed", &format!("user:{id}"), &details, now).await?;
    tx.commit().await?;
    Ok(after)
}

/// Changes what everyone may change about themselves.
pub async fn update_profile(
    db: &CoreDb,
    id: i64,
    change: &ProfileChange,
    now: DateTime<Utc>,
) -> Result<User, UserError> {
    let user: Option<User> = sqlx::query_as(
        "update users set name = coalesce($2, name), locale = coalesce($3, locale), theme = coalesce($4, theme),
           updated_at = $5
         where id = $1
         returning id, email, name, role, is_active, locale, theme, created_at, updated_at, last_login_at",
    )
    .bind(id)
    .bind(&change.name)
    .bind(change.locale)
    .bind(change.theme)
    .bind(now)
    .fetch_optional(db.pool())
    .await?;
    user.ok_or(UserError::NotFound)
}

/// Sets a password, and ends all sessions but the one that did it.
pub async fn set_password(
    db: &CoreDb,
    id: i64,
    password_hash: &str,
    keep_session: Option<i64>,
    by: &Actor,
    now: DateTime<Utc>,
) -> Result<(), UserError> {
    let mut tx = db.pool().begin().await?;
    let done = sqlx::query("update users set password_hash = $2, updated_at = $3 where id = $1")
        .bind(id)
        .bind(password_hash)
        .bind(now)
        .execute(&mut *tx)
        .await?;
    if done.rows_affected() == 0 {
        return Err(UserError::NotFound);
    }
    session::revoke_all_of(&mut tx, id, RevokedBy::Password, keep_session, now).await?;
    let details = serde_json::json!({});
    audit::write(&mut *tx, by, "user.password_set", &format!("user:{id}"), &details, now).await?;
    tx.commit().await?;
    Ok(())
}

async fn lock(tx: &mut PgConnection, id: i64) -> Result<Option<User>, sqlx::Error> {
    let mut query = QueryBuilder::new("select ");
    query.push(COLUMNS).push(" from users where id = ").push_bind(id).push(" for update");
    query.build_query_as().fetch_optional(tx).await
}
