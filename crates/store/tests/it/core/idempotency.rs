use futures_util::future::join_all;
use store::core::idempotency::{self, Answer, Begun, Request};
use store::core::user::Role;

use super::{account, at, dbs, hash};

fn answer() -> Answer {
    Answer { status: 201, content_type: Some("application/json".to_owned()), body: b"{\"id\":1}".to_vec() }
}

#[tokio::test]
async fn a_request_is_done_once_and_answered_the_same() {
    let dbs = dbs().await;
    let ann = account(&dbs.core, "ann@x.org", Role::User).await;
    let bob = account(&dbs.core, "bob@x.org", Role::User).await;
    let (said, other) = (hash(1), hash(2));
    let request = Request { user_id: ann.id, route: "POST /suppliers", key: "k1", hash: &said };
    let db = &dbs.core;
    assert_eq!(idempotency::begin(db, &request, at(0)).await.expect("an answer"), Begun::New);
    assert_eq!(idempotency::begin(db, &request, at(1)).await.expect("an answer"), Begun::InProgress);
    idempotency::finish(db, &request, &answer()).await.expect("to finish");
    assert_eq!(idempotency::begin(db, &request, at(60)).await.expect("an answer"), Begun::Replay(answer()));

    let changed = Request { hash: &other, ..request };
    assert_eq!(idempotency::begin(db, &changed, at(2)).await.expect("an answer"), Begun::Mismatch);
    for different in [
        Request { user_id: bob.id, ..request },
        Request { route: "POST /users", ..request },
        Request { key: "k2", ..request },
    ] {
        assert_eq!(idempotency::begin(db, &different, at(2)).await.expect("an answer"), Begun::New);
    }
    assert_eq!(idempotency::sweep(db, at(1)).await.expect("to sweep"), 1);
}

#[tokio::test]
async fn a_failed_request_may_be_tried_again_and_an_abandoned_one_too() {
    let dbs = dbs().await;
    let ann = account(&dbs.core, "ann@x.org", Role::User).await;
    let said = hash(1);
    let request = Request { user_id: ann.id, route: "POST /imports", key: "k", hash: &said };
    let db = &dbs.core;
    assert_eq!(idempotency::begin(db, &request, at(0)).await.expect("an answer"), Begun::New);
    idempotency::abandon(db, &request).await.expect("to abandon");
    assert_eq!(idempotency::begin(db, &request, at(0)).await.expect("an answer"), Begun::New);
    assert_eq!(idempotency::begin(db, &request, at(9)).await.expect("an answer"), Begun::InProgress);
    assert_eq!(
        idempotency::begin(db, &request, at(10)).await.expect("an answer"),
        Begun::New,
        "its server died"
    );
    idempotency::finish(db, &request, &answer()).await.expect("to finish");
    idempotency::abandon(db, &request).await.expect("an answer to stay");
    assert_eq!(idempotency::begin(db, &request, at(99)).await.expect("an answer"), Begun::Replay(answer()));
}

#[tokio::test]
async fn of_requests_at_once_one_is_new() {
    let dbs = dbs().await;
    let ann = account(&dbs.core, "ann@x.org", Role::User).await;
    let said = hash(1);
    let request = Request { user_id: ann.id, route: "POST /imports", key: "k", hash: &said };
    let all = join_all((0..6).map(|_| idempotency::begin(&dbs.core, &request, at(0)))).await;
    let new = all.into_iter().filter(|begun| matches!(begun, Ok(Begun::New))).count();
    assert_eq!(new, 1);
}
