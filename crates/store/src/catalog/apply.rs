//! Applying a staged run: everything that it does to the catalogue, in one transaction.
//!
//! The order of the statements is the order of the locks. Applying transactions take one advisory lock first, so
//! that two suppliers who bring the same new product make it once and never wait for each other in a circle.

use catalog::policy::{Absent, Policies};
use chrono::{DateTime, Utc};
use sqlx::types::Json;
use sqlx::{AssertSqlSafe, PgConnection, Row as _};

use super::absence;
use super::applied;
use super::change;
use super::outbox::RunApplied;
use super::plan::{
    self, GtinConflict, LeftRecord, PlanCounts, Planned, execute, is_written, product_changes,
};
use super::review::{self, Measured};
use super::staging::Staging;
use crate::databases::CatalogDb;
use crate::imports::review::Measures;
use crate::imports::run::Counts;

/// What is applied, and how.
#[derive(Clone, Debug)]
pub struct Application<'a> {
    /// The run's staging tables.
    pub staging: Staging,
    /// The supplier.
    pub supplier_id: i64,
    /// What reading the file came to; `unchanged` are the records that were not staged.
    pub read: Counts,
    /// What the run may write, and what happens to offers that the file left out.
    pub policies: &'a Policies,
    /// Currency in which the best offer is found (ISO 4217).
    pub catalogue_currency: &'a str,
    /// The moment that is written everywhere.
    pub now: DateTime<Utc>,
}

/// What became of an attempt to apply.
#[derive(Clone, Debug)]
pub enum Applied {
    /// It is in the catalogue now.
    Now {
        /// What changed.
        counts: PlanCounts,
        /// Offers taken off sale, or out of stock, because the file left them out.
        discontinued: i64,
        /// Records whose GTIN was left out.
        conflicts: Vec<GtinConflict>,
    },
    /// It was in the catalogue already.
    Before,
    /// It was cancelled.
    Cancelled,
    /// What it measures may not be: nothing was written.
    Held,
}

/// How many GTIN conflicts of a run are told one by one.
const CONFLICTS: i64 = 100_000;
/// How many records that the policy leaves are told one by one.
const LEFT: i64 = 1_000;
/// Serialises what writes products and offers.
pub(super) const APPLY_LOCK: &str = "select pg_advisory_xact_lock(hashtextextended('apply a run', 0))";

/// Applies a staged run. Exactly once: the transaction takes the run's place in `applied_runs` first.
pub async fn apply(db: &CatalogDb, application: &Application<'_>) -> sqlx::Result<Applied> {
    apply_if(db, application, &|_| Some(Measures::default())).await
}

/// Applies a staged run if what its diff measures may be: then `may` answers what is kept of it for later runs. Nothing
/// has been written by then, and the diff is made once only.
pub async fn apply_if(
    db: &CatalogDb,
    application: &Application<'_>,
    may: &(dyn Fn(&Measured) -> Option<Measures> + Send + Sync),
) -> sqlx::Result<Applied> {
    let run_id = application.staging.run_id;
    // In a transaction of its own: a new partition is no part of the run, and locks the whole history briefly.
    sqlx::query("select ensure_history_partitions($1)").bind(application.now).execute(db.pool()).await?;
    let mut tx = db.pool().begin().await?;
    let c = &mut *tx;
    prepare(c).await?;
    execute(c, APPLY_LOCK.to_owned()).await?;
    if !applied::take(c, run_id, application.supplier_id, application.now).await? {
        drop(tx);
        let cancelled = applied::get(db, run_id).await?.is_some_and(|applied| applied.cancelled);
        return Ok(if cancelled { Applied::Cancelled } else { Applied::Before });
    }
    let planned = Planned {
        staging: application.staging,
        supplier_id: application.supplier_id,
        writes: application.policies.writes,
        preview: false,
    };
    ensure_brands(c, planned).await?;
    ensure_categories(c, planned).await?;
    let counts = plan::build(c, planned).await?;
    let measured =
        review::measure(c, application.staging, application.supplier_id, application.read, counts).await?;
    let Some(measures) = may(&measured) else { return Ok(Applied::Held) };
    let left = plan::left_by_policy(c, planned, LEFT).await?;
    let conflicts = plan::gtin_conflicts(c, application.staging, CONFLICTS).await?;
    remember(c, application.staging).await?;
    insert_new(c, application).await?;
    update_existing(c, application).await?;
    write_history(c, application).await?;
    let discontinued = apply_absent(c, application).await?;
    summarise(c, application).await?;
    finish(c, application, counts, discontinued, &conflicts, (left, measures)).await?;
    tx.commit().await?;
    Ok(Applied::Now { counts, discontinued, conflicts })
}

