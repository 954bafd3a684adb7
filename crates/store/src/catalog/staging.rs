//! The staging table of a run: the records that may change something, on their way into the catalogue.
//!
//! One unlogged table a run and lease, so that two workers never write the same one, in the schema `staging` of
//! `db_catalog`. The stored file is the truth: after a crash of PostgreSQL the table is empty and the file is
//! read again.

use catalog::article::Article;
use catalog::record::Position;
use sqlx::pool::PoolConnection;
use sqlx::postgres::PgPoolCopyExt as _;
use sqlx::{AssertSqlSafe, Postgres};

use super::binary_copy as binary;
use super::search::{fold, fold_into};
use crate::databases::CatalogDb;

/// Names a run's staging tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Staging {
    /// The run.
    pub run_id: i64,
    /// The lease under which they were made.
    pub fence: i64,
}

/// Columns of the staging table, in the order in which [`encode`] writes them.
const COLUMNS: &str = "record bigint not null, line bigint not null, supplier_sku text collate \"C\" not null,
    record_hash bigint not null, leader boolean not null, gtin text collate \"C\", name text, description text,
    brand text, brand_key text collate \"C\", category text, category_key text collate \"C\",
    cost numeric(14,4), currency text, retail_price numeric(14,4), stock integer, moq integer, pack integer,
    lead_time_days integer, weight_kg numeric(12,4), images text[], mpn text, mpn_key text collate \"C\",
    words text not null";
const FIELDS: i16 = 24;

impl Staging {
    /// The table of staged records.
    pub fn records(self) -> String {
        format!("staging.run_{}_{}", self.run_id, self.fence)
    }

    /// The table of offers that a full file left out.
    pub fn absent(self) -> String {
        format!("staging.absent_{}_{}", self.run_id, self.fence)
    }

    /// The table that says which offer and product each record is for.
    pub fn plan(self) -> String {
        format!("staging.plan_{}_{}", self.run_id, self.fence)
    }

    /// The table of what changes on products and offers that exist.
    pub fn diff(self) -> String {
        format!("staging.diff_{}_{}", self.run_id, self.fence)
    }

    /// Makes the tables of records and of absent offers, empty.
    pub async fn create(self, db: &CatalogDb) -> sqlx::Result<()> {
        let (records, absent) = (self.records(), self.absent());
        let mut tx = db.pool().begin().await?;
        // The table is read once, soon, by a transaction that scans all of it: autovacuum has no business there.
        for sql in [
            format!("drop table if exists {records}, {absent}"),
            format!("create unlogged table {records} ({COLUMNS}) with (autovacuum_enabled = false)"),
            format!(
                "create unlogged table {absent} (offer_id bigint primary key) with (autovacuum_enabled = false)"
            ),
        ] {
            sqlx::query(AssertSqlSafe(sql)).execute(&mut *tx).await?;
        }
        tx.commit().await
    }

    /// Lets PostgreSQL look at what is staged, so that it plans the diff well.
    pub async fn analyze(self, db: &CatalogDb) -> sqlx::Result<()> {
        sqlx::query(AssertSqlSafe(format!("analyze {}, {}", self.records(), self.absent())))
            .execute(db.pool())
            .await?;
        Ok(())
    }

    /// Opens a binary COPY into the staging table.
    pub async fn copy_records(
        self,
        db: &CatalogDb,
    ) -> sqlx::Result<sqlx::postgres::PgCopyIn<PoolConnection<Postgres>>> {
        db.pool().copy_in_raw(&format!("copy {} from stdin (format binary)", self.records())).await
    }

    /// Writes the ids of the offers that a full file left out.
    pub async fn copy_absent(
        self,
        db: &CatalogDb,
        offer_ids: impl Iterator<Item = i64>,
    ) -> sqlx::Result<i64> {
        let mut copy =
            db.pool().copy_in_raw(&format!("copy {} from stdin (format binary)", self.absent())).await?;
        let mut buffer = Vec::with_capacity(1 << 16);
        binary::header(&mut buffer);
        let mut count = 0;
        for offer_id in offer_ids {
            binary::row(&mut buffer, 1);
            binary::bigint(&mut buffer, offer_id);
            count += 1;
            if buffer.len() > (1 << 16) - 32 {
                copy.send(buffer.as_slice()).await?;
                buffer.clear();
            }
        }
        binary::trailer(&mut buffer);
        copy.send(buffer.as_slice()).await?;
        copy.finish().await?;
        Ok(count)
    }

