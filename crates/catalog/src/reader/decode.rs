//! Bytes to UTF-8, streaming.
//!
//! Labels are those of the WHATWG Encoding Standard, with the code pages that it leaves out and that old merchandise
//! management systems still write: CP437 and CP850 (DOS), and UTF-32.
//!
//! UTF-8 passes through untouched, and whoever cuts it into records validates it with [`text`]: where a file mixes
//! encodings, the bytes that are not UTF-8 are read as windows-1252, which is what they nearly always are.

use std::borrow::Cow;
use std::io::{self, Read};

use encoding_rs::{CoderResult, Decoder, Encoding, WINDOWS_1252};

use super::ReadError;

/// Suffix of labels where a byte order mark was found.
pub(crate) const BOM_SUFFIX: &str = "-bom";

/// How a document's bytes stand for characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Charset {
    Utf8,
    Utf32 {
        big_endian: bool,
    },
    /// A single-byte code page by its upper half.
    Table(&'static [char; 128]),
    Other(&'static Encoding),
}

impl Charset {
    /// The charset of a label, byte order mark or not.
    pub(crate) fn of(label: &str) -> Option<Self> {
        let lower = label.trim().to_ascii_lowercase();
        let label = lower.strip_suffix(BOM_SUFFIX).unwrap_or(&lower);
        Some(match label {
            "utf-8" | "utf8" | "utf-8-sig" | "ascii" | "us-ascii" => Self::Utf8,
            "utf-32le" | "utf-32" | "ucs-4le" => Self::Utf32 { big_endian: false },
            "utf-32be" | "ucs-4be" => Self::Utf32 { big_endian: true },
            "cp437" | "ibm437" | "437" => Self::Table(&CP437),
            "cp850" | "ibm850" | "850" => Self::Table(&CP850),
            // With no byte order mark the standard says little endian, as Windows writes it.
            "utf-16" | "ucs-2" => Self::Other(encoding_rs::UTF_16LE),
            "cp1250" | "cp1251" | "cp1252" | "cp1253" | "cp1254" | "cp1255" | "cp1256" | "cp1257"
            | "cp1258" => Self::Other(Encoding::for_label(label.as_bytes())?),
            _ => match Encoding::for_label(label.as_bytes())? {
                encoding if encoding == encoding_rs::UTF_8 => Self::Utf8,
                encoding => Self::Other(encoding),
            },
        })
    }

    fn byte_order_mark(self) -> &'static [u8] {
        match self {
            Self::Utf8 => b"\xef\xbb\xbf",
            Self::Utf32 { big_endian: false } => b"\xff\xfe\0\0",
            Self::Utf32 { big_endian: true } => b"\0\0\xfe\xff",
            Self::Other(encoding) if encoding == encoding_rs::UTF_16LE => b"\xff\xfe",
            Self::Other(encoding) if encoding == encoding_rs::UTF_16BE => b"\xfe\xff",
            Self::Other(_) | Self::Table(_) => b"",
        }
    }

    /// Decodes a sample that may end in the middle of a character.
    pub(crate) fn decode(self, bytes: &[u8]) -> String {
        let mut decoded = String::new();
        let bytes = bytes.strip_prefix(self.byte_order_mark()).unwrap_or(bytes);
        match self {
            Self::Utf8 => {
                // A character cut off by the end of the sample is no sign of another encoding.
                let whole = match std::str::from_utf8(bytes) {
                    Err(error) if error.error_len().is_none() => &bytes[..error.valid_up_to()],
                    _ => bytes,
                };
                decoded.push_str(&text(whole));
            }
            _ => Transcoder::new(self).run(bytes, false, &mut decoded),
        }
        decoded
    }
}

/// A record's bytes as text: UTF-8, and windows-1252 where they are not.
pub(crate) fn text(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(mended(bytes)),
    }
}

/// How many bytes at the end begin a character that isn't complete.
fn incomplete(bytes: &[u8]) -> usize {
    match bytes.utf8_chunks().last() {
        Some(chunk) if !chunk.invalid().is_empty() => match std::str::from_utf8(chunk.invalid()) {
            Err(error) if error.error_len().is_none() => chunk.invalid().len(),
            _ => 0,
        },
        _ => 0,
    }
}

#[cold]
fn mended(bytes: &[u8]) -> String {
    let mut mended = String::with_capacity(bytes.len() + 16);
    for chunk in bytes.utf8_chunks() {
        mended.push_str(chunk.valid());
        mended.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
    }
    mended
}

