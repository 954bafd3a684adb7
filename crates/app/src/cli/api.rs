//! `api`: the API as a role of its own.

use tokio_util::sync::CancellationToken;

use super::open::require_migrated;
use super::{Exit, Global, Opened, admin};
use crate::auth::housekeeping;
use crate::events;
use crate::http::{self, AppState, Listener, metrics};
use crate::lifecycle::Lifecycle;

/// Runs the role until it is stopped.
pub async fn run(global: &Global) -> anyhow::Result<Exit> {
    let config = global.load(true)?.config;
    let listener = Listener::bind(config.app.host_of_role(), config.app.api_port, "API_PORT").await?;
    metrics::install();
    let opened = Opened::connect(config, "suppliers-import api").await?;
    let end = serve(&opened, listener).await;
    opened.close().await;
    end.map(|()| Exit::Done)
}

async fn serve(opened: &Opened, listener: Listener) -> anyhow::Result<()> {
    let mut life = Lifecycle::new(CancellationToken::new())?;
    let admin = life
        .unless_stopped(async {
            require_migrated(&opened.dbs).await?;
            opened.objects.ensure_buckets().await?;
            admin::ensure(&opened.dbs.core, &opened.config.notifications.admin_emails, &opened.clock).await
        })
        .await?;
    if let Some(admin) = admin {
        // On standard error, beside the logs: it is where an operator of containers looks.
        eprintln!("{}", admin.text());
    }
    let state = opened.state(life.stop()).await?;
    tracing::info!(address = %listener.address(), version = state.config.app.version, "the API is ready");
    start(&mut life, &state, listener);
    life.run().await
}

/// Starts the API's parts.
pub fn start(life: &mut Lifecycle, state: &AppState, listener: Listener) {
    let listening = events::listen(state.dbs.imports.clone(), state.events.clone(), life.stop());
    life.start("live events", async {
        listening.await;
        Ok(())
    });
    let tidying = housekeeping::keep_tidy(state.clone(), life.stop());
    life.start("housekeeping", async {
        tidying.await;
        Ok(())
    });
    life.start("API", http::serve(listener, http::router(state, false), life.stop()));
    // Open sockets are told to come back, and are waited for.
    let (stop, tasks) = (life.stop(), state.tasks.clone());
    life.start("live sockets", async move {
        stop.cancelled().await;
        tasks.close();
        tasks.wait().await;
        Ok(())
    });
}
