//! `import FILE`: carries a file into the catalogue in this very process.

use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context as _, bail};
use catalog::mapping::Mapping;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use store::catalog::supplier::{self, NewSupplier, Supplier};
use store::imports::run::{self, Mode, Overrides, Phase, Run, Status};
use tokio_util::sync::CancellationToken;

use super::{Exit, Global, Opened, Usage, output};
use crate::import::{Importer, Outcome, Progress, ProgressSender};
use crate::jobs::{is_dead, process_name};

/// Import a supplier's file.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file: CSV, XLSX, XLS, ODS, XML, JSON …, also in zip or gz
    file: PathBuf,
    /// Whose file it is
    #[arg(long, value_name = "CODE")]
    supplier: String,
    /// Make the supplier if there is none with that code
    #[arg(long)]
    create_supplier: bool,
    /// Read it with this profile of the supplier's
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,
    /// Read it with this mapping: {"ean": "EAN13", "name": {"source": "Titre", "index": 2}}
    #[arg(long, value_name = "FILE.json")]
    mapping: Option<PathBuf>,
    /// Show what would change, write nothing to the catalogue
    #[arg(long, conflicts_with = "review")]
    dry_run: bool,
    /// Stop before the catalogue and wait for `imports apply ID`
    #[arg(long)]
    review: bool,
}

/// What `import --json` prints.
#[derive(Debug, Serialize)]
struct Report {
    run_id: i64,
    status: Status,
    file_sha256: String,
    records: i64,
    created: i64,
    updated: i64,
    unchanged: i64,
    duplicates: i64,
    rejected: i64,
    discontinued: i64,
    warnings: i64,
    duration_ms: i64,
    message: Option<String>,
}

impl From<&Run> for Report {
    fn from(run: &Run) -> Self {
        let counts = run.counts;
        let end = run.finished_at.unwrap_or(run.created_at);
        Self {
            run_id: run.id,
            status: run.status(),
            file_sha256: run.file_sha256.clone(),
            records: counts.records,
            created: counts.created,
            updated: counts.updated,
            unchanged: counts.unchanged,
            duplicates: counts.duplicates,
            rejected: counts.rejected,
            discontinued: counts.discontinued,
            warnings: counts.warnings,
            duration_ms: (end - run.started_at.unwrap_or(run.created_at)).num_milliseconds().max(0),
            message: run.message.clone(),
        }
    }
}

/// How long to wait before looking again at a run that another process has.
const WAIT: Duration = Duration::from_millis(500);

/// Runs the verb.
pub async fn run(args: Args, global: &Global) -> anyhow::Result<Exit> {
    let mapping = args.mapping.as_deref().map(read_mapping).transpose()?;
    std::fs::File::open(&args.file).with_context(|| format!("can't open {}", args.file.display()))?;
    let opened = Opened::open(global).await?;
    let end = import(&opened, &args, mapping, global).await;
    opened.close().await;
    end
}

fn read_mapping(path: &std::path::Path) -> anyhow::Result<Mapping> {
    let text = std::fs::read_to_string(path).with_context(|| format!("can't read {}", path.display()))?;
    serde_json::from_str(&text)
        .map_err(|error| Usage(format!("{} is no mapping: {error}", path.display())).into())
}

async fn import(
    opened: &Opened,
    args: &Args,
    mapping: Option<Mapping>,
    global: &Global,
) -> anyhow::Result<Exit> {
    let shutdown = CancellationToken::new();
    let state = opened.state(shutdown.clone()).await?;
    let importer = &state.importer;
    let supplier = find_supplier(opened, args).await?;
    let overrides = Overrides { mapping, profile: args.profile.clone(), ..Overrides::default() };
    let name =
        args.file.file_name().map_or_else(|| "file".to_owned(), |name| name.to_string_lossy().into_owned());
    let mode = match (args.dry_run, args.review) {
        (true, _) => Mode::DryRun,
        (_, true) => Mode::Review,
        _ => Mode::Apply,
    };
    let (sha256, size) = importer.store_local(&args.file).await?;
    importer.check_fit(&args.file, &name, &overrides, supplier.id).await.with_context(|| name.clone())?;
    let started =
        importer.start(&supplier, &sha256, size, &name, mode, &overrides, Some("CLI"), "cli", false).await?;
    if started.taken_up {
        eprintln!("import {} of this file is unfinished: it goes on", started.run.id);
    }
    finish_run(importer, started.run.id, shutdown, global).await
}

/// Carries a run through and reports how it ended.
pub(super) async fn finish(importer: &Importer, run_id: i64, global: &Global) -> anyhow::Result<Exit> {
    finish_run(importer, run_id, CancellationToken::new(), global).await
}

async fn finish_run(
    importer: &Importer,
    run_id: i64,
    shutdown: CancellationToken,
    global: &Global,
) -> anyhow::Result<Exit> {
    // The first Ctrl-C stops at the next record; the run goes on with the same command.
    let interrupt = tokio::spawn({
        let shutdown = shutdown.clone();
        async move {
            if tokio::signal::ctrl_c().await.is_ok() {
                shutdown.cancel();
            }
        }
    });
    let (progress, watched) = tokio::sync::watch::channel(Progress::default());
    let bar = tokio::spawn(show_progress(watched, global.json));
    let end = carry_through(importer, run_id, &progress, &shutdown).await;
    drop(progress);
    bar.await?;
    interrupt.abort();
    report(&end?, global)
}

