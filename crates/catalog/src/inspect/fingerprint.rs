//! What a column's values look like, in figures: kept with a profile, so that the next file's column can be compared with
//! it. No value itself is kept.

use std::collections::HashSet;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::record::REPEAT_SEPARATOR;
use crate::structure::DecimalStyle;
use crate::value::gtin::Gtin;
use crate::value::{number, text, url};

/// What the values of a column look like. Shares are between 0 and 1.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Fingerprint {
    /// How many records were looked at.
    pub rows: u32,
    /// Share of them that have a value. The other shares are of these.
    pub filled: f32,
    /// Different values.
    pub distinct: f32,
    /// Average length in characters.
    pub length: f32,
    /// Numbers.
    pub numbers: f32,
    /// Right GTINs.
    pub gtins: f32,
    /// Addresses.
    pub urls: f32,
    /// Texts that are mostly letters.
    pub letters: f32,
    /// The smallest number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub least: Option<Decimal>,
    /// The number in the middle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub median: Option<Decimal>,
    /// The largest number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub most: Option<Decimal>,
    /// The currency that stands beside most numbers (ISO 4217).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
}

/// Fewer values than this say nothing about a column.
const ENOUGH: f32 = 4.5;

impl Fingerprint {
    /// The fingerprint of a column's values, whose decimals are written in that style.
    pub fn of(values: &[String], style: DecimalStyle) -> Self {
        let mut different = HashSet::new();
        let (mut filled, mut characters) = (0usize, 0usize);
        let (mut gtins, mut urls, mut letters) = (0usize, 0usize, 0usize);
        let mut amounts = Vec::new();
        let mut currencies: Vec<(&'static str, usize)> = Vec::new();
        for value in values {
            let value =
                value.split(REPEAT_SEPARATOR).map(str::trim).find(|piece| !piece.is_empty()).unwrap_or("");
            if value.is_empty() || text::says_none(value) {
                continue;
            }
            filled += 1;
            different.insert(value);
            let length = value.chars().count();
            characters += length;
            gtins += usize::from(Gtin::parse(value).is_ok());
            urls += usize::from(value.len() > 6 && url::parse(value).is_some());
            letters += usize::from(value.chars().filter(|c| c.is_alphabetic()).count() * 2 >= length);
            if let Ok(number) = number::parse_decimal(value, style) {
                amounts.push(number.value);
                if let Some(code) = number.currency {
                    match currencies.iter_mut().find(|(known, _)| *known == code) {
                        Some((_, count)) => *count += 1,
                        None => currencies.push((code, 1)),
                    }
                }
            }
        }
        let share = |part: usize| round(part as f32 / filled.max(1) as f32);
        let numbers = share(amounts.len());
        amounts.sort_unstable();
        let currency = currencies.iter().max_by_key(|(_, count)| *count);
        Self {
            rows: values.len() as u32,
            filled: round(filled as f32 / values.len().max(1) as f32),
            distinct: share(different.len()),
            length: share(characters),
            numbers,
            gtins: share(gtins),
            urls: share(urls),
            letters: share(letters),
            least: amounts.first().copied(),
            median: amounts.get(amounts.len() / 2).copied(),
            most: amounts.last().copied(),
            currency: currency
                .filter(|(_, count)| count * 2 > amounts.len())
                .map(|(code, _)| (*code).to_owned()),
        }
    }

    /// Whether there are values enough to say something about the column.
    pub fn is_telling(&self) -> bool {
        self.filled * self.rows as f32 >= ENOUGH
    }

    /// How alike two columns are, 0 to 1; none where either has too few values to tell.
    pub fn similarity(&self, other: &Self) -> Option<f32> {
        if !self.is_telling() || !other.is_telling() {
            return None;
        }
        let alike = |one: f32, two: f32| 1.0 - (one - two).abs();
        let kinds = [
            alike(self.numbers, other.numbers),
            alike(self.gtins, other.gtins),
            alike(self.urls, other.urls),
            alike(self.letters, other.letters),
        ];
        let kind = kinds.into_iter().fold(1.0, f32::min);
        let length = self.length.min(other.length).max(1.0) / self.length.max(other.length).max(1.0);
        let amount = match (self.factor(other), self.numbers.min(other.numbers) > 0.5) {
            (Some(factor), true) => 1.0 - (factor.ln().abs() / 10f32.ln()).min(1.0),
            _ => length,
        };
        let spread = alike(self.distinct, other.distinct) * 0.5
            + alike(self.filled, other.filled) * 0.2
            + 0.3 * length;
        // Values of another kind are no more alike for being as long.
        Some(kind * (0.6 + 0.2 * amount + 0.2 * spread))
    }

    /// How many times larger the other column's numbers are; none where either has none above zero.
    pub fn factor(&self, other: &Self) -> Option<f32> {
        factor(self.median?, other.median?)
    }

    /// How many times larger all of the other column's numbers are: the smallest, the one in the middle and the
    /// largest by about as much. None where they rather are other numbers.
    pub fn scaled(&self, other: &Self) -> Option<f32> {
        let middle = self.factor(other)?;
        let ends = [factor(self.least?, other.least?), factor(self.most?, other.most?)];
        let fits = |end: f32| (0.25..=4.0).contains(&(end / middle));
        ends.into_iter().flatten().all(fits).then_some(middle)
    }
}

fn factor(one: Decimal, two: Decimal) -> Option<f32> {
    use rust_decimal::prelude::ToPrimitive as _;
    let (one, two) = (one.to_f32()?, two.to_f32()?);
    (one > 0.0 && two > 0.0).then(|| two / one)
}

/// To three decimals: a fingerprint is kept as JSON, and read by people.
fn round(share: f32) -> f32 {
    (share * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[&str]) -> Fingerprint {
        Fingerprint::of(&values.iter().map(|&value| value.to_owned()).collect::<Vec<_>>(), DecimalStyle::Auto)
    }

    #[test]
    fn figures_of_a_column() {
        let prices = of(&["12,50 €", "", "8,00 €", "n/a", "1.250,00 €", "3,10 €"]);
        assert_eq!((prices.rows, prices.filled, prices.numbers), (6, 0.667, 1.0));
        assert_eq!(prices.median, Some("12.50".parse().unwrap()));
        assert_eq!(prices.currency.as_deref(), Some("EUR"));
        let gtins = of(&["4006381333931", "4006381333932"]);
        assert!((gtins.gtins - 0.5).abs() < 0.01);
        assert!(of(&[]).filled < 0.001);
        let json = serde_json::to_string(&prices).unwrap();
        assert_eq!(serde_json::from_str::<Fingerprint>(&json).unwrap(), prices);
    }

    #[test]
    fn what_is_alike() {
        let prices = of(&["12.50", "8.00", "99.90", "3.10", "7.75"]);
        let dearer = of(&["13.10", "8.20", "101.00", "3.10", "8.00"]);
        assert!(prices.similarity(&dearer).unwrap() > 0.9);
        let stock = of(&["1250", "800", "9990", "310", "775"]);
        assert!(prices.similarity(&stock).unwrap() < 0.85);
        let names = of(&["Lamp", "Drill", "Saw", "Hammer", "Nail"]);
        assert!(prices.similarity(&names).unwrap() < 0.4);
        assert_eq!(prices.similarity(&of(&["1"])), None);
    }

    #[test]
    fn cents_are_told_from_dearer_articles() {
        let prices = of(&["12.50", "8.00", "99.90", "3.10", "7.75"]);
        let cents = of(&["1250", "800", "9990", "310", "775"]);
        assert!((prices.scaled(&cents).unwrap() - 100.0).abs() < 0.1);
        let others = of(&["900", "7.90", "850", "990", "1200"]);
        assert_eq!(prices.scaled(&others), None);
    }
}
