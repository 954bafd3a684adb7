//! Taking a run back, as a whole or in part, and bringing it in again.
//!
//! A run's changes go back field by field, where the value is still the one that the run wrote and nobody wrote or
//! locked it since; what came later stays and is listed (`undo_kept`). What the run made is taken out where nothing
//! later stands on it, and kept as whole rows (`removed_offers`, …), so that a revert of the undo brings it in again
//! under the same ids.
//!
//! An undo is a change like any other: rows of `changes` of kind 4 say what went back, each with the change that it
//! takes back (`of_change`); a revert's rows point to the undo's rows. A change whose undo stands counts as never made
//! when an earlier one is taken back: so undos in any order come to the same.
//!
//! Everything happens in one transaction under the lock that applying takes. It is done once: an undo's id is that of
//! the job that was asked for it. [`sets`] finds what is possible and why the rest isn't, for [`preview()`] too, so
//! that what is shown is what happens; [`effect`] writes it.
//!
//! Words: a *step* is one change with those of its fields that go back.

mod bring_in;
mod effect;
mod fields;
mod names;
mod preview;
mod row;
mod sets;
mod take_back;

pub use bring_in::revert;
pub(super) use effect::NEVER;
pub use preview::{Preview, preview};
pub use row::{Kept, Reason, Undo, UndoStatus, get, kept, of_run, stands};
pub use take_back::undo;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What of a run is taken back; what is left out limits nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scope {
    /// Only values of these fields; offers and products that the run made then stay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fields: Option<Vec<String>>,
    /// Only what is about these offers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offers: Option<Vec<i64>>,
    /// Only what is about these products; with `offers`, also what is about these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub products: Option<Vec<i64>>,
}

impl Scope {
    /// The names that `fields` may have.
    pub fn field_names() -> impl Iterator<Item = &'static str> {
        fields::VALUES.iter().map(|value| value.name)
    }

    /// The whole run.
    pub const fn is_whole(&self) -> bool {
        self.fields.is_none() && self.offers.is_none() && self.products.is_none()
    }

    fn has(&self, field: &str) -> bool {
        self.fields.as_ref().is_none_or(|fields| fields.iter().any(|name| name == field))
    }

    /// The records that are meant, by the columns that name their offer and product.
    fn records(&self, offer: &str, product: &str) -> String {
        let list = |ids: &[i64]| {
            let ids: Vec<String> = ids.iter().map(i64::to_string).collect();
            format!("any('{{{}}}'::bigint[])", ids.join(","))
        };
        let mut either = Vec::new();
        if let Some(offers) = &self.offers {
            either.push(format!("{offer} = {}", list(offers)));
        }
        if let Some(products) = &self.products {
            either.push(format!("{product} = {}", list(products)));
        }
        if either.is_empty() { "true".to_owned() } else { format!("({})", either.join(" or ")) }
    }
}

/// What is asked for, by whom.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The id of the job that carries it: asked for twice, it is done once.
    pub id: i64,
    /// The run.
    pub run_id: i64,
    /// What of it.
    pub scope: &'a Scope,
    /// The person.
    pub by: Option<&'a str>,
    /// Currency in which the best offer is found (ISO 4217).
    pub catalogue_currency: &'a str,
    /// The moment that is written everywhere.
    pub now: DateTime<Utc>,
}

/// Why an undo, or its revert, isn't possible.
#[derive(Debug, thiserror::Error)]
pub enum UndoError {
    /// The run never reached the catalogue.
    #[error("the import has no effect on the catalogue that could be undone")]
    NotApplied,
    /// It has been taken back as a whole.
    #[error("the import has been undone already")]
    UndoneAlready,
    /// Everything is back already, or something later stands on it.
    #[error("nothing of the import is left that could be undone: later changes stand on what it wrote")]
    Nothing,
    /// There is no such undo.
    #[error("there is no such undo")]
    NoSuchUndo,
    /// It has been reverted.
    #[error("the undo has been reverted already")]
    RevertedAlready,
    /// A part can't come back while the whole run is undone.
    #[error("the whole import is undone: revert that undo first")]
    WholeRunUndone,
    /// The id belongs to another request: db_imports and db_catalog are not of the same origin.
    #[error("undo {0} belongs to another import: the databases db_catalog and db_imports don't fit together")]
    ForeignId(i64),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}
