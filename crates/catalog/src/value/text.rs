//! Texts on one line: names, brands, article numbers, categories.
//!
//! Suppliers' texts carry line breaks, no-break spaces, zero-width characters, NULs (which PostgreSQL refuses in a
//! text), HTML tags and entities, sometimes escaped twice. What comes out is plain text on one line.
//! Nearly all texts are clean already; those are found in one pass over their bytes and nothing is copied.

use std::borrow::Cow;
use std::sync::LazyLock;

/// The text without white space around it. Most cells have none, which two bytes show.
#[inline]
pub fn trim(text: &str) -> &str {
    match text.as_bytes() {
        [] => text,
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => text,
        _ => text.trim(),
    }
}

/// A text on one line: control and invisible characters dropped, white space collapsed, HTML undone.
pub fn line(text: &str) -> Cow<'_, str> {
    let trimmed = trim(text);
    match tidiness(trimmed) {
        Tidiness::Clean => Cow::Borrowed(trimmed),
        Tidiness::Spaces => Cow::Owned(collapsed(trimmed)),
        Tidiness::Markup => Cow::Owned(collapsed(&without_markup(trimmed))),
    }
}

/// An article number or another code: like [`line()`], but without the wrapping of spreadsheets (`'00123`,
/// `="00123"`), and with `&` and `<` left alone.
pub fn code(text: &str) -> Cow<'_, str> {
    let mut trimmed = trim(text);
    if let Some(inner) = trimmed.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')) {
        trimmed = inner.trim();
    } else if let Some(inner) = trimmed.strip_prefix('\'').filter(|inner| !inner.contains('\'')) {
        trimmed = inner;
    }
    match tidiness(trimmed) {
        Tidiness::Clean => Cow::Borrowed(trimmed),
        _ => Cow::Owned(collapsed(trimmed)),
    }
}

/// What has to be done to a text.
enum Tidiness {
    Clean,
    Spaces,
    Markup,
}

/// What each byte may mean for a text: a space, something to drop or replace, markup.
static CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b' ' => SPACE,
            b'<' | b'&' => MARKUP,
            // Control characters, and the first bytes of all characters above ASCII that are space, control or invisible.
            0..=0x1f | 0x7f | 0xc2 | 0xd8 | 0xe1..=0xe3 | 0xef => ODD,
            _ => 0,
        };
        byte += 1;
    }
    classes
};
const SPACE: u8 = 1;
const ODD: u8 = 2;
const MARKUP: u8 = 4;

fn tidiness(text: &str) -> Tidiness {
    // Without a branch per byte, as nearly every text of every record comes through here.
    let (mut seen, mut previous) = (0, 0);
    for &byte in text.as_bytes() {
        let class = CLASSES[usize::from(byte)];
        // A space behind a space is odd.
        seen |= class | ((class & previous & SPACE) << 1);
        previous = class;
    }
    if seen & MARKUP != 0 {
        Tidiness::Markup
    } else if seen & ODD != 0 {
        Tidiness::Spaces
    } else {
        Tidiness::Clean
    }
}

/// Whether a character leaves no mark: zero-width, direction marks, soft hyphen, byte order mark.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{61c}')
}

/// The text with white space collapsed to single spaces, and control and invisible characters dropped.
fn collapsed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut pending = false;
    for c in text.chars() {
        if c.is_whitespace() || c == '\u{1f}' {
            pending = !out.is_empty();
        } else if !(c.is_control() || is_invisible(c)) {
            if pending {
                out.push(' ');
                pending = false;
            }
            out.push(c);
        }
    }
    out
}

/// A cleaner that lets no tag through.
static NO_TAGS: LazyLock<ammonia::Builder<'static>> = LazyLock::new(ammonia::Builder::empty);

/// The text without tags, entities decoded; twice where they were escaped twice.
fn without_markup(text: &str) -> String {
    let mut text = Cow::Borrowed(text);
    for _ in 0..2 {
        let tags = has_tag(&text);
        if !tags && !has_entity(&text) {
            break;
        }
        // Without tags, `<` is a less-than sign that the HTML parser mustn't take for one.
        let prepared = if tags { apart(&text) } else { text.replace('<', "&lt;") };
        text = Cow::Owned(unescaped(&NO_TAGS.clean(&prepared).to_string()));
    }
    text.into_owned()
}

/// Whether there is something like `<br/>` or `</b>` in the text.
pub(crate) fn has_tag(text: &str) -> bool {
    text.match_indices('<').any(|(at, _)| {
        let rest = &text[at + 1..];
        let rest = rest.strip_prefix('/').unwrap_or(rest);
        rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '!') && rest.contains('>')
    })
}

