//! What the fuzz targets do with the inputs kept in `fuzz/seeds`, among them every past finding.

use std::path::Path;

#[path = "../../../../fuzz/src/lib.rs"]
mod targets;

/// Large enough to leave the readers' buffers, small enough for every run of the tests.
const STRETCHED: usize = 200 << 10;

/// Runs a target on its seeds, and tells which one it was that failed.
fn replay(target: &str, run: impl Fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds").join(target);
    let mut seeds: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|seed| seed.unwrap().path()).collect();
    seeds.sort();
    assert!(!seeds.is_empty(), "{} holds no seeds", folder.display());
    for seed in seeds {
        let bytes = std::fs::read(&seed).unwrap();
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| run(&bytes)));
        assert!(outcome.is_ok(), "{target}: {}", seed.display());
    }
}

#[test]
fn every_seed_is_read_or_refused() {
    for (target, run) in targets::TARGETS {
        replay(target, run);
    }
}

#[test]
fn every_seed_of_a_large_file_is_read_or_refused() {
    replay("stretched", |bytes| targets::stretched(bytes, STRETCHED));
}

#[test]
fn every_target_has_seeds_and_every_seed_a_target() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds");
    let mut folders: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    let mut known: Vec<&str> = targets::TARGETS.iter().map(|(name, _)| *name).chain(["stretched"]).collect();
    folders.sort();
    known.sort_unstable();
    assert_eq!(folders, known);
}
