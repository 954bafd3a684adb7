//! One record of a run's file, read again as the run read it: what each step made of each value.

use std::collections::BTreeMap;

use catalog::article::Article;
use catalog::field::Field;
use catalog::issue::{Code, Issue, Severity};
use catalog::normalise::{Normaliser, ProfileError};
use catalog::policy::Verdict;
use catalog::profile::Profile;
use catalog::reader::{self, Limits, Next, ReadError};
use catalog::record::{REPEAT_SEPARATOR, Record};
use catalog::transform::{Value, Witness};
use rust_decimal::Decimal;
use store::imports::correction::Correction;
use store::imports::run::Run;

use super::correct::Corrections;
use super::{Fetched, Importer, ReceiveError, Values};

/// A step that was taken on a value, and what it made of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Which of the profile's steps, from 0.
    pub index: usize,
    /// The value before.
    pub before: Option<String>,
    /// The value after.
    pub after: Option<String>,
    /// Why it failed.
    pub error: Option<String>,
}

/// How a field of an article came about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldTrace {
    /// Which.
    pub field: Field,
    /// The columns that it is mapped to.
    pub source: Option<String>,
    /// What they say.
    pub raw: Option<String>,
    /// The steps that were taken on it.
    pub steps: Vec<Taken>,
    /// The name that was looked up among the supplier's values, and what it stands for.
    pub mapped: Option<(Option<String>, Option<String>)>,
    /// What it came to.
    pub value: Option<String>,
}

/// A record and how its article came about.
#[derive(Clone, Debug)]
pub struct Trace {
    /// 1-based line or row; 0 where the format has none.
    pub line: u64,
    /// The file's columns and what they say.
    pub cells: Vec<(String, String)>,
    /// What it came to; none where it was rejected.
    pub article: Option<Article>,
    /// What was wrong.
    pub issues: Vec<Issue>,
    /// Field by field, those that have a source, a step or a value.
    pub fields: Vec<FieldTrace>,
}

