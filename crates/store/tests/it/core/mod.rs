//! `supplier_import`: accounts and what goes with them.

mod api_key;
mod idempotency;
mod login_throttle;
mod session;
mod setting;
mod user;

use chrono::{DateTime, TimeDelta, Utc};
use store::core::audit::Actor;
use store::core::user::{Locale, NewUser, Role, User};
use store::databases::{CoreDb, Database};
use testkit::TestDbs;

async fn dbs() -> TestDbs {
    TestDbs::only(&[Database::Core]).await
}

fn at(minutes: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000, 0).expect("a time") + TimeDelta::minutes(minutes)
}

fn hash(byte: u8) -> [u8; 32] {
    [byte; 32]
}

async fn account(db: &CoreDb, email: &str, role: Role) -> User {
    let new = NewUser { email, name: "Ann", role, password_hash: "$argon2id$x", locale: Locale::Fr };
    store::core::user::create(db, &new, &Actor::cli(), at(0)).await.expect("an account")
}
