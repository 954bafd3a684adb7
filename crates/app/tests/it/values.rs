//! What is done to values: steps and their preview, expressions, exchange rates, suppliers' names for things, and a record
//! traced value by value.

use reqwest::Method;
use serde_json::{Value, json};
use store::core::user::Role;

use crate::test_app::send;
use crate::uploading::{Desk, counts, text};

const LIST: &str = "Reference;EAN;Name;Brand;Price;Currency;Stock;State\n\
    A-1;4006381333931;LAMP BLUE;BRIXEN GmbH;12,50;USD;4;new\n\
    A-2;;LAMP RED;Brixen;on request;USD;0;new\n\
    A-3;;DRILL;Orvane;99,00;EUR;12;used\n\
    A-4;;HAMMER;orvane ltd;8,10;EUR;30;new\n";

/// Steps that do something to each of these records.
fn steps() -> Value {
    json!([
        {"field": "name", "op": "case", "to": "title"},
        {"field": "price", "op": "currency", "to": "EUR"},
        {"field": "price", "op": "multiply", "by": "2", "when": "contains(brand, \"orvane\")"},
        {"field": "supplier_sku", "op": "reject", "reason": "nothing used", "when": "columns[\"State\"] == \"used\""},
        {"field": "stock", "op": "clear", "off": true}
    ])
}

fn mapping() -> Value {
    json!({
        "supplier_sku": "Reference", "ean": "EAN", "name": "Name", "brand": "Brand", "price": "Price",
        "currency": "Currency", "stock": "Stock"
    })
}

async fn rate(desk: &Desk, currency: &str, day: &str, rate: &str) {
    let manager = desk.app.log_in("manager@example.com").await;
    let body = json!({"currency": currency, "day": day, "rate": rate});
    let answer = send(manager.request(Method::PUT, "/rates").json(&body)).await;
    assert_eq!(answer.status, 200, "{answer:?}");
}

async fn put(desk: &Desk, items: Value) -> Value {
    let answer = send(desk.buyer.request(Method::PUT, "/value-maps").json(&json!({"items": items}))).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.body["data"].clone()
}

/// SKU, price and brand of every product, by SKU.
async fn products(desk: &Desk) -> Vec<(String, String, String)> {
    let answer = desk.buyer.get("/products?sort=name").await;
    let mut rows: Vec<_> = answer.body["data"]
        .as_array()
        .expect("products")
        .iter()
        .map(|row| {
            let brand = row["brand"]["name"].as_str().unwrap_or("-");
            (text(row, "sku").to_owned(), text(row, "best_cost").to_owned(), brand.to_owned())
        })
        .collect();
    rows.sort();
    rows
}

#[tokio::test]
async fn a_preview_shows_what_each_step_does_and_the_import_does_it() {
    let desk = Desk::new().await;
    desk.app.user("manager@example.com", Role::Manager).await;
    rate(&desk, "USD", "2026-11-01", "0.8").await;
    let token = desk.inspect("list.csv", LIST).await.body["token"].as_str().expect("a token").to_owned();
    let body = json!({"token": token, "mapping": mapping(), "transforms": steps(), "supplier": "ACME"});
    let preview = desk.buyer.post("/imports/preview", body).await;
    assert_eq!(preview.status, 200, "{preview:?}");
    let steps_done = preview.body["transforms"].as_array().expect("steps");
    let touched: Vec<_> = steps_done.iter().map(|step| (&step["index"], &step["records"])).collect();
    assert_eq!(
        json!(touched),
        json!([[0, 4], [1, 2], [2, 2], [3, 1], [4, 0]]),
        "{}",
        preview.body["transforms"]
    );
    assert_eq!(
        steps_done[0]["examples"][0],
        json!({"record": 1, "before": "LAMP BLUE", "after": "Lamp Blue"})
    );
    assert_eq!(steps_done[1]["examples"][0], json!({"record": 1, "before": "12,50", "after": "10"}));
    assert_eq!(steps_done[1]["error"], "\"on request\" is no number");
    assert_eq!(preview.body["records_rejected"], 1);
    assert_eq!(preview.body["articles"][0]["price"], "10");

    let run = desk.import_with("list.csv", LIST, &[("transforms", &steps().to_string())]).await;
    assert_eq!((text(&run, "status"), counts(&run)), ("done", [4, 3, 0, 0, 0, 1]), "{run}");
    let priced: Vec<_> = products(&desk).await.into_iter().map(|(sku, cost, _)| (sku, cost)).collect();
    let expected = [("A-1", "10.0000"), ("A-2", ""), ("A-4", "16.2000")];
    assert_eq!(priced, expected.map(|(sku, cost)| (sku.to_owned(), cost.to_owned())));
    let issues = desk.buyer.get(&format!("/imports/{}/errors?severity=error", run["id"])).await;
    let told = (text(&issues.body["data"][0], "code"), text(&issues.body["data"][0], "raw"));
    assert_eq!(told, ("rejected_by_rule", "nothing used"));

    // The same of an import that is there.
    let body = json!({"run_id": run["id"], "mapping": mapping(), "transforms": []});
    let preview = desk.buyer.post("/imports/preview", body).await;
    assert_eq!(
        (preview.status.as_u16(), &preview.body["articles"][0]["price"]),
        (200, &json!("12.5")),
        "{preview:?}"
    );
}

