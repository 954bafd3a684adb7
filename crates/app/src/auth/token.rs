//! Access tokens: short-lived JWTs, signed with HS256.
//!
//! A token names a user and a session and says nothing else that is trusted: role and state are read from the
//! database at each request, so that disabling an account or ending a session works at once.

use std::time::Duration;

use chrono::{DateTime, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use super::Role;

/// What a token says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// The user's id.
    pub sub: String,
    /// The session's id.
    pub sid: i64,
    /// The user's role when the token was made: for clients to show, not trusted here.
    pub role: Role,
    /// When it was made, in seconds.
    pub iat: i64,
    /// When it ends, in seconds.
    pub exp: i64,
}

/// Makes and checks access tokens.
#[derive(Clone)]
pub struct Tokens {
    encoding: EncodingKey,
    decoding: DecodingKey,
    life: Duration,
}

impl Tokens {
    /// With this key, for this long.
    pub fn new(key: &SecretString, life: Duration) -> Self {
        let key = key.expose_secret().as_bytes();
        Self { encoding: EncodingKey::from_secret(key), decoding: DecodingKey::from_secret(key), life }
    }

    /// How many seconds a new token lives.
    pub fn seconds(&self) -> i64 {
        self.life.as_secs() as i64
    }

    /// A new token.
    pub fn issue(
        &self,
        user_id: i64,
        session_id: i64,
        role: Role,
        now: DateTime<Utc>,
    ) -> anyhow::Result<String> {
        let iat = now.timestamp();
        let claims =
            Claims { sub: user_id.to_string(), sid: session_id, role, iat, exp: iat + self.seconds() };
        Ok(jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.encoding)?)
    }

    /// The user and session that a token names, if it is ours and has not ended.
    pub fn check(&self, token: &str, now: DateTime<Utc>) -> Option<(i64, i64)> {
        let mut validation = Validation::new(Algorithm::HS256);
        // Compared below with the clock that tests can set.
        validation.validate_exp = false;
        validation.set_required_spec_claims(&["exp", "sub"]);
        let claims = jsonwebtoken::decode::<Claims>(token, &self.decoding, &validation).ok()?.claims;
        (claims.exp > now.timestamp()).then_some(())?;
        Some((claims.sub.parse().ok()?, claims.sid))
    }
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tokens").field("life", &self.life).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(key: &str) -> Tokens {
        Tokens::new(&SecretString::from(key), Duration::from_mins(1))
    }

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + second, 0).expect("a time")
    }

    #[test]
    fn a_token_is_good_until_it_ends() {
        let ours = tokens("0123456789abcdef0123456789abcdef");
        let token = ours.issue(7, 3, Role::Manager, at(0)).expect("issued");
        assert_eq!(ours.check(&token, at(59)), Some((7, 3)));
        assert_eq!(ours.check(&token, at(60)), None);
    }

    #[test]
    fn nobody_else_can_make_one() {
        let ours = tokens("0123456789abcdef0123456789abcdef");
        let token =
            tokens("another key another key another!").issue(7, 3, Role::Admin, at(0)).expect("issued");
        assert_eq!(ours.check(&token, at(1)), None);
        // The header {"alg":"none"} with the claims of an admin and no signature.
        let unsigned = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.\
            eyJzdWIiOiI3Iiwic2lkIjozLCJyb2xlIjoiYWRtaW4iLCJpYXQiOjE4MDAwMDAwMDAsImV4cCI6MTgwMDAwMDA2MH0.";
        assert_eq!(ours.check(unsigned, at(1)), None);
        assert_eq!(ours.check("", at(1)), None);
    }
}
