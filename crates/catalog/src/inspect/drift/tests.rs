//! A kept profile and the next file.

use std::fmt::Write as _;

use super::*;
use crate::inspect::{InspectOptions, Inspection, inspect};

/// Inspects a file with this text.
fn file(text: &str) -> Inspection {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("list.csv");
    std::fs::write(&path, text).expect("written");
    inspect(&path, &InspectOptions::default()).expect("a catalogue")
}

/// A list of ten articles with these headers and these values of the article with that number.
fn list(headers: &[&str], row: impl Fn(u32) -> Vec<String>) -> String {
    let mut text = headers.join(";");
    for n in 1..=10 {
        let _ = write!(text, "\n{}", row(n).join(";"));
    }
    text
}

const GTINS: [&str; 10] = [
    "4006381333931",
    "4006381333948",
    "4006381333955",
    "4006381333962",
    "4006381333979",
    "4006381333986",
    "4006381333993",
    "4006381334006",
    "4006381334013",
    "4006381334020",
];

fn values(n: u32) -> Vec<String> {
    let name = ["Lamp", "Drill", "Hammer", "Saw", "Nail"][n as usize % 5];
    vec![
        format!("A-{n}"),
        GTINS[n as usize - 1].to_owned(),
        format!("{name} of size {n}"),
        format!("{},{}0", n * 3, n % 9),
        (n * 2).to_string(),
    ]
}

const HEADERS: [&str; 5] = ["Référence", "EAN", "Désignation", "Prix d'achat", "Stock"];

/// The profile that the first file left.
fn kept() -> Profile {
    let first = file(&list(&HEADERS, values));
    let mut profile = Profile::new(first.structure.clone(), first.mapping.clone(), None);
    profile.fingerprints = fingerprints(&first.mapping, &first);
    let mapped: Vec<Field> = profile.mapping.fields.keys().copied().collect();
    assert_eq!(mapped, [Field::SupplierSku, Field::Name, Field::Ean, Field::Price, Field::Stock]);
    profile
}

fn next(headers: &[&str], row: impl Fn(u32) -> Vec<String>) -> Comparison {
    compare(&kept(), &file(&list(headers, row)))
}

/// `[field, kind, what it is now, certain]`
fn told(comparison: &Comparison) -> Vec<(Field, Kind, Option<&str>, bool)> {
    let now = |drift: &Drift| (drift.field, drift.kind, drift.certain);
    comparison
        .drift
        .iter()
        .map(|drift| {
            let (field, kind, certain) = now(drift);
            (field, kind, drift.now.as_ref().map(|place| place.source.as_str()), certain)
        })
        .collect()
}

#[test]
fn the_same_layout_has_no_drift() {
    let same = next(&HEADERS, values);
    assert_eq!((told(&same), same.is_certain()), (vec![], true));
    assert_eq!(same.mapping, kept().mapping);
    assert!(same.new_columns.is_empty());
}

#[test]
fn another_spelling_is_certain() {
    let spelled = next(&["REFERENCE", "ean", "designation:", "PRIX D’ACHAT", "Stock "], values);
    assert!(spelled.is_certain(), "{:?}", spelled.drift);
    assert_eq!(spelled.mapping.get(Field::Price).expect("mapped").source, "PRIX D’ACHAT");
    assert!(told(&spelled).contains(&(Field::SupplierSku, Kind::Renamed, Some("REFERENCE"), true)));
}

#[test]
fn a_column_that_stands_elsewhere_is_only_noted() {
    let moved = next(&["Référence", "Stock", "EAN", "Désignation", "Prix d'achat"], |n| {
        let mut row = values(n);
        let stock = row.pop().expect("a stock");
        row.insert(1, stock);
        row
    });
    assert!(
        moved.is_certain() && moved.drift.iter().all(|drift| drift.kind == Kind::Moved),
        "{:?}",
        moved.drift
    );
    assert_eq!(moved.mapping.get(Field::Stock).expect("mapped").index, Some(1));
}

