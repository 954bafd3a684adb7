//! What an import found and did: issues, rejected records, changes, the file itself.

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use futures_util::TryStreamExt as _;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::catalog::applied::{self, AppliedRun};
use store::catalog::change::{self, ChangeFilter, Kind};
use store::catalog::review;
use store::catalog::staging::Staging;
use store::imports::correction::{self, Correction};
use store::imports::issue::{self, IssueFilter, StoredIssue};
use store::objects::ObjectKey;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::find;
use crate::auth::extract::Viewer;
use crate::http::AppState;
use crate::http::error::{ApiError, Code, Result};
use crate::http::input::{Errors, Id, Validate, ValidatedQuery};
use crate::http::page::{Meta, Page, Paging};

/// The routes.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_import_errors))
        .routes(routes!(list_issue_values))
        .routes(routes!(download_file))
        .routes(routes!(list_import_changes))
}

/// Which issues.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct IssueQuery {
    /// Of this code.
    code: Option<String>,
    /// `info`, `warning` or `error`.
    severity: Option<String>,
    /// About this field.
    field: Option<String>,
}

impl Validate for IssueQuery {}

/// Something wrong with a record.
#[derive(Debug, Serialize, ToSchema)]
struct IssueView {
    /// 1-based number of the record.
    record: i64,
    /// 1-based line or row; 0 where the format has none.
    line: i64,
    /// Which field, where it is one.
    field: Option<String>,
    /// What is wrong.
    code: String,
    /// `info`, `warning` or `error`.
    severity: String,
    /// The raw value.
    raw: String,
    /// What a person put in its place, where they did.
    fixed: Option<FixView>,
}

/// What a person put in the place of a value.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct FixView {
    /// What counts instead; null: nothing.
    value: Option<String>,
    /// The person.
    by: Option<String>,
    /// When.
    at: DateTime<Utc>,
}

/// A kind of issue, and how much there is of it.
#[derive(Debug, Serialize, ToSchema)]
struct RuleView {
    /// What is wrong.
    code: String,
    /// `info`, `warning` or `error`.
    severity: String,
    /// Which field, where it is one.
    field: Option<String>,
    /// How often, exactly.
    count: i64,
    /// How many different raw values it is about.
    distinct_values: i64,
    /// One of them.
    example: Option<String>,
}

/// A kind of issue and how often it came.
#[derive(Debug, Serialize, ToSchema)]
struct IssueCountView {
    /// What is wrong.
    code: String,
    /// `info`, `warning` or `error`.
    severity: String,
    /// How often, exactly.
    count: i64,
}

/// About the page, and about all issues of the import.
#[derive(Debug, Serialize, ToSchema)]
struct IssueMeta {
    #[serde(flatten)]
    meta: Meta,
    /// Every kind of issue of the import, most frequent first.
    by_code: Vec<IssueCountView>,
    /// The same, by field, with the different values.
    by_rule: Vec<RuleView>,
}

/// A page of issues.
#[derive(Debug, Serialize, ToSchema)]
struct IssuePage {
    /// The issues, in the order of the file.
    data: Vec<IssueView>,
    /// About the page.
    meta: IssueMeta,
}

/// An import's issues.
#[utoipa::path(get, path = "/imports/{id}/errors", tag = "imports", security(("bearer" = ["viewer"])),
    params(("id" = i64, Path), IssueQuery, Paging), responses((status = 200, body = IssuePage)))]
