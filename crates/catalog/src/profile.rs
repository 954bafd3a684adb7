//! How a supplier's files are read: structure, mapping, transforms and policies, kept and versioned with a feed.

use serde::{Deserialize, Serialize};

use crate::mapping::Mapping;
use crate::policy::Policies;
use crate::structure::Structure;
use crate::transform::Transform;

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
    /// What is done to the values, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub transforms: Vec<Transform>,
    /// What the files may do, and when a person looks first.
    #[serde(default)]
    pub policies: Policies,
}

impl Profile {
    /// A profile that changes no value and has the usual policies.
    pub fn new(structure: Structure, mapping: Mapping, default_currency: Option<String>) -> Self {
        Self { structure, mapping, default_currency, transforms: Vec::new(), policies: Policies::default() }
    }
}