/// Shows what applying would do: makes the plan and the diff, writes nothing to the catalogue.
pub async fn preview(
    db: &CatalogDb,
    staging: Staging,
    supplier_id: i64,
    policies: &Policies,
) -> sqlx::Result<PlanCounts> {
    Ok(preview_measured(db, staging, supplier_id, policies, Counts::default()).await?.0)
}

/// The same, with what the diff measures.
pub async fn preview_measured(
    db: &CatalogDb,
    staging: Staging,
    supplier_id: i64,
    policies: &Policies,
    read: Counts,
) -> sqlx::Result<(PlanCounts, Measured)> {
    let mut tx = db.pool().begin().await?;
    prepare(&mut tx).await?;
    let planned = Planned { staging, supplier_id, writes: policies.writes, preview: true };
    let counts = plan::build(&mut tx, planned).await?;
    let measured = review::measure(&mut tx, staging, supplier_id, read, counts).await?;
    tx.commit().await?;
    Ok((counts, measured))
}

/// The first records of a run that its policy leaves, while nothing of the run is in the catalogue.
pub async fn left_by_policy(
    db: &CatalogDb,
    staging: Staging,
    supplier_id: i64,
    policies: &Policies,
) -> sqlx::Result<Vec<LeftRecord>> {
    let mut connection = db.pool().acquire().await?;
    let planned = Planned { staging, supplier_id, writes: policies.writes, preview: true };
    plan::left_by_policy(&mut connection, planned, LEFT).await
}

/// Lets the transaction's statements be as large as the run.
pub(super) async fn prepare(c: &mut PgConnection) -> sqlx::Result<()> {
    execute(c, "set local work_mem = '256MB'".to_owned()).await?;
    execute(c, "set local statement_timeout = 0".to_owned()).await
}

async fn ensure_brands(c: &mut PgConnection, planned: Planned) -> sqlx::Result<()> {
    // The spelling that comes first in the file is the brand's name.
    execute(
        c,
        format!(
            "with made as (
               insert into brands (name, name_key, created_run)
               select (array_agg(brand order by record))[1], brand_key, {run_id} from {records} s
               where brand_key is not null and not exists (select 1 from brands b where b.name_key = s.brand_key)
                 and {written}
               group by brand_key order by brand_key on conflict do nothing returning name, name_key)
             -- Somebody should look whether it is a new brand or a new spelling.
             insert into value_maps (kind, value, value_key, state, first_run_id)
             select 'brand', name, name_key, 'unmapped', {run_id} from made order by name_key on conflict do nothing",
            records = planned.staging.records(),
            written = is_written(planned.writes, planned.supplier_id),
            run_id = planned.staging.run_id,
        ),
    )
    .await
}

async fn ensure_categories(c: &mut PgConnection, planned: Planned) -> sqlx::Result<()> {
    let records = planned.staging.records();
    let written = is_written(planned.writes, planned.supplier_id);
    execute(
        c,
        format!(
            "create temp table new_categories on commit drop as
             select string_to_array(category_key, '/') as keys,
               string_to_array((array_agg(category order by record))[1], '/') as names
             from {records} s where category_key is not null
               and not exists (select 1 from categories c where c.path_key = s.category_key) and {written}
             group by category_key"
        ),
    )
    .await?;
    let depth: Option<i32> =
        sqlx::query_scalar("select max(cardinality(keys)) from new_categories").fetch_one(&mut *c).await?;
    // Level by level, so that a parent is there before its children.
    for level in 1..=depth.unwrap_or(0) {
        sqlx::query(
            "insert into categories (path, path_key, name, parent_id, created_run)
             select min(array_to_string(n.names[1:$1], '/')), array_to_string(n.keys[1:$1], '/'),
               min(trim(n.names[$1])), min(p.id), $2
             from new_categories n
             left join categories p on $1 > 1 and p.path_key = array_to_string(n.keys[1:$1 - 1], '/')
             where cardinality(n.keys) >= $1
             group by array_to_string(n.keys[1:$1], '/') order by 2
             on conflict do nothing",
        )
        .bind(level)
        .bind(planned.staging.run_id)
        .execute(&mut *c)
        .await?;
    }
    sqlx::query(
        "insert into value_maps (kind, value, value_key, state, first_run_id)
         select 'category', array_to_string(names, '/'), array_to_string(keys, '/'), 'unmapped', $1
         from new_categories order by 3 on conflict do nothing",
    )
    .bind(planned.staging.run_id)
    .execute(&mut *c)
    .await?;
    Ok(())
}

