//! Deciding how a run's file is read: what a person said, else the feed's profile, else what inspection proposes.

use std::path::Path;

use catalog::field::Field;
use catalog::inspect::{InspectError, InspectOptions, Inspection, StructureOverrides};
use catalog::mapping::Mapping;
use catalog::normalise::Normaliser;
use catalog::profile::Profile;
use catalog::structure::Structure;
use store::imports::feed;
use store::imports::profile;
use store::imports::run::{Overrides, Run};

use super::Importer;

/// The name of a supplier's first feed.
pub(super) const DEFAULT_FEED: &str = "default";
/// The name of a feed's usual profile.
pub(super) const DEFAULT_PROFILE: &str = "default";

/// How a file is to be read, or what is missing.
pub(super) enum Decision {
    /// With this profile.
    Read(Box<Profile>),
    /// A person has to say which column is what.
    NeedsMapping(Box<Profile>, String),
}

/// A file could not be inspected.
#[derive(Debug, thiserror::Error)]
pub enum InspectFailure {
    /// It is no file that can be read.
    #[error(transparent)]
    File(#[from] InspectError),
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
    /// The task died.
    #[error("inspection stopped unexpectedly")]
    Stopped,
}

/// Inspects a file off the async runtime.
pub async fn inspect_file(path: &Path, options: InspectOptions) -> Result<Inspection, InspectFailure> {
    let path = path.to_owned();
    let found = tokio::task::spawn_blocking(move || catalog::inspect::inspect(&path, &options))
        .await
        .map_err(|_| InspectFailure::Stopped)?;
    Ok(found?)
}

impl Importer {
    /// Options for inspecting a file of that name with what a person said about it.
    pub fn inspect_options(&self, file_name: &str, overrides: &Overrides) -> InspectOptions {
        InspectOptions {
            file_name: Some(file_name.to_owned()),
            overrides: StructureOverrides {
                format: None,
                encoding: overrides.encoding.clone(),
                delimiter: overrides.delimiter,
                sheet: overrides.sheet.clone(),
                header_row: overrides.header_row,
                record_path: overrides.record_path.clone(),
            },
            limits: self.limits().clone(),
        }
    }

    /// The mapping of a supplier's profile, where it fits a file of that structure. No name means the usual one.
    pub async fn kept_mapping(
        &self,
        supplier_id: i64,
        name: Option<&str>,
        structure: &Structure,
    ) -> Result<Option<Mapping>, sqlx::Error> {
        let imports = &self.databases().imports;
        let Some(feed) = feed::by_name(imports, supplier_id, DEFAULT_FEED).await? else { return Ok(None) };
        let kept = profile::latest(imports, feed.id, name.unwrap_or(DEFAULT_PROFILE)).await?;
        Ok(kept.map(|kept| kept.profile.0.mapping).filter(|mapping| fits(mapping, structure)))
    }

    async fn has_profile(&self, supplier_id: i64, name: &str) -> Result<bool, sqlx::Error> {
        let imports = &self.databases().imports;
        let Some(feed) = feed::by_name(imports, supplier_id, DEFAULT_FEED).await? else { return Ok(false) };
        Ok(profile::latest(imports, feed.id, name).await?.is_some())
    }

    /// Decides how a run's file is read.
    pub(super) async fn decide(&self, run: &Run, path: &Path) -> Result<Decision, InspectFailure> {
        let overrides = run.overrides();
        let found = inspect_file(path, self.inspect_options(&run.file_name, &overrides)).await?;
        let name = overrides.profile.as_deref().unwrap_or(DEFAULT_PROFILE);
        let kept = profile::latest(&self.databases().imports, run.feed_id, name).await?;
        let mapping = match (overrides.mapping, kept) {
            (Some(mapping), _) => mapping,
            (None, Some(kept)) if fits(&kept.profile.0.mapping, &found.structure) => {
                kept.profile.0.mapping.clone()
            }
            (None, _) => found.mapping,
        };
        let supplier_currency = store::catalog::supplier::get(&self.databases().catalog, run.supplier_id)
            .await?
            .and_then(|supplier| supplier.currency);
        let currency = match supplier_currency {
            Some(currency) => currency,
            None => self.catalogue_currency().await?,
        };
        let profile = Profile::new(found.structure, mapping, Some(currency));
        // The normaliser is the judge of whether a profile can be read with.
        let verdict = Normaliser::new(&profile);
        Ok(match verdict {
            Ok(_) if has_substance(&profile.mapping) => Decision::Read(Box::new(profile)),
            Ok(_) => Decision::NeedsMapping(
                Box::new(profile),
                "only an article number was recognised: say which columns hold name, price or stock"
                    .to_owned(),
            ),
            Err(error) => Decision::NeedsMapping(Box::new(profile), error.to_string()),
        })
    }
}

/// Whether every column of a mapping is in the file.
fn fits(mapping: &Mapping, structure: &Structure) -> bool {
    mapping.fields.values().all(|source| structure.columns.contains(&source.source))
}

/// A key alone makes no catalogue: something must be said about the article.
fn has_substance(mapping: &Mapping) -> bool {
    [Field::Name, Field::Price, Field::RetailPrice, Field::Stock, Field::Description]
        .into_iter()
        .any(|field| mapping.get(field).is_some())
}

/// What is certain to go wrong with a file, before a run is made for it.
#[derive(Debug, thiserror::Error)]
pub enum Unfit {
    /// It can't be read.
    #[error(transparent)]
    Unreadable(#[from] InspectFailure),
    /// There is nothing in it.
    #[error("the file has a header but no records: there is nothing to import")]
    NoRecords,
    /// It ends in the middle: the rest never arrived.
    #[error("{0}")]
    CutShort(String),
    /// The profile that it was to be read with isn't there, and nothing else says how.
    #[error("the supplier has no profile {0:?} yet: leave it out, or give the mapping that it is to have")]
    NoProfile(String),
    /// It can't be read with that mapping.
    #[error("{0}")]
    Mapping(String),
}

impl Importer {
    /// Looks at a file as a run would, and refuses what is certain to fail.
    pub async fn check_fit(
        &self,
        path: &Path,
        file_name: &str,
        overrides: &Overrides,
        supplier_id: i64,
    ) -> Result<Inspection, Unfit> {
        let found = inspect_file(path, self.inspect_options(file_name, overrides)).await?;
        if let Some(cut) = found.warnings.iter().find(|warning| warning.code == "truncated") {
            return Err(Unfit::CutShort(cut.message.clone()));
        }
        if found.rows == 0 {
            return Err(Unfit::NoRecords);
        }
        let name = overrides.profile.as_deref();
        if let (Some(name), None) = (name, &overrides.mapping)
            && !self.has_profile(supplier_id, name).await.map_err(InspectFailure::from)?
        {
            return Err(Unfit::NoProfile(name.to_owned()));
        }
        let kept =
            self.kept_mapping(supplier_id, name, &found.structure).await.map_err(InspectFailure::from)?;
        let mapping = overrides.mapping.clone().or(kept).unwrap_or_else(|| found.mapping.clone());
        let profile = Profile::new(found.structure.clone(), mapping, None);
        match Normaliser::new(&profile) {
            Ok(_) => Ok(found),
            Err(error) => Err(Unfit::Mapping(error.to_string())),
        }
    }
}
