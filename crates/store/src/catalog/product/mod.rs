//! Products: the golden records that suppliers' offers attach to.
//!
//! The list ([`list`]) and the export share their filters ([`filter`]); a person's edits ([`edit`]) lock the fields they
//! touch, so that no feed overwrites them.

pub mod cursor;
pub mod detail;
pub mod edit;
pub mod filter;
pub mod list;
pub mod row;
mod walk;
pub(super) mod words;

use serde::{Deserialize, Serialize};

pub use cursor::{Cursor, Sort};
pub use detail::{Lock, Product, find, get};
pub use filter::ProductFilter;
pub use list::{ListQuery, Listing, Position, ProductPage};
pub use row::ProductRow;

/// Where a product stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProductStatus {
    /// Somebody sells it.
    #[default]
    Active,
    /// Nobody does any more.
    Discontinued,
    /// A person put it away.
    Archived,
}

impl ProductStatus {
    /// Every status.
    pub const ALL: [Self; 3] = [Self::Active, Self::Discontinued, Self::Archived];

    /// The status in the database.
    pub const fn code(self) -> i16 {
        match self {
            Self::Active => 1,
            Self::Discontinued => 2,
            Self::Archived => 3,
        }
    }

    /// The status in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Discontinued => "discontinued",
            Self::Archived => "archived",
        }
    }

    /// The status of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == name)
    }
}

/// The database holds a status that this version doesn't know.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("there is no product status {0}: the database belongs to a newer version")]
pub struct UnknownStatus(i16);

impl TryFrom<i16> for ProductStatus {
    type Error = UnknownStatus;

    fn try_from(code: i16) -> Result<Self, UnknownStatus> {
        Self::ALL.into_iter().find(|status| status.code() == code).ok_or(UnknownStatus(code))
    }
}
