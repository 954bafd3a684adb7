//! The product list as a file.

use axum::body::Body;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures_util::TryStreamExt as _;
use serde::Deserialize;
use store::catalog::export::Export;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::AppState;
use super::error::Result;
use super::input::{Validate, ValidatedQuery};
use super::products::filter::ProductQuery;
use crate::auth::extract::Viewer;
use crate::export::{self, Format};

/// The routes.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(export_products))
}

/// A file's format.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum FormatName {
    /// Comma-separated, UTF-8 with a byte order mark.
    #[default]
    Csv,
    /// An Excel workbook.
    Xlsx,
    /// A JSON array.
    Json,
    /// A JSON object a line.
    Ndjson,
}

impl From<FormatName> for Format {
    fn from(name: FormatName) -> Self {
        match name {
            FormatName::Csv => Self::Csv,
            FormatName::Xlsx => Self::Xlsx,
            FormatName::Json => Self::Json,
            FormatName::Ndjson => Self::Ndjson,
        }
    }
}

/// In which format.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct FormatQuery {
    /// The file's format; CSV unless said otherwise.
    #[param(inline)]
    format: Option<FormatName>,
}

impl Validate for FormatQuery {}

/// All products that pass the filters, as a file, streamed. Cells that a spreadsheet would run as a formula are
/// prefixed with an apostrophe.
#[utoipa::path(get, path = "/products/export", tag = "products", security(("bearer" = ["viewer"])),
    params(FormatQuery, ProductQuery),
    responses((status = 200, body = String, content_type = "application/octet-stream")))]
async fn export_products(
    State(state): State<AppState>,
    _: Viewer,
    ValidatedQuery(format): ValidatedQuery<FormatQuery>,
    ValidatedQuery(filter): ValidatedQuery<ProductQuery>,
) -> Result<Response> {
    let format = Format::from(format.format.unwrap_or_default());
    let export = Export::new(&state.dbs.catalog, &filter.into()).await?;
    // The status is sent by now: what fails later can only cut the body off, which clients notice by its missing end.
    let body = export::stream(export, format).inspect_err(
        move |error| tracing::error!(error = %error, export.format = %format, "an export broke off"),
    );
    let name = format!("attachment; filename=\"products-{}.{format}\"", state.clock.now().format("%Y-%m-%d"));
    let headers =
        [(header::CONTENT_TYPE, format.media_type().to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, Body::from_stream(body)).into_response())
}