#[tokio::test]
async fn wrong_steps_are_refused_where_they_are_wrong() {
    let desk = Desk::new().await;
    let token = desk.inspect("list.csv", LIST).await.body["token"].as_str().expect("a token").to_owned();
    for (transforms, paths) in [
        (
            json!([{"field": "name", "op": "trim"}, {"field": "price", "op": "clear", "when": "prise > 1"}]),
            vec!["transforms[1].when"],
        ),
        (
            json!([{"field": "price", "op": "clear", "when": "columns[\"Statut\"] == \"x\""}]),
            vec!["transforms[0].when"],
        ),
        (
            json!([{"field": "name", "op": "join", "columns": ["Nom"], "with": ""}]),
            vec!["transforms[0].columns"],
        ),
    ] {
        let body = json!({"token": token, "mapping": mapping(), "transforms": transforms});
        let answer = desk.buyer.post("/imports/preview", body).await;
        assert_eq!((answer.status.as_u16(), answer.wrong_fields()), (422, paths), "{answer:?}");
    }
    let neither = desk.buyer.post("/imports/preview", json!({"mapping": mapping()})).await;
    assert_eq!(neither.wrong_fields(), ["token"]);
    let unknown = json!({"token": token, "mapping": mapping(), "supplier": "NOBODY"});
    assert_eq!(desk.buyer.post("/imports/preview", unknown).await.code(), "unknown_supplier");
}

#[tokio::test]
async fn expressions_are_checked_while_they_are_written() {
    let desk = Desk::new().await;
    let check = async |expression: &str, kind: &str| {
        desk.buyer.post("/expressions/check", json!({"expression": expression, "kind": kind})).await
    };
    let fine = check("price > 10 && contains(name, \"lamp\")", "condition").await;
    assert_eq!(fine.body, json!({"ok": true}));
    let wrong = check("price >\n  cost", "condition").await;
    assert_eq!((wrong.status.as_u16(), wrong.wrong_fields()), (422, vec!["expression"]));
    assert_eq!(wrong.body["errors"][0]["message"], "line 2, column 3: Undefined variable: cost");
    assert_eq!(check("price * 2", "condition").await.status, 422);
    assert_eq!(check("price * 2", "value").await.status, 200);
}

