//! What a person looks at before a run counts: what it would do that is out of the ordinary, and the part of it
//! that they approve.
//!
//! Everything here reads, or takes from, a run's staging tables; the catalogue stays as it is.

use catalog::field::Field;
use catalog::policy::{Absent, Policies};
use serde::{Deserialize, Serialize};
use sqlx::{AssertSqlSafe, PgConnection, Row as _};

use super::absence;
use super::change::Change;
use super::plan::{self, LeftRecord, PlanCounts, Planned, execute};
use super::staging::Staging;
use crate::databases::CatalogDb;
use crate::imports::review::{Part, Selection};
use crate::imports::run::Counts;

/// What the diff of a run says about prices and stocks as a whole.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Measured {
    /// Offers of the supplier that the file has.
    pub known: i64,
    /// Offers on sale that the file leaves out.
    pub gone: i64,
    /// Known offers whose price moves.
    pub moved: i64,
    /// Of these, by more than half, up or down.
    pub moved_far: i64,
    /// The median of price after by price before, where the prices of at least half of the known offers move.
    pub ratio: Option<f64>,
    /// Share of the moves that are within half a percent of that ratio.
    pub like_ratio: f64,
    /// Known offers whose currency changes.
    pub currency: i64,
    /// The currency that most of them change to.
    pub new_currency: Option<String>,
    /// Offers that run out of stock.
    pub stock_out: i64,
    /// Offers on sale that are in stock now; only counted where many run out.
    pub in_stock: Option<i64>,
}

/// So few changes say nothing about a file as a whole.
const FEW: i64 = 20;

/// Measures the diff that has just been made, in the same transaction.
pub(super) async fn measure(
    c: &mut PgConnection,
    staging: Staging,
    supplier_id: i64,
    read: Counts,
    counts: PlanCounts,
) -> sqlx::Result<Measured> {
    let known = read.unchanged + counts.unchanged - counts.left_by_policy + counts.updated;
    let mut measured = Measured { known, stock_out: counts.stock_out, ..Measured::default() };
    measured.gone = sqlx::query_scalar(AssertSqlSafe(format!(
        "select count(*) from {} a join offers o on o.id = a.offer_id where o.status = 1",
        staging.absent()
    )))
    .fetch_one(&mut *c)
    .await?;
    if counts.updated == 0 {
        return Ok(measured);
    }
    let diff = staging.diff();
    let row = sqlx::query(AssertSqlSafe(format!(
        "select count(*) filter (where price_move <> 0) as moved,
           count(*) filter (where abs(price_move) > 0.5) as moved_far,
           count(*) filter (where new_currency is not null) as currency,
           mode() within group (order by new_currency) as new_currency
         from {diff} where offer_changed and offer_id is not null"
    )))
    .fetch_one(&mut *c)
    .await?;
    (measured.moved, measured.moved_far, measured.currency) =
        (row.get("moved"), row.get("moved_far"), row.get("currency"));
    measured.new_currency = row.get("new_currency");
    if measured.moved >= FEW && measured.moved * 2 >= known {
        let row = sqlx::query(AssertSqlSafe(format!(
            "with m as (select percentile_disc(0.5) within group (order by price_move) as median
                        from {diff} where price_move <> 0)
             select 1 + m.median::float8 as ratio,
               avg((abs((1 + price_move) / nullif(1 + m.median, 0) - 1) < 0.005)::integer)::float8 as alike
             from {diff}, m where price_move <> 0 group by m.median"
        )))
        .fetch_one(&mut *c)
        .await?;
        measured.ratio = row.get("ratio");
        measured.like_ratio = row.get::<Option<f64>, _>("alike").unwrap_or(0.0);
    }
    if measured.stock_out >= FEW && measured.stock_out * 100 >= known {
        measured.in_stock = sqlx::query_scalar(
            "select count(*) from offers where supplier_id = $1 and status = 1 and stock > 0",
        )
        .bind(supplier_id)
        .fetch_one(c)
        .await?;
    }
    Ok(measured)
}

