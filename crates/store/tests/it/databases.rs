//! Pools: what they set up, and what a ping says about a database that is of no use.

use std::time::Duration;

use store::databases::{Database, DatabaseConfig, DatabaseUrl, Databases, DatabasesConfig, PingError};
use testkit::TestDbs;

fn databases(url: &DatabaseUrl, change: impl Fn(&mut DatabaseConfig)) -> Databases {
    let config = DatabasesConfig::new("the tests", |database| {
        let mut config = DatabaseConfig::new(database, url.clone());
        config.acquire_timeout = Duration::from_secs(5);
        change(&mut config);
        config
    });
    Databases::connect(&config).expect("a good URL")
}

async fn ping(databases: &Databases) -> PingError {
    databases.ping_one(Database::Media, Duration::from_secs(5)).await.expect_err("of no use")
}

#[tokio::test]
async fn connections_say_who_they_are_and_give_up_in_time() {
    let dbs = TestDbs::only(&[Database::Core]).await;
    let url = dbs.url(Database::Core);
    let databases = databases(&url, |config| {
        config.statement_timeout = config.statement_timeout.map(|_| Duration::from_millis(50));
    });
    let shown: (String, String) =
        sqlx::query_as("select current_setting('application_name'), current_setting('statement_timeout')")
            .fetch_one(databases.core.pool())
            .await
            .expect("an answer");
    assert_eq!(shown, ("the tests".to_owned(), "50ms".to_owned()));
    let error =
        sqlx::query("select pg_sleep(60)").execute(databases.core.pool()).await.expect_err("too long");
    assert!(error.to_string().contains("statement timeout"), "{error}");
    let unlimited: String = sqlx::query_scalar("show statement_timeout")
        .fetch_one(databases.catalog.pool())
        .await
        .expect("an answer");
    assert_eq!(unlimited, "0", "an apply takes as long as it takes");

    let pings = databases.ping(Duration::from_secs(5)).await;
    assert_eq!(pings.iter().map(|ping| ping.database).collect::<Vec<_>>(), Database::ALL);
    assert!(pings.iter().all(|ping| ping.result.is_ok()), "{pings:?}");
}

#[tokio::test]
async fn a_ping_says_what_is_wrong() {
    let dbs = TestDbs::only(&[]).await;
    let missing = databases(&dbs.url(Database::Core), |_| {});
    assert_eq!(ping(&missing).await, PingError::Missing);

    let nowhere = DatabaseUrl::parse("postgresql://ann:geheim@127.0.0.1:1/x").expect("a good URL");
    let error = ping(&databases(&nowhere, |_| {})).await;
    assert!(matches!(error, PingError::Unreachable(_)), "{error}");
    assert!(!error.to_string().contains("geheim"), "{error}");

    let stranger = dbs.empty("stranger").await;
    let stranger = stranger.expose().replace("user=postgres", "user=nobody_at_all");
    let stranger = DatabaseUrl::parse(&stranger).expect("a good URL");
    assert_eq!(ping(&databases(&stranger, |_| {})).await, PingError::Refused);
}

#[tokio::test]
async fn a_pool_that_is_in_use_is_told_from_a_server_that_is_down() {
    let dbs = TestDbs::only(&[Database::Media]).await;
    let databases = databases(&dbs.url(Database::Media), |config| {
        config.pool_size = 1;
        config.acquire_timeout = Duration::from_millis(100);
    });
    let taken = databases.media.pool().acquire().await.expect("the only one");
    assert_eq!(ping(&databases).await, PingError::PoolExhausted(1));
    drop(taken);
    databases.ping_one(Database::Media, Duration::from_secs(5)).await.expect("to answer again");
}
