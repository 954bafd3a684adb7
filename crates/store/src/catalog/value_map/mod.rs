//! What suppliers call brands and categories, and what was decided about it.
//!
//! The transaction that makes a brand or category for a file also notes its name here as `unmapped`
//! ([`super::apply`]): the queue of names that somebody should look at. A decision holds for the files to come, which
//! [`load`] gives them, and at once for the products that have the name ([`decide`]).

pub mod decide;

use catalog::value_map::{Decision, Kind, ValueMap};
use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::{FromRow, PgConnection, Postgres, QueryBuilder};

use super::search::{escape_like, fold};
use crate::databases::CatalogDb;

/// How alike a suggestion has to be, 0 to 1.
const ALIKE: &str = "0.4";

/// What was decided about a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Nothing yet.
    Unmapped,
    /// It is another name of a brand or category.
    Mapped,
    /// It is a brand or category of its own.
    Accepted,
    /// It says nothing: the field stays empty.
    Ignored,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Unmapped, Self::Mapped, Self::Accepted, Self::Ignored];

    /// The state's name in JSON and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unmapped => "unmapped",
            Self::Mapped => "mapped",
            Self::Accepted => "accepted",
            Self::Ignored => "ignored",
        }
    }

    /// The state of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }
}

/// A value and what was decided about it.
#[derive(Clone, Debug, PartialEq, FromRow)]
pub struct ValueRow {
    /// Its id.
    pub id: i64,
    /// `brand` or `category`.
    pub kind: String,
    /// The supplier for whom it was decided; none means for all of them.
    pub supplier_id: Option<i64>,
    /// That supplier's code.
    pub supplier_code: Option<String>,
    /// That supplier's name.
    pub supplier_name: Option<String>,
    /// As the file says it.
    pub value: String,
    /// What was decided.
    pub state: String,
    /// The brand or category that it stands for.
    pub target_id: Option<i64>,
    /// That one's name or path.
    pub target_name: Option<String>,
    /// Of a value without a decision, the brand or category that it is most like.
    pub suggestion_id: Option<i64>,
    /// That one's name or path.
    pub suggestion_name: Option<String>,
    /// How alike, 0 to 1.
    pub suggestion_score: Option<f32>,
    /// Products that have it, or had it before it was decided.
    pub products: i64,
    /// The run that brought it.
    pub first_run_id: Option<i64>,
    /// When it was decided, or came.
    pub updated_at: DateTime<Utc>,
    /// Who decided.
    pub by: Option<String>,
}

/// Which values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ValueFilter {
    /// Only brands, or only categories.
    pub kind: Option<Kind>,
    /// Only in this state.
    pub state: Option<State>,
    /// Decided for this supplier.
    pub supplier_id: Option<i64>,
    /// Whose text contains this.
    pub q: Option<String>,
    /// Those with most products first; else by their text.
    pub by_products: bool,
}

/// The decisions that hold for a supplier.
pub async fn load(db: &CatalogDb, supplier_id: i64) -> sqlx::Result<ValueMap> {
    let rows: Vec<(String, String, String, Option<String>)> = sqlx::query_as(
        "select v.kind, v.value_key, v.state, coalesce(b.name, c.path)
         from value_maps v
         left join brands b on v.kind = 'brand' and b.id = v.target_id
         left join categories c on v.kind = 'category' and c.id = v.target_id
         where v.state <> 'unmapped' and (v.supplier_id is null or v.supplier_id = $1)
           -- What is its own for everybody needs no entry, unless a supplier has it otherwise.
           and (v.supplier_id is not null or v.state <> 'accepted')
         order by v.supplier_id nulls first",
    )
    .bind(supplier_id)
    .fetch_all(db.pool())
    .await?;
    let mut map = ValueMap::default();
    for (kind, value_key, state, target) in rows {
        let kind = if kind == "brand" { Kind::Brand } else { Kind::Category };
        let decision = match (state.as_str(), target) {
            ("mapped", Some(target)) => Decision::To(target),
            ("ignored", _) => Decision::Ignore,
            _ => Decision::Keep,
        };
        map.add(kind, value_key, decision);
    }
    Ok(map)
}

/// A value whose brand or category an undo took back is nothing to look at.
const IS_THERE: &str = "(v.state <> 'unmapped'
    or v.kind = 'brand' and exists (select 1 from brands b where b.name_key = v.value_key)
    or v.kind = 'category' and exists (select 1 from categories c where c.path_key = v.value_key))";

