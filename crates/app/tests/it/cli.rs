//! The real binary: exit codes, and what `--json` prints.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use store::databases::Database;
use testkit::TestDbs;

/// The variables that hold the databases' addresses.
const DATABASE_VARIABLES: [(&str, Database); 6] = [
    ("DATABASE_URL", Database::Core),
    ("DB_CATALOG_URL", Database::Catalog),
    ("DB_IMPORTS_URL", Database::Imports),
    ("DB_MEDIA_URL", Database::Media),
    ("DB_CODE2ASIN_URL", Database::Code2asin),
    ("DB_ANALYTICS_URL", Database::Analytics),
];

/// The binary, with no settings of this machine.
pub fn binary(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_suppliers-import"));
    command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.arg("--data").arg(data).stdin(Stdio::null());
    command
}

/// The binary on the databases of a test.
pub fn binary_on(dbs: &TestDbs, data: &Path) -> Command {
    let mut command = binary(data);
    for (variable, database) in DATABASE_VARIABLES {
        command.env(variable, dbs.url(database).expose());
    }
    command
}

/// What a command printed and how it ended.
pub struct Ended {
    /// The exit code.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Ended {
    /// Standard output as the one JSON object it must be.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out)
            .unwrap_or_else(|error| panic!("{error}: {:?} {:?}", self.out, self.err))
    }
}

/// Runs a command to its end.
pub async fn run(mut command: Command) -> Ended {
    let Output { status, stdout, stderr } =
        tokio::task::spawn_blocking(move || command.output().expect("it runs")).await.expect("it ends");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    Ended { code: status.code().unwrap_or(-1), out: text(stdout), err: text(stderr) }
}

async fn run_with(mut command: Command, arguments: &[&str]) -> Ended {
    command.args(arguments);
    run(command).await
}

#[tokio::test]
async fn wrong_usage_ends_with_2() {
    let data = tempfile::tempdir().expect("a folder");
    for wrong in [
        &["fly"][..],
        &["inspect"],
        &["user", "add", "a@b", "--role", "king"],
        &["migrate", "down", "--steps", "x"],
    ] {
        let ended = run_with(binary(data.path()), wrong).await;
        assert_eq!((ended.code, ended.out.as_str()), (2, ""), "{wrong:?} {}", ended.err);
    }
    assert_eq!(run_with(binary(data.path()), &["--help"]).await.code, 0);
    assert_eq!(run_with(binary(data.path()), &["healthcheck", "not an address"]).await.code, 2);
}

#[tokio::test]
async fn inspect_prints_what_it_found() {
    let data = tempfile::tempdir().expect("a folder");
    let file = data.path().join("list.csv");
    std::fs::write(
        &file,
        "Réf;Désignation;Prix HT;Stock\nA-1;Lampe bleue;12,50;4\nA-2;Lampe rouge;13,90;0\n",
    )
    .expect("written");
    let path = file.display().to_string();
    let ended = run_with(binary(data.path()), &["inspect", &path, "--json"]).await;
    assert_eq!((ended.code, ended.err.as_str()), (0, ""));
    let found = ended.json();
    assert_eq!(
        (&found["format"], &found["delimiter"], &found["rows"]),
        (&"csv".into(), &";".into(), &2.into())
    );
    assert_eq!(found["header_row"], 1);
    assert_eq!(found["columns"][2]["name"], "Prix HT");
    assert!(found["mapping"].is_object() && found["warnings"].is_array());
    let text = run_with(binary(data.path()), &["inspect", &path]).await;
    assert!(text.code == 0 && text.out.contains("Prix HT"), "{}", text.out);
    let missing = run_with(binary(data.path()), &["--json", "inspect", "/does/not/exist"]).await;
    assert_eq!(missing.code, 1);
    assert!(
        missing.json()["error"].as_str().is_some_and(|error| error.contains("/does/not/exist")),
        "{}",
        missing.out
    );
    assert!(!data.path().join("postgres").exists(), "a look at a file starts no database");
}

#[tokio::test]
async fn config_check_masks_secrets_and_tells_all_problems() {
    let data = tempfile::tempdir().expect("a folder");
    let mut command = binary(data.path());
    command.env("SECRET_KEY", "hunter2-hunter2").env("REDIS_URL", "redis://:hunter2@cache:6379");
    let ended = run_with(command, &["config", "check", "--json"]).await;
    assert_eq!(ended.code, 0, "{}", ended.err);
    assert!(!ended.out.contains("hunter2"), "{}", ended.out);
    assert_eq!(ended.json()["ok"], true);
    let mut command = binary(data.path());
    command.env("API_PORT", "x").env("ENVIRONMENT", "production").env("DATABASE_URL", "postgresql://h/db");
    let ended = run_with(command, &["config", "check", "--json"]).await;
    assert_eq!(ended.code, 1);
    let problems = ended.json()["problems"].as_array().expect("problems").len();
    assert_eq!(problems, 8, "a port, two secrets, five databases: {}", ended.out);
    assert_eq!(std::fs::read_dir(data.path()).expect("a folder").count(), 0, "looking changes nothing");
}

