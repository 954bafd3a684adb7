//! What a feed's policies let a file do. Whatever they say, every record comes to something.

use serde_json::{Value, json};

use crate::uploading::{Desk, counts, text};

const LIST: &str = "Reference;EAN;Name;Brand;Price;Stock\n\
    A-1;4006381333931;Lamp blue;Brixen;12,50;4\n\
    A-2;;Lamp red;Brixen;13,90;2\n\
    A-3;;Drill;Orvane;99,00;12\n";

/// A known article with another price and stock, one as it was, a new one of a new brand.
const NEXT: &str = "Reference;EAN;Name;Brand;Price;Stock\n\
    A-1;4006381333931;Lamp blue;Brixen;12,60;5\n\
    A-2;;Lamp red;Brixen;13,90;2\n\
    A-9;;Saw;Newbrand;17,00;3\n";

/// One article with a price that is none.
const BAD: &str = "Reference;EAN;Name;Brand;Price;Stock\n\
    A-1;4006381333931;Lamp blue;Brixen;12,60;5\n\
    A-2;;Lamp red;Brixen;on request;2\n\
    A-3;;Drill;Orvane;99,50;12\n";

impl Desk {
    async fn import_under(&self, content: &str, policies: Value) -> Value {
        self.import_with("next.csv", content, &[("policies", &policies.to_string())]).await
    }

    async fn kinds(&self, run: &Value) -> Vec<(String, String, i64)> {
        let issues = self.buyer.get(&format!("/imports/{}/errors", run["id"])).await;
        let kinds = issues.body["meta"]["by_code"].as_array().expect("kinds").iter();
        kinds
            .map(|kind| {
                let count = kind["count"].as_i64().expect("a count");
                (text(kind, "code").to_owned(), text(kind, "severity").to_owned(), count)
            })
            .collect()
    }

    /// A product's offer by its article number: `[cost, stock]`.
    async fn offer(&self, sku: &str) -> (Option<String>, Option<i32>) {
        sqlx::query_as("select cost::text, stock from offers where supplier_sku = $1")
            .bind(sku)
            .fetch_one(self.app.dbs.catalog.pool())
            .await
            .expect("an offer")
    }
}

fn left(count: i64) -> (String, String, i64) {
    ("left_by_policy".to_owned(), "info".to_owned(), count)
}

#[tokio::test]
async fn only_known_articles_are_written() {
    let desk = Desk::new().await;
    desk.import("list.csv", LIST).await;
    let run = desk.import_under(NEXT, json!({"writes": "update"})).await;
    assert_eq!((text(&run, "status"), counts(&run)), ("done", [3, 0, 1, 2, 0, 0]), "{run}");
    assert_eq!(desk.kinds(&run).await, [left(1)]);
    assert_eq!(run["warnings"], 1);
    let brands = desk.buyer.get("/brands?q=Newbrand").await;
    assert_eq!(brands.body["meta"]["total"], 0);
    // The same file comes in whole once the policy lets it: it isn't taken for the same.
    let run = desk.import_under(NEXT, json!({"writes": "both"})).await;
    assert_eq!((text(&run, "status"), counts(&run)), ("done", [3, 1, 0, 2, 0, 0]), "{run}");
    let again = desk.import("next.csv", NEXT).await;
    assert_eq!(text(&again, "status"), "unchanged", "{again}");
}

#[tokio::test]
async fn only_new_articles_are_written_and_a_review_shows_it_before() {
    let desk = Desk::new().await;
    desk.import("list.csv", LIST).await;
    let policies = json!({"writes": "create"}).to_string();
    let run = desk.import_with("next.csv", NEXT, &[("policies", &policies), ("mode", "review")]).await;
    assert_eq!((text(&run, "status"), counts(&run)), ("review", [3, 1, 0, 2, 0, 0]), "{run}");
    assert_eq!(desk.kinds(&run).await, [left(1)]);
    assert_eq!(desk.act(&run, "apply").await.status, 202);
    let run = desk.carry(run["id"].as_i64().expect("an id")).await;
    assert_eq!((text(&run, "status"), counts(&run)), ("done", [3, 1, 0, 2, 0, 0]), "{run}");
    assert_eq!(desk.kinds(&run).await, [left(1)]);
    assert_eq!(desk.offer("A-1").await, (Some("12.5000".to_owned()), Some(4)));
    assert_eq!(desk.offer("A-9").await, (Some("17.0000".to_owned()), Some(3)));
}

