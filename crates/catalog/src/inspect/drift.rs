//! Drift: how a new file differs from the one that a kept profile was made for, and how the profile can be mended.
//!
//! Every mapped column is looked for by its name, then by its name in another spelling; one that isn't there is looked
//! for among the columns that nothing else is mapped to, by the words of the header, the place and the values. A
//! column that is there is compared with its fingerprint. What is certain is mended at once; the rest
//! waits for a person.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Inspection;
use super::fingerprint::Fingerprint;
use super::header_words::{fold_header, likeness, qualifiers};
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

/// Renamed columns are proposed from this confidence on.
const PROPOSED: f32 = 0.34;
/// Values as alike as this are of the same column, if its place and its header say so too.
const SAME_VALUES: f32 = 0.85;

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
            Found::Missing => match missing(kept, file, field, &was, &claimed) {
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
    let known: Vec<String> = kept.structure.columns.iter().map(|name| fold_header(name)).collect();
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

/// Whether a column's values are of another kind or size than before.
fn changed(kept: &Profile, file: &Inspection, field: Field, was: &Place, at: usize) -> Option<Drift> {
    let before = kept.fingerprints.get(&field)?;
    let after = file.fingerprints.get(at)?;
    let reason = change_in_words(field, before, after)?;
    let own = place(&file.structure, at);
    // Another column may hold what this one held.
    let other = file.mapping.get(field).filter(|source| source.source != own.source).and_then(|source| {
        let at = file.structure.columns.iter().position(|name| *name == source.source)?;
        let likeness = before.similarity(file.fingerprints.get(at)?)?;
        let taken = kept
            .mapping
            .fields
            .iter()
            .any(|(&other, mapped)| other != field && mapped.source == source.source);
        (likeness > 0.8 && !taken).then(|| (place(&file.structure, at), likeness * source.confidence))
    });
    let (now, confidence, reason) = match other {
        Some((place, confidence)) => {
            let reason = format!("{reason}; {:?} looks like what it held", place.source);
            (place, confidence, reason)
        }
        None => (own, 0.3, reason),
    };
    Some(Drift {
        field,
        kind: Kind::Changed,
        was: was.clone(),
        now: Some(now),
        confidence,
        reason,
        certain: false,
    })
}

/// What changed about the values of a field's column, if a person should look at it.
fn change_in_words(field: Field, was: &Fingerprint, now: &Fingerprint) -> Option<String> {
    if !was.is_telling() {
        return None;
    }
    let percent = |share: f32| (share * 100.0).round();
    if now.filled == 0.0 && now.rows >= 5 && was.filled >= 0.5 {
        return Some(format!("the column is empty now; {} % of it was filled", percent(was.filled)));
    }
    if !now.is_telling() {
        return None;
    }
    match field {
        Field::Price | Field::RetailPrice | Field::Weight | Field::Moq | Field::Pack => {
            if was.numbers >= 0.8 && now.numbers < 0.5 {
                return Some(format!("the values were numbers; now only {} % are", percent(now.numbers)));
            }
            if let (Some(before), Some(after)) = (&was.currency, &now.currency)
                && before != after
            {
                return Some(format!("the prices were in {before} and are in {after} now"));
            }
            if matches!(field, Field::Moq | Field::Pack) || was.numbers < 0.5 {
                return None;
            }
            let factor = was.scaled(now)?;
            (!(0.05..=20.0).contains(&factor)).then(|| match field {
                Field::Weight => format!(
                    "the weights are {} than before: the unit may be another",
                    times(factor)
                ),
                _ => format!(
                    "the prices are {} than before: cents, decimals or the currency may be written in another way",
                    times(factor)
                ),
            })
        }
        Field::Ean => (was.gtins >= 0.6 && now.gtins < 0.3).then(|| {
            format!(
                "only {} % of the values are right EANs; {} % were",
                percent(now.gtins),
                percent(was.gtins)
            )
        }),
        Field::Images => (was.urls >= 0.8 && now.urls < 0.3)
            .then(|| "the values were addresses of pictures and aren't any more".to_owned()),
        Field::SupplierSku => (was.distinct >= 0.95 && now.distinct < 0.6)
            .then(|| format!("the article numbers repeat: only {} % are different", percent(now.distinct))),
        Field::Name | Field::Brand | Field::Category => (was.letters >= 0.7 && now.numbers >= 0.9)
            .then(|| "the values were texts and are numbers now".to_owned()),
        Field::Stock => (was.numbers >= 0.9 && now.gtins.max(now.urls) >= 0.8)
            .then(|| "the values can't be quantities any more".to_owned()),
        Field::Description | Field::Currency | Field::Mpn | Field::LeadTime => None,
    }
}

/// `100 times larger`, `1000 times smaller`.
fn times(factor: f32) -> String {
    let about = |factor: f32| match [10.0f32, 100.0, 1000.0]
        .into_iter()
        .find(|whole| (factor / whole - 1.0).abs() < 0.35)
    {
        Some(whole) => format!("about {whole}"),
        None => format!("{factor:.0}"),
    };
    if factor > 1.0 {
        format!("{} times larger", about(factor))
    } else {
        format!("{} times smaller", about(1.0 / factor))
    }
}

/// Looks for a column that takes the place of one that isn't there.
fn missing(kept: &Profile, file: &Inspection, field: Field, was: &Place, claimed: &[usize]) -> Drift {
    let mut candidates: Vec<Candidate> = (0..file.structure.columns.len())
        .filter(|at| !claimed.contains(at))
        .map(|at| Candidate::judge(kept, file, field, was, at))
        .collect();
    candidates.sort_by(|one, two| two.confidence.total_cmp(&one.confidence));
    let next = candidates.get(1).map_or(0.0, |next| next.confidence);
    let Some(best) = candidates.first().filter(|best| best.confidence >= PROPOSED) else {
        return Drift {
            field,
            kind: Kind::Gone,
            was: was.clone(),
            now: None,
            confidence: 0.0,
            reason: format!("the column {:?} is gone, and no other looks like it", was.source),
            certain: false,
        };
    };
    let certain = best.certain && best.confidence - next > 0.1;
    Drift {
        field,
        kind: Kind::Renamed,
        was: was.clone(),
        now: Some(place(&file.structure, best.at)),
        confidence: if certain { best.confidence.max(0.95) } else { best.confidence.min(0.94) },
        reason: best.in_words(was, &file.structure.columns[best.at], field),
        certain,
    }
}

/// A column that may take another one's place.
struct Candidate {
    at: usize,
    confidence: f32,
    certain: bool,
    synonym: bool,
    in_place: bool,
    values: Option<f32>,
    other_terms: bool,
}

impl Candidate {
    fn judge(kept: &Profile, file: &Inspection, field: Field, was: &Place, at: usize) -> Self {
        let (old, new) = (&kept.structure, &file.structure);
        let name = &new.columns[at];
        let proposed = file.mapping.get(field).filter(|source| source.source == *name);
        let synonym = proposed.map_or(0.0, |source| source.confidence);
        let in_place = is_in_place(old, new, was, at);
        let before = kept.fingerprints.get(&field);
        let values = before.zip(file.fingerprints.get(at)).and_then(|(before, now)| before.similarity(now));
        let words = if has_no_header(new) || has_no_header(old) { 0.0 } else { likeness(&was.source, name) };
        let header = words.max(0.9 * synonym);
        // A price without tax isn't a price with it, and a column that was there all the time is another column.
        let other_terms = qualifiers(&was.source) != qualifiers(name);
        let folded = fold_header(name);
        let was_there = !has_no_header(new) && old.columns.iter().any(|column| fold_header(column) == folded);
        let place = if in_place { 1.0 } else { 0.0 };
        let mut confidence = 0.5 * header + 0.2 * place + 0.3 * values.unwrap_or(0.5);
        if other_terms {
            confidence *= 0.8;
        }
        if was_there {
            confidence *= 0.6;
        }
        // Whatever else speaks for it: values of another kind don't take its place.
        if values.is_some_and(|values| values < 0.6) {
            confidence *= 0.5;
        }
        let certain = in_place
            && synonym >= 0.6
            && values.is_some_and(|values| values >= SAME_VALUES)
            && !other_terms
            && !was_there;
        Self { at, confidence, certain, synonym: synonym > 0.0, in_place, values, other_terms }
    }

    fn in_words(&self, was: &Place, name: &str, field: Field) -> String {
        let mut signs = Vec::new();
        if self.in_place {
            signs.push("it stands at the same place".to_owned());
        }
        if self.synonym {
            signs.push(format!("the new header means {field} too"));
        }
        match self.values {
            Some(values) if values >= SAME_VALUES => signs.push("the values look the same".to_owned()),
            Some(values) if values >= 0.6 => signs.push("the values look alike".to_owned()),
            Some(_) => signs.push("but the values look different".to_owned()),
            None => {}
        }
        if self.other_terms {
            signs.push("but the header names another currency, tax or unit".to_owned());
        }
        let signs = if signs.is_empty() { "the headers are alike".to_owned() } else { signs.join(", ") };
        format!("the column {:?} is gone; {name:?} seems to be it: {signs}", was.source)
    }
}

/// Whether a column stands where the other one stood: by number, or between the same neighbours.
fn is_in_place(old: &Structure, new: &Structure, was: &Place, at: usize) -> bool {
    if old.columns.len() == new.columns.len() && was.index == Some(at) {
        return true;
    }
    let Some(before) = old.columns.iter().position(|name| *name == was.source) else {
        return was.index == Some(at);
    };
    let beside = |names: &[String], at: usize| {
        let name = |at: Option<usize>| at.and_then(|at| names.get(at)).map(|name| fold_header(name));
        (name(at.checked_sub(1)), name(Some(at + 1)))
    };
    beside(&old.columns, before) == beside(&new.columns, at)
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

#[cfg(test)]
mod tests;