#[test]
fn a_synonym_at_the_same_place_with_the_same_values_is_certain() {
    let synonym = next(&["Référence", "EAN", "Libellé", "Prix d'achat", "Stock"], values);
    assert_eq!(told(&synonym), [(Field::Name, Kind::Renamed, Some("Libellé"), true)]);
    let reason = &synonym.drift[0].reason;
    assert!(reason.contains("same place") && reason.contains("values look the same"), "{reason}");
}

#[test]
fn a_new_name_that_says_little_waits_for_a_person() {
    let renamed = next(&["Référence", "EAN", "Désignation", "Tarif 2027 X", "Stock"], values);
    let [(Field::Price, Kind::Renamed, Some("Tarif 2027 X"), _)] = told(&renamed)[..] else {
        panic!("{:?}", renamed.drift)
    };
    let odd = next(&["Référence", "EAN", "Désignation", "Zzz", "Stock"], values);
    assert!(!odd.is_certain(), "{:?}", odd.drift);
}

#[test]
fn a_price_with_tax_never_quietly_replaces_one_without() {
    let mut kept = kept();
    let price = kept.mapping.fields.get_mut(&Field::Price).expect("mapped");
    price.source = "Prix HT".to_owned();
    kept.structure.columns[3] = "Prix HT".to_owned();
    let taxed =
        compare(&kept, &file(&list(&["Référence", "EAN", "Désignation", "Prix TTC", "Stock"], values)));
    assert!(!taxed.is_certain(), "{:?}", taxed.drift);
    assert!(taxed.drift[0].reason.contains("another currency, tax or unit"), "{}", taxed.drift[0].reason);
}

#[test]
fn a_column_that_is_gone_is_never_dropped_in_silence() {
    let gone = next(&["Référence", "EAN", "Désignation", "Prix d'achat"], |n| values(n)[..4].to_vec());
    assert_eq!(told(&gone), [(Field::Stock, Kind::Gone, None, false)]);
    assert!(!gone.is_certain() && gone.mapping.get(Field::Stock).is_none());
    assert!(gone.drift[0].reason.contains("\"Stock\" is gone"));
}

#[test]
fn values_of_another_kind_are_seen_under_the_same_header() {
    let text = next(&HEADERS, |n| {
        let mut row = values(n);
        row[3] = "sur demande".to_owned();
        row
    });
    assert_eq!(told(&text), [(Field::Price, Kind::Changed, Some("Prix d'achat"), false)]);
    assert!(text.drift[0].reason.contains("were numbers"), "{}", text.drift[0].reason);
    let eans = next(&HEADERS, |n| {
        let mut row = values(n);
        row[1] = format!("40063813340{n:02}");
        row
    });
    assert_eq!(told(&eans), [(Field::Ean, Kind::Changed, Some("EAN"), false)]);
    let empty = next(&HEADERS, |n| {
        let mut row = values(n);
        row[4] = String::new();
        row
    });
    assert_eq!(told(&empty), [(Field::Stock, Kind::Changed, Some("Stock"), false)]);
}

#[test]
fn grams_are_seen() {
    let weighed = |unit: u32| {
        let row = move |n: u32| {
            let mut row = values(n);
            row.push((n * unit).to_string());
            row
        };
        file(&list(&["Référence", "EAN", "Désignation", "Prix d'achat", "Stock", "Poids (kg)"], row))
    };
    let first = weighed(2);
    let mut profile = Profile::new(first.structure.clone(), first.mapping.clone(), None);
    profile.fingerprints = fingerprints(&first.mapping, &first);
    let grams = compare(&profile, &weighed(2000));
    assert_eq!(told(&grams), [(Field::Weight, Kind::Changed, Some("Poids (kg)"), false)]);
    assert!(grams.drift[0].reason.contains("about 1000 times larger"), "{}", grams.drift[0].reason);
}

#[test]
fn prices_of_another_size_are_no_drift() {
    let dearer = next(&HEADERS, |n| {
        let mut row = values(n);
        row[3] = format!("{},50", n * 600);
        row
    });
    assert!(told(&dearer).is_empty(), "{:?}", dearer.drift);
}