/// Keeps what the run is about to overwrite and no change tells: the words that a search looks at, and since when
/// offers that it has again were missing.
async fn remember(c: &mut PgConnection, staging: Staging) -> sqlx::Result<()> {
    let (plan, diff, run_id) = (staging.plan(), staging.diff(), staging.run_id);
    execute(
        c,
        format!(
            "create temp table words_before on commit drop as
             select w.product_id, w.words from product_search w join (
               select product_id from {plan} where old_offer is null and not makes_product
               union select product_id from {diff}
               where product_changed and after ?| array['name', 'brand', 'mpn']) t using (product_id)"
        ),
    )
    .await?;
    execute(
        c,
        format!(
            "insert into absence_changes (run_id, offer_id, before)
             select {run_id}, old_offer, missing_since from {plan} where missing_since is not null"
        ),
    )
    .await
}

async fn insert_new(c: &mut PgConnection, application: &Application<'_>) -> sqlx::Result<()> {
    let (records, plan) = (application.staging.records(), application.staging.plan());
    let (run_id, supplier_id) = (application.staging.run_id, application.supplier_id);
    sqlx::query(AssertSqlSafe(format!(
        "insert into products (id, gtin, sku, name, description, brand_id, category_id, mpn, mpn_key, weight_kg, images,
           owner_supplier_id, offers, best_offer_id, best_supplier_id, best_cost, best_currency, stock, retail_price,
           created_run, created_record, created_at, updated_at)
         select pl.product_id, s.gtin, s.supplier_sku, coalesce(s.name, s.supplier_sku), s.description, pl.brand_id,
           pl.category_id, s.mpn, s.mpn_key, s.weight_kg, s.images, {supplier_id}, 1, pl.offer_id, {supplier_id},
           s.cost, s.currency, s.stock, s.retail_price, {run_id}, s.record, $1, $1
         from {records} s join {plan} pl using (record) where pl.makes_product"
    )))
    .bind(application.now)
    .execute(&mut *c)
    .await?;
    execute(
        c,
        format!(
            "insert into product_search (product_id, words)
             select pl.product_id, s.words from {records} s join {plan} pl using (record) where pl.makes_product"
        ),
    )
    .await?;
    sqlx::query(AssertSqlSafe(format!(
        "insert into offers (id, supplier_id, supplier_sku, product_id, cost, currency, retail_price, stock, moq, pack,
           lead_time_days, record_hash, created_run, created_record, run_id, record, created_at, updated_at)
         select pl.offer_id, {supplier_id}, s.supplier_sku, pl.product_id, s.cost, s.currency, s.retail_price, s.stock,
           s.moq, s.pack, s.lead_time_days, s.record_hash, {run_id}, s.record, {run_id}, s.record, $1, $1
         from {records} s join {plan} pl using (record) where pl.old_offer is null"
    )))
    .bind(application.now)
    .execute(&mut *c)
    .await?;
    // A product that another supplier brought is found by this supplier's number too.
    execute(
        c,
        format!(
            "update product_search w set words = w.words || n.skus
             from (select pl.product_id, string_agg(' ' || lower(s.supplier_sku), '' order by s.record) as skus
                   from {records} s join {plan} pl using (record) join product_search w using (product_id)
                   where pl.old_offer is null and not pl.makes_product
                     and position(lower(s.supplier_sku) in w.words) = 0
                   group by pl.product_id) n
             where w.product_id = n.product_id"
        ),
    )
    .await
}