#[tokio::test]
async fn rates_are_written_by_managers_for_other_currencies() {
    let desk = Desk::new().await;
    let manager = desk.app.logged_in(Role::Manager).await;
    rate(&desk, "usd", "2026-03-01", "0.92").await;
    rate(&desk, "USD", "2026-03-02", "0.9312345").await;
    rate(&desk, "PLN", "2026-03-02", "0.23").await;
    let listed = desk.buyer.get("/rates?currency=usd").await;
    assert_eq!(
        listed.body["data"][0],
        json!({"currency": "USD", "day": "2026-03-02", "rate": "0.9312345", "by": "manager@example.com"})
    );
    assert_eq!(listed.body["meta"]["total"], 2);
    for (body, path) in [
        (json!({"currency": "XYZ", "day": "2026-03-01", "rate": "1"}), "currency"),
        (json!({"currency": "EUR", "day": "2026-03-01", "rate": "1"}), "currency"),
        (json!({"currency": "USD", "day": "2026-03-01", "rate": "0"}), "rate"),
        (json!({"currency": "USD", "day": "2026-02-30", "rate": "1"}), "day"),
    ] {
        let answer = send(manager.request(Method::PUT, "/rates").json(&body)).await;
        assert_eq!((answer.status.as_u16(), answer.wrong_fields()), (422, vec![path]), "{body}");
    }
    assert_eq!(manager.delete("/rates/USD/2026-03-02").await.status, 204);
    assert_eq!(manager.delete("/rates/USD/2026-03-02").await.status, 404);
    assert_eq!(manager.delete("/rates/USD/yesterday").await.status, 404);
}

#[tokio::test]
async fn a_price_without_a_rate_is_left_out_until_there_is_one() {
    let desk = Desk::new().await;
    desk.app.user("manager@example.com", Role::Manager).await;
    let steps = json!([{"field": "price", "op": "currency", "to": "EUR"}]).to_string();
    let list = "Reference;Name;Price;Currency\nA-1;Lamp;10;USD\n";
    let run = desk.import_with("list.csv", list, &[("transforms", &steps)]).await;
    assert_eq!((text(&run, "status"), &run["warnings"]), ("done", &json!(1)), "{run}");
    let issues = desk.buyer.get(&format!("/imports/{}/errors", run["id"])).await;
    let issue = &issues.body["data"][0];
    assert_eq!((text(issue, "code"), text(issue, "field"), text(issue, "raw")), ("no_rate", "price", "USD"));
    assert_eq!(products(&desk).await[0].1, "");
    // The next day the same file is worth reading again, as the rates are others.
    rate(&desk, "USD", "2026-11-01", "0.5").await;
    desk.app.clock.advance(chrono::Duration::days(1));
    let desk = desk.next_day().await;
    let run = desk.import_with("list.csv", list, &[("transforms", &steps)]).await;
    assert_eq!((text(&run, "status"), counts(&run)), ("done", [1, 0, 1, 0, 0, 0]), "{run}");
    assert_eq!(products(&desk).await[0].1, "5.0000");
}

#[tokio::test]
async fn a_new_brand_waits_in_the_queue_until_somebody_says_what_it_is() {
    let desk = Desk::new().await;
    desk.import("list.csv", LIST).await;
    let queue = desk.buyer.get("/value-maps?kind=brand&state=unmapped&sort=value").await;
    let values: Vec<_> =
        queue.body["data"].as_array().expect("values").iter().map(|row| text(row, "value")).collect();
    assert_eq!(values, ["Brixen", "BRIXEN GmbH", "Orvane", "orvane ltd"]);
    assert_eq!(
        queue.body["meta"]["by_state"],
        json!({"unmapped": 4, "mapped": 0, "accepted": 0, "ignored": 0})
    );
    let suggestion = &queue.body["data"][1]["suggestion"];
    assert_eq!(text(suggestion, "name"), "Brixen");
    assert!(suggestion["score"].as_f64().is_some_and(|score| (0.4..1.0).contains(&score)));

    let done = put(
        &desk,
        json!([
            {"kind": "brand", "supplier_id": null, "value": "Brixen GmbH", "state": "mapped", "target_id": suggestion["id"]},
            {"kind": "brand", "value": "Orvane Ltd", "state": "mapped", "target_name": "Orvane"},
            {"kind": "brand", "value": "Brixen", "state": "accepted"}
        ]),
    )
    .await;
    assert_eq!(
        (text(&done[0], "state"), text(&done[0]["target"], "name"), &done[0]["products"]),
        ("mapped", "Brixen", &json!(1))
    );
    assert_eq!(text(&done[0], "by"), "user@example.com");
    let brands: Vec<_> = products(&desk).await.into_iter().map(|(_, _, brand)| brand).collect();
    assert_eq!(brands, ["Brixen", "Brixen", "Orvane", "Orvane"]);

    // The next file still says it its own way, and nothing changes.
    let next = LIST.replace("12,50", "12,60");
    let run = desk.import("next.csv", next).await;
    assert_eq!(counts(&run), [4, 0, 1, 3, 0, 0], "{run}");
    let brands: Vec<_> = products(&desk).await.into_iter().map(|(_, _, brand)| brand).collect();
    assert_eq!(brands, ["Brixen", "Brixen", "Orvane", "Orvane"]);

    let id = done[0]["id"].as_i64().expect("an id");
    assert_eq!(desk.buyer.delete(&format!("/value-maps/{id}")).await.status, 204);
    assert_eq!(desk.buyer.delete(&format!("/value-maps/{id}")).await.status, 404);
    assert_eq!(products(&desk).await[0].2, "BRIXEN GmbH");
}

