//! The command line: one file per verb, each with its arguments and `run`.
//!
//! A verb returns [`Exit`], or an error that is told in one sentence. With `--json` standard output holds one JSON
//! object and nothing else; what a person wants to know on the way goes to standard error.

mod admin;
mod api;
mod beat;
mod config;
mod doctor;
mod export;
mod frontend;
mod healthcheck;
mod import;
mod imports;
mod inspect;
mod migrate;
mod open;
mod openapi;
pub mod output;
mod products;
mod profiles;
mod undo;
mod up;
mod user;
mod worker;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::config::{App, Environment, Loaded, LogLevel, Origin, Problems, Sources};
use crate::logging;

pub use open::Opened;

/// Turns suppliers' price lists into one clean catalogue.
#[derive(Debug, Parser)]
#[command(name = "suppliers-import", version, max_term_width = 100)]
pub struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// What every verb understands.
#[derive(Debug, Clone, Args)]
pub struct Global {
    /// Print one JSON object on standard output, and nothing else there.
    #[arg(long, global = true)]
    pub json: bool,
    /// Folder of the embedded default [default: ./data].
    #[arg(long, global = true, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Configuration file (also SUPPLIERS_IMPORT_CONFIG).
    #[arg(long = "config", global = true, value_name = "FILE", id = "config_file")]
    pub config: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run everything in one process, on a private PostgreSQL it starts itself
    Up(up::Args),
    /// Run the API (port 8000)
    Api,
    /// Run the web UI (port 3000)
    Frontend,
    /// Run background work: imports, pictures, clean-up
    Worker,
    /// Run the scheduler; any number may run, one leads
    Beat,
    /// Bring the databases up to date, go back, or look
    #[command(subcommand)]
    Migrate(migrate::Verb),
    /// Look at a file: format, encoding, columns, and what they seem to mean
    Inspect(inspect::Args),
    /// Import a supplier's file
    Import(import::Args),
    /// Look at imports and move them on
    #[command(subcommand)]
    Imports(imports::Verb),
    /// Look at products, as they are and as they were
    #[command(subcommand)]
    Products(products::Verb),
    /// Look at how suppliers' files are read, and change it
    #[command(subcommand)]
    Profiles(profiles::Verb),
    /// Write the catalogue to a file
    #[command(subcommand)]
    Export(export::Verb),
    /// Manage accounts
    #[command(subcommand)]
    User(user::Verb),
    /// Look at the settings
    #[command(subcommand)]
    Config(config::Verb),
    /// Connect to everything that is configured and report
    Doctor,
    /// Ask a running server whether it is healthy: for Docker's HEALTHCHECK
    Healthcheck(healthcheck::Args),
    /// Print the OpenAPI document
    Openapi,
}

/// How a verb ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done: 0.
    Done,
    /// Failed, and said why: 1.
    Failed,
}

/// Wrong usage that only shows while running: 2.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Usage(pub String);

/// Runs the command.
pub fn run(cli: Cli) -> ExitCode {
    let global = cli.global.clone();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            output::error(&global, &anyhow::anyhow!("can't start: {error}"));
            return ExitCode::from(1);
        }
    };
    let end = runtime.block_on(dispatch(cli));
    // A blocking task that is still at work (hashing, reading a file) is not waited for.
    runtime.shutdown_background();
    match end {
        Ok(Exit::Done) => ExitCode::SUCCESS,
        Ok(Exit::Failed) => ExitCode::from(1),
        Err(error) => {
            output::error(&global, &error);
            ExitCode::from(if error.is::<Usage>() { 2 } else { 1 })
        }
    }
}

async fn dispatch(cli: Cli) -> anyhow::Result<Exit> {
    let global = &cli.global;
    match cli.command {
        Command::Up(args) => up::run(args, global).await,
        Command::Api => api::run(global).await,
        Command::Frontend => frontend::run(global).await,
        Command::Migrate(verb) => migrate::run(verb, global).await,
        Command::Inspect(args) => inspect::run(args, global).await,
        Command::Worker => worker::run(global).await,
        Command::Beat => beat::run(global).await,
        Command::Import(args) => import::run(args, global).await,
        Command::Imports(verb) => imports::run(verb, global).await,
        Command::Products(verb) => products::run(verb, global).await,
        Command::Profiles(verb) => profiles::run(verb, global).await,
        Command::Export(verb) => export::run(verb, global).await,
        Command::User(verb) => user::run(verb, global).await,
        Command::Config(verb) => config::run(&verb, global),
        Command::Doctor => doctor::run(global).await,
        Command::Healthcheck(args) => healthcheck::run(args, global).await,
        Command::Openapi => openapi::run(),
    }
}

impl Global {
    /// Reads the settings and starts logging: everything for a role, only what is odd for a short command, unless
    /// LOG_LEVEL says otherwise.
    pub fn load(&self, is_role: bool) -> Result<Loaded, Problems> {
        let loaded = self.settings()?;
        let set = |name| {
            loaded
                .settings
                .iter()
                .any(|setting| setting.variable == name && setting.origin != Origin::Default)
        };
        let app: &App = &loaded.config.app;
        let level = if is_role || set("LOG_LEVEL") || set("DEBUG") { app.log_level } else { LogLevel::Warn };
        logging::start(app, level);
        for warning in &loaded.warnings {
            tracing::warn!("{warning}");
        }
        if is_role && app.environment == Environment::Development && loaded.config.databases.urls.is_some() {
            tracing::info!(
                "ENVIRONMENT is development: secrets may be generated, any origin on this machine may call"
            );
        }
        Ok(loaded)
    }

    /// Reads the settings.
    pub fn settings(&self) -> Result<Loaded, Problems> {
        let sources = Sources { file: self.config.clone(), data: self.data.clone() };
        crate::config::load(&sources, &crate::config::environment())
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        super::Cli::command().debug_assert();
    }
}
