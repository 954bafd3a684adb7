//! A run as clients see it. Shared by the imports' handlers, the dashboard and the live events.

use chrono::{DateTime, Utc};
use serde::Serialize;
use store::imports::run::{Mode, Run as Row, Status};
use store::imports::run_action;
use utoipa::ToSchema;

/// A supplier, by name.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SupplierRef {
    /// Its id.
    pub id: i64,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// Where a run stands. Moving: received, inspected, staged, applied. Waiting for a person: needs_mapping, held,
/// review, paused. The others are final.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "store::imports::run::Status describes them")]
pub enum RunStatus {
    Received,
    Inspected,
    NeedsMapping,
    Staged,
    Held,
    Review,
    Applied,
    Done,
    Paused,
    Cancelled,
    Failed,
    Undone,
    Unchanged,
}

impl From<Status> for RunStatus {
    fn from(status: Status) -> Self {
        match status {
            Status::Received => Self::Received,
            Status::Inspected => Self::Inspected,
            Status::NeedsMapping => Self::NeedsMapping,
            Status::Staged => Self::Staged,
            Status::Held => Self::Held,
            Status::Review => Self::Review,
            Status::Applied => Self::Applied,
            Status::Done => Self::Done,
            Status::Paused => Self::Paused,
            Status::Cancelled => Self::Cancelled,
            Status::Failed => Self::Failed,
            Status::Undone => Self::Undone,
            Status::Unchanged => Self::Unchanged,
        }
    }
}

/// What a run does with what it finds: writes it, shows it, or shows it and waits for approval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, serde::Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "store::imports::run::Mode describes them")]
pub enum RunMode {
    Apply,
    DryRun,
    Review,
}

impl From<Mode> for RunMode {
    fn from(mode: Mode) -> Self {
        match mode {
            Mode::Apply => Self::Apply,
            Mode::DryRun => Self::DryRun,
            Mode::Review => Self::Review,
        }
    }
}

impl From<RunMode> for Mode {
    fn from(mode: RunMode) -> Self {
        match mode {
            RunMode::Apply => Self::Apply,
            RunMode::DryRun => Self::DryRun,
            RunMode::Review => Self::Review,
        }
    }
}

/// What a run is busy with.
#[derive(Debug, Clone, Copy, Serialize, serde::Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "store::imports::run::Phase describes them")]
pub enum Phase {
    Receive,
    Inspect,
    Stage,
    Diff,
    Apply,
    FollowUp,
}

impl Phase {
    /// The phase of that name.
    fn parse(name: &str) -> Option<Self> {
        serde::Deserialize::deserialize(serde::de::value::StrDeserializer::<serde::de::value::Error>::new(
            name,
        ))
        .ok()
    }
}

/// How a file came.
#[derive(Debug, Clone, Copy, Serialize, serde::Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RunSource {
    /// Through the UI.
    Upload,
    /// From the command line.
    Cli,
    /// From a program with an API key.
    Api,
    /// The sample of a new installation.
    Demo,
}

impl RunSource {
    /// The source of that name.
    fn parse(name: &str) -> Self {
        match name {
            "cli" => Self::Cli,
            "api" => Self::Api,
            "demo" => Self::Demo,
            _ => Self::Upload,
        }
    }
}

/// How far the present phase is.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Progress {
    /// Which one.
    pub phase: Phase,
    /// Done in this phase.
    pub done: i64,
    /// Of how many, where that is known.
    pub total: Option<i64>,
    /// Records per second.
    pub rate: Option<f32>,
    /// An estimate.
    pub seconds_left: Option<i64>,
}

/// What may be asked of a run now.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[expect(missing_docs, reason = "each field is the action of its name")]
pub struct Can {
    pub apply: bool,
    pub cancel: bool,
    pub pause: bool,
    pub resume: bool,
    pub retry: bool,
    pub undo: bool,
    pub redo: bool,
}

/// One execution of an import: one file, one supplier.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Run {
    /// Its id.
    pub id: i64,
    /// Whose file it is.
    pub supplier: Option<SupplierRef>,
    /// The file's name as it came.
    pub file_name: String,
    /// The file's size in bytes.
    pub file_size: i64,
    /// The file's content.
    pub file_sha256: String,
    /// The file's format, once inspected.
    pub format: Option<String>,
    /// Where it stands.
    pub status: RunStatus,
    /// What it is busy with, while it moves.
    pub phase: Option<Phase>,
    /// What it does with what it finds.
    pub mode: RunMode,
    /// Records in the file: the sum of created, updated, unchanged, duplicates and rejected.
    pub records: i64,
    /// New articles.
    pub created: i64,
    /// Articles with a changed value.
    pub updated: i64,
    /// Articles that are as they were.
    pub unchanged: i64,
    /// Records whose key came earlier in the file.
    pub duplicates: i64,
    /// Records that couldn't be used.
    pub rejected: i64,
    /// Articles that the file left out and the feed's policy took off sale.
    pub discontinued: i64,
    /// Issues that didn't reject a record.
    pub warnings: i64,
    /// How far it is, while it moves.
    pub progress: Option<Progress>,
    /// Why it waits or failed, in one sentence.
    pub message: Option<String>,
    /// The same, for programs.
    pub message_code: Option<String>,
    /// Who started it: an e-mail, or `CLI`.
    pub created_by: Option<String>,
    /// How the file came.
    pub source: RunSource,
    /// When the file came.
    pub created_at: DateTime<Utc>,
    /// When work on it began.
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
    /// How long it took, once ended.
    pub duration_ms: Option<i64>,
    /// What may be asked of it now.
    pub can: Can,
    /// Number of its last change; grows over all runs.
    pub event_id: i64,
    /// The import that it completes, where it completes one.
    pub parent_id: Option<i64>,
    /// Rejected records that haven't come in by another import yet.
    pub open_rejected: i64,
}

