//! Drift: how a new file differs from the one that a kept profile was made for, and how the profile can be mended.
//!
//! Every mapped column is looked for by its name, then by its name in another spelling; one that isn't there is looked
//! for among the columns that nothing else is mapped to, by the words of the header, the place and the values. A
//! column that is there is compared with its fingerprint. What is certain is mended at once; the rest
//! waits for a person.

mod candidate;
#[cfg(test)]
mod tests;
mod values;

use std::collections::{BTreeMap, HashSet};

use serde::{Deserialize, Serialize};

use self::candidate::missing;
use self::values::changed;
use super::Inspection;
use super::fingerprint::Fingerprint;
use super::header_words::fold_header;
use crate::field::Field;
use crate::mapping::{Mapping, Source};
use crate::profile::Profile;
use crate::structure::{Format, Structure};
use crate::transform::{Op, Transform};

/// What happened to a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// It isn't there any more.
    Gone,
    /// It has another name.
    Renamed,
    /// It stands elsewhere.
    Moved,
    /// Its values are of another kind or size.
    Changed,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Its header, or its path inside a record.
    pub source: String,
    /// Its 0-based index, for tables.
    pub index: Option<usize>,
}

/// How the column of a field differs from what the profile was made for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Drift {
    /// The field.
    pub field: Field,
    /// What happened.
    pub kind: Kind,
    /// The column as the profile knows it.
    pub was: Place,
    /// The column that takes its place; none where none does.
    pub now: Option<Place>,
    /// How certain that is, 0 to 1.
    pub confidence: f32,
    /// Why, in words.
    pub reason: String,
    /// Whether the run may go on with it unasked.
    pub certain: bool,
}

/// A file beside a kept profile.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Comparison {
    /// What differs, by field.
    pub drift: Vec<Drift>,
    /// The kept mapping, mended.
    pub mapping: Mapping,
    /// The kept transforms, with columns by their new names.
    pub transforms: Vec<Transform>,
    /// Columns that the file didn't have before and nothing is mapped to.
    pub new_columns: Vec<String>,
    /// Mapped paths that no record of this file has. Few had them before, so that says nothing: they stay mapped.
    pub absent: Vec<String>,
}

impl Comparison {
    /// Whether the file can be read without asking anybody.
    pub fn is_certain(&self) -> bool {
        self.drift.iter().all(|drift| drift.certain)
    }
}

/// How a column of the profile is found in the file.
enum Found {
    /// By its name.
    Same(usize),
    /// By its name in another spelling.
    Respelled(usize),
    /// Not at all.
    Missing,
}

/// The fingerprints of a mapping's columns in a file, to be kept with the profile.
pub fn fingerprints(mapping: &Mapping, file: &Inspection) -> BTreeMap<Field, Fingerprint> {
    let at = |source: &Source| {
        let names = &file.structure.columns;
        let named = |at: &usize| has_no_header(&file.structure) || names.get(*at) == Some(&source.source);
        source.index.filter(named).or_else(|| names.iter().position(|name| *name == source.source))
    };
    let of = |(&field, source)| Some((field, file.fingerprints.get(at(source)?)?.clone()));
    mapping.fields.iter().filter_map(of).collect()
}

/// Compares a file with a kept profile.
pub fn compare(kept: &Profile, file: &Inspection) -> Comparison {
    let now = &file.structure;
    let known: HashSet<String> = kept.structure.columns.iter().map(|name| fold_header(name)).collect();
    let all = || kept.mapping.fields.iter();
    let mut claimed: Vec<usize> = all()
        .flat_map(|(_, source)| {
            let main = locate(kept, now, &source.source, source.index);
            let also = source.also.iter().map(|name| locate(kept, now, name, None));
            std::iter::once(main).chain(also).collect::<Vec<_>>()
        })
        .filter_map(|found| match found {
            Found::Same(at) | Found::Respelled(at) => Some(at),
            Found::Missing => None,
        })
        .collect();
    let mut comparison = Comparison { transforms: kept.transforms.clone(), ..Comparison::default() };
    for (&field, source) in all() {
        let was = Place { source: source.source.clone(), index: source.index };
        let drift = match locate(kept, now, &source.source, source.index) {
            Found::Same(at) => {
                changed(kept, file, field, &was, at).or_else(|| moved(field, &was, place(now, at)))
            }
            Found::Respelled(at) => changed(kept, file, field, &was, at).or_else(|| {
                let place = place(now, at);
                let reason = format!("the header {:?} is now written {:?}", was.source, place.source);
                Some(Drift {
                    field,
                    kind: Kind::Renamed,
                    was: was.clone(),
                    now: Some(place),
                    confidence: 0.99,
                    reason,
                    certain: true,
                })
            }),
            Found::Missing => match missing(kept, file, field, &was, &claimed, &known) {
                Drift { now: None, .. } if may_be_absent(kept, now, field) => {
                    comparison.absent.push(source.source.clone());
                    None
                }
                drift => Some(drift),
            },
        };
        let mut mended = source.clone();
        match &drift {
            Some(Drift { now: None, .. }) => {
                comparison.drift.extend(drift);
                continue;
            }
            Some(Drift { now: Some(place), kind, confidence, reason, .. }) => {
                if *kind == Kind::Renamed || place.source != mended.source {
                    mended.reason.clone_from(reason);
                    mended.confidence = *confidence;
                    claimed.extend(now.columns.iter().position(|name| *name == place.source));
                }
                mended.source.clone_from(&place.source);
                mended.index = place.index;
            }
            None => {}
        }
        comparison.drift.extend(drift);
        comparison.drift.extend(mend_further(kept, now, field, &mut mended, &mut comparison.absent));
        comparison.mapping.fields.insert(field, mended);
    }
    follow(kept, now, &mut comparison);
    comparison.new_columns = now
        .columns
        .iter()
        .enumerate()
        .filter(|(at, name)| !claimed.contains(at) && !known.contains(&fold_header(name)))
        .map(|(_, name)| name.clone())
        .collect();
    comparison
}

