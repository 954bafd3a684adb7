//! Section `[databases]`: the six databases and their pools.
//!
//! Either all six addresses are given or none; none means the embedded PostgreSQL. Some but not all is a mistake
//! that would otherwise send half of the data somewhere unexpected.

use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;
use serde::Deserialize;

use super::Problems;

const SECTION: &str = "databases";

#[derive(Deserialize)]
pub struct Raw {
    core_url: String,
    catalog_url: String,
    imports_url: String,
    media_url: String,
    code2asin_url: String,
    analytics_url: String,
    core_pool_size: i64,
    catalog_pool_size: i64,
    imports_pool_size: i64,
    media_pool_size: i64,
    code2asin_pool_size: i64,
    analytics_pool_size: i64,
    pool_timeout: i64,
    pool_recycle: i64,
    pg_bin: String,
}

/// The addresses of six databases on servers of one's own.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each field is the database of its name")]
pub struct DatabaseUrls {
    pub core: SecretString,
    pub catalog: SecretString,
    pub imports: SecretString,
    pub media: SecretString,
    pub code2asin: SecretString,
    pub analytics: SecretString,
}

/// Connections that a process may hold open, per database.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "each field is the database of its name")]
pub struct PoolSizes {
    pub core: u32,
    pub catalog: u32,
    pub imports: u32,
    pub media: u32,
    pub code2asin: u32,
    pub analytics: u32,
}

/// Section `[databases]`, resolved.
#[derive(Debug, Clone)]
pub struct Databases {
    /// The servers; none: the embedded default.
    pub urls: Option<DatabaseUrls>,
    /// Pool sizes.
    pub pool_sizes: PoolSizes,
    /// How long to wait for a free connection.
    pub pool_timeout: Duration,
    /// How long a connection lives.
    pub pool_recycle: Duration,
    /// The folder of PostgreSQL's programs, for the embedded default.
    pub pg_bin: Option<PathBuf>,
}

impl Raw {
    pub fn validate(self, problems: &mut Problems) -> Databases {
        let mut size = |key: &str, value: i64| problems.within(SECTION, key, value, 1, 1000);
        let pool_sizes = PoolSizes {
            core: size("core_pool_size", self.core_pool_size),
            catalog: size("catalog_pool_size", self.catalog_pool_size),
            imports: size("imports_pool_size", self.imports_pool_size),
            media: size("media_pool_size", self.media_pool_size),
            code2asin: size("code2asin_pool_size", self.code2asin_pool_size),
            analytics: size("analytics_pool_size", self.analytics_pool_size),
        };
        let timeout: u64 = problems.within(SECTION, "pool_timeout", self.pool_timeout, 1, 600);
        let recycle: u64 = problems.within(SECTION, "pool_recycle", self.pool_recycle, 10, 86_400);
        Databases {
            pool_sizes,
            pool_timeout: Duration::from_secs(timeout),
            pool_recycle: Duration::from_secs(recycle),
            pg_bin: (!self.pg_bin.is_empty()).then(|| PathBuf::from(&self.pg_bin)),
            urls: self.urls(problems),
        }
    }

    fn urls(self, problems: &mut Problems) -> Option<DatabaseUrls> {
        let given = [
            ("core_url", &self.core_url),
            ("catalog_url", &self.catalog_url),
            ("imports_url", &self.imports_url),
            ("media_url", &self.media_url),
            ("code2asin_url", &self.code2asin_url),
            ("analytics_url", &self.analytics_url),
        ];
        let missing: Vec<_> = given.iter().filter(|(_, url)| url.is_empty()).map(|(key, _)| *key).collect();
        if missing.len() == given.len() {
            return None;
        }
        for key in missing {
            problems.at(
                SECTION,
                key,
                "is missing while other databases are set: set all six, or none for the embedded PostgreSQL",
            );
        }
        for (key, url) in given {
            check_url(key, url, problems);
        }
        Some(DatabaseUrls {
            core: self.core_url.into(),
            catalog: self.catalog_url.into(),
            imports: self.imports_url.into(),
            media: self.media_url.into(),
            code2asin: self.code2asin_url.into(),
            analytics: self.analytics_url.into(),
        })
    }
}

fn check_url(key: &str, text: &str, problems: &mut Problems) {
    if text.is_empty() {
        return;
    }
    let sound = url::Url::parse(text).is_ok_and(|url| {
        matches!(url.scheme(), "postgres" | "postgresql") && !url.path().trim_matches('/').is_empty()
    });
    if !sound {
        problems.at(SECTION, key, "is not an address such as postgresql://user:password@host:5432/database");
    }
}
