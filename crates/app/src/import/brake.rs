//! Brakes: what stops a run before the catalogue until a person has looked.

use store::imports::lease::Message;
use store::imports::run::{Counts, Run};

/// A file with less than this share of the records of the one before is not believed.
const LEAST_SHARE: f64 = 0.5;
/// Files smaller than this vary too much to be judged.
const LEAST_RECORDS: i64 = 20;

/// Why the run should be held, if it should.
pub(super) fn check(counts: &Counts, last: Option<&Run>) -> Option<Message> {
    let usable = counts.records - counts.rejected - counts.duplicates;
    if counts.records > 0 && usable == 0 {
        return Some(Message {
            text: format!(
                "none of the {} records could be used: look at the issues before anything else",
                counts.records
            ),
            code: "no_usable_records".to_owned(),
        });
    }
    let last = last.map(|run| run.counts)?;
    let before = last.records - last.rejected - last.duplicates;
    if before < LEAST_RECORDS || usable as f64 >= before as f64 * LEAST_SHARE {
        return None;
    }
    Some(Message {
        text: format!(
            "the file has {usable} usable records, the one before had {before}: it may be incomplete"
        ),
        code: "shrunken_file".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(records: i64, rejected: i64) -> Counts {
        Counts { records, rejected, ..Counts::default() }
    }

    #[test]
    fn a_file_without_a_usable_record_is_held() {
        assert_eq!(check(&counts(5, 5), None).unwrap().code, "no_usable_records");
        assert!(check(&counts(5, 4), None).is_none());
    }
}
