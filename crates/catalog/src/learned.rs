//! What columns were mapped to before, in files that reached the catalogue, helps where a proposal is unsure.
//!
//! The supplier's own past decides: who mapped `Art. 2` to the article number once means it the next time too. What
//! other suppliers' files were mapped to only fills gaps and firms up what the proposal says anyway.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::field::Field;
use crate::inspect::fold_header;
use crate::mapping::{Mapping, Source};
use crate::structure::Structure;

/// A header that was mapped before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LearnedHeader {
    /// The header, folded.
    pub header: String,
    /// What it was mapped to.
    pub field: Field,
    /// In the files of which supplier.
    pub supplier_code: String,
    /// It is the supplier whose file is looked at.
    pub own: bool,
    /// In how many of its files.
    pub runs: u32,
}

/// From where a field's column was learned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LearnedFrom {
    /// From the files of this supplier, which has most of them.
    pub supplier_code: String,
    /// From how many files.
    pub runs: u32,
}

/// A proposal that is surer than this needs no other suppliers' past.
const SURE: f32 = 0.7;

/// Mends a proposed mapping by what was learned, and says which fields were.
pub fn apply(
    mapping: &mut Mapping,
    structure: &Structure,
    learned: &[LearnedHeader],
) -> BTreeMap<Field, LearnedFrom> {
    // Columns without a header say nothing that could be learned.
    if structure.format.is_tabular() && structure.header_row == 0 {
        return BTreeMap::new();
    }
    let headers: Vec<String> = structure.columns.iter().map(|column| fold_header(column)).collect();
    let mut from = BTreeMap::new();
    for own in [true, false] {
        for field in Field::ALL {
            if from.contains_key(&field) {
                continue;
            }
            let Some((at, past)) = best(&headers, learned, field, own) else { continue };
            let column = &structure.columns[at];
            let files = if past.runs == 1 { "file" } else { "files" };
            let reason = if own {
                format!("mapped so in {} earlier {files} of {}", past.runs, past.supplier_code)
            } else {
                format!("mapped so in {} {files} of {}", past.runs, past.supplier_code)
            };
            let agrees = mapping.get(field).is_some_and(|source| source.source == *column);
            if agrees {
                if let Some(source) = mapping.fields.get_mut(&field) {
                    source.confidence = source.confidence.max(if own { 0.97 } else { 0.9 });
                    let before = std::mem::take(&mut source.reason);
                    source.reason = if before.is_empty() { reason } else { format!("{reason}; {before}") };
                }
                from.insert(field, past);
                continue;
            }
            if !own {
                let unsure = mapping.get(field).is_none_or(|source| source.confidence < SURE);
                let taken = mapping
                    .fields
                    .values()
                    .any(|source| source.source == *column && source.confidence >= SURE);
                if !unsure || taken {
                    continue;
                }
            }
            // The column may have been proposed for another field, which now has to do without, unless the past
            // gave it both.
            let keeps = |other: Field| {
                other == field || from.contains_key(&other) || was_both(learned, &headers[at], own, other)
            };
            mapping.fields.retain(|&other, source| source.source != *column || keeps(other));
            let source = Source {
                source: column.clone(),
                index: structure.format.is_tabular().then_some(at),
                also: Vec::new(),
                confidence: if own { 0.95 } else { 0.75 },
                reason,
            };
            mapping.fields.insert(field, source);
            from.insert(field, past);
        }
    }
    from
}

/// The column that a field was mapped to most often, where that is what its header was mapped to most often.
fn best(
    headers: &[String],
    learned: &[LearnedHeader],
    field: Field,
    own: bool,
) -> Option<(usize, LearnedFrom)> {
    let runs = |header: &str, field: Field| -> u32 {
        let past =
            learned.iter().filter(|past| past.own == own && past.header == header && past.field == field);
        past.map(|past| past.runs).sum()
    };
    let (at, _) = headers
        .iter()
        .enumerate()
        .filter(|(_, header)| {
            !header.is_empty() && headers.iter().filter(|other| other == header).count() == 1
        })
        .map(|(at, header)| (at, runs(header, field)))
        .filter(|&(at, count)| {
            count > 0 && Field::ALL.into_iter().all(|other| runs(&headers[at], other) <= count)
        })
        // Of columns alike, the first.
        .max_by_key(|&(at, count)| (count, std::cmp::Reverse(at)))?;
    let most = learned
        .iter()
        .filter(|past| past.own == own && past.header == headers[at] && past.field == field)
        .max_by_key(|past| past.runs)?;
    Some((at, LearnedFrom { supplier_code: most.supplier_code.clone(), runs: most.runs }))
}

