//! Runs: one execution of an import, one file through one profile.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::types::Json;

use crate::databases::ImportsDb;

/// Where a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The file is stored.
    Received,
    /// Its structure and mapping are known.
    Inspected,
    /// A person must say which column is what.
    NeedsMapping,
    /// Its records are in the staging table.
    Staged,
    /// A brake stopped it before the catalogue; a person decides.
    Held,
    /// It waits for a person's approval, as was asked for.
    Review,
    /// It is in the catalogue; its follow-ups are not done yet.
    Applied,
    /// All done.
    Done,
    /// A person paused it.
    Paused,
    /// A person cancelled it; the catalogue is as it was.
    Cancelled,
    /// It can't go on; the message says why.
    Failed,
    /// It was in the catalogue and has been taken back.
    Undone,
    /// The file is the one that the feed brought last time.
    Unchanged,
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 13] = [
        Self::Received,
        Self::Inspected,
        Self::NeedsMapping,
        Self::Staged,
        Self::Held,
        Self::Review,
        Self::Applied,
        Self::Done,
        Self::Paused,
        Self::Cancelled,
        Self::Failed,
        Self::Undone,
        Self::Unchanged,
    ];

    /// The status' name in JSON and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Inspected => "inspected",
            Self::NeedsMapping => "needs_mapping",
            Self::Staged => "staged",
            Self::Held => "held",
            Self::Review => "review",
            Self::Applied => "applied",
            Self::Done => "done",
            Self::Paused => "paused",
            Self::Cancelled => "cancelled",
            Self::Failed => "failed",
            Self::Undone => "undone",
            Self::Unchanged => "unchanged",
        }
    }

    /// The status of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == name)
    }

    /// A worker should be busy with it.
    pub const fn is_active(self) -> bool {
        matches!(self, Self::Received | Self::Inspected | Self::Staged | Self::Applied)
    }

    /// It waits for a person.
    pub const fn is_waiting(self) -> bool {
        matches!(self, Self::NeedsMapping | Self::Held | Self::Review | Self::Paused)
    }

    /// Nothing will happen to it by itself any more.
    pub const fn is_final(self) -> bool {
        !self.is_active() && !self.is_waiting()
    }
}

/// What a run does with what it finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Writes it to the catalogue.
    Apply,
    /// Shows what it would write.
    DryRun,
    /// Shows it and waits for approval.
    Review,
}

impl Mode {
    /// The mode's name in JSON and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Apply => "apply",
            Self::DryRun => "dry_run",
            Self::Review => "review",
        }
    }

    /// The mode of that name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Apply, Self::DryRun, Self::Review].into_iter().find(|mode| mode.as_str() == name)
    }
}

/// What a run is busy with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Storing the file.
    Receive,
    /// Finding out how it is laid out.
    Inspect,
    /// Reading, checking and staging its records.
    Stage,
    /// Comparing them with the catalogue.
    Diff,
    /// Writing them.
    Apply,
    /// What must follow.
    FollowUp,
}

impl Phase {
    /// The phase's name in JSON and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Receive => "receive",
            Self::Inspect => "inspect",
            Self::Stage => "stage",
            Self::Diff => "diff",
            Self::Apply => "apply",
            Self::FollowUp => "follow_up",
        }
    }
}

/// How many records of a run came to what. `records` is the sum of the five others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct Counts {
    /// Records in the file.
    pub records: i64,
    /// New offers.
    pub created: i64,
    /// Offers, or their products, of which a value changed.
    pub updated: i64,
    /// Records that say what the catalogue says.
    pub unchanged: i64,
    /// Records whose key came earlier in the file.
    pub duplicates: i64,
    /// Records that could not be used.
    pub rejected: i64,
    /// Offers that the file left out and the feed's policy took off sale.
    pub discontinued: i64,
    /// Issues that didn't reject a record.
    pub warnings: i64,
}

