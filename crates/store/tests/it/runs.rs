//! Runs, what a person may ask of them, and the lists of them.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use store::databases::{Database, ImportsDb};
use store::imports::run::{self, Mode, NewRun, Overrides, Run, Status};
use store::imports::run_action::{self, ActionError, Allowed};
use store::imports::run_list::{self, RunFilter};
use store::imports::{feed, file, job, lease, log, profile};
use testkit::TestDbs;

/// `db_imports`, with nothing in it.
pub struct Imports {
    _dbs: TestDbs,
    pub db: ImportsDb,
}

/// The time at which tests begin.
pub fn start() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_000_000, 0).expect("a time")
}

pub fn sha(n: u8) -> String {
    format!("{n:064}")
}

/// A profile of a file with these columns.
pub fn profile(columns: &[&str], currency: &str) -> catalog::profile::Profile {
    let structure = serde_json::json!({"format": "csv", "encoding": "utf-8", "columns": columns});
    let profile = serde_json::json!({"structure": structure, "mapping": {}, "default_currency": currency});
    serde_json::from_value(profile).expect("a profile")
}

impl Imports {
    pub async fn new() -> Self {
        let dbs = TestDbs::only(&[Database::Imports]).await;
        Self { db: dbs.databases().imports, _dbs: dbs }
    }

    /// A run of a supplier's in `received`.
    pub async fn run(&self, supplier_id: i64, file: u8) -> Run {
        self.run_at(supplier_id, file, Mode::Apply, start(), true).await
    }

    pub async fn run_at(
        &self,
        supplier_id: i64,
        file: u8,
        mode: Mode,
        now: DateTime<Utc>,
        with_job: bool,
    ) -> Run {
        let feed = feed::get_or_create(&self.db, supplier_id, "default").await.expect("a feed");
        let sha256 = sha(file);
        file::put(&self.db, &sha256, 10, "key").await.expect("noted");
        let overrides = Overrides::default();
        let new = NewRun {
            feed_id: feed.id,
            supplier_id,
            supplier_code: "ACME",
            supplier_name: "Acme",
            file_sha256: &sha256,
            file_name: &format!("Tarif {file}.csv"),
            file_size: 10,
            mode,
            overrides: &overrides,
            created_by: Some("ann@example.com"),
            source: "api",
        };
        run::create(&self.db, &new, with_job, now).await.expect("a run")
    }

    pub async fn set(&self, run: i64, assignment: &'static str) {
        let sql = format!("update runs set {assignment} where id = $1");
        sqlx::query(sqlx::AssertSqlSafe(sql)).bind(run).execute(self.db.pool()).await.expect("set");
    }

    pub async fn get(&self, run: i64) -> Run {
        run::get(&self.db, run).await.expect("asked").expect("there")
    }

    pub async fn jobs_of(&self, run: i64) -> Vec<job::Job> {
        sqlx::query_as("select * from jobs where run_id = $1 order by id")
            .bind(run)
            .fetch_all(self.db.pool())
            .await
            .expect("jobs")
    }
}

#[tokio::test]
async fn a_new_run_is_received_and_has_its_job() {
    let it = Imports::new().await;
    let run = it.run(1, 1).await;
    assert_eq!(
        (run.status(), run.mode(), run.overrides()),
        (Status::Received, Mode::Apply, Overrides::default())
    );
    assert_eq!((run.fence, run.attempt, run.is_leased(start())), (0, 0, false));
    let [job] = it.jobs_of(run.id).await.try_into().expect("one job");
    assert_eq!((job.status.as_str(), job.kind.as_str(), job.run_after), ("queued", job::RUN, start()));
    let alone = it.run_at(1, 2, Mode::DryRun, start(), false).await;
    assert!(it.jobs_of(alone.id).await.is_empty(), "the command line works on its runs itself");
    assert!(run::get(&it.db, 999).await.expect("asked").is_none());
    assert_eq!(file::object_key(&it.db, &sha(1)).await.expect("asked").as_deref(), Some("key"));
    assert_eq!(file::object_key(&it.db, &sha(9)).await.expect("asked"), None);
}

