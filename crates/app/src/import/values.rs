//! What a file's values are read with besides its profile: what was decided about brands and categories, and the
//! exchange rates of the day.

use std::sync::Arc;

use catalog::normalise::{Normaliser, ProfileError};
use catalog::profile::Profile;
use catalog::transform::{Op, Rates};
use catalog::value_map::ValueMap;
use chrono::{DateTime, Utc};
use store::catalog::{rate, value_map};

use super::Importer;

/// Decisions on brands and categories, and exchange rates.
#[derive(Clone, Debug, Default)]
pub struct Values {
    map: Arc<ValueMap>,
    rates: Rates,
}

impl Values {
    /// A normaliser of the profile that knows them.
    ///
    /// # Errors
    ///
    /// The profile doesn't fit its file; the error says why.
    pub fn normaliser(&self, profile: &Profile) -> Result<Normaliser, ProfileError> {
        Ok(Normaliser::new(profile)?.with_value_map(self.map.clone()).with_rates(self.rates.clone()))
    }

    /// What of them decides what a profile makes of a file, as a text to compare: rates only where it converts.
    pub(super) fn summary(&self, profile: &Profile) -> String {
        let converts =
            profile.transforms.iter().any(|step| !step.off && matches!(step.op, Op::Currency { .. }));
        let rates = if converts { self.rates.summary() } else { String::new() };
        format!("{}\0{rates}", self.map.summary())
    }
}

impl Importer {
    /// What the values of a supplier's file are read with. A run that is read again takes the rates of the day on which it
    /// came, and so comes to the same prices.
    ///
    /// # Errors
    ///
    /// A database failed.
    pub async fn values(&self, supplier_id: Option<i64>, came: DateTime<Utc>) -> Result<Values, sqlx::Error> {
        let catalog = &self.databases().catalog;
        let map = match supplier_id {
            Some(id) => value_map::load(catalog, id).await?,
            None => ValueMap::default(),
        };
        let rates = rate::on_day(catalog, came.date_naive(), &self.catalogue_currency().await?).await?;
        Ok(Values { map: Arc::new(map), rates })
    }
}
