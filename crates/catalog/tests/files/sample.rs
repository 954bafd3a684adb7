//! A file for a test: stored, inspected, read.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use catalog::inspect::{InspectError, InspectOptions, Inspection, inspect};
use catalog::reader::{self, Limits, Next, ReadError};
use catalog::record::{REPEAT_SEPARATOR, Record};
use catalog::structure::Structure;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A stored file.
pub struct Sample {
    file: tempfile::NamedTempFile,
    pub options: InspectOptions,
}

/// One record: its line, and its cells, repeated values joined by ` + `.
#[derive(Debug, PartialEq, Eq)]
pub struct Row {
    pub line: u64,
    pub cells: Vec<String>,
    pub malformed: Option<String>,
}

impl Sample {
    pub fn new(bytes: impl AsRef<[u8]>) -> Self {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(bytes.as_ref()).unwrap();
        Self { file, options: InspectOptions::default() }
    }

    pub fn named(mut self, name: &str) -> Self {
        self.options.file_name = Some(name.to_owned());
        self
    }

    pub fn path(&self) -> &Path {
        self.file.path()
    }

    pub fn inspect(&self) -> Inspection {
        inspect(self.path(), &self.options).unwrap()
    }

    pub fn refusal(&self) -> InspectError {
        inspect(self.path(), &self.options).unwrap_err()
    }

    /// The records as the inspection's structure reads them; that their number is what it said is checked on the way.
    pub fn rows(&self) -> Vec<Row> {
        let inspection = self.inspect();
        let rows = self.read(&inspection.structure, &self.options.limits).unwrap();
        assert_eq!(rows.len() as u64, inspection.rows, "rows counted and read");
        rows
    }

    /// The records' cells, joined by `|`.
    pub fn lines(&self) -> Vec<String> {
        self.rows().into_iter().map(|row| row.cells.join("|")).collect()
    }

    pub fn read(&self, structure: &Structure, limits: &Limits) -> Result<Vec<Row>, ReadError> {
        let mut reader = reader::open(self.path(), structure, limits)?;
        let mut record = Record::new();
        let mut rows = Vec::new();
        loop {
            let malformed = match reader.read(&mut record)? {
                Next::Record => None,
                Next::Malformed { message } => Some(message),
                Next::End => {
                    let progress = reader.progress();
                    assert_eq!(progress.bytes_read, progress.bytes_total, "everything was read at the end");
                    return Ok(rows);
                }
            };
            assert_eq!(record.position().record, rows.len() as u64 + 1, "records are numbered");
            let cells = record.iter().map(|cell| cell.replace(REPEAT_SEPARATOR, " + ")).collect();
            rows.push(Row { line: record.position().line, cells, malformed });
        }
    }

    pub fn columns(&self) -> Vec<String> {
        self.inspect().structure.columns
    }
}

/// A zip archive of these members.
pub fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// The bytes as gzip.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// An XLSX workbook of these sheets (name, state, rows as XML) with these shared strings.
pub fn xlsx(sheets: &[(&str, &str, &str)], strings: &[&str]) -> Vec<u8> {
    let mut list = String::new();
    let mut relations = String::new();
    let mut parts = Vec::new();
    for (index, (name, state, rows)) in sheets.iter().enumerate() {
        let number = index + 1;
        write!(list, "<sheet name=\"{name}\" sheetId=\"{number}\" state=\"{state}\" r:id=\"rId{number}\"/>")
            .unwrap();
        write!(
            relations,
            "<Relationship Id=\"rId{number}\" Type=\"http://x/relationships/worksheet\" \
             Target=\"worksheets/sheet{number}.xml\"/>"
        )
        .unwrap();
        let (data, merges) = rows.split_once("@@").unwrap_or((rows, ""));
        let merges =
            if merges.is_empty() { String::new() } else { format!("<mergeCells>{merges}</mergeCells>") };
        parts.push((
            format!("xl/worksheets/sheet{number}.xml"),
            format!("<worksheet><sheetData>{data}</sheetData>{merges}</worksheet>"),
        ));
    }
    relations += "<Relationship Id=\"rs\" Type=\"http://x/relationships/sharedStrings\" Target=\"/xl/sharedStrings.xml\"/>";
    relations += "<Relationship Id=\"ry\" Type=\"http://x/relationships/styles\" Target=\"styles.xml\"/>";
    let items: Vec<String> = strings.iter().map(|text| format!("<si><t>{text}</t></si>")).collect();
    let items = items.concat();
    parts.push((
        "xl/workbook.xml".into(),
        format!("<workbook xmlns:r=\"r\"><sheets>{list}</sheets></workbook>"),
    ));
    parts.push(("xl/_rels/workbook.xml.rels".into(), format!("<Relationships>{relations}</Relationships>")));
    parts.push(("xl/sharedStrings.xml".into(), format!("<sst>{items}</sst>")));
    parts.push((
        "xl/styles.xml".into(),
        "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"0000000\"/></numFmts>\
         <cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/></cellXfs></styleSheet>"
            .into(),
    ));
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, xml)| (name.as_str(), xml.as_bytes())).collect();
    zip(&parts)
}

/// An ODS workbook with this content.
pub fn ods(body: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\"><office:body>\
         <office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"
    );
    zip(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content.as_bytes()),
    ])
}
