//! Feeds: a supplier's sources of files, with what is to happen to articles that a full file leaves out.

use serde::Serialize;

use crate::databases::ImportsDb;

/// What happens to an offer that a full file doesn't have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AbsentPolicy {
    /// It stays as it is.
    Keep,
    /// Its stock becomes 0.
    ZeroStock,
    /// It is discontinued after the feed's number of runs without it.
    Discontinue,
}

impl AbsentPolicy {
    fn parse(name: &str) -> Self {
        match name {
            "zero_stock" => Self::ZeroStock,
            "discontinue" => Self::Discontinue,
            _ => Self::Keep,
        }
    }
}

/// A supplier's source of files.
#[derive(Clone, Debug, Serialize)]
pub struct Feed {
    /// Its id.
    pub id: i64,
    /// The supplier in `db_catalog`.
    pub supplier_id: i64,
    /// Name, unique for the supplier.
    pub name: String,
    /// What happens to articles that a full file leaves out.
    pub absent_policy: AbsentPolicy,
    /// After how many files in a row it happens.
    pub absent_runs: i32,
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
    let row: Option<(i64, i64, String, String, i32)> = sqlx::query_as(
        "select id, supplier_id, name, absent_policy, absent_runs from feeds where supplier_id = $1 and name = $2",
    )
    .bind(supplier_id)
    .bind(name)
    .fetch_optional(db.pool())
    .await?;
    Ok(row.map(from_row))
}

/// A feed by its id.
pub async fn get(db: &ImportsDb, id: i64) -> sqlx::Result<Option<Feed>> {
    let row: Option<(i64, i64, String, String, i32)> =
        sqlx::query_as("select id, supplier_id, name, absent_policy, absent_runs from feeds where id = $1")
            .bind(id)
            .fetch_optional(db.pool())
            .await?;
    Ok(row.map(from_row))
}

fn from_row((id, supplier_id, name, policy, absent_runs): (i64, i64, String, String, i32)) -> Feed {
    Feed { id, supplier_id, name, absent_policy: AbsentPolicy::parse(&policy), absent_runs }
}
