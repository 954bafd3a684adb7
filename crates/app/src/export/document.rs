//! The text formats, piece by piece.

use store::catalog::export::ExportRow;

use super::{COLUMNS, Format, cells};

/// A text document that grows at its end; what was written is taken away piece by piece.
#[derive(Debug)]
pub struct Document {
    format: Format,
    is_empty: bool,
}

impl Document {
    /// A document of a text format, and how it begins.
    pub fn new(format: Format) -> (Self, Vec<u8>) {
        let head = match format {
            Format::Csv => {
                let mut csv = writer("\u{feff}".into());
                record(&mut csv, COLUMNS.iter());
                finished(csv)
            }
            Format::Json => b"[".to_vec(),
            Format::Ndjson | Format::Xlsx => Vec::new(),
        };
        (Self { format, is_empty: true }, head)
    }

    /// Products as they go on.
    pub fn rows(&mut self, rows: &[ExportRow]) -> Vec<u8> {
        if self.format == Format::Csv {
            let mut csv = writer(Vec::with_capacity(rows.len() * 256));
            for row in rows {
                let cells = cells(row);
                record(&mut csv, cells.iter().map(|cell| cell.disarmed().into_owned()));
            }
            return finished(csv);
        }
        let mut text = Vec::with_capacity(rows.len() * 512);
        for row in rows {
            let object: serde_json::Map<_, _> = COLUMNS
                .iter()
                .zip(cells(row))
                .map(|(column, cell)| {
                    // A list without elements is a list all the same.
                    let value = if *column == "images" { row.images.clone().into() } else { cell.json() };
                    ((*column).to_owned(), value)
                })
                .collect();
            if self.format == Format::Json {
                text.extend_from_slice(if self.is_empty { b"\n" } else { b",\n" });
            }
            self.is_empty = false;
            // Writing JSON to memory can't fail.
            let _ = serde_json::to_writer(&mut text, &object);
            if self.format == Format::Ndjson {
                text.push(b'\n');
            }
        }
        text
    }

    /// How it ends.
    pub fn end(self) -> Vec<u8> {
        if self.format == Format::Json { b"\n]\n".to_vec() } else { Vec::new() }
    }
}

fn writer(buffer: Vec<u8>) -> csv::Writer<Vec<u8>> {
    // RFC 4180, which is what Excel writes too.
    csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(buffer)
}

fn record(csv: &mut csv::Writer<Vec<u8>>, cells: impl IntoIterator<Item = impl AsRef<[u8]>>) {
    // Writing to memory can't fail, nor do records differ in length.
    let _ = csv.write_record(cells);
}

fn finished(csv: csv::Writer<Vec<u8>>) -> Vec<u8> {
    csv.into_inner().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::sample::row;

    fn whole(format: Format, batches: &[&[ExportRow]]) -> String {
        let (mut document, mut bytes) = Document::new(format);
        for batch in batches {
            bytes.extend(document.rows(batch));
        }
        bytes.extend(document.end());
        String::from_utf8(bytes).expect("UTF-8")
    }

    #[test]
    fn csv_is_what_excel_reads() {
        let rows = [row(1, "Vis à bois, M4"), row(2, "=cmd|' /C calc'!A0")];
        let text = whole(Format::Csv, &[&rows[..1], &rows[1..]]);
        let mut lines = text.split("\r\n");
        let head = lines.next().expect("a header");
        assert!(head.starts_with("\u{feff}id,sku,ean,name,brand,"));
        let first = lines.next().expect("a row");
        assert_eq!(
            first,
            "1,001,3000000000014,\"Vis à bois, M4\",'-2+3,,-5,active,2,12.5000,EUR,ONE,-3,,,\"One \"\"quoted\"\"\nline\",\
             https://img.example/1.jpg https://img.example/2.jpg,1970-01-01T00:00:00.000Z"
        );
        assert!(lines.next().expect("a row").contains(",'=cmd|' /C calc'!A0,"));
        assert_eq!((lines.next(), lines.next()), (Some(""), None));
    }

    #[test]
    fn json_is_whole_however_many_batches_it_takes() {
        let rows = [row(1, "a"), row(2, "b"), row(3, "=c")];
        for batches in [vec![], vec![&rows[..0]], vec![&rows[..1], &rows[1..]], vec![&rows[..]]] {
            let count: usize = batches.iter().map(|batch| batch.len()).sum();
            let array: Vec<serde_json::Value> =
                serde_json::from_str(&whole(Format::Json, &batches)).expect("a JSON array");
            assert_eq!(array.len(), count);
            let lines = whole(Format::Ndjson, &batches);
            let objects: Vec<serde_json::Value> =
                lines.lines().map(|line| serde_json::from_str(line).expect("an object")).collect();
            assert_eq!(objects, array);
            if count == 3 {
                assert_eq!((&array[2]["name"], &array[0]["best_cost"]), (&"=c".into(), &"12.5000".into()));
                assert_eq!(array[0]["images"].as_array().map(Vec::len), Some(2));
            }
        }
    }
}
