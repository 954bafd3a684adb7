mod exports;
mod layouts;

use super::*;
use crate::structure::Container;

fn structure(format: Format, header_row: u32) -> Structure {
    Structure {
        container: Container::None,
        format,
        encoding: "utf-8".into(),
        delimiter: Some(';'),
        quote: None,
        sheet: None,
        header_row,
        header_rows: u32::from(header_row > 0),
        record_path: None,
        decimal: DecimalStyle::Auto,
        columns: Vec::new(),
    }
}

/// A table from its lines, cells parted by `|`.
fn columns(lines: &[&str]) -> Vec<ColumnProfile> {
    let rows: Vec<Vec<&str>> = lines.iter().map(|line| line.split('|').collect()).collect();
    (0..rows[0].len())
        .map(|index| ColumnProfile {
            index,
            name: rows[0][index].to_owned(),
            values: rows[1..].iter().map(|row| row.get(index).copied().unwrap_or("").to_owned()).collect(),
        })
        .collect()
}

fn proposed(proposal: &Proposal) -> Vec<(Field, &str)> {
    proposal.mapping.fields.iter().map(|(&field, source)| (field, source.source.as_str())).collect()
}

fn of_table(lines: &[&str]) -> Proposal {
    propose(&structure(Format::Csv, 1), &columns(lines))
}

#[test]
fn a_french_price_list() {
    let proposal = of_table(&[
        "Réf.|Désignation|Marque|Famille|Code EAN|Prix HT|PVC TTC|Qté dispo|Colisage|Photo",
        "A-100|Lampe de bureau LED|Lumia|Luminaires|4006381333931|12,50|24,90|15|6|https://x.example/a.jpg",
        "A-101|Ampoule E27 blanc chaud|Lumia|Luminaires|4006381333948|1,20|2,90|1 250|10|https://x.example/b.jpg",
        "A-102|Multiprise 6 prises|Elec|Électricité|4006381333955|8,00|15,90|0|1|https://x.example/c.jpg",
    ]);
    assert_eq!(
        proposed(&proposal),
        [
            (Field::SupplierSku, "Réf."),
            (Field::Name, "Désignation"),
            (Field::Ean, "Code EAN"),
            (Field::Brand, "Marque"),
            (Field::Category, "Famille"),
            (Field::Price, "Prix HT"),
            (Field::RetailPrice, "PVC TTC"),
            (Field::Stock, "Qté dispo"),
            (Field::Images, "Photo"),
            (Field::Pack, "Colisage"),
        ]
    );
    assert_eq!(proposal.decimal, DecimalStyle::Comma);
    assert_eq!(proposal.warnings, []);
    let price = proposal.mapping.get(Field::Price).unwrap();
    assert_eq!(
        (price.index, price.reason.as_str()),
        (Some(5), "header says \"Prix HT\"; 100 % of values are amounts with decimals")
    );
    assert!(price.confidence > 0.8 && price.confidence <= 1.0);
}

#[test]
fn german_abbreviations() {
    let proposal = of_table(&[
        "ArtNr;Alt|Artikelnummer|Artikeltext1|Barcode|KoliBarcode|vkNetto|vkBrutto|Lagerbestand|MwSt",
        "x|1001|Apfelsaft 1 l|4006381333931|14006381333938|1,50|1,79|12|19",
        "y|1002|Birnensaft 1 l|4006381333948|14006381333945|1,60|1,90|3|19",
        "z|1003|Traubensaft 1 l|4006381333955|14006381333952|1,70|2,02|0|19",
    ]);
    let mapping = &proposal.mapping;
    for (field, source) in [
        (Field::SupplierSku, "Artikelnummer"),
        (Field::Name, "Artikeltext1"),
        (Field::Ean, "Barcode"),
        (Field::Price, "vkNetto"),
        (Field::RetailPrice, "vkBrutto"),
        (Field::Stock, "Lagerbestand"),
    ] {
        assert_eq!(mapping.get(field).map(|source| source.source.as_str()), Some(source), "{field}");
    }
}

#[test]
fn the_only_price_of_a_list_is_ours_and_of_a_shop_the_customers() {
    let list = of_table(&["Code|Name|Price", "1|Hammer|10.5", "2|Saw|12.5", "3|Nail box|3.5"]);
    assert_eq!(
        proposed(&list),
        [(Field::SupplierSku, "Code"), (Field::Name, "Name"), (Field::Price, "Price")]
    );
    let shop = of_table(&[
        "sku|name|price|meta_title|product_url",
        "1|Hammer|10.5|Hammer|https://x.example/1",
        "2|Saw|12.5|Saw|https://x.example/2",
        "3|Nail box|3.5|Nails|https://x.example/3",
    ]);
    assert_eq!(shop.mapping.get(Field::RetailPrice).map(|source| source.source.as_str()), Some("price"));
    assert_eq!(shop.mapping.get(Field::Price), None);
}

