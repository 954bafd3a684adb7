//! The diff of a staged run against the catalogue: which offer and product each record is for, and what of them
//! would change.
//!
//! Two tables come out of it. The *plan* has a row for every staged record; the *diff* has one for every record
//! that changes an offer or product that exists, with before and after. Both are set-based and read the
//! catalogue only, so that a dry run and a review show exactly what applying would do.
//!
//! A record's product is found by the offer it had last time, else by GTIN, else by brand and MPN; else it makes
//! a new one. Of several records of one file for the same new product the first, its *leader*, makes it.

use catalog::policy::Writes;
use serde::{Deserialize, Serialize};
use sqlx::{AssertSqlSafe, PgConnection, Row as _};

use super::staging::Staging;

/// Whose run is planned.
#[derive(Clone, Copy, Debug)]
pub struct Planned {
    /// The run's staging tables.
    pub staging: Staging,
    /// The supplier.
    pub supplier_id: i64,
    /// Whether records of new offers, of known ones, or of both are planned; the others are left.
    pub writes: Writes,
    /// Only look: ids of what would be new are negative, no sequence moves.
    pub preview: bool,
}

/// What the plan comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PlanCounts {
    /// Records that make an offer.
    pub created: i64,
    /// Records that change an offer or its product.
    pub updated: i64,
    /// Staged records that change nothing after all, those that the policy leaves included.
    pub unchanged: i64,
    /// Staged records that the policy leaves: of new offers where only known ones are written, or the other way.
    pub left_by_policy: i64,
    /// Products that are made.
    pub new_products: i64,
    /// Offers that become dearer.
    pub price_up: i64,
    /// Offers that become cheaper.
    pub price_down: i64,
    /// Offers that run out of stock.
    pub stock_out: i64,
}

/// A record that the feed's policy leaves as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::FromRow)]
pub struct LeftRecord {
    /// The record.
    pub record: i64,
    /// Its line.
    pub line: i64,
    /// The article number.
    pub supplier_sku: String,
}

/// A record whose GTIN belongs to another product than the one its offer is attached to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::FromRow)]
pub struct GtinConflict {
    /// The record.
    pub record: i64,
    /// Its line.
    pub line: i64,
    /// The GTIN that was left out.
    pub gtin: String,
}

/// A value of an offer: its name in a change, its column, and where the record has it.
const OFFER_FIELDS: [(&str, &str, &str); 7] = [
    ("price", "cost", "s.cost"),
    ("currency", "currency", "s.currency"),
    ("retail_price", "retail_price", "s.retail_price"),
    ("stock", "stock", "s.stock"),
    ("moq", "moq", "s.moq"),
    ("pack", "pack", "s.pack"),
    ("lead_time", "lead_time_days", "s.lead_time_days"),
];

/// A value of a product: its name in a change, the present value, the record's, and how both are shown.
const PRODUCT_FIELDS: [(&str, &str, &str, &str, &str); 8] = [
    ("name", "p.name", "s.name", "p.name", "s.name"),
    ("description", "p.description", "s.description", "p.description", "s.description"),
    ("brand", "b.name_key", "s.brand_key", "b.name", "s.brand"),
    ("category", "c.path_key", "s.category_key", "c.path", "s.category"),
    ("mpn", "p.mpn", "s.mpn", "p.mpn", "s.mpn"),
    ("weight", "p.weight_kg", "s.weight_kg", "p.weight_kg::text", "s.weight_kg::text"),
    ("images", "p.images", "s.images", "array_to_string(p.images, ' ')", "array_to_string(s.images, ' ')"),
    ("ean", "p.gtin", "s.gtin", "p.gtin", "s.gtin"),
];

/// When a record changes a value of its offer: an absent value changes nothing.
fn offer_changes((_, column, new): (&str, &str, &str)) -> String {
    format!("({new} is not null and o.{column} is distinct from {new})")
}

/// When a record changes a value of its product: its owner's feed writes it, any feed fills a gap, nobody
/// overwrites what a person locked. A GTIN only fills a gap, and only the file's first record with it does.
pub(super) fn product_changes(field: &str, supplier_id: i64) -> String {
    let Some((_, present, new, ..)) = PRODUCT_FIELDS.into_iter().find(|(name, ..)| *name == field) else {
        return "false".to_owned();
    };
    if field == "ean" {
        return "(s.gtin is not null and p.gtin is null and s.leader and pl.fills_gtin)".to_owned();
    }
    format!(
        "({new} is not null and {present} is distinct from {new}
          and (p.owner_supplier_id = {supplier_id} or {present} is null)
          and not coalesce('{field}' = any(p.locked_fields), false))"
    )
}

