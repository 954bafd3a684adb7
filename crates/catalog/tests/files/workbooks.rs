//! Workbooks.

use catalog::reader::{Limits, ReadError};
use catalog::structure::Format;

use crate::sample::{Sample, ods, xlsx};

/// A row of inline strings, from column A.
fn row(number: u32, cells: &[&str]) -> String {
    let cells: Vec<String> = cells
        .iter()
        .enumerate()
        .filter(|(_, cell)| !cell.is_empty())
        .map(|(column, cell)| {
            let letter = (b'A' + column as u8) as char;
            format!("<c r=\"{letter}{number}\" t=\"inlineStr\"><is><t>{cell}</t></is></c>")
        })
        .collect();
    format!("<row r=\"{number}\">{}</row>", cells.concat())
}

#[test]
fn cells_are_read_as_they_are_shown() {
    let header = row(3, &["SKU", "Name", "EAN", "Preis", "Datum", "Aktiv", "Fehler"]);
    let data = "<row r=\"4\"><c r=\"A4\" s=\"2\"><v>12345</v></c><c r=\"B4\" t=\"s\"><v>0</v></c>\
        <c r=\"C4\"><v>4006381333931</v></c><c r=\"D4\"><f>A1*2</f><v>12.340000000000002</v></c>\
        <c r=\"E4\" s=\"1\"><v>45292</v></c><c r=\"F4\" t=\"b\"><v>1</v></c><c r=\"G4\" t=\"e\"><v>#N/A</v></c></row>\
        <row r=\"5\"><c r=\"A5\" t=\"str\"><f>B5</f><v>X&amp;Y</v></c><c r=\"D5\"><v>4.5E-1</v></c></row>";
    let sheet =
        format!("{}{header}{data}<row r=\"9\"><c r=\"A9\" s=\"1\"/></row>", row(1, &["Preisliste Acme"]));
    let sample = Sample::new(xlsx(&[("Liste", "visible", &sheet)], &["Lampe\u{a0}groß_x000D_"]));
    let inspection = sample.inspect();
    assert_eq!(inspection.structure.format, Format::Xlsx);
    assert_eq!(inspection.structure.header_row, 3);
    let rows = sample.rows();
    assert_eq!(rows[0].cells[..4], ["0012345", "Lampe\u{a0}groß\r", "4006381333931", "12.34"]);
    assert_eq!(rows[0].cells[4..], ["2024-01-01", "TRUE", "#N/A"]);
    assert_eq!(rows[1].cells, ["X&Y", "", "", "0.45"]);
    assert_eq!((rows.len(), rows[0].line, rows[1].line), (2, 4, 5));
}

#[test]
fn merged_cells_hold_for_their_rows() {
    let sheet = [
        row(1, &["Marke", "Artikel", "Preis"]),
        row(2, &["Acme", "A1", "10"]),
        row(3, &["", "A2", "20"]),
        row(4, &["", "A3", "30"]),
        "@@<mergeCell ref=\"A2:A3\"/>".to_owned(),
    ]
    .concat();
    let sample = Sample::new(xlsx(&[("S", "visible", &sheet)], &[]));
    assert_eq!(sample.lines(), ["Acme|A1|10", "Acme|A2|20", "|A3|30"]);
}

#[test]
fn the_sheet_with_the_list_is_chosen() {
    let list: String = (2..30).map(|number| row(number, &[&format!("A{number}"), "Lamp", "12.50"])).collect();
    let list = row(1, &["SKU", "Name", "Price"]) + list.as_str();
    let cover = row(1, &["Acme Ltd"]) + row(2, &["Call us: 555-1234"]).as_str();
    let book = xlsx(
        &[
            ("Cover", "visible", &cover),
            ("Old", "hidden", &list),
            ("Prices", "visible", &list),
            ("Empty", "visible", ""),
        ],
        &[],
    );
    let inspection = Sample::new(book).inspect();
    assert_eq!(inspection.structure.sheet.as_deref(), Some("Prices"));
    assert_eq!(inspection.sheets, ["Cover", "Prices", "Empty", "Old"]);
    assert_eq!(inspection.rows, 28);
}