/// Whether there is something like `&amp;` or `&#39;` in the text.
pub(crate) fn has_entity(text: &str) -> bool {
    text.match_indices('&').any(|(at, _)| {
        let name =
            text[at + 1..].bytes().take(32).take_while(|&b| b.is_ascii_alphanumeric() || b == b'#').count();
        name > 1 && text.as_bytes().get(at + 1 + name) == Some(&b';')
    })
}

/// The text with a space before each tag that breaks a line, so that what it parts stays apart.
fn apart(text: &str) -> String {
    const BREAKING: [&str; 10] = ["br", "p", "li", "ul", "ol", "div", "tr", "td", "th", "h"];
    let mut out = String::with_capacity(text.len() + 8);
    for (number, piece) in text.split('<').enumerate() {
        if number > 0 {
            let name = piece.trim_start_matches('/');
            let length = name.bytes().take_while(u8::is_ascii_alphabetic).count();
            if BREAKING.iter().any(|tag| name[..length].eq_ignore_ascii_case(tag)) {
                out.push(' ');
            }
            out.push('<');
        }
        out.push_str(piece);
    }
    out
}

/// Undoes the escaping that the cleaner leaves in its output.
fn unescaped(html: &str) -> String {
    html.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&nbsp;", " ")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}

/// Whether a text merely says that there is nothing: `N/A`, `-`, `null`, `None`.
pub fn says_none(text: &str) -> bool {
    const WORDS: [&str; 25] = [
        "n/a",
        "na",
        "n.a.",
        "n.a",
        "n/d",
        "n.d.",
        "nd",
        "none",
        "null",
        "nil",
        "nan",
        "undefined",
        "(null)",
        "(none)",
        "<null>",
        "\\n",
        "[null]",
        "(blank)",
        "(leer)",
        "(vide)",
        "k.a.",
        "n.v.t.",
        "nvt",
        "not available",
        "no data",
    ];
    // Nearly every text is told by its length or its first byte.
    const FIRST: &[u8] = b"nNuU(<\\[kK-_./?*";
    match text.as_bytes() {
        [first, ..] if text.len() <= 14 && (FIRST.contains(first) || *first == 0xe2) => {}
        _ => return false,
    }
    if text.chars().all(|c| matches!(c, '-' | '\u{2013}' | '\u{2014}' | '_' | '.' | '/' | '?' | '*')) {
        return true;
    }
    WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// Whether a cell holds a spreadsheet's error value instead of a value, in any of the languages that spreadsheets
/// translate them to (ECMA-376 part 1, section 18.17.2.6 lists the English ones), or LibreOffice's `Err:502`.
pub fn is_cell_error(text: &str) -> bool {
    const WHOLE: [&str; 16] = [
        "N/A",
        "NV",
        "N/D",
        "NA",
        "ND",
        "N/B",
        "Н/Д",
        "N.V.",
        "GETTING_DATA",
        "N/DISP",
        "NENÍ_K_DISPOZICI",
        "HIÁNYZIK",
        "YOK",
        "I/T",
        // Russian, read in the wrong encoding.
        "Í/Ä",
        "Ќ/„",
    ];
    if let Some(number) = text.strip_prefix("Err:") {
        return number.len() == 3 && number.bytes().all(|b| b.is_ascii_digit());
    }
    let Some(name) = text.strip_prefix('#') else { return false };
    // A column that was too narrow when it was printed to a file.
    if name.len() >= 2 && name.bytes().all(|b| b == b'#') {
        return true;
    }
    let name = name.trim_start_matches(['¡', '¿']);
    if name.len() > 24 {
        return false;
    }
    if WHOLE.contains(&name) {
        return true;
    }
    // All others end in a mark, and `#1!` is a name that somebody gave an article.
    let Some(word) = name.strip_suffix(['!', '?']) else { return false };
    !word.is_empty()
        // × and ß are letters of other alphabets in the wrong encoding: `#ÇÍÀ×!` was `#ЗНАЧ!`.
        && word.chars().all(|c| (c.is_alphabetic() && !c.is_lowercase()) || matches!(c, '/' | '0' | '_' | '×' | 'ß'))
        && word.chars().any(char::is_alphabetic)
}

/// Cuts a text to a number of characters; true if it had to.
pub fn truncate(text: &mut String, characters: usize) -> bool {
    if text.len() <= characters {
        return false;
    }
    match text.char_indices().nth(characters) {
        Some((at, _)) => {
            text.truncate(at);
            text.truncate(text.trim_end().len());
            true
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lines() {
        for (text, expected) in [
            ("Perceuse 18 V", "Perceuse 18 V"),
            ("  Perceuse   18\tV \r\n", "Perceuse 18 V"),
            ("Perceuse\u{a0}18\u{202f}V", "Perceuse 18 V"),
            ("Per\0ceuse", "Perceuse"),
            ("\u{feff}Perceuse\u{200b}", "Perceuse"),
            ("Per\u{ad}ceuse", "Perceuse"),
            ("Dragon &amp; Fils", "Dragon & Fils"),
            ("Dragon &amp;amp; Fils", "Dragon & Fils"),
            ("Caf&eacute; &#39;Noir&#39;", "Café 'Noir'"),
            ("Black & Decker", "Black & Decker"),
            ("R&D;S", "R&D;S"),
            ("Câble <3 m", "Câble <3 m"),
            ("a < b > c", "a < b > c"),
            ("<b>Lampe</b> LED", "Lampe LED"),
            ("Lampe<br>LED<BR/>bleue", "Lampe LED bleue"),
            ("Lampe<script>alert(1)</script>", "Lampe"),
            ("Größe ÄÖÜ ß", "Größe ÄÖÜ ß"),
            ("Молоток 500 г", "Молоток 500 г"),
            ("&nbsp;", ""),
            ("", ""),
        ] {
            assert_eq!(line(text), expected, "{text:?}");
        }
    }

    #[test]
    fn clean_texts_are_not_copied() {
        for text in ["Perceuse 18 V", "Größe", "Молоток"] {
            assert!(matches!(line(text), Cow::Borrowed(_)), "{text}");
        }
    }

    #[test]
    fn codes() {
        for (text, expected) in [
            ("0012345", "0012345"),
            ("'0012345", "0012345"),
            ("=\"0012345\"", "0012345"),
            (" A&B<1> ", "A&B<1>"),
            ("A\u{a0}B", "A B"),
            ("5'x6'", "5'x6'"),
            ("'a'", "'a'"),
        ] {
            assert_eq!(code(text), expected, "{text:?}");
        }
    }

    #[test]
    fn none() {
        for text in ["N/A", "n/a", "-", "--", "—", "null", "None", "NaN", "..."] {
            assert!(says_none(text), "{text}");
        }
        for text in ["0", "Nathalie", "NA-1", "no", "A-B"] {
            assert!(!says_none(text), "{text}");
        }
    }

    #[test]
    fn cell_errors() {
        for text in [
            "#N/A",
            "#NV",
            "#VALUE!",
            "#VALEUR!",
            "#REF!",
            "#ЗНАЧ!",
            "#ССЫЛКА!",
            "#DIV/0!",
            "#ДЕЛ/0!",
            "#NAME?",
            "#¡REF!",
            "#¿NOMBRE?",
            "#Н/Д",
            "Err:502",
            "#NUM!",
            "#NULL!",
            "#SPILL!",
            "#CALC!",
            "#NOM?",
            "#NOMBRE!",
            "#WERT!",
            "#BEZUG!",
            "#ZAHL!",
            "#¡VALOR!",
            "#¡DIV/0!",
            "#VALORE!",
            "#RIF!",
            "#NOME?",
            "#WAARDE!",
            "#VERW!",
            "#N/B",
            "#ARG!",
            "#ADR!",
            "#DZIEL/0!",
            "#HODNOTA!",
            "#ODKAZ!",
            "#DĚLENÍ_NULOU!",
            "#NENÍ_K_DISPOZICI",
            "#ЧИСЛО!",
            "#ИМЯ?",
            "#ПОСИЛАННЯ!",
            "#ÇÍÀ×!",
            "#ÑÑÛËÊÀ!",
            "#ÈÌß?",
            "########",
        ] {
            assert!(is_cell_error(text), "{text}");
        }
        for text in ["#1", "#12!", "# 5", "N/A", "#noir!", "#", "#!", "##", "Err:or", "#Rouge"] {
            assert!(!is_cell_error(text), "{text}");
        }
    }

    #[test]
    fn cutting() {
        let mut text = String::from("éàü ö");
        assert!(!truncate(&mut text, 5));
        assert!(truncate(&mut text, 4));
        assert_eq!(text, "éàü");
    }

    proptest! {
        #[test]
        fn a_line_is_a_line_and_stays_one(text in "\\PC{0,60}", odd in "[a-z<>&;# \\x00-\\x1f\u{a0}/]{0,40}") {
            for text in [&text, &odd] {
                let once = line(text).into_owned();
                prop_assert!(!once.chars().any(char::is_control));
                prop_assert_eq!(once.trim(), &once);
            }
        }
    }
}
