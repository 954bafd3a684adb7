//! Bringing in again what an undo took back: the undo of an undo.

use sqlx::{AssertSqlSafe, PgConnection};

use super::effect::{Counted, Effect, count_steps};
use super::sets::{self, Side};
use super::take_back::{TABLES_LOCK, begin, find};
use super::{Request, Scope, Undo, UndoError, UndoStatus, names, row};
use crate::catalog::applied;
use crate::catalog::outbox;
use crate::catalog::plan::execute;
use crate::databases::CatalogDb;

/// Reverts an undo; `request.id` is the id of the job that was asked for it, which is done once, and `request.scope` is
/// not looked at: it is the undo's.
///
/// # Errors
///
/// There is no such undo, it has been reverted by another request, or it is a part of a run that is undone as a whole.
pub async fn revert(db: &CatalogDb, undo_id: i64, request: &Request<'_>) -> Result<Undo, UndoError> {
    sqlx::query("select ensure_history_partitions($1)").bind(request.now).execute(db.pool()).await?;
    let mut tx = db.pool().begin().await?;
    let c = &mut *tx;
    begin(c).await?;
    let undo = find(c, undo_id).await?.ok_or(UndoError::NoSuchUndo)?;
    if undo.status() == UndoStatus::Reverted {
        return if undo.reverted_job == Some(request.id) {
            Ok(undo)
        } else {
            Err(UndoError::RevertedAlready)
        };
    }
    let run = applied::of_connection(c, undo.run_id).await?.ok_or(UndoError::NotApplied)?;
    if !undo.is_whole() && run.undone_at.is_some() {
        return Err(UndoError::WholeRunUndone);
    }
    execute(c, TABLES_LOCK.to_owned()).await?;
    let side = Side::Revert(undo_id);
    let scope = undo.scope.as_ref().map(|scope| scope.0.clone()).unwrap_or_default();
    // What the undo took back is what it wrote: nothing is narrowed further.
    sets::find(c, &run, side, &Scope::default()).await?;
    let request = Request { run_id: run.run_id, scope: &scope, ..*request };
    let effect = Effect { run: &run, undo_id, side, request };
    let counted = count_steps(c).await?;
    effect.write(c).await?;
    let back = insert_removed(c, &effect).await?;
    affected(c).await?;
    effect.summarise(c).await?;
    effect.words(c).await?;
    finish(c, &effect, &undo, &counted, &back).await?;
    tx.commit().await?;
    row::get(db, undo_id).await?.ok_or(UndoError::NoSuchUndo)
}

/// How many rows came back.
#[derive(Clone, Copy, Debug)]
struct Back {
    offers: i64,
    products: i64,
}

