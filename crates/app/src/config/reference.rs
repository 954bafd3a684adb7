//! The operator's reference of all variables, generated from the table so that it can't fall behind.

use std::fmt::Write;

use super::variables::{Kind, Status, VARIABLES, Variable};
use super::{DEFAULTS, variables};

/// The text of `docs/operators/configuration.md`.
pub fn markdown() -> String {
    let defaults: toml::Table = toml::from_str(DEFAULTS).expect("the compiled-in defaults are TOML");
    let mut text = String::from(INTRODUCTION);
    let mut section = "";
    for variable in VARIABLES {
        if variable.key.0 != section {
            section = variable.key.0;
            let _ = write!(text, "\n## {}\n\n{HEAD}", title(section));
        }
        let default = &defaults[section][variable.key.1];
        let (name, key) = (variable.name, variable.key.1);
        let mark = if variable.reference { "" } else { " ¹" };
        let (kind, default, about) = (kind(variable), default_text(default), about(variable));
        let _ = writeln!(text, "| `{name}`{mark} | {kind} | `{section}.{key}` | {default} | {about} |");
    }
    text.push_str("\n¹ Not on the reference's page; ours.\n");
    text
}

const HEAD: &str =
    "| variable | kind | in the file | default | what it is |\n| --- | --- | --- | --- | --- |\n";

const INTRODUCTION: &str = "\
# Configuration

<!-- Generated from crates/app/src/config/variables.rs: run `cargo test -p suppliers-import` with UPDATE_DOCS=1 to renew it. -->

Nothing needs to be set for `suppliers-import up`. Settings come from three places, the later winning:

1. the defaults, compiled into the binary;
2. a TOML file given with `--config FILE` or `SUPPLIERS_IMPORT_CONFIG`, with the sections and keys below;
3. environment variables. An empty variable counts as not set.

`suppliers-import config check` shows what is in force and every problem at once, with secrets masked;
`suppliers-import doctor` connects to everything and reports. A setting that is wrong stops the start.

A variable of kind *secret* may also be given as a file: `SECRET_KEY_FILE=/run/secrets/secret_key`.

The database variables: set all six, or none. With none, the program runs a PostgreSQL of its own under the data folder.

With `ENVIRONMENT=production` or `staging`, `SECRET_KEY` and `JWT_SECRET_KEY` must be given, differ, and be at least 32
characters that were not copied from an example. In development they are generated once and kept in `<data>/secrets.toml`.
";

fn title(section: &str) -> &str {
    match section {
        "app" => "Application",
        "databases" => "Databases",
        "objects" => "Objects (MinIO, S3)",
        "redis" => "Redis: cache and broker",
        "security" => "Security",
        "notifications" => "Notifications",
        "monitoring" => "Monitoring",
        "imports" => "Imports",
        other => other,
    }
}

fn kind(variable: &Variable) -> &'static str {
    match variable.kind {
        Kind::Text => "text",
        Kind::Secret | Kind::SecretUrl => "secret",
        Kind::Integer => "whole number",
        Kind::Number => "number",
        Kind::Bool => "true / false",
        Kind::List => "list, by commas",
    }
}

fn default_text(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) if text.is_empty() => "–".into(),
        toml::Value::Array(items) if items.is_empty() => "–".into(),
        toml::Value::String(text) => format!("`{text}`"),
        other => format!("`{other}`"),
    }
}

fn about(variable: &variables::Variable) -> String {
    match variable.status {
        Status::Works => variable.about.to_owned(),
        Status::Later => {
            format!("{} *Accepted and checked; its function comes in a later version.*", variable.about)
        }
        Status::Compatibility(why) => format!("{} *Accepted, not needed: {why}.*", variable.about),
    }
}
