//! Which format a text is in, by how it begins and goes on.

use crate::structure::Format;

use super::InspectError;

/// The format of a decoded text.
pub(super) fn format(text: &str) -> Result<Format, InspectError> {
    let start =
        text.trim_start_matches(|character: char| character.is_whitespace() || character == '\u{feff}');
    if start.is_empty() {
        return Err(InspectError::Empty);
    }
    if start.starts_with('<') && looks_like_markup(start) {
        if root(start).is_some_and(|root| root.eq_ignore_ascii_case("svg")) {
            return Err(InspectError::NotACatalogue { what: "an SVG picture" });
        }
        return Ok(Format::Xml);
    }
    if (start.starts_with("UNA") && start.contains("UNB"))
        || start.starts_with("UNB+")
        || start.starts_with("UNB\u{1d}")
    {
        return Ok(Format::Edifact);
    }
    if is_x12(start) {
        return Ok(Format::X12);
    }
    if is_datanorm(start) {
        return Ok(Format::Datanorm);
    }
    if start.starts_with(['{', '[']) && looks_like_json(start) {
        return Ok(Format::Json);
    }
    Ok(Format::Csv)
}

fn looks_like_markup(start: &str) -> bool {
    let mut rest = start[1..].chars();
    matches!(rest.next(), Some('?' | '!'))
        || start[1..].starts_with(|first: char| first.is_alphabetic() || first == '_')
}

/// Name of the first element.
fn root(text: &str) -> Option<&str> {
    let mut rest = text;
    loop {
        let start = rest.find('<')?;
        rest = &rest[start + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = &comment[comment.find("-->")?..];
        } else if !rest.starts_with(['?', '!']) {
            let end =
                rest.find(|character: char| character.is_whitespace() || matches!(character, '>' | '/'))?;
            let name = &rest[..end];
            return Some(name.rsplit(':').next().unwrap_or(name));
        }
    }
}

/// The interchange header has a fixed form: `ISA`, and sixteen elements of known width.
fn is_x12(start: &str) -> bool {
    let Some(rest) = start.strip_prefix("ISA") else { return false };
    let Some(separator) = rest.chars().next().filter(|character| !character.is_alphanumeric()) else {
        return false;
    };
    let head: String = rest.chars().take(110).collect();
    head.matches(separator).count() >= 16 && head.chars().nth(3) == Some(separator)
}

/// A header set `V`, or sets that begin with a known letter and a processing mark.
fn is_datanorm(start: &str) -> bool {
    let first = start.lines().next().unwrap_or_default();
    let is_set = |line: &str| {
        let mut fields = line.split(';');
        matches!(fields.next(), Some("A" | "B" | "D" | "T" | "P" | "R" | "S" | "W" | "C" | "Z" | "E" | "V"))
            && fields.next().is_some_and(|mark| mark.len() <= 3)
    };
    let sets = start.lines().skip(1).take(20).filter(|line| !line.trim().is_empty());
    let (known, all) = sets.fold((0, 0), |(known, all), line| (known + usize::from(is_set(line)), all + 1));
    if first.starts_with("V;05") || first.starts_with("V;04") {
        return all == 0 || known > 0;
    }
    let dated = first
        .strip_prefix("V ")
        .is_some_and(|rest| rest.len() > 6 && rest.bytes().take(6).all(|byte| byte.is_ascii_digit()));
    dated && known > 0 && known == all
}

/// A brace or bracket begins a CSV cell, too; JSON goes on with a key, a value or another opening.
fn looks_like_json(start: &str) -> bool {
    let next = start[1..].trim_start().chars().next();
    match (start.as_bytes()[0], next) {
        (_, None) | (b'{', Some('"' | '}')) | (b'[', Some('{' | '[' | ']')) => true,
        (b'[', Some(character)) => {
            let line = start.lines().next().unwrap_or_default().trim_end();
            (character == '"' || character.is_ascii_digit() || character == '-')
                && (line.ends_with(',') || line.ends_with(']') || line.len() == 1)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_known_by_their_beginning() {
        assert_eq!(format("\n <?xml version='1.0'?><a/>").unwrap(), Format::Xml);
        assert_eq!(format("<!DOCTYPE html><table>").unwrap(), Format::Xml);
        assert_eq!(format("{ \"a\": 1 }").unwrap(), Format::Json);
        assert_eq!(format("[{}]").unwrap(), Format::Json);
        assert_eq!(format("[DE] Name;Preis\na;1\n").unwrap(), Format::Csv);
        assert_eq!(format("UNA:+.? 'UNB+UNOC:3").unwrap(), Format::Edifact);
        assert_eq!(format("V;050;A;20240101;EUR;Acme\r\nA;N;1;x\r\n").unwrap(), Format::Datanorm);
        assert_eq!(format("V;Name\nA;x\n").unwrap(), Format::Csv);
        assert_eq!(format("<3 sizes;Preis\n").unwrap(), Format::Csv);
        assert!(format("<!-- made by hand --><svg:svg>").is_err());
        assert!(matches!(format(" \r\n "), Err(InspectError::Empty)));
    }
}