/// Whether the header was mapped to that field too.
fn was_both(learned: &[LearnedHeader], header: &str, own: bool, field: Field) -> bool {
    learned.iter().any(|past| past.own == own && past.header == header && past.field == field)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn structure(columns: &[&str]) -> Structure {
        serde_json::from_value(serde_json::json!({
            "format": "csv", "encoding": "utf-8", "header_row": 1, "header_rows": 1, "columns": columns
        }))
        .expect("a structure")
    }

    fn proposal(fields: &[(Field, &str, f32)]) -> Mapping {
        let source = |&(field, column, confidence): &(Field, &str, f32)| {
            (field, Source { confidence, reason: "header".to_owned(), ..Source::decided(column) })
        };
        Mapping { fields: fields.iter().map(source).collect() }
    }

    fn past(own: bool, code: &str, header: &str, field: Field, runs: u32) -> LearnedHeader {
        LearnedHeader { header: fold_header(header), field, supplier_code: code.to_owned(), own, runs }
    }

    #[test]
    fn the_supplier_s_own_past_decides() {
        let structure = structure(&["Art. 1", "Art. 2", "Bez.", "Preis"]);
        let mut mapping = proposal(&[(Field::SupplierSku, "Art. 1", 0.8), (Field::Mpn, "Art. 2", 0.6)]);
        let learned = [
            past(true, "NORD", "ART 2", Field::SupplierSku, 3),
            past(false, "SUD", "Art. 1", Field::SupplierSku, 40),
        ];
        let from = apply(&mut mapping, &structure, &learned);
        let key = mapping.get(Field::SupplierSku).expect("mapped");
        assert_eq!((key.source.as_str(), key.index), ("Art. 2", Some(1)));
        assert_eq!(key.reason, "mapped so in 3 earlier files of NORD");
        assert!(mapping.get(Field::Mpn).is_none(), "its column is the key now");
        assert_eq!(from[&Field::SupplierSku], LearnedFrom { supplier_code: "NORD".to_owned(), runs: 3 });
    }

    #[test]
    fn others_fill_gaps_and_change_nothing_that_is_sure() {
        let structure = structure(&["Ref", "Tarif", "Dispo", "Nom"]);
        let mut mapping = proposal(&[(Field::Price, "Tarif", 0.9), (Field::Name, "Nom", 0.5)]);
        let learned = [
            past(false, "SUD", "Tarif", Field::RetailPrice, 9),
            past(false, "SUD", "Dispo", Field::Stock, 2),
            past(false, "EST", "Dispo", Field::Stock, 5),
            past(false, "EST", "Nom", Field::Name, 1),
        ];
        let from = apply(&mut mapping, &structure, &learned);
        assert_eq!(mapping.get(Field::Price).map(|source| source.confidence), Some(0.9));
        assert!(mapping.get(Field::RetailPrice).is_none());
        assert_eq!(mapping.get(Field::Stock).map(|source| source.source.as_str()), Some("Dispo"));
        assert_eq!(from[&Field::Stock].supplier_code, "EST");
        let name = mapping.get(Field::Name).expect("mapped");
        assert_eq!((name.confidence, name.reason.as_str()), (0.9, "mapped so in 1 file of EST; header"));
    }

    #[test]
    fn a_header_that_comes_twice_or_is_none_teaches_nothing() {
        let mut twice = structure(&["Prix", "PRIX"]);
        let learned = [past(true, "NORD", "Prix", Field::Price, 3)];
        let mut mapping = Mapping::default();
        assert!(apply(&mut mapping, &twice, &learned).is_empty());
        (twice.columns, twice.header_row) = (vec!["Prix".to_owned()], 0);
        assert!(apply(&mut mapping, &twice, &learned).is_empty());
    }
}
