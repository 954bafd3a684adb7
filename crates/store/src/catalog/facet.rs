//! Facets: which brands, categories and suppliers the products of a list have, most frequent first.
//!
//! Each facet leaves its own filter out, so that it shows what one could choose instead. Counting hundreds of thousands
//! of products for that would take longer than the list itself; beyond [`SAMPLE`] products a sample of the
//! table's pages is counted and the result scaled up.

use serde::Serialize;
use sqlx::{FromRow, QueryBuilder};

use super::product::ProductFilter;
use super::product::filter::Resolved;
use crate::databases::CatalogDb;

/// So many products are looked at for a facet.
const SAMPLE: i64 = 20_000;
/// So many values a facet shows.
const SHOWN: i64 = 20;

/// A value and how many products have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, FromRow)]
pub struct FacetValue {
    /// The brand's, category's or supplier's id.
    pub id: i64,
    /// Its name; a category's path.
    pub name: String,
    /// Products; an estimate where there are many.
    pub count: i64,
}

/// The facets of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Facets {
    /// The most frequent brands.
    pub brands: Vec<FacetValue>,
    /// The most frequent categories.
    pub categories: Vec<FacetValue>,
    /// The suppliers with the most products.
    pub suppliers: Vec<FacetValue>,
}

/// The facets of the products that pass a filter.
pub async fn facets(db: &CatalogDb, filter: &ProductFilter) -> sqlx::Result<Facets> {
    let brands = ProductFilter { brand_id: None, ..filter.clone() };
    let categories = ProductFilter { category_id: None, ..filter.clone() };
    let suppliers = ProductFilter { supplier_id: None, ..filter.clone() };
    Ok(Facets {
        brands: values(
            db,
            &brands,
            "select b.id, b.name, n.count from (select m.brand_id as id, count(*) from matching m
               where m.brand_id is not null group by 1) n join brands b using (id)",
        )
        .await?,
        categories: values(
            db,
            &categories,
            "select c.id, c.path as name, n.count from (select m.category_id as id, count(*) from matching m
               where m.category_id is not null group by 1) n join categories c using (id)",
        )
        .await?,
        suppliers: values(
            db,
            &suppliers,
            "select s.id, s.name, n.count from (select o.supplier_id as id, count(distinct m.id) from matching m
               join offers o on o.product_id = m.id group by 1) n join suppliers s using (id)",
        )
        .await?,
    })
}

async fn values(db: &CatalogDb, filter: &ProductFilter, counted: &str) -> sqlx::Result<Vec<FacetValue>> {
    let resolved = Resolved::new(db, filter).await?;
    let estimate = resolved.estimate(db).await?;
    let share = if estimate > SAMPLE { SAMPLE as f64 / estimate as f64 } else { 1.0 };
    let mut sql = QueryBuilder::new(
        "with matching as materialized (select p.id, p.brand_id, p.category_id from products p",
    );
    if share < 1.0 {
        sql.push(format_args!(" tablesample system ({:.4}) repeatable (1)", share * 100.0));
    }
    sql.push(" where true");
    resolved.push_conditions(&mut sql);
    sql.push(format_args!(
        ") select id, name, (count / {share}::float8)::bigint as count from ({counted}) counted"
    ));
    sql.push(format_args!(" order by count desc, name limit {SHOWN}"));
    sql.build_query_as().persistent(false).fetch_all(db.pool()).await
}
