//! What a column's values look like, as shares of those that are filled.

use std::collections::HashSet;

use rust_decimal::Decimal;

use crate::record::REPEAT_SEPARATOR;
use crate::structure::DecimalStyle;
use crate::value::gtin::{Gtin, GtinError};
use crate::value::{currency, number, stock, text, url, weight};

/// A column's values in figures. Shares are of the filled values, between 0 and 1.
#[derive(Clone, Debug, Default)]
pub(super) struct Figures {
    /// How many records were looked at.
    pub rows: usize,
    /// How many values are filled.
    pub filled: usize,
    /// Share of different values.
    pub distinct: f32,
    /// Average length in characters.
    pub length: f32,
    pub numbers: f32,
    pub integers: f32,
    /// Numbers with decimals, or with a currency beside them.
    pub decimals: f32,
    /// Texts that are mostly letters.
    pub letters: f32,
    pub urls: f32,
    /// Addresses or file names of pictures.
    pub pictures: f32,
    pub gtins: f32,
    pub rounded_gtins: f32,
    /// Digits in the number of a GTIN, right or wrong.
    pub gtin_like: f32,
    pub currencies: f32,
    pub stocks: f32,
    pub weights: f32,
    /// Weights with their unit.
    pub masses: f32,
    pub html: f32,
    /// Lists and objects in JSON.
    pub json: f32,
    pub dates: f32,
    /// Yes and no, true and false, 0 and 1.
    pub flags: f32,
    pub spaced: f32,
    /// Whether the values number the rows: 1, 2, 3, …
    pub counted: bool,
    /// Values as numbers, for comparing columns; none where a value isn't one.
    pub amounts: Vec<Option<Decimal>>,
}

impl Figures {
    pub(super) fn of(values: &[String]) -> Self {
        let mut figures = Self { rows: values.len(), ..Self::default() };
        let mut different = HashSet::new();
        let mut count = Counts::default();
        figures.amounts.reserve(values.len());
        for value in values {
            // Of repeated nodes, the first is like the others.
            let value =
                value.split(REPEAT_SEPARATOR).map(str::trim).find(|piece| !piece.is_empty()).unwrap_or("");
            let amount = number::parse_decimal(value, DecimalStyle::Auto).ok();
            figures.amounts.push(amount.map(|number| number.value));
            if value.is_empty() || text::says_none(value) {
                continue;
            }
            different.insert(value);
            count.add(value, amount.as_ref());
        }
        figures.filled = count.filled;
        figures.counted = numbers_rows(&figures.amounts);
        if count.filled > 0 {
            let share = |part: usize| part as f32 / count.filled as f32;
            figures.distinct = share(different.len());
            figures.length = share(count.characters);
            figures.numbers = share(count.numbers);
            figures.integers = share(count.integers);
            figures.decimals = share(count.decimals);
            figures.letters = share(count.letters);
            figures.urls = share(count.urls);
            figures.pictures = share(count.pictures);
            figures.gtins = share(count.gtins);
            figures.rounded_gtins = share(count.rounded_gtins);
            figures.gtin_like = share(count.gtin_like);
            figures.currencies = share(count.currencies);
            figures.stocks = share(count.stocks);
            figures.weights = share(count.weights);
            figures.masses = share(count.masses);
            figures.html = share(count.html);
            figures.json = share(count.json);
            figures.dates = share(count.dates);
            figures.flags = share(count.flags);
            figures.spaced = share(count.spaced);
        }
        figures
    }

    /// Whether there is nothing to see.
    pub(super) fn is_empty(&self) -> bool {
        self.filled == 0
    }

    /// Whether all filled values are the same, of enough of them to tell.
    pub(super) fn is_constant(&self) -> bool {
        self.filled >= 5 && self.distinct * self.filled as f32 <= 1.5
    }

    /// The largest and the smallest amount.
    pub(super) fn largest(&self) -> Option<Decimal> {
        self.amounts.iter().flatten().max().copied()
    }
}

#[derive(Default)]
struct Counts {
    filled: usize,
    characters: usize,
    numbers: usize,
    integers: usize,
    decimals: usize,
    letters: usize,
    urls: usize,
    pictures: usize,
    gtins: usize,
    rounded_gtins: usize,
    gtin_like: usize,
    currencies: usize,
    stocks: usize,
    weights: usize,
    masses: usize,
    html: usize,
    json: usize,
    dates: usize,
    flags: usize,
    spaced: usize,
}

