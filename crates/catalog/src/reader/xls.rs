//! XLS workbooks (BIFF8, [MS-XLS]; BIFF5 of Excel 5 and 95).
//!
//! The records of a sheet may come in any order, and so its cells are read as a whole before its first row is given.
//! What a file says of itself (numbers of rows, of texts, of bytes) is believed only as far as there are bytes for it.

use std::collections::HashMap;
use std::sync::Arc;

use super::biff::{Item, Records, charset, kind, short};
use super::cell_format::{NumberFormat, Styles, built_in, number_format};
use super::compound::{Compound, Stream, damaged};
use super::container::Meter;
use super::decode::Charset;
use super::merged::Merges;
use super::sparse::{Sheet, SparseRows, Texts, Value};
use super::workbook::COMPOUND;
use super::xlsx::{MAX_SHEETS, SheetInfo, no_sheet};
use super::{Limits, ReadError, Stored};

/// More number formats and styles than this no workbook has (Excel takes 4,000 styles).
const MAX_STYLES: usize = 1 << 16;

/// An XLS workbook.
pub(crate) struct XlsBook {
    document: Stored,
    sheets: Vec<(SheetInfo, u32)>,
    texts: Arc<Texts>,
    styles: Arc<Styles>,
    epoch_1904: bool,
    charset: Charset,
    /// Whether strings say how wide their characters are (BIFF8).
    wide: bool,
}

fn too_large(bytes: u64, limit: u64) -> ReadError {
    ReadError::WorkbookTooLarge { format: "XLS", bytes, limit }
}

/// The workbook's records.
fn records(document: &Stored, limits: &Limits) -> Result<Records, ReadError> {
    let mut file = document.file()?;
    let mut head = [0; 8];
    super::member::fill(&mut file, &mut head)?;
    // Excel 5 and older wrote the stream without a compound file around it.
    if head != *COMPOUND {
        return Ok(Records::new(Stream::File(document.file()?), limits));
    }
    let compound = Compound::open(document.file()?, document.size())?;
    if compound.has("EncryptedPackage") {
        return Err(ReadError::Encrypted { what: "workbook" });
    }
    Ok(Records::new(compound.into_stream(&["Workbook", "Book"])?, limits))
}

impl XlsBook {
    pub(crate) fn open(document: &Stored, limits: &Limits) -> Result<Self, ReadError> {
        let (size, limit) = (document.size(), limits.max_workbook_bytes);
        if size > limit {
            return Err(too_large(size, limit));
        }
        let mut records = records(document, limits)?;
        let mut book = Self {
            document: document.clone(),
            sheets: Vec::new(),
            texts: Arc::default(),
            styles: Arc::default(),
            epoch_1904: false,
            charset: Charset::of("windows-1252").ok_or_else(short)?,
            wide: true,
        };
        let mut formats: HashMap<u16, NumberFormat> = HashMap::new();
        let mut styles: Vec<u16> = Vec::new();
        let mut item = Item::default();
        let mut begun = false;
        while records.next(&mut item)? {
            match item.kind {
                kind::BEGIN => {
                    begun = true;
                    book.wide = item.half(0)? >= 0x600;
                }
                _ if !begun => return Err(damaged("it doesn't begin as a workbook")),
                kind::PASSWORD => return Err(ReadError::Encrypted { what: "workbook" }),
                kind::CODE_PAGE => book.charset = charset(item.half(0)?).unwrap_or(book.charset),
                kind::EPOCH => book.epoch_1904 = item.half(0)? == 1,
                kind::FORMAT if formats.len() < MAX_STYLES => {
                    let mut code = String::new();
                    if book.wide {
                        item.wide_string(4, usize::from(item.half(2)?), &mut code);
                    } else {
                        code = item.narrow_string(3, usize::from(item.byte(2)?), book.charset);
                    }
                    formats.insert(item.half(0)?, number_format(&code));
                }
                kind::STYLE if styles.len() < MAX_STYLES => styles.push(item.half(2)?),
                kind::SHEET => book.sheet(&item)?,
                kind::TEXTS => book.texts = Arc::new(texts(&item)?),
                kind::END => break,
                _ => {}
            }
        }
        if !begun {
            return Err(damaged("it holds no workbook"));
        }
        let own = |id: &u16| formats.get(id).copied().unwrap_or_else(|| built_in(u32::from(*id)));
        book.styles = Arc::new(styles.iter().map(own).collect());
        Ok(book)
    }

    /// A sheet of the list; charts and macros are none.
    fn sheet(&mut self, item: &Item) -> Result<(), ReadError> {
        let (start, hidden, what) = (item.word(0)?, item.byte(4)? & 3 != 0, item.byte(5)?);
        let length = usize::from(item.byte(6)?);
        let mut name = String::new();
        if self.wide {
            item.wide_string(7, length, &mut name).ok_or_else(short)?;
        } else {
            name = item.narrow_string(7, length, self.charset);
        }
        name.retain(|character| character != '\0');
        if what == 0 && self.sheets.len() < MAX_SHEETS {
            self.sheets.push((SheetInfo { name, hidden }, start));
        }
        Ok(())
    }

