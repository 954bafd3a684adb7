//! Categories: a tree of paths, made by the files that name them.

use serde::Serialize;
use sqlx::{FromRow, Postgres, QueryBuilder, Transaction};

use super::search::{escape_like, fold};
use crate::databases::CatalogDb;

/// Deeper paths are no categories but descriptions.
const DEEPEST: usize = 10;

/// A category with how many products are in it or below it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, FromRow)]
pub struct CategoryRow {
    /// Its id.
    pub id: i64,
    /// Names from the top down to it, joined by `/`.
    pub path: String,
    /// Its own name.
    pub name: String,
    /// What it is in.
    pub parent_id: Option<i64>,
    /// Products in it and below it.
    pub products: i64,
}

/// Which categories.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct CategoryFilter {
    /// Whose path contains this.
    pub q: Option<String>,
    /// Directly in this one; 0 for those at the top.
    pub parent_id: Option<i64>,
}

/// A page of categories by path, and how many there are on all pages.
///
/// Products are counted for the page's categories only, by the index on them: counting all would be a scan.
pub async fn list(
    db: &CatalogDb,
    filter: &CategoryFilter,
    limit: i64,
    offset: i64,
) -> sqlx::Result<(Vec<CategoryRow>, i64)> {
    let conditions = |sql: &mut QueryBuilder<Postgres>| {
        if let Some(q) = &filter.q {
            sql.push(" and path_key like ").push_bind(format!("%{}%", escape_like(&fold(q))));
        }
        match filter.parent_id {
            Some(0) => {
                sql.push(" and parent_id is null");
            }
            Some(id) => {
                sql.push(" and parent_id = ").push_bind(id);
            }
            None => {}
        }
    };
    let mut page = QueryBuilder::new(
        "select c.id, c.path, c.name, c.parent_id, n.products
         from (select * from categories where true",
    );
    conditions(&mut page);
    page.push(" order by path_key, id limit ").push_bind(limit).push(" offset ").push_bind(offset);
    page.push(
        ") c cross join lateral (
           select count(*) as products from products where category_id = any(array(
             with recursive below (id) as (
               select c.id union all select k.id from categories k join below on k.parent_id = below.id)
             select id from below))) n
         order by c.path_key, c.id",
    );
    let rows = page.build_query_as().persistent(false).fetch_all(db.pool()).await?;
    let mut total = QueryBuilder::new("select count(*) from categories where true");
    conditions(&mut total);
    let total = total.build_query_scalar().persistent(false).fetch_one(db.pool()).await?;
    Ok((rows, total))
}

/// A category's id and those of all below it. A category that doesn't exist has itself only.
pub async fn with_descendants(db: &CatalogDb, id: i64) -> sqlx::Result<Vec<i64>> {
    sqlx::query_scalar(
        "with recursive below (id) as (
           select $1::bigint union all select c.id from categories c join below on c.parent_id = below.id)
         select id from below",
    )
    .bind(id)
    .fetch_all(db.pool())
    .await
}

/// The category of a path, made with all above it where it doesn't exist. None for a path without a name.
pub async fn of_path(tx: &mut Transaction<'_, Postgres>, path: &str) -> sqlx::Result<Option<(i64, String)>> {
    let names: Vec<&str> =
        path.split('/').map(str::trim).filter(|name| !name.is_empty()).take(DEEPEST).collect();
    let mut found: Option<(i64, String)> = None;
    for depth in 1..=names.len() {
        let path = names[..depth].join("/");
        let parent = found.as_ref().map(|(id, _)| *id);
        // Updating what is there already is how `returning` answers for it too.
        found = sqlx::query_as(
            "insert into categories (path, path_key, name, parent_id) values ($1, $2, $3, $4)
             on conflict (path_key) do update set path_key = excluded.path_key returning id, path",
        )
        .bind(&path)
        .bind(fold(&path))
        .bind(names[depth - 1])
        .bind(parent)
        .fetch_optional(&mut **tx)
        .await?;
    }
    Ok(found)
}
