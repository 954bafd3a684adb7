//! Addresses of pictures: http and https only, several in one cell.
//!
//! Cells hold lists parted by commas, semicolons, bars, spaces or line breaks, each of which may also be part of an
//! address (RFC 3986 allows `,` `;` `|` in a path); so a cell is parted only where another address begins.
//! Whether an address may be fetched at all (SSRF) is decided by who fetches it.

use std::fmt::Write as _;

use crate::value::text::trim;

/// Longer than what browsers and servers take (RFC 9110, section 4.1 recommends at least 8000).
const LONGEST: usize = 4096;

/// Appends the addresses in a cell, without repeating any; the number of pieces that are none.
///
/// New texts are made from `spare` ones where there are any, so that reading row after row allocates nothing.
pub fn split_into(cell: &str, urls: &mut Vec<String>, spare: &mut Vec<String>, most: usize) -> usize {
    let cell = trim(cell);
    let classes = classes(cell);
    if classes & (APART | WRAPPED) == 0 {
        // The usual cell: one address, nothing around it.
        let mut url = spare.pop().unwrap_or_default();
        let valid = parse_into(cell, &mut url);
        keep(valid, url, urls, spare, most);
        return usize::from(!valid && !cell.is_empty());
    }
    let cell = cell.trim_start_matches(['[', '(']).trim_end_matches([']', ')']);
    let mut invalid = 0;
    let mut rest = cell;
    while !rest.is_empty() {
        let end = next_start(rest);
        let piece = rest[..end].trim_matches(|c: char| is_separator(c) || matches!(c, '"' | '\''));
        rest = &rest[end..];
        if piece.is_empty() {
            continue;
        }
        let mut url = spare.pop().unwrap_or_default();
        let valid = parse_into(piece, &mut url);
        invalid += usize::from(!valid);
        keep(valid, url, urls, spare, most);
    }
    invalid
}

fn keep(valid: bool, url: String, urls: &mut Vec<String>, spare: &mut Vec<String>, most: usize) {
    if valid && urls.len() < most && !urls.contains(&url) {
        urls.push(url);
    } else {
        spare.push(url);
    }
}

/// What each byte may mean for an address: it parts two, it is wrapped around one, it must be encoded, it mustn't be there.
static CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b',' | b';' | b'|' => APART,
            b' ' => APART | ENCODED,
            b'\n' | b'\r' | b'\t' | 0x1f => APART | WRONG,
            b'[' | b']' | b'(' | b')' | b'\'' => WRAPPED,
            b'"' => WRAPPED | WRONG,
            // Blanks beyond ASCII begin with these.
            b'&' | 0xc2 | 0xe1..=0xe3 => ENCODED,
            b'<' | b'>' | b'\\' | 0..=0x1e | 0x7f => WRONG,
            _ => 0,
        };
        byte += 1;
    }
    classes
};
const APART: u8 = 1;
const WRAPPED: u8 = 2;
const ENCODED: u8 = 4;
const WRONG: u8 = 8;

fn classes(text: &str) -> u8 {
    text.bytes().fold(0, |seen, byte| seen | CLASSES[usize::from(byte)])
}

fn is_separator(c: char) -> bool {
    c.is_whitespace() || matches!(c, ',' | ';' | '|' | '\u{1f}')
}

/// Where the next address begins behind the first one, or the end. Unlike other separators, the one between repeated
/// nodes parts whatever it stands between.
fn next_start(text: &str) -> usize {
    let bytes = text.as_bytes();
    for at in 1..bytes.len() {
        match bytes[at - 1] {
            0x1f => return at,
            b',' | b';' | b'|' | b'\n' | b'\r' | b'\t' | b' ' | b'"' | b'\''
                if starts_address(&bytes[at..]) =>
            {
                return at;
            }
            _ => {}
        }
    }
    text.len()
}

fn starts_address(text: &[u8]) -> bool {
    let starts =
        |prefix: &[u8]| text.len() > prefix.len() && text[..prefix.len()].eq_ignore_ascii_case(prefix);
    starts(b"http://") || starts(b"https://") || starts(b"//")
}

/// An http(s) address, spaces encoded, `//host` completed; none if the text isn't one.
pub fn parse(text: &str) -> Option<String> {
    let mut url = String::new();
    parse_into(text, &mut url).then_some(url)
}

