//! Which elements of a tree are its records.
//!
//! While the document streams past, it is noted for every path how often it occurs and what is inside. The records
//! are what repeats, holds several different values, and is not itself inside something that is a better record: the
//! `<offer>`, not its `<param>`s and not its `<shop>`. What it is called counts too.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::vocabulary::record_weight;

/// What was seen at one path.
#[derive(Debug, Default)]
struct Seen {
    /// How often it occurs.
    count: usize,
    /// The most often it occurs inside one parent.
    most: usize,
    /// Different values inside: paths of texts and attributes below.
    leaves: BTreeSet<String>,
    /// Whether it has text of its own, and children.
    text: bool,
    /// Values of its attributes, as far as they were followed.
    attributes: HashMap<String, BTreeMap<String, usize>>,
    /// Children by name, for each attribute value that told siblings apart.
    repeated: bool,
}

/// Statistics of a tree.
#[derive(Debug, Default)]
pub(super) struct Tree {
    seen: BTreeMap<String, Seen>,
    /// Paths of the open elements, and how often each child has occurred in them.
    open: Vec<(String, HashMap<String, usize>)>,
    /// Whether a record goes by its container's name, as in JSON, where `products` holds products.
    pub(super) plural: bool,
}

/// More paths than this, or deeper leaves, say nothing new.
const MAX_PATHS: usize = 5000;
const MAX_LEAVES: usize = 64;
const MAX_VALUES: usize = 400;
/// What is kept of a name and of a value, in bytes: all of any that says something.
const MAX_NAME: usize = 200;
const MAX_VALUE: usize = 400;

impl Tree {
    /// An element, or a JSON value that has a step of its own, starts.
    pub(super) fn start(&mut self, name: &str) {
        let name = &name[..name.floor_char_boundary(MAX_NAME)];
        let path = match self.open.last() {
            Some((parent, _)) => format!("{parent}/{name}"),
            None => name.to_owned(),
        };
        let siblings = match self.open.last_mut() {
            Some((_, children)) if children.len() < MAX_PATHS || children.contains_key(name) => {
                let count = children.entry(name.to_owned()).or_default();
                *count += 1;
                *count
            }
            Some(_) | None => 1,
        };
        if self.seen.len() < MAX_PATHS || self.seen.contains_key(&path) {
            let seen = self.seen.entry(path.clone()).or_default();
            seen.count += 1;
            seen.most = seen.most.max(siblings);
            seen.repeated |= siblings > 1;
        }
        self.open.push((path, HashMap::new()));
    }

    /// An attribute of the element that started.
    pub(super) fn attribute(&mut self, name: &str, value: &str) {
        let name = &name[..name.floor_char_boundary(MAX_NAME)];
        let value = &value[..value.floor_char_boundary(MAX_VALUE)];
        self.leaf(&format!("@{name}"));
        let Some((path, _)) = self.open.last() else { return };
        if let Some(seen) = self.seen.get_mut(path)
            && (seen.attributes.len() < MAX_LEAVES || seen.attributes.contains_key(name))
        {
            let values = seen.attributes.entry(name.to_owned()).or_default();
            if values.len() < MAX_VALUES || values.contains_key(value) {
                *values.entry(value.to_owned()).or_default() += 1;
            }
        }
    }

    /// Text of the open element.
    pub(super) fn text(&mut self) {
        if let Some((path, _)) = self.open.last()
            && let Some(seen) = self.seen.get_mut(path)
        {
            seen.text = true;
        }
        self.leaf("");
    }

    /// The element ends.
    pub(super) fn end(&mut self) {
        self.open.pop();
    }

    fn leaf(&mut self, name: &str) {
        let mut below = name.to_owned();
        for (path, _) in self.open.iter().rev().take(6) {
            if !below.is_empty()
                && let Some(seen) = self.seen.get_mut(path)
                && seen.leaves.len() < MAX_LEAVES
            {
                seen.leaves.insert(below.clone());
            }
            let step = path.rsplit('/').next().unwrap_or(path);
            below = if below.is_empty() { step.to_owned() } else { format!("{step}/{below}") };
        }
    }

