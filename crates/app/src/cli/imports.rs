//! `imports list | show | errors | apply | cancel`: looking at runs, and moving them on.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use catalog::field::Field;
use store::imports::child::ChildFile;
use store::imports::issue::{self, IssueFilter};
use store::imports::review::{self, Part, Selection};
use store::imports::run::{self, Run};
use store::imports::run_action;
use store::imports::run_list::{self, RunFilter};
use tokio_util::sync::CancellationToken;

use super::{Exit, Global, Opened, output, undo};
use crate::http::run_view::Run as RunView;
use crate::import::Review;

/// Look at imports and move them on.
#[derive(Debug, clap::Subcommand)]
pub enum Verb {
    /// Show the latest imports
    List {
        /// How many
        #[arg(long, default_value_t = 20)]
        limit: i64,
    },
    /// Show an import
    Show {
        /// Its number
        id: i64,
    },
    /// Show what was wrong with an import's records
    Errors {
        /// Its number
        id: i64,
        /// The rejected records themselves, as a file that can be corrected and imported again
        #[arg(long)]
        csv: bool,
    },
    /// Approve a held or reviewed import, or a part of it: that is applied to the catalogue
    Apply {
        /// Its number
        id: i64,
        /// Only these kinds of changes: created, updated, discontinued
        #[arg(long, value_name = "KINDS", value_delimiter = ',', value_parser = kind)]
        only: Option<Vec<Part>>,
        /// Only these fields: price, stock …
        #[arg(long, value_name = "FIELDS", value_delimiter = ',')]
        fields: Option<Vec<Field>>,
    },
    /// Bring an import's rejected records in, corrected: `imports errors ID --csv` is the file to correct
    Complete {
        /// Its number
        id: i64,
        /// The corrected file
        file: PathBuf,
    },
    /// Let an import go on whose file isn't laid out as before: with the columns that are proposed, or others
    Drift {
        /// Its number
        id: i64,
        /// Another column for a field: price="Prix net"; nothing behind the sign takes the column away
        #[arg(long = "column", value_name = "FIELD=COLUMN", value_parser = column)]
        columns: Vec<(Field, Option<String>)>,
    },
    /// Cancel an import that isn't in the catalogue yet
    Cancel {
        /// Its number
        id: i64,
    },
    /// Take an import back, or a part of it; what came later stays and is listed
    Undo(undo::UndoArgs),
    /// Bring in again what an undo took back
    Redo {
        /// The undo's number
        undo_id: i64,
    },
    /// Show the undos of an import
    Undos {
        /// The import's number
        id: i64,
    },
}

/// Runs the verb.
pub async fn run(verb: Verb, global: &Global) -> anyhow::Result<Exit> {
    let opened = Opened::open(global).await?;
    let end = match verb {
        Verb::List { limit } => list(&opened, limit, global).await,
        Verb::Show { id } => show(&opened, id, global).await,
        Verb::Errors { id, csv: true } => rejected(&opened, id).await,
        Verb::Errors { id, csv: false } => errors(&opened, id, global).await,
        Verb::Apply { id, only, fields } => {
            let selection = Selection {
                kinds: only.map(|kinds| kinds.into_iter().collect()),
                fields: fields.map(|fields| fields.into_iter().collect()),
                ..Selection::default()
            };
            apply(&opened, id, &selection, global).await
        }
        Verb::Drift { id, columns } => drift(&opened, id, columns.into_iter().collect(), global).await,
        Verb::Cancel { id } => cancel(&opened, id, global).await,
        Verb::Complete { id, file } => complete(&opened, id, &file, global).await,
        Verb::Undo(args) => undo::undo(&opened, &args, global).await,
        Verb::Redo { undo_id } => undo::redo(&opened, undo_id, global).await,
        Verb::Undos { id } => undo::undos(&opened, id, global).await,
    };
    opened.close().await;
    end
}

pub(super) async fn find(opened: &Opened, id: i64) -> anyhow::Result<Run> {
    run::get(&opened.dbs.imports, id)
        .await?
        .with_context(|| format!("there is no import {id}; `suppliers-import imports list` shows them"))
}

async fn list(opened: &Opened, limit: i64, global: &Global) -> anyhow::Result<Exit> {
    let (runs, total) = run_list::list(&opened.dbs.imports, &RunFilter::default(), limit.max(1), 0).await?;
    if global.json {
        let runs: Vec<RunView> = runs.into_iter().map(RunView::from).collect();
        output::json(&serde_json::json!({ "data": runs, "total": total }))?;
        return Ok(Exit::Done);
    }
    let rows: Vec<Vec<String>> = runs
        .iter()
        .map(|run| {
            let counts = run.counts;
            vec![
                run.id.to_string(),
                run.status().as_str().to_owned(),
                run.supplier_code.clone(),
                output::short(&run.file_name, 40),
                counts.records.to_string(),
                counts.created.to_string(),
                counts.updated.to_string(),
                counts.rejected.to_string(),
                run.created_at.format("%Y-%m-%d %H:%M").to_string(),
            ]
        })
        .collect();
    let header =
        ["id", "status", "supplier", "file", "records", "created", "updated", "rejected", "received"];
    output::print(&output::table(&header, &rows));
    Ok(Exit::Done)
}

