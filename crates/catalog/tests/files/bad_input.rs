//! Files that can't be imported: each is refused with its reason.

use std::io::Write;

use catalog::inspect::InspectError;
use catalog::reader::{Limits, ReadError};

use crate::sample::{Sample, zip};

fn refusal(bytes: impl AsRef<[u8]>) -> String {
    Sample::new(bytes).refusal().to_string()
}

#[test]
fn nothing() {
    assert!(matches!(Sample::new("").refusal(), InspectError::Empty));
    assert!(matches!(Sample::new(" \r\n\t\n").refusal(), InspectError::Empty));
    assert!(matches!(Sample::new("\u{feff}").refusal(), InspectError::Empty));
}

#[test]
fn a_header_only() {
    let inspection = Sample::new("sku;name;price\n").inspect();
    assert_eq!((inspection.structure.header_row, inspection.rows), (1, 0));
    assert!(inspection.warnings.iter().any(|warning| warning.code == "no_records"));
}

#[test]
fn things_that_are_no_lists() {
    assert!(refusal(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").starts_with("this is a PNG picture, not a price list"));
    assert!(refusal(b"%PDF-1.4\n%\xe2\xe3").starts_with("this is a PDF document"));
    assert!(
        refusal("<svg xmlns='http://www.w3.org/2000/svg'><rect/></svg>")
            .starts_with("this is an SVG picture")
    );
    assert!(
        refusal(zip(&[("word/document.xml", b"<w/>"), ("[Content_Types].xml", b"<t/>")]))
            .contains("a Word document")
    );
}

#[test]
fn binary_data() {
    let mut state = 1_u32;
    let noise: Vec<u8> = (0..20_000)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        })
        .collect();
    assert!(matches!(Sample::new(noise).refusal(), InspectError::Binary));
}

#[test]
fn json_and_xml_that_are_not() {
    assert!(matches!(
        Sample::new("{\"a\": nonsense}").refusal(),
        InspectError::Malformed { format: "JSON", line: 1, .. }
    ));
    let error = refusal("<?xml version=\"1.0\"?>\n<a");
    assert!(error.contains("not valid XML"), "{error}");
}

#[test]
fn entities_are_never_expanded() {
    let text = "<?xml version=\"1.0\"?><!DOCTYPE r [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY x SYSTEM \"file:///etc/passwd\">]>\
        <r><item><sku>1</sku><name>&b;</name><note>&x;</note></item><item><sku>2</sku><name>n</name><note>o</note></item></r>";
    assert!(matches!(Sample::new(text).refusal(), InspectError::Read(ReadError::Entities { line: 1 })));
    // One that is used and not defined stays as it is written.
    let text = "<!DOCTYPE r SYSTEM \"http://example.com/list.dtd\">\
        <r><item><sku>1</sku><name>&b;</name></item><item><sku>2</sku><name>n</name></item></r>";
    assert_eq!(Sample::new(text).lines(), ["1|&b;", "2|n"]);
}

#[test]
fn nesting_has_a_limit() {
    let xml = "<a>".repeat(5000);
    assert!(matches!(Sample::new(xml).refusal(), InspectError::Read(ReadError::TooDeep { .. })));
    let json = "[".repeat(5000);
    assert!(matches!(Sample::new(json).refusal(), InspectError::Read(ReadError::TooDeep { .. })));
}

#[test]
fn a_line_without_an_end_is_stopped_in_little_memory() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(b"sku;name\nA1;x\nA2;").unwrap();
    // Two gigabytes that take no room: a hole in the file.
    file.as_file().set_len(2 << 30).unwrap();
    let structure = Sample::new("sku;name\nA1;x\nA2;y\n").inspect().structure;
    let mut reader = catalog::reader::open(file.path(), &structure, &Limits::default()).unwrap();
    let mut record = catalog::record::Record::new();
    reader.read(&mut record).unwrap();
    let error = reader.read(&mut record).unwrap_err();
    assert!(matches!(error, ReadError::RecordTooLong { line: 3, limit } if limit == 8 << 20), "{error:?}");
    assert!(reader.progress().bytes_read < 64 << 20);
}

