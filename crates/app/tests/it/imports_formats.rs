//! The same articles in every format through the same pipeline, and the account of many random files.

use std::collections::{BTreeMap, BTreeSet};

use rand::rngs::StdRng;
use rand::seq::SliceRandom as _;
use rand::{Rng as _, SeedableRng as _};
use serde_json::json;

use crate::packed::{gzip, ods, xlsx, zip};
use crate::uploading::{Desk, counts, text};

const ROWS: [&[&str]; 5] = [
    &["SKU", "EAN", "Name", "Brand", "Price", "Stock"],
    &["B-1", "4006381333931", "Desk lamp", "Brixen", "12.5", "4"],
    &["B-2", "5901234123457", "Floor lamp", "Brixen", "130.9", "0"],
    &["B-3", "9780201379624", "Drill", "Orvane", "99", "12"],
    &["B-4", "4012345678901", "Hammer", "Orvane", "8.1", "30"],
];

fn delimited(delimiter: &str, line_end: &str) -> String {
    ROWS.map(|row| row.join(delimiter) + line_end).concat()
}

fn records() -> Vec<serde_json::Value> {
    let object = |row: &&[&str]| {
        let fields = ROWS[0].iter().zip(*row).map(|(name, value)| ((*name).to_owned(), json!(value)));
        serde_json::Value::Object(fields.collect())
    };
    ROWS[1..].iter().map(object).collect()
}

fn xml() -> String {
    let article = |row: &&[&str]| {
        let fields = ROWS[0].iter().zip(*row).map(|(name, value)| format!("<{name}>{value}</{name}>"));
        format!("<article>{}</article>", fields.collect::<String>())
    };
    format!("<?xml version=\"1.0\"?><list>{}</list>", ROWS[1..].iter().map(article).collect::<String>())
}

