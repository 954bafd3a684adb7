//! Steps on text.

use std::borrow::Cow;
use std::collections::HashMap;

use regex::{Regex, RegexBuilder};

use super::{Case, Op};
use crate::value::fold::fold;

/// The longest text that a step makes, in bytes; the longest field holds less.
pub(super) const LONGEST: usize = 400_000;
/// The largest regular expression, compiled, in bytes.
const LARGEST_REGEX: usize = 1 << 20;

/// A step on text, ready to be taken.
#[derive(Debug)]
pub(super) enum TextStep {
    Trim(String),
    Case(Case),
    Replace { find: String, with: String },
    Regex { regex: Box<Regex>, with: String },
    Split { on: String, take: i32 },
    Lookup { table: HashMap<String, String>, otherwise: Option<String> },
}

/// Compiles a regular expression; the error says what is wrong with it.
pub(super) fn regex(pattern: &str) -> Result<Regex, String> {
    RegexBuilder::new(pattern).size_limit(LARGEST_REGEX).build().map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => "is too large a regular expression".to_owned(),
        error => {
            let text = error.to_string();
            let reason = text.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
            format!("is no regular expression: {reason}")
        }
    })
}

impl TextStep {
    /// The step of an operation, if it is one on text; an error names the parameter that is wrong and why.
    pub(super) fn compile(op: &Op) -> Result<Option<Self>, (&'static str, String)> {
        Ok(Some(match op {
            Op::Trim { chars } => Self::Trim(chars.clone()),
            Op::Case { to } => Self::Case(*to),
            Op::Replace { find, with } => {
                if find.is_empty() {
                    return Err(("find", "is empty: give the text to look for".to_owned()));
                }
                Self::Replace { find: find.clone(), with: with.clone() }
            }
            Op::Regex { pattern, with } => Self::Regex {
                regex: Box::new(regex(pattern).map_err(|message| ("pattern", message))?),
                with: with.clone(),
            },
            Op::Split { on, take } => {
                if on.is_empty() {
                    return Err(("on", "is empty: give what divides the text".to_owned()));
                }
                if *take == 0 {
                    return Err(("take", "must be 1 for the first part, or -1 for the last".to_owned()));
                }
                Self::Split { on: on.clone(), take: *take }
            }
            Op::Lookup { table, otherwise } => Self::Lookup {
                table: table.iter().map(|(from, to)| (fold(from), to.clone())).collect(),
                otherwise: otherwise.clone(),
            },
            _ => return Ok(None),
        }))
    }

    /// Takes the step. None where the text grows too long.
    pub(super) fn apply<'t>(&self, text: &'t str) -> Option<Cow<'t, str>> {
        let done = match self {
            Self::Trim(chars) => {
                Cow::Borrowed(text.trim_matches(|c: char| c.is_whitespace() || chars.contains(c)))
            }
            Self::Case(case) => Cow::Owned(spelled(text, *case)),
            Self::Replace { find, with } => {
                let count = text.matches(find.as_str()).count();
                if count == 0 {
                    Cow::Borrowed(text)
                } else if text.len().saturating_add(count.saturating_mul(with.len())) > LONGEST {
                    return None;
                } else {
                    Cow::Owned(text.replace(find.as_str(), with))
                }
            }
            Self::Regex { regex, with } => {
                // Every match may bring all of the text in again.
                let matches = if regex.is_match(text) { regex.find_iter(text).count() } else { 0 };
                let groups = with.matches('$').count();
                if matches.saturating_mul(with.len() + groups * text.len()).saturating_add(text.len())
                    > LONGEST * 16
                {
                    return None;
                }
                regex.replace_all(text, with.as_str())
            }
            Self::Split { on, take } => Cow::Borrowed(part(text, on, *take).trim()),
            Self::Lookup { table, otherwise } => match table.get(&fold(text)).or(otherwise.as_ref()) {
                Some(found) => Cow::Owned(found.clone()),
                None => Cow::Borrowed(text),
            },
        };
        (done.len() <= LONGEST).then_some(done)
    }
}

