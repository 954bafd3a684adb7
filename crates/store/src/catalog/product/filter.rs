//! Which products: the filters that the list, its facets and the export share.

use serde::{Deserialize, Serialize};
use sqlx::{Postgres, QueryBuilder};

use super::ProductStatus;
use crate::catalog::search::Terms;
use crate::databases::CatalogDb;

/// What a caller asks for; what isn't set doesn't filter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct ProductFilter {
    /// A GTIN or the beginning of one, a SKU, or words.
    pub q: Option<String>,
    /// With an offer of this supplier.
    pub supplier_id: Option<i64>,
    /// Of this brand.
    pub brand_id: Option<i64>,
    /// In this category or one below it.
    pub category_id: Option<i64>,
    /// In this status.
    pub status: Option<ProductStatus>,
    /// With, or without, a GTIN.
    pub has_ean: Option<bool>,
    /// With, or without, pieces in stock; an unknown stock is none.
    pub in_stock: Option<bool>,
}

impl ProductFilter {
    /// Whether every product passes.
    pub fn is_empty(&self) -> bool {
        *self == Self { q: self.q.clone(), ..Self::default() }
            && Terms::parse(self.q.as_deref()) == Terms::None
    }

    /// The supplier, where nothing else is asked for.
    pub(super) fn only_supplier(&self) -> Option<i64> {
        let rest = Self { supplier_id: None, ..self.clone() };
        self.supplier_id.filter(|_| rest.is_empty())
    }
}

/// A filter that has looked up what it needs and can be written into a statement.
#[derive(Clone, Debug)]
pub(crate) struct Resolved {
    filter: ProductFilter,
    terms: Terms,
    categories: Option<Vec<i64>>,
    /// Instead of the terms, where nothing had them: the products that are spelled like them.
    similar: Option<Vec<i64>>,
}

impl Resolved {
    pub(crate) async fn new(db: &CatalogDb, filter: &ProductFilter) -> sqlx::Result<Self> {
        let categories = match filter.category_id {
            Some(id) => Some(crate::catalog::category::with_descendants(db, id).await?),
            None => None,
        };
        Ok(Self {
            terms: Terms::parse(filter.q.as_deref()),
            filter: filter.clone(),
            categories,
            similar: None,
        })
    }

    /// The same filter with products spelled like the terms in the place of those that have them; None where the terms
    /// aren't words or nothing is like them.
    pub(crate) async fn similar(mut self, db: &CatalogDb) -> sqlx::Result<Option<Self>> {
        let Terms::Words(words) = &self.terms else { return Ok(None) };
        let ids = crate::catalog::search::similar(db, words).await?;
        if ids.is_empty() {
            return Ok(None);
        }
        self.terms = Terms::None;
        self.similar = Some(ids);
        Ok(Some(self))
    }

    /// Appends ` and …` conditions on `products p`.
    ///
    /// Suppliers and words are conditions in two other tables; `exists` and `in` on their unique keys leave the planner
    /// free to start on either side, which is right for rare terms from there and for frequent ones from here.
    pub(crate) fn push_conditions(&self, sql: &mut QueryBuilder<Postgres>) {
        if let Some(id) = self.filter.supplier_id {
            sql.push(" and exists (select from offers o where o.product_id = p.id and o.supplier_id = ");
            sql.push_bind(id).push(")");
        }
        if let Some(id) = self.filter.brand_id {
            sql.push(" and p.brand_id = ").push_bind(id);
        }
        if let Some(ids) = &self.categories {
            sql.push(" and p.category_id = any(").push_bind(ids.clone()).push(")");
        }
        if let Some(status) = self.filter.status {
            sql.push(" and p.status = ").push_bind(status.code());
        }
        match self.filter.has_ean {
            Some(true) => {
                sql.push(" and p.gtin is not null");
            }
            Some(false) => {
                sql.push(" and p.gtin is null");
            }
            None => {}
        }
        match self.filter.in_stock {
            Some(true) => {
                sql.push(" and p.stock > 0");
            }
            Some(false) => {
                sql.push(" and (p.stock is null or p.stock <= 0)");
            }
            None => {}
        }
        if let Some(ids) = &self.similar {
            sql.push(" and p.id = any(").push_bind(ids.clone()).push(")");
        }
        self.terms.push_condition(sql);
    }

    /// Whether a walk along a sort index may have to pass many products before it meets one that matches.
    pub(super) fn is_selective(&self) -> bool {
        self.filter.supplier_id.is_some()
            || self.filter.brand_id.is_some()
            || self.categories.is_some()
            || self.filter.status.is_some_and(|status| status != ProductStatus::Active)
            || self.filter.has_ean == Some(false)
            || self.filter.in_stock == Some(false)
            || self.similar.is_some()
            || self.terms != Terms::None
    }

    /// Whether the products searched for are so few by nature that no estimate is needed.
    pub(super) fn is_narrow(&self) -> bool {
        self.similar.is_some() || matches!(self.terms, Terms::Code { .. })
    }

    /// How many products the planner expects, without looking at any.
    pub(crate) async fn estimate(&self, db: &CatalogDb) -> sqlx::Result<i64> {
        let mut sql = QueryBuilder::new("explain (format json) select from products p where true");
        self.push_conditions(&mut sql);
        let plan: serde_json::Value = sql.build_query_scalar().persistent(false).fetch_one(db.pool()).await?;
        Ok(plan.pointer("/0/Plan/Plan Rows").and_then(serde_json::Value::as_f64).unwrap_or(0.0) as i64)
    }
}
