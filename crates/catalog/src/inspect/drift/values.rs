//! Whether a column that is where it was still holds what it held.

use super::{Drift, Kind, Place, place};
use crate::field::Field;
use crate::inspect::Inspection;
use crate::inspect::fingerprint::Fingerprint;
use crate::profile::Profile;

/// Whether a column's values are of another kind or size than before.
pub(super) fn changed(
    kept: &Profile,
    file: &Inspection,
    field: Field,
    was: &Place,
    at: usize,
) -> Option<Drift> {
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
            // Prices that are a hundred times higher are for the brakes: they compare article by article.
            if field != Field::Weight || was.numbers < 0.5 {
                return None;
            }
            let factor = was.scaled(now)?;
            (!(0.05..=20.0).contains(&factor))
                .then(|| format!("the weights are {} than before: the unit may be another", times(factor)))
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
