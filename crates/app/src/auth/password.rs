//! Passwords: Argon2id, hashed and checked away from the async threads, as it takes tens of milliseconds.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use rand::Rng;
use secrecy::{ExposeSecret, SecretString};

/// The shortest password that may be chosen.
pub const SHORTEST: usize = 10;
/// The longest: a limit on the work that a request can cause.
pub const LONGEST: usize = 256;

/// Letters and digits that can't be mistaken for one another.
const ALPHABET: &[u8] = b"abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/// Why a password can't be chosen, if it can't.
pub fn weakness(password: &str, email: &str) -> Option<String> {
    let length = password.chars().count();
    let local = email.split('@').next().unwrap_or_default();
    if length < SHORTEST {
        Some(format!("must have at least {SHORTEST} characters"))
    } else if password.len() > LONGEST {
        Some(format!("must not be longer than {LONGEST} characters"))
    } else if password.eq_ignore_ascii_case(email)
        || (local.len() >= 6 && password.eq_ignore_ascii_case(local))
    {
        Some("must not be the e-mail address".to_owned())
    } else if password.chars().collect::<std::collections::HashSet<_>>().len() < 5 {
        Some("is too easy to guess".to_owned())
    } else {
        None
    }
}

/// A new password for somebody who will change it.
pub fn generate() -> SecretString {
    let mut random = rand::rng();
    let letters: String =
        (0..16).map(|_| char::from(ALPHABET[random.random_range(0..ALPHABET.len())])).collect();
    SecretString::from(letters)
}

/// The hash to keep.
pub async fn hash(password: SecretString) -> anyhow::Result<String> {
    tokio::task::spawn_blocking(move || {
        let hash = Argon2::default().hash_password(password.expose_secret().as_bytes());
        hash.map(|hash| hash.to_string()).map_err(|error| anyhow::anyhow!("can't hash a password: {error}"))
    })
    .await?
}

/// Whether the password is the one that was hashed. Without a hash (no such user) as much work is done, so that
/// the time taken doesn't tell who has an account.
pub async fn verify(password: SecretString, hash: Option<String>) -> anyhow::Result<bool> {
    tokio::task::spawn_blocking(move || {
        let known = hash.is_some();
        let hash = hash.as_deref().unwrap_or(NOBODY);
        let Ok(parsed) = PasswordHash::new(hash) else { return false };
        let matches = Argon2::default().verify_password(password.expose_secret().as_bytes(), &parsed).is_ok();
        known && matches
    })
    .await
    .map_err(Into::into)
}

/// A hash with the default parameters, of a password that nobody knows.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$c3VwcGxpZXJzLWltcG9ydA$nhLr4h0H9QRE5m2B8i3OYLKmnwz0YbtQCoM1JwXk+0o";

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_known_by_its_hash_only() {
        let hash = hash("correct horse".into()).await.expect("hashed");
        assert!(hash.starts_with("$argon2id$v=19$"));
        assert!(verify("correct horse".into(), Some(hash.clone())).await.expect("checked"));
        assert!(!verify("correct hors".into(), Some(hash)).await.expect("checked"));
    }

    #[tokio::test]
    async fn nobody_s_password_is_checked_with_the_same_work() {
        assert!(!verify("anything".into(), None).await.expect("checked"));
        let nobody = PasswordHash::new(NOBODY).expect("a sound hash");
        let own = hash("anything".into()).await.expect("hashed");
        let own = PasswordHash::new(&own).expect("a sound hash");
        assert_eq!(nobody.params.to_string(), own.params.to_string());
        assert_eq!(nobody.algorithm, own.algorithm);
    }

    #[test]
    fn weak_passwords_are_refused() {
        for weak in ["", "short", "aaaaaaaaaaaa", "buyer@shop.example", "Buyer@Shop.Example"] {
            assert!(weakness(weak, "buyer@shop.example").is_some(), "{weak}");
        }
        assert_eq!(weakness("blue-lamp-42", "buyer@shop.example"), None);
        let generated = generate();
        assert_eq!(weakness(generated.expose_secret(), "a@b"), None);
    }
}