/// What a person said about a file when it was uploaded; what they didn't say is found out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Overrides {
    /// Fields mapped by hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mapping: Option<catalog::mapping::Mapping>,
    /// Encoding label.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// Delimiter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<char>,
    /// Sheet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// 1-based header row; 0 for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header_row: Option<u32>,
    /// Path of the records in a tree.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record_path: Option<String>,
    /// Profile to read with, when the feed has several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    /// Steps that the values take, instead of the kept profile's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transforms: Option<Vec<catalog::transform::Transform>>,
    /// What the file may do, instead of the kept profile's policies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policies: Option<catalog::policy::Policies>,
}

/// The message code of a run that is held because its file differs from what the kept profile was made for.
pub const DRIFT: &str = "drift";

/// A run's row.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Run {
    /// Its id.
    pub id: i64,
    /// The feed whose file it is.
    pub feed_id: i64,
    /// The supplier, in `db_catalog`.
    pub supplier_id: i64,
    /// The supplier's code when the run was made.
    pub supplier_code: String,
    /// The supplier's name when the run was made.
    pub supplier_name: String,
    /// The file's content.
    pub file_sha256: String,
    /// The file's name as it came.
    pub file_name: String,
    /// The file's size in bytes.
    pub file_size: i64,
    /// The format, once inspected.
    pub format: Option<String>,
    mode: String,
    status: String,
    /// The phase, while it moves.
    pub phase: Option<String>,
    /// What a person said about the file.
    pub overrides: Option<Json<Overrides>>,
    /// The profile it is, or was, read with.
    pub profile: Option<Json<catalog::profile::Profile>>,
    /// Digest of all that decided what its values became.
    pub profile_digest: Option<String>,
    /// The kept version that its profile was made from.
    pub profile_version: Option<i32>,
    /// How its file differs from what the kept profile was made for.
    pub drift: Option<Json<Vec<catalog::inspect::drift::Drift>>>,
    /// How many records came to what.
    #[sqlx(flatten)]
    pub counts: Counts,
    /// Records, or bytes, done in this phase.
    pub done: i64,
    /// Of how many, where that is known.
    pub total: Option<i64>,
    /// Records a second in this phase.
    pub rate: Option<f32>,
    /// Why it is held, failed or waits; one sentence.
    pub message: Option<String>,
    /// The same as a stable code.
    pub message_code: Option<String>,
    /// Who started it.
    pub created_by: Option<String>,
    /// `upload`, `cli`, `api` or `demo`.
    pub source: String,
    /// When it was received.
    pub created_at: DateTime<Utc>,
    /// When work on it began.
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
    /// `pause` or `cancel`, asked for and not yet done.
    pub wanted: Option<String>,
    /// A person approved that it is applied.
    pub approved: bool,
    /// How often work on it began.
    pub attempt: i32,
    /// Who is, or was last, at work on it.
    pub worker: Option<String>,
    /// Until when that worker holds it.
    pub lease_until: Option<DateTime<Utc>>,
    /// Number of the lease.
    pub fence: i64,
    /// Number of the run's last change.
    pub event_id: i64,
    /// The run that it completes, where it completes one.
    pub parent_id: Option<i64>,
    /// How many of its rejected records came in by runs that complete it.
    pub resolved: i64,
}

impl Run {
    /// Where the run stands.
    pub fn status(&self) -> Status {
        // The column's check constraint allows these names only.
        Status::parse(&self.status).unwrap_or(Status::Failed)
    }

    /// What the run does with what it finds.
    pub fn mode(&self) -> Mode {
        Mode::parse(&self.mode).unwrap_or(Mode::DryRun)
    }

    /// What a person said about the file.
    pub fn overrides(&self) -> Overrides {
        self.overrides.as_ref().map(|overrides| overrides.0.clone()).unwrap_or_default()
    }

    /// The name of the profile it is read with.
    pub fn profile_name(&self) -> String {
        self.overrides().profile.unwrap_or_else(|| super::profile::DEFAULT.to_owned())
    }

