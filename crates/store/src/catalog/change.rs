//! The change set of a run, read back: what it created, what it changed from what to what.
//!
//! Before a run is applied (a dry run, a review) the same rows come from its staging tables.

use serde::Serialize;
use serde_json::Value;
use sqlx::{AssertSqlSafe, PgConnection};

use super::applied::AppliedRun;
use super::staging::Staging;
use crate::databases::CatalogDb;

/// One record's effect.
#[derive(Clone, Debug, PartialEq, Serialize, sqlx::FromRow)]
pub struct Change {
    /// Stable inside the change set.
    pub id: i64,
    /// `created`, `updated` or `discontinued`.
    pub kind: String,
    /// The product; none where it doesn't exist yet.
    pub product_id: Option<i64>,
    /// The offer; none where it doesn't exist yet.
    pub offer_id: Option<i64>,
    /// The supplier's SKU.
    pub supplier_sku: Option<String>,
    /// The product's name.
    pub name: Option<String>,
    /// The product's GTIN-14.
    pub gtin: Option<String>,
    /// The record in the file.
    pub record: Option<i64>,
    /// Values before, by field.
    pub before: Value,
    /// Values after, by field.
    pub after: Value,
}

/// Which changes of a run.
#[derive(Clone, Debug)]
pub struct ChangeFilter {
    /// `created`, `updated` or `discontinued`.
    pub kind: Kind,
    /// Only those of this field.
    pub field: Option<String>,
    /// Biggest moves first, of stocks where `field` is stock and else of prices, instead of the order of the file.
    pub biggest_first: bool,
}

/// A kind of change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// New offers.
    Created,
    /// Changed offers and products.
    Updated,
    /// Offers that the file left out.
    Discontinued,
}

impl Kind {
    /// The kind of that name.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "created" => Some(Self::Created),
            "updated" => Some(Self::Updated),
            "discontinued" => Some(Self::Discontinued),
            _ => None,
        }
    }
}

const NEW_VALUES: &str =
    "jsonb_strip_nulls(jsonb_build_object('price', {x}.cost::text, 'currency', {x}.currency,
    'retail_price', {x}.retail_price::text, 'stock', {x}.stock::text))";

fn new_values(alias: &str) -> String {
    NEW_VALUES.replace("{x}", alias)
}

/// The order of changes `c` of which `$2` says whether the biggest come first: of stocks by pieces, else of prices by
/// share.
fn order(field: Option<&str>) -> &'static str {
    match field {
        Some("stock") => {
            "case when $2 then -abs(coalesce((c.after ->> 'stock')::bigint - (c.before ->> 'stock')::bigint, 0)) end"
        }
        _ => "case when $2 then -abs(coalesce(c.price_move, 0)) end",
    }
}

/// A page of an applied run's changes.
pub async fn of_run(
    db: &CatalogDb,
    applied: &AppliedRun,
    filter: &ChangeFilter,
    limit: i64,
    offset: i64,
) -> sqlx::Result<Vec<Change>> {
    if filter.kind == Kind::Created {
        // The values of today: what changed since stands in later runs. What undos took out is told as it went.
        return sqlx::query_as(AssertSqlSafe(format!(
            "select o.id, 'created' as kind, o.product_id, o.id as offer_id, o.supplier_sku, p.name, p.gtin,
               o.created_record as record, '{{}}'::jsonb as before, {} as after
             from (
               (select {columns} from offers o where o.id between $1 and $2 and o.created_run = $3
                order by o.id limit $4 + $5)
               union all
               (select {columns} from removed_offers o join undos u on u.id = o.undo_id
                where u.run_id = $3 and o.restored_at is null order by o.id limit $4 + $5)) o
             left join lateral (select name, gtin from products where id = o.product_id
               union all select name, gtin from removed_products where id = o.product_id limit 1) p on true
             order by o.id limit $4 offset $5",
            new_values("o"),
            columns = "o.id, o.product_id, o.supplier_sku, o.created_record, o.cost, o.currency, o.retail_price, o.stock",
        )))
        .bind(applied.first_offer.unwrap_or(0))
        .bind(applied.last_offer.unwrap_or(-1))
        .bind(applied.run_id)
        .bind(limit)
        .bind(offset)
        .fetch_all(db.pool())
        .await;
    }
    sqlx::query_as(AssertSqlSafe(format!(
        "select c.id, case c.kind when 3 then 'discontinued' else 'updated' end as kind, c.product_id, c.offer_id,
           o.supplier_sku, p.name, p.gtin, c.record, c.before, c.after
         from (select * from changes c where run_id = $1 and kind = $3 and ($4::text is null or after ? $4)
               order by {order}, c.id limit $5 offset $6) c
         left join offers o on o.id = c.offer_id left join products p on p.id = c.product_id order by {order}, c.id",
        order = order(filter.field.as_deref()),
    )))
    .bind(applied.run_id)
    .bind(filter.biggest_first)
    .bind(if filter.kind == Kind::Updated { 2i16 } else { 3 })
    .bind(&filter.field)
    .bind(limit)
    .bind(offset)
    .fetch_all(db.pool())
    .await
}

