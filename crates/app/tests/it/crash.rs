//! kill -9, at any moment: the same command again, or another worker, brings the run to its end, once.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

use app::http::{AppState, Stores};
use chrono::{DateTime, Utc};
use store::catalog::supplier;
use store::clock::Clock;
use store::imports::run::{Mode, Overrides};
use tempfile::TempDir;
use testkit::TestDbs;
use tokio_util::sync::CancellationToken;

use crate::cli::{Ended, binary_on, run};
use crate::jobs::until;
use crate::test_app::config;
use crate::uploading::{Digest, assert_accounted, counts, digest};

/// Records of the large file.
const RECORDS: i64 = 100_000;
/// Articles of the day before.
const KNOWN: i64 = 10_000;

/// A database of its own with a list already in it, and the large file of the next day: most articles are new,
/// some are changed, some as they were; some records come twice, some can't be used.
struct Site {
    dbs: TestDbs,
    data: TempDir,
    file: PathBuf,
}

fn write_lists(folder: &Path) -> (PathBuf, PathBuf) {
    let header = "SKU;EAN;Name;Brand;Category;Price;Stock\n";
    let (mut before, mut after) = (header.to_owned(), header.to_owned());
    for n in 0..RECORDS {
        let gtin = gtin(n);
        let row = |out: &mut String, key: &str, price: i64| {
            // Without a number and without a GTIN a record is of no use.
            let gtin = if key.is_empty() { "" } else { &gtin };
            let _ = writeln!(
                out,
                "{key};{gtin};Article number {n};Brand {};Group {}/Part {};{price},90;{}",
                n % 50,
                n % 9,
                n % 30,
                n % 11
            );
        };
        if n < KNOWN {
            row(&mut before, &format!("K-{n}"), n % 500 + 1);
        }
        match n % 100 {
            // No number; the number of another record; a changed price; as it was, or new.
            17 => row(&mut after, "", 1),
            18 => row(&mut after, &format!("K-{}", n - 2), 2),
            3 | 4 => row(&mut after, &format!("K-{n}"), n % 500 + 2),
            _ => row(&mut after, &format!("K-{n}"), n % 500 + 1),
        }
    }
    let (first, second) = (folder.join("first.csv"), folder.join("second.csv"));
    std::fs::write(&first, before).expect("written");
    std::fs::write(&second, after).expect("written");
    (first, second)
}

/// A GTIN-13 with its check digit, of its own for each number.
fn gtin(n: i64) -> String {
    let digits = format!("400{n:09}");
    let sum: u32 = digits
        .bytes()
        .enumerate()
        .map(|(at, digit)| u32::from(digit - b'0') * if at % 2 == 0 { 1 } else { 3 })
        .sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}

impl Site {
    async fn new() -> Self {
        let dbs = TestDbs::new().await;
        let data = tempfile::tempdir().expect("a folder");
        let (first, file) = write_lists(data.path());
        let site = Self { dbs, data, file };
        let ended = run(site.command(&first)).await;
        assert_eq!(ended.code, 0, "{}", ended.err);
        site
    }

    fn command(&self, file: &Path) -> std::process::Command {
        let mut command = binary_on(&self.dbs, self.data.path());
        command.args(["import", "--json", "--create-supplier", "--supplier", "ACME"]).arg(file);
        command
    }

    fn start(&self) -> Child {
        self.command(&self.file).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts")
    }

    async fn finish(&self) -> Ended {
        run(self.command(&self.file)).await
    }

    /// Phase, status, records done, attempt and lease of the large file's run.
    async fn run(&self) -> Option<Standing> {
        sqlx::query_as(
            "select phase, status, done, attempt, lease_until from runs where file_name = 'second.csv'",
        )
        .fetch_optional(self.dbs.imports.pool())
        .await
        .expect("runs")
    }

    /// Whether PostgreSQL is busy with a statement that begins like this in the catalogue.
    async fn is_busy_with(&self, statement: &str) -> bool {
        sqlx::query_scalar(
            "select exists (select 1 from pg_stat_activity where datname = current_database() and state = 'active'
               and starts_with(query, $1) and pid <> pg_backend_pid())",
        )
        .bind(statement)
        .fetch_one(self.dbs.catalog.pool())
        .await
        .expect("activity")
    }

    async fn digest(&self) -> Digest {
        digest(&self.dbs.catalog).await
    }
}

#[derive(Debug, sqlx::FromRow)]
struct Standing {
    phase: Option<String>,
    status: String,
    done: i64,
    attempt: i32,
    lease_until: Option<DateTime<Utc>>,
}

/// When the process is killed.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Moment {
    Staging,
    Applying,
    InsertingOffers,
    WritingChanges,
    Applied,
}

impl Moment {
    async fn has_come(self, site: &Site) -> bool {
        let Some(run) = site.run().await else { return false };
        match self {
            Self::Staging => run.phase.as_deref() == Some("stage") && run.done > 10_000,
            Self::Applying => run.phase.as_deref() == Some("apply"),
            Self::InsertingOffers => site.is_busy_with("insert into offers").await,
            Self::WritingChanges => site.is_busy_with("insert into changes").await,
            Self::Applied => run.status == "applied",
        }
    }
}