/// A record could not be traced.
#[derive(Debug, thiserror::Error)]
pub enum TraceError {
    /// The run has not been inspected yet.
    #[error("the import has not been read yet")]
    NotRead,
    /// The file has no such record.
    #[error("the file has no such record")]
    NoRecord,
    /// The stored file is not to be had.
    #[error(transparent)]
    Fetch(#[from] ReceiveError),
    /// The file can't be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The profile doesn't fit it.
    #[error(transparent)]
    Profile(#[from] ProfileError),
    /// A database failed.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    /// The task died.
    #[error("reading stopped unexpectedly")]
    Stopped,
}

/// Notes what the steps make of a record.
#[derive(Default)]
struct Notes {
    steps: BTreeMap<Field, Vec<Taken>>,
    mapped: BTreeMap<Field, (Option<String>, Option<String>)>,
    error: Option<(usize, String)>,
}

impl Witness for Notes {
    fn step(&mut self, index: usize, field: Field, before: &Value, after: &Value) {
        let error = self.error.take_if(|(failed, _)| *failed == index).map(|(_, reason)| reason);
        let taken = Taken { index, before: before.shown(), after: after.shown(), error };
        self.steps.entry(field).or_default().push(taken);
    }

    fn failed(&mut self, index: usize, reason: &str) {
        self.error = Some((index, reason.to_owned()));
    }

    fn mapped(&mut self, field: Field, before: &Value, after: &Value) {
        self.mapped.insert(field, (before.shown(), after.shown()));
    }
}

impl Importer {
    /// Reads one record of a run's file again, with the run's profile and corrections, and with what is decided now about
    /// brands and categories.
    ///
    /// # Errors
    ///
    /// The run was not read yet, its file has no such record, or something failed.
    pub async fn trace(&self, run: &Run, record: u64) -> Result<Trace, TraceError> {
        let profile = run.profile.as_ref().map(|profile| profile.0.clone()).ok_or(TraceError::NotRead)?;
        let (corrections, _) = self.to_read(run, &profile).await?;
        let values = self.values(Some(run.supplier_id), run.created_at).await?;
        let path = self.fetch(&run.file_sha256).await?;
        let limits = self.limits().clone();
        tokio::task::spawn_blocking(move || read(&path, &profile, &corrections, &values, &limits, record))
            .await
            .map_err(|_| TraceError::Stopped)?
    }
}

fn read(
    path: &Fetched,
    profile: &Profile,
    corrections: &[Correction],
    values: &Values,
    limits: &Limits,
    wanted: u64,
) -> Result<Trace, TraceError> {
    let mut normaliser = values.normaliser(profile)?;
    let corrections = Corrections::resolve(corrections, &normaliser);
    let mut reader = reader::open(path, &profile.structure, limits)?;
    let (mut record, mut corrected) = (Record::new(), Record::new());
    loop {
        let next = reader.read(&mut record)?;
        match next {
            Next::End => return Err(TraceError::NoRecord),
            _ if record.position().record < wanted => {}
            _ if record.position().record > wanted => return Err(TraceError::NoRecord),
            Next::Malformed { message } => {
                let issue = Issue::new(record.position(), None, Code::Unreadable, Severity::Error, &message);
                let line = record.position().line;
                let cells = cells(profile, &record);
                return Ok(Trace { line, cells, article: None, issues: vec![issue], fields: Vec::new() });
            }
            Next::Record => break,
        }
    }
    let mut issues = Vec::new();
    let is_corrected = corrections.apply(&record, &mut corrected, &mut issues);
    let mut notes = Notes::default();
    let mut article = Article::default();
    let mut comes = normaliser.apply_seen(
        if is_corrected { &corrected } else { &record },
        &mut article,
        &mut issues,
        &mut notes,
    );
    comes = comes && profile.policies.settle(&mut article, &mut issues, 0) != Verdict::Reject;
    let article = comes.then_some(article);
    Ok(Trace {
        line: record.position().line,
        cells: cells(profile, &record),
        fields: fields(profile, &normaliser, &record, article.as_ref(), notes),
        article,
        issues,
    })
}

fn cells(profile: &Profile, record: &Record) -> Vec<(String, String)> {
    let columns = &profile.structure.columns;
    let name = |index: usize| columns.get(index).cloned().unwrap_or_else(|| format!("column {}", index + 1));
    (0..columns.len().max(record.len())).map(|index| (name(index), said(record.get(index)))).collect()
}

fn said(cell: &str) -> String {
    cell.replace(REPEAT_SEPARATOR, "\n")
}

fn fields(
    profile: &Profile,
    normaliser: &Normaliser,
    record: &Record,
    article: Option<&Article>,
    mut notes: Notes,
) -> Vec<FieldTrace> {
    let trace = |field: Field| {
        let columns = normaliser.columns_of(field);
        let names = columns.iter().filter_map(|&column| profile.structure.columns.get(column));
        let raw: Vec<String> = columns.iter().map(|&column| said(record.get(column))).collect();
        FieldTrace {
            field,
            source: (!columns.is_empty()).then(|| names.cloned().collect::<Vec<_>>().join(" + ")),
            raw: (!columns.is_empty())
                .then(|| raw.join("\n").trim().to_owned())
                .filter(|raw| !raw.is_empty()),
            steps: notes.steps.remove(&field).unwrap_or_default(),
            mapped: notes.mapped.remove(&field),
            value: article.and_then(|article| value(article, field)),
        }
    };
    let told =
        |trace: &FieldTrace| trace.source.is_some() || !trace.steps.is_empty() || trace.value.is_some();
    Field::ALL.into_iter().map(trace).filter(told).collect()
}

/// A field's value as text.
fn value(article: &Article, field: Field) -> Option<String> {
    let decimal = |value: Option<Decimal>| value.map(|value| value.normalize().to_string());
    let whole = |value: Option<i32>| value.map(|value| value.to_string());
    match field {
        Field::SupplierSku => Some(article.supplier_sku.clone()),
        Field::Name => article.name.clone(),
        Field::Description => article.description.clone(),
        Field::Ean => article.gtin.as_ref().map(|gtin| gtin.shortest().to_owned()),
        Field::Brand => article.brand.clone(),
        Field::Category => article.category.clone(),
        Field::Price => decimal(article.price),
        Field::RetailPrice => decimal(article.retail_price),
        Field::Currency => article.currency.clone(),
        Field::Stock => whole(article.stock),
        Field::Images => (!article.images.is_empty()).then(|| article.images.join("\n")),
        Field::Weight => decimal(article.weight_kg),
        Field::Mpn => article.mpn.clone(),
        Field::Moq => whole(article.moq),
        Field::Pack => whole(article.pack),
        Field::LeadTime => whole(article.lead_time_days),
    }
}
