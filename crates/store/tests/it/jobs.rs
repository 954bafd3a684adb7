//! Jobs as rows: claimed once, retried later each time, never lost, and whom they belong to.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use store::imports::job::{self, End, Job, JobFilter, LEASE};
use store::imports::{lease, worker};

use crate::runs::{Imports, start};

async fn insert(it: &Imports, kind: &str, attempts: i32, now: DateTime<Utc>) -> i64 {
    let mut connection = it.db.pool().acquire().await.expect("a connection");
    job::insert(&mut connection, kind, None, &json!({"n": 1}), attempts, now).await.expect("inserted");
    sqlx::query_scalar("select max(id) from jobs").fetch_one(it.db.pool()).await.expect("an id")
}

async fn get(it: &Imports, id: i64) -> Job {
    job::get(&it.db, id).await.expect("asked").expect("there")
}

async fn claim(it: &Imports, id: i64, now: DateTime<Utc>) -> Option<Job> {
    job::claim(&it.db, id, "w", now).await.expect("asked")
}

#[tokio::test]
async fn a_job_is_claimed_once_when_it_is_due() {
    let it = Imports::new().await;
    let now = start();
    let id = insert(&it, "tea", 3, now).await;
    assert!(claim(&it, id, now - TimeDelta::seconds(1)).await.is_none(), "not yet");
    let job = claim(&it, id, now).await.expect("due");
    assert_eq!((job.status.as_str(), job.attempts, job.lease_until), ("running", 1, Some(now + LEASE)));
    assert!(claim(&it, id, now).await.is_none(), "delivered twice");
    assert!(claim(&it, 999, now).await.is_none());
    job::finish(&it.db, &job, &End::Done, now).await.expect("finished");
    assert!(claim(&it, id, now).await.is_none(), "delivered again later");
    assert_eq!(get(&it, id).await.finished_at, Some(now));
    assert!(job::get(&it.db, 999).await.expect("asked").is_none());
}

#[tokio::test]
async fn how_an_attempt_ends_decides_what_comes_next() {
    let it = Imports::new().await;
    let now = start();
    let retry = || End::Retry("no disk".to_owned());
    for (end, status, wait, attempts) in [
        (End::Done, "done", 0, 1),
        (End::Later(Duration::from_secs(7)), "queued", 7, 0),
        (retry(), "queued", 2, 1),
        (End::Fail("nonsense".to_owned()), "failed", 0, 1),
    ] {
        let id = insert(&it, "tea", 3, now).await;
        let claimed = claim(&it, id, now).await.expect("due");
        job::finish(&it.db, &claimed, &end, now).await.expect("finished");
        let job = get(&it, id).await;
        assert_eq!((job.status.as_str(), job.attempts), (status, attempts), "{end:?}");
        assert_eq!(job.run_after, now + TimeDelta::seconds(wait), "{end:?}");
        assert_eq!((job.lease_until, job.finished_at.is_some()), (None, status != "queued"), "{end:?}");
        // A worker that was only asleep has nothing more to say.
        job::finish(&it.db, &claimed, &End::Fail("late".to_owned()), now).await.expect("of no effect");
        assert_eq!(get(&it, id).await.status, status);
    }
    // 2, 4, 8 … seconds, ten minutes at most; then it is dead.
    let id = insert(&it, "tea", 12, now).await;
    let mut time = now;
    let mut waits = Vec::new();
    while let Some(claimed) = claim(&it, id, time).await {
        job::finish(&it.db, &claimed, &retry(), time).await.expect("finished");
        let job = get(&it, id).await;
        waits.push((job.run_after - time).num_seconds());
        time = job.run_after;
    }
    assert_eq!(waits, [2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600, 0]);
    let dead = get(&it, id).await;
    assert_eq!(
        (dead.status.as_str(), dead.attempts, dead.last_error.as_deref()),
        ("dead", 12, Some("no disk"))
    );
}

#[tokio::test]
async fn what_is_due_is_sent_and_sent_again_when_nobody_began() {
    let it = Imports::new().await;
    let (now, resend) = (start(), Duration::from_secs(15));
    let (first, second) = (insert(&it, "a", 3, now).await, insert(&it, "b", 3, now).await);
    let later = insert(&it, "c", 3, now + TimeDelta::minutes(5)).await;
    let due = async |now, limit| {
        let mut due = job::take_due(&it.db, now, resend, limit).await.expect("taken");
        due.sort_unstable();
        due
    };
    assert_eq!(due(now, 1).await, [first]);
    assert_eq!(due(now, 9).await, [second]);
    assert_eq!(due(now, 9).await, [] as [i64; 0], "they are on their way");
    let running = claim(&it, first, now).await.expect("due");
    assert_eq!(due(now + TimeDelta::seconds(15), 9).await, [second], "lost on its way, it seems");
    // One that failed is due again at its time, however recently it was sent.
    job::finish(&it.db, &running, &End::Retry("x".to_owned()), now + TimeDelta::seconds(15))
        .await
        .expect("finished");
    assert_eq!(due(now + TimeDelta::seconds(17), 9).await, [first]);
    assert_eq!(due(now + TimeDelta::minutes(5), 9).await, [first, second, later]);
    let (one, two) = tokio::join!(due(now + TimeDelta::hours(1), 2), due(now + TimeDelta::hours(1), 9));
    let mut both = [one, two].concat();
    both.sort_unstable();
    assert_eq!(both, [first, second, later], "two schedulers never send the same one");
}

