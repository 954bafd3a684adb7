//! Exchange rates, which the profile's currency steps convert prices with.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use catalog::value::currency;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use store::catalog::rate::{self, RateRow};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::AppState;
use super::error::{ApiError, Result};
use super::input::{Errors, Validate, ValidatedJson, ValidatedQuery};
use super::page::{Page, Paging};
use super::settings::Settings;
use crate::auth::extract::{Manager, Viewer};

/// The routes.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list_rates, put_rate)).routes(routes!(delete_rate))
}

/// What a currency is worth from a day on.
#[derive(Debug, Serialize, ToSchema)]
#[expect(clippy::struct_field_names, reason = "a rate's rate: the column's name in the API")]
struct Rate {
    /// ISO 4217.
    currency: String,
    /// The day from which it holds, until a later rate.
    day: NaiveDate,
    /// Units of the catalogue's currency for one of this.
    rate: String,
    /// Who wrote it.
    by: Option<String>,
}

impl From<RateRow> for Rate {
    fn from(row: RateRow) -> Self {
        Self { currency: row.currency, day: row.day, rate: row.rate.normalize().to_string(), by: row.by }
    }
}

/// Which rates.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct RateQuery {
    /// Of this currency.
    currency: Option<String>,
}

impl Validate for RateQuery {}

/// Exchange rates by currency, newest first.
#[utoipa::path(get, path = "/rates", tag = "settings", security(("bearer" = ["viewer"])),
    params(RateQuery, Paging), responses((status = 200, body = Page<Rate>)))]
async fn list_rates(
    State(state): State<AppState>,
    _: Viewer,
    ValidatedQuery(query): ValidatedQuery<RateQuery>,
    paging: Paging,
) -> Result<Json<Page<Rate>>> {
    let currency = query.currency.map(|currency| currency.to_uppercase());
    let (rates, total) =
        rate::list(&state.dbs.catalog, currency.as_deref(), paging.limit(), paging.offset()).await?;
    Ok(Json(Page::new(rates.into_iter().map(Rate::from).collect(), &paging, total)))
}

/// A rate to write.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RateInput {
    /// ISO 4217.
    currency: String,
    /// The day from which it holds.
    day: NaiveDate,
    /// Units of the catalogue's currency for one of this: `"0.92"`.
    #[schema(value_type = String)]
    rate: Decimal,
}

impl Validate for RateInput {
    fn validate(&self, errors: &mut Errors) {
        if currency::code(&self.currency).is_none() {
            errors.add("currency", "must be a currency's ISO 4217 code such as USD");
        }
        if self.rate.round_dp(10) <= Decimal::ZERO || self.rate >= Decimal::from(1_000_000_000) {
            errors.add("rate", "must be above 0 and below a thousand million");
        }
    }
}

/// Write the rate that holds from a day on; one that is there for that day is replaced. Imports that were read before
/// keep their prices.
#[utoipa::path(put, path = "/rates", tag = "settings", security(("bearer" = ["manager"])),
    request_body = RateInput, responses((status = 200, body = Rate)))]
async fn put_rate(
    State(state): State<AppState>,
    Manager(principal): Manager,
    ValidatedJson(input): ValidatedJson<RateInput>,
) -> Result<Json<Rate>> {
    let code = currency::code(&input.currency).unwrap_or_default();
    if code == Settings::load(&state.dbs.core).await?.catalogue_currency {
        return Err(ApiError::invalid("currency", "is the catalogue's own: its rate is 1"));
    }
    let row =
        rate::put(&state.dbs.catalog, code, input.day, input.rate, &principal.user.email, state.clock.now())
            .await?;
    Ok(Json(row.into()))
}

/// Take a rate away: the one before it holds on.
#[utoipa::path(delete, path = "/rates/{currency}/{day}", tag = "settings", security(("bearer" = ["manager"])),
    params(("currency" = String, Path), ("day" = NaiveDate, Path)), responses((status = 204)))]
async fn delete_rate(
    State(state): State<AppState>,
    _: Manager,
    Path((currency, day)): Path<(String, String)>,
) -> Result<StatusCode> {
    let Ok(day) = day.parse() else { return Err(ApiError::not_found("rate")) };
    if rate::delete(&state.dbs.catalog, &currency.to_uppercase(), day).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(ApiError::not_found("rate"))
    }
}