async fn update_existing(c: &mut PgConnection, application: &Application<'_>) -> sqlx::Result<()> {
    let Staging { run_id, .. } = application.staging;
    let supplier_id = application.supplier_id;
    let (records, plan, diff) =
        (application.staging.records(), application.staging.plan(), application.staging.diff());
    sqlx::query(AssertSqlSafe(format!(
        "update offers o set
           cost = coalesce(s.cost, o.cost), currency = coalesce(s.currency, o.currency),
           retail_price = coalesce(s.retail_price, o.retail_price), stock = coalesce(s.stock, o.stock),
           moq = coalesce(s.moq, o.moq), pack = coalesce(s.pack, o.pack),
           lead_time_days = coalesce(s.lead_time_days, o.lead_time_days),
           record_hash = s.record_hash, status = 1, missing_since = null,
           run_id = case when d.offer_changed then {run_id} else o.run_id end,
           record = case when d.offer_changed then s.record else o.record end,
           updated_at = case when d.offer_changed then $1 else o.updated_at end
         from {records} s join {plan} pl using (record) left join {diff} d using (record)
         where o.id = pl.old_offer"
    )))
    .bind(application.now)
    .execute(&mut *c)
    .await?;
    let set = |field: &str, column: &str, value: &str| {
        format!(
            "{column} = case when {} then {value} else p.{column} end",
            product_changes(field, supplier_id)
        )
    };
    let sets = [
        set("name", "name", "s.name"),
        set("description", "description", "s.description"),
        set("brand", "brand_id", "pl.brand_id"),
        set("category", "category_id", "pl.category_id"),
        set("mpn", "mpn", "s.mpn"),
        set("mpn", "mpn_key", "s.mpn_key"),
        set("weight", "weight_kg", "s.weight_kg"),
        set("images", "images", "s.images"),
        set("ean", "gtin", "s.gtin"),
    ]
    .join(", ");
    sqlx::query(AssertSqlSafe(format!(
        "update products p set {}, updated_at = $1
         from {diff} d join {records} s using (record) join {plan} pl using (record)
           join products old on old.id = d.product_id
           left join brands b on b.id = old.brand_id left join categories c on c.id = old.category_id
         where d.product_changed and p.id = d.product_id",
        // A gap that another supplier fills is remembered field by field: the owner's last run didn't write it.
        sets + ", field_sources = case when p.owner_supplier_id is distinct from "
            + supplier_id.to_string().as_str()
            + " then coalesce(p.field_sources, '{}') || (select coalesce(jsonb_object_agg(k, jsonb_build_object('run', "
            + run_id.to_string().as_str()
            + "::bigint, 'record', s.record)), '{}') from jsonb_object_keys(d.after) k where k in ('name', 'description',
               'brand', 'category', 'mpn', 'weight', 'images', 'ean')) else p.field_sources end"
    )))
    .bind(application.now)
    .execute(&mut *c)
    .await?;
    execute(
        c,
        format!(
            "update product_search w set words = s.words
               || case when s.brand_key is null and b.name_key is not null then ' ' || b.name_key else '' end
               || coalesce((select string_agg(' ' || lower(o.supplier_sku), '' order by o.id) from offers o
                            where o.product_id = w.product_id and o.supplier_sku <> s.supplier_sku), '')
             from {diff} d join {records} s using (record) join products p on p.id = d.product_id
               left join brands b on b.id = p.brand_id
             where d.product_changed and d.after ?| array['name', 'brand', 'mpn'] and s.name is not null
               and p.owner_supplier_id = {supplier_id} and w.product_id = d.product_id"
        ),
    )
    .await
}

