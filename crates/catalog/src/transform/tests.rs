//! What steps make of whole records, read through a normaliser.

use serde_json::json;

use super::*;
use crate::article::Article;
use crate::issue::{Code, Issue, Severity};
use crate::mapping::{Mapping, Source};
use crate::normalise::{Normaliser, ProfileError};
use crate::profile::Profile;
use crate::record::{Position, Record};
use crate::structure::{Container, DecimalStyle, Format, Structure};

const COLUMNS: [&str; 12] =
    ["Ref", "Titre", "Marque", "Rayon", "PA", "PVC", "Dev", "Qté", "Poids (g)", "Photos", "EAN", "Libre"];

fn profile(transforms: serde_json::Value) -> Profile {
    let fields = [
        (Field::SupplierSku, "Ref"),
        (Field::Name, "Titre"),
        (Field::Brand, "Marque"),
        (Field::Category, "Rayon"),
        (Field::Price, "PA"),
        (Field::RetailPrice, "PVC"),
        (Field::Currency, "Dev"),
        (Field::Stock, "Qté"),
        (Field::Weight, "Poids (g)"),
        (Field::Images, "Photos"),
        (Field::Ean, "EAN"),
    ];
    let structure = Structure {
        container: Container::None,
        format: Format::Csv,
        encoding: "utf-8".into(),
        delimiter: Some(';'),
        quote: Some('"'),
        sheet: None,
        header_row: 1,
        header_rows: 1,
        record_path: None,
        decimal: DecimalStyle::Comma,
        columns: COLUMNS.map(str::to_owned).to_vec(),
    };
    let mapping =
        Mapping { fields: fields.into_iter().map(|(field, name)| (field, Source::decided(name))).collect() };
    let mut profile = Profile::new(structure, mapping, None);
    profile.transforms = serde_json::from_value(transforms).unwrap();
    profile
}

/// A record with these cells; the key is there already.
fn record(cells: &[(&str, &str)]) -> Record {
    let mut record = Record::new();
    record.start(Position { record: 1, line: 2 });
    for column in COLUMNS {
        let cell = cells.iter().find(|(name, _)| *name == column).map(|(_, cell)| *cell);
        record.push(cell.unwrap_or(if column == "Ref" { "A1" } else { "" }));
    }
    record
}

fn rates() -> Rates {
    Rates::new("EUR", [("USD".to_owned(), "0.8".parse().unwrap())])
}

fn apply(transforms: serde_json::Value, cells: &[(&str, &str)]) -> (bool, Article, Vec<Issue>) {
    let mut normaliser = Normaliser::new(&profile(transforms)).unwrap().with_rates(rates());
    let (mut article, mut issues) = (Article::default(), Vec::new());
    let kept = normaliser.apply(&record(cells), &mut article, &mut issues);
    issues.retain(|issue| issue.code != Code::MissingName);
    (kept, article, issues)
}

/// The article that comes of a record without any issue.
fn clean(transforms: serde_json::Value, cells: &[(&str, &str)]) -> Article {
    let (kept, article, issues) = apply(transforms, cells);
    assert!(kept && issues.is_empty(), "{issues:?}");
    article
}

fn price(article: &Article) -> Option<String> {
    article.price.map(|price| price.normalize().to_string())
}

