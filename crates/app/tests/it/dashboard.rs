//! `/dashboard` and `/imports/stats`: what the first page tells.

use chrono::TimeDelta;
use serde_json::json;

use crate::uploading::{Desk, text};

const FIRST: &str = "SKU;EAN;Name;Brand;Price;Stock\nA-1;4006381333931;Lamp;Brixen;10,00;4\nA-2;;Saw;Orvane;20,00;0\nA-3;;Cup;Orvane;5,00;7\n";
const SECOND: &str = "SKU;EAN;Name;Brand;Price;Stock\nA-1;4006381333931;Lamp;Brixen;15,00;4\nA-2;;Saw;Orvane;18,00;0\nA-3;;Cup;Orvane;5,00;0\nA-4;;Bowl;Orvane;3,00;1\n";

#[tokio::test]
async fn an_empty_installation_has_an_empty_first_page() {
    let desk = Desk::new().await;
    let page = desk.buyer.get("/dashboard").await;
    assert_eq!(page.status, 200, "{page:?}");
    for (figure, value) in
        [("products", 0), ("offers", 0), ("suppliers", 1), ("brands", 0), ("products_with_ean", 0)]
    {
        assert_eq!(page.body[figure], value, "{figure}");
    }
    for list in ["needs_me", "active", "last_runs", "biggest_moves"] {
        assert_eq!(page.body[list], json!([]), "{list}");
    }
    assert_eq!(page.body["runs_per_day"].as_array().map(Vec::len), Some(30));
    assert_eq!(page.body["suppliers_freshness"][0]["last_run_at"], json!(null));
}

#[tokio::test]
async fn the_first_page_tells_what_happened() {
    let desk = Desk::new().await;
    desk.import("first.csv", FIRST).await;
    desk.app.clock.advance(TimeDelta::hours(30));
    let desk = desk.next_day().await;
    let second = desk.import("second.csv", SECOND).await;
    let held = desk.import("nothing.csv", "SKU;Name;Price;Stock\n;Lamp;1,00;1\n;Saw;2,00;1\n").await;
    assert_eq!(text(&held, "status"), "held", "{held}");
    let moving = desk.upload("third.csv", SECOND.replace("3,00", "4,00")).await.body;

    let page = desk.buyer.get("/dashboard").await.body;
    for (figure, value) in
        [("products", 4), ("offers", 4), ("brands", 2), ("products_with_ean", 1), ("products_in_stock", 2)]
    {
        assert_eq!(page[figure], value, "{figure}");
    }
    assert_eq!(
        page["changes_24h"],
        json!({"created": 1, "updated": 3, "price_up": 1, "price_down": 1, "stock_out": 1}),
        "the first import is older than a day"
    );
    let moves: Vec<_> = page["biggest_moves"]
        .as_array()
        .expect("moves")
        .iter()
        .map(|moved| (text(moved, "name"), moved["percent"].as_f64().map(f64::round)))
        .collect();
    assert_eq!(moves, [("Lamp", Some(50.0)), ("Saw", Some(-10.0))]);
    let ids = |list: &str| -> Vec<_> {
        page[list].as_array().expect("runs").iter().map(|run| run["id"].clone()).collect()
    };
    assert_eq!(ids("needs_me"), std::slice::from_ref(&held["id"]));
    assert_eq!(ids("active"), std::slice::from_ref(&moving["id"]));
    assert_eq!(ids("last_runs").len(), 4);
    let today = page["runs_per_day"].as_array().and_then(|days| days.last()).expect("a day").clone();
    assert_eq!((&today["done"], &today["held"], &today["failed"]), (&json!(1), &json!(1), &json!(0)));
    assert_eq!(page["suppliers_freshness"][0]["last_run_at"], moving["created_at"]);
    assert_ne!(second["id"], held["id"]);

    let stats = desk.buyer.get("/imports/stats?days=3").await.body;
    let done: Vec<_> =
        stats["days"].as_array().expect("days").iter().map(|day| day["done"].as_i64()).collect();
    assert_eq!(done.iter().flatten().sum::<i64>(), 2);
    assert_eq!(desk.buyer.get("/imports/stats?days=0").await.wrong_fields(), ["days"]);
}
