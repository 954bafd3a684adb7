use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::*;
use crate::issue::Severity;
use crate::mapping::{Mapping, Source};
use crate::record::Position;
use crate::structure::{Container, Format, Structure};
use crate::value::gtin::Gtin;

/// A profile for a table with these columns; `fields` names the column of each field, several joined by `+`.
fn profile(columns: &[&str], fields: &[(Field, &str)]) -> Profile {
    let mut mapping = BTreeMap::new();
    for &(field, names) in fields {
        let mut names = names.split('+');
        let mut source = Source::decided(names.next().unwrap());
        source.also = names.map(str::to_owned).collect();
        mapping.insert(field, source);
    }
    Profile::new(
        Structure {
            container: Container::None,
            format: Format::Csv,
            encoding: "utf-8".into(),
            delimiter: Some(';'),
            quote: Some('"'),
            sheet: None,
            header_row: 1,
            header_rows: 1,
            record_path: None,
            decimal: DecimalStyle::Auto,
            columns: columns.iter().map(|&name| name.to_owned()).collect(),
        },
        Mapping { fields: mapping },
        None,
    )
}

fn record(cells: &[&str]) -> Record {
    let mut record = Record::new();
    record.start(Position { record: 7, line: 8 });
    for cell in cells {
        record.push(cell);
    }
    record
}

fn apply(profile: &Profile, cells: &[&str]) -> (bool, Article, Vec<Issue>) {
    let mut article = Article::default();
    let mut issues = Vec::new();
    let kept = Normaliser::new(profile).unwrap().apply(&record(cells), &mut article, &mut issues);
    (kept, article, issues)
}

/// The value that one field gets from one cell, and the issues' codes.
fn one(field: Field, header: &str, cell: &str) -> (Article, Vec<Code>) {
    let profile = profile(&["Ref", header], &[(Field::SupplierSku, "Ref"), (field, header)]);
    let (kept, article, issues) = apply(&profile, &["A1", cell]);
    assert!(kept, "{cell:?}");
    (article, issues.iter().map(|issue| issue.code).collect())
}

#[test]
fn a_whole_record() {
    let columns = [
        "Réf",
        "EAN",
        "Titre",
        "Texte",
        "Marque",
        "Famille",
        "PA HT",
        "PVC",
        "Dev",
        "Qté",
        "Img1",
        "Img2",
        "Poids (g)",
        "MOQ",
        "Délai",
    ];
    let profile = profile(
        &columns,
        &[
            (Field::SupplierSku, "Réf"),
            (Field::Ean, "EAN"),
            (Field::Name, "Titre"),
            (Field::Description, "Texte"),
            (Field::Brand, "Marque"),
            (Field::Category, "Famille"),
            (Field::Price, "PA HT"),
            (Field::RetailPrice, "PVC"),
            (Field::Currency, "Dev"),
            (Field::Stock, "Qté"),
            (Field::Images, "Img1+Img2"),
            (Field::Weight, "Poids (g)"),
            (Field::Moq, "MOQ"),
            (Field::LeadTime, "Délai"),
        ],
    );
    let (kept, article, issues) = apply(
        &profile,
        &[
            " 00123 ",
            "4006381333931",
            "Lampe  &amp; pied",
            "<p onclick=x>Belle</p>",
            "Acme",
            "Maison > Lampes",
            "1 234,56789 €",
            "1.999,00",
            "eur",
            "10+",
            "https://x.example/1.jpg",
            "https://x.example/2.jpg;https://x.example/1.jpg",
            "1500",
            "6",
            "2-3 jours",
        ],
    );
    assert!(kept);
    assert_eq!(issues, []);
    let decimal = |text: &str| Some(text.parse::<Decimal>().unwrap());
    assert_eq!(
        article,
        Article {
            supplier_sku: "00123".into(),
            name: Some("Lampe & pied".into()),
            description: Some("<p>Belle</p>".into()),
            gtin: Some(Gtin::parse("4006381333931").unwrap()),
            brand: Some("Acme".into()),
            category: Some("Maison/Lampes".into()),
            price: decimal("1234.5679"),
            retail_price: decimal("1999.00"),
            currency: Some("EUR".into()),
            stock: Some(10),
            images: vec!["https://x.example/1.jpg".into(), "https://x.example/2.jpg".into()],
            weight_kg: decimal("1.5"),
            mpn: None,
            moq: Some(6),
            pack: None,
            lead_time_days: Some(3),
        }
    );
}

