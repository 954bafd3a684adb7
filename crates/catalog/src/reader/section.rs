//! Rows of a table that are no articles: headings over the articles below them, and totals.
//!
//! A price list made for the eye says the brand or the kind of goods once, in a row of its own. Where [`crate::inspect`]
//! sees such rows it adds a column, [`SECTION`], to those of the file; its values are the heading that a record stands
//! under. That the column is there is what tells the reader to look for headings.

use crate::record::Record;
use crate::structure::Structure;

/// The column that holds the heading which a record stands under.
pub(crate) const SECTION: &str = "(section)";

/// The longest heading, in characters.
const LONGEST: usize = 120;

/// Words that begin a row of totals.
const TOTALS: &str = " total totals totaux subtotal sous-total grand-total summe gesamt gesamtsumme zwischensumme somme suma sumas totale \
    totaal subtotaal razem łącznie celkem celkom итого всего разом усього összesen yhteensä toplam sammanlagt σύνολο ";

/// How many cells a row of the file has at most, by its header.
pub(crate) fn width(structure: &Structure) -> usize {
    structure.columns.len() - usize::from(has_sections(structure))
}

/// Whether headings are looked for.
pub(crate) fn has_sections(structure: &Structure) -> bool {
    structure.columns.last().is_some_and(|name| name == SECTION)
}

/// The heading that a row is: the only cell that says something, and that in words.
pub(crate) fn heading<'c>(cells: impl Iterator<Item = &'c str>) -> Option<&'c str> {
    let mut filled = cells.map(str::trim).filter(|cell| !cell.is_empty());
    let heading = filled.next()?;
    let words = heading.chars().filter(|c| c.is_alphabetic()).count() > 1;
    let short = heading.len() <= 4 * LONGEST && heading.chars().count() <= LONGEST;
    (filled.next().is_none() && words && short && !heading.contains("://") && !says_total(heading))
        .then_some(heading)
}

/// Whether a row adds up the rows above it.
pub(crate) fn is_total(record: &Record) -> bool {
    let mut filled = record.iter().map(str::trim).filter(|cell| !cell.is_empty());
    let Some(first) = filled.next() else { return false };
    if !says_total(first) {
        return false;
    }
    let others = filled.count();
    others > 0 && (others + 1) * 2 <= record.len()
}

/// Every record is asked: what is too long for such a word, or has a digit as article numbers do, is told without a copy.
fn says_total(cell: &str) -> bool {
    const LONGEST: usize = 24;
    if cell.len() > LONGEST || cell.bytes().any(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let word = cell.trim_end_matches([':', '.', ' ']).to_lowercase();
    let word = word.replace(' ', "-");
    !word.is_empty() && TOTALS.contains(&format!(" {word} "))
}

/// The headings of a table while it is read.
pub(crate) struct Sections {
    column: usize,
    current: String,
}

impl Sections {
    /// The headings of a table that has them.
    pub(crate) fn of(structure: &Structure) -> Option<Self> {
        has_sections(structure).then(|| Self { column: width(structure), current: String::new() })
    }

    /// Takes a row that is a heading; gives any other one the heading it stands under. Whether it was a heading.
    pub(crate) fn take(&mut self, record: &mut Record) -> bool {
        if let Some(heading) = heading(record.iter()) {
            heading.clone_into(&mut self.current);
            return true;
        }
        if record.len() <= self.column {
            while record.len() < self.column {
                record.push("");
            }
            record.push(&self.current);
        } else if record.get(self.column).trim().is_empty() {
            let cells: Vec<String> = record.iter().map(str::to_owned).collect();
            record.start(record.position());
            for (at, cell) in cells.iter().enumerate() {
                record.push(if at == self.column { &self.current } else { cell });
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Position;

    fn row(cells: &[&str]) -> Record {
        let mut row = Record::new();
        row.start(Position::default());
        for cell in cells {
            row.push(cell);
        }
        row
    }

    #[test]
    fn headings_and_totals() {
        assert_eq!(heading(["", " Lamps ", ""].into_iter()), Some("Lamps"));
        for cells in
            [&["Lamps", "1"][..], &["", "12,50"], &["https://x.example/lamps", ""], &["Total:", ""], &[]]
        {
            assert_eq!(heading(cells.iter().copied()), None, "{cells:?}");
        }
        assert!(
            is_total(&row(&["Total", "", "", "12,50"])) && is_total(&row(&["", "Sous-total :", "", "9"]))
        );
        assert!(!is_total(&row(&["Total", "12,50"])) && !is_total(&row(&["Total station", "", "", "1"])));
        assert!(!is_total(&row(&["A1", "Total", "", "", "1"])));
    }

    #[test]
    fn records_stand_under_the_last_heading() {
        let mut sections = Sections { column: 2, current: String::new() };
        let mut lamps = row(&["Lamps"]);
        assert!(sections.take(&mut lamps));
        for (cells, expected) in [
            (&["A1", "5"][..], "A1|5|Lamps"),
            (&["A1", "5", "", "x"], "A1|5|Lamps|x"),
            (&["A1", "5", "own"], "A1|5|own"),
        ] {
            let mut record = row(cells);
            assert!(!sections.take(&mut record));
            assert_eq!(record.iter().collect::<Vec<_>>().join("|"), expected);
        }
    }
}