/// A name and how many records of the file bring it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::FromRow)]
pub struct NewName {
    /// The brand's name, or the category's path.
    pub name: String,
    /// How many staged records.
    pub records: i64,
}

/// A value that moves much.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, sqlx::FromRow)]
pub struct BigMove {
    /// The supplier's SKU.
    pub supplier_sku: String,
    /// The product's name.
    pub name: Option<String>,
    /// Before.
    pub before: Option<String>,
    /// After.
    pub after: Option<String>,
    /// (after − before) / before × 100; none where there was nothing before.
    pub percent: Option<f64>,
    /// The product.
    pub product_id: Option<i64>,
    /// The record in the file.
    pub record: i64,
}

/// What a staged and planned run would do that a person should see.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Highlights {
    /// Brands that the catalogue doesn't have.
    pub new_brands: Vec<NewName>,
    /// Categories that the catalogue doesn't have.
    pub new_categories: Vec<NewName>,
    /// The biggest price moves.
    pub price: Vec<BigMove>,
    /// The biggest stock moves.
    pub stock: Vec<BigMove>,
}

/// How many names and moves are shown.
const NAMES: i64 = 100;
const MOVES: i64 = 20;

/// What a staged and planned run would do that a person should see.
pub async fn highlights(db: &CatalogDb, staging: Staging) -> sqlx::Result<Highlights> {
    let mut c = db.pool().acquire().await?;
    let records = staging.records();
    let names = |value: &str, key: &str, table: &str, table_key: &str| {
        format!(
            "select (array_agg({value} order by s.record))[1] as name, count(*) as records
             from {records} s join {plan} pl using (record) where {key} is not null
               and not exists (select 1 from {table} t where t.{table_key} = s.{key})
             group by {key} order by count(*) desc, 1 limit {NAMES}",
            plan = staging.plan(),
        )
    };
    let new_brands = sqlx::query_as(AssertSqlSafe(names("brand", "brand_key", "brands", "name_key")))
        .fetch_all(&mut *c)
        .await?;
    let new_categories =
        sqlx::query_as(AssertSqlSafe(names("category", "category_key", "categories", "path_key")))
            .fetch_all(&mut *c)
            .await?;
    let moves = |field: &str| {
        format!(
            "select s.supplier_sku, coalesce(p.name, s.name) as name, m.before, m.after, m.percent, m.product_id, m.record
             from (select record, product_id, before ->> '{field}' as before, after ->> '{field}' as after,
                     round(((after ->> '{field}')::numeric - (before ->> '{field}')::numeric) * 100
                       / nullif((before ->> '{field}')::numeric, 0), 1)::float8 as percent,
                     row_number() over (order by {order}) as rank
                   from {diff} where after ? '{field}' and before ->> '{field}' is not null and offer_id is not null
                   order by rank limit {MOVES}) m
             join {records} s using (record) left join products p on p.id = m.product_id order by m.rank",
            diff = staging.diff(),
            // Stocks move by pieces, not by shares: from 1 to 3 is no news.
            order = match field {
                "stock" => "abs((after ->> 'stock')::bigint - (before ->> 'stock')::bigint) desc, record",
                _ => "abs(coalesce(price_move, 0)) desc, record",
            },
        )
    };
    let price = sqlx::query_as(AssertSqlSafe(moves("price"))).fetch_all(&mut *c).await?;
    let stock = sqlx::query_as(AssertSqlSafe(moves("stock"))).fetch_all(&mut *c).await?;
    Ok(Highlights { new_brands, new_categories, price, stock })
}

