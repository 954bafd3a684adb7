//! Excel workbooks of any length: rows go to disk as they come, a full sheet is followed by another.

use std::fs::File;

use rust_decimal::prelude::ToPrimitive as _;
use rust_xlsxwriter::{Format as Style, Workbook, Worksheet, XlsxError};
use store::catalog::export::ExportRow;

use super::cell::Cell;
use super::{COLUMNS, cells};

/// Rows that a sheet can hold, its header included.
const SHEET_ROWS: u32 = 1_048_576;
/// Characters that a cell can hold.
const CELL_CHARACTERS: usize = 32_767;

/// A workbook under way. Works on the disk: not for the async runtime's threads.
pub struct Book {
    workbook: Workbook,
    sheets: usize,
    next_row: u32,
    sheet_rows: u32,
}

impl Book {
    /// An empty workbook.
    pub fn new() -> Result<Self, XlsxError> {
        Self::with_sheet_rows(SHEET_ROWS)
    }

    fn with_sheet_rows(sheet_rows: u32) -> Result<Self, XlsxError> {
        let mut book = Self { workbook: Workbook::new(), sheets: 0, next_row: 0, sheet_rows };
        book.add_sheet()?;
        Ok(book)
    }

    fn add_sheet(&mut self) -> Result<(), XlsxError> {
        self.sheets += 1;
        let name = if self.sheets == 1 { "Products".to_owned() } else { format!("Products {}", self.sheets) };
        let sheet = self.workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(name)?;
        sheet.set_freeze_panes(1, 0)?;
        let bold = Style::new().set_bold();
        for (column, title) in (0..).zip(COLUMNS) {
            let width = match title {
                "name" | "description" => 50.0,
                "category" | "images" => 30.0,
                _ => 14.0,
            };
            sheet.set_column_width(column, width)?;
            sheet.write_string_with_format(0, column, title, &bold)?;
        }
        self.next_row = 1;
        Ok(())
    }

    /// Appends products.
    pub fn rows(&mut self, rows: &[ExportRow]) -> Result<(), XlsxError> {
        for row in rows {
            if self.next_row == self.sheet_rows {
                self.add_sheet()?;
            }
            let sheet = self.workbook.worksheet_from_index(self.sheets - 1)?;
            for (column, cell) in (0..).zip(cells(row)) {
                write(sheet, self.next_row, column, &cell)?;
            }
            self.next_row += 1;
        }
        Ok(())
    }

    /// Writes the workbook to a file.
    pub fn save(mut self, file: File) -> Result<(), XlsxError> {
        self.workbook.save_to_writer(file)
    }
}

fn write(sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell<'_>) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => return Ok(()),
        Cell::Integer(number) => sheet.write_number(row, column, *number as f64)?,
        // A workbook knows no other numbers; fifteen digits are more than any price has.
        Cell::Decimal(number) => sheet.write_number(row, column, number.to_f64().unwrap_or_default())?,
        Cell::Text(_) | Cell::List(_) => {
            let text = cell.disarmed();
            // Counted in UTF-16, as Excel does.
            let mut left = CELL_CHARACTERS;
            let fits = |character: char| {
                let units = character.len_utf16();
                let fits = units <= left;
                left = left.saturating_sub(units);
                fits
            };
            let end: usize = text
                .chars()
                .take_while({
                    let mut fits = fits;
                    move |&c| fits(c)
                })
                .map(char::len_utf8)
                .sum();
            sheet.write_string(row, column, &text[..end])?
        }
    };
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;
    use crate::export::sample::row;

    fn sheet(book: Book, number: usize) -> String {
        let file = tempfile::NamedTempFile::new().expect("a file");
        book.save(file.reopen().expect("the file")).expect("to save");
        let mut archive = zip::ZipArchive::new(file.reopen().expect("the file")).expect("an archive");
        let mut text = String::new();
        archive
            .by_name(&format!("xl/worksheets/sheet{number}.xml"))
            .expect("a sheet")
            .read_to_string(&mut text)
            .expect("a text");
        text
    }

    #[test]
    fn texts_stay_texts_and_formulas_are_disarmed() {
        let mut book = Book::new().expect("a book");
        book.rows(&[row(1, "=1+1"), row(2, &"é".repeat(CELL_CHARACTERS + 5))]).expect("to write");
        let text = sheet(book, 1);
        assert!(text.contains("'=1+1") && !text.contains("<f>"));
        assert!(text.contains(">3000000000014<") && text.contains(">001<"));
        assert!(text.contains(&format!(">{}<", "é".repeat(CELL_CHARACTERS))));
        assert!(text.contains("<v>12.5</v>"), "numbers are numbers");
    }

    #[test]
    fn a_full_sheet_is_followed_by_another() {
        let mut book = Book::with_sheet_rows(3).expect("a book");
        book.rows(&[row(1, "a"), row(2, "b"), row(3, "third")]).expect("to write");
        let text = sheet(book, 2);
        assert!(text.contains("third") && text.contains("sku"));
    }
}
