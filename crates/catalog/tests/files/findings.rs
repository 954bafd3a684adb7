//! What fuzzing found, one test each.

use crate::sample::Sample;

#[test]
fn rows_of_blanks_that_are_not_ascii_are_not_counted() {
    // NBSP in CP850 and UTF-8, EN SPACE, NEL.
    for blank in ["\u{a0}|\u{a0}", "\u{2002}|", "|\u{85}", "\u{b}|"] {
        let sample = Sample::new(format!("id|name\nA1|Käse\n{blank}\nA2|x\n"));
        assert_eq!(sample.lines(), ["A1|Käse", "A2|x"], "{blank:?}");
    }
    let mut sample = Sample::new(b"id|name\nA1|x\n\xff|\nA2|y\n");
    sample.options.overrides.encoding = Some("cp850".to_owned());
    assert_eq!(sample.lines(), ["A1|x", "A2|y"]);
}

#[test]
fn a_declaration_whose_encoding_stands_in_no_quotes_declares_nothing() {
    for declaration in
        ["<?xml encoding=é1?>", "<?xml encoding=\u{7aa}?>", "<?xml encoding=\u{fffd}?>", "<?xml encoding=?>"]
    {
        let sample =
            Sample::new(format!("{declaration}<r><i><a>1</a><b>x</b></i><i><a>2</a><b>é</b></i></r>"));
        assert_eq!(sample.inspect().structure.encoding, "utf-8", "{declaration}");
        assert_eq!(sample.lines(), ["1|x", "2|é"]);
    }
}

#[test]
fn reading_is_over_where_nothing_more_can_be_read() {
    for text in [
        "[{\"sku\":\"A1\",\"price\":1},{\"sku\":\"A2\",\"price\":-}, {\"sku\": nothing, \"price\": 2}]",
        "<r><i><sku>A1</sku><price>1</price></i><i><sku>A2</sku><!x><price>2</price></i></r>",
    ] {
        // That all was read at the end is checked there.
        let rows = Sample::new(text).rows();
        let last = rows.last().and_then(|row| row.malformed.as_deref());
        assert!(last.is_some_and(|message| message.contains("nothing behind it can be read")), "{rows:?}");
    }
}
