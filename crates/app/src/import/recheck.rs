//! Correcting records of a run: of one that waits only the touched records are read and checked again, and all that a
//! person sees of the run is brought up to date; of one that is in the catalogue they become an import of their own.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

use catalog::article::Article;
use catalog::field::Field;
use catalog::issue::{Code, Issue, Severity};
use catalog::normalise::Normaliser;
use catalog::policy::{Policies, Verdict};
use catalog::profile::Profile;
use catalog::reader::{self, Limits, Next};
use catalog::record::{Position, Record};
use store::catalog::recheck::{self, Patch};
use store::catalog::staging::{self, Keys, Staging};
use store::imports::child::{self, ChildFile};
use store::imports::correction::{self, Correction, NewCorrection};
use store::imports::issue::{self, IssueCount};
use store::imports::run::{self, Mode, Run, Status};
use store::imports::{review, run_action};
use tokio::sync::{Mutex, mpsc};

use super::Importer;
use super::correct::Corrections;
use super::execute::Failure;
use super::parse::{copy_header, copy_trailer};
use super::review::{Read, why};
use super::values::Values;

/// Records that are handled at a time.
const CHUNK: usize = 1_000;

/// Whose turn it is to correct.
static TURN: Mutex<()> = Mutex::const_new(());

/// Records can't be corrected.
#[derive(Debug, thiserror::Error)]
pub enum CorrectError {
    /// There is no such run, or no such correction of it.
    #[error("there is no such import")]
    NotFound,
    /// The run's state doesn't allow it.
    #[error("{0}")]
    WrongState(&'static str),
    /// A correction says nothing that can be done.
    #[error("{message}")]
    Invalid {
        /// Which.
        path: String,
        /// What is wrong with it.
        message: String,
    },
    /// Something of ours failed.
    #[error(transparent)]
    Ours(#[from] anyhow::Error),
}

impl From<sqlx::Error> for CorrectError {
    fn from(error: sqlx::Error) -> Self {
        Self::Ours(error.into())
    }
}

impl From<Failure> for CorrectError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Ours(error) => Self::Ours(error),
            other => Self::Ours(anyhow::anyhow!(other)),
        }
    }
}

/// What became of corrections.
#[derive(Debug)]
pub struct Corrected {
    /// Records with a corrected value.
    pub touched: i64,
    /// Of these, those with nothing wrong in the corrected fields any more; none where they are still to be read.
    pub mended: Option<i64>,
    /// The run, or the child that brings the corrected records.
    pub run: Run,
}

/// What a record comes to.
struct Checked {
    /// None: it is rejected.
    article: Option<Box<Article>>,
    issues: Vec<Issue>,
    flagged: bool,
}

/// A record before and after it was corrected.
struct Touched {
    position: Position,
    before: Checked,
    after: Checked,
}

impl Touched {
    /// Whether nothing is wrong any more with what was corrected.
    fn is_mended(&self) -> bool {
        let fields: HashSet<Option<Field>> = self
            .after
            .issues
            .iter()
            .filter(|issue| issue.code == Code::Corrected)
            .map(|issue| issue.field)
            .collect();
        let is_bad = |issue: &Issue| issue.severity != Severity::Info && fields.contains(&issue.field);
        self.after.article.is_some() && !self.after.issues.iter().any(is_bad)
    }
}

/// How the counts of a run move.
#[derive(Default)]
struct Moved {
    touched: i64,
    mended: i64,
    rejected: i64,
    duplicates: i64,
    flagged: i64,
}

impl Importer {
    /// Corrects values of a run: of one that waits at once, of one that is in the catalogue by a child.
    pub async fn correct(
        &self,
        run_id: i64,
        items: &[NewCorrection],
        by: Option<&str>,
        source: &str,
    ) -> Result<Corrected, CorrectError> {
        let run = run::get(&self.databases().imports, run_id).await?.ok_or(CorrectError::NotFound)?;
        let profile = Self::corrigible(&run)?;
        let normaliser = Normaliser::new(&profile).map_err(anyhow::Error::from)?;
        for (index, item) in items.iter().enumerate() {
            if normaliser.columns_of(item.field).is_empty() {
                return Err(CorrectError::Invalid {
                    path: format!("items[{index}].field"),
                    message: format!(
                        "no column of the file is mapped to {}: correct the mapping",
                        item.field
                    ),
                });
            }
        }
        if run.status() == Status::Done {
            return self.correct_done(&run, profile, items, by, source).await;
        }
        self.correct_waiting(&run, profile, Change::Add(items, by)).await
    }

