//! Review: what a run would do is seen before it counts, and a part of it can be approved.

use serde_json::{Value, json};

use crate::uploading::{Desk, counts, text};

const LIST: &str = "Reference;EAN;Name;Brand;Category;Price;Stock\n\
    A-1;4006381333931;Lamp blue;Brixen;Light;12,50;4\n\
    A-2;;Lamp red;Brixen;Light;13,90;2\n\
    A-3;;Drill;Orvane;Tools;99,00;12\n\
    A-4;;Hammer;Orvane;Tools;8,10;30\n";

/// Two changed, one as it was, one left out, two new of a new brand and category.
const NEXT: &str = "Reference;EAN;Name;Brand;Category;Price;Stock\n\
    A-1;4006381333931;Lamp azure;Brixen;Light;25,00;4\n\
    A-2;;Lamp red;Brixen;Light;13,20;90\n\
    A-3;;Drill;Orvane;Tools;99,00;12\n\
    A-5;;Saw;Kestrel;Tools/Saws;17,00;3\n\
    A-6;5901234123457;Big saw;Kestrel;Tools/Saws;27,00;1\n";

/// A run of the second file that waits, with the feed's absent policy.
async fn waiting() -> (Desk, Value) {
    let desk = Desk::new().await;
    desk.import("list.csv", LIST).await;
    let policies = json!({"absent": "discontinue"}).to_string();
    let run = desk.import_with("next.csv", NEXT, &[("mode", "review"), ("policies", &policies)]).await;
    assert_eq!((text(&run, "status"), counts(&run)), ("review", [5, 2, 2, 1, 0, 0]), "{run}");
    (desk, run)
}

/// Approves a part of a run and carries it through.
async fn approve(desk: &Desk, run: &Value, selection: Value) -> Value {
    let approved =
        desk.buyer.post(&format!("/imports/{}/apply", run["id"]), json!({"selection": selection})).await;
    assert_eq!(approved.status, 202, "{approved:?}");
    desk.carry(run["id"].as_i64().expect("an id")).await
}

/// `[name, cost, stock, status]` of an offer.
async fn offer(desk: &Desk, sku: &str) -> Option<(String, Option<String>, Option<i32>, i16)> {
    sqlx::query_as(
        "select p.name, o.cost::text, o.stock, o.status from offers o join products p on p.id = o.product_id
         where o.supplier_sku = $1",
    )
    .bind(sku)
    .fetch_optional(desk.app.dbs.catalog.pool())
    .await
    .expect("read")
}

fn offered(name: &str, cost: &str, stock: i32) -> (String, Option<String>, Option<i32>, i16) {
    (name.to_owned(), Some(cost.to_owned()), Some(stock), 1)
}

#[tokio::test]
async fn a_review_shows_moves_new_names_and_what_would_go() {
    let (desk, run) = waiting().await;
    let review = &run["review"];
    assert_eq!(review["brakes"], json!([]));
    assert_eq!(review["new_brands"], json!([{"name": "Kestrel", "records": 2}]));
    assert_eq!(review["new_categories"], json!([{"path": "Tools/Saws", "records": 2}]));
    assert_eq!(
        (&review["gone"], &run["discontinued"], &review["approved"]),
        (&json!(1), &json!(1), &Value::Null)
    );
    let price = &review["biggest"]["price"][0];
    assert_eq!(
        (text(price, "supplier_sku"), text(price, "before"), text(price, "after"), &price["percent"]),
        ("A-1", "12.5000", "25.0000", &json!(100.0))
    );
    assert_eq!(text(&review["biggest"]["stock"][0], "supplier_sku"), "A-2");
    let changes = |query: &str| {
        let path = format!("/imports/{}/changes?{query}", run["id"]);
        let buyer = desk.buyer.clone();
        async move { buyer.get(&path).await.body }
    };
    let gone = changes("kind=discontinued").await;
    assert_eq!(gone["meta"]["total"], 1, "{gone}");
    assert_eq!(
        (text(&gone["data"][0], "supplier_sku"), &gone["data"][0]["fields"]),
        ("A-4", &json!([{"field": "status", "before": "active", "after": "discontinued"}]))
    );
    let stocks = changes("sort=-stock_move").await;
    assert_eq!((&stocks["meta"]["total"], text(&stocks["data"][0], "supplier_sku")), (&json!(1), "A-2"));
    assert_eq!(text(&changes("sort=-move").await["data"][0], "supplier_sku"), "A-1");
    assert_eq!(desk.buyer.get("/imports/1/changes?sort=name").await.wrong_fields(), ["sort"]);
}