#[test]
fn long_tokens_of_trees_are_stopped_as_well() {
    let limits = Limits { max_record_bytes: 100_000, ..Limits::default() };
    let long = "x".repeat(1_000_000);
    for text in [
        format!("<r><item><a>1</a><b>{long}</b></item></r>"),
        format!("<r><item a=\"1\" b=\"{long}\"/></r>"),
        format!("[{{\"a\":1,\"b\":\"{long}\"}}]"),
        format!("UNB+UNOC:3'UNH+1'LIN+1++1:EN'IMD+F++:::{long}'UNT+1'"),
        format!("V;050;A;20240101;EUR;x\r\nA;N;1;{long}\r\n"),
    ] {
        let mut sample = Sample::new(&text);
        sample.options.limits = limits.clone();
        let error = sample.refusal();
        assert!(
            matches!(error, InspectError::Read(ReadError::RecordTooLong { .. })),
            "{error:?}: {}",
            &text[..40]
        );
    }
}

#[test]
fn records_of_countless_small_parts_are_stopped_as_well() {
    let limits = Limits { max_record_bytes: 100_000, ..Limits::default() };
    let cell = "<table:table-cell><text:p>0123456789</text:p></table:table-cell>".repeat(2);
    let wide = format!(
        "<table:table><table:table-row>{cell}</table:table-row><table:table-row>\
         <table:table-cell table:number-columns-repeated=\"4000\"><text:p>{}</text:p></table:table-cell></table:table-row></table:table>",
        "x".repeat(1000)
    );
    for bytes in [
        format!("<r><item><a>1</a>{}</item></r>", "<b>0123456789</b>".repeat(20_000)).into_bytes(),
        format!("<r><item><a>1</a><b>{}</b></item></r>", "0123456789&amp;".repeat(20_000)).into_bytes(),
        format!("[{{\"a\":1,\"b\":[{}2]}}]", "1234567890,".repeat(20_000)).into_bytes(),
        format!("UNB+UNOC:3'UNH+1'LIN+1++1:EN'{}UNT+1'", "IMD+F++:::0123456789'".repeat(20_000)).into_bytes(),
        crate::sample::ods(&wide),
    ] {
        let mut sample = Sample::new(&bytes);
        sample.options.limits = limits.clone();
        let error = sample.refusal();
        assert!(matches!(error, InspectError::Read(ReadError::RecordTooLong { .. })), "{error:?}");
    }
}

#[test]
fn a_protected_workbook() {
    let manifest = b"<manifest:manifest><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>";
    let error = refusal(zip(&[
        ("mimetype", b"x"),
        ("content.xml", b"\x01\x02"),
        ("META-INF/manifest.xml", manifest),
    ]));
    assert!(error.contains("protected by a password"), "{error}");
}

#[test]
fn an_encoding_that_does_not_exist() {
    let mut sample = Sample::new("sku;name\n1;2\n");
    sample.options.overrides.encoding = Some("klingon".into());
    assert!(sample.refusal().to_string().contains("there is no encoding \"klingon\""));
}

#[test]
fn a_document_that_ends_in_the_middle_is_told_and_not_read_to_its_end() {
    for (text, what) in [
        (r#"{"articles": [{"sku": "A-1", "name": "Lamp"}, {"sku": "A-2", "name": "Sa"#, "JSON"),
        ("<list><item><sku>A-1</sku><name>Lamp</name></item><item><sku>A-2</sku><na", "XML"),
        ("<list><item><sku>A-1</sku></item><item><sku>A-2</sku></item>", "XML"),
    ] {
        let sample = Sample::new(text);
        let found = sample.inspect();
        let warning = found.warnings.iter().find(|warning| warning.code == "truncated").expect(text);
        assert!(warning.message.contains(what), "{}", warning.message);
        let error = sample.read(&found.structure, &Limits::default()).map(drop).expect_err(text);
        assert!(error.to_string().contains("cut short"), "{error}");
    }
}