/// What the large file comes to.
fn expected() -> [i64; 6] {
    let hundreds = RECORDS / 100;
    // Of every hundred known articles two changed, and two records in a hundred are no use.
    let updated = KNOWN / 100 * 2;
    let unchanged = KNOWN - updated - KNOWN / 100 * 2;
    [RECORDS, RECORDS - updated - unchanged - 2 * hundreds, updated, unchanged, hundreds, hundreds]
}

async fn undisturbed() -> Digest {
    let site = Site::new().await;
    let ended = site.finish().await;
    assert_eq!((ended.code, counts(&ended.json())), (0, expected()), "{}", ended.err);
    site.digest().await
}

#[tokio::test]
async fn an_import_killed_at_any_moment_goes_on_with_the_same_command() {
    let expected_digest = undisturbed().await;
    for moment in
        [Moment::Staging, Moment::Applying, Moment::InsertingOffers, Moment::WritingChanges, Moment::Applied]
    {
        let site = Site::new().await;
        let mut child = site.start();
        until(&format!("the moment {moment:?}"), async || {
            // A short moment may pass unseen: then the command has ended by itself, which is as good.
            let ended = child.try_wait().expect("asked").is_some();
            (ended || moment.has_come(&site).await).then_some(())
        })
        .await;
        let ended_by_itself = child.try_wait().expect("asked").is_some();
        child.kill().expect("killed");
        child.wait().expect("gone");
        assert!(
            !ended_by_itself || !matches!(moment, Moment::Staging | Moment::Applying),
            "{moment:?} was missed"
        );
        let left = site.run().await.expect("a run");

        // It is taken up at once: nobody waits for the lease of a process that is gone.
        let mut again = site
            .command(&site.file)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        if left.lease_until.is_some() {
            until("it is taken up", async || {
                let run = site.run().await.expect("a run");
                (run.attempt > left.attempt).then_some(())
            })
            .await;
            let now = Clock::system().now();
            assert!(left.lease_until > Some(now), "{moment:?}: it waited for the lease {left:?} until {now}");
        }
        let output = tokio::task::spawn_blocking(move || {
            again.wait().expect("it ends");
            again.wait_with_output().expect("its output")
        })
        .await
        .expect("it ends");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        assert_accounted(&report);
        if !ended_by_itself {
            assert_eq!(
                (&report["status"], counts(&report)),
                (&"done".into(), expected()),
                "{moment:?}: {said}"
            );
            assert!(said.contains("goes on"), "{moment:?}: {said}");
            let runs: i64 = sqlx::query_scalar("select count(*) from runs where file_name = 'second.csv'")
                .fetch_one(site.dbs.imports.pool())
                .await
                .expect("counted");
            assert_eq!(runs, 1, "{moment:?}: taken up, not doubled");
        }
        assert_eq!(site.digest().await, expected_digest, "{moment:?}");
        let leftovers: i64 =
            sqlx::query_scalar("select count(*) from pg_tables where schemaname = 'staging'")
                .fetch_one(site.dbs.catalog.pool())
                .await
                .expect("counted");
        assert_eq!(leftovers, 0, "{moment:?}");
        // And nothing is left to do.
        let same = site.finish().await;
        assert_eq!((same.code, &same.json()["status"]), (0, &"unchanged".into()), "{moment:?}: {}", same.err);
    }
}

#[tokio::test]
async fn a_killed_workers_run_is_taken_over_by_another() {
    let expected_digest = undisturbed().await;
    let site = Site::new().await;
    let role = |name: &str| {
        let mut command = binary_on(&site.dbs, site.data.path());
        Running(command.arg(name).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts"))
    };
    let settings = config(site.data.path(), &[]);
    let objects = app::stores::open_objects(&settings).await.expect("buckets");
    let stores = Stores { dbs: site.dbs.databases(), objects, clock: Clock::system() };
    let state = AppState::new(settings, stores, false, CancellationToken::new()).await.expect("a state");
    let (sha256, size) = state.importer.store_local(&site.file).await.expect("stored");
    let acme = supplier::by_code(&site.dbs.catalog, "ACME").await.expect("asked").expect("there");
    let none = Overrides::default();
    let started =
        state.importer.start(&acme, &sha256, size, "second.csv", Mode::Apply, &none, None, "api", true).await;
    let id = started.expect("started").run.id;

    let mut beat = role("beat");
    let mut worker = role("worker");
    until("it is being read", async || Moment::Staging.has_come(&site).await.then_some(())).await;
    worker.kill();
    // The scheduler dies as well; others come.
    beat.kill();
    let (_worker, _beat) = (role("worker"), role("beat"));
    until("it is done", async || site.run().await.filter(|run| run.status == "done")).await;
    let run = store::imports::run::get(&site.dbs.imports, id).await.expect("asked").expect("there");
    assert_eq!(
        [
            run.counts.records,
            run.counts.created,
            run.counts.updated,
            run.counts.unchanged,
            run.counts.duplicates,
            run.counts.rejected
        ],
        expected()
    );
    assert_eq!((run.attempt, site.digest().await), (2, expected_digest));
}

/// A role's process; killed with the test.
struct Running(Child);

impl Running {
    fn kill(&mut self) {
        self.0.kill().expect("killed");
        self.0.wait().expect("gone");
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Err(error) = self.0.kill().and_then(|()| self.0.wait().map(drop)) {
            eprintln!("a role of the test could not be killed: {error}");
        }
    }
}
