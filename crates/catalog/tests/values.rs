//! What holds for every value, however it is written.

use catalog::article::Article;
use catalog::field::Field;
use catalog::mapping::{Mapping, Source};
use catalog::normalise::Normaliser;
use catalog::profile::Profile;
use catalog::record::{Position, Record};
use catalog::structure::{Container, DecimalStyle, Format, Structure};
use catalog::value::gtin::Gtin;
use catalog::value::number::parse_decimal;
use catalog::value::{currency, stock};
use proptest::prelude::*;
use rust_decimal::Decimal;

/// A decimal style, its grouping signs, and its decimal sign.
const STYLES: [(DecimalStyle, &[&str], char); 2] = [
    (DecimalStyle::Point, &["", ",", "'", "’", " ", "\u{a0}", "\u{202f}"], '.'),
    (DecimalStyle::Comma, &["", ".", "'", "’", " ", "\u{a0}", "\u{202f}"], ','),
];

/// The digits of a number, grouped by three, without its sign.
fn print(value: Decimal, group: &str, decimal_sign: char) -> String {
    let digits = value.abs().to_string();
    let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
    let mut printed = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            printed.push_str(group);
        }
        printed.push(digit);
    }
    if !fraction.is_empty() {
        printed.push(decimal_sign);
        printed.push_str(fraction);
    }
    printed
}

/// The check digit, reckoned as the GS1 General Specifications explain it to people (section 7.9.1).
fn check_digit(body: &str) -> char {
    let weighted = body.bytes().rev().map(|digit| u32::from(digit - b'0')).zip([3, 1].into_iter().cycle());
    let sum: u32 = weighted.map(|(digit, weight)| digit * weight).sum();
    char::from_digit((10 - sum % 10) % 10, 10).unwrap()
}

/// The check character of an ISBN-10.
fn isbn_check(body: &str) -> char {
    let sum: u32 =
        body.bytes().zip((2..=10).rev()).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    match (11 - sum % 11) % 11 {
        10 => 'X',
        digit => char::from_digit(digit, 10).unwrap(),
    }
}

fn varied(digits: &str) -> bool {
    digits.bytes().any(|digit| digit != digits.as_bytes()[0])
}

/// A record of these cells as an article, by a profile that maps a column to each field.
fn article(cells: &[(Field, &str)], decimal: DecimalStyle) -> Article {
    let columns: Vec<String> = cells.iter().map(|(field, _)| format!("{field:?}")).collect();
    let mut mapping = Mapping::default();
    for ((field, _), column) in cells.iter().zip(&columns) {
        mapping.fields.insert(*field, Source::decided(column.clone()));
    }
    let structure = Structure {
        container: Container::None,
        format: Format::Csv,
        encoding: "utf-8".to_owned(),
        delimiter: Some(';'),
        quote: None,
        sheet: None,
        header_row: 1,
        header_rows: 1,
        record_path: None,
        decimal,
        columns,
    };
    let mut normaliser = Normaliser::new(&Profile::new(structure, mapping, Some("EUR".to_owned()))).unwrap();
    let mut record = Record::new();
    record.start(Position { record: 1, line: 2 });
    for (_, cell) in cells {
        record.push(cell);
    }
    let mut article = Article::default();
    let mut issues = Vec::new();
    assert!(normaliser.apply(&record, &mut article, &mut issues), "{issues:?}");
    article
}

