//! Deciding how a run's file is read: what a person said, else the feed's kept profile, mended where the file differs
//! from it, else what inspection proposes and earlier files taught.

use std::collections::BTreeMap;
use std::path::Path;

use catalog::field::Field;
use catalog::inspect::drift::{self, Comparison, Drift, Kind};
use catalog::inspect::fingerprint::Fingerprint;
use catalog::inspect::{InspectError, InspectOptions, Inspection, StructureOverrides};
use catalog::learned::{self, LearnedFrom};
use catalog::mapping::Mapping;
use catalog::normalise::Normaliser;
use catalog::profile::Profile;
use store::imports::profile::StoredProfile;
use store::imports::run::{Overrides, Run};
use store::imports::{feed, learned as past, profile};

use super::Importer;

/// The name of a supplier's first feed.
pub(crate) const DEFAULT_FEED: &str = "default";

/// How a file is to be read, and how that came about.
#[derive(Debug)]
pub struct Understood {
    /// What the file looks like.
    pub file: Inspection,
    /// How it is read. The currency is what prices have that name none.
    pub profile: Profile,
    /// The kept profile that it is made from.
    pub kept: Option<StoredProfile>,
    /// How the file differs from what that profile was made for.
    pub drift: Vec<Drift>,
    /// Columns that the file didn't have before and nothing is mapped to.
    pub new_columns: Vec<String>,
    /// Which fields' columns were learned from earlier files.
    pub learned: BTreeMap<Field, LearnedFrom>,
}

impl Understood {
    /// Whether the file can be read without asking anybody what its columns are.
    pub fn is_certain(&self) -> bool {
        self.drift.iter().all(|drift| drift.certain)
    }

    /// What is different, as one sentence for a person.
    pub(super) fn drift_in_words(&self) -> String {
        let open: Vec<&Drift> = self.drift.iter().filter(|drift| !drift.certain).collect();
        let told: Vec<&str> = open.iter().take(2).map(|drift| drift.reason.as_str()).collect();
        let more = open.len() - told.len();
        let more = if more > 0 { format!("; and {more} more") } else { String::new() };
        format!("the file is not laid out as before: {}{more}", told.join("; "))
    }

    /// What was mended without asking, for the log.
    pub(super) fn mended(&self) -> Vec<&Drift> {
        self.drift.iter().filter(|drift| drift.certain && drift.kind != Kind::Moved).collect()
    }
}

/// Whether a file can be read.
pub(super) enum Decision {
    /// It can.
    Read,
    /// It differs from what its profile was made for: a person has to look.
    Drift,
    /// A person has to say which column is what.
    NeedsMapping(String),
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

    /// The newest version of a supplier's profile. No name means the usual one.
    pub async fn kept_profile(
        &self,
        supplier_id: i64,
        name: Option<&str>,
    ) -> Result<Option<StoredProfile>, sqlx::Error> {
        let imports = &self.databases().imports;
        let Some(feed) = feed::by_name(imports, supplier_id, DEFAULT_FEED).await? else { return Ok(None) };
        profile::latest(imports, feed.id, name.unwrap_or(profile::DEFAULT)).await
    }

    /// Finds out how a file is to be read. Without a supplier nothing is kept, but others' files still teach.
    pub async fn understand(
        &self,
        path: &Path,
        file_name: &str,
        overrides: &Overrides,
        supplier_id: Option<i64>,
    ) -> Result<Understood, InspectFailure> {
        let file = inspect_file(path, self.inspect_options(file_name, overrides)).await?;
        self.understand_inspected(file, path, file_name, overrides, supplier_id).await
    }

    /// The same for a file that has been inspected already.
    pub async fn understand_inspected(
        &self,
        mut file: Inspection,
        path: &Path,
        file_name: &str,
        overrides: &Overrides,
        supplier_id: Option<i64>,
    ) -> Result<Understood, InspectFailure> {
        let kept = match supplier_id {
            Some(id) => self.kept_profile(id, overrides.profile.as_deref()).await?,
            None => None,
        };
        let known = past::of_columns(&self.databases().imports, supplier_id, &file.structure.columns).await?;
        let learned = learned::apply(&mut file.mapping, &file.structure, &known);
        let currency = self.currency_of(supplier_id, kept.as_ref()).await?;
        let mut understood = Understood {
            profile: Profile::new(file.structure.clone(), Mapping::default(), Some(currency)),
            file,
            drift: Vec::new(),
            new_columns: Vec::new(),
            learned: BTreeMap::new(),
            kept,
        };
        match (&overrides.mapping, understood.kept.as_ref().map(|kept| kept.profile.0.clone())) {
            (Some(mapping), kept) => {
                understood.profile.mapping = mapping.clone();
                if let Some(kept) = kept {
                    (understood.profile.transforms, understood.profile.policies) =
                        (kept.transforms, kept.policies);
                }
            }
            (None, Some(kept)) => {
                let compared = self.fit(path, file_name, overrides, &kept, &mut understood.file).await?;
                // Read as empty: the next file may have them again.
                let file = &mut understood.file;
                file.fingerprints
                    .resize(file.structure.columns.len() + compared.absent.len(), Fingerprint::default());
                file.structure.columns.extend(compared.absent);
                understood.profile.structure = understood.file.structure.clone();
                understood.profile.mapping = compared.mapping;
                understood.profile.transforms = compared.transforms;
                understood.profile.policies = kept.policies;
                (understood.drift, understood.new_columns) = (compared.drift, compared.new_columns);
            }
            (None, None) => {
                understood.profile.mapping = understood.file.mapping.clone();
                understood.learned = learned;
            }
        }
        if let Some(transforms) = &overrides.transforms {
            understood.profile.transforms.clone_from(transforms);
        }
        if let Some(policies) = &overrides.policies {
            understood.profile.policies = policies.clone();
        }
        understood.profile.fingerprints = drift::fingerprints(&understood.profile.mapping, &understood.file);
        Ok(understood)
    }

