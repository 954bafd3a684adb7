//! How a supplier's files are read: structure, mapping and defaults, kept and versioned with a feed.

use serde::{Deserialize, Serialize};

use crate::mapping::Mapping;
use crate::structure::Structure;

/// How a supplier's files are read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    /// How the file is laid out.
    pub structure: Structure,
    /// Which columns hold which fields.
    pub mapping: Mapping,
    /// Currency of prices that name none (ISO 4217).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_currency: Option<String>,
}
