//! Deciding what a value is, and putting the products right that have it: in one transaction, under the lock under
//! which runs are applied.
//!
//! A product gets its supplier's value through its owner's feed, so a decision for one supplier is for the products that
//! this supplier owns, and one for all leaves out suppliers who have one of their own. Fields that a person locked
//! stay. What is rewritten is a change with the person's name and the value's id, by which a later decision finds
//! the products of an earlier one.

use catalog::value_map::Kind;
use chrono::{DateTime, Utc};
use sqlx::{Acquire as _, AssertSqlSafe, FromRow, PgConnection, Postgres, Transaction};

use super::{State, ValueRow, by_ids};
use crate::catalog::apply::{APPLY_LOCK, prepare};
use crate::catalog::plan::execute;
use crate::catalog::product::words;
use crate::catalog::search::fold;
use crate::catalog::{brand, category};
use crate::databases::CatalogDb;

/// What a value is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Another name of this brand or category.
    Target(i64),
    /// Another name of the brand or category of this name, which is made if there is none.
    Name(String),
    /// Its own brand or category.
    Accepted,
    /// Nothing.
    Ignored,
    /// Undecided again.
    Unmapped,
}

/// A decision on a value.
#[derive(Clone, Debug)]
pub struct NewDecision {
    /// Brand or category.
    pub kind: Kind,
    /// For this supplier; none means for all.
    pub supplier_id: Option<i64>,
    /// As the file says it.
    pub value: String,
    /// What it is to be.
    pub wanted: Wanted,
}

