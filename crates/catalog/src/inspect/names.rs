//! What the columns of a table are called: by their header, each by a name of its own.

use std::collections::HashSet;

use super::header::{Header, Row};

/// The names of the columns: unique, and never empty.
pub(super) fn names(rows: &[Row], header: Header, width: usize) -> Vec<String> {
    let mut names = vec![String::new(); width];
    if let Some(index) = header.index {
        let (upper, spanned) = spread(rows, index, header, width);
        for (column, name) in names.iter_mut().enumerate() {
            let top = upper[column].trim();
            let below = if header.rows > 1 { rows.get(index + 1) } else { None };
            let sub = below.and_then(|row| row.cells.get(column)).map_or("", |cell| cell.trim());
            let joined = match (top, sub) {
                (top, "") => top.to_owned(),
                ("", sub) => sub.to_owned(),
                // Only a label over several columns needs the one below; over a single one that is a unit or a remark.
                (top, sub) if spanned[column] && top != sub => format!("{top} / {sub}"),
                (top, _) => top.to_owned(),
            };
            *name = joined.split_whitespace().collect::<Vec<_>>().join(" ");
        }
    }
    unique(&mut names);
    names
}

/// The first header row, each label also over the columns that it spans, and which columns are under such a label.
fn spread(rows: &[Row], index: usize, header: Header, width: usize) -> (Vec<String>, Vec<bool>) {
    let mut upper: Vec<String> = rows[index].cells.clone();
    upper.resize(width.max(upper.len()), String::new());
    let mut spanned = vec![false; width];
    if header.rows > 1 {
        let below = &rows[index + 1].cells;
        let has_sub = |column: usize| below.get(column).is_some_and(|cell| !cell.trim().is_empty());
        for column in 1..width {
            if upper[column].trim().is_empty() && has_sub(column) && has_sub(column - 1) {
                let (left, right) = upper.split_at_mut(column);
                right[0].clone_from(&left[column - 1]);
                spanned[column] = true;
                spanned[column - 1] = true;
            }
        }
    }
    (upper, spanned)
}

/// The labels that stand over more than one column, each once.
pub(super) fn doubled(rows: &[Row], header: Header) -> Vec<String> {
    let mut seen = HashSet::new();
    let mut doubled: Vec<String> = Vec::new();
    // In a header of two rows, a label over several columns is told apart by the one below it.
    let Some(row) = header.index.filter(|_| header.rows == 1).and_then(|index| rows.get(index)) else {
        return doubled;
    };
    for label in row.cells.iter().map(|label| label.trim()).filter(|label| !label.is_empty()) {
        if !seen.insert(label) && !doubled.iter().any(|known| known == label) && doubled.len() < 5 {
            doubled.push(label.to_owned());
        }
    }
    doubled
}

/// Makes names unique: `column_7` where there is none, `Price_2` for the second `Price`.
fn unique(names: &mut [String]) {
    let mut taken: HashSet<String> = names.iter().filter(|name| !name.is_empty()).cloned().collect();
    let mut seen = HashSet::new();
    for (column, name) in names.iter_mut().enumerate() {
        let base = if name.is_empty() { format!("column_{}", column + 1) } else { name.clone() };
        if !name.is_empty() && seen.insert(base.clone()) {
            continue;
        }
        let mut candidate = base.clone();
        let mut number = 2;
        while taken.contains(&candidate) {
            candidate = format!("{base}_{number}");
            number += 1;
        }
        taken.insert(candidate.clone());
        seen.insert(candidate.clone());
        *name = candidate;
    }
}
