//! `healthcheck [URL]`: for Docker's HEALTHCHECK in an image without shell and curl.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use anyhow::{Context, bail};

use super::{Exit, Global, Usage, output};

/// Ask a running server whether it is healthy.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What to ask [default: /health on this machine, on API_PORT]
    url: Option<String>,
}

/// Runs the verb.
pub async fn run(args: Args, global: &Global) -> anyhow::Result<Exit> {
    let url = if let Some(url) = args.url {
        url
    } else {
        let app = global.load(false)?.config.app;
        let host = app.host.filter(|host| !host.is_unspecified()).unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
        format!("http://{}/health", std::net::SocketAddr::new(host, app.api_port))
    };
    let parsed = url::Url::parse(&url).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    let parsed = parsed
        .ok_or_else(|| Usage(format!("“{url}” is not an address such as http://localhost:8000/health")))?;
    let client = reqwest::Client::builder().timeout(Duration::from_secs(5)).no_proxy().build()?;
    let response = client.get(parsed).send().await.with_context(|| format!("{url} can't be reached"))?;
    let status = response.status();
    if !status.is_success() {
        bail!("{url} answers {status}");
    }
    if global.json {
        output::json(&serde_json::json!({ "url": url, "status": status.as_u16(), "healthy": true }))?;
    } else {
        output::print(&format!("{url} is healthy"));
    }
    Ok(Exit::Done)
}
