//! Reading a file on its own thread: record by record, typed, checked, and encoded for the staging table.
//!
//! Only what may change something is encoded: a record that says what the same offer said last time stays here.
//! Batches go through a short queue, so that reading and writing overlap and memory stays flat.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};
use std::path::PathBuf;

use catalog::article::Article;
use catalog::field::Field;
use catalog::issue::{Code, Issue, Severity};
use catalog::normalise::Normaliser;
use catalog::policy::{Policies, Verdict};
use catalog::profile::Profile;
use catalog::reader::{self, Limits, Next, ReadError};
use catalog::record::Record;
use store::catalog::binary_copy;
use store::catalog::known::{self, Known, Seen};
use store::catalog::staging::{self, Keys};
use store::imports::correction::Correction;
use tokio::sync::mpsc;

use super::correct::Corrections;
use super::heartbeat::StopFlag;
use super::values::Values;

/// Size at which a batch is sent on.
const BATCH_BYTES: usize = 1 << 20;
/// Batches under way between the reading and the writing side.
const BATCHES: usize = 3;
/// The most issues in one batch.
const BATCH_ISSUES: usize = 2_000;

/// How many records came to what, on the reading side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Records read.
    pub records: u64,
    /// Encoded for the staging table.
    pub staged: u64,
    /// The same as last time.
    pub unchanged: u64,
    /// Their key came before in this file.
    pub duplicates: u64,
    /// Not usable.
    pub rejected: u64,
    /// Usable, though a value of theirs wasn't.
    pub flagged: u64,
}

/// Some records' worth of work for the writing side.
pub struct Batch {
    /// Rows in binary COPY format, without header and trailer.
    pub rows: Vec<u8>,
    /// What was wrong.
    pub issues: Vec<Issue>,
    /// Counts so far.
    pub tally: Tally,
    /// Share of the file that has been read, 0 to 1.
    pub share: f64,
}

/// What the reading side ends with.
pub struct Parsed {
    /// The final counts.
    pub tally: Tally,
    /// What is known of the supplier's offers, with those marked that the file has.
    pub known: Known,
    /// What came in for rejected records of another run.
    pub came: Came,
}

/// Reading could not go on.
#[derive(Debug, thiserror::Error)]
pub enum ParseError {
    /// The file.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The profile doesn't fit the file.
    #[error(transparent)]
    Profile(#[from] catalog::normalise::ProfileError),
    /// The work was stopped; the flag says why.
    #[error("stopped")]
    Stopped,
}

/// What is to be read.
pub struct Job {
    /// The file on disk.
    pub path: PathBuf,
    /// How it is read.
    pub profile: Profile,
    /// What its values are read with besides.
    pub values: Values,
    /// What readers accept.
    pub limits: Limits,
    /// The supplier's offers as they were last stated.
    pub known: Known,
    /// Whether to stop.
    pub stop: StopFlag,
    /// What a person corrected.
    pub corrections: Vec<Correction>,
    /// Which rejected records of another run it completes.
    pub completes: Completes,
}

/// What of a run is completed by another one.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Completes {
    /// Nothing: it is a run of its own.
    #[default]
    Nothing,
    /// Rejected records, whose places in that run's file are in this column, if it is there.
    Places(Option<usize>),
    /// Those records of the same file that these corrections touch: no other is read.
    Corrected(Vec<Correction>),
}

/// The records that came in for rejected ones of another run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Came {
    /// By their places there.
    pub places: Vec<i64>,
    /// Those that name none.
    pub others: i64,
}

/// Starts reading on a thread of its own; the batches come out of the receiver.
pub fn spawn(job: Job) -> (mpsc::Receiver<Batch>, tokio::task::JoinHandle<Result<Parsed, ParseError>>) {
    let (sender, receiver) = mpsc::channel(BATCHES);
    (receiver, tokio::task::spawn_blocking(move || run(job, &sender)))
}

/// Keys are hashes already.
#[derive(Default)]
struct Unhashed(u64);

impl Hasher for Unhashed {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(byte);
        }
    }
    fn write_u64(&mut self, value: u64) {
        // GTINs are consecutive numbers: multiply, so that they spread.
        self.0 = value.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
    fn write_u128(&mut self, value: u128) {
        self.0 = value as u64;
    }
}

type Set<T> = HashSet<T, BuildHasherDefault<Unhashed>>;

struct Reading {
    policies: Policies,
    known: Known,
    new_keys: Set<u128>,
    product_keys: Set<u64>,
    keys: Keys,
    article: Article,
    batch: Batch,
}

