//! `openapi`: prints the OpenAPI document, from which clients are generated.

use super::{Exit, output};

/// Runs the verb.
pub fn run() -> anyhow::Result<Exit> {
    output::json(crate::http::openapi::document())?;
    Ok(Exit::Done)
}
