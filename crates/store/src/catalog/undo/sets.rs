//! What can go back and what has to stay: found by set-based statements that read the catalogue only.
//!
//! The answers are temporary tables of the transaction:
//! - `undo_later`: of each change, what later ones touched (`fields`), and whether one is about the same offer;
//! - `undo_steps`: each change with the fields that go back (`back`: the values put, `now`: the present ones) and those
//!   that stay (`kept`: why), and whether none of its values of the offer is left (`none_left`);
//! - `undo_offers` and `undo_products`: what the run made and is still there, and whether it stays.

use sqlx::PgConnection;

use super::Scope;
use super::fields::{self, VALUES};
use crate::catalog::applied::AppliedRun;
use crate::catalog::plan::{execute, object};

/// What is taken back: a run, or an undo of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// The run's changes.
    Undo,
    /// What this undo did.
    Revert(i64),
}

/// A change counts as long as no undo of it stands: `x` is its row, `field` the field in question.
pub(super) fn counts(x: &str, field: &str) -> String {
    format!(
        "(not (select exists (select 1 from undos)) or not exists (
            select 1 from changes y where y.of_change = {x}.id and y.after ? {field}
              and not exists (select 1 from changes z where z.of_change = y.id and z.after ? {field})))"
    )
}

/// Makes the tables.
pub(super) async fn find(
    c: &mut PgConnection,
    run: &AppliedRun,
    side: Side,
    scope: &Scope,
) -> sqlx::Result<()> {
    let source = source(c, run.run_id, side, scope).await?;
    later(c, &source, run.run_id).await?;
    steps(c, &source, scope).await?;
    if side == Side::Undo {
        after(c, run).await?;
        offers(c, run, scope).await?;
        products(c, run, scope).await?;
    }
    Ok(())
}

/// The changes to take back, as the rows `c` of [`fields`].
async fn source(c: &mut PgConnection, run_id: i64, side: Side, scope: &Scope) -> sqlx::Result<String> {
    let columns =
        "c.kind, c.supplier_id, c.offer_id, c.product_id, c.record, c.exact -> 'sources' as sources,
        c.prior_run, c.prior_record, c.prior_hash";
    Ok(match side {
        Side::Undo => {
            let undone: bool = sqlx::query_scalar("select exists (select 1 from undos where run_id = $1)")
                .bind(run_id)
                .fetch_one(c)
                .await?;
            // What an earlier undo took back isn't the run's any more.
            let wrote = if undone {
                format!(
                    "(select coalesce(jsonb_object_agg(f.key, f.value), '{{}}') from jsonb_each(c.after) f where {})",
                    counts("c", "f.key")
                )
            } else {
                "c.after".to_owned()
            };
            format!(
                "select c.id as change_id, {columns}, {wrote} as wrote, c.before as put,
                   c.exact -> 'after' as wrote_exact, c.exact -> 'before' as put_exact
                 from changes c where c.run_id = {run_id} and c.kind in (2, 3) and {}",
                scope.records("c.offer_id", "c.product_id")
            )
        }
        Side::Revert(undo_id) => format!(
            "select y.id as change_id, {columns}, y.after as wrote, c.after as put,
               c.exact -> 'before' as wrote_exact, c.exact -> 'after' as put_exact
             from changes y join changes c on c.id = y.of_change
             where y.undo_id = {undo_id} and y.kind = 4 and c.kind in (2, 3)"
        ),
    })
}

async fn later(c: &mut PgConnection, source: &str, run_id: i64) -> sqlx::Result<()> {
    execute(
        c,
        format!(
            "create temp table undo_later on commit drop as
             select c.change_id, coalesce(bool_or(l.offer_id = c.offer_id), false) as same_offer,
               jsonb_object_agg(k.field, jsonb_build_object('by', l.by, 'run', l.run_id) order by l.id)
                 filter (where c.wrote ? k.field and (k.field <> all({offers}) or l.offer_id = c.offer_id)) as fields
             from ({source}) c
             join changes l on l.product_id = c.product_id and l.id > c.change_id and l.kind in (2, 3)
               and l.run_id is distinct from {run_id}
             cross join lateral jsonb_object_keys(l.after) k(field)
             where {counts} group by c.change_id",
            offers = fields::names(true),
            counts = counts("l", "k.field"),
        ),
    )
    .await?;
    execute(c, "analyze undo_later".to_owned()).await
}

