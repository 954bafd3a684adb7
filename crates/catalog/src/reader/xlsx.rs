//! XLSX workbooks (ISO/IEC 29500), streamed: a sheet of any size is read in the memory of one row.
//!
//! Only what says what a row means is read beforehand: the list of sheets, the styles, and the shared strings, which
//! go to a temporary file when they are many. Values of formulas are the ones the workbook was saved with.

use std::collections::HashMap;
use std::io::Read;
use std::sync::{Arc, Mutex};

use super::cell_format::Styles;
use super::container::Meter;
use super::markup::{Fault, Markup, Node, local_name};
use super::member::Members;
use super::merged::Merges;
use super::shared_strings::SharedStrings;
use super::sheet_xml::SheetXml;
use super::{Limits, ReadError, Rows, Step, Stored};
use crate::record::Record;

/// Sheets up to this size (as XML) are searched for merged cells, which are listed behind the rows. Larger sheets
/// were not laid out by hand.
const MAX_MERGED: u64 = 32 << 20;

/// Sheets that are looked at, and parts of a workbook; further ones are passed over.
pub(super) const MAX_SHEETS: usize = 1000;

/// A sheet of a workbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SheetInfo {
    pub(crate) name: String,
    pub(crate) hidden: bool,
}

/// An XLSX workbook.
pub(crate) struct XlsxBook {
    members: Members,
    sheets: Vec<(SheetInfo, String)>,
    strings: Option<String>,
    styles: Option<String>,
    epoch_1904: bool,
    /// The shared strings, once a sheet needed them.
    loaded: Option<Arc<Mutex<SharedStrings>>>,
    /// The merged cells of the sheets that were opened, by part.
    merges: HashMap<String, Merges>,
}

impl XlsxBook {
    pub(crate) fn open(document: &Stored, limits: &Limits) -> Result<Self, ReadError> {
        let members = Members::of(document)?;
        let main = members
            .get("xl/workbook.xml")
            .or_else(|| members.iter().find(|member| member.name.ends_with("workbook.xml")))
            .ok_or_else(|| damaged("it has no list of sheets"))?
            .name
            .clone();
        let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder);
        let file = main.rsplit('/').next().unwrap_or_default();
        let relations = relations(&members, &format!("{folder}/_rels/{file}.rels"), folder, limits)?;
        let mut book = Self {
            members,
            sheets: Vec::new(),
            strings: None,
            styles: None,
            epoch_1904: false,
            loaded: None,
            merges: HashMap::new(),
        };
        for relation in &relations {
            match relation.kind.as_str() {
                "sharedStrings" => book.strings = Some(relation.target.clone()),
                "styles" => book.styles = Some(relation.target.clone()),
                _ => {}
            }
        }
        let mut markup = Markup::new(book.part(&main, limits)?, limits);
        while let Some(node) = part_node(&mut markup)? {
            if node != Node::Start {
                continue;
            }
            match local_name(markup.name()) {
                "workbookPr" => {
                    book.epoch_1904 = matches!(markup.attribute("date1904"), Some("1" | "true"));
                }
                "sheet" => {
                    let id = markup.attribute("id").unwrap_or_default();
                    let relation =
                        relations.iter().find(|relation| relation.id == id && relation.kind == "worksheet");
                    if let (Some(name), Some(relation)) = (markup.attribute("name"), relation)
                        && book.sheets.len() < MAX_SHEETS
                    {
                        let hidden = matches!(markup.attribute("state"), Some("hidden" | "veryHidden"));
                        book.sheets
                            .push((SheetInfo { name: name.to_owned(), hidden }, relation.target.clone()));
                    }
                }
                _ => {}
            }
        }
        Ok(book)
    }

    pub(crate) fn sheets(&self) -> Vec<SheetInfo> {
        self.sheets.iter().map(|(sheet, _)| sheet.clone()).collect()
    }

    fn part(&self, name: &str, limits: &Limits) -> Result<Box<dyn Read + Send>, ReadError> {
        self.members.stream(name, &Meter::of_size(0), limits)
    }

    fn sheet_part(&self, sheet: &str) -> Result<&str, ReadError> {
        let found = self.sheets.iter().find(|(info, _)| info.name == sheet);
        found.map(|(_, part)| part.as_str()).ok_or_else(|| no_sheet(sheet, &self.sheets()))
    }

    /// How large a sheet is as XML.
    pub(crate) fn sheet_size(&self, sheet: &str) -> Result<u64, ReadError> {
        Ok(self.members.find(self.sheet_part(sheet)?)?.size)
    }

    /// The bytes of a sheet's part.
    pub(crate) fn sheet_bytes(
        &self,
        sheet: &str,
        limits: &Limits,
    ) -> Result<Box<dyn Read + Send>, ReadError> {
        self.part(self.sheet_part(sheet)?, limits)
    }

    fn strings(&mut self, limits: &Limits) -> Result<Arc<Mutex<SharedStrings>>, ReadError> {
        if let Some(loaded) = &self.loaded {
            return Ok(loaded.clone());
        }
        let strings = match &self.strings {
            Some(part) if self.members.get(part).is_some() => {
                SharedStrings::open(self.part(part, limits)?, limits)
            }
            _ => SharedStrings::none(),
        };
        Ok(self.loaded.insert(Arc::new(Mutex::new(strings))).clone())
    }

    /// The rows of a sheet, and the meter of what is read of it.
    pub(crate) fn rows(&mut self, sheet: &str, limits: &Limits) -> Result<(XlsxRows, Meter), ReadError> {
        let strings = self.strings(limits)?;
        let name = self.sheet_part(sheet)?.to_owned();
        let part = self.members.find(&name)?;
        let merges = match self.merges.get(&name) {
            Some(merges) => merges.clone(),
            None if part.size <= MAX_MERGED => {
                let found = Merges::find(self.part(&name, limits)?)?;
                self.merges.insert(name.clone(), found.clone());
                found
            }
            None => Merges::default(),
        };
        let styles = match &self.styles {
            Some(part) if self.members.get(part).is_some() => Styles::read(self.part(part, limits)?, limits)?,
            _ => Styles::default(),
        };
        let meter = Meter::of_size(part.compressed);
        let bytes = self.members.stream(&name, &meter, limits)?;
        let sheet = SheetXml::new(bytes, strings, styles, self.epoch_1904, limits);
        Ok((XlsxRows { sheet, merges, limit: limits.max_record_bytes }, meter))
    }
}