#[tokio::test]
async fn jobs_of_silent_and_dead_workers_go_back_into_the_queue() {
    let it = Imports::new().await;
    let now = start();
    let (first, last) = (insert(&it, "a", 3, now).await, insert(&it, "b", 1, now).await);
    let (one, two) = (claim(&it, first, now).await.expect("due"), claim(&it, last, now).await.expect("due"));
    assert_eq!(job::workers_at_work(&it.db).await.expect("asked"), ["w"]);
    assert_eq!(job::reap(&it.db, &[], now + LEASE).await.expect("reaped"), 0);
    assert_eq!(job::reap(&it.db, &["x".to_owned()], now).await.expect("reaped"), 0);
    assert!(job::renew(&it.db, &one, now + TimeDelta::seconds(20)).await.expect("asked"));
    let silent = now + LEASE + TimeDelta::seconds(1);
    assert_eq!(job::reap(&it.db, &[], silent).await.expect("reaped"), 1, "the other one was renewed");
    assert_eq!(get(&it, last).await.status, "dead", "it was its only attempt");
    assert_eq!(job::reap(&it.db, &["w".to_owned()], silent).await.expect("reaped"), 1, "known to be dead");
    let back = get(&it, first).await;
    assert_eq!((back.status.as_str(), back.run_after, back.sent_at), ("queued", silent, None));
    assert!(!job::renew(&it.db, &one, silent).await.expect("asked"), "it is nobody's now");
    assert!(!job::renew(&it.db, &two, silent).await.expect("asked"));
    let again = claim(&it, first, silent).await.expect("due");
    assert!(again.fence > one.fence);
    job::finish(&it.db, &one, &End::Done, silent).await.expect("of no effect");
    assert_eq!(get(&it, first).await.status, "running", "the late one is refused");
}

#[tokio::test]
async fn a_person_cancels_and_tries_again() {
    let it = Imports::new().await;
    let now = start();
    let id = insert(&it, "tea", 3, now).await;
    assert!(job::retry(&it.db, id, now).await.expect("asked").is_none(), "it is queued");
    let running = claim(&it, id, now).await.expect("due");
    let cancelled = job::cancel(&it.db, id, now).await.expect("asked").expect("cancelled");
    assert_eq!((cancelled.status.as_str(), cancelled.finished_at), ("cancelled", Some(now)));
    assert!(!job::renew(&it.db, &running, now).await.expect("asked"), "the worker hears it");
    assert!(job::cancel(&it.db, id, now).await.expect("asked").is_none());
    let again = job::retry(&it.db, id, now).await.expect("asked").expect("queued again");
    assert_eq!(
        (again.status.as_str(), again.attempts, again.finished_at, again.sent_at),
        ("queued", 0, None, None)
    );
    assert!(job::retry(&it.db, 999, now).await.expect("asked").is_none());
}

#[tokio::test]
async fn a_run_whose_job_died_fails_and_moves_again_with_it() {
    let it = Imports::new().await;
    let (now, run) = (start(), it.run(1, 1).await);
    let [queued] = it.jobs_of(run.id).await.try_into().expect("one job");
    sqlx::query("update jobs set status = 'dead', last_error = 'no disk'")
        .execute(it.db.pool())
        .await
        .expect("set");
    // Somebody works on it from the command line: it isn't abandoned.
    let (_, lease) = lease::claim(&it.db, run.id, "cli", None, now).await.expect("asked").expect("free");
    assert_eq!(job::fail_abandoned_runs(&it.db, now).await.expect("failed"), 0);
    lease::release(&it.db, &lease).await.expect("released");
    assert_eq!(job::fail_abandoned_runs(&it.db, now).await.expect("failed"), 1);
    let failed = it.get(run.id).await;
    assert_eq!((failed.status().as_str(), failed.message_code.as_deref()), ("failed", Some("gave_up")));
    assert!(failed.message.is_some_and(|message| message.contains("no disk")) && failed.fence > lease.fence);
    assert_eq!(job::revive_runs(&it.db, now).await.expect("revived"), 0);
    job::retry(&it.db, queued.id, now).await.expect("asked").expect("queued again");
    assert_eq!(it.get(run.id).await.status().as_str(), "received");
    // Two jobs never work on one run: while one waits, an older dead one stays dead.
    sqlx::query("update jobs set status = 'dead'").execute(it.db.pool()).await.expect("set");
    assert_eq!(job::fail_abandoned_runs(&it.db, now).await.expect("failed"), 1);
    store::imports::run_action::retry(&it.db, run.id, now).await.expect("moves");
    assert_eq!(it.jobs_of(run.id).await.len(), 2);
    assert!(job::retry(&it.db, queued.id, now).await.expect("asked").is_none());
}

