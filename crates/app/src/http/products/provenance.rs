//! Where every value of a product and its offers comes from.

use std::collections::{BTreeMap, HashMap};

use axum::Json;
use axum::extract::State;
use catalog::field::Field;
use chrono::{DateTime, Utc};
use serde::Serialize;
use store::catalog::provenance::{self, How};
use store::imports::run::Run;
use store::imports::run_list;
use utoipa::ToSchema;

use crate::auth::extract::Viewer;
use crate::http::AppState;
use crate::http::error::{ApiError, Result};
use crate::http::input::Id;

/// The import that brought a value, or, of an undo, the one that was taken back.
#[derive(Debug, Serialize, ToSchema)]
pub struct OriginRun {
    /// Its id.
    pub id: i64,
    /// Its file.
    pub file_name: String,
    /// Whose file.
    pub supplier_code: Option<String>,
    /// The record in it, from 1.
    pub record: Option<i64>,
    /// The record's line, where it is known.
    pub line: Option<i64>,
}

/// How a value came: as a file of its owner says it; from another supplier's file, where there was none; from a person;
/// by what a person decided on a supplier's brands and categories; by an undo or its revert; as a step of the
/// profile made it out of a file's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = OriginHow)]
pub enum HowName {
    File,
    Gap,
    Person,
    ValueMap,
    Undo,
    Rule,
}

/// A value that a field had, with where it came from.
#[derive(Debug, Serialize, ToSchema)]
pub struct ValueOrigin {
    /// The value; null where it was taken away.
    pub value: Option<String>,
    /// When it came.
    pub at: DateTime<Utc>,
    /// The person.
    pub by: Option<String>,
    /// The import.
    pub run: Option<OriginRun>,
    /// How it came.
    pub how: HowName,
}

/// Where the values of an offer come from.
#[derive(Debug, Serialize, ToSchema)]
pub struct OfferProvenance {
    /// The offer.
    pub offer_id: i64,
    /// Its supplier.
    pub supplier_code: String,
    /// The supplier's number for it.
    pub supplier_sku: String,
    /// By field the values that it had, newest first.
    pub fields: BTreeMap<String, Vec<ValueOrigin>>,
}

/// Where the values of a product and its offers come from.
#[derive(Debug, Serialize, ToSchema)]
pub struct Provenance {
    /// By field the values that the product had, newest first.
    pub fields: BTreeMap<String, Vec<ValueOrigin>>,
    /// Its offers.
    pub offers: Vec<OfferProvenance>,
}

/// Where every value comes from that a product and its offers have or had: file and record, rule, person, undo.
#[utoipa::path(get, path = "/products/{id}/provenance", tag = "products", security(("bearer" = ["viewer"])),
    params(("id" = i64, Path)), responses((status = 200, body = Provenance)))]
pub(super) async fn get_provenance(
    State(state): State<AppState>,
    _: Viewer,
    Id(id): Id,
) -> Result<Json<Provenance>> {
    Ok(Json(of_product(&state, id).await?))
}

/// Where a product's values come from.
pub async fn of_product(state: &AppState, id: i64) -> Result<Provenance> {
    let found = provenance::of_product(&state.dbs.catalog, id)
        .await?
        .ok_or_else(|| ApiError::not_found("product"))?;
    let all = found.fields.values().chain(found.offers.iter().flat_map(|(_, fields)| fields.values()));
    let mut ids: Vec<i64> = all.flatten().filter_map(|origin| origin.run_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let runs: HashMap<i64, Run> =
        run_list::by_ids(&state.dbs.imports, &ids).await?.into_iter().map(|run| (run.id, run)).collect();
    Ok(Provenance {
        fields: named(found.fields, &runs),
        offers: found
            .offers
            .into_iter()
            .map(|(offer, fields)| OfferProvenance {
                offer_id: offer.id,
                supplier_code: offer.supplier_code,
                supplier_sku: offer.supplier_sku,
                fields: named(fields, &runs),
            })
            .collect(),
    })
}

fn named(fields: provenance::Fields, runs: &HashMap<i64, Run>) -> BTreeMap<String, Vec<ValueOrigin>> {
    fields
        .into_iter()
        .map(|(field, origins)| {
            let values = origins.into_iter().map(|origin| value(&field, origin, runs)).collect();
            (field, values)
        })
        .collect()
}

fn value(field: &str, origin: provenance::Origin, runs: &HashMap<i64, Run>) -> ValueOrigin {
    let run = origin.run_id.and_then(|id| runs.get(&id));
    ValueOrigin {
        how: match origin.how {
            How::File | How::Gap if run.is_some_and(|run| has_rule(run, field)) => HowName::Rule,
            How::File => HowName::File,
            How::Gap => HowName::Gap,
            How::Person => HowName::Person,
            How::ValueMap => HowName::ValueMap,
            How::Undo => HowName::Undo,
        },
        run: run.map(|run| OriginRun {
            id: run.id,
            file_name: run.file_name.clone(),
            supplier_code: Some(run.supplier_code.clone()),
            record: origin.record,
            line: None,
        }),
        value: origin.value,
        at: origin.at,
        by: origin.by,
    }
}

/// Whether the profile that the run was read with does something to the field's values.
fn has_rule(run: &Run, field: &str) -> bool {
    let Some(profile) = &run.profile else { return false };
    let is_field = |name: Field| name.as_str() == field;
    profile.0.transforms.iter().any(|step| !step.off && is_field(step.field))
}
