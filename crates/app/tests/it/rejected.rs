//! Rejected records: out as a file, corrected, and in again: then the import is complete.

use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use crate::test_app::{Answer, send};
use crate::uploading::{Desk, counts, text};

/// Two records without a number, one that a spreadsheet destroyed.
const LIST: &str = "Reference;EAN;Name;Price;Stock\n\
    A-1;4006381333931;Lamp blue;1.012,50;4\n\
    ;;Lamp \"red\";13,90;2\n\
    A-3;;Drill;99,00;12\n\
    3,76E+12;;Hammer;1.008,10;30\n\
    ;;Saw; 17,00 ;3\n";

const RIGHT: &str = "Reference;EAN;Name;Price;Stock\n\
    A-1;4006381333931;Lamp blue;1.012,50;4\n\
    A-2;;Lamp \"red\";13,90;2\n\
    A-3;;Drill;99,00;12\n\
    A-4;;Hammer;1.008,10;30\n\
    A-5;;Saw; 17,00 ;3\n";

async fn complete(desk: &Desk, run: &Value, name: &str, content: impl Into<Vec<u8>>) -> Answer {
    let form = Form::new().part("file", Part::bytes(content.into()).file_name(name.to_owned()));
    send(desk.buyer.request(Method::POST, &format!("/imports/{}/rejected", run["id"])).multipart(form)).await
}

async fn completed(desk: &Desk, run: &Value, name: &str, content: impl Into<Vec<u8>>) -> (Value, Value) {
    let accepted = complete(desk, run, name, content).await;
    assert_eq!(accepted.status, 202, "{accepted:?}");
    let child = desk.carry(accepted.body["id"].as_i64().expect("an id")).await;
    let run = desk.run(run["id"].as_i64().expect("an id")).await;
    (child, run)
}

async fn rejected(desk: &Desk, run: &Value) -> String {
    desk.buyer.get(&format!("/imports/{}/errors.csv", run["id"])).await.text
}

/// What the catalogue says, without the records that said it.
async fn catalogue(desk: &Desk) -> Vec<Value> {
    sqlx::query_scalar(
        "select to_jsonb(row(o.supplier_sku, o.cost, o.currency, o.stock, o.status, p.name, p.gtin, p.offers, p.best_cost,
           p.stock, b.name, c.path, p.images)) from offers o join products p on p.id = o.product_id
         left join brands b on b.id = p.brand_id left join categories c on c.id = p.category_id order by o.supplier_sku",
    )
    .fetch_all(desk.app.dbs.catalog.pool())
    .await
    .expect("read")
}

#[tokio::test]
async fn corrected_they_complete_the_run_as_if_the_file_had_been_right() {
    let desk = Desk::new().await;
    let run = desk.import("list.csv", LIST).await;
    assert_eq!((counts(&run), &run["open_rejected"]), ([5, 2, 0, 0, 0, 3], &json!(3)), "{run}");
    let file = rejected(&desk, &run).await;
    assert_eq!(
        file.lines().next(),
        Some("Reference,EAN,Name,Price,Stock,_line,_reason"),
        "the columns of the file and two more"
    );
    assert!(file.contains(",3,missing_key (supplier_sku)"), "{file}");
    let mut numbers = ["A-2", "A-4", "A-5"].into_iter();
    let corrected: Vec<String> = file
        .lines()
        .enumerate()
        .map(|(index, line)| {
            if index == 0 {
                return line.to_owned();
            }
            let cells = line.strip_prefix("\"3,76E+12\"").unwrap_or(line);
            format!("{}{cells}", numbers.next().expect("three"))
        })
        .collect();
    let corrected = corrected.join("\n");
    let (child, run) = completed(&desk, &run, "corrected.csv", corrected).await;
    assert_eq!((text(&child, "status"), counts(&child)), ("done", [3, 3, 0, 0, 0, 0]), "{child}");
    assert_eq!((&child["parent_id"], text(&child, "mode")), (&run["id"], "apply"));
    assert_eq!((&run["open_rejected"], &run["completed_by"]), (&json!(0), &json!([child["id"]])), "{run}");
    let right = Desk::new().await;
    right.import("right.csv", RIGHT).await;
    assert_eq!(catalogue(&desk).await, catalogue(&right).await);
    let profiles = desk.buyer.get(&format!("/suppliers/{}/profiles", run["supplier"]["id"])).await.body;
    assert_eq!(profiles["data"].as_array().map(Vec::len), Some(1), "and it teaches no profile: {profiles}");
    // It is no file of the feed's: the next one is compared with the whole file before it.
    let next = desk.import("right.csv", RIGHT).await;
    assert_eq!((text(&next, "status"), counts(&next)), ("done", [5, 0, 0, 5, 0, 0]), "{next}");
}

#[tokio::test]
async fn a_spreadsheets_delimiter_encoding_and_order_of_columns_are_its_own() {
    for (delimiter, encode) in [
        (";", (|text: String| text.into_bytes()) as fn(String) -> Vec<u8>),
        ("\t", |text| {
            let units = std::iter::once(0xfeff).chain(text.encode_utf16().collect::<Vec<_>>());
            units.flat_map(u16::to_le_bytes).collect()
        }),
        (",", |text| [b"\xef\xbb\xbf".to_vec(), text.into_bytes()].concat()),
    ] {
        let desk = Desk::new().await;
        let run = desk.import("list.csv", LIST).await;
        // Another order, without the reason; one record alone, and with more columns than it came with.
        let file = ["Price|Name|_line|Note|Stock|Reference", "\"13,90\"|Lampe bleutée|3|ok|2|A-2"]
            .map(|line| line.replace('|', delimiter) + "\r\n")
            .concat();
        let (child, run) = completed(&desk, &run, "corrected.csv", encode(file)).await;
        assert_eq!(
            (text(&child, "status"), counts(&child)),
            ("done", [1, 1, 0, 0, 0, 0]),
            "{delimiter:?} {child}"
        );
        assert_eq!(run["open_rejected"], 2, "{run}");
        let cost: String = sqlx::query_scalar("select cost::text from offers where supplier_sku = 'A-2'")
            .fetch_one(desk.app.dbs.catalog.pool())
            .await
            .expect("there");
        assert_eq!(cost, "13.9000");
    }
}

