//! Embedded migrations: a changed file has to rebuild the crate that holds it.

fn main() {
    println!("cargo:rerun-if-changed=../../migrations");
}