/// The columns of a tree are the paths that its records have: one that few of them had may be missing by chance.
fn may_be_absent(kept: &Profile, now: &Structure, field: Field) -> bool {
    is_tree(now)
        && is_tree(&kept.structure)
        && kept.fingerprints.get(&field).is_some_and(|before| before.filled < 0.5)
}

fn is_tree(structure: &Structure) -> bool {
    matches!(structure.format, Format::Xml | Format::Json | Format::Ndjson) && structure.header_row == 0
}

fn has_no_header(structure: &Structure) -> bool {
    structure.format.is_tabular() && structure.header_row == 0
}

fn place(structure: &Structure, at: usize) -> Place {
    Place { source: structure.columns[at].clone(), index: structure.format.is_tabular().then_some(at) }
}

fn locate(kept: &Profile, now: &Structure, source: &str, index: Option<usize>) -> Found {
    let names = &now.columns;
    if has_no_header(now) {
        // Without names the place is all there is, as long as there are as many columns as before.
        let same = has_no_header(&kept.structure) && names.len() == kept.structure.columns.len();
        let at = index.or_else(|| names.iter().position(|name| name == source));
        return match at {
            Some(at) if same && at < names.len() => Found::Same(at),
            _ => Found::Missing,
        };
    }
    if let Some(at) = index.filter(|&at| names.get(at).is_some_and(|name| name == source)) {
        return Found::Same(at);
    }
    if let Some(at) = names.iter().position(|name| name == source) {
        return Found::Same(at);
    }
    let folded = fold_header(source);
    let mut alike = names.iter().enumerate().filter(|(_, name)| fold_header(name) == folded);
    match (alike.next(), alike.next()) {
        (Some((at, _)), None) if !folded.is_empty() => Found::Respelled(at),
        _ => Found::Missing,
    }
}

fn moved(field: Field, was: &Place, now: Place) -> Option<Drift> {
    let (before, after) = (was.index?, now.index?);
    (before != after).then(|| Drift {
        field,
        kind: Kind::Moved,
        was: was.clone(),
        reason: format!("{:?} is now column {} instead of {}", now.source, after + 1, before + 1),
        now: Some(now),
        confidence: 1.0,
        certain: true,
    })
}

/// Mends a field's further columns: those in another spelling are renamed, those that are gone are left out. That
/// is certain for pictures, of which an article has as many as it has.
fn mend_further(
    kept: &Profile,
    now: &Structure,
    field: Field,
    source: &mut Source,
    absent: &mut Vec<String>,
) -> Vec<Drift> {
    let mut drift = Vec::new();
    source.also.retain_mut(|name| match locate(kept, now, name, None) {
        Found::Same(_) => true,
        Found::Respelled(at) => {
            name.clone_from(&now.columns[at]);
            true
        }
        Found::Missing if is_tree(now) && is_tree(&kept.structure) => {
            absent.push(name.clone());
            true
        }
        Found::Missing => {
            let certain = field == Field::Images;
            drift.push(Drift {
                field,
                kind: Kind::Gone,
                was: Place { source: name.clone(), index: None },
                now: None,
                confidence: if certain { 0.95 } else { 0.5 },
                reason: format!(
                    "the further column {name:?} is gone; what is left of {field} is read without it"
                ),
                certain,
            });
            false
        }
    });
    drift
}

/// Lets the transforms name columns as the file does now.
fn follow(kept: &Profile, now: &Structure, comparison: &mut Comparison) {
    for transform in &mut comparison.transforms {
        let Op::Join { columns, .. } = &mut transform.op else { continue };
        for column in columns {
            let renamed = comparison.drift.iter().find(|drift| drift.was.source == *column);
            let renamed = renamed.and_then(|drift| drift.now.as_ref()).map(|place| place.source.clone());
            match locate(kept, now, column, None) {
                Found::Respelled(at) => column.clone_from(&now.columns[at]),
                Found::Missing => {
                    if let Some(name) = renamed {
                        *column = name;
                    }
                }
                Found::Same(_) => {}
            }
        }
    }
}
