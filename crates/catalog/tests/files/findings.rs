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
