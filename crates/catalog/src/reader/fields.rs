//! The fields of a tree's record, gathered by their path while the record streams past.

use std::collections::HashMap;

use crate::record::{Position, REPEAT_SEPARATOR, Record};

/// A path longer than this becomes no column by itself: the names of all columns are kept.
const LONGEST_PATH: usize = 1000;

/// The value of each column of the record at hand.
pub(crate) struct Fields {
    index: HashMap<String, usize>,
    names: Vec<String>,
    values: Vec<String>,
    present: Vec<bool>,
    /// Bytes of all values together.
    size: usize,
    /// Up to so many columns are added when an unknown path turns up.
    discover: usize,
}

impl Fields {
    /// Fields of known columns; what isn't among them is passed over.
    pub(crate) fn new(columns: &[String]) -> Self {
        let index = columns.iter().enumerate().rev().map(|(index, name)| (name.clone(), index)).collect();
        Self {
            index,
            names: columns.to_vec(),
            values: vec![String::new(); columns.len()],
            present: vec![false; columns.len()],
            size: 0,
            discover: 0,
        }
    }

    /// Fields that become columns as they turn up.
    pub(crate) fn discovering(max_columns: usize) -> Self {
        Self { discover: max_columns, ..Self::new(&[]) }
    }

    /// The columns found.
    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    /// How large the record at hand is by now.
    pub(crate) const fn size(&self) -> usize {
        self.size
    }

    /// Whether the record at hand has no value at a path.
    pub(crate) fn is_absent(&self, path: &str) -> bool {
        self.index.get(path).is_none_or(|&index| !self.present[index])
    }

    pub(crate) fn clear(&mut self) {
        for value in &mut self.values {
            value.clear();
        }
        self.present.fill(false);
        self.size = 0;
    }

    /// Adds a value at a path; one that repeats is joined to the earlier ones.
    pub(crate) fn add(&mut self, path: &str, value: &str) {
        let index = match self.index.get(path) {
            Some(&index) => index,
            None if self.names.len() < self.discover && path.len() <= LONGEST_PATH => {
                let index = self.names.len();
                self.index.insert(path.to_owned(), index);
                self.names.push(path.to_owned());
                self.values.push(String::new());
                self.present.push(false);
                index
            }
            None => return,
        };
        let cell = &mut self.values[index];
        if self.present[index] && value.is_empty() {
            return;
        }
        self.present[index] = true;
        if !cell.is_empty() {
            cell.push(REPEAT_SEPARATOR);
        }
        cell.push_str(value);
        self.size += value.len() + 1;
    }

    /// Fills the record, column by column.
    pub(crate) fn give(&self, position: Position, record: &mut Record) {
        record.start(position);
        for value in &self.values {
            record.push(value);
        }
    }
}
