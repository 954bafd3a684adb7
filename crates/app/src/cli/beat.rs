//! `beat`: the scheduler. Any number may run; one leads.

use super::open::require_migrated;
use super::{Exit, Global, Opened};
use crate::jobs;
use crate::lifecycle::Lifecycle;
use tokio_util::sync::CancellationToken;

/// Runs the role until it is stopped.
pub async fn run(global: &Global) -> anyhow::Result<Exit> {
    let config = global.load(true)?.config;
    let opened = Opened::connect(config, "suppliers-import beat").await?;
    let end = lead(&opened).await;
    opened.close().await;
    end.map(|()| Exit::Done)
}

async fn lead(opened: &Opened) -> anyhow::Result<()> {
    let mut life = Lifecycle::new(CancellationToken::new())?;
    life.unless_stopped(require_migrated(&opened.dbs)).await?;
    let state = opened.state(life.stop()).await?;
    tracing::info!("the scheduler is ready");
    life.start("scheduler", jobs::run_beat(state.jobs.clone(), "beat", life.stop()));
    life.run().await
}
