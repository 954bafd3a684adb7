//! Holding a run: the lease is renewed while the work goes on, and what a person asks meanwhile is heard.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use store::imports::lease::{self, HEARTBEAT, Lease, LeaseError};
use tokio_util::sync::{CancellationToken, DropGuard};

use super::Importer;

/// Why work on a run has to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Stop {
    /// A person cancelled the run.
    Cancel = 1,
    /// A person paused the run.
    Pause = 2,
    /// Another worker has the run now.
    Lost = 3,
    /// This process is going down.
    Shutdown = 4,
}

/// Set once there is a reason to stop; cheap to ask for every record.
#[derive(Clone, Default)]
pub struct StopFlag(Arc<AtomicU8>);

impl StopFlag {
    /// The reason to stop, if there is one.
    pub fn reason(&self) -> Option<Stop> {
        match self.0.load(Ordering::Relaxed) {
            1 => Some(Stop::Cancel),
            2 => Some(Stop::Pause),
            3 => Some(Stop::Lost),
            4 => Some(Stop::Shutdown),
            _ => None,
        }
    }

    fn set(&self, stop: Stop) {
        self.0.store(stop as u8, Ordering::Relaxed);
    }

    /// Hears what a person asked of the run.
    pub(super) fn hear(&self, wanted: Option<&str>) {
        match wanted {
            Some("cancel") => self.set(Stop::Cancel),
            Some(_) => self.set(Stop::Pause),
            None => {}
        }
    }
}

/// A lease that is being renewed. Dropping it ends the renewal, not the lease.
pub struct Held {
    /// The lease.
    pub lease: Lease,
    /// Whether the work must stop.
    pub stop: StopFlag,
    _renewal: DropGuard,
}

impl Importer {
    /// Renews a lease in the background until the value is dropped.
    pub(super) fn hold(&self, lease: Lease, shutdown: &CancellationToken) -> Held {
        let stop = StopFlag::default();
        let ended = CancellationToken::new();
        tokio::spawn({
            let (importer, lease, stop) = (self.clone(), lease.clone(), stop.clone());
            let (ended, shutdown) = (ended.clone(), shutdown.clone());
            async move {
                loop {
                    tokio::select! {
                        () = ended.cancelled() => return,
                        () = shutdown.cancelled() => return stop.set(Stop::Shutdown),
                        () = tokio::time::sleep(HEARTBEAT) => {}
                    }
                    match lease::renew(&importer.databases().imports, &lease, importer.now()).await {
                        Ok(wanted) => stop.hear(wanted.as_deref()),
                        Err(LeaseError::Lost) => return stop.set(Stop::Lost),
                        // The database is away for a moment: the lease outlasts several heartbeats.
                        Err(LeaseError::Database(error)) => {
                            tracing::warn!(run.id = lease.run_id, %error, "a lease could not be renewed");
                        }
                    }
                }
            }
        });
        Held { lease, stop, _renewal: ended.drop_guard() }
    }
}
