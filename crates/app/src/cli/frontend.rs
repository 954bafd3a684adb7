//! `frontend`: the web UI as a role of its own. It needs no database; the browser talks to the API.

use store::clock::Clock;
use tokio_util::sync::CancellationToken;

use super::{Exit, Global};
use crate::http::{self, Listener};
use crate::lifecycle::Lifecycle;

/// Runs the role until it is stopped.
pub async fn run(global: &Global) -> anyhow::Result<Exit> {
    let config = global.load(true)?.config;
    let app = &config.app;
    let listener = Listener::bind(app.host_of_role(), app.frontend_port, "FRONTEND_PORT").await?;
    let mut life = Lifecycle::new(CancellationToken::new())?;
    if app.public_api_url.is_none() {
        tracing::info!(
            "NEXT_PUBLIC_API_URL is not set: the browser will look for the API under /api/v1 of this address"
        );
    }
    tracing::info!(address = %listener.address(), "the web UI is ready");
    let router = http::ui_router(&config, &Clock::system(), false);
    life.start("UI", http::serve(listener, router, life.stop()));
    life.run().await?;
    Ok(Exit::Done)
}
