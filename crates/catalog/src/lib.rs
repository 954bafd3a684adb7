//! The domain and the import engine: what a supplier's file is, how it is read, and what its records mean.
//!
//! A file goes through this crate in one direction:
//!
//! 1. [`inspect`] looks at the first part of a file and answers with an [`inspect::Inspection`]: its
//!    [`structure::Structure`], its columns with samples, and a proposed [`mapping::Mapping`].
//! 2. [`reader`] streams the file's [`record::Record`]s, in bounded memory whatever the file's size and format.
//! 3. [`normalise`] turns each record into a typed [`article::Article`] or a rejection, and notes
//!    every oddity as an [`issue::Issue`].
//!
//! Nothing here knows of tokio, SQL or HTTP, so that all of it can be fuzzed and benchmarked alone.

pub mod article;
pub mod field;
pub mod inspect;
pub mod issue;
pub mod learned;
pub mod mapping;
pub mod normalise;
pub mod policy;
pub mod profile;
pub mod reader;
pub mod record;
pub mod structure;
pub mod transform;
pub mod value;
pub mod value_map;
