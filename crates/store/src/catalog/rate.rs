//! Exchange rates: what one unit of a currency is worth in the catalogue's, from a day on until the next one.

use catalog::transform::Rates;
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::Serialize;
use sqlx::FromRow;

use crate::databases::CatalogDb;

/// A rate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, FromRow)]
pub struct RateRow {
    /// ISO 4217.
    pub currency: String,
    /// The day from which it holds.
    pub day: NaiveDate,
    /// Units of the catalogue's currency for one of this.
    pub rate: Decimal,
    /// Who wrote it.
    pub by: Option<String>,
}

/// A page of rates by currency, newest first, and how many there are on all pages.
pub async fn list(
    db: &CatalogDb,
    currency: Option<&str>,
    limit: i64,
    offset: i64,
) -> sqlx::Result<(Vec<RateRow>, i64)> {
    let rows = sqlx::query_as(
        "select currency, day, rate, by from exchange_rates where $1::text is null or currency = $1
         order by currency, day desc limit $2 offset $3",
    )
    .bind(currency)
    .bind(limit)
    .bind(offset)
    .fetch_all(db.pool())
    .await?;
    let total =
        sqlx::query_scalar("select count(*) from exchange_rates where $1::text is null or currency = $1")
            .bind(currency)
            .fetch_one(db.pool())
            .await?;
    Ok((rows, total))
}

/// Sets the rate that holds from a day on.
pub async fn put(
    db: &CatalogDb,
    currency: &str,
    day: NaiveDate,
    rate: Decimal,
    by: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<RateRow> {
    sqlx::query_as(
        "insert into exchange_rates (currency, day, rate, by, updated_at) values ($1, $2, $3, $4, $5)
         on conflict (currency, day) do update set rate = excluded.rate, by = excluded.by, updated_at = excluded.updated_at
         returning currency, day, rate, by",
    )
    .bind(currency)
    .bind(day)
    .bind(rate)
    .bind(by)
    .bind(now)
    .fetch_one(db.pool())
    .await
}

/// Takes a rate away; false where there is none.
pub async fn delete(db: &CatalogDb, currency: &str, day: NaiveDate) -> sqlx::Result<bool> {
    let done = sqlx::query("delete from exchange_rates where currency = $1 and day = $2")
        .bind(currency)
        .bind(day)
        .execute(db.pool())
        .await?;
    Ok(done.rows_affected() > 0)
}

/// The rates that hold on a day: of each currency the newest one at or before it.
pub async fn on_day(db: &CatalogDb, day: NaiveDate, catalogue_currency: &str) -> sqlx::Result<Rates> {
    let rates: Vec<(String, Decimal)> = sqlx::query_as(
        "select distinct on (currency) currency, rate from exchange_rates where day <= $1
         order by currency, day desc",
    )
    .bind(day)
    .fetch_all(db.pool())
    .await?;
    Ok(Rates::new(catalogue_currency, rates))
}
