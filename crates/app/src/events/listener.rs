//! The one listener of a process.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::PgListener;
use store::databases::ImportsDb;
use store::imports::run_list;
use tokio_util::sync::CancellationToken;

use super::{Hub, Signal};
use crate::http::run_view::Run;

const CHANNEL: &str = "run_changed";

/// Pauses between attempts to connect.
const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// Listens until told to stop; connects again whenever the connection breaks.
pub async fn listen(db: ImportsDb, hub: Hub, stop: CancellationToken) {
    let mut pause = FIRST_PAUSE;
    while !stop.is_cancelled() {
        match connect(&db).await {
            Ok(listener) => {
                pause = FIRST_PAUSE;
                // What happened while nobody listened is not known.
                hub.send(Signal::Resync);
                tokio::select! {
                    () = stop.cancelled() => return,
                    error = forward(listener, &db, &hub) => tracing::warn!(%error, "live events interrupted"),
                }
            }
            Err(error) => {
                tracing::warn!(%error, retry_ms = pause.as_millis(), "can't listen for live events");
            }
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(pause) => pause = (pause * 2).min(LONGEST_PAUSE),
        }
    }
}

async fn connect(db: &ImportsDb) -> sqlx::Result<PgListener> {
    let mut listener = PgListener::connect_with(db.pool()).await?;
    listener.ignore_pool_close_event(true);
    listener.listen(CHANNEL).await?;
    Ok(listener)
}

/// Forwards changes until the connection breaks.
async fn forward(mut listener: PgListener, db: &ImportsDb, hub: &Hub) -> sqlx::Error {
    loop {
        let first = match listener.try_recv().await {
            Ok(Some(notification)) => notification,
            Ok(None) => return sqlx::Error::PoolClosed,
            Err(error) => return error,
        };
        // A burst becomes one question to the database.
        let mut changed = BTreeSet::new();
        changed.extend(run_id(first.payload()));
        while let Some(next) = listener.next_buffered() {
            changed.extend(run_id(next.payload()));
        }
        if !hub.has_listeners() {
            continue;
        }
        let ids: Vec<i64> = changed.into_iter().collect();
        match run_list::by_ids(db, &ids).await {
            Ok(mut runs) => {
                runs.sort_by_key(|run| run.event_id);
                for run in runs {
                    hub.send(Signal::Run(Arc::new(Run::from(run))));
                }
            }
            Err(error) => {
                tracing::warn!(%error, "can't read changed runs");
                hub.send(Signal::Resync);
            }
        }
    }
}

/// `<run id> <event id>`
fn run_id(payload: &str) -> Option<i64> {
    payload.split(' ').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_payload_names_the_run() {
        assert_eq!(super::run_id("12 3456"), Some(12));
        assert_eq!(super::run_id(""), None);
        assert_eq!(super::run_id("x 1"), None);
    }
}
