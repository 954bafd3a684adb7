//! Rows to begin with, in plain SQL: a test of one thing does not lean on the code of another.

use store::databases::CatalogDb;

/// A supplier of that code; answers with its id.
pub async fn supplier(db: &CatalogDb, code: &str) -> i64 {
    sqlx::query_scalar("insert into suppliers (code, name) values ($1, $2) returning id")
        .bind(code)
        .bind(format!("Supplier {code}"))
        .fetch_one(db.pool())
        .await
        .expect("a supplier can be inserted")
}
