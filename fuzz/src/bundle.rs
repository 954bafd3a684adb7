//! Archives built from a text, so that what is mutated is the inside and not the checksums around it.
//!
//! A line `@@ NAME` begins a member; what follows up to the next such line is its content.

use std::io::{Cursor, Write as _};

use flate2::Compression;
use flate2::write::GzEncoder;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// What a member's first line begins with.
pub const MARK: &[u8] = b"@@ ";

/// The members of a bundle; what comes before the first mark belongs to none and comes second.
fn members(bytes: &[u8]) -> (Vec<(String, Vec<u8>)>, Vec<u8>) {
    let mut members: Vec<(String, Vec<u8>)> = Vec::new();
    let mut before = Vec::new();
    for line in bytes.split_inclusive(|&byte| byte == b'\n') {
        if let Some(name) = line.strip_prefix(MARK) {
            members.push((String::from_utf8_lossy(name.trim_ascii()).into_owned(), Vec::new()));
        } else {
            members.last_mut().map_or(&mut before, |(_, content)| content).extend_from_slice(line);
        }
    }
    (members, before)
}

fn archive(members: &[(String, Vec<u8>)], method: CompressionMethod) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(method);
    for (name, content) in members {
        // A name that is there already is left out, as no archiver writes it.
        if archive.start_file(name.as_str(), options).is_ok() {
            archive.write_all(content).expect("memory takes every byte");
        }
    }
    archive.finish().map(Cursor::into_inner).unwrap_or_default()
}

/// The bundle as a zip archive.
pub fn zip(bytes: &[u8]) -> Vec<u8> {
    archive(&members(bytes).0, CompressionMethod::Stored)
}

/// A workbook of a bundle's parts; a bundle without marks is its main part. Parts that are missing are supplied.
fn workbook(bytes: &[u8], main: &str, parts: &[(&str, &str)]) -> Vec<u8> {
    if bytes.starts_with(b"PK") {
        return bytes.to_vec();
    }
    let (mut given, before) = members(bytes);
    if given.is_empty() {
        given.push((main.to_owned(), before));
    }
    for (name, content) in parts {
        if !given.iter().any(|(known, _)| known == name) {
            given.push(((*name).to_owned(), content.as_bytes().to_vec()));
        }
    }
    archive(&given, CompressionMethod::Stored)
}

/// An XLSX workbook.
pub fn xlsx(bytes: &[u8]) -> Vec<u8> {
    workbook(
        bytes,
        "xl/worksheets/sheet1.xml",
        &[
            (
                "xl/workbook.xml",
                "<workbook xmlns:r=\"r\"><sheets><sheet name=\"One\" sheetId=\"1\" r:id=\"rId1\"/>\
                 <sheet name=\"Two\" sheetId=\"2\" state=\"hidden\" r:id=\"rId2\"/></sheets></workbook>",
            ),
            (
                "xl/_rels/workbook.xml.rels",
                "<Relationships><Relationship Id=\"rId1\" Type=\"x/worksheet\" Target=\"worksheets/sheet1.xml\"/>\
                 <Relationship Id=\"rId2\" Type=\"x/worksheet\" Target=\"/xl/worksheets/sheet2.xml\"/>\
                 <Relationship Id=\"s\" Type=\"x/sharedStrings\" Target=\"sharedStrings.xml\"/>\
                 <Relationship Id=\"y\" Type=\"x/styles\" Target=\"styles.xml\"/></Relationships>",
            ),
            ("xl/sharedStrings.xml", "<sst><si><t>SKU</t></si><si><t>Name</t></si><si><t>A1</t></si></sst>"),
            (
                "xl/styles.xml",
                "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"0000000\"/></numFmts><cellXfs>\
                 <xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/></cellXfs></styleSheet>",
            ),
        ],
    )
}

/// An OpenDocument workbook.
pub fn ods(bytes: &[u8]) -> Vec<u8> {
    workbook(bytes, "content.xml", &[("mimetype", "application/vnd.oasis.opendocument.spreadsheet")])
}

/// A document wrapped as the words of its first line say, from the inside out: `utf-16le bom gz zip` are the bytes of
/// UTF-16 with its mark in a gzip in a zip. `cut` drops the last bytes, `flip` damages one in the middle. Where
/// the first line says nothing of the kind, the input is the file.
pub fn wrapped(bytes: &[u8]) -> Vec<u8> {
    let Some(end) = bytes.iter().position(|&byte| byte == b'\n') else { return bytes.to_vec() };
    let Ok(words) = std::str::from_utf8(&bytes[..end]) else { return bytes.to_vec() };
    let mut wrapped = bytes[end + 1..].to_vec();
    for word in words.split_ascii_whitespace().take(6) {
        wrapped = match word {
            "gz" => {
                let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
                encoder.write_all(&wrapped).expect("memory takes every byte");
                encoder.finish().expect("memory takes every byte")
            }
            "zip" | "stored" => {
                let method =
                    if word == "zip" { CompressionMethod::Deflated } else { CompressionMethod::Stored };
                let (mut given, before) = members(&wrapped);
                if given.is_empty() {
                    given.push(("list.csv".to_owned(), before));
                }
                archive(&given, method)
            }
            "innerzip" => archive(&[("inner.zip".to_owned(), wrapped)], CompressionMethod::Deflated),
            "xlsx" => xlsx(&wrapped),
            "ods" => ods(&wrapped),
            "utf-16le" | "utf-16be" | "utf-32le" | "utf-32be" => encode(&wrapped, word),
            "bom" => [b"\xef\xbb\xbf", &wrapped[..]].concat(),
            "latin1" => String::from_utf8_lossy(&wrapped).chars().map(|c| c as u8).collect(),
            "twice" => [&wrapped[..], &wrapped[..]].concat(),
            "cut" => wrapped[..wrapped.len() - wrapped.len() / 8].to_vec(),
            "flip" => {
                let middle = wrapped.len() / 2;
                if let Some(byte) = wrapped.get_mut(middle) {
                    *byte ^= 0x55;
                }
                wrapped
            }
            _ => return bytes.to_vec(),
        };
    }
    wrapped
}

fn encode(utf8: &[u8], encoding: &str) -> Vec<u8> {
    let text = String::from_utf8_lossy(utf8);
    match encoding {
        "utf-16le" => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        "utf-16be" => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        "utf-32le" => text.chars().flat_map(|c| (c as u32).to_le_bytes()).collect(),
        _ => text.chars().flat_map(|c| (c as u32).to_be_bytes()).collect(),
    }
}