#[test]
fn a_new_column_is_noted() {
    let more = next(&["Référence", "EAN", "Désignation", "Prix d'achat", "Stock", "Remarque"], |n| {
        let mut row = values(n);
        row.push(format!("note {n}"));
        row
    });
    assert!(more.drift.is_empty());
    assert_eq!(more.new_columns, ["Remarque"]);
}

#[test]
fn further_pictures_may_go_and_columns_of_transforms_follow() {
    let mut kept = kept();
    let mut images = Source::decided("Stock");
    images.also = vec!["Image 2".to_owned()];
    kept.mapping.fields.insert(Field::Images, images);
    kept.transforms.push(Transform {
        field: Field::Name,
        op: Op::Join { columns: vec!["Désignation".to_owned(), "EAN".to_owned()], with: " ".to_owned() },
        when: None,
        off: false,
    });
    let mended =
        compare(&kept, &file(&list(&["Référence", "EAN", "DESIGNATION", "Prix d'achat", "Stock"], values)));
    assert!(mended.is_certain(), "{:?}", mended.drift);
    assert!(mended.mapping.get(Field::Images).expect("mapped").also.is_empty());
    let Op::Join { columns, .. } = &mended.transforms[0].op else { panic!("joined") };
    assert_eq!(columns, &["DESIGNATION", "EAN"]);
}

#[test]
fn without_a_header_columns_are_known_by_their_place() {
    let rows = |extra: bool| {
        let mut text = String::new();
        for n in 1..=10 {
            let mut row = values(n);
            if extra {
                row.insert(1, "x".to_owned());
            }
            let _ = writeln!(text, "{}", row.join(";"));
        }
        text
    };
    let first = file(&rows(false));
    assert_eq!(first.structure.header_row, 0);
    let mut kept = Profile::new(first.structure.clone(), first.mapping.clone(), None);
    kept.fingerprints = fingerprints(&first.mapping, &first);
    assert!(compare(&kept, &file(&rows(false))).drift.is_empty());
    let shifted = compare(&kept, &file(&rows(true)));
    assert!(!shifted.is_certain(), "{:?}", shifted.drift);
}

/// Inspects a file with this JSON.
fn json_file(items: &[serde_json::Value]) -> Inspection {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("list.json");
    std::fs::write(&path, serde_json::to_string(items).expect("JSON")).expect("written");
    inspect(&path, &InspectOptions::default()).expect("a catalogue")
}

#[test]
fn a_path_that_few_records_had_may_be_missing_from_a_file() {
    let item = |n: u32, heavy: bool| {
        let mut item = serde_json::json!({
            "sku": format!("A-{n}"), "ean": GTINS[n as usize], "name": format!("Lamp {n}"), "price": format!("{n}.50"),
        });
        if heavy {
            item["weight"] = serde_json::json!(format!("{n}.2 kg"));
        }
        item
    };
    let some: Vec<_> = (0..10).map(|n| item(n, n % 4 == 0)).collect();
    let none: Vec<_> = (0..10).map(|n| item(n, false)).collect();
    let first = json_file(&some);
    let mut kept = Profile::new(first.structure.clone(), first.mapping.clone(), None);
    assert!(kept.mapping.get(Field::Weight).is_some(), "{:?}", kept.mapping);
    kept.fingerprints = fingerprints(&first.mapping, &first);
    let without = compare(&kept, &json_file(&none));
    assert_eq!((told(&without), without.absent.as_slice()), (vec![], &["weight".to_owned()][..]));
    assert!(without.mapping.get(Field::Weight).is_some(), "it stays mapped");
    // What nearly every record had is missed.
    let all: Vec<_> = (0..10).map(|n| item(n, true)).collect();
    let first = json_file(&all);
    kept.fingerprints = fingerprints(&first.mapping, &first);
    let gone = compare(&kept, &json_file(&none));
    assert_eq!(told(&gone), [(Field::Weight, Kind::Gone, None, false)]);
}
