//! A field's text from the cells that it is mapped to: what the first step works on.

use crate::field::Field;
use crate::normalise::Columns;
use crate::record::{REPEAT_SEPARATOR, Record};
use crate::value::gtin::Gtin;
use crate::value::{category, text, weight};

/// Writes a field's text to an empty buffer, and notes the columns that hold a spreadsheet's error value.
pub(super) fn read(
    field: Field,
    record: &Record,
    columns: &Columns,
    buffer: &mut String,
    broken: &mut Vec<(Field, usize)>,
) {
    let mut cells = columns.of(field).iter().filter_map(|&column| {
        let Ok(cell) = said(record.get(column)) else {
            broken.push((field, column));
            return None;
        };
        cell.map(|cell| (column, cell))
    });
    let join = |buffer: &mut String, between: char, text: &str| {
        if !buffer.is_empty() && !text.is_empty() {
            buffer.push(between);
        }
        buffer.push_str(text);
    };
    match field {
        Field::Name => cells.for_each(|(_, cell)| join(buffer, ' ', cell)),
        Field::Description => cells.for_each(|(_, cell)| join(buffer, '\n', cell)),
        Field::Category => cells.for_each(|(_, cell)| category::append(cell, buffer)),
        Field::Images => {
            cells.for_each(|(_, cell)| pictures(cell).for_each(|piece| join(buffer, '\n', piece)));
        }
        Field::Ean => {
            let mut first = None;
            let right = cells.find(|(_, cell)| {
                first = first.or(Some(*cell));
                Gtin::parse(cell).is_ok_and(|gtin| !gtin.is_carton())
            });
            buffer.push_str(right.map(|(_, cell)| cell).or(first).unwrap_or(""));
        }
        Field::Weight => {
            if let Some((_, cell)) = cells.next() {
                buffer.push_str(single(cell));
                // A second column may hold the unit.
                let unit = columns.of(field).get(1).map(|&column| record.get(column).trim());
                if let Some(unit) = unit.filter(|unit| weight::Unit::parse(unit).is_some())
                    && !buffer.ends_with(char::is_alphabetic)
                {
                    buffer.push(' ');
                    buffer.push_str(unit);
                }
            }
        }
        Field::Stock => {
            // A dash says `none` here, and nothing at all elsewhere.
            let dash = columns.of(field).iter().map(|&column| record.get(column).trim());
            match cells.next() {
                Some((_, cell)) => buffer.push_str(single(cell)),
                None => buffer
                    .push_str(dash.into_iter().find(|cell| matches!(*cell, "-" | "–" | "—")).unwrap_or("")),
            }
        }
        _ => buffer.push_str(cells.next().map_or("", |(_, cell)| single(cell))),
    }
}

/// A cell that says something; an error for a spreadsheet's error value.
pub(super) fn said(cell: &str) -> Result<Option<&str>, ()> {
    let cell = text::trim(cell);
    if text::is_cell_error(cell) {
        return Err(());
    }
    Ok((!cell.is_empty() && !text::says_none(cell)).then_some(cell))
}

/// Of repeated nodes the first that is filled.
fn single(cell: &str) -> &str {
    cell.split(REPEAT_SEPARATOR).map(str::trim).find(|piece| !piece.is_empty()).unwrap_or("")
}

/// The pictures that a cell lists. A comma parts them only where another address follows.
fn pictures(cell: &str) -> impl Iterator<Item = &str> {
    let mut rest = cell;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = rest.char_indices().find(|&(at, c)| match c {
            REPEAT_SEPARATOR | '\n' | '|' | ';' => true,
            ',' => {
                let next = rest[at + 1..].trim_start();
                ["http://", "https://", "/"].iter().any(|start| next.starts_with(start))
            }
            _ => false,
        });
        let (piece, behind) = match end {
            Some((at, c)) => (&rest[..at], &rest[at + c.len_utf8()..]),
            None => (rest, ""),
        };
        rest = behind;
        Some(piece.trim())
    })
    .filter(|piece| !piece.is_empty())
}
