//! Random tokens that say nothing by themselves: refresh tokens and API keys. Only their keyed hashes are kept, so
//! that a copy of the database opens nothing.

use rand::Rng;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

/// What an API key begins with: how it is told from a JWT, and how a leaked one is found in a repository.
pub const API_KEY_PREFIX: &str = "pm_live_";

/// How much of an API key is shown in lists.
pub const SHOWN: usize = API_KEY_PREFIX.len() + 6;

/// A new refresh token.
pub fn refresh_token() -> String {
    random(43)
}

/// A new API key.
pub fn api_key() -> String {
    format!("{API_KEY_PREFIX}{}", random(40))
}

fn random(letters: usize) -> String {
    rand::rng().sample_iter(rand::distr::Alphanumeric).take(letters).map(char::from).collect()
}

/// Hashes tokens with the key of this deployment (HMAC-SHA256, RFC 2104).
#[derive(Clone)]
pub struct TokenHasher {
    inner: Sha256,
    outer: Sha256,
}

impl TokenHasher {
    /// With this key.
    pub fn new(key: &SecretString) -> Self {
        let key = key.expose_secret().as_bytes();
        let mut block = [0_u8; 64];
        if key.len() > block.len() {
            block[..32].copy_from_slice(&Sha256::digest(key));
        } else {
            block[..key.len()].copy_from_slice(key);
        }
        Self {
            inner: Sha256::new_with_prefix(block.map(|b| b ^ 0x36)),
            outer: Sha256::new_with_prefix(block.map(|b| b ^ 0x5c)),
        }
    }

    /// The hash of a token, to keep or to look up.
    pub fn hash(&self, token: &str) -> [u8; 32] {
        let inner = self.inner.clone().chain_update(token.as_bytes()).finalize();
        self.outer.clone().chain_update(inner).finalize().into()
    }
}

impl std::fmt::Debug for TokenHasher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TokenHasher")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(hex: &str) -> Vec<u8> {
        let digits = |at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hexadecimal");
        (0..hex.len()).step_by(2).map(digits).collect()
    }

    #[test]
    fn it_is_hmac_sha256() {
        // RFC 4231, test case 2.
        let hasher = TokenHasher::new(&SecretString::from("Jefe"));
        assert_eq!(
            hasher.hash("what do ya want for nothing?").as_slice(),
            bytes("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
        );
    }

    #[test]
    fn tokens_are_long_and_never_the_same() {
        let (first, second) = (api_key(), api_key());
        assert_ne!(first, second);
        assert!(first.starts_with("pm_live_") && first.len() == 48);
        assert_eq!(refresh_token().len(), 43);
    }
}
