//! What a file would come to with a mapping, before it is imported.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use catalog::article::Article;
use catalog::issue::{Issue, Severity};
use catalog::normalise::Normaliser;
use catalog::profile::Profile;
use catalog::reader::{self, Next};
use catalog::record::Record;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::source::{self, MappingInput, StructureInput, check_mapping, overrides};
use super::upload::find_upload;
use crate::auth::extract::UserRole;
use crate::http::AppState;
use crate::http::error::{ApiError, Result};
use crate::http::input::{Errors, Validate, ValidatedJson};
use crate::http::settings::Settings;
use crate::import::inspect_file;

/// Records that are checked.
const CHECKED: u64 = 2_000;
/// Articles that are shown.
const SHOWN: usize = 10;

/// An uploaded file and how to read it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PreviewInput {
    /// What `POST /imports/inspect` answered.
    token: String,
    /// What is known better about the file.
    structure: Option<StructureInput>,
    /// Which columns hold which fields.
    #[schema(value_type = BTreeMap<String, source::SourceInput>)]
    mapping: MappingInput,
}

impl Validate for PreviewInput {
    fn validate(&self, errors: &mut Errors) {
        check_mapping(&self.mapping, errors);
    }
}

/// An article as it would be imported.
#[derive(Debug, Serialize, ToSchema)]
pub struct ArticleView {
    pub supplier_sku: String,
    pub name: Option<String>,
    pub description: Option<String>,
    pub ean: Option<String>,
    pub brand: Option<String>,
    pub category: Option<String>,
    pub price: Option<String>,
    pub retail_price: Option<String>,
    pub currency: Option<String>,
    pub stock: Option<i32>,
    pub images: Vec<String>,
    pub weight_kg: Option<String>,
    pub mpn: Option<String>,
    pub moq: Option<i32>,
    pub pack: Option<i32>,
    pub lead_time_days: Option<i32>,
}

impl From<&Article> for ArticleView {
    fn from(article: &Article) -> Self {
        let text = |value: Option<rust_decimal::Decimal>| value.map(|value| value.normalize().to_string());
        Self {
            supplier_sku: article.supplier_sku.clone(),
            name: article.name.clone(),
            description: article.description.clone(),
            ean: article.gtin.as_ref().map(|gtin| gtin.shortest().to_string()),
            brand: article.brand.clone(),
            category: article.category.clone(),
            price: text(article.price),
            retail_price: text(article.retail_price),
            currency: article.currency.clone(),
            stock: article.stock,
            images: article.images.clone(),
            weight_kg: text(article.weight_kg),
            mpn: article.mpn.clone(),
            moq: article.moq,
            pack: article.pack,
            lead_time_days: article.lead_time_days,
        }
    }
}

/// A kind of issue and how often it came.
#[derive(Debug, Serialize, ToSchema)]
pub struct IssueKind {
    /// What is wrong.
    code: String,
    /// `info`, `warning` or `error`.
    severity: String,
    /// Which field, where it is one.
    field: Option<String>,
    /// In how many records.
    count: u64,
    /// One raw value.
    example: String,
}

/// What the first records would come to.
#[derive(Debug, Serialize, ToSchema)]
pub struct Preview {
    /// The first articles.
    articles: Vec<ArticleView>,
    /// Records that were checked.
    records_checked: u64,
    /// Without any issue.
    records_ok: u64,
    /// Usable, with something left out or mended.
    records_with_issues: u64,
    /// Not usable.
    records_rejected: u64,
    /// What is wrong, most frequent first.
    issues: Vec<IssueKind>,
}

/// What the first records of an uploaded file would come to with a mapping.
#[utoipa::path(post, path = "/imports/preview", tag = "imports", security(("bearer" = ["user"])),
    request_body = PreviewInput, responses((status = 200, body = Preview)))]
pub async fn preview_import(
    State(state): State<AppState>,
    _: UserRole,
    ValidatedJson(input): ValidatedJson<PreviewInput>,
) -> Result<Json<Preview>> {
    let upload = find_upload(&state, &input.token).await?;
    let path = state.importer.fetch(&upload.file_sha256).await?;
    let overrides = overrides(input.structure.unwrap_or_default(), None);
    let found = inspect_file(&path, state.importer.inspect_options(&upload.file_name, &overrides)).await?;
    let currency = Settings::load(&state.dbs.core).await?.catalogue_currency;
    let profile = Profile::new(found.structure, source::mapping(&input.mapping), Some(currency));
    let normaliser =
        Normaliser::new(&profile).map_err(|error| ApiError::invalid("mapping", error.to_string()))?;
    let limits = state.importer.limits().clone();
    let preview = tokio::task::spawn_blocking(move || read(&path, &profile, normaliser, &limits))
        .await
        .map_err(ApiError::internal)?
        .map_err(|error| ApiError::new(crate::http::error::Code::UnreadableFile, error.to_string()))?;
    Ok(Json(preview))
}

fn read(
    path: &std::path::Path,
    profile: &Profile,
    mut normaliser: Normaliser,
    limits: &reader::Limits,
) -> std::result::Result<Preview, reader::ReadError> {
    let mut reader = reader::open(path, &profile.structure, limits)?;
    let (mut record, mut article) = (Record::new(), Article::default());
    let mut preview = Preview {
        articles: Vec::new(),
        records_checked: 0,
        records_ok: 0,
        records_with_issues: 0,
        records_rejected: 0,
        issues: Vec::new(),
    };
    let mut kinds = BTreeMap::<_, (u64, String)>::new();
    let mut issues: Vec<Issue> = Vec::new();
    while preview.records_checked < CHECKED {
        issues.clear();
        let usable = match reader.read(&mut record)? {
            Next::End => break,
            Next::Malformed { .. } => false,
            Next::Record => normaliser.apply(&record, &mut article, &mut issues),
        };
        preview.records_checked += 1;
        match (usable, issues.iter().any(|issue| issue.severity != Severity::Info)) {
            (false, _) => preview.records_rejected += 1,
            (true, true) => preview.records_with_issues += 1,
            (true, false) => preview.records_ok += 1,
        }
        if usable && preview.articles.len() < SHOWN {
            preview.articles.push(ArticleView::from(&article));
        }
        for issue in &issues {
            let kind = kinds
                .entry((issue.code, issue.severity, issue.field))
                .or_insert_with(|| (0, issue.raw.clone()));
            kind.0 += 1;
        }
    }
    preview.issues = kinds
        .into_iter()
        .map(|((code, severity, field), (count, example))| IssueKind {
            code: code.as_str().to_owned(),
            severity: severity.as_str().to_owned(),
            field: field.map(|field| field.as_str().to_owned()),
            count,
            example,
        })
        .collect();
    preview.issues.sort_by_key(|kind| std::cmp::Reverse(kind.count));
    Ok(preview)
}