#[tokio::test]
async fn wrong_decisions_are_refused_where_they_are_wrong() {
    let desk = Desk::new().await;
    for (item, path) in [
        (json!({"kind": "brand", "value": "A", "state": "mapped"}), "items[0].target_id"),
        (json!({"kind": "brand", "value": "A", "state": "mapped", "target_id": 99}), "items[0].target_id"),
        (
            json!({"kind": "brand", "value": "A", "state": "accepted", "target_name": "B"}),
            "items[0].target_id",
        ),
        (json!({"kind": "brand", "value": " ", "state": "accepted"}), "items[0].value"),
        (
            json!({"kind": "brand", "value": "A", "state": "accepted", "supplier_id": 99}),
            "items[0].supplier_id",
        ),
    ] {
        let answer =
            send(desk.buyer.request(Method::PUT, "/value-maps").json(&json!({"items": [item]}))).await;
        assert_eq!((answer.status.as_u16(), answer.wrong_fields()), (422, vec![path]), "{item}");
    }
    let none = send(desk.buyer.request(Method::PUT, "/value-maps").json(&json!({"items": []}))).await;
    assert_eq!(none.wrong_fields(), ["items"]);
}

#[tokio::test]
async fn a_record_tells_how_each_of_its_values_came_about() {
    let desk = Desk::new().await;
    desk.app.user("manager@example.com", Role::Manager).await;
    rate(&desk, "USD", "2026-11-01", "0.8").await;
    put(
        &desk,
        json!([{"kind": "brand", "value": "brixen gmbh", "state": "mapped", "target_name": "Brixen"}]),
    )
    .await;
    let run = desk.import_with("list.csv", LIST, &[("transforms", &steps().to_string())]).await;
    let record =
        async |number: i64| desk.buyer.get(&format!("/imports/{}/records/{number}", run["id"])).await;
    let first = record(1).await;
    assert_eq!(first.status, 200, "{first:?}");
    assert_eq!(first.body["line"], 2);
    assert_eq!(first.body["cells"][3], json!({"column": "Brand", "value": "BRIXEN GmbH"}));
    let step = |answer: &Value, field: &str| {
        let steps = answer["steps"].as_array().expect("steps");
        steps.iter().find(|step| step["field"] == field).cloned().unwrap_or(Value::Null)
    };
    assert_eq!(
        step(&first.body, "price"),
        json!({
            "field": "price", "source": "Price", "raw": "12,50",
            "transforms": [{"index": 1, "op": "currency", "before": "12,50", "after": "10", "error": null}],
            "value_map": null, "value": "10"
        })
    );
    let brand = step(&first.body, "brand");
    assert_eq!(brand["value_map"], json!({"from": "BRIXEN GmbH", "to": "Brixen"}));
    assert_eq!((text(&brand, "raw"), text(&brand, "value")), ("BRIXEN GmbH", "Brixen"));

    let failed = record(2).await.body;
    let price = step(&failed, "price");
    assert_eq!(
        (text(&price["transforms"][0], "error"), &price["value"]),
        ("\"on request\" is no number", &Value::Null)
    );
    assert_eq!(text(&failed["issues"][0], "code"), "number_invalid");

    let rejected = record(3).await.body;
    assert_eq!(
        (&rejected["article"], text(&rejected["issues"][0], "code")),
        (&Value::Null, "rejected_by_rule")
    );
    assert_eq!(record(5).await.status, 404);
    assert_eq!(desk.buyer.get("/imports/999/records/1").await.status, 404);
}
