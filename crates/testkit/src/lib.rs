//! What tests stand on: real databases, a real cache, a real S3 server, a folder of objects, and rows to begin with.
//!
//! [`TestDbs::new`] gives a test six databases of its own. Behind it is one PostgreSQL for all tests of this
//! checkout, started by the first test that needs it and shared by all test processes, be they nextest's (one a
//! test) or `cargo test`'s (one a binary); it stops by itself when no test has asked for it for ten minutes. Each
//! schema is migrated once into a template, from which every test's databases are cloned.
//!
//! Everything here panics when something is amiss: a test has nobody to report to.

pub mod builders;
mod databases;
mod objects;
mod process;
mod redis;
mod server;

pub use databases::TestDbs;
pub use objects::{S3Server, TestObjects, objects, s3};
pub use redis::{Redis, redis};
