//! Files that a test makes: archives, workbooks, bombs.

use std::io::{Cursor, Write as _};

use flate2::{Compress, Compression, FlushCompress};
use zip::write::SimpleFileOptions;

pub fn gzip(content: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), Compression::default());
    out.write_all(content).expect("packed");
    out.finish().expect("packed")
}

pub fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in members {
        out.start_file(*name, SimpleFileOptions::default()).expect("a member");
        out.write_all(content).expect("packed");
    }
    out.finish().expect("packed").into_inner()
}

/// A workbook with one sheet; what looks like a number is one.
pub fn xlsx(rows: &[&[&str]]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in rows.iter().enumerate() {
        for (column, &cell) in cells.iter().enumerate() {
            let (row, column) = (row as u32, column as u16);
            match cell.parse::<f64>() {
                Ok(number) => sheet.write_number(row, column, number),
                Err(_) => sheet.write_string(row, column, cell),
            }
            .expect("written");
        }
    }
    book.save_to_buffer().expect("a workbook")
}

/// The same for OpenDocument.
pub fn ods(rows: &[&[&str]]) -> Vec<u8> {
    let cell = |cell: &&str| match cell.parse::<f64>() {
        Ok(number) => format!(
            "<table:table-cell office:value-type=\"float\" office:value=\"{number}\"><text:p>{cell}</text:p></table:table-cell>"
        ),
        Err(_) => format!(
            "<table:table-cell office:value-type=\"string\"><text:p>{cell}</text:p></table:table-cell>"
        ),
    };
    let row = |cells: &&[&str]| {
        format!("<table:table-row>{}</table:table-row>", cells.iter().map(cell).collect::<String>())
    };
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content \
         xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
         xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body><office:spreadsheet>\
         <table:table table:name=\"Liste\">{}</table:table></office:spreadsheet></office:body></office:document-content>",
        rows.iter().map(row).collect::<String>()
    );
    zip(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content.as_bytes()),
    ])
}

/// A deflated stream of so many times a piece, for the price of packing the piece once.
fn deflated(piece: &[u8], times: usize) -> Vec<u8> {
    let mut packer = Compress::new(Compression::best(), false);
    let mut block = Vec::with_capacity(piece.len() + 1024);
    packer.compress_vec(piece, &mut block, FlushCompress::Full).expect("packed");
    let mut out = block.repeat(times);
    // The last block, empty.
    out.extend([3, 0]);
    out
}

/// A gzip file that unpacks to so many times a piece. Its checksum is wrong; nobody gets that far.
pub fn gzip_bomb(piece: &[u8], times: usize) -> Vec<u8> {
    let header = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];
    [header.as_slice(), &deflated(piece, times), &[0; 8]].concat()
}

/// A zip archive with one member that unpacks to so many times a piece. Its checksum is wrong too.
pub fn zip_bomb(name: &str, piece: &[u8], times: usize) -> Vec<u8> {
    let packed = deflated(piece, times);
    let size = (piece.len() * times).min(u32::MAX as usize - 1) as u32;
    let mut common = Vec::new();
    // Version, flags, deflate, time, date, checksum, both sizes, length of the name, no extra field.
    common.extend([20, 0, 0, 0, 8, 0, 0, 0, 33, 0, 0, 0, 0, 0]);
    common.extend((packed.len() as u32).to_le_bytes());
    common.extend(size.to_le_bytes());
    common.extend((name.len() as u16).to_le_bytes());
    common.extend([0, 0]);
    let mut out = [b"PK\x03\x04".as_slice(), &common, name.as_bytes(), &packed].concat();
    let directory = out.len() as u32;
    out.extend(b"PK\x01\x02\x14\0");
    out.extend(&common);
    // No comment, disk 0, attributes, offset 0.
    out.extend([0; 14]);
    out.extend(name.as_bytes());
    let length = out.len() as u32 - directory;
    out.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
    out.extend(length.to_le_bytes());
    out.extend(directory.to_le_bytes());
    out.extend([0, 0]);
    out
}
