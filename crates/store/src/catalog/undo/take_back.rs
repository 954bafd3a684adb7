//! Taking a run back.

use sqlx::types::Json;
use sqlx::{AssertSqlSafe, PgConnection};

use super::effect::{Counted, Effect, count_steps};
use super::sets::{self, Side};
use super::{Request, Undo, UndoError, names, row};
use crate::catalog::applied::{self, AppliedRun};
use crate::catalog::apply::{APPLY_LOCK, prepare};
use crate::catalog::outbox;
use crate::catalog::plan::execute;
use crate::databases::CatalogDb;

/// Keeps persons' edits out until the end: they wait. What is deleted here can't get a change meanwhile.
pub(super) const TABLES_LOCK: &str = "lock table products, brands, categories in exclusive mode";

/// Takes a run back, or a part of it. Once: a request that was carried out already is answered with what it did.
///
/// # Errors
///
/// The run has no effect, or none that can be undone.
pub async fn undo(db: &CatalogDb, request: &Request<'_>) -> Result<Undo, UndoError> {
    sqlx::query("select ensure_history_partitions($1)").bind(request.now).execute(db.pool()).await?;
    let mut tx = db.pool().begin().await?;
    let c = &mut *tx;
    begin(c).await?;
    if let Some(done) = find(c, request.id).await? {
        return if done.run_id == request.run_id { Ok(done) } else { Err(UndoError::ForeignId(request.id)) };
    }
    let run = standing(c, request.run_id).await?;
    execute(c, TABLES_LOCK.to_owned()).await?;
    sets::find(c, &run, Side::Undo, request.scope).await?;
    sqlx::query("insert into undos (id, run_id, at, by, scope) values ($1, $2, $3, $4, $5)")
        .bind(request.id)
        .bind(request.run_id)
        .bind(request.now)
        .bind(request.by)
        .bind((!request.scope.is_whole()).then_some(Json(request.scope)))
        .execute(&mut *c)
        .await?;
    let effect = Effect { run: &run, undo_id: request.id, side: Side::Undo, request: *request };
    let counted = count_steps(c).await?;
    effect.write(c).await?;
    let removed = take_out(c, &effect).await?;
    affected(c).await?;
    effect.summarise(c).await?;
    effect.words(c).await?;
    names::take_out(c, run.run_id, request.id).await?;
    let moved = finish(c, &effect, &counted, &removed).await?;
    if counted.restored + removed.offers + removed.products + moved == 0 {
        return Err(UndoError::Nothing);
    }
    tx.commit().await?;
    row::get(db, request.id).await?.ok_or(UndoError::NoSuchUndo)
}

/// Takes the turn that applying runs take too.
pub(super) async fn begin(c: &mut PgConnection) -> sqlx::Result<()> {
    prepare(c).await?;
    execute(c, APPLY_LOCK.to_owned()).await
}

pub(super) async fn find(c: &mut PgConnection, id: i64) -> sqlx::Result<Option<Undo>> {
    sqlx::query_as("select * from undos where id = $1").bind(id).fetch_optional(c).await
}

/// The run, where it is in the catalogue.
pub(super) async fn standing(c: &mut PgConnection, run_id: i64) -> Result<AppliedRun, UndoError> {
    let run = applied::of_connection(c, run_id).await?;
    let run = run.filter(|run| !run.cancelled).ok_or(UndoError::NotApplied)?;
    if run.undone_at.is_some() { Err(UndoError::UndoneAlready) } else { Ok(run) }
}

/// How many rows went.
#[derive(Clone, Copy, Debug)]
struct Removed {
    offers: i64,
    products: i64,
    /// Offers and products that something stands on.
    kept: i64,
}

/// Takes out what the run made, as whole rows.
async fn take_out(c: &mut PgConnection, effect: &Effect<'_>) -> sqlx::Result<Removed> {
    let undo_id = effect.undo_id;
    let kept = sqlx::query(AssertSqlSafe(format!(
        "insert into undo_kept (undo_id, product_id, offer_id, name, field, value, because, by, run_id)
         {}",
        kept_whole(&undo_id.to_string())
    )))
    .execute(&mut *c)
    .await?
    .rows_affected();
    let columns = names::columns(c, "offers").await?.join(", ");
    let offers = sqlx::query(AssertSqlSafe(format!(
        "with gone as (delete from offers o using undo_offers u where o.id = u.id and not u.stays returning o.*)
         insert into removed_offers (undo_id, {columns}) select {undo_id}, {columns} from gone"
    )))
    .execute(&mut *c)
    .await?
    .rows_affected();
    let columns = names::columns(c, "products").await?;
    let products = sqlx::query(AssertSqlSafe(format!(
        "with gone as (delete from products p using undo_products u where p.id = u.id and not u.stays returning p.*)
         insert into removed_products (undo_id, words, {names})
         select {undo_id}, w.words, {from} from gone r left join product_search w on w.product_id = r.id",
        names = columns.join(", "),
        from = names::of_removed(&columns),
    )))
    .execute(&mut *c)
    .await?
    .rows_affected();
    execute(
        c,
        "delete from product_search w using undo_products u where w.product_id = u.id and not u.stays"
            .to_owned(),
    )
    .await?;
    Ok(Removed { offers: offers as i64, products: products as i64, kept: kept as i64 })
}