#[test]
fn an_article_is_overwritten_whole() {
    let profile = profile(
        &["Ref", "Name", "Img"],
        &[(Field::SupplierSku, "Ref"), (Field::Name, "Name"), (Field::Images, "Img")],
    );
    let mut normaliser = Normaliser::new(&profile).unwrap();
    let (mut article, mut issues) = (Article::default(), Vec::new());
    assert!(normaliser.apply(&record(&["A", "Lamp", "https://x.example/a.jpg"]), &mut article, &mut issues));
    assert!(normaliser.apply(&record(&["B"]), &mut article, &mut issues));
    assert_eq!(article, Article { supplier_sku: "B".into(), ..Article::default() });
    assert_eq!(issues.iter().map(|issue| issue.code).collect::<Vec<_>>(), [Code::MissingName]);
    assert_eq!(issues[0].position, Position { record: 7, line: 8 });
}

#[test]
fn keys() {
    let long = "x".repeat(101);
    for (cell, expected) in [
        ("0012345", Ok("0012345")),
        (" A 1 ", Ok("A 1")),
        ("'00123", Ok("00123")),
        ("12E3", Ok("12E3")),
        ("A\0B", Ok("AB")),
        ("", Err(Code::MissingKey)),
        ("N/A", Err(Code::MissingKey)),
        ("\0", Err(Code::MissingKey)),
        ("3,76E+12", Err(Code::KeyScientific)),
        (&long, Err(Code::KeyTooLong)),
    ] {
        let (kept, article, issues) = apply(&profile(&["Ref"], &[(Field::SupplierSku, "Ref")]), &[cell]);
        let found = if kept { Ok(article.supplier_sku.as_str()) } else { Err(issues.last().unwrap().code) };
        assert_eq!(found, expected, "{cell:?}");
        assert_eq!(issues.iter().any(|issue| issue.severity == Severity::Error), !kept);
    }
}

#[test]
fn other_numbers_stand_in_for_the_key() {
    let by_ean = profile(&["EAN", "HAN"], &[(Field::Ean, "EAN"), (Field::Mpn, "HAN")]);
    assert_eq!(apply(&by_ean, &["4006381333931", "x"]).1.supplier_sku, "4006381333931");
    let (kept, article, issues) = apply(&by_ean, &["4006381333932", "x"]);
    assert!(kept && article.gtin.is_none());
    assert_eq!(issues[0].code, Code::GtinCheckDigit);
    assert!(!apply(&by_ean, &["3,76E+12", "x"]).0);
    let by_mpn = profile(&["HAN"], &[(Field::Mpn, "HAN")]);
    assert_eq!(apply(&by_mpn, &["x-1"]).1.supplier_sku, "x-1");
}

#[test]
fn a_record_without_a_number_is_known_by_its_ean_or_its_makers_number() {
    let profile = profile(
        &["Ref", "EAN", "HAN", "Marke"],
        &[(Field::SupplierSku, "Ref"), (Field::Ean, "EAN"), (Field::Mpn, "HAN"), (Field::Brand, "Marke")],
    );
    for (cells, expected) in [
        (["A1", "4006381333931", "x-1", "Acme"], Ok(("A1", None))),
        // The same however the file spells it.
        (["", "4006381333931", "x-1", "Acme"], Ok(("4006381333931", Some(Code::KeyFromEan)))),
        (["n/a", "'04006381333931", "x-1", "Acme"], Ok(("4006381333931", Some(Code::KeyFromEan)))),
        // A number that a shop gave itself may be another shop's too.
        (["", "2000000000008", "x-1", "Acmé"], Ok(("x-1 / acme", Some(Code::KeyFromMpn)))),
        (["", "", "x-1", ""], Ok(("x-1", Some(Code::KeyFromMpn)))),
        (["", "4006381333932", "", "Acme"], Err(Code::MissingKey)),
        (["", "", "1,2E+11", ""], Err(Code::MissingKey)),
        // A number that a spreadsheet destroyed was one: another would make a second article of it.
        (["3,76E+12", "4006381333931", "", ""], Err(Code::KeyScientific)),
    ] {
        let (kept, article, issues) = apply(&profile, &cells);
        let info = issues.iter().find(|issue| issue.severity == Severity::Info).map(|issue| issue.code);
        let found = if kept {
            Ok((article.supplier_sku.as_str(), info))
        } else {
            Err(issues.iter().find(|issue| issue.severity == Severity::Error).unwrap().code)
        };
        assert_eq!(found, expected, "{cells:?}");
    }
}

