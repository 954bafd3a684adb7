//! Staging: the writing side of the reading thread. Rows go to PostgreSQL by COPY, issues to theirs, progress to
//! the run's row twice a second.

use std::collections::HashMap;
use std::path::Path;
use std::time::{Duration, Instant};

use catalog::issue::{Code, Issue, Severity};
use catalog::profile::Profile;
use store::catalog::known::Known;
use store::catalog::staging::Staging;
use store::imports::issue::{self, IssueCount};
use store::imports::lease::{self, LeaseError};
use store::imports::run::{Counts, Phase, Run};

use super::heartbeat::{Held, Stop};
use super::parse::{self, ParseError, Tally};
use super::{Importer, Progress, ProgressSender};

/// Of each kind of issue that rejects nothing, so many are kept one by one; the counts stay exact.
const KEPT_PER_KIND: i64 = 100_000;
/// How often progress is written.
const PROGRESS_EVERY: Duration = Duration::from_millis(500);

/// A staged file.
pub(super) struct Staged {
    /// What the records came to; `unchanged` are those that never travelled.
    pub counts: Counts,
    /// Rows in the staging table.
    pub rows: i64,
    /// Records that are used, though a value of theirs couldn't be.
    pub flagged: i64,
    /// Kinds of issues and how often they came.
    pub issues: IssueTally,
}

/// Staging could not be finished.
#[derive(Debug, thiserror::Error)]
pub(super) enum StageError {
    /// The file or its profile.
    #[error(transparent)]
    Parse(ParseError),
    /// Asked to stop.
    #[error("stopped")]
    Stopped(Stop),
    /// A database.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    /// The reading thread died.
    #[error("the reading thread stopped unexpectedly")]
    Thread,
}

impl From<LeaseError> for StageError {
    fn from(error: LeaseError) -> Self {
        match error {
            LeaseError::Lost => Self::Stopped(Stop::Lost),
            LeaseError::Database(error) => Self::Database(error),
        }
    }
}

/// Counts issues by kind.
#[derive(Default)]
pub(super) struct IssueTally(HashMap<(Code, Severity, Option<catalog::field::Field>), i64>);

impl IssueTally {
    /// Counts a batch and leaves in it what is kept one by one.
    pub fn take(&mut self, issues: &mut Vec<Issue>) {
        issues.retain(|issue| {
            let count = self.0.entry((issue.code, issue.severity, issue.field)).or_default();
            *count += 1;
            issue.severity == Severity::Error || *count <= KEPT_PER_KIND
        });
    }

    /// How many didn't reject their record. What a person corrected is nothing to be warned of.
    pub fn warnings(&self) -> i64 {
        self.0
            .iter()
            .filter(|((code, severity, _), _)| *severity != Severity::Error && *code != Code::Corrected)
            .map(|(_, count)| count)
            .sum()
    }

    /// The counts as they are stored.
    pub fn counts(&self) -> Vec<IssueCount> {
        self.0
            .iter()
            .map(|((code, severity, field), &count)| IssueCount {
                code: code.as_str().to_owned(),
                severity: severity.as_str().to_owned(),
                field: field.map(|field| field.as_str().to_owned()).unwrap_or_default(),
                count,
            })
            .collect()
    }
}

/// Tells progress at most so often: to the run's row, and to whoever watches in this process.
pub(super) struct Ticker<'a> {
    importer: &'a Importer,
    held: &'a Held,
    watcher: Option<&'a ProgressSender>,
    started: Instant,
    told: Instant,
}

impl<'a> Ticker<'a> {
    pub fn new(importer: &'a Importer, held: &'a Held, watcher: Option<&'a ProgressSender>) -> Self {
        let now = Instant::now();
        Self { importer, held, watcher, started: now, told: now }
    }

    /// Tells the start of a phase.
    pub async fn enter(&mut self, phase: Phase, counts: &Counts) -> Result<(), LeaseError> {
        self.started = Instant::now();
        self.tell(phase, 0, None, counts, true).await
    }

