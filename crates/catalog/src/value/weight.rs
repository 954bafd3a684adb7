//! Weights in kilograms: `1,5 kg`, `500 g`, `2 lb`, or a bare number whose unit is in the column's name.
//!
//! Factors are exact: the international pound is 0.45359237 kg and the ounce a sixteenth of it (NIST Special
//! Publication 811, appendix B.8). Units are those of UN/ECE Recommendation 20 and the words for them.

use rust_decimal::{Decimal, RoundingStrategy};

use crate::structure::DecimalStyle;
use crate::value::number::{NumberError, parse_decimal};

/// A unit of mass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Milligram.
    Milligram,
    /// Gram.
    Gram,
    /// Kilogram.
    Kilogram,
    /// Metric ton.
    Ton,
    /// International pound.
    Pound,
    /// International ounce.
    Ounce,
}

impl Unit {
    /// The unit that a text names.
    pub fn parse(text: &str) -> Option<Self> {
        let lower = text.trim().trim_end_matches('.').to_lowercase();
        Some(match lower.as_str() {
            "mg" | "мг" | "milligram" | "milligrams" | "mgm" => Self::Milligram,
            "g" | "gr" | "grs" | "gm" | "gms" | "gram" | "grams" | "gramm" | "gramme" | "grammes"
            | "gramos" | "grammi" | "gramas" | "gramów" | "г" | "гр" | "грамм" | "грам" | "grm" => {
                Self::Gram
            }
            "kg" | "kgs" | "kilo" | "kilos" | "kilogram" | "kilograms" | "kilogramm" | "kilogramme"
            | "kilogrammes" | "kgm" | "кг" | "килограмм" | "кілограм" => Self::Kilogram,
            "t" | "to" | "ton" | "tons" | "tonne" | "tonnes" | "tonnen" | "т" | "tne" => Self::Ton,
            "lb" | "lbs" | "pound" | "pounds" | "livre" | "livres" | "lbr" => Self::Pound,
            "oz" | "ounce" | "ounces" | "onz" => Self::Ounce,
            _ => return None,
        })
    }

    /// The unit that a column's name tells: `Poids (g)`, `weight_kg`, `Variant Grams`, `Вага,кг`.
    pub fn in_header(header: &str) -> Option<Self> {
        // The last word that is a unit; a single letter counts only in brackets, behind a comma or an underscore.
        let mut found = None;
        let mut start = 0;
        for (at, c) in header.char_indices().chain([(header.len(), ' ')]) {
            if c.is_alphabetic() {
                continue;
            }
            let word = &header[start..at];
            let before = header[..start].trim_end().chars().next_back();
            if !word.is_empty()
                && (word.chars().count() > 1 || matches!(before, Some('(' | '[' | ',' | '_' | '/' | '.')))
            {
                found = Self::parse(word).or(found);
            }
            start = at + c.len_utf8();
        }
        found
    }

    /// Kilograms in one unit.
    pub(crate) fn kilograms(self) -> Decimal {
        match self {
            Self::Milligram => Decimal::new(1, 6),
            Self::Gram => Decimal::new(1, 3),
            Self::Kilogram => Decimal::ONE,
            Self::Ton => Decimal::ONE_THOUSAND,
            Self::Pound => Decimal::new(45_359_237, 8),
            Self::Ounce => Decimal::new(28_349_523_125, 12),
        }
    }
}

/// The heaviest thing that is sold by the piece, in kilograms; anything above is a misread column.
const HEAVIEST: Decimal = Decimal::from_parts(1_000_000, 0, 0, false, 0);

/// Reads a weight; a number without a unit is in `unit`. Rounded half to even to four decimals of a kilogram.
pub fn parse(text: &str, style: DecimalStyle, unit: Unit) -> Result<Decimal, NumberError> {
    let text = text.trim();
    let digits_end = text.rfind(|c: char| c.is_ascii_digit()).ok_or(NumberError::NoDigits)? + 1;
    let (number, behind) = text.split_at(digits_end);
    let unit =
        if behind.trim().is_empty() { unit } else { Unit::parse(behind).ok_or(NumberError::Invalid)? };
    let number = parse_decimal(number, style)?;
    if number.currency.is_some() || number.value.is_sign_negative() {
        return Err(NumberError::Invalid);
    }
    let weight = number.value.checked_mul(unit.kilograms()).ok_or(NumberError::TooLong)?;
    if weight >= HEAVIEST {
        return Err(NumberError::Invalid);
    }
    Ok(weight.round_dp_with_strategy(4, RoundingStrategy::MidpointNearestEven))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units() {
        for (text, unit, expected) in [
            ("1,5 kg", Unit::Gram, "1.5"),
            ("1.5kg", Unit::Gram, "1.5"),
            ("500 g", Unit::Kilogram, "0.5"),
            ("1500.0 g", Unit::Kilogram, "1.5"),
            ("250 mg", Unit::Kilogram, "0.0002"),
            ("2 lb", Unit::Kilogram, "0.9072"),
            ("16 oz", Unit::Kilogram, "0.4536"),
            ("1 t", Unit::Kilogram, "1000"),
            ("0,35 кг", Unit::Gram, "0.35"),
            ("350", Unit::Gram, "0.35"),
            ("0", Unit::Kilogram, "0"),
            ("2", Unit::Kilogram, "2"),
        ] {
            let weight = parse(text, DecimalStyle::Auto, unit).unwrap();
            assert_eq!(weight.normalize().to_string(), expected, "{text:?}");
        }
        for text in ["", "leicht", "500 ml", "6 x 75 cl", "1 kg 200 g", "-1", "5 €", "99999999999"] {
            assert!(parse(text, DecimalStyle::Auto, Unit::Kilogram).is_err(), "{text:?}");
        }
    }

    #[test]
    fn headers() {
        for (header, expected) in [
            ("Poids (g)", Some(Unit::Gram)),
            ("Peso [Kg]", Some(Unit::Kilogram)),
            ("weight_kg", Some(Unit::Kilogram)),
            ("weight_g", Some(Unit::Gram)),
            ("Variant Grams", Some(Unit::Gram)),
            ("Вага,кг", Some(Unit::Kilogram)),
            ("Gewicht in kg", Some(Unit::Kilogram)),
            ("Weight (lbs)", Some(Unit::Pound)),
            ("Характеристика: Вес (г)", Some(Unit::Gram)),
            ("Weight", None),
            ("poids", None),
            ("Poids t shirt", None),
        ] {
            assert_eq!(Unit::in_header(header), expected, "{header:?}");
        }
    }
}
