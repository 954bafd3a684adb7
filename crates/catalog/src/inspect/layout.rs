//! Puts a file's [`Structure`] together.

use std::collections::HashMap;
use std::io::Cursor;

use super::content::{self, Content};
use super::dialect;
use super::encoding;
use super::header::{self, Header, Row};
use super::names;
use super::scan::{self, Scanned};
use super::sheet::{self, Sampled};
use super::sniff;
use super::{InspectError, InspectOptions, Warning};
use crate::reader::{
    self, Charset, CsvRows, DISCRIMINATORS, Limits, Members, Next, SECTION, Stored, Workbook, XmlRows,
    is_row_path,
};
use crate::record::Record;
use crate::structure::{Container, DecimalStyle, Format, Structure};

/// How much of a text is looked at.
const HEAD: usize = 1 << 20;
/// How many records of a tree are looked at for its columns.
const LEARNED: usize = 500;

/// A structure, and what came up while it was found.
pub(super) struct Layout {
    pub(super) structure: Structure,
    pub(super) sheets: Vec<String>,
    /// The workbook, if it is one: what was read of it needn't be read again.
    pub(super) book: Option<Workbook>,
    pub(super) warnings: Vec<Warning>,
}

/// Finds a file's layout.
pub(super) fn detect(stored: &Stored, options: &InspectOptions) -> Result<Layout, InspectError> {
    let limits = &options.limits;
    let sniffed = reader::sniff_container(stored, limits)?;
    let mut warnings = Vec::new();
    if !sniffed.others.is_empty() {
        let others = sniffed.others.iter().take(5).cloned().collect::<Vec<_>>().join(", ");
        warnings.push(Warning::new(
            "other_files",
            format!("the archive has further files that are not read: {others}"),
        ));
    }
    let (mut bytes, _) = stored.stream(&sniffed.container, limits)?;
    let mut head = vec![0; HEAD];
    let count = reader::fill(&mut bytes, &mut head)?;
    head.truncate(count);
    let whole = count < HEAD;
    drop(bytes);
    if head.is_empty() {
        return Err(InspectError::Empty);
    }
    let mut structure = Structure {
        container: sniffed.container,
        format: Format::Csv,
        encoding: "utf-8".to_owned(),
        delimiter: None,
        quote: None,
        sheet: None,
        header_row: 0,
        header_rows: 0,
        record_path: None,
        decimal: DecimalStyle::Auto,
        columns: Vec::new(),
    };
    let mut sheets = Vec::new();
    let mut book = None;
    if content::content(&head)? == Content::Workbook {
        let (opened, names) = workbook(stored, &mut structure, options, &mut warnings)?;
        (book, sheets) = (Some(opened), names);
    } else {
        let text = decode(&head, whole, &mut structure, options, &mut warnings)?;
        structure.format = match options.overrides.format {
            Some(format) => format,
            None => sniff::format(&text)?,
        };
        match structure.format {
            Format::Xml => xml(stored, &mut structure, options, &mut warnings)?,
            Format::Json | Format::Ndjson => json(stored, &mut structure, options, &mut warnings)?,
            Format::Edifact | Format::X12 | Format::Datanorm => {
                learn(stored, &mut structure, limits, HashMap::new(), &mut warnings)?;
            }
            _ => delimited(&text, whole, &mut structure, options, &mut warnings)?,
        }
    }
    wrong_extension(&structure, options, &mut warnings);
    Ok(Layout { structure, sheets, book, warnings })
}

fn decode(
    head: &[u8],
    whole: bool,
    structure: &mut Structure,
    options: &InspectOptions,
    warnings: &mut Vec<Warning>,
) -> Result<String, InspectError> {
    if let Some(label) = &options.overrides.encoding {
        structure.encoding.clone_from(label);
    } else {
        let interchange = head.starts_with(b"ISA");
        let detected = if interchange { encoding::interchange(head) } else { encoding::detect(head, whole) };
        structure.encoding = detected.label;
        if detected.mixed {
            let message = "most of the file is UTF-8, but some lines are not; those are read as windows-1252";
            warnings.push(Warning::new("mixed_encoding", message));
        }
    }
    let label = &structure.encoding;
    let charset = Charset::of(label).ok_or_else(|| reader::ReadError::UnknownEncoding(label.clone()))?;
    let text = charset.decode(head);
    if content::is_junk(&text) {
        return Err(InspectError::Binary);
    }
    Ok(text)
}

