//! Looks at the first part of a file and proposes how to read it.
//!
//! From the outside in: what the file is wrapped in (`reader`), what it is ([`content`](self)), which encoding,
//! which format, and then what the format needs: dialect and header of a table, sheet of a workbook, record path of a
//! tree. The columns' values are then read by the very reader that will import the file, so that what is shown here
//! is what will be imported, and [`propose`] says what they mean.

mod content;
mod count;
mod dialect;
pub mod drift;
mod encoding;
mod error;
pub mod fingerprint;
mod header;
mod header_words;
mod layout;
mod names;
pub mod propose;
mod report;
mod scan;
mod sheet;
mod sniff;
mod tree;
mod vocabulary;

use std::path::Path;

pub use error::InspectError;
pub use header_words::fold_header;
pub use report::{Column, Inspection};

use self::fingerprint::Fingerprint;
use crate::reader::{self, Limits, Next, ReadError, Stored, Workbook};
use crate::record::Record;
use crate::structure::{DecimalStyle, Format, Structure};

/// A column with values from the first records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ColumnProfile {
    /// 0-based index of the column.
    pub index: usize,
    /// The column's header, or the path inside a record.
    pub name: String,
    /// Its values in the records looked at, in order; empty where a record has none.
    pub values: Vec<String>,
}

/// Something about a file that a person should know.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Warning {
    /// Stable name.
    pub code: &'static str,
    /// What, and what to do about it.
    pub message: String,
}

impl Warning {
    fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }
}

/// What a person or a profile knows better.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default)]
pub struct StructureOverrides {
    /// The document's format.
    pub format: Option<Format>,
    /// The label of its encoding.
    pub encoding: Option<String>,
    /// Delimiter of delimited text.
    pub delimiter: Option<char>,
    /// Sheet of a workbook.
    pub sheet: Option<String>,
    /// 1-based row of the header; 0 for none.
    pub header_row: Option<u32>,
    /// Path to the records of a tree.
    pub record_path: Option<String>,
}

/// How to inspect.
#[derive(Clone, Debug, Default)]
pub struct InspectOptions {
    /// What the supplier calls the file, if it is stored under another name.
    pub file_name: Option<String>,
    /// What is known already.
    pub overrides: StructureOverrides,
    /// How much the file may ask for.
    pub limits: Limits,
}

/// How many records the columns are profiled on.
const PROFILED: usize = 300;
/// How many values of a column are shown.
const SAMPLES: usize = 5;
/// Longer samples and values are cut.
const SAMPLE_LENGTH: usize = 2000;

/// Inspects a stored file.
pub fn inspect(path: &Path, options: &InspectOptions) -> Result<Inspection, InspectError> {
    let stored = Stored::open(path)?;
    if stored.size() == 0 {
        return Err(InspectError::Empty);
    }
    let layout::Layout { mut structure, sheets, mut book, mut warnings } = layout::detect(&stored, options)?;
    let profiles = profile(&stored, book.as_mut(), &structure, options)?;
    let counted = count::records(&stored, book.as_mut(), &structure, &options.limits)?;
    let (rows, exact) = (counted.records, counted.exact);
    if let Some(cut) = counted.cut {
        warnings.push(Warning::new("truncated", cut));
    }
    if rows == 0 {
        warnings.push(Warning::new(
            "no_records",
            "the file has a header but no records; an import would change nothing",
        ));
    }
    let proposal = propose::propose(&structure, &profiles);
    if structure.decimal == DecimalStyle::Auto {
        structure.decimal = proposal.decimal;
    }
    warnings.extend(proposal.warnings);
    let fingerprint = |profile: &ColumnProfile| Fingerprint::of(&profile.values, structure.decimal);
    Ok(Inspection {
        columns: profiles.iter().map(column).collect(),
        fingerprints: profiles.iter().map(fingerprint).collect(),
        structure,
        rows,
        rows_exact: exact,
        mapping: proposal.mapping,
        warnings,
        sheets,
    })
}

/// The columns' values in the first records.
fn profile(
    stored: &Stored,
    book: Option<&mut Workbook>,
    structure: &Structure,
    options: &InspectOptions,
) -> Result<Vec<ColumnProfile>, InspectError> {
    let mut profiles: Vec<ColumnProfile> = structure
        .columns
        .iter()
        .enumerate()
        .map(|(index, name)| ColumnProfile { index, name: name.clone(), values: Vec::new() })
        .collect();
    let mut reader = match book {
        Some(book) => book.records(structure, &options.limits)?,
        None => reader::open_stored(stored, structure, &options.limits)?,
    };
    let mut record = Record::new();
    for _ in 0..PROFILED {
        match reader.read(&mut record) {
            // Counting meets it again, and says it.
            Ok(Next::End) | Err(ReadError::CutShort { .. }) => break,
            Err(error) => return Err(error.into()),
            Ok(Next::Malformed { .. }) => {}
            Ok(Next::Record) => {
                for (index, profile) in profiles.iter_mut().enumerate() {
                    profile.values.push(cut(record.get(index)));
                }
            }
        }
    }
    Ok(profiles)
}

fn cut(value: &str) -> String {
    match value.char_indices().nth(SAMPLE_LENGTH) {
        Some((end, _)) => value[..end].to_owned(),
        None => value.to_owned(),
    }
}

fn column(profile: &ColumnProfile) -> Column {
    let mut samples: Vec<String> = Vec::new();
    for value in &profile.values {
        if samples.len() == SAMPLES {
            break;
        }
        let value: String = value.trim().chars().take(200).collect();
        if !value.is_empty() && !samples.contains(&value) {
            samples.push(value);
        }
    }
    Column { index: profile.index, name: profile.name.clone(), samples }
}
