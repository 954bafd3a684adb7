//! `worker`: does background work.

use super::open::require_migrated;
use super::{Exit, Global, Opened};
use crate::jobs;
use crate::lifecycle::Lifecycle;
use tokio_util::sync::CancellationToken;

/// Runs the role until it is stopped.
pub async fn run(global: &Global) -> anyhow::Result<Exit> {
    let config = global.load(true)?.config;
    let opened = Opened::connect(config, "suppliers-import worker").await?;
    let end = work(&opened).await;
    opened.close().await;
    end.map(|()| Exit::Done)
}

async fn work(opened: &Opened) -> anyhow::Result<()> {
    let mut life = Lifecycle::new(CancellationToken::new())?;
    life.unless_stopped(async {
        require_migrated(&opened.dbs).await?;
        Ok(opened.objects.ensure_buckets().await?)
    })
    .await?;
    let state = opened.state(life.stop()).await?;
    let concurrency = opened.config.imports.worker_concurrency;
    tracing::info!(concurrency, "the worker is ready");
    life.start("worker", jobs::run_worker(state.jobs.clone(), "worker", concurrency, life.stop()));
    life.run().await
}
