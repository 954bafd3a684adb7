//! What a feed's files may do to the catalogue, and when a person has to look first. Part of the profile.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::article::Article;
use crate::field::Field;
use crate::issue::{Issue, Severity};

/// What a feed's files may do.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Policies {
    /// Whether files make offers, change them, or both.
    pub writes: Writes,
    /// The only fields that are written; none means all that are mapped. The key is always read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fields: Option<BTreeSet<Field>>,
    /// What happens to an offer that a full file leaves out.
    pub absent: Absent,
    /// After how many files in a row without it; at least 1.
    pub absent_runs: AbsentRuns,
    /// What happens to a record with a value that can't be used.
    pub bad_records: BadRecords,
    /// The run is held where a greater share of its records has an error, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub most_errors: Option<f64>,
    /// When a person has to approve before the catalogue changes.
    pub review: Review,
    /// Limits beyond which a run is held.
    pub brakes: Brakes,
}

/// Files in a row, at least 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AbsentRuns(pub u16);

impl AbsentRuns {
    /// How many, at least 1.
    pub fn count(self) -> i32 {
        i32::from(self.0.max(1))
    }
}

impl Default for AbsentRuns {
    fn default() -> Self {
        Self(1)
    }
}

/// Whether files make offers, change them, or both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Writes {
    /// New offers are made, known ones are changed.
    #[default]
    Both,
    /// Only new offers are made; a record of a known one changes nothing.
    Create,
    /// Only known offers are changed; a record of an unknown one changes nothing.
    Update,
}

/// What happens to an offer that a full file leaves out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Absent {
    /// It stays as it is.
    #[default]
    Keep,
    /// Its stock becomes 0.
    ZeroStock,
    /// It is discontinued.
    Discontinue,
}

/// What happens to a record with a value that can't be used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BadRecords {
    /// It comes in without that value, with an issue.
    #[default]
    Flag,
    /// It is rejected.
    Skip,
    /// It holds the whole run.
    Block,
}

/// When a person has to approve before the catalogue changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Review {
    /// When a brake trips.
    #[default]
    OnBrake,
    /// Before every run.
    Always,
    /// Never: brakes are written to the log and the run goes on.
    Never,
}

/// Limits beyond which a run is held. Each is a share, 0 to 1; none means the limit learned from the feed's own
/// past, or the usual one while there is too little of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Brakes {
    /// Usable records fewer than in the files before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fewer_records: Option<f64>,
    /// Offers of the supplier that the file leaves out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gone: Option<f64>,
    /// Offers whose price moves by more than half, up or down.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price_moves: Option<f64>,
    /// Offers that run out of stock.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stock_out: Option<f64>,
    /// Records with an issue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issues: Option<f64>,
}

/// What the policies make of a record that could be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It comes in.
    Use,
    /// It comes in, though a value of it couldn't be used.
    Flagged,
    /// It is rejected: its issues say why.
    Reject,
}

impl Policies {
    /// Keeps of an article only what may be written, and says whether it comes in. `issues` are those of the record.
    ///
    /// The currency belongs to the prices, and comes and goes with them.
    pub fn settle(&self, article: &mut Article, issues: &mut Vec<Issue>, first: usize) -> Verdict {
        if let Some(fields) = &self.fields {
            keep_only(article, fields);
            let is_about_more = |issue: &Issue| {
                issue.severity != Severity::Error
                    && issue.field.is_some_and(|field| field != Field::SupplierSku && !writes(fields, field))
            };
            let mut at = 0;
            issues.retain(|issue| {
                at += 1;
                at <= first || !is_about_more(issue)
            });
        }
        let own = issues.get_mut(first..).unwrap_or_default();
        let bad = |issue: &&mut Issue| issue.severity == Severity::Warning && issue.field.is_some();
        let mut bad = own.iter_mut().filter(bad).peekable();
        if bad.peek().is_none() {
            return Verdict::Use;
        }
        if self.bad_records != BadRecords::Skip {
            return Verdict::Flagged;
        }
        // What was wrong with a value is now why the record isn't used.
        bad.for_each(|issue| issue.severity = Severity::Error);
        Verdict::Reject
    }
}