#[test]
fn a_units_gtin_comes_before_its_cartons() {
    let profile =
        profile(&["Ref", "Carton", "EAN"], &[(Field::SupplierSku, "Ref"), (Field::Ean, "Carton+EAN")]);
    for (carton, unit, expected) in [
        ("14006381333938", "4006381333931", "4006381333931"),
        ("14006381333938", "", "14006381333938"),
        ("14006381333938 / 4006381333931", "", "4006381333931"),
        ("14006381333938", "4006381333932", "14006381333938"),
    ] {
        let (_, article, issues) = apply(&profile, &["A", carton, unit]);
        assert_eq!(article.gtin.unwrap().shortest(), expected, "{carton} {unit}");
        assert_eq!(issues, []);
    }
}

#[test]
fn gtins() {
    for (cell, expected, codes) in [
        ("4006381333931", true, vec![]),
        ("4006381333931,96385074", true, vec![]),
        ("0000\u{1f}4006381333931", true, vec![]),
        ("'4006381333931", true, vec![]),
        ("4006381333932", false, vec![Code::GtinCheckDigit]),
        ("5,45E+12", false, vec![Code::GtinScientific]),
        ("YCX-005", false, vec![Code::GtinInvalid]),
        ("#N/A", false, vec![Code::CellError]),
        ("N/A", false, vec![]),
        ("", false, vec![]),
    ] {
        let (article, found) = one(Field::Ean, "EAN", cell);
        assert_eq!((article.gtin.is_some(), found), (expected, codes), "{cell:?}");
    }
}

#[test]
fn prices() {
    for (cell, expected, codes) in [
        ("12,50", Some("12.50"), vec![]),
        ("0", Some("0"), vec![]),
        ("1.00005", Some("1.0000"), vec![]),
        ("1.00015", Some("1.0002"), vec![]),
        ("-1", None, vec![Code::PriceOutOfRange]),
        ("10000000000", None, vec![Code::PriceOutOfRange]),
        ("9999999999.9999", Some("9999999999.9999"), vec![]),
        ("sur demande", None, vec![Code::NumberInvalid]),
        ("20 %", None, vec![Code::NumberInvalid]),
        ("#DIV/0!", None, vec![Code::CellError]),
        ("", None, vec![]),
    ] {
        let (article, found) = one(Field::Price, "Prix", cell);
        assert_eq!(
            (article.price.map(|price| price.to_string()).as_deref(), found),
            (expected, codes),
            "{cell:?}"
        );
    }
}

#[test]
fn where_the_currency_comes_from() {
    for (header, cell, column, default, expected) in [
        ("price", "1", "GBP", Some("EUR"), Some("GBP")),
        ("price (USD)", "1 €", "", Some("PLN"), Some("EUR")),
        ("price (USD)", "1", "", Some("PLN"), Some("USD")),
        ("price", "1", "", Some("PLN"), Some("PLN")),
        ("price", "$1", "", Some("CAD"), Some("CAD")),
        ("price", "$1", "", Some("EUR"), Some("USD")),
        ("price", "1", "", None, None),
        ("price", "", "EUR", None, None),
    ] {
        let mut profile = profile(
            &["Ref", header, "Cur"],
            &[(Field::SupplierSku, "Ref"), (Field::Price, header), (Field::Currency, "Cur")],
        );
        profile.default_currency = default.map(str::to_owned);
        let (_, article, _) = apply(&profile, &["A", cell, column]);
        assert_eq!(article.currency.as_deref(), expected, "{header} {cell} {column} {default:?}");
    }
    assert_eq!(one(Field::Currency, "Cur", "XYZ").1, [Code::CurrencyInvalid]);
}

