//! A person's edit of a product.

#![expect(clippy::option_option, reason = "a field can be left out, be null, or have a value: three things")]

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer};
use store::catalog::product::edit::{self, EditError, ProductEdit};
use utoipa::ToSchema;

use super::detail::whole_product;
use super::filter::StatusName;
use super::view::Product;
use crate::auth::extract::Manager;
use crate::http::AppState;
use crate::http::error::{ApiError, Code, Result};
use crate::http::input::{Errors, Id, Validate, ValidatedJson};

/// The fields that an edit locks, by their names in `locked_fields`.
const LOCKABLE: [&str; 7] = ["name", "description", "brand", "category", "mpn", "weight", "status"];

/// Tells a field that is left out (as it was) from one that is null (removed).
pub(in crate::http) fn given<'de, T, D>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    Option::deserialize(deserializer).map(Some)
}

impl From<EditError> for ApiError {
    fn from(error: EditError) -> Self {
        match error {
            EditError::NotFound => Self::not_found("product"),
            EditError::ChangedSince(_) => {
                let text = error.to_string();
                Self::new(Code::Conflict, format!("T{}.", &text[1..]))
            }
            EditError::Database(error) => error.into(),
        }
    }
}

/// What changes of a product. What is left out stays as it is; null removes a value.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ProductPatch {
    /// Its name.
    name: Option<String>,
    /// Plain text or HTML, which is made safe.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    description: Option<Option<String>>,
    /// Its brand's name; a new one is made.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    brand: Option<Option<String>>,
    /// Its category's path, names joined by `/`; a new one is made.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, example = "Tools/Drills")]
    category: Option<Option<String>>,
    /// Manufacturer's part number.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    mpn: Option<Option<String>>,
    /// Weight of a unit.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, example = "2.5")]
    weight_kg: Option<Option<Decimal>>,
    /// Where it stands.
    status: Option<StatusName>,
    /// Only where the product's `updated_at` is still this one; otherwise 409.
    if_updated_at: Option<DateTime<Utc>>,
}

impl Validate for ProductPatch {
    fn validate(&self, errors: &mut Errors) {
        if let Some(name) = &self.name {
            errors.text("name", name, 500);
        }
        let longest = [
            ("description", &self.description, 100_000),
            ("brand", &self.brand, 200),
            ("category", &self.category, 1_000),
            ("mpn", &self.mpn, 200),
        ];
        for (field, value, longest) in longest {
            if let Some(Some(text)) = value {
                errors.text(field, text, longest);
            }
        }
        if let Some(Some(weight)) = self.weight_kg
            && (weight.is_sign_negative() || weight >= Decimal::from(10_000_000))
        {
            errors.add("weight_kg", "must be from 0 to less than 10,000,000");
        }
    }
}

impl From<ProductPatch> for ProductEdit {
    fn from(patch: ProductPatch) -> Self {
        let trimmed =
            |value: Option<Option<String>>| value.map(|text| text.map(|text| text.trim().to_owned()));
        Self {
            name: patch.name.map(|name| name.trim().to_owned()),
            description: trimmed(patch.description)
                .map(|text| text.map(|text| catalog::value::html::safe(&text).into_owned())),
            brand: trimmed(patch.brand),
            category: trimmed(patch.category),
            mpn: trimmed(patch.mpn),
            weight_kg: patch.weight_kg,
            status: patch.status.map(Into::into),
        }
    }
}

/// Change a product. The fields that are given are locked: no feed overwrites them until they are unlocked.
#[utoipa::path(patch, path = "/products/{id}", tag = "products", request_body = ProductPatch, security(("bearer" = ["manager"])),
    params(("id" = i64, Path)), responses((status = 200, body = Product)))]
pub(super) async fn update_product(
    State(state): State<AppState>,
    Manager(principal): Manager,
    Id(id): Id,
    ValidatedJson(patch): ValidatedJson<ProductPatch>,
) -> Result<Json<Product>> {
    let if_updated_at = patch.if_updated_at;
    let by = &principal.user.email;
    edit::edit(&state.dbs.catalog, id, &patch.into(), by, if_updated_at, state.clock.now()).await?;
    whole_product(&state, id).await.map(Json)
}

/// Fields to unlock.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Unlock {
    /// Their names in `locked_fields`.
    #[schema(example = json!(["name"]))]
    fields: Vec<String>,
}

impl Validate for Unlock {
    fn validate(&self, errors: &mut Errors) {
        for (at, _) in self.fields.iter().enumerate().filter(|(_, field)| !LOCKABLE.contains(&field.as_str()))
        {
            errors.add(format!("fields[{at}]"), format!("must be one of {}", LOCKABLE.join(", ")));
        }
    }
}

/// Give fields back to the feeds. Their values stay until a feed brings others.
#[utoipa::path(post, path = "/products/{id}/unlock", tag = "products", request_body = Unlock, security(("bearer" = ["manager"])),
    params(("id" = i64, Path)), responses((status = 200, body = Product)))]
pub(super) async fn unlock_product(
    State(state): State<AppState>,
    _: Manager,
    Id(id): Id,
    ValidatedJson(input): ValidatedJson<Unlock>,
) -> Result<Json<Product>> {
    edit::unlock(&state.dbs.catalog, id, &input.fields, state.clock.now()).await?;
    whole_product(&state, id).await.map(Json)
}
