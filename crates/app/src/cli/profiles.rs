//! `profiles list | show | diff | export | import | restore`: how a supplier's files are read, version by version.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use catalog::profile::exchange::Exported;
use serde_json::{Value, json};
use store::catalog::supplier::{self, Supplier};
use store::imports::profile::{self, StoredProfile};
use tokio_util::sync::CancellationToken;

use super::{Exit, Global, Opened, Usage, output};

/// How a supplier's files are read
#[derive(Debug, clap::Subcommand)]
pub enum Verb {
    /// Show a supplier's profiles, every version
    List {
        /// The supplier's code
        supplier: String,
    },
    /// Show a profile
    Show {
        /// The supplier's code
        supplier: String,
        /// This profile of the supplier's
        #[arg(long, default_value = profile::DEFAULT)]
        name: String,
        /// This version instead of the newest
        #[arg(long)]
        version: Option<i32>,
    },
    /// Show what differs between two versions
    Diff {
        /// The supplier's code
        supplier: String,
        /// The earlier version
        from: i32,
        /// The later version
        to: i32,
        /// This profile of the supplier's
        #[arg(long, default_value = profile::DEFAULT)]
        name: String,
    },
    /// Write a profile to a file
    Export {
        /// The supplier's code
        supplier: String,
        /// This profile of the supplier's
        #[arg(long, default_value = profile::DEFAULT)]
        name: String,
        /// The file; standard output if left out
        #[arg(short, long)]
        output: Option<PathBuf>,
    },
    /// Take an exported profile in: the next version of the profile of its name
    Import {
        /// The supplier's code
        supplier: String,
        /// The file
        file: PathBuf,
    },
    /// Bring a version back: the next version is equal to it
    Restore {
        /// The supplier's code
        supplier: String,
        /// The version
        version: i32,
        /// This profile of the supplier's
        #[arg(long, default_value = profile::DEFAULT)]
        name: String,
    },
}

/// Who makes versions here.
const BY: &str = "CLI";

/// Runs the verb.
pub async fn run(verb: Verb, global: &Global) -> anyhow::Result<Exit> {
    let document = match &verb {
        Verb::Import { file, .. } => Some(read(file)?),
        _ => None,
    };
    let opened = Opened::open(global).await?;
    let end = act(&opened, verb, document, global).await;
    opened.close().await;
    end
}

fn read(path: &Path) -> anyhow::Result<Value> {
    let text = std::fs::read_to_string(path).with_context(|| format!("can't read {}", path.display()))?;
    serde_json::from_str(&text)
        .map_err(|error| Usage(format!("{} is no JSON: {error}", path.display())).into())
}

async fn find(opened: &Opened, code: &str) -> anyhow::Result<Supplier> {
    supplier::by_code(&opened.dbs.catalog, code)
        .await?
        .with_context(|| format!("there is no supplier with the code {code:?}"))
}

async fn act(opened: &Opened, verb: Verb, document: Option<Value>, global: &Global) -> anyhow::Result<Exit> {
    let state = opened.state(CancellationToken::new()).await?;
    let importer = &state.importer;
    match verb {
        Verb::List { supplier } => {
            let supplier = find(opened, &supplier).await?;
            let profiles = profile::of_supplier(&opened.dbs.imports, supplier.id).await?;
            list(&profiles, global)
        }
        Verb::Show { supplier, name, version } => {
            let supplier = find(opened, &supplier).await?;
            let found = importer.profile_version(supplier.id, &name, version).await.context(name)?;
            output::json(&described(&found))?;
            Ok(Exit::Done)
        }
        Verb::Diff { supplier, from, to, name } => {
            let supplier = find(opened, &supplier).await?;
            let old = importer.profile_version(supplier.id, &name, Some(from)).await.context(from)?;
            let new = importer.profile_version(supplier.id, &name, Some(to)).await.context(to)?;
            diff(&old, &new, global)
        }
        Verb::Export { supplier, name, output } => {
            let supplier = find(opened, &supplier).await?;
            let found = importer.profile_version(supplier.id, &name, None).await.context(name)?;
            export(found, output.as_deref(), global)
        }
        Verb::Import { supplier, .. } => {
            let supplier = find(opened, &supplier).await?;
            let document = document.unwrap_or_default();
            let saved = importer.import_profile(supplier.id, &document, BY).await?;
            said(&saved, global)
        }
        Verb::Restore { supplier, version, name } => {
            let supplier = find(opened, &supplier).await?;
            let saved = importer.restore_profile(supplier.id, &name, version, BY).await.context(version)?;
            said(&saved, global)
        }
    }
}

fn described(stored: &StoredProfile) -> Value {
    json!({
        "name": stored.name, "version": stored.version, "created_at": stored.created_at,
        "created_by": stored.created_by, "profile": stored.profile.0,
    })
}

fn list(profiles: &[StoredProfile], global: &Global) -> anyhow::Result<Exit> {
    if global.json {
        output::json(&json!({ "data": profiles.iter().map(described).collect::<Vec<_>>() }))?;
        return Ok(Exit::Done);
    }
    let rows: Vec<Vec<String>> = profiles
        .iter()
        .map(|stored| {
            let profile = &stored.profile.0;
            vec![
                stored.name.clone(),
                stored.version.to_string(),
                profile.structure.format.to_string(),
                profile.mapping.fields.len().to_string(),
                profile.transforms.len().to_string(),
                stored.created_at.format("%Y-%m-%d %H:%M").to_string(),
                stored.created_by.clone().unwrap_or_default(),
            ]
        })
        .collect();
    output::print(&output::table(&["name", "version", "format", "fields", "steps", "made", "by"], &rows));
    Ok(Exit::Done)
}

fn diff(old: &StoredProfile, new: &StoredProfile, global: &Global) -> anyhow::Result<Exit> {
    let changes = old.profile.0.changes(&new.profile.0);
    if global.json {
        output::json(&json!({ "from": old.version, "to": new.version, "changes": changes }))?;
        return Ok(Exit::Done);
    }
    let text = |value: &Option<Value>| value.as_ref().map_or_else(|| "–".to_owned(), Value::to_string);
    let rows: Vec<Vec<String>> = changes
        .iter()
        .map(|change| {
            vec![
                change.path.clone(),
                output::short(&text(&change.before), 50),
                output::short(&text(&change.after), 50),
            ]
        })
        .collect();
    let versions = [format!("version {}", old.version), format!("version {}", new.version)];
    output::print(&output::table(&["where", &versions[0], &versions[1]], &rows));
    Ok(Exit::Done)
}

fn export(found: StoredProfile, path: Option<&Path>, global: &Global) -> anyhow::Result<Exit> {
    let exported = Exported::new(found.name, found.profile.0);
    let Some(path) = path else {
        output::json(&exported)?;
        return Ok(Exit::Done);
    };
    let text = serde_json::to_string_pretty(&exported)? + "\n";
    std::fs::write(path, text).with_context(|| format!("can't write {}", path.display()))?;
    if global.json {
        output::json(&json!({ "file": path, "name": exported.name, "version": found.version }))?;
    } else {
        output::print(&format!("version {} of {:?} is in {}", found.version, exported.name, path.display()));
    }
    Ok(Exit::Done)
}

fn said(saved: &StoredProfile, global: &Global) -> anyhow::Result<Exit> {
    if global.json {
        output::json(&described(saved))?;
    } else {
        output::print(&format!("the next file is read with version {} of {:?}", saved.version, saved.name));
    }
    Ok(Exit::Done)
}
