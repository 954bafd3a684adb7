//! What a feed's files may do to the catalogue, and when a person has to look first. Part of the profile.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::field::Field;

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