async fn list_import_errors(
    State(state): State<AppState>,
    _: Viewer,
    Id(id): Id,
    ValidatedQuery(query): ValidatedQuery<IssueQuery>,
    paging: Paging,
) -> Result<Json<IssuePage>> {
    find(&state, id).await?;
    let imports = &state.dbs.imports;
    let filter = IssueFilter { code: query.code, severity: query.severity, field: query.field };
    let issues = issue::list(imports, id, &filter, paging.limit(), paging.offset()).await?;
    let total = issue::count(imports, id, &filter).await?;
    let rules = issue::rules(imports, id).await?;
    let mut by_code: Vec<IssueCountView> = Vec::new();
    for count in &rules {
        match by_code.iter_mut().find(|kind| kind.code == count.code && kind.severity == count.severity) {
            Some(kind) => kind.count += count.count,
            None => by_code.push(IssueCountView {
                code: count.code.clone(),
                severity: count.severity.clone(),
                count: count.count,
            }),
        }
    }
    by_code.sort_by_key(|kind| std::cmp::Reverse(kind.count));
    let by_rule = rules
        .into_iter()
        .map(|rule| RuleView {
            code: rule.code,
            severity: rule.severity,
            field: Some(rule.field).filter(|field| !field.is_empty()),
            count: rule.count,
            distinct_values: rule.distinct_values,
            example: rule.example,
        })
        .collect();
    let fixes = Fixes::new(correction::of_issues(imports, id, &issues).await?);
    let data = issues
        .into_iter()
        .map(|issue| IssueView {
            fixed: fixes.of(&issue),
            record: issue.record,
            line: issue.line,
            field: issue.field,
            code: issue.code,
            severity: issue.severity,
            raw: issue.raw,
        })
        .collect();
    Ok(Json(IssuePage { data, meta: IssueMeta { meta: Meta::new(&paging, total), by_code, by_rule } }))
}

/// What was corrected of some issues.
struct Fixes(Vec<Correction>);

impl Fixes {
    fn new(corrections: Vec<Correction>) -> Self {
        Self(corrections)
    }

    /// What was said of the issue's record, else of all that say the same.
    fn of(&self, issue: &StoredIssue) -> Option<FixView> {
        let field = issue.field.as_deref()?;
        let of_field = || self.0.iter().filter(|fix| fix.field == field);
        let of_record = of_field().find(|fix| fix.record == Some(issue.record));
        let fix = of_record.or_else(|| {
            of_field().find(|fix| fix.record.is_none() && fix.raw.as_ref() == Some(&issue.raw))
        })?;
        Some(FixView { value: fix.value.clone(), by: fix.by.clone(), at: fix.at })
    }
}

/// Which values.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ValueQuery {
    /// Of issues of this code.
    code: String,
    /// About this field.
    field: Option<String>,
}

impl Validate for ValueQuery {}

/// A raw value, and how many issues are about it.
#[derive(Debug, Serialize, ToSchema)]
struct RawValueView {
    /// The value.
    raw: String,
    /// How many issues.
    count: i64,
    /// What a person put in its place, wherever it stands.
    fixed_value: Option<String>,
}

/// The different values that an import's issues of one kind are about, most frequent first.
#[utoipa::path(get, path = "/imports/{id}/errors/values", tag = "imports", security(("bearer" = ["viewer"])),
    params(("id" = i64, Path), ValueQuery, Paging), responses((status = 200, body = Page<RawValueView>)))]
async fn list_issue_values(
    State(state): State<AppState>,
    _: Viewer,
    Id(id): Id,
    ValidatedQuery(query): ValidatedQuery<ValueQuery>,
    paging: Paging,
) -> Result<Json<Page<RawValueView>>> {
    find(&state, id).await?;
    let (imports, field) = (&state.dbs.imports, query.field.as_deref());
    let (values, total) =
        issue::values(imports, id, &query.code, field, paging.limit(), paging.offset()).await?;
    let view = |value: issue::RawValue| RawValueView {
        raw: value.raw,
        count: value.count,
        fixed_value: value.fixed_value,
    };
    Ok(Json(Page::new(values.into_iter().map(view).collect(), &paging, total)))
}

/// The file as it came.
#[utoipa::path(get, path = "/imports/{id}/file", tag = "imports", security(("bearer" = ["viewer"])),
    params(("id" = i64, Path)),
    responses((status = 200, content_type = "application/octet-stream", body = String)))]
async fn download_file(State(state): State<AppState>, _: Viewer, Id(id): Id) -> Result<Response> {
    let run = find(&state, id).await?;
    let bytes = state
        .objects
        .get_stream(&ObjectKey::import_file(&run.file_sha256))
        .await
        .map_err(|error| ApiError::from(Code::Unavailable).because(error))?;
    let body = Body::from_stream(bytes.map_err(std::io::Error::other));
    Ok(attachment(body, "application/octet-stream", &run.file_name))
}

