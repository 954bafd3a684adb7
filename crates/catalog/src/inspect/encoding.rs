//! Which encoding a text is in.
//!
//! A byte order mark decides; then valid UTF-8; then what an XML declaration says; then a guess by chardetng, which
//! knows the web's encodings, checked against the ones that the web never had: the DOS code pages and Mac OS Roman.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};

use crate::reader::Charset;

/// A detected encoding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Detected {
    /// The label for [`crate::structure::Structure::encoding`].
    pub(super) label: String,
    /// Whether the text is UTF-8 save for some bytes.
    pub(super) mixed: bool,
}

impl Detected {
    fn plain(label: impl Into<String>) -> Self {
        Self { label: label.into(), mixed: false }
    }
}

/// Detects the encoding of a sample from the text's start; `whole` if it is all of it.
pub(super) fn detect(sample: &[u8], whole: bool) -> Detected {
    if let Some(label) = byte_order_mark(sample).or_else(|| wide(sample)) {
        return Detected::plain(label);
    }
    let declared = declared(sample);
    let valid = match std::str::from_utf8(sample) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none() && !whole,
    };
    if valid {
        // A declaration that nothing contradicts yet may still matter further down.
        let label = declared.filter(|_| sample.is_ascii()).unwrap_or_else(|| "utf-8".to_owned());
        return Detected::plain(label);
    }
    if let Some(declared) = declared.filter(|label| label != "utf-8") {
        return Detected::plain(declared);
    }
    if mostly_utf8(sample) {
        return Detected { label: "utf-8".to_owned(), mixed: true };
    }
    Detected::plain(guess(sample, whole))
}

/// The encoding of an X12 interchange. Its separators may be any bytes, which say nothing about its text; read as
/// windows-1252 they are at least no letters.
pub(super) fn interchange(sample: &[u8]) -> Detected {
    let utf8 = std::str::from_utf8(&sample[..sample.len().min(106)])
        .map_or_else(|error| error.error_len().is_none(), |_| true);
    Detected::plain(if utf8 { "utf-8" } else { "windows-1252" })
}

fn byte_order_mark(sample: &[u8]) -> Option<&'static str> {
    [
        (&b"\xff\xfe\0\0"[..], "utf-32le-bom"),
        (b"\0\0\xfe\xff", "utf-32be-bom"),
        (b"\xef\xbb\xbf", "utf-8-bom"),
        (b"\xff\xfe", "utf-16le-bom"),
        (b"\xfe\xff", "utf-16be-bom"),
    ]
    .into_iter()
    .find(|(mark, _)| sample.starts_with(mark))
    .map(|(_, label)| label)
}

/// UTF-16 and UTF-32 without a mark: where text has its ASCII characters, every second byte, or three of four, is 0.
fn wide(sample: &[u8]) -> Option<&'static str> {
    let sample = &sample[..sample.len().min(8192) / 4 * 4];
    let quarter = sample.len() / 4;
    if quarter < 2 {
        return None;
    }
    let mut zeros = [0_usize; 4];
    for unit in sample.chunks_exact(4) {
        for (zeros, byte) in zeros.iter_mut().zip(unit) {
            *zeros += usize::from(*byte == 0);
        }
    }
    let many = |count: usize| count * 2 > quarter;
    let few = |count: usize| count * 10 < quarter;
    match zeros {
        [a, b, c, d] if few(a) && many(b) && many(c) && many(d) && c * 10 > quarter * 9 => Some("utf-32le"),
        [a, b, c, d] if many(a) && many(b) && many(c) && few(d) && b * 10 > quarter * 9 => Some("utf-32be"),
        [a, b, c, d] if few(a) && many(b) && few(c) && many(d) => Some("utf-16le"),
        [a, b, c, d] if many(a) && few(b) && many(c) && few(d) => Some("utf-16be"),
        _ => None,
    }
}

/// What an XML declaration says (XML 1.0, 4.3.3), if it is an encoding that is known.
fn declared(sample: &[u8]) -> Option<String> {
    let head = &sample[..sample.len().min(256)];
    let start = head.iter().position(|byte| !byte.is_ascii_whitespace())?;
    let head = head[start..].strip_prefix(b"<?xml")?;
    let end = memchr::memchr(b'>', head)?;
    let declaration = String::from_utf8_lossy(&head[..end]).to_ascii_lowercase();
    let value = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let label = value[1..].split(quote).next()?.trim().to_owned();
    match Charset::of(&label)? {
        Charset::Utf8 => Some("utf-8".to_owned()),
        // Declared, but each character is one byte: whoever transcoded the document left the declaration as it was.
        Charset::Utf32 { .. } => None,
        Charset::Other(encoding)
            if encoding == encoding_rs::UTF_16LE || encoding == encoding_rs::UTF_16BE =>
        {
            None
        }
        Charset::Other(_) | Charset::Table(_) => Some(label),
    }
}

/// Whether nearly all bytes above ASCII belong to valid UTF-8 characters: then a few lines came from elsewhere.
fn mostly_utf8(sample: &[u8]) -> bool {
    let mut valid = 0;
    let mut invalid = 0;
    for chunk in sample.utf8_chunks() {
        valid += chunk.valid().chars().filter(|character| !character.is_ascii()).count();
        invalid += usize::from(!chunk.invalid().is_empty());
    }
    valid > 4 * invalid
}

