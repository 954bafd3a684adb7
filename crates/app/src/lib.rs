//! The program: what the binary's roles and commands are made of.

pub mod auth;
pub mod cli;
pub mod config;
pub mod events;
pub mod export;
pub mod http;
pub mod import;
pub mod jobs;
mod lifecycle;
mod logging;
pub mod stores;
