//! The first look at a tree: streams a document's start into [`Tree`]'s statistics.

use std::io::Read;

use super::tree::Tree;
use crate::reader::{JsonEvent, JsonFault, JsonTokens, Limits, Markup, MarkupFault, Node, ReadError};

/// What a scan found.
#[derive(Debug, Default)]
pub(super) struct Scanned {
    pub(super) tree: Tree,
    /// Name of the root element.
    pub(super) root: String,
    /// Names of a SpreadsheetML document's sheets.
    pub(super) sheets: Vec<String>,
    /// How many values stand beside each other at the top: more than one is NDJSON.
    pub(super) values: usize,
    /// Where the document stopped to be well-formed, and how.
    pub(super) fault: Option<(u64, String)>,
}

/// How many nodes are looked at, at most.
const MAX_NODES: usize = 1_500_000;

/// Scans an XML document.
pub(super) fn xml(source: impl Read, limits: &Limits) -> Result<Scanned, ReadError> {
    let mut markup = Markup::new(source, limits);
    let mut scanned = Scanned::default();
    for node in 0..MAX_NODES {
        match markup.next() {
            Ok(Node::Start) => {
                let name = markup.name();
                if scanned.root.is_empty() {
                    name.clone_into(&mut scanned.root);
                }
                scanned.tree.start(name);
                if name.ends_with("Worksheet")
                    && let Some(sheet) = markup.attribute("Name")
                {
                    scanned.sheets.push(sheet.to_owned());
                }
                for (name, value) in markup.attributes() {
                    if !name.starts_with("xmlns") && !name.starts_with("xsi:") {
                        scanned.tree.attribute(name, value);
                    }
                }
            }
            Ok(Node::Text) if markup.text().trim().is_empty() => {}
            Ok(Node::Text) => scanned.tree.text(),
            Ok(Node::End) => scanned.tree.end(),
            Ok(Node::Eof) => break,
            Err(MarkupFault::Read(error)) => return Err(error),
            Err(MarkupFault::Syntax { line, message }) => {
                scanned.fault = Some((line, message));
                break;
            }
        }
        if node % 1024 == 0 && scanned.tree.enough() {
            break;
        }
    }
    Ok(scanned)
}

/// The step under which a whole JSON value is noted.
pub(super) const ROOT: &str = "$";

/// Scans a JSON document, or a sequence of them.
pub(super) fn json(source: impl Read, limits: &Limits) -> Result<Scanned, ReadError> {
    let mut tokens = JsonTokens::new(source, limits);
    let mut scanned = Scanned::default();
    scanned.tree.plural = true;
    scanned.tree.start("#");
    let mut walk = Walk::default();
    for node in 0..MAX_NODES {
        match tokens.next() {
            Ok(JsonEvent::End) => break,
            Ok(event) => {
                if tokens.depth()
                    == usize::from(matches!(event, JsonEvent::ObjectStart | JsonEvent::ArrayStart))
                {
                    scanned.values +=
                        usize::from(!matches!(event, JsonEvent::ObjectEnd | JsonEvent::ArrayEnd));
                }
                walk.step(event, tokens.text(), &mut scanned.tree);
            }
            Err(JsonFault::Read(error)) => return Err(error),
            Err(JsonFault::Syntax { line, message }) => {
                scanned.fault = Some((line, message));
                break;
            }
        }
        if node % 1024 == 0 && scanned.tree.enough() && scanned.values != 1 {
            break;
        }
    }
    Ok(scanned)
}

/// Where in a JSON value a scan is.
#[derive(Default)]
struct Walk {
    /// The open values: whether an object, and the name its elements go by.
    open: Vec<(bool, String)>,
    key: Option<String>,
    /// How many cells of the row at hand were seen.
    cells: usize,
}

impl Walk {
    fn step(&mut self, event: JsonEvent, text: &str, tree: &mut Tree) {
        match event {
            JsonEvent::Key => self.key = Some(text.to_owned()),
            JsonEvent::ObjectStart => {
                let name = self.name(true);
                tree.start(&name);
                self.open.push((true, name));
            }
            JsonEvent::ArrayStart => {
                let nested = self.key.is_none() && self.open.last().is_some_and(|(object, _)| !object);
                let name = self.name(false);
                if nested {
                    // An array in an array: a row of cells.
                    let rows = if name == ROOT { "[]".to_owned() } else { format!("{name}/[]") };
                    tree.start(&rows);
                    self.cells = 0;
                    self.open.push((false, rows));
                } else {
                    self.open.push((false, name));
                }
            }
            JsonEvent::ObjectEnd => {
                tree.end();
                self.open.pop();
            }
            JsonEvent::ArrayEnd => {
                if let Some((_, name)) = self.open.pop()
                    && name.ends_with("[]")
                {
                    tree.end();
                }
            }
            JsonEvent::String | JsonEvent::Number | JsonEvent::Bool | JsonEvent::Null => {
                let in_row = self.open.last().is_some_and(|(object, name)| !object && name.ends_with("[]"));
                self.cells += 1;
                let name = if in_row { format!("cell{}", self.cells) } else { self.name(false) };
                tree.start(&name);
                tree.text();
                tree.end();
            }
            JsonEvent::End => {}
        }
    }

    /// The name of the value that comes: its key, or the name of the array that it is in.
    fn name(&mut self, object: bool) -> String {
        match self.key.take() {
            // A key that is an article's number says nothing: any key.
            Some(key) if object && is_number(&key) => "*".to_owned(),
            Some(key) => key,
            None => self.open.last().map_or_else(|| ROOT.to_owned(), |(_, name)| name.clone()),
        }
    }
}

fn is_number(key: &str) -> bool {
    let digits = key.bytes().filter(u8::is_ascii_digit).count();
    digits * 2 >= key.len() && digits > 0
}

/// The record path of [`crate::structure::Structure`] for a path in the statistics.
pub(super) fn json_record_path(path: &str) -> String {
    let inside = path.strip_prefix("#/").unwrap_or("");
    let inside = inside.strip_prefix(ROOT).unwrap_or(inside);
    inside.trim_start_matches('/').to_owned()
}