#[tokio::test]
async fn runs_that_should_move_and_have_no_job_get_one() {
    let it = Imports::new().await;
    let now = start();
    let revived = async |now| job::revive_runs(&it.db, now).await.expect("revived");
    let run = it.run(1, 1).await;
    assert_eq!(revived(now).await, 0, "it has one");
    sqlx::query("delete from jobs").execute(it.db.pool()).await.expect("lost");
    let (_, held) = lease::claim(&it.db, run.id, "w", None, now).await.expect("asked").expect("free");
    assert_eq!(revived(now).await, 0, "somebody works on it");
    lease::release(&it.db, &held).await.expect("released");
    assert_eq!((revived(now).await, revived(now).await), (1, 0));
    assert_eq!(it.jobs_of(run.id).await.len(), 1);
    for status in
        ["needs_mapping", "held", "review", "done", "paused", "cancelled", "failed", "undone", "unchanged"]
    {
        sqlx::query("delete from jobs").execute(it.db.pool()).await.expect("lost");
        sqlx::query("update runs set status = $1").bind(status).execute(it.db.pool()).await.expect("set");
        assert_eq!(revived(now).await, 0, "{status}");
    }
    // The command line gets a minute to begin.
    it.set(run.id, "status = 'received', source = 'cli'").await;
    assert_eq!(revived(now).await, 0);
    assert_eq!(revived(now + TimeDelta::seconds(61)).await, 1);
    // What is in the catalogue can't fail any more: its job is made again, with some patience.
    sqlx::query("update jobs set status = 'dead', finished_at = $1")
        .bind(now)
        .execute(it.db.pool())
        .await
        .expect("set");
    assert_eq!(revived(now + TimeDelta::hours(1)).await, 0, "not in the catalogue: a person decides");
    it.set(run.id, "status = 'applied'").await;
    assert_eq!(revived(now + TimeDelta::minutes(9)).await, 0);
    assert_eq!(revived(now + TimeDelta::minutes(11)).await, 1);
}

#[tokio::test]
async fn jobs_are_listed_and_counted() {
    let it = Imports::new().await;
    let now = start();
    let (tea, coffee) =
        (insert(&it, "tea", 3, now).await, insert(&it, "coffee", 3, now + TimeDelta::seconds(1)).await);
    claim(&it, tea, now).await.expect("due");
    let listed = async |status: Option<&str>, kind: Option<&str>| {
        let filter = JobFilter { status: status.map(str::to_owned), kind: kind.map(str::to_owned) };
        let (jobs, total) = job::list(&it.db, &filter, 10, 0).await.expect("listed");
        assert_eq!(jobs.len() as i64, total);
        jobs.into_iter().map(|job| job.id).collect::<Vec<_>>()
    };
    assert_eq!(listed(None, None).await, [coffee, tea]);
    assert_eq!(listed(Some("running"), None).await, [tea]);
    assert_eq!(listed(None, Some("coffee")).await, [coffee]);
    assert_eq!(listed(Some("running"), Some("coffee")).await, [] as [i64; 0]);
    let counts = job::count_by_status(&it.db).await.expect("counted");
    assert_eq!(counts, [("queued".to_owned(), 1), ("running".to_owned(), 1)]);
}

#[tokio::test]
async fn the_roster_knows_who_is_alive_and_who_leads() {
    let it = Imports::new().await;
    let now = start();
    let minute = TimeDelta::minutes(1);
    worker::beat(&it.db, "one", "worker", "h", 0, now - minute).await.expect("beat");
    worker::beat(&it.db, "two", "beat", "h", 0, now - minute * 5).await.expect("beat");
    worker::beat(&it.db, "one", "worker", "h", 2, now).await.expect("beat");
    let alive = worker::list(&it.db, now - minute * 2).await.expect("listed");
    assert_eq!(alive.len(), 1, "who was silent for long is forgotten");
    assert_eq!(
        (alive[0].name.as_str(), alive[0].running, alive[0].started_at, alive[0].seen_at),
        ("one", 2, now - minute, now)
    );
    worker::leave(&it.db, "one").await.expect("left");
    assert!(worker::list(&it.db, now - minute).await.expect("listed").is_empty());

    let lead =
        async |who: &str, now| worker::lead(&it.db, "beat", who, now, now + minute).await.expect("asked");
    assert!(lead("a", now).await);
    assert!(
        !lead("b", now + minute / 2).await && lead("a", now + minute / 2).await,
        "who leads goes on leading"
    );
    assert!(lead("b", now + minute * 2).await && !lead("a", now + minute * 2).await, "until it falls silent");
    worker::step_down(&it.db, "beat", "a").await.expect("no effect");
    assert!(!lead("a", now + minute * 2).await);
    worker::step_down(&it.db, "beat", "b").await.expect("down");
    assert!(lead("a", now + minute * 2).await);
}
