//! Which delimiter and quote a text is written with.
//!
//! Every candidate is tried on the text's first rows, by the reader that will read them. The right one cuts the rows
//! into the same number of cells, more than one, and its cells look like values rather than like several joined ones.

use std::collections::HashMap;
use std::io::Cursor;

use crate::reader::{CsvRows, Limits, Rows, Step};
use crate::record::Record;

/// How rows are cut into cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dialect {
    pub(super) delimiter: char,
    pub(super) quote: Option<char>,
}

/// The text's start.
#[derive(Clone, Copy)]
struct Sample<'t> {
    text: &'t str,
    /// Whether it is all of it; otherwise its last row may be cut off.
    whole: bool,
}

/// How much of the text the candidates are tried on.
const SAMPLE: usize = 96 << 10;
/// How many rows are looked at.
const ROWS: usize = 400;

/// Candidates, and how likely they are compared with others that cut as well.
const CANDIDATES: [(char, f64); 12] = [
    (';', 1.0),
    ('\t', 1.0),
    (',', 0.97),
    ('|', 0.97),
    ('¦', 0.9),
    ('\u{1f}', 0.9),
    ('\u{1}', 0.9),
    ('§', 0.85),
    ('^', 0.8),
    ('~', 0.8),
    ('#', 0.55),
    (':', 0.5),
];

/// The dialect of a text, and how certain that is (0 when no delimiter cuts anything).
pub(super) fn detect(text: &str, whole: bool, delimiter: Option<char>) -> (Dialect, f64) {
    let sample = Sample { text: first_rows(text), whole: whole && text.len() <= SAMPLE };
    if delimiter.is_none()
        && let Some(hinted) = separator_hint(sample.text)
    {
        return (Dialect { delimiter: hinted, quote: quote(sample, hinted) }, 1.0);
    }
    let mut best: Option<(Dialect, f64)> = None;
    for (candidate, likelihood) in CANDIDATES {
        if delimiter.is_some_and(|given| given != candidate) || !sample.text.contains(candidate) {
            continue;
        }
        let (quote, score) = best_quote(sample, candidate);
        let score = score * likelihood;
        if best.is_none_or(|(_, best)| score > best) {
            best = Some((Dialect { delimiter: candidate, quote }, score));
        }
    }
    let fallback = || {
        let delimiter = delimiter.unwrap_or_else(|| {
            // One column: a delimiter that never occurs keeps its values whole.
            [',', ';', '\t', '|']
                .into_iter()
                .find(|&candidate| !sample.text.contains(candidate))
                .unwrap_or('\u{1f}')
        });
        (Dialect { delimiter, quote: Some('"') }, 0.0)
    };
    match best {
        Some((dialect, score)) if score > 0.08 || delimiter.is_some() => (dialect, score),
        _ => fallback(),
    }
}

/// Excel's own hint: a first line `sep=;`.
pub(super) fn separator_hint(text: &str) -> Option<char> {
    let line = text.lines().next()?.trim_matches('"');
    let rest = line.strip_prefix("sep=").or_else(|| line.strip_prefix("SEP="))?;
    let mut characters = rest.chars();
    characters.next().filter(|_| characters.next().is_none())
}

/// The sample, cut behind a whole line.
fn first_rows(text: &str) -> &str {
    if text.len() <= SAMPLE {
        return text;
    }
    let mut end = SAMPLE;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let end_of_line = text[..end].rfind(['\n', '\r']).map_or(end, |at| at + 1);
    &text[..end_of_line]
}

fn best_quote(sample: Sample<'_>, delimiter: char) -> (Option<char>, f64) {
    let quoted = score(sample, Dialect { delimiter, quote: Some('"') });
    if !sample.text.contains('"') {
        if quotes(sample.text, delimiter, '\'') {
            let single = score(sample, Dialect { delimiter, quote: Some('\'') });
            if single >= quoted {
                return (Some('\''), single);
            }
        }
        return (Some('"'), quoted);
    }
    // Quotes that only make sense as inches: reading them as quotes must not cut the rows worse.
    if is_enclosing(sample.text, delimiter, '"') {
        return (Some('"'), quoted);
    }
    let bare = score(sample, Dialect { delimiter, quote: None });
    if bare > quoted * 1.02 && !quotes(sample.text, delimiter, '"') {
        return (None, bare);
    }
    (Some('"'), quoted)
}

fn quote(sample: Sample<'_>, delimiter: char) -> Option<char> {
    best_quote(sample, delimiter).0
}