#[tokio::test]
async fn an_unfinished_run_is_found_by_file_mode_and_reading() {
    let it = Imports::new().await;
    let run = it.run(1, 1).await;
    let found = async |supplier, file, mode, overrides: &Overrides| {
        run::unfinished(&it.db, supplier, &sha(file), mode, overrides).await.expect("asked").map(|run| run.id)
    };
    let none = Overrides::default();
    let other = Overrides { encoding: Some("utf-8".to_owned()), ..Overrides::default() };
    assert_eq!(found(1, 1, Mode::Apply, &none).await, Some(run.id));
    assert_eq!(found(2, 1, Mode::Apply, &none).await, None);
    assert_eq!(found(1, 2, Mode::Apply, &none).await, None);
    assert_eq!(found(1, 1, Mode::Review, &none).await, None);
    assert_eq!(found(1, 1, Mode::Apply, &other).await, None);
    for status in Status::ALL {
        sqlx::query("update runs set status = $1")
            .bind(status.as_str())
            .execute(it.db.pool())
            .await
            .expect("set");
        assert_eq!(found(1, 1, Mode::Apply, &none).await.is_some(), status.is_active(), "{status:?}");
    }
}

#[tokio::test]
async fn the_last_applied_run_is_the_one_that_came_last_into_the_catalogue() {
    let it = Imports::new().await;
    let (first, second, third) = (it.run(1, 1).await, it.run(1, 2).await, it.run(1, 3).await);
    let last = async || run::last_applied(&it.db, first.feed_id).await.expect("asked").map(|run| run.id);
    assert_eq!(last().await, None);
    it.set(second.id, "status = 'done', finished_at = '2026-01-02'").await;
    it.set(third.id, "status = 'done', mode = 'dry_run', finished_at = '2026-01-03'").await;
    assert_eq!(last().await, Some(second.id), "a dry run is none");
    // It was held, and approved after the second one.
    it.set(first.id, "status = 'done', finished_at = '2026-01-04'").await;
    assert_eq!(last().await, Some(first.id));
    it.set(second.id, "status = 'applied', finished_at = null").await;
    assert_eq!(last().await, Some(second.id), "in the catalogue, not finished");
    it.set(second.id, "status = 'undone'").await;
    assert_eq!(last().await, Some(first.id));
}

/// apply, cancel, pause, resume, retry, map
fn table(status: Status) -> [bool; 6] {
    let [yes, no] = [true, false];
    match status {
        Status::Received | Status::Inspected | Status::Staged => [no, yes, yes, no, no, no],
        Status::NeedsMapping => [no, yes, no, no, no, yes],
        Status::Held | Status::Review => [yes, yes, no, no, no, no],
        Status::Paused => [no, yes, no, yes, no, no],
        Status::Failed => [no, no, no, no, yes, no],
        Status::Applied | Status::Done | Status::Cancelled | Status::Undone | Status::Unchanged => [no; 6],
    }
}

#[tokio::test]
async fn each_action_is_allowed_in_its_statuses_only() {
    let it = Imports::new().await;
    let now = start();
    for status in Status::ALL {
        let row = table(status);
        for (action, allowed) in row.into_iter().enumerate() {
            let run = it.run(1, 1).await;
            sqlx::query("update runs set status = $2 where id = $1")
                .bind(run.id)
                .bind(status.as_str())
                .execute(it.db.pool())
                .await
                .expect("set");
            let said = run_action::allowed(&it.get(run.id).await);
            let [apply, cancel, pause, resume, retry, _] = row;
            assert_eq!(said, Allowed { apply, cancel, pause, resume, retry, ..said }, "{status:?}");
            let (moved, goal) = match action {
                0 => (run_action::approve(&it.db, run.id, None, None, now).await, Status::Staged),
                1 => (run_action::cancel(&it.db, run.id, now).await, Status::Cancelled),
                2 => (run_action::pause(&it.db, run.id, now).await, Status::Paused),
                3 => (run_action::resume(&it.db, run.id, now).await, Status::Received),
                4 => (run_action::retry(&it.db, run.id, now).await, Status::Received),
                _ => (run_action::map(&it.db, run.id, &Overrides::default(), now).await, Status::Received),
            };
            match moved {
                Ok(moved) => {
                    assert!(allowed, "{status:?}, action {action}");
                    assert_eq!(
                        (moved.status(), moved.fence, moved.approved),
                        (goal, 1, action == 0),
                        "{status:?}"
                    );
                    assert_eq!(moved.finished_at.is_some(), goal == Status::Cancelled);
                    assert_eq!(
                        it.jobs_of(run.id).await.len(),
                        1,
                        "{status:?}, action {action}: one job, not two"
                    );
                }
                Err(ActionError::WrongState(said)) => {
                    assert!(!allowed && said == status, "{status:?}, {action}");
                }
                Err(other) => panic!("{other}"),
            }
        }
    }
    assert!(matches!(run_action::pause(&it.db, 99_999, now).await, Err(ActionError::NotFound)));
}

