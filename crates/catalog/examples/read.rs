//! Reads all records of a file the way an import would, and says how fast that went: `read FILE`.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use catalog::inspect::{InspectError, InspectOptions, inspect};
use catalog::reader::{self, Limits, Next};
use catalog::record::Record;

fn run(file: &std::path::Path) -> Result<(), InspectError> {
    let start = Instant::now();
    let inspection = inspect(file, &InspectOptions::default())?;
    let inspected = start.elapsed();
    let start = Instant::now();
    let mut reader = reader::open(file, &inspection.structure, &Limits::default())?;
    let mut record = Record::new();
    let (mut records, mut malformed, mut characters) = (0_u64, 0_u64, 0_u64);
    loop {
        match reader.read(&mut record)? {
            Next::End => break,
            Next::Record => records += 1,
            Next::Malformed { .. } => malformed += 1,
        }
        characters += record.iter().map(|cell| cell.len() as u64).sum::<u64>();
    }
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "inspected in {:.0} ms: {} records; read {records} records, {malformed} malformed, {characters} bytes of values in {seconds:.2} s: {:.0} records/s",
        inspected.as_secs_f64() * 1000.0,
        inspection.rows,
        records as f64 / seconds,
    );
    Ok(())
}

fn main() -> ExitCode {
    let Some(file) = std::env::args().nth(1).map(PathBuf::from) else {
        eprintln!("usage: read FILE");
        return ExitCode::from(2);
    };
    match run(&file) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}: {error}", file.display());
            ExitCode::FAILURE
        }
    }
}
