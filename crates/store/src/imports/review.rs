//! What a person sees of a run before it counts, what they approved, and what was measured for later runs.
//!
//! A run's *measures* are kept once it is in the catalogue: the limits of the feed's next runs are learned from
//! them. Its *review* is what brakes and the diff said while it waited.

use std::collections::BTreeSet;

use catalog::field::Field;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::types::Json;

use crate::databases::ImportsDb;

/// A kind of change that can be approved by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// New offers.
    Created,
    /// Changed offers and products.
    Updated,
    /// Offers that the file left out.
    Discontinued,
}

/// Which part of a run was approved. What isn't said is approved.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Selection {
    /// Only these kinds of changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kinds: Option<BTreeSet<Part>>,
    /// Only these fields.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fields: Option<BTreeSet<Field>>,
    /// Only these records of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub only_records: Option<BTreeSet<i64>>,
    /// Not these records of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub except_records: Option<BTreeSet<i64>>,
}

impl Selection {
    /// Whether everything is approved.
    pub fn is_all(&self) -> bool {
        *self == Self::default()
    }

    /// Whether changes of that kind are approved.
    pub fn has(&self, part: Part) -> bool {
        self.kinds.as_ref().is_none_or(|kinds| kinds.contains(&part))
    }
}

/// Who approved what.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Approval {
    /// The person.
    pub by: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
    /// Which part; none: everything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub selection: Option<Selection>,
}

/// What a run measured. Shares are from 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Measures {
    /// Records in the file.
    pub records: i64,
    /// Records that could be used: neither rejected nor repeated.
    pub usable: i64,
    /// Records with an issue, rejected ones included.
    pub flagged: i64,
    /// By which share it had fewer usable records than the run before; 0 where it had more.
    pub fewer: f64,
    /// Share of the supplier's offers that the file left out.
    pub gone: f64,
    /// Share of known offers whose price moved by more than half.
    pub price_moves: f64,
    /// The median of price after by price before, over the prices that moved; none where few did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price_ratio: Option<f64>,
    /// Share of the offers in stock that ran out.
    pub stock_out: f64,
    /// Share of records with an issue.
    pub issues: f64,
}

/// What is kept about a run's review.
#[derive(Clone, Debug, Default, sqlx::FromRow)]
pub struct StoredReview {
    /// What was measured; of a run in the catalogue.
    pub measures: Option<Json<Measures>>,
    /// What a person was shown.
    pub review: Option<Json<serde_json::Value>>,
    /// What they approved.
    pub approval: Option<Json<Approval>>,
}

/// A run's review.
pub async fn get(db: &ImportsDb, run_id: i64) -> sqlx::Result<StoredReview> {
    let row = sqlx::query_as("select measures, review, approval from run_reviews where run_id = $1")
        .bind(run_id)
        .fetch_optional(db.pool())
        .await?;
    Ok(row.unwrap_or_default())
}

/// Keeps what a person is shown, and what was measured so far.
pub async fn show(
    db: &ImportsDb,
    run_id: i64,
    review: &serde_json::Value,
    measures: &Measures,
) -> sqlx::Result<()> {
    sqlx::query(
        "insert into run_reviews (run_id, review, measures) values ($1, $2, $3)
         on conflict (run_id) do update set review = excluded.review, measures = excluded.measures",
    )
    .bind(run_id)
    .bind(review)
    .bind(Json(measures))
    .execute(db.pool())
    .await?;
    Ok(())
}

/// Keeps what a run in the catalogue measured.
pub async fn keep_measures(db: &ImportsDb, run_id: i64, measures: &Measures) -> sqlx::Result<()> {
    sqlx::query(
        "insert into run_reviews (run_id, measures) values ($1, $2)
         on conflict (run_id) do update set measures = excluded.measures",
    )
    .bind(run_id)
    .bind(Json(measures))
    .execute(db.pool())
    .await?;
    Ok(())
}

/// What the feed's last runs in the catalogue measured, latest first. Runs that were taken back and runs that
/// only complete another one don't count.
pub async fn past(db: &ImportsDb, feed_id: i64, limit: i64) -> sqlx::Result<Vec<Measures>> {
    let rows: Vec<Json<Measures>> = sqlx::query_scalar(
        "select m.measures from runs r join run_reviews m on m.run_id = r.id
         where r.feed_id = $1 and r.status in ('applied', 'done') and r.mode <> 'dry_run' and r.parent_id is null
           and m.measures is not null
         order by r.finished_at desc nulls first, r.id desc limit $2",
    )
    .bind(feed_id)
    .bind(limit)
    .fetch_all(db.pool())
    .await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}