/// A page of what a staged run would do; none where its staging tables are gone.
pub async fn preview(
    db: &CatalogDb,
    staging: Staging,
    filter: &ChangeFilter,
    limit: i64,
    offset: i64,
) -> sqlx::Result<Option<Vec<Change>>> {
    if !planned(db, staging).await? {
        return Ok(None);
    }
    let (records, plan, diff) = (staging.records(), staging.plan(), staging.diff());
    let rows = match filter.kind {
        Kind::Created => {
            sqlx::query_as(AssertSqlSafe(format!(
                "select s.record as id, 'created' as kind, pl.old_product as product_id, null::bigint as offer_id,
                   s.supplier_sku, coalesce(s.name, p.name) as name, s.gtin, s.record, '{{}}'::jsonb as before, {} as after
                 from {plan} pl join {records} s using (record) left join products p on p.id = pl.old_product
                 where pl.old_offer is null order by s.record limit $1 offset $2",
                new_values("s")
            )))
            .bind(limit)
            .bind(offset)
            .fetch_all(db.pool())
            .await?
        }
        Kind::Updated => {
            sqlx::query_as(AssertSqlSafe(format!(
                "select d.record as id, 'updated' as kind, d.product_id, d.offer_id, s.supplier_sku,
                   coalesce(p.name, s.name) as name, coalesce(p.gtin, s.gtin) as gtin, d.record, d.before, d.after
                 from {diff} d join {records} s using (record) left join products p on p.id = d.product_id
                 where ($1::text is null or d.after ? $1)
                 order by {order}, d.record limit $3 offset $4",
                order = order(filter.field.as_deref()).replace("c.", "d."),
            )))
            .bind(&filter.field)
            .bind(filter.biggest_first)
            .bind(limit)
            .bind(offset)
            .fetch_all(db.pool())
            .await?
        }
        Kind::Discontinued => Vec::new(),
    };
    Ok(Some(rows))
}

async fn planned(db: &CatalogDb, staging: Staging) -> sqlx::Result<bool> {
    sqlx::query_scalar("select to_regclass($1) is not null and to_regclass($2) is not null")
        .bind(staging.plan())
        .bind(staging.diff())
        .fetch_one(db.pool())
        .await
}

/// How many records of a staged run would change each field; none where its staging tables are gone.
pub async fn preview_by_field(db: &CatalogDb, staging: Staging) -> sqlx::Result<Option<Value>> {
    if !planned(db, staging).await? {
        return Ok(None);
    }
    let mut connection = db.pool().acquire().await?;
    Ok(Some(count_by_field(&mut connection, &staging.diff()).await?))
}

/// Counts the changes of a diff table by field, and how many of them went up and down.
pub(super) async fn count_by_field(connection: &mut PgConnection, diff: &str) -> sqlx::Result<Value> {
    sqlx::query_scalar(AssertSqlSafe(format!(
        "select coalesce(jsonb_agg(jsonb_build_object('field', key, 'count', n, 'up', up, 'down', down)
           order by n desc, key), '[]')
         from (select key, count(*) as n,
                 count(*) filter (where numeric_field and (d.after ->> key)::numeric > (d.before ->> key)::numeric) as up,
                 count(*) filter (where numeric_field and (d.after ->> key)::numeric < (d.before ->> key)::numeric) as down
               from {diff} d cross join lateral jsonb_object_keys(d.after) key
               cross join lateral (select key in ('price', 'retail_price', 'stock') as numeric_field) f
               group by key) counted"
    )))
    .fetch_one(connection)
    .await
}

/// A price that moved much.
#[derive(Clone, Debug, Serialize, sqlx::FromRow)]
pub struct Move {
    /// The product.
    pub product_id: i64,
    /// Its name.
    pub name: String,
    /// The supplier.
    pub supplier_code: Option<String>,
    /// Cost before.
    pub before: Option<String>,
    /// Cost after.
    pub after: Option<String>,
    /// (after − before) / before.
    pub price_move: f32,
}

/// The biggest price moves since a time.
pub async fn biggest_moves(
    db: &CatalogDb,
    since: chrono::DateTime<chrono::Utc>,
    limit: i64,
) -> sqlx::Result<Vec<Move>> {
    sqlx::query_as(
        "select c.product_id, p.name, s.code as supplier_code, c.before ->> 'price' as before,
           c.after ->> 'price' as after, c.price_move
         from (select * from changes where at >= $1 and price_move is not null and price_move <> 0
               order by abs(price_move) desc limit $2) c
         join products p on p.id = c.product_id left join suppliers s on s.id = c.supplier_id
         order by abs(c.price_move) desc, c.id",
    )
    .bind(since)
    .bind(limit)
    .fetch_all(db.pool())
    .await
}
