//! Corrections: one value or all like it, checked again at once, and used whenever the file is read.

use serde_json::{Value, json};

use crate::test_app::Answer;
use crate::uploading::{Desk, assert_accounted, counts, text};

/// Two prices that are none, said alike; a wrong check digit; a record without a number; a repeated one.
const LIST: &str = "Reference;EAN;Name;Price;Stock\n\
    A-1;4006381333931;Lamp blue;12,50;4\n\
    A-2;;Lamp red;tbd;2\n\
    A-3;;Drill;tbd;12\n\
    ;;Hammer;8,10;30\n\
    A-5;5901234123456;Saw;17,00;3\n\
    A-1;;Lamp again;1,00;1\n";

/// The same as a person would have written it.
const RIGHT: &str = "Reference;EAN;Name;Price;Stock\n\
    A-1;4006381333931;Lamp blue;12,50;4\n\
    A-2;;Lamp red;14,00;2\n\
    A-3;;Drill;14,00;12\n\
    A-4;;Hammer;8,10;30\n\
    A-5;5901234123457;Saw;17,00;3\n\
    A-1;;Lamp again;1,00;1\n";

async fn waiting() -> (Desk, Value) {
    let desk = Desk::new().await;
    let run = desk.import_with("list.csv", LIST, &[("mode", "review")]).await;
    assert_eq!((text(&run, "status"), counts(&run)), ("review", [6, 4, 0, 0, 1, 1]), "{run}");
    (desk, run)
}

async fn correct(desk: &Desk, run: &Value, items: Value) -> Answer {
    desk.buyer.post(&format!("/imports/{}/corrections", run["id"]), json!({"items": items})).await
}

/// `[touched, mended, still_bad]`
fn came_to(answer: &Answer) -> [i64; 3] {
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_accounted(&answer.body["run"]);
    ["touched", "mended", "still_bad"].map(|count| answer.body[count].as_i64().expect("a count"))
}

async fn issues(desk: &Desk, run: &Value) -> Value {
    desk.buyer.get(&format!("/imports/{}/errors", run["id"])).await.body
}

fn kinds(issues: &Value) -> Vec<(&str, i64)> {
    let kinds = issues["meta"]["by_code"].as_array().expect("kinds").iter();
    let mut kinds: Vec<_> =
        kinds.map(|kind| (text(kind, "code"), kind["count"].as_i64().expect("a count"))).collect();
    kinds.sort_unstable();
    kinds
}

/// What the catalogue says of offers, without the records that said it.
async fn offers(desk: &Desk) -> Vec<(String, Option<String>, Option<String>, Option<i32>)> {
    sqlx::query_as(
        "select o.supplier_sku, p.gtin, o.cost::text, o.stock from offers o join products p on p.id = o.product_id
         order by 1",
    )
    .fetch_all(desk.app.dbs.catalog.pool())
    .await
    .expect("read")
}

#[tokio::test]
async fn one_or_all_like_it_are_mended_at_once_and_used_when_the_run_is_applied() {
    let (desk, run) = waiting().await;
    let seen = issues(&desk, &run).await;
    let rule = &seen["meta"]["by_rule"].as_array().expect("rules")[0];
    assert_eq!(
        (
            text(rule, "code"),
            text(rule, "field"),
            &rule["count"],
            &rule["distinct_values"],
            text(rule, "example")
        ),
        ("number_invalid", "price", &json!(2), &json!(1), "tbd")
    );
    let path = format!("/imports/{}/errors/values?code=number_invalid&field=price", run["id"]);
    let values = desk.buyer.get(&path).await.body;
    assert_eq!(values["data"], json!([{"raw": "tbd", "count": 2, "fixed_value": null}]));

    let answer = correct(&desk, &run, json!([{"field": "price", "raw": "tbd", "value": "14,00"}])).await;
    assert_eq!(came_to(&answer), [2, 2, 0]);
    assert_eq!(counts(&answer.body["run"]), [6, 4, 0, 0, 1, 1]);
    let created = desk.buyer.get(&format!("/imports/{}/changes?kind=created", run["id"])).await.body;
    let price = json!({"field": "price", "before": null, "after": "14.0000"});
    assert!(created["data"][1]["fields"].as_array().expect("fields").contains(&price), "{created}");
    // A number for the record without one: it comes in, and a check digit that is put right.
    let answer = correct(
        &desk,
        &run,
        json!([{"record": 4, "field": "supplier_sku", "value": "A-4"},
               {"record": 5, "field": "ean", "value": "5901234123457"}]),
    )
    .await;
    assert_eq!(came_to(&answer), [2, 2, 0]);
    assert_eq!(counts(&answer.body["run"]), [6, 5, 0, 0, 1, 0], "{}", answer.body);
    let left = issues(&desk, &run).await;
    assert_eq!(kinds(&left), [("corrected", 4), ("duplicate_key", 1)]);
    let told = left["data"].as_array().expect("issues");
    let records: Vec<_> = told.iter().map(|issue| issue["record"].as_i64().expect("a number")).collect();
    assert_eq!(records, [2, 3, 4, 5, 6], "in the order of the file");
    assert_eq!(
        (text(&told[0], "raw"), text(&told[0]["fixed"], "value"), text(&told[0]["fixed"], "by")),
        ("tbd", "14,00", "user@example.com")
    );
    assert_eq!(answer.body["run"]["warnings"], 1, "the repeated one");

    assert_eq!(desk.act(&run, "apply").await.status, 202);
    let run = desk.carry(run["id"].as_i64().expect("an id")).await;
    assert_eq!((text(&run, "status"), counts(&run)), ("done", [6, 5, 0, 0, 1, 0]), "{run}");
    assert_eq!(kinds(&issues(&desk, &run).await), [("corrected", 4), ("duplicate_key", 1)]);
    let right = Desk::new().await;
    right.import("right.csv", RIGHT).await;
    assert_eq!(offers(&desk).await, offers(&right).await);
    assert_eq!(desk.digest().await, right.digest().await, "as if the file had been right");
}

