//! Answers that are kept for a while: in this process, and in Redis behind it where there is one.
//!
//! What is cached is grouped: a [`Group`] names a kind of answer, its type, and how long it stays good. With
//! Redis, replicas share what they computed and what they forgot; in this process an answer then stays for
//! [`FRESH`] only, so that a change elsewhere is seen soon. A cache that is broken, slow or full of nonsense is a
//! miss and never an error.
//!
//! Settings that come here resolved: `REDIS_URL`, `REDIS_CACHE_TTL`. One connection carries all requests, so
//! `REDIS_MAX_CONNECTIONS` has nothing to limit.

mod shared;

use std::any::Any;
use std::collections::HashMap;
use std::future::Future;
use std::marker::PhantomData;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use moka::Expiry;
use serde::Serialize;
use serde::de::DeserializeOwned;

use shared::Shared;

/// How long an answer stays in this process when Redis is behind it.
pub const FRESH: Duration = Duration::from_secs(2);
/// Answers held in this process.
const CAPACITY: u64 = 10_000;

/// A kind of answer.
#[derive(Debug)]
pub struct Group<T> {
    name: &'static str,
    ttl: Duration,
    of: PhantomData<fn() -> T>,
}

impl<T> Group<T> {
    /// A kind of answer that stays good that long. The name must be its own.
    pub const fn new(name: &'static str, ttl: Duration) -> Self {
        Self { name, ttl, of: PhantomData }
    }
}

/// The cache. Clones share it.
#[derive(Clone)]
pub struct Cache {
    local: moka::future::Cache<String, Entry>,
    /// How often each group was forgotten here: part of its keys.
    generations: Arc<Mutex<HashMap<&'static str, u64>>>,
    shared: Option<Shared>,
}

impl std::fmt::Debug for Cache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Cache")
            .field("entries", &self.local.entry_count())
            .field("redis", &self.shared.is_some())
            .finish_non_exhaustive()
    }
}

#[derive(Clone)]
struct Entry {
    value: Arc<dyn Any + Send + Sync>,
    ttl: Duration,
}

struct EachItsOwn;

impl Expiry<String, Entry> for EachItsOwn {
    fn expire_after_create(&self, _key: &String, entry: &Entry, _at: Instant) -> Option<Duration> {
        Some(entry.ttl)
    }

    fn expire_after_update(
        &self,
        _key: &String,
        entry: &Entry,
        _at: Instant,
        _left: Option<Duration>,
    ) -> Option<Duration> {
        Some(entry.ttl)
    }
}

impl Cache {
    /// One for this process alone.
    pub fn local() -> Self {
        Self {
            local: moka::future::Cache::builder().max_capacity(CAPACITY).expire_after(EachItsOwn).build(),
            generations: Arc::default(),
            shared: None,
        }
    }

    /// One with Redis behind it. Whether it answers shows later, see [`Self::ping`]; has to be called within a
    /// tokio runtime.
    pub fn with_redis(url: &str) -> Result<Self, CacheUrlError> {
        Ok(Self { shared: Some(Shared::new(url)?), ..Self::local() })
    }

    /// What is cached, if it is.
    pub async fn get<T>(&self, group: &Group<T>, key: &str) -> Option<Arc<T>>
    where
        T: DeserializeOwned + Send + Sync + 'static,
    {
        let key = self.key(group, key).await;
        if let Some(entry) = self.local.get(&key).await {
            return entry.value.downcast().ok();
        }
        let value = Arc::new(self.shared.as_ref()?.get::<T>(&key).await?);
        self.local.insert(key, self.entry(group, Arc::clone(&value))).await;
        Some(value)
    }

    /// Caches an answer.
    pub async fn set<T>(&self, group: &Group<T>, key: &str, value: T) -> Arc<T>
    where
        T: Serialize + Send + Sync + 'static,
    {
        let key = self.key(group, key).await;
        let value = Arc::new(value);
        if let Some(shared) = &self.shared {
            shared.set(&key, &*value, group.ttl).await;
        }
        self.local.insert(key, self.entry(group, Arc::clone(&value))).await;
        value
    }

    /// What is cached, or else what `compute` answers. Of many who ask for the same at once in this process, one
    /// computes. An error isn't cached; all who waited for it get it.
    pub async fn get_or_compute<T, E>(
        &self,
        group: &Group<T>,
        key: &str,
        compute: impl Future<Output = Result<T, E>>,
    ) -> Result<Arc<T>, Arc<E>>
    where
        T: Serialize + DeserializeOwned + Send + Sync + 'static,
        E: Send + Sync + 'static,
    {
        let key = self.key(group, key).await;
        let work = async {
            if let Some(shared) = &self.shared
                && let Some(value) = shared.get::<T>(&key).await
            {
                return Ok(self.entry(group, Arc::new(value)));
            }
            let value = Arc::new(compute.await?);
            if let Some(shared) = &self.shared {
                shared.set(&key, &*value, group.ttl).await;
            }
            Ok(self.entry(group, value))
        };
        let entry = self.local.try_get_with(key.clone(), work).await?;
        Ok(entry.value.downcast().expect("a group has one type"))
    }