/// The document as UTF-8, without its byte order mark. Bytes of a UTF-8 document are not validated.
pub(crate) fn decoded(source: Box<dyn Read + Send>, label: &str) -> Result<Box<dyn Read + Send>, ReadError> {
    transcoded(source, label, false)
}

/// As [`decoded`], and what is not UTF-8 in a UTF-8 document is mended as in [`text`].
pub(crate) fn validated(
    source: Box<dyn Read + Send>,
    label: &str,
) -> Result<Box<dyn Read + Send>, ReadError> {
    transcoded(source, label, true)
}

fn transcoded(
    source: Box<dyn Read + Send>,
    label: &str,
    validate: bool,
) -> Result<Box<dyn Read + Send>, ReadError> {
    let charset = Charset::of(label).ok_or_else(|| ReadError::UnknownEncoding(label.to_owned()))?;
    let mut source = source;
    let mark = charset.byte_order_mark();
    let mut head = vec![0; mark.len()];
    let count = super::member::fill(&mut source, &mut head)?;
    head.truncate(count);
    if head == mark {
        head.clear();
    }
    let whole = io::Cursor::new(head).chain(source);
    Ok(match charset {
        Charset::Utf8 if !validate => Box::new(whole),
        _ => Box::new(Decoding {
            source: whole,
            transcoder: Transcoder::new(charset),
            input: vec![0; 64 << 10],
            output: String::new(),
            used: 0,
            ended: false,
        }),
    })
}

/// Reads UTF-8 out of a stream in another encoding.
struct Decoding<R> {
    source: R,
    transcoder: Transcoder,
    input: Vec<u8>,
    output: String,
    used: usize,
    ended: bool,
}

impl<R: Read> Read for Decoding<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.used == self.output.len() {
            if self.ended {
                return Ok(0);
            }
            self.output.clear();
            self.used = 0;
            let count = self.source.read(&mut self.input)?;
            self.ended = count == 0;
            self.transcoder.run(&self.input[..count], self.ended, &mut self.output);
        }
        let rest = &self.output.as_bytes()[self.used..];
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        self.used += count;
        Ok(count)
    }
}

enum Transcoder {
    Table(&'static [char; 128]),
    Utf32 { big_endian: bool, pending: Vec<u8> },
    Mending { pending: Vec<u8> },
    Other(Decoder),
}

impl Transcoder {
    fn new(charset: Charset) -> Self {
        match charset {
            Charset::Utf8 => Self::Mending { pending: Vec::new() },
            Charset::Utf32 { big_endian } => Self::Utf32 { big_endian, pending: Vec::new() },
            Charset::Table(table) => Self::Table(table),
            Charset::Other(encoding) => Self::Other(encoding.new_decoder_without_bom_handling()),
        }
    }

