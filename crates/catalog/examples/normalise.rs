//! Reads and normalises all records of a file the way an import would, and says how fast that went:
//! `normalise FILE [STEPS.json]`, the steps as in a profile.

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use catalog::article::Article;
use catalog::inspect::{InspectOptions, inspect};
use catalog::normalise::Normaliser;
use catalog::profile::Profile;
use catalog::reader::{self, Limits, Next};
use catalog::record::Record;

fn run(file: &Path, steps: Option<&Path>) -> Result<(), Box<dyn Error>> {
    let inspection = inspect(file, &InspectOptions::default())?;
    let mut profile = Profile::new(inspection.structure, inspection.mapping, Some("EUR".to_owned()));
    if let Some(steps) = steps {
        profile.transforms = serde_json::from_slice(&std::fs::read(steps)?)?;
    }
    let start = Instant::now();
    let mut reader = reader::open(file, &profile.structure, &Limits::default())?;
    let mut normaliser = Normaliser::new(&profile)?;
    let (mut record, mut article, mut issues) = (Record::new(), Article::default(), Vec::new());
    let (mut records, mut usable, mut wrong, mut hashes) = (0_u64, 0_u64, 0_u64, 0_i64);
    loop {
        match reader.read(&mut record)? {
            Next::End => break,
            Next::Record if normaliser.apply(&record, &mut article, &mut issues) => {
                usable += 1;
                hashes = hashes.wrapping_add(article.record_hash());
            }
            Next::Record | Next::Malformed { .. } => {}
        }
        records += 1;
        wrong += issues.len() as u64;
        issues.clear();
    }
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "{records} records, {usable} usable, {wrong} issues in {seconds:.2} s: {:.0} records/s, {} steps, hash {hashes:x}",
        records as f64 / seconds,
        profile.transforms.len(),
    );
    Ok(())
}

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    let Some(file) = arguments.next() else {
        eprintln!("usage: normalise FILE [STEPS.json]");
        return ExitCode::from(2);
    };
    let steps = arguments.next();
    match run(Path::new(&file), steps.as_deref().map(Path::new)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}: {error}", Path::new(&file).display());
            ExitCode::FAILURE
        }
    }
}
