//! `/imports`: from an upload to products, and everything that a person may ask of a run on its way.

use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use store::imports::run::Status;
use store::objects::ObjectKey;

use crate::packed::gzip;
use crate::test_app::send;
use crate::uploading::{Desk, counts, text};

/// Four articles; a record without a number; one whose number came before.
const LIST: &str = "Reference;EAN;Name;Brand;Price;Stock\n\
    A-1;4006381333931;Lamp blue;Brixen;12,50;4\n\
    A-2;;Lamp red;Brixen;13,90;0\n\
    ;;Lamp without a number;Brixen;1,00;1\n\
    A-3;;Drill \"big\";Orvane;99,00;12\n\
    A-1;4006381333931;Lamp blue again;Brixen;11,00;9\n\
    A-4;;Hammer;Orvane;8,10;30\n";

/// The same a day later: a price up, a price down, a stock, a new article; the rest as it was.
const NEXT: &str = "Reference;EAN;Name;Brand;Price;Stock\n\
    A-1;4006381333931;Lamp blue;Brixen;25,00;4\n\
    A-2;;Lamp red;Brixen;13,20;0\n\
    A-3;;Drill \"big\";Orvane;99,00;11\n\
    A-4;;Hammer;Orvane;8,10;30\n\
    A-5;;Saw;Orvane;17,00;3\n";

/// Nothing to sell by.
const ODD: &str = "Reference;Colour\nA-1;blue\nA-2;red\n";

/// A list of so many articles, each at its number's price.
fn list(articles: std::ops::Range<u32>) -> String {
    let rows = articles.map(|n| format!("S-{n};Article {n};{n},10;{}\n", n % 7));
    std::iter::once("Reference;Name;Price;Stock\n".to_owned()).chain(rows).collect()
}

#[tokio::test]
async fn an_upload_becomes_products_and_accounts_for_every_record() {
    let desk = Desk::new().await;
    let accepted = desk.upload("list.csv", LIST).await;
    assert_eq!(accepted.status, 202, "{accepted:?}");
    assert_eq!(text(&accepted.body, "status"), "received");
    assert_eq!(
        accepted.body["can"],
        json!({"apply": false, "cancel": true, "pause": true, "resume": false, "retry": false, "undo": false, "redo": false})
    );
    let run = desk.carry(accepted.body["id"].as_i64().expect("an id")).await;
    assert_eq!((text(&run, "status"), counts(&run)), ("done", [6, 4, 0, 0, 1, 1]), "{run}");
    assert_eq!(
        run["can"],
        json!({"apply": false, "cancel": false, "pause": false, "resume": false, "retry": false, "undo": true, "redo": false})
    );
    assert_eq!(run["supplier"]["code"], "ACME");
    assert_eq!((text(&run, "created_by"), text(&run, "source")), ("user@example.com", "upload"));
    assert_eq!((&run["structure"]["delimiter"], &run["structure"]["header_row"]), (&json!(";"), &json!(1)));
    assert_eq!(run["mapping"]["price"]["source"], "Price");
    let log: Vec<&str> =
        run["log"].as_array().expect("a log").iter().map(|line| text(line, "text_code")).collect();
    assert_eq!(log, ["inspected", "staged", "applied"]);

    let products = desk.buyer.get("/products?sort=name").await;
    let names: Vec<&str> = products.body["data"]
        .as_array()
        .expect("products")
        .iter()
        .map(|product| text(product, "name"))
        .collect();
    assert_eq!(names, ["Drill \"big\"", "Hammer", "Lamp blue", "Lamp red"]);
    let issues = desk.buyer.get(&format!("/imports/{}/errors", run["id"])).await;
    let found: Vec<_> = issues.body["data"]
        .as_array()
        .expect("issues")
        .iter()
        .map(|issue| (text(issue, "code"), text(issue, "severity"), issue["line"].as_i64()))
        .collect();
    assert_eq!(found, [("missing_key", "error", Some(4)), ("duplicate_key", "warning", Some(6))]);
    let only = desk.buyer.get(&format!("/imports/{}/errors?severity=error", run["id"])).await;
    assert_eq!(
        (&only.body["meta"]["total"], &only.body["data"][0]["code"]),
        (&json!(1), &json!("missing_key"))
    );
    let listed = desk.buyer.get("/imports?status=done,failed&q=LIST").await;
    assert_eq!((&listed.body["meta"]["total"], &listed.body["data"][0]["id"]), (&json!(1), &run["id"]));
    assert_eq!(desk.buyer.get("/imports?status=asleep").await.wrong_fields(), ["status"]);
}

