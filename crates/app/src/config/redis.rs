//! Section `[redis]`: the shared cache and the job broker. Both may be left out.

use std::time::Duration;

use secrecy::SecretString;
use serde::Deserialize;

use super::Problems;

const SECTION: &str = "redis";

#[derive(Deserialize)]
pub struct Raw {
    url: String,
    cache_ttl: i64,
    max_connections: i64,
    broker_url: String,
    result_backend: String,
}

/// Section `[redis]`, resolved.
#[derive(Debug, Clone)]
pub struct Redis {
    /// The shared cache; none: each process keeps its own.
    pub url: Option<SecretString>,
    /// How long cached answers live.
    pub cache_ttl: Duration,
    /// Connections this process may hold open.
    pub max_connections: u32,
    /// The job broker; none: PostgreSQL.
    pub broker_url: Option<SecretString>,
}

impl Raw {
    pub fn validate(self, problems: &mut Problems) -> Redis {
        let ttl: u64 = problems.within(SECTION, "cache_ttl", self.cache_ttl, 1, 604_800);
        let max_connections = problems.within(SECTION, "max_connections", self.max_connections, 1, 10_000);
        address("result_backend", self.result_backend, problems);
        Redis {
            url: address("url", self.url, problems),
            cache_ttl: Duration::from_secs(ttl),
            max_connections,
            broker_url: address("broker_url", self.broker_url, problems),
        }
    }
}

fn address(key: &str, text: String, problems: &mut Problems) -> Option<SecretString> {
    if text.is_empty() {
        return None;
    }
    let sound = url::Url::parse(&text)
        .is_ok_and(|url| matches!(url.scheme(), "redis" | "rediss" | "redis+unix" | "unix"));
    if !sound {
        problems.at(SECTION, key, "is not an address such as redis://redis:6379/0");
    }
    Some(text.into())
}
