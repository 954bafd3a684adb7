//! The store against real servers: one module a noun.

mod apply;
mod cache;
mod cluster;
mod core;
mod databases;
mod migrate;
mod objects;
mod product;
mod product_list;
mod sample;
mod supplier;
