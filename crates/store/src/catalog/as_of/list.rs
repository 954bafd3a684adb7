//! The product list as it was.
//!
//! Three kinds of products make it up: those whose name is what it was then (nearly all), those whose name changed
//! since (found by an index on such changes), and those that an undo took out.

use chrono::{DateTime, Utc};
use sqlx::{Postgres, QueryBuilder};

use super::products;
use crate::catalog::product::ProductRow;
use crate::catalog::search::{Terms, escape_like};
use crate::databases::CatalogDb;

/// In which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// By name.
    #[default]
    Name,
    /// By name, backwards.
    NameDescending,
    /// As they came.
    Id,
}

impl Order {
    /// The names that [`Order::parse`] takes.
    pub const NAMES: [&str; 3] = ["name", "-name", "id"];

    /// Reads `name`, `-name` or `id`.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "name" => Some(Self::Name),
            "-name" => Some(Self::NameDescending),
            "id" => Some(Self::Id),
            _ => None,
        }
    }
}

/// Which products.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// Words of the name or number they had, or a GTIN.
    pub q: Option<String>,
    /// With an offer of this supplier then.
    pub supplier_id: Option<i64>,
    /// In which order.
    pub order: Order,
    /// How many.
    pub limit: i64,
    /// From which on.
    pub offset: i64,
}

/// A page of the list as it was, and how many products it had.
pub async fn list(
    db: &CatalogDb,
    at: DateTime<Utc>,
    query: &Query,
    currency: &str,
) -> sqlx::Result<(Vec<ProductRow>, i64)> {
    let mut tx = db.pool().begin().await?;
    sqlx::query("set local work_mem = '64MB'").execute(&mut *tx).await?;
    let mut page = QueryBuilder::new("");
    push_list(&mut page, at, query);
    page.push(match query.order {
        Order::Name => " select id from listed order by name collate \"C\", id",
        Order::NameDescending => " select id from listed order by name collate \"C\" desc, id desc",
        Order::Id => " select id from listed order by id",
    });
    page.push(format_args!(" limit {} offset {}", query.limit, query.offset));
    let ids: Vec<i64> = page.build_query_scalar().persistent(false).fetch_all(&mut *tx).await?;
    let mut count = QueryBuilder::new("");
    push_list(&mut count, at, query);
    count.push(" select count(*) from listed");
    let total = count.build_query_scalar().persistent(false).fetch_one(&mut *tx).await?;
    tx.commit().await?;
    let rows = products(db, &ids, at, currency).await?;
    Ok((rows.into_iter().map(|then| then.product.row).collect(), total))
}

/// Letters with accents, and what a search finds them by.
const ACCENTED: &str = "'àáâãäåçèéêëìíîïñòóôõöùúûüýÿčďěňřšťůžąćęłńśźż'";
const PLAIN: &str = "'aaaaaaceeeeiiiinooooouuuuyycdenrstuzacelnszz'";

/// Appends `with … listed as (…)`: ids and names of what was there and is asked for.
fn push_list(sql: &mut QueryBuilder<Postgres>, at: DateTime<Utc>, query: &Query) {
    let terms = Terms::parse(query.q.as_deref());
    sql.push("with gone as materialized (select x.id from removed_products x join undos u on u.id = x.undo_id where u.at <= ");
    sql.push_bind(at).push(" and (x.restored_at is null or x.restored_at > ").push_bind(at).push(
        ")), named as materialized (select distinct on (product_id) product_id, before ->> 'name' as name
           from changes where after ? 'name' and at > ",
    );
    sql.push_bind(at).push(
        " order by product_id, id), listed as (
           select p.id, p.name from products p where p.created_at <= ",
    );
    sql.push_bind(at).push(" and not exists (select from named n where n.product_id = p.id)");
    sql.push(" and not exists (select from gone where gone.id = p.id)");
    terms.push_condition(sql);
    push_supplier(sql, at, query.supplier_id, "p.id");
    sql.push(" union all select p.id, n.name from named n join products p on p.id = n.product_id where p.created_at <= ");
    sql.push_bind(at).push(" and not exists (select from gone where gone.id = p.id)");
    push_text(sql, &terms, "n.name", "p");
    push_supplier(sql, at, query.supplier_id, "p.id");
    sql.push(
        " union all select p.id, coalesce(n.name, p.name) from (
             select distinct on (r.id) r.id, r.name, r.sku, r.gtin, r.created_at from removed_products r
             where not exists (select from products x where x.id = r.id) order by r.id, r.undo_id desc) p
           left join named n on n.product_id = p.id where p.created_at <= ",
    );
    sql.push_bind(at).push(" and not exists (select from gone where gone.id = p.id)");
    push_text(sql, &terms, "coalesce(n.name, p.name)", "p");
    push_supplier(sql, at, query.supplier_id, "p.id");
    sql.push(")");
}

/// Compares the name that a product had, and its numbers, with what is searched for.
fn push_text(sql: &mut QueryBuilder<Postgres>, terms: &Terms, name: &str, product: &str) {
    let words = match terms {
        Terms::None => return,
        Terms::Code { digits, words } => {
            sql.push(format_args!(" and ({product}.gtin = ")).push_bind(format!("{digits:0>14}"));
            sql.push(format_args!(" or {product}.sku like ")).push_bind(format!("{digits}%"));
            sql.push(" or (true");
            words
        }
        Terms::Words(words) => {
            sql.push(" and ((true");
            words
        }
    };
    for word in words {
        sql.push(format_args!(
            " and translate(lower({name} || ' ' || {product}.sku), {ACCENTED}, {PLAIN}) like "
        ));
        sql.push_bind(format!("%{}%", escape_like(word)));
    }
    sql.push("))");
}

fn push_supplier(sql: &mut QueryBuilder<Postgres>, at: DateTime<Utc>, supplier: Option<i64>, product: &str) {
    let Some(supplier) = supplier else { return };
    for (before, table, unless) in [
        (" and (exists (select from ", "offers", ""),
        (
            " or exists (select from ",
            "removed_offers",
            " and not exists (select from offers n where n.id = o.id)",
        ),
    ] {
        sql.push(format_args!("{before}{table} o where o.product_id = {product} and o.supplier_id = "));
        sql.push_bind(supplier).push(" and o.created_at <= ").push_bind(at).push(unless);
        sql.push(
            " and not exists (select from removed_offers x join undos u on u.id = x.undo_id
                where x.id = o.id and u.at <= ",
        );
        sql.push_bind(at).push(" and (x.restored_at is null or x.restored_at > ").push_bind(at).push(")))");
    }
    sql.push(")");
}
