//! Delimited text.

use std::fmt::Write as _;

use catalog::inspect::StructureOverrides;
use catalog::structure::Format;

use crate::sample::Sample;

fn dialect(text: &str) -> (Option<char>, u32, Vec<String>) {
    let structure = Sample::new(text).inspect().structure;
    assert_eq!(structure.format, Format::Csv);
    (structure.delimiter, structure.header_row, structure.columns)
}

#[test]
fn every_delimiter_is_found() {
    for delimiter in [',', ';', '\t', '|', '^', '~', '¦', '\u{1f}'] {
        let rows = ["sku,name,price", "A1,Lamp,12.50", "A2,Table,99.00", "A3,Chair,45.10"].join("\n");
        let (found, header, columns) = dialect(&rows.replace(',', &delimiter.to_string()));
        assert_eq!(found, Some(delimiter));
        assert_eq!(header, 1);
        assert_eq!(columns, ["sku", "name", "price"]);
    }
}

#[test]
fn decimal_commas_do_not_make_the_comma_a_delimiter() {
    let (delimiter, ..) = dialect("Artikel;Preis;Menge\nA1;12,50;1,0\nA2;3,20;2,5\nA3;0,99;3,0\n");
    assert_eq!(delimiter, Some(';'));
}

#[test]
fn markup_in_quotes_does_not_make_its_semicolons_delimiters() {
    let mut text = "ID,Name,Price,Description\n".to_owned();
    for number in 0..40 {
        writeln!(text, "{number},Shirt,\"39,99 €\",\"<p style=\"\"margin: 0; color: red;\"\">a;b;c</p> <b style=\"\"x: y;\"\">z</b>\"").unwrap();
    }
    assert_eq!(dialect(&text).0, Some(','));
}

#[test]
fn long_texts_with_delimiters_and_doubled_quotes_stay_whole() {
    // Every quoted cell holds delimiters, so that no piece between two of them begins and ends with a quote.
    let mut text = "ID,Nombre,Precio,Cantidad,Descripción,Foto\n".to_owned();
    for number in 0..40 {
        let style = "<div style=\"\"text-align: left;\"\">algodón, lino, seda</div>, ".repeat(20);
        writeln!(text, "{number},Camisa {number},\"39,99 €\",1,\"{style}\",https://x.example/{number}.jpg")
            .unwrap();
    }
    let sample = Sample::new(&text);
    assert_eq!(sample.inspect().structure.quote, Some('"'));
    let rows = sample.rows();
    assert!(rows.iter().all(|row| row.cells.len() == 6));
    assert_eq!(rows[3].cells[2], "39,99 €");
}

#[test]
fn line_ends_may_be_cr_lf_or_both() {
    for end in ["\n", "\r\n", "\r"] {
        let text =
            ["ean;titel;preis", "4006381333931;Stift;1,20", "", ";;", "4006381333948;Block;2,40"].join(end);
        let sample = Sample::new(&text);
        assert_eq!(sample.lines(), ["4006381333931|Stift|1,20", "4006381333948|Block|2,40"], "{end:?}");
        let lines: Vec<u64> = sample.rows().iter().map(|row| row.line).collect();
        assert_eq!(lines, [2, 5], "{end:?}");
    }
}

#[test]
fn quotes_hold_delimiters_line_breaks_and_quotes() {
    let text = "sku,name,price\r\nA1,\"Lamp, big\",1\r\nA2,\"two\r\nlines\",2\r\nA3,\"19\"\" rack\" ,3\r\nA4,19\" rack,4\r\n";
    let sample = Sample::new(text);
    assert_eq!(sample.lines(), ["A1|Lamp, big|1", "A2|two\r\nlines|2", "A3|19\" rack|3", "A4|19\" rack|4"]);
    let lines: Vec<u64> = sample.rows().iter().map(|row| row.line).collect();
    assert_eq!(lines, [2, 3, 5, 6]);
}

