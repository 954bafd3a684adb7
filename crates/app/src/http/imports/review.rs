//! What a person sees of an import before it counts, and which part of it they approve.

use std::collections::BTreeSet;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use catalog::field::Field;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use store::imports::review::{self, Approval, Part, Selection};
use store::imports::run_action;
use utoipa::ToSchema;

use super::action::{Moved, moved};
use crate::auth::extract::UserRole;
use crate::http::AppState;
use crate::http::error::Result;
use crate::http::input::{Errors, Id, Validate, json, require_json};
use crate::http::run_view::Run;
use crate::import::Review;

/// A kind of change that can be approved by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// New offers.
    Created,
    /// Changed offers and products.
    Updated,
    /// Offers that the file left out.
    Discontinued,
}

impl From<ChangeKind> for Part {
    fn from(kind: ChangeKind) -> Self {
        match kind {
            ChangeKind::Created => Self::Created,
            ChangeKind::Updated => Self::Updated,
            ChangeKind::Discontinued => Self::Discontinued,
        }
    }
}

impl From<Part> for ChangeKind {
    fn from(part: Part) -> Self {
        match part {
            Part::Created => Self::Created,
            Part::Updated => Self::Updated,
            Part::Discontinued => Self::Discontinued,
        }
    }
}

/// Which part of an import. What is left out is approved whole.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SelectionView {
    /// Only these kinds of changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    kinds: Option<Vec<ChangeKind>>,
    /// Only these fields: `price`, `stock` … A new article always keeps what identifies it: name, EAN, brand, MPN.
    #[serde(skip_serializing_if = "Option::is_none")]
    fields: Option<Vec<String>>,
    /// Only these records of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    only_records: Option<Vec<i64>>,
    /// Not these records of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    except_records: Option<Vec<i64>>,
}

impl SelectionView {
    /// The store's selection; unknown fields were refused before.
    fn selection(&self) -> Selection {
        let records =
            |chosen: &Option<Vec<i64>>| chosen.as_ref().map(|chosen| chosen.iter().copied().collect());
        Selection {
            kinds: self.kinds.as_ref().map(|kinds| kinds.iter().map(|&kind| kind.into()).collect()),
            fields: self.fields.as_ref().map(|fields| {
                fields.iter().filter_map(|field| field.parse::<Field>().ok()).collect::<BTreeSet<_>>()
            }),
            only_records: records(&self.only_records),
            except_records: records(&self.except_records),
        }
    }
}

impl From<Selection> for SelectionView {
    fn from(it: Selection) -> Self {
        Self {
            kinds: it.kinds.map(|kinds| kinds.into_iter().map(ChangeKind::from).collect()),
            fields: it
                .fields
                .map(|fields| fields.into_iter().map(|field| field.as_str().to_owned()).collect()),
            only_records: it.only_records.map(|records| records.into_iter().collect()),
            except_records: it.except_records.map(|records| records.into_iter().collect()),
        }
    }
}

/// What is approved.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApplyInput {
    /// Which part; everything if left out.
    selection: Option<SelectionView>,
}

impl Validate for ApplyInput {
    fn validate(&self, errors: &mut Errors) {
        let Some(selection) = &self.selection else { return };
        for (index, name) in selection.fields.iter().flatten().enumerate() {
            if let Err(error) = name.parse::<Field>() {
                errors.add(format!("selection.fields[{index}]"), error.to_string());
            }
        }
        let nothing = |count: Option<usize>| count == Some(0);
        if nothing(selection.kinds.as_ref().map(Vec::len))
            || nothing(selection.fields.as_ref().map(Vec::len))
            || nothing(selection.only_records.as_ref().map(Vec::len))
        {
            errors.add("selection", "leaves nothing to apply: cancel the import instead");
        }
    }
}

/// Approve a held or reviewed import, or a part of it: that is applied to the catalogue. Records that are not
/// approved are counted as rejected; fields that are not approved come again with the next file.
#[utoipa::path(post, path = "/imports/{id}/apply", tag = "imports", security(("bearer" = ["user"])),
    params(("id" = i64, Path)), request_body = Option<ApplyInput>, responses((status = 202, body = Run)))]
pub async fn apply_import(
    State(state): State<AppState>,
    UserRole(principal): UserRole,
    Id(id): Id,
    headers: HeaderMap,
    body: Bytes,
) -> Moved {
    let input = if body.is_empty() {
        ApplyInput::default()
    } else {
        require_json(&headers)?;
        json::<ApplyInput>(&body)?
    };
    let selection = input.selection.as_ref().map(SelectionView::selection);
    let by = principal.user.email.as_str();
    let run =
        run_action::approve(&state.dbs.imports, id, Some(by), selection.as_ref(), state.clock.now()).await?;
    moved(&state, run).await
}

/// Who approved what.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApprovalView {
    /// The person.
    by: Option<String>,
    /// When.
    at: DateTime<Utc>,
    /// Which part; null: everything.
    selection: Option<SelectionView>,
}

impl From<Approval> for ApprovalView {
    fn from(it: Approval) -> Self {
        Self { by: it.by, at: it.at, selection: it.selection.map(SelectionView::from) }
    }
}

/// What a person sees of an import before it counts.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReviewView {
    #[serde(flatten)]
    review: Review,
    /// Who approved it, once somebody did.
    approved: Option<ApprovalView>,
}

/// What a person saw, or sees, of an import that stopped before the catalogue; none of one that didn't.
pub async fn review_of(state: &AppState, id: i64) -> Result<Option<ReviewView>> {
    let stored = review::get(&state.dbs.imports, id).await?;
    let Some(review) = stored.review.and_then(|review| serde_json::from_value(review.0).ok()) else {
        return Ok(None);
    };
    Ok(Some(ReviewView { review, approved: stored.approval.map(|approval| approval.0.into()) }))
}
