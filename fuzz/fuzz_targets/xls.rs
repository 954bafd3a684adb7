#![no_main]

// The library that reads these formats panics where a file contradicts itself, which the reader turns into an error.
// The fuzzer's own hook would end the process before that; a panic that gets out of the target still does.
libfuzzer_sys::fuzz_target!(
    init: std::panic::set_hook(Box::new(|_| ())),
    |bytes: &[u8]| catalog_fuzz::xls(bytes)
);
