//! Everything that is kept: six PostgreSQL databases, five buckets of objects, and the cache.
//!
//! All SQL of the project lives in this crate, one file a noun, one folder a database. The six databases are
//! six types ([`databases::CoreDb`], [`databases::CatalogDb`], …), so that a query in the wrong database does
//! not compile; nothing joins across them, and what has to happen in a second database is written to the first
//! one's `outbox` in the same transaction.

pub mod cache;
pub mod catalog;
pub mod clock;
pub mod cluster;
pub mod core;
pub mod databases;
pub mod imports;
pub mod migrate;
pub mod objects;
pub mod tls;
