//! The mapping's names resolved to the columns of a file.

use crate::field::Field;
use crate::mapping::Source;
use crate::profile::Profile;
use crate::structure::Structure;
use crate::transform::{Transform, TransformError};
use crate::value::currency;

/// Why a profile can't be applied.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProfileError {
    /// The mapping names columns that the file doesn't have.
    #[error("the file has no column {}; its columns are: {}. Correct the mapping, or ask the supplier what changed", listed(missing), columns.join(", "))]
    MissingColumns {
        /// The fields whose column is missing, and the name it was looked for by.
        missing: Vec<(Field, String)>,
        /// The columns that the file has.
        columns: Vec<String>,
    },
    /// Nothing in the mapping could identify an article.
    #[error("no column identifies an article: map supplier_sku, ean or mpn to one of these columns: {}", columns.join(", "))]
    NoKey {
        /// The columns that the file has.
        columns: Vec<String>,
    },
    /// A step of the profile can't be taken on this file.
    #[error("step {}: {}: {}. Correct the step, or ask the supplier what changed", .0.index + 1, .0.part, .0.message)]
    Transform(#[from] TransformError),
    /// The default currency is none.
    #[error("{0:?} is no currency: give the ISO 4217 code of the prices, such as EUR")]
    UnknownCurrency(String),
}

fn listed(missing: &[(Field, String)]) -> String {
    missing.iter().map(|(field, name)| format!("{name:?} (mapped to {field})")).collect::<Vec<_>>().join(", ")
}

/// The columns of each field, by index.
#[derive(Debug)]
pub(crate) struct Columns {
    fields: [Vec<usize>; Field::ALL.len()],
    /// The field that is the key: the supplier SKU, or what stands in for it.
    pub key: Field,
}

impl Columns {
    pub(super) fn resolve(profile: &Profile) -> Result<Self, ProfileError> {
        let structure = &profile.structure;
        let mut fields: [Vec<usize>; Field::ALL.len()] = Default::default();
        let mut missing = Vec::new();
        for (&field, source) in &profile.mapping.fields {
            let columns = &mut fields[field as usize];
            match main_column(structure, source) {
                Some(column) => columns.push(column),
                None => missing.push((field, source.source.clone())),
            }
            for name in &source.also {
                match by_name(structure, name) {
                    Some(column) if columns.contains(&column) => {}
                    Some(column) => columns.push(column),
                    None => missing.push((field, name.clone())),
                }
            }
        }
        let columns = || structure.columns.clone();
        if !missing.is_empty() {
            return Err(ProfileError::MissingColumns { missing, columns: columns() });
        }
        let given = |field: Field| {
            let made =
                |transform: &Transform| transform.field == field && !transform.off && transform.gives_value();
            !fields[field as usize].is_empty() || profile.transforms.iter().any(made)
        };
        let key = [Field::SupplierSku, Field::Ean, Field::Mpn]
            .into_iter()
            .find(|&field| given(field))
            .ok_or_else(|| ProfileError::NoKey { columns: columns() })?;
        Ok(Self { fields, key })
    }

    /// The columns of a field, in order.
    pub(crate) fn of(&self, field: Field) -> &[usize] {
        &self.fields[field as usize]
    }

    /// Whether a field is mapped.
    pub(super) fn has(&self, field: Field) -> bool {
        !self.of(field).is_empty()
    }
}

/// The column that a source means. The name decides: files gain and lose columns, and a remembered index
/// would then take the neighbour's values. The index tells columns of the same name apart, and
/// is all there is where the file has no header.
fn main_column(structure: &Structure, source: &Source) -> Option<usize> {
    let names = &structure.columns;
    if let Some(index) = source.index {
        let unnamed = structure.header_row == 0 && structure.format.is_tabular();
        if names.get(index).is_some_and(|name| *name == source.source || source.source.is_empty() || unnamed)
        {
            return Some(index);
        }
    }
    by_name(structure, &source.source)
}

pub(super) fn by_name(structure: &Structure, name: &str) -> Option<usize> {
    let names = &structure.columns;
    if let Some(found) = names.iter().position(|column| column == name) {
        return Some(found);
    }
    // People retype headers with other spaces and capitals.
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let wanted = plain(name);
    let mut alike =
        names.iter().enumerate().filter(|(_, column)| plain(column) == wanted).map(|(index, _)| index);
    let first = alike.next()?;
    alike.next().is_none().then_some(first)
}

/// What is known of the currency before the first record.
#[derive(Debug)]
pub(crate) struct Prices {
    /// From the header of a price column: `price (USD)`.
    pub in_header: Option<&'static str>,
    /// From the profile.
    pub default: Option<&'static str>,
}

impl Prices {
    pub(super) fn resolve(profile: &Profile) -> Result<Self, ProfileError> {
        let in_header = [Field::Price, Field::RetailPrice]
            .into_iter()
            .filter_map(|field| profile.mapping.get(field))
            .find_map(|source| currency::in_header(&source.source));
        let default = match &profile.default_currency {
            Some(text) => {
                Some(currency::parse(text).ok_or_else(|| ProfileError::UnknownCurrency(text.clone()))?)
            }
            None => None,
        };
        Ok(Self { in_header, default })
    }
}
