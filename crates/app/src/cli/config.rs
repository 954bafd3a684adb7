//! `config check`

use serde_json::json;

use super::{Exit, Global, output};
use crate::config::{Origin, Setting};

/// Look at the settings.
#[derive(Debug, clap::Subcommand)]
pub enum Verb {
    /// Show the settings in force, secrets masked, and every problem at once
    Check,
}

/// Runs the verb.
pub fn run(verb: &Verb, global: &Global) -> anyhow::Result<Exit> {
    let Verb::Check = verb;
    match global.settings() {
        Ok(loaded) if global.json => {
            let (settings, warnings) = (&loaded.settings, &loaded.warnings);
            output::json(&json!({ "ok": true, "settings": settings, "problems": [], "warnings": warnings }))?;
            Ok(Exit::Done)
        }
        Ok(loaded) => {
            let row = |setting: &Setting| {
                let origin = match setting.origin {
                    Origin::Default => "default",
                    Origin::File => "file",
                    Origin::Environment => "environment",
                    Origin::CommandLine => "command line",
                };
                let value = if setting.value.is_empty() { "–" } else { &setting.value };
                let note = setting.note.clone().unwrap_or_default();
                vec![setting.variable.to_owned(), output::short(value, 60), origin.to_owned(), note]
            };
            let rows: Vec<_> = loaded.settings.iter().map(row).collect();
            output::print(&output::table(&["variable", "value", "from", "note"], &rows));
            for warning in &loaded.warnings {
                output::print(&format!("! {warning}"));
            }
            output::print("\nThe settings are sound.");
            Ok(Exit::Done)
        }
        Err(problems) if global.json => {
            output::json(&json!({ "ok": false, "settings": [], "problems": problems.0, "warnings": [] }))?;
            Ok(Exit::Failed)
        }
        Err(problems) => Err(problems.into()),
    }
}
