//! Background work: what a job is, who carries it, who does it, who makes sure.
//!
//! The truth is a row in `jobs` (db_imports). The [`broker`] only carries its id, over apalis on PostgreSQL or on
//! Redis, and may lose it or bring it twice. A [`worker`] claims the row under a lease before doing anything, and
//! writes there how it ended; retries, backoff, dead letters and cancellation are columns of the row, so both
//! brokers behave the same. The [`beat`] puts back what fell silent, finds runs that should be moving and aren't,
//! and hands what is due to the broker, again if need be: everything here is done by one code path that a timer
//! and a signal both start.

pub mod beat;
pub mod broker;
mod run_import;
mod run_undo;
pub mod worker;

use store::imports::job;
use tokio_util::sync::CancellationToken;

use crate::import::Importer;
use broker::Broker;

/// What background work needs. Cheap to clone.
#[derive(Clone)]
pub struct Jobs {
    importer: Importer,
    broker: Broker,
    clock: store::clock::Clock,
}

impl Jobs {
    /// Background work over these parts.
    pub fn new(importer: Importer, broker: Broker, clock: store::clock::Clock) -> Self {
        Self { importer, broker, clock }
    }

    /// Hands the jobs that are due to the broker. What fails here is made up for by the beat's next tick.
    pub async fn dispatch(&self) {
        if let Err(error) = self.try_dispatch().await {
            tracing::warn!(%error, "due jobs could not be handed to the broker; the next tick tries again");
        }
    }

    /// Does a job in this process, as a worker would; None where it is in other hands.
    ///
    /// # Errors
    ///
    /// The database failed; the job stays for a worker.
    pub async fn do_now(&self, job_id: i64, shutdown: &CancellationToken) -> sqlx::Result<Option<job::End>> {
        worker::do_now(self, job_id, shutdown).await
    }

    async fn try_dispatch(&self) -> anyhow::Result<()> {
        const AT_ONCE: i64 = 100;
        loop {
            let imports = &self.importer.databases().imports;
            let due = job::take_due(imports, self.clock.now(), beat::RESEND_AFTER, AT_ONCE).await?;
            self.broker.send(&due).await?;
            if (due.len() as i64) < AT_ONCE {
                return Ok(());
            }
        }
    }
}

/// Name of a process among the workers: role, host, process.
pub fn process_name(role: &str) -> String {
    format!("{role}@{}:{}", host(), std::process::id())
}

/// The host's name.
pub fn host() -> String {
    std::fs::read_to_string("/proc/sys/kernel/hostname")
        .map(|name| name.trim().to_owned())
        .ok()
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "localhost".to_owned())
}

/// Whether the process that a worker's name tells of ran on this host and is gone: then nobody has to wait for
/// its lease to run out.
pub fn is_dead(worker: &str) -> bool {
    let Some((_, place)) = worker.split_once('@') else { return false };
    let Some((its_host, pid)) = place.rsplit_once(':') else { return false };
    let Ok(pid) = pid.parse::<u32>() else { return false };
    its_host == host() && pid != std::process::id() && !std::path::Path::new(&format!("/proc/{pid}")).exists()
}

/// Runs a worker until the token is cancelled; jobs in hand are given back.
pub async fn run_worker(
    jobs: Jobs,
    role: &str,
    concurrency: usize,
    shutdown: CancellationToken,
) -> anyhow::Result<()> {
    worker::run(jobs, process_name(role), role.to_owned(), concurrency, shutdown).await
}

/// Runs the scheduler until the token is cancelled. Any number may run; one leads.
pub async fn run_beat(jobs: Jobs, role: &str, shutdown: CancellationToken) -> anyhow::Result<()> {
    beat::run(jobs, process_name(role), role.to_owned(), shutdown).await
}

impl std::fmt::Debug for Jobs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Jobs")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worker_is_dead_only_when_that_is_certain() {
        assert!(!is_dead(&process_name("worker")));
        assert!(!is_dead("worker@another-host.example:1"));
        assert!(!is_dead("nonsense"));
        // The kernel gives out no process ids above 2²².
        assert!(is_dead(&format!("cli@{}:4194305", host())));
    }
}
