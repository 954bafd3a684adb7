//! Which row of a table is its header, and what the columns are called.
//!
//! A header is a row of labels over columns of values. Above it may be titles, addresses, dates and rows of help
//! text; it may span two rows, or be missing. Each of the first rows is judged by its own cells (labels, known words,
//! distinct, as many as the table is wide) and by what is below them (numbers under a word are a header's best proof).

use std::collections::{HashMap, HashSet};

use super::vocabulary::{header_hits, is_header_word};

/// A row of the sample: its number in the file and its cells.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    pub(super) number: u32,
    pub(super) cells: Vec<String>,
}

/// Where the header is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Header {
    /// Index of its first row in the sample; none if there is no header.
    pub(super) index: Option<usize>,
    /// How many rows it spans.
    pub(super) rows: usize,
    /// How much speaks for it.
    pub(super) score: f64,
}

/// How many rows from the top may hold the header.
const TOP: usize = 40;

/// What a cell holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Kind {
    Empty,
    /// A number, price, percentage.
    Number,
    /// A date or time.
    Date,
    /// An address of a page or picture.
    Url,
    /// Letters and digits mixed: article numbers, sizes.
    Code,
    /// A short text without digits.
    Word,
    /// Prose or markup.
    Long,
}

fn kind(cell: &str) -> Kind {
    let cell = cell.trim();
    if cell.is_empty() {
        return Kind::Empty;
    }
    let length = cell.chars().count();
    if cell.contains("://") || cell.starts_with("www.") {
        return Kind::Url;
    }
    if length > 70 || (cell.contains('<') && cell.contains('>')) {
        return Kind::Long;
    }
    let digits = cell.chars().filter(char::is_ascii_digit).count();
    let letters = cell.chars().filter(|character| character.is_alphabetic()).count();
    if digits > 0 && letters == 0 {
        let separators = cell.chars().filter(|character| matches!(character, '-' | '/' | ':')).count();
        let dated = (2..=4).contains(&separators) && (6..=19).contains(&length) && digits >= 4;
        return if dated || (cell.matches('.').count() == 2 && length <= 10 && digits >= 4) {
            Kind::Date
        } else {
            Kind::Number
        };
    }
    if digits > 0 && letters <= 4 && digits >= letters && !cell.contains(char::is_whitespace) {
        // `5,45E+12`, `12kg`, `19.90EUR`.
        return if letters == 1 && cell.contains(['e', 'E']) { Kind::Number } else { Kind::Code };
    }
    if digits > 0
        && letters <= 4
        && length <= 16
        && cell.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '€' | '$' | '£'))
    {
        return Kind::Number;
    }
    if digits > 0 {
        return Kind::Code;
    }
    if matches!(
        cell.to_lowercase().as_str(),
        "true" | "false" | "yes" | "no" | "oui" | "non" | "ja" | "nein" | "n/a" | "-"
    ) {
        return Kind::Code;
    }
    Kind::Word
}

/// Finds the header among a table's first rows (blank ones left out).
pub(super) fn detect(rows: &[Row]) -> Header {
    if rows.is_empty() {
        return Header::default();
    }
    let kinds: Vec<Vec<Kind>> =
        rows.iter().map(|row| row.cells.iter().map(|cell| kind(cell)).collect()).collect();
    let width = typical_width(&kinds);
    let mut best = Header { index: None, rows: 0, score: f64::MIN };
    for index in 0..rows.len().min(TOP) {
        let score = judge(rows, &kinds, index, width);
        if score > best.score {
            best = Header { index: Some(index), rows: 1, score };
        }
    }
    let Some(index) = best.index else { return best };
    if best.score < THRESHOLD {
        return Header { index: None, rows: 0, score: best.score };
    }
    span(rows, &kinds, index, best.score)
}

/// A header with less than this is none.
const THRESHOLD: f64 = 3.0;

/// How many cells most rows fill.
fn typical_width(kinds: &[Vec<Kind>]) -> usize {
    let mut widths: Vec<usize> = kinds.iter().map(|row| filled(row)).collect();
    widths.sort_unstable();
    widths[widths.len() * 6 / 10].max(1)
}

fn filled(row: &[Kind]) -> usize {
    row.iter().filter(|&&kind| kind != Kind::Empty).count()
}

fn is_label(kind: Kind, cell: &str) -> bool {
    match kind {
        Kind::Word => true,
        // `Price1`, `EAN13`, `image_2`, `Lager 03`.
        Kind::Code => {
            cell.chars().any(char::is_alphabetic)
                && (is_header_word(cell) || cell.starts_with(char::is_alphabetic))
        }
        // A header may be wordy, but help texts and marketing are no labels.
        Kind::Long => {
            cell.chars().count() <= 90
                && !cell.contains('<')
                && is_header_word(cell.get(..40).unwrap_or(cell))
        }
        _ => false,
    }
}

