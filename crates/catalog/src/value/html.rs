//! Descriptions: whatever HTML a supplier sends, made safe.
//!
//! A description is shown in the web UI and goes out in shop feeds, and a supplier's file is outside data: scripts,
//! event handlers, frames, styles and `javascript:` addresses are dropped by an allow list (ammonia, on a real
//! HTML5 parser; see the OWASP Cross Site Scripting Prevention Cheat Sheet on why it takes a parser).
//! What comes out is always safe to show as HTML. Text without `<` and `&` is so already and isn't parsed.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;

use crate::value::text::{has_tag, trim};

/// What may be in a description: text formatting, lists, tables, links and pictures on http(s).
static CLEANER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
    let mut builder = ammonia::Builder::default();
    builder
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
        .url_relative(ammonia::UrlRelative::Deny)
        .link_rel(Some("noopener noreferrer nofollow"));
    builder
});

/// The description as safe HTML, trimmed, without control characters.
pub fn safe(text: &str) -> Cow<'_, str> {
    let trimmed = trim(text);
    // Whole chunks are looked at without a branch per byte, as descriptions are most of a file's bytes.
    let odd = |byte: &u8| {
        matches!(byte, b'<' | b'&' | 0x7f | 0xc2 | 0xef) || (*byte < 0x20 && *byte != b'\n' && *byte != b'\t')
    };
    if !trimmed.as_bytes().chunks(64).any(|chunk| chunk.iter().fold(false, |found, byte| found | odd(byte))) {
        return Cow::Borrowed(trimmed);
    }
    let text = without_controls(trimmed);
    if !text.contains(['<', '&']) {
        return text;
    }
    if !has_tag(&text) {
        // HTML that was escaped as a whole (`&lt;p&gt;…`) shows its tags to the reader: undo it.
        if holds_escaped_tags(&text) {
            let html =
                text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
            return Cow::Owned(cleaned(&html));
        }
        return Cow::Owned(cleaned(&text.replace('<', "&lt;")));
    }
    Cow::Owned(cleaned(&text))
}

fn cleaned(html: &str) -> String {
    let mut html = CLEANER.clean(html).to_string();
    html.truncate(html.trim_end().len());
    html
}

/// The text without control characters; line breaks and tabs stay.
fn without_controls(text: &str) -> Cow<'_, str> {
    let is_odd = |c: char| (c.is_control() && !matches!(c, '\n' | '\t')) || c == '\u{feff}';
    if !text.contains(is_odd) {
        return Cow::Borrowed(text);
    }
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{1f}'], "\n");
    Cow::Owned(text.replace(is_odd, "").trim().to_owned())
}

/// Whether the text holds tags that were escaped.
fn holds_escaped_tags(text: &str) -> bool {
    const TAGS: [&str; 12] = ["p", "br", "b", "ul", "ol", "li", "div", "strong", "span", "h", "table", "em"];
    text.match_indices("&lt;").any(|(at, sign)| {
        let rest = text[at + sign.len()..].trim_start_matches('/');
        let length = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        TAGS.iter().any(|tag| rest[..length].eq_ignore_ascii_case(tag)) && rest.contains("&gt;")
    })
}

/// Cuts HTML to a number of characters and mends what the cut opened; true if it had to.
pub fn truncate(html: &mut String, characters: usize) -> bool {
    let Some((mut at, _)) = html.char_indices().nth(characters) else { return false };
    // Mending closes tags, which takes room of its own.
    loop {
        let cut = &html[..at];
        // Not in the middle of a tag or an entity.
        let cut = match cut.rfind('<') {
            Some(open) if !cut[open..].contains('>') => &cut[..open],
            _ => cut,
        };
        let cut = match cut.rfind('&') {
            Some(start) if !cut[start..].contains(';') && cut.len() - start < 12 => &cut[..start],
            _ => cut,
        };
        let mended = if cut.contains('<') { cleaned(cut) } else { cut.trim_end().to_owned() };
        if mended.chars().count() <= characters || at == 0 {
            *html = mended;
            return true;
        }
        at = html.floor_char_boundary(at.saturating_sub(at / 10 + 1));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn safe_html() {
        for (text, expected) in [
            ("Une lampe.\nBleue.", "Une lampe.\nBleue."),
            ("Une\r\nlampe\0", "Une\nlampe"),
            ("<p>Une <b>lampe</b></p>", "<p>Une <b>lampe</b></p>"),
            ("<p onclick=\"x()\" style=\"color:red\">Une</p>", "<p>Une</p>"),
            ("<script>alert(1)</script>Une lampe", "Une lampe"),
            ("<a href=\"javascript:alert(1)\">x</a>", "<a rel=\"noopener noreferrer nofollow\">x</a>"),
            ("<img src=x onerror=alert(1)>", "<img>"),
            ("<iframe src=\"https://x.example\"></iframe>a", "a"),
            ("<p>offen", "<p>offen</p>"),
            ("Tom & Jerry", "Tom &amp; Jerry"),
            ("Tom &amp; Jerry", "Tom &amp; Jerry"),
            ("3 < 5 & 6", "3 &lt; 5 &amp; 6"),
            ("&lt;p&gt;Une lampe&lt;/p&gt;", "<p>Une lampe</p>"),
            ("&lt;script&gt;alert(1)&lt;/script&gt;", "&lt;script&gt;alert(1)&lt;/script&gt;"),
            ("&lt;p&gt;a&lt;script&gt;alert(1)&lt;/script&gt;", "<p>a</p>"),
        ] {
            assert_eq!(safe(text), expected, "{text:?}");
        }
    }

    #[test]
    fn cutting_mends_tags() {
        let mut html = String::from("<p>Une <b>lampe bleue</b> et grande</p>");
        assert!(truncate(&mut html, 25));
        assert!(html.chars().count() <= 25, "{html}");
        assert_eq!(safe(&html), html);
        assert!(html.ends_with("</p>"), "{html}");
        let mut short = String::from("<p>a</p>");
        assert!(!truncate(&mut short, 8));
    }

    proptest! {
        #[test]
        fn no_script_survives(text in "(<|>|&lt;|&gt;|script|img|onerror=|javascript:|svg|\"|'|/| |p|a href=){0,25}") {
            let html = safe(&text);
            let lower = html.to_lowercase();
            for odd in ["<script", "<svg", "<a href=\"javascript", "<img src=\"javascript", "<img onerror"] {
                prop_assert!(!lower.contains(odd), "{}", html);
            }
        }

        #[test]
        fn cut_html_fits(text in "(<p>|</p>|<b>|</b>|<ul><li>|é|words |&amp;){0,40}", length in 1_usize..60) {
            let mut html = safe(&text).into_owned();
            truncate(&mut html, length);
            prop_assert!(html.chars().count() <= length);
        }
    }
}
