//! What fuzzing found, one test each.

use catalog::inspect::InspectError;
use catalog::reader::{Limits, ReadError};

use crate::sample::{Sample, ods, xlsx, zip};

#[test]
fn rows_of_blanks_that_are_not_ascii_are_not_counted() {
    // NBSP in CP850 and UTF-8, EN SPACE, NEL.
    for blank in ["\u{a0}|\u{a0}", "\u{2002}|", "|\u{85}", "\u{b}|"] {
        let sample = Sample::new(format!("id|name\nA1|Käse\n{blank}\nA2|x\n"));
        assert_eq!(sample.lines(), ["A1|Käse", "A2|x"], "{blank:?}");
    }
    let mut sample = Sample::new(b"id|name\nA1|x\n\xff|\nA2|y\n");
    sample.options.overrides.encoding = Some("cp850".to_owned());
    assert_eq!(sample.lines(), ["A1|x", "A2|y"]);
}

#[test]
fn a_declaration_whose_encoding_stands_in_no_quotes_declares_nothing() {
    for declaration in
        ["<?xml encoding=é1?>", "<?xml encoding=\u{7aa}?>", "<?xml encoding=\u{fffd}?>", "<?xml encoding=?>"]
    {
        let sample =
            Sample::new(format!("{declaration}<r><i><a>1</a><b>x</b></i><i><a>2</a><b>é</b></i></r>"));
        assert_eq!(sample.inspect().structure.encoding, "utf-8", "{declaration}");
        assert_eq!(sample.lines(), ["1|x", "2|é"]);
    }
}

#[test]
fn reading_is_over_where_nothing_more_can_be_read() {
    for text in [
        "[{\"sku\":\"A1\",\"price\":1},{\"sku\":\"A2\",\"price\":-}, {\"sku\": nothing, \"price\": 2}]",
        "<r><i><sku>A1</sku><price>1</price></i><i><sku>A2</sku><!x><price>2</price></i></r>",
    ] {
        // That all was read at the end is checked there.
        let rows = Sample::new(text).rows();
        let last = rows.last().and_then(|row| row.malformed.as_deref());
        assert!(last.is_some_and(|message| message.contains("nothing behind it can be read")), "{rows:?}");
    }
}

#[test]
fn a_row_repeated_a_quintillion_times_is_a_bomb() {
    let row = |repeated: u64, cell: &str| {
        format!(
            "<table:table-row table:number-rows-repeated=\"{repeated}\"><table:table-cell><text:p>{cell}</text:p>\
             </table:table-cell></table:table-row>"
        )
    };
    let book = |repeated| {
        ods(&format!("<table:table>{}{}{}</table:table>", row(1, "SKU"), row(repeated, "x"), row(1, "y")))
    };
    assert_eq!(Sample::new(book(100_000)).inspect().rows, 100_001);
    let error = Sample::new(book(u64::MAX)).refusal();
    assert!(matches!(error, InspectError::Read(ReadError::Bomb { bytes }) if bytes < 65 << 20), "{error:?}");
}

#[test]
fn merged_cells_without_number_take_no_memory_without_end() {
    let rows: Vec<String> =
        (1..50).map(|row| format!("<row r=\"{row}\"><c r=\"A{row}\"><v>1</v></c></row>")).collect();
    let long = format!("<c r=\"B2\" t=\"str\"><v>{}</v></c></row><row r=\"3\">", "x".repeat(1000));
    let rows = rows.concat().replacen("</row><row r=\"3\">", &long, 1);
    let same = "<mergeCell ref=\"B2:B900\"/>".repeat(1000);
    let sample = Sample::new(xlsx(&[("S", "visible", &format!("{rows}@@{same}"))], &[]));
    assert_eq!(sample.inspect().rows, 49);
    // Each row begins a range of its own, which holds for all rows below.
    let rows: Vec<String> = (1..50)
        .map(|row| {
            let column = (b'A' + row % 26) as char;
            format!("<row r=\"{row}\"><c r=\"{column}{row}\" t=\"str\"><v>{}</v></c></row>", "x".repeat(1000))
        })
        .collect();
    let merges: Vec<String> = (1..50)
        .map(|row: u8| {
            let column = (b'A' + row % 26) as char;
            format!("<mergeCell ref=\"{column}{row}:{column}900\"/>")
        })
        .collect();
    let sheet = format!("{}@@{}", rows.concat(), merges.concat());
    let mut sample = Sample::new(xlsx(&[("S", "visible", &sheet)], &[]));
    sample.options.limits = Limits { max_record_bytes: 10_000, ..Limits::default() };
    let error = sample.refusal();
    assert!(matches!(error, InspectError::Read(ReadError::RecordTooLong { .. })), "{error:?}");
}