async fn show(opened: &Opened, id: i64, global: &Global) -> anyhow::Result<Exit> {
    let run = find(opened, id).await?;
    let kinds = issue::counts(&opened.dbs.imports, id).await?;
    let stored = review::get(&opened.dbs.imports, id).await?;
    let seen: Option<Review> = stored.review.and_then(|seen| serde_json::from_value(seen.0).ok());
    let brakes = seen.map(|seen| seen.brakes).unwrap_or_default();
    if global.json {
        let view = RunView::from(run);
        output::json(&serde_json::json!({ "import": view, "issues": kinds, "brakes": brakes }))?;
        return Ok(Exit::Done);
    }
    let counts = run.counts;
    let mut rows: Vec<Vec<String>> = [
        ("file", run.file_name.clone()),
        ("supplier", format!("{} ({})", run.supplier_name, run.supplier_code)),
        ("status", run.status().as_str().to_owned()),
        ("records", counts.records.to_string()),
        ("created", counts.created.to_string()),
        ("updated", counts.updated.to_string()),
        ("unchanged", counts.unchanged.to_string()),
        ("duplicates", counts.duplicates.to_string()),
        ("rejected", counts.rejected.to_string()),
        ("discontinued", counts.discontinued.to_string()),
    ]
    .into_iter()
    .map(|(name, value)| vec![name.to_owned(), value])
    .collect();
    if let Some(message) = &run.message {
        rows.push(vec!["message".to_owned(), message.clone()]);
    }
    for brake in brakes {
        rows.push(vec![format!("brake {}", brake.code), brake.text]);
    }
    for drift in run.drift.iter().flat_map(|drift| &drift.0) {
        rows.push(vec![format!("drift {}", drift.field), output::short(&drift.reason, 160)]);
    }
    for kind in kinds {
        rows.push(vec![
            format!("{} {}", kind.severity, kind.code),
            format!("{} × {}", kind.count, kind.field),
        ]);
    }
    output::print(&output::table(&["import", &id.to_string()], &rows));
    Ok(Exit::Done)
}

async fn errors(opened: &Opened, id: i64, global: &Global) -> anyhow::Result<Exit> {
    const SHOWN: i64 = 200;
    find(opened, id).await?;
    let filter = IssueFilter::default();
    let issues = issue::list(&opened.dbs.imports, id, &filter, SHOWN, 0).await?;
    let total = issue::count(&opened.dbs.imports, id, &filter).await?;
    if global.json {
        output::json(&serde_json::json!({ "data": issues, "total": total }))?;
        return Ok(Exit::Done);
    }
    let rows: Vec<Vec<String>> = issues
        .iter()
        .map(|issue| {
            vec![
                issue.line.to_string(),
                issue.severity.clone(),
                issue.code.clone(),
                issue.field.clone().unwrap_or_default(),
                output::short(&issue.raw, 60),
            ]
        })
        .collect();
    output::print(&output::table(&["line", "severity", "code", "field", "value"], &rows));
    if total > SHOWN {
        output::print(&format!("… and {} more", total - SHOWN));
    }
    Ok(Exit::Done)
}

async fn rejected(opened: &Opened, id: i64) -> anyhow::Result<Exit> {
    use std::io::Write as _;
    let run = find(opened, id).await?;
    let state = opened.state(CancellationToken::new()).await?;
    let mut pieces = state.importer.rejected_csv(&run).await?;
    while let Some(piece) = pieces.recv().await {
        std::io::stdout().lock().write_all(&piece?)?;
    }
    Ok(Exit::Done)
}

/// A kind of change, by its name.
fn kind(name: &str) -> Result<Part, String> {
    match name {
        "created" => Ok(Part::Created),
        "updated" => Ok(Part::Updated),
        "discontinued" => Ok(Part::Discontinued),
        _ => Err("must be created, updated or discontinued".to_owned()),
    }
}

async fn apply(opened: &Opened, id: i64, selection: &Selection, global: &Global) -> anyhow::Result<Exit> {
    let now = opened.clock.now();
    run_action::approve(&opened.dbs.imports, id, Some("CLI"), Some(selection), now).await?;
    let state = opened.state(CancellationToken::new()).await?;
    super::import::finish(&state.importer, id, global).await
}

fn column(text: &str) -> Result<(Field, Option<String>), String> {
    let (field, column) = text.split_once('=').ok_or("write FIELD=COLUMN")?;
    let field: Field =
        field.trim().parse().map_err(|error: catalog::field::UnknownField| error.to_string())?;
    Ok((field, Some(column.to_owned()).filter(|column| !column.is_empty())))
}

async fn drift(
    opened: &Opened,
    id: i64,
    columns: BTreeMap<Field, Option<String>>,
    global: &Global,
) -> anyhow::Result<Exit> {
    let state = opened.state(CancellationToken::new()).await?;
    state.importer.settle_drift(id, &columns).await.with_context(|| format!("import {id}"))?;
    super::import::finish(&state.importer, id, global).await
}

async fn complete(opened: &Opened, id: i64, file: &Path, global: &Global) -> anyhow::Result<Exit> {
    let state = opened.state(CancellationToken::new()).await?;
    let importer = &state.importer;
    let (sha256, size) = importer.store_local(file).await?;
    let name = file.file_name().map_or_else(|| "file".to_owned(), |name| name.to_string_lossy().into_owned());
    let corrected = ChildFile { sha256: &sha256, name: &name, size: size as i64 };
    let run =
        importer.complete(id, corrected, Some("CLI"), "cli", false).await.with_context(|| name.clone())?;
    super::import::finish(importer, run.id, global).await
}

async fn cancel(opened: &Opened, id: i64, global: &Global) -> anyhow::Result<Exit> {
    let state = opened.state(CancellationToken::new()).await?;
    let run = state.importer.cancel(id).await.with_context(|| format!("import {id}"))?;
    let asked = run.wanted.is_some();
    if global.json {
        output::json(&RunView::from(run))?;
    } else if asked {
        output::print(&format!("import {id} is being cancelled"));
    } else {
        output::print(&format!("import {id} is cancelled: the catalogue is as it was"));
    }
    Ok(Exit::Done)
}