impl Counts {
    fn add(&mut self, value: &str, amount: Option<&number::Number>) {
        self.filled += 1;
        let characters = value.chars().count();
        self.characters += characters;
        let digits = value.bytes().filter(u8::is_ascii_digit).count();
        if let Some(number) = amount {
            self.numbers += 1;
            let whole = number.value.fract().is_zero();
            self.integers += usize::from(whole && number.currency.is_none());
            self.decimals += usize::from(number.currency.is_some() || number.value.scale() > 0);
        }
        let letters = value.chars().filter(|c| c.is_alphabetic()).count();
        self.letters += usize::from(letters * 2 >= characters);
        let address =
            url::parse(value.split([',', ';', '|', ' ', '"']).find(|piece| piece.len() > 6).unwrap_or(value))
                .is_some();
        self.urls += usize::from(address);
        self.pictures += usize::from(is_picture(value));
        match Gtin::parse(value) {
            Ok(_) => self.gtins += 1,
            Err(GtinError::Scientific) => self.rounded_gtins += 1,
            Err(GtinError::CheckDigit | GtinError::Invalid) => {}
        }
        self.gtin_like += usize::from(matches!(digits, 7..=14) && digits == characters);
        self.currencies += usize::from(characters <= 5 && digits == 0 && currency::parse(value).is_some());
        self.stocks += usize::from(characters < 40 && stock::parse(value, DecimalStyle::Auto).is_ok());
        let weight =
            characters < 20 && weight::parse(value, DecimalStyle::Auto, weight::Unit::Kilogram).is_ok();
        self.weights += usize::from(weight);
        self.masses += usize::from(weight && amount.is_none());
        self.html += usize::from(text::has_tag(value));
        self.json += usize::from(["[\"", "[{", "{\""].iter().any(|start| value.starts_with(start)));
        self.dates += usize::from(is_date(value));
        self.flags += usize::from(is_flag(value));
        self.spaced += usize::from(value.trim().contains(char::is_whitespace));
    }
}

/// Whether amounts go up by one from the start, all but a few.
fn numbers_rows(amounts: &[Option<Decimal>]) -> bool {
    let filled: Vec<Decimal> = amounts.iter().flatten().copied().collect();
    if filled.len() < 4 || filled.len() * 10 < amounts.len() * 8 || filled[0] > Decimal::ONE {
        return false;
    }
    let steps = filled.windows(2).filter(|pair| pair[1] - pair[0] == Decimal::ONE).count();
    steps * 10 >= (filled.len() - 1) * 9
}

/// Whether the value ends like a picture's address or file name.
fn is_picture(value: &str) -> bool {
    const EXTENSIONS: [&str; 10] =
        [".jpg", ".jpeg", ".png", ".webp", ".gif", ".tif", ".tiff", ".svg", ".avif", ".bmp"];
    let lower = value.to_ascii_lowercase();
    EXTENSIONS.iter().any(|extension| {
        lower
            .match_indices(extension)
            .any(|(at, found)| !lower[at + found.len()..].starts_with(|c: char| c.is_ascii_alphanumeric()))
    })
}

/// `2026-01-31…`, `31.01.2026`, `31/01/26`, `20260131`.
fn is_date(value: &str) -> bool {
    let first = value.split(['T', ' ']).next().unwrap_or(value);
    for sign in ['-', '.', '/'] {
        let parts: Vec<&str> = first.split(sign).collect();
        if parts.len() == 3
            && parts
                .iter()
                .all(|part| matches!(part.len(), 1 | 2 | 4) && part.bytes().all(|b| b.is_ascii_digit()))
        {
            return true;
        }
    }
    first.len() == 8
        && first.bytes().all(|b| b.is_ascii_digit())
        && (first.starts_with("20") || first.starts_with("19"))
        && matches!(first[4..6].parse::<u32>(), Ok(1..=12))
        && matches!(first[6..8].parse::<u32>(), Ok(1..=31))
}

fn is_flag(value: &str) -> bool {
    const FLAGS: [&str; 16] = [
        "0", "1", "true", "false", "yes", "no", "ja", "nein", "oui", "non", "si", "tak", "nie", "да", "нет",
        "y",
    ];
    value.len() <= 8 && FLAGS.contains(&value.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(values: &[&str]) -> Figures {
        Figures::of(&values.iter().map(|&value| value.to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn shares_are_of_what_is_filled() {
        let prices = figures(&["12,50", "", "n/a", "1.250,00 €", "x"]);
        assert_eq!((prices.rows, prices.filled), (5, 3));
        assert!((prices.numbers - 2.0 / 3.0).abs() < 0.01 && (prices.decimals - 2.0 / 3.0).abs() < 0.01);
    }

    #[test]
    fn kinds_of_values() {
        assert!(figures(&["4006381333931", "3,76E+12"]).gtins > 0.4);
        assert!(figures(&["3,76E+12"]).rounded_gtins > 0.9);
        assert!(figures(&["https://x.example/a.jpg?v=1", "a.png;b.png"]).pictures > 0.9);
        assert!(figures(&["https://x.example/page"]).urls > 0.9);
        assert!(figures(&["EUR", "€"]).currencies > 0.9);
        assert!(figures(&["2026-01-31", "31.01.2026", "20260131"]).dates > 0.9);
        assert!(figures(&["true", "0"]).flags > 0.9);
        assert!(figures(&["a"; 6]).is_constant());
        assert!(figures(&["1", "2", "3", "4", "5"]).counted);
        assert!(
            !figures(&["1", "4", "3", "7", "5"]).counted && !figures(&["101", "102", "103", "104"]).counted
        );
    }
}
