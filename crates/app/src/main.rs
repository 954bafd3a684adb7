//! `suppliers-import`: one binary, its role is the subcommand.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    // Before anything opens a TLS connection.
    store::tls::install_crypto_provider();
    app::cli::run(app::cli::Cli::parse())
}
