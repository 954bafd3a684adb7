//! DATANORM 4 and 5, the German wholesalers' format for building trades.
//!
//! A file has one set per line, its fields separated by `;`. An `A` set is an article, a `B` set says more of it, a
//! `P` set has prices of up to three articles, `T` sets are long texts that articles refer to and `D` sets the lines
//! of an article's own text. Prices come in cents per price unit; here they become decimals per piece, in
//! `Bruttopreis` (list price) or `Nettopreis`, as the set's price mark says.

use std::collections::{HashMap, VecDeque};
use std::io::{BufRead, BufReader, Read};

use rust_decimal::Decimal;

use super::container::Meter;
use super::fields::Fields;
use super::{Learning, Limits, Next, Progress, ReadError, RecordReader, text};
use crate::record::{Position, Record};

/// Memory for long texts; what is beyond it is left out.
const MAX_TEXTS: usize = 64 << 20;

/// The longest of them; an article may have a dozen.
const MAX_TEXT: usize = 256 << 10;

/// Fields of a set; the widest ones have a few dozen.
const MAX_FIELDS: usize = 10_000;

/// Prices that may wait for the rest of their article's: no article has as many.
const MAX_PRICES: usize = 100_000;

/// Long texts by their number.
#[derive(Default)]
pub(super) struct Texts(HashMap<String, String>);

impl Texts {
    /// Gathers the `T` sets of a file.
    pub(super) fn gather(source: impl Read, limits: &Limits) -> Result<Self, ReadError> {
        let mut texts = Self::default();
        let mut lines = Lines::new(source, limits);
        let mut size = 0;
        while lines.next()? {
            let set = Set::of(&lines.text);
            if set.kind() == "T" && size < MAX_TEXTS {
                // The number counts as well: many texts may have little in them.
                size += set.get(2).len() + 64;
                let text = texts.0.entry(set.get(2).to_owned()).or_default();
                for field in [5, 8] {
                    let line = set.get(field);
                    if !line.is_empty() && text.len() + line.len() <= MAX_TEXT {
                        if !text.is_empty() {
                            text.push('\n');
                        }
                        text.push_str(line);
                        size += line.len() + 1;
                    }
                }
            }
        }
        Ok(texts)
    }
}

/// Reads articles out of DATANORM.
pub(super) struct Articles<R> {
    lines: Lines<R>,
    meter: Meter,
    texts: Texts,
    fields: Fields,
    version: u8,
    currency: String,
    /// Number and line of the article being gathered.
    article: Option<(String, u64)>,
    /// Prices of a `P` set that are not given yet.
    prices: VecDeque<Price>,
    records: u64,
    ended: bool,
}

struct Price {
    article: String,
    mark: String,
    cents: String,
    line: u64,
}

impl<R: Read + Send> Articles<R> {
    pub(super) fn new(source: R, texts: Texts, meter: Meter, limits: &Limits, fields: Fields) -> Self {
        Self {
            lines: Lines::new(source, limits),
            meter,
            texts,
            fields,
            version: 4,
            currency: String::new(),
            article: None,
            prices: VecDeque::new(),
            records: 0,
            ended: false,
        }
    }

    fn header(&mut self, line: &str) {
        if let Some(rest) = line.strip_prefix("V;") {
            let fields: Vec<&str> = rest.split(';').collect();
            self.version =
                if fields.first().is_some_and(|version| version.starts_with("05")) { 5 } else { 4 };
            fields
                .iter()
                .find(|field| is_currency(field))
                .copied()
                .unwrap_or_default()
                .clone_into(&mut self.currency);
        } else {
            // Fixed columns: the version in 124–125, the currency behind it.
            self.version = 4;
            let tail: String =
                line.trim_end().chars().rev().take(3).collect::<Vec<_>>().into_iter().rev().collect();
            if is_currency(&tail) {
                self.currency = tail;
            }
        }
    }

