use store::core::session::{self, NewSession, RotateError};
use store::core::user::{self, Role, UserChange};
use store::databases::CoreDb;

use super::{account, at, dbs, hash};

async fn open(db: &CoreDb, user_id: i64, byte: u8) -> i64 {
    let new = NewSession {
        user_id,
        token_hash: &hash(byte),
        expires_at: at(60),
        address: Some("192.0.2.1"),
        user_agent: Some("Firefox"),
    };
    session::open(db, &new, at(0)).await.expect("a session")
}

#[tokio::test]
async fn a_token_is_exchanged_for_the_next() {
    let dbs = dbs().await;
    let ann = account(&dbs.core, "ann@x.org", Role::User).await;
    let id = open(&dbs.core, ann.id, 1).await;
    for byte in 1..4 {
        let now = at(50 * i64::from(byte));
        let next =
            session::rotate(&dbs.core, &hash(byte), &hash(byte + 1), at(50 * i64::from(byte) + 60), now)
                .await
                .expect("the next token");
        assert_eq!((next.session_id, next.user.id), (id, ann.id));
    }
    let error = session::rotate(&dbs.core, &hash(99), &hash(100), at(60), at(1)).await.expect_err("unknown");
    assert!(matches!(error, RotateError::Unknown), "{error}");
}

#[tokio::test]
async fn a_token_used_twice_ends_the_whole_family() {
    let dbs = dbs().await;
    let ann = account(&dbs.core, "ann@x.org", Role::User).await;
    let id = open(&dbs.core, ann.id, 1).await;
    let other = open(&dbs.core, ann.id, 9).await;
    session::rotate(&dbs.core, &hash(1), &hash(2), at(60), at(1)).await.expect("the next token");
    let error = session::rotate(&dbs.core, &hash(1), &hash(3), at(60), at(2)).await.expect_err("stolen");
    assert!(
        matches!(error, RotateError::Reused { user_id, session_id } if user_id == ann.id && session_id == id),
        "{error}"
    );
    let error = session::rotate(&dbs.core, &hash(2), &hash(4), at(60), at(3)).await.expect_err("ended");
    assert!(matches!(error, RotateError::Revoked), "{error}");
    assert!(!session::is_open(&dbs.core, id, at(3)).await.expect("an answer"));
    assert!(session::is_open(&dbs.core, other, at(3)).await.expect("another login lasts"));
}

#[tokio::test]
async fn of_two_exchanges_at_once_one_wins() {
    let dbs = dbs().await;
    let ann = account(&dbs.core, "ann@x.org", Role::User).await;
    open(&dbs.core, ann.id, 1).await;
    let (old, second, third) = (hash(1), hash(2), hash(3));
    let (one, two) = tokio::join!(
        session::rotate(&dbs.core, &old, &second, at(60), at(1)),
        session::rotate(&dbs.core, &old, &third, at(60), at(1)),
    );
    assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1, "{one:?} {two:?}");
    let lost = one.err().or(two.err()).expect("one to lose");
    assert!(matches!(lost, RotateError::Reused { .. }), "{lost}");
}

#[tokio::test]
async fn a_session_ends_by_time_by_logout_and_with_its_account() {
    let dbs = dbs().await;
    account(&dbs.core, "root@x.org", Role::Admin).await;
    let ann = account(&dbs.core, "ann@x.org", Role::User).await;
    open(&dbs.core, ann.id, 1).await;
    let error = session::rotate(&dbs.core, &hash(1), &hash(2), at(200), at(60)).await.expect_err("too late");
    assert!(matches!(error, RotateError::Expired), "{error}");

    let id = open(&dbs.core, ann.id, 3).await;
    session::rotate(&dbs.core, &hash(3), &hash(4), at(60), at(1)).await.expect("the next token");
    session::close(&dbs.core, &hash(4), at(2)).await.expect("to log out");
    session::close(&dbs.core, &hash(77), at(2)).await.expect("an unknown token to be nobody's business");
    assert!(!session::is_open(&dbs.core, id, at(3)).await.expect("an answer"));

    let id = open(&dbs.core, ann.id, 5).await;
    let off = UserChange { is_active: Some(false), ..UserChange::default() };
    user::update(&dbs.core, ann.id, &off, &super::Actor::cli(), at(2)).await.expect("a change");
    assert!(!session::is_open(&dbs.core, id, at(3)).await.expect("an answer"));
    let error = session::rotate(&dbs.core, &hash(5), &hash(6), at(60), at(3)).await.expect_err("ended");
    assert!(matches!(error, RotateError::Revoked), "{error}");

    assert_eq!(session::sweep(&dbs.core, at(61)).await.expect("to sweep"), 3);
    let error = session::rotate(&dbs.core, &hash(3), &hash(8), at(200), at(61)).await.expect_err("gone");
    assert!(matches!(error, RotateError::Unknown), "{error}");
}
