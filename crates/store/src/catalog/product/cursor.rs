//! Where a page of the list ends: the sort key and the id of its last product, so that the next page starts there
//! by the index instead of counting rows.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// What the list is sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SortBy {
    /// The name, by code points.
    Name,
    /// The best offer's cost.
    BestCost,
    /// The stock of all offers.
    Stock,
    /// The last change.
    UpdatedAt,
}

/// What the list is sorted by and in which direction. What isn't known comes last either way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Sort {
    /// By what.
    pub by: SortBy,
    /// Largest first.
    pub descending: bool,
}

impl Default for Sort {
    fn default() -> Self {
        Self { by: SortBy::Name, descending: false }
    }
}

impl Sort {
    /// The names that [`Sort::parse`] takes.
    pub const NAMES: [&str; 8] =
        ["name", "-name", "best_cost", "-best_cost", "stock", "-stock", "updated_at", "-updated_at"];

    /// Reads `name`, `-name`, `best_cost` and so on.
    pub fn parse(name: &str) -> Option<Self> {
        let (descending, name) = name.strip_prefix('-').map_or((false, name), |name| (true, name));
        let by = match name {
            "name" => SortBy::Name,
            "best_cost" => SortBy::BestCost,
            "stock" => SortBy::Stock,
            "updated_at" => SortBy::UpdatedAt,
            _ => return None,
        };
        Some(Self { by, descending })
    }

    /// The name that [`Sort::parse`] takes.
    pub const fn as_str(self) -> &'static str {
        match (self.by, self.descending) {
            (SortBy::Name, false) => "name",
            (SortBy::Name, true) => "-name",
            (SortBy::BestCost, false) => "best_cost",
            (SortBy::BestCost, true) => "-best_cost",
            (SortBy::Stock, false) => "stock",
            (SortBy::Stock, true) => "-stock",
            (SortBy::UpdatedAt, false) => "updated_at",
            (SortBy::UpdatedAt, true) => "-updated_at",
        }
    }
}

impl TryFrom<String> for Sort {
    type Error = BadCursor;

    fn try_from(name: String) -> Result<Self, BadCursor> {
        Self::parse(&name).ok_or(BadCursor)
    }
}

impl From<Sort> for String {
    fn from(sort: Sort) -> Self {
        sort.as_str().to_owned()
    }
}

/// A product's value of what the list is sorted by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Key {
    /// A name.
    Text(String),
    /// A cost.
    Cost(Decimal),
    /// A number of pieces.
    Pieces(i32),
    /// A time.
    Time(DateTime<Utc>),
    /// Not known: among the last.
    Unknown,
}

/// The end of a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// How the list that it belongs to is sorted.
    #[serde(rename = "s")]
    pub sort: Sort,
    /// The last product's sort key.
    #[serde(rename = "k")]
    pub key: Key,
    /// The last product's id.
    #[serde(rename = "i")]
    pub id: i64,
}

/// The text is no cursor of this list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this cursor doesn't belong to a list sorted in this way: start again without a cursor")]
pub struct BadCursor;

impl Cursor {
    /// The cursor as callers get it.
    pub fn encode(&self) -> String {
        // Texts, numbers and dates can't fail to serialise.
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default())
    }

    /// A cursor as callers bring it back, for a list sorted in that way.
    pub fn decode(text: &str, sort: Sort) -> Result<Self, BadCursor> {
        let json = URL_SAFE_NO_PAD.decode(text).map_err(|_| BadCursor)?;
        let cursor: Self = serde_json::from_slice(&json).map_err(|_| BadCursor)?;
        let fits = match (&cursor.key, sort.by) {
            (Key::Text(text), SortBy::Name) => !text.contains('\0'),
            (Key::Cost(_) | Key::Unknown, SortBy::BestCost)
            | (Key::Pieces(_) | Key::Unknown, SortBy::Stock)
            | (Key::Time(_), SortBy::UpdatedAt) => true,
            _ => false,
        };
        if fits && cursor.sort == sort { Ok(cursor) } else { Err(BadCursor) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sort_name_parses_back() {
        for name in Sort::NAMES {
            assert_eq!(Sort::parse(name).map(Sort::as_str), Some(name));
        }
        assert_eq!(Sort::parse("id"), None);
        assert_eq!(Sort::parse("--name"), None);
    }

    #[test]
    fn cursors_come_back_as_they_went() {
        let time = DateTime::from_timestamp(1_700_000_000, 123_456_000).unwrap();
        let keys = [
            ("name", Key::Text("Vis à bois \"M4\"".into())),
            ("-best_cost", Key::Cost("12.5000".parse().unwrap())),
            ("stock", Key::Pieces(-1)),
            ("stock", Key::Unknown),
            ("-updated_at", Key::Time(time)),
        ];
        for (name, key) in keys {
            let sort = Sort::parse(name).unwrap();
            let cursor = Cursor { sort, key, id: 42 };
            assert_eq!(Cursor::decode(&cursor.encode(), sort), Ok(cursor));
        }
    }

    #[test]
    fn foreign_cursors_are_refused() {
        let sort = Sort::parse("stock").unwrap();
        let cursor = Cursor { sort, key: Key::Pieces(1), id: 1 }.encode();
        assert_eq!(Cursor::decode(&cursor, Sort::default()), Err(BadCursor));
        assert_eq!(Cursor::decode("§", sort), Err(BadCursor));
        assert_eq!(Cursor::decode("e30", sort), Err(BadCursor));
        let wrong_key = Cursor { sort, key: Key::Text("x".into()), id: 1 }.encode();
        assert_eq!(Cursor::decode(&wrong_key, sort), Err(BadCursor));
    }
}
