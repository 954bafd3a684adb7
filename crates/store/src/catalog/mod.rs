//! `db_catalog`: suppliers, brands, categories, products and offers, their history, and what runs did to them.

pub mod absence;
pub mod applied;
pub mod apply;
pub mod as_of;
pub mod binary_copy;
pub mod brand;
pub mod category;
pub mod change;
pub mod export;
pub mod facet;
pub mod figures;
pub mod history;
pub mod known;
pub mod offer;
pub mod outbox;
pub mod plan;
pub mod product;
pub mod provenance;
pub mod rate;
pub mod recheck;
pub mod review;
pub mod search;
pub mod staging;
pub mod supplier;
pub mod undo;
pub mod value_map;