    /// Takes a correction of a waiting run back.
    pub async fn take_back(&self, run_id: i64, correction_id: i64) -> Result<Corrected, CorrectError> {
        let run = run::get(&self.databases().imports, run_id).await?.ok_or(CorrectError::NotFound)?;
        let profile = Self::corrigible(&run)?;
        if run.status() == Status::Done {
            return Err(CorrectError::WrongState(
                "the corrected records are in the catalogue: undo the import that brought them",
            ));
        }
        self.correct_waiting(&run, profile, Change::TakeBack(correction_id)).await
    }

    /// The profile of a run whose values can be corrected.
    fn corrigible(run: &Run) -> Result<Profile, CorrectError> {
        let waits = matches!(run.status(), Status::Held | Status::Review) && !run.is_held_by_drift();
        let done = run.status() == Status::Done && run.mode() != Mode::DryRun;
        match &run.profile {
            Some(profile) if waits || done => Ok(profile.0.clone()),
            _ => Err(CorrectError::WrongState(
                "values can be corrected while an import waits for approval, or once it is in the catalogue",
            )),
        }
    }

    async fn correct_waiting(
        &self,
        run: &Run,
        profile: Profile,
        change: Change<'_>,
    ) -> Result<Corrected, CorrectError> {
        let (imports, catalog) = (&self.databases().imports, &self.databases().catalog);
        // One after the other: each starts from what the one before left. In this process nobody holds a connection
        // only to wait; of several processes, one each.
        let _turn = TURN.lock().await;
        let mut turn = imports.pool().begin().await?;
        sqlx::query("select pg_advisory_xact_lock(hashtextextended('correct a run', $1))")
            .bind(run.id)
            .execute(&mut *turn)
            .await?;
        let before = correction::of_run(imports, run.id).await?;
        match change {
            Change::Add(items, by) => {
                let mut tx = imports.pool().begin().await?;
                correction::add(&mut tx, run.id, items, by, self.now()).await?;
                tx.commit().await?;
            }
            Change::TakeBack(id) => {
                if !correction::delete(imports, run.id, id).await? {
                    return Err(CorrectError::NotFound);
                }
            }
        }
        let after = correction::of_run(imports, run.id).await?;
        let staging = Staging { run_id: run.id, fence: run.fence };
        if !recheck::is_staged(catalog, staging).await? {
            // A crash of PostgreSQL took what was staged; the file is the truth.
            let run =
                run_action::read_again(imports, run.id, self.now()).await.map_err(anyhow::Error::from)?;
            return Ok(Corrected { touched: 0, mended: None, run });
        }
        recheck::index(catalog, staging).await?;
        let policies = profile.policies.clone();
        let mut chunks = self.read_touched(run, profile, before, after).await?;
        let mut moved = Moved::default();
        let mut claimed = HashSet::new();
        while let Some(chunk) = chunks.recv().await {
            self.recheck(run, staging, &chunk?, &mut claimed, &mut moved).await?;
        }
        let run = self.recount(run, staging, &policies, &moved).await?;
        turn.commit().await?;
        Ok(Corrected { touched: moved.touched, mended: Some(moved.mended), run })
    }

    /// Reads the records that differ between two sets of corrections, on a thread of its own.
    async fn read_touched(
        &self,
        run: &Run,
        profile: Profile,
        before: Vec<Correction>,
        after: Vec<Correction>,
    ) -> Result<mpsc::Receiver<anyhow::Result<Vec<Touched>>>, CorrectError> {
        let path = self.fetch(&run.file_sha256).await.map_err(anyhow::Error::from)?;
        let values = self.values(Some(run.supplier_id), run.created_at).await?;
        let limits = self.limits().clone();
        let (out, chunks) = mpsc::channel(2);
        tokio::task::spawn_blocking(move || {
            let work = Work { path: path.to_path_buf(), profile, values, limits, before, after };
            if let Err(error) = work.read(&out) {
                // Nobody listens any more: then nobody needs the error either.
                let _ = out.blocking_send(Err(error));
            }
            drop(path);
        });
        Ok(chunks)
    }

