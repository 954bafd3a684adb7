//! `export products`: the catalogue as a file.

use std::io::{IsTerminal as _, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::Duration;

use anyhow::Context as _;
use futures_util::TryStreamExt as _;
use indicatif::{ProgressBar, ProgressStyle};
use store::catalog::export::Export;
use store::catalog::product::{ProductFilter, ProductStatus};
use store::catalog::supplier;
use store::databases::CatalogDb;

use super::{Exit, Global, Opened, Usage, output};
use crate::export::{self, Format};

/// Write the catalogue to a file.
#[derive(Debug, clap::Subcommand)]
pub enum Verb {
    /// Write products to a file, or to standard output
    Products(Products),
}

/// What to export, and to where.
#[derive(Debug, clap::Args)]
pub struct Products {
    /// csv, xlsx, json or ndjson [default: by the file's ending, else csv]
    #[arg(long)]
    format: Option<Format>,
    /// Only products that pass: q=TEXT, supplier=CODE, brand_id=N, category_id=N, status=active|discontinued|archived,
    /// has_ean=true|false, in_stock=true|false; may be given several times
    #[arg(long = "filter", value_name = "NAME=VALUE")]
    filters: Vec<String>,
    /// The file to write [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Runs the verb.
pub async fn run(verb: Verb, global: &Global) -> anyhow::Result<Exit> {
    let Verb::Products(args) = verb;
    let format = format_of(&args)?;
    if args.output.is_none() {
        if global.json {
            return Err(Usage("with --json, say which file to write: -o FILE".into()).into());
        }
        if format == Format::Xlsx && std::io::stdout().is_terminal() {
            return Err(Usage(
                "a workbook is nothing for a terminal: say which file to write with -o FILE".into(),
            )
            .into());
        }
    }
    let opened = Opened::open(global).await?;
    let end = products(&opened, &args, format, global).await;
    opened.close().await;
    end.map(|()| Exit::Done)
}

fn format_of(args: &Products) -> anyhow::Result<Format> {
    if let Some(format) = args.format {
        return Ok(format);
    }
    match args.output.as_deref().and_then(Path::extension).and_then(|ending| ending.to_str()) {
        None => Ok(Format::default()),
        Some(ending) => ending.to_ascii_lowercase().parse().map_err(|_| {
            Usage(format!("“.{ending}” is no format: say which one with --format csv, xlsx, json or ndjson"))
                .into()
        }),
    }
}

async fn products(opened: &Opened, args: &Products, format: Format, global: &Global) -> anyhow::Result<()> {
    let filter = filter_of(&opened.dbs.catalog, &args.filters).await?;
    let export = Export::new(&opened.dbs.catalog, &filter).await?;
    let exported = export.exported();
    let progress = progress_bar();
    let mut pieces = export::stream(export, format);
    let mut sink = Sink::open(args.output.as_deref())?;
    let mut bytes = 0_u64;
    while let Some(piece) = pieces.try_next().await? {
        bytes += piece.len() as u64;
        if !sink.write(&piece)? {
            break;
        }
        progress.set_position(exported.load(Ordering::Relaxed));
    }
    progress.finish_and_clear();
    sink.finish()?;
    let products = exported.load(Ordering::Relaxed);
    let Some(path) = &args.output else { return Ok(()) };
    if global.json {
        let name = path.display().to_string();
        let format = format.as_str();
        let done =
            serde_json::json!({ "file": name, "format": format, "products": products, "bytes": bytes });
        return output::json(&done);
    }
    output::print(&format!("{products} products are in {} now.", path.display()));
    Ok(())
}

fn progress_bar() -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let progress = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {human_pos} products  {per_sec}  {elapsed}") {
        progress.set_style(style);
    }
    progress.enable_steady_tick(Duration::from_millis(200));
    progress
}

async fn filter_of(db: &CatalogDb, filters: &[String]) -> anyhow::Result<ProductFilter> {
    let mut filter = ProductFilter::default();
    for given in filters {
        let (name, value) = given.split_once('=').ok_or_else(|| {
            Usage(format!("“{given}” is no filter: write it as NAME=VALUE, for example in_stock=true"))
        })?;
        match name {
            "q" => filter.q = Some(value.to_owned()),
            "supplier" => {
                let found = supplier::by_code(db, value).await?;
                let found = found.with_context(|| format!("there is no supplier with the code {value}"))?;
                filter.supplier_id = Some(found.id);
            }
            "supplier_id" => filter.supplier_id = Some(number(name, value)?),
            "brand_id" => filter.brand_id = Some(number(name, value)?),
            "category_id" => filter.category_id = Some(number(name, value)?),
            "status" => {
                let status = ProductStatus::parse(value);
                filter.status = Some(status.ok_or_else(|| {
                    Usage(format!("“{value}” is no status: active, discontinued or archived"))
                })?);
            }
            "has_ean" => filter.has_ean = Some(yes_or_no(name, value)?),
            "in_stock" => filter.in_stock = Some(yes_or_no(name, value)?),
            _ => {
                return Err(Usage(format!(
                    "there is no filter {name}: q, supplier, supplier_id, brand_id, category_id, status, has_ean or in_stock"
                ))
                .into());
            }
        }
    }
    Ok(filter)
}

fn number(name: &str, value: &str) -> anyhow::Result<i64> {
    value.parse().map_err(|_| Usage(format!("{name} takes a number, not “{value}”")).into())
}

fn yes_or_no(name: &str, value: &str) -> anyhow::Result<bool> {
    value.parse().map_err(|_| Usage(format!("{name} takes true or false, not “{value}”")).into())
}

/// Where the bytes go. A file gets its name when it is whole, so that a broken export leaves what was there before.
enum Sink {
    Standard,
    File { file: tempfile::NamedTempFile, path: PathBuf },
}

impl Sink {
    fn open(path: Option<&Path>) -> anyhow::Result<Self> {
        let Some(path) = path else { return Ok(Self::Standard) };
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let file = tempfile::Builder::new()
            .prefix(".export-")
            .permissions(permissions())
            .tempfile_in(folder)
            .with_context(|| format!("can't write to the folder {}", folder.display()))?;
        Ok(Self::File { file, path: path.to_owned() })
    }

    /// Whether there is somebody to write for any more (`| head`).
    fn write(&mut self, bytes: &[u8]) -> anyhow::Result<bool> {
        match self {
            Self::Standard => match std::io::stdout().lock().write_all(bytes) {
                Ok(()) => Ok(true),
                Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(false),
                Err(error) => Err(error).context("can't write to standard output"),
            },
            Self::File { file, path } => {
                file.write_all(bytes).with_context(|| format!("can't write {}", path.display()))?;
                Ok(true)
            }
        }
    }

    fn finish(self) -> anyhow::Result<()> {
        match self {
            Self::Standard => {
                let _ = std::io::stdout().lock().flush();
            }
            Self::File { file, path } => {
                file.as_file().sync_all().with_context(|| format!("can't write {}", path.display()))?;
                file.persist(&path).with_context(|| format!("can't write {}", path.display()))?;
            }
        }
        Ok(())
    }
}

/// Temporary files are for their owner alone unless told otherwise; an export is an ordinary file.
#[cfg(unix)]
fn permissions() -> std::fs::Permissions {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::Permissions::from_mode(0o644)
}
