//! Brands and categories: those that a run made go with it when nothing uses them, and come back when something does.

use chrono::{DateTime, Utc};
use sqlx::{AssertSqlSafe, PgConnection};

use super::sets::Side;
use crate::catalog::plan::execute;

/// The columns of a table that its `removed_` twin has too, in order.
pub(super) async fn columns(c: &mut PgConnection, table: &str) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar(
        "select a.attname::text from pg_attribute a
         join pg_attribute r on r.attrelid = ('removed_' || $1)::regclass and r.attname = a.attname and not r.attisdropped
         where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped order by a.attnum",
    )
    .bind(table)
    .fetch_all(c)
    .await
}

/// Takes out the brands and categories of the run that nothing uses any more: no product, no decision on a
/// supplier's name.
///
/// A person's edit that has just taken one of them waits on the tables that the undo holds.
pub(super) async fn take_out(c: &mut PgConnection, run_id: i64, undo_id: i64) -> sqlx::Result<()> {
    let brands = columns(c, "brands").await?.join(", ");
    execute(
        c,
        format!(
            "with gone as (
               delete from brands b where b.created_run = {run_id}
                 and not exists (select 1 from products p where p.brand_id = b.id)
                 and not exists (select 1 from value_maps v where v.kind = 'brand' and v.target_id = b.id) returning *)
             insert into removed_brands (undo_id, {brands}) select {undo_id}, {brands} from gone"
        ),
    )
    .await?;
    let categories = columns(c, "categories").await?.join(", ");
    // A category is used as long as anything below it is.
    execute(
        c,
        format!(
            "with recursive used (id, parent_id) as (
               select g.id, g.parent_id from categories g
               where g.created_run is distinct from {run_id} or exists (select 1 from products p where p.category_id = g.id)
                 or exists (select 1 from value_maps v where v.kind = 'category' and v.target_id = g.id)
               union select g.id, g.parent_id from used join categories g on g.id = used.parent_id),
             gone as (
               delete from categories g where g.created_run = {run_id} and g.id not in (select id from used) returning *)
             insert into removed_categories (undo_id, {categories}) select {undo_id}, {categories} from gone"
        ),
    )
    .await
}

/// Brings back the brands and categories that the steps need, and that the reverted undo took out. Where another one
/// has the name by now, `brand_map` and `category_map` say which.
pub(super) async fn bring_back(c: &mut PgConnection, side: Side, now: DateTime<Utc>) -> sqlx::Result<()> {
    let undo_id = match side {
        Side::Undo => 0,
        Side::Revert(undo_id) => undo_id,
    };
    let needed = |table: &str, field: &str| {
        format!(
            "select r.id from removed_{table} r where r.undo_id = {undo_id}
             union select (s.put_exact ->> '{field}')::bigint from undo_steps s where s.back ? '{field}'
             union select p.{field}_id from removed_products p where p.undo_id = {undo_id}"
        )
    };
    let brands = columns(c, "brands").await?;
    execute(
        c,
        format!(
            "insert into brands ({names}) overriding system value
             select distinct on (r.id) {from} from removed_brands r
             where r.id in ({needed}) and not exists (select 1 from brands b where b.id = r.id)
             order by r.id, r.undo_id desc on conflict (name_key) do nothing",
            names = brands.join(", "),
            from = of_removed(&brands),
            needed = needed("brands", "brand"),
        ),
    )
    .await?;
    let categories = columns(c, "categories").await?;
    execute(
        c,
        format!(
            "with recursive needed (id) as (
               select id from ({needed}) n
               union select r.parent_id from needed join removed_categories r using (id) where r.parent_id is not null)
             insert into categories ({names}) overriding system value
             select distinct on (r.id) {from} from removed_categories r
             left join removed_categories up on up.id = r.parent_id
             left join categories above on above.path_key = up.path_key
             where r.id in (select id from needed) and not exists (select 1 from categories g where g.id = r.id)
             order by r.id, r.undo_id desc on conflict (path_key) do nothing",
            names = categories.join(", "),
            from = of_removed(&categories).replace("r.parent_id", "coalesce(above.id, r.parent_id)"),
            needed = needed("categories", "category"),
        ),
    )
    .await?;
    for (table, map, key) in [("brands", "brand_map", "name_key"), ("categories", "category_map", "path_key")]
    {
        execute(
            c,
            format!(
                "create temp table {map} on commit drop as
                 select distinct on (r.id) r.id, t.id as now_id from removed_{table} r join {table} t using ({key})
                 where r.id <> t.id and not exists (select 1 from {table} x where x.id = r.id) order by r.id"
            ),
        )
        .await?;
        sqlx::query(AssertSqlSafe(format!(
            "update removed_{table} r set restored_at = $1 where restored_at is null
               and exists (select 1 from {table} x where x.id = r.id)"
        )))
        .bind(now)
        .execute(&mut *c)
        .await?;
    }
    Ok(())
}

/// The columns, of `r`.
pub(super) fn of_removed(columns: &[String]) -> String {
    columns.iter().map(|column| format!("r.{column}")).collect::<Vec<_>>().join(", ")
}
