//! A profile as a file, to be kept, sent, or taken to another installation.
//!
//! What such a file says and this program doesn't know is refused: half of a profile would read files wrongly.

use serde::Serialize;
use serde_json::Value;

use super::Profile;

/// The version of the file's format.
pub const VERSION: u64 = 1;
/// The key that holds it, and tells what the file is.
pub const KEY: &str = "suppliers-import-profile";

/// A profile on its way out.
#[derive(Clone, Debug, Serialize)]
pub struct Exported {
    /// The version of the format.
    #[serde(rename = "suppliers-import-profile")]
    version: u64,
    /// The profile's name.
    pub name: String,
    /// The profile, without what the last file looked like.
    pub profile: Profile,
}

impl Exported {
    /// A profile to be written to a file.
    pub fn new(name: impl Into<String>, mut profile: Profile) -> Self {
        profile.fingerprints.clear();
        Self { version: VERSION, name: name.into(), profile }
    }
}

/// A profile on its way in.
#[derive(Clone, Debug, PartialEq)]
pub struct Imported {
    /// The profile's name, if the file gives it one.
    pub name: Option<String>,
    /// The profile.
    pub profile: Profile,
}

/// What is wrong with a file that should be a profile, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {message}")]
pub struct Refused {
    /// Where: `profile.policies.absent`.
    pub path: String,
    /// What is wrong.
    pub message: String,
}

fn refused(path: impl Into<String>, message: impl Into<String>) -> Refused {
    Refused { path: path.into(), message: message.into() }
}

/// Reads an exported profile.
pub fn import(document: &Value) -> Result<Imported, Refused> {
    let Some(object) = document.as_object() else {
        return Err(refused("", "must be an object as `profiles export` writes it"));
    };
    match object.get(KEY) {
        None => return Err(refused(KEY, "is missing: this is no exported profile")),
        Some(version) if version.as_u64() == Some(VERSION) => {}
        Some(version) => {
            return Err(refused(
                KEY,
                format!("version {version} is not known: this program reads version {VERSION}"),
            ));
        }
    }
    if let Some(key) = object.keys().find(|key| ![KEY, "name", "profile"].contains(&key.as_str())) {
        return Err(refused(key.clone(), "is not known"));
    }
    let name = match object.get("name") {
        None | Some(Value::Null) => None,
        Some(Value::String(name)) => Some(name.clone()),
        Some(_) => return Err(refused("name", "must be a text")),
    };
    let profile = object.get("profile").ok_or_else(|| refused("profile", "is missing"))?;
    Ok(Imported { name, profile: strict(profile, "profile")? })
}

/// Reads something of which every part must be known.
pub fn strict<T: serde::de::DeserializeOwned + Serialize>(value: &Value, path: &str) -> Result<T, Refused> {
    let read: T = serde_json::from_value(value.clone()).map_err(|error| refused(path, error.to_string()))?;
    let again = serde_json::to_value(&read).map_err(|error| refused(path, error.to_string()))?;
    match unknown(value, &again, path) {
        Some(path) => Err(refused(path, "is not known")),
        None => Ok(read),
    }
}

/// The first part of a document that is lost when it is read and written again. What is empty may be left out.
fn unknown(given: &Value, kept: &Value, path: &str) -> Option<String> {
    match (given, kept) {
        (Value::Object(given), Value::Object(kept)) => given.iter().find_map(|(key, value)| {
            let path = format!("{path}.{key}");
            match kept.get(key) {
                Some(kept) => unknown(value, kept, &path),
                None if is_empty(value) => None,
                None => Some(path),
            }
        }),
        (Value::Array(given), Value::Array(kept)) => given
            .iter()
            .zip(kept)
            .enumerate()
            .find_map(|(at, (value, kept))| unknown(value, kept, &format!("{path}[{at}]"))),
        _ => None,
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(parts) => parts.is_empty(),
        Value::Bool(true) | Value::Number(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::tests::profile;
    use super::*;

    #[test]
    fn a_profile_goes_out_and_comes_back() {
        let exported = serde_json::to_value(Exported::new("default", profile())).unwrap();
        assert_eq!(exported[KEY], 1);
        let back = import(&exported).unwrap();
        assert_eq!(back, Imported { name: Some("default".to_owned()), profile: profile() });
    }

    #[test]
    fn what_isn_t_known_is_refused_by_its_path() {
        let sound = serde_json::to_value(Exported::new("default", profile())).unwrap();
        let wrong = |change: &dyn Fn(&mut Value)| {
            let mut document = sound.clone();
            change(&mut document);
            import(&document).unwrap_err()
        };
        assert_eq!(wrong(&|document| document[KEY] = json!(2)).path, KEY);
        assert_eq!(wrong(&|document| document["colour"] = json!("red")).path, "colour");
        let path = wrong(&|document| document["profile"]["policies"]["absnt"] = json!("keep")).path;
        assert_eq!(path, "profile.policies.absnt");
        let path = wrong(&|document| document["profile"]["mapping"]["price"]["columns"] = json!(["a"])).path;
        assert_eq!(path, "profile.mapping.price.columns");
        let step = json!([{"field": "name", "op": "trim", "charz": "x"}]);
        let path = wrong(&|document| document["profile"]["transforms"] = step.clone()).path;
        assert_eq!(path, "profile.transforms[0].charz");
        assert_eq!(
            wrong(&|document| document["profile"]["policies"]["absent"] = json!("burn")).path,
            "profile"
        );
        assert_eq!(import(&json!([])).unwrap_err().path, "");
        assert_eq!(import(&json!({"name": "x"})).unwrap_err().path, KEY);
    }
}