#[tokio::test]
async fn a_file_is_looked_at_mapped_previewed_and_imported_by_its_token() {
    let desk = Desk::new().await;
    let looked = desk.inspect("list.csv", LIST).await;
    assert_eq!(looked.status, 200, "{looked:?}");
    assert_eq!((&looked.body["format"], &looked.body["rows"]), (&json!("csv"), &json!(6)));
    assert_eq!(looked.body["raw_rows"][0][0], "Reference");
    assert_eq!(looked.body["known_supplier"], Value::Null);
    let token = text(&looked.body, "token").to_owned();
    let again =
        desk.buyer.post("/imports/inspect", json!({"token": token, "structure": {"header_row": 0}})).await;
    assert_eq!((again.status.as_u16(), &again.body["rows"]), (200, &json!(7)), "{again:?}");

    let mapping =
        json!({"supplier_sku": "Reference", "name": "Brand", "price": {"source": "Price", "index": 4}});
    let preview = desk.buyer.post("/imports/preview", json!({"token": token, "mapping": mapping})).await;
    assert_eq!(preview.status, 200, "{preview:?}");
    assert_eq!((&preview.body["records_checked"], &preview.body["records_rejected"]), (&json!(6), &json!(1)));
    assert_eq!(preview.body["articles"][0]["name"], "Brixen");
    assert_eq!(preview.body["articles"][0]["price"], "12.5");
    let unknown = json!({"supplier_sku": "Nowhere", "no_field": "Name"});
    let refused = desk.buyer.post("/imports/preview", json!({"token": token, "mapping": unknown})).await;
    assert_eq!((refused.status.as_u16(), refused.wrong_fields()), (422, vec!["mapping.no_field"]));
    let refused = desk
        .buyer
        .post("/imports/preview", json!({"token": token, "mapping": {"supplier_sku": "Nowhere"}}))
        .await;
    assert!(refused.status == 422 && refused.text.contains("Nowhere"), "{refused:?}");

    let input = json!({"token": token, "supplier": "ACME", "mapping": mapping});
    let accepted = desk.buyer.post("/imports", input).await;
    assert_eq!(accepted.status, 202, "{accepted:?}");
    let run = desk.carry(accepted.body["id"].as_i64().expect("an id")).await;
    assert_eq!(counts(&run), [6, 4, 0, 0, 1, 1]);
    let products = desk.buyer.get("/products?q=brixen").await;
    assert_eq!(products.body["meta"]["total"], 2, "the names are the brands now");

    let known = desk.inspect("next.csv", NEXT).await;
    assert_eq!(known.body["known_supplier"]["code"], "ACME");
    assert_eq!(known.body["mapping"]["name"]["source"], "Brand", "the supplier's own mapping is kept");
    let run = desk.import("next.csv", NEXT).await;
    assert_eq!(run["mapping"]["name"]["source"], "Brand");
    for (token, supplier, status, code) in
        [("gone", "ACME", 410, "upload_gone"), (&token, "NOBODY", 422, "unknown_supplier")]
    {
        let refused = desk.buyer.post("/imports", json!({"token": token, "supplier": supplier})).await;
        assert_eq!((refused.status.as_u16(), refused.code()), (status, code));
    }
}