async fn write_history(c: &mut PgConnection, application: &Application<'_>) -> sqlx::Result<()> {
    let (run_id, diff) = (application.staging.run_id, application.staging.diff());
    for sql in [
        format!(
            "insert into price_history (offer_id, at, before, cost, currency, run_id)
             select o.id, $1, (d.before ->> 'price')::numeric, (d.after ->> 'price')::numeric, o.currency, {run_id}
             from {diff} d join offers o on o.id = d.offer_id where d.after ? 'price'"
        ),
        format!(
            "insert into stock_history (offer_id, at, before, stock, run_id)
             select d.offer_id, $1, (d.before ->> 'stock')::integer, (d.after ->> 'stock')::integer, {run_id}
             from {diff} d where d.offer_id is not null and d.after ? 'stock'"
        ),
        format!(
            "insert into changes (run_id, at, kind, supplier_id, offer_id, product_id, record, before, after, price_move,
               prior_run, prior_record, prior_hash, exact)
             select {run_id}, $1, 2, {supplier_id}, pl.offer_id, d.product_id, d.record, d.before, d.after, d.price_move,
               d.prior_run, d.prior_record, d.prior_hash, d.exact
             from {diff} d join {plan} pl using (record) order by d.record",
            supplier_id = application.supplier_id,
            plan = application.staging.plan(),
        ),
    ] {
        sqlx::query(AssertSqlSafe(sql)).bind(application.now).execute(&mut *c).await?;
    }
    execute(
        c,
        format!(
            "insert into prior_words (run_id, product_id, before, after)
             select {run_id}, b.product_id, b.words, w.words
             from words_before b join product_search w using (product_id) where w.words <> b.words"
        ),
    )
    .await
}

/// Follows the feed's policy for offers that the file left out; answers how many went off sale or out of stock.
async fn apply_absent(c: &mut PgConnection, application: &Application<'_>) -> sqlx::Result<i64> {
    let (field, before, after, change) = match application.policies.absent {
        Absent::Keep => return Ok(0),
        Absent::ZeroStock => ("stock", "g.stock::text", "'0'", "stock = 0"),
        Absent::Discontinue => ("status", "'active'", "'discontinued'", "status = 2"),
    };
    let (absent, run_id) = (application.staging.absent(), application.staging.run_id);
    let last =
        absence::begin(c, application.supplier_id, run_id, application.policies.absent_runs.count()).await?;
    execute(
        c,
        format!(
            "update offers o set missing_since = {run_id} from {absent} a
             where o.id = a.offer_id and o.missing_since is null"
        ),
    )
    .await?;
    let gone = sqlx::query(AssertSqlSafe(format!(
        "with g as (
           select o.id, o.product_id, o.stock from {absent} a join offers o on o.id = a.offer_id
           where o.status = 1 and o.missing_since <> all($2) and ('{field}' <> 'stock' or o.stock is distinct from 0)),
         gone as (update offers o set {change}, updated_at = $1 from g where o.id = g.id),
         history as (insert into stock_history (offer_id, at, before, stock, run_id)
           select id, $1, stock, 0, {run_id} from g where '{field}' = 'stock')
         insert into changes (run_id, at, kind, supplier_id, offer_id, product_id, before, after)
         select {run_id}, $1, 3, {supplier_id}, g.id, g.product_id,
           jsonb_build_object('{field}', {before}), jsonb_build_object('{field}', {after}) from g order by g.id",
        supplier_id = application.supplier_id,
    )))
    .bind(application.now)
    .bind(last)
    .execute(&mut *c)
    .await?;
    Ok(gone.rows_affected() as i64)
}

/// Adds up the offers of every product that this run touched, other than new products with one offer.
async fn summarise(c: &mut PgConnection, application: &Application<'_>) -> sqlx::Result<()> {
    let (plan, diff, absent) =
        (application.staging.plan(), application.staging.diff(), application.staging.absent());
    let absent_products = match application.policies.absent {
        Absent::Keep => String::new(),
        _ => format!(" union select o.product_id from {absent} a join offers o on o.id = a.offer_id"),
    };
    execute(
        c,
        format!(
            "create temp table touched on commit drop as
             select product_id as id from {diff} where offer_changed
             union select product_id from {plan} where old_offer is null and not makes_product{absent_products}"
        ),
    )
    .await?;
    execute(c, "analyze touched".to_owned()).await?;
    sqlx::query(SUMMARISE).bind(application.now).bind(application.catalogue_currency).execute(c).await?;
    Ok(())
}

