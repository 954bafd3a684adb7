//! Tests of the whole program: a real server on a port of its own, on real databases; and the real binary.
//!
//! A file per noun, as under `src/http`; [`test_app::TestApp`] is what they stand on.

mod api_keys;
mod auth;
mod cli;
mod export;
mod frontend;
mod health;
mod idempotency;
mod limits;
mod live;
mod products;
mod roles;
mod settings;
mod suppliers;
mod test_app;
mod users;