fn workbook(
    stored: &Stored,
    structure: &mut Structure,
    options: &InspectOptions,
    warnings: &mut Vec<Warning>,
) -> Result<(Workbook, Vec<String>), InspectError> {
    let limits = &options.limits;
    let document = stored.document(&structure.container, limits)?;
    if let Ok(members) = Members::of(&document)
        && let Some(what) = members.other_office_document()
    {
        return Err(InspectError::NotACatalogue { what });
    }
    let (mut book, format) = Workbook::open(&document, limits)?;
    structure.format = format;
    let mut infos = book.sheets()?;
    infos.sort_by_key(|sheet| sheet.hidden);
    let sampled = match &options.overrides.sheet {
        Some(name) => {
            let rows = sheet::sample(&mut *book.rows(name, limits)?)?;
            let header = header::detect(&rows);
            Some(Sampled { name: name.clone(), rows, header })
        }
        None => sheet::choose(&mut book, limits)?,
    };
    let sampled = sampled.ok_or(InspectError::NoRows)?;
    structure.sheet = Some(sampled.name);
    table(&sampled.rows, sampled.header, structure, options, warnings);
    Ok((book, infos.into_iter().map(|sheet| sheet.name).collect()))
}

/// Fills in the header and the columns of a table.
fn table(
    rows: &[Row],
    detected: Header,
    structure: &mut Structure,
    options: &InspectOptions,
    warnings: &mut Vec<Warning>,
) {
    let header = match options.overrides.header_row {
        None => detected,
        Some(0) => Header::default(),
        Some(wanted) => {
            let index = rows.iter().position(|row| row.number >= wanted);
            let rows = if index == detected.index { detected.rows } else { 1 };
            Header { index, rows, ..detected }
        }
    };
    if let Some(index) = header.index {
        structure.header_row = rows[index].number;
        structure.header_rows = header.rows as u32;
    }
    let width = table_width(rows, header).min(options.limits.max_columns);
    structure.columns = names::names(rows, header, width);
    let table = structure.format.is_tabular() || structure.format == Format::Xml;
    if table && width < options.limits.max_columns && sheet::has_headings(rows, header, width) {
        structure.columns.push(SECTION.to_owned());
        let message =
            "some rows are headings over the articles below them; what they say is in the column (section)";
        warnings.push(Warning::new("section_rows", message));
    }
    if header.index.is_none() {
        let message = "no header row was found: the columns are named by their number";
        warnings.push(Warning::new("no_header", message));
    }
    let doubled = names::doubled(rows, header);
    if !doubled.is_empty() {
        let message = format!(
            "several columns are called {}; the later ones were given numbers (\"{}_2\")",
            doubled.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", "),
            doubled[0]
        );
        warnings.push(Warning::new("duplicate_headers", message));
    }
}

/// As wide as the header and most of the rows below; not as wide as the one row that has stray cells.
fn table_width(rows: &[Row], header: Header) -> usize {
    let used =
        |row: &Row| row.cells.iter().rposition(|cell| !cell.trim().is_empty()).map_or(0, |last| last + 1);
    let start = header.index.unwrap_or(0);
    let labelled = rows.iter().skip(start).take(header.rows).map(used).max().unwrap_or(0);
    let mut widths: Vec<usize> = rows.iter().skip(start + header.rows).map(used).collect();
    widths.sort_unstable();
    let body = widths.get(widths.len().saturating_sub(1) * 9 / 10).copied().unwrap_or(0);
    labelled.max(body).max(1)
}

