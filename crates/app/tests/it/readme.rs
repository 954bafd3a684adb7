//! The README's commands do what it says.

use std::path::Path;

use testkit::TestDbs;

use crate::cli::{binary_on, run};

/// The commands of a text's shell blocks.
fn commands(text: &str) -> Vec<&str> {
    text.split("```sh\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .flat_map(str::lines)
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect()
}

#[tokio::test]
async fn every_command_works() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let read = |name: &str| std::fs::read_to_string(root.join(name)).expect("readable");
    let (readme, makefile) = (read("README.md"), read("Makefile"));
    let dbs = TestDbs::new().await;
    let data = tempfile::tempdir().expect("a folder");
    let (mut targets, mut verbs) = (Vec::new(), Vec::new());
    for command in commands(&readme) {
        let mut words = command.split_whitespace();
        match words.next() {
            Some("make") => targets.extend(words),
            Some("target/release/suppliers-import") => {
                let mut binary = binary_on(&dbs, data.path());
                binary.current_dir(&root).args(words.clone());
                let ended = run(binary).await;
                assert_eq!(ended.code, 0, "{command}: {} {}", ended.out, ended.err);
                verbs.extend(words.next());
            }
            _ => panic!("no test knows the README's command {command:?}"),
        }
    }
    assert_eq!(verbs, ["inspect", "import"]);
    assert_eq!(targets, ["run", "test"]);
    for target in targets {
        assert!(makefile.contains(&format!("\n{target}:")), "the Makefile has no {target}");
    }
}
