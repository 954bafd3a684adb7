//! How a supplier's files are read: structure, mapping, transforms and policies, kept and versioned with a feed.

pub mod exchange;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use xxhash_rust::xxh3::xxh3_128;

use crate::field::Field;
use crate::inspect::fingerprint::Fingerprint;
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
    /// What the mapped columns looked like in the last file, to tell when they change.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fingerprints: BTreeMap<Field, Fingerprint>,
}

impl Profile {
    /// A profile that changes no value and has the usual policies.
    pub fn new(structure: Structure, mapping: Mapping, default_currency: Option<String>) -> Self {
        Self {
            structure,
            mapping,
            default_currency,
            transforms: Vec::new(),
            policies: Policies::default(),
            fingerprints: BTreeMap::new(),
        }
    }

    /// The profile as people decide it: without how a mapping was found, and what the last file looked like.
    fn decisions(&self) -> Value {
        let mut decisions = serde_json::to_value(self).unwrap_or_default();
        if let Some(profile) = decisions.as_object_mut() {
            profile.remove("fingerprints");
            let sources = profile.get_mut("mapping").and_then(Value::as_object_mut);
            for source in sources.into_iter().flat_map(Map::values_mut).filter_map(Value::as_object_mut) {
                source.remove("confidence");
                source.remove("reason");
            }
        }
        decisions
    }

    /// Whether two profiles decide the same, however they came about.
    pub fn decides_as(&self, other: &Self) -> bool {
        self.decisions() == other.decisions()
    }

    /// A digest of everything that decides what the values of a file become. `beside` is what isn't kept with the
    /// profile and decides too: value maps, rates.
    pub fn digest(&self, beside: &str) -> String {
        let mut text = self.decisions().to_string();
        text.push('\0');
        text.push_str(beside);
        format!("{:032x}", xxh3_128(text.as_bytes()))
    }

    /// What is different in another profile, path by path.
    pub fn changes(&self, other: &Self) -> Vec<Change> {
        let mut changes = Vec::new();
        compare("", &self.decisions(), &other.decisions(), &mut changes);
        changes
    }
}

/// A difference between two profiles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Where: `mapping.price.source`, `transforms[1]`, `policies.absent`.
    pub path: String,
    /// What it was; none where it wasn't there.
    pub before: Option<Value>,
    /// What it is; none where it is gone.
    pub after: Option<Value>,
}

fn compare(path: &str, before: &Value, after: &Value, changes: &mut Vec<Change>) {
    let mut add = |path: String, before: Option<&Value>, after: Option<&Value>| {
        changes.push(Change { path, before: before.cloned(), after: after.cloned() });
    };
    match (before, after) {
        _ if before == after => {}
        (Value::Object(old), Value::Object(new)) => {
            let added = new.keys().filter(|key| !old.contains_key(*key));
            for key in old.keys().chain(added) {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                match (old.get(key), new.get(key)) {
                    (Some(old), Some(new)) => compare(&path, old, new, changes),
                    // A list that is empty isn't written.
                    (None, Some(Value::Array(steps))) if key == "transforms" => {
                        compare(&path, &Value::Array(Vec::new()), &Value::Array(steps.clone()), changes);
                    }
                    (Some(Value::Array(steps)), None) if key == "transforms" => {
                        compare(&path, &Value::Array(steps.clone()), &Value::Array(Vec::new()), changes);
                    }
                    (old, new) => {
                        changes.push(Change { path, before: old.cloned(), after: new.cloned() });
                    }
                }
            }
        }
        (Value::Array(old), Value::Array(new)) if path == "transforms" => {
            for at in 0..old.len().max(new.len()) {
                if old.get(at) != new.get(at) {
                    add(format!("{path}[{at}]"), old.get(at), new.get(at));
                }
            }
        }
        _ => add(path.to_owned(), Some(before), Some(after)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::mapping::Source;
    use crate::policy::Absent;
    use crate::transform::Op;

    pub(super) fn profile() -> Profile {
        let structure = serde_json::from_value(json!({
            "format": "csv", "encoding": "utf-8", "delimiter": ";", "header_row": 1, "header_rows": 1,
            "columns": ["Ref", "Prix"]
        }));
        let mapping =
            json!({"supplier_sku": "Ref", "price": {"source": "Prix", "index": 1, "confidence": 0.7}});
        Profile::new(
            structure.expect("a structure"),
            serde_json::from_value(mapping).expect("a mapping"),
            Some("EUR".to_owned()),
        )
    }

    #[test]
    fn how_a_mapping_was_found_decides_nothing() {
        let one = profile();
        let mut two = one.clone();
        two.mapping.fields.get_mut(&Field::Price).expect("mapped").confidence = 1.0;
        two.fingerprints.insert(Field::Price, Fingerprint::default());
        assert!(one.decides_as(&two) && one != two);
        assert_eq!(one.digest(""), two.digest(""));
        assert_ne!(one.digest(""), two.digest("another rate"));
        two.policies.absent = Absent::Discontinue;
        assert!(!one.decides_as(&two));
        assert_ne!(one.digest(""), two.digest(""));
    }

    #[test]
    fn changes_are_told_path_by_path() {
        let one = profile();
        let mut two = one.clone();
        two.policies.absent = Absent::ZeroStock;
        two.mapping.fields.get_mut(&Field::Price).expect("mapped").source = "Prix HT".to_owned();
        two.mapping.fields.insert(Field::Name, Source::decided("Titre"));
        let step = Transform { field: Field::Name, op: Op::Clear, when: None, off: false };
        two.transforms.push(step);
        let told: Vec<(String, Option<Value>, Option<Value>)> =
            one.changes(&two).into_iter().map(|change| (change.path, change.before, change.after)).collect();
        assert_eq!(
            told,
            [
                ("mapping.price.source".to_owned(), Some(json!("Prix")), Some(json!("Prix HT"))),
                ("mapping.name".to_owned(), None, Some(json!({"source": "Titre"}))),
                ("policies.absent".to_owned(), Some(json!("keep")), Some(json!("zero_stock"))),
                ("transforms[0]".to_owned(), None, Some(json!({"field": "name", "op": "clear"}))),
            ]
        );
        assert_eq!(one.changes(&one), []);
    }
}
