//! Redis behind the cache. Every request has a quarter of a second; after one that failed, Redis is left alone for
//! some seconds, so that an outage costs one request that time and not each.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{Cmd, FromRedisValue};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{CacheUrlError, FRESH};

const PATIENCE: Duration = Duration::from_millis(250);
const REST: Duration = Duration::from_secs(3);
const PREFIX: &str = "suppliers-import:cache:";

#[derive(Clone)]
pub struct Shared {
    connection: ConnectionManager,
    /// Not before then is it asked again.
    resting_until: Arc<Mutex<Option<Instant>>>,
    /// The generations of the groups, and when they were asked for.
    generations: Arc<Mutex<HashMap<&'static str, (u64, Instant)>>>,
}

impl Shared {
    pub fn new(url: &str) -> Result<Self, CacheUrlError> {
        crate::tls::install_crypto_provider();
        let client = redis::Client::open(url).map_err(|error| CacheUrlError(error.category().to_owned()))?;
        let config = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(PATIENCE))
            .set_response_timeout(Some(PATIENCE))
            .set_number_of_retries(0);
        let connection = ConnectionManager::new_lazy_with_config(client, config)
            .map_err(|error| CacheUrlError(error.category().to_owned()))?;
        Ok(Self { connection, resting_until: Arc::default(), generations: Arc::default() })
    }

    pub async fn get<T: DeserializeOwned>(&self, key: &str) -> Option<T> {
        let text: Vec<u8> = self.ask::<Option<Vec<u8>>>(&Cmd::get(name(key))).await??;
        serde_json::from_slice(&text)
            .inspect_err(|error| tracing::debug!(%error, key, "what the cache holds is of another release"))
            .ok()
    }

    pub async fn set<T: Serialize>(&self, key: &str, value: &T, ttl: Duration) {
        let Ok(text) = serde_json::to_vec(value) else { return };
        let millis = u64::try_from(ttl.as_millis()).unwrap_or(u64::MAX);
        if millis > 0 {
            self.ask::<()>(&Cmd::pset_ex(name(key), text, millis)).await;
        }
    }

    pub async fn forget(&self, key: &str) {
        self.ask::<()>(&Cmd::del(name(key))).await;
    }

    /// How often a group was forgotten, as of a moment ago.
    pub async fn generation(&self, group: &'static str) -> u64 {
        let known = self.generations.lock().unwrap_or_else(PoisonError::into_inner).get(group).copied();
        match known {
            Some((generation, asked)) if asked.elapsed() < FRESH => generation,
            _ => {
                let answer = self.ask::<Option<u64>>(&Cmd::get(name(&format!("generation:{group}")))).await;
                let last = known.map(|(generation, _)| generation);
                let generation = answer.map(Option::unwrap_or_default).or(last).unwrap_or_default();
                self.remember(group, generation);
                generation
            }
        }
    }

    pub async fn next_generation(&self, group: &'static str) {
        let answer = self.ask::<u64>(&Cmd::incr(name(&format!("generation:{group}")), 1)).await;
        // Without Redis, this process at least forgets.
        let generation = answer.unwrap_or_else(|| self.last(group).wrapping_add(1));
        self.remember(group, generation);
    }

    pub async fn ping(&self, timeout: Duration) -> Result<Duration, String> {
        let start = Instant::now();
        let mut connection = self.connection.clone();
        let asked = redis::cmd("PING");
        let asked = asked.query_async::<()>(&mut connection);
        match tokio::time::timeout(timeout, asked).await {
            Ok(Ok(())) => Ok(start.elapsed()),
            Ok(Err(error)) => Err(error.to_string()),
            Err(_) => Err(format!("no answer within {timeout:?}")),
        }
    }

    fn last(&self, group: &'static str) -> u64 {
        let generations = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
        generations.get(group).map_or(0, |(generation, _)| *generation)
    }

    fn remember(&self, group: &'static str, generation: u64) {
        let mut generations = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
        generations.insert(group, (generation, Instant::now()));
    }

    async fn ask<T: FromRedisValue>(&self, command: &Cmd) -> Option<T> {
        if self.is_resting() {
            return None;
        }
        let mut connection = self.connection.clone();
        let answer = tokio::time::timeout(PATIENCE * 2, command.query_async::<T>(&mut connection)).await;
        let error = match answer {
            Ok(Ok(value)) => return Some(value),
            Ok(Err(error)) => error.to_string(),
            Err(_) => "no answer in time".to_owned(),
        };
        tracing::warn!(error, "the shared cache does not answer; going on without it");
        *self.resting_until.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now() + REST);
        None
    }

    fn is_resting(&self) -> bool {
        let until = *self.resting_until.lock().unwrap_or_else(PoisonError::into_inner);
        until.is_some_and(|until| Instant::now() < until)
    }
}

fn name(key: &str) -> String {
    format!("{PREFIX}{key}")
}