/// Whether a field is among those that are written.
fn writes(fields: &BTreeSet<Field>, field: Field) -> bool {
    let priced = || fields.contains(&Field::Price) || fields.contains(&Field::RetailPrice);
    fields.contains(&field) || (field == Field::Currency && priced())
}

/// Takes out of an article what isn't written; the key stays.
fn keep_only(article: &mut Article, fields: &BTreeSet<Field>) {
    fn clear<T: Default>(slot: &mut T) {
        *slot = T::default();
    }
    for field in Field::ALL.into_iter().filter(|&field| !writes(fields, field)) {
        match field {
            Field::SupplierSku => {}
            Field::Name => clear(&mut article.name),
            Field::Description => clear(&mut article.description),
            Field::Ean => clear(&mut article.gtin),
            Field::Brand => clear(&mut article.brand),
            Field::Category => clear(&mut article.category),
            Field::Price => clear(&mut article.price),
            Field::RetailPrice => clear(&mut article.retail_price),
            Field::Currency => clear(&mut article.currency),
            Field::Stock => clear(&mut article.stock),
            Field::Images => article.images.clear(),
            Field::Weight => clear(&mut article.weight_kg),
            Field::Mpn => clear(&mut article.mpn),
            Field::Moq => clear(&mut article.moq),
            Field::Pack => clear(&mut article.pack),
            Field::LeadTime => clear(&mut article.lead_time_days),
        }
    }
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::*;
    use crate::issue::Code;
    use crate::record::Position;

    fn article() -> Article {
        Article {
            supplier_sku: "A-1".to_owned(),
            name: Some("Lamp".to_owned()),
            price: Some(Decimal::ONE),
            currency: Some("EUR".to_owned()),
            stock: Some(3),
            ..Article::default()
        }
    }

    fn issue(field: Option<Field>, severity: Severity) -> Issue {
        Issue::new(Position { record: 1, line: 2 }, field, Code::NumberInvalid, severity, "x")
    }

    #[test]
    fn only_the_fields_that_are_written_stay_and_only_their_issues() {
        let fields = BTreeSet::from([Field::Price]);
        let policies = Policies { fields: Some(fields), ..Policies::default() };
        let mut kept = article();
        let earlier = issue(Some(Field::Weight), Severity::Warning);
        let mut issues = vec![earlier.clone(), issue(Some(Field::Stock), Severity::Warning)];
        assert_eq!(policies.settle(&mut kept, &mut issues, 1), Verdict::Use);
        assert_eq!(issues, [earlier]);
        assert_eq!(kept, Article { name: None, stock: None, ..article() });
        // A price without its currency would be none.
        assert_eq!(kept.currency.as_deref(), Some("EUR"));
    }

    #[test]
    fn a_bad_value_flags_the_record_or_rejects_it() {
        let found = [issue(None, Severity::Warning), issue(Some(Field::Stock), Severity::Info)];
        let skip = Policies { bad_records: BadRecords::Skip, ..Policies::default() };
        assert_eq!(skip.settle(&mut article(), &mut found.to_vec(), 0), Verdict::Use);
        let bad = vec![issue(Some(Field::Price), Severity::Warning)];
        assert_eq!(Policies::default().settle(&mut article(), &mut bad.clone(), 0), Verdict::Flagged);
        let mut rejected = bad;
        assert_eq!(skip.settle(&mut article(), &mut rejected, 0), Verdict::Reject);
        assert_eq!(rejected[0].severity, Severity::Error);
    }

    #[test]
    fn no_file_at_all_can_t_be_waited_for() {
        assert_eq!(AbsentRuns(0).count(), 1);
        assert_eq!(AbsentRuns(3).count(), 3);
    }
}
