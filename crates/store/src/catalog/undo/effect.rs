//! Writing the steps: values, where they come from, histories, the changes that tell of it.

use chrono::{DateTime, Utc};
use sqlx::{AssertSqlSafe, PgConnection};

use super::fields::{assignments, names};
use super::sets::Side;
use super::{Request, names as brands_and_categories};
use crate::catalog::applied::AppliedRun;
use crate::catalog::apply::SUMMARISE;
use crate::catalog::plan::execute;
use crate::catalog::product::words;

/// A record hash that no record has: the next record of the offer is compared in full.
pub(in crate::catalog) const NEVER: i64 = i64::MIN;

/// Writing one undo, or one revert.
#[derive(Clone, Copy, Debug)]
pub(super) struct Effect<'a> {
    pub run: &'a AppliedRun,
    pub undo_id: i64,
    pub side: Side,
    pub request: Request<'a>,
}

impl Effect<'_> {
    /// Writes what goes back.
    pub async fn write(&self, c: &mut PgConnection) -> sqlx::Result<()> {
        let now = self.request.now;
        brands_and_categories::bring_back(c, self.side, now).await?;
        bound(c, now, self.offers()).await?;
        bound(c, now, self.products()).await?;
        for sql in history() {
            bound(c, now, sql).await?;
        }
        self.splice(c).await?;
        self.compare_again(c).await?;
        self.changes(c).await?;
        self.keep_values(c).await
    }

    /// An offer's values come from where they came from before, once none of the run's is left, unless a later run has
    /// written it since. Its record's hash is what it was only where that record states what the offer and its product
    /// say now.
    fn offers(&self) -> String {
        let (run_id, offer_fields) = (self.run.run_id, names(true));
        let (moves, run, record, hash) = match self.side {
            Side::Undo => {
                let moves = format!("(s.none_left and s.prior_run is not null and o.run_id = {run_id})");
                let hash = format!(
                    "case when {moves} and {whole} and s.kept = '{{}}' and not s.same_offer
                       then coalesce(s.prior_hash, {NEVER}) else {NEVER} end",
                    whole = self.request.scope.fields.is_none()
                );
                (moves, "s.prior_run".to_owned(), "s.prior_record", hash)
            }
            Side::Revert(_) => {
                let moves = format!("(s.back ?| {offer_fields} and o.run_id = s.prior_run)");
                (moves, run_id.to_string(), "s.record", NEVER.to_string())
            }
        };
        format!(
            "update offers o set {assignments},
               run_id = case when {moves} then {run} else o.run_id end,
               record = case when {moves} then {record} else o.record end,
               record_hash = case when s.kind = 3 then o.record_hash else {hash} end, updated_at = $1
             from undo_steps s where o.id = s.offer_id and (s.back ?| {offer_fields} or {moves})",
            assignments = assignments(true, "o"),
        )
    }

    /// A gap that the run filled for another supplier is remembered by field: that goes back too.
    fn products(&self) -> String {
        let keys =
            format!("array(select k from jsonb_object_keys(s.back) k where k = any({}))", names(false));
        let sources = match self.side {
            Side::Undo => format!(
                "nullif((coalesce(p.field_sources, '{{}}') - {keys})
                   || (select coalesce(jsonb_object_agg(f.key, f.value), '{{}}') from jsonb_each(s.sources) f
                       where f.key = any({keys})), '{{}}')"
            ),
            Side::Revert(_) => format!(
                "coalesce(p.field_sources, '{{}}') || (select coalesce(jsonb_object_agg(k,
                   jsonb_build_object('run', {}::bigint, 'record', s.record)), '{{}}') from unnest({keys}) k)",
                self.run.run_id
            ),
        };
        format!(
            "update products p set {assignments}, updated_at = $1,
               field_sources = case when s.sources is not null then {sources} else p.field_sources end
             from undo_steps s where p.id = s.product_id and s.back ?| {product_fields}",
            assignments = assignments(false, "p"),
            product_fields = names(false),
        )
    }

    /// A later run remembers that its offer's values came from this one before. Once this one is taken back they came
    /// from where this one found them.
    async fn splice(&self, c: &mut PgConnection) -> sqlx::Result<()> {
        let run_id = self.run.run_id;
        let sql = match self.side {
            Side::Undo => format!(
                "update changes l set
                   prior_run = case when s.none_left then s.prior_run else l.prior_run end,
                   prior_record = case when s.none_left then s.prior_record else l.prior_record end,
                   prior_hash = case when s.none_left and {whole} and s.kept = '{{}}' then s.prior_hash else {NEVER} end
                 from undo_steps s where s.same_offer and l.product_id = s.product_id and l.offer_id = s.offer_id
                   and l.kind = 2 and l.id > s.change_id and l.prior_run = {run_id} and s.prior_run is not null",
                whole = self.request.scope.fields.is_none(),
            ),
            Side::Revert(_) => format!(
                "update changes l set prior_run = {run_id}, prior_record = s.record, prior_hash = {NEVER}
                 from undo_steps s, changes y where s.same_offer and s.prior_run is not null and s.back ?| {offer_fields}
                   and y.id = s.change_id and l.id = (
                     select f.id from changes f where f.product_id = s.product_id and f.offer_id = s.offer_id
                       and f.kind = 2 and f.id > y.of_change and f.prior_run = s.prior_run order by f.id limit 1)",
                offer_fields = names(true),
            ),
        };
        execute(c, sql).await
    }

    /// A product's value went back: what its offers' records state of it is compared in full next time.
    async fn compare_again(&self, c: &mut PgConnection) -> sqlx::Result<()> {
        execute(
            c,
            format!(
                "update offers o set record_hash = {NEVER}
                 from undo_steps s where o.product_id = s.product_id and s.back ?| {}
                   and (o.id is distinct from s.offer_id or not s.back ?| {})",
                names(false),
                names(true)
            ),
        )
        .await
    }

    async fn changes(&self, c: &mut PgConnection) -> sqlx::Result<()> {
        let by = self.request.by;
        sqlx::query(AssertSqlSafe(format!(
            "insert into changes (run_id, by, at, kind, supplier_id, offer_id, product_id, record, before, after,
               of_change, undo_id, exact)
             select {run_id}, $2, $1, 4, supplier_id, offer_id, product_id, record, now, back, change_id, {undo_id},
               case when exact_now <> '{{}}' then jsonb_build_object('before', exact_now) end
             from undo_steps where back <> '{{}}' order by change_id",
            run_id = self.run.run_id,
            undo_id = self.undo_id,
        )))
        .bind(self.request.now)
        .bind(by)
        .execute(c)
        .await?;
        Ok(())
    }

    async fn keep_values(&self, c: &mut PgConnection) -> sqlx::Result<()> {
        execute(
            c,
            format!(
                "insert into undo_kept (undo_id, reverting, product_id, offer_id, name, field, value, because, by, run_id)
                 {}",
                kept_values(self.undo_id, self.side)
            ),
        )
        .await
    }

    /// Adds up the offers of the products in the temporary table `touched`.
    pub async fn summarise(&self, c: &mut PgConnection) -> sqlx::Result<()> {
        execute(c, "analyze touched".to_owned()).await?;
        sqlx::query(SUMMARISE)
            .bind(self.request.now)
            .bind(self.request.catalogue_currency)
            .execute(c)
            .await?;
        Ok(())
    }

    /// Writes the words that a search looks at, of the products in the temporary table `reworded`: what they were on
    /// the other side of the run, where nothing else changed them; else anew. Where the run changed no words and nobody
    /// did since, they stay.
    pub async fn words(&self, c: &mut PgConnection) -> sqlx::Result<()> {
        let (from, to) = match self.side {
            Side::Undo => ("after", "before"),
            Side::Revert(_) => ("before", "after"),
        };
        if self.request.scope.is_whole() {
            // An offer that came back to another product than its own is news there.
            let elsewhere = match self.side {
                Side::Undo => "false",
                Side::Revert(_) => {
                    "exists (select 1 from back_offers b where b.product_id = r.product_id and b.old_product <> b.product_id)"
                }
            };
            sqlx::query(AssertSqlSafe(format!(
                "delete from reworded r
                 where not exists (select 1 from prior_words b where b.run_id = $1 and b.product_id = r.product_id)
                   and not exists (select 1 from undo_steps s where s.product_id = r.product_id and s.kept <> '{{}}')
                   and not exists (select 1 from changes l where l.product_id = r.product_id and l.at > $2
                                     and l.run_id is distinct from $1 and l.after ?| array['name', 'brand', 'mpn'])
                   and not {elsewhere}"
            )))
            .bind(self.run.run_id)
            .bind(self.run.applied_at)
            .execute(&mut *c)
            .await?;
            execute(
                c,
                format!(
                    "with done as (
                       update product_search w set words = b.{to} from reworded r join prior_words b
                         on b.run_id = {run_id} and b.product_id = r.product_id
                       where w.product_id = r.product_id and w.words = b.{from}
                         and not exists (select 1 from undo_steps s where s.product_id = r.product_id and s.kept <> '{{}}')
                       returning w.product_id)
                     delete from reworded r using done where r.product_id = done.product_id",
                    run_id = self.run.run_id,
                ),
            )
            .await?;
        }
        let left: Vec<i64> =
            sqlx::query_scalar("select product_id from reworded order by 1").fetch_all(&mut *c).await?;
        words::refresh(c, &left).await
    }
}

