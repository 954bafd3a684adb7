//! Who is asking: passwords, tokens, API keys, and the principal that they prove.
//!
//! A person logs in with a password and gets an access token (a JWT, minutes) and a refresh token (random, days,
//! replaced at every use). A program has an API key. Both come as `Authorization: Bearer …` and become a
//! [`Principal`], which handlers receive through the extractors in [`extract`].

pub mod extract;
pub mod housekeeping;
pub mod opaque;
pub mod password;
pub mod principal;
pub mod role;
pub mod token;

pub use principal::Principal;
pub use role::Role;
