//! Logs go to standard error: JSON in production, for machines; readable lines elsewhere, for people.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::config::{App, Environment, LogLevel};

/// Starts logging at this level. The second call of a process does nothing.
pub fn start(app: &App, level: LogLevel) {
    // What libraries say at our level is mostly about themselves.
    let level = level.as_str();
    let quiet = ["sqlx", "hyper", "h2", "rustls", "reqwest", "tower", "object_store", "apalis"];
    let directives = quiet.map(|library| format!("{library}=warn")).join(",");
    // A role tells of slow statements; to who waits for one command a long import is no news.
    let statements = if level == LogLevel::Warn.as_str() { "error" } else { "warn" };
    let filter = EnvFilter::new(format!("{level},{directives},sqlx::query={statements}"));
    let registry = tracing_subscriber::registry().with(filter);
    let started = if app.environment == Environment::Production {
        registry.with(fmt::layer().json().flatten_event(true).with_writer(std::io::stderr)).try_init()
    } else {
        let colours = std::io::stderr().is_terminal();
        registry
            .with(fmt::layer().with_target(false).with_ansi(colours).with_writer(std::io::stderr))
            .try_init()
    };
    // Only a test starts logging twice.
    drop(started);
}