fn run(job: Job, out: &mpsc::Sender<Batch>) -> Result<Parsed, ParseError> {
    let mut reader = reader::open(&job.path, &job.profile.structure, &job.limits)?;
    let mut normaliser = job.values.normaliser(&job.profile)?;
    let mut reading = Reading {
        policies: job.profile.policies,
        known: job.known,
        new_keys: Set::default(),
        product_keys: Set::default(),
        keys: Keys::default(),
        article: Article::default(),
        batch: empty_batch(Tally::default()),
    };
    let corrections = Corrections::resolve(&job.corrections, &normaliser);
    let only = match &job.completes {
        Completes::Corrected(touched) => Some(Corrections::resolve(touched, &normaliser)),
        _ => None,
    };
    let mut came = Came::default();
    let (mut record, mut corrected) = (Record::new(), Record::new());
    loop {
        match reader.read(&mut record)? {
            Next::End => break,
            Next::Malformed { .. } if only.is_some() => {}
            Next::Malformed { message } => {
                let tally = &mut reading.batch.tally;
                tally.records += 1;
                tally.rejected += 1;
                reading.batch.issues.push(Issue::new(
                    record.position(),
                    None,
                    Code::Unreadable,
                    Severity::Error,
                    &message,
                ));
            }
            Next::Record => {
                if only.as_ref().is_some_and(|only| !only.touches(&record, &mut corrected)) {
                    continue;
                }
                let is_corrected = corrections.apply(&record, &mut corrected, &mut reading.batch.issues);
                let comes = reading.take(&mut normaliser, if is_corrected { &corrected } else { &record });
                if comes {
                    came.note(&job.completes, &record);
                }
            }
        }
        if reading.batch.rows.len() >= BATCH_BYTES
            || reading.batch.issues.len() >= BATCH_ISSUES
            || reading.batch.tally.records.is_multiple_of(20_000)
        {
            if job.stop.reason().is_some() {
                return Err(ParseError::Stopped);
            }
            let progress = reader.progress();
            reading.batch.share = progress.bytes_read as f64 / progress.bytes_total.max(1) as f64;
            let next = empty_batch(reading.batch.tally);
            // The writing side is gone only when it failed, and it says why.
            out.blocking_send(std::mem::replace(&mut reading.batch, next))
                .map_err(|_| ParseError::Stopped)?;
        }
    }
    let tally = reading.batch.tally;
    reading.batch.share = 1.0;
    out.blocking_send(reading.batch).map_err(|_| ParseError::Stopped)?;
    Ok(Parsed { tally, known: reading.known, came })
}

impl Came {
    /// Notes a record that comes in.
    fn note(&mut self, completes: &Completes, record: &Record) {
        match completes {
            Completes::Nothing => {}
            Completes::Corrected(_) => self.places.push(record.position().record as i64),
            Completes::Places(column) => {
                match column.and_then(|column| record.get(column).trim().parse().ok()) {
                    Some(place) => self.places.push(place),
                    None => self.others += 1,
                }
            }
        }
    }
}

fn empty_batch(tally: Tally) -> Batch {
    Batch { rows: Vec::with_capacity(BATCH_BYTES + (1 << 14)), issues: Vec::new(), tally, share: 0.0 }
}

impl Reading {
    /// Takes a record; false where it is rejected.
    fn take(&mut self, normaliser: &mut Normaliser, record: &Record) -> bool {
        let Batch { rows, issues, tally, .. } = &mut self.batch;
        tally.records += 1;
        let first = issues.len();
        if !normaliser.apply(record, &mut self.article, issues) {
            tally.rejected += 1;
            return false;
        }
        match self.policies.settle(&mut self.article, issues, first) {
            Verdict::Use => {}
            Verdict::Flagged => tally.flagged += 1,
            Verdict::Reject => {
                tally.rejected += 1;
                return false;
            }
        }
        let article = &self.article;
        let key = known::key(&article.supplier_sku);
        let seen = self.known.meet(key);
        let again = seen == Seen::Again || (seen == Seen::Unknown && !self.new_keys.insert(key));
        if again {
            tally.duplicates += 1;
            issues.push(Issue::new(
                record.position(),
                Some(Field::SupplierSku),
                Code::DuplicateKey,
                Severity::Warning,
                &article.supplier_sku,
            ));
            return true;
        }
        // Of several records for one product the first leads, staged or not.
        let leader = self.keys.product_key(article).is_none_or(|key| self.product_keys.insert(key));
        let record_hash = article.record_hash();
        if seen == (Seen::First { record_hash }) {
            tally.unchanged += 1;
            return true;
        }
        tally.staged += 1;
        staging::encode(rows, &mut self.keys, record.position(), article, record_hash, leader);
        true
    }
}

/// The bytes that open the COPY.
pub fn copy_header() -> Vec<u8> {
    let mut header = Vec::new();
    binary_copy::header(&mut header);
    header
}

/// The bytes that end the COPY.
pub fn copy_trailer() -> Vec<u8> {
    let mut trailer = Vec::new();
    binary_copy::trailer(&mut trailer);
    trailer
}
