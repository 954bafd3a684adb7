//! Completing a run: the corrected file of its rejected records, or its own records that a person corrected, as an
//! import of their own.
//!
//! Such a child is read as its parent was. It has a part of a file only: what it leaves out is not absent, it is
//! compared with no earlier run, and no later one with it.

use std::path::Path;

use catalog::field::Field;
use catalog::inspect::{InspectOptions, Inspection, StructureOverrides};
use catalog::mapping::{Mapping, Source};
use catalog::normalise::Normaliser;
use catalog::policy::{Absent, Brakes, Review};
use catalog::profile::Profile;
use catalog::structure::DecimalStyle;
use store::imports::child::{self, ChildFile};
use store::imports::correction::{self, Correction};
use store::imports::run::{self, Run, Status};

use super::Importer;
use super::inspect::{InspectFailure, Understood, Unfit, inspect_file};
use super::parse::{Came, Completes};
use super::receive::ReceiveError;

/// The column of a rejected record's place in the parent's file.
pub(super) const PLACE: &str = "_line";
/// What spreadsheets put between cells.
const DELIMITERS: [char; 4] = [';', ',', '\t', '|'];

/// A run can't be completed with that.
#[derive(Debug, thiserror::Error)]
pub enum CompleteError {
    /// There is no such run.
    #[error("there is no such import")]
    NotFound,
    /// It is not in the catalogue, or nothing of it was rejected.
    #[error("{0}")]
    WrongState(&'static str),
    /// The file can't be read as the run's was.
    #[error(transparent)]
    Unfit(#[from] Unfit),
    /// The stored file can't be had.
    #[error(transparent)]
    File(#[from] ReceiveError),
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
}

impl Importer {
    /// How a child's file is read: as its parent's.
    pub(super) async fn understand_child(
        &self,
        run: &Run,
        parent_id: i64,
        path: &Path,
    ) -> Result<Understood, InspectFailure> {
        let imports = &self.databases().imports;
        let parent = run::get(imports, parent_id).await?.ok_or(sqlx::Error::RowNotFound)?;
        let kept =
            parent.profile.as_ref().map(|profile| profile.0.clone()).ok_or(sqlx::Error::RowNotFound)?;
        let (file, profile) = if parent.file_sha256 == run.file_sha256 {
            let options = self.inspect_options(&parent.file_name, &parent.overrides());
            (inspect_file(path, options).await?, kept)
        } else {
            self.understand_returned(path, &run.file_name, &kept).await?
        };
        Ok(Understood {
            file,
            profile: as_child(profile),
            kept: None,
            drift: Vec::new(),
            new_columns: Vec::new(),
            learned: std::collections::BTreeMap::new(),
        })
    }

    /// A corrected file of rejected records: whatever a spreadsheet made of its delimiter and encoding, its columns
    /// have the names of the parent's.
    async fn understand_returned(
        &self,
        path: &Path,
        name: &str,
        kept: &Profile,
    ) -> Result<(Inspection, Profile), InspectFailure> {
        let options = |delimiter| InspectOptions {
            overrides: StructureOverrides { delimiter, header_row: Some(1), ..StructureOverrides::default() },
            ..self.inspect_options(name, &run::Overrides::default())
        };
        let first = inspect_file(path, options(None)).await;
        let fits = |file: &Inspection| Normaliser::new(&returned(kept, file)).is_ok();
        if first.as_ref().is_ok_and(&fits) {
            return first.map(|file| (returned(kept, &file), file)).map(|(profile, file)| (file, profile));
        }
        // A file of three rows doesn't always tell its delimiter; the columns that it must have do.
        for delimiter in DELIMITERS {
            if let Ok(file) = inspect_file(path, options(Some(delimiter))).await
                && fits(&file)
            {
                let profile = returned(kept, &file);
                return Ok((file, profile));
            }
        }
        let file = first?;
        let profile = returned(kept, &file);
        Ok((file, profile))
    }

    /// What a person corrected of the file that a run reads, and what of another run it completes.
    pub(super) async fn to_read(
        &self,
        run: &Run,
        profile: &Profile,
    ) -> sqlx::Result<(Vec<Correction>, Completes)> {
        let imports = &self.databases().imports;
        let own = correction::of_run(imports, run.id).await?;
        let Some(parent_id) = run.parent_id else { return Ok((own, Completes::Nothing)) };
        let is_same_file =
            run::get(imports, parent_id).await?.is_some_and(|parent| parent.file_sha256 == run.file_sha256);
        if is_same_file && !own.is_empty() {
            // What was corrected before holds for these records too.
            let all = correction::of_run(imports, parent_id).await?;
            return Ok((all, Completes::Corrected(own)));
        }
        let place = profile.structure.columns.iter().position(|column| column.trim() == PLACE);
        Ok((own, Completes::Places(place)))
    }

    /// Notes which rejected records of its parent a child brings.
    pub(super) async fn note_completion(
        &self,
        run: &Run,
        completes: &Completes,
        came: &Came,
    ) -> sqlx::Result<()> {
        let (imports, Some(parent)) = (&self.databases().imports, run.parent_id) else { return Ok(()) };
        match completes {
            Completes::Nothing => Ok(()),
            Completes::Corrected(_) => child::note_records(imports, run.id, parent, &came.places).await,
            Completes::Places(_) => child::note(imports, run.id, parent, &came.places, came.others).await,
        }
    }

    /// Makes a child of a run for the corrected file of its rejected records, which is stored already. An unfinished
    /// one of the same file is taken up.
    pub async fn complete(
        &self,
        parent_id: i64,
        file: ChildFile<'_>,
        by: Option<&str>,
        source: &str,
        with_job: bool,
    ) -> Result<Run, CompleteError> {
        let imports = &self.databases().imports;
        let parent = run::get(imports, parent_id).await?.ok_or(CompleteError::NotFound)?;
        if parent.status() != Status::Done || parent.mode() == run::Mode::DryRun {
            return Err(CompleteError::WrongState(
                "only an import that is in the catalogue can be completed: correct or approve this one first",
            ));
        }
        if parent.counts.rejected == 0 {
            return Err(CompleteError::WrongState("none of the import's records was rejected"));
        }
        if let Some(run) = child::unfinished(imports, parent_id, file.sha256).await? {
            return Ok(run);
        }
        let kept = parent.profile.as_ref().map(|profile| &profile.0).ok_or(sqlx::Error::RowNotFound)?;
        let path = self.fetch(file.sha256).await?;
        let (found, profile) =
            self.understand_returned(&path, file.name, kept).await.map_err(Unfit::Unreadable)?;
        if found.rows == 0 {
            return Err(Unfit::NoRecords.into());
        }
        Normaliser::new(&as_child(profile)).map_err(|error| Unfit::Mapping(error.to_string()))?;
        let mut tx = imports.pool().begin().await?;
        let run = child::create(&mut tx, &parent, file, by, source, with_job, self.now()).await?;
        tx.commit().await?;
        Ok(run)
    }
}

/// A profile for a part of a file: what it leaves out is not absent, and nothing stops it but itself.
pub(super) fn as_child(mut profile: Profile) -> Profile {
    profile.policies.absent = Absent::Keep;
    profile.policies.review = Review::Never;
    profile.policies.most_errors = None;
    profile.policies.brakes = Brakes::default();
    profile
}

/// The parent's profile for a file with columns of the same names, in whatever order; columns that are gone are
/// no longer read.
fn returned(kept: &Profile, file: &Inspection) -> Profile {
    let columns = &file.structure.columns;
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let there = |name: &str| columns.iter().find(|column| plain(column) == plain(name)).cloned();
    // Without a header the index is what was mapped; the file has the columns' names as its header.
    let named = |source: &Source| match source.index.and_then(|index| kept.structure.columns.get(index)) {
        Some(name) if source.source.is_empty() || kept.structure.header_row == 0 => name.clone(),
        _ => source.source.clone(),
    };
    let translate = |(&field, source): (&Field, &Source)| {
        let main = there(&named(source))?;
        let also = source.also.iter().filter_map(|name| there(name)).collect();
        Some((field, Source { source: main, index: None, also, ..source.clone() }))
    };
    let mapping = Mapping { fields: kept.mapping.fields.iter().filter_map(translate).collect() };
    let mut structure = file.structure.clone();
    if structure.decimal == DecimalStyle::Auto {
        structure.decimal = kept.structure.decimal;
    }
    Profile { structure, mapping, fingerprints: std::collections::BTreeMap::new(), ..kept.clone() }
}
