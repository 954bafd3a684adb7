//! Category paths: levels joined by `/`, whatever the supplier parts them with.
//!
//! Suppliers write `A > B`, `A -> B`, `A | B`, `A\B` or `A/B`. A cell has one separator: the first of this list
//! that it contains, so that `TV/Audio > Cables` has two levels and not three. Dashes part nothing, as
//! `T-Shirts` and `Hommes - Été` are names. Numbers (category ids) stay as they are.

use crate::record::REPEAT_SEPARATOR;
use crate::value::text::line;

/// Stands for `/` inside a level's name (U+2215, division slash), as `/` parts levels.
const SLASH: &str = "\u{2215}";

/// Appends the levels in a cell to a path.
pub fn append(cell: &str, path: &mut String) {
    let cell = cell.trim();
    if is_plain(cell) {
        return push(cell, false, path);
    }
    if cell.contains(REPEAT_SEPARATOR) {
        // Repeated nodes are levels, unless they are whole paths: then the deepest one counts.
        let alternatives: Vec<&str> =
            cell.split(REPEAT_SEPARATOR).filter(|piece| !piece.trim().is_empty()).collect();
        if alternatives.iter().any(|piece| separator(piece).is_some()) {
            if let Some(deepest) = deepest(alternatives.into_iter()) {
                append(deepest, path);
            }
        } else {
            for level in alternatives {
                push(&line(level), true, path);
            }
        }
        return;
    }
    let text = line(cell);
    let whole = one_of_several(&text).unwrap_or(&text);
    match separator(whole) {
        Some('/') | None => whole.split('/').for_each(|level| push(level.trim(), false, path)),
        Some(separator) => whole.split(separator).for_each(|level| push(level.trim(), true, path)),
    }
}

/// Whether the cell is a single clean name: nothing to part, nothing to clean.
fn is_plain(cell: &str) -> bool {
    cell.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.')
}

fn push(level: &str, keep_slash: bool, path: &mut String) {
    let level = level.trim_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '>' | '<'));
    if level.is_empty() {
        return;
    }
    if !path.is_empty() {
        path.push('/');
    }
    if keep_slash && level.contains('/') {
        path.push_str(&level.replace('/', SLASH));
    } else {
        path.push_str(level);
    }
}

/// What parts the levels of a path. Of `->`, the dash goes when the level is trimmed.
fn separator(text: &str) -> Option<char> {
    let ascii =
        ['>', '|', '\\', '/'].into_iter().find(|&separator| text.as_bytes().contains(&(separator as u8)));
    match ascii {
        Some('>') => ascii,
        _ if !text.is_ascii() => ['»', '→'].into_iter().find(|&separator| text.contains(separator)).or(ascii),
        _ => ascii,
    }
}

/// One path of several in a cell (`A/B,A/B/C`), the deepest: shops list a product in a category and in those above.
/// Only where all begin with the same level, as commas are parts of names too (`Handbags, Wallets & Cases`).
fn one_of_several(text: &str) -> Option<&str> {
    let comma = [',', ';'].into_iter().find(|&comma| text.contains(comma))?;
    let separator = separator(text)?;
    let mut firsts = text.split(comma).map(|path| path.split(separator).next().unwrap_or("").trim());
    let first = firsts.next()?;
    if firsts.any(|other| other != first) {
        return None;
    }
    deepest(text.split(comma))
}

/// The path with most levels; of several, the first.
fn deepest<'t>(paths: impl Iterator<Item = &'t str>) -> Option<&'t str> {
    let depth = |path: &str| separator(path).map_or(0, |separator| path.matches(separator).count());
    paths.reduce(|best, path| if depth(path) > depth(best) { path } else { best })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths() {
        for (cell, expected) in [
            ("Shoes", "Shoes"),
            ("71", "71"),
            ("Clothing > Shoes", "Clothing/Shoes"),
            ("Clothing &gt; Shoes", "Clothing/Shoes"),
            ("Kitchen -> Coffee Machines", "Kitchen/Coffee Machines"),
            ("A|B|C", "A/B/C"),
            ("A\\B", "A/B"),
            ("A/B/C", "A/B/C"),
            ("A / B", "A/B"),
            (" /A//B/ ", "A/B"),
            ("TV/Audio > Cables", "TV\u{2215}Audio/Cables"),
            ("T-Shirts", "T-Shirts"),
            ("Hommes - Été", "Hommes - Été"),
            ("Default/Gear,Default/Gear/Bags", "Default/Gear/Bags"),
            ("Handbags, Wallets & Cases > Handbags", "Handbags, Wallets & Cases/Handbags"),
            ("A\u{1f}B", "A/B"),
            ("A > B\u{1f}A > B > C", "A/B/C"),
            ("Vêtements  &amp;\u{a0}Mode", "Vêtements & Mode"),
            ("", ""),
            (">", ""),
        ] {
            let mut path = String::new();
            append(cell, &mut path);
            assert_eq!(path, expected, "{cell:?}");
        }
    }

    #[test]
    fn levels_in_several_columns() {
        let mut path = String::new();
        for cell in ["Garden", "", "Tools", "Saws"] {
            append(cell, &mut path);
        }
        assert_eq!(path, "Garden/Tools/Saws");
    }
}
