//! The HTTP API.

pub mod error;
pub mod input;
pub mod page;
pub mod problem;
pub mod request_id;
