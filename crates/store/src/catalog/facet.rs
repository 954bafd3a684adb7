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
const SAMPLE: i64 = 10_000;
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

/// A facet: its number in the statement's answer, and how it is counted from `matching`.
const BRANDS: (i32, &str) = (
    0,
    "select b.id, b.name, n.count from (select m.brand_id as id, count(*) from matching m
       where m.brand_id is not null group by 1) n join brands b using (id)",
);
const CATEGORIES: (i32, &str) = (
    1,
    "select c.id, c.path as name, n.count from (select m.category_id as id, count(*) from matching m
       where m.category_id is not null group by 1) n join categories c using (id)",
);
const SUPPLIERS: (i32, &str) = (
    2,
    "select s.id, s.name, n.count from (select o.supplier_id as id, count(distinct m.id) from matching m
       join offers o on o.product_id = m.id group by 1) n join suppliers s using (id)",
);

/// The facets of the products that pass a filter.
pub async fn facets(db: &CatalogDb, filter: &ProductFilter) -> sqlx::Result<Facets> {
    // Facets whose own filter isn't set look at the same products, so they are counted together.
    let mut asked: Vec<(ProductFilter, Vec<(i32, &str)>)> = Vec::new();
    for (facet, own) in [
        (BRANDS, ProductFilter { brand_id: None, ..filter.clone() }),
        (CATEGORIES, ProductFilter { category_id: None, ..filter.clone() }),
        (SUPPLIERS, ProductFilter { supplier_id: None, ..filter.clone() }),
    ] {
        match asked.iter_mut().find(|(filter, _)| *filter == own) {
            Some((_, facets)) => facets.push(facet),
            None => asked.push((own, vec![facet])),
        }
    }
    let mut facets = Facets::default();
    for (filter, together) in asked {
        for Counted { facet, value } in count(db, &filter, &together).await? {
            match facet {
                0 => facets.brands.push(value),
                1 => facets.categories.push(value),
                _ => facets.suppliers.push(value),
            }
        }
    }
    Ok(facets)
}

#[derive(FromRow)]
struct Counted {
    facet: i32,
    #[sqlx(flatten)]
    value: FacetValue,
}

async fn count(db: &CatalogDb, filter: &ProductFilter, facets: &[(i32, &str)]) -> sqlx::Result<Vec<Counted>> {
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
    sql.push(") select * from (");
    for (at, (facet, counted)) in facets.iter().enumerate() {
        sql.push(if at == 0 { "" } else { " union all " });
        sql.push(format_args!(
            "(select {facet} as facet, id, name, (count / {share}::float8)::bigint as count from ({counted}) counted
              order by count desc, name limit {SHOWN})"
        ));
    }
    sql.push(") counted order by facet, count desc, name");
    sql.build_query_as().persistent(false).fetch_all(db.pool()).await
}