    /// Puts records that were checked again in their new places.
    async fn recheck(
        &self,
        run: &Run,
        staging: Staging,
        chunk: &[Touched],
        claimed: &mut HashSet<String>,
        moved: &mut Moved,
    ) -> Result<(), CorrectError> {
        let (imports, catalog) = (&self.databases().imports, &self.databases().catalog);
        let records: Vec<i64> = chunk.iter().map(|it| it.position.record as i64).collect();
        let staged = recheck::staged(catalog, staging, &records).await?;
        let repeated: HashSet<i64> = issue::repeated(imports, run.id, &records).await?.into_iter().collect();
        let sku = |checked: &Checked| checked.article.as_ref().map(|article| article.supplier_sku.clone());
        let keys: HashSet<String> =
            chunk.iter().flat_map(|it| [sku(&it.before), sku(&it.after)]).flatten().collect();
        let keys: Vec<String> = keys.into_iter().collect();
        let known: HashMap<String, recheck::KnownKey> =
            recheck::look_up(catalog, staging, run.supplier_id, &keys)
                .await?
                .into_iter()
                .map(|key| (key.supplier_sku.clone(), key))
                .collect();
        let mut patch = Patch { records, rows: copy_header(), ..Patch::default() };
        let (mut keys, mut issues, mut counts) = (Keys::default(), Vec::new(), IssueMoves::default());
        for it in chunk {
            let record = it.position.record as i64;
            let was_repeated =
                it.before.article.is_some() && !staged.contains(&record) && repeated.contains(&record);
            let (old, new) = (sku(&it.before), sku(&it.after));
            let key = new.as_ref().and_then(|new| known.get(new));
            let is_repeated = match (&new, key) {
                (None, _) => false,
                (Some(new), _) if claimed.contains(new) => true,
                (Some(new), Some(key)) if old.as_ref() != Some(new) => {
                    key.staged.is_some_and(|other| other != record) || (key.offer_id.is_some() && !key.absent)
                }
                _ => was_repeated,
            };
            counts.take(&it.before.issues, -1);
            counts.take(&it.after.issues, 1);
            issues.extend(it.after.issues.iter().cloned());
            counts.take(&repetition(it.position, old.as_deref(), was_repeated), -1);
            let repetition = repetition(it.position, new.as_deref(), is_repeated);
            counts.take(&repetition, 1);
            issues.extend(repetition);
            moved.touched += 1;
            moved.mended += i64::from(it.is_mended());
            moved.rejected += i64::from(new.is_none()) - i64::from(old.is_none());
            moved.duplicates += i64::from(is_repeated) - i64::from(was_repeated);
            moved.flagged += i64::from(it.after.flagged) - i64::from(it.before.flagged);
            if let Some(old) = old.filter(|old| !was_repeated && Some(old) != new.as_ref()) {
                patch.absent.extend(known.get(&old).and_then(|key| key.offer_id));
            }
            let (Some(article), false) = (&it.after.article, is_repeated) else { continue };
            claimed.insert(article.supplier_sku.clone());
            patch.present.extend(key.and_then(|key| key.offer_id));
            let hash = article.record_hash();
            if key.and_then(|key| key.record_hash) != Some(hash) {
                staging::encode(&mut patch.rows, &mut keys, it.position, article, hash, true);
            }
        }
        patch.rows.extend(copy_trailer());
        let present: HashSet<i64> = patch.present.iter().copied().collect();
        patch.absent.retain(|offer| !present.contains(offer));
        recheck::patch(catalog, staging, &patch).await?;
        issue::replace_records(imports, run.id, &patch.records, &issues, &counts.moved()).await?;
        Ok(())
    }

    /// Compares a run anew once its records have been put in place.
    async fn recount(
        &self,
        run: &Run,
        staging: Staging,
        policies: &Policies,
        moved: &Moved,
    ) -> Result<Run, CorrectError> {
        let imports = &self.databases().imports;
        let rows = recheck::settle(&self.databases().catalog, staging).await?;
        let mut counts = run.counts;
        counts.rejected += moved.rejected;
        counts.duplicates += moved.duplicates;
        counts.unchanged = counts.records - counts.rejected - counts.duplicates - rows;
        counts.warnings = issue::warnings(imports, run.id, &[Code::Corrected, Code::LeftByPolicy]).await?;
        let measures = review::get(imports, run.id).await?.measures;
        let flagged = measures.map_or(0, |measures| measures.flagged - run.counts.rejected) + moved.flagged;
        let last = run::last_applied(imports, run.feed_id).await?;
        let past = self.past(run, last.as_ref()).await?;
        let weighed = self.weigh(run, staging, policies, Read { counts, flagged }, &past).await?;
        let message = (run.status() == Status::Held).then(|| why(&weighed.brakes));
        run_action::recounted(imports, run.id, run.fence, &weighed.counts, message.as_ref())
            .await?
            .ok_or(CorrectError::WrongState("somebody approved or cancelled the import meanwhile"))
    }

    async fn correct_done(
        &self,
        run: &Run,
        profile: Profile,
        items: &[NewCorrection],
        by: Option<&str>,
        source: &str,
    ) -> Result<Corrected, CorrectError> {
        let imports = &self.databases().imports;
        let last = run::last_applied(imports, run.feed_id).await?;
        if run.parent_id.is_some() || last.is_some_and(|last| last.id != run.id) {
            return Err(CorrectError::WrongState(
                "the supplier's values have been imported again since: correct those of the latest import",
            ));
        }
        let new = items.iter().map(|item| as_stored(item, self.now())).collect();
        let mut touched = 0;
        let mut chunks = self.read_touched(run, profile, Vec::new(), new).await?;
        while let Some(chunk) = chunks.recv().await {
            touched += chunk?.len() as i64;
        }
        if touched == 0 {
            return Err(CorrectError::Invalid {
                path: "items".to_owned(),
                message: "no record of the file says that".to_owned(),
            });
        }
        let mut tx = imports.pool().begin().await?;
        let file = ChildFile { sha256: &run.file_sha256, name: &run.file_name, size: run.file_size };
        let child = child::create(&mut tx, run, file, by, source, true, self.now()).await?;
        for id in [run.id, child.id] {
            correction::add(&mut tx, id, items, by, self.now()).await?;
        }
        tx.commit().await?;
        Ok(Corrected { touched, mended: None, run: child })
    }
}