    fn article_set(&mut self, set: &Set<'_>) {
        let (names, mark, unit, price): (&[(usize, &str)], usize, usize, usize) = if self.version == 5 {
            let names = &[
                (2, "Artikelnummer"),
                (3, "Kurztext 1"),
                (4, "Kurztext 2"),
                (5, "Mengeneinheit"),
                (9, "Rabattgruppe"),
                (10, "Hauptwarengruppe"),
                (11, "Warengruppe"),
            ];
            (names, 6, 7, 8)
        } else {
            let names = &[
                (2, "Artikelnummer"),
                (4, "Kurztext 1"),
                (5, "Kurztext 2"),
                (8, "Mengeneinheit"),
                (10, "Rabattgruppe"),
                (11, "Hauptwarengruppe"),
            ];
            (names, 6, 7, 9)
        };
        for &(field, name) in names {
            self.add(name, set.get(field));
        }
        let pieces = match (self.version, set.get(unit)) {
            (4, "1") => 10,
            (4, "2") => 100,
            (4, "3") => 1000,
            (4, _) => 1,
            (_, unit) => unit.parse().ok().filter(|&pieces: &u32| pieces > 0).unwrap_or(1),
        };
        self.price(set.get(mark), set.get(price), pieces);
        if self.version == 5 {
            for field in 12..set.len().min(32) {
                let value = set.get(field);
                if let Some(text) = self.texts.0.get(value) {
                    self.fields.add("Langtext", text);
                } else if value.len() > 1 {
                    // Fields whose meaning depends on the sender; a GTIN is known by its look.
                    let gtin =
                        matches!(value.len(), 8 | 12 | 13) && value.bytes().all(|byte| byte.is_ascii_digit());
                    self.fields.add(if gtin { "EAN" } else { FURTHER[field - 12] }, value);
                }
            }
        } else if let Some(text) = self.texts.0.get(set.get(12)) {
            self.fields.add("Langtext", text);
        }
    }

    fn more_set(&mut self, set: &Set<'_>) {
        for (field, name) in [
            (3, "Matchcode"),
            (4, "Alternative Artikelnummer"),
            (5, "Katalogseite"),
            (9, "EAN"),
            (11, "Warengruppe"),
            (13, "Verpackungsmenge"),
        ] {
            self.add(name, set.get(field));
        }
    }

    fn price(&mut self, mark: &str, cents: &str, pieces: u32) {
        let Ok(price) = cents.parse::<i64>() else { return };
        let mut price = Decimal::new(price, 2);
        if pieces > 1 {
            price = (price / Decimal::from(pieces)).normalize();
        }
        let name = if mark == "2" { "Nettopreis" } else { "Bruttopreis" };
        self.fields.add(name, &price.to_string());
        let currency = std::mem::take(&mut self.currency);
        if self.fields.is_absent("Währung") {
            self.add("Währung", &currency);
        }
        self.currency = currency;
    }