#[test]
fn a_set_of_countless_prices_is_read_in_time() {
    let sets = "P;A;".to_owned() + "1;1;100;;;;;;;2;2;50;;;;;;;".repeat(30_000).as_str();
    let sample = Sample::new(format!("V;050;P;20240101;EUR;x\r\n{sets}\r\nP;A;3;1;1;;;;;;;\r\n"));
    // Only so many fields of a set are read.
    let rows = sample.rows();
    assert!((1000..2000).contains(&rows.len()), "{}", rows.len());
    // An article whose prices never end is given in parts.
    let text = format!("V;050;P;20240101;EUR;x\r\n{}", "P;A;1;1;100;;;;;;;\r\n".repeat(150_000));
    assert_eq!(Sample::new(text).inspect().rows, 2);
}

#[test]
fn a_long_text_is_referred_to_by_many_articles_in_little_memory() {
    let text = "T;N;T1;;;0123456789;;;\r\n".repeat(100_000);
    let article = format!("A;N;1;x;;STK;1;1;100;R;H;W{};\r\n", ";T1".repeat(20));
    let mut sample = Sample::new(format!("V;050;A;20240101;EUR;x\r\n{article}{text}"));
    assert!(sample.rows()[0].cells.iter().any(|cell| cell.len() > 4 << 20));
    sample.options.limits.max_record_bytes = 1 << 20;
    assert!(matches!(sample.refusal(), InspectError::Read(ReadError::RecordTooLong { .. })));
}

#[test]
fn segments_of_countless_empty_elements_are_refused() {
    for filler in ["+", ":"] {
        let text =
            |count| format!("UNB+UNOC:3+A+B'UNH+1'LIN+1++1:EN'FTX+A+++x{}'UNT+1'", filler.repeat(count));
        let error = Sample::new(text(1 << 18)).refusal();
        assert!(matches!(error, InspectError::Read(ReadError::RecordTooLong { line: 1, .. })), "{error:?}");
        let sample = Sample::new(text(1 << 10));
        let columns = sample.columns();
        let at = columns.iter().position(|name| name == "FTX+A").unwrap();
        assert_eq!(sample.rows()[0].cells[at], "x");
    }
}

#[test]
fn rows_of_countless_cells_are_no_columns() {
    let row = |count: usize| format!("[{}2]", "1,".repeat(count));
    let sample = Sample::new(format!("[[\"sku\",\"price\"],{},{},{}]", row(20_000), row(20_000), row(9_000)));
    assert_eq!(sample.columns().len(), Limits::default().max_columns);
    assert_eq!(sample.rows().len(), 3);
}

#[test]
fn an_archive_of_countless_files_is_refused() {
    let names: Vec<String> =
        (0..60_000).map(|number| format!("a folder with a long name/of-a-file/{number}.csv")).collect();
    let members: Vec<(&str, &[u8])> =
        names.iter().map(|name| (name.as_str(), &b"sku;name\n1;2\n"[..])).collect();
    let error = Sample::new(zip(&members[..])).refusal();
    assert!(matches!(error, InspectError::Read(ReadError::Damaged { what: "zip archive", .. })), "{error:?}");
    assert_eq!(Sample::new(zip(&members[..100])).inspect().rows, 1);
}