#[test]
fn amounts_tell_two_prices_apart() {
    let lines = ["Code|Name|Price A|Price B", "1|Hammer|20.5|10.5", "2|Saw|25.5|12.5", "3|Nail box|7.5|3.5"];
    let mapping = of_table(&lines).mapping;
    assert_eq!(mapping.get(Field::Price).unwrap().source, "Price B");
    assert_eq!(mapping.get(Field::RetailPrice).unwrap().source, "Price A");
}

#[test]
fn values_speak_where_headers_dont() {
    let proposal = propose(
        &structure(Format::Csv, 0),
        &columns(&[
            "column_1|column_2|column_3|column_4",
            "A100|Lampe de bureau LED|4006381333931|12.50",
            "A101|Ampoule E27 blanc|4006381333948|1.20",
            "A102|Multiprise six prises|4006381333955|8.05",
            "A103|Rallonge de cinq mètres|4006381333962|9.15",
            "A104|Interrupteur à tirette|4006381333979|4.95",
        ]),
    );
    assert_eq!(
        proposed(&proposal),
        [
            (Field::SupplierSku, "column_1"),
            (Field::Name, "column_2"),
            (Field::Ean, "column_3"),
            (Field::Price, "column_4")
        ]
    );
}

#[test]
fn several_columns_for_one_field() {
    let proposal = of_table(&[
        "sku|name|category1|category2|image1|image2|image_alt",
        "1|Hammer|Tools|Hammers|https://x.example/1.jpg|https://x.example/1b.jpg|Hammer",
        "2|Saw|Tools|Saws|https://x.example/2.jpg|https://x.example/2b.jpg|Saw",
        "3|Nail box|Fixings|Nails|https://x.example/3.jpg|https://x.example/3b.jpg|Nails",
    ]);
    let category = proposal.mapping.get(Field::Category).unwrap();
    assert_eq!(
        (category.source.as_str(), category.also.as_slice()),
        ("category1", &["category2".to_owned()][..])
    );
    let images = proposal.mapping.get(Field::Images).unwrap();
    assert_eq!((images.source.as_str(), images.also.as_slice()), ("image1", &["image2".to_owned()][..]));
}

#[test]
fn paths_of_a_tree() {
    let proposal = propose(
        &structure(Format::Xml, 0),
        &columns(&[
            "@id|@price|@stock|cat|name|attrs/a[@name='Producent']|attrs/a[@name='Kod producenta']|imgs/main/@url",
            "1|39.90|4|Lampy/Biurkowe|Lampa biurkowa|Lumia|L-1|https://x.example/1.jpg",
            "2|29.90|0|Lampy/Stojące|Lampa stojąca|Lumia|L-2|https://x.example/2.jpg",
        ]),
    );
    let mapping = &proposal.mapping;
    for (field, source) in [
        (Field::SupplierSku, "@id"),
        (Field::Name, "name"),
        (Field::Brand, "attrs/a[@name='Producent']"),
        (Field::Mpn, "attrs/a[@name='Kod producenta']"),
        (Field::Category, "cat"),
        (Field::Stock, "@stock"),
        (Field::Images, "imgs/main/@url"),
    ] {
        assert_eq!(
            mapping.get(field).map(|source| (source.source.as_str(), source.index)),
            Some((source, None)),
            "{field}"
        );
    }
}

#[test]
fn what_is_no_catalogue() {
    for lines in [
        &[
            "loc|lastmod|changefreq|priority",
            "https://x.example/a|2026-01-01|daily|0.5",
            "https://x.example/b|2026-01-02|daily|0.5",
        ][..],
        &["Date|Account|Balance", "2026-01-01|Main|100.00", "2026-01-02|Main|120.00"],
        &["première|second|troisième", "a|b|c"],
    ] {
        let proposal = of_table(lines);
        assert_eq!(proposed(&proposal), [], "{}", lines[0]);
        assert_eq!(proposal.warnings[0].code, "not_a_catalogue");
    }
    assert_eq!(propose(&structure(Format::Csv, 1), &[]).warnings[0].code, "not_a_catalogue");
}

#[test]
fn rounded_gtins_are_warned_of() {
    let proposal = of_table(&[
        "Artikelnummer|Bezeichnung|EAN|Preis",
        "1|Apfelsaft|5,45E+12|1,5",
        "2|Birnensaft|5,45E+12|1,6",
        "3|Traubensaft|4006381333931|1,7",
    ]);
    assert_eq!(proposal.warnings.iter().map(|warning| warning.code).collect::<Vec<_>>(), ["rounded_gtins"]);
}

#[test]
fn empty_keys_and_pictures_without_address_are_warned_of() {
    let proposal = of_table(&[
        "SKU|Name|Preis|Bild",
        "|Apfelsaft|1,5|apfel.jpg",
        "|Birnensaft|1,6|birne.jpg",
        "T1|Traubensaft|1,7|traube.jpg",
    ]);
    let codes: Vec<&str> = proposal.warnings.iter().map(|warning| warning.code).collect();
    assert_eq!(codes, ["empty_keys", "images_without_address"]);
}