fn guess(sample: &[u8], whole: bool) -> String {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, whole);
    let web = detector.guess(None, Utf8Detection::Deny);
    let guessed = web.name().to_ascii_lowercase();
    let mut best = (plausibility(&Charset::Other(web).decode(sample)), guessed);
    for label in ["windows-1252", "cp850", "cp437", "macintosh"] {
        let Some(charset) = Charset::of(label) else { continue };
        let score = plausibility(&charset.decode(sample));
        // The web's encodings are far more common: the others must be clearly better.
        if score > best.0 + 0.6 {
            best = (score, label.to_owned());
        }
    }
    best.1
}

/// How much the characters above ASCII look like those of words, on average, from -3 to 2.
fn plausibility(text: &str) -> f64 {
    let mut sum = 0.0;
    let mut count = 0.0;
    let mut previous = ' ';
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        if !character.is_ascii() {
            let next = characters.peek().copied().unwrap_or(' ');
            count += 1.0;
            sum += weight(previous, character, next);
        }
        previous = character;
    }
    if count == 0.0 { 0.0 } else { sum / count }
}

fn weight(previous: char, character: char, next: char) -> f64 {
    if character.is_control() || character == char::REPLACEMENT_CHARACTER {
        return -3.0;
    }
    if character.is_alphabetic() {
        let inside = previous.is_alphabetic() || next.is_alphabetic();
        return match (character.is_uppercase(), inside) {
            // A capital in the middle of a word is what a wrong encoding makes of an accented letter.
            (true, _) if previous.is_lowercase() => -2.0,
            (true, true) => 1.0,
            (false, true) if previous.is_uppercase() && next.is_uppercase() => -1.0,
            (false, true) => 2.0,
            (_, false) => 0.0,
        };
    }
    match character {
        '€' | '£' | '°' | '®' | '™' | '©' | '²' | '³' | '½' | '¼' | '¾' | '±' | '«' | '»' | '–' | '—' | '‘' | '’' | '“'
        | '”' | '„' | '‚' | '•' | '…' | '\u{a0}' | '×' | 'º' | 'ª' | '§' | '´' | '·' | '¿' | '¡'
            // Between letters an apostrophe and a hyphen are fine, but a currency sign is no letter.
            if !(previous.is_lowercase() && next.is_lowercase()) || matches!(character, '’' | '–' | '´') =>
        {
            1.0
        }
        _ if previous.is_alphabetic() && next.is_alphabetic() => -2.0,
        _ => -1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(bytes: &[u8]) -> String {
        detect(bytes, true).label
    }

    fn encoded(charset: &'static encoding_rs::Encoding, text: &str) -> Vec<u8> {
        charset.encode(text).0.into_owned()
    }

    #[test]
    fn marks_and_zeros_tell_unicode_apart() {
        let text = "Référence;Prix\r\n1;2\r\n3;4\r\n";
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(label(&utf16), "utf-16le");
        let utf16: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(label(&utf16), "utf-16be-bom");
        let utf32: Vec<u8> = text.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect();
        assert_eq!(label(&utf32), "utf-32le");
        assert_eq!(label(format!("\u{feff}{text}").as_bytes()), "utf-8-bom");
        assert_eq!(label(text.as_bytes()), "utf-8");
        assert_eq!(label(b"sku;name\n"), "utf-8");
    }

    #[test]
    fn western_code_pages_are_told_apart() {
        let text = "Größe;Käse für die Küche;Straße;prix à l'unité;déjà vendu;élève;crème brûlée\n";
        assert_eq!(label(&encoded(encoding_rs::WINDOWS_1252, text)), "windows-1252");
        assert_eq!(label(&encoded(encoding_rs::MACINTOSH, text)), "macintosh");
        let dos = text.chars().map(|c| if c.is_ascii() { c as u8 } else { cp850(c) }).collect::<Vec<_>>();
        assert_eq!(label(&dos), "cp850");
    }

    fn cp850(character: char) -> u8 {
        match character {
            'ö' => 0x94,
            'ß' => 0xe1,
            'ä' => 0x84,
            'ü' => 0x81,
            'à' => 0x85,
            'é' => 0x82,
            'è' => 0x8a,
            'û' => 0x96,
            other => panic!("{other} is not in the sample"),
        }
    }

    #[test]
    fn cyrillic_is_cyrillic() {
        let text = "Артикул;Наименование товара;Цена\n12;Кабель силовой медный;100\n";
        assert_eq!(label(&encoded(encoding_rs::WINDOWS_1251, text)), "windows-1251");
    }

    #[test]
    fn an_xml_declaration_counts_unless_the_text_is_utf_8() {
        let declared = "<?xml version=\"1.0\" encoding=\"ISO-8859-15\"?><a>";
        assert_eq!(label(&[declared.as_bytes(), b"caf\xe9</a>"].concat()), "iso-8859-15");
        assert_eq!(label(format!("{declared}café</a>").as_bytes()), "utf-8");
    }

    #[test]
    fn a_few_foreign_bytes_do_not_make_utf_8_another_encoding() {
        let mut bytes = "é".repeat(50).into_bytes();
        bytes.extend_from_slice(b"\xe9");
        assert_eq!(detect(&bytes, true), Detected { label: "utf-8".into(), mixed: true });
    }
}
