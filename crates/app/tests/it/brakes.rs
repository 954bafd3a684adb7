//! Brakes: what a file does out of the ordinary holds its run, with a sentence that says why.

use serde_json::{Value, json};

use crate::uploading::{Desk, counts, text};

/// A list of articles with prices and stocks by number.
fn list(articles: std::ops::Range<u32>, price: impl Fn(u32) -> f64, stock: impl Fn(u32) -> u32) -> String {
    let rows = articles.map(|n| format!("S-{n};Article {n};{:.2};{};EUR\n", price(n), stock(n)));
    std::iter::once("Reference;Name;Price;Stock;Currency\n".to_owned()).chain(rows).collect()
}

fn price(n: u32) -> f64 {
    f64::from(n) * 3.0 + 10.0
}

fn stock(n: u32) -> u32 {
    n % 5 + 1
}

/// Said with a file, so that how its values look is no question: only what they do.
const MAPPING: &str = r#"{"supplier_sku": "Reference", "name": "Name", "price": "Price", "stock": "Stock", "currency": "Currency"}"#;

fn usual() -> String {
    list(0..60, price, stock)
}

fn brakes(run: &Value) -> Vec<&str> {
    let brakes = run["review"]["brakes"].as_array().expect("brakes");
    brakes.iter().map(|brake| text(brake, "code")).collect()
}

/// The run of a file that comes after the usual one.
async fn after_the_usual(file: String) -> (Desk, Value) {
    let desk = Desk::new().await;
    desk.import("usual.csv", usual()).await;
    let run = desk.import_with("next.csv", file, &[("mapping", MAPPING)]).await;
    (desk, run)
}

#[tokio::test]
async fn prices_a_hundred_times_higher_hold_the_run_and_the_sentence_says_so() {
    let (desk, run) = after_the_usual(list(0..60, |n| price(n) * 100.0, stock)).await;
    assert_eq!((text(&run, "status"), text(&run, "message_code")), ("held", "price_moves"), "{run}");
    let message = text(&run, "message");
    assert!(message.contains("100 times higher") && message.contains("decimal separator"), "{message}");
    assert_eq!(counts(&run), [60, 0, 60, 0, 0, 0], "what it would do is shown");
    let biggest = &run["review"]["biggest"]["price"];
    assert_eq!(biggest.as_array().map(Vec::len), Some(20));
    assert_eq!(
        (text(&biggest[0], "before"), text(&biggest[0], "after")),
        ("10.0000", "1000.0000"),
        "{biggest}"
    );
    assert_eq!(biggest[0]["percent"], 9900.0);
    // A person who knows better lets it through.
    assert_eq!(desk.act(&run, "apply").await.status, 202);
    let run = desk.carry(run["id"].as_i64().expect("an id")).await;
    assert_eq!((text(&run, "status"), counts(&run)), ("done", [60, 0, 60, 0, 0, 0]));
    let approved = &run["review"]["approved"];
    assert_eq!((text(approved, "by"), &approved["selection"]), ("user@example.com", &Value::Null), "{run}");
}

#[tokio::test]
async fn gross_instead_of_net_and_another_currency_are_told_by_name() {
    let (_, run) = after_the_usual(list(0..60, |n| price(n) * 1.2, stock)).await;
    assert_eq!((text(&run, "status"), text(&run, "message_code")), ("held", "vat"), "{run}");
    assert!(text(&run, "message").contains("20 %"), "{run}");
    let (_, run) = after_the_usual(usual().replace(";EUR", ";PLN")).await;
    assert_eq!((text(&run, "status"), text(&run, "message_code")), ("held", "currency"), "{run}");
    assert!(text(&run, "message").contains("PLN"), "{run}");
}

#[tokio::test]
async fn a_stock_cliff_and_other_articles_than_before_hold_the_run() {
    let (_, run) = after_the_usual(list(0..60, price, |n| u32::from(n >= 50))).await;
    assert_eq!((text(&run, "status"), brakes(&run)), ("held", vec!["stock_out"]), "{run}");
    assert_eq!(run["review"]["biggest"]["stock"][0]["before"], "5");
    // As many articles as before, but hardly any of them the same: a file of somebody else's.
    let (desk, run) = after_the_usual(list(50..110, price, stock)).await;
    assert_eq!((text(&run, "status"), brakes(&run)), ("held", vec!["gone"]), "{run}");
    assert_eq!(run["review"]["gone"], 50);
    let gone = desk.buyer.get(&format!("/imports/{}/changes?kind=discontinued&per_page=3", run["id"])).await;
    assert_eq!(
        (&gone.body["meta"]["total"], text(&gone.body["data"][0], "supplier_sku")),
        (&json!(50), "S-0")
    );
}