fn delimited(
    text: &str,
    whole: bool,
    structure: &mut Structure,
    options: &InspectOptions,
    warnings: &mut Vec<Warning>,
) -> Result<(), InspectError> {
    // A last line that the sample cuts off says nothing about the table.
    let text = if whole { text } else { &text[..text.rfind(['\n', '\r']).map_or(text.len(), |end| end + 1)] };
    let (dialect, score) = dialect::detect(text, whole, options.overrides.delimiter);
    structure.format = Format::Csv;
    structure.delimiter = Some(dialect.delimiter);
    structure.quote = dialect.quote;
    let limits = &options.limits;
    let mut rows = CsvRows::new(Cursor::new(text.as_bytes()), dialect.delimiter, dialect.quote, 0, limits);
    if !whole {
        rows.cut_off();
    }
    let mut rows = sheet::sample(&mut rows)?;
    if dialect::separator_hint(text).is_some() && !rows.is_empty() {
        rows.remove(0);
    }
    if rows.is_empty() {
        return Err(InspectError::Empty);
    }
    if score == 0.0 && options.overrides.delimiter.is_none() {
        warnings.push(Warning::new("single_column", "no delimiter was found: the file has one column"));
    }
    let header = header::detect(&rows);
    table(&rows, header, structure, options, warnings);
    let width = structure.columns.len();
    let data = rows.iter().filter(|row| row.number >= structure.header_row + structure.header_rows);
    let (ragged, all) =
        data.fold((0, 0), |(ragged, all), row| (ragged + usize::from(row.cells.len() > width), all + 1));
    if ragged * 20 > all {
        let message = format!("{ragged} of the first {all} rows have more cells than the header");
        warnings.push(Warning::new("ragged_rows", message));
    }
    Ok(())
}

fn xml(
    stored: &Stored,
    structure: &mut Structure,
    options: &InspectOptions,
    warnings: &mut Vec<Warning>,
) -> Result<(), InspectError> {
    let limits = &options.limits;
    let scanned = scan::xml(reader::document_text(stored, structure, limits)?.0, limits)?;
    let row_path = table_path(&scanned);
    let path = options.overrides.record_path.clone().or(row_path).or_else(|| scanned.tree.records());
    let Some(path) = path else {
        return Err(match scanned.fault {
            Some((line, message)) => InspectError::Malformed { format: "XML", line, message },
            None => InspectError::NoRecords { format: "XML" },
        });
    };
    structure.record_path = Some(path.clone());
    if is_row_path(&path) {
        return xml_table(stored, scanned, structure, options, warnings);
    }
    if let Some((line, message)) = &scanned.fault {
        let message = format!(
            "line {line}: the document is not well-formed ({message}); records behind it can't be read"
        );
        warnings.push(Warning::new("malformed_xml", message));
    }
    let discriminators = scanned.tree.discriminators(&path, &DISCRIMINATORS);
    learn(stored, structure, limits, discriminators, warnings)
}

/// The path to the rows of a table written as XML.
fn table_path(scanned: &Scanned) -> Option<String> {
    let workbook = scanned.root.rsplit(':').next() == Some("Workbook");
    let html = scanned.root.eq_ignore_ascii_case("html") || scanned.root.eq_ignore_ascii_case("table");
    if !workbook && !html {
        return None;
    }
    scanned
        .tree
        .paths()
        .filter(|(path, _)| is_row_path(path))
        .max_by_key(|(_, count)| *count)
        .map(|(path, _)| path.to_owned())
}

fn xml_table(
    stored: &Stored,
    scanned: Scanned,
    structure: &mut Structure,
    options: &InspectOptions,
    warnings: &mut Vec<Warning>,
) -> Result<(), InspectError> {
    let limits = &options.limits;
    let sheets: Vec<Option<String>> = match &options.overrides.sheet {
        Some(sheet) => vec![Some(sheet.clone())],
        None if scanned.sheets.is_empty() => vec![None],
        None => scanned.sheets.into_iter().map(Some).collect(),
    };
    for sheet in sheets {
        let text = reader::document_text(stored, structure, limits)?.0;
        let rows = sheet::sample(&mut XmlRows::new(text, sheet.as_deref(), limits))?;
        if !rows.is_empty() {
            structure.sheet = sheet;
            table(&rows, header::detect(&rows), structure, options, warnings);
            return Ok(());
        }
    }
    Err(InspectError::NoRows)
}

