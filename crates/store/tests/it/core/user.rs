use store::core::audit::{self, Actor};
use store::core::session::{self, NewSession};
use store::core::user::{self, Locale, NewUser, ProfileChange, Role, Theme, UserChange, UserError};

use super::{account, at, dbs, hash};

#[tokio::test]
async fn an_account_is_made_once_per_address_whatever_its_case() {
    let dbs = dbs().await;
    assert!(!user::any_admin(&dbs.core).await.expect("an answer"));
    let ann = account(&dbs.core, " Ann@Example.com ", Role::Admin).await;
    assert_eq!((ann.email.as_str(), ann.role, ann.is_active), ("Ann@Example.com", Role::Admin, true));
    assert_eq!((ann.locale, ann.theme, ann.created_at), (Locale::Fr, Theme::System, at(0)));
    assert!(user::any_admin(&dbs.core).await.expect("an answer"));

    let new = NewUser {
        email: "ann@EXAMPLE.com",
        name: "Other",
        role: Role::User,
        password_hash: "x",
        locale: Locale::En,
    };
    let error = user::create(&dbs.core, &new, &Actor::cli(), at(1)).await.expect_err("taken");
    assert!(matches!(error, UserError::EmailTaken), "{error}");

    let found = user::by_email(&dbs.core, "ANN@example.com ").await.expect("an answer").expect("Ann");
    assert_eq!((found.user.id, found.password_hash.as_str()), (ann.id, "$argon2id$x"));
    assert!(!format!("{found:?}").contains("argon2"));
    assert_eq!(user::by_id(&dbs.core, ann.id).await.expect("an answer"), Some(ann));
    assert_eq!(user::by_id(&dbs.core, 0).await.expect("an answer"), None);
}

#[tokio::test]
async fn accounts_are_listed_by_name_and_found_by_words() {
    let dbs = dbs().await;
    for email in ["c@x.org", "b_%@x.org", "a@x.org"] {
        account(&dbs.core, email, Role::Viewer).await;
    }
    let (page, total) = user::list(&dbs.core, None, 2, 1).await.expect("a list");
    assert_eq!(total, 3);
    assert_eq!(page.iter().map(|user| user.email.as_str()).collect::<Vec<_>>(), ["b_%@x.org", "a@x.org"]);
    let (found, total) = user::list(&dbs.core, Some(" B_% "), 20, 0).await.expect("a list");
    assert_eq!((found.len(), total), (1, 1));
}

#[tokio::test]
async fn the_last_active_administrator_stays() {
    let dbs = dbs().await;
    let ann = account(&dbs.core, "ann@x.org", Role::Admin).await;
    let bob = account(&dbs.core, "bob@x.org", Role::Admin).await;
    let by =
        Actor { user_id: Some(ann.id), name: "ann@x.org".to_owned(), address: Some("10.0.0.1".to_owned()) };
    let off = UserChange { is_active: Some(false), ..UserChange::default() };
    let demoted = UserChange { role: Some(Role::Manager), ..UserChange::default() };
    let renamed = UserChange { name: Some("Anna".to_owned()), ..UserChange::default() };

    let bob = user::update(&dbs.core, bob.id, &off, &by, at(1)).await.expect("one of two may go");
    assert_eq!((bob.is_active, bob.role, bob.updated_at), (false, Role::Admin, at(1)));
    for change in [&off, &demoted] {
        let error = user::update(&dbs.core, ann.id, change, &by, at(2)).await.expect_err("the last");
        assert!(matches!(error, UserError::LastAdmin), "{error}");
    }
    let anna = user::update(&dbs.core, ann.id, &renamed, &by, at(3)).await.expect("a name may change");
    assert_eq!((anna.name.as_str(), anna.role), ("Anna", Role::Admin));
    let error = user::update(&dbs.core, 0, &renamed, &by, at(3)).await.expect_err("nobody");
    assert!(matches!(error, UserError::NotFound), "{error}");

    let log = audit::list(&dbs.core, None, 10).await.expect("the log");
    let actions: Vec<_> = log.iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!(actions, ["user.changed", "user.changed", "user.created", "user.created"]);
    assert_eq!(log[1].details["after"]["is_active"], false);
    assert_eq!((log[0].actor.as_str(), log[0].address.as_deref()), ("ann@x.org", Some("10.0.0.1")));
    let earlier = audit::list(&dbs.core, Some(log[2].id), 10).await.expect("the log");
    assert_eq!(earlier, log[3..]);
}