/// Which offers `o` that the file leaves out the feed's policy would touch; where it keeps them, all on sale.
async fn touched_absent(c: &mut PgConnection, supplier_id: i64, policies: &Policies) -> sqlx::Result<String> {
    let long_enough = match policies.absent_runs.count() {
        _ if policies.absent == Absent::Keep => "true".to_owned(),
        1 => "true".to_owned(),
        files => {
            // This file would be the last of so many.
            let last = absence::latest(c, supplier_id, i64::from(files) - 2).await?;
            let last: Vec<String> = last.iter().map(i64::to_string).collect();
            format!(
                "o.missing_since is not null and o.missing_since <> all('{{{}}}'::bigint[])",
                last.join(",")
            )
        }
    };
    let in_stock = if policies.absent == Absent::ZeroStock { "o.stock is distinct from 0" } else { "true" };
    Ok(format!("o.status = 1 and {long_enough} and {in_stock}"))
}

/// How many offers that the file leaves out the feed's policy would touch; where it keeps them, how many are
/// left out.
pub async fn count_absent(
    db: &CatalogDb,
    staging: Staging,
    supplier_id: i64,
    policies: &Policies,
) -> sqlx::Result<i64> {
    let mut c = db.pool().acquire().await?;
    let touched = touched_absent(&mut c, supplier_id, policies).await?;
    sqlx::query_scalar(AssertSqlSafe(format!(
        "select count(*) from {} a join offers o on o.id = a.offer_id where {touched}",
        staging.absent()
    )))
    .fetch_one(&mut *c)
    .await
}

/// A page of what the feed's policy would do to offers that the file leaves out; where it keeps them, of what is
/// left out. None where the staging tables are gone.
pub async fn absent(
    db: &CatalogDb,
    staging: Staging,
    supplier_id: i64,
    policies: &Policies,
    limit: i64,
    offset: i64,
) -> sqlx::Result<Option<Vec<Change>>> {
    let mut c = db.pool().acquire().await?;
    let there: bool = sqlx::query_scalar("select to_regclass($1) is not null")
        .bind(staging.absent())
        .fetch_one(&mut *c)
        .await?;
    if !there {
        return Ok(None);
    }
    let touched = touched_absent(&mut c, supplier_id, policies).await?;
    let (before, after) = match policies.absent {
        Absent::Keep => ("'{}'::jsonb", "'{}'::jsonb"),
        Absent::ZeroStock => ("jsonb_build_object('stock', o.stock::text)", "'{\"stock\": \"0\"}'::jsonb"),
        Absent::Discontinue => {
            ("'{\"status\": \"active\"}'::jsonb", "'{\"status\": \"discontinued\"}'::jsonb")
        }
    };
    sqlx::query_as(AssertSqlSafe(format!(
        "select o.id, 'discontinued' as kind, o.product_id, o.id as offer_id, o.supplier_sku, p.name, p.gtin,
           null::bigint as record, {before} as before, {after} as after
         from {} a join offers o on o.id = a.offer_id left join products p on p.id = o.product_id
         where {touched} order by o.supplier_sku limit $1 offset $2",
        staging.absent()
    )))
    .bind(limit)
    .bind(offset)
    .fetch_all(&mut *c)
    .await
    .map(Some)
}

/// Columns of the staging table that hold a field's value.
fn columns(field: Field) -> &'static [&'static str] {
    match field {
        Field::SupplierSku => &[],
        Field::Name => &["name"],
        Field::Description => &["description"],
        Field::Ean => &["gtin"],
        Field::Brand => &["brand", "brand_key"],
        Field::Category => &["category", "category_key"],
        Field::Price => &["cost"],
        Field::RetailPrice => &["retail_price"],
        Field::Currency => &["currency"],
        Field::Stock => &["stock"],
        Field::Images => &["images"],
        Field::Weight => &["weight_kg"],
        Field::Mpn => &["mpn", "mpn_key"],
        Field::Moq => &["moq"],
        Field::Pack => &["pack"],
        Field::LeadTime => &["lead_time_days"],
    }
}

/// What identifies a new article: it is kept where only other fields were approved, lest the article
/// comes into the catalogue twice.
const IDENTITY: [Field; 4] = [Field::Name, Field::Ean, Field::Brand, Field::Mpn];