    fn add(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            self.fields.add(name, value);
        }
    }

    fn give(&mut self, line: u64, record: &mut Record) {
        self.records += 1;
        self.fields.give(Position { record: self.records, line }, record);
        self.fields.clear();
    }

    /// Gives the prices of one article out of those that wait.
    fn give_prices(&mut self, record: &mut Record) -> bool {
        let Some(first) = self.prices.front() else { return false };
        let (article, line) = (first.article.clone(), first.line);
        self.add("Artikelnummer", &article);
        while let Some(price) = self.prices.pop_front_if(|price| price.article == article) {
            self.price(&price.mark, &price.cents, 1);
        }
        self.give(line, record);
        true
    }

    fn advance(&mut self, record: &mut Record) -> Result<bool, ReadError> {
        loop {
            // An article's prices may go on in the next line.
            // The first article's prices are all there where another's wait as well.
            let several = self.prices.front().map(|price| &price.article)
                != self.prices.back().map(|price| &price.article);
            if (several || self.prices.len() > MAX_PRICES) && self.give_prices(record) {
                return Ok(true);
            }
            let more = !self.ended && self.lines.next()?;
            self.ended = !more;
            ReadError::limit_record(self.fields.size(), self.lines.limit, self.lines.number)?;
            let line = std::mem::take(&mut self.lines.text);
            let set = Set::of(&line);
            let number = set.get(2);
            let kind = if more { set.kind() } else { "" };
            let mut given = false;
            let of_another =
                self.article.as_ref().is_some_and(|(article, _)| article != number || kind == "A");
            let over = (of_another && matches!(kind, "A" | "P")) || !more;
            if over && let Some((_, line)) = self.article.take() {
                self.give(line, record);
                given = true;
            }
            match kind {
                "V" => self.header(&line),
                "A" => {
                    self.article = Some((number.to_owned(), self.lines.number));
                    self.article_set(&set);
                }
                "B" if !of_another && self.article.is_some() => self.more_set(&set),
                "D" if !of_another && self.article.is_some() => {
                    // Two lines of text per set, each free or the number of a long text.
                    for line in [3, 7] {
                        let text = self.texts.0.get(set.get(line + 2)).map(String::as_str);
                        let text = text.unwrap_or_else(|| set.get(line + 3));
                        if !text.is_empty() {
                            self.fields.add("Langtext", text);
                        }
                    }
                }
                "P" => {
                    for group in (2..set.len()).step_by(9).filter(|&group| !set.get(group).is_empty()) {
                        self.prices.push_back(Price {
                            article: set.get(group).to_owned(),
                            mark: set.get(group + 1).to_owned(),
                            cents: set.get(group + 2).to_owned(),
                            line: self.lines.number,
                        });
                    }
                }
                _ => {}
            }
            self.lines.text = line;
            if given || (self.ended && self.give_prices(record)) {
                return Ok(true);
            }
            if self.ended {
                return Ok(false);
            }
        }
    }
}

impl<R: Read + Send> RecordReader for Articles<R> {
    fn read(&mut self, record: &mut Record) -> Result<Next, ReadError> {
        if self.advance(record)? {
            return Ok(Next::Record);
        }
        self.meter.finish();
        record.start(Position { record: self.records + 1, line: self.lines.number });
        Ok(Next::End)
    }

    fn progress(&self) -> Progress {
        self.meter.progress()
    }
}

impl<R: Read + Send> Learning for Articles<R> {
    fn columns(&self) -> &[String] {
        self.fields.names()
    }
}

/// Names of the fields behind the twelfth in version 5.
const FURTHER: [&str; 20] = [
    "A13", "A14", "A15", "A16", "A17", "A18", "A19", "A20", "A21", "A22", "A23", "A24", "A25", "A26", "A27",
    "A28", "A29", "A30", "A31", "A32",
];

fn is_currency(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// One line.
struct Set<'l> {
    fields: Vec<&'l str>,
}

impl<'l> Set<'l> {
    fn of(line: &'l str) -> Self {
        Self { fields: line.split(';').take(MAX_FIELDS).map(str::trim).collect() }
    }

    fn kind(&self) -> &'l str {
        let kind = self.get(0);
        if kind.starts_with("V ") { "V" } else { kind }
    }

    fn get(&self, field: usize) -> &'l str {
        self.fields.get(field).copied().unwrap_or_default()
    }

    fn len(&self) -> usize {
        self.fields.len()
    }
}

/// Lines of bounded length.
struct Lines<R> {
    source: BufReader<R>,
    bytes: Vec<u8>,
    text: String,
    number: u64,
    limit: usize,
}

impl<R: Read> Lines<R> {
    fn new(source: R, limits: &Limits) -> Self {
        let limit = limits.max_record_bytes;
        Self {
            source: BufReader::with_capacity(64 << 10, source),
            bytes: Vec::new(),
            text: String::new(),
            number: 0,
            limit,
        }
    }

    fn next(&mut self) -> Result<bool, ReadError> {
        self.bytes.clear();
        let count = self.source.by_ref().take(self.limit as u64 + 1).read_until(b'\n', &mut self.bytes)?;
        self.number += 1;
        if count > self.limit {
            return Err(ReadError::RecordTooLong { line: self.number, limit: self.limit });
        }
        self.text.clear();
        self.text.push_str(text(&self.bytes).trim_end());
        Ok(count > 0)
    }
}
