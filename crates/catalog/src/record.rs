//! One row, element or object of a file, with its position.

/// Joins the values of a node that repeats inside one record (`images` in XML or JSON).
pub const REPEAT_SEPARATOR: char = '\u{1f}';

/// Where a record is in its file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Position {
    /// 1-based number among the file's data records.
    pub record: u64,
    /// 1-based line (text) or row (workbook) where the record starts; 0 where the format has none.
    pub line: u64,
}

/// A record's cells as text, aligned with [`crate::structure::Structure::columns`].
///
/// The buffer is reused from record to record, so that reading allocates nothing per row.
#[derive(Clone, Debug, Default)]
pub struct Record {
    position: Position,
    text: String,
    ends: Vec<usize>,
}

impl Record {
    /// An empty record.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes over another record's cells and position, in the buffers that are there already.
    pub fn copy_from(&mut self, other: &Self) {
        self.position = other.position;
        self.text.clone_from(&other.text);
        self.ends.clone_from(&other.ends);
    }

    /// Empties the record and sets its position.
    pub fn start(&mut self, position: Position) {
        self.position = position;
        self.text.clear();
        self.ends.clear();
    }

    /// Appends a cell.
    pub fn push(&mut self, cell: &str) {
        self.text.push_str(cell);
        self.ends.push(self.text.len());
    }

    /// Where the record is in its file.
    pub const fn position(&self) -> Position {
        self.position
    }

    /// Sets the position, keeping the cells.
    pub const fn set_position(&mut self, position: Position) {
        self.position = position;
    }

    /// Whether every cell is empty or blank.
    pub fn is_blank(&self) -> bool {
        self.text.chars().all(char::is_whitespace)
    }

    /// The cell at a 0-based index; an empty text beyond the record's end.
    pub fn get(&self, index: usize) -> &str {
        let Some(&end) = self.ends.get(index) else {
            return "";
        };
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        &self.text[start..end]
    }

    /// Bytes of all cells together.
    pub const fn size(&self) -> usize {
        self.text.len()
    }

    /// Number of cells; rows may be longer or shorter than the header.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are no cells at all.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The cells in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|index| self.get(index))
    }
}