    /// Tells how far a phase is, if it is time to.
    pub async fn tell(
        &mut self,
        phase: Phase,
        done: u64,
        total: Option<u64>,
        counts: &Counts,
        at_once: bool,
    ) -> Result<(), LeaseError> {
        if !at_once && self.told.elapsed() < PROGRESS_EVERY {
            return Ok(());
        }
        self.told = Instant::now();
        let seconds = self.started.elapsed().as_secs_f64();
        let rate = (done > 0 && seconds > 0.2).then(|| (done as f64 / seconds) as f32);
        if let Some(watcher) = self.watcher {
            watcher.send_replace(Progress { phase: Some(phase), done, total, rate });
        }
        let wanted = lease::progress(
            &self.importer.databases().imports,
            &self.held.lease,
            phase,
            done as i64,
            total.map(|total| total as i64),
            rate,
            counts,
        )
        .await?;
        self.held.stop.hear(wanted.as_deref());
        Ok(())
    }
}

fn counts(tally: Tally, warnings: i64) -> Counts {
    Counts {
        records: tally.records as i64,
        unchanged: tally.unchanged as i64,
        duplicates: tally.duplicates as i64,
        rejected: tally.rejected as i64,
        warnings,
        ..Counts::default()
    }
}

impl Importer {
    /// Reads a file into the run's staging tables.
    pub(super) async fn stage(
        &self,
        held: &Held,
        run: &Run,
        path: &Path,
        profile: &Profile,
        ticker: &mut Ticker<'_>,
    ) -> Result<Staged, StageError> {
        let catalog = &self.databases().catalog;
        let imports = &self.databases().imports;
        let staging = Staging { run_id: held.lease.run_id, fence: held.lease.fence };
        ticker.enter(Phase::Stage, &Counts::default()).await?;
        issue::clear(imports, held.lease.run_id).await?;
        Staging::drop_all_of_run(catalog, held.lease.run_id).await?;
        staging.create(catalog).await?;
        let (corrections, completes) = self.to_read(run, profile).await?;
        let known = Known::load(catalog, run.supplier_id, Known::LIMIT).await?;
        let (mut batches, thread) = parse::spawn(parse::Job {
            path: path.to_owned(),
            profile: profile.clone(),
            values: self.values(Some(run.supplier_id), run.created_at).await?,
            limits: self.limits().clone(),
            known,
            stop: held.stop.clone(),
            corrections,
            completes: completes.clone(),
        });
        let mut copy = staging.copy_records(catalog).await?;
        copy.send(parse::copy_header()).await?;
        let mut issues = IssueTally::default();
        while let Some(mut batch) = batches.recv().await {
            issues.take(&mut batch.issues);
            issue::copy_in(imports, held.lease.run_id, &batch.issues).await?;
            if !batch.rows.is_empty() {
                copy.send(batch.rows).await?;
            }
            let read = batch.tally.records;
            let total = (batch.share > 0.0).then(|| (read as f64 / batch.share) as u64);
            ticker.tell(Phase::Stage, read, total, &counts(batch.tally, issues.warnings()), false).await?;
        }
        let parsed = match thread.await.map_err(|_| StageError::Thread)? {
            Ok(parsed) => parsed,
            Err(error) => {
                copy.abort("the file could not be read to its end").await?;
                return Err(match (error, held.stop.reason()) {
                    (ParseError::Stopped, Some(stop)) => StageError::Stopped(stop),
                    (ParseError::Stopped, None) => StageError::Thread,
                    (error, _) => StageError::Parse(error),
                });
            }
        };
        copy.send(parse::copy_trailer()).await?;
        copy.finish().await?;
        // With some offers not loaded, nobody can say which ones the file left out; a part of a file leaves out most.
        if parsed.known.complete && run.parent_id.is_none() {
            staging.copy_absent(catalog, parsed.known.unseen()).await?;
        }
        drop(parsed.known);
        self.note_completion(run, &completes, &parsed.came).await?;
        staging.analyze(catalog).await?;
        let counts = counts(parsed.tally, issues.warnings());
        Ok(Staged { counts, rows: parsed.tally.staged as i64, flagged: parsed.tally.flagged as i64, issues })
    }
}
