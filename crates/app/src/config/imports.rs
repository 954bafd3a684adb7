//! Section `[imports]`: limits.

use serde::Deserialize;

use super::Problems;

const SECTION: &str = "imports";

#[derive(Deserialize)]
pub struct Raw {
    max_upload_mb: i64,
    worker_concurrency: i64,
}

/// Section `[imports]`, resolved.
#[derive(Debug, Clone)]
pub struct Imports {
    /// The largest file that may be uploaded, in bytes.
    pub max_upload_bytes: u64,
    /// How many imports one worker process runs at the same time.
    pub worker_concurrency: usize,
}

impl Raw {
    pub fn validate(self, problems: &mut Problems) -> Imports {
        let megabytes: u64 = problems.within(SECTION, "max_upload_mb", self.max_upload_mb, 1, 1_048_576);
        let concurrency: u32 = problems.within(SECTION, "worker_concurrency", self.worker_concurrency, 1, 64);
        Imports { max_upload_bytes: megabytes * 1024 * 1024, worker_concurrency: concurrency as usize }
    }
}
