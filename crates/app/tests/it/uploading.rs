//! Files on their way in: uploading them, carrying their runs through, and the account that each must give.

use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::Value;
use store::core::user::Role;
use store::databases::CatalogDb;
use tokio_util::sync::CancellationToken;

use crate::test_app::{Answer, Client, TestApp, send};

/// Somebody who may import, and the supplier `ACME`.
pub struct Desk {
    /// The server.
    pub app: TestApp,
    /// The person.
    pub buyer: Client,
}

impl Desk {
    pub async fn new() -> Self {
        Self::with(&[]).await
    }

    /// With these environment variables.
    pub async fn with(variables: &[(&str, &str)]) -> Self {
        let app = TestApp::with(variables).await;
        let buyer = app.logged_in(Role::User).await;
        testkit::builders::supplier(&app.dbs.catalog, "ACME").await;
        Self { app, buyer }
    }

    /// The same after a night: the person logs in anew.
    pub async fn next_day(mut self) -> Self {
        self.buyer = self.app.log_in("user@example.com").await;
        self
    }

    /// Uploads a file of `ACME`'s.
    pub async fn upload(&self, name: &str, content: impl Into<Vec<u8>>) -> Answer {
        self.upload_with(name, content, &[]).await
    }

    /// Uploads a file of `ACME`'s with more parts.
    pub async fn upload_with(
        &self,
        name: &str,
        content: impl Into<Vec<u8>>,
        parts: &[(&str, &str)],
    ) -> Answer {
        let mut form = form(name, content);
        if !parts.iter().any(|(part, _)| *part == "supplier") {
            form = form.text("supplier", "ACME");
        }
        for (part, text) in parts {
            form = form.text((*part).to_owned(), (*text).to_owned());
        }
        send(self.buyer.request(Method::POST, "/imports").multipart(form)).await
    }

    /// Uploads a file to be looked at.
    pub async fn inspect(&self, name: &str, content: impl Into<Vec<u8>>) -> Answer {
        send(self.buyer.request(Method::POST, "/imports/inspect").multipart(form(name, content))).await
    }

    /// Works on a run as a worker would, until it ends or waits, and answers with it.
    pub async fn carry(&self, id: i64) -> Value {
        let importer = &self.app.state.importer;
        let outcome = importer.execute(id, "test", None, None, &CancellationToken::new()).await;
        outcome.expect("nothing of ours fails");
        self.run(id).await
    }

    /// An import as the API shows it. Its account is right, whatever became of it.
    pub async fn run(&self, id: i64) -> Value {
        let run = self.buyer.get(&format!("/imports/{id}")).await;
        assert_eq!(run.status, 200, "{run:?}");
        if ["done", "held", "review", "unchanged"].contains(&text(&run.body, "status")) {
            assert_accounted(&run.body);
        }
        run.body
    }

    /// Uploads a file that is accepted, and carries it through.
    pub async fn import(&self, name: &str, content: impl Into<Vec<u8>>) -> Value {
        self.import_with(name, content, &[]).await
    }

    /// The same with more parts.
    pub async fn import_with(
        &self,
        name: &str,
        content: impl Into<Vec<u8>>,
        parts: &[(&str, &str)],
    ) -> Value {
        let accepted = self.upload_with(name, content, parts).await;
        assert_eq!(accepted.status, 202, "{accepted:?}");
        self.carry(accepted.body["id"].as_i64().expect("an id")).await
    }

    /// Everything that imports wrote to the catalogue.
    pub async fn digest(&self) -> Digest {
        digest(&self.app.dbs.catalog).await
    }

    /// `POST /imports/{id}/{action}`
    pub async fn act(&self, run: &Value, action: &str) -> Answer {
        self.buyer.post(&format!("/imports/{}/{action}", run["id"]), serde_json::json!({})).await
    }
}

fn form(name: &str, content: impl Into<Vec<u8>>) -> Form {
    Form::new().part("file", Part::bytes(content.into()).file_name(name.to_owned()))
}

/// A text of an object.
pub fn text<'a>(object: &'a Value, field: &str) -> &'a str {
    object[field].as_str().unwrap_or_default()
}

/// `[records, created, updated, unchanged, duplicates, rejected]`
pub fn counts(run: &Value) -> [i64; 6] {
    ["records", "created", "updated", "unchanged", "duplicates", "rejected"]
        .map(|count| run[count].as_i64().unwrap_or_else(|| panic!("{count} in {run}")))
}

/// Every record came to something.
pub fn assert_accounted(run: &Value) {
    let [records, ends @ ..] = counts(run);
    assert_eq!(records, ends.iter().sum::<i64>(), "{run}");
}

/// What the catalogue holds, without ids and times: equal for equal histories of imports.
#[derive(Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Digest {
    /// Products, offers, price and stock history, changes.
    pub counts: Vec<i64>,
    /// A sum over all their values.
    pub values: String,
}

pub async fn digest(db: &CatalogDb) -> Digest {
    sqlx::query_as(
        "with lines as (
           select 1 as kind, row(p.gtin, p.sku, p.name, p.description, b.name, c.path, p.mpn, p.weight_kg, p.images, p.status,
             p.offers, p.best_cost, p.best_currency, p.stock, p.retail_price, p.created_record)::text as line
           from products p left join brands b on b.id = p.brand_id left join categories c on c.id = p.category_id
           union all
           select 2, row(s.code, o.supplier_sku, p.sku, o.cost, o.currency, o.retail_price, o.stock, o.moq, o.pack,
             o.lead_time_days, o.status, o.record_hash, o.missing_since is null, o.created_record, o.record)::text
           from offers o join suppliers s on s.id = o.supplier_id join products p on p.id = o.product_id
           union all
           select 3, row(o.supplier_sku, h.before, h.cost, h.currency)::text
           from price_history h join offers o on o.id = h.offer_id
           union all
           select 4, row(o.supplier_sku, h.before, h.stock)::text
           from stock_history h join offers o on o.id = h.offer_id
           union all
           select 5, row(c.kind, o.supplier_sku, p.sku, c.record, c.before, c.after, c.price_move)::text
           from changes c left join offers o on o.id = c.offer_id join products p on p.id = c.product_id)
         select array_agg(coalesce(n, 0) order by k) as counts, sum(coalesce(h, 0))::text as values
         from generate_series(1, 5) k
         left join (select kind, count(*) as n, sum(hashtextextended(line, 0)::numeric) as h
                    from lines group by kind) l on l.kind = k",
    )
    .fetch_one(db.pool())
    .await
    .expect("the catalogue can be read")
}
