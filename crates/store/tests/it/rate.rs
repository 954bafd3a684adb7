//! Exchange rates by day.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use store::catalog::rate;
use store::databases::Database;
use testkit::TestDbs;

use crate::sample::minute;

#[tokio::test]
async fn the_newest_rate_at_or_before_the_day_holds() {
    let dbs = TestDbs::only(&[Database::Catalog]).await;
    let db = &dbs.catalog;
    let day = |day| NaiveDate::from_ymd_opt(2026, 3, day).expect("a day");
    let decimal = |text: &str| text.parse::<Decimal>().expect("a number");
    for (currency, on, value) in
        [("USD", 1, "0.9"), ("USD", 10, "0.8"), ("PLN", 5, "0.25"), ("USD", 10, "0.85")]
    {
        let row = rate::put(db, currency, day(on), decimal(value), "ann", minute(0)).await.expect("to write");
        assert_eq!((row.rate, row.by.as_deref()), (decimal(value), Some("ann")));
    }
    for (on, currency, expected) in [
        (1, "USD", Some("9")),
        (9, "USD", Some("9")),
        (10, "USD", Some("8.5")),
        (31, "PLN", Some("2.5")),
        (4, "PLN", None),
    ] {
        let rates = rate::on_day(db, day(on), "EUR").await.expect("to read");
        let amount = rates.convert(Decimal::TEN, currency, "EUR").ok().flatten();
        assert_eq!(
            amount.map(|amount| amount.normalize().to_string()).as_deref(),
            expected,
            "{currency} on {on}"
        );
    }
    let (rows, total) = rate::list(db, Some("USD"), 1, 0).await.expect("to list");
    assert_eq!((rows[0].day, total), (day(10), 2));
    assert!(rate::delete(db, "USD", day(10)).await.expect("to delete"));
    assert!(!rate::delete(db, "USD", day(10)).await.expect("to delete"));
    assert_eq!(rate::list(db, None, 10, 0).await.expect("to list").1, 2);
}
