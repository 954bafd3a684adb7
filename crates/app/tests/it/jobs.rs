//! Background work on both brokers: what is lost, doubled, failing or given back still ends once.

use std::time::{Duration, Instant};

use app::import::{Importer, Parts, Started};
use app::jobs::broker::Broker;
use app::jobs::{Jobs, beat, worker};
use bytes::Bytes;
use catalog::reader::Limits;
use serde_json::json;
use store::catalog::supplier;
use store::clock::Clock;
use store::core::user::Role;
use store::imports::job::{self, Job, JobFilter};
use store::imports::run::{self, Mode, Overrides, Run, Status};
use store::objects::ObjectKey;
use tempfile::TempDir;
use testkit::{Redis, TestDbs, TestObjects};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::test_app::start_time;
use crate::uploading::{Desk, Digest, digest, text};

/// Which broker.
#[derive(Clone, Copy)]
enum On {
    Postgres,
    Redis,
}

/// Everything that background work needs, and no worker yet.
struct Works {
    dbs: TestDbs,
    objects: TestObjects,
    folder: TempDir,
    redis: Option<Redis>,
    clock: Clock,
}

/// A worker or scheduler of this test's; stopped, not killed.
struct Part {
    stop: CancellationToken,
    task: JoinHandle<anyhow::Result<()>>,
}

impl Part {
    async fn stop(self) {
        self.stop.cancel();
        self.task.await.expect("no panic").expect("a clean end");
    }
}

impl Works {
    async fn new(on: On, clock: Clock) -> Self {
        let redis = matches!(on, On::Redis).then(testkit::redis);
        let works = Self {
            dbs: TestDbs::new().await,
            objects: testkit::objects(),
            folder: tempfile::tempdir().expect("a folder"),
            redis,
            clock,
        };
        works.objects.ensure_buckets().await.expect("buckets");
        works
    }

    async fn broker(&self) -> Broker {
        let url = self.redis.as_ref().map(|redis| redis.url(0));
        Broker::connect(url.as_deref(), &self.dbs.imports).await.expect("a broker")
    }

    fn importer(&self) -> Importer {
        Importer::new(Parts {
            databases: self.dbs.databases(),
            objects: (*self.objects).clone(),
            clock: self.clock.clone(),
            work_dir: self.folder.path().to_owned(),
            limits: Limits::default(),
            max_file_bytes: 1 << 30,
        })
    }

    async fn jobs(&self) -> Jobs {
        Jobs::new(self.importer(), self.broker().await, self.clock.clone())
    }

    async fn worker(&self, name: &str) -> Part {
        let (jobs, stop) = (self.jobs().await, CancellationToken::new());
        let running = worker::run(jobs, format!("{name}@tests:1"), "worker".to_owned(), 2, stop.clone());
        Part { stop, task: tokio::spawn(running) }
    }

    async fn beat(&self) -> Part {
        let (jobs, stop) = (self.jobs().await, CancellationToken::new());
        let running = beat::run(jobs, "beat@tests:1".to_owned(), "beat".to_owned(), stop.clone());
        Part { stop, task: tokio::spawn(running) }
    }

    /// Makes a run with its job, which is not sent yet.
    async fn enqueue(&self, supplier: &str, file: String) -> Run {
        if supplier::by_code(&self.dbs.catalog, supplier).await.expect("asked").is_none() {
            testkit::builders::supplier(&self.dbs.catalog, supplier).await;
        }
        let supplier = supplier::by_code(&self.dbs.catalog, supplier).await.expect("asked").expect("there");
        let importer = self.importer();
        let content = futures_util::stream::iter([Ok::<_, std::io::Error>(Bytes::from(file))]);
        let incoming = importer.receive("list.csv", content).await.expect("received");
        importer.store(&incoming).await.expect("stored");
        let (sha, size, none) = (&incoming.sha256, incoming.size, Overrides::default());
        let started =
            importer.start(&supplier, sha, size, "list.csv", Mode::Apply, &none, None, "api", true).await;
        let Started { run, taken_up } = started.expect("started");
        assert!(!taken_up);
        run
    }

    async fn run(&self, id: i64) -> Run {
        run::get(&self.dbs.imports, id).await.expect("asked").expect("there")
    }

    /// The jobs of a run, oldest first.
    async fn jobs_of(&self, run: i64) -> Vec<Job> {
        sqlx::query_as("select * from jobs where run_id = $1 order by id")
            .bind(run)
            .fetch_all(self.dbs.imports.pool())
            .await
            .expect("jobs")
    }

    async fn job_of(&self, run: i64) -> Job {
        let [job] = self.jobs_of(run).await.try_into().expect("one job");
        job
    }

