use chrono::TimeDelta;
use futures_util::future::join_all;
use store::core::login_throttle::{self, Policy};

use super::{at, dbs};

const POLICY: Policy =
    Policy { per_email: 3, per_address: 6, window: TimeDelta::minutes(10), block: TimeDelta::minutes(5) };

#[tokio::test]
async fn too_many_attempts_on_one_account_are_refused_for_a_while() {
    let dbs = dbs().await;
    let attempt = |minute| login_throttle::attempt(&dbs.core, "Ann@x.org", "192.0.2.1", &POLICY, at(minute));
    for _ in 0..3 {
        assert_eq!(attempt(0).await.expect("an answer"), None);
    }
    assert_eq!(attempt(1).await.expect("an answer"), Some(at(6)));
    assert_eq!(attempt(2).await.expect("an answer"), Some(at(6)), "a block is not prolonged");
    let other = login_throttle::attempt(&dbs.core, "ann@X.org ", "192.0.2.9", &POLICY, at(3)).await;
    assert_eq!(other.expect("an answer"), Some(at(6)), "from wherever, and however it is written");
    assert_eq!(attempt(6).await.expect("an answer"), None, "then it begins anew");
}

#[tokio::test]
async fn attempts_outside_the_window_do_not_count() {
    let dbs = dbs().await;
    for minute in [0, 5, 9, 10, 15, 19] {
        let refused = login_throttle::attempt(&dbs.core, "ann@x.org", "192.0.2.1", &POLICY, at(minute)).await;
        assert_eq!(refused.expect("an answer"), None, "minute {minute}");
    }
}

#[tokio::test]
async fn a_success_takes_the_count_back() {
    let dbs = dbs().await;
    for minute in 0..20 {
        let refused =
            login_throttle::attempt(&dbs.core, "ann@x.org", "192.0.2.1", &POLICY, at(minute % 3)).await;
        assert_eq!(refused.expect("an answer"), None, "attempt {minute}");
        login_throttle::succeeded(&dbs.core, "ANN@x.org", "192.0.2.1").await.expect("to succeed");
    }
}

#[tokio::test]
async fn one_address_that_tries_many_accounts_is_refused() {
    let dbs = dbs().await;
    for n in 0..7 {
        let email = format!("user{n}@x.org");
        let refused = login_throttle::attempt(&dbs.core, &email, "192.0.2.1", &POLICY, at(0)).await;
        assert_eq!(refused.expect("an answer").is_some(), n == 6, "attempt {n}");
    }
    let elsewhere = login_throttle::attempt(&dbs.core, "user6@x.org", "192.0.2.2", &POLICY, at(0)).await;
    assert_eq!(
        elsewhere.expect("an answer"),
        None,
        "what was refused for its address isn't counted for the account"
    );
}

#[tokio::test]
async fn guesses_at_once_are_all_counted() {
    let dbs = dbs().await;
    let guesses = (0..8).map(|n| {
        let (core, address) = (&dbs.core, format!("192.0.2.{n}"));
        async move { login_throttle::attempt(core, "ann@x.org", &address, &POLICY, at(0)).await }
    });
    let let_through = join_all(guesses).await.into_iter().filter(|answer| matches!(answer, Ok(None))).count();
    assert_eq!(let_through, 3);
}

#[tokio::test]
async fn old_rows_are_swept() {
    let dbs = dbs().await;
    login_throttle::attempt(&dbs.core, "ann@x.org", "192.0.2.1", &POLICY, at(0)).await.expect("an answer");
    assert_eq!(login_throttle::sweep(&dbs.core, at(0)).await.expect("to sweep"), 0);
    assert_eq!(login_throttle::sweep(&dbs.core, at(1)).await.expect("to sweep"), 2);
}