#[tokio::test]
async fn a_run_in_hand_is_only_asked_and_the_worker_hears_it() {
    let it = Imports::new().await;
    let now = start();
    let run = it.run(1, 1).await;
    let (_, held) = lease::claim(&it.db, run.id, "w", None, now).await.expect("asked").expect("claimed");
    let asked = run_action::pause(&it.db, run.id, now).await.expect("asked");
    assert_eq!(
        (asked.status(), asked.wanted.as_deref(), asked.fence),
        (Status::Received, Some("pause"), held.fence)
    );
    assert!(!run_action::allowed(&asked).pause, "once is enough");
    assert_eq!(lease::renew(&it.db, &held, now).await.expect("still ours").as_deref(), Some("pause"));
    let asked = run_action::cancel(&it.db, run.id, now).await.expect("asked");
    assert_eq!(asked.wanted.as_deref(), Some("cancel"), "who cancels has the last word");
    // The worker never came back: once its lease is over the run is moved at once, and it is refused.
    let later = now + TimeDelta::minutes(1);
    let cancelled = run_action::cancel(&it.db, run.id, later).await.expect("cancelled");
    assert_eq!((cancelled.status(), cancelled.wanted), (Status::Cancelled, None));
    assert!(matches!(lease::renew(&it.db, &held, later).await, Err(lease::LeaseError::Lost)));
}

#[tokio::test]
async fn runs_are_listed_by_what_is_asked() {
    let it = Imports::new().await;
    let (first, second) = (it.run(1, 1).await, it.run(2, 2).await);
    let third = it.run_at(1, 3, Mode::Apply, start() + TimeDelta::hours(1), true).await;
    it.set(second.id, "status = 'failed', finished_at = '2026-11-01'").await;
    it.set(third.id, "status = 'held'").await;
    let listed = async |filter: RunFilter| {
        let (runs, total) = run_list::list(&it.db, &filter, 2, 0).await.expect("listed");
        (runs.iter().map(|run| run.id).collect::<Vec<_>>(), total)
    };
    let all = RunFilter::default;
    assert_eq!(listed(all()).await, (vec![third.id, second.id], 3));
    assert_eq!(listed(RunFilter { supplier_id: Some(1), ..all() }).await, (vec![third.id, first.id], 2));
    assert_eq!(
        listed(RunFilter { statuses: Some(vec![Status::Failed]), ..all() }).await,
        (vec![second.id], 1)
    );
    assert_eq!(
        listed(RunFilter { file_name: Some("tarif 3".to_owned()), ..all() }).await,
        (vec![third.id], 1)
    );
    assert_eq!(listed(RunFilter { file_name: Some("%".to_owned()), ..all() }).await, (vec![], 0));
    let hour = start() + TimeDelta::hours(1);
    assert_eq!(listed(RunFilter { since: Some(hour), ..all() }).await, (vec![third.id], 1));
    assert_eq!(listed(RunFilter { until: Some(hour), ..all() }).await.1, 2);

    let ids = |runs: Vec<Run>| runs.into_iter().map(|run| run.id).collect::<Vec<_>>();
    assert_eq!(ids(run_list::by_ids(&it.db, &[second.id, 999]).await.expect("found")), [second.id]);
    assert_eq!(ids(run_list::current(&it.db, None).await.expect("found")), [first.id], "what moves");
    let seen = it.get(second.id).await.event_id;
    assert_eq!(ids(run_list::current(&it.db, Some(seen)).await.expect("found")), [third.id, first.id]);
    let since = |day| {
        NaiveDate::from_ymd_opt(2026, 10, day).expect("a day").and_hms_opt(0, 0, 0).expect("a time").and_utc()
    };
    assert_eq!(
        ids(run_list::needing_attention(&it.db, since(1), 9).await.expect("found")),
        [third.id, second.id]
    );
    let recent = run_list::needing_attention(&it.db, start(), 9).await.expect("found");
    assert_eq!(ids(recent), [third.id], "an old failure needs nobody any more");
    let mut last = ids(run_list::last_of_suppliers(&it.db, &[1, 2, 3]).await.expect("found"));
    last.sort_unstable();
    assert_eq!(last, [second.id, third.id]);
}

