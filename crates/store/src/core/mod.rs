//! The tables of `supplier_import`: accounts, and what belongs to no single domain.

pub mod api_key;
pub mod audit;
pub mod idempotency;
pub mod login_throttle;
pub mod session;
pub mod setting;
pub mod user;

/// SHA-256 of a secret. Secrets that are random (tokens, keys) are kept as this and nothing else.
pub type SecretHash = [u8; 32];
