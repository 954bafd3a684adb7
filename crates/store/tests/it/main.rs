//! The store against real servers: one module a noun.

mod core;
mod apply;
mod migrate;
