//! Turns records into typed articles: the profile's mapping resolved to columns, each cell read as what its field is.
//!
//! A cell that can't be understood costs its value, never the record; only a record without a usable key is
//! rejected, since nothing could ever be attached to it. Everything left out or mended is an [`Issue`] with
//! the raw value. This runs for every record of every file, so it reuses the article's buffers and copies
//! only what has to change.

use std::sync::Arc;

mod cells;
mod resolve;
#[cfg(test)]
mod tests;

use self::cells::{Cells, Found, LONGEST_BRAND, LONGEST_MPN, put};
pub use self::resolve::ProfileError;
use self::resolve::by_name;
pub(crate) use self::resolve::{Columns, Prices};
use crate::article::Article;
use crate::field::Field;
use crate::issue::{Code, Issue};
use crate::profile::Profile;
use crate::record::Record;
use crate::structure::DecimalStyle;
use crate::transform::program::{Fields, Program};
use crate::transform::{Rates, Witness};
use crate::value::{text, weight};
use crate::value_map::ValueMap;

/// Turns records into articles as a profile says.
#[derive(Debug)]
pub struct Normaliser {
    columns: Columns,
    decimal: DecimalStyle,
    prices: Prices,
    weight_unit: weight::Unit,
    program: Option<Program>,
    value_map: Arc<ValueMap>,
    spare_images: Vec<String>,
    scratch: String,
}

impl Normaliser {
    /// Resolves a profile's mapping to columns. An error names what is missing and what there is.
    pub fn new(profile: &Profile) -> Result<Self, ProfileError> {
        let columns = Columns::resolve(profile)?;
        let prices = Prices::resolve(profile)?;
        let header = profile.mapping.get(Field::Weight).map(|source| source.source.as_str());
        let weight_unit = header.and_then(weight::Unit::in_header).unwrap_or(weight::Unit::Kilogram);
        let structure = &profile.structure;
        let column = |name: &str| by_name(structure, name);
        let program = Program::compile(&profile.transforms, structure, &column, weight_unit, &prices)?;
        Ok(Self {
            columns,
            decimal: profile.structure.decimal,
            prices,
            weight_unit,
            program,
            value_map: Arc::default(),
            spare_images: Vec::new(),
            scratch: String::new(),
        })
    }

    /// The columns that a field is read from, by index, the main one first; none where it is not mapped.
    pub fn columns_of(&self, field: Field) -> &[usize] {
        self.columns.of(field)
    }

    /// The exchange rates of the run's day, for prices that are converted.
    #[must_use]
    pub fn with_rates(mut self, rates: Rates) -> Self {
        if let Some(program) = &mut self.program {
            program.set_rates(rates);
        }
        self
    }

    /// What the supplier's brands and categories are called here.
    #[must_use]
    pub fn with_value_map(mut self, value_map: Arc<ValueMap>) -> Self {
        self.value_map = value_map;
        self
    }

    /// Fills `article` from `record`, overwriting every field; false where the record is rejected, and then at
    /// least one issue has severity [`Severity::Error`](crate::issue::Severity::Error).
    pub fn apply(&mut self, record: &Record, article: &mut Article, issues: &mut Vec<Issue>) -> bool {
        self.apply_seen(record, article, issues, &mut ())
    }

    /// Like [`Self::apply`], telling a witness of the profile's steps and of mapped values.
    pub fn apply_seen<W: Witness>(
        &mut self,
        record: &Record,
        article: &mut Article,
        issues: &mut Vec<Issue>,
        witness: &mut W,
    ) -> bool {
        let (mut record, mut made) = (record, None);
        if let Some(program) = &mut self.program {
            if !program.run(record, &self.columns, &self.prices, issues, witness) {
                return false;
            }
            if program.replaced() != Fields::default() {
                (record, made) = (program.shadow(), Some(&*program));
            }
        }
        let mut cells = Cells { record, columns: &self.columns, made, issues };
        if !cells.key(&mut article.supplier_sku, &mut self.scratch) {
            return false;
        }
        if cells.name(&mut article.name, &mut self.scratch) == Found::Nothing && self.columns.has(Field::Name)
        {
            cells.warn(Field::Name, Code::MissingName, "");
        }
        cells.description(&mut article.description);
        article.gtin = cells.gtin();
        cells.text(Field::Brand, &mut article.brand, LONGEST_BRAND, text::line);
        cells.category(&mut article.category, &mut self.scratch);
        if !self.value_map.is_empty() {
            self.value_map.apply_seen(article, &mut self.scratch, witness);
        }
        cells.text(Field::Mpn, &mut article.mpn, LONGEST_MPN, text::code);

        let (price, price_currency) = cells.price(Field::Price, self.decimal, &self.prices);
        let (retail_price, retail_currency) = cells.price(Field::RetailPrice, self.decimal, &self.prices);
        article.price = price;
        article.retail_price = retail_price;
        let named = cells.currency();
        let known = named.or(price_currency).or(retail_currency);
        let known = known.or(self.prices.in_header).or(self.prices.default);
        put(&mut article.currency, known.filter(|_| price.is_some() || retail_price.is_some()));

        article.stock = cells.stock(self.decimal);
        self.spare_images.append(&mut article.images);
        cells.images(&mut article.images, &mut self.spare_images);
        article.weight_kg = cells.weight(self.decimal, self.weight_unit);
        article.moq = cells.count(Field::Moq, self.decimal);
        article.pack = cells.count(Field::Pack, self.decimal);
        article.lead_time_days = cells.days();
        true
    }
}
