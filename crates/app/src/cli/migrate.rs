//! `migrate up | down | status`

use serde_json::{Value, json};
use store::databases::Database;
use store::migrate::{self, MigrationState, Step};

use super::{Exit, Global, Opened, output};

/// Bring the databases up to date, go back, or look.
#[derive(Debug, clap::Subcommand)]
pub enum Verb {
    /// Run what is missing
    Up {
        /// Only this database: core, catalog, imports, media, code2asin or analytics
        #[arg(long, value_parser = parse_database)]
        database: Option<Database>,
    },
    /// Undo the latest migrations. Data that they hold is lost
    Down {
        /// Only this database: core, catalog, imports, media, code2asin or analytics
        #[arg(long, value_parser = parse_database)]
        database: Option<Database>,
        /// How many, of each database
        #[arg(long, default_value_t = 1)]
        steps: usize,
    },
    /// Show what is run and what is missing
    Status,
}

fn parse_database(name: &str) -> Result<Database, String> {
    Database::parse(name).ok_or_else(|| {
        let names: Vec<_> = Database::ALL.into_iter().map(Database::short).collect();
        format!("must be one of {}", names.join(", "))
    })
}

/// Runs the verb.
pub async fn run(verb: Verb, global: &Global) -> anyhow::Result<Exit> {
    let config = global.load(false)?.config;
    let opened = Opened::connect(config, "suppliers-import migrate").await?;
    let end = match verb {
        Verb::Up { database } => up(&opened, database, global).await,
        Verb::Down { database, steps } => down(&opened, database, steps, global).await,
        Verb::Status => status(&opened, global).await,
    };
    opened.close().await;
    end.map(|()| Exit::Done)
}

fn chosen(database: Option<Database>) -> Vec<Database> {
    database.map_or_else(|| Database::ALL.to_vec(), |database| vec![database])
}

async fn up(opened: &Opened, database: Option<Database>, global: &Global) -> anyhow::Result<()> {
    let mut done = Vec::new();
    for database in chosen(database) {
        done.push((database, migrate::up(database, opened.dbs.pool(database)).await?));
    }
    report(&done, "run", "up to date", global)
}

async fn down(
    opened: &Opened,
    database: Option<Database>,
    steps: usize,
    global: &Global,
) -> anyhow::Result<()> {
    let mut done = Vec::new();
    for database in chosen(database) {
        done.push((database, migrate::down(database, opened.dbs.pool(database), steps).await?));
    }
    report(&done, "undone", "nothing to undo", global)
}

fn report(done: &[(Database, Vec<Step>)], verb: &str, nothing: &str, global: &Global) -> anyhow::Result<()> {
    if global.json {
        let steps = |steps: &[Step]| -> Vec<Value> {
            steps
                .iter()
                .map(|step| json!({ "version": step.version, "description": step.description }))
                .collect()
        };
        let databases: serde_json::Map<_, _> =
            done.iter().map(|(database, done)| (database.short().to_owned(), json!(steps(done)))).collect();
        return output::json(&json!({ verb: databases }));
    }
    for (database, steps) in done {
        if steps.is_empty() {
            output::print(&format!("{}: {nothing}", database.name()));
        }
        for step in steps {
            output::print(&format!("{}: {verb} {} {}", database.name(), step.version, step.description));
        }
    }
    Ok(())
}

const fn word(state: MigrationState) -> &'static str {
    match state {
        MigrationState::Pending => "pending",
        MigrationState::Applied => "applied",
        MigrationState::Changed => "changed",
        MigrationState::Unknown => "unknown",
    }
}

async fn status(opened: &Opened, global: &Global) -> anyhow::Result<()> {
    let mut databases = serde_json::Map::new();
    let mut rows = Vec::new();
    for database in Database::ALL {
        let found = migrate::status(database, opened.dbs.pool(database)).await?;
        let values = found.iter().map(|migration| {
            json!({
                "version": migration.version,
                "description": migration.description,
                "state": word(migration.state),
                "applied_at": migration.applied_at,
            })
        });
        databases.insert(database.short().to_owned(), Value::Array(values.collect()));
        rows.extend(found.iter().map(|migration| {
            vec![
                database.name().to_owned(),
                migration.version.to_string(),
                migration.description.clone(),
                word(migration.state).to_owned(),
                migration.applied_at.map(|at| at.format("%Y-%m-%d %H:%M").to_string()).unwrap_or_default(),
            ]
        }));
    }
    if global.json {
        return output::json(&json!({ "databases": databases }));
    }
    output::print(&output::table(&["database", "version", "what", "state", "applied (UTC)"], &rows));
    Ok(())
}
