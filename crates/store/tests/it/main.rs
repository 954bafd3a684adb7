//! The store against real servers: one module a noun.

mod apply;
mod as_of;
mod cache;
mod catalogue;
mod cluster;
mod core;
mod databases;
mod issues;
mod jobs;
mod leases;
mod migrate;
mod objects;
mod product;
mod product_list;
mod random_history;
mod rate;
mod runs;
mod sample;
mod supplier;
mod undo;
mod undo_always;
mod uploads;
mod value_map;
