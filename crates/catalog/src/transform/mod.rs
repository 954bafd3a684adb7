//! What is done to a supplier's values on their way into the catalogue, as a buyer set it up. Part of the profile.
//!
//! [`Transform`]s are data; their JSON is the wire format. A profile's are compiled once a file ([`compile`]) and taken
//! on every record ([`program`]), in their order, before its values are typed and checked:
//!
//! 1. A field starts with the text of its cells: the first that says something; a name's joined by blanks, a category's
//!    as the path, a list of pictures as one address a line (on which text steps work address by address).
//! 2. A text step ([`text`]) makes another text of it. A number step ([`amount`]) first reads the text as the number that
//!    the field holds, with the file's decimal sign, and calculates on decimals. A text step behind a number step
//!    gets the number printed with a point.
//! 3. What stands there in the end is read as the field's value exactly as a cell would be, so that all checks of
//!    [`crate::normalise`] hold for it too.
//!
//! A step leaves a field without a value as it is, except `default`, `join`, `set` and `lookup`'s `otherwise`. It can look
//! at all fields as the steps before it left them ([`expression`]). A step that fails costs its field's value
//! and never the record, and the issue says why; only `reject` drops a record.
//!
//! A profile without steps costs nothing: nothing of this runs.

mod amount;
mod cells;
mod compile;
pub mod expression;
pub(crate) mod program;
mod rates;
#[cfg(test)]
mod tests;
mod text;
mod value;

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

pub use self::compile::{MOST_STEPS, TransformError, check};
pub use self::program::Witness;
pub use self::rates::{NoRate, Rates};
pub use self::value::Value;
use crate::field::Field;

/// One step. Steps are taken in their order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Transform {
    /// The field whose value it makes.
    pub field: Field,
    /// What is done.
    #[serde(flatten)]
    pub op: Op,
    /// Only for records for which this expression is true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// Switched off steps are kept but not taken.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub off: bool,
}

impl Transform {
    /// Whether the step may give a value to a field that has none.
    pub const fn gives_value(&self) -> bool {
        matches!(self.op, Op::Join { .. } | Op::Default { .. } | Op::Set { .. })
    }
}

/// What a step does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case")]
pub enum Op {
    /// Takes blanks away at both ends, and these characters if given.
    Trim {
        /// Further characters to take away.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        chars: String,
    },
    /// Upper, lower or capitalised.
    Case {
        /// Which.
        to: Case,
    },
    /// Replaces every occurrence of a text.
    Replace {
        /// What is looked for.
        find: String,
        /// What comes in its place.
        with: String,
    },
    /// Replaces every match of a regular expression; `$1` stands for its first group.
    Regex {
        /// The expression (RE2 syntax: linear time).
        pattern: String,
        /// What comes in its place.
        with: String,
    },
    /// Keeps one part of a text that is divided by another.
    Split {
        /// What divides it.
        on: String,
        /// Which part, from 1; negative counts from the end.
        take: i32,
    },
    /// Joins several columns of the file.
    Join {
        /// The columns, as the mapping names them.
        columns: Vec<String>,
        /// What comes between.
        with: String,
    },
    /// Looks the value up in a table (without regard to case and outer blanks).
    Lookup {
        /// From the file's value to ours.
        table: BTreeMap<String, String>,
        /// A value that isn't in the table becomes this; none keeps it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        otherwise: Option<String>,
    },
    /// The value where there is none.
    Default {
        /// The value.
        value: String,
    },
    /// Multiplies a number.
    Multiply {
        /// By this.
        by: Decimal,
    },
    /// Adds to a number.
    Add {
        /// This; negative takes away.
        amount: Decimal,
    },
    /// Rounds a number, half away from zero.
    Round {
        /// Places after the point, 0 to 4.
        places: u32,
    },
    /// Converts a weight that names no unit.
    Unit {
        /// The file's unit: mg, g, kg, t, oz, lb.
        from: String,
    },
    /// Converts a price into a currency at the rate of the day of the import.
    Currency {
        /// ISO 4217.
        to: String,
    },
    /// Takes value added tax out of a price, or puts it in.
    Vat {
        /// In percent: `20`, `5.5`.
        rate: Decimal,
        /// Out or in.
        direction: Vat,
    },
    /// The value of an expression.
    Set {
        /// The expression; see `docs/buyers/transforms.md`.
        expression: String,
    },
    /// Takes the value away.
    Clear,
    /// Rejects the record.
    Reject {
        /// Why, in the buyer's words.
        reason: String,
    },
}

impl Op {
    /// The operation's name in JSON.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Trim { .. } => "trim",
            Self::Case { .. } => "case",
            Self::Replace { .. } => "replace",
            Self::Regex { .. } => "regex",
            Self::Split { .. } => "split",
            Self::Join { .. } => "join",
            Self::Lookup { .. } => "lookup",
            Self::Default { .. } => "default",
            Self::Multiply { .. } => "multiply",
            Self::Add { .. } => "add",
            Self::Round { .. } => "round",
            Self::Unit { .. } => "unit",
            Self::Currency { .. } => "currency",
            Self::Vat { .. } => "vat",
            Self::Set { .. } => "set",
            Self::Clear => "clear",
            Self::Reject { .. } => "reject",
        }
    }
}

/// A spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Case {
    /// ALL CAPITALS
    Upper,
    /// no capitals
    Lower,
    /// First Letters
    Title,
    /// First letter
    Sentence,
}

/// Which way value added tax goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Vat {
    /// The file's price includes it; ours doesn't.
    Out,
    /// The file's price excludes it; ours includes it.
    In,
}