    fn run(&mut self, bytes: &[u8], last: bool, output: &mut String) {
        match self {
            Self::Table(table) => output.extend(bytes.iter().map(|&byte| match byte {
                0..=127 => byte as char,
                _ => table[usize::from(byte) - 128],
            })),
            Self::Utf32 { big_endian, pending } => {
                pending.extend_from_slice(bytes);
                let whole = pending.len() / 4 * 4;
                for unit in pending[..whole].chunks_exact(4) {
                    let unit = [unit[0], unit[1], unit[2], unit[3]];
                    let code = if *big_endian { u32::from_be_bytes(unit) } else { u32::from_le_bytes(unit) };
                    output.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
                }
                pending.drain(..whole);
            }
            Self::Mending { pending } => {
                pending.extend_from_slice(bytes);
                // A character split between two reads waits for its rest: at most three bytes.
                let whole = match std::str::from_utf8(pending) {
                    Ok(_) => pending.len(),
                    Err(_) if last => pending.len(),
                    Err(_) => pending.len() - incomplete(pending),
                };
                output.push_str(&text(&pending[..whole]));
                pending.drain(..whole);
            }
            Self::Other(decoder) => {
                let mut rest = bytes;
                loop {
                    output.reserve(
                        decoder.max_utf8_buffer_length(rest.len()).unwrap_or(rest.len() * 3).max(16),
                    );
                    let (result, used, _) = decoder.decode_to_string(rest, output, last);
                    rest = &rest[used..];
                    if result == CoderResult::InputEmpty {
                        break;
                    }
                }
            }
        }
    }
}

/// IBM code page 437, upper half.
#[rustfmt::skip]
pub(crate) static CP437: [char; 128] = [
    'Ç','ü','é','â','ä','à','å','ç','ê','ë','è','ï','î','ì','Ä','Å',
    'É','æ','Æ','ô','ö','ò','û','ù','ÿ','Ö','Ü','¢','£','¥','₧','ƒ',
    'á','í','ó','ú','ñ','Ñ','ª','º','¿','⌐','¬','½','¼','¡','«','»',
    '░','▒','▓','│','┤','╡','╢','╖','╕','╣','║','╗','╝','╜','╛','┐',
    '└','┴','┬','├','─','┼','╞','╟','╚','╔','╩','╦','╠','═','╬','╧',
    '╨','╤','╥','╙','╘','╒','╓','╫','╪','┘','┌','█','▄','▌','▐','▀',
    'α','ß','Γ','π','Σ','σ','µ','τ','Φ','Θ','Ω','δ','∞','φ','ε','∩',
    '≡','±','≥','≤','⌠','⌡','÷','≈','°','∙','·','√','ⁿ','²','■','\u{a0}',
];

/// IBM code page 850, upper half.
#[rustfmt::skip]
pub(crate) static CP850: [char; 128] = [
    'Ç','ü','é','â','ä','à','å','ç','ê','ë','è','ï','î','ì','Ä','Å',
    'É','æ','Æ','ô','ö','ò','û','ù','ÿ','Ö','Ü','ø','£','Ø','×','ƒ',
    'á','í','ó','ú','ñ','Ñ','ª','º','¿','®','¬','½','¼','¡','«','»',
    '░','▒','▓','│','┤','Á','Â','À','©','╣','║','╗','╝','¢','¥','┐',
    '└','┴','┬','├','─','┼','ã','Ã','╚','╔','╩','╦','╠','═','╬','¤',
    'ð','Ð','Ê','Ë','È','ı','Í','Î','Ï','┘','┌','█','▄','¦','Ì','▀',
    'Ó','ß','Ô','Ò','õ','Õ','µ','þ','Þ','Ú','Û','Ù','ý','Ý','¯','´',
    '\u{ad}','±','‗','¾','¶','§','÷','¸','°','¨','·','¹','³','²','■','\u{a0}',
];

#[cfg(test)]
mod tests {
    use super::*;

    fn read(label: &str, bytes: &[u8]) -> String {
        let mut text = String::new();
        decoded(Box::new(io::Cursor::new(bytes.to_vec())), label).unwrap().read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn every_encoding_gives_the_same_text() {
        let text = "Käse à 5";
        assert_eq!(read("utf-8", text.as_bytes()), text);
        assert_eq!(read("utf-8-bom", "\u{feff}Käse à 5".as_bytes()), text);
        assert_eq!(read("windows-1252", b"K\xe4se \xe0 5"), text);
        assert_eq!(read("iso-8859-15", b"K\xe4se \xe0 5"), text);
        assert_eq!(read("cp850", b"K\x84se \x85 5"), text);
        assert_eq!(read("cp437", b"K\x84se \x85 5"), text);
        let utf16: Vec<u8> = "\u{feff}Käse à 5".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(read("utf-16le-bom", &utf16), text);
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(read("utf-16be", &utf16), text);
        let utf32: Vec<u8> = "\u{feff}Käse à 5".chars().flat_map(|c| u32::from(c).to_le_bytes()).collect();
        assert_eq!(read("utf-32le-bom", &utf32), text);
    }

    #[test]
    fn bytes_that_are_not_utf_8_are_read_as_windows_1252() {
        assert_eq!(text(b"K\xe4se \xc3\xa0 5 \x80"), "Käse à 5 €");
    }

    #[test]
    fn a_character_split_between_reads_is_whole() {
        struct OneByOne(std::vec::IntoIter<u8>);
        impl Read for OneByOne {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                Ok(self.0.next().map_or(0, |byte| {
                    buffer[0] = byte;
                    1
                }))
            }
        }
        let bytes: Vec<u8> = "é€😀".chars().flat_map(|c| u32::from(c).to_be_bytes()).collect();
        let mut out = String::new();
        decoded(Box::new(OneByOne(bytes.into_iter())), "utf-32be").unwrap().read_to_string(&mut out).unwrap();
        assert_eq!(out, "é€😀");
        let bytes: Vec<u8> = "é€😀".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let mut out = String::new();
        decoded(Box::new(OneByOne(bytes.into_iter())), "utf-16le").unwrap().read_to_string(&mut out).unwrap();
        assert_eq!(out, "é€😀");
    }

    #[test]
    fn an_unknown_label_is_an_error() {
        let error = decoded(Box::new(io::empty()), "klingon").err().unwrap();
        assert!(matches!(error, ReadError::UnknownEncoding(label) if label == "klingon"));
    }
}
