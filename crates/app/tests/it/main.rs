//! Tests of the whole program: a real server on a port of its own, on real databases; and the real binary.
//!
//! A file per noun, as under `src/http`; [`test_app::TestApp`] is what they stand on.

mod api_keys;
mod auth;
mod brakes;
mod cli;
mod corrections;
mod crash;
mod dashboard;
mod drift;
mod export;
mod frontend;
mod health;
mod idempotency;
mod imports;
mod imports_bad_input;
mod imports_formats;
mod jobs;
mod limits;
mod live;
mod packed;
mod policies;
mod products;
mod profiles;
mod readme;
mod rejected;
mod review;
mod roles;
mod settings;
mod suppliers;
mod test_app;
mod undo;
mod up;
mod uploading;
mod users;
mod values;