    /// Drops every staging table of the run, whichever lease made it. One that a worker still holds, dead or only
    /// asleep, is left for the next tidying: nobody has to wait for it, since names differ by lease.
    pub async fn drop_all_of_run(db: &CatalogDb, run_id: i64) -> sqlx::Result<()> {
        let tables: Vec<String> = sqlx::query_scalar(
            "select format('%I.%I', schemaname, tablename) from pg_tables
             where schemaname = 'staging' and tablename ~ ('^(run|absent|plan|diff)_' || $1 || '_[0-9]+$')",
        )
        .bind(run_id)
        .fetch_all(db.pool())
        .await?;
        for table in tables {
            let mut tx = db.pool().begin().await?;
            sqlx::query("set local lock_timeout = '1s'").execute(&mut *tx).await?;
            let drop = AssertSqlSafe(format!("drop table if exists {table}"));
            match sqlx::query(drop).execute(&mut *tx).await {
                Ok(_) => tx.commit().await?,
                Err(error) if is_held(&error) => {
                    tracing::info!(table, "a staging table is still in use and is dropped later");
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

/// Whether a lock was not to be had in time.
fn is_held(error: &sqlx::Error) -> bool {
    error.as_database_error().and_then(sqlx::error::DatabaseError::code).is_some_and(|code| code == "55P03")
}

/// Folded keys of an article, in buffers that are reused.
#[derive(Debug, Default)]
pub struct Keys {
    brand: String,
    category: String,
    mpn: String,
    words: String,
}

impl Keys {
    fn fill(&mut self, article: &Article) {
        for buffer in [&mut self.brand, &mut self.category, &mut self.mpn, &mut self.words] {
            buffer.clear();
        }
        if let Some(brand) = &article.brand {
            fold_into(brand, &mut self.brand);
        }
        if let Some(category) = &article.category {
            fold_into(category, &mut self.category);
        }
        if let Some(mpn) = &article.mpn {
            self.mpn.extend(fold(mpn).chars().filter(|character| character.is_alphanumeric()));
        }
        if let Some(name) = &article.name {
            fold_into(name, &mut self.words);
        }
        // A brand that the name has already adds nothing to a search but weight.
        if !self.brand.is_empty() && !self.words.contains(&self.brand) {
            self.words.push(' ');
            self.words.push_str(&self.brand);
        }
        fold_into(&article.supplier_sku, &mut self.words);
        if let Some(mpn) = article.mpn.as_deref().filter(|&mpn| mpn != article.supplier_sku) {
            fold_into(mpn, &mut self.words);
        }
    }

    /// What makes two records of a file the same product when neither is known yet: the GTIN, else brand and
    /// MPN. A hash; PostgreSQL compares the values themselves.
    pub fn product_key(&mut self, article: &Article) -> Option<u64> {
        if let Some(gtin) = &article.gtin {
            return Some(gtin.as_str().bytes().fold(0, |number, digit| number * 10 + u64::from(digit & 15)));
        }
        self.fill(article);
        if self.mpn.is_empty() || self.brand.is_empty() {
            return None;
        }
        let both = [self.brand.as_bytes(), &[0], self.mpn.as_bytes()].concat();
        Some(xxhash_rust::xxh3::xxh3_64(&both) | 1 << 63)
    }
}

/// Appends an article as a row of the staging table.
pub fn encode(
    out: &mut Vec<u8>,
    keys: &mut Keys,
    position: Position,
    article: &Article,
    record_hash: i64,
    leader: bool,
) {
    fn filled(text: &str) -> Option<&str> {
        Some(text).filter(|text| !text.is_empty())
    }
    keys.fill(article);
    binary::row(out, FIELDS);
    binary::bigint(out, position.record as i64);
    binary::bigint(out, position.line as i64);
    binary::text(out, Some(&article.supplier_sku));
    binary::bigint(out, record_hash);
    binary::boolean(out, leader);
    binary::text(out, article.gtin.as_ref().map(catalog::value::gtin::Gtin::as_str));
    binary::text(out, article.name.as_deref());
    binary::text(out, article.description.as_deref());
    binary::text(out, article.brand.as_deref());
    binary::text(out, filled(&keys.brand));
    binary::text(out, article.category.as_deref());
    binary::text(out, filled(&keys.category));
    binary::numeric4(out, article.price);
    binary::text(out, article.currency.as_deref());
    binary::numeric4(out, article.retail_price);
    binary::integer(out, article.stock);
    binary::integer(out, article.moq);
    binary::integer(out, article.pack);
    binary::integer(out, article.lead_time_days);
    binary::numeric4(out, article.weight_kg);
    binary::texts(out, &article.images);
    binary::text(out, article.mpn.as_deref());
    binary::text(out, filled(&keys.mpn));
    binary::text(out, Some(&keys.words));
}

/// The runs that have staging tables.
pub async fn runs_with_tables(db: &CatalogDb) -> sqlx::Result<Vec<i64>> {
    sqlx::query_scalar(
        "select distinct split_part(tablename, '_', 2)::bigint from pg_tables
         where schemaname = 'staging' and tablename ~ '^(run|absent|plan|diff)_[0-9]+_[0-9]+$'",
    )
    .fetch_all(db.pool())
    .await
}