/// A download. The kind is never one that a browser would show: the file is a stranger's.
pub(super) fn attachment(body: Body, kind: &'static str, name: &str) -> Response {
    let ascii: String = name
        .chars()
        .map(
            |character| {
                if character.is_ascii_graphic() && !"\"\\%".contains(character) { character } else { '_' }
            },
        )
        .collect();
    let encoded: String = url::form_urlencoded::byte_serialize(name.as_bytes()).collect();
    let disposition =
        format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{}", encoded.replace('+', "%20"));
    let disposition = HeaderValue::try_from(disposition).unwrap_or(HeaderValue::from_static("attachment"));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_DISPOSITION, disposition),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    (headers, body).into_response()
}

/// Which changes.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ChangeQuery {
    /// `created`, `updated` or `discontinued`; `updated` if left out.
    kind: Option<String>,
    /// Only changes of this field (`price`, `stock`, `name` …).
    field: Option<String>,
    /// `-move`: biggest price moves first; `-stock_move`: biggest stock moves first; instead of the order of the file.
    sort: Option<String>,
}

impl Validate for ChangeQuery {
    fn validate(&self, errors: &mut Errors) {
        if self.kind.as_deref().is_some_and(|kind| Kind::parse(kind).is_none()) {
            errors.add("kind", "must be created, updated or discontinued");
        }
        if self.sort.as_deref().is_some_and(|sort| !matches!(sort, "-move" | "-stock_move")) {
            errors.add("sort", "must be -move or -stock_move, or left out");
        }
    }
}

/// A value that changed.
#[derive(Debug, Serialize, ToSchema)]
struct FieldChange {
    /// The field.
    field: String,
    /// Its value before; null where there was none.
    before: Option<String>,
    /// Its value after.
    after: Option<String>,
}

/// What one record did.
#[derive(Debug, Serialize, ToSchema)]
struct ChangeView {
    /// Stable inside the import.
    id: i64,
    /// `created`, `updated` or `discontinued`.
    kind: String,
    /// The product; null before it exists.
    product_id: Option<i64>,
    /// The offer; null before it exists.
    offer_id: Option<i64>,
    /// The supplier's SKU.
    supplier_sku: Option<String>,
    /// The product's name.
    name: Option<String>,
    /// The product's EAN in its usual spelling.
    ean: Option<String>,
    /// The record in the file.
    record: Option<i64>,
    /// The values.
    fields: Vec<FieldChange>,
}

impl From<change::Change> for ChangeView {
    fn from(change: change::Change) -> Self {
        let text = |values: &Value, field: &str| match values.get(field) {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) => Some(text.clone()),
            Some(other) => Some(other.to_string()),
        };
        let names = change.after.as_object().map(|values| values.keys().cloned().collect::<Vec<_>>());
        Self {
            fields: names
                .unwrap_or_default()
                .into_iter()
                .map(|field| FieldChange {
                    before: text(&change.before, &field),
                    after: text(&change.after, &field),
                    field,
                })
                .collect(),
            ean: change
                .gtin
                .and_then(|gtin| gtin.parse::<catalog::value::gtin::Gtin>().ok())
                .map(|gtin| gtin.shortest().to_string()),
            id: change.id,
            kind: change.kind,
            product_id: change.product_id,
            offer_id: change.offer_id,
            supplier_sku: change.supplier_sku,
            name: change.name,
            record: change.record,
        }
    }
}

/// How many records changed a field.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
struct FieldCount {
    /// The field.
    field: String,
    /// How many.
    count: i64,
    /// Of these, how many went up.
    up: i64,
    /// And down.
    down: i64,
}

/// How many records did what.
#[derive(Debug, Serialize, ToSchema)]
struct KindCount {
    /// `created`, `updated` or `discontinued`.
    kind: String,
    /// How many.
    count: i64,
}

