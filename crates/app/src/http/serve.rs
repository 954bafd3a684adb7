//! Listening and stopping.

use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr};

use anyhow::Context;
use axum::Router;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// A bound address: bound before anything slow is started, so that a taken port is told at once.
#[derive(Debug)]
pub struct Listener {
    listener: TcpListener,
    address: SocketAddr,
}

impl Listener {
    /// Binds. `variable` is what sets the port, for the message when it is taken.
    pub async fn bind(host: IpAddr, port: u16, variable: &str) -> anyhow::Result<Self> {
        let listener = TcpListener::bind((host, port)).await.map_err(|error| match error.kind() {
            ErrorKind::AddrInUse => anyhow::anyhow!(
                "port {port} on {host} is taken by another program: stop it, or choose another port with {variable}"
            ),
            ErrorKind::PermissionDenied => anyhow::anyhow!(
                "this account may not listen on port {port}: choose one above 1023 with {variable}"
            ),
            ErrorKind::AddrNotAvailable => anyhow::anyhow!("this machine has no address {host}: check HOST"),
            _ => anyhow::anyhow!("can't listen on {host}:{port}: {error}"),
        })?;
        let address = listener.local_addr().context("can't tell the address that is listened on")?;
        Ok(Self { listener, address })
    }

    /// The address, with the port that the system chose for port 0.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

/// Serves until stopped, then until the requests in progress are answered.
pub async fn serve(listener: Listener, router: Router, stop: CancellationToken) -> anyhow::Result<()> {
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener.listener, service)
        .with_graceful_shutdown(stop.cancelled_owned())
        .await
        .context("the HTTP server failed")
}