/// The best offer: on sale, in the catalogue's currency, in stock, cheapest, oldest. What isn't known comes last.
pub(super) const SUMMARISE: &str = "
update products p set offers = a.offers, stock = a.stock, best_offer_id = a.best, best_supplier_id = o.supplier_id,
  best_cost = o.cost, best_currency = o.currency, retail_price = coalesce(o.retail_price, a.retail_price),
  status = case when p.status = 3 or coalesce('status' = any(p.locked_fields), false) then p.status
    when a.offers = 0 then 2 else 1 end, updated_at = $1
from (
  select t.id, count(o.id) filter (where o.status = 1) as offers,
    -- `least` passes over NULL, and an unknown stock must stay unknown.
    case when sum(o.stock) filter (where o.status = 1) > 2147483647 then 2147483647
      else sum(o.stock) filter (where o.status = 1) end::integer as stock,
    min(o.retail_price) filter (where o.status = 1) as retail_price,
    (array_agg(o.id order by coalesce(o.currency = $2, false) desc, coalesce(o.stock > 0, false) desc,
       o.cost nulls last, o.id) filter (where o.status = 1))[1] as best
  from touched t left join offers o on o.product_id = t.id group by t.id) a
left join offers o on o.id = a.best
where p.id = a.id and (p.offers, p.stock, p.best_offer_id, p.best_cost, p.best_currency, p.retail_price)
  is distinct from (a.offers, a.stock, a.best, o.cost, o.currency, coalesce(o.retail_price, a.retail_price))";

async fn finish(
    c: &mut PgConnection,
    application: &Application<'_>,
    counts: PlanCounts,
    discontinued: i64,
    conflicts: &[GtinConflict],
    (left, measures): (Vec<LeftRecord>, Measures),
) -> sqlx::Result<()> {
    let plan = application.staging.plan();
    let ids = sqlx::query(AssertSqlSafe(format!(
        "select min(offer_id) filter (where old_offer is null) as o1, max(offer_id) filter (where old_offer is null) as o2,
           min(product_id) filter (where makes_product) as p1, max(product_id) filter (where makes_product) as p2
         from {plan}"
    )))
    .fetch_one(&mut *c)
    .await?;
    let by_field = change::count_by_field(c, &application.staging.diff()).await?;
    sqlx::query(
        "update applied_runs set created = $2, updated = $3, unchanged = $4, discontinued = $5, new_products = $6,
           price_up = $7, price_down = $8, stock_out = $9, first_offer = $10, last_offer = $11, first_product = $12,
           last_product = $13, by_field = $14, records = $15, duplicates = $16, rejected = $17, warnings = $18
         where run_id = $1",
    )
    .bind(application.staging.run_id)
    .bind(counts.created)
    .bind(counts.updated)
    .bind(application.read.unchanged + counts.unchanged)
    .bind(discontinued)
    .bind(counts.new_products)
    .bind(counts.price_up)
    .bind(counts.price_down)
    .bind(counts.stock_out)
    .bind(ids.get::<Option<i64>, _>("o1"))
    .bind(ids.get::<Option<i64>, _>("o2"))
    .bind(ids.get::<Option<i64>, _>("p1"))
    .bind(ids.get::<Option<i64>, _>("p2"))
    .bind(by_field)
    .bind(application.read.records)
    .bind(application.read.duplicates)
    .bind(application.read.rejected)
    .bind(application.read.warnings + conflicts.len() as i64 + counts.left_by_policy)
    .execute(&mut *c)
    .await?;
    sqlx::query("update suppliers set offers = offers + $2, products = products + $3 where id = $1")
        .bind(application.supplier_id)
        .bind(counts.created)
        .bind(counts.new_products)
        .execute(&mut *c)
        .await?;
    let note = RunApplied {
        run_id: application.staging.run_id,
        conflicts: conflicts.to_vec(),
        left_by_policy: counts.left_by_policy,
        left,
        measures: Some(measures),
    };
    sqlx::query("insert into outbox (kind, payload, created_at) values ('run_applied', $1, $2)")
        .bind(Json(note))
        .bind(application.now)
        .execute(&mut *c)
        .await?;
    Ok(())
}
