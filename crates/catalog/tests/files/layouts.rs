//! How tables are laid out for the eye, and documents for other programs: headings, totals, old code pages.

use std::fmt::Write as _;

use catalog::field::Field;
use catalog::reader::Limits;

use crate::sample::{Sample, ods};

#[test]
fn a_heading_is_the_category_of_the_articles_below_it() {
    let text = "Réf.;Désignation;EAN;Prix HT\nLuminaires;;;\nA1;Lampe de bureau;4006381333931;12,50\nA2;Lampadaire;4006381333948;45,00\n\
                A3;Applique murale;4006381333955;22,00\n;Outillage à main;;\nB1;Marteau;4006381333962;8,00\nB2;Tournevis plat;4006381333979;3,20\n\
                B3;Pince coupante;4006381333986;9,90\nTotal;;;100,60\n";
    let sample = Sample::new(text);
    let inspection = sample.inspect();
    assert_eq!(inspection.structure.columns.last().map(String::as_str), Some("(section)"));
    assert!(inspection.warnings.iter().any(|warning| warning.code == "section_rows"));
    let category = inspection.mapping.get(Field::Category).map(|source| source.source.as_str());
    assert_eq!(category, Some("(section)"));
    let rows = sample.rows();
    let sections: Vec<&str> = rows[..6].iter().map(|row| row.cells[4].as_str()).collect();
    assert_eq!(
        sections,
        [
            "Luminaires",
            "Luminaires",
            "Luminaires",
            "Outillage à main",
            "Outillage à main",
            "Outillage à main"
        ]
    );
    assert_eq!((rows.len(), rows[3].line), (7, 7));
    // What adds up is told apart, and accounted for.
    assert_eq!(rows[6].malformed.as_deref(), Some("row 10 is a total, not an article"));
}

#[test]
fn a_few_short_rows_are_no_headings() {
    let text = "sku;name;price\nA1;Lamp;1,50\nA2;Desk;2,50\nA3\nA4;Bed;3,50\nA5;Sofa;4,50\n";
    assert_eq!(Sample::new(text).columns(), ["sku", "name", "price"]);
}

#[test]
fn headings_stand_in_workbooks_too() {
    let row = |cells: &[&str]| {
        let cells: Vec<String> = cells
            .iter()
            .map(|cell| format!("<table:table-cell><text:p>{cell}</text:p></table:table-cell>"))
            .collect();
        format!("<table:table-row>{}</table:table-row>", cells.concat())
    };
    let body = [
        row(&["Artikel", "Bezeichnung", "EK", "Bestand"]),
        row(&["Leuchten"]),
        row(&["A1", "Lampe", "12,50", "3"]),
        row(&["A2", "Strahler", "22,50", "5"]),
        row(&["Werkzeug"]),
        row(&["B1", "Hammer", "8,00", "7"]),
        row(&["B2", "Zange", "9,00", "9"]),
    ];
    let sample =
        Sample::new(ods(&format!("<table:table table:name=\"Liste\">{}</table:table>", body.concat())));
    assert_eq!(
        sample.lines(),
        [
            "A1|Lampe|12,50|3|Leuchten",
            "A2|Strahler|22,50|5|Leuchten",
            "B1|Hammer|8,00|7|Werkzeug",
            "B2|Zange|9,00|9|Werkzeug"
        ]
    );
}

#[test]
fn old_code_pages_and_texts_without_a_mark_are_decoded() {
    let text = |row: &str| {
        let mut rows = String::new();
        for number in 0..20 {
            writeln!(rows, "A{number};{row} {number};12,50").unwrap();
        }
        format!("Nr;Name;Preis\n{rows}")
    };
    let french = text("Théière émaillée façon brûlée");
    let polish = text("Żółta łódź z gąbką, część ścienna");
    let russian = text("Лампа настольная большая");
    let units =
        |text: &str, bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    let points = |text: &str, bytes: fn(u32) -> [u8; 4]| {
        text.chars().flat_map(|c| bytes(c.into())).collect::<Vec<u8>>()
    };
    let dos: Vec<u8> = french
        .chars()
        .map(|c| match c {
            'é' => 0x82,
            'è' => 0x8a,
            'ç' => 0x87,
            'û' => 0x96,
            c => u8::try_from(c).unwrap(),
        })
        .collect();
    let encoded = |text: &str, encoding: &'static encoding_rs::Encoding| encoding.encode(text).0.into_owned();
    for (label, bytes, first) in [
        ("utf-16le", units(&french, u16::to_le_bytes), "Théière émaillée façon brûlée 0"),
        ("utf-16be", units(&french, u16::to_be_bytes), "Théière émaillée façon brûlée 0"),
        ("utf-32le", points(&french, u32::to_le_bytes), "Théière émaillée façon brûlée 0"),
        ("utf-32be", points(&french, u32::to_be_bytes), "Théière émaillée façon brûlée 0"),
        ("cp850", dos, "Théière émaillée façon brûlée 0"),
        ("windows-1250", encoded(&polish, encoding_rs::WINDOWS_1250), "Żółta łódź z gąbką, część ścienna 0"),
        ("iso-8859-2", encoded(&polish, encoding_rs::ISO_8859_2), "Żółta łódź z gąbką, część ścienna 0"),
        ("windows-1251", encoded(&russian, encoding_rs::WINDOWS_1251), "Лампа настольная большая 0"),
        ("iso-8859-5", encoded(&russian, encoding_rs::ISO_8859_5), "Лампа настольная большая 0"),
        ("ibm866", encoded(&russian, encoding_rs::IBM866), "Лампа настольная большая 0"),
    ] {
        let sample = Sample::new(bytes);
        let inspection = sample.inspect();
        assert_eq!(inspection.structure.encoding, label);
        let rows = sample.read(&inspection.structure, &Limits::default()).unwrap();
        assert_eq!((rows.len(), rows[0].cells[1].as_str()), (20, first), "{label}");
    }
}
