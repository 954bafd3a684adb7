//! `imports undo | redo | undos`: taking imports back, and bringing them in again.

use std::time::Duration;

use anyhow::{Context as _, bail};
use store::catalog::undo::{self, Scope};
use store::imports::job::{self, End};
use store::imports::undo_request::{self, AskError, Asked};
use tokio_util::sync::CancellationToken;

use super::{Exit, Global, Opened, Usage, output};
use crate::http::AppState;
use crate::http::undos::Undo as UndoView;
use crate::jobs::is_dead;

/// How often an undo that another process does is looked at.
const LOOK: Duration = Duration::from_millis(200);
/// So many things that stay are shown.
const SHOWN: i64 = 20;

/// What of an import is undone.
#[derive(Debug, clap::Args)]
pub struct UndoArgs {
    /// Its number
    id: i64,
    /// Only values of this field: price, stock, name …; may be given several times
    #[arg(long = "field", value_name = "FIELD")]
    fields: Vec<String>,
    /// Only what is about this offer, by its number; may be given several times
    #[arg(long = "offer", value_name = "ID")]
    offers: Vec<i64>,
    /// Only what is about this product, by its number; may be given several times
    #[arg(long = "product", value_name = "ID")]
    products: Vec<i64>,
    /// Show what would happen, change nothing
    #[arg(long)]
    dry_run: bool,
}

impl UndoArgs {
    fn scope(&self) -> anyhow::Result<Scope> {
        let known: Vec<&str> = Scope::field_names().collect();
        if let Some(field) = self.fields.iter().find(|field| !known.contains(&field.as_str())) {
            return Err(Usage(format!("no field {field:?}; there are {}", known.join(", "))).into());
        }
        let some = |ids: &[i64]| (!ids.is_empty()).then(|| ids.to_vec());
        Ok(Scope {
            fields: (!self.fields.is_empty()).then(|| self.fields.clone()),
            offers: some(&self.offers),
            products: some(&self.products),
        })
    }
}

/// Takes an import back in this process.
pub async fn undo(opened: &Opened, args: &UndoArgs, global: &Global) -> anyhow::Result<Exit> {
    let scope = args.scope()?;
    super::imports::find(opened, args.id).await?;
    if args.dry_run {
        return preview(opened, args.id, &scope, global).await;
    }
    let asked = Asked { scope, by: Some("CLI".to_owned()), revert: None };
    let id = carry_out(opened, args.id, &asked).await?;
    let undo = undo::get(&opened.dbs.catalog, id).await?.context("the undo left no trace")?;
    if global.json {
        output::json(&UndoView::from(undo))?;
        return Ok(Exit::Done);
    }
    output::print(&format!(
        "import {} is undone{} (undo {}): {} records went back, {} articles and {} products were taken out",
        undo.run_id,
        if undo.is_whole() { "" } else { " in part" },
        undo.id,
        undo.restored,
        undo.removed_offers,
        undo.removed_products
    ));
    if undo.kept > 0 {
        output::print(&format!("{} things stay, since something came later:", undo.kept));
        let (kept, _) = undo::kept(&opened.dbs.catalog, &undo, SHOWN, 0).await?;
        output::print(&kept_table(&kept));
    }
    output::print(&format!("`suppliers-import imports redo {}` brings it in again", undo.id));
    Ok(Exit::Done)
}

/// Reverts an undo in this process.
pub async fn redo(opened: &Opened, undo_id: i64, global: &Global) -> anyhow::Result<Exit> {
    let undo = undo::get(&opened.dbs.catalog, undo_id).await?.with_context(|| {
        format!("there is no undo {undo_id}; `suppliers-import imports undos ID` shows those of an import")
    })?;
    let asked = Asked { by: Some("CLI".to_owned()), revert: Some(undo_id), ..Asked::default() };
    carry_out(opened, undo.run_id, &asked).await?;
    let undo = undo::get(&opened.dbs.catalog, undo_id).await?.context("the undo left no trace")?;
    if global.json {
        output::json(&UndoView::from(undo))?;
        return Ok(Exit::Done);
    }
    output::print(&format!("undo {} is reverted: what import {} wrote is back", undo.id, undo.run_id));
    let (kept, total) = undo::kept(&opened.dbs.catalog, &undo, SHOWN, 0).await?;
    if total > 0 {
        output::print(&format!("{total} things stay, since something came later:"));
        output::print(&kept_table(&kept));
    }
    Ok(Exit::Done)
}

