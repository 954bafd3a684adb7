//! Files that were uploaded to be looked at: inspected, mapped, previewed, and perhaps imported.

use chrono::{DateTime, Utc};

use crate::databases::ImportsDb;

/// An uploaded file.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Upload {
    /// What stands for it.
    pub token: String,
    /// Its content.
    pub file_sha256: String,
    /// Its name as it came.
    pub file_name: String,
    /// Its size in bytes.
    pub file_size: i64,
    /// Who uploaded it.
    pub created_by: Option<String>,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// Keeps an upload.
pub async fn put(db: &ImportsDb, upload: &Upload) -> sqlx::Result<()> {
    sqlx::query(
        "insert into uploads (token, file_sha256, file_name, file_size, created_by, created_at)
         values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(&upload.token)
    .bind(&upload.file_sha256)
    .bind(&upload.file_name)
    .bind(upload.file_size)
    .bind(&upload.created_by)
    .bind(upload.created_at)
    .execute(db.pool())
    .await?;
    Ok(())
}

/// The upload that a token stands for.
pub async fn get(db: &ImportsDb, token: &str) -> sqlx::Result<Option<Upload>> {
    sqlx::query_as("select * from uploads where token = $1").bind(token).fetch_optional(db.pool()).await
}

/// Forgets uploads older than a time.
pub async fn forget_before(db: &ImportsDb, before: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query("delete from uploads where created_at < $1").bind(before).execute(db.pool()).await?;
    Ok(())
}

/// The supplier whose last file had exactly these columns.
pub async fn supplier_of_columns(db: &ImportsDb, columns: &[String]) -> sqlx::Result<Option<i64>> {
    sqlx::query_scalar(
        "select f.supplier_id from profiles p join feeds f on f.id = p.feed_id
         where p.profile -> 'structure' -> 'columns' = to_jsonb($1::text[]) order by p.id desc limit 1",
    )
    .bind(columns)
    .fetch_optional(db.pool())
    .await
}
