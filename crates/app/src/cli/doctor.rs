//! `doctor`: connects to everything that is configured and reports.

use std::time::Duration;

use serde::Serialize;
use store::databases::Database;
use store::migrate::{self, MigrationState};

use super::{Exit, Global, Opened, output};
use crate::config::Config;
use crate::stores;

const PATIENCE: Duration = Duration::from_secs(5);

/// What was found out about one part.
#[derive(Debug, Serialize)]
struct Finding {
    part: String,
    ok: bool,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    latency_ms: Option<f64>,
}

impl Finding {
    fn new(part: impl Into<String>, found: Result<(String, Option<Duration>), String>) -> Self {
        let part = part.into();
        match found {
            Ok((message, latency)) => {
                let latency_ms = latency.map(|latency| (latency.as_secs_f64() * 10_000.0).round() / 10.0);
                Self { part, ok: true, message, latency_ms }
            }
            Err(message) => Self { part, ok: false, message, latency_ms: None },
        }
    }
}

/// Runs the verb.
pub async fn run(global: &Global) -> anyhow::Result<Exit> {
    let loaded = match global.load(false) {
        Ok(loaded) => loaded,
        Err(problems) => {
            let message = |problem: &crate::config::Problem| problem.to_string();
            let problems: Vec<_> = problems.0.iter().map(message).collect();
            return report(&[Finding::new("settings", Err(problems.join("; ")))], global);
        }
    };
    let mut findings = vec![Finding::new("settings", Ok(("sound".to_owned(), None)))];
    findings.extend(
        loaded.warnings.iter().map(|warning| Finding::new("settings", Ok((warning.to_string(), None)))),
    );
    findings.push(redis(&loaded.config).await);
    match Opened::connect(loaded.config, "suppliers-import doctor").await {
        Ok(opened) => {
            findings.extend(parts(&opened).await);
            findings.push(broker(&opened.config, &opened).await);
            opened.close().await;
        }
        Err(error) => findings.push(Finding::new("databases", Err(format!("{error:#}")))),
    }
    report(&findings, global)
}

async fn parts(opened: &Opened) -> Vec<Finding> {
    let mut findings = Vec::new();
    for ping in opened.dbs.ping(PATIENCE).await {
        let found = match ping.result {
            Ok(latency) => schema(opened, ping.database).await.map(|message| (message, Some(latency))),
            Err(error) => Err(error.to_string()),
        };
        findings.push(Finding::new(ping.database.name(), found));
    }
    let objects = opened
        .objects
        .ping(PATIENCE)
        .await
        .map(|latency| ("the buckets are there".to_owned(), Some(latency)));
    let objects =
        objects.map_err(|why| format!("{why} (missing buckets are made by `up`, `api` and `worker`)"));
    findings.push(Finding::new("objects", objects));
    findings
}

async fn schema(opened: &Opened, database: Database) -> Result<String, String> {
    let found =
        migrate::status(database, opened.dbs.pool(database)).await.map_err(|error| error.to_string())?;
    let count = |state| found.iter().filter(|migration| migration.state == state).count();
    match (count(MigrationState::Pending), count(MigrationState::Changed) + count(MigrationState::Unknown)) {
        (0, 0) => Ok(format!("up to date ({} migrations)", found.len())),
        (pending, 0) => Err(format!("{pending} migrations are missing: run `suppliers-import migrate up`")),
        (_, foreign) => {
            Err(format!("{foreign} migrations are not of this release: run the release that made them"))
        }
    }
}

async fn redis(config: &Config) -> Finding {
    let found = match stores::open_cache(config) {
        Err(error) => Err(error.to_string()),
        Ok(cache) => match cache.ping(PATIENCE).await {
            None => Ok(("not configured: each process keeps its own cache".to_owned(), None)),
            Some(answer) => answer.map(|latency| ("answers".to_owned(), Some(latency))),
        },
    };
    Finding::new("redis", found)
}

async fn broker(config: &Config, opened: &Opened) -> Finding {
    let found = match stores::open_broker(config, &opened.dbs.imports).await {
        Ok(broker) => Ok((format!("jobs go through {}", broker.name()), None)),
        Err(error) => Err(error.to_string()),
    };
    Finding::new("broker", found)
}

fn report(findings: &[Finding], global: &Global) -> anyhow::Result<Exit> {
    let is_well = findings.iter().all(|finding| finding.ok);
    if global.json {
        output::json(&serde_json::json!({ "ok": is_well, "findings": findings }))?;
    } else {
        for finding in findings {
            let mark = if finding.ok { "ok  " } else { "FAIL" };
            let latency = finding.latency_ms.map(|latency| format!("  {latency} ms")).unwrap_or_default();
            output::print(&format!("{mark}  {:<16} {}{latency}", finding.part, finding.message));
        }
    }
    Ok(if is_well { Exit::Done } else { Exit::Failed })
}