fn judge(rows: &[Row], kinds: &[Vec<Kind>], index: usize, width: usize) -> f64 {
    let row = &rows[index];
    let own = &kinds[index];
    let count = filled(own);
    if count == 0 {
        return f64::MIN;
    }
    let total = count as f64;
    let labels = own.iter().zip(&row.cells).filter(|(kind, cell)| is_label(**kind, cell)).count() as f64;
    let values =
        own.iter().filter(|kind| matches!(kind, Kind::Number | Kind::Date | Kind::Url)).count() as f64;
    let long = own.iter().filter(|kind| matches!(kind, Kind::Long)).count() as f64;
    let distinct: HashSet<_> =
        row.cells.iter().map(|cell| cell.trim().to_lowercase()).filter(|cell| !cell.is_empty()).collect();
    let hits = header_hits(row.cells.iter().map(String::as_str)) as f64;
    let wide = (total / width as f64).min(1.0);
    let evidence = evidence(kinds, rows, index);

    let mut score = 2.5 * wide + 2.0 * labels / total + 2.0 * (hits / total).min(1.0) + 0.35 * hits.min(6.0);
    score += 3.0 * evidence;
    score -= 5.0 * values / total + 3.0 * long / total;
    score -= 2.0 * (1.0 - distinct.len() as f64 / total);
    if count == 1 && width > 1 {
        score -= 3.0;
    }
    // Two rows of words that nothing tells apart: no reason to lose the first.
    if hits == 0.0 && evidence <= 0.05 && rows.len() <= index + 3 {
        score -= 2.0;
    }
    // What is said once above the table is a title; the first of several alike rows is the header.
    score - 0.05 * index as f64
}

/// How much the values below differ in kind from this row's cells, -1 to 1.
fn evidence(kinds: &[Vec<Kind>], rows: &[Row], index: usize) -> f64 {
    let below = &kinds[index + 1..kinds.len().min(index + 60)];
    if below.is_empty() {
        return 0.0;
    }
    let mut sum = 0.0;
    let mut judged = 0.0;
    for (column, &own) in kinds[index].iter().enumerate() {
        if own == Kind::Empty {
            continue;
        }
        let mut counts: HashMap<Kind, usize> = HashMap::new();
        let mut present = 0_usize;
        let mut repeats = false;
        for (offset, row) in below.iter().enumerate() {
            let kind = row.get(column).copied().unwrap_or(Kind::Empty);
            if kind != Kind::Empty {
                present += 1;
                *counts.entry(kind).or_default() += 1;
                repeats |= rows[index + 1 + offset].cells[column] == rows[index].cells[column];
            }
        }
        if present == 0 {
            continue;
        }
        judged += 1.0;
        let share = |kind| *counts.get(&kind).unwrap_or(&0) as f64 / present as f64;
        let value_share = share(Kind::Number) + share(Kind::Date) + share(Kind::Url) + share(Kind::Code);
        let label = is_label(own, &rows[index].cells[column]);
        sum += match own {
            _ if repeats => -0.6,
            Kind::Number | Kind::Date | Kind::Url => -value_share,
            _ if !label => -0.3,
            Kind::Code => 0.6 * (share(Kind::Number) + share(Kind::Long) + share(Kind::Url)),
            _ => value_share.max(share(Kind::Long)),
        };
    }
    if judged == 0.0 { 0.0 } else { sum / judged }
}

/// Whether the header goes on in the row below, or began in the one above.
fn span(rows: &[Row], kinds: &[Vec<Kind>], index: usize, score: f64) -> Header {
    if index + 1 < rows.len() && continues(rows, kinds, index, index + 1) {
        return Header { index: Some(index), rows: 2, score };
    }
    // A row that names every column by itself needs no help from what stands above it: a title, a date, a currency.
    if index > 0
        && filled(&kinds[index - 1]) >= 2
        && (spans_down(rows, index) || !names_all(&rows[index], &kinds[index], typical_width(kinds)))
        && continues(rows, kinds, index - 1, index)
    {
        return Header { index: Some(index - 1), rows: 2, score };
    }
    Header { index: Some(index), rows: 1, score }
}

/// Whether labels are merged over a row and the one above it, so that both say the same in some columns.
fn spans_down(rows: &[Row], index: usize) -> bool {
    let pairs = rows[index - 1].cells.iter().zip(&rows[index].cells);
    pairs.filter(|(above, below)| !above.trim().is_empty() && above == below).count() >= 2
}

