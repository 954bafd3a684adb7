//! Migrations: up, down, status, and the databases that a binary must not touch.

use sqlx::postgres::PgPoolOptions;
use sqlx::{AssertSqlSafe, PgPool};
use store::databases::Database;
use store::migrate::{self, MigrateError, MigrationState};
use testkit::TestDbs;

async fn empty(dbs: &TestDbs, name: &str) -> PgPool {
    let url = dbs.empty(name).await;
    PgPoolOptions::new().max_connections(4).connect(url.expose()).await.expect("to connect")
}

async fn objects(pool: &PgPool) -> i64 {
    sqlx::query_scalar(
        "select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast') and c.relkind in ('r', 'p', 'S')
           and c.relname <> '_sqlx_migrations'",
    )
    .fetch_one(pool)
    .await
    .expect("to count")
}

#[tokio::test]
async fn every_database_goes_up_and_all_the_way_down_again() {
    let dbs = TestDbs::only(&[]).await;
    for database in Database::ALL {
        let pool = empty(&dbs, database.short()).await;
        let before = migrate::status(database, &pool).await.expect("a status");
        assert!(
            !before.is_empty() && before.iter().all(|m| m.state == MigrationState::Pending),
            "{before:?}"
        );

        let up = migrate::up(database, &pool).await.expect("to go up");
        assert_eq!(up.len(), before.len());
        assert!(objects(&pool).await > 0, "{database}");
        assert_eq!(migrate::up(database, &pool).await.expect("to be up to date"), []);
        let there = migrate::status(database, &pool).await.expect("a status");
        assert!(
            there.iter().all(|m| m.state == MigrationState::Applied && m.applied_at.is_some()),
            "{there:?}"
        );

        let last = migrate::down(database, &pool, 1).await.expect("to go down");
        assert_eq!(last, up[up.len() - 1..]);
        migrate::down(database, &pool, usize::MAX).await.expect("to go all the way down");
        assert_eq!(objects(&pool).await, 0, "{database}: a down migration leaves something behind");
        migrate::up(database, &pool).await.expect("to go up again");
    }
}

#[tokio::test]
async fn processes_that_start_at_once_migrate_once() {
    let dbs = TestDbs::only(&[]).await;
    let pool = empty(&dbs, "race").await;
    let runs = (0..4).map(|_| migrate::up(Database::Core, &pool));
    for run in futures_util::future::join_all(runs).await {
        run.expect("no two to collide");
    }
    let status = migrate::status(Database::Core, &pool).await.expect("a status");
    assert!(status.iter().all(|m| m.state == MigrationState::Applied));
}

#[tokio::test]
async fn a_database_of_a_newer_release_is_left_alone() {
    let dbs = TestDbs::only(&[Database::Media]).await;
    let pool = dbs.media.pool();
    sqlx::query(
        "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
         values (29990101000000, 'from the future', true, '\\x00', 0)",
    )
    .execute(pool)
    .await
    .expect("to pretend");
    for result in [migrate::up(Database::Media, pool).await, migrate::down(Database::Media, pool, 1).await] {
        let error = result.expect_err("to be refused");
        assert!(matches!(error, MigrateError::Newer { version: 29_990_101_000_000, .. }), "{error}");
        assert!(error.to_string().contains("db_media is newer than this binary"), "{error}");
    }
    let status = migrate::status(Database::Media, pool).await.expect("a status");
    let last = status.last().expect("rows");
    assert_eq!((last.state, last.description.as_str()), (MigrationState::Unknown, "from the future"));
}

#[tokio::test]
async fn a_migration_that_was_changed_afterwards_is_noticed() {
    let dbs = TestDbs::only(&[Database::Analytics]).await;
    let pool = dbs.analytics.pool();
    sqlx::query("update _sqlx_migrations set checksum = '\\xff'").execute(pool).await.expect("to tamper");
    let error = migrate::up(Database::Analytics, pool).await.expect_err("to be refused");
    assert!(matches!(error, MigrateError::Changed { .. }), "{error}");
    let status = migrate::status(Database::Analytics, pool).await.expect("a status");
    assert_eq!(status[0].state, MigrationState::Changed);
}

#[tokio::test]
async fn a_failing_migration_leaves_nothing_half_done() {
    let dbs = TestDbs::only(&[]).await;
    let pool = empty(&dbs, "failing").await;
    // The last table of the first migration is there already.
    sqlx::query(AssertSqlSafe("create table outbox (id int)")).execute(&pool).await.expect("a table");
    let error = migrate::up(Database::Core, &pool).await.expect_err("to fail");
    assert!(matches!(error, MigrateError::Failed { .. }), "{error}");
    assert!(error.to_string().contains("supplier_import: migration 2026"), "{error}");
    assert_eq!(objects(&pool).await, 1);
    sqlx::query("drop table outbox").execute(&pool).await.expect("to make room");
    migrate::up(Database::Core, &pool).await.expect("to go up now");
}
