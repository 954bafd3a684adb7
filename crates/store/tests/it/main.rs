//! The store against real servers: one module a noun.

mod apply;
mod cache;
mod cluster;
mod core;
mod issues;
mod jobs;
mod leases;
mod databases;
mod migrate;
mod objects;
mod product;
mod product_list;
mod runs;
mod sample;
mod supplier;
mod uploads;
