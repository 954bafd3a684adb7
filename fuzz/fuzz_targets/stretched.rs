#![no_main]

/// Large enough to leave every buffer, small enough for some dozens of files a second.
const SIZE: usize = 2 << 20;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| catalog_fuzz::stretched(bytes, SIZE));