proptest! {
    #[test]
    fn amounts_are_read_back_whatever_stands_around_them(
        mantissa in 0_i64..1_000_000_000_000, scale in 0_u32..5, negative: bool,
    ) {
        let mut value = Decimal::new(mantissa, scale);
        value.set_sign_negative(negative && !value.is_zero());
        for (style, groups, decimal_sign) in STYLES {
            for group in groups {
                let digits = print(value, group, decimal_sign);
                let spellings = if value.is_sign_negative() {
                    vec![format!("-{digits}"), format!("({digits})"), format!("{digits}-"), format!("−{digits} €")]
                } else {
                    vec![digits.clone(), format!(" {digits} "), format!("{digits} €"), format!("EUR {digits}"), format!("€{digits}")]
                };
                for text in spellings {
                    let read = parse_decimal(&text, style);
                    prop_assert_eq!(read.map(|number| number.value), Ok(value), "{:?}", text);
                    if text.contains(['€', 'E']) {
                        prop_assert_eq!(read.map(|number| number.currency), Ok(Some("EUR")), "{:?}", text);
                    }
                }
            }
        }
    }

    #[test]
    fn no_digit_is_lost_as_a_float_would_lose_it(mantissa in 1_i128..10_i128.pow(28), scale in 0_u32..12) {
        let value = Decimal::from_i128_with_scale(mantissa, scale);
        let point = parse_decimal(&print(value, "", '.'), DecimalStyle::Point);
        prop_assert_eq!(point.map(|number| (number.value.mantissa(), number.value.scale())), Ok((mantissa, scale)));
        let comma = parse_decimal(&print(value, ".", ','), DecimalStyle::Comma);
        prop_assert_eq!(comma.map(|number| (number.value.mantissa(), number.value.scale())), Ok((mantissa, scale)));
    }

    #[test]
    fn gtins_of_every_length_are_known_by_their_check_digit(
        length in prop::sample::select(vec![8_usize, 12, 13, 14]), digits in "[1-9][0-9]{12}", wrong in 1_u32..10,
    ) {
        let body = &digits[..length - 1];
        prop_assume!(varied(body));
        let right = check_digit(body);
        let text = format!("{body}{right}");
        let gtin = Gtin::parse(&text).unwrap();
        prop_assert_eq!(gtin.as_str(), format!("{text:0>14}"));
        prop_assert_eq!(gtin.shortest(), &text);
        // As spreadsheets and people write it.
        for written in [format!("'{text}"), format!("=\"{text}\""), format!("{} {}", &text[..4], &text[4..]), format!("{text}.0")] {
            prop_assert_eq!(Gtin::parse(&written), Ok(gtin), "{}", written);
        }
        let other = char::from_digit((right.to_digit(10).unwrap() + wrong) % 10, 10).unwrap();
        let spoilt = format!("{body}{other}");
        prop_assert!(Gtin::parse(&spoilt).is_err(), "{}", spoilt);
    }

    #[test]
    fn an_isbn_10_is_its_isbn_13(body in "[0-9]{9}") {
        let text = format!("{body}{}", isbn_check(&body));
        let upc = check_digit(&text[..9]) == text.chars().last().unwrap();
        prop_assume!(varied(&text) && !text.starts_with("00000"));
        let book = format!("978{body}");
        let expected = format!("0{book}{}", check_digit(&book));
        match Gtin::parse(&text) {
            Ok(gtin) => prop_assert_eq!(gtin.as_str(), expected),
            // It could as well be a UPC-A that lost its zeros.
            Err(_) => prop_assert!(upc, "{}", text),
        }
    }

    #[test]
    fn currency_codes_are_known_in_any_case(
        code in prop::sample::select(vec!["EUR", "USD", "GBP", "CHF", "PLN", "CZK", "UAH", "RON", "SEK", "JPY", "XOF"]), upper: bool,
    ) {
        let written = if upper { code.to_owned() } else { code.to_ascii_lowercase() };
        for text in [written.clone(), format!(" {written} "), format!("({written})"), format!("[{written}]")] {
            prop_assert_eq!(currency::parse(&text), Some(code), "{}", text);
        }
        let number = parse_decimal(&format!("12.50 {written}"), DecimalStyle::Auto).unwrap();
        prop_assert_eq!(number.currency, Some(code));
    }

    #[test]
    fn stocks_are_read_back_and_words_never_panic(pieces in 0_i32..1_000_000, text in "\\PC{0,40}") {
        for written in [format!("{pieces}"), format!(" {pieces}"), format!("{pieces}+"), format!(">{pieces}"), format!("{pieces} Stk"), format!("{pieces}.0")] {
            let read = stock::parse(&written, DecimalStyle::Point);
            prop_assert_eq!(read.map(|stock| stock.pieces), Ok(pieces), "{}", written);
        }
        for style in [DecimalStyle::Auto, DecimalStyle::Point, DecimalStyle::Comma] {
            if let Ok(stock) = stock::parse(&text, style) {
                prop_assert!(stock.pieces >= 0, "{} is {:?}", text, stock);
            }
        }
    }

    #[test]
    fn an_article_written_in_another_way_has_the_same_hash(
        sku in "[A-Z]{2}[1-9][0-9]{3}", name in "[A-Za-z]{3,8} [A-Za-z]{3,8}", cents in 1_i64..10_000_000, pieces in 1_i32..5000, body in "4[0-9]{11}",
    ) {
        prop_assume!(varied(&body));
        let gtin = format!("{body}{}", check_digit(&body));
        let price = Decimal::new(cents, 2);
        let plain = [price.to_string(), pieces.to_string()];
        let one = article(&[
            (Field::SupplierSku, &sku), (Field::Name, &name), (Field::Ean, &gtin), (Field::Price, &plain[0]), (Field::Stock, &plain[1]),
        ], DecimalStyle::Point);
        let other = [
            format!(" {sku} "), name.replace(' ', " \u{a0} "), format!("{}-{}", &gtin[..3], &gtin[3..]),
            format!("{} €", print(Decimal::new(cents * 100, 4), ".", ',')), format!("{pieces} Stk"),
        ];
        let two = article(&[
            (Field::SupplierSku, &other[0]), (Field::Name, &other[1]), (Field::Ean, &other[2]), (Field::Price, &other[3]), (Field::Stock, &other[4]),
        ], DecimalStyle::Comma);
        prop_assert_eq!(one.record_hash(), two.record_hash(), "{:?} and {:?}", one, two);
        let mut three = one.clone();
        three.price = Some(Decimal::new(cents + 1, 2));
        prop_assert_ne!(one.record_hash(), three.record_hash());
    }
}