/// The n-th part of a divided text, from 1; negative counts from the end. Nothing where there are fewer.
fn part<'t>(text: &'t str, on: &str, take: i32) -> &'t str {
    let nth = take.unsigned_abs() as usize - 1;
    let found = if take > 0 { text.split(on).nth(nth) } else { text.rsplit(on).nth(nth) };
    found.unwrap_or("")
}

fn spelled(text: &str, case: Case) -> String {
    match case {
        Case::Upper => text.to_uppercase(),
        Case::Lower => text.to_lowercase(),
        Case::Title => capitalised(text, true),
        Case::Sentence => capitalised(text, false),
    }
}

/// The text with its first letter a capital, or the first of every word, and all others small.
fn capitalised(text: &str, words: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut capital = true;
    for c in text.chars() {
        if c.is_alphanumeric() {
            if capital {
                out.extend(c.to_uppercase());
            } else {
                out.extend(c.to_lowercase());
            }
            capital = false;
        } else {
            capital |= words && !matches!(c, '\'' | '\u{2019}');
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn done(op: &Op, text: &str) -> Option<String> {
        TextStep::compile(op).unwrap().unwrap().apply(text).map(Cow::into_owned)
    }

    #[test]
    fn steps() {
        let lookup = |otherwise: Option<&str>| Op::Lookup {
            table: [("bosch gmbh".to_owned(), "Bosch".to_owned())].into(),
            otherwise: otherwise.map(str::to_owned),
        };
        let replace = |find: &str, with: &str| Op::Replace { find: find.into(), with: with.into() };
        let regex = |pattern: &str, with: &str| Op::Regex { pattern: pattern.into(), with: with.into() };
        let split = |on: &str, take| Op::Split { on: on.into(), take };
        for (op, text, expected) in [
            (Op::Trim { chars: String::new() }, "\u{a0} Lampe ", "Lampe"),
            (Op::Trim { chars: "*-".into() }, "** Lampe -", "Lampe"),
            (Op::Case { to: Case::Upper }, "straße", "STRASSE"),
            (Op::Case { to: Case::Lower }, "ÉCROU", "écrou"),
            (Op::Case { to: Case::Title }, "l'ÉCROU de-la CLÉ", "L'écrou De-La Clé"),
            (Op::Case { to: Case::Sentence }, "LAMPE DE BUREAU", "Lampe de bureau"),
            (replace("REF-", ""), "REF-12", "12"),
            (replace("x", "y"), "12", "12"),
            (regex(r"^0*(\d+)$", "$1"), "000123", "123"),
            (regex(r"\s*\(.*?\)", ""), "Lampe (neuf)", "Lampe"),
            (split("|", 1), "a | b | c", "a"),
            (split("|", -1), "a | b | c", "c"),
            (split("|", 4), "a|b", ""),
            (lookup(None), " BOSCH  GmbH", "Bosch"),
            (lookup(None), "Acme", "Acme"),
            (lookup(Some("Divers")), "Acme", "Divers"),
        ] {
            assert_eq!(done(&op, text).as_deref(), Some(expected), "{op:?} {text:?}");
        }
    }

    #[test]
    fn what_is_wrong_with_a_step() {
        let wrong = |op: &Op| TextStep::compile(op).unwrap_err();
        assert_eq!(
            wrong(&Op::Regex { pattern: "(a".into(), with: String::new() }),
            ("pattern", "is no regular expression: unclosed group".to_owned())
        );
        assert_eq!(
            wrong(&Op::Regex { pattern: r"(\w{500}){500}".into(), with: String::new() }).1,
            "is too large a regular expression"
        );
        assert_eq!(wrong(&Op::Split { on: ";".into(), take: 0 }).0, "take");
        assert_eq!(wrong(&Op::Replace { find: String::new(), with: "a".into() }).0, "find");
    }

    #[test]
    fn texts_dont_grow_without_end() {
        let op = Op::Replace { find: "a".into(), with: "b".repeat(1000) };
        assert_eq!(done(&op, &"a".repeat(1000)), None);
        let op = Op::Regex { pattern: "a".into(), with: "$0$0$0$0".repeat(500) };
        assert_eq!(done(&op, &"a".repeat(5000)), None);
    }
}