/// The offers and products that stay as rows of `undo_kept`.
pub(super) fn kept_whole(undo_id: &str) -> String {
    format!(
        "select {undo_id}, o.product_id, o.id, coalesce(p.name, o.supplier_sku), 'offer', o.supplier_sku,
           case when o.by is not null then 'edited' else 'later_import' end, o.by, o.run_id
         from undo_offers o left join products p on p.id = o.product_id where o.stays
         union all
         select {undo_id}, p.id, null, p.name, 'product', p.sku,
           case when p.by is not null then 'edited' when p.run_id is not null then 'later_import' else 'locked' end,
           p.by, p.run_id
         from undo_products p where p.stays and p.is_told"
    )
}

/// The products whose offers are added up again (`touched`), and those whose words are written again (`reworded`).
async fn affected(c: &mut PgConnection) -> sqlx::Result<()> {
    execute(
        c,
        format!(
            "create temp table touched on commit drop as
             select product_id as id from undo_steps s where s.back ?| {offer_fields}
               and exists (select 1 from products p where p.id = s.product_id)
             union select product_id from undo_offers u where not u.stays
               and exists (select 1 from products p where p.id = u.product_id)",
            offer_fields = super::fields::names(true),
        ),
    )
    .await?;
    execute(
        c,
        "create temp table reworded on commit drop as
         select product_id from undo_steps s where s.back ?| array['name', 'brand', 'mpn']
           and exists (select 1 from products p where p.id = s.product_id)
         union select product_id from undo_offers u where not u.stays
           and exists (select 1 from products p where p.id = u.product_id)"
            .to_owned(),
    )
    .await
}

/// Writes the account, and since when offers are missing; answers for how many of them that changed.
async fn finish(
    c: &mut PgConnection,
    effect: &Effect<'_>,
    counted: &Counted,
    removed: &Removed,
) -> sqlx::Result<i64> {
    let mut moved = 0;
    let Request { id, run_id, by, now, scope, .. } = effect.request;
    sqlx::query(
        "update undos set restored = $2, removed_offers = $3, removed_products = $4, brought_back = $5, kept = $6,
           by_field = $7 where id = $1",
    )
    .bind(id)
    .bind(counted.restored)
    .bind(removed.offers)
    .bind(removed.products)
    .bind(counted.brought_back)
    .bind(counted.kept + removed.kept)
    .bind(&counted.by_field)
    .execute(&mut *c)
    .await?;
    sqlx::query("update suppliers set offers = offers - $2, products = products - $3 where id = $1")
        .bind(effect.run.supplier_id)
        .bind(removed.offers)
        .bind(removed.products)
        .execute(&mut *c)
        .await?;
    if scope.is_whole() {
        sqlx::query("update applied_runs set undone_at = $2, undone_by = $3 where run_id = $1")
            .bind(run_id)
            .bind(now)
            .bind(by)
            .execute(&mut *c)
            .await?;
        moved = restore_absences(c, effect.run, id).await?;
    }
    outbox::note_undo(c, "run_undone", run_id, id, now).await?;
    Ok(moved)
}

/// Offers are missing since the first run that stands and lacked them. Those that the run had again are missing since
/// before, where no later file can have had them.
async fn restore_absences(c: &mut PgConnection, run: &AppliedRun, undo_id: i64) -> sqlx::Result<i64> {
    let (run_id, supplier_id) = (run.run_id, run.supplier_id);
    // The first run that stands, from a run on.
    let first = |from: &str| {
        format!(
            "(select r.run_id from applied_runs r join applied_runs x on x.run_id = {from}
              where r.supplier_id = {supplier_id} and r.counts_absent and r.undone_at is null
                and (r.applied_at, r.run_id) >= (x.applied_at, x.run_id)
              order by r.applied_at, r.run_id limit 1)"
        )
    };
    execute(
        c,
        format!(
            "with next as materialized (select {next} as run_id),
             moved as (
               update offers o set missing_since = next.run_id from next
               where o.supplier_id = {supplier_id} and o.missing_since = {run_id} returning o.id)
             insert into absence_changes (run_id, undo_id, offer_id, before, after)
             select {run_id}, {undo_id}, moved.id, {run_id}, next.run_id from moved, next",
            next = first(&run_id.to_string()),
        ),
    )
    .await?;
    execute(
        c,
        format!(
            "with next as materialized (select {next} as run_id),
             since as materialized (
               select a.before, {since} as run_id from (
                 select distinct before from absence_changes where run_id = {run_id} and undo_id is null) a),
             moving as (
               select o.id, o.missing_since as before, since.run_id as after
               from absence_changes a join since using (before) join offers o on o.id = a.offer_id, next
               where a.run_id = {run_id} and a.undo_id is null and (o.missing_since is not null or next.run_id is null)
                 and o.missing_since is distinct from since.run_id),
             moved as (update offers o set missing_since = m.after from moving m where o.id = m.id)
             insert into absence_changes (run_id, undo_id, offer_id, before, after)
             select {run_id}, {undo_id}, id, before, after from moving",
            next = first(&run_id.to_string()),
            since = first("a.before"),
        ),
    )
    .await?;
    sqlx::query_scalar("select count(*) from absence_changes where undo_id = $1")
        .bind(undo_id)
        .fetch_one(c)
        .await
}
