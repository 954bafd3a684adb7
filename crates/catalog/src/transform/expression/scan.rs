//! The words of an expression, found without parsing it: which functions it calls, which columns it names.

/// A word outside of texts.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Word<'t> {
    pub text: &'t str,
    /// Whether a parenthesis follows.
    pub is_called: bool,
    pub line: usize,
    pub column: usize,
}

/// The words of an expression that are outside of texts, in order.
pub(super) fn words(text: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let (mut line, mut line_start) = (1, 0);
    let mut inside: Option<char> = None;
    let mut escaped = false;
    let mut start: Option<usize> = None;
    for (at, c) in text.char_indices().chain([(text.len(), '\n')]) {
        if let Some(quote) = inside {
            match c {
                _ if escaped => escaped = false,
                '\\' if quote == '"' || quote == '\'' => escaped = true,
                _ if c == quote => inside = None,
                _ => {}
            }
        } else if c == '_' || c.is_alphanumeric() {
            start = start.or(Some(at));
        } else {
            if let Some(from) =
                start.take().filter(|&from| !text[from..].starts_with(|c: char| c.is_ascii_digit()))
            {
                let column = text[line_start..from].chars().count() + 1;
                let is_called = text[at..].trim_start().starts_with('(');
                // `if (…)` calls nothing.
                let word = &text[from..at];
                let is_called = is_called && !matches!(word, "if" | "else" | "in");
                words.push(Word { text: word, is_called, line, column });
            }
            if matches!(c, '"' | '\'' | '`') {
                inside = Some(c);
            }
        }
        if c == '\n' {
            line += 1;
            line_start = at + 1;
        }
    }
    words
}

/// The columns that an expression names: `columns["Header"]`.
pub(super) fn columns(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (at, word) in text.match_indices("columns") {
        let Some(rest) = text[at + word.len()..].trim_start().strip_prefix('[') else { continue };
        let Some(rest) = rest.trim_start().strip_prefix('"') else { continue };
        let (mut name, mut escaped) = (String::new(), false);
        for c in rest.chars() {
            match c {
                _ if escaped => {
                    name.push(c);
                    escaped = false;
                }
                '\\' => escaped = true,
                '"' => break,
                _ => name.push(c),
            }
        }
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_calls() {
        let found = words("lower(name) == \"upper(x)\" &&\n price > 1e3 && if (stock) { 1 }");
        let found: Vec<_> =
            found.iter().map(|word| (word.text, word.is_called, word.line, word.column)).collect();
        assert_eq!(
            found,
            [
                ("lower", true, 1, 1),
                ("name", false, 1, 7),
                ("price", false, 2, 2),
                ("if", false, 2, 17),
                ("stock", false, 2, 21)
            ]
        );
    }

    #[test]
    fn columns_are_found() {
        assert_eq!(
            columns(r#"columns["Prix HT"] + columns [ "a\"b" ] + columns["Prix HT"]"#),
            ["Prix HT", "a\"b"]
        );
        assert_eq!(columns("columns"), Vec::<String>::new());
    }
}
