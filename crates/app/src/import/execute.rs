//! Taking a run from wherever it stands to where it ends, or waits for a person.
//!
//! Whatever died before, the same code goes on: a run that isn't in the catalogue is read again from its stored
//! file, one that is only needs its follow-ups. Which of the two holds is asked of the catalogue, never assumed.

use store::catalog::applied::{self, AppliedRun};
use store::catalog::outbox;
use store::catalog::plan::{GtinConflict, LeftRecord, PlanCounts};
use store::catalog::staging::Staging;
use store::catalog::undo;
use store::imports::child;
use store::imports::issue;
use store::imports::lease::{self, Inspected, LeaseError, Message, Refusal};
use store::imports::log::{self, Level};
use store::imports::review;
use store::imports::run::{self, Counts, Mode, Phase, Run, Status};
use tokio_util::sync::CancellationToken;

use catalog::field::Field;
use catalog::issue::{Code, Issue, Severity};
use catalog::record::Position;

use super::heartbeat::{Held, Stop};
use super::inspect::{Decision, InspectFailure, Understood};
use super::parse::ParseError;
use super::receive::ReceiveError;
use super::stage::{StageError, Ticker};
use super::{Importer, ProgressSender};

/// What became of an attempt to work on a run.
#[derive(Debug)]
pub enum Outcome {
    /// It ended, or waits for a person.
    Settled(Box<Run>),
    /// There was nothing to do: it isn't active, or doesn't exist.
    NotActive,
    /// A worker has it.
    Held,
    /// An earlier run of the same supplier has to end first.
    Behind(i64),
    /// The work was stopped (this process goes down, or another took over); someone goes on later.
    Stopped,
}

/// Why the work could not go on.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    /// The file or what was said about it is at fault: trying again changes nothing.
    #[error("{}", .0.text)]
    File(Message),
    /// Something of ours is at fault: trying again may help.
    #[error(transparent)]
    Ours(#[from] anyhow::Error),
    /// Stop, for this reason.
    #[error("stopped")]
    Stopped(Stop),
}

impl Failure {
    fn file(code: &str, text: impl Into<String>) -> Self {
        Self::File(Message { text: text.into(), code: code.to_owned() })
    }
}

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        Self::Ours(error.into())
    }
}

impl From<LeaseError> for Failure {
    fn from(error: LeaseError) -> Self {
        match error {
            LeaseError::Lost => Self::Stopped(Stop::Lost),
            LeaseError::Database(error) => error.into(),
        }
    }
}

impl From<StageError> for Failure {
    fn from(error: StageError) -> Self {
        match error {
            StageError::Stopped(stop) => Self::Stopped(stop),
            StageError::Parse(ParseError::Read(error)) => Self::file("unreadable_file", error.to_string()),
            StageError::Parse(error) => Self::file("profile_mismatch", error.to_string()),
            StageError::Database(error) => error.into(),
            StageError::Thread => Self::Ours(anyhow::anyhow!("the reading thread stopped unexpectedly")),
        }
    }
}

impl From<ReceiveError> for Failure {
    fn from(error: ReceiveError) -> Self {
        Self::Ours(error.into())
    }
}

impl From<InspectFailure> for Failure {
    fn from(error: InspectFailure) -> Self {
        match error {
            InspectFailure::File(error) => Self::file("unreadable_file", error.to_string()),
            InspectFailure::Database(error) => error.into(),
            InspectFailure::Stopped => Self::Ours(error.into()),
        }
    }
}

impl Importer {
    /// Works on a run until it ends or waits for a person.
    ///
    /// # Errors
    ///
    /// Something of ours failed (a database, the disk, the bucket); the run stands where it stood, and the caller
    /// decides whether to try again. What is wrong with the file is no error: the run ends as failed and says why.
    pub async fn execute(
        &self,
        run_id: i64,
        worker: &str,
        heir_of: Option<&str>,
        watcher: Option<&ProgressSender>,
        shutdown: &CancellationToken,
    ) -> anyhow::Result<Outcome> {
        let imports = &self.databases().imports;
        let (run, lease) = match lease::claim(imports, run_id, worker, heir_of, self.now()).await? {
            Ok(claimed) => claimed,
            Err(Refusal::NotActive) => return Ok(Outcome::NotActive),
            Err(Refusal::Held) => return Ok(Outcome::Held),
            Err(Refusal::Behind(other)) => return Ok(Outcome::Behind(other)),
        };
        let held = self.hold(lease, shutdown);
        let ended = self.work(&run, &held, watcher).await;
        let settled = match ended {
            Ok(run) => run,
            Err(Failure::File(message)) => {
                self.say(
                    &held,
                    Level::Error,
                    "failed",
                    serde_json::json!({"code": message.code, "text": message.text}),
                )
                .await?;
                self.settle(&held, Status::Failed, None, Some(&message)).await?
            }
            Err(Failure::Stopped(Stop::Cancel)) => {
                self.say(&held, Level::Info, "cancelled", serde_json::json!({})).await?;
                self.settle(&held, Status::Cancelled, None, None).await?
            }
            Err(Failure::Stopped(Stop::Pause)) => {
                self.say(&held, Level::Info, "paused", serde_json::json!({})).await?;
                self.settle(&held, Status::Paused, None, None).await?
            }
            Err(Failure::Stopped(Stop::Shutdown)) => {
                lease::release(imports, &held.lease).await?;
                return Ok(Outcome::Stopped);
            }
            Err(Failure::Stopped(Stop::Lost)) => return Ok(Outcome::Stopped),
            Err(Failure::Ours(error)) => {
                // Someone may go on at once; the caller knows whether this was the last attempt.
                lease::release(imports, &held.lease).await?;
                return Err(error);
            }
        };
        if matches!(settled.status(), Status::Cancelled | Status::Failed | Status::Done | Status::Unchanged)
            && settled.mode() != Mode::DryRun
        {
            Staging::drop_all_of_run(&self.databases().catalog, run_id).await?;
        }
        Ok(Outcome::Settled(Box::new(settled)))
    }

