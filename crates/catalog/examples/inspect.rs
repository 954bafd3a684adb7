//! Prints what an inspection of a file finds: `inspect FILE [--json]`.

use std::path::PathBuf;
use std::process::ExitCode;

use catalog::inspect::{InspectOptions, inspect};

fn main() -> ExitCode {
    // The command line's own verb may stand first, so that scripts made for it work here.
    let file = std::env::args().skip(1).find(|argument| argument != "inspect" && !argument.starts_with("--"));
    let Some(file) = file.map(PathBuf::from) else {
        eprintln!("usage: inspect FILE [--json]");
        return ExitCode::from(2);
    };
    let file_name = file.file_name().map(|name| name.to_string_lossy().into_owned());
    match inspect(&file, &InspectOptions { file_name, ..InspectOptions::default() }) {
        Ok(inspection) => match serde_json::to_string_pretty(&inspection) {
            Ok(json) => {
                println!("{json}");
                ExitCode::SUCCESS
            }
            Err(error) => {
                eprintln!("{error}");
                ExitCode::FAILURE
            }
        },
        Err(error) => {
            eprintln!("{}: {error}", file.display());
            ExitCode::FAILURE
        }
    }
}
