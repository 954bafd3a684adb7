//! What a person says where a file differs from what its profile was made for.

use std::collections::BTreeMap;

use catalog::field::Field;
use catalog::mapping::{Mapping, Source};
use catalog::profile::Profile;
use store::imports::run::{self, Overrides, Run};
use store::imports::run_action::{self, ActionError};

use super::Importer;

/// Why drift can't be settled in that way.
#[derive(Debug, thiserror::Error)]
pub enum DriftError {
    /// The run isn't one that waits for it.
    #[error(transparent)]
    Action(#[from] ActionError),
    /// The file doesn't have that column.
    #[error("the file has no column {column:?}; its columns are: {}", columns.join(", "))]
    NoColumn {
        /// For this field.
        field: Field,
        /// As it was named.
        column: String,
        /// The columns that there are.
        columns: Vec<String>,
    },
}

impl Importer {
    /// Lets a run that drift holds go on: with what is proposed, but for the fields that are named; none takes a
    /// field's column away.
    pub async fn settle_drift(
        &self,
        id: i64,
        columns: &BTreeMap<Field, Option<String>>,
    ) -> Result<Run, DriftError> {
        let imports = &self.databases().imports;
        let row = run::get(imports, id).await.map_err(ActionError::from)?.ok_or(ActionError::NotFound)?;
        let Some(profile) = row.profile.as_ref().filter(|_| row.is_held_by_drift()) else {
            return Err(ActionError::WrongState(row.status()).into());
        };
        let said = Overrides {
            mapping: Some(decided(&profile.0, columns)?),
            // Their columns are named as in this file.
            transforms: Some(profile.0.transforms.clone()),
            ..row.overrides()
        };
        Ok(run_action::settle_drift(imports, id, &said, self.now()).await?)
    }
}

/// The proposed mapping with other columns for some fields.
fn decided(profile: &Profile, columns: &BTreeMap<Field, Option<String>>) -> Result<Mapping, DriftError> {
    let mut mapping = profile.mapping.clone();
    let names = &profile.structure.columns;
    for (&field, column) in columns {
        let Some(column) = column else {
            mapping.fields.remove(&field);
            continue;
        };
        let at = names.iter().position(|name| name == column).ok_or_else(|| DriftError::NoColumn {
            field,
            column: column.clone(),
            columns: names.clone(),
        })?;
        let index = profile.structure.format.is_tabular().then_some(at);
        let also = mapping.get(field).map(|source| source.also.clone()).unwrap_or_default();
        mapping.fields.insert(field, Source { index, also, ..Source::decided(column) });
    }
    Ok(mapping)
}