#[tokio::test]
async fn records_that_are_still_wrong_stay_open_and_twice_is_once() {
    let desk = Desk::new().await;
    let run = desk.import("list.csv", LIST).await;
    let file = "Reference;EAN;Name;Price;Stock;_line;_reason\nA-2;;Lamp red;13,90;2;3;x\n;;Saw;17,00;3;6;x\n";
    let (child, run) = completed(&desk, &run, "corrected.csv", file).await;
    assert_eq!((text(&child, "status"), counts(&child)), ("done", [2, 1, 0, 0, 0, 1]), "{child}");
    assert_eq!(run["open_rejected"], 2);
    let (again, run) = completed(&desk, &run, "corrected.csv", file).await;
    assert_eq!((counts(&again), &run["open_rejected"]), ([2, 0, 0, 1, 0, 1], &json!(2)), "{again}");
    assert_eq!(run["completed_by"], json!([child["id"], again["id"]]));
    // Without its place a record can't be told from another: it counts as one of them.
    let (_, run) = completed(&desk, &run, "more.csv", "Reference;Name;Price\nA-5;Saw;17,00\n").await;
    assert_eq!(run["open_rejected"], 1);
}

#[tokio::test]
async fn what_a_part_of_a_file_leaves_out_is_not_absent() {
    let desk = Desk::new().await;
    let policies = json!({"absent": "discontinue", "review": "always"}).to_string();
    let run = desk.import_with("list.csv", LIST, &[("policies", &policies)]).await;
    assert_eq!(desk.act(&run, "apply").await.status, 202);
    let run = desk.carry(run["id"].as_i64().expect("an id")).await;
    let (child, _) =
        completed(&desk, &run, "corrected.csv", "Reference;Name;Price;_line\nA-2;Lamp;13,90;3\n").await;
    assert_eq!((text(&child, "status"), &child["discontinued"]), ("done", &json!(0)), "{child}");
    let active: i64 =
        sqlx::query_scalar("select count(*) from offers where status = 1 and missing_since is null")
            .fetch_one(desk.app.dbs.catalog.pool())
            .await
            .expect("read");
    assert_eq!(active, 3);
}

#[tokio::test]
async fn the_records_of_a_tree_come_back_by_their_paths() {
    let desk = Desk::new().await;
    let xml = "<shop><item><id>X-1</id><title>Lamp</title><price cur=\"EUR\">12.50</price>\
        <img>https://example.com/1.jpg</img><img>https://example.com/2.jpg</img></item>\
        <item><id></id><title>Drill, \"big\"</title><price cur=\"EUR\">99.00</price>\
        <img>https://example.com/3.jpg</img><img>https://example.com/4.jpg</img></item>\
        <item><id>X-3</id><title>Saw</title><price cur=\"EUR\">17.00</price></item></shop>";
    let run = desk.import("shop.xml", xml).await;
    assert_eq!((text(&run, "status"), counts(&run)), ("done", [3, 2, 0, 0, 0, 1]), "{run}");
    let file = rejected(&desk, &run).await;
    let header: Vec<&str> = file.lines().next().expect("a header").split(',').collect();
    let at = header.iter().position(|name| *name == "id").expect("the path of the number");
    assert_eq!(at, 0, "{file}");
    let body = file.split_once('\n').expect("a record").1;
    let corrected = format!("{}\nX-2{body}", header.join(","));
    let (child, run) = completed(&desk, &run, "corrected.csv", corrected).await;
    assert_eq!((text(&child, "status"), counts(&child)), ("done", [1, 1, 0, 0, 0, 0]), "{child}");
    assert_eq!(run["open_rejected"], 0, "{run}");
    let right = Desk::new().await;
    right.import("shop.xml", xml.replace("<id></id>", "<id>X-2</id>")).await;
    assert_eq!(catalogue(&desk).await, catalogue(&right).await);
}

#[tokio::test]
async fn what_cant_complete_an_import_is_refused() {
    let desk = Desk::new().await;
    let waiting = desk.import_with("list.csv", LIST, &[("mode", "review")]).await;
    let refused = complete(&desk, &waiting, "x.csv", RIGHT).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (409, "wrong_state"), "{refused:?}");
    assert_eq!(desk.act(&waiting, "cancel").await.status, 202);
    let whole = desk.import("right.csv", RIGHT).await;
    let refused = complete(&desk, &whole, "x.csv", RIGHT).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (409, "wrong_state"), "{refused:?}");
    let run = desk.import("list.csv", LIST.replace("A-3", "A-30")).await;
    let refused = complete(&desk, &run, "x.csv", "Colour;Size\nblue;4\n").await;
    assert_eq!((refused.status.as_u16(), refused.wrong_fields()), (422, vec!["mapping"]), "{refused:?}");
    let refused = complete(&desk, &run, "x.csv", "").await;
    assert_eq!((refused.status.as_u16(), refused.code()), (400, "empty_file"), "{refused:?}");
    let none = complete(&desk, &json!({"id": 999_999}), "x.csv", RIGHT).await;
    assert_eq!(none.status, 404);
}
