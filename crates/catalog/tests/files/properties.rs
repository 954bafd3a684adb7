//! What holds for every file.

use std::fmt::Write as _;

use catalog::reader::Limits;
use catalog::structure::{Container, DecimalStyle, Format, Structure};
use proptest::prelude::*;

use crate::sample::Sample;

fn csv(delimiter: char, columns: usize) -> Structure {
    Structure {
        container: Container::None,
        format: Format::Csv,
        encoding: "utf-8".into(),
        delimiter: Some(delimiter),
        quote: Some('"'),
        sheet: None,
        header_row: 0,
        header_rows: 0,
        record_path: None,
        decimal: DecimalStyle::Auto,
        columns: (1..=columns).map(|number| format!("column_{number}")).collect(),
    }
}

fn tree(format: Format, path: &str) -> Structure {
    Structure {
        format,
        delimiter: None,
        quote: None,
        record_path: Some(path.into()),
        columns: vec!["a".into(), "b".into(), "c".into()],
        ..csv(',', 0)
    }
}

/// A text in one of the Unicode encodings.
fn encode(text: &str, encoding: &str) -> Vec<u8> {
    let mark = if encoding.ends_with("-bom") { "\u{feff}" } else { "" };
    let text = format!("{mark}{text}");
    match encoding {
        "utf-16le-bom" => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        "utf-16be" => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        "utf-32le" => text.chars().flat_map(|c| (c as u32).to_le_bytes()).collect(),
        _ => text.into_bytes(),
    }
}

