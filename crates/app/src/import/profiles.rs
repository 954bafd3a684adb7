//! Kept profiles in a person's hands: looked at, changed, brought back, taken in from a file.

use catalog::normalise::Normaliser;
use catalog::profile::Profile;
use catalog::profile::exchange::{self, Refused};
use serde_json::Value;
use store::imports::profile::StoredProfile;
use store::imports::{feed, profile as kept};

use super::Importer;
use super::inspect::DEFAULT_FEED;

/// The longest name of a profile, in characters.
const LONGEST_NAME: usize = 100;

/// Why a profile can't be had or kept.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// There is no such profile, or no such version of it.
    #[error("there is no such profile")]
    NotFound,
    /// Something in it is wrong.
    #[error(transparent)]
    Invalid(#[from] Refused),
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
}

fn invalid(path: &str, message: impl Into<String>) -> ProfileError {
    ProfileError::Invalid(Refused { path: path.to_owned(), message: message.into() })
}

/// Checks that a profile can be read with.
fn check(profile: &Profile) -> Result<(), ProfileError> {
    if let Some(error) = catalog::transform::check(&profile.transforms).into_iter().next() {
        return Err(invalid(&format!("transforms[{}].{}", error.index, error.part), error.message));
    }
    match Normaliser::new(profile) {
        Ok(_) => Ok(()),
        Err(error) => Err(invalid("mapping", error.to_string())),
    }
}

fn check_name(name: &str) -> Result<(), ProfileError> {
    let sound = !name.trim().is_empty()
        && name.trim() == name
        && name.chars().count() <= LONGEST_NAME
        // Where profiles are taken in.
        && name != "import"
        && !name.chars().any(|character| character.is_control() || matches!(character, '/' | '\\'));
    if sound {
        return Ok(());
    }
    Err(invalid(
        "name",
        format!("must be 1 to {LONGEST_NAME} characters, without slashes or blanks around it"),
    ))
}

impl Importer {
    async fn feed_of(&self, supplier_id: i64) -> Result<feed::Feed, ProfileError> {
        feed::by_name(&self.databases().imports, supplier_id, DEFAULT_FEED)
            .await?
            .ok_or(ProfileError::NotFound)
    }

    /// A version of a supplier's profile; none means the newest.
    pub async fn profile_version(
        &self,
        supplier_id: i64,
        name: &str,
        version: Option<i32>,
    ) -> Result<StoredProfile, ProfileError> {
        let imports = &self.databases().imports;
        let feed = self.feed_of(supplier_id).await?;
        let found = match version {
            Some(version) => kept::version(imports, feed.id, name, version).await?,
            None => kept::latest(imports, feed.id, name).await?,
        };
        found.ok_or(ProfileError::NotFound)
    }

    /// Makes the next version equal to an earlier one.
    pub async fn restore_profile(
        &self,
        supplier_id: i64,
        name: &str,
        version: i32,
        by: &str,
    ) -> Result<StoredProfile, ProfileError> {
        let old = self.profile_version(supplier_id, name, Some(version)).await?;
        let imports = &self.databases().imports;
        Ok(kept::save(imports, old.feed_id, name, &old.profile.0, Some(by), self.now()).await?)
    }

    /// Changes the newest version into the next one, unless the changed profile can't be read with.
    pub async fn change_profile(
        &self,
        supplier_id: i64,
        name: &str,
        change: impl FnOnce(&mut Profile),
        by: &str,
    ) -> Result<StoredProfile, ProfileError> {
        let newest = self.profile_version(supplier_id, name, None).await?;
        let mut profile = newest.profile.0.clone();
        change(&mut profile);
        // What a column looked like says nothing about another one.
        let before = &newest.profile.0.mapping;
        profile.fingerprints.retain(|&field, _| {
            profile.mapping.get(field).map(|source| &source.source)
                == before.get(field).map(|source| &source.source)
        });
        check(&profile)?;
        let imports = &self.databases().imports;
        Ok(kept::save(imports, newest.feed_id, name, &profile, Some(by), self.now()).await?)
    }

    /// Keeps a profile under a name, as its next version.
    pub async fn keep_as(
        &self,
        supplier_id: i64,
        name: &str,
        profile: &Profile,
        by: &str,
    ) -> Result<StoredProfile, ProfileError> {
        check_name(name)?;
        check(profile)?;
        let imports = &self.databases().imports;
        let feed = feed::get_or_create(imports, supplier_id, DEFAULT_FEED).await?;
        Ok(kept::save(imports, feed.id, name, profile, Some(by), self.now()).await?)
    }

    /// Takes an exported profile in, as the next version of the profile of its name.
    pub async fn import_profile(
        &self,
        supplier_id: i64,
        document: &Value,
        by: &str,
    ) -> Result<StoredProfile, ProfileError> {
        let imported = exchange::import(document)?;
        let name = imported.name.unwrap_or_else(|| kept::DEFAULT.to_owned());
        self.keep_as(supplier_id, &name, &imported.profile, by).await
    }
}