#[tokio::test]
async fn only_changes_are_approved_and_the_rest_is_rejected_and_comes_again() {
    let (desk, run) = waiting().await;
    let run = approve(&desk, &run, json!({"kinds": ["updated"]})).await;
    assert_eq!((text(&run, "status"), counts(&run)), ("done", [5, 0, 2, 1, 0, 2]), "{run}");
    assert_eq!((&run["discontinued"], &run["open_rejected"]), (&json!(0), &json!(2)));
    assert_eq!(offer(&desk, "A-1").await, Some(offered("Lamp azure", "25.0000", 4)));
    assert_eq!(offer(&desk, "A-4").await, Some(offered("Hammer", "8.1000", 30)), "nothing went off sale");
    assert_eq!(offer(&desk, "A-5").await, None);
    assert_eq!(desk.buyer.get("/brands?q=Kestrel").await.body["meta"]["total"], 0);
    assert_eq!(run["review"]["approved"]["selection"], json!({"kinds": ["updated"]}));
    let issues = desk.buyer.get(&format!("/imports/{}/errors?code=not_approved", run["id"])).await.body;
    assert_eq!((&issues["meta"]["total"], &issues["data"][0]["record"]), (&json!(2), &json!(4)), "{issues}");
    let rejected = desk.buyer.get(&format!("/imports/{}/errors.csv", run["id"])).await.text;
    assert!(rejected.contains("A-5;;") || rejected.contains("A-5,,Saw"), "{rejected}");
    assert_eq!(rejected.lines().count(), 3);
    // The next file brings them again.
    let next = desk.import("again.csv", NEXT.replace("A-3;;Drill", "A-3;;Drill 2")).await;
    assert_eq!((text(&next, "status"), counts(&next)), ("done", [5, 2, 1, 2, 0, 0]), "{next}");
    assert_eq!(next["discontinued"], 1);
}

#[tokio::test]
async fn only_some_fields_are_approved_and_the_others_come_with_the_next_file() {
    let (desk, run) = waiting().await;
    let run = approve(&desk, &run, json!({"fields": ["stock"]})).await;
    // The lamp's price and name are left out: nothing of it changes. New articles keep what identifies them.
    assert_eq!((text(&run, "status"), counts(&run)), ("done", [5, 2, 1, 2, 0, 0]), "{run}");
    assert_eq!(offer(&desk, "A-1").await, Some(offered("Lamp blue", "12.5000", 4)));
    assert_eq!(offer(&desk, "A-2").await, Some(offered("Lamp red", "13.9000", 90)));
    assert_eq!(offer(&desk, "A-6").await, Some(("Big saw".to_owned(), None, Some(1), 1)));
    let product = desk.buyer.get("/products?q=Big%20saw").await.body;
    assert_eq!(product["data"][0]["ean"], "5901234123457", "{product}");
    let next = desk.import("again.csv", format!("{NEXT}A-7;;Nail;Orvane;Tools;1,00;9\n")).await;
    assert_eq!((text(&next, "status"), counts(&next)), ("done", [6, 1, 4, 1, 0, 0]), "{next}");
    assert_eq!(offer(&desk, "A-1").await, Some(offered("Lamp azure", "25.0000", 4)));
    assert_eq!(offer(&desk, "A-6").await, Some(offered("Big saw", "27.0000", 1)));
}

#[tokio::test]
async fn single_records_are_approved_or_left_out() {
    let (desk, run) = waiting().await;
    let run = approve(&desk, &run, json!({"except_records": [1, 4]})).await;
    assert_eq!((text(&run, "status"), counts(&run)), ("done", [5, 1, 1, 1, 0, 2]), "{run}");
    assert_eq!(offer(&desk, "A-1").await, Some(offered("Lamp blue", "12.5000", 4)));
    let (desk, run) = waiting().await;
    let run = approve(&desk, &run, json!({"only_records": [1], "kinds": ["created", "updated"]})).await;
    // The record that changes nothing was never staged: it is unchanged, approved or not.
    assert_eq!((text(&run, "status"), counts(&run)), ("done", [5, 0, 1, 1, 0, 3]), "{run}");
    assert_eq!((offer(&desk, "A-6").await, &run["discontinued"]), (None, &json!(0)));
}

#[tokio::test]
async fn a_product_whose_first_record_is_left_out_is_made_by_the_next_one() {
    let desk = Desk::new().await;
    let twice = "Reference;EAN;Name;Price\nB-1;4006381333931;Pen one;1,00\nB-2;4006381333931;Pen two;2,00\n";
    let run = desk.import_with("twice.csv", twice, &[("mode", "review")]).await;
    let run = approve(&desk, &run, json!({"except_records": [1]})).await;
    assert_eq!((text(&run, "status"), counts(&run)), ("done", [2, 1, 0, 0, 0, 1]), "{run}");
    let products = desk.buyer.get("/products").await.body;
    assert_eq!(
        (&products["meta"]["total"], text(&products["data"][0], "name")),
        (&json!(1), "Pen two"),
        "{products}"
    );
}

#[tokio::test]
async fn an_approval_of_nothing_or_of_what_isnt_known_is_refused() {
    let (desk, run) = waiting().await;
    let path = format!("/imports/{}/apply", run["id"]);
    for (selection, wrong) in [
        (json!({"kinds": []}), "selection"),
        (json!({"only_records": []}), "selection"),
        (json!({"fields": ["price", "colour"]}), "selection.fields[1]"),
    ] {
        let refused = desk.buyer.post(&path, json!({"selection": selection})).await;
        assert_eq!((refused.status.as_u16(), refused.wrong_fields()), (422, vec![wrong]), "{refused:?}");
    }
    // None of it: the run is cancelled, and the catalogue stays as it was.
    assert_eq!(desk.act(&run, "cancel").await.status, 202);
    assert_eq!(desk.buyer.post(&path, json!({})).await.code(), "wrong_state");
    assert_eq!(offer(&desk, "A-5").await, None);
}

#[tokio::test]
async fn a_dry_run_shows_the_same() {
    let desk = Desk::new().await;
    desk.import("list.csv", LIST).await;
    let run = desk.import_with("next.csv", NEXT, &[("mode", "dry_run")]).await;
    assert_eq!((text(&run, "status"), &run["review"]["gone"]), ("done", &json!(1)), "{run}");
    assert_eq!(run["review"]["new_brands"][0]["name"], "Kestrel");
}
