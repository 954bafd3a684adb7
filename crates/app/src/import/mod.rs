//! The way of a file into the catalogue: receive, inspect, stage, diff, apply, follow up.
//!
//! [`receive`] keeps the file and makes a run; [`execute`] takes a run from wherever it stands to where it ends
//! or waits for a person. Uploads, the command line and workers all come through here. Every step can be killed:
//! the stored file and the run's row say how to go on, and `applied_runs` in the catalogue says whether the one
//! step that counts has happened.

mod brake;
mod cancel;
mod child;
mod correct;
pub mod demo;
mod drift;
mod execute;
mod heartbeat;
mod inspect;
mod parse;
mod policy;
mod profiles;
mod receive;
mod recheck;
mod rejected;
mod review;
mod stage;
mod trace;
mod undo;
mod values;

use std::path::PathBuf;
use std::sync::Arc;

use catalog::reader::Limits;
use store::clock::Clock;
use store::databases::Databases;
use store::objects::Objects;
use tokio::sync::watch;

use crate::http::settings::Settings;

pub use cancel::CancelError;
pub use child::CompleteError;
pub use drift::DriftError;
pub use execute::Outcome;
pub use inspect::{InspectFailure, Unfit, inspect_file};
pub use profiles::ProfileError;
pub use receive::{Fetched, Incoming, ReceiveError, StartError, Started};
pub use recheck::{CorrectError, Corrected};
pub use rejected::RejectedError;
pub use review::Review;
pub use trace::{FieldTrace, TraceError};
pub use values::Values;

/// Everything that imports need. Cheap to clone.
#[derive(Clone)]
pub struct Importer {
    inner: Arc<Inner>,
}

struct Inner {
    databases: Databases,
    objects: Objects,
    clock: Clock,
    work_dir: PathBuf,
    limits: Limits,
    max_file_bytes: u64,
}

/// What an [`Importer`] is made of.
pub struct Parts {
    /// The six databases.
    pub databases: Databases,
    /// The buckets.
    pub objects: Objects,
    /// The time.
    pub clock: Clock,
    /// Folder for files in transit; made if it is missing.
    pub work_dir: PathBuf,
    /// What readers accept.
    pub limits: Limits,
    /// The largest file that is received.
    pub max_file_bytes: u64,
}

impl Importer {
    /// An importer over the given stores.
    pub fn new(parts: Parts) -> Self {
        Self {
            inner: Arc::new(Inner {
                databases: parts.databases,
                objects: parts.objects,
                clock: parts.clock,
                work_dir: parts.work_dir,
                limits: parts.limits,
                max_file_bytes: parts.max_file_bytes,
            }),
        }
    }

    /// The databases it works on.
    pub fn databases(&self) -> &Databases {
        &self.inner.databases
    }

    /// The buckets it works with.
    pub fn objects(&self) -> &Objects {
        &self.inner.objects
    }

    /// The largest file that it receives, in bytes.
    pub fn max_file_bytes(&self) -> u64 {
        self.inner.max_file_bytes
    }

    /// What its readers accept.
    pub fn limits(&self) -> &Limits {
        &self.inner.limits
    }

    /// Currency of the catalogue (ISO 4217), as it is set now.
    async fn catalogue_currency(&self) -> sqlx::Result<String> {
        Ok(Settings::load(&self.inner.databases.core).await?.catalogue_currency)
    }

    fn now(&self) -> chrono::DateTime<chrono::Utc> {
        self.inner.clock.now()
    }
}

/// How far a run is, for whoever watches it in the same process.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Progress {
    /// What it is busy with.
    pub phase: Option<store::imports::run::Phase>,
    /// Records done in this phase.
    pub done: u64,
    /// Of about how many.
    pub total: Option<u64>,
    /// Records a second.
    pub rate: Option<f32>,
}

/// Where progress is told.
pub type ProgressSender = watch::Sender<Progress>;

impl std::fmt::Debug for Importer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Importer")
    }
}
