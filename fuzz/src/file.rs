//! A file that goes through the product: inspected, read to its end, normalised; and what holds for every file.

use std::io::Write as _;

use catalog::article::Article;
use catalog::inspect::{InspectOptions, Inspection};
use catalog::issue::Severity;
use catalog::normalise::Normaliser;
use catalog::profile::Profile;
use catalog::reader::{self, Limits, Next, ReadError};
use catalog::record::Record;
use catalog::structure::Structure;
use catalog::value::gtin::Gtin;

/// A file that is deleted when it has been looked at.
pub struct Scratch(tempfile::NamedTempFile);

impl Scratch {
    pub fn of(bytes: &[u8]) -> Self {
        let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
        file.write_all(bytes).expect("room for a temporary file");
        Self(file)
    }

    /// Inspects and imports as is proposed.
    pub fn import(&self, options: &InspectOptions) {
        let inspection = match catalog::inspect::inspect(self.0.path(), options) {
            Ok(inspection) => inspection,
            Err(error) => {
                assert!(!error.to_string().is_empty(), "a refusal has a reason");
                return;
            }
        };
        serde_json::to_string(&inspection).expect("an inspection can be shown");
        check_columns(&inspection);
        let cut = inspection.warnings.iter().any(|warning| warning.code == "truncated");
        let mut normaliser = Normaliser::new(&profile(&inspection)).ok();
        match self.each(&inspection.structure, &options.limits, |record| {
            if let Some(normaliser) = &mut normaliser {
                normalise(normaliser, record);
            }
        }) {
            Ok(records) => {
                assert!(!cut, "what was inspected as cut short is read to its end");
                assert_eq!(
                    (records, true),
                    (inspection.rows, inspection.rows_exact),
                    "records read and counted"
                );
            }
            Err(error) => assert!(cut, "what was inspected can be read: {error}"),
        }
    }

    /// Reads by a structure that may not fit.
    pub fn read(&self, structure: &Structure, limits: &Limits) {
        let _ = self.each(structure, limits, |_| {});
    }

    fn each(
        &self,
        structure: &Structure,
        limits: &Limits,
        mut with: impl FnMut(&Record),
    ) -> Result<u64, ReadError> {
        let mut reader = reader::open(self.0.path(), structure, limits)?;
        let mut record = Record::new();
        let mut records = 0;
        let mut progress = reader.progress();
        loop {
            let next = reader.read(&mut record)?;
            let now = reader.progress();
            assert!(
                now.bytes_read >= progress.bytes_read && now.bytes_read <= now.bytes_total,
                "{progress:?} to {now:?}"
            );
            progress = now;
            match next {
                Next::End => break,
                Next::Malformed { message } => {
                    assert!(!message.is_empty(), "a malformed record has a reason");
                }
                Next::Record => with(&record),
            }
            records += 1;
            assert_eq!(record.position().record, records, "records are numbered");
            assert!(record.size() <= 4 * limits.max_record_bytes, "a record of {} bytes", record.size());
            assert!(record.len() <= 2 * limits.max_record_bytes, "a record of {} cells", record.len());
        }
        assert_eq!(progress.bytes_read, progress.bytes_total, "everything was read at the end");
        Ok(records)
    }
}

/// The profile that keeps what was proposed, by way of the text it is stored as.
fn profile(inspection: &Inspection) -> Profile {
    let stored = serde_json::json!({
        "structure": inspection.structure,
        "mapping": inspection.mapping,
        "default_currency": "EUR",
    });
    serde_json::from_value(stored).expect("a proposal can be kept")
}

fn check_columns(inspection: &Inspection) {
    let names: Vec<&String> = inspection.columns.iter().map(|column| &column.name).collect();
    assert!(names.iter().copied().eq(&inspection.structure.columns), "columns shown are the structure's");
    for source in inspection.mapping.fields.values() {
        assert!((0.0..=1.0).contains(&source.confidence), "a confidence of {}", source.confidence);
        assert!(names.contains(&&source.source), "{:?} is mapped and no column", source.source);
    }
}

/// Normalises a record and checks what holds for every article.
fn normalise(normaliser: &mut Normaliser, record: &Record) {
    let mut article = Article::default();
    let mut issues = Vec::new();
    if !normaliser.apply(record, &mut article, &mut issues) {
        assert!(issues.iter().any(|issue| issue.severity == Severity::Error), "a rejection has its reason");
        return;
    }
    assert!(!article.supplier_sku.trim().is_empty(), "an article has a key");
    if let Some(gtin) = article.gtin {
        assert_eq!(Gtin::parse(gtin.as_str()), Ok(gtin), "a GTIN is one");
    }
    for amount in [article.price, article.retail_price, article.weight_kg].into_iter().flatten() {
        assert!(amount.scale() <= 4, "{amount} has more than four decimals");
    }
    for count in [article.stock, article.moq, article.pack, article.lead_time_days].into_iter().flatten() {
        assert!(count >= 0, "a count of {count}");
    }
    assert_eq!(article.record_hash(), article.clone().record_hash());
}