/// Products that have the value, or that a decision on it has changed.
const PRODUCTS: &str = "case when v.state in ('mapped', 'ignored')
      then (select count(distinct c.product_id) from changes c where c.value_map = v.id)
    when v.kind = 'brand'
      then (select count(*) from products p join brands b on b.id = p.brand_id where b.name_key = v.value_key)
    else (select count(*) from products p join categories c on c.id = p.category_id where c.path_key = v.value_key)
    end";

fn push_conditions(sql: &mut QueryBuilder<Postgres>, filter: &ValueFilter) {
    sql.push(" where ").push(IS_THERE);
    if let Some(kind) = filter.kind {
        sql.push(" and v.kind = ").push_bind(kind.as_str());
    }
    if let Some(id) = filter.supplier_id {
        sql.push(" and v.supplier_id = ").push_bind(id);
    }
    if let Some(q) = &filter.q {
        sql.push(" and v.value_key like ").push_bind(format!("%{}%", escape_like(&fold(q))));
    }
}

/// A page of values, and how many there are of each state on all pages.
pub async fn list(
    db: &CatalogDb,
    filter: &ValueFilter,
    limit: i64,
    offset: i64,
) -> sqlx::Result<(Vec<ValueRow>, Vec<(State, i64)>)> {
    let mut tx = db.pool().begin().await?;
    let rows = rows(&mut tx, filter.by_products, |sql| {
        push_conditions(sql, filter);
        if let Some(state) = filter.state {
            sql.push(" and v.state = ").push_bind(state.as_str());
        }
        sql.push(if filter.by_products { " order by products desc," } else { " order by" });
        sql.push(" v.value_key, v.id limit ").push_bind(limit).push(" offset ").push_bind(offset);
    })
    .await?;
    let mut counts = QueryBuilder::new("select v.state, count(*) from value_maps v");
    push_conditions(&mut counts, filter);
    counts.push(" group by 1");
    let counts: Vec<(String, i64)> = counts.build_query_as().persistent(false).fetch_all(&mut *tx).await?;
    tx.commit().await?;
    let count =
        |state: State| counts.iter().find(|(name, _)| name == state.as_str()).map_or(0, |(_, count)| *count);
    Ok((rows, State::ALL.map(|state| (state, count(state))).to_vec()))
}

/// Values by their ids, in that order.
async fn by_ids(c: &mut PgConnection, ids: &[i64]) -> sqlx::Result<Vec<ValueRow>> {
    let mut found = rows(c, false, |sql| {
        sql.push(" where v.id = any(").push_bind(ids.to_vec()).push(")");
    })
    .await?;
    found.sort_by_key(|row| ids.iter().position(|id| *id == row.id));
    Ok(found)
}

/// A page of values with names, counts and suggestions; `push` says which, in which order.
async fn rows(
    c: &mut PgConnection,
    by_products: bool,
    push: impl FnOnce(&mut QueryBuilder<Postgres>),
) -> sqlx::Result<Vec<ValueRow>> {
    sqlx::query("select set_config('pg_trgm.similarity_threshold', $1, true)")
        .bind(ALIKE)
        .execute(&mut *c)
        .await?;
    // Products are counted for the page only, unless they decide what is on it.
    let (inside, outside) = if by_products { (PRODUCTS, "v.products") } else { ("0::bigint", PRODUCTS) };
    let mut sql = QueryBuilder::new("with page as (select v.*, ");
    sql.push(inside).push(" as products from value_maps v");
    push(&mut sql);
    sql.push(
        ") select v.id, v.kind, v.supplier_id, s.code as supplier_code, s.name as supplier_name, v.value, v.state,
           v.target_id, coalesce(b.name, k.path) as target_name, coalesce(sb.id, sk.id) as suggestion_id,
           coalesce(sb.name, sk.path) as suggestion_name, coalesce(sb.score, sk.score) as suggestion_score,
           v.first_run_id, v.updated_at, v.by, ",
    );
    sql.push(outside).push(
        " as products from page v
         left join suppliers s on s.id = v.supplier_id
         left join brands b on v.kind = 'brand' and b.id = v.target_id
         left join categories k on v.kind = 'category' and k.id = v.target_id
         left join lateral (
           select id, name, similarity(name_key, v.value_key) as score from brands
           where v.kind = 'brand' and v.state = 'unmapped' and name_key % v.value_key and name_key <> v.value_key
           order by score desc, id limit 1) sb on true
         left join lateral (
           select id, path, similarity(path_key, v.value_key) as score from categories
           where v.kind = 'category' and v.state = 'unmapped' and path_key % v.value_key and path_key <> v.value_key
           order by score desc, id limit 1) sk on true",
    );
    sql.push(if by_products {
        " order by v.products desc, v.value_key, v.id"
    } else {
        " order by v.value_key, v.id"
    });
    sql.build_query_as().persistent(false).fetch_all(&mut *c).await
}