/// Rows of three cells, none blank as a whole.
fn rows() -> impl Strategy<Value = Vec<Vec<String>>> {
    let cell = "[ -~äé€😀\n\r\t\";,|']{0,12}";
    prop::collection::vec(
        prop::collection::vec(cell, 3).prop_map(|mut row: Vec<String>| {
            row[0].insert(0, 'x');
            row
        }),
        0..20,
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn what_was_written_as_csv_is_read(rows in rows(), delimiter in prop::sample::select(vec![b',', b';', b'\t', b'|'])) {
        let mut writer = csv::WriterBuilder::new()
            .delimiter(delimiter)
            .quote_style(csv::QuoteStyle::Always)
            .from_writer(Vec::new());
        for row in &rows {
            writer.write_record(row).unwrap();
        }
        let sample = Sample::new(writer.into_inner().unwrap());
        let read = sample.read(&csv(delimiter as char, 3), &Limits::default()).unwrap();
        let cells: Vec<Vec<String>> = read.into_iter().map(|row| row.cells).collect();
        prop_assert_eq!(cells, rows);
    }

    #[test]
    fn what_was_written_in_any_dialect_is_read(
        rows in rows(),
        delimiter in prop::sample::select(vec![b',', b';', b'\t', b'|', b'^', b':']),
        quote in prop::sample::select(vec![b'"', b'\'']),
        crlf: bool,
        encoding in prop::sample::select(vec!["utf-8", "utf-8-bom", "utf-16le-bom", "utf-16be", "utf-32le"]),
    ) {
        let mut writer = csv::WriterBuilder::new()
            .delimiter(delimiter)
            .quote(quote)
            .terminator(if crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') })
            .from_writer(Vec::new());
        for row in &rows {
            writer.write_record(row).unwrap();
        }
        let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
        let sample = Sample::new(encode(&text, encoding));
        let structure = Structure { quote: Some(quote as char), encoding: encoding.into(), ..csv(delimiter as char, 3) };
        let read = sample.read(&structure, &Limits::default()).unwrap();
        let cells: Vec<Vec<String>> = read.into_iter().map(|row| row.cells).collect();
        prop_assert_eq!(cells, rows);
    }

    #[test]
    fn what_was_written_as_json_lines_is_read(rows in rows()) {
        let mut text = String::new();
        for row in &rows {
            writeln!(text, "{}", serde_json::json!({"a": row[0], "b": {"c": row[1]}, "c": [row[2]]})).unwrap();
        }
        let structure = Structure { columns: vec!["a".into(), "b.c".into(), "c".into()], ..tree(Format::Ndjson, "") };
        let read = Sample::new(text).read(&structure, &Limits::default()).unwrap();
        let cells: Vec<Vec<String>> = read.into_iter().map(|row| row.cells).collect();
        prop_assert_eq!(cells, rows);
    }

    #[test]
    fn what_was_written_as_a_workbook_is_read(rows in rows(), mantissas in prop::collection::vec((0_i64..1_000_000_000_000, 0_u32..5), 20)) {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        let mut expected = Vec::new();
        for (number, (row, &(mantissa, scale))) in rows.iter().zip(&mantissas).enumerate() {
            let decimal = rust_decimal::Decimal::new(mantissa, scale).normalize().to_string();
            // Workbooks keep no carriage returns, as little as XML does.
            let cells: Vec<String> = row.iter().map(|cell| cell.replace('\r', "")).collect();
            for (column, cell) in cells.iter().enumerate() {
                sheet.write_string(number as u32, column as u16, cell).unwrap();
            }
            sheet.write_number(number as u32, 3, decimal.parse::<f64>().unwrap()).unwrap();
            expected.push([&cells[..], &[decimal]].concat());
        }
        let structure = Structure { format: Format::Xlsx, delimiter: None, quote: None, ..csv(',', 4) };
        let read = Sample::new(book.save_to_buffer().unwrap()).read(&structure, &Limits::default()).unwrap();
        let cells: Vec<Vec<String>> = read.into_iter().map(|row| row.cells).collect();
        prop_assert_eq!(cells, expected);
    }

    #[test]
    fn what_was_written_as_json_is_read(rows in rows()) {
        let objects: Vec<_> = rows.iter().map(|row| serde_json::json!({"a": row[0], "b": row[1], "c": row[2]})).collect();
        let text = serde_json::to_string(&serde_json::json!({"data": objects})).unwrap();
        let read = Sample::new(text).read(&tree(Format::Json, "data"), &Limits::default()).unwrap();
        let cells: Vec<Vec<String>> = read.into_iter().map(|row| row.cells).collect();
        prop_assert_eq!(cells, rows);
    }

    #[test]
    fn what_was_written_as_xml_is_read(rows in rows()) {
        let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\r', "&#13;");
        let mut text = String::from("<r>");
        for row in &rows {
            write!(text, "<i><a>{}</a><b>{}</b><c>{}</c></i>", escape(&row[0]), escape(&row[1]), escape(&row[2])).unwrap();
        }
        text += "</r>";
        let read = Sample::new(text).read(&tree(Format::Xml, "r/i"), &Limits::default()).unwrap();
        let cells: Vec<Vec<String>> = read.into_iter().map(|row| row.cells).collect();
        // Blanks around an element's text are layout.
        let expected: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|cell| cell.trim().to_owned()).collect()).collect();
        prop_assert_eq!(cells, expected);
    }

    #[test]
    fn any_bytes_are_inspected_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let sample = Sample::new(bytes);
        let _ = catalog::inspect::inspect(sample.path(), &sample.options);
    }

    #[test]
    fn any_text_is_inspected_without_a_panic_and_counted_right(
        start in prop::sample::select(vec!["", "<a>", "{\"a\":", "[", "UNB+UNOC'LIN+1'", "ISA*", "V;050;A\r\n", "sep=;\n", "\u{feff}", "<table>"]),
        text in "[ -~äé\n\r\t\";,|'<>/{}\\[\\]:+*&]{0,300}",
    ) {
        let sample = Sample::new(format!("{start}{text}"));
        if let Ok(inspection) = catalog::inspect::inspect(sample.path(), &sample.options) {
            let cut = inspection.warnings.iter().any(|warning| warning.code == "truncated");
            match sample.read(&inspection.structure, &sample.options.limits) {
                Ok(read) => prop_assert_eq!((read.len() as u64, false), (inspection.rows, cut)),
                Err(error) => prop_assert!(cut, "{error}"),
            }
        }
    }

    #[test]
    fn every_cut_of_a_file_is_read_or_refused(at in 0_usize..2000) {
        let text = "sku;name;price\n".to_owned() + "A1;\"a \"\"b\"\" c\";1,5\nA2;\"x\ny\";2\n".repeat(40).as_str();
        let cut = &text.as_bytes()[..at.min(text.len())];
        let rows = Sample::new(cut).read(&csv(';', 3), &Limits::default()).unwrap();
        prop_assert!(rows.len() <= 161);
    }
}
