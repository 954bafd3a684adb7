//! What happened to a run, line by line, for people.

use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::types::Json;

use crate::databases::ImportsDb;

/// How much a line matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// The usual course.
    Info,
    /// Something was mended or left out.
    Warning,
    /// Something failed.
    Error,
}

impl Level {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A line of a run's log. The text is made by whoever shows it, from the code and its parameters.
#[derive(Clone, Debug, Serialize, sqlx::FromRow)]
pub struct Line {
    /// When.
    pub at: DateTime<Utc>,
    /// `info`, `warning` or `error`.
    pub level: String,
    /// What happened, as a stable code.
    pub code: String,
    /// What the text needs.
    pub params: Json<serde_json::Value>,
}

/// Adds a line.
pub async fn add(
    db: &ImportsDb,
    run_id: i64,
    now: DateTime<Utc>,
    level: Level,
    code: &str,
    params: serde_json::Value,
) -> sqlx::Result<()> {
    sqlx::query("insert into run_log (run_id, at, level, code, params) values ($1, $2, $3, $4, $5)")
        .bind(run_id)
        .bind(now)
        .bind(level.as_str())
        .bind(code)
        .bind(Json(params))
        .execute(db.pool())
        .await?;
    Ok(())
}

/// The newest lines of a run, oldest first.
pub async fn of_run(db: &ImportsDb, run_id: i64, limit: i64) -> sqlx::Result<Vec<Line>> {
    sqlx::query_as(
        "select at, level, code, params from
           (select * from run_log where run_id = $1 order by id desc limit $2) newest order by id",
    )
    .bind(run_id)
    .bind(limit)
    .fetch_all(db.pool())
    .await
}
