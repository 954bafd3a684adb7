//! The life of a process made of parts: it runs until it is told to stop or a part fails, then every part is asked
//! to end what it is doing. The first signal asks, the second (or half a minute) doesn't wait any longer.

use std::future::Future;
use std::time::Duration;

use anyhow::Context;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// How long parts may take to end what they are doing.
const PATIENCE: Duration = Duration::from_secs(30);

/// Runs parts.
pub struct Lifecycle {
    stop: CancellationToken,
    parts: JoinSet<anyhow::Result<()>>,
    signals: Signals,
}

/// The two signals that ask a process to end.
struct Signals {
    interrupt: Signal,
    terminate: Signal,
}

impl Signals {
    async fn next(&mut self) -> &'static str {
        tokio::select! {
            _ = self.interrupt.recv() => "SIGINT",
            _ = self.terminate.recv() => "SIGTERM",
        }
    }
}

impl Lifecycle {
    /// A life that ends with `stop`. From now on signals don't kill the process.
    pub fn new(stop: CancellationToken) -> anyhow::Result<Self> {
        let listen = |kind| signal(kind).context("can't listen for signals");
        let signals = Signals {
            interrupt: listen(SignalKind::interrupt())?,
            terminate: listen(SignalKind::terminate())?,
        };
        Ok(Self { stop, parts: JoinSet::new(), signals })
    }

    /// Cancelled when it is time to end.
    pub fn stop(&self) -> CancellationToken {
        self.stop.clone()
    }

    /// Starts a part. It has to end soon after [`Self::stop`]; if it ends before, everything does.
    pub fn start<F>(&mut self, name: &'static str, part: F)
    where
        F: Future<Output = anyhow::Result<()>> + Send + 'static,
    {
        let stop = self.stop.clone();
        self.parts.spawn(async move {
            let end = part.await;
            if !stop.is_cancelled() {
                tracing::error!(part = name, "a part ended before its time");
            }
            end.with_context(|| format!("{name} failed"))
        });
    }

    /// Something slow before everything runs (starting a server, migrating): given up at a signal.
    pub async fn unless_stopped<T>(
        &mut self,
        work: impl Future<Output = anyhow::Result<T>>,
    ) -> anyhow::Result<T> {
        tokio::select! {
            done = work => done,
            name = self.signals.next() => {
                self.stop.cancel();
                anyhow::bail!("stopped by {name} while starting")
            }
        }
    }

    /// Waits for a signal or for a part that fails, then for all parts to end.
    pub async fn run(mut self) -> anyhow::Result<()> {
        let mut end = Ok(());
        tokio::select! {
            name = self.signals.next() => tracing::info!(signal = name, "stopping; once more to stop at once"),
            Some(part) = self.parts.join_next() => end = part.context("a part panicked").and_then(|end| end),
            () = self.stop.cancelled() => {}
        }
        self.stop.cancel();
        let rest = async {
            while let Some(part) = self.parts.join_next().await {
                let part = part.context("a part panicked").and_then(|end| end);
                if let Err(error) = part {
                    tracing::error!(error = format!("{error:#}"), "a part failed while stopping");
                }
            }
        };
        tokio::select! {
            () = rest => end,
            name = self.signals.next() => {
                tracing::warn!(signal = name, "stopping at once");
                end
            }
            () = tokio::time::sleep(PATIENCE) => {
                tracing::warn!("some parts took too long to stop");
                end
            }
        }
    }
}