/// Takes out of a run's staging table what was not approved; answers with the records that are left out whole.
/// Of the others only the approved fields stay, under a hash that no record has, so that the next file brings
/// the rest again.
pub async fn select(
    db: &CatalogDb,
    planned: Planned,
    selection: &Selection,
) -> sqlx::Result<Vec<LeftRecord>> {
    let records = planned.staging.records();
    let mut tx = db.pool().begin().await?;
    let c = &mut *tx;
    execute(c, "set local work_mem = '256MB'".to_owned()).await?;
    execute(c, "set local statement_timeout = 0".to_owned()).await?;
    let mut left: Vec<LeftRecord> = Vec::new();
    for (chosen, condition) in
        [(&selection.only_records, "not record = any($1)"), (&selection.except_records, "record = any($1)")]
    {
        let Some(chosen) = chosen else { continue };
        let sql = format!("delete from {records} where {condition} returning record, line, supplier_sku");
        let numbers: Vec<i64> = chosen.iter().copied().collect();
        left.extend(
            sqlx::query_as::<_, LeftRecord>(AssertSqlSafe(sql)).bind(numbers).fetch_all(&mut *c).await?,
        );
    }
    let (created, updated) = (selection.has(Part::Created), selection.has(Part::Updated));
    if !(created && updated) {
        plan::build(c, Planned { preview: true, ..planned }).await?;
        let sql = format!(
            "delete from {records} s using {plan} pl left join {diff} d on d.record = pl.record and d.offer_id is not null
             where s.record = pl.record and case when pl.old_offer is null then {} else {} end
             returning s.record, s.line, s.supplier_sku",
            !created,
            if updated { "false" } else { "d.record is not null" },
            plan = planned.staging.plan(),
            diff = planned.staging.diff(),
        );
        left.extend(sqlx::query_as::<_, LeftRecord>(AssertSqlSafe(sql)).fetch_all(&mut *c).await?);
    }
    if !left.is_empty() {
        plan::lead(c, planned.staging).await?;
    }
    if let Some(fields) = &selection.fields {
        keep_fields(c, planned, fields).await?;
    }
    execute(c, format!("analyze {records}")).await?;
    tx.commit().await?;
    left.sort_unstable_by_key(|record| record.record);
    Ok(left)
}

async fn keep_fields(
    c: &mut PgConnection,
    planned: Planned,
    fields: &std::collections::BTreeSet<Field>,
) -> sqlx::Result<()> {
    let records = planned.staging.records();
    // A price without its currency would be a price in the old one.
    let is_left = |field: Field| {
        !fields.contains(&field)
            && !(field == Field::Currency
                && (fields.contains(&Field::Price) || fields.contains(&Field::RetailPrice)))
    };
    let set = |left: &mut dyn Iterator<Item = Field>| {
        let columns: Vec<String> = left.flat_map(columns).map(|column| format!("{column} = null")).collect();
        columns.join(", ")
    };
    let of_all =
        set(&mut Field::ALL.into_iter().filter(|&field| is_left(field) && !IDENTITY.contains(&field)));
    let of_known = set(&mut IDENTITY.into_iter().filter(|&field| is_left(field)));
    let hash = format!("record_hash = {NO_HASH}");
    let all = if of_all.is_empty() { hash } else { format!("{hash}, {of_all}") };
    execute(c, format!("update {records} set {all}")).await?;
    if !of_known.is_empty() {
        execute(
            c,
            format!(
                "update {records} s set {of_known} from offers o
                 where o.supplier_id = {} and o.supplier_sku = s.supplier_sku",
                planned.supplier_id
            ),
        )
        .await?;
    }
    Ok(())
}

/// The hash of an offer whose last record was not written whole. It is also what [`super::known::Known`] has for offers
/// that aren't on sale: no record is taken for unchanged.
pub const NO_HASH: &str = "(-9223372036854775808)::bigint";