/// Why a decision was refused.
#[derive(Debug, thiserror::Error)]
pub enum DecideError {
    /// There is no such value.
    #[error("there is no such value")]
    NotFound,
    /// It is of no brand or category that there is.
    #[error("item {0}: there is no such {1}")]
    NoTarget(usize, &'static str),
    /// The value is blank.
    #[error("item {0}: the value is empty")]
    Empty(usize),
    /// The target is itself another name of the value.
    #[error("item {0}: {1:?} is mapped to this value: decide that one first")]
    Circle(usize, String),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// The decision as it was before.
#[derive(FromRow)]
struct Before {
    state: String,
    target_id: Option<i64>,
}

/// The tables of a kind.
struct Names {
    table: &'static str,
    key: &'static str,
    name: &'static str,
    column: &'static str,
}

const fn names(kind: Kind) -> Names {
    match kind {
        Kind::Brand => Names { table: "brands", key: "name_key", name: "name", column: "brand_id" },
        Kind::Category => Names { table: "categories", key: "path_key", name: "path", column: "category_id" },
    }
}

/// Writes decisions and puts the products right, all or nothing.
pub async fn decide(
    db: &CatalogDb,
    decisions: &[NewDecision],
    by: &str,
    now: DateTime<Utc>,
) -> Result<Vec<ValueRow>, DecideError> {
    let mut tx = begin(db).await?;
    let mut ids = Vec::with_capacity(decisions.len());
    for (index, decision) in decisions.iter().enumerate() {
        ids.push(one(&mut tx, index, decision, by, now).await?);
    }
    let rows = by_ids(&mut tx, &ids).await?;
    tx.commit().await?;
    Ok(rows)
}

/// Forgets a decision: the products that it changed get the value back that their file says.
pub async fn forget(db: &CatalogDb, id: i64, by: &str, now: DateTime<Utc>) -> Result<(), DecideError> {
    let mut tx = begin(db).await?;
    let row: Option<(String, Option<i64>, String)> =
        sqlx::query_as("select kind, supplier_id, value from value_maps where id = $1 for update")
            .bind(id)
            .fetch_optional(&mut *tx)
            .await?;
    let (kind, supplier_id, value) = row.ok_or(DecideError::NotFound)?;
    let kind = if kind == "brand" { Kind::Brand } else { Kind::Category };
    one(&mut tx, 0, &NewDecision { kind, supplier_id, value, wanted: Wanted::Unmapped }, by, now).await?;
    sqlx::query("delete from value_maps where id = $1").bind(id).execute(&mut *tx).await?;
    tx.commit().await?;
    Ok(())
}

async fn begin(db: &CatalogDb) -> sqlx::Result<Transaction<'static, Postgres>> {
    let mut tx = db.pool().begin().await?;
    prepare(&mut tx).await?;
    execute(&mut tx, APPLY_LOCK.to_owned()).await?;
    Ok(tx)
}

async fn one(
    tx: &mut Transaction<'static, Postgres>,
    index: usize,
    decision: &NewDecision,
    by: &str,
    now: DateTime<Utc>,
) -> Result<i64, DecideError> {
    let kind = decision.kind;
    let key = fold(&decision.value);
    if key.is_empty() {
        return Err(DecideError::Empty(index));
    }
    let (state, target) = target(tx, index, decision, &key).await?;
    let before: Option<Before> = sqlx::query_as(
        "select state, target_id from value_maps
         where kind = $1 and supplier_id is not distinct from $2 and value_key = $3 for update",
    )
    .bind(kind.as_str())
    .bind(decision.supplier_id)
    .bind(&key)
    .fetch_optional(&mut **tx)
    .await?;
    let id: i64 = sqlx::query_scalar(
        "insert into value_maps (kind, supplier_id, value, value_key, state, target_id, by, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $8)
         on conflict (kind, supplier_id, value_key) do update set state = excluded.state,
           target_id = excluded.target_id, by = excluded.by, updated_at = excluded.updated_at
         returning id",
    )
    .bind(kind.as_str())
    .bind(decision.supplier_id)
    .bind(decision.value.trim())
    .bind(&key)
    .bind(state.as_str())
    .bind(target)
    .bind(by)
    .bind(now)
    .fetch_one(&mut **tx)
    .await?;
    let same =
        before.as_ref().is_some_and(|before| before.state == state.as_str() && before.target_id == target);
    if !same {
        rewrite(tx, decision, &key, id, before.as_ref(), (state, target), (by, now)).await?;
    }
    Ok(id)
}

/// The state and the target that a decision comes to.
async fn target(
    tx: &mut Transaction<'static, Postgres>,
    index: usize,
    decision: &NewDecision,
    key: &str,
) -> Result<(State, Option<i64>), DecideError> {
    let kind = decision.kind;
    let Names { table, key: key_column, name, .. } = names(kind);
    let wanted = match &decision.wanted {
        Wanted::Accepted => return Ok((State::Accepted, None)),
        Wanted::Ignored => return Ok((State::Ignored, None)),
        Wanted::Unmapped => return Ok((State::Unmapped, None)),
        Wanted::Target(id) => *id,
        Wanted::Name(name) => {
            let found = match kind {
                Kind::Brand => brand::of_name(tx, name).await?,
                Kind::Category => category::of_path(tx, name).await?,
            };
            found.ok_or(DecideError::Empty(index))?.0
        }
    };
    let found: Option<(String, String)> =
        sqlx::query_as(AssertSqlSafe(format!("select {key_column}, {name} from {table} where id = $1")))
            .bind(wanted)
            .fetch_optional(&mut **tx)
            .await?;
    let (target_key, target_name) = found.ok_or(DecideError::NoTarget(index, kind.as_str()))?;
    if target_key == key {
        return Ok((State::Accepted, None));
    }
    // What is itself another name stands for what that one stands for.
    let further: Option<i64> = sqlx::query_scalar(
        "select target_id from value_maps where kind = $1 and value_key = $2 and state = 'mapped'
           and (supplier_id is null or supplier_id = $3) order by supplier_id nulls last limit 1",
    )
    .bind(kind.as_str())
    .bind(&target_key)
    .bind(decision.supplier_id)
    .fetch_optional(&mut **tx)
    .await?;
    let Some(further) = further else { return Ok((State::Mapped, Some(wanted))) };
    let own: Option<i64> = own(tx, kind, key).await?;
    if own == Some(further) {
        return Err(DecideError::Circle(index, target_name));
    }
    Ok((State::Mapped, Some(further)))
}

/// The brand or category that has the value's own name.
async fn own(c: &mut PgConnection, kind: Kind, key: &str) -> sqlx::Result<Option<i64>> {
    let Names { table, key: key_column, .. } = names(kind);
    sqlx::query_scalar(AssertSqlSafe(format!("select id from {table} where {key_column} = $1")))
        .bind(key)
        .fetch_optional(c)
        .await
}

/// Puts the products right: those that have the value, and those that an earlier decision on it has changed.
async fn rewrite(
    tx: &mut Transaction<'static, Postgres>,
    decision: &NewDecision,
    key: &str,
    id: i64,
    before: Option<&Before>,
    (state, target): (State, Option<i64>),
    (by, now): (&str, DateTime<Utc>),
) -> sqlx::Result<()> {
    let kind = decision.kind;
    let Names { table, name, column, .. } = names(kind);
    let had_decision = before.filter(|before| before.state == "mapped" || before.state == "ignored");
    let mut own_id = own(tx, kind, key).await?;
    let wanted = match state {
        State::Mapped => target,
        State::Ignored => None,
        State::Accepted | State::Unmapped => {
            if had_decision.is_none() {
                return Ok(());
            }
            // The brand may be gone since its products left it.
            if own_id.is_none() {
                let made = match kind {
                    Kind::Brand => brand::of_name(tx, &decision.value).await?,
                    Kind::Category => category::of_path(tx, &decision.value).await?,
                };
                own_id = made.map(|(id, _)| id);
            }
            own_id
        }
    };
    let touched: Vec<i64> = sqlx::query_scalar(AssertSqlSafe(format!(
        "with had as (
           select p.id from products p where p.{column} = $1
           union
           select p.id from changes c join products p on p.id = c.product_id
           where c.value_map = $2 and $3 and p.{column} is not distinct from $4),
         wanted as (
           select p.id, p.{column} as before from had join products p using (id)
           where p.{column} is distinct from $5 and not '{field}' = any(coalesce(p.locked_fields, '{{}}'))
             and ($6::bigint is null or p.owner_supplier_id = $6)
             and ($6::bigint is not null or not exists (
               select 1 from value_maps v where v.kind = $7 and v.value_key = $8 and v.state <> 'unmapped'
                 and v.supplier_id = p.owner_supplier_id))
           order by p.id for update of p),
         noted as (
           insert into changes (by, at, kind, product_id, before, after, value_map)
           select $9, $10, 2, w.id, jsonb_build_object('{field}', old.{name}), jsonb_build_object('{field}', new.{name}), $2
           from wanted w left join {table} old on old.id = w.before left join {table} new on new.id = $5
           order by w.id)
         update products p set {column} = $5, updated_at = $10 from wanted w where p.id = w.id returning p.id",
        field = kind.as_str(),
    )))
    .bind(own_id)
    .bind(id)
    .bind(had_decision.is_some())
    .bind(had_decision.and_then(|before| before.target_id))
    .bind(wanted)
    .bind(decision.supplier_id)
    .bind(kind.as_str())
    .bind(key)
    .bind(by)
    .bind(now)
    .fetch_all(&mut **tx)
    .await?;
    if kind == Kind::Brand {
        words::refresh(tx, &touched).await?;
    }
    if let (State::Mapped, Some(own_id)) = (state, own_id) {
        // What stood for this value stands for its target now.
        sqlx::query(
            "update value_maps set target_id = $1, updated_at = $2 where kind = $3 and target_id = $4
               and ($5::bigint is null or supplier_id = $5)",
        )
        .bind(target)
        .bind(now)
        .bind(kind.as_str())
        .bind(own_id)
        .bind(decision.supplier_id)
        .execute(&mut **tx)
        .await?;
    }
    if let (Kind::Brand, Some(own_id)) = (kind, own_id.filter(|own| Some(*own) != wanted)) {
        drop_unused_brand(tx, own_id).await?;
    }
    Ok(())
}

/// A brand that lost its last product goes, unless an undo may need it again.
async fn drop_unused_brand(c: &mut PgConnection, id: i64) -> sqlx::Result<()> {
    let c = c.acquire().await?;
    sqlx::query(
        "delete from brands b where id = $1
           and not exists (select 1 from products p where p.brand_id = b.id)
           and not exists (select 1 from removed_products p where p.brand_id = b.id)
           and not exists (select 1 from value_maps v where v.kind = 'brand' and v.target_id = b.id)
           and not exists (select 1 from changes where exact -> 'before' ? 'brand' and exact -> 'before' ->> 'brand' = b.id::text)
           and not exists (select 1 from changes where exact -> 'after' ? 'brand' and exact -> 'after' ->> 'brand' = b.id::text)",
    )
    .bind(id)
    .execute(c)
    .await?;
    Ok(())
}