#[test]
fn an_unbalanced_quote_costs_no_other_row() {
    let mut text = "sku;name;price\n".to_owned();
    for number in 0..500 {
        match number {
            100 => text += "S100;\"Screen 24;100\n",
            300 => text += "S300;\"Best\" chair;300\n",
            _ => writeln!(text, "S{number};\"Thing {number}\";{number}").unwrap(),
        }
    }
    let lines = Sample::new(&text).lines();
    assert_eq!(lines.len(), 500);
    assert_eq!(lines[100], "S100|\"Screen 24|100");
    assert_eq!(lines[101], "S101|Thing 101|101");
    assert_eq!(lines[300], "S300|\"Best\" chair|300");
    assert_eq!(lines[499], "S499|Thing 499|499");
}

#[test]
fn a_quote_that_never_closes_is_told_with_its_line() {
    let text = "sku;name;price\nA1;x;1\nA2;\"y;2;3;4\nA3;z;3\n";
    let rows = Sample::new(text).rows();
    assert_eq!(rows.len(), 3);
    assert_eq!(rows[1].malformed.as_deref(), Some("a quote opened in line 3 is never closed"));
    assert_eq!(rows[2].cells, ["A3", "z", "3"]);
}

#[test]
fn rows_may_be_longer_or_shorter_than_the_header() {
    let sample = Sample::new("sku,name,price\nA1,Lamp,1\nA2\nA3,Chair,3,extra\nA4,Desk,4\nA5,Bed,5\n");
    let lengths: Vec<usize> = sample.rows().iter().map(|row| row.cells.len()).collect();
    assert_eq!(lengths, [3, 1, 4, 3, 3]);
}

#[test]
fn a_title_dates_and_blank_rows_may_stand_above_the_header() {
    let text = "Acme GmbH;;;\nPreisliste gültig ab 01.02.2024;;;\n\n;;;\nArt.-Nr.;Bezeichnung;EAN;EK netto\n\
                001;Lampe;4006381333931;12,50\n002;Tisch;4006381333948;99,00\n";
    let sample = Sample::new(text);
    let (_, header, columns) = dialect(text);
    assert_eq!(header, 5);
    assert_eq!(columns, ["Art.-Nr.", "Bezeichnung", "EAN", "EK netto"]);
    assert_eq!(sample.lines(), ["001|Lampe|4006381333931|12,50", "002|Tisch|4006381333948|99,00"]);
    assert_eq!(sample.rows()[0].line, 6);
}

#[test]
fn a_row_of_help_texts_is_no_header() {
    let help = "# Required | A unique identifier of the item. Use the SKU if possible; it must not change over time.";
    let text = format!(
        "\"{help}\",\"{help} Max 200 characters.\",\"{help} With the currency.\"\nid,title,price\nA1,Lamp,10.00 EUR\nA2,Desk,20.00 EUR\n"
    );
    let (_, header, columns) = dialect(&text);
    assert_eq!(header, 2);
    assert_eq!(columns, ["id", "title", "price"]);
}

#[test]
fn a_header_may_span_two_rows() {
    let text = "Artikel;Bezeichnung;Preis;;Bestand\n;;netto;brutto;\nA1;Lampe;10,00;11,90;5\nA2;Tisch;20,00;23,80;7\nA3;Stuhl;30,00;35,70;9\n";
    let sample = Sample::new(text);
    let structure = sample.inspect().structure;
    assert_eq!((structure.header_row, structure.header_rows), (1, 2));
    assert_eq!(structure.columns, ["Artikel", "Bezeichnung", "Preis / netto", "Preis / brutto", "Bestand"]);
    assert_eq!(sample.lines().len(), 3);
}

#[test]
fn without_a_header_columns_have_numbers() {
    let sample = Sample::new("4006381333931;Stift;1,20\n4006381333948;Block;2,40\n4006381333955;Heft;0,90\n");
    let inspection = sample.inspect();
    assert_eq!(inspection.structure.header_row, 0);
    assert_eq!(inspection.structure.columns, ["column_1", "column_2", "column_3"]);
    assert_eq!(inspection.rows, 3);
    assert!(inspection.warnings.iter().any(|warning| warning.code == "no_header"));
}

