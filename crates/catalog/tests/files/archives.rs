//! Files in zip and gzip.

use catalog::inspect::InspectError;
use catalog::reader::{Limits, ReadError};
use catalog::structure::{Container, Format};

use crate::sample::{Sample, gzip, xlsx, zip};

const CSV: &[u8] = b"sku;name;price\nA1;Lamp;1,50\nA2;Desk;2,50\n";

#[test]
fn a_gzipped_list_is_a_list() {
    let sample = Sample::new(gzip(CSV)).named("list.csv.gz");
    assert_eq!(sample.inspect().structure.container, Container::Gzip);
    assert_eq!(sample.lines(), ["A1|Lamp|1,50", "A2|Desk|2,50"]);
}

#[test]
fn the_member_that_is_a_list_is_taken() {
    let readme = "Please read me. ".repeat(200);
    let picture = vec![7; 9000];
    let archive = zip(&[
        ("readme.txt", readme.as_bytes()),
        ("img/1.jpg", &picture),
        ("__MACOSX/list.csv", CSV),
        ("data/list.csv", CSV),
    ]);
    let sample = Sample::new(archive);
    let inspection = sample.inspect();
    assert_eq!(inspection.structure.container, Container::Zip { member: "data/list.csv".into() });
    assert!(
        inspection
            .warnings
            .iter()
            .any(|warning| warning.code == "other_files" && warning.message.contains("readme.txt"))
    );
    assert_eq!(sample.lines().len(), 2);
}

#[test]
fn archives_may_be_nested_once() {
    let inner = zip(&[("list.csv", CSV)]);
    let sample = Sample::new(zip(&[("inner.zip", &inner)]));
    assert_eq!(sample.inspect().structure.container, Container::Zip { member: "inner.zip!/list.csv".into() });
    assert_eq!(sample.lines().len(), 2);
    let sample = Sample::new(zip(&[("list.csv.gz", &gzip(CSV))]));
    assert_eq!(sample.lines().len(), 2);
}

#[test]
fn a_workbook_may_be_in_an_archive() {
    let rows = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c></row>\
                <row r=\"2\"><c r=\"A2\" t=\"s\"><v>2</v></c><c r=\"B2\"><v>5</v></c></row>";
    let book = xlsx(&[("S", "visible", rows)], &["SKU", "Price", "A1"]);
    for archive in [zip(&[("book.xlsx", &book)]), gzip(&book)] {
        let sample = Sample::new(archive);
        assert_eq!(sample.inspect().structure.format, Format::Xlsx);
        assert_eq!(sample.lines(), ["A1|5"]);
    }
}

#[test]
fn truncated_archives_are_told() {
    let archive = zip(&[("list.csv", CSV)]);
    let error = Sample::new(&archive[..archive.len() - 30]).refusal();
    assert!(matches!(error, InspectError::Read(ReadError::Truncated { what: "zip archive" })), "{error:?}");
    let long: Vec<u8> = (0..200_000_u32)
        .flat_map(|number| format!("A{};Lamp;1\n", number.wrapping_mul(2_654_435_761)).into_bytes())
        .collect();
    let packed = gzip(&long);
    let error = Sample::new(&packed[..packed.len() / 3]).refusal();
    assert!(matches!(error, InspectError::Read(ReadError::Truncated { what: "gzip file" })), "{error:?}");
    let error = Sample::new(zip(&[])).refusal();
    assert!(matches!(error, InspectError::Read(ReadError::NoMember { .. })), "{error:?}");
    let error = Sample::new(zip(&[("a.jpg", b"x"), ("b.pdf", b"y")])).refusal();
    assert!(error.to_string().contains("a.jpg, b.pdf"), "{error}");
}

#[test]
fn bombs_are_stopped() {
    let mut bomb = b"sku;name\nA1;".to_vec();
    bomb.resize(8 << 20, b'\n');
    let limits = Limits { ratio_free_bytes: 2 << 20, ..Limits::default() };
    for packed in [gzip(&bomb), zip(&[("list.csv", &bomb)])] {
        let mut sample = Sample::new(packed);
        sample.options.limits = limits.clone();
        let error = sample.refusal();
        assert!(
            matches!(error, InspectError::Read(ReadError::Bomb { bytes }) if bytes < 4 << 20),
            "{error:?}"
        );
        sample.options.limits =
            Limits { max_ratio: u64::MAX, max_uncompressed_bytes: 1 << 20, ..Limits::default() };
        assert!(matches!(sample.refusal(), InspectError::Read(ReadError::Bomb { .. })));
        sample.options.limits = Limits::default();
        assert_eq!(sample.inspect().rows, 1);
    }
}
