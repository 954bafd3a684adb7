//! Policies that hold a run before the catalogue: too many records that can't be used, or any that has a bad value.

use catalog::policy::{BadRecords, Policies};
use store::imports::lease::Message;
use store::imports::run::Counts;

/// Why the feed's policies hold the run, if they do.
/// `flagged` records are used, though a value of theirs couldn't be.
pub(super) fn check(policies: &Policies, counts: &Counts, flagged: i64) -> Option<Message> {
    if let Some(most) = policies.most_errors
        && counts.records > 0
        && counts.rejected as f64 > counts.records as f64 * most
    {
        return Some(Message {
            text: format!(
                "{} of the {} records can't be used ({}): the feed allows no more than {}",
                counts.rejected,
                counts.records,
                percent(counts.rejected as f64 / counts.records as f64),
                percent(most),
            ),
            code: "most_errors".to_owned(),
        });
    }
    let bad = flagged + counts.rejected;
    if policies.bad_records == BadRecords::Block && bad > 0 {
        return Some(Message {
            text: format!(
                "{bad} of the {} records have a value that can't be used, and the feed lets none of them in",
                counts.records
            ),
            code: "blocked".to_owned(),
        });
    }
    None
}

/// A share for people: `5 %`, `0.25 %`.
pub(super) fn percent(share: f64) -> String {
    let text = format!("{:.2}", share * 100.0);
    format!("{} %", text.trim_end_matches('0').trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(policies: &Policies, records: i64, rejected: i64, flagged: i64) -> Option<Message> {
        check(policies, &Counts { records, rejected, ..Counts::default() }, flagged)
    }

    #[test]
    fn more_errors_than_allowed_hold_the_run() {
        let policies = Policies { most_errors: Some(0.05), ..Policies::default() };
        assert!(held(&policies, 100, 5, 50).is_none());
        let message = held(&policies, 100, 6, 0).expect("held");
        assert_eq!(message.code, "most_errors");
        assert!(message.text.contains("6 of the 100 records can't be used (6 %)"), "{}", message.text);
        assert!(message.text.ends_with("no more than 5 %"), "{}", message.text);
        assert!(held(&policies, 0, 0, 0).is_none());
    }

    #[test]
    fn one_bad_record_blocks_where_none_may_come_in() {
        let policies = Policies { bad_records: BadRecords::Block, ..Policies::default() };
        assert!(held(&policies, 10, 0, 0).is_none());
        assert_eq!(held(&policies, 10, 0, 1).expect("held").code, "blocked");
        assert_eq!(held(&policies, 10, 1, 0).expect("held").code, "blocked");
        assert!(held(&Policies::default(), 10, 1, 1).is_none());
    }
}