#[tokio::test]
async fn a_mapping_that_comes_with_the_file_goes_before_what_is_found_out() {
    let desk = Desk::new().await;
    let mapping =
        json!({"supplier_sku": "Reference", "name": "Name", "retail_price": "Price", "brand": null});
    let run = desk.import_with("list.csv", LIST, &[("mapping", &mapping.to_string())]).await;
    assert_eq!(counts(&run), [6, 4, 0, 0, 1, 1]);
    let fields: Vec<&String> = run["mapping"].as_object().expect("a mapping").keys().collect();
    assert_eq!(fields, ["name", "retail_price", "supplier_sku"]);
    let product = &desk.buyer.get("/products?q=hammer").await.body["data"][0];
    assert_eq!(
        (&product["best_cost"], &product["retail_price"]),
        (&Value::Null, &json!("8.1000")),
        "{product}"
    );
    for (parts, wrong) in [
        ([("mapping", r#"{"colour": "Name"}"#)], "mapping.colour"),
        ([("mapping", r#"{"name": "Titre"}"#)], "mapping"),
        ([("mapping", r#"{"name": 7}"#)], "name"),
        ([("mode", "destroy")], "mode"),
        ([("structure", r#"{"delimiter": "ab"}"#)], "delimiter"),
        ([("surprise", "x")], "surprise"),
    ] {
        let refused = desk.upload_with("list.csv", LIST, &parts).await;
        assert_eq!((refused.status.as_u16(), refused.wrong_fields()), (422, vec![wrong]), "{refused:?}");
    }
}

#[tokio::test]
async fn the_same_file_again_is_unchanged_and_writes_nothing() {
    let desk = Desk::new().await;
    let first = desk.import("list.csv", LIST).await;
    let before = desk.digest().await;
    let again = desk.import("other-name.csv", LIST).await;
    assert_eq!((text(&again, "status"), counts(&again)), ("unchanged", [6, 0, 0, 4, 1, 1]), "{again}");
    assert!(text(&again, "message").contains(&first["id"].to_string()), "{again}");
    // Other bytes, the same articles: read, and nothing to write.
    let alike = desk.import("alike.csv", LIST.replace('\n', "\r\n")).await;
    assert_eq!((text(&alike, "status"), counts(&alike)), ("done", [6, 0, 0, 4, 1, 1]));
    assert_eq!(desk.digest().await, before);
    // A file that was overtaken by another one is not the last one any more.
    desk.import("next.csv", NEXT).await;
    let back = desk.import("list.csv", LIST).await;
    assert_eq!((text(&back, "status"), counts(&back)), ("done", [6, 0, 3, 1, 1, 1]));
}

#[tokio::test]
async fn rejected_records_come_back_as_they_were_and_can_be_imported_once_corrected() {
    let desk = Desk::new().await;
    let run = desk.import("list.csv", LIST).await;
    let path = format!("/imports/{}/errors.csv", run["id"]);
    let rejected = desk.buyer.get(&path).await;
    assert_eq!(rejected.status, 200);
    assert!(rejected.header("content-disposition").contains("rejected.csv"), "{:?}", rejected.headers);
    assert_eq!(
        rejected.text,
        "Reference,EAN,Name,Brand,Price,Stock,_line,_reason\n\
         ,,Lamp without a number,Brixen,\"1,00\",1,4,missing_key (supplier_sku)\n"
    );
    let corrected = rejected.text.replace("\n,,", "\nA-9,,");
    let run = desk.import("corrected.csv", corrected).await;
    assert_eq!((text(&run, "status"), counts(&run)), ("done", [1, 1, 0, 0, 0, 0]), "{run}");
    assert_eq!(desk.buyer.get("/products?q=A-9").await.body["data"][0]["best_cost"], "1.0000");
    let none = desk.buyer.get(&format!("/imports/{}/errors.csv", run["id"])).await;
    assert_eq!(none.text.lines().count(), 1, "{}", none.text);
}

#[tokio::test]
async fn rejected_records_of_a_tree_come_back_as_a_table_that_can_be_imported() {
    let desk = Desk::new().await;
    let list = json!({"items": [
        {"sku": "J-1", "title": "Cup", "price": 3.5, "stock": 2},
        {"title": "Plate without a number, \"large\"", "price": 4.5, "stock": 1},
        {"sku": "J-3", "title": "Bowl", "price": 5.25, "stock": 0}
    ]});
    let run = desk.import("list.json", list.to_string()).await;
    assert_eq!(counts(&run), [3, 2, 0, 0, 0, 1], "{run}");
    let rejected = desk.buyer.get(&format!("/imports/{}/errors.csv", run["id"])).await.text;
    let number = rejected.lines().next().expect("a header").split(',').position(|name| name == "sku");
    let mut reader = csv::Reader::from_reader(rejected.as_bytes());
    let mut corrected = csv::Writer::from_writer(Vec::new());
    corrected.write_record(reader.headers().expect("a header")).expect("written");
    for record in reader.records().map(|record| record.expect("sound CSV")) {
        let cells = record.iter().enumerate().map(|(at, cell)| if Some(at) == number { "J-2" } else { cell });
        corrected.write_record(cells).expect("written");
    }
    let run = desk.import("corrected.csv", corrected.into_inner().expect("written")).await;
    assert_eq!((text(&run, "status"), counts(&run)), ("done", [1, 1, 0, 0, 0, 0]), "{run} {rejected}");
}

#[tokio::test]
async fn the_change_set_tells_what_a_run_did() {
    let desk = Desk::new().await;
    desk.import("list.csv", LIST).await;
    let run = desk.import("next.csv", NEXT).await;
    assert_eq!((text(&run, "status"), counts(&run)), ("done", [5, 1, 3, 1, 0, 0]));
    let changes = async |query: &str| {
        let answer = desk.buyer.get(&format!("/imports/{}/changes{query}", run["id"])).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.body
    };
    let created = changes("?kind=created").await;
    assert_eq!(created["meta"]["total"], 1);
    assert_eq!(
        (&created["data"][0]["supplier_sku"], &created["data"][0]["name"]),
        (&json!("A-5"), &json!("Saw"))
    );
    let updated = changes("").await;
    let skus: Vec<&str> = updated["data"]
        .as_array()
        .expect("changes")
        .iter()
        .map(|change| text(change, "supplier_sku"))
        .collect();
    assert_eq!((skus, &updated["meta"]["total"]), (vec!["A-1", "A-2", "A-3"], &json!(3)), "as in the file");
    assert_eq!(
        updated["data"][0]["fields"],
        json!([{"field": "price", "before": "12.5000", "after": "25.0000"}])
    );
    assert_eq!(updated["data"][0]["ean"], "4006381333931");
    assert_eq!(
        updated["meta"]["by_field"],
        json!([{"field": "price", "count": 2, "up": 1, "down": 1}, {"field": "stock", "count": 1, "up": 0, "down": 1}])
    );
    assert_eq!(
        updated["meta"]["by_kind"],
        json!([{"kind": "created", "count": 1}, {"kind": "updated", "count": 3}, {"kind": "discontinued", "count": 0}])
    );
    let moves = changes("?field=price&sort=-move").await;
    let skus: Vec<&str> = moves["data"]
        .as_array()
        .expect("changes")
        .iter()
        .map(|change| text(change, "supplier_sku"))
        .collect();
    assert_eq!((skus, &moves["meta"]["total"]), (vec!["A-1", "A-2"], &json!(2)), "biggest first");
    let wrong = desk.buyer.get(&format!("/imports/{}/changes?kind=all&sort=up", run["id"])).await;
    assert_eq!((wrong.status.as_u16(), wrong.wrong_fields()), (422, vec!["kind", "sort"]));
    assert_eq!(desk.buyer.get("/imports/999999/changes").await.status, 404);
}

#[tokio::test]
async fn a_dry_run_shows_everything_and_writes_nothing() {
    let desk = Desk::new().await;
    desk.import("list.csv", LIST).await;
    let before = desk.digest().await;
    let run = desk.import_with("next.csv", NEXT, &[("mode", "dry_run")]).await;
    assert_eq!((text(&run, "status"), counts(&run)), ("done", [5, 1, 3, 1, 0, 0]), "{run}");
    assert_eq!(text(&run, "message_code"), "dry_run");
    let changes = desk.buyer.get(&format!("/imports/{}/changes", run["id"])).await.body;
    assert_eq!((&changes["meta"]["total"], &changes["meta"]["expired"]), (&json!(3), &json!(false)));
    assert_eq!(changes["data"][0]["fields"][0]["after"], "25.0000");
    let created = desk.buyer.get(&format!("/imports/{}/changes?kind=created", run["id"])).await.body;
    assert_eq!(
        (&created["data"][0]["name"], &created["data"][0]["product_id"]),
        (&json!("Saw"), &Value::Null)
    );
    assert_eq!(desk.digest().await, before);
    // A dry run is nothing that a later file is compared with.
    let run = desk.import("next.csv", NEXT).await;
    assert_eq!((text(&run, "status"), counts(&run)), ("done", [5, 1, 3, 1, 0, 0]));
}

#[tokio::test]
async fn a_reviewed_run_is_applied_once_it_is_approved() {
    let desk = Desk::new().await;
    desk.import("list.csv", LIST).await;
    let before = desk.digest().await;
    let run = desk.import_with("next.csv", NEXT, &[("mode", "review")]).await;
    assert_eq!((text(&run, "status"), counts(&run)), ("review", [5, 1, 3, 1, 0, 0]), "{run}");
    assert_eq!((&run["can"]["apply"], &run["can"]["cancel"]), (&json!(true), &json!(true)));
    let shown = desk.buyer.get(&format!("/imports/{}/changes", run["id"])).await.body;
    assert_eq!(shown["meta"]["total"], 3);
    assert_eq!(desk.digest().await, before);
    let approved = desk.act(&run, "apply").await;
    assert_eq!((approved.status.as_u16(), text(&approved.body, "status")), (202, "staged"), "{approved:?}");
    let run = desk.carry(run["id"].as_i64().expect("an id")).await;
    assert_eq!((text(&run, "status"), counts(&run)), ("done", [5, 1, 3, 1, 0, 0]), "{run}");
    let did = desk.buyer.get(&format!("/imports/{}/changes", run["id"])).await.body;
    let without_ids = |page: &Value| -> Vec<Value> {
        page["data"]
            .as_array()
            .expect("changes")
            .iter()
            .map(|change| json!([change["supplier_sku"], change["fields"]]))
            .collect()
    };
    assert_eq!(without_ids(&did), without_ids(&shown), "what was shown is what was done");
    let twice = desk.act(&run, "apply").await;
    assert_eq!((twice.status.as_u16(), twice.code()), (409, "wrong_state"));
}

#[tokio::test]
async fn a_shrunken_file_is_held_until_somebody_has_looked() {
    let desk = Desk::new().await;
    desk.import("full.csv", list(0..40)).await;
    let before = desk.digest().await;
    let run = desk.import("half.csv", list(0..19)).await;
    assert_eq!((text(&run, "status"), text(&run, "message_code")), ("held", "fewer_records"), "{run}");
    assert!(text(&run, "message").contains("19") && text(&run, "message").contains("40"), "{run}");
    assert_eq!(desk.digest().await, before);
    assert_eq!(desk.act(&run, "apply").await.status, 202);
    let run = desk.carry(run["id"].as_i64().expect("an id")).await;
    assert_eq!((text(&run, "status"), counts(&run)), ("done", [19, 0, 0, 19, 0, 0]), "{run}");
    // Nothing usable is held even the first time.
    testkit::builders::supplier(&desk.app.dbs.catalog, "OTHER").await;
    let nothing = "Reference;Name;Price;Stock\n;Cup;1,00;1\n;Bowl;2,00;2\n";
    let run = desk.import_with("nothing.csv", nothing, &[("supplier", "OTHER")]).await;
    assert_eq!((text(&run, "status"), text(&run, "message_code")), ("held", "empty"), "{run}");
}

/// Brings a run into each state in which nobody works on it.
async fn waiting(desk: &Desk, status: &str) -> Value {
    let run = match status {
        "received" => desk.upload("next.csv", NEXT).await.body,
        "needs_mapping" => {
            desk.import_with("odd.csv", ODD, &[("mapping", r#"{"supplier_sku": "Reference"}"#)]).await
        }
        "review" => desk.import_with("next.csv", NEXT, &[("mode", "review")]).await,
        "held" => desk.import("half.csv", list(0..12)).await,
        "paused" => {
            let run = desk.upload("next.csv", NEXT).await.body;
            let paused = desk.act(&run, "pause").await;
            assert_eq!(paused.status, 202, "{paused:?}");
            paused.body
        }
        other => panic!("{other}"),
    };
    assert_eq!(text(&run, "status"), status, "{run}");
    run
}

#[tokio::test]
async fn a_run_that_waits_can_be_cancelled_and_the_catalogue_stays_as_it_was() {
    for status in ["received", "needs_mapping", "review", "held", "paused"] {
        let desk = Desk::new().await;
        desk.import("full.csv", list(0..40)).await;
        let before = desk.digest().await;
        let run = waiting(&desk, status).await;
        let cancelled = desk.act(&run, "cancel").await;
        assert_eq!(
            (cancelled.status.as_u16(), text(&cancelled.body, "status")),
            (202, "cancelled"),
            "{status}"
        );
        let id = run["id"].as_i64().expect("an id");
        assert_eq!(
            text(&desk.carry(id).await, "status"),
            "cancelled",
            "{status}: a worker finds nothing to do"
        );
        assert_eq!(desk.digest().await, before, "{status}");
        for action in ["cancel", "apply", "pause", "resume", "retry"] {
            let refused = desk.act(&run, action).await;
            assert_eq!((refused.status.as_u16(), refused.code()), (409, "wrong_state"), "{status} {action}");
        }
        // The same file may come again.
        let again = desk.import("next.csv", NEXT).await;
        assert_eq!(text(&again, "status"), "held", "{status}: a run of its own, and a short file: {again}");
        assert_ne!(again["id"], run["id"], "{status}");
    }
}

#[tokio::test]
async fn a_paused_run_goes_on_where_it_is_told_to() {
    let desk = Desk::new().await;
    let run = waiting(&desk, "paused").await;
    let id = run["id"].as_i64().expect("an id");
    assert_eq!(text(&desk.carry(id).await, "status"), "paused", "no worker touches it");
    let resumed = desk.act(&run, "resume").await;
    assert_eq!((resumed.status.as_u16(), text(&resumed.body, "status")), (202, "received"));
    let run = desk.carry(id).await;
    assert_eq!((text(&run, "status"), counts(&run)), ("done", [5, 5, 0, 0, 0, 0]));
}

#[tokio::test]
async fn a_run_that_needs_a_mapping_goes_on_once_it_has_one() {
    let desk = Desk::new().await;
    let run = waiting(&desk, "needs_mapping").await;
    assert!(text(&run, "message").contains("name, price or stock"), "{run}");
    assert_eq!(run["structure"]["columns"], json!(["Reference", "Colour"]), "the mapping screen needs them");
    let id = run["id"].as_i64().expect("an id");
    let path = format!("/imports/{id}/mapping");
    let wrong = desk.buyer.post(&path, json!({"mapping": {"taste": "Colour"}})).await;
    assert_eq!((wrong.status.as_u16(), wrong.wrong_fields()), (422, vec!["mapping.taste"]));
    // A column that isn't there: the run says so, and waits on.
    desk.buyer.post(&path, json!({"mapping": {"supplier_sku": "Reference", "name": "Farbe"}})).await;
    let run = desk.carry(id).await;
    assert!(text(&run, "status") == "needs_mapping" && text(&run, "message").contains("Farbe"), "{run}");
    let mapped =
        desk.buyer.post(&path, json!({"mapping": {"supplier_sku": "Reference", "name": "Colour"}})).await;
    assert_eq!(mapped.status, 202, "{mapped:?}");
    let run = desk.carry(id).await;
    assert_eq!((text(&run, "status"), counts(&run)), ("done", [2, 2, 0, 0, 0, 0]), "{run}");
    assert_eq!(desk.buyer.post(&path, json!({"mapping": {}})).await.code(), "wrong_state");
}

#[tokio::test]
async fn a_failed_run_can_be_tried_again_from_its_stored_file() {
    let desk = Desk::new().await;
    let run = desk.upload("list.csv.gz", gzip(LIST.as_bytes())).await.body;
    let id = run["id"].as_i64().expect("an id");
    let key = ObjectKey::import_file(text(&run, "file_sha256"));
    let stored = desk.app.state.objects.local_path(&key).expect("a folder");
    let whole = std::fs::read(&stored).expect("stored");
    std::fs::write(&stored, &whole[..whole.len() / 2]).expect("written");
    let run = desk.carry(id).await;
    assert_eq!((text(&run, "status"), text(&run, "message_code")), ("failed", "unreadable_file"), "{run}");
    assert!(text(&run, "message").contains("cut short"), "{run}");
    assert_eq!(run["can"]["retry"], true);
    assert_eq!(desk.digest().await.counts, [0, 0, 0, 0, 0]);
    std::fs::write(&stored, &whole).expect("written");
    assert_eq!(desk.act(&run, "retry").await.status, 202);
    let run = desk.carry(id).await;
    assert_eq!((text(&run, "status"), counts(&run)), ("done", [6, 4, 0, 0, 1, 1]), "{run}");
    assert_eq!(run["message"], Value::Null);
}

#[tokio::test]
async fn the_file_comes_back_as_it_was() {
    let desk = Desk::new().await;
    let run = desk.upload("../tarif été.csv", LIST).await.body;
    assert_eq!(text(&run, "file_name"), "tarif été.csv");
    let file = desk.buyer.get(&format!("/imports/{}/file", run["id"])).await;
    assert_eq!((file.status.as_u16(), file.text.as_str()), (200, LIST));
    assert_eq!(
        (file.header("content-type"), file.header("x-content-type-options")),
        ("application/octet-stream", "nosniff")
    );
    assert!(
        file.header("content-disposition").contains("filename*=UTF-8''tarif%20%C3%A9t%C3%A9.csv"),
        "{:?}",
        file.headers
    );
    assert_eq!(desk.buyer.get("/imports/999/file").await.status, 404);
    let early = desk.buyer.get(&format!("/imports/{}/errors.csv", run["id"])).await;
    assert_eq!((early.status.as_u16(), early.code()), (409, "wrong_state"), "it hasn't been read yet");
}

#[tokio::test]
async fn an_upload_that_is_sent_twice_makes_one_run() {
    let desk = Desk::new().await;
    let post = async || {
        let part = Part::bytes(LIST.as_bytes().to_vec()).file_name("list.csv");
        let form = Form::new().part("file", part).text("supplier", "ACME");
        send(desk.buyer.request(Method::POST, "/imports").header("Idempotency-Key", "k-1").multipart(form))
            .await
    };
    let (first, second) = (post().await, post().await);
    assert_eq!((first.status.as_u16(), second.status.as_u16()), (202, 202));
    assert_eq!((&first.body["id"], second.header("idempotent-replayed")), (&second.body["id"], "true"));
    // Without a key, an unfinished run of the same file is the same run; another reading of it is another run.
    assert_eq!(desk.upload("list.csv", LIST).await.body["id"], first.body["id"]);
    let other = desk.upload_with("list.csv", LIST, &[("structure", r#"{"encoding": "windows-1252"}"#)]).await;
    assert_ne!(other.body["id"], first.body["id"], "{other:?}");
    let other = desk.upload_with("list.csv", LIST, &[("mode", "dry_run")]).await;
    assert_ne!(other.body["id"], first.body["id"], "{other:?}");
    assert_eq!(desk.buyer.get("/imports").await.body["meta"]["total"], 3);
}

#[tokio::test]
async fn every_status_reaches_a_person_in_the_same_words() {
    let desk = Desk::new().await;
    let run = desk.upload("list.csv", LIST).await.body;
    for status in Status::ALL {
        sqlx::query("update runs set status = $1")
            .bind(status.as_str())
            .execute(desk.app.dbs.imports.pool())
            .await
            .expect("moved");
        let shown = desk.buyer.get(&format!("/imports/{}", run["id"])).await.body;
        assert_eq!((text(&shown, "status"), &shown["can"]["undo"]), (status.as_str(), &json!(false)));
    }
}
