use proptest::prelude::*;

use super::*;
use DecimalStyle::{Auto, Comma, Point};

fn read(text: &str, style: DecimalStyle) -> Result<(String, Option<&'static str>), NumberError> {
    parse_decimal(text, style).map(|number| (number.value.to_string(), number.currency))
}

#[test]
fn as_people_write_them() {
    for (text, style, value, currency) in [
        ("12", Auto, "12", None),
        ("12.5", Auto, "12.5", None),
        ("12,50", Auto, "12.50", None),
        ("12,50", Point, "12.50", None),
        ("12.50", Comma, "12.50", None),
        ("1.234", Point, "1.234", None),
        ("1.234", Comma, "1234", None),
        ("1,234", Comma, "1.234", None),
        ("1,234", Point, "1234", None),
        ("1,234", Auto, "1234", None),
        ("0,125", Auto, "0.125", None),
        ("0.125", Comma, "0.125", None),
        ("1234,567", Auto, "1234.567", None),
        ("1.234,56", Auto, "1234.56", None),
        ("1.234,56", Point, "1234.56", None),
        ("26.067,00", Comma, "26067.00", None),
        ("1,234.56", Comma, "1234.56", None),
        ("1.234.567,89", Auto, "1234567.89", None),
        ("1,234,567", Auto, "1234567", None),
        ("12,34,567.50", Auto, "1234567.50", None),
        ("1 234,56 €", Auto, "1234.56", Some("EUR")),
        ("1\u{a0}234,56\u{a0}€", Auto, "1234.56", Some("EUR")),
        ("1\u{202f}234,56", Auto, "1234.56", None),
        ("1 234,567", Point, "1234.567", None),
        ("1’234.50", Auto, "1234.50", None),
        ("CHF 1'234.50", Auto, "1234.50", Some("CHF")),
        ("US$ 12", Auto, "12", Some("USD")),
        ("$12.99", Auto, "12.99", Some("USD")),
        ("12,-", Auto, "12", None),
        ("12,- €", Auto, "12", Some("EUR")),
        ("12.--", Auto, "12", None),
        ("12.–", Auto, "12", None),
        ("Fr. 12.-", Auto, "12", Some("CHF")),
        ("15 000 Fcfa", Auto, "15000", Some("XOF")),
        ("88650.00 ARS", Auto, "88650.00", Some("ARS")),
        ("6900 SEK", Auto, "6900", Some("SEK")),
        ("6900 kr", Auto, "6900", None),
        ("14.3 EUR", Auto, "14.3", Some("EUR")),
        ("EUR12,5", Auto, "12.5", Some("EUR")),
        ("12€50", Auto, "12.50", Some("EUR")),
        ("11.99€", Auto, "11.99", Some("EUR")),
        ("12,50 € HT", Auto, "12.50", Some("EUR")),
        ("12,50 €/Stk.", Auto, "12.50", Some("EUR")),
        ("120 грн.", Auto, "120", Some("UAH")),
        ("120,00 руб.", Auto, "120.00", Some("RUB")),
        ("19,99 zł", Auto, "19.99", Some("PLN")),
        ("-12,50", Auto, "-12.50", None),
        ("−12", Auto, "-12", None),
        ("12,50-", Auto, "-12.50", None),
        ("(12.50)", Auto, "-12.50", None),
        ("-0", Auto, "0", None),
        (".50", Auto, "0.50", None),
        ("$.50", Auto, "0.50", Some("USD")),
        ("1.5E+3", Auto, "1500", None),
        ("1,5E-3", Auto, "0.0015", None),
        ("'12.50", Auto, "12.50", None),
        ("1.23.456,78", Comma, "123456.78", None),
        ("12,34,567", Auto, "1234567", None),
        ("₹ 1,23,456.78", Auto, "123456.78", Some("INR")),
        ("CHF 1’234’567.05", Auto, "1234567.05", Some("CHF")),
        ("1´234.50", Auto, "1234.50", None),
        ("1\u{2009}234,5 €", Auto, "1234.5", Some("EUR")),
        ("£1,299.00 inc VAT", Auto, "1299.00", Some("GBP")),
        ("à partir de 12,50 €", Auto, "12.50", Some("EUR")),
        ("12,50 € l'unité", Auto, "12.50", Some("EUR")),
        ("12,50 € zzgl. MwSt.", Auto, "12.50", Some("EUR")),
        ("12,50 EUR iva esclusa", Auto, "12.50", Some("EUR")),
        ("199,00 Kč bez DPH", Auto, "199.00", Some("CZK")),
        ("19,99 zł za szt.", Auto, "19.99", Some("PLN")),
        ("от 120 руб.", Auto, "120", Some("RUB")),
        ("120 грн без ПДВ", Auto, "120", Some("UAH")),
        ("€ 12,50 excl. btw", Auto, "12.50", Some("EUR")),
        ("desde 9,99 €", Auto, "9.99", Some("EUR")),
        ("0.1000000000000000055511151231", Auto, "0.1000000000000000055511151231", None),
    ] {
        assert_eq!(read(text, style), Ok((value.to_owned(), currency)), "{text:?} {style:?}");
    }
}

#[test]
fn refusals() {
    for (text, error) in [
        ("", NumberError::NoDigits),
        ("-", NumberError::NoDigits),
        ("sur demande", NumberError::NoDigits),
        ("20%", NumberError::Percent),
        ("38% SFUSO", NumberError::Percent),
        ("10-20", NumberError::Invalid),
        ("10 - 20 €", NumberError::Invalid),
        ("12 34", NumberError::Invalid),
        ("1.23.4", NumberError::Invalid),
        ("1,234,56.7.8", NumberError::Invalid),
        ("12 kg", NumberError::Invalid),
        ("3 x 4", NumberError::Invalid),
        ("2026-01-31", NumberError::Invalid),
        ("31.01.2026", NumberError::Invalid),
        ("1e999", NumberError::TooLong),
        ("99999999999999999999999999999999", NumberError::TooLong),
    ] {
        assert_eq!(read(text, Auto), Err(error), "{text:?}");
    }
}

#[test]
fn a_bare_dollar_is_told_from_a_us_dollar() {
    assert!(parse_decimal("$5", Auto).unwrap().bare_dollar);
    assert!(!parse_decimal("US$5", Auto).unwrap().bare_dollar);
    assert!(!parse_decimal("5 €", Auto).unwrap().bare_dollar);
}

/// Prints with grouping.
fn print(value: Decimal, group: &str, sign: char) -> String {
    let text = value.abs().to_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut out = if value.is_sign_negative() { String::from("-") } else { String::new() };
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            out.push_str(group);
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push(sign);
        out.push_str(fraction);
    }
    out
}

proptest! {
    #[test]
    fn what_is_printed_in_a_style_is_read_back(mantissa in -1_000_000_000_000_i64..1_000_000_000_000, scale in 0_u32..7) {
        let value = Decimal::new(mantissa, scale);
        for (group, sign, style) in [
            ("", '.', Point), (",", '.', Point), (" ", '.', Point), ("’", '.', Point),
            ("", ',', Comma), (".", ',', Comma), ("\u{a0}", ',', Comma), ("\u{202f}", ',', Comma),
        ] {
            let text = print(value, group, sign);
            prop_assert_eq!(parse_decimal(&text, style).map(|n| n.value), Ok(value), "{:?}", text);
        }
    }

    #[test]
    fn never_panics(text in "\\PC{0,40}", digits in "[-0-9.,' €$eE+()]{0,30}") {
        for style in [Auto, Point, Comma] {
            let _ = parse_decimal(&text, style);
            let _ = parse_decimal(&digits, style);
        }
    }
}