#[tokio::test]
async fn a_correction_that_is_no_better_says_so_and_can_be_taken_back() {
    let (desk, run) = waiting().await;
    let before = issues(&desk, &run).await;
    let answer = correct(&desk, &run, json!([{"record": 2, "field": "price", "value": "soon"}])).await;
    assert_eq!(came_to(&answer), [1, 0, 1]);
    let listed = desk.buyer.get(&format!("/imports/{}/corrections", run["id"])).await.body;
    assert_eq!(
        (&listed["meta"]["total"], &listed["data"][0]["record"], text(&listed["data"][0], "value")),
        (&json!(1), &json!(2), "soon")
    );
    // Saying it anew takes the place of what was said before.
    let answer = correct(&desk, &run, json!([{"record": 2, "field": "price", "value": "3"}])).await;
    assert_eq!(came_to(&answer), [1, 1, 0]);
    let listed = desk.buyer.get(&format!("/imports/{}/corrections", run["id"])).await.body;
    assert_eq!(listed["meta"]["total"], 1);
    let back =
        desk.buyer.delete(&format!("/imports/{}/corrections/{}", run["id"], listed["data"][0]["id"])).await;
    assert_eq!(came_to(&back)[0], 1);
    let after = issues(&desk, &run).await;
    assert_eq!(after["data"], before["data"]);
    assert_eq!(after["meta"]["by_rule"], before["meta"]["by_rule"]);
    let gone = desk.buyer.delete(&format!("/imports/{}/corrections/999999", run["id"])).await;
    assert_eq!(gone.status, 404);
}

#[tokio::test]
async fn a_corrected_number_that_is_there_already_is_a_repetition() {
    let (desk, run) = waiting().await;
    let answer = correct(&desk, &run, json!([{"record": 4, "field": "supplier_sku", "value": "A-3"}])).await;
    assert_eq!(counts(&answer.body["run"]), [6, 4, 0, 0, 2, 0], "{answer:?}");
    let answer = correct(&desk, &run, json!([{"record": 4, "field": "supplier_sku", "value": ""}])).await;
    assert_eq!(counts(&answer.body["run"]), [6, 4, 0, 0, 1, 1], "{answer:?}");
}

#[tokio::test]
async fn corrections_of_known_offers_are_compared_with_the_catalogue() {
    let desk = Desk::new().await;
    desk.import("right.csv", RIGHT).await;
    let run = desk.import_with("list.csv", LIST, &[("mode", "review")]).await;
    // The prices are not said: nothing changes. The hammer is left out, and the check digit is wrong.
    assert_eq!((counts(&run), &run["review"]["gone"]), ([6, 0, 0, 4, 1, 1], &json!(1)), "{run}");
    let answer = correct(
        &desk,
        &run,
        json!([{"field": "price", "raw": "tbd", "value": "15,00"},
               {"record": 4, "field": "supplier_sku", "value": "A-4"}]),
    )
    .await;
    assert_eq!(came_to(&answer), [3, 3, 0]);
    assert_eq!(counts(&answer.body["run"]), [6, 0, 2, 3, 1, 0]);
    let run = desk.run(run["id"].as_i64().expect("an id")).await;
    assert_eq!(run["review"]["gone"], 0, "{run}");
    assert_eq!(text(&run["review"]["biggest"]["price"][0], "after"), "15.0000");
    assert_eq!(desk.act(&run, "apply").await.status, 202);
    let run = desk.carry(run["id"].as_i64().expect("an id")).await;
    assert_eq!((text(&run, "status"), counts(&run)), ("done", [6, 0, 2, 3, 1, 0]), "{run}");
}

