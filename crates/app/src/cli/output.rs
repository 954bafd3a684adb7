//! What commands print: one JSON object for programs, text for people.

use std::io::Write;

use serde::Serialize;

use super::Global;

/// Prints the one JSON object.
pub fn json(value: &impl Serialize) -> anyhow::Result<()> {
    let text = serde_json::to_string_pretty(value)?;
    print(&text);
    Ok(())
}

/// Prints the one JSON object on one line.
pub fn json_line(value: &impl Serialize) -> anyhow::Result<()> {
    print(&serde_json::to_string(value)?);
    Ok(())
}

/// Prints a line of text. That nobody reads it any more (`| head`) is not our failure.
pub fn print(text: &str) {
    let _ = writeln!(std::io::stdout().lock(), "{text}");
}

/// Tells why a command failed.
pub fn error(global: &Global, error: &anyhow::Error) {
    let message = format!("{error:#}");
    if global.json {
        let _ = json(&serde_json::json!({ "error": message }));
    }
    let _ = writeln!(std::io::stderr().lock(), "error: {message}");
}

/// Rows under a header, aligned.
pub fn table(header: &[&str], rows: &[Vec<String>]) -> String {
    let mut widths: Vec<usize> = header.iter().map(|cell| cell.chars().count()).collect();
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let line = |cells: Vec<&str>| {
        let padded = cells.iter().zip(&widths).map(|(cell, width)| {
            let blanks = width.saturating_sub(cell.chars().count());
            format!("{cell}{}", " ".repeat(blanks))
        });
        padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    let mut lines = vec![line(header.to_vec())];
    lines.push(widths.iter().map(|width| "─".repeat(*width)).collect::<Vec<_>>().join("──"));
    lines.extend(rows.iter().map(|row| line(row.iter().map(String::as_str).collect())));
    lines.join("\n")
}

/// A text of at most that many characters, on one line.
pub fn short(text: &str, longest: usize) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= longest {
        return text;
    }
    text.chars().take(longest.saturating_sub(1)).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned_by_characters() {
        let rows = vec![vec!["é".to_owned(), "1".to_owned()], vec!["long one".to_owned(), "22".to_owned()]];
        insta::assert_snapshot!(table(&["name", "n"], &rows), @r#"
        name      n
        ────────────
        é         1
        long one  22
        "#);
    }

    #[test]
    fn long_texts_are_cut() {
        assert_eq!(short("a\n b", 10), "a b");
        assert_eq!(short("abcdef", 4), "abc…");
    }
}