/// About the page, and about all changes of the import.
#[derive(Debug, Serialize, ToSchema)]
struct ChangeMeta {
    #[serde(flatten)]
    meta: Meta,
    /// Changed fields, most frequent first.
    by_field: Vec<FieldCount>,
    /// Changes by kind.
    by_kind: Vec<KindCount>,
    /// The change set was a preview and is no longer kept.
    expired: bool,
}

/// A page of changes.
#[derive(Debug, Serialize, ToSchema)]
struct ChangePage {
    /// The changes.
    data: Vec<ChangeView>,
    /// About the page.
    meta: ChangeMeta,
}

/// What an import changed; before it is applied, what it would.
#[utoipa::path(get, path = "/imports/{id}/changes", tag = "imports", security(("bearer" = ["viewer"])),
    params(("id" = i64, Path), ChangeQuery, Paging), responses((status = 200, body = ChangePage)))]
async fn list_import_changes(
    State(state): State<AppState>,
    _: Viewer,
    Id(id): Id,
    ValidatedQuery(query): ValidatedQuery<ChangeQuery>,
    paging: Paging,
) -> Result<Json<ChangePage>> {
    let run = find(&state, id).await?;
    let kind = query.kind.as_deref().and_then(Kind::parse).unwrap_or(Kind::Updated);
    // Only changes of the stock move it.
    let by_stock = query.sort.as_deref() == Some("-stock_move");
    let field = query.field.clone().or_else(|| by_stock.then(|| "stock".to_owned()));
    let filter = ChangeFilter { kind, field: field.clone(), biggest_first: query.sort.is_some() };
    let catalog = &state.dbs.catalog;
    let applied = applied::get(catalog, id).await?.filter(|applied| !applied.cancelled);
    let mut left_out = None;
    let (changes, by_field, expired) = if let Some(applied) = &applied {
        let changes = change::of_run(catalog, applied, &filter, paging.limit(), paging.offset()).await?;
        (changes, applied.by_field.clone(), false)
    } else {
        let staging = Staging { run_id: id, fence: run.fence };
        let changes = if kind == Kind::Discontinued {
            let policies = run.profile.as_ref().map(|profile| profile.0.policies.clone()).unwrap_or_default();
            let (limit, offset) = (paging.limit(), paging.offset());
            let gone = review::absent(catalog, staging, run.supplier_id, &policies, limit, offset).await?;
            if gone.is_some() {
                left_out = Some(review::count_absent(catalog, staging, run.supplier_id, &policies).await?);
            }
            gone
        } else {
            change::preview(catalog, staging, &filter, paging.limit(), paging.offset()).await?
        };
        let expired = changes.is_none() && run.counts.created + run.counts.updated > 0;
        (changes.unwrap_or_default(), change::preview_by_field(catalog, staging).await?, expired)
    };
    let by_field: Vec<FieldCount> =
        by_field.and_then(|counts| serde_json::from_value(counts).ok()).unwrap_or_default();
    let by_kind = by_kind(&run, applied.as_ref());
    let total = match &field {
        _ if left_out.is_some() => left_out.unwrap_or(0),
        Some(field) if kind == Kind::Updated => {
            by_field.iter().find(|count| count.field == *field).map_or(0, |count| count.count)
        }
        _ => {
            by_kind.iter().find(|count| Kind::parse(&count.kind) == Some(kind)).map_or(0, |count| count.count)
        }
    };
    Ok(Json(ChangePage {
        data: changes.into_iter().map(ChangeView::from).collect(),
        meta: ChangeMeta { meta: Meta::new(&paging, total), by_field, by_kind, expired },
    }))
}

fn by_kind(run: &store::imports::run::Run, applied: Option<&AppliedRun>) -> Vec<KindCount> {
    let (created, updated, discontinued) = match applied {
        Some(applied) => (applied.created, applied.updated, applied.discontinued),
        None => (run.counts.created, run.counts.updated, run.counts.discontinued),
    };
    [("created", created), ("updated", updated), ("discontinued", discontinued)]
        .map(|(kind, count)| KindCount { kind: kind.to_owned(), count })
        .into()
}