#[tokio::test]
async fn an_ordinary_day_trips_nothing() {
    let (desk, run) = after_the_usual(list(2..63, |n| price(n) * 1.03, |n| stock(n + 1))).await;
    assert_eq!(text(&run, "status"), "done", "{run}");
    assert_eq!(run["review"], Value::Null);
    // And so does a small file, whatever it does.
    testkit::builders::supplier(&desk.app.dbs.catalog, "SMALL").await;
    for factor in [1.0, 100.0, 0.5] {
        let file = list(0..8, |n| price(n) * factor, |_| 0);
        let run = desk.import_with("small.csv", file, &[("supplier", "SMALL"), ("mapping", MAPPING)]).await;
        assert_eq!(text(&run, "status"), "done", "{run}");
    }
}

#[tokio::test]
async fn limits_are_learned_from_the_feeds_own_past() {
    // A quarter of the prices halves: unusual only for a feed whose prices have always been calm.
    let sale = |from: u32| {
        list(0..60, move |n| if n >= from && n < from + 13 { price(n) * 0.4 } else { price(n) }, stock)
    };
    let (_, run) = after_the_usual(sale(0)).await;
    assert_eq!(text(&run, "status"), "done", "{run}");
    let desk = Desk::new().await;
    desk.import("usual.csv", usual()).await;
    for day in 1..=3 {
        let run = desk.import("calm.csv", list(0..60, price, |n| stock(n + day))).await;
        assert_eq!(text(&run, "status"), "done", "{run}");
    }
    let run = desk.import("sale.csv", sale(0)).await;
    assert_eq!((text(&run, "status"), brakes(&run)), ("held", vec!["price_moves"]), "{run}");
    let brake = &run["review"]["brakes"][0];
    assert_eq!(
        (&brake["learned"], &brake["files"], &brake["limit"]),
        (&json!(true), &json!(4), &json!(0.15))
    );
    assert!(brake["measured"].as_f64().is_some_and(|share| (0.2..0.25).contains(&share)), "{brake}");
    // What a person lets through is no news the next time.
    assert_eq!(desk.act(&run, "apply").await.status, 202);
    desk.carry(run["id"].as_i64().expect("an id")).await;
    let run = desk.import("sale.csv", sale(20)).await;
    assert_eq!(text(&run, "status"), "held", "twice as many as ever: back up and down: {run}");
    let run = desk.import("usual.csv", usual()).await;
    assert_eq!(text(&run, "status"), "done", "as many as were let through before: {run}");
}

#[tokio::test]
async fn a_set_limit_goes_before_what_is_learned() {
    let desk = Desk::new().await;
    desk.import("usual.csv", usual()).await;
    let file = list(0..60, |n| if n == 3 { 1.0 } else { price(n) }, stock);
    let policies = json!({"brakes": {"price_moves": 0.01}}).to_string();
    let run = desk.import_with("next.csv", file, &[("policies", &policies)]).await;
    assert_eq!((text(&run, "status"), brakes(&run)), ("held", vec!["price_moves"]), "{run}");
    assert!(text(&run, "message").contains("the feed's limit is 1 %"), "{run}");
}

#[tokio::test]
async fn a_review_is_asked_for_always_or_never() {
    let desk = Desk::new().await;
    let always = json!({"review": "always"}).to_string();
    let run = desk.import_with("usual.csv", usual(), &[("policies", &always)]).await;
    assert_eq!((text(&run, "status"), text(&run, "message_code")), ("review", "review"), "{run}");
    assert_eq!(desk.act(&run, "apply").await.status, 202);
    desk.carry(run["id"].as_i64().expect("an id")).await;

    let never = json!({"review": "never"}).to_string();
    let wrong = list(0..60, |n| price(n) * 100.0, stock);
    let run = desk.import_with("next.csv", wrong, &[("policies", &never), ("mapping", MAPPING)]).await;
    assert_eq!(text(&run, "status"), "done", "{run}");
    let log = run["log"].as_array().expect("a log");
    let noted = log.iter().find(|line| text(line, "text_code") == "brake").expect("it is told all the same");
    assert_eq!((text(noted, "level"), text(&noted["params"], "code")), ("warning", "price_moves"));
    // A file with nothing to use is never let in.
    let nothing = "Reference;Name;Price;Stock;Currency\n;Cup;1;1;EUR\n";
    let run = desk.import_with("nothing.csv", nothing, &[("mapping", MAPPING)]).await;
    assert_eq!((text(&run, "status"), text(&run, "message_code")), ("held", "empty"), "{run}");
}