    /// Whether it is held because its file differs from what the kept profile was made for.
    pub fn is_held_by_drift(&self) -> bool {
        self.status() == Status::Held && self.message_code.as_deref() == Some(DRIFT)
    }

    /// Whether a worker holds it now.
    pub fn is_leased(&self, now: DateTime<Utc>) -> bool {
        self.lease_until.is_some_and(|until| until > now)
    }
}

/// What a new run is made of.
#[derive(Clone, Debug)]
pub struct NewRun<'a> {
    /// The feed whose file it is.
    pub feed_id: i64,
    /// The supplier, in `db_catalog`.
    pub supplier_id: i64,
    /// The supplier's code.
    pub supplier_code: &'a str,
    /// The supplier's name.
    pub supplier_name: &'a str,
    /// The file's content, already noted in `files`.
    pub file_sha256: &'a str,
    /// The file's name as it came.
    pub file_name: &'a str,
    /// The file's size in bytes.
    pub file_size: i64,
    /// What to do with what is found.
    pub mode: Mode,
    /// What a person said about the file.
    pub overrides: &'a Overrides,
    /// Who started it.
    pub created_by: Option<&'a str>,
    /// `upload`, `cli`, `api` or `demo`.
    pub source: &'a str,
}

/// Makes a run in `received`, with the job that will work on it when `with_job` is set (a command-line
/// import works on its run itself).
pub async fn create(
    db: &ImportsDb,
    new: &NewRun<'_>,
    with_job: bool,
    now: DateTime<Utc>,
) -> sqlx::Result<Run> {
    let mut tx = db.pool().begin().await?;
    let run: Run = sqlx::query_as(
        "insert into runs (feed_id, supplier_id, supplier_code, supplier_name, file_sha256, file_name, file_size,
           mode, status, phase, overrides, created_by, source, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, 'received', 'receive', $9, $10, $11, $12) returning *",
    )
    .bind(new.feed_id)
    .bind(new.supplier_id)
    .bind(new.supplier_code)
    .bind(new.supplier_name)
    .bind(new.file_sha256)
    .bind(new.file_name)
    .bind(new.file_size)
    .bind(new.mode.as_str())
    .bind(Json(new.overrides))
    .bind(new.created_by)
    .bind(new.source)
    .bind(now)
    .fetch_one(&mut *tx)
    .await?;
    if with_job {
        super::job::insert_for_run(&mut tx, run.id, now).await?;
    }
    tx.commit().await?;
    Ok(run)
}

/// A run by its id.
pub async fn get(db: &ImportsDb, id: i64) -> sqlx::Result<Option<Run>> {
    sqlx::query_as("select * from runs where id = $1").bind(id).fetch_optional(db.pool()).await
}

/// The run of the feed that was the last to reach the catalogue, not counting those taken back and those that
/// complete another one. A run that waited for approval may come after younger ones.
pub async fn last_applied(db: &ImportsDb, feed_id: i64) -> sqlx::Result<Option<Run>> {
    sqlx::query_as(
        "select * from runs where feed_id = $1 and status in ('applied', 'done') and mode <> 'dry_run' and parent_id is null
         order by finished_at desc nulls first, id desc limit 1",
    )
    .bind(feed_id)
    .fetch_optional(db.pool())
    .await
}

/// An unfinished run of the same file for the same supplier, in the same mode and read in the same way.
pub async fn unfinished(
    db: &ImportsDb,
    supplier_id: i64,
    file_sha256: &str,
    mode: Mode,
    overrides: &Overrides,
) -> sqlx::Result<Option<Run>> {
    sqlx::query_as(
        "select * from runs where supplier_id = $1 and file_sha256 = $2 and mode = $3
           and status in ('received', 'inspected', 'staged', 'applied') and overrides = $4 and parent_id is null
         order by id limit 1",
    )
    .bind(supplier_id)
    .bind(file_sha256)
    .bind(mode.as_str())
    .bind(Json(overrides))
    .fetch_optional(db.pool())
    .await
}