#[tokio::test]
async fn two_administrators_cannot_remove_each_other_at_once() {
    let dbs = dbs().await;
    let ann = account(&dbs.core, "ann@x.org", Role::Admin).await;
    let bob = account(&dbs.core, "bob@x.org", Role::Admin).await;
    let off = UserChange { is_active: Some(false), ..UserChange::default() };
    let by = Actor::cli();
    let (one, two) = tokio::join!(
        user::update(&dbs.core, ann.id, &off, &by, at(1)),
        user::update(&dbs.core, bob.id, &off, &by, at(1)),
    );
    assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1, "{one:?} {two:?}");
    assert!(user::any_admin(&dbs.core).await.expect("an answer"));
}

#[tokio::test]
async fn a_profile_is_its_owners() {
    let dbs = dbs().await;
    let ann = account(&dbs.core, "ann@x.org", Role::Viewer).await;
    let change = ProfileChange { locale: Some(Locale::En), theme: Some(Theme::Dark), name: None };
    let ann = user::update_profile(&dbs.core, ann.id, &change, at(1)).await.expect("a change");
    assert_eq!((ann.name.as_str(), ann.locale, ann.theme), ("Ann", Locale::En, Theme::Dark));
    let json = serde_json::to_value(&ann).expect("JSON");
    assert_eq!(
        (&json["role"], &json["locale"], &json["theme"]),
        (&"viewer".into(), &"en".into(), &"dark".into())
    );
}

#[tokio::test]
async fn a_new_password_ends_the_other_sessions() {
    let dbs = dbs().await;
    let ann = account(&dbs.core, "ann@x.org", Role::User).await;
    let mut sessions = Vec::new();
    for byte in [1, 2] {
        let new = NewSession {
            user_id: ann.id,
            token_hash: &hash(byte),
            expires_at: at(100),
            address: None,
            user_agent: None,
        };
        sessions.push(session::open(&dbs.core, &new, at(1)).await.expect("a session"));
    }
    user::set_password(&dbs.core, ann.id, "new", Some(sessions[1]), &Actor::cli(), at(2))
        .await
        .expect("a password");
    assert!(!session::is_open(&dbs.core, sessions[0], at(3)).await.expect("an answer"));
    assert!(session::is_open(&dbs.core, sessions[1], at(3)).await.expect("an answer"));
    let now = user::credentials(&dbs.core, ann.id).await.expect("an answer").expect("Ann");
    assert_eq!((now.password_hash.as_str(), now.user.last_login_at), ("new", Some(at(1))));
    let error = user::set_password(&dbs.core, 0, "x", None, &Actor::cli(), at(2)).await.expect_err("nobody");
    assert!(matches!(error, UserError::NotFound), "{error}");
}

#[tokio::test]
async fn who_loses_rights_loses_the_sessions() {
    let dbs = dbs().await;
    let ann = account(&dbs.core, "ann@x.org", Role::Manager).await;
    let new = NewSession {
        user_id: ann.id,
        token_hash: &hash(1),
        expires_at: at(100),
        address: None,
        user_agent: None,
    };
    let session = session::open(&dbs.core, &new, at(1)).await.expect("a session");
    let promoted = UserChange { role: Some(Role::Admin), ..UserChange::default() };
    user::update(&dbs.core, ann.id, &promoted, &Actor::cli(), at(2)).await.expect("a change");
    assert!(session::is_open(&dbs.core, session, at(3)).await.expect("an answer"));
    account(&dbs.core, "bob@x.org", Role::Admin).await;
    let demoted = UserChange { role: Some(Role::Viewer), ..UserChange::default() };
    user::update(&dbs.core, ann.id, &demoted, &Actor::cli(), at(4)).await.expect("a change");
    assert!(!session::is_open(&dbs.core, session, at(5)).await.expect("an answer"));
}
