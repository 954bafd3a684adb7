//! Settings: what can be set, where it comes from, and what it means once it is known to be sound.
//!
//! Three layers, the later winning: the commented defaults compiled into the binary (`config.default.toml`), a
//! file (`--config` or SUPPLIERS_IMPORT_CONFIG), environment variables ([`variables::VARIABLES`], with `*_FILE`
//! for secrets). They are merged as text first ([`layers`]), then each section's raw values are resolved into
//! types that can't be wrong. Every problem is collected on the way: an operator mends all of them at once.
//!
//! This is the only place that reads the environment.

mod app;
mod databases;
mod imports;
mod layers;
mod monitoring;
mod notifications;
mod objects;
mod problem;
mod redis;
pub mod reference;
mod secrets;
mod security;
pub mod variables;

use std::collections::BTreeMap;
use std::path::PathBuf;

pub use self::app::{App, Environment, LogLevel};
pub use self::databases::{DatabaseUrls, Databases, PoolSizes};
pub use self::imports::Imports;
pub use self::layers::{Origin, Setting};
pub use self::monitoring::Monitoring;
pub use self::notifications::Notifications;
pub use self::objects::{Buckets, ObjectStore, Objects, S3};
pub use self::problem::{Problem, Problems};
pub use self::redis::Redis;
pub use self::secrets::Secrets;
pub use self::security::{KeySource, Security};

/// The defaults, as a commented file.
pub const DEFAULTS: &str = include_str!("config.default.toml");

/// The settings, resolved.
#[derive(Debug, Clone)]
pub struct Config {
    /// Name, addresses, ports, logging.
    pub app: App,
    /// The six databases and their pools.
    pub databases: Databases,
    /// The five buckets.
    pub objects: Objects,
    /// Cache and broker.
    pub redis: Redis,
    /// Keys and lives of tokens.
    pub security: Security,
    /// Mail.
    pub notifications: Notifications,
    /// Metrics and error reports.
    pub monitoring: Monitoring,
    /// Limits of imports.
    pub imports: Imports,
}

/// What the command line says about where settings are.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// The configuration file (`--config`).
    pub file: Option<PathBuf>,
    /// The data folder (`--data`).
    pub data: Option<PathBuf>,
}

/// The settings with what was noticed while reading them.
#[derive(Debug)]
pub struct Loaded {
    /// The settings.
    pub config: Config,
    /// Every setting as it was given: what `config check` shows.
    pub settings: Vec<layers::Setting>,
    /// What looks odd but doesn't stop the start.
    pub warnings: Vec<Problem>,
}

/// The process's environment variables.
pub fn environment() -> BTreeMap<String, String> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect()
}

/// Reads and validates all settings.
pub fn load(sources: &Sources, environment: &BTreeMap<String, String>) -> Result<Loaded, Problems> {
    let mut problems = Problems::default();
    let merged = layers::merge(sources, environment, &mut problems);
    let app: app::Raw = merged.section("app");
    let app = app.validate(&mut problems);
    let strict = app.environment != Environment::Development;
    let databases: databases::Raw = merged.section("databases");
    let objects: objects::Raw = merged.section("objects");
    let redis: redis::Raw = merged.section("redis");
    let security: security::Raw = merged.section("security");
    let notifications: notifications::Raw = merged.section("notifications");
    let monitoring: monitoring::Raw = merged.section("monitoring");
    let imports: imports::Raw = merged.section("imports");
    let config = Config {
        databases: databases.validate(&mut problems),
        objects: objects.validate(&app, &mut problems),
        redis: redis.validate(&mut problems),
        security: security.validate(&app, strict, &mut problems),
        notifications: notifications.validate(&mut problems),
        monitoring: monitoring.validate(&mut problems),
        imports: imports.validate(&mut problems),
        app,
    };
    if problems.is_empty() {
        Ok(Loaded { config, settings: merged.settings(), warnings: merged.warnings })
    } else {
        Err(problems)
    }
}

#[cfg(test)]
mod tests;