#[test]
fn numbers_are_read_as_the_file_writes_them_and_then_calculated_with() {
    for (steps, cell, expected) in [
        (json!([{"field": "price", "op": "multiply", "by": "1.2"}]), "1.234,50", "1481.4"),
        (json!([{"field": "price", "op": "vat", "rate": "20", "direction": "out"}]), "12,00", "10"),
        (
            json!([{"field": "price", "op": "vat", "rate": "5.5", "direction": "in"}, {"field": "price", "op": "round", "places": 2}]),
            "9,99",
            "10.54",
        ),
        (json!([{"field": "price", "op": "add", "amount": "-0.50"}]), "2", "1.5"),
        // A number of three decimals is not taken for thousands afterwards.
        (json!([{"field": "price", "op": "multiply", "by": "0.001"}]), "1234", "1.234"),
        (
            json!([{"field": "price", "op": "multiply", "by": "0.001"}, {"field": "price", "op": "trim"}]),
            "1234",
            "1.234",
        ),
        // Text steps first: the cell is no number before them.
        (
            json!([{"field": "price", "op": "replace", "find": "à partir de ", "with": ""}, {"field": "price", "op": "multiply", "by": "2"}]),
            "à partir de 1,50",
            "3",
        ),
        (json!([{"field": "price", "op": "regex", "pattern": r"^(\d+)c$", "with": "0,$1"}]), "95c", "0.95"),
        (json!([{"field": "price", "op": "set", "expression": "round(price * 1.1, 1)"}]), "12,50", "13.8"),
        (
            json!([{"field": "price", "op": "set", "expression": "if stock > 5 { price * 0.9 } else { price }"}]),
            "10",
            "10",
        ),
        (
            json!([{"field": "price", "op": "set", "expression": "number(columns[\"Libre\"]) + price"}]),
            "10",
            "10.5",
        ),
    ] {
        let article = clean(steps.clone(), &[("PA", cell), ("Libre", "0.5"), ("Qté", "2")]);
        assert_eq!(price(&article).as_deref(), Some(expected), "{steps} {cell}");
    }
}

#[test]
fn texts() {
    let cells = [
        ("Titre", " PERCEUSE 18V (promo) "),
        ("Marque", "bosch gmbh"),
        ("Rayon", "Outils > Perceuses"),
        ("Photos", "/b/1.jpg, /b/2.jpg"),
        ("Libre", "sans fil"),
    ];
    let article = clean(
        json!([
            {"field": "name", "op": "regex", "pattern": r"\s*\(promo\)", "with": ""},
            {"field": "name", "op": "case", "to": "title"},
            {"field": "brand", "op": "lookup", "table": {"Bosch GmbH": "Bosch"}},
            {"field": "category", "op": "split", "on": "/", "take": -1},
            {"field": "images", "op": "regex", "pattern": "^", "with": "https://cdn.example"},
            {"field": "mpn", "op": "join", "columns": ["Ref", "Libre"], "with": "-"},
            {"field": "description", "op": "set", "expression": "name + \" \" + columns[\"Libre\"]"},
            {"field": "stock", "op": "default", "value": "en stock"},
        ]),
        &cells,
    );
    assert_eq!(article.name.as_deref(), Some("Perceuse 18v"));
    assert_eq!(article.brand.as_deref(), Some("Bosch"));
    assert_eq!(article.category.as_deref(), Some("Perceuses"));
    assert_eq!(article.images, ["https://cdn.example/b/1.jpg", "https://cdn.example/b/2.jpg"]);
    assert_eq!(article.mpn.as_deref(), Some("A1-sans fil"));
    assert_eq!(article.description.as_deref(), Some("Perceuse 18v sans fil"));
    assert_eq!(article.stock, Some(1));
}

#[test]
fn rules() {
    let steps = json!([
        {"field": "supplier_sku", "op": "reject", "reason": "only spare parts of Acme", "when": "brand != \"Acme\""},
        {"field": "stock", "op": "set", "expression": "0", "when": "contains(columns[\"Libre\"], \"arrêté\")"},
        {"field": "retail_price", "op": "clear", "when": "retail_price < price"},
        {"field": "ean", "op": "clear", "off": true},
    ]);
    let (kept, _, issues) = apply(steps.clone(), &[("Marque", "Bosch")]);
    assert!(!kept);
    assert_eq!(
        issues.iter().map(|issue| (issue.code, issue.severity, issue.raw.as_str())).collect::<Vec<_>>(),
        [(Code::RejectedByRule, Severity::Error, "only spare parts of Acme")]
    );
    let article = clean(
        steps,
        &[
            ("Marque", "Acme"),
            ("Libre", "Arrêté"),
            ("Qté", "12"),
            ("PA", "10"),
            ("PVC", "9"),
            ("EAN", "4006381333931"),
        ],
    );
    assert_eq!((article.stock, article.retail_price), (Some(0), None));
    assert!(article.gtin.is_some());
}

