//! The program: what the binary's roles and commands are made of.

pub mod auth;
pub mod config;
pub mod events;
pub mod http;
pub mod import;
pub mod jobs;
pub mod stores;
