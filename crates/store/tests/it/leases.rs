//! Who works on a run: one worker at a time, one run of a supplier at a time, and nobody who comes late.

use chrono::TimeDelta;
use store::imports::lease::{self, Inspected, LEASE, LeaseError, Message, Refusal};
use store::imports::run::{Counts, Phase, Status};

use crate::runs::{Imports, profile, start};

#[tokio::test]
async fn a_run_is_held_by_one_worker_until_its_lease_ends() {
    let it = Imports::new().await;
    let (now, run) = (start(), it.run(1, 1).await);
    let claim = async |worker: &str, heir_of, now| {
        lease::claim(&it.db, run.id, worker, heir_of, now).await.expect("asked")
    };
    let (taken, first) = claim("one", None, now).await.expect("free");
    assert_eq!((taken.worker.as_deref(), taken.attempt, taken.started_at), (Some("one"), 1, Some(now)));
    assert_eq!(taken.lease_until, Some(now + LEASE));
    assert_eq!(claim("two", None, now).await.expect_err("held"), Refusal::Held);
    assert_eq!(
        claim("two", Some("three"), now).await.expect_err("held"),
        Refusal::Held,
        "the heir of somebody else"
    );
    // The first worker is known to be dead: nobody waits for its lease.
    let (taken, second) = claim("two", Some("one"), now).await.expect("inherited");
    assert!(second.fence > first.fence && taken.attempt == 2);
    // The second one falls silent, after one heartbeat.
    let later = now + TimeDelta::seconds(15);
    assert_eq!(lease::renew(&it.db, &second, later).await.expect("ours"), None);
    assert_eq!(
        claim("three", None, now + LEASE + TimeDelta::seconds(1)).await.expect_err("renewed"),
        Refusal::Held
    );
    let (taken, third) =
        claim("three", None, later + LEASE + TimeDelta::seconds(1)).await.expect("free again");
    assert_eq!((taken.attempt, taken.started_at), (3, Some(now)), "the start is the first one's");
    // Given back, it is free at once.
    lease::release(&it.db, &third).await.expect("released");
    claim("four", None, later).await.expect("free");
}

#[tokio::test]
async fn whoever_comes_late_is_refused_whatever_it_writes() {
    let it = Imports::new().await;
    let (now, run) = (start(), it.run(1, 1).await);
    let (_, late) = lease::claim(&it.db, run.id, "one", None, now).await.expect("asked").expect("free");
    let (_, lease) =
        lease::claim(&it.db, run.id, "two", Some("one"), now).await.expect("asked").expect("free");
    let counts = Counts { records: 9, created: 9, ..Counts::default() };
    let profile = profile(&["SKU"], "EUR");
    assert!(matches!(lease::renew(&it.db, &late, now).await, Err(LeaseError::Lost)));
    let progress = lease::progress(&it.db, &late, Phase::Stage, 5, None, None, &counts).await;
    assert!(matches!(progress, Err(LeaseError::Lost)));
    let found = Inspected { profile: &profile, digest: "", version: None, drift: &[] };
    assert!(matches!(lease::inspected(&it.db, &late, &found).await, Err(LeaseError::Lost)));
    let advance = lease::advance(&it.db, &late, Status::Done, Some(&counts), None, now).await;
    assert!(matches!(advance, Err(LeaseError::Lost)));
    lease::release(&it.db, &late).await.expect("of no effect");
    let untouched = it.get(run.id).await;
    assert_eq!(
        (untouched.status(), untouched.counts, untouched.fence),
        (Status::Received, Counts::default(), lease.fence)
    );
    assert!(untouched.is_leased(now));
    // Its own lease, once given back, is no licence either.
    lease::release(&it.db, &lease).await.expect("released");
    assert!(matches!(lease::renew(&it.db, &lease, now).await, Err(LeaseError::Lost)));
    let progress = lease::progress(&it.db, &lease, Phase::Stage, 5, None, None, &counts).await;
    assert!(matches!(progress, Err(LeaseError::Lost)));
}