/// How the corrections of a run change.
enum Change<'a> {
    /// These are added, by that person.
    Add(&'a [NewCorrection], Option<&'a str>),
    /// One is taken back.
    TakeBack(i64),
}

fn as_stored(item: &NewCorrection, at: chrono::DateTime<chrono::Utc>) -> Correction {
    Correction {
        id: 0,
        record: item.record,
        field: item.field.as_str().to_owned(),
        raw: item.raw.clone(),
        value: item.value.clone(),
        by: None,
        at,
    }
}

/// The issue of a record whose key came before in the file, if it did.
fn repetition(position: Position, sku: Option<&str>, is_repeated: bool) -> Option<Issue> {
    let sku = sku.filter(|_| is_repeated)?;
    Some(Issue::new(position, Some(Field::SupplierSku), Code::DuplicateKey, Severity::Warning, sku))
}

/// How the exact counts of issues move.
#[derive(Default)]
struct IssueMoves(HashMap<(Code, Severity, Option<Field>), i64>);

impl IssueMoves {
    fn take<'a>(&mut self, issues: impl IntoIterator<Item = &'a Issue>, by: i64) {
        for issue in issues {
            *self.0.entry((issue.code, issue.severity, issue.field)).or_default() += by;
        }
    }

    fn moved(&self) -> Vec<IssueCount> {
        self.0
            .iter()
            .filter(|(_, count)| **count != 0)
            .map(|((code, severity, field), &count)| IssueCount {
                code: code.as_str().to_owned(),
                severity: severity.as_str().to_owned(),
                field: field.map(|field| field.as_str().to_owned()).unwrap_or_default(),
                count,
            })
            .collect()
    }
}

/// Reading the records that differ between two sets of corrections.
struct Work {
    path: PathBuf,
    profile: Profile,
    values: Values,
    limits: Limits,
    before: Vec<Correction>,
    after: Vec<Correction>,
}

impl Work {
    fn read(&self, out: &mpsc::Sender<anyhow::Result<Vec<Touched>>>) -> anyhow::Result<()> {
        let mut reader = reader::open(&self.path, &self.profile.structure, &self.limits)?;
        let mut normaliser = self.values.normaliser(&self.profile)?;
        let before = Corrections::resolve(&self.before, &normaliser);
        let after = Corrections::resolve(&self.after, &normaliser);
        let last = before.last_record().zip(after.last_record()).map(|(one, other)| one.max(other));
        let (mut record, mut old, mut new) = (Record::new(), Record::new(), Record::new());
        let mut chunk = Vec::new();
        loop {
            match reader.read(&mut record)? {
                Next::End => break,
                Next::Malformed { .. } => continue,
                Next::Record => {}
            }
            let position = record.position();
            if last.is_some_and(|last| position.record > last) {
                break;
            }
            let (mut was, mut is) = (Vec::new(), Vec::new());
            let had = before.apply(&record, &mut old, &mut was);
            let has = after.apply(&record, &mut new, &mut is);
            let (one, other) = (if had { &old } else { &record }, if has { &new } else { &record });
            if (!had && !has) || one.iter().eq(other.iter()) {
                continue;
            }
            chunk.push(Touched {
                position,
                before: self.check(&mut normaliser, one, was),
                after: self.check(&mut normaliser, other, is),
            });
            if chunk.len() >= CHUNK && out.blocking_send(Ok(std::mem::take(&mut chunk))).is_err() {
                return Ok(());
            }
        }
        if !chunk.is_empty() {
            // Nobody listens any more: then nobody needs it.
            let _ = out.blocking_send(Ok(chunk));
        }
        Ok(())
    }

    /// Checks a record as staging does.
    fn check(&self, normaliser: &mut Normaliser, record: &Record, mut issues: Vec<Issue>) -> Checked {
        let mut article = Article::default();
        let first = issues.len();
        let verdict = if normaliser.apply(record, &mut article, &mut issues) {
            self.profile.policies.settle(&mut article, &mut issues, first)
        } else {
            Verdict::Reject
        };
        Checked {
            article: (verdict != Verdict::Reject).then(|| Box::new(article)),
            issues,
            flagged: verdict == Verdict::Flagged,
        }
    }
}