/// The rows of a sheet.
pub(crate) struct XlsxRows {
    sheet: SheetXml<Box<dyn Read + Send>>,
    merges: Merges,
    limit: usize,
}

impl Rows for XlsxRows {
    fn next(&mut self, row: &mut Record) -> Result<Step, ReadError> {
        if !self.sheet.next(row)? {
            return Ok(Step::End);
        }
        self.merges.apply(row, self.limit)?;
        Ok(Step::Row)
    }
}

pub(crate) fn no_sheet(sheet: &str, sheets: &[SheetInfo]) -> ReadError {
    let found: Vec<_> = sheets.iter().map(|sheet| sheet.name.as_str()).collect();
    ReadError::NoSheet { sheet: sheet.to_owned(), found: found.join(", ") }
}

fn damaged(detail: &str) -> ReadError {
    ReadError::Damaged { what: "workbook", detail: detail.to_owned() }
}

/// The next node of a part; none at its end.
fn part_node<R: Read>(markup: &mut Markup<R>) -> Result<Option<Node>, ReadError> {
    match markup.next() {
        Ok(Node::Eof) => Ok(None),
        Ok(node) => Ok(Some(node)),
        Err(Fault::Read(error)) => Err(error),
        Err(Fault::Syntax { message, .. }) => Err(damaged(&message)),
    }
}

/// A relationship of the workbook to another part (ISO/IEC 29500-2, 9.3).
struct Relation {
    id: String,
    kind: String,
    target: String,
}

fn relations(
    members: &Members,
    part: &str,
    folder: &str,
    limits: &Limits,
) -> Result<Vec<Relation>, ReadError> {
    let mut markup = Markup::new(members.stream(part, &Meter::of_size(0), limits)?, limits);
    let mut relations = Vec::new();
    while let Some(node) = part_node(&mut markup)? {
        let relation = node == Node::Start && local_name(markup.name()) == "Relationship";
        if !relation || relations.len() >= 4 * MAX_SHEETS {
            continue;
        }
        let target = markup.attribute("Target").unwrap_or_default();
        let target = match target.strip_prefix('/') {
            Some(absolute) => absolute.to_owned(),
            None => format!("{folder}/{}", target.trim_start_matches("./")),
        };
        let kind = markup.attribute("Type").unwrap_or_default();
        relations.push(Relation {
            id: markup.attribute("Id").unwrap_or_default().to_owned(),
            kind: kind.rsplit('/').next().unwrap_or_default().to_owned(),
            target,
        });
    }
    Ok(relations)
}