    async fn work(&self, run: &Run, held: &Held, watcher: Option<&ProgressSender>) -> Result<Run, Failure> {
        let catalog = &self.databases().catalog;
        match applied::get(catalog, run.id).await? {
            Some(applied) if applied.cancelled => return Err(Failure::Stopped(Stop::Cancel)),
            Some(applied) => return self.follow_up(held, &applied, watcher).await,
            None => {}
        }
        let mut ticker = Ticker::new(self, held, watcher);
        let last = run::last_applied(&self.databases().imports, run.feed_id).await?;
        ticker.enter(Phase::Inspect, &Counts::default()).await?;
        let path = self.fetch(&run.file_sha256).await?;
        let (understood, decision) = self.decide(run, &path).await?;
        let values = self.values(Some(run.supplier_id), run.created_at).await?;
        let digest = understood.profile.digest(&values.summary(&understood.profile));
        let found = Inspected {
            profile: &understood.profile,
            digest: &digest,
            version: understood.kept.as_ref().map(|kept| kept.version),
            drift: &understood.drift,
        };
        lease::inspected(&self.databases().imports, &held.lease, &found).await?;
        let waits = match decision {
            Decision::Read => None,
            Decision::Drift => {
                let text = understood.drift_in_words();
                self.say(held, Level::Warning, "drift", serde_json::json!({"text": text})).await?;
                Some((Status::Held, Message { text, code: run::DRIFT.to_owned() }))
            }
            Decision::NeedsMapping(text) => {
                Some((Status::NeedsMapping, Message { text, code: "needs_mapping".to_owned() }))
            }
        };
        if let Some((status, message)) = waits {
            return self.settle(held, status, None, Some(&message)).await;
        }
        if let Some(last) = last.as_ref().filter(|last| is_same(run, last, &digest))
            // Of a file that was taken back in part, that part is news.
            && !undo::stands(&self.databases().catalog, last.id).await?
        {
            return self.unchanged(held, last).await;
        }
        self.say_inspected(held, &understood).await?;
        let profile = understood.profile;
        let staged = self.stage(held, run, &path, &profile, &mut ticker).await?;
        drop(path);
        issue::set_counts(&self.databases().imports, run.id, &staged.issues.counts()).await?;
        lease::advance(
            &self.databases().imports,
            &held.lease,
            Status::Staged,
            Some(&staged.counts),
            None,
            self.now(),
        )
        .await?;
        self.say(
            held,
            Level::Info,
            "staged",
            serde_json::json!({"records": staged.counts.records, "staged": staged.rows}),
        )
        .await?;
        stop_if_asked(held)?;
        self.decide_and_apply(run, held, &profile, staged, last.as_ref(), &mut ticker).await
    }

    /// The file is the one that the feed brought last time: every record that was usable then is unchanged now.
    async fn unchanged(&self, held: &Held, last: &Run) -> Result<Run, Failure> {
        let then = last.counts;
        let counts = Counts {
            records: then.records,
            unchanged: then.created + then.updated + then.unchanged,
            duplicates: then.duplicates,
            rejected: then.rejected,
            warnings: then.warnings,
            ..Counts::default()
        };
        let message = Message {
            text: format!("the same file as in import {}: nothing to do", last.id),
            code: "same_file".to_owned(),
        };
        self.say(held, Level::Info, "same_file", serde_json::json!({"run": last.id})).await?;
        self.settle(held, Status::Unchanged, Some(&counts), Some(&message)).await
    }

