//! The store against real servers: one module a noun.

mod apply;
mod cache;
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
mod runs;
mod sample;
mod supplier;
mod uploads;