async fn steps(c: &mut PgConnection, source: &str, scope: &Scope) -> sqlx::Result<()> {
    let meant = || VALUES.into_iter().filter(|value| scope.has(value.name));
    let back = object(meant().map(|value| (value.goes_back(), value.name, value.put())));
    let now = object(meant().map(|value| (value.goes_back(), value.name, value.now().to_owned())));
    let kept = object(meant().map(|value| (value.stays(), value.name, value.reason())));
    let none_left: Vec<String> = VALUES
        .iter()
        .filter(|value| value.of_offer)
        .map(|value| value.is_gone(scope.has(value.name)))
        .collect();
    execute(
        c,
        format!(
            "create temp table undo_steps on commit drop as
             select c.change_id, c.kind, c.supplier_id, c.offer_id, c.product_id, c.record, c.sources, c.put_exact,
               c.prior_run, c.prior_record, c.prior_hash, coalesce(l.same_offer, false) as same_offer,
               {back} as back, {now} as now, {kept} as kept, {none_left} as none_left,
               {exact_now} as exact_now
             from ({source}) c
             left join offers o on o.id = c.offer_id
             left join products p on p.id = c.product_id
             left join brands b on b.id = p.brand_id left join categories g on g.id = p.category_id
             left join undo_later l using (change_id)",
            none_left = none_left.join(" and "),
            exact_now = object(
                [("brand", "p.brand_id"), ("category", "p.category_id"), ("images", "to_jsonb(p.images)")]
                    .into_iter()
                    .map(|(field, now)| (format!("(c.wrote ? '{field}')"), field, now.to_owned()))
            ),
        ),
    )
    .await?;
    execute(c, "analyze undo_steps".to_owned()).await
}

/// The ids that the run drew for its offers.
fn made_offer(run: &AppliedRun, column: &str) -> String {
    format!("{column} between {} and {}", run.first_offer.unwrap_or(0), run.last_offer.unwrap_or(-1))
}

/// The ids that the run drew for its products.
fn made_product(run: &AppliedRun, column: &str) -> String {
    format!("{column} between {} and {}", run.first_product.unwrap_or(0), run.last_product.unwrap_or(-1))
}

/// What others changed later on offers and products that the run made: `undo_after`.
async fn after(c: &mut PgConnection, run: &AppliedRun) -> sqlx::Result<()> {
    let run_id = run.run_id;
    // A run notes its time before it waits for its turn: a day is more than any wait.
    let sql = format!(
        "create temp table undo_after on commit drop as
         select l.product_id, l.offer_id, (array_agg(l.by order by l.id desc))[1] as by,
           (array_agg(l.run_id order by l.id desc))[1] as run_id
         from changes l
         where l.at >= '{applied_at}'::timestamptz - interval '1 day' and l.kind in (2, 3)
           and l.run_id is distinct from {run_id} and ({made_offer} or {made_product})
           and exists (select 1 from jsonb_object_keys(l.after) k(field) where {counts})
         group by l.product_id, l.offer_id",
        applied_at = run.applied_at.to_rfc3339(),
        made_offer = made_offer(run, "l.offer_id"),
        made_product = made_product(run, "l.product_id"),
        counts = counts("l", "k.field"),
    );
    execute(c, sql).await?;
    execute(c, "analyze undo_after".to_owned()).await
}

async fn offers(c: &mut PgConnection, run: &AppliedRun, scope: &Scope) -> sqlx::Result<()> {
    let meant =
        if scope.fields.is_some() { "false".to_owned() } else { scope.records("o.id", "o.product_id") };
    execute(
        c,
        format!(
            "create temp table undo_offers on commit drop as
             select o.id, o.product_id, o.supplier_sku, a.offer_id is not null as stays, a.by, a.run_id
             from offers o left join (select distinct on (offer_id) * from undo_after
                                      where offer_id is not null order by offer_id) a on a.offer_id = o.id
             where {made} and o.created_run = {run_id} and {meant}",
            made = made_offer(run, "o.id"),
            run_id = run.run_id,
        ),
    )
    .await?;
    execute(c, "analyze undo_offers".to_owned()).await
}

async fn products(c: &mut PgConnection, run: &AppliedRun, scope: &Scope) -> sqlx::Result<()> {
    let meant = match scope {
        Scope { fields: Some(_), .. } => "false",
        scope if scope.is_whole() => "true",
        _ => "p.id in (select product_id from undo_offers)",
    };
    let run_id = run.run_id;
    // An offer of the run itself that stays is told on its own; the product needn't be told with it.
    execute(
        c,
        format!(
            "create temp table undo_products on commit drop as
             select p.id, p.name, p.sku,
               other.product_id is not null or a.product_id is not null
                 or coalesce(p.locked_fields <> '{{}}', false) as stays,
               other.run_id is not null or a.product_id is not null
                 or coalesce(p.locked_fields <> '{{}}', false) as is_told,
               a.by, case when a.by is null then coalesce(a.run_id, other.run_id) end as run_id
             from products p
             left join (select o.product_id, max(o.created_run) filter (where o.created_run <> {run_id}) as run_id
                        from offers o where {offers_product}
                          and not exists (select 1 from undo_offers r where r.id = o.id and not r.stays)
                        group by o.product_id) other on other.product_id = p.id
             left join (select distinct on (product_id) * from undo_after
                        where offer_id is null or offer_id not in (select id from undo_offers)
                        order by product_id, by nulls last) a on a.product_id = p.id
             where {made} and p.created_run = {run_id} and {meant}",
            offers_product = made_product(run, "o.product_id"),
            made = made_product(run, "p.id"),
        ),
    )
    .await?;
    execute(c, "analyze undo_products".to_owned()).await
}
