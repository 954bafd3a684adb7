//! The keys themselves, and the file that holds the generated ones in development.

use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use anyhow::Context;
use rand::Rng;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use super::KeySource;

/// The keys.
#[derive(Debug, Clone)]
pub struct Secrets {
    /// Keys the hashes of API keys and refresh tokens.
    pub secret_key: SecretString,
    /// Signs access tokens.
    pub jwt_secret_key: SecretString,
}

#[derive(Serialize, Deserialize)]
struct File {
    secret_key: String,
    jwt_secret_key: String,
}

impl KeySource {
    /// The keys; generated and kept, if there are none yet.
    pub fn obtain(&self) -> anyhow::Result<Secrets> {
        match self {
            Self::Given(secrets) => Ok(secrets.clone()),
            Self::File { path, secret_key, jwt_secret_key } => {
                let kept = read_or_generate(path)?;
                Ok(Secrets {
                    secret_key: secret_key.clone().unwrap_or_else(|| kept.secret_key.into()),
                    jwt_secret_key: jwt_secret_key.clone().unwrap_or_else(|| kept.jwt_secret_key.into()),
                })
            }
        }
    }
}

/// Two commands may start at the same time on a new folder: who creates the file wins, the other reads it.
fn read_or_generate(path: &Path) -> anyhow::Result<File> {
    let shown = path.display();
    if !path.exists() {
        let folder = path.parent().unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder)
            .with_context(|| format!("can't make the folder {}", folder.display()))?;
        generate(folder, path).with_context(|| format!("can't write {shown}"))?;
    }
    let text = std::fs::read_to_string(path).with_context(|| format!("can't read {shown}"))?;
    toml::from_str(&text).map_err(|_| {
        anyhow::anyhow!(
            "{shown} is damaged; delete it to have new keys generated (everybody must log in again)"
        )
    })
}

/// Written beside and linked into place, so that nobody ever reads half a file.
fn generate(folder: &Path, path: &Path) -> anyhow::Result<()> {
    let text = toml::to_string(&File { secret_key: key(), jwt_secret_key: key() })?;
    let beside = folder.join(format!(".secrets-{}.toml", std::process::id()));
    let mut file =
        std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&beside)?;
    file.write_all(
        b"# Generated at the first start. Keep it: with other keys, everybody must log in again.\n",
    )?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    let linked = std::fs::hard_link(&beside, path);
    std::fs::remove_file(&beside)?;
    match linked {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error.into()),
        _ => Ok(()),
    }
}

fn key() -> String {
    let mut bytes = [0_u8; 32];
    rand::rng().fill(&mut bytes);
    bytes.iter().fold(String::with_capacity(64), |mut text, byte| {
        use std::fmt::Write;
        let _ = write!(text, "{byte:02x}");
        text
    })
}

impl PartialEq for Secrets {
    fn eq(&self, other: &Self) -> bool {
        self.secret_key.expose_secret() == other.secret_key.expose_secret()
            && self.jwt_secret_key.expose_secret() == other.jwt_secret_key.expose_secret()
    }
}