    /// Forgets one answer.
    pub async fn forget<T>(&self, group: &Group<T>, key: &str) {
        let key = self.key(group, key).await;
        self.local.invalidate(&key).await;
        if let Some(shared) = &self.shared {
            shared.forget(&key).await;
        }
    }

    /// Forgets all answers of a kind, on all replicas; those that are being computed just now too.
    pub async fn forget_all<T>(&self, group: &Group<T>) {
        if let Some(shared) = &self.shared {
            shared.next_generation(group.name).await;
            return;
        }
        *self.generations.lock().unwrap_or_else(PoisonError::into_inner).entry(group.name).or_default() += 1;
    }

    /// Asks Redis whether it is there. `None`: there is none.
    pub async fn ping(&self, timeout: Duration) -> Option<Result<Duration, String>> {
        match &self.shared {
            None => None,
            Some(shared) => Some(shared.ping(timeout).await),
        }
    }

    async fn key<T>(&self, group: &Group<T>, key: &str) -> String {
        let generation = if let Some(shared) = &self.shared {
            shared.generation(group.name).await
        } else {
            let generations = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
            generations.get(group.name).copied().unwrap_or_default()
        };
        format!("{}:{generation}:{key}", group.name)
    }

    fn entry<T: Send + Sync + 'static>(&self, group: &Group<T>, value: Arc<T>) -> Entry {
        let ttl = if self.shared.is_some() { group.ttl.min(FRESH) } else { group.ttl };
        Entry { value, ttl }
    }
}

/// The URL of Redis is none; doesn't quote it.
#[derive(Debug, thiserror::Error)]
#[error("the URL of the cache is wrong ({0}); it should look like redis://host:6379/0")]
pub struct CacheUrlError(String);

#[cfg(test)]
mod tests {
    use std::convert::Infallible as Never;
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    static NUMBERS: Group<u32> = Group::new("numbers", Duration::from_mins(1));
    static WORDS: Group<String> = Group::new("words", Duration::from_mins(1));
    static BRIEF: Group<u32> = Group::new("brief", Duration::ZERO);

    #[tokio::test]
    async fn answers_are_kept_by_group_and_key() {
        let cache = Cache::local();
        cache.set(&NUMBERS, "a", 1).await;
        cache.set(&WORDS, "a", "one".to_owned()).await;
        assert_eq!(cache.get(&NUMBERS, "a").await.as_deref(), Some(&1));
        assert_eq!(cache.get(&WORDS, "a").await.as_deref().map(String::as_str), Some("one"));
        assert_eq!(cache.get(&NUMBERS, "b").await, None);
        cache.forget(&NUMBERS, "a").await;
        assert_eq!(cache.get(&NUMBERS, "a").await, None);
        cache.set(&BRIEF, "a", 1).await;
        assert_eq!(cache.get(&BRIEF, "a").await, None);
        assert_eq!(cache.ping(Duration::from_secs(1)).await, None);
    }

    #[tokio::test]
    async fn one_computes_for_all_and_errors_are_not_kept() {
        let cache = Cache::local();
        let count = AtomicU32::new(0);
        let asks = (0..10).map(|_| {
            cache.get_or_compute(&NUMBERS, "k", async {
                tokio::task::yield_now().await;
                Ok::<_, Never>(count.fetch_add(1, Ordering::SeqCst))
            })
        });
        for answer in futures_util::future::join_all(asks).await {
            assert_eq!(answer.as_deref(), Ok(&0));
        }
        let failed = cache.get_or_compute(&NUMBERS, "e", async { Err("down") }).await;
        assert_eq!(failed.as_deref().map_err(|error| **error), Err("down"));
        let again = cache.get_or_compute(&NUMBERS, "e", async { Ok::<_, Never>(7) }).await;
        assert_eq!(again.as_deref(), Ok(&7));
    }

    #[tokio::test]
    async fn what_was_being_computed_when_all_was_forgotten_is_not_seen() {
        let cache = Cache::local();
        cache.set(&NUMBERS, "old", 1).await;
        let stale = cache
            .get_or_compute(&NUMBERS, "k", async {
                cache.forget_all(&NUMBERS).await;
                Ok::<_, Never>(1)
            })
            .await;
        assert_eq!(stale.as_deref(), Ok(&1));
        assert_eq!(cache.get(&NUMBERS, "k").await, None);
        assert_eq!(cache.get(&NUMBERS, "old").await, None);
    }

    #[test]
    fn a_wrong_url_is_not_quoted() {
        let error = Cache::with_redis("http://:secret@x").expect_err("not Redis").to_string();
        assert!(error.contains("redis://host:6379/0") && !error.contains("secret"), "{error}");
    }
}