/// Like [`parse`], into a buffer; false if the text is no address.
fn parse_into(text: &str, url: &mut String) -> bool {
    url.clear();
    let text = trim(text);
    let scheme = if starts_with(text, "https://") {
        "https://"
    } else if starts_with(text, "http://") {
        "http://"
    } else {
        ""
    };
    let rest = if scheme.is_empty() {
        match text.strip_prefix("//") {
            Some(rest) => rest,
            None if starts_with(text, "www.") => text,
            None => return false,
        }
    } else {
        &text[scheme.len()..]
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or("");
    let named = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let is_host = !named.is_empty()
        && named.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '[' | ']'))
        && named.starts_with(|c: char| c.is_alphanumeric() || c == '[');
    let classes = classes(rest);
    if !is_host || text.len() > LONGEST || classes & WRONG != 0 {
        return false;
    }
    url.reserve(rest.len() + 8);
    url.push_str(if scheme.is_empty() { "https://" } else { scheme });
    if classes & ENCODED == 0 {
        url.push_str(rest);
        return true;
    }
    for c in rest.replace("&amp;", "&").chars() {
        match c {
            // Of the controls above ASCII nothing can be meant.
            c if c.is_control() => {}
            c if c.is_whitespace() => {
                for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                    let _ = write!(url, "%{byte:02X}");
                }
            }
            c => url.push(c),
        }
    }
    true
}

fn starts_with(text: &str, prefix: &str) -> bool {
    text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(cell: &str) -> (Vec<String>, usize) {
        let mut urls = Vec::new();
        let invalid = split_into(cell, &mut urls, &mut Vec::new(), 100);
        (urls, invalid)
    }

    #[test]
    fn lists() {
        for (cell, expected, invalid) in [
            ("https://x.example/a.jpg", &["https://x.example/a.jpg"][..], 0),
            (
                "https://x.example/a.jpg,https://x.example/b.jpg",
                &["https://x.example/a.jpg", "https://x.example/b.jpg"],
                0,
            ),
            (
                "https://x.example/a.jpg; http://x.example/b.jpg",
                &["https://x.example/a.jpg", "http://x.example/b.jpg"],
                0,
            ),
            ("https://x.example/a.jpg | https://x.example/a.jpg", &["https://x.example/a.jpg"], 0),
            ("https://x.example/a,b.jpg", &["https://x.example/a,b.jpg"], 0),
            ("https://x.example/a b.jpg", &["https://x.example/a%20b.jpg"], 0),
            (
                "https://x.example/a.jpg\nhttps://x.example/b.jpg\n",
                &["https://x.example/a.jpg", "https://x.example/b.jpg"],
                0,
            ),
            ("https://x.example/a.jpg\u{1f}b.jpg", &["https://x.example/a.jpg"], 1),
            (
                r#"["https://x.example/a.jpg", "https://x.example/b.jpg"]"#,
                &["https://x.example/a.jpg", "https://x.example/b.jpg"],
                0,
            ),
            ("//cdn.example/a.jpg", &["https://cdn.example/a.jpg"], 0),
            ("www.example.com/a.jpg", &["https://www.example.com/a.jpg"], 0),
            ("HTTP://X.example/a.jpg", &["http://X.example/a.jpg"], 0),
            ("https://x.example/?a=1&amp;b=2", &["https://x.example/?a=1&b=2"], 0),
            ("/a/b.jpg", &[], 1),
            ("a.jpg;b.jpg", &[], 1),
            ("javascript:alert(1)", &[], 1),
            ("file:///etc/passwd", &[], 1),
            ("data:image/png;base64,AAAA", &[], 1),
            ("https:///a.jpg", &[], 1),
            ("https://", &[], 1),
            ("https://x.example/<b>", &[], 1),
            ("", &[], 0),
        ] {
            let (urls, wrong) = split(cell);
            assert_eq!(
                (urls.iter().map(String::as_str).collect::<Vec<_>>().as_slice(), wrong),
                (expected, invalid),
                "{cell:?}"
            );
        }
    }

    #[test]
    fn no_more_than_asked_for() {
        let cell = (0..20).map(|n| format!("https://x.example/{n}.jpg")).collect::<Vec<_>>().join(",");
        let mut urls = Vec::new();
        assert_eq!(split_into(&cell, &mut urls, &mut Vec::new(), 5), 0);
        assert_eq!(urls.len(), 5);
    }
}
