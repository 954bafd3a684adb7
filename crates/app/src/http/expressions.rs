//! Checking an expression while it is being written.

use axum::Json;
use catalog::transform::expression::{Expression, Kind};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::AppState;
use super::error::{ApiError, Result};
use super::input::{Validate, ValidatedJson};
use crate::auth::extract::UserRole;

/// The routes.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(check_expression))
}

/// What an expression is for.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum ExpressionKind {
    /// A step's `when`: true or false.
    Condition,
    /// What `set` sets: a number or a text.
    Value,
}

/// An expression.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ExpressionInput {
    /// The expression, as in a profile's steps.
    expression: String,
    /// What it is for.
    kind: ExpressionKind,
}

impl Validate for ExpressionInput {}

/// An expression that can be evaluated.
#[derive(Debug, Serialize, ToSchema)]
struct Checked {
    /// Always true: what can't be evaluated is answered with 422, with line and column in the message.
    ok: bool,
}

/// Check an expression of a profile's step without taking it.
#[utoipa::path(post, path = "/expressions/check", tag = "profiles", security(("bearer" = ["user"])),
    request_body = ExpressionInput, responses((status = 200, body = Checked)))]
async fn check_expression(
    _: UserRole,
    ValidatedJson(input): ValidatedJson<ExpressionInput>,
) -> Result<Json<Checked>> {
    let kind = match input.kind {
        ExpressionKind::Condition => Kind::Condition,
        ExpressionKind::Value => Kind::Value,
    };
    match Expression::check(&input.expression, kind) {
        Ok(()) => Ok(Json(Checked { ok: true })),
        Err(error) => Err(ApiError::invalid("expression", error.to_string())),
    }
}
