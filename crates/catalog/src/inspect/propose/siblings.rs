//! Further columns of a field: images 2…n, the levels of a category, the second line of a name.

use std::collections::BTreeMap;

use super::vocabulary::Notion;
use super::{Column, evidence, rules};
use crate::field::Field;

/// The columns that continue the one chosen for a field, in order.
pub(super) fn of(
    field: Field,
    chosen_at: usize,
    columns: &[Column],
    chosen: &BTreeMap<Field, usize>,
) -> Vec<String> {
    if !matches!(field, Field::Images | Field::Category | Field::Name) {
        return Vec::new();
    }
    let main = &columns[chosen_at];
    columns
        .iter()
        .enumerate()
        .filter(|&(at, _)| at != chosen_at && !chosen.values().any(|&taken| taken == at))
        .filter(|(at, column)| match field {
            Field::Images => continues_images(column),
            Field::Name => *at > chosen_at && continues_name(main, column),
            _ => *at > chosen_at && continues_category(main, column),
        })
        .map(|(_, column)| column.profile.name.clone())
        .collect()
}

fn continues_images(column: &Column) -> bool {
    let fit = evidence::fit(Field::Images, &column.figures);
    let header = &column.header;
    // Numbers take little from further images: there are files with twenty of them.
    let says = rules::score(Field::Images, header) > 0.55
        && !header.has(Notion::Thumb)
        && !header.has(Notion::Variant);
    says && !column.figures.is_empty() && fit > 0.7
}

/// `Kurztext 2` after `Kurztext 1`, `Bezeichnung 2` after `Bezeichnung`: a name that is too long for one column.
fn continues_name(main: &Column, column: &Column) -> bool {
    let (first, next) = (&main.header, &column.header);
    let numbered = match (first.number, next.number) {
        (Some(first), Some(next)) => next == first + 1,
        (None, Some(next)) => next == 2,
        _ => false,
    };
    numbered
        && !column.figures.is_empty()
        && column.figures.letters > 0.3
        && column.figures.length < 100.0
        && first.notions == next.notions
        && stem(&first.plain) == stem(&next.plain)
}

/// `Category 2` after `Category 1`, `Sous-famille` after `Famille`; but not another classification.
fn continues_category(main: &Column, column: &Column) -> bool {
    if column.figures.is_empty() || evidence::fit(Field::Category, &column.figures) < 0.5 {
        return false;
    }
    let header = &column.header;
    let numbered = match (main.header.number, header.number) {
        (Some(first), Some(next)) => next > first,
        (None, Some(_)) => true,
        _ => false,
    };
    let same_words = main.header.notions == header.notions && stem(&main.header.plain) == stem(&header.plain);
    let below =
        header.has(Notion::Sub) && !header.has(Notion::Id) && rules::score(Field::Category, header) > 0.3;
    (same_words && numbered) || (below && main.figures.numbers < 0.5)
}

/// A header without its number.
fn stem(plain: &str) -> String {
    plain.split(' ').filter(|word| !word.bytes().all(|b| b.is_ascii_digit())).collect::<Vec<_>>().join(" ")
}