/// Lists the undos of an import.
pub async fn undos(opened: &Opened, id: i64, global: &Global) -> anyhow::Result<Exit> {
    super::imports::find(opened, id).await?;
    let undos: Vec<UndoView> =
        undo::of_run(&opened.dbs.catalog, id).await?.into_iter().map(UndoView::from).collect();
    if global.json {
        output::json(&serde_json::json!({ "data": undos }))?;
        return Ok(Exit::Done);
    }
    let rows: Vec<Vec<String>> = undos
        .iter()
        .map(|undo| {
            vec![
                undo.id.to_string(),
                if undo.reverted_at.is_some() { "reverted" } else { "done" }.to_owned(),
                if undo.scope.is_some() { "part" } else { "all" }.to_owned(),
                undo.restored.to_string(),
                undo.removed_offers.to_string(),
                undo.kept.to_string(),
                undo.by.clone().unwrap_or_default(),
                undo.at.format("%Y-%m-%d %H:%M").to_string(),
            ]
        })
        .collect();
    output::print(&output::table(
        &["undo", "status", "what", "restored", "removed", "kept", "by", "at"],
        &rows,
    ));
    Ok(Exit::Done)
}

async fn preview(opened: &Opened, id: i64, scope: &Scope, global: &Global) -> anyhow::Result<Exit> {
    let preview = undo::preview(&opened.dbs.catalog, id, scope, SHOWN).await?;
    if global.json {
        let examples: Vec<_> =
            preview.examples.into_iter().map(crate::http::undos::KeptValue::from).collect();
        output::json(&serde_json::json!({
            "restores": preview.restores, "by_field": preview.by_field, "removes_offers": preview.removes_offers,
            "removes_products": preview.removes_products, "brings_back": preview.brings_back,
            "kept": { "count": preview.kept, "examples": examples },
        }))?;
        return Ok(Exit::Done);
    }
    let rows: Vec<Vec<String>> = [
        ("records that go back", preview.restores),
        ("articles taken out", preview.removes_offers),
        ("products taken out", preview.removes_products),
        ("articles on sale again", preview.brings_back),
        ("things that stay", preview.kept),
    ]
    .into_iter()
    .map(|(what, count)| vec![what.to_owned(), count.to_string()])
    .collect();
    output::print(&output::table(&["import", &id.to_string()], &rows));
    if !preview.examples.is_empty() {
        output::print(&kept_table(&preview.examples));
    }
    Ok(Exit::Done)
}

fn kept_table(kept: &[undo::Kept]) -> String {
    let rows: Vec<Vec<String>> = kept
        .iter()
        .map(|kept| {
            let because = match (kept.because, &kept.by, kept.run_id) {
                (undo::Reason::Locked, ..) => "locked".to_owned(),
                (_, Some(by), _) => format!("edited by {by}"),
                (_, None, Some(run)) => format!("import {run}"),
                (undo::Reason::Edited, ..) => "edited".to_owned(),
                (undo::Reason::LaterImport, ..) => "a later import".to_owned(),
            };
            let value = kept.value.as_deref().unwrap_or_default();
            vec![output::short(&kept.name, 40), kept.field.clone(), output::short(value, 40), because]
        })
        .collect();
    output::table(&["product", "field", "value", "because"], &rows)
}

/// Asks for the undo and does it here, or waits for who has it in hand; answers with its id.
async fn carry_out(opened: &Opened, run_id: i64, asked: &Asked) -> anyhow::Result<i64> {
    let state = opened.state(CancellationToken::new()).await?;
    let imports = &opened.dbs.imports;
    let id = match undo_request::ask(imports, run_id, asked, opened.clock.now()).await {
        Ok((_, id)) => id,
        Err(AskError::Busy) => {
            // The process that had it may be gone: then it goes on here.
            let mut dead = job::workers_at_work(imports).await?;
            dead.retain(|worker| is_dead(worker));
            job::reap(imports, &dead, opened.clock.now()).await?;
            let open = undo_request::open(imports, run_id).await?;
            let id = open
                .first()
                .map(|job| job.id)
                .context("an undo of this import has just ended: look at it first")?;
            if serde_json::from_value::<Asked>(open[0].args.0.clone()).ok().as_ref() != Some(asked) {
                bail!("another undo of import {run_id} is being worked on: wait for it");
            }
            id
        }
        Err(error) => return Err(error).with_context(|| format!("import {run_id}")),
    };
    finish(&state, id).await?;
    Ok(id)
}

/// Works on the job until it ends, whoever does it.
async fn finish(state: &AppState, id: i64) -> anyhow::Result<()> {
    loop {
        match Box::pin(state.jobs.do_now(id, &CancellationToken::new())).await? {
            Some(End::Done) => return Ok(()),
            Some(End::Fail(why)) => bail!(why),
            Some(End::Later(pause)) => tokio::time::sleep(pause).await,
            Some(End::Retry(why)) => {
                tracing::warn!(job.id = id, why, "the undo failed and is tried again");
                tokio::time::sleep(LOOK).await;
            }
            None => {
                let job = job::get(&state.dbs.imports, id).await?.context("the undo's job is gone")?;
                match job.status.as_str() {
                    "done" => return Ok(()),
                    "failed" | "dead" | "cancelled" => {
                        bail!(job.last_error.unwrap_or_else(|| format!("the undo was {}", job.status)))
                    }
                    _ => tokio::time::sleep(LOOK).await,
                }
            }
        }
    }
}
