//! What a document is, by its first bytes. The name plays no part: suppliers send HTML as `.xls` and XML as `.txt`.

use super::InspectError;
use crate::reader::COMPOUND;

/// First bytes of files that are not catalogues.
const OTHERS: &[(&[u8], &str)] = &[
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"BM", "a BMP picture"),
    (b"II*\0", "a TIFF picture"),
    (b"MM\0*", "a TIFF picture"),
    (b"%PDF", "a PDF document"),
    (b"%!PS", "a PostScript document"),
    (b"{\\rtf", "an RTF document"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"\xfd7zXZ", "an XZ archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"SQLite format 3", "an SQLite database"),
    (b"OggS", "a sound file"),
    (b"ID3", "a sound file"),
    (b"PAR1", "a Parquet file"),
];

/// What a document is before its text is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// A workbook in a binary or zipped format.
    Workbook,
    /// Text, in whatever encoding.
    Text,
}

/// Tells workbooks from text, and refuses what is neither.
pub(super) fn content(head: &[u8]) -> Result<Content, InspectError> {
    if head.starts_with(COMPOUND)
        || head.starts_with(b"PK\x03\x04")
        || head.starts_with(&[0x09, 0x08, 0x10, 0])
    {
        return Ok(Content::Workbook);
    }
    if let Some(what) = picture(head) {
        return Err(InspectError::NotACatalogue { what });
    }
    // Two letters are no proof: a CSV may begin with them. Control characters are.
    let control = has_controls(&head[..head.len().min(64)]);
    for (magic, what) in OTHERS {
        if head.starts_with(magic) && (magic.len() > 3 || control) {
            return Err(InspectError::NotACatalogue { what });
        }
    }
    Ok(Content::Text)
}

fn picture(head: &[u8]) -> Option<&'static str> {
    if head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP") {
        return Some("a WebP picture");
    }
    match head.get(4..12) {
        Some(b"ftypavif" | b"ftypavis" | b"ftypmif1") => Some("an AVIF picture"),
        Some(b"ftypheic" | b"ftypheix") => Some("a HEIC picture"),
        Some(brand) if brand.starts_with(b"ftyp") => Some("a video"),
        _ => None,
    }
}

fn has_controls(bytes: &[u8]) -> bool {
    bytes.iter().any(|&byte| byte < 0x09 || (0x0e..0x1b).contains(&byte))
}

/// Whether decoded text can't be text: more than a few characters that no text has.
pub(super) fn is_junk(text: &str) -> bool {
    let mut all = 0_usize;
    let mut odd = 0_usize;
    for character in text.chars().take(16 << 10) {
        all += 1;
        let control = character.is_control()
            && !matches!(character, '\t' | '\n' | '\r' | '\u{c}' | '\u{1a}' | '\u{1b}' | '\u{1c}'..='\u{1f}');
        odd += usize::from(control || character == char::REPLACEMENT_CHARACTER);
    }
    // Capture files of EDI have their separators among the control characters, hence not any single one.
    odd * 20 > all && odd > 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(head: &[u8]) -> String {
        content(head).unwrap_err().to_string()
    }

    #[test]
    fn pictures_and_documents_are_called_by_name() {
        assert!(refused(b"\x89PNG\r\n\x1a\n").contains("a PNG picture"));
        assert!(refused(b"%PDF-1.7").contains("a PDF document"));
        assert!(refused(b"RIFF\0\0\0\0WEBPVP8 ").contains("a WebP picture"));
        assert!(refused(b"MZ\x90\0\x03").contains("a program"));
    }

    #[test]
    fn text_that_begins_like_a_program_is_text() {
        assert_eq!(content(b"MZ;Name\n1;x\n").unwrap(), Content::Text);
        assert_eq!(content(b"BM,Name\n").unwrap(), Content::Text);
        assert!(is_junk("\u{1}\u{2}abc\u{0}\u{0}\u{0}"));
        assert!(!is_junk("Käse;1\r\n"));
    }
}