#[test]
fn weights_and_stocks() {
    let unit = json!([{"field": "weight", "op": "unit", "from": "lb"}]);
    let weight = |steps, cell: &str| {
        clean(steps, &[("Poids (g)", cell)]).weight_kg.map(|weight| weight.normalize().to_string())
    };
    // The header says grams.
    assert_eq!(
        weight(json!([{"field": "weight", "op": "multiply", "by": "2"}]), "500").as_deref(),
        Some("1")
    );
    assert_eq!(weight(unit.clone(), "2").as_deref(), Some("0.9072"));
    assert_eq!(weight(unit, "500 g").as_deref(), Some("0.5"));
    let stock = |steps, cell: &str| clean(steps, &[("Qté", cell)]).stock;
    assert_eq!(stock(json!([{"field": "stock", "op": "add", "amount": "-3"}]), "auf Lager: 12"), Some(9));
    assert_eq!(stock(json!([{"field": "stock", "op": "add", "amount": "3"}]), "-2"), Some(1));
    assert_eq!(stock(json!([{"field": "stock", "op": "trim"}]), "-"), Some(0));
}

#[test]
fn prices_are_converted_together() {
    let steps = json!([{"field": "price", "op": "currency", "to": "EUR"}]);
    let amounts = |cells: &[(&str, &str)]| {
        let article = clean(steps.clone(), cells);
        let text =
            |value: Option<Decimal>| value.map(|value| value.normalize().to_string()).unwrap_or_default();
        (text(article.price), text(article.retail_price), article.currency.unwrap_or_default())
    };
    let expected = |price: &str, retail: &str| (price.to_owned(), retail.to_owned(), "EUR".to_owned());
    assert_eq!(amounts(&[("PA", "10"), ("PVC", "20"), ("Dev", "USD")]), expected("8", "16"));
    assert_eq!(amounts(&[("PA", "$10"), ("PVC", "")]), expected("8", ""));
    assert_eq!(amounts(&[("PA", "10 €"), ("PVC", "12,345")]), expected("10", "12.345"));
    // Twice is once.
    let twice = json!([
        {"field": "price", "op": "currency", "to": "EUR"}, {"field": "retail_price", "op": "currency", "to": "EUR"}
    ]);
    let article = clean(twice, &[("PA", "10"), ("PVC", "20"), ("Dev", "USD")]);
    assert_eq!((price(&article).as_deref(), article.retail_price), (Some("8"), Some("16".parse().unwrap())));

    let (kept, article, issues) = apply(steps.clone(), &[("PA", "10"), ("PVC", "20"), ("Dev", "GBP")]);
    assert!(kept && article.price.is_none() && article.retail_price.is_none());
    assert_eq!(
        issues.iter().map(|issue| (issue.code, issue.raw.as_str())).collect::<Vec<_>>(),
        [(Code::NoRate, "GBP")]
    );
    let (_, article, issues) = apply(steps, &[("PA", "10")]);
    assert_eq!(article.price, None);
    assert_eq!(issues[0].raw, "10: step 1: nothing says in which currency the price is");
}

#[test]
fn a_failed_step_costs_the_value_and_says_why() {
    for (steps, cells, code, raw) in [
        (
            json!([{"field": "price", "op": "multiply", "by": "2"}]),
            [("PA", "sur demande")],
            Code::NumberInvalid,
            "sur demande",
        ),
        (
            json!([{"field": "price", "op": "set", "expression": "price / stock"}]),
            [("PA", "10")],
            Code::TransformFailed,
            "10: step 1: line 1, column 7: / (number, nothing) doesn't work here: look at what kind of value each one is",
        ),
        (
            json!([{"field": "price", "op": "trim"}, {"field": "price", "op": "clear", "when": "price / (price - 10) > 1"}]),
            [("PA", "10")],
            Code::TransformFailed,
            "10: step 2: line 1, column 7: division by zero",
        ),
        (
            json!([{"field": "price", "op": "multiply", "by": "79228162514264337593543950335"}]),
            [("PA", "10")],
            Code::TransformFailed,
            "10: step 1: the number is too large",
        ),
    ] {
        let (kept, article, issues) = apply(steps.clone(), &cells);
        assert!(kept && article.price.is_none(), "{steps}");
        assert_eq!(
            issues.iter().map(|issue| (issue.code, issue.raw.as_str())).collect::<Vec<_>>(),
            [(code, raw)]
        );
        assert_eq!((issues[0].field, issues[0].severity), (Some(Field::Price), Severity::Warning));
    }
}