#[test]
fn names_are_unique_and_never_empty() {
    let text = "sku;price;price;;price_2\nA;1;2;x;3\nB;4;5;y;6\n";
    let (.., columns) = dialect(text);
    let warnings = Sample::new(text).inspect().warnings;
    assert!(warnings.iter().any(|warning| warning.code == "duplicate_headers"), "{warnings:?}");
    assert_eq!(columns, ["sku", "price", "price_3", "column_4", "price_2"]);
}

#[test]
fn excels_hint_is_followed() {
    let (delimiter, header, columns) = dialect("sep=;\nsku;name, long;price\nA1;a,b;1,5\nA2;c,d;2,5\n");
    assert_eq!((delimiter, header), (Some(';'), 2));
    assert_eq!(columns, ["sku", "name, long", "price"]);
}

#[test]
fn encodings_are_found_and_decoded() {
    let text = "référence;désignation;prix\nA1;Théière émaillée;12,50 €\nA2;Crème brûlée;3,20 €\n";
    let utf16: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let utf32: Vec<u8> = format!("\u{feff}{text}").chars().flat_map(|c| u32::from(c).to_le_bytes()).collect();
    let cases = [
        ("utf-8", text.as_bytes().to_vec()),
        ("utf-8-bom", format!("\u{feff}{text}").into_bytes()),
        ("utf-16le-bom", utf16),
        ("utf-32le-bom", utf32),
        ("windows-1252", encoding_rs::WINDOWS_1252.encode(text).0.into_owned()),
    ];
    for (label, bytes) in cases {
        let sample = Sample::new(bytes);
        assert_eq!(sample.inspect().structure.encoding, label);
        assert_eq!(sample.lines(), ["A1|Théière émaillée|12,50 €", "A2|Crème brûlée|3,20 €"], "{label}");
    }
}

#[test]
fn lines_in_another_encoding_are_read_and_told() {
    let mut bytes = b"sku;name\n".to_vec();
    for number in 0..50 {
        bytes.extend_from_slice(format!("A{number};Küche\n").as_bytes());
    }
    bytes.extend_from_slice(b"B1;K\xfcche\n");
    let sample = Sample::new(bytes);
    assert_eq!(sample.lines()[50], "B1|Küche");
    assert!(sample.inspect().warnings.iter().any(|warning| warning.code == "mixed_encoding"));
}

#[test]
fn what_a_person_says_counts() {
    let mut sample = Sample::new("x;a,b\n1;2,3\n4;5,6\n");
    sample.options.overrides =
        StructureOverrides { delimiter: Some(','), header_row: Some(0), ..StructureOverrides::default() };
    let inspection = sample.inspect();
    assert_eq!(inspection.structure.delimiter, Some(','));
    assert_eq!(inspection.structure.header_row, 0);
    assert_eq!(sample.lines(), ["x;a|b", "1;2|3", "4;5|6"]);
}

#[test]
fn a_single_column_is_kept_whole() {
    let sample = Sample::new("EAN\n4006381333931\n4006381333948\n4006381333955\n");
    let inspection = sample.inspect();
    assert_eq!((inspection.structure.header_row, inspection.rows), (1, 3));
    assert!(inspection.warnings.iter().any(|warning| warning.code == "single_column"));
}

#[test]
fn the_report_has_the_keys_of_the_contract() {
    let json = serde_json::to_value(Sample::new("sku;price\nA1;1,5\nA2;2,5\nA1;9\n").inspect()).unwrap();
    assert_eq!(json["format"], "csv");
    assert_eq!(json["encoding"], "utf-8");
    assert_eq!(json["delimiter"], ";");
    assert_eq!(json["header_row"], 1);
    assert_eq!(json["rows"], 3);
    assert!(json["sheet"].is_null() && json["record_path"].is_null());
    assert_eq!(json["columns"][0]["index"], 0);
    assert_eq!(json["columns"][0]["name"], "sku");
    assert_eq!(json["columns"][0]["samples"], serde_json::json!(["A1", "A2"]));
    assert!(json["mapping"].is_object() && json["warnings"].is_array());
}
