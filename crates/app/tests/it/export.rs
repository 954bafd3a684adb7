use reqwest::Method;
use serde_json::{Value, json};
use store::core::user::Role;

use crate::cli::{binary_on, run};
use crate::products::catalogue;
use crate::test_app::TestApp;

#[tokio::test]
async fn the_list_comes_as_a_file_of_every_format() {
    let app = TestApp::new().await;
    catalogue(&app).await;
    let client = app.logged_in(Role::Viewer).await;

    let csv = client.get("/products/export").await;
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    assert!(
        csv.header("content-disposition").starts_with("attachment; filename=\"products-2026-"),
        "{csv:?}"
    );
    let mut reader = csv::Reader::from_reader(csv.text.trim_start_matches('\u{feff}').as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    let names: Vec<&str> = rows.iter().map(|row| &row[3]).collect();
    assert_eq!(names, ["Drill", "Hammer", "'=Saw"], "a formula is disarmed");
    assert_eq!((&rows[0][2], &rows[0][9], &rows[0][11]), ("4006381333931", "12.5000", "TWO"));

    let array = client.get("/products/export?format=json&in_stock=true").await;
    assert_eq!(array.header("content-type"), "application/json");
    assert_eq!((array.body.as_array().map(Vec::len), &array.body[0]["stock"]), (Some(1), &json!(9)));
    let lines = client.get("/products/export?format=ndjson").await.text;
    assert_eq!(lines.lines().count(), 3);
    assert!(lines.contains("\"=Saw\""), "JSON has it as it is");
    assert_eq!(client.get("/products/export?format=json&q=nothing-like-it-1").await.body, json!([]));

    let book = client.request(Method::GET, "/products/export?format=xlsx").send().await.expect("an answer");
    let bytes = book.bytes().await.expect("a body");
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a workbook");
    let mut sheet = archive.by_name("xl/worksheets/sheet1.xml").expect("a sheet");
    let text = std::io::read_to_string(&mut sheet).expect("a text");
    assert!(text.contains("Hammer") && text.contains("'=Saw") && text.contains("<v>12.5</v>"));

    assert_eq!(client.get("/products/export?format=pdf").await.wrong_fields(), ["format"]);
    assert_eq!(client.get("/products/export?status=x").await.wrong_fields(), ["status"]);
}

#[tokio::test]
async fn the_command_line_writes_the_same_files() {
    let app = TestApp::new().await;
    catalogue(&app).await;
    let data = tempfile::tempdir().expect("a folder");
    let file = data.path().join("products.json");
    let export = |arguments: &[&str]| {
        let mut command = binary_on(&app.dbs, data.path());
        command.args(["export", "products"]).args(arguments);
        run(command)
    };

    let path = file.to_str().expect("a path");
    let done = export(&["-o", path, "--filter", "supplier=ONE", "--filter", "in_stock=true", "--json"]).await;
    assert_eq!(
        (done.code, &done.json()["products"], &done.json()["format"]),
        (0, &json!(1), &json!("json")),
        "{}",
        done.err
    );
    let written: Value = serde_json::from_slice(&std::fs::read(&file).expect("the file")).expect("JSON");
    assert_eq!(written[0]["name"], "Drill");

    let printed = export(&["--filter", "q=hammer"]).await;
    assert_eq!((printed.code, printed.out.lines().count()), (0, 2), "{}", printed.err);

    for wrong in [
        &["--filter", "in_stock"][..],
        &["--filter", "colour=red"],
        &["--filter", "brand_id=x"],
        &["--format", "pdf"],
        &["-o", "products.pdf"],
        &["--json"],
    ] {
        assert_eq!(export(wrong).await.code, 2, "{wrong:?}");
    }
    let unknown = export(&["--filter", "supplier=NONE"]).await;
    assert_eq!((unknown.code, unknown.err.contains("NONE")), (1, true));
    let nowhere = export(&["-o", "/nowhere/at/all.csv"]).await;
    assert_eq!((nowhere.code, nowhere.err.contains("/nowhere/at")), (1, true));
}