/// What the steps come to.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct Counted {
    pub restored: i64,
    pub brought_back: i64,
    pub kept: i64,
    pub by_field: serde_json::Value,
}

/// Counts the steps.
pub(super) async fn count_steps(c: &mut PgConnection) -> sqlx::Result<Counted> {
    sqlx::query_as(
        "select count(*) filter (where back <> '{}') as restored,
           count(*) filter (where back ->> 'status' = 'active') as brought_back,
           coalesce(sum((select count(*) from jsonb_object_keys(kept))) filter (where kept <> '{}'), 0)::bigint as kept,
           (select coalesce(jsonb_agg(jsonb_build_object('field', field, 'count', n) order by n desc, field), '[]')
            from (select k.field, count(*) as n from undo_steps, jsonb_object_keys(back) k(field) group by 1) f) as by_field
         from undo_steps",
    )
    .fetch_one(c)
    .await
}

/// The values that stay, as rows of `undo_kept`.
pub(super) fn kept_values(undo_id: i64, side: Side) -> String {
    format!(
        "select {undo_id}::bigint, {reverting}, s.product_id, case when k.key = any({offer_fields}) then s.offer_id end,
           coalesce(p.name, o.supplier_sku, ''), k.key, k.value ->> 'value', k.value ->> 'because', k.value ->> 'by',
           (k.value ->> 'run')::bigint
         from undo_steps s cross join lateral jsonb_each(s.kept) k
         left join products p on p.id = s.product_id left join offers o on o.id = s.offer_id
         where s.kept <> '{{}}' order by s.change_id, k.key",
        reverting = side != Side::Undo,
        offer_fields = names(true),
    )
}

/// The reversals in the histories of prices and stocks: what was wrong stays true of the past.
fn history() -> [String; 2] {
    [
        "insert into price_history (offer_id, at, before, cost, currency, run_id)
         select o.id, $1, (s.now ->> 'price')::numeric, o.cost, o.currency, o.run_id
         from undo_steps s join offers o on o.id = s.offer_id where s.back ? 'price'"
            .to_owned(),
        "insert into stock_history (offer_id, at, before, stock, run_id)
         select o.id, $1, (s.now ->> 'stock')::integer, o.stock, o.run_id
         from undo_steps s join offers o on o.id = s.offer_id where s.back ? 'stock'"
            .to_owned(),
    ]
}

async fn bound(c: &mut PgConnection, now: DateTime<Utc>, sql: String) -> sqlx::Result<()> {
    sqlx::query(AssertSqlSafe(sql)).bind(now).execute(c).await?;
    Ok(())
}