#[test]
fn a_broken_cell_is_told_once_and_can_have_a_default() {
    let steps = json!([{"field": "stock", "op": "default", "value": "0"}]);
    let (_, article, issues) = apply(steps.clone(), &[("Qté", "#N/A")]);
    assert_eq!(article.stock, Some(0));
    assert_eq!(issues.iter().map(|issue| issue.code).collect::<Vec<_>>(), [Code::CellError]);
    let (_, article, issues) = apply(json!([{"field": "stock", "op": "trim"}]), &[("Qté", "#N/A")]);
    assert_eq!(article.stock, None);
    assert_eq!(issues.iter().map(|issue| issue.code).collect::<Vec<_>>(), [Code::CellError]);
}

#[test]
fn a_step_can_make_the_key() {
    let mut profile = profile(
        json!([{"field": "supplier_sku", "op": "join", "columns": ["Marque", "Libre"], "with": "-"}]),
    );
    profile.mapping.fields.retain(|field, _| *field == Field::Name);
    let mut normaliser = Normaliser::new(&profile).unwrap();
    let (mut article, mut issues) = (Article::default(), Vec::new());
    let record = record(&[("Marque", "AC"), ("Libre", "0012"), ("Titre", "Lampe")]);
    assert!(normaliser.apply(&record, &mut article, &mut issues));
    assert_eq!(article.supplier_sku, "AC-0012");
    assert_eq!(issues, []);
}

#[test]
fn a_column_that_a_step_names_has_to_be_there() {
    for (steps, message) in [
        (
            json!([{"field": "name", "op": "join", "columns": ["Ref", "Nom"], "with": " "}]),
            "step 1: columns: the file has no column \"Nom\"",
        ),
        (
            json!([{"field": "name", "op": "trim"}, {"field": "name", "op": "clear", "when": "columns[\"Nom\"] == \"\""}]),
            "step 2: when: the file has no column \"Nom\"",
        ),
    ] {
        let error = Normaliser::new(&profile(steps)).unwrap_err();
        assert!(matches!(error, ProfileError::Transform(_)));
        assert!(error.to_string().starts_with(message), "{error}");
    }
    // Headers are recognised as in a mapping.
    let article = clean(
        json!([{"field": "name", "op": "set", "expression": "columns[\"libre \"]"}]),
        &[("Libre", "x")],
    );
    assert_eq!(article.name.as_deref(), Some("x"));
}

#[test]
fn steps_that_change_nothing_leave_the_article_as_it_is() {
    let cells = [
        ("Titre", "Lampe &amp; pied"),
        ("Rayon", "A > B"),
        ("PA", "1.234,56 €"),
        ("Qté", "10+"),
        ("Poids (g)", "500"),
        ("Photos", "https://x.example/a.jpg;https://x.example/b.jpg"),
        ("EAN", "4006381333931"),
    ];
    let fields = ["name", "category", "price", "stock", "weight", "images", "ean"];
    let steps: Vec<_> = fields.iter().map(|field| json!({"field": field, "op": "trim"})).collect();
    let plain = clean(json!([]), &cells);
    assert_eq!(clean(json!(steps), &cells), plain);
    let steps: Vec<_> = ["price", "stock", "weight"]
        .iter()
        .map(|field| json!({"field": field, "op": "multiply", "by": "1"}))
        .collect();
    assert_eq!(clean(json!(steps), &cells), plain);
}

#[test]
fn a_profiles_steps_survive_json() {
    let wire = json!([
        {"field": "price", "op": "vat", "rate": "20", "direction": "out"},
        {"field": "name", "op": "case", "to": "title", "when": "price > 1", "off": true},
        {"field": "name", "op": "split", "on": "|", "take": -1},
    ]);
    let transforms: Vec<Transform> = serde_json::from_value(wire.clone()).unwrap();
    assert_eq!(serde_json::to_value(&transforms).unwrap(), wire);
    for (transform, wire) in transforms.iter().zip(wire.as_array().unwrap()) {
        assert_eq!(transform.op.as_str(), wire["op"]);
    }
}
