//! The cache with a real Redis behind it, and without it when it dies.

use std::convert::Infallible;
use std::time::Duration;

use store::cache::{Cache, Group};

static NAMES: Group<Vec<String>> = Group::new("names", Duration::from_mins(1));
static COUNTS: Group<u64> = Group::new("counts", Duration::from_millis(40));

fn names(name: &str) -> Vec<String> {
    vec![name.to_owned()]
}

#[tokio::test]
async fn replicas_share_what_they_know_and_what_they_forget() {
    let redis = testkit::redis();
    let one = Cache::with_redis(&redis.url(0)).expect("a good URL");
    let two = Cache::with_redis(&redis.url(0)).expect("a good URL");
    one.ping(Duration::from_secs(5)).await.expect("a Redis").expect("an answer");

    one.set(&NAMES, "k", names("ann")).await;
    assert_eq!(two.get(&NAMES, "k").await.as_deref(), Some(&names("ann")));
    let computed = two.get_or_compute(&NAMES, "k", async { Ok::<_, Infallible>(names("never")) }).await;
    assert_eq!(computed.as_deref(), Ok(&names("ann")));

    let three = Cache::with_redis(&redis.url(0)).expect("a good URL");
    one.forget_all(&NAMES).await;
    assert_eq!(one.get(&NAMES, "k").await, None);
    assert_eq!(three.get(&NAMES, "k").await, None);
    three.set(&NAMES, "k", names("bob")).await;
    assert_eq!(one.get(&NAMES, "k").await.as_deref(), Some(&names("bob")));
    three.forget(&NAMES, "k").await;
    assert_eq!(Cache::with_redis(&redis.url(0)).expect("a good URL").get(&NAMES, "k").await, None);

    let elsewhere = Cache::with_redis(&redis.url(1)).expect("a good URL");
    one.set(&NAMES, "k", names("cyd")).await;
    assert_eq!(elsewhere.get(&NAMES, "k").await, None, "another database of the server");
}

#[tokio::test]
async fn answers_end_by_time_in_redis_too() {
    let redis = testkit::redis();
    let one = Cache::with_redis(&redis.url(0)).expect("a good URL");
    one.set(&COUNTS, "k", 5).await;
    let client = redis::Client::open(redis.url(0)).expect("a client");
    let mut connection = client.get_multiplexed_async_connection().await.expect("a connection");
    let keys: Vec<String> =
        redis::cmd("KEYS").arg("*counts*").query_async(&mut connection).await.expect("keys");
    let ttl: i64 = redis::cmd("PTTL").arg(&keys).query_async(&mut connection).await.expect("a time");
    assert!((-2..=40).contains(&ttl) && ttl != -1, "{ttl}");
}

#[tokio::test]
async fn nonsense_in_redis_is_a_miss() {
    let redis = testkit::redis();
    let cache = Cache::with_redis(&redis.url(0)).expect("a good URL");
    cache.set(&NAMES, "k", names("ann")).await;
    let client = redis::Client::open(redis.url(0)).expect("a client");
    let mut connection = client.get_multiplexed_async_connection().await.expect("a connection");
    let keys: Vec<String> =
        redis::cmd("KEYS").arg("*names*k").query_async(&mut connection).await.expect("keys");
    let _: () = redis::cmd("SET")
        .arg(&keys[0])
        .arg("{not json")
        .query_async(&mut connection)
        .await
        .expect("to spoil");
    let other = Cache::with_redis(&redis.url(0)).expect("a good URL");
    assert_eq!(other.get(&NAMES, "k").await, None);
    let computed = other.get_or_compute(&NAMES, "k", async { Ok::<_, Infallible>(names("bob")) }).await;
    assert_eq!(computed.as_deref(), Ok(&names("bob")));
}

#[tokio::test]
async fn a_redis_that_dies_costs_no_answer() {
    let mut redis = testkit::redis();
    let cache = Cache::with_redis(&redis.url(0)).expect("a good URL");
    cache.set(&NAMES, "k", names("ann")).await;
    redis.kill();
    for key in ["a", "b", "c"] {
        let computed = cache.get_or_compute(&NAMES, key, async { Ok::<_, Infallible>(names(key)) }).await;
        assert_eq!(computed.as_deref(), Ok(&names(key)));
        assert_eq!(cache.get(&NAMES, key).await.as_deref(), Some(&names(key)), "kept in this process");
    }
    cache.forget_all(&NAMES).await;
    assert_eq!(cache.get(&NAMES, "a").await, None, "forgotten in this process");
    assert!(cache.ping(Duration::from_secs(1)).await.expect("a Redis").is_err());

    redis.restart();
    let fresh = Cache::with_redis(&redis.url(0)).expect("a good URL");
    fresh.ping(Duration::from_secs(5)).await.expect("a Redis").expect("an answer");
    // The manager notices by its first request that the connection is gone, and makes another.
    let mut answers = 0;
    for _ in 0..20 {
        answers += usize::from(matches!(cache.ping(Duration::from_secs(1)).await, Some(Ok(_))));
    }
    assert!(answers > 0, "the old cache finds the new server");
}