    /// Compares a file with a kept profile. Where it doesn't fit as it was inspected, it is looked at once more in
    /// the way in which the profile's file was laid out: a person may have said where the header is.
    async fn fit(
        &self,
        path: &Path,
        file_name: &str,
        overrides: &Overrides,
        kept: &Profile,
        file: &mut Inspection,
    ) -> Result<Comparison, InspectFailure> {
        let compared = drift::compare(kept, file);
        let structure = &kept.structure;
        if compared.is_certain() || structure.format != file.structure.format {
            return Ok(compared);
        }
        let hint = Overrides {
            encoding: overrides.encoding.clone(),
            delimiter: overrides.delimiter.or(structure.delimiter),
            sheet: overrides.sheet.clone().or_else(|| structure.sheet.clone()),
            header_row: overrides.header_row.or(Some(structure.header_row)),
            record_path: overrides.record_path.clone().or_else(|| structure.record_path.clone()),
            ..Overrides::default()
        };
        // That there is no such sheet or path any more is nothing new.
        let again = match inspect_file(path, self.inspect_options(file_name, &hint)).await {
            Ok(again) => again,
            Err(InspectFailure::File(_)) => return Ok(compared),
            Err(error) => return Err(error),
        };
        let second = drift::compare(kept, &again);
        if !second.is_certain() || again.rows == 0 {
            return Ok(compared);
        }
        *file = again;
        Ok(second)
    }

    /// Currency of prices that name none: the profile's own, else the supplier's, else the catalogue's.
    async fn currency_of(
        &self,
        supplier_id: Option<i64>,
        kept: Option<&StoredProfile>,
    ) -> Result<String, sqlx::Error> {
        if let Some(currency) = kept.and_then(|kept| kept.profile.0.default_currency.clone()) {
            return Ok(currency);
        }
        let supplier = match supplier_id {
            Some(id) => store::catalog::supplier::get(&self.databases().catalog, id).await?,
            None => None,
        };
        match supplier.and_then(|supplier| supplier.currency) {
            Some(currency) => Ok(currency),
            None => self.catalogue_currency().await,
        }
    }

    /// Decides how a run's file is read.
    pub(super) async fn decide(
        &self,
        run: &Run,
        path: &Path,
    ) -> Result<(Understood, Decision), InspectFailure> {
        let overrides = run.overrides();
        let understood = match run.parent_id {
            Some(parent_id) => self.understand_child(run, parent_id, path).await?,
            None => self.understand(path, &run.file_name, &overrides, Some(run.supplier_id)).await?,
        };
        if !understood.is_certain() {
            return Ok((understood, Decision::Drift));
        }
        // The normaliser is the judge of whether a profile can be read with.
        let decision = match Normaliser::new(&understood.profile) {
            Ok(_) if run.parent_id.is_some() || has_substance(&understood.profile.mapping) => Decision::Read,
            Ok(_) => Decision::NeedsMapping(
                "only an article number was recognised: say which columns hold name, price or stock"
                    .to_owned(),
            ),
            Err(error) => Decision::NeedsMapping(error.to_string()),
        };
        Ok((understood, decision))
    }

    /// What follows for the feed from a run that is in the catalogue: the profile that it was read with is kept,
    /// and what its columns meant is learned. A run that completes another one teaches nothing new.
    pub(super) async fn keep_profile(&self, run: &Run) -> Result<(), sqlx::Error> {
        let Some(profile) = run.profile.as_ref().filter(|_| run.parent_id.is_none()) else { return Ok(()) };
        let (imports, name) = (&self.databases().imports, run.profile_name());
        let base = match run.profile_version {
            Some(version) => profile::version(imports, run.feed_id, &name, version).await?,
            None => None,
        };
        // A currency that nobody decided on for the profile follows the supplier's.
        let kept = Profile {
            default_currency: base.and_then(|base| base.profile.0.default_currency),
            ..profile.0.clone()
        };
        let by = run.created_by.as_deref();
        profile::keep(imports, run.feed_id, &name, &kept, run.profile_version, by, self.now()).await?;
        past::learn(imports, run.supplier_id, &run.supplier_code, run.id, &kept.mapping).await
    }
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
        let understood = self.understand(path, file_name, overrides, Some(supplier_id)).await?;
        let found = &understood.file;
        if let Some(cut) = found.warnings.iter().find(|warning| warning.code == "truncated") {
            return Err(Unfit::CutShort(cut.message.clone()));
        }
        if found.rows == 0 {
            return Err(Unfit::NoRecords);
        }
        if let (Some(name), None, None) = (&overrides.profile, &overrides.mapping, &understood.kept) {
            return Err(Unfit::NoProfile(name.clone()));
        }
        // Where the file differs from the kept profile, a person decides before anything is read.
        if !understood.is_certain() {
            return Ok(understood.file);
        }
        match Normaliser::new(&understood.profile) {
            Ok(_) => Ok(understood.file),
            Err(error) => Err(Unfit::Mapping(error.to_string())),
        }
    }
}
