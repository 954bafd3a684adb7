//! Workbooks of any format behind one face.

use super::calc::CalcWorkbook;
use super::container::Meter;
use super::member::Members;
use super::ods::OdsBook;
use super::table::Table;
use super::xls::XlsBook;
use super::xlsx::{SheetInfo, XlsxBook};
use super::{Limits, ReadError, RecordReader, Rows, Stored};
use crate::structure::{Format, Structure};

/// First bytes of a compound file ([MS-CFB]): XLS, and encrypted XLSX.
pub(crate) const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// A workbook.
pub(crate) enum Workbook {
    Xlsx(XlsxBook),
    Ods(OdsBook),
    Xls(XlsBook),
    Calc(CalcWorkbook),
}

impl Workbook {
    /// Opens a workbook by what it is, whatever it is called.
    pub(crate) fn open(document: &Stored, limits: &Limits) -> Result<(Self, Format), ReadError> {
        let mut head = [0; 8];
        let count = super::member::fill(&mut document.file()?, &mut head)?;
        if head == *COMPOUND {
            return Ok((Self::Xls(XlsBook::open(document, limits)?), Format::Xls));
        }
        if !head.starts_with(super::container::ZIP) {
            // Excel 5 and older wrote the stream without a compound file around it.
            if head[..count].starts_with(&[0x09, 0x08]) {
                return Ok((Self::Xls(XlsBook::open(document, limits)?), Format::Xls));
            }
            return Err(ReadError::WrongFormat {
                expected: "a workbook",
                detail: "it begins otherwise".into(),
            });
        }
        let members = Members::of(document)?;
        if members.is_ods() {
            return Ok((Self::Ods(OdsBook::open(document, limits)?), Format::Ods));
        }
        if members.is_xlsb() {
            return Ok((Self::Calc(CalcWorkbook::open(document, limits)?), Format::Xlsx));
        }
        Ok((Self::Xlsx(XlsxBook::open(document, limits)?), Format::Xlsx))
    }

    pub(crate) fn sheets(&mut self) -> Result<Vec<SheetInfo>, ReadError> {
        Ok(match self {
            Self::Xlsx(book) => book.sheets(),
            Self::Ods(book) => book.sheets()?,
            Self::Xls(book) => book.sheets(),
            Self::Calc(book) => book.sheets(),
        })
    }

    /// The records of a sheet.
    pub(crate) fn records(
        &mut self,
        structure: &Structure,
        limits: &Limits,
    ) -> Result<Box<dyn RecordReader>, ReadError> {
        let sheet = match &structure.sheet {
            Some(sheet) => sheet.clone(),
            None => self.sheets()?.into_iter().next().map(|sheet| sheet.name).unwrap_or_default(),
        };
        Ok(match self {
            Self::Xlsx(book) => {
                let (rows, meter) = book.rows(&sheet, limits)?;
                table(rows, structure, meter)
            }
            Self::Ods(book) => {
                let (rows, meter) = book.rows(&sheet, limits)?;
                table(rows, structure, meter)
            }
            Self::Xls(book) => {
                let (rows, meter) = book.rows(&sheet, limits)?;
                table(rows, structure, meter)
            }
            Self::Calc(book) => {
                let (rows, meter) = book.rows(&sheet, limits)?;
                table(rows, structure, meter)
            }
        })
    }

    /// The rows of a sheet.
    pub(crate) fn rows(&mut self, sheet: &str, limits: &Limits) -> Result<Box<dyn Rows>, ReadError> {
        Ok(match self {
            Self::Xlsx(book) => Box::new(book.rows(sheet, limits)?.0),
            Self::Ods(book) => Box::new(book.rows(sheet, limits)?.0),
            Self::Xls(book) => Box::new(book.rows(sheet, limits)?.0),
            Self::Calc(book) => Box::new(book.rows(sheet, limits)?.0),
        })
    }
}

pub(super) fn open(
    document: &Stored,
    structure: &Structure,
    limits: &Limits,
) -> Result<Box<dyn RecordReader>, ReadError> {
    Workbook::open(document, limits)?.0.records(structure, limits)
}

fn table(rows: impl Rows + 'static, structure: &Structure, meter: Meter) -> Box<dyn RecordReader> {
    Box::new(Table::new(rows, structure, meter))
}
