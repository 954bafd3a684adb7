//! `up`: everything in one process, on a private PostgreSQL.
//!
//! Addresses are bound first, so that a taken port is told before anything slow begins; then PostgreSQL, the
//! migrations, the first account, and the parts: API, UI, worker, scheduler. The UI's address serves the API too,
//! so that a browser needs only one.

use std::net::IpAddr;
use std::time::Duration;

use secrecy::ExposeSecret;
use serde_json::json;
use store::clock::Clock;
use store::cluster::Cluster;
use store::databases::Databases;
use store::migrate;
use tokio_util::sync::CancellationToken;

use super::admin::{self, NewAdmin};
use super::{Exit, Global, api, output};
use crate::config::Config;
use crate::http::{self, AppState, Listener, Stores, metrics};
use crate::import;
use crate::jobs;
use crate::lifecycle::Lifecycle;
use crate::stores;

/// Run everything.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Import the sample supplier's files, so that there is something to look at
    #[arg(long)]
    demo: bool,
}

/// How often the private PostgreSQL is looked after.
const LOOK_AFTER: Duration = Duration::from_secs(3);

/// The two addresses.
struct Listeners {
    api: Listener,
    ui: Listener,
}

/// Runs until it is stopped.
pub async fn run(args: Args, global: &Global) -> anyhow::Result<Exit> {
    let config = global.load(true)?.config;
    let host = config.app.host_of_up();
    let listeners = Listeners {
        api: Listener::bind(host, config.app.api_port, "API_PORT").await?,
        ui: Listener::bind(host, config.app.frontend_port, "FRONTEND_PORT").await?,
    };
    metrics::install();
    let mut life = Lifecycle::new(CancellationToken::new())?;
    let mut cluster = None;
    if config.databases.urls.is_none() {
        let options = stores::cluster_options(&config);
        cluster = Some(life.unless_stopped(async { Ok(Cluster::start(&options).await?) }).await?);
    }
    let databases = stores::databases_config(&config, cluster.as_ref(), "suppliers-import up")?;
    let parts = Stores {
        dbs: Databases::connect(&databases)?,
        objects: stores::objects(&config)?,
        clock: Clock::system(),
    };
    let dbs = parts.dbs.clone();
    let keeper = cluster.map(|cluster| tokio::spawn(keep_running(cluster, life.stop())));
    let stop = life.stop();
    let end = serve(config, parts, life, listeners, &args, global).await;
    stop.cancel();
    dbs.close().await;
    if let Some(keeper) = keeper {
        keeper.await?.stop().await?;
    }
    end.map(|()| Exit::Done)
}

async fn serve(
    config: Config,
    stores: Stores,
    mut life: Lifecycle,
    listeners: Listeners,
    args: &Args,
    global: &Global,
) -> anyhow::Result<()> {
    let admin = life
        .unless_stopped(async {
            migrate::up_all(&stores.dbs).await?;
            stores.objects.ensure_buckets().await?;
            admin::ensure(&stores.dbs.core, &config.notifications.admin_emails, &stores.clock).await
        })
        .await?;
    let state = AppState::new(config, stores, args.demo, life.stop()).await?;
    let (host, ui, api_port) =
        (state.config.app.host_of_up(), listeners.ui.address(), listeners.api.address().port());
    api::start(&mut life, &state, listeners.api);
    life.start("UI", http::serve(listeners.ui, http::router(&state, true), life.stop()));
    let concurrency = state.config.imports.worker_concurrency;
    life.start("worker", jobs::run_worker(state.jobs.clone(), "up", concurrency, life.stop()));
    life.start("scheduler", jobs::run_beat(state.jobs.clone(), "up", life.stop()));
    if args.demo {
        import::demo::start(&state.importer, &state.jobs).await?;
    }
    announce(host, ui.port(), api_port, admin.as_ref(), global)?;
    life.run().await
}

/// Starts PostgreSQL again when it dies, until it is time to end.
async fn keep_running(mut cluster: Cluster, stop: CancellationToken) -> Cluster {
    loop {
        tokio::select! {
            () = stop.cancelled() => return cluster,
            () = tokio::time::sleep(LOOK_AFTER) => {}
        }
        match cluster.ensure_running().await {
            Ok(false) => {}
            Ok(true) => tracing::warn!("PostgreSQL had died; it was started again"),
            Err(error) => tracing::error!(%error, "PostgreSQL has died and can't be started again"),
        }
    }
}

/// Says where it is, and once what to log in with.
fn announce(
    host: IpAddr,
    ui_port: u16,
    api_port: u16,
    admin: Option<&NewAdmin>,
    global: &Global,
) -> anyhow::Result<()> {
    let name =
        if host.is_loopback() || host.is_unspecified() { "localhost".to_owned() } else { host.to_string() };
    let (ui, api) = (format!("http://{name}:{ui_port}"), format!("http://{name}:{api_port}"));
    if global.json {
        let admin =
            admin.map(|admin| json!({ "email": admin.email, "password": admin.password.expose_secret() }));
        return output::json(&json!({ "ui_url": ui, "api_url": format!("{api}/api/v1"), "admin": admin }));
    }
    output::print(&format!("\n  Suppliers-Import is ready at {ui}   (API: {api}/docs)\n"));
    if let Some(admin) = admin {
        output::print(&admin.text());
    }
    output::print("  Ctrl-C stops it.\n");
    Ok(())
}