#[tokio::test]
async fn days_are_counted_in_utc_and_none_is_left_out() {
    let it = Imports::new().await;
    let at = |text: &str| DateTime::parse_from_rfc3339(text).expect("a time").to_utc();
    for (time, change) in [
        ("2026-03-28T23:59:59Z", "status = 'done', records = 10"),
        ("2026-03-29T00:00:00Z", "status = 'unchanged', records = 5"),
        ("2026-03-29T23:59:59Z", "status = 'failed'"),
        ("2026-03-29T12:00:00Z", "status = 'done', mode = 'dry_run', records = 99"),
        ("2026-03-31T08:00:00Z", "status = 'needs_mapping'"),
    ] {
        let run = it.run_at(1, 1, Mode::Apply, at(time), false).await;
        it.set(run.id, change).await;
    }
    let day = |day| NaiveDate::from_ymd_opt(2026, 3, day).expect("a day");
    let days = run_list::per_day(&it.db, day(28), day(31)).await.expect("counted");
    let figures: Vec<_> = days
        .iter()
        .map(|day| (day.date.to_string(), [day.done, day.unchanged, day.failed, day.held, day.records]))
        .collect();
    assert_eq!(
        figures,
        [
            ("2026-03-28".to_owned(), [1, 0, 0, 0, 10]),
            ("2026-03-29".to_owned(), [0, 1, 1, 0, 5]),
            ("2026-03-30".to_owned(), [0, 0, 0, 0, 0]),
            ("2026-03-31".to_owned(), [0, 0, 0, 1, 0]),
        ]
    );
}

#[tokio::test]
async fn feeds_are_made_once_and_profiles_in_versions() {
    let it = Imports::new().await;
    let (one, two) =
        tokio::join!(feed::get_or_create(&it.db, 7, "default"), feed::get_or_create(&it.db, 7, "default"));
    let (one, two) = (one.expect("a feed"), two.expect("a feed"));
    assert_eq!(one, two);
    assert_eq!(feed::get(&it.db, one.id).await.expect("asked"), Some(two));
    assert!(feed::by_name(&it.db, 7, "other").await.expect("asked").is_none());
    assert!(feed::get(&it.db, 99).await.expect("asked").is_none());

    let columns = ["Réf", "Prix"];
    let save = async |currency: &str| {
        profile::save(
            &it.db,
            one.id,
            "default",
            &super::runs::profile(&columns, currency),
            Some("ann"),
            start(),
        )
        .await
        .expect("saved")
        .version
    };
    assert_eq!(
        (save("EUR").await, save("EUR").await, save("CHF").await),
        (1, 1, 2),
        "the same again is no new version"
    );
    let latest = profile::latest(&it.db, one.id, "default").await.expect("asked").expect("there");
    assert_eq!((latest.version, latest.profile.0), (2, super::runs::profile(&columns, "CHF")));
    assert!(profile::latest(&it.db, one.id, "summer").await.expect("asked").is_none());
    let versions: Vec<_> = profile::of_supplier(&it.db, 7)
        .await
        .expect("listed")
        .iter()
        .map(|profile| profile.version)
        .collect();
    assert_eq!(versions, [2, 1]);
}

#[tokio::test]
async fn the_log_keeps_the_newest_lines_in_order() {
    let it = Imports::new().await;
    let run = it.run(1, 1).await;
    for (n, level) in [log::Level::Info, log::Level::Warning, log::Level::Error].into_iter().enumerate() {
        log::add(&it.db, run.id, start(), level, &format!("line_{n}"), serde_json::json!({ "n": n }))
            .await
            .expect("added");
    }
    let lines = log::of_run(&it.db, run.id, 2).await.expect("read");
    let told: Vec<_> = lines
        .iter()
        .map(|line| (line.level.as_str(), line.code.as_str(), line.params.0["n"].clone()))
        .collect();
    assert_eq!(told, [("warning", "line_1", 1.into()), ("error", "line_2", 2.into())]);
}
