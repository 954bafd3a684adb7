//! Files as suppliers send them, written out here with the oddities that real ones have: how each is inspected, and
//! what its records are.

mod archives;
mod bad_input;
mod delimited;
mod edi;
mod findings;
mod layouts;
mod properties;
mod sample;
mod seeds;
mod trees;
mod workbooks;
