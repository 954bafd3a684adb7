//! Issues of a run: kept one by one, counted exactly, found again in the order of the file.

use catalog::field::Field;
use catalog::issue::{Code, Issue, Severity};
use catalog::record::Position;
use store::imports::issue::{self, IssueCount, IssueFilter};

use crate::runs::Imports;

fn issue(record: u64, field: Option<Field>, code: Code, severity: Severity, raw: &str) -> Issue {
    Issue::new(Position { record, line: record + 1 }, field, code, severity, raw)
}

fn count(code: Code, severity: Severity, field: &str, count: i64) -> IssueCount {
    IssueCount {
        code: code.as_str().to_owned(),
        severity: severity.as_str().to_owned(),
        field: field.to_owned(),
        count,
    }
}

#[tokio::test]
async fn raw_values_come_back_as_they_were() {
    let it = Imports::new().await;
    let run = it.run(1, 1).await.id;
    let raw = [
        "plain",
        "tab\there",
        "line\nend\r\n",
        "back\\slash \\N \\.",
        "",
        "été 🦊",
        "'; drop table issues; --",
    ];
    let issues: Vec<Issue> = raw
        .iter()
        .enumerate()
        .map(|(n, raw)| issue(n as u64 + 1, None, Code::NumberInvalid, Severity::Warning, raw))
        .chain([issue(99, Some(Field::Price), Code::Unreadable, Severity::Error, "nul\0gone")])
        .collect();
    issue::copy_in(&it.db, run, &issues).await.expect("written");
    issue::copy_in(&it.db, run, &[]).await.expect("nothing to write");
    let kept = issue::list(&it.db, run, &IssueFilter::default(), 100, 0).await.expect("read");
    let values: Vec<&str> = kept.iter().map(|issue| issue.raw.as_str()).collect();
    assert_eq!(values[..raw.len()], raw);
    let last = kept.last().expect("an issue");
    assert_eq!(
        (last.raw.as_str(), last.field.as_deref(), last.record, last.line),
        ("nulgone", Some("price"), 99, 100)
    );
}

#[tokio::test]
async fn issues_are_filtered_paged_and_forgotten() {
    let it = Imports::new().await;
    let (run, other) = (it.run(1, 1).await.id, it.run(1, 2).await.id);
    let some = [
        issue(1, Some(Field::Price), Code::NumberInvalid, Severity::Warning, "x"),
        issue(2, None, Code::MissingKey, Severity::Error, ""),
        issue(3, Some(Field::Stock), Code::NumberInvalid, Severity::Warning, "y"),
    ];
    issue::copy_in(&it.db, run, &some).await.expect("written");
    issue::copy_in(&it.db, other, &some[..1]).await.expect("written");
    let records = async |filter: IssueFilter| {
        let page = issue::list(&it.db, run, &filter, 2, 0).await.expect("read");
        (
            page.iter().map(|issue| issue.record).collect::<Vec<_>>(),
            issue::count(&it.db, run, &filter).await.expect("counted"),
        )
    };
    let all = IssueFilter::default;
    assert_eq!(records(all()).await, (vec![1, 2], 3));
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(records(IssueFilter { code: text("number_invalid"), ..all() }).await, (vec![1, 3], 2));
    assert_eq!(records(IssueFilter { severity: text("error"), ..all() }).await, (vec![2], 1));
    assert_eq!(records(IssueFilter { field: text("stock"), ..all() }).await, (vec![3], 1));
    assert_eq!(issue::list(&it.db, run, &all(), 2, 2).await.expect("read").len(), 1);
    issue::set_counts(&it.db, run, &[count(Code::MissingKey, Severity::Error, "", 1)]).await.expect("set");
    issue::clear(&it.db, run).await.expect("cleared");
    assert_eq!(records(all()).await, (vec![], 0));
    assert!(issue::counts(&it.db, run).await.expect("read").is_empty());
    assert_eq!(issue::count(&it.db, other, &all()).await.expect("counted"), 1, "another run's stay");
}

#[tokio::test]
async fn counts_are_replaced_as_a_whole_or_by_code() {
    let it = Imports::new().await;
    let run = it.run(1, 1).await.id;
    let price = count(Code::NumberInvalid, Severity::Warning, "price", 500_000);
    for _ in 0..2 {
        let missing = count(Code::MissingKey, Severity::Error, "", 3);
        issue::set_counts(&it.db, run, &[missing.clone(), price.clone()]).await.expect("set");
        assert_eq!(
            issue::counts(&it.db, run).await.expect("read"),
            [price.clone(), missing],
            "most frequent first"
        );
    }
    issue::set_counts(&it.db, run, std::slice::from_ref(&price)).await.expect("set");
    // What the catalogue finds out comes later, and perhaps twice.
    let conflict =
        |record| issue(record, Some(Field::Ean), Code::GtinConflict, Severity::Warning, "4006381333931");
    for _ in 0..2 {
        issue::replace(&it.db, run, Code::GtinConflict, &[conflict(4), conflict(7)]).await.expect("replaced");
        let counts = issue::counts(&it.db, run).await.expect("read");
        assert_eq!(counts, [price.clone(), count(Code::GtinConflict, Severity::Warning, "ean", 2)]);
    }
    assert_eq!(issue::count(&it.db, run, &IssueFilter::default()).await.expect("counted"), 2);
}

#[tokio::test]
async fn rejections_are_read_in_pages_that_lose_none() {
    let it = Imports::new().await;
    let run = it.run(1, 1).await.id;
    let rejected = |record| {
        [
            issue(record, Some(Field::Price), Code::NumberInvalid, Severity::Warning, "x"),
            issue(record, None, Code::MissingKey, Severity::Error, ""),
            issue(record, Some(Field::Name), Code::MissingName, Severity::Error, ""),
        ]
    };
    let issues: Vec<Issue> = (1..=5).flat_map(rejected).collect();
    issue::copy_in(&it.db, run, &issues).await.expect("written");
    let (mut after, mut found) = ((0, 0), Vec::new());
    loop {
        // Odd pages: the two reasons of a record come apart.
        let page = issue::rejected_after(&it.db, run, after, 3).await.expect("read");
        let Some(last) = page.last() else { break };
        after = (last.record, last.id);
        found.extend(page.iter().map(|rejection| (rejection.record, rejection.code.clone())));
    }
    let expected: Vec<_> = (1..=5)
        .flat_map(|record| [(record, "missing_key".to_owned()), (record, "missing_name".to_owned())])
        .collect();
    assert_eq!(found, expected);
}
