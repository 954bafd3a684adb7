//! A record seen through the mapping: each method reads one field from its cells.

use std::borrow::Cow;

use rust_decimal::{Decimal, RoundingStrategy};

use super::resolve::{Columns, Prices};
use crate::field::Field;
use crate::issue::{Code, Issue, Severity};
use crate::record::{REPEAT_SEPARATOR, Record};
use crate::structure::DecimalStyle;
use crate::transform::program::Program;
use crate::value::fold::fold_into;
use crate::value::gtin::{Gtin, GtinError};
use crate::value::{category, currency, html, number, quantity, stock, text, url, weight};

/// The longest texts that the catalogue holds, in characters.
const LONGEST_SKU: usize = 100;
const LONGEST_NAME: usize = 500;
const LONGEST_DESCRIPTION: usize = 50_000;
pub(super) const LONGEST_BRAND: usize = 200;
const LONGEST_CATEGORY: usize = 500;
pub(super) const LONGEST_MPN: usize = 200;
/// The most pictures of an article.
const MOST_IMAGES: usize = 50;
/// Prices are below ten thousand million.
const PRICE_LIMIT: Decimal = Decimal::from_parts(1_410_065_408, 2, 0, false, 0);

/// Whether a field got a value.
#[derive(PartialEq, Eq)]
pub(super) enum Found {
    Value,
    Nothing,
}

/// Sets a text, in the buffer that is there already.
pub(super) fn put(slot: &mut Option<String>, text: Option<&str>) {
    match (slot.as_mut(), text) {
        (Some(buffer), Some(text)) => {
            buffer.clear();
            buffer.push_str(text);
        }
        (None, Some(text)) => *slot = Some(text.to_owned()),
        (_, None) => *slot = None,
    }
}

/// A record seen through the mapping.
pub(super) struct Cells<'r> {
    pub record: &'r Record,
    pub columns: &'r Columns,
    /// The profile's steps, where they gave fields of this record other values than the file does.
    pub made: Option<&'r Program>,
    pub issues: &'r mut Vec<Issue>,
}

impl<'r> Cells<'r> {
    pub(super) fn warn(&mut self, field: Field, code: Code, raw: &str) {
        self.issues.push(Issue::new(self.record.position(), Some(field), code, Severity::Warning, raw));
    }

    fn reject(&mut self, field: Field, code: Code, raw: &str) -> bool {
        self.issues.push(Issue::new(self.record.position(), Some(field), code, Severity::Error, raw));
        false
    }