/// Whether the quote encloses cells as the standard says: it opens behind a delimiter or a line's end and closes before
/// one, what it encloses needs it (a delimiter, a line's end, a doubled quote), and hardly ever it does otherwise.
fn is_enclosing(sample: &str, delimiter: char, quote: char) -> bool {
    let ends = |c: Option<char>| c.is_none_or(|c| c == delimiter || c == '\n' || c == '\r');
    let (mut good, mut bad) = (0_usize, 0_usize);
    let mut before = None;
    let mut characters = sample.chars().peekable();
    while let Some(c) = characters.next() {
        if c != quote || !ends(before) {
            before = Some(c);
            continue;
        }
        let mut needed = false;
        loop {
            match characters.next() {
                None => return good > 4 * bad,
                Some(c) if c == quote => {
                    if characters.peek() == Some(&quote) {
                        characters.next();
                        needed = true;
                    } else {
                        break;
                    }
                }
                Some(c) => needed |= c == delimiter || c == '\n',
            }
        }
        if ends(characters.peek().copied()) {
            good += usize::from(needed);
        } else {
            bad += 1;
        }
        before = Some(quote);
    }
    good > 4 * bad
}

/// Whether some cells begin and end with the quote.
fn quotes(sample: &str, delimiter: char, quote: char) -> bool {
    let cells = sample.lines().take(ROWS).flat_map(|line| line.split(delimiter));
    let mut quoted = 0_usize;
    let mut half = 0_usize;
    for cell in cells {
        let cell = cell.trim();
        let (starts, ends) = (cell.starts_with(quote), cell.ends_with(quote));
        if starts && ends && cell.len() > 1 {
            quoted += 1;
        } else if starts || ends {
            half += 1;
        }
    }
    quoted > 0 && quoted >= half
}

/// How well a dialect fits, 0 to about 1.
fn score(sample: Sample<'_>, dialect: Dialect) -> f64 {
    let limits = Limits::default();
    let mut rows = CsvRows::new(Cursor::new(sample.text), dialect.delimiter, dialect.quote, 0, &limits);
    if !sample.whole {
        rows.cut_off();
    }
    let mut row = Record::new();
    let mut widths: HashMap<usize, usize> = HashMap::new();
    let mut total = 0_usize;
    let mut cells = 0_usize;
    let mut joined = 0_usize;
    let mut broken = 0_usize;
    while total < ROWS {
        match rows.next(&mut row) {
            Ok(Step::Row | Step::Malformed(_)) if row.is_blank() => {}
            Ok(Step::Row | Step::Malformed(_)) => {
                total += 1;
                *widths.entry(row.len()).or_default() += 1;
                cells += row.len();
                broken += usize::from(row.iter().any(is_broken));
                joined += row.iter().filter(|cell| looks_joined(cell)).count();
            }
            Ok(Step::End) | Err(_) => break,
        }
    }
    let Some((&width, &count)) = widths.iter().max_by_key(|&(&width, &count)| (count, width)) else {
        return 0.0;
    };
    if width < 2 {
        return 0.0;
    }
    // Titles above the table and short rows are expected; a spread over many widths is not.
    let share = count as f64 / total as f64;
    let near = widths
        .iter()
        .filter(|&(&other, _)| other.abs_diff(width) <= 1 && other > 1)
        .map(|(_, count)| count)
        .sum::<usize>() as f64
        / total as f64;
    let consistency = 0.7 * share + 0.3 * near;
    let columns = (width - 1) as f64 / width as f64;
    let clean = 1.0 - joined as f64 / cells.max(1) as f64;
    let unbroken = 1.0 - 0.8 * broken as f64 / total as f64;
    consistency * columns * clean * clean * unbroken
}

/// Whether a cell holds the place where a quote meets another delimiter: there a cell of another dialect ends.
fn is_broken(cell: &str) -> bool {
    // Not `;"` alone: that is how a style in HTML ends.
    const ENDS: [&str; 4] = ["\",", ",\"", "\";\"", "\"|\""];
    !cell.starts_with(['{', '[']) && cell.contains('"') && ENDS.iter().any(|end| cell.contains(end))
}

/// Whether a cell looks like several cells joined by another delimiter.
fn looks_joined(cell: &str) -> bool {
    if cell.starts_with(['{', '[']) {
        return false;
    }
    if cell.contains('<') || cell.contains("://") {
        return false;
    }
    let count = |delimiter: char| cell.matches(delimiter).count();
    if cell.contains('\t') {
        return true;
    }
    for delimiter in [';', '|', ','] {
        let found = count(delimiter);
        // In prose a delimiter is followed by a blank.
        let tight = found - cell.matches(&format!("{delimiter} ")).count().min(found);
        if tight >= 2 {
            return true;
        }
    }
    false
}
