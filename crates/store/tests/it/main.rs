//! The store against a real PostgreSQL: one module a noun.

mod migrate;