#[tokio::test]
async fn runs_of_a_supplier_are_serial_in_the_order_in_which_they_came() {
    let it = Imports::new().await;
    let now = start();
    let (first, second, other) = (it.run(1, 1).await, it.run(1, 2).await, it.run(2, 3).await);
    let claim = async |run| lease::claim(&it.db, run, "w", None, now).await.expect("asked");
    assert_eq!(claim(second.id).await.expect_err("too early"), Refusal::Behind(first.id));
    let (_, lease) = claim(first.id).await.expect("the first");
    assert_eq!(claim(second.id).await.expect_err("too early"), Refusal::Behind(first.id));
    claim(other.id).await.expect("another supplier's");
    // One that waits for a person holds up nobody.
    lease::advance(&it.db, &lease, Status::Held, None, None, now).await.expect("held");
    claim(second.id).await.expect("its turn");
    assert_eq!(claim(first.id).await.expect_err("waits"), Refusal::NotActive);
    assert_eq!(claim(99_999).await.expect_err("none"), Refusal::NotActive);
}

#[tokio::test]
async fn of_two_who_claim_at_once_one_gets_it() {
    let it = Imports::new().await;
    let now = start();
    for file in 1..=10 {
        let (first, second) =
            (it.run(i64::from(file), file).await, it.run(i64::from(file), file + 100).await);
        let claim = async |run, worker| lease::claim(&it.db, run, worker, None, now).await.expect("asked");
        let (a, b, c) = tokio::join!(claim(first.id, "a"), claim(first.id, "b"), claim(second.id, "c"));
        assert!(a.is_ok() != b.is_ok(), "{a:?} {b:?}");
        assert_eq!(c.expect_err("behind"), Refusal::Behind(first.id));
    }
}

#[tokio::test]
async fn a_run_moves_with_its_counts_and_ends_its_lease_when_it_stops() {
    let it = Imports::new().await;
    let (now, run) = (start(), it.run(1, 1).await);
    let (_, lease) = lease::claim(&it.db, run.id, "one", None, now).await.expect("asked").expect("free");
    let counts = Counts { records: 9, created: 5, unchanged: 4, warnings: 2, ..Counts::default() };
    let wanted =
        lease::progress(&it.db, &lease, Phase::Stage, 5, Some(10), Some(2.5), &counts).await.expect("ours");
    assert_eq!(wanted, None);
    it.set(run.id, "wanted = 'pause'").await;
    let wanted = lease::progress(&it.db, &lease, Phase::Stage, 6, None, None, &counts).await.expect("ours");
    assert_eq!(wanted.as_deref(), Some("pause"), "progress hears it too");
    let staged = lease::advance(&it.db, &lease, Status::Staged, None, None, now).await.expect("ours");
    assert_eq!(
        (staged.status(), staged.counts, staged.phase.as_deref()),
        (Status::Staged, counts, Some("stage"))
    );
    assert!(staged.is_leased(now) && staged.finished_at.is_none() && staged.wanted.is_some());
    let message = Message { text: "no good".to_owned(), code: "bad".to_owned() };
    let failed =
        lease::advance(&it.db, &lease, Status::Failed, None, Some(&message), now).await.expect("ours");
    assert_eq!((failed.status(), failed.finished_at), (Status::Failed, Some(now)));
    assert_eq!((failed.phase.as_deref(), failed.wanted.as_deref()), (None, None));
    assert_eq!((failed.message.as_deref(), failed.message_code.as_deref()), (Some("no good"), Some("bad")));
    assert!(!failed.is_leased(now));
    store::imports::log::add(
        &it.db,
        lease.run_id,
        now,
        store::imports::log::Level::Info,
        "said",
        serde_json::json!({}),
    )
    .await
    .expect("said");
    assert_eq!(store::imports::log::of_run(&it.db, run.id, 9).await.expect("read")[0].code, "said");
}