    /// How often the best candidate occurs so far; more than a few hundred need no more of the document.
    pub(super) fn enough(&self) -> bool {
        self.seen.iter().any(|(path, seen)| {
            seen.count > 300 && seen.leaves.len() >= 3 && record_weight(last_step(path), self.plural) >= 2.0
        })
    }

    /// How much a path looks like that of records.
    fn score(&self, path: &str, seen: &Seen) -> f64 {
        let leaves = seen.leaves.len();
        let last = last_step(path);
        let weight = match path.rsplit_once('/') {
            // Any key: what is there is called as its container is, and the container is none of it.
            Some((container, "*")) => record_weight(last_step(container), self.plural).max(1.0),
            _ if self.seen.contains_key(&format!("{path}/*")) => 0.3,
            _ => record_weight(last, self.plural),
        };
        if leaves == 0 || (leaves < 2 && weight <= 1.0) {
            return 0.0;
        }
        let repetition = match seen.most {
            0 | 1 if seen.count < 2 => 0.35,
            0 | 1 => 0.6,
            many => 1.0 + (many as f64).log2().min(12.0) / 6.0,
        };
        weight * repetition * (leaves.min(16) as f64).sqrt()
    }

    /// The path of the records.
    pub(super) fn records(&self) -> Option<String> {
        let scored: Vec<(&String, f64)> =
            self.seen.iter().map(|(path, seen)| (path, self.score(path, seen))).collect();
        let inside_better = |path: &str, score: f64| {
            scored.iter().any(|(other, outer)| {
                path.len() > other.len()
                    && path.starts_with(other.as_str())
                    && path.as_bytes()[other.len()] == b'/'
                    && *outer > score * 0.45
                    && *outer > 0.0
            })
        };
        let mut best: Option<(&String, f64)> = None;
        for &(path, score) in &scored {
            if score <= 0.0 || inside_better(path, score) {
                continue;
            }
            if best.is_none_or(|(_, best)| score > best) {
                best = Some((path, score));
            }
        }
        best.map(|(path, _)| path.clone())
    }

    /// Every path, and how often it occurs.
    pub(super) fn paths(&self) -> impl Iterator<Item = (&str, usize)> {
        self.seen.iter().map(|(path, seen)| (path.as_str(), seen.count))
    }

    /// For the elements inside the records that are told apart by an attribute: their path inside, and the attribute.
    pub(super) fn discriminators(&self, record: &str, attributes: &[&str]) -> HashMap<String, String> {
        let mut found = HashMap::new();
        for (path, seen) in &self.seen {
            let Some(inside) = path.strip_prefix(record).and_then(|rest| rest.strip_prefix('/')) else {
                continue;
            };
            for attribute in attributes {
                if let Some(values) = seen.attributes.get(*attribute)
                    && tells_apart(attribute, values, seen)
                {
                    found.insert(inside.to_owned(), (*attribute).to_owned());
                    break;
                }
            }
        }
        found
    }
}

/// Whether an attribute names what its element's value is, rather than being a value itself.
fn tells_apart(attribute: &str, values: &BTreeMap<String, usize>, seen: &Seen) -> bool {
    let occurrences: usize = values.values().sum();
    if values.keys().any(|value| value.trim().is_empty() || value.chars().count() > 80) {
        return false;
    }
    // As many values as elements: an identifier or a name of its own.
    let recurring = values.len() * 2 <= occurrences || occurrences <= 4 || seen.repeated;
    let kind = matches!(attribute, "type" | "price_type" | "schemeID" | "schemeName" | "lang");
    let whole = occurrences * 2 >= seen.count;
    whole && recurring && values.len() <= MAX_VALUES / 2 && (seen.text || (kind && seen.repeated))
}

pub(super) fn last_step(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
