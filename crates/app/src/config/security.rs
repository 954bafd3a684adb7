//! Section `[security]`: the keys and the lives of tokens.

use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;
use serde::Deserialize;

use super::{App, Problems, Secrets};

const SECTION: &str = "security";

/// The shortest key accepted outside development.
const SHORTEST_KEY: usize = 32;

/// Parts of keys that were copied from an example instead of chosen.
const PLACEHOLDERS: [&str; 7] =
    ["change-in-production", "changethis", "change-me", "changeme", "your-secret", "your-jwt", "example"];

#[derive(Deserialize)]
pub struct Raw {
    secret_key: String,
    jwt_secret_key: String,
    algorithm: String,
    access_token_minutes: i64,
    refresh_token_days: i64,
}

/// Where the keys come from.
#[derive(Debug, Clone)]
pub enum KeySource {
    /// They were given.
    Given(Secrets),
    /// They are generated once and kept in this file; a given one wins.
    File {
        /// `<data>/secrets.toml`.
        path: PathBuf,
        /// SECRET_KEY, if it was given.
        secret_key: Option<SecretString>,
        /// JWT_SECRET_KEY, if it was given.
        jwt_secret_key: Option<SecretString>,
    },
}

/// Section `[security]`, resolved.
#[derive(Debug, Clone)]
pub struct Security {
    /// Where the keys come from; [`KeySource::obtain`] gives them.
    pub keys: KeySource,
    /// Life of an access token.
    pub access_token_life: Duration,
    /// Life of a refresh token.
    pub refresh_token_life: Duration,
}

impl Raw {
    pub fn validate(self, app: &App, strict: bool, problems: &mut Problems) -> Security {
        if !self.algorithm.eq_ignore_ascii_case("HS256") {
            problems.at(
                SECTION,
                "algorithm",
                format!("“{}” is not supported: only HS256 is", self.algorithm),
            );
        }
        let minutes: u64 =
            problems.within(SECTION, "access_token_minutes", self.access_token_minutes, 1, 10_080);
        let days: u64 = problems.within(SECTION, "refresh_token_days", self.refresh_token_days, 1, 365);
        if strict {
            for (key, value) in [("secret_key", &self.secret_key), ("jwt_secret_key", &self.jwt_secret_key)] {
                check_key(key, value, problems);
            }
            if !self.secret_key.is_empty() && self.secret_key == self.jwt_secret_key {
                problems.at(SECTION, "jwt_secret_key", "is the same as SECRET_KEY: choose two");
            }
        }
        let given = |text: String| (!text.is_empty()).then(|| SecretString::from(text));
        let keys = match (given(self.secret_key), given(self.jwt_secret_key)) {
            (Some(secret_key), Some(jwt_secret_key)) => {
                KeySource::Given(Secrets { secret_key, jwt_secret_key })
            }
            (secret_key, jwt_secret_key) => {
                KeySource::File { path: app.data.join("secrets.toml"), secret_key, jwt_secret_key }
            }
        };
        Security {
            keys,
            access_token_life: Duration::from_secs(minutes * 60),
            refresh_token_life: Duration::from_secs(days * 86_400),
        }
    }
}

/// Outside development a key must be there, long enough, and chosen rather than copied.
fn check_key(key: &str, value: &str, problems: &mut Problems) {
    let lower = value.to_ascii_lowercase();
    let few_letters = value.bytes().collect::<std::collections::HashSet<_>>().len() < 8;
    let message = if value.is_empty() {
        "is missing; generate one with `openssl rand -hex 32`"
    } else if PLACEHOLDERS.iter().any(|placeholder| lower.contains(placeholder)) {
        "is an example's value; generate one with `openssl rand -hex 32`"
    } else if value.len() < SHORTEST_KEY {
        "is shorter than 32 characters; generate one with `openssl rand -hex 32`"
    } else if few_letters {
        "is too easy to guess; generate one with `openssl rand -hex 32`"
    } else {
        return;
    };
    problems.at(SECTION, key, message);
}
