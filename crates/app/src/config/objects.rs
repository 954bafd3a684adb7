//! Section `[objects]`: where files are kept: a folder, or any S3 server.

use std::path::PathBuf;

use secrecy::SecretString;
use serde::Deserialize;
use url::Url;

use super::{App, Environment, Problems};

const SECTION: &str = "objects";

/// Credentials that the reference's page and MinIO's own documentation print.
const WELL_KNOWN: [&str; 3] = ["minioadmin", "ChangeThisInProduction123!", "minio123"];

#[derive(Deserialize)]
pub struct Raw {
    endpoint: String,
    access_key: String,
    secret_key: String,
    secure: bool,
    region: String,
    public_url: String,
    catalog_bucket: String,
    imports_bucket: String,
    media_bucket: String,
    code2asin_bucket: String,
    analytics_bucket: String,
}

/// Where objects are kept.
#[derive(Debug, Clone)]
pub enum ObjectStore {
    /// A folder of this machine.
    Folder(PathBuf),
    /// An S3 server.
    S3(S3),
}

/// An S3 server.
#[derive(Debug, Clone)]
pub struct S3 {
    /// Its address, with scheme.
    pub endpoint: Url,
    /// The access key.
    pub access_key: SecretString,
    /// The secret key.
    pub secret_key: SecretString,
    /// The region.
    pub region: String,
}

/// The names of the five buckets.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each field is the bucket of its name")]
pub struct Buckets {
    pub catalog: String,
    pub imports: String,
    pub media: String,
    pub code2asin: String,
    pub analytics: String,
}

/// Section `[objects]`, resolved.
#[derive(Debug, Clone)]
pub struct Objects {
    /// Where objects are kept.
    pub store: ObjectStore,
    /// The names of the buckets.
    pub buckets: Buckets,
    /// Where browsers fetch public objects.
    pub public_url: Option<Url>,
}

impl Raw {
    pub fn validate(self, app: &App, problems: &mut Problems) -> Objects {
        let buckets = Buckets {
            catalog: bucket("catalog_bucket", &self.catalog_bucket, problems),
            imports: bucket("imports_bucket", &self.imports_bucket, problems),
            media: bucket("media_bucket", &self.media_bucket, problems),
            code2asin: bucket("code2asin_bucket", &self.code2asin_bucket, problems),
            analytics: bucket("analytics_bucket", &self.analytics_bucket, problems),
        };
        let public_url = (!self.public_url.is_empty())
            .then(|| Url::parse(&self.public_url).ok())
            .map(|url| {
                url.or_else(|| {
                    problems.at(
                        SECTION,
                        "public_url",
                        "is not an address such as https://storage.example.org",
                    );
                    None
                })
            })
            .unwrap_or_default();
        Objects { store: self.store(app, problems), buckets, public_url }
    }

    fn store(self, app: &App, problems: &mut Problems) -> ObjectStore {
        if self.endpoint.is_empty() {
            for (key, value) in [("access_key", &self.access_key), ("secret_key", &self.secret_key)] {
                if !value.is_empty() {
                    problems.at(SECTION, key, "is set, but MINIO_ENDPOINT is not");
                }
            }
            return ObjectStore::Folder(app.data.join("objects"));
        }
        for (key, value) in [("access_key", &self.access_key), ("secret_key", &self.secret_key)] {
            if value.is_empty() {
                problems.at(SECTION, key, "is missing while MINIO_ENDPOINT is set");
            } else if app.environment == Environment::Production && WELL_KNOWN.contains(&value.as_str()) {
                problems.at(SECTION, key, "is a value that everybody knows: choose another for production");
            }
        }
        let with_scheme = if self.endpoint.contains("://") {
            self.endpoint.clone()
        } else {
            format!("{}://{}", if self.secure { "https" } else { "http" }, self.endpoint)
        };
        match Url::parse(&with_scheme) {
            Ok(endpoint) if endpoint.has_host() && matches!(endpoint.scheme(), "http" | "https") => {
                ObjectStore::S3(S3 {
                    endpoint,
                    access_key: self.access_key.into(),
                    secret_key: self.secret_key.into(),
                    region: self.region,
                })
            }
            _ => {
                problems.at(
                    SECTION,
                    "endpoint",
                    format!("“{}” is not host:port such as minio:9000", self.endpoint),
                );
                ObjectStore::Folder(app.data.join("objects"))
            }
        }
    }
}

fn bucket(key: &str, name: &str, problems: &mut Problems) -> String {
    let sound = (3..=63).contains(&name.len())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.".contains(&byte))
        && name.as_bytes()[0].is_ascii_alphanumeric()
        && name.as_bytes()[name.len() - 1].is_ascii_alphanumeric();
    if !sound {
        problems.at(SECTION, key, format!("“{name}” is not a bucket's name: 3 to 63 of a-z, 0-9, - and ."));
    }
    name.to_owned()
}