#[tokio::test]
async fn what_held_a_run_can_be_corrected() {
    let desk = Desk::new().await;
    let run = desk.import("nothing.csv", "Reference;Name;Price\n;Cup;1,00\n;Bowl;2,00\n").await;
    assert_eq!((text(&run, "status"), text(&run, "message_code")), ("held", "empty"));
    let answer = correct(&desk, &run, json!([{"record": 1, "field": "supplier_sku", "value": "C-1"}])).await;
    assert_eq!(came_to(&answer), [1, 1, 0]);
    assert_eq!(
        (text(&answer.body["run"], "status"), text(&answer.body["run"], "message_code")),
        ("held", "mended"),
        "a person still decides"
    );
    assert_eq!(desk.act(&run, "apply").await.status, 202);
    let run = desk.carry(run["id"].as_i64().expect("an id")).await;
    assert_eq!((text(&run, "status"), counts(&run)), ("done", [2, 1, 0, 0, 0, 1]), "{run}");
}

#[tokio::test]
async fn records_of_a_run_in_the_catalogue_come_in_by_a_run_of_their_own() {
    let desk = Desk::new().await;
    let run = desk.import("list.csv", LIST).await;
    assert_eq!((text(&run, "status"), &run["open_rejected"]), ("done", &json!(1)));
    let answer = correct(
        &desk,
        &run,
        json!([{"record": 4, "field": "supplier_sku", "value": "A-4"},
               {"field": "price", "raw": "tbd", "value": "14,00"}]),
    )
    .await;
    assert_eq!((answer.status.as_u16(), &answer.body["touched"]), (202, &json!(3)), "{answer:?}");
    assert_eq!(answer.body["run"]["parent_id"], run["id"]);
    let child = desk.carry(answer.body["run"]["id"].as_i64().expect("an id")).await;
    assert_eq!((text(&child, "status"), counts(&child)), ("done", [3, 1, 2, 0, 0, 0]), "{child}");
    let run = desk.run(run["id"].as_i64().expect("an id")).await;
    assert_eq!((&run["open_rejected"], &run["completed_by"]), (&json!(0), &json!([child["id"]])));
    // What is corrected later keeps what was corrected before.
    let answer = correct(&desk, &run, json!([{"record": 2, "field": "stock", "value": "77"}])).await;
    let child = desk.carry(answer.body["run"]["id"].as_i64().expect("an id")).await;
    assert_eq!(counts(&child), [1, 0, 1, 0, 0, 0], "{child}");
    let lamp = offers(&desk).await.into_iter().find(|offer| offer.0 == "A-2").expect("there");
    assert_eq!((lamp.2.as_deref(), lamp.3), (Some("14.0000"), Some(77)));
    // The same file is still the last one of the feed.
    let same = desk.import("list.csv", LIST).await;
    assert_eq!(text(&same, "status"), "unchanged", "{same}");
    let nothing = correct(&desk, &run, json!([{"field": "price", "raw": "no such", "value": "1"}])).await;
    assert_eq!((nothing.status.as_u16(), nothing.wrong_fields()), (422, vec!["items"]));
}

#[tokio::test]
async fn values_that_newer_files_have_said_since_are_not_corrected() {
    let desk = Desk::new().await;
    let run = desk.import("list.csv", LIST).await;
    desk.import("right.csv", RIGHT).await;
    let late = correct(&desk, &run, json!([{"record": 2, "field": "price", "value": "1"}])).await;
    assert_eq!((late.status.as_u16(), late.code()), (409, "wrong_state"), "{late:?}");
}

#[tokio::test]
async fn what_cant_be_corrected_is_refused_with_a_reason() {
    let (desk, run) = waiting().await;
    for (items, wrong) in [
        (json!([]), "items"),
        (json!([{"field": "price", "value": "1"}]), "items[0]"),
        (json!([{"record": 1, "field": "colour", "value": "1"}]), "items[0].field"),
        (json!([{"record": 1, "field": "weight", "value": "1"}]), "items[0].field"),
    ] {
        let refused = correct(&desk, &run, items).await;
        assert_eq!((refused.status.as_u16(), refused.wrong_fields()), (422, vec![wrong]), "{refused:?}");
    }
    assert_eq!(desk.act(&run, "cancel").await.status, 202);
    let refused = correct(&desk, &run, json!([{"record": 1, "field": "price", "value": "1"}])).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (409, "wrong_state"));
}
