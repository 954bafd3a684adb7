//! `db_imports`: feeds, profiles, files, runs with their issues and log, jobs.
//!
//! The rows here are the truth about what is to be done; the broker only carries their ids.

pub mod child;
pub mod correction;
pub mod feed;
pub mod file;
pub mod issue;
pub mod job;
pub mod learned;
pub mod lease;
pub mod log;
pub mod profile;
pub mod review;
pub mod run;
pub mod run_action;
pub mod run_list;
pub mod undo_request;
pub mod upload;
pub mod worker;