/// Inserts the removed rows again, where their keys are still free. An offer whose product's GTIN another product has by
/// now is attached to that one, as a file's record would be.
async fn insert_removed(c: &mut PgConnection, effect: &Effect<'_>) -> sqlx::Result<Back> {
    let undo_id = effect.undo_id;
    execute(
        c,
        format!(
            "create temp table back_offers on commit drop as
             select r.id, r.supplier_sku, r.product_id as old_product, coalesce(p.id, h.id, own.id) as product_id,
               taken.created_run as taken_by
             from removed_offers r
             left join offers taken on taken.supplier_id = r.supplier_id and taken.supplier_sku = r.supplier_sku
             left join products p on p.id = r.product_id
             left join removed_products own on own.id = r.product_id and own.undo_id = {undo_id}
             left join products h on p.id is null and h.gtin = own.gtin
             where r.undo_id = {undo_id} and r.restored_at is null"
        ),
    )
    .await?;
    execute(c, "analyze back_offers".to_owned()).await?;
    execute(
        c,
        format!(
            "insert into undo_kept (undo_id, reverting, product_id, name, field, value, because, run_id)
             select {undo_id}, true, b.product_id, coalesce(p.name, own.name, b.supplier_sku), 'offer', b.supplier_sku,
               'later_import', b.taken_by
             from back_offers b left join products p on p.id = b.product_id
             left join removed_products own on own.id = b.old_product and own.undo_id = {undo_id}
             where b.taken_by is not null or b.product_id is null"
        ),
    )
    .await?;
    execute(c, "delete from back_offers where taken_by is not null or product_id is null".to_owned()).await?;
    // A product that had no offers when it went comes back for its own sake.
    execute(
        c,
        format!(
            "create temp table back_products on commit drop as
             select r.id from removed_products r
             where r.undo_id = {undo_id} and r.restored_at is null and not exists (select 1 from products p where p.id = r.id)
               and not exists (select 1 from products h where h.gtin = r.gtin)
               and (exists (select 1 from back_offers b where b.product_id = r.id)
                 or not exists (select 1 from removed_offers o where o.undo_id = {undo_id} and o.product_id = r.id))"
        ),
    )
    .await?;
    let columns = names::columns(c, "products").await?;
    let from = names::of_removed(&columns)
        .replace(
            "r.brand_id",
            "coalesce((select now_id from brand_map m where m.id = r.brand_id), r.brand_id)",
        )
        .replace(
            "r.category_id",
            "coalesce((select now_id from category_map m where m.id = r.category_id), r.category_id)",
        );
    let products = sqlx::query(AssertSqlSafe(format!(
        "insert into products ({}) select {from} from removed_products r join back_products using (id)
         where r.undo_id = {undo_id}",
        columns.join(", ")
    )))
    .execute(&mut *c)
    .await?
    .rows_affected();
    execute(
        c,
        format!(
            "insert into product_search (product_id, words)
             select r.id, r.words from removed_products r join back_products using (id)
             where r.undo_id = {undo_id} and r.words is not null"
        ),
    )
    .await?;
    let columns = names::columns(c, "offers").await?;
    let from = names::of_removed(&columns).replace("r.product_id", "b.product_id");
    let offers = sqlx::query(AssertSqlSafe(format!(
        "insert into offers ({}) select {from} from removed_offers r join back_offers b using (id)
         where r.undo_id = {undo_id}",
        columns.join(", ")
    )))
    .execute(&mut *c)
    .await?
    .rows_affected();
    for (table, back) in [("removed_offers", "back_offers"), ("removed_products", "back_products")] {
        sqlx::query(AssertSqlSafe(format!(
            "update {table} r set restored_at = $1 from {back} b where r.id = b.id and r.undo_id = {undo_id}"
        )))
        .bind(effect.request.now)
        .execute(&mut *c)
        .await?;
    }
    Ok(Back { offers: offers as i64, products: products as i64 })
}

/// A product that came back with all its offers is as it was; the others are added up and worded anew.
async fn affected(c: &mut PgConnection) -> sqlx::Result<()> {
    let offers = "select b.product_id from back_offers b left join back_products n on n.id = b.product_id
                    where n.id is null
                  union select n.id from back_products n
                    where (select count(*) from removed_offers o where o.product_id = n.id and o.restored_at is null) > 0";
    execute(
        c,
        format!(
            "create temp table touched on commit drop as
             select product_id as id from undo_steps s where s.back ?| {offer_fields}
               and exists (select 1 from products p where p.id = s.product_id)
             union {offers}",
            offer_fields = super::fields::names(true),
        ),
    )
    .await?;
    execute(
        c,
        format!(
            "create temp table reworded on commit drop as
             select product_id from undo_steps s where s.back ?| array['name', 'brand', 'mpn']
               and exists (select 1 from products p where p.id = s.product_id)
             union {offers}"
        ),
    )
    .await
}

async fn finish(
    c: &mut PgConnection,
    effect: &Effect<'_>,
    undo: &Undo,
    counted: &Counted,
    back: &Back,
) -> sqlx::Result<()> {
    let Request { id, run_id, by, now, .. } = effect.request;
    tracing::info!(
        undo.id = undo.id,
        import.id = run_id,
        undo.restored = counted.restored,
        undo.offers = back.offers,
        "an undo was reverted"
    );
    sqlx::query(
        "update undos set status = 'reverted', reverted_at = $2, reverted_by = $3, reverted_job = $4 where id = $1",
    )
    .bind(undo.id)
    .bind(now)
    .bind(by)
    .bind(id)
    .execute(&mut *c)
    .await?;
    sqlx::query("update suppliers set offers = offers + $2, products = products + $3 where id = $1")
        .bind(effect.run.supplier_id)
        .bind(back.offers)
        .bind(back.products)
        .execute(&mut *c)
        .await?;
    if undo.is_whole() {
        sqlx::query("update applied_runs set undone_at = null, undone_by = null where run_id = $1")
            .bind(run_id)
            .execute(&mut *c)
            .await?;
        sqlx::query(
            "update offers o set missing_since = a.before from absence_changes a
             where a.undo_id = $1 and o.id = a.offer_id and o.missing_since is not distinct from a.after",
        )
        .bind(undo.id)
        .execute(&mut *c)
        .await?;
    }
    outbox::note_undo(c, "undo_reverted", run_id, undo.id, now).await
}