async fn find_supplier(opened: &Opened, args: &Args) -> anyhow::Result<Supplier> {
    let catalog = &opened.dbs.catalog;
    if let Some(supplier) = supplier::by_code(catalog, &args.supplier).await? {
        return Ok(supplier);
    }
    if !args.create_supplier {
        bail!("there is no supplier with the code {:?}: add --create-supplier to make it", args.supplier);
    }
    if !supplier::is_code(&args.supplier) {
        return Err(Usage(format!(
            "{:?} can't be a supplier's code: up to 40 letters, digits, dots, dashes and underscores",
            args.supplier
        ))
        .into());
    }
    let new = NewSupplier {
        code: args.supplier.clone(),
        name: args.supplier.clone(),
        is_active: true,
        ..NewSupplier::default()
    };
    Ok(supplier::create(catalog, &new, opened.clock.now()).await?)
}

/// Works on a run until it ends or waits for a person; earlier runs of the supplier that nobody works on first.
async fn carry_through(
    importer: &Importer,
    run_id: i64,
    progress: &ProgressSender,
    shutdown: &CancellationToken,
) -> anyhow::Result<Run> {
    let imports = &importer.databases().imports;
    let worker = process_name("cli");
    let mut next = run_id;
    loop {
        let row = run::get(imports, next).await?.context("the import is gone")?;
        let heir_of = row.worker.clone().filter(|last| is_dead(last));
        let work = importer.execute(next, &worker, heir_of.as_deref(), Some(progress), shutdown);
        let outcome = Box::pin(work).await?;
        match outcome {
            Outcome::Settled(run) if run.id == run_id => return Ok(*run),
            Outcome::NotActive if next == run_id => return Ok(row),
            Outcome::Stopped => {
                bail!("stopped: import {run_id} goes on when you run the same command again")
            }
            Outcome::Behind(earlier) => next = earlier,
            Outcome::Settled(_) | Outcome::NotActive => next = run_id,
            Outcome::Held => {
                next = run_id;
                tokio::select! {
                    () = shutdown.cancelled() => bail!("stopped: import {run_id} is at work elsewhere and goes on"),
                    () = tokio::time::sleep(WAIT) => {}
                }
            }
        }
    }
}

/// A progress bar on a terminal; nothing elsewhere.
async fn show_progress(mut watched: tokio::sync::watch::Receiver<Progress>, json: bool) {
    if json || !std::io::stderr().is_terminal() {
        return;
    }
    let bar = ProgressBar::new_spinner();
    let known = ProgressStyle::with_template("{prefix:>9} {bar:30} {human_pos}/{human_len} {msg} {eta} left");
    let unknown = ProgressStyle::with_template("{prefix:>9} {spinner} {human_pos} {msg}");
    let (Ok(known), Ok(unknown)) = (known, unknown) else { return };
    while watched.changed().await.is_ok() {
        let now = watched.borrow_and_update().clone();
        bar.set_prefix(match now.phase {
            Some(Phase::Inspect) => "looking",
            Some(Phase::Stage) => "reading",
            Some(Phase::Diff) => "comparing",
            Some(Phase::Apply) => "writing",
            _ => "finishing",
        });
        bar.set_style(if now.total.is_some() { known.clone() } else { unknown.clone() });
        if let Some(total) = now.total {
            bar.set_length(total);
        }
        bar.set_position(now.done);
        bar.set_message(now.rate.map(|rate| format!("{rate:.0}/s")).unwrap_or_default());
    }
    bar.finish_and_clear();
}

fn report(run: &Run, global: &Global) -> anyhow::Result<Exit> {
    let report = Report::from(run);
    if global.json {
        output::json_line(&report)?;
    } else {
        output::print(&text(run, &report));
    }
    Ok(match run.status() {
        Status::Done | Status::Applied | Status::Unchanged | Status::Review => Exit::Done,
        _ => Exit::Failed,
    })
}

fn text(run: &Run, report: &Report) -> String {
    let mut lines = vec![format!(
        "import {}: {} ({} records in {:.1} s)",
        run.id,
        run.status().as_str(),
        report.records,
        report.duration_ms as f64 / 1000.0
    )];
    if let Some(message) = &run.message {
        lines.push(format!("  {message}"));
    }
    for (name, count) in [
        ("created", report.created),
        ("updated", report.updated),
        ("unchanged", report.unchanged),
        ("duplicates", report.duplicates),
        ("rejected", report.rejected),
        ("discontinued", report.discontinued),
    ] {
        if count > 0 {
            lines.push(format!("  {count:>10} {name}"));
        }
    }
    if report.rejected + report.warnings > 0 {
        lines.push(format!("  what was wrong: suppliers-import imports errors {}", run.id));
    }
    match run.status() {
        Status::Held if run.is_held_by_drift() => {
            for drift in run.drift.iter().flat_map(|drift| &drift.0).filter(|drift| !drift.certain) {
                let now = drift.now.as_ref().map_or("nothing", |now| now.source.as_str());
                lines.push(format!("  {}: {:?} → {now:?} ({})", drift.field, drift.was.source, drift.reason));
            }
            lines.push(format!("  to go on with these columns: suppliers-import imports drift {}", run.id));
        }
        Status::Held | Status::Review => {
            lines.push(format!("  to go on: suppliers-import imports apply {}", run.id));
        }
        _ => {}
    }
    lines.join("\n")
}
