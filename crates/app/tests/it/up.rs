//! `up`, the embedded default, as a person meets it: on an empty folder, killed, started again.

use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::cli::{binary, run};
use crate::test_app::{Answer, send};

/// A folder that the account of PostgreSQL may enter.
fn data_folder() -> TempDir {
    let open = std::fs::Permissions::from_mode(0o755);
    tempfile::Builder::new().permissions(open).tempdir().expect("a folder")
}

/// A running `up`; killed with the test.
struct Up {
    child: Child,
    /// What it announced.
    announced: Value,
}

impl Drop for Up {
    fn drop(&mut self) {
        // SIGKILL leaves PostgreSQL running: it is stopped by the next command on the folder.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Up {
    async fn start(data: &Path) -> Self {
        let mut command = binary(data);
        command.env("API_PORT", "0").env("FRONTEND_PORT", "0").args(["up", "--json"]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        tokio::task::spawn_blocking(move || Self::wait_until_ready(command)).await.expect("started")
    }

    fn wait_until_ready(mut command: Command) -> Self {
        let mut child = command.spawn().expect("it runs");
        let mut text = String::new();
        for line in BufReader::new(child.stdout.take().expect("its output")).lines() {
            text.push_str(&line.expect("a line"));
            if let Ok(announced) = serde_json::from_str(&text) {
                return Self { child, announced };
            }
        }
        let ended = child.wait_with_output().expect("ended");
        panic!("up ended before it was ready: {text} {}", String::from_utf8_lossy(&ended.stderr));
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.announced["ui_url"].as_str().expect("an address"))
            .replace("localhost", "127.0.0.1")
    }

    async fn log_in(&self, admin: &Value) -> Answer {
        let client = reqwest::Client::builder().no_proxy().build().expect("a client");
        send(client.post(self.url("/api/v1/auth/login")).json(admin)).await
    }

    /// Asks it to end; answers with its exit code.
    async fn end(mut self, signal: &str) -> i32 {
        let pid = self.child.id().to_string();
        let killed = Command::new("kill").args([signal, &pid]).status().expect("kill runs");
        assert!(killed.success());
        tokio::task::spawn_blocking(move || self.child.wait().expect("ended").code().unwrap_or(-1))
            .await
            .expect("ended")
    }
}

#[tokio::test]
async fn up_makes_everything_recovers_from_a_kill_and_ends_cleanly() {
    store::tls::install_crypto_provider();
    let data = data_folder();
    let up = Up::start(data.path()).await;
    let admin = up.announced["admin"].clone();
    assert_eq!(admin["email"], "admin@localhost");
    let tokens = up.log_in(&admin).await;
    assert_eq!(tokens.status, 200, "{tokens:?}");

    let mut second = binary(data.path());
    second.env("API_PORT", "0").env("FRONTEND_PORT", "0").args(["up", "--json"]);
    let refused = run(second).await;
    assert_eq!(refused.code, 1);
    let message = refused.json()["error"].as_str().unwrap_or_default().to_owned();
    assert!(message.contains("already runs"), "{message}");

    let mut list = binary(data.path());
    list.args(["user", "list", "--json"]);
    assert_eq!(run(list).await.json()["data"][0]["email"], "admin@localhost", "commands work beside it");

    assert_eq!(up.end("-KILL").await, -1);
    let up = Up::start(data.path()).await;
    assert_eq!(up.announced["admin"], json!(null), "the account is made once");
    assert_eq!(up.log_in(&admin).await.status, 200);
    assert_eq!(up.end("-TERM").await, 0);
    assert!(!data.path().join("postgres/postmaster.pid").exists(), "PostgreSQL has ended too");
}
