//! A catalogue to import into: records are staged and applied as the pipeline does it.

use std::collections::HashSet;

use catalog::article::Article;
use catalog::policy::Policies;
use catalog::record::Position;
use chrono::{DateTime, Duration, TimeZone as _, Utc};
use sqlx::Row as _;
use store::catalog::apply::{Application, Applied, apply};
use store::catalog::binary_copy;
use store::catalog::known::{self, Known, Seen};
use store::catalog::plan::PlanCounts;
use store::catalog::staging::{Keys, Staging, encode};
use store::databases::{CatalogDb, Database};
use store::imports::run::Counts;
use testkit::TestDbs;

/// A migrated, empty catalogue, and a clock that goes a day further with each run.
pub struct Catalogue {
    _dbs: TestDbs,
    pub db: CatalogDb,
    pub run_id: i64,
    pub now: DateTime<Utc>,
    pub policies: Policies,
}

/// What a run came to: counts, records that never travelled, offers off sale.
#[derive(Debug, PartialEq, Eq)]
pub struct Result {
    pub counts: PlanCounts,
    pub skipped: usize,
    pub discontinued: i64,
    pub conflicts: usize,
}

impl Catalogue {
    pub async fn new() -> Self {
        let dbs = TestDbs::only(&[Database::Catalog]).await;
        let db = dbs.databases().catalog;
        let now = Utc.with_ymd_and_hms(2026, 3, 1, 6, 0, 0).unwrap();
        Self { _dbs: dbs, db, run_id: 0, now, policies: Policies::default() }
    }

    pub async fn supplier(&self, code: &str) -> i64 {
        testkit::builders::supplier(&self.db, code).await
    }

    pub async fn stage(&mut self, supplier_id: i64, articles: &[Article]) -> (Staging, usize) {
        self.run_id += 1;
        self.now += Duration::days(1);
        let staging = Staging { run_id: self.run_id, fence: 1 };
        staging.create(&self.db).await.unwrap();
        let mut known = Known::load(&self.db, supplier_id, Known::LIMIT).await.unwrap();
        let (mut rows, mut keys, mut products) = (Vec::new(), Keys::default(), HashSet::new());
        binary_copy::header(&mut rows);
        let mut skipped = 0;
        for (index, article) in articles.iter().enumerate() {
            let position = Position { record: index as u64 + 1, line: index as u64 + 2 };
            let leader = keys.product_key(article).is_none_or(|key| products.insert(key));
            let record_hash = article.record_hash();
            if known.meet(known::key(&article.supplier_sku)) == (Seen::First { record_hash }) {
                skipped += 1;
            } else {
                encode(&mut rows, &mut keys, position, article, record_hash, leader);
            }
        }
        binary_copy::trailer(&mut rows);
        let mut copy = staging.copy_records(&self.db).await.unwrap();
        copy.send(rows).await.unwrap();
        copy.finish().await.unwrap();
        staging.copy_absent(&self.db, known.unseen()).await.unwrap();
        staging.analyze(&self.db).await.unwrap();
        (staging, skipped)
    }

    pub fn application(&self, staging: Staging, supplier_id: i64) -> Application<'_> {
        Application {
            staging,
            supplier_id,
            read: Counts::default(),
            policies: &self.policies,
            catalogue_currency: "EUR",
            now: self.now,
        }
    }

    pub async fn import(&mut self, supplier_id: i64, articles: &[Article]) -> Result {
        let (staging, skipped) = self.stage(supplier_id, articles).await;
        let applied = apply(&self.db, &self.application(staging, supplier_id)).await.unwrap();
        let Applied::Now { counts, discontinued, conflicts } = applied else { panic!("{applied:?}") };
        Result { counts, skipped, discontinued, conflicts: conflicts.len() }
    }

    pub async fn text(&self, sql: &'static str) -> String {
        let row = sqlx::query(sql).fetch_one(self.db.pool()).await.unwrap();
        row.get::<Option<String>, _>(0).unwrap_or_else(|| "∅".to_owned())
    }

    /// Every value of the catalogue that an import may write, as one text.
    pub async fn digest(&self) -> String {
        self.text(
            "select md5(string_agg(line, '|' order by line)) from (
               select p::text as line from products p union all select o::text from offers o
               union all select c::text from changes c union all select b::text from brands b
               union all select h::text from price_history h union all select h::text from stock_history h) all_lines",
        )
        .await
    }
}

pub fn article(sku: &str, price: &str, stock: i32) -> Article {
    Article {
        supplier_sku: sku.to_owned(),
        name: Some(format!("Article {sku}")),
        price: Some(price.parse().unwrap()),
        currency: Some("EUR".to_owned()),
        stock: Some(stock),
        ..Article::default()
    }
}

pub fn with_gtin(mut article: Article, gtin: &str) -> Article {
    article.gtin = Some(gtin.parse().unwrap());
    article
}

pub const GTIN: &str = "4006381333931";
