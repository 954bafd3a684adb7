use store::core::api_key::{self, NewApiKey};
use store::core::audit::Actor;
use store::core::user::{self, Role, UserChange};

use super::{account, at, dbs, hash};

#[tokio::test]
async fn a_key_can_do_what_it_and_its_owner_both_can() {
    let dbs = dbs().await;
    account(&dbs.core, "root@x.org", Role::Admin).await;
    let ann = account(&dbs.core, "ann@x.org", Role::Manager).await;
    let new =
        NewApiKey { user_id: ann.id, name: "shop", role: Role::User, prefix: "pm_live_ab12", hash: &hash(1) };
    let key = api_key::create(&dbs.core, &new, &Actor::cli(), at(0)).await.expect("a key");
    assert_eq!((key.name.as_str(), key.user_email.as_str(), key.last_used_at), ("shop", "ann@x.org", None));

    let used = api_key::authenticate(&dbs.core, &hash(1), at(1)).await.expect("an answer").expect("good");
    assert_eq!((used.key_id, used.user.id, used.user.role), (key.id, ann.id, Role::User));
    let demoted = UserChange { role: Some(Role::Viewer), ..UserChange::default() };
    user::update(&dbs.core, ann.id, &demoted, &Actor::cli(), at(2)).await.expect("a change");
    let used = api_key::authenticate(&dbs.core, &hash(1), at(3)).await.expect("an answer").expect("good");
    assert_eq!(used.user.role, Role::Viewer);

    assert_eq!(api_key::authenticate(&dbs.core, &hash(2), at(3)).await.expect("an answer"), None);
    let off = UserChange { is_active: Some(false), ..UserChange::default() };
    user::update(&dbs.core, ann.id, &off, &Actor::cli(), at(4)).await.expect("a change");
    assert_eq!(api_key::authenticate(&dbs.core, &hash(1), at(5)).await.expect("an answer"), None);
}

#[tokio::test]
async fn its_use_is_noted_once_a_minute() {
    let dbs = dbs().await;
    let ann = account(&dbs.core, "ann@x.org", Role::User).await;
    let new = NewApiKey { user_id: ann.id, name: "a", role: Role::User, prefix: "pm_live_a", hash: &hash(1) };
    api_key::create(&dbs.core, &new, &Actor::cli(), at(0)).await.expect("a key");
    let seconds = |n| at(1) + chrono::TimeDelta::seconds(n);
    for (now, noted) in [(seconds(0), seconds(0)), (seconds(59), seconds(0)), (seconds(60), seconds(60))] {
        api_key::authenticate(&dbs.core, &hash(1), now).await.expect("an answer").expect("good");
        let (keys, _) = api_key::list(&dbs.core, None, 10, 0).await.expect("a list");
        assert_eq!(keys[0].last_used_at, Some(noted));
    }
}

#[tokio::test]
async fn everyone_sees_and_deletes_their_own() {
    let dbs = dbs().await;
    let ann = account(&dbs.core, "ann@x.org", Role::User).await;
    let bob = account(&dbs.core, "bob@x.org", Role::User).await;
    let mut keys = Vec::new();
    for (byte, owner) in [(1, ann.id), (2, bob.id), (3, ann.id)] {
        let new =
            NewApiKey { user_id: owner, name: "k", role: Role::User, prefix: "pm_live_", hash: &hash(byte) };
        keys.push(api_key::create(&dbs.core, &new, &Actor::cli(), at(0)).await.expect("a key"));
    }
    let (of_ann, total) = api_key::list(&dbs.core, Some(ann.id), 10, 0).await.expect("a list");
    assert_eq!(of_ann, [keys[2].clone(), keys[0].clone()]);
    assert_eq!(total, 2);
    let (second, total) = api_key::list(&dbs.core, None, 1, 1).await.expect("a list");
    assert_eq!((second, total), (vec![keys[1].clone()], 3));

    let by = Actor::cli();
    assert!(!api_key::delete(&dbs.core, keys[1].id, Some(ann.id), &by, at(1)).await.expect("an answer"));
    assert!(api_key::delete(&dbs.core, keys[0].id, Some(ann.id), &by, at(1)).await.expect("an answer"));
    assert!(api_key::delete(&dbs.core, keys[1].id, None, &by, at(1)).await.expect("an answer"));
    assert_eq!(api_key::list(&dbs.core, None, 10, 0).await.expect("a list").1, 1);
}