    /// The columns of a field's value.
    fn of(&self, field: Field) -> &'r [usize] {
        match self.made.filter(|made| made.replaced().has(field)) {
            Some(made) => made.made(field),
            None => self.columns.of(field),
        }
    }

    /// The trimmed cell of a column if it says something; a spreadsheet's error value is an issue.
    fn cell(&mut self, field: Field, column: usize) -> Option<&'r str> {
        let cell = text::trim(self.record.get(column));
        match cell.as_bytes().first() {
            None => return None,
            Some(b'#' | b'E') if text::is_cell_error(cell) => {
                self.warn(field, Code::CellError, cell);
                return None;
            }
            _ => {}
        }
        (!text::says_none(cell)).then_some(cell)
    }

    /// The first of a field's cells that says something.
    fn first(&mut self, field: Field) -> Option<&'r str> {
        self.of(field).iter().find_map(|&column| self.cell(field, column))
    }

    /// Like [`Self::first`], and of repeated nodes the first that is filled.
    fn single(&mut self, field: Field) -> Option<&'r str> {
        let cell = self.first(field)?;
        if !cell.as_bytes().contains(&(REPEAT_SEPARATOR as u8)) {
            return Some(cell);
        }
        cell.split(REPEAT_SEPARATOR).map(str::trim).find(|piece| !piece.is_empty())
    }

    /// The key: the supplier SKU, or what [`super`] says stands in for it.
    pub(super) fn key(&mut self, key: &mut String, scratch: &mut String) -> bool {
        key.clear();
        let field = self.columns.key;
        let cell = self.single(field);
        let sku = cell.map(text::code).filter(|sku| !sku.is_empty());
        let (Some(cell), Some(sku)) = (cell, sku) else {
            return self.stand_in(field, key, scratch)
                || self.reject(field, Code::MissingKey, cell.unwrap_or(""));
        };
        if is_rounded(&sku) {
            return self.reject(field, Code::KeyScientific, cell);
        }
        if sku.len() > LONGEST_SKU && sku.chars().count() > LONGEST_SKU {
            return self.reject(field, Code::KeyTooLong, cell);
        }
        key.push_str(&sku);
        true
    }

    /// Gives a record whose key is empty another one that no other article of the supplier can have.
    fn stand_in(&mut self, field: Field, key: &mut String, scratch: &mut String) -> bool {
        let gtin = self.find_gtin().ok().flatten().filter(|gtin| !gtin.is_restricted());
        let code = if let Some(gtin) = gtin.filter(|_| field == Field::SupplierSku) {
            key.push_str(gtin.shortest());
            Code::KeyFromEan
        } else {
            let mpn = self.single(Field::Mpn).filter(|_| field != Field::Mpn).map(text::code);
            let Some(mpn) = mpn.filter(|mpn| !mpn.is_empty() && !is_rounded(mpn)) else { return false };
            key.push_str(&mpn);
            // Two makers may have the same number.
            scratch.clear();
            if let Some(brand) = self.single(Field::Brand) {
                fold_into(&text::line(brand), scratch);
            }
            if !scratch.is_empty() {
                key.push_str(" / ");
                key.push_str(scratch);
            }
            if key.chars().count() > LONGEST_SKU {
                key.clear();
                return false;
            }
            Code::KeyFromMpn
        };
        self.issues.push(Issue::new(self.record.position(), Some(field), code, Severity::Info, key));
        true
    }

    /// The name; further columns are joined by spaces.
    pub(super) fn name(&mut self, slot: &mut Option<String>, scratch: &mut String) -> Found {
        let columns = self.of(Field::Name);
        if columns.len() <= 1 {
            return self.text(Field::Name, slot, LONGEST_NAME, text::line);
        }
        scratch.clear();
        for &column in columns {
            let Some(cell) = self.cell(Field::Name, column) else { continue };
            let line = text::line(cell);
            if !line.is_empty() && !scratch.contains(line.as_ref()) {
                if !scratch.is_empty() {
                    scratch.push(' ');
                }
                scratch.push_str(&line);
            }
        }
        self.store(Field::Name, slot, Some(scratch.as_str()).filter(|name| !name.is_empty()), LONGEST_NAME)
    }

    pub(super) fn text(
        &mut self,
        field: Field,
        slot: &mut Option<String>,
        longest: usize,
        clean: fn(&str) -> Cow<'_, str>,
    ) -> Found {
        let value = self.single(field).map(clean).filter(|value| !value.is_empty());
        self.store(field, slot, value.as_deref(), longest)
    }

    /// Keeps a text, cut if it is too long for its field.
    fn store(
        &mut self,
        field: Field,
        slot: &mut Option<String>,
        text: Option<&str>,
        longest: usize,
    ) -> Found {
        put(slot, text);
        let (Some(kept), Some(text)) = (slot.as_mut(), text) else { return Found::Nothing };
        // Where the name is the description's beginning, nothing is lost.
        let whole_elsewhere = field == Field::Name
            && self.columns.of(field).first() == self.columns.of(Field::Description).first();
        if text::truncate(kept, longest) && !whole_elsewhere {
            self.warn(field, Code::TextTooLong, text);
        }
        Found::Value
    }

    /// The description; further columns follow as lines of their own.
    pub(super) fn description(&mut self, slot: &mut Option<String>) {
        let mut filled = false;
        for &column in self.of(Field::Description) {
            let Some(cell) = self.cell(Field::Description, column) else { continue };
            let safe = html::safe(cell);
            match slot.as_mut().filter(|_| filled) {
                Some(kept) => {
                    kept.push('\n');
                    kept.push_str(&safe);
                }
                None => put(slot, Some(&safe).filter(|safe| !safe.is_empty()).map(AsRef::as_ref)),
            }
            filled = slot.is_some();
        }
        let Some(kept) = slot.as_mut().filter(|_| filled) else {
            *slot = None;
            return;
        };
        if kept.len() > LONGEST_DESCRIPTION && html::truncate(kept, LONGEST_DESCRIPTION) {
            let kept = slot.as_deref().unwrap_or("");
            self.warn(Field::Description, Code::TextTooLong, kept);
        }
    }

    /// The first right GTIN among a field's cells and what they list.
    pub(super) fn gtin(&mut self) -> Option<Gtin> {
        match self.find_gtin() {
            Ok(gtin) => gtin,
            Err((cell, error)) => {
                let code = match error {
                    GtinError::Scientific => Code::GtinScientific,
                    GtinError::CheckDigit => Code::GtinCheckDigit,
                    GtinError::Invalid => Code::GtinInvalid,
                };
                self.warn(Field::Ean, code, cell);
                None
            }
        }
    }

    /// A unit's GTIN comes before that of the carton that it is packed in.
    fn find_gtin(&mut self) -> Result<Option<Gtin>, (&'r str, GtinError)> {
        let mut wrong: Option<(&'r str, GtinError)> = None;
        let mut carton = None;
        for &column in self.of(Field::Ean) {
            let Some(cell) = self.cell(Field::Ean, column) else { continue };
            let error = match Gtin::parse(cell) {
                Ok(gtin) if gtin.is_carton() => {
                    carton = carton.or(Some(gtin));
                    continue;
                }
                Ok(gtin) => return Ok(Some(gtin)),
                Err(error) => error,
            };
            let is_list =
                |c: char| matches!(c, ',' | ';' | '|' | '/' | REPEAT_SEPARATOR) || c.is_whitespace();
            if cell.len() > 13 {
                let pieces = cell.split(is_list).filter(|piece| piece.len() >= 8);
                for gtin in pieces.filter_map(|piece| Gtin::parse(piece).ok()) {
                    if !gtin.is_carton() {
                        return Ok(Some(gtin));
                    }
                    carton = carton.or(Some(gtin));
                }
            }
            wrong = wrong.or(Some((cell, error)));
        }
        match (carton, wrong) {
            (None, Some(wrong)) => Err(wrong),
            (carton, _) => Ok(carton),
        }
    }

    pub(super) fn category(&mut self, slot: &mut Option<String>, scratch: &mut String) {
        scratch.clear();
        for &column in self.of(Field::Category) {
            if let Some(cell) = self.cell(Field::Category, column) {
                category::append(cell, scratch);
            }
        }
        self.store(
            Field::Category,
            slot,
            Some(scratch.as_str()).filter(|path| !path.is_empty()),
            LONGEST_CATEGORY,
        );
    }

    /// A price, half-even to four decimals, and the currency written beside it.
    pub(super) fn price(
        &mut self,
        field: Field,
        style: DecimalStyle,
        prices: &Prices,
    ) -> (Option<Decimal>, Option<&'static str>) {
        let Some(cell) = self.single(field) else { return (None, None) };
        let Ok(number) = number::parse_decimal(cell, style) else {
            self.warn(field, Code::NumberInvalid, cell);
            return (None, None);
        };
        let value = if number.value.scale() > 4 {
            number.value.round_dp_with_strategy(4, RoundingStrategy::MidpointNearestEven)
        } else {
            number.value
        };
        if value.is_sign_negative() && !value.is_zero() || value >= PRICE_LIMIT {
            self.warn(field, Code::PriceOutOfRange, cell);
            return (None, None);
        }
        // A bare dollar is the feed's own dollar where it has one.
        let bare = prices.default.filter(|code| number.bare_dollar && currency::is_dollar(code));
        (Some(value), bare.or(number.currency))
    }

    pub(super) fn currency(&mut self) -> Option<&'static str> {
        let cell = self.single(Field::Currency)?;
        let code = currency::parse(cell);
        if code.is_none() {
            self.warn(Field::Currency, Code::CurrencyInvalid, cell);
        }
        code
    }

    pub(super) fn stock(&mut self, style: DecimalStyle) -> Option<i32> {
        for &column in self.of(Field::Stock) {
            let raw = self.record.get(column).trim();
            // A dash says `none` here, and nothing at all elsewhere.
            let cell =
                if matches!(raw, "-" | "–" | "—") { Some(raw) } else { self.cell(Field::Stock, column) };
            let Some(cell) = cell.and_then(|cell| cell.split(REPEAT_SEPARATOR).next()) else { continue };
            match stock::parse(cell, style) {
                Ok(stock) => {
                    if stock.negative {
                        self.issues.push(Issue::new(
                            self.record.position(),
                            Some(Field::Stock),
                            Code::StockNegative,
                            Severity::Info,
                            cell,
                        ));
                    }
                    return Some(stock.pieces);
                }
                Err(stock::StockError) => self.warn(Field::Stock, Code::StockInvalid, cell),
            }
        }
        None
    }

    /// Addresses of pictures from all columns; one issue for all that are none, as file names come by the dozen.
    pub(super) fn images(&mut self, images: &mut Vec<String>, spare: &mut Vec<String>) {
        let mut wrong = None;
        for &column in self.of(Field::Images) {
            if let Some(cell) = self.cell(Field::Images, column)
                && url::split_into(cell, images, spare, MOST_IMAGES) > 0
            {
                wrong = wrong.or(Some(cell));
            }
        }
        if let Some(cell) = wrong {
            self.warn(Field::Images, Code::UrlInvalid, cell);
        }
    }

    pub(super) fn weight(&mut self, style: DecimalStyle, unit: weight::Unit) -> Option<Decimal> {
        let cell = self.single(Field::Weight)?;
        let weight = self.of(Field::Weight).get(1).map(|&column| self.record.get(column).trim());
        // A second column may hold the unit.
        let unit = weight.and_then(weight::Unit::parse).unwrap_or(unit);
        let weight = weight::parse(cell, style, unit);
        if weight.is_err() {
            self.warn(Field::Weight, Code::WeightInvalid, cell);
        }
        weight.ok()
    }

    pub(super) fn count(&mut self, field: Field, style: DecimalStyle) -> Option<i32> {
        let cell = self.single(field)?;
        quantity::parse_count(cell, style).unwrap_or_else(|_| {
            self.warn(field, Code::NumberInvalid, cell);
            None
        })
    }

    pub(super) fn days(&mut self) -> Option<i32> {
        let cell = self.single(Field::LeadTime)?;
        let days = quantity::parse_days(cell);
        if days.is_err() {
            self.warn(Field::LeadTime, Code::NumberInvalid, cell);
        }
        days.ok()
    }
}

/// Whether a spreadsheet made a number of a key and rounded it: `1,23E+12`.
fn is_rounded(sku: &str) -> bool {
    let Some((mantissa, exponent)) = sku.split_once(['e', 'E']) else { return false };
    let Some(exponent) = exponent.strip_prefix('+') else { return false };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    digits(exponent)
        && mantissa
            .split_once(['.', ','])
            .map_or(digits(mantissa), |(whole, rest)| digits(whole) && digits(rest))
}