#[test]
fn stocks_weights_counts() {
    assert_eq!(
        one(Field::Stock, "Stock", "-3"),
        (one(Field::Stock, "Stock", "0").0, vec![Code::StockNegative])
    );
    assert_eq!(one(Field::Stock, "Stock", "-").0.stock, Some(0));
    assert_eq!(one(Field::Stock, "Stock", "bald").1, [Code::StockInvalid]);
    assert_eq!(one(Field::Weight, "Weight", "1,5 kg").0.weight_kg, Some(Decimal::new(15, 1)));
    assert_eq!(one(Field::Weight, "Weight", "schwer").1, [Code::WeightInvalid]);
    assert_eq!(one(Field::Pack, "VE", "0").0.pack, None);
    assert_eq!(one(Field::Moq, "MOQ", "viele").1, [Code::NumberInvalid]);
    assert_eq!(one(Field::Images, "Img", "/b/a/bag.jpg").1, [Code::UrlInvalid]);
}

#[test]
fn texts_are_cut_to_what_their_field_holds() {
    let (article, codes) = one(Field::Name, "Name", &"é".repeat(501));
    assert_eq!(article.name.unwrap().chars().count(), 500);
    assert_eq!(codes, [Code::TextTooLong]);
    let (article, codes) = one(Field::Description, "Text", &format!("<p>{}</p>", "é".repeat(50_001)));
    let text = article.description.unwrap();
    assert!(text.chars().count() <= 50_000 && text.ends_with("</p>"));
    assert_eq!(codes, [Code::TextTooLong]);
    assert_eq!(one(Field::Brand, "Brand", &"b".repeat(300)).0.brand.unwrap().len(), 200);
}

#[test]
fn columns_are_joined() {
    let profile = profile(
        &["Ref", "A", "B", "C"],
        &[
            (Field::SupplierSku, "Ref"),
            (Field::Category, "A+B+C"),
            (Field::Name, "A+B"),
            (Field::Description, "B+C"),
        ],
    );
    let (_, article, _) = apply(&profile, &["1", "Maison", "Lampes", "N/A"]);
    assert_eq!(article.category.as_deref(), Some("Maison/Lampes"));
    assert_eq!(article.name.as_deref(), Some("Maison Lampes"));
    assert_eq!(article.description.as_deref(), Some("Lampes"));
}

#[test]
fn what_a_profile_lacks() {
    let missing = profile(
        &["Ref", "Prix"],
        &[(Field::SupplierSku, "Ref"), (Field::Price, "Prix HT"), (Field::Name, "Titre")],
    );
    let error = Normaliser::new(&missing).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the file has no column \"Titre\" (mapped to name), \"Prix HT\" (mapped to price); its columns are: Ref, Prix. \
         Correct the mapping, or ask the supplier what changed"
    );
    let error = Normaliser::new(&profile(&["Prix"], &[(Field::Price, "Prix")])).unwrap_err();
    assert_eq!(
        error.to_string(),
        "no column identifies an article: map supplier_sku, ean or mpn to one of these columns: Prix"
    );
    let mut odd = profile(&["Ref"], &[(Field::SupplierSku, "Ref")]);
    odd.default_currency = Some("XX".into());
    assert_eq!(Normaliser::new(&odd).unwrap_err(), ProfileError::UnknownCurrency("XX".into()));
}

#[test]
fn names_win_over_positions() {
    let mut profile = profile(&["Prix", "REF "], &[(Field::SupplierSku, "ref"), (Field::Price, "Prix")]);
    profile.mapping.fields.get_mut(&Field::SupplierSku).unwrap().index = Some(0);
    profile.mapping.fields.get_mut(&Field::Price).unwrap().index = Some(1);
    let (_, article, _) = apply(&profile, &["5", "A1"]);
    assert_eq!((article.supplier_sku.as_str(), article.price), ("A1", Some(Decimal::from(5))));
    // Without a header, positions are all there is.
    profile.structure.header_row = 0;
    let (_, article, _) = apply(&profile, &["A1", "5"]);
    assert_eq!((article.supplier_sku.as_str(), article.price), ("A1", Some(Decimal::from(5))));
}
