//! Logins, and the refresh tokens that carry them on.
//!
//! A refresh token is good once: it is exchanged for the next one. All tokens of a login are one family, kept as
//! long as the login lasts; if one that was exchanged already turns up again, two people have it, nobody can say
//! which is the thief, and the whole family ends.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::SecretHash;
use super::user::{self, User};
use crate::databases::CoreDb;

/// Who ended a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum RevokedBy {
    /// Its owner, by logging out.
    Logout,
    /// A token that was used twice.
    Reuse,
    /// A new password.
    Password,
    /// An administrator, by taking rights away.
    Admin,
}

/// A new login.
pub struct NewSession<'a> {
    /// Whose.
    pub user_id: i64,
    /// The hash of its first refresh token.
    pub token_hash: &'a SecretHash,
    /// When it ends if it isn't used.
    pub expires_at: DateTime<Utc>,
    /// From which network address.
    pub address: Option<&'a str>,
    /// With which browser.
    pub user_agent: Option<&'a str>,
}

/// A session that was carried on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rotated {
    /// The session.
    pub session_id: i64,
    /// Its owner as of now.
    pub user: User,
}

/// Why a refresh token is no good.
#[derive(Debug, thiserror::Error)]
pub enum RotateError {
    /// Never seen, or its session is long gone.
    #[error("the token is not known")]
    Unknown,
    /// Too late.
    #[error("the session has expired")]
    Expired,
    /// Logged out, or ended by somebody.
    #[error("the session was ended")]
    Revoked,
    /// It was exchanged before: the session has just been ended.
    #[error("the token was used before")]
    Reused {
        /// Whose it was.
        user_id: i64,
        /// The session that has been ended.
        session_id: i64,
    },
    /// The account may not log in any more.
    #[error("the account is not active")]
    Inactive,
    /// The database.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Begins a session; answers with its number. The account's last login is noted.
pub async fn open(db: &CoreDb, new: &NewSession<'_>, now: DateTime<Utc>) -> Result<i64, sqlx::Error> {
    let mut tx = db.pool().begin().await?;
    let id: i64 = sqlx::query_scalar(
        "insert into sessions (user_id, created_at, used_at, expires_at, address, user_agent)
         values ($1, $2, $2, $3, $4, left($5, 400)) returning id",
    )
    .bind(new.user_id)
    .bind(now)
    .bind(new.expires_at)
    .bind(new.address)
    .bind(new.user_agent)
    .fetch_one(&mut *tx)
    .await?;
    add_token(&mut tx, id, new.token_hash, now).await?;
    sqlx::query("update users set last_login_at = $2 where id = $1")
        .bind(new.user_id)
        .bind(now)
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    Ok(id)
}

/// Exchanges a refresh token for the next.
pub async fn rotate(
    db: &CoreDb,
    old: &SecretHash,
    new: &SecretHash,
    expires_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Rotated, RotateError> {
    let mut tx = db.pool().begin().await?;
    // The session is locked first, and its token read afterwards: of two exchanges at once, the second waits and
    // then sees what the first did.
    let found: Option<Locked> = sqlx::query_as(
        "select id, user_id, expires_at, revoked_at from sessions
         where id = (select session_id from refresh_tokens where token_hash = $1) for update",
    )
    .bind(old.as_slice())
    .fetch_optional(&mut *tx)
    .await?;
    let Locked { id: session_id, user_id, expires_at: ends_at, revoked_at } =
        found.ok_or(RotateError::Unknown)?;
    let replaced: bool =
        sqlx::query_scalar("select replaced_at is not null from refresh_tokens where token_hash = $1")
            .bind(old.as_slice())
            .fetch_one(&mut *tx)
            .await?;
    if revoked_at.is_some() {
        return Err(RotateError::Revoked);
    }
    if replaced {
        revoke(&mut tx, session_id, RevokedBy::Reuse, now).await?;
        tx.commit().await?;
        return Err(RotateError::Reused { user_id, session_id });
    }
    if ends_at <= now {
        return Err(RotateError::Expired);
    }
    sqlx::query("update refresh_tokens set replaced_at = $2 where token_hash = $1")
        .bind(old.as_slice())
        .bind(now)
        .execute(&mut *tx)
        .await?;
    add_token(&mut tx, session_id, new, now).await?;
    sqlx::query("update sessions set used_at = $2, expires_at = $3 where id = $1")
        .bind(session_id)
        .bind(now)
        .bind(expires_at)
        .execute(&mut *tx)
        .await?;
    let owner = user::get(&mut *tx, user_id).await?.filter(|user| user.is_active);
    let user = owner.ok_or(RotateError::Inactive)?;
    tx.commit().await?;
    Ok(Rotated { session_id, user })
}

#[derive(sqlx::FromRow)]
struct Locked {
    id: i64,
    user_id: i64,
    expires_at: DateTime<Utc>,
    revoked_at: Option<DateTime<Utc>>,
}

/// Ends the session that a refresh token belongs to. A token that is not known is none of our business.
pub async fn close(db: &CoreDb, token: &SecretHash, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query(
        "update sessions set revoked_at = $2, revoked_by = 'logout' where revoked_at is null
         and id = (select session_id from refresh_tokens where token_hash = $1)",
    )
    .bind(token.as_slice())
    .bind(now)
    .execute(db.pool())
    .await?;
    Ok(())
}

/// Whether a session still lasts: for an access token that should end with its session.
pub async fn is_open(db: &CoreDb, id: i64, now: DateTime<Utc>) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar(
        "select exists (select from sessions where id = $1 and revoked_at is null and expires_at > $2)",
    )
    .bind(id)
    .bind(now)
    .fetch_one(db.pool())
    .await
}

/// Removes sessions that ended long ago, with their tokens. Answers with how many.
pub async fn sweep(db: &CoreDb, before: DateTime<Utc>) -> Result<u64, sqlx::Error> {
    let done =
        sqlx::query("delete from sessions where expires_at < $1").bind(before).execute(db.pool()).await?;
    Ok(done.rows_affected())
}

/// Ends all sessions of an account, except one where that is given.
pub(super) async fn revoke_all_of(
    tx: &mut PgConnection,
    user_id: i64,
    by: RevokedBy,
    except: Option<i64>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "update sessions set revoked_at = $2, revoked_by = $3
         where user_id = $1 and revoked_at is null and id is distinct from $4",
    )
    .bind(user_id)
    .bind(now)
    .bind(by)
    .bind(except)
    .execute(tx)
    .await?;
    Ok(())
}

async fn revoke(
    tx: &mut PgConnection,
    id: i64,
    by: RevokedBy,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query("update sessions set revoked_at = $2, revoked_by = $3 where id = $1")
        .bind(id)
        .bind(now)
        .bind(by)
        .execute(tx)
        .await?;
    Ok(())
}

async fn add_token(
    tx: &mut PgConnection,
    session_id: i64,
    hash: &SecretHash,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query("insert into refresh_tokens (token_hash, session_id, created_at) values ($1, $2, $3)")
        .bind(hash.as_slice())
        .bind(session_id)
        .bind(now)
        .execute(tx)
        .await?;
    Ok(())
}
