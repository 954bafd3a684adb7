//! `inspect FILE`

use std::path::PathBuf;

use anyhow::Context;
use catalog::inspect::{InspectOptions, Inspection};

use super::{Exit, Global, output};

/// Look at a file.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file: CSV, XLSX, XLS, ODS, XML, JSON, NDJSON, EDIFACT, X12, DATANORM; plain, zipped or gzipped
    file: PathBuf,
}

/// Runs the verb.
pub async fn run(args: Args, global: &Global) -> anyhow::Result<Exit> {
    let shown = args.file.display().to_string();
    let name = args.file.file_name().map(|name| name.to_string_lossy().into_owned());
    let options = InspectOptions { file_name: name, ..InspectOptions::default() };
    let inspecting = tokio::task::spawn_blocking(move || catalog::inspect::inspect(&args.file, &options));
    let inspection = inspecting.await?.with_context(|| shown.clone())?;
    if global.json {
        output::json(&inspection)?;
    } else {
        output::print(&text(&shown, &inspection));
    }
    Ok(Exit::Done)
}

fn text(file: &str, inspection: &Inspection) -> String {
    let structure = &inspection.structure;
    let about = if inspection.rows_exact { "" } else { "about " };
    let mut facts = vec![format!("{}, {}", structure.format, structure.encoding)];
    facts.extend(structure.delimiter.map(|delimiter| format!("delimiter {delimiter:?}")));
    facts.extend(structure.sheet.as_ref().map(|sheet| format!("sheet “{sheet}”")));
    facts.extend(structure.record_path.as_ref().map(|path| format!("records at {path}")));
    if structure.format.is_tabular() {
        facts.push(match structure.header_row {
            0 => "no header".to_owned(),
            row => format!("header in row {row}"),
        });
    }
    let mut lines =
        vec![format!("{file}: {about}{} records", inspection.rows), facts.join(", "), String::new()];
    lines.push(output::table(&["column", "field", "sure", "values", "why"], &rows(inspection)));
    if !inspection.warnings.is_empty() {
        lines.push(String::new());
        lines.extend(inspection.warnings.iter().map(|warning| format!("! {}", warning.message)));
    }
    lines.join("\n")
}

/// A row per column: what it is called, what it seems to be, how sure that is, and why.
fn rows(inspection: &Inspection) -> Vec<Vec<String>> {
    let row = |column: &catalog::inspect::Column| {
        let mapped = inspection.mapping.fields.iter().find(|(_, source)| {
            source.source == column.name
                || source.index == Some(column.index)
                || source.also.contains(&column.name)
        });
        let (field, sure, why) = match mapped {
            Some((field, source)) => {
                let percent = format!("{:.0} %", source.confidence * 100.0);
                (field.to_string(), percent, output::short(&source.reason, 60))
            }
            None => ("–".to_owned(), String::new(), String::new()),
        };
        let values = output::short(&column.samples.join(" | "), 44);
        vec![output::short(&column.name, 32), field, sure, values, why]
    };
    inspection.columns.iter().map(row).collect()
}
