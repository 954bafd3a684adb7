#![no_main]

/// A little more than the largest record that is read.
const SIZE: usize = 9 << 20;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| catalog_fuzz::stretched(bytes, SIZE));