#[tokio::test]
async fn only_some_fields_are_written() {
    let desk = Desk::new().await;
    desk.import("list.csv", LIST).await;
    let only_stock = json!({"fields": ["stock"]});
    let renamed = NEXT.replace("Lamp blue", "Lamp of another name");
    let run = desk.import_under(&renamed, only_stock.clone()).await;
    assert_eq!(text(&run, "status"), "done", "{run}");
    assert_eq!(desk.offer("A-1").await, (Some("12.5000".to_owned()), Some(5)));
    let changed = desk.buyer.get(&format!("/imports/{}/changes?kind=updated", run["id"])).await;
    let fields: Vec<&str> = changed.body["data"][0]["fields"]
        .as_array()
        .expect("fields")
        .iter()
        .map(|field| text(field, "field"))
        .collect();
    assert_eq!(fields, ["stock"]);
    // What isn't written makes no difference: a file with other prices has nothing new.
    let other = renamed.replace("12,60", "14,00");
    let run = desk.import("other.csv", other.as_str()).await;
    assert_eq!((text(&run, "status"), counts(&run)), ("done", [3, 0, 0, 3, 0, 0]), "{run}");
    // Nor does a value that can't be read, where it isn't wanted.
    let run = desk.import_under(BAD, json!({"fields": ["stock"], "bad_records": "block"})).await;
    assert_eq!(text(&run, "status"), "done", "{run}");
}

#[tokio::test]
async fn absent_articles_follow_the_profile() {
    let desk = Desk::new().await;
    desk.import("list.csv", LIST).await;
    let short = LIST.replace("A-3;;Drill;Orvane;99,00;12\n", "");
    let run = desk.import_under(&short, json!({"absent": "zero_stock"})).await;
    assert_eq!((text(&run, "status"), &run["discontinued"]), ("done", &json!(1)), "{run}");
    assert_eq!(desk.offer("A-3").await.1, Some(0));
    // The policy was kept with the profile: the next file without it needs no word.
    desk.import("list.csv", LIST).await;
    let run = desk.import("short.csv", short).await;
    assert_eq!(run["discontinued"], 1, "{run}");
}

#[tokio::test]
async fn bad_records_come_in_flagged_are_skipped_or_block() {
    let desk = Desk::new().await;
    desk.import("list.csv", LIST).await;
    let blocked = desk.import_under(BAD, json!({"bad_records": "block"})).await;
    assert_eq!((text(&blocked, "status"), text(&blocked, "message_code")), ("held", "blocked"), "{blocked}");
    assert_eq!(desk.offer("A-1").await.0.as_deref(), Some("12.5000"));
    assert_eq!(desk.act(&blocked, "cancel").await.status, 202);

    let skipped = desk.import_under(BAD, json!({"bad_records": "skip"})).await;
    assert_eq!((text(&skipped, "status"), counts(&skipped)), ("done", [3, 0, 2, 0, 0, 1]), "{skipped}");
    assert_eq!(desk.kinds(&skipped).await, [("number_invalid".to_owned(), "error".to_owned(), 1)]);
    let csv = desk.buyer.get(&format!("/imports/{}/errors.csv", skipped["id"])).await.text;
    assert!(
        csv.lines()
            .nth(1)
            .is_some_and(|line| line.contains("A-2") && line.contains("number_invalid (price)")),
        "{csv}"
    );

    let flagged = desk.import_under(BAD, json!({"bad_records": "flag"})).await;
    assert_eq!((text(&flagged, "status"), counts(&flagged)), ("done", [3, 0, 0, 3, 0, 0]), "{flagged}");
    assert_eq!(flagged["warnings"], 1);
}

#[tokio::test]
async fn too_many_errors_hold_the_run() {
    let desk = Desk::new().await;
    let list = LIST.replace("A-2;;", ";;");
    let held = desk.import_under(&list, json!({"most_errors": 0.2})).await;
    assert_eq!((text(&held, "status"), text(&held, "message_code")), ("held", "most_errors"), "{held}");
    let fine = desk.import_under(&list, json!({"most_errors": 0.5})).await;
    assert_eq!((text(&fine, "status"), counts(&fine)), ("done", [3, 2, 0, 0, 0, 1]), "{fine}");
}

#[tokio::test]
async fn policies_that_make_no_sense_are_refused() {
    let desk = Desk::new().await;
    let refused = async |policies: Value| {
        let answer = desk.upload_with("list.csv", LIST, &[("policies", &policies.to_string())]).await;
        assert_eq!(answer.status, 422, "{answer:?}");
        answer.wrong_fields().join(" ")
    };
    assert_eq!(
        refused(json!({"most_errors": 2, "brakes": {"gone": -1}})).await,
        "policies.most_errors policies.brakes.gone"
    );
    assert_eq!(refused(json!({"absent_runs": 0})).await, "policies.absent_runs");
    assert_eq!(refused(json!({"fields": []})).await, "policies.fields");
    assert_eq!(refused(json!({"absent": "burn"})).await, "absent");
}
