//! Merging the three layers into one table of plain values, remembering where each came from.
//!
//! A value's kind must be that of the default's: so a section can be read from the merged table without fail, and
//! a wrong kind is reported with the place where it was written.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use toml::{Table, Value};

use super::variables::{CONFIG_FILE, Kind, Status, VARIABLES, Variable};
use super::{DEFAULTS, Problem, Problems, Sources};

/// Where a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The compiled-in defaults.
    Default,
    /// The configuration file.
    File,
    /// An environment variable, or the file that a `*_FILE` variable names.
    Environment,
    /// The command line.
    CommandLine,
}

/// A setting as given, fit to be shown.
#[derive(Debug, serde::Serialize)]
pub struct Setting {
    /// The environment variable that sets it.
    pub variable: &'static str,
    /// `section.key` in the configuration file.
    pub key: String,
    /// Its value; secrets masked.
    pub value: String,
    /// Where it comes from.
    pub origin: Origin,
    /// Why it has no effect, if it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// The merged layers.
pub struct Merged {
    table: Table,
    origins: BTreeMap<&'static str, Origin>,
    pub warnings: Vec<Problem>,
}

/// Merges defaults, file, environment and command line.
pub fn merge(sources: &Sources, environment: &BTreeMap<String, String>, problems: &mut Problems) -> Merged {
    let table = toml::from_str(DEFAULTS).expect("the compiled-in defaults are TOML");
    let mut merged = Merged { table, origins: BTreeMap::new(), warnings: Vec::new() };
    let given = sources.file.clone().or_else(|| set(environment, CONFIG_FILE).map(PathBuf::from));
    if let Some(path) = given {
        merged.add_file(&path, problems);
    }
    merged.add_environment(environment, problems);
    if let Some(data) = &sources.data {
        merged.put(
            variable("SUPPLIERS_IMPORT_DATA"),
            Value::String(data.display().to_string()),
            Origin::CommandLine,
        );
    }
    merged
}

/// A variable's value; an empty one counts as not set, as `${X}` of an unset X in a compose file is empty.
fn set<'a>(environment: &'a BTreeMap<String, String>, name: &str) -> Option<&'a str> {
    environment.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
}

fn variable(name: &str) -> &'static Variable {
    VARIABLES.iter().find(|variable| variable.name == name).expect("the variable is in the table")
}

impl Merged {
    /// A section's raw values.
    pub fn section<T: DeserializeOwned>(&self, name: &str) -> T {
        let section = self.table.get(name).cloned().expect("every section is in the defaults");
        section.try_into().expect("kinds were checked against the defaults while merging")
    }

    /// Every setting, fit to be shown.
    pub fn settings(&self) -> Vec<Setting> {
        let show = |variable: &'static Variable| {
            let (section, key) = variable.key;
            Setting {
                variable: variable.name,
                key: format!("{section}.{key}"),
                value: shown(&self.table[section][key], variable.kind),
                origin: self.origins.get(variable.name).copied().unwrap_or(Origin::Default),
                note: match variable.status {
                    Status::Works => None,
                    Status::Later => Some("accepted; its function comes in a later version".into()),
                    Status::Compatibility(why) => Some(format!("not needed: {why}")),
                },
            }
        };
        VARIABLES.iter().map(show).collect()
    }

    fn put(&mut self, variable: &'static Variable, value: Value, origin: Origin) {
        let (section, key) = variable.key;
        self.table[section][key] = value;
        self.origins.insert(variable.name, origin);
    }

    fn add_file(&mut self, path: &Path, problems: &mut Problems) {
        let name = path.display().to_string();
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) => return problems.add(name, format!("can't read the configuration file: {error}")),
        };
        let table: Table = match toml::from_str(&text) {
            Ok(table) => table,
            // The whole error shows the line of the file, which may hold a secret; its message alone doesn't.
            Err(error) => {
                let line = error.span().map_or(0, |span| text[..span.start].matches('\n').count() + 1);
                return problems.add(name, format!("line {line} is not TOML: {}", error.message()));
            }
        };
        for (section, keys) in table {
            let Value::Table(keys) = keys else {
                problems.add(&name, format!("`{section}` stands outside a [section]"));
                continue;
            };
            for (key, value) in keys {
                self.add_file_value(&name, &section, &key, value, problems);
            }
        }
    }

    fn add_file_value(
        &mut self,
        file: &str,
        section: &str,
        key: &str,
        value: Value,
        problems: &mut Problems,
    ) {
        let Some(variable) = VARIABLES.iter().find(|variable| variable.key == (section, key)) else {
            let known = VARIABLES.iter().map(|variable| format!("{}.{}", variable.key.0, variable.key.1));
            let hint = nearest(&format!("{section}.{key}"), known)
                .map_or_else(String::new, |known| format!("; did you mean {known}?"));
            return problems.add(file, format!("{section}.{key} is not a setting{hint}"));
        };
        let value = match (variable.kind, value) {
            (Kind::Number, Value::Integer(number)) => Value::Float(number as f64),
            (_, value) => value,
        };
        if value.same_type(&self.table[section][key]) && is_list_of_text(&value) {
            self.put(variable, value, Origin::File);
        } else {
            problems.add(file, format!("{section}.{key} must be {}", expected(variable.kind)));
        }
    }

    fn add_environment(&mut self, environment: &BTreeMap<String, String>, problems: &mut Problems) {
        for variable in VARIABLES {
            let Some(text) = text_of(variable, environment, problems) else { continue };
            match parse(variable.kind, &text) {
                Some(value) => self.put(variable, value, Origin::Environment),
                None => problems.add(variable.name, format!("“{text}” is not {}", expected(variable.kind))),
            }
        }
        self.check_unknown(environment, problems);
    }

    /// A mistyped name would silently do nothing. Under our own prefix it is an error; elsewhere it may be another
    /// program's, so it is only mentioned.
    fn check_unknown(&mut self, environment: &BTreeMap<String, String>, problems: &mut Problems) {
        for name in environment.keys() {
            let plain = name.strip_suffix("_FILE").unwrap_or(name);
            if name == CONFIG_FILE || VARIABLES.iter().any(|variable| variable.name == plain) {
                continue;
            }
            let near = nearest(plain, VARIABLES.iter().map(|variable| variable.name.to_owned()));
            let hint = near.as_ref().map_or_else(String::new, |known| format!("; did you mean {known}?"));
            if name.starts_with("SUPPLIERS_IMPORT_") {
                problems.add(name, format!("is not a variable of this program{hint}"));
            } else if near.is_some() {
                let message = format!("is not a variable of this program{hint}");
                self.warnings.push(Problem { setting: name.clone(), message });
            }
        }
    }
}