/// Whether the policy lets a staged record `s` be written, before anything of the run is.
pub(super) fn is_written(writes: Writes, supplier_id: i64) -> String {
    let known = format!(
        "exists (select 1 from offers w where w.supplier_id = {supplier_id} and w.supplier_sku = s.supplier_sku)"
    );
    match writes {
        Writes::Both => "true".to_owned(),
        Writes::Create => format!("not {known}"),
        Writes::Update => known,
    }
}

/// The first records that the policy leaves. Asked before the run's offers are written, which would all be known.
pub async fn left_by_policy(
    connection: &mut PgConnection,
    planned: Planned,
    limit: i64,
) -> sqlx::Result<Vec<LeftRecord>> {
    if planned.writes == Writes::Both {
        return Ok(Vec::new());
    }
    sqlx::query_as(AssertSqlSafe(format!(
        "select s.record, s.line, s.supplier_sku from {records} s where not {written} order by s.record limit $1",
        records = planned.staging.records(),
        written = is_written(planned.writes, planned.supplier_id),
    )))
    .bind(limit)
    .fetch_all(connection)
    .await
}

/// Builds a JSON object of those values whose condition holds.
pub(super) fn object(parts: impl Iterator<Item = (String, &'static str, String)>) -> String {
    let parts: Vec<String> = parts
        .map(|(condition, field, value)| {
            format!("case when {condition} then jsonb_build_object('{field}', {value}) else '{{}}' end")
        })
        .collect();
    format!("({})", parts.join(" || "))
}

/// Makes the plan and the diff in the connection's transaction.
///
/// Brands and categories that the records name should be there before (a preview leaves them out).
pub async fn build(connection: &mut PgConnection, planned: Planned) -> sqlx::Result<PlanCounts> {
    let Planned { staging, supplier_id, .. } = planned;
    let (records, plan, diff) = (staging.records(), staging.plan(), staging.diff());
    execute(connection, format!("drop table if exists {plan}, {diff}")).await?;
    plan_records(connection, planned).await?;
    settle_followers(connection, planned).await?;
    execute(connection, format!("analyze {plan}")).await?;

    let offer_changed = OFFER_FIELDS.map(offer_changes);
    let offer_before = object(OFFER_FIELDS.iter().enumerate().map(|(index, (field, column, _))| {
        (offer_changed[index].clone(), *field, format!("o.{column}::text"))
    }));
    let offer_after = object(
        OFFER_FIELDS
            .iter()
            .enumerate()
            .map(|(index, (field, _, new))| (offer_changed[index].clone(), *field, format!("{new}::text"))),
    );
    let product_changed: Vec<String> =
        PRODUCT_FIELDS.iter().map(|(field, ..)| product_changes(field, supplier_id)).collect();
    let product_before =
        object(PRODUCT_FIELDS.iter().enumerate().map(|(index, (field, _, _, present, _))| {
            (product_changed[index].clone(), *field, (*present).to_owned())
        }));
    let product_after =
        object(PRODUCT_FIELDS.iter().enumerate().map(|(index, (field, _, _, _, new))| {
            (product_changed[index].clone(), *field, (*new).to_owned())
        }));
    // What texts can't say exactly, for an undo.
    let exact = |parts: [(&'static str, &str); 4]| {
        object(parts.into_iter().map(|(field, value)| {
            let decides = if field == "mpn_key" { "mpn" } else { field };
            (product_changes(decides, supplier_id), field, value.to_owned())
        }))
    };
    let exact_before = exact([
        ("brand", "p.brand_id"),
        ("category", "p.category_id"),
        ("mpn_key", "p.mpn_key"),
        ("images", "to_jsonb(p.images)"),
    ]);
    let exact_after = exact([
        ("brand", "pl.brand_id"),
        ("category", "pl.category_id"),
        ("mpn_key", "s.mpn_key"),
        ("images", "to_jsonb(s.images)"),
    ]);
    // Offers that were off sale come back: that is a change even where no value differs.
    execute(
        connection,
        format!(
            "create unlogged table {diff} with (autovacuum_enabled = false) as
             with offer_diff as (
               select s.record, o.id as offer_id, o.product_id,
                 {offer_before} || case when o.status <> 1 then '{{\"status\": \"discontinued\"}}'::jsonb else '{{}}' end as before,
                 {offer_after} || case when o.status <> 1 then '{{\"status\": \"active\"}}'::jsonb else '{{}}' end as after,
                 case when s.cost is not null and o.cost > 0 then ((s.cost - o.cost) / o.cost)::real end as price_move,
                 coalesce(s.stock = 0 and o.stock > 0, false) as stock_out,
                 case when o.currency <> s.currency then s.currency end as new_currency,
                 o.run_id as prior_run, o.record as prior_record, o.record_hash as prior_hash
               from {records} s join {plan} pl using (record) join offers o on o.id = pl.old_offer
               where o.status <> 1 or {offer_where}),
             product_diff as (
               select distinct on (p.id) s.record, pl.old_offer as offer_id, p.id as product_id,
                 {product_before} as before, {product_after} as after,
                 jsonb_build_object('before', {exact_before}, 'after', {exact_after})
                   || case when p.owner_supplier_id is distinct from {supplier_id}
                      then jsonb_build_object('sources', coalesce(p.field_sources, '{{}}')) else '{{}}' end as exact
               from {records} s join {plan} pl using (record) join products p on p.id = pl.old_product
               left join brands b on b.id = p.brand_id left join categories c on c.id = p.category_id
               where {product_where}
               order by p.id, s.record)
             select record, coalesce(o.offer_id, p.offer_id) as offer_id,
               coalesce(o.product_id, p.product_id) as product_id,
               coalesce(o.before, '{{}}') || coalesce(p.before, '{{}}') as before,
               coalesce(o.after, '{{}}') || coalesce(p.after, '{{}}') as after,
               o.price_move, coalesce(o.stock_out, false) as stock_out, o.new_currency,
               o.prior_run, o.prior_record, o.prior_hash,
               nullif(p.exact, '{{\"before\": {{}}, \"after\": {{}}}}') as exact,
               o.record is not null as offer_changed, p.record is not null as product_changed
             from offer_diff o full join product_diff p using (record)",
            offer_where = offer_changed.join(" or "),
            product_where = product_changed.join(" or "),
        ),
    )
    .await?;
    execute(connection, format!("analyze {diff}")).await?;
    counts(connection, staging).await
}

async fn plan_records(connection: &mut PgConnection, planned: Planned) -> sqlx::Result<()> {
    let Planned { staging, supplier_id, writes, preview } = planned;
    let (new_offer, new_product) = if preview {
        ("-s.record", "-s.record")
    } else {
        ("nextval('offers_id_seq')", "nextval('products_id_seq')")
    };
    execute(
        connection,
        format!(
            "create unlogged table {plan} with (autovacuum_enabled = false) as
             select s.record, o.id as old_offer, coalesce(o.product_id, g.id, m.id) as old_product,
               coalesce(o.id, {new_offer}) as offer_id,
               coalesce(o.product_id, g.id, m.id, case when s.leader then {new_product} end) as product_id,
               coalesce(o.product_id, g.id, m.id) is null and s.leader as makes_product,
               g.id is null as fills_gtin, b.id as brand_id, c.id as category_id, o.missing_since
             from {records} s
             left join offers o on o.supplier_id = {supplier_id} and o.supplier_sku = s.supplier_sku
             left join products g on g.gtin = s.gtin
             left join brands b on b.name_key = s.brand_key
             left join categories c on c.path_key = s.category_key
             left join lateral (
               select p.id from products p
               where o.id is null and g.id is null and p.brand_id = b.id and p.mpn_key = s.mpn_key
                 and (p.gtin is null or s.gtin is null)
               order by p.id limit 1) m on true
             where {written}",
            plan = staging.plan(),
            records = staging.records(),
            written = match writes {
                Writes::Both => "true",
                Writes::Create => "o.id is null",
                Writes::Update => "o.id is not null",
            },
        ),
    )
    .await
}

/// What makes two records the same new product.
const KEY: &str = "coalesce(s.gtin, s.brand_key || chr(1) || s.mpn_key, chr(2) || s.record)";

/// Gives the records that follow a leader its product. Where the leader's product turned out to be another
/// one (its offer is attached to a product with a different GTIN), the first follower makes the product.
async fn settle_followers(connection: &mut PgConnection, planned: Planned) -> sqlx::Result<()> {
    let (records, plan) = (planned.staging.records(), planned.staging.plan());
    let open: bool = sqlx::query_scalar(AssertSqlSafe(format!(
        "select exists (select 1 from {plan} where product_id is null)"
    )))
    .fetch_one(&mut *connection)
    .await?;
    if !open {
        return Ok(());
    }
    let follow = format!(
        "with leaders as (
           select distinct on ({KEY}) {KEY} as key, pl.product_id, pl.old_product
           from {records} s join {plan} pl using (record) left join products p on p.id = pl.old_product
           where pl.product_id is not null and (p.gtin is null or p.gtin is not distinct from s.gtin or s.gtin is null)
             and {KEY} in (select {KEY} from {records} s join {plan} f using (record) where f.product_id is null)
           order by {KEY}, s.record)
         update {plan} pl set product_id = l.product_id, old_product = l.old_product
         from {records} s, leaders l where s.record = pl.record and pl.product_id is null and l.key = {KEY}"
    );
    let new_product = if planned.preview { "-pl.record" } else { "nextval('products_id_seq')" };
    execute(connection, follow.clone()).await?;
    execute(
        connection,
        format!(
            "update {plan} pl set product_id = {new_product}, makes_product = true
             where pl.record in (select min(s.record) from {records} s join {plan} f using (record)
                                 where f.product_id is null group by {KEY})"
        ),
    )
    .await?;
    execute(connection, follow).await
}

/// Makes the first staged record of each new product its leader, after records have been taken out or put in.
pub(super) async fn lead(connection: &mut PgConnection, staging: Staging) -> sqlx::Result<()> {
    let records = staging.records();
    execute(
        connection,
        format!(
            "update {records} s set leader = (s.record = f.first)
             from (select {KEY} as key, min(s.record) as first from {records} s group by 1) f
             where f.key = {KEY} and s.leader <> (s.record = f.first)"
        ),
    )
    .await
}

async fn counts(connection: &mut PgConnection, staging: Staging) -> sqlx::Result<PlanCounts> {
    let (plan, diff) = (staging.plan(), staging.diff());
    let planned = sqlx::query(AssertSqlSafe(format!(
        "select count(*) as planned, count(*) filter (where old_offer is null) as created,
           count(*) filter (where makes_product) as new_products,
           (select count(*) from {records}) as staged from {plan}",
        records = staging.records(),
    )))
    .fetch_one(&mut *connection)
    .await?;
    // A new offer that fills gaps of its product is a creation, not an update.
    let changed = sqlx::query(AssertSqlSafe(format!(
        "select count(*) filter (where offer_id is not null) as updated, count(*) filter (where price_move > 0) as up,
           count(*) filter (where price_move < 0) as down, count(*) filter (where stock_out) as out from {diff}"
    )))
    .fetch_one(&mut *connection)
    .await?;
    let (staged, created): (i64, i64) = (planned.get("staged"), planned.get("created"));
    let in_plan: i64 = planned.get("planned");
    let updated: i64 = changed.get("updated");
    Ok(PlanCounts {
        created,
        updated,
        unchanged: staged - created - updated,
        left_by_policy: staged - in_plan,
        new_products: planned.get("new_products"),
        price_up: changed.get("up"),
        price_down: changed.get("down"),
        stock_out: changed.get("out"),
    })
}

/// The records whose GTIN belongs to another product than their offer's.
pub async fn gtin_conflicts(
    connection: &mut PgConnection,
    staging: Staging,
    limit: i64,
) -> sqlx::Result<Vec<GtinConflict>> {
    sqlx::query_as(AssertSqlSafe(format!(
        "select s.record, s.line, s.gtin from {records} s join {plan} pl using (record)
         join products p on p.id = pl.old_product
         where pl.old_offer is not null and s.gtin is not null and p.gtin is distinct from s.gtin
           and (p.gtin is not null or not pl.fills_gtin)
         order by s.record limit $1",
        records = staging.records(),
        plan = staging.plan(),
    )))
    .bind(limit)
    .fetch_all(connection)
    .await
}

pub(super) async fn execute(connection: &mut PgConnection, sql: String) -> sqlx::Result<()> {
    sqlx::query(AssertSqlSafe(sql)).execute(connection).await?;
    Ok(())
}