#[test]
fn a_sheet_that_is_not_there_is_told_with_those_that_are() {
    let sample = Sample::new(xlsx(&[("Prices", "visible", &row(1, &["SKU", "Price"]))], &[]));
    let mut structure = sample.inspect().structure;
    structure.sheet = Some("Preise".to_owned());
    let error = sample.read(&structure, &Limits::default()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the workbook has no sheet \"Preise\"; it has: Prices; inspect the file again"
    );
}

#[test]
fn shared_strings_may_go_to_a_file() {
    let strings: Vec<String> = (0..500).map(|number| format!("Article number {number}")).collect();
    let strings: Vec<&str> = strings.iter().map(String::as_str).collect();
    let data: Vec<String> = (0..500)
        .map(|number| {
            let row = number + 2;
            format!(
                "<row r=\"{row}\"><c r=\"A{row}\" t=\"s\"><v>{}</v></c><c r=\"B{row}\"><v>1.5</v></c></row>",
                499 - number
            )
        })
        .collect();
    let mut sample = Sample::new(xlsx(
        &[("S", "visible", &(row(1, &["Name", "Price"]) + data.concat().as_str()))],
        &strings,
    ));
    sample.options.limits.max_strings_in_memory = 100;
    let lines = sample.lines();
    assert_eq!((lines[0].as_str(), lines[499].as_str()), ("Article number 499|1.5", "Article number 0|1.5"));
}

#[test]
fn a_text_that_is_not_among_the_shared_ones_is_damage() {
    let data = row(1, &["SKU", "Price"]) + "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>7</v></c></row>";
    let error = Sample::new(xlsx(&[("S", "visible", &data)], &["x"])).refusal();
    assert!(error.to_string().contains("row 2 refers to a text that isn't there"), "{error}");
}

#[test]
fn ods_repeats_are_unrolled_where_they_hold_something() {
    let cell = |text: &str| {
        format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
    };
    let number = |value: &str, text: &str| {
        format!(
            "<table:table-cell office:value-type=\"float\" office:value=\"{value}\"><text:p>{text}</text:p></table:table-cell>"
        )
    };
    let body = format!(
        "<table:table table:name=\"Liste\"><table:table-row>{}{}{}</table:table-row>\
         <table:table-row table:number-rows-repeated=\"2\">{}{}{}<table:table-cell table:number-columns-repeated=\"16000\"/></table:table-row>\
         <table:table-row table:number-rows-repeated=\"1048000\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>\
         <table:table-row>{}{}</table:table-row></table:table>",
        cell("Artikelnummer"),
        cell("Name"),
        cell("EK-Preis"),
        number("17", "0017"),
        cell("Kaffee &amp; Tee"),
        number("4.5", "4,50 €"),
        cell("Z9"),
        cell("two<text:line-break/>lines"),
    );
    let sample = Sample::new(ods(&body));
    let inspection = sample.inspect();
    assert_eq!(inspection.structure.format, Format::Ods);
    assert_eq!(sample.lines(), ["0017|Kaffee & Tee|4.5", "0017|Kaffee & Tee|4.5", "Z9|two\nlines"]);
    assert_eq!(sample.rows()[2].line, 1_048_004);
}

#[test]
fn workbooks_that_must_be_read_whole_have_a_limit() {
    let mut bytes = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    bytes.resize(5000, 0);
    let mut sample = Sample::new(&bytes);
    assert!(sample.refusal().to_string().contains("the workbook is damaged"));
    sample.options.limits.max_workbook_bytes = 4000;
    let error = sample.refusal();
    assert!(matches!(
        error,
        catalog::inspect::InspectError::Read(ReadError::WorkbookTooLarge {
            format: "XLS",
            bytes: 5000,
            limit: 4000
        })
    ));
}
