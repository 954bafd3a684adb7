//! What each fuzz target does with its input, apart from the fuzzing itself: `fuzz_targets/` calls these functions with
//! ever new bytes, and a test of the crate `catalog` calls them with the inputs kept in `seeds/`.
//!
//! A target takes a file as a supplier would send it, or a text from which such a file is built where a mutated file would
//! never get past its outermost layer (see [`bundle`] and [`compound`]). It is inspected, read to its end and
//! normalised as the product does it, and what must hold for every file is checked on the way.

mod bundle;
mod compound;
mod file;
mod stretch;
mod values;

use catalog::inspect::InspectOptions;
use catalog::reader::Limits;
use catalog::structure::{Container, DecimalStyle, Format, Structure};

use file::Scratch;

/// What is done with an input.
pub type Target = fn(&[u8]);

/// Every target but [`stretched`], by the name of its folder in `seeds/`.
pub const TARGETS: [(&str, Target); 13] = [
    ("csv", csv),
    ("xlsx", xlsx),
    ("xls", xls),
    ("ods", ods),
    ("xml", xml),
    ("json", json),
    ("ndjson", ndjson),
    ("edifact", edifact),
    ("x12", x12),
    ("datanorm", datanorm),
    ("container", container),
    ("inspect", inspect),
    ("values", values),
];

/// Limits that small inputs reach.
fn tight() -> Limits {
    Limits {
        max_record_bytes: 64 << 10,
        max_uncompressed_bytes: 32 << 20,
        ratio_free_bytes: 1 << 20,
        max_depth: 24,
        max_columns: 200,
        max_strings_in_memory: 200,
        ..Limits::default()
    }
}

/// Inspects as a document of this format and reads what was found.
fn as_format(bytes: &[u8], format: Format) -> Scratch {
    let mut options = InspectOptions { limits: tight(), ..InspectOptions::default() };
    options.overrides.format = Some(format);
    let file = Scratch::of(bytes);
    file.import(&options);
    file
}

/// A structure as a profile made for another file has it.
fn kept(format: Format, columns: &[&str]) -> Structure {
    Structure {
        container: Container::None,
        format,
        encoding: "utf-8".to_owned(),
        delimiter: None,
        quote: None,
        sheet: None,
        header_row: 0,
        header_rows: 0,
        record_path: None,
        decimal: DecimalStyle::Auto,
        columns: columns.iter().map(|&column| column.to_owned()).collect(),
    }
}

/// Delimited text: by what is found, and by the profile of another file.
pub fn csv(bytes: &[u8]) {
    let file = as_format(bytes, Format::Csv);
    let (delimiter, quote) =
        [(';', Some('"')), ('\t', None), (',', Some('\'')), ('|', Some('"'))][bytes.len() % 4];
    let encoding = ["utf-8", "windows-1252", "utf-16le", "cp437", "shift_jis"][bytes.len() % 5];
    let header = (bytes.len() % 3) as u32;
    file.read(
        &Structure {
            delimiter: Some(delimiter),
            quote,
            encoding: encoding.to_owned(),
            header_row: header,
            header_rows: header.min(1),
            ..kept(Format::Csv, &["sku", "name", "price"])
        },
        &tight(),
    );
}

/// XLSX workbooks, built from their parts.
pub fn xlsx(bytes: &[u8]) {
    let file = as_format(&bundle::xlsx(bytes), Format::Xlsx);
    let sheet = bytes.len().is_multiple_of(2).then(|| "Two".to_owned());
    file.read(
        &Structure { sheet, header_row: 1, header_rows: 1, ..kept(Format::Xlsx, &["sku", "name"]) },
        &tight(),
    );
}

/// XLS workbooks, built from their records, and XLSB workbooks, built from their parts.
pub fn xls(bytes: &[u8]) {
    let book = if bytes.starts_with(bundle::MARK) { bundle::zip(bytes) } else { compound::xls(bytes) };
    as_format(&book, Format::Xls);
}

/// OpenDocument workbooks, built from their parts.
pub fn ods(bytes: &[u8]) {
    let file = as_format(&bundle::ods(bytes), Format::Ods);
    file.read(&Structure { header_row: 1, header_rows: 1, ..kept(Format::Ods, &["sku", "name"]) }, &tight());
}

/// XML: by what is found, and by the profile of another file.
pub fn xml(bytes: &[u8]) {
    let file = as_format(bytes, Format::Xml);
    let path = ["r/i", "Workbook/Worksheet/Table/Row", "table/tr", ""][bytes.len() % 4];
    file.read(
        &Structure {
            record_path: Some(path.to_owned()),
            ..kept(Format::Xml, &["a", "b/c", "@id", "attrs/a[@name='EAN']", ""])
        },
        &tight(),
    );
}

/// One JSON document.
pub fn json(bytes: &[u8]) {
    let file = as_format(bytes, Format::Json);
    let path = ["", "a", "a/*", "[]", "a/[]"][bytes.len() % 5];
    let columns = ["a", "b.c", "@key", "value"];
    file.read(&Structure { record_path: Some(path.to_owned()), ..kept(Format::Json, &columns) }, &tight());
}

/// JSON values line by line.
pub fn ndjson(bytes: &[u8]) {
    let file = as_format(bytes, Format::Ndjson);
    let path = ["", "a", "[]"][bytes.len() % 3];
    file.read(
        &Structure { record_path: Some(path.to_owned()), ..kept(Format::Ndjson, &["a", "b.c"]) },
        &tight(),
    );
}

/// EDIFACT interchanges.
pub fn edifact(bytes: &[u8]) {
    let file = as_format(bytes, Format::Edifact);
    file.read(&kept(Format::Edifact, &["LIN item number", "PRI+AAA"]), &tight());
}

/// X12 interchanges.
pub fn x12(bytes: &[u8]) {
    let file = as_format(bytes, Format::X12);
    file.read(&kept(Format::X12, &["LIN VP", "CTP D01"]), &tight());
}

/// DATANORM files.
pub fn datanorm(bytes: &[u8]) {
    let file = as_format(bytes, Format::Datanorm);
    file.read(&kept(Format::Datanorm, &["Artikelnummer", "Nettopreis", "Langtext"]), &tight());
}

/// Archives, nested archives and encodings around documents of any kind.
pub fn container(bytes: &[u8]) {
    let options = InspectOptions { limits: tight(), ..InspectOptions::default() };
    Scratch::of(&bundle::wrapped(bytes)).import(&options);
}

/// Any bytes at all.
pub fn inspect(bytes: &[u8]) {
    let names = [None, Some("list.csv"), Some("list.xml"), Some("list.xlsx")];
    let file_name = names[bytes.len() % names.len()].map(str::to_owned);
    Scratch::of(bytes).import(&InspectOptions { file_name, ..InspectOptions::default() });
}

/// The text of a cell.
pub fn values(bytes: &[u8]) {
    values::all(bytes);
}

/// Large files: a part of the input is repeated up to a size, and the limits are the product's own.
pub fn stretched(bytes: &[u8], size: usize) {
    Scratch::of(&stretch::stretch(bytes, size)).import(&InspectOptions::default());
}