    /// Waits until the run is in this status.
    async fn ends(&self, id: i64, status: Status) -> Run {
        until(&format!("run {id} is {status:?}"), async || {
            let run = self.run(id).await;
            (run.status() == status).then_some(run)
        })
        .await
    }

    /// Everything that the broker was to carry is lost.
    async fn empty_broker(&self) {
        match &self.redis {
            None => {
                sqlx::query("delete from apalis.jobs")
                    .execute(self.dbs.imports.pool())
                    .await
                    .expect("emptied");
            }
            Some(redis) => {
                let client = redis::Client::open(redis.url(0)).expect("a URL");
                let mut connection = client.get_multiplexed_async_connection().await.expect("connected");
                let () = redis::cmd("FLUSHALL").query_async(&mut connection).await.expect("emptied");
            }
        }
    }

    async fn applied(&self) -> i64 {
        sqlx::query_scalar("select count(*) from applied_runs")
            .fetch_one(self.dbs.catalog.pool())
            .await
            .expect("counted")
    }

    async fn digest(&self) -> Digest {
        digest(&self.dbs.catalog).await
    }
}

/// Asks again and again until there is an answer.
pub async fn until<T>(what: &str, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(answer) = ask().await {
            return answer;
        }
        assert!(begun.elapsed() < Duration::from_mins(2), "waited in vain until {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn list(name: &str, articles: u32) -> String {
    let rows = (0..articles).map(|n| format!("{name}-{n};Article {name} {n};{},50;{}\n", n % 90 + 1, n % 7));
    std::iter::once("SKU;Name;Price;Stock\n".to_owned()).chain(rows).collect()
}

/// Each body runs on both brokers.
macro_rules! on_both_brokers {
    ($($body:ident)*) => {
        mod on_postgres { $(#[tokio::test] async fn $body() { super::$body(super::On::Postgres).await; })* }
        mod on_redis { $(#[tokio::test] async fn $body() { super::$body(super::On::Redis).await; })* }
    };
}

on_both_brokers! {
    a_run_is_carried_by_a_worker_and_a_beat
    what_the_broker_lost_is_sent_again
    what_is_delivered_twice_is_done_once
    what_keeps_failing_waits_longer_each_time_and_dies_and_can_be_replayed
    many_runs_of_several_suppliers_are_done_once_and_in_order
    a_worker_that_stops_gives_its_work_back
    a_job_that_nobody_knows_fails_and_harms_nobody
}

async fn a_run_is_carried_by_a_worker_and_a_beat(on: On) {
    let works = Works::new(on, Clock::system()).await;
    let (worker, beat) = (works.worker("one").await, works.beat().await);
    let run = works.enqueue("ACME", list("A", 50)).await;
    works.jobs().await.dispatch().await;
    let run = works.ends(run.id, Status::Done).await;
    assert_eq!((run.counts.records, run.counts.created, run.attempt), (50, 50, 1));
    let job = until("the job is done", async || {
        Some(works.job_of(run.id).await).filter(|job| job.status == "done")
    })
    .await;
    assert_eq!((job.attempts, job.worker.as_deref()), (1, Some("one@tests:1")));
    let roster =
        store::imports::worker::list(&works.dbs.imports, works.clock.now() - chrono::TimeDelta::minutes(1))
            .await
            .expect("a roster");
    let names: Vec<_> = roster.iter().map(|worker| worker.name.as_str()).collect();
    assert_eq!(names, ["beat@tests:1", "one@tests:1"]);
    worker.stop().await;
    beat.stop().await;
    let roster = store::imports::worker::list(&works.dbs.imports, start_time()).await.expect("a roster");
    assert!(roster.is_empty(), "{roster:?}");
}

async fn what_the_broker_lost_is_sent_again(on: On) {
    let works = Works::new(on, Clock::manual(start_time())).await;
    let run = works.enqueue("ACME", list("A", 50)).await;
    works.jobs().await.dispatch().await;
    works.empty_broker().await;
    let (worker, beat) = (works.worker("one").await, works.beat().await);
    works.clock.advance(chrono::TimeDelta::seconds(beat::RESEND_AFTER.as_secs() as i64 + 1));
    let run = works.ends(run.id, Status::Done).await;
    assert_eq!((run.counts.created, run.attempt, works.applied().await), (50, 1, 1));
    // A run whose very job is gone is found as well.
    let lost = works.enqueue("ACME", list("A", 110)).await;
    sqlx::query("delete from jobs where run_id = $1")
        .bind(lost.id)
        .execute(works.dbs.imports.pool())
        .await
        .expect("gone");
    let lost = works.ends(lost.id, Status::Done).await;
    assert_eq!((lost.counts.created, works.applied().await), (60, 2));
    worker.stop().await;
    beat.stop().await;
}

async fn what_is_delivered_twice_is_done_once(on: On) {
    let works = Works::new(on, Clock::system()).await;
    let run = works.enqueue("ACME", list("A", 2000)).await;
    let job = works.job_of(run.id).await;
    let broker = works.broker().await;
    broker.send(&[job.id, job.id, job.id]).await.expect("sent");
    let (one, two) = (works.worker("one").await, works.worker("two").await);
    let run = works.ends(run.id, Status::Done).await;
    let digest = works.digest().await;
    broker.send(&[job.id, job.id, 999_999]).await.expect("sent");
    // What comes after them is done: so they have been looked at, or are no trouble.
    let next = works.enqueue("ACME", list("A", 2001)).await;
    works.jobs().await.dispatch().await;
    let next = works.ends(next.id, Status::Done).await;
    assert_eq!((run.attempt, works.job_of(run.id).await.attempts, digest.counts[1]), (1, 1, 2000));
    assert_eq!((next.counts.created, next.counts.unchanged, works.applied().await), (1, 2000, 2));
    one.stop().await;
    two.stop().await;
}

async fn what_keeps_failing_waits_longer_each_time_and_dies_and_can_be_replayed(on: On) {
    let works = Works::new(on, Clock::manual(start_time())).await;
    let run = works.enqueue("ACME", list("A", 50)).await;
    let stored = works.objects.local_path(&ObjectKey::import_file(&run.file_sha256)).expect("a folder");
    let content = std::fs::read(&stored).expect("stored");
    std::fs::remove_file(&stored).expect("removed");
    sqlx::query("update jobs set max_attempts = 3").execute(works.dbs.imports.pool()).await.expect("set");
    works.jobs().await.dispatch().await;
    let (worker, beat) = (works.worker("one").await, works.beat().await);
    for (attempt, wait) in [(1, 2), (2, 4)] {
        let job = until("an attempt failed", async || {
            Some(works.job_of(run.id).await).filter(|job| job.status == "queued" && job.attempts == attempt)
        })
        .await;
        assert_eq!((job.run_after - works.clock.now()).num_seconds(), wait, "{job:?}");
        assert!(job.last_error.is_some_and(|error| !error.is_empty()), "why is told");
        works.clock.advance(chrono::TimeDelta::seconds(wait));
    }
    let failed = works.ends(run.id, Status::Failed).await;
    assert_eq!(failed.message_code.as_deref(), Some("gave_up"));
    let job = works.job_of(run.id).await;
    assert_eq!((job.status.as_str(), job.attempts), ("dead", 3));
    assert_eq!(works.applied().await, 0);

    std::fs::write(&stored, content).expect("put back");
    let job =
        job::retry(&works.dbs.imports, job.id, works.clock.now()).await.expect("asked").expect("retried");
    assert_eq!((job.status.as_str(), job.attempts), ("queued", 0));
    works.jobs().await.dispatch().await;
    let run = works.ends(run.id, Status::Done).await;
    assert_eq!((run.counts.created, works.applied().await), (50, 1));
    worker.stop().await;
    beat.stop().await;
}

async fn many_runs_of_several_suppliers_are_done_once_and_in_order(on: On) {
    let works = Works::new(on, Clock::system()).await;
    let mut runs = Vec::new();
    // Each file of a supplier has ten articles more than the one before.
    for step in 1..=4 {
        for supplier in ["A", "B", "C"] {
            runs.push(works.enqueue(supplier, list(supplier, step * 10)).await.id);
        }
    }
    works.jobs().await.dispatch().await;
    let parts = [works.worker("one").await, works.worker("two").await, works.beat().await];
    let mut ended = Vec::new();
    for id in runs {
        ended.push(works.ends(id, Status::Done).await);
    }
    for run in &ended {
        assert_eq!((run.counts.created, run.attempt), (10, 1), "{run:?}");
        let before = ended.iter().filter(|other| other.supplier_id == run.supplier_id && other.id < run.id);
        for other in before {
            assert!(other.finished_at <= run.started_at, "{other:?} and {run:?} at the same time");
        }
    }
    assert_eq!((works.applied().await, &works.digest().await.counts), (12, &vec![120, 120, 0, 0, 0]));
    for part in parts {
        part.stop().await;
    }
}

async fn a_worker_that_stops_gives_its_work_back(on: On) {
    let works = Works::new(on, Clock::system()).await;
    let run = works.enqueue("ACME", list("A", 100_000)).await;
    works.jobs().await.dispatch().await;
    let one = works.worker("one").await;
    until("it is being read", async || {
        let run = works.run(run.id).await;
        (run.phase.as_deref() == Some("stage")).then_some(())
    })
    .await;
    one.stop().await;
    let (job, given_back) = (works.job_of(run.id).await, works.run(run.id).await);
    assert_eq!((job.status.as_str(), job.attempts), ("queued", 0), "stopping is no failed attempt: {job:?}");
    assert!(given_back.status().is_active() && given_back.lease_until.is_none(), "{given_back:?}");
    let two = works.worker("two").await;
    let run = works.ends(run.id, Status::Done).await;
    assert_eq!((run.counts.created, run.attempt, works.applied().await), (100_000, 2, 1));
    two.stop().await;
}

async fn a_job_that_nobody_knows_fails_and_harms_nobody(on: On) {
    let works = Works::new(on, Clock::system()).await;
    let mut connection = works.dbs.imports.pool().acquire().await.expect("a connection");
    job::insert(&mut connection, "make_tea", None, &json!({}), 8, works.clock.now()).await.expect("made");
    drop(connection);
    let run = works.enqueue("ACME", list("A", 20)).await;
    works.jobs().await.dispatch().await;
    let worker = works.worker("one").await;
    works.ends(run.id, Status::Done).await;
    let tea = until("it failed", async || {
        let (jobs, _) = job::list(&works.dbs.imports, &JobFilter::default(), 10, 0).await.expect("jobs");
        jobs.into_iter().find(|job| job.kind == "make_tea" && job.status == "failed")
    })
    .await;
    assert!(tea.attempts == 1 && tea.last_error.is_some_and(|error| error.contains("make_tea")));
    worker.stop().await;
}

#[tokio::test]
async fn jobs_are_listed_cancelled_and_replayed_over_http() {
    let desk = Desk::new().await;
    let manager = desk.app.logged_in(Role::Manager).await;
    let run = desk.upload("list.csv", list("A", 30)).await.body;
    let listed = desk.buyer.get("/jobs?status=queued&kind=run_import").await;
    assert_eq!((&listed.body["meta"]["total"], &listed.body["data"][0]["run_id"]), (&json!(1), &run["id"]));
    assert_eq!(listed.body["meta"]["by_status"], json!([{"status": "queued", "count": 1}]));
    assert_eq!(desk.buyer.get("/jobs?status=lazy").await.wrong_fields(), ["status"]);
    let id = listed.body["data"][0]["id"].as_i64().expect("an id");

    // The job of an import goes with its import: the sweep must not bring either back.
    let cancelled = manager.post(&format!("/jobs/{id}/cancel"), json!({})).await;
    assert_eq!(
        (cancelled.status.as_u16(), text(&cancelled.body, "status")),
        (200, "cancelled"),
        "{cancelled:?}"
    );
    beat::sweep(&desk.app.state.jobs).await.expect("swept");
    assert_eq!(desk.buyer.get("/jobs?status=queued").await.body["meta"]["total"], 0);
    let number = run["id"].as_i64().expect("an id");
    assert_eq!(text(&desk.carry(number).await, "status"), "cancelled");
    let again = manager.post(&format!("/jobs/{id}/cancel"), json!({})).await;
    assert_eq!((again.status.as_u16(), again.code()), (409, "wrong_state"));

    // A dead one is replayed, and with it the import that was given up.
    let run = desk.upload("list.csv", list("A", 31)).await.body;
    let number = run["id"].as_i64().expect("an id");
    let job: i64 = sqlx::query_scalar(
        "update jobs set status = 'dead', attempts = 8, last_error = 'no disk' where run_id = $1 returning id",
    )
    .bind(number)
    .fetch_one(desk.app.dbs.imports.pool())
    .await
    .expect("dead");
    beat::sweep(&desk.app.state.jobs).await.expect("swept");
    let failed = desk.run(number).await;
    assert_eq!((text(&failed, "status"), text(&failed, "message_code")), ("failed", "gave_up"));
    assert!(text(&failed, "message").contains("no disk"), "{failed}");
    let replayed = manager.post(&format!("/jobs/{job}/retry"), json!({})).await;
    assert_eq!((replayed.status.as_u16(), text(&replayed.body, "status")), (200, "queued"), "{replayed:?}");
    assert_eq!(text(&desk.carry(number).await, "status"), "done");
    assert_eq!(manager.post(&format!("/jobs/{job}/retry"), json!({})).await.code(), "wrong_state");
    assert_eq!(manager.post("/jobs/999999/retry", json!({})).await.code(), "not_found");
    assert_eq!(desk.buyer.get("/jobs/workers").await.body["data"], json!([]));
}
