//! How a file is read, as clients see and say it: structure and mapping.

use std::collections::BTreeMap;

use catalog::field::Field;
use catalog::mapping::{Mapping, Source};
use catalog::policy::Policies;
use catalog::structure::Structure;
use catalog::transform::{self, Transform};
use serde::{Deserialize, Serialize};
use store::imports::run::Overrides;
use utoipa::ToSchema;

use crate::http::input::Errors;

/// How a file is laid out.
#[derive(Debug, Serialize, ToSchema)]
pub struct StructureView {
    /// csv, xlsx, xls, ods, xml, json, ndjson, edifact, x12 or datanorm.
    pub format: String,
    /// Label of the encoding.
    pub encoding: String,
    /// Delimiter of a CSV file.
    pub delimiter: Option<char>,
    /// Sheet of a workbook.
    pub sheet: Option<String>,
    /// 1-based row of the header; 0 when there is none.
    pub header_row: u32,
    /// Path of the records in a tree.
    pub record_path: Option<String>,
    /// The columns' names.
    pub columns: Vec<String>,
}

impl From<&Structure> for StructureView {
    fn from(structure: &Structure) -> Self {
        Self {
            format: structure.format.as_str().to_owned(),
            encoding: structure.encoding.clone(),
            delimiter: structure.delimiter,
            sheet: structure.sheet.clone(),
            header_row: structure.header_row,
            record_path: structure.record_path.clone(),
            columns: structure.columns.clone(),
        }
    }
}

/// Where the values of a field come from.
#[derive(Debug, Serialize, ToSchema)]
pub struct SourceView {
    /// The column's header, or the path inside a record.
    pub source: String,
    /// 0-based index of the column, for tables.
    pub index: Option<usize>,
    /// Further columns that are joined to it.
    pub also: Vec<String>,
    /// How certain it is, 0 to 1.
    pub confidence: f32,
    /// Why.
    pub reason: String,
}

/// Sources by field.
pub type MappingView = BTreeMap<String, SourceView>;

/// A mapping as clients see it.
pub fn mapping_view(mapping: &Mapping) -> MappingView {
    let view = |source: &Source| SourceView {
        source: source.source.clone(),
        index: source.index,
        also: source.also.clone(),
        confidence: source.confidence,
        reason: source.reason.clone(),
    };
    mapping.fields.iter().map(|(field, source)| (field.as_str().to_owned(), view(source))).collect()
}

/// A column, as a client names it: its header alone, or more about it.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum SourceInput {
    /// The column's header, or the path inside a record.
    Header(String),
    /// The column with its index and further columns.
    Source {
        /// The column's header, or the path inside a record.
        source: String,
        /// 0-based index of the column, for tables.
        #[serde(default)]
        index: Option<usize>,
        /// Further columns that are joined to it.
        #[serde(default)]
        also: Vec<String>,
    },
}

/// Which columns hold which fields; a field with null, or left out, has none.
pub type MappingInput = BTreeMap<String, Option<SourceInput>>;

/// Checks a mapping's fields.
pub fn check_mapping(mapping: &MappingInput, errors: &mut Errors) {
    for name in mapping.keys() {
        if let Err(error) = name.parse::<Field>() {
            errors.add(format!("mapping.{name}"), error.to_string());
        }
    }
}

/// The engine's mapping; unknown fields were refused before.
pub fn mapping(input: &MappingInput) -> Mapping {
    let source = |input: &SourceInput| match input {
        SourceInput::Header(header) => Source::decided(header),
        SourceInput::Source { source, index, also } => {
            Source { index: *index, also: also.clone(), ..Source::decided(source) }
        }
    };
    let fields = input
        .iter()
        .filter_map(|(name, input)| Some((name.parse::<Field>().ok()?, source(input.as_ref()?))))
        .collect();
    Mapping { fields }
}

/// What a person knows better about a file's structure; what is left out is found out.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct StructureInput {
    /// Label of the encoding (`windows-1252`, `utf-8` …).
    pub encoding: Option<String>,
    /// Delimiter of a CSV file.
    pub delimiter: Option<char>,
    /// Sheet of a workbook.
    pub sheet: Option<String>,
    /// 1-based row of the header; 0 for none.
    pub header_row: Option<u32>,
    /// Path of the records in a tree.
    pub record_path: Option<String>,
}

/// What was said about a file, for its run.
pub fn overrides(structure: StructureInput, mapping: Option<Mapping>) -> Overrides {
    Overrides {
        mapping,
        encoding: structure.encoding,
        delimiter: structure.delimiter,
        sheet: structure.sheet,
        header_row: structure.header_row,
        record_path: structure.record_path,
        ..Overrides::default()
    }
}

/// Checks the steps of a profile: each must compile.
pub fn check_transforms(transforms: &[Transform], errors: &mut Errors) {
    for error in transform::check(transforms) {
        errors.add(format!("transforms[{}].{}", error.index, error.part), error.message);
    }
}

/// Checks the limits of a profile's policies.
pub fn check_policies(policies: &Policies, errors: &mut Errors) {
    if !(1..=100).contains(&policies.absent_runs.0) {
        errors.add("policies.absent_runs", "must be from 1 to 100");
    }
    let brakes = &policies.brakes;
    for (name, share) in [
        ("most_errors", policies.most_errors),
        ("brakes.fewer_records", brakes.fewer_records),
        ("brakes.gone", brakes.gone),
        ("brakes.price_moves", brakes.price_moves),
        ("brakes.stock_out", brakes.stock_out),
        ("brakes.issues", brakes.issues),
    ] {
        if share.is_some_and(|share| !(0.0..=1.0).contains(&share)) {
            errors.add(format!("policies.{name}"), "must be a share from 0 to 1");
        }
    }
    if policies.fields.as_ref().is_some_and(std::collections::BTreeSet::is_empty) {
        errors.add("policies.fields", "must name a field, or be left out for all of them");
    }
}
