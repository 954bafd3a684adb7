//! Which column takes the place of one that isn't there any more.

use std::collections::HashSet;

use super::{Drift, Kind, Place, has_no_header, place};
use crate::field::Field;
use crate::inspect::Inspection;
use crate::inspect::header_words::{fold_header, likeness, qualifiers};
use crate::profile::Profile;
use crate::structure::Structure;

/// Renamed columns are proposed from this confidence on.
const PROPOSED: f32 = 0.34;
/// Values as alike as this are of the same column, if its place and its header say so too.
const SAME_VALUES: f32 = 0.85;

/// Looks for a column that takes the place of one that isn't there.
pub(super) fn missing(
    kept: &Profile,
    file: &Inspection,
    field: Field,
    was: &Place,
    claimed: &[usize],
    known: &HashSet<String>,
) -> Drift {
    let mut candidates: Vec<Candidate> = (0..file.structure.columns.len())
        .filter(|at| !claimed.contains(at))
        .map(|at| {
            let was_there =
                !has_no_header(&file.structure) && known.contains(&fold_header(&file.structure.columns[at]));
            Candidate::judge(kept, file, field, was, at, was_there)
        })
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
    /// `was_there`: the file before had a column of that name too.
    fn judge(
        kept: &Profile,
        file: &Inspection,
        field: Field,
        was: &Place,
        at: usize,
        was_there: bool,
    ) -> Self {
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