    pub(crate) fn sheets(&self) -> Vec<SheetInfo> {
        self.sheets.iter().map(|(sheet, _)| sheet.clone()).collect()
    }

    pub(crate) fn rows(&self, name: &str, limits: &Limits) -> Result<(SparseRows, Meter), ReadError> {
        let found = self.sheets.iter().find(|(sheet, _)| sheet.name == name);
        let Some(&(_, start)) = found else {
            return Err(no_sheet(name, &self.sheets()));
        };
        let mut records = records(&self.document, limits)?.go_to(u64::from(start))?;
        let mut sheet = Sheet::new(limits, too_large);
        let mut merges = Merges::default();
        let mut item = Item::default();
        // Charts inside a sheet have records of their own, some of them looking like cells.
        let mut depth = 0_u32;
        // Where the text that a formula resulted in belongs.
        let mut formula = None;
        while records.next(&mut item)? {
            match item.kind {
                kind::BEGIN => depth += 1,
                kind::END if depth <= 1 => break,
                kind::END => depth -= 1,
                _ if depth > 1 => {}
                kind::MERGES => {
                    for at in
                        (2..item.data.len().saturating_sub(7)).step_by(8).take(usize::from(item.half(0)?))
                    {
                        let (first, last) =
                            (u64::from(item.half(at)?) + 1, u64::from(item.half(at + 2)?) + 1);
                        merges.add(usize::from(item.half(at + 4)?), first, last);
                    }
                }
                kind::RESULT => {
                    if let Some((row, column)) = formula.take() {
                        sheet.push_text(row, column, &self.label(&item, 0)?)?;
                    }
                }
                kind::NUMBER
                | kind::SHORT_NUMBER
                | kind::NUMBERS
                | kind::LABEL
                | kind::RICH_LABEL
                | kind::SHARED_LABEL
                | kind::BOOL_OR_ERROR
                | kind::FORMULA => formula = self.cell(&item, &mut sheet)?,
                _ => {}
            }
        }
        let (texts, styles) = (self.texts.clone(), self.styles.clone());
        Ok(sheet.into_rows(texts, styles, self.epoch_1904, merges, self.document.size(), limits))
    }

    /// Reads a cell; its place where it is a formula whose text comes in a record of its own.
    fn cell(&self, item: &Item, sheet: &mut Sheet) -> Result<Option<(u32, u32)>, ReadError> {
        let (row, column, style) = (u32::from(item.half(0)?), u32::from(item.half(2)?), item.half(4)?);
        let value = match item.kind {
            kind::NUMBER => Value::Number(item.float(6)?),
            kind::SHORT_NUMBER => Value::Number(item.short_number(6)?),
            kind::SHARED_LABEL => Value::Shared(item.word(6)?),
            kind::BOOL_OR_ERROR => bool_or_error(item.byte(7)? != 0, item.byte(6)?),
            kind::NUMBERS => {
                // A style and a number for each column from the first on, and behind them the last column.
                for (column, at) in (column..).zip((4..item.data.len().saturating_sub(7)).step_by(6)) {
                    sheet.push(row, column, item.half(at)?, Value::Number(item.short_number(at + 2)?))?;
                }
                return Ok(None);
            }
            kind::FORMULA => match (item.half(12)?, item.byte(6)?) {
                (0xffff, 0) => return Ok(Some((row, column))),
                (0xffff, kind @ (1 | 2)) => bool_or_error(kind == 2, item.byte(8)?),
                (0xffff, _) => return Ok(None),
                _ => Value::Number(item.float(6)?),
            },
            _ => {
                sheet.push_text(row, column, &self.label(item, 6)?)?;
                return Ok(None);
            }
        };
        sheet.push(row, column, style, value)?;
        Ok(None)
    }

    /// The text in a record of its own.
    fn label(&self, item: &Item, at: usize) -> Result<String, ReadError> {
        let length = usize::from(item.half(at)?);
        if !self.wide {
            return Ok(item.narrow_string(at + 2, length, self.charset));
        }
        let mut text = String::new();
        // An empty text may come without the byte that says how wide it is.
        if length > 0 {
            item.wide_string(at + 2, length, &mut text).ok_or_else(short)?;
        }
        Ok(text)
    }
}

fn bool_or_error(error: bool, code: u8) -> Value {
    if error { Value::Error(code) } else { Value::Bool(code != 0) }
}

/// The texts of the workbook ([MS-XLS] 2.4.265), in a record that goes on over any number of others. Where there are
/// fewer than it says, what refers to one that is missing will tell.
fn texts(item: &Item) -> Result<Texts, ReadError> {
    let count = item.word(4)?;
    let mut texts = Texts::default();
    let mut text = String::new();
    let mut at = 8;
    for _ in 0..count {
        text.clear();
        let Ok(length) = item.half(at) else { break };
        let Some(end) = item.wide_string(at + 2, usize::from(length), &mut text) else { break };
        at = end;
        texts.push(&text);
    }
    Ok(texts)
}