fn json(
    stored: &Stored,
    structure: &mut Structure,
    options: &InspectOptions,
    warnings: &mut Vec<Warning>,
) -> Result<(), InspectError> {
    let limits = &options.limits;
    let scanned = scan::json(reader::document_text(stored, structure, limits)?.0, limits)?;
    if options.overrides.format.is_none() && scanned.values > 1 {
        structure.format = Format::Ndjson;
    }
    let path = match &options.overrides.record_path {
        Some(path) => Some(path.clone()),
        None => scanned.tree.records().map(|path| scan::json_record_path(&path)),
    };
    let Some(path) = path else {
        return Err(match scanned.fault {
            Some((line, message)) => InspectError::Malformed { format: "JSON", line, message },
            None => InspectError::NoRecords { format: "JSON" },
        });
    };
    let rows = path.ends_with("[]");
    structure.record_path = Some(path);
    if !rows {
        return learn(stored, structure, limits, HashMap::new(), warnings);
    }
    let mut reader = reader::open_stored(stored, structure, limits)?;
    let mut record = Record::new();
    let mut sampled = Vec::new();
    while sampled.len() < sheet::SAMPLE_ROWS && reader.read(&mut record)? == Next::Record {
        let number = sampled.len() as u32 + 1;
        let cells = record.iter().take(limits.max_columns).map(str::to_owned).collect();
        sampled.push(Row { number, cells });
    }
    table(&sampled, header::detect(&sampled), structure, options, warnings);
    Ok(())
}

/// Learns a tree's columns from its first records.
fn learn(
    stored: &Stored,
    structure: &mut Structure,
    limits: &Limits,
    discriminators: HashMap<String, String>,
    warnings: &mut Vec<Warning>,
) -> Result<(), InspectError> {
    let mut reader = reader::open_learning(stored, structure, limits, discriminators)?;
    let mut record = Record::new();
    let mut read = 0;
    while read < LEARNED {
        match reader.read(&mut record) {
            Ok(Next::End) | Err(reader::ReadError::CutShort { .. }) => break,
            Err(error) => return Err(error.into()),
            Ok(Next::Record) => read += 1,
            Ok(Next::Malformed { message }) => {
                warnings.push(Warning::new("malformed_record", message));
                read += 1;
            }
        }
    }
    if let Some((line, what)) = reader.mended() {
        let message = format!("line {line}: {what}; it was read as well as possible");
        warnings.push(Warning::new("mended_xml", message));
    }
    structure.columns = reader.columns().to_vec();
    if structure.columns.is_empty() {
        return Err(InspectError::NoRecords { format: structure.format.as_str() });
    }
    Ok(())
}

fn wrong_extension(structure: &Structure, options: &InspectOptions, warnings: &mut Vec<Warning>) {
    let name = match (&structure.container, &options.file_name) {
        (Container::Zip { member }, _) => member.as_str(),
        (_, Some(name)) => name.trim_end_matches(".gz"),
        (_, None) => return,
    };
    let Some((_, extension)) = name.rsplit_once('.') else { return };
    let expected: &[Format] = match extension.to_ascii_lowercase().as_str() {
        "csv" | "tsv" => &[Format::Csv],
        "xlsx" | "xlsm" => &[Format::Xlsx],
        "xls" => &[Format::Xls],
        "ods" => &[Format::Ods],
        "xml" => &[Format::Xml],
        "json" => &[Format::Json, Format::Ndjson],
        "ndjson" | "jsonl" => &[Format::Ndjson, Format::Json],
        _ => return,
    };
    if !expected.contains(&structure.format) {
        let message =
            format!("the file is called .{extension}, but is {}; it is read as what it is", structure.format);
        warnings.push(Warning::new("wrong_extension", message));
    }
}