fn utf16(text: &str) -> Vec<u8> {
    [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

#[tokio::test]
async fn every_format_goes_the_same_way() {
    let csv = delimited(",", "\n");
    let ndjson = records().iter().map(|record| format!("{record}\n")).collect::<Vec<_>>().concat();
    let files: [(&str, &str, Vec<u8>); 14] = [
        ("list.csv", "csv", csv.clone().into_bytes()),
        ("list.txt", "csv", delimited("\t", "\r\n").into_bytes()),
        ("list.tsv", "csv", delimited("|", "\n").into_bytes()),
        ("wide.csv", "csv", utf16(&delimited(";", "\r\n"))),
        ("list.xlsx", "xlsx", xlsx(&ROWS)),
        ("list.ods", "ods", ods(&ROWS)),
        ("list.xml", "xml", xml().into_bytes()),
        ("list.json", "json", json!({ "articles": records() }).to_string().into_bytes()),
        ("list.ndjson", "ndjson", ndjson.clone().into_bytes()),
        ("list.csv.gz", "csv", gzip(csv.as_bytes())),
        (
            "list.zip",
            "csv",
            zip(&[("read me.pdf", b"%PDF-1.4 not this"), ("folder/list.csv", csv.as_bytes())]),
        ),
        ("xml.zip", "xml", zip(&[("list.xml", xml().as_bytes())])),
        ("list.xml.gz", "xml", gzip(xml().as_bytes())),
        // The content decides, not the name.
        ("list.pdf", "xlsx", xlsx(&[ROWS.as_slice(), &[&["B-5", "", "Saw", "Orvane", "5", "5"]]].concat())),
    ];
    let desk = Desk::new().await;
    let mut articles = None;
    for (at, (name, format, content)) in files.into_iter().enumerate() {
        let supplier = format!("S{at}");
        testkit::builders::supplier(&desk.app.dbs.catalog, &supplier).await;
        let run = desk.import_with(name, content, &[("supplier", &supplier)]).await;
        let expected = if name == "list.pdf" { 5 } else { 4 };
        assert_eq!((text(&run, "status"), text(&run, "format")), ("done", format), "{name}: {run}");
        assert_eq!(counts(&run), [expected, expected, 0, 0, 0, 0], "{name}: {run}");
        let values: Vec<String> = sqlx::query_scalar(
            "select row(o.supplier_sku, p.gtin, o.cost, o.currency, o.stock)::text from offers o
             join products p on p.id = o.product_id where o.supplier_id = $1 and o.supplier_sku <> 'B-5'
             order by o.supplier_sku",
        )
        .bind(run["supplier"]["id"].as_i64())
        .fetch_all(desk.app.dbs.catalog.pool())
        .await
        .expect("offers");
        assert_eq!(values[0], "(B-1,04006381333931,12.5000,EUR,4)", "{name}");
        assert_eq!(*articles.get_or_insert_with(|| values.clone()), values, "{name}");
    }
    // Fourteen suppliers, the same five products.
    assert_eq!(desk.digest().await.counts[..2], [5, 57]);
}

#[tokio::test]
async fn the_sample_files_come_in_whole() {
    let desk = Desk::new().await;
    for (name, supplier) in [("electro-nord-1.csv", "EN"), ("nordwerk.xlsx", "NW"), ("casa-viva.xml", "CV")] {
        testkit::builders::supplier(&desk.app.dbs.catalog, supplier).await;
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples").join(name);
        let run =
            desk.import_with(name, std::fs::read(path).expect("a sample"), &[("supplier", supplier)]).await;
        let [records, created, .., rejected] = counts(&run);
        assert_eq!(text(&run, "status"), "done", "{name}: {run}");
        assert!(records > 100 && created > records * 9 / 10 && rejected < records / 10, "{name}: {run}");
    }
}

/// What one row says: a number (or none), a price, a stock.
type Row = (Option<u32>, u32, u32);

fn written(rows: &[Row]) -> String {
    let row = |(number, price, stock): &Row| {
        let key = number.map(|number| format!("R-{number}")).unwrap_or_default();
        let name = number.map_or_else(|| "Nameless thing".to_owned(), |number| format!("Thing {number}"));
        format!("{key};{name};{price},00;{stock}\n")
    };
    std::iter::once("SKU;Name;Price;Stock\n".to_owned()).chain(rows.iter().map(row)).collect()
}

/// Imports random files one after the other and compares each account with a model of a few lines.
#[tokio::test]
async fn random_files_are_accounted_for_as_a_model_says() {
    let desk = Desk::new().await;
    for seed in 0..2 {
        let mut random = StdRng::seed_from_u64(seed);
        let supplier = format!("R{seed}");
        testkit::builders::supplier(&desk.app.dbs.catalog, &supplier).await;
        let mut model = BTreeMap::<u32, (u32, u32)>::new();
        for step in 0..4 {
            let mut rows: Vec<Row> = (0..40)
                .map(|_| {
                    let number = random.random_ratio(9, 10).then(|| random.random_range(0..45));
                    (number, random.random_range(1..4), random.random_range(0..3))
                })
                .collect();
            // So that no file is held for having shrunk.
            rows.extend((0..45).map(|number| (Some(number), random.random_range(1..4), 1)));
            rows.shuffle(&mut random);
            let file = written(&rows);
            let (mut seen, mut expected) = (BTreeSet::new(), [rows.len() as i64, 0, 0, 0, 0, 0]);
            for (number, price, stock) in &rows {
                let end = match number {
                    None => 5,
                    Some(number) if !seen.insert(*number) => 4,
                    Some(number) => match model.insert(*number, (*price, *stock)) {
                        None => 1,
                        Some(before) if before != (*price, *stock) => 2,
                        Some(_) => 3,
                    },
                };
                expected[end] += 1;
            }
            // Random prices move more than a buyer would believe.
            let said = [("supplier", supplier.as_str()), ("policies", r#"{"review": "never"}"#)];
            let run = desk.import_with(&format!("{step}.csv"), file.clone(), &said).await;
            assert_eq!(
                (text(&run, "status"), counts(&run)),
                ("done", expected),
                "seed {seed}, step {step}: {run}"
            );
            let after = desk.digest().await;
            // The same rows in other bytes: the whole way again, and nothing changes.
            let again = desk
                .import_with(
                    &format!("{step}-again.csv"),
                    file.replace('\n', "\r\n"),
                    &[("supplier", &supplier)],
                )
                .await;
            let [records, .., duplicates, rejected] = expected;
            let unchanged = records - duplicates - rejected;
            assert_eq!(
                counts(&again),
                [records, 0, 0, unchanged, duplicates, rejected],
                "seed {seed}, step {step}"
            );
            assert_eq!(desk.digest().await, after, "seed {seed}, step {step}");
        }
        let offers: Vec<(String, String, i32)> = sqlx::query_as(
            "select supplier_sku, trunc(cost)::text, stock from offers o join suppliers s on s.id = o.supplier_id
             where s.code = $1",
        )
        .bind(&supplier)
        .fetch_all(desk.app.dbs.catalog.pool())
        .await
        .expect("offers");
        let offers: BTreeSet<_> = offers.into_iter().collect();
        let model: BTreeSet<_> = model
            .iter()
            .map(|(number, (price, stock))| (format!("R-{number}"), price.to_string(), *stock as i32))
            .collect();
        assert_eq!(offers, model, "seed {seed}");
    }
}