#[tokio::test]
async fn migrations_go_up_and_down_and_are_shown() {
    let dbs = TestDbs::new().await;
    let data = tempfile::tempdir().expect("a folder");
    let migrate = async |arguments: &[&str]| {
        let mut command = binary_on(&dbs, data.path());
        command.args(["migrate", "--json"]);
        run_with(command, arguments).await
    };
    let status = migrate(&["status"]).await;
    assert_eq!(status.code, 0, "{}", status.err);
    assert_eq!(status.json()["databases"]["catalog"][0]["state"], "applied");
    let down = migrate(&["down", "--database", "media"]).await;
    assert_eq!(
        (down.code, down.json()["undone"]["media"].as_array().map(Vec::len)),
        (0, Some(1)),
        "{}",
        down.err
    );
    assert_eq!(migrate(&["status"]).await.json()["databases"]["media"][0]["state"], "pending");
    let refused = run_with(binary_on(&dbs, data.path()), &["user", "list"]).await;
    assert_eq!(refused.code, 1);
    assert!(refused.err.contains("db_media") && refused.err.contains("migrate up"), "{}", refused.err);
    let up = migrate(&["up"]).await;
    assert_eq!(up.json()["run"]["media"].as_array().map(Vec::len), Some(1));
    assert_eq!(up.json()["run"]["catalog"].as_array().map(Vec::len), Some(0));
}

#[tokio::test]
async fn accounts_are_made_on_the_command_line() {
    let dbs = TestDbs::new().await;
    let data = tempfile::tempdir().expect("a folder");
    let user = async |arguments: &[&str]| {
        let mut command = binary_on(&dbs, data.path());
        command.args(["user", "--json"]);
        run_with(command, arguments).await
    };
    let added = user(&["add", "buyer@example.com", "--role", "user"]).await;
    assert_eq!(added.code, 0, "{}", added.err);
    assert_eq!(added.json()["password"].as_str().map(str::len), Some(16));
    let again = user(&["add", "BUYER@example.com", "--role", "user"]).await;
    assert_eq!(again.code, 1);
    assert!(again.json()["error"].as_str().is_some_and(|error| error.contains("already")), "{}", again.out);
    let listed = user(&["list"]).await.json();
    assert_eq!(
        (&listed["data"][0]["email"], &listed["data"][0]["role"]),
        (&"buyer@example.com".into(), &"user".into())
    );
    let reset = user(&["reset-password", "buyer@example.com"]).await;
    assert_ne!(reset.json()["password"], added.json()["password"]);
    assert_eq!(user(&["reset-password", "nobody@example.com"]).await.code, 1);
}

#[tokio::test]
async fn the_doctor_finds_what_is_missing() {
    let dbs = TestDbs::new().await;
    let data = tempfile::tempdir().expect("a folder");
    let up = binary_on(&dbs, data.path());
    std::fs::create_dir_all(data.path().join("objects")).expect("a folder");
    let mut command = binary_on(&dbs, data.path());
    command.env("REDIS_URL", "redis://127.0.0.1:1");
    let ended = run_with(command, &["doctor", "--json"]).await;
    assert_eq!(ended.code, 1, "{}", ended.err);
    let findings = ended.json()["findings"].as_array().cloned().expect("findings");
    let ok = |part: &str| {
        findings.iter().find(|finding| finding["part"] == part).map(|finding| finding["ok"].clone())
    };
    assert_eq!(ok("db_catalog"), Some(true.into()));
    assert_eq!(ok("redis"), Some(false.into()));
    drop(up);
}

#[tokio::test]
async fn the_openapi_document_is_printed() {
    let data = tempfile::tempdir().expect("a folder");
    let ended = run_with(binary(data.path()), &["openapi"]).await;
    assert_eq!(ended.code, 0);
    assert_eq!(&ended.json(), app::http::openapi::document());
}

#[tokio::test]
async fn a_role_says_when_its_port_is_taken() {
    let data = tempfile::tempdir().expect("a folder");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();
    for (role, variable) in [("up", "API_PORT"), ("api", "API_PORT"), ("frontend", "FRONTEND_PORT")] {
        let mut command = binary(data.path());
        command.env("HOST", "127.0.0.1").env(variable, &port);
        let ended = run_with(command, &[role]).await;
        assert_eq!(ended.code, 1, "{role}");
        assert!(
            ended.err.contains(&format!("port {port}")) && ended.err.contains(variable),
            "{role}: {}",
            ended.err
        );
    }
}
