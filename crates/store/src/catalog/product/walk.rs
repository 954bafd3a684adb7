//! The ids of one page, by the way that suits how many products match (see [`super::list`]).

use rust_decimal::Decimal;
use sqlx::postgres::PgRow;
use sqlx::{Postgres, QueryBuilder, Row as _};

use super::cursor::{Cursor, Key, Sort, SortBy};
use super::filter::Resolved;
use crate::databases::CatalogDb;

/// So many products a walk along an index may pass before it is given up.
const WINDOW: i64 = 5_000;
/// So many products are sorted when a walk didn't fill the page; beyond, walking to the end is cheaper.
const SORTED: i64 = 150_000;

/// Finds the ids of a page, with their sort keys.
pub(super) struct Finder<'a> {
    pub db: &'a CatalogDb,
    pub filter: &'a Resolved,
    /// How many match, by count or estimate.
    pub total: i64,
    /// All that match, where they are few.
    pub ids: Option<&'a [i64]>,
    pub sort: Sort,
    /// Products that are shown elsewhere.
    pub without: &'a [i64],
}

/// Which end of the list a walk is for: the products whose sort key is known, or the others.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Known,
    Unknown,
}

type Found = Vec<(i64, Key)>;

impl Finder<'_> {
    /// The products after a cursor, or from an offset on.
    pub(super) async fn rows(&self, after: Option<&Cursor>, offset: i64, limit: i64) -> sqlx::Result<Found> {
        if self.ids.is_some() {
            return self.sorted(after, offset, limit).await;
        }
        if self.filter.is_selective() {
            if offset + limit <= WINDOW / 5 && after.is_none_or(|cursor| cursor.key != Key::Unknown) {
                let rows = self.windowed(after, offset, limit).await?;
                if rows.len() as i64 == limit {
                    return Ok(rows);
                }
            }
            if self.total <= SORTED {
                return self.sorted(after, offset, limit).await;
            }
        }
        self.walked(after, offset, limit).await
    }

    /// Along the index: products whose sort key is known, then the others.
    async fn walked(&self, after: Option<&Cursor>, offset: i64, limit: i64) -> sqlx::Result<Found> {
        if after.is_some_and(|cursor| cursor.key == Key::Unknown) {
            return self.walk(Part::Unknown, after, offset, limit).await;
        }
        let mut rows = self.walk(Part::Known, after, offset, limit).await?;
        let missing = limit - rows.len() as i64;
        if missing > 0 && self.has_unknown() {
            // Past the last known key, how many there are says how many of the unknown ones are skipped.
            let skipped = if rows.is_empty() && offset > 0 { offset - self.count_known().await? } else { 0 };
            rows.extend(self.walk(Part::Unknown, None, skipped.max(0), missing).await?);
        }
        Ok(rows)
    }

    async fn walk(&self, part: Part, after: Option<&Cursor>, offset: i64, limit: i64) -> sqlx::Result<Found> {
        let (key, direction) = (self.key(), self.direction());
        let mut sql = QueryBuilder::new(format!("select p.id, {key} as key from products p where true"));
        self.push_part(&mut sql, part);
        self.push_after(&mut sql, key, after);
        self.filter.push_conditions(&mut sql);
        self.push_without(&mut sql);
        sql.push(format_args!(" order by {key} {direction}, p.id {direction}"));
        self.finish(sql, offset, limit).await
    }

    /// A walk that looks at no more than [`WINDOW`] products, and so may find less than there is.
    async fn windowed(&self, after: Option<&Cursor>, offset: i64, limit: i64) -> sqlx::Result<Found> {
        let (key, direction) = (self.key(), self.direction());
        let mut sql = QueryBuilder::new(format!(
            "select p.id, p.key from (select p.*, {key} as key from products p where true"
        ));
        self.push_part(&mut sql, Part::Known);
        self.push_after(&mut sql, key, after);
        sql.push(format_args!(" order by {key} {direction}, p.id {direction} limit {WINDOW}) p where true"));
        self.filter.push_conditions(&mut sql);
        self.push_without(&mut sql);
        sql.push(format_args!(" order by p.key {direction}, p.id {direction}"));
        self.finish(sql, offset, limit).await
    }

    /// Everything that matches, sorted. Materialised, since the planner would rather walk.
    async fn sorted(&self, after: Option<&Cursor>, offset: i64, limit: i64) -> sqlx::Result<Found> {
        let (key, direction) = (self.key(), self.direction());
        let mut sql = QueryBuilder::new(format!(
            "with matching as materialized (select p.id, {key} as key from products p where true"
        ));
        match self.ids {
            Some(ids) => {
                sql.push(" and p.id = any(").push_bind(ids.to_vec()).push(")");
            }
            None => self.filter.push_conditions(&mut sql),
        }
        self.push_without(&mut sql);
        sql.push(") select p.id, p.key from matching p where true");
        match after {
            Some(Cursor { key: Key::Unknown, .. }) => {
                sql.push(" and p.key is null");
                self.push_after(&mut sql, "p.key", after);
            }
            Some(_) => {
                sql.push(" and (p.key is null or (true");
                self.push_after(&mut sql, "p.key", after);
                sql.push("))");
            }
            None => {}
        }
        sql.push(format_args!(" order by p.key is null, p.key {direction}, p.id {direction}"));
        self.finish(sql, offset, limit).await
    }

    async fn count_known(&self) -> sqlx::Result<i64> {
        let mut sql = QueryBuilder::new("select count(*) from products p where true");
        self.push_part(&mut sql, Part::Known);
        self.filter.push_conditions(&mut sql);
        self.push_without(&mut sql);
        sql.build_query_scalar().persistent(false).fetch_one(self.db.pool()).await
    }

    /// Not persistent: a statement is planned for its very values, or a brand of half the catalogue would get
    /// the plan of one with ten products.
    async fn finish(&self, mut sql: QueryBuilder<Postgres>, offset: i64, limit: i64) -> sqlx::Result<Found> {
        // Literals: the planner weighs a limit only where it knows it.
        sql.push(format_args!(" limit {limit} offset {offset}"));
        let rows = sql.build().persistent(false).fetch_all(self.db.pool()).await?;
        rows.iter().map(|row| Ok((row.try_get("id")?, self.key_of(row)?))).collect()
    }

    fn key_of(&self, row: &PgRow) -> sqlx::Result<Key> {
        Ok(match self.sort.by {
            SortBy::Name => Key::Text(row.try_get("key")?),
            SortBy::UpdatedAt => Key::Time(row.try_get("key")?),
            SortBy::BestCost => row.try_get::<Option<Decimal>, _>("key")?.map_or(Key::Unknown, Key::Cost),
            SortBy::Stock => row.try_get::<Option<i32>, _>("key")?.map_or(Key::Unknown, Key::Pieces),
        })
    }

    /// The expression that the sort's index is on.
    const fn key(&self) -> &'static str {
        match self.sort.by {
            SortBy::Name => "p.name collate \"C\"",
            SortBy::BestCost => "p.best_cost",
            SortBy::Stock => "p.stock",
            SortBy::UpdatedAt => "p.updated_at",
        }
    }

    const fn direction(&self) -> &'static str {
        if self.sort.descending { "desc" } else { "asc" }
    }

    const fn has_unknown(&self) -> bool {
        matches!(self.sort.by, SortBy::BestCost | SortBy::Stock)
    }

    /// The indexes keep nulls at their large end. With one condition for each part, both directions walk the same index
    /// and unknown keys still come last in both.
    fn push_part(&self, sql: &mut QueryBuilder<Postgres>, part: Part) {
        if self.has_unknown() {
            let not = if part == Part::Known { "not " } else { "" };
            sql.push(format_args!(" and {} is {not}null", self.key()));
        }
    }

    fn push_after(&self, sql: &mut QueryBuilder<Postgres>, key: &str, after: Option<&Cursor>) {
        let Some(cursor) = after else { return };
        let compare = if self.sort.descending { "<" } else { ">" };
        if cursor.key == Key::Unknown {
            sql.push(format_args!(" and p.id {compare} ")).push_bind(cursor.id);
            return;
        }
        sql.push(format_args!(" and ({key}, p.id) {compare} ("));
        match &cursor.key {
            Key::Text(text) => sql.push_bind(text.clone()),
            Key::Cost(cost) => sql.push_bind(*cost),
            Key::Pieces(pieces) => sql.push_bind(*pieces),
            Key::Time(time) => sql.push_bind(*time),
            Key::Unknown => sql.push("null"),
        };
        sql.push(", ").push_bind(cursor.id).push(")");
    }

    fn push_without(&self, sql: &mut QueryBuilder<Postgres>) {
        if !self.without.is_empty() {
            sql.push(" and p.id <> all(").push_bind(self.without.to_vec()).push(")");
        }
    }
}
