//! The program: what the binary's roles and commands are made of.

pub mod config;
pub mod http;
