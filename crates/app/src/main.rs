//! `suppliers-import`: one binary, its role is the subcommand.

fn main() {}
