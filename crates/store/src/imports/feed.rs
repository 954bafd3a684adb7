//! Feeds: a supplier's sources of files. How their files are read, and what they may do, is in their profiles.

use serde::Serialize;

use crate::databases::ImportsDb;

/// A supplier's source of files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct Feed {
    /// Its id.
    pub id: i64,
    /// The supplier in `db_catalog`.
    pub supplier_id: i64,
    /// Name, unique for the supplier.
    pub name: String,
}

/// The supplier's feed of that name, made if it is missing.
pub async fn get_or_create(db: &ImportsDb, supplier_id: i64, name: &str) -> sqlx::Result<Feed> {
    sqlx::query("insert into feeds (supplier_id, name) values ($1, $2) on conflict do nothing")
        .bind(supplier_id)
        .bind(name)
        .execute(db.pool())
        .await?;
    by_name(db, supplier_id, name).await?.ok_or(sqlx::Error::RowNotFound)
}

/// The supplier's feed of that name.
pub async fn by_name(db: &ImportsDb, supplier_id: i64, name: &str) -> sqlx::Result<Option<Feed>> {
    sqlx::query_as("select id, supplier_id, name from feeds where supplier_id = $1 and name = $2")
        .bind(supplier_id)
        .bind(name)
        .fetch_optional(db.pool())
        .await
}

/// A feed by its id.
pub async fn get(db: &ImportsDb, id: i64) -> sqlx::Result<Option<Feed>> {
    sqlx::query_as("select id, supplier_id, name from feeds where id = $1")
        .bind(id)
        .fetch_optional(db.pool())
        .await
}
