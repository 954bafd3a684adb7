//! Columns that hold two fields, and keys that only their values show.

use std::collections::BTreeMap;

use super::layouts::Layout;
use super::vocabulary::Notion;
use super::{Column, rules};
use crate::field::Field;

/// A column may hold two fields: Icecat's product number is the manufacturer's and the key; the only `code` of a file
/// may be a GTIN.
pub(super) fn settle(chosen: &mut BTreeMap<Field, usize>, columns: &[Column], layout: Option<&Layout>) {
    if let Some(layout) = layout {
        let held = |field: Field, at: usize| {
            layout.score(field, &columns[at].header).is_some_and(|score| score > 0.9)
        };
        for field in [Field::SupplierSku, Field::Mpn] {
            if chosen.get(&field).is_some_and(|&at| held(field, at)) {
                continue;
            }
            if let Some(at) = (0..columns.len()).find(|&at| held(field, at)) {
                chosen.insert(field, at);
            }
        }
    }
    // What a file calls its code is its key, though it is a GTIN too.
    let as_key = |at: usize| rules::score(Field::SupplierSku, &columns[at].header);
    let mut other = [Field::Ean, Field::Mpn].into_iter().filter_map(|field| chosen.get(&field).copied());
    if let Some(at) = other.find(|&at| as_key(at) > 0.65) {
        let better = chosen.get(&Field::SupplierSku).is_none_or(|&own| as_key(own) + 0.1 < as_key(at));
        if better && layout.is_none() {
            chosen.insert(Field::SupplierSku, at);
        }
    }
    // A key tells articles apart; a column that doesn't is no key where another one does.
    let repeats = |at: usize| columns[at].figures.filled >= 20 && columns[at].figures.distinct < 0.6;
    if chosen.get(&Field::SupplierSku).is_some_and(|&at| repeats(at)) {
        let tells = |at: &usize| {
            columns[*at].figures.distinct > 0.9
                && columns[*at].figures.filled * 10 > columns[*at].figures.rows * 9
        };
        let other =
            [Field::Mpn, Field::Ean].into_iter().filter_map(|field| chosen.get(&field).copied()).find(tells);
        if let Some(at) = other {
            chosen.insert(Field::SupplierSku, at);
        }
    }
    if layout.is_none()
        && !chosen.contains_key(&Field::SupplierSku)
        && let Some(at) = columns.iter().position(looks_like_key)
        && !chosen.values().any(|&taken| taken == at)
    {
        chosen.insert(Field::SupplierSku, at);
    }
    if !chosen.contains_key(&Field::Ean) {
        let by_values = |&at: &usize| columns[at].figures.gtins > 0.8 && columns[at].figures.filled > 2;
        if let Some(at) = chosen.get(&Field::SupplierSku).copied().filter(by_values) {
            chosen.insert(Field::Ean, at);
        }
    }
}

/// Whether a column whose header says nothing we know has a short value of its own in every record.
fn looks_like_key(column: &Column) -> bool {
    let (header, figures) = (&column.header, &column.figures);
    header.unknown > 0
        && header.notions.iter().all(|&notion| notion == Notion::Neutral)
        && figures.filled == figures.rows
        && figures.rows >= 5
        && figures.distinct > 0.98
        && (2.0..=25.0).contains(&figures.length)
        && figures.spaced < 0.05
        && figures.decimals < 0.1
        && figures.urls + figures.dates + figures.html + figures.json < 0.05
        && !figures.counted
}
