//! Stored files, known by their content.

use crate::databases::ImportsDb;

/// Notes a file that is in the bucket; noting it again changes nothing.
pub async fn put(db: &ImportsDb, sha256: &str, size: i64, object_key: &str) -> sqlx::Result<()> {
    sqlx::query("insert into files (sha256, size, object_key) values ($1, $2, $3) on conflict do nothing")
        .bind(sha256)
        .bind(size)
        .bind(object_key)
        .execute(db.pool())
        .await?;
    Ok(())
}

/// The bucket's key of a file.
pub async fn object_key(db: &ImportsDb, sha256: &str) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar("select object_key from files where sha256 = $1")
        .bind(sha256)
        .fetch_optional(db.pool())
        .await
}
