//! Forgetting what nobody needs any more: sessions long ended, old login failures, answers kept for repeated
//! requests. Any number of processes may do it; the second finds nothing.

use std::time::Duration;

use chrono::TimeDelta;
use store::core::{idempotency, login_throttle, session};
use tokio_util::sync::CancellationToken;

use crate::http::AppState;

const EVERY: Duration = Duration::from_hours(1);
/// A session is kept a while after its end, so that a stolen token that turns up late is still known.
const SESSIONS: TimeDelta = TimeDelta::days(30);
const LOGIN_FAILURES: TimeDelta = TimeDelta::days(1);
const KEPT_ANSWERS: TimeDelta = TimeDelta::days(1);

/// Forgets once an hour, until stopped.
pub async fn keep_tidy(state: AppState, stop: CancellationToken) {
    let mut hours = tokio::time::interval(EVERY);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = hours.tick() => {}
        }
        if let Err(error) = forget(&state).await {
            tracing::warn!(%error, "old sessions could not be forgotten; the next hour tries again");
        }
    }
}

/// Forgets. Answers with how many rows.
pub async fn forget(state: &AppState) -> sqlx::Result<u64> {
    let (db, now) = (&state.dbs.core, state.clock.now());
    let sessions = session::sweep(db, now - SESSIONS).await?;
    let failures = login_throttle::sweep(db, now - LOGIN_FAILURES).await?;
    let answers = idempotency::sweep(db, now - KEPT_ANSWERS).await?;
    Ok(sessions + failures + answers)
}