    /// What must follow once a run is in the catalogue. Every step can be repeated.
    pub(super) async fn follow_up(
        &self,
        held: &Held,
        applied: &AppliedRun,
        watcher: Option<&ProgressSender>,
    ) -> Result<Run, Failure> {
        let counts = Counts {
            records: applied.records,
            created: applied.created,
            updated: applied.updated,
            unchanged: applied.unchanged,
            duplicates: applied.duplicates,
            rejected: applied.rejected,
            discontinued: applied.discontinued,
            warnings: applied.warnings,
        };
        let run = lease::advance(
            &self.databases().imports,
            &held.lease,
            Status::Applied,
            Some(&counts),
            None,
            self.now(),
        )
        .await?;
        Ticker::new(self, held, watcher).enter(Phase::FollowUp, &counts).await?;
        self.say(
            held,
            Level::Info,
            "applied",
            serde_json::json!({"created": counts.created, "updated": counts.updated, "unchanged": counts.unchanged}),
        )
        .await?;
        self.keep_profile(&run).await?;
        let catalog = &self.databases().catalog;
        if let Some(note) = outbox::of_run(catalog, run.id).await? {
            self.tell_conflicts(run.id, &note.conflicts).await?;
            self.tell_left(run.id, &note.left, note.left_by_policy).await?;
            if let Some(measures) = &note.measures {
                review::keep_measures(&self.databases().imports, run.id, measures).await?;
            }
            outbox::settle_run(catalog, run.id, self.now()).await?;
        }
        if let Some(parent) = run.parent_id {
            child::count_resolved(&self.databases().imports, parent).await?;
        }
        self.settle(held, Status::Done, Some(&counts), None).await
    }

    /// Tells the records whose GTIN was left out.
    async fn tell_conflicts(&self, run_id: i64, conflicts: &[GtinConflict]) -> sqlx::Result<()> {
        let issues: Vec<Issue> = conflicts
            .iter()
            .map(|conflict| {
                Issue::new(
                    Position { record: conflict.record as u64, line: conflict.line as u64 },
                    Some(Field::Ean),
                    Code::GtinConflict,
                    Severity::Warning,
                    &conflict.gtin,
                )
            })
            .collect();
        issue::replace(&self.databases().imports, run_id, Code::GtinConflict, &issues).await
    }

    /// Tells the records that the feed's policy left as they were: all are counted, the first are named.
    pub(super) async fn tell_left(&self, run_id: i64, left: &[LeftRecord], count: i64) -> sqlx::Result<()> {
        let issues: Vec<Issue> = left
            .iter()
            .map(|left| {
                Issue::new(
                    Position { record: left.record as u64, line: left.line as u64 },
                    Some(Field::SupplierSku),
                    Code::LeftByPolicy,
                    Severity::Info,
                    &left.supplier_sku,
                )
            })
            .collect();
        issue::replace_counted(&self.databases().imports, run_id, &issues, count).await
    }

    pub(super) async fn settle(
        &self,
        held: &Held,
        status: Status,
        counts: Option<&Counts>,
        message: Option<&Message>,
    ) -> Result<Run, Failure> {
        let imports = &self.databases().imports;
        Ok(lease::advance(imports, &held.lease, status, counts, message, self.now()).await?)
    }

    pub(super) async fn say(
        &self,
        held: &Held,
        level: Level,
        code: &str,
        params: serde_json::Value,
    ) -> Result<(), Failure> {
        Ok(log::add(&self.databases().imports, held.lease.run_id, self.now(), level, code, params).await?)
    }

    async fn say_inspected(&self, held: &Held, understood: &Understood) -> Result<(), Failure> {
        let (structure, mapping) = (&understood.profile.structure, &understood.profile.mapping);
        self.say(
            held,
            Level::Info,
            "inspected",
            serde_json::json!({
                "format": structure.format, "encoding": structure.encoding, "delimiter": structure.delimiter,
                "sheet": structure.sheet, "header_row": structure.header_row, "record_path": structure.record_path,
                "fields": mapping.fields.len(),
            }),
        )
        .await?;
        for drift in understood.mended() {
            let params = serde_json::json!({
                "field": drift.field, "was": drift.was.source, "now": drift.now.as_ref().map(|now| &now.source),
                "text": drift.reason,
            });
            self.say(held, Level::Info, "drift_mended", params).await?;
        }
        if !understood.new_columns.is_empty() {
            let params = serde_json::json!({"columns": understood.new_columns});
            self.say(held, Level::Info, "new_columns", params).await?;
        }
        Ok(())
    }
}

/// Stops where a person asked for it, or this process is going down.
pub(super) fn stop_if_asked(held: &Held) -> Result<(), Failure> {
    held.stop.reason().map_or(Ok(()), |stop| Err(Failure::Stopped(stop)))
}

/// The same content, read with the same profile, of which a run of the feed is the last thing in the catalogue.
fn is_same(run: &Run, last: &Run, digest: &str) -> bool {
    run.mode() != Mode::DryRun
        && run.parent_id.is_none()
        && last.id != run.id
        && last.file_sha256 == run.file_sha256
        && last.profile_digest.as_deref() == Some(digest)
}

/// What was read, and what the plan made of it.
pub(super) fn sum(read: Counts, plan: PlanCounts, discontinued: i64) -> Counts {
    Counts {
        created: plan.created,
        updated: plan.updated,
        unchanged: read.unchanged + plan.unchanged,
        discontinued,
        ..read
    }
}