/// Whether a row has a label for each of the table's columns, no two alike.
fn names_all(row: &Row, kinds: &[Kind], width: usize) -> bool {
    let distinct: HashSet<_> =
        row.cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
    filled(kinds) >= width && distinct.len() == filled(kinds)
}

/// Whether the lower row is a sub-header of the upper: adjacent, only labels, under cells that leave room for it.
fn continues(rows: &[Row], kinds: &[Vec<Kind>], upper: usize, lower: usize) -> bool {
    if rows[lower].number != rows[upper].number + 1 {
        return false;
    }
    let (above, below) = (&kinds[upper], &kinds[lower]);
    if filled(below) == 0 || lower + 1 >= rows.len() {
        return false;
    }
    let only_labels = |row: usize| {
        kinds[row].iter().zip(&rows[row].cells).all(|(kind, cell)| {
            *kind == Kind::Empty || (is_label(*kind, cell) && cell.chars().count() <= 60) || is_unit(cell)
        })
    };
    if !only_labels(lower) || !only_labels(upper) {
        return false;
    }
    let at = |row: &[Kind], column: usize| row.get(column).copied().unwrap_or(Kind::Empty);
    let width = above.len().max(below.len());
    // A sub-label stands under a gap that a merged label spans, or doubles a label that spans both rows.
    let mut gaps = 0;
    let mut odd = 0;
    for column in 0..width {
        let spanned =
            at(above, column) == Kind::Empty && (0..column).any(|left| at(above, left) != Kind::Empty);
        let same = rows[upper].cells.get(column) == rows[lower].cells.get(column);
        if at(below, column) != Kind::Empty && at(above, column) == Kind::Empty {
            gaps += usize::from(spanned);
        } else if at(below, column) != Kind::Empty && !same && !is_unit(&rows[lower].cells[column]) {
            odd += 1;
        }
    }
    let words = header_hits(rows[lower].cells.iter().map(String::as_str));
    let sparse = filled(below) * 2 <= width.max(2) && filled(below) < filled(above);
    // Under a header whose body is numbers, a row of words in those columns can only be more header.
    let conflict = (0..width)
        .filter(|&column| {
            at(below, column) == Kind::Word
                && !is_unit(&rows[lower].cells[column])
                && numeric_below(kinds, lower, column)
        })
        .count();
    let units = rows[lower].cells.iter().filter(|cell| is_unit(cell)).count();
    (gaps > 0 && gaps >= odd && (words > 0 || conflict > 0))
        || (conflict > 0 && sparse)
        || (units >= 2 && conflict + units > 2)
        || (units >= 1 && filled(below) == units)
}

fn numeric_below(kinds: &[Vec<Kind>], row: usize, column: usize) -> bool {
    let below = kinds[row + 1..]
        .iter()
        .take(40)
        .filter_map(|row| row.get(column))
        .filter(|kind| **kind != Kind::Empty);
    let (mut numbers, mut all) = (0, 0);
    for kind in below {
        all += 1;
        numbers += usize::from(*kind == Kind::Number);
    }
    all > 1 && numbers * 10 >= all * 8
}

/// A row of units under a header: `(€)`, `kg`, `Stk.`.
fn is_unit(cell: &str) -> bool {
    let cell = cell.trim().trim_matches(['(', ')', '[', ']', '.']);
    matches!(
        cell.to_lowercase().as_str(),
        "€" | "$"
            | "£"
            | "eur"
            | "usd"
            | "gbp"
            | "chf"
            | "pln"
            | "kg"
            | "g"
            | "cm"
            | "mm"
            | "m"
            | "l"
            | "ml"
            | "%"
            | "stk"
            | "pcs"
            | "pce"
            | "шт"
            | "грн"
            | "руб"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(lines: &[&str]) -> Vec<Row> {
        let row = |(index, line): (usize, &&str)| Row {
            number: index as u32 + 1,
            cells: line.split(';').map(str::to_owned).collect(),
        };
        lines.iter().enumerate().map(row).collect()
    }

    #[test]
    fn a_title_over_a_complete_header_is_no_part_of_it() {
        let rows = table(&[
            "ACME SA;;;",
            "Tarif du 01/03/2026;prix en euros;;",
            "Référence;Désignation;Prix HT;Stock",
            "A-1;Lampe;12,50;3",
            "A-2;Pompe;99,00;0",
        ]);
        let header = detect(&rows);
        assert_eq!((header.index, header.rows), (Some(2), 1));
    }
}