impl From<Row> for Run {
    fn from(row: Row) -> Self {
        let status = row.status();
        let allowed = run_action::allowed(&row);
        Self {
            progress: progress(&row, status),
            status: status.into(),
            mode: row.mode().into(),
            supplier: Some(SupplierRef {
                id: row.supplier_id,
                code: row.supplier_code,
                name: row.supplier_name,
            }),
            duration_ms: row.finished_at.map(|finished| {
                (finished - row.started_at.unwrap_or(row.created_at)).num_milliseconds().max(0)
            }),
            can: Can {
                apply: allowed.apply,
                cancel: allowed.cancel,
                pause: allowed.pause,
                resume: allowed.resume,
                retry: allowed.retry,
                undo: allowed.undo,
                redo: allowed.redo,
            },
            id: row.id,
            file_name: row.file_name,
            file_size: row.file_size,
            file_sha256: row.file_sha256,
            format: row.format,
            phase: row.phase.as_deref().and_then(Phase::parse),
            records: row.counts.records,
            created: row.counts.created,
            updated: row.counts.updated,
            unchanged: row.counts.unchanged,
            duplicates: row.counts.duplicates,
            rejected: row.counts.rejected,
            discontinued: row.counts.discontinued,
            warnings: row.counts.warnings,
            message: row.message,
            message_code: row.message_code,
            created_by: row.created_by,
            source: RunSource::parse(&row.source),
            created_at: row.created_at,
            started_at: row.started_at,
            finished_at: row.finished_at,
            event_id: row.event_id,
            parent_id: row.parent_id,
            open_rejected: row.counts.rejected - row.resolved,
        }
    }
}

fn progress(row: &Row, status: Status) -> Option<Progress> {
    let phase = row.phase.as_deref().filter(|_| status.is_active()).and_then(Phase::parse)?;
    let seconds_left = match (row.total, row.rate) {
        (Some(total), Some(rate)) if rate > 0.0 && total >= row.done => {
            Some(((total - row.done) as f64 / f64::from(rate)).ceil() as i64)
        }
        _ => None,
    };
    Some(Progress { phase, done: row.done, total: row.total, rate: row.rate, seconds_left })
}

/// The little of a run that lists of suppliers show.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RunBrief {
    /// Its id.
    pub id: i64,
    /// Where it stands.
    pub status: RunStatus,
    /// When the file came.
    pub created_at: DateTime<Utc>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
    /// Records in the file.
    pub records: i64,
    /// New articles.
    pub created: i64,
    /// Articles with a changed value.
    pub updated: i64,
    /// Articles that are as they were.
    pub unchanged: i64,
    /// Records that couldn't be used.
    pub rejected: i64,
}

impl From<&Row> for RunBrief {
    fn from(row: &Row) -> Self {
        Self {
            id: row.id,
            status: row.status().into(),
            created_at: row.created_at,
            finished_at: row.finished_at,
            records: row.counts.records,
            created: row.counts.created,
            updated: row.counts.updated,
            unchanged: row.counts.unchanged,
            rejected: row.counts.rejected,
        }
    }
}

#[cfg(test)]
mod tests {
    use store::imports::run;

    use super::*;

    #[test]
    fn names_are_those_of_the_store() {
        let name = |value: serde_json::Value| value.as_str().map(str::to_owned).expect("a name");
        for status in Status::ALL {
            assert_eq!(name(serde_json::json!(RunStatus::from(status))), status.as_str());
        }
        for mode in [Mode::Apply, Mode::DryRun, Mode::Review] {
            assert_eq!(name(serde_json::json!(RunMode::from(mode))), mode.as_str());
        }
        for phase in [
            run::Phase::Receive,
            run::Phase::Inspect,
            run::Phase::Stage,
            run::Phase::Diff,
            run::Phase::Apply,
            run::Phase::FollowUp,
        ] {
            let parsed = Phase::parse(phase.as_str()).expect("known");
            assert_eq!(name(serde_json::json!(parsed)), phase.as_str());
        }
    }
}