/// The variable's text, or that of the file its `*_FILE` sibling names.
fn text_of(
    variable: &Variable,
    environment: &BTreeMap<String, String>,
    problems: &mut Problems,
) -> Option<String> {
    let direct = set(environment, variable.name);
    if !matches!(variable.kind, Kind::Secret | Kind::SecretUrl) {
        return direct.map(str::to_owned);
    }
    let file_variable = format!("{}_FILE", variable.name);
    let Some(path) = set(environment, &file_variable) else { return direct.map(str::to_owned) };
    if direct.is_some() {
        problems.add(variable.name, format!("is set twice: as {} and as {file_variable}", variable.name));
        return None;
    }
    match std::fs::read_to_string(path) {
        Ok(text) if text.trim().is_empty() => {
            problems.add(file_variable, format!("the file {path} is empty"));
            None
        }
        Ok(text) => Some(text.trim().to_owned()),
        Err(error) => {
            problems.add(file_variable, format!("can't read {path}: {error}"));
            None
        }
    }
}

fn parse(kind: Kind, text: &str) -> Option<Value> {
    match kind {
        Kind::Text | Kind::Secret | Kind::SecretUrl => Some(Value::String(text.to_owned())),
        Kind::Integer => text.parse().ok().map(Value::Integer),
        Kind::Number => text.parse().ok().filter(|number: &f64| number.is_finite()).map(Value::Float),
        Kind::Bool => match text.to_ascii_lowercase().as_str() {
            "true" | "1" | "yes" | "on" => Some(Value::Boolean(true)),
            "false" | "0" | "no" | "off" => Some(Value::Boolean(false)),
            _ => None,
        },
        Kind::List => {
            let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
            Some(Value::Array(items.map(|item| Value::String(item.to_owned())).collect()))
        }
    }
}

fn expected(kind: Kind) -> &'static str {
    match kind {
        Kind::Text | Kind::Secret | Kind::SecretUrl => "text",
        Kind::Integer => "a whole number",
        Kind::Number => "a number",
        Kind::Bool => "true or false",
        Kind::List => "a list of texts",
    }
}

fn is_list_of_text(value: &Value) -> bool {
    value.as_array().is_none_or(|items| items.iter().all(Value::is_str))
}

fn shown(value: &Value, kind: Kind) -> String {
    match (kind, value) {
        (Kind::Secret, Value::String(text)) if !text.is_empty() => "********".into(),
        (Kind::SecretUrl, Value::String(text)) if !text.is_empty() => masked_url(text),
        (_, Value::String(text)) => text.clone(),
        (_, Value::Array(items)) => items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(","),
        (_, other) => other.to_string(),
    }
}

/// The address with its password masked; nothing of it when it can't be taken apart.
fn masked_url(text: &str) -> String {
    let Ok(mut url) = url::Url::parse(text) else { return "********".into() };
    if url.password().is_some() && url.set_password(Some("********")).is_err() {
        return "********".into();
    }
    // A password may also hide in the query (`?password=…`).
    if url.query().is_some_and(|query| query.contains("password")) {
        url.set_query(None);
    }
    url.to_string()
}

/// The known name that differs by one or two letters.
fn nearest(name: &str, known: impl Iterator<Item = String>) -> Option<String> {
    if name.len() < 6 {
        return None;
    }
    known
        .map(|candidate| (distance(name, &candidate), candidate))
        .filter(|(distance, _)| (1..=2).contains(distance))
        .min()
        .map(|(_, candidate)| candidate)
}

/// Levenshtein's distance.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, a) in left.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in right.iter().enumerate() {
            let substituted = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(row[j + 1] + 1);
        }
    }
    row[right.len()]
}
