//! `worker`: background work as a role of its own.

use tokio::runtime::Handle;
use tokio_util::sync::CancellationToken;

use super::open::require_migrated;
use super::{Exit, Global, Opened};
use crate::jobs::{self, Jobs};
use crate::lifecycle::Lifecycle;

/// Runs the role until it is stopped.
pub async fn run(global: &Global) -> anyhow::Result<Exit> {
    let config = global.load(true)?.config;
    let opened = Opened::connect(config, "suppliers-import worker").await?;
    let end = serve(&opened).await;
    opened.close().await;
    end.map(|()| Exit::Done)
}

async fn serve(opened: &Opened) -> anyhow::Result<()> {
    let mut life = Lifecycle::new(CancellationToken::new())?;
    life.unless_stopped(async {
        require_migrated(&opened.dbs).await?;
        Ok(opened.objects.ensure_buckets().await?)
    })
    .await?;
    let state = opened.state(life.stop()).await?;
    let concurrency = opened.config.imports.worker_concurrency;
    tracing::info!(worker.concurrency = concurrency, "the worker is ready");
    life.start("worker", work(state.jobs.clone(), "worker", concurrency, life.stop()));
    life.run().await
}

/// Runs a worker. On a thread of its own: the broker's stream of deliveries is not known to be `Send`.
pub async fn work(
    jobs: Jobs,
    role: &'static str,
    concurrency: usize,
    stop: CancellationToken,
) -> anyhow::Result<()> {
    let runtime = Handle::current();
    tokio::task::spawn_blocking(move || runtime.block_on(jobs::run_worker(jobs, role, concurrency, stop)))
        .await?
}
