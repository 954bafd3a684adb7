//! What a file would come to with a mapping, before it is imported.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use catalog::article::Article;
use catalog::field::Field;
use catalog::issue::{Issue, Severity};
use catalog::normalise::{Normaliser, ProfileError};
use catalog::policy::{Policies, Verdict};
use catalog::profile::Profile;
use catalog::reader::{self, Next};
use catalog::record::Record;
use catalog::transform::{Transform, Value, Witness};
use serde::{Deserialize, Serialize};
use store::imports::run::Overrides;
use utoipa::ToSchema;

use super::find;
use super::source::{
    self, MappingInput, StructureInput, check_mapping, check_policies, check_transforms, overrides,
};
use super::upload::{find_supplier, find_upload};
use crate::auth::extract::UserRole;
use crate::http::AppState;
use crate::http::error::{ApiError, Result};
use crate::http::input::{Errors, Validate, ValidatedJson};

/// Records that are checked.
const CHECKED: u64 = 2_000;
/// Articles that are shown.
const SHOWN: usize = 10;

/// Examples of what a step does.
const EXAMPLES: usize = 5;

/// A file and how to read it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PreviewInput {
    /// What `POST /imports/inspect` answered.
    token: Option<String>,
    /// An import, in the place of a token: its file.
    run_id: Option<i64>,
    /// What is known better about the file.
    structure: Option<StructureInput>,
    /// Which columns hold which fields.
    #[schema(value_type = BTreeMap<String, source::SourceInput>)]
    mapping: MappingInput,
    /// What is done to the values, in order; left out: what the supplier's profile says.
    #[schema(value_type = Option<Vec<Object>>)]
    transforms: Option<Vec<Transform>>,
    /// What the file may do; left out: what the supplier's profile says.
    #[schema(value_type = Option<Object>)]
    policies: Option<Policies>,
    /// Whose file it is, by code or id: for what was decided about their values, and their currency.
    supplier: Option<String>,
}

impl Validate for PreviewInput {
    fn validate(&self, errors: &mut Errors) {
        if self.token.is_some() == self.run_id.is_some() {
            errors.add("token", "must be given, or a run_id, and not both");
        }
        check_mapping(&self.mapping, errors);
        if let Some(transforms) = &self.transforms {
            check_transforms(transforms, errors);
        }
        if let Some(policies) = &self.policies {
            check_policies(policies, errors);
        }
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

/// What a step did to one record's value.
#[derive(Debug, Serialize, ToSchema)]
pub struct StepExample {
    /// 1-based number of the record.
    record: u64,
    /// The value before.
    before: Option<String>,
    /// The value after.
    after: Option<String>,
}

/// What a step did to the records that were checked.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct StepEffect {
    /// Which step, from 0.
    index: usize,
    /// In how many records it changed the value, failed, or rejected.
    records: u64,
    /// Some of them, each with another value before.
    examples: Vec<StepExample>,
    /// Why it failed, where it did: the first reason.
    error: Option<String>,
}

/// Notes what steps do.
struct Effects {
    record: u64,
    steps: Vec<StepEffect>,
    failed: bool,
}

impl Effects {
    fn of(transforms: &[Transform]) -> Self {
        let steps =
            (0..transforms.len()).map(|index| StepEffect { index, ..StepEffect::default() }).collect();
        Self { record: 0, steps, failed: false }
    }

    fn touched(&mut self, index: usize, before: &Value, after: &Value) {
        let Some(step) = self.steps.get_mut(index) else { return };
        step.records += 1;
        let before = before.shown();
        if step.examples.len() < EXAMPLES && step.examples.iter().all(|example| example.before != before) {
            step.examples.push(StepExample { record: self.record, before, after: after.shown() });
        }
    }
}

impl Witness for Effects {
    fn step(&mut self, index: usize, _: Field, before: &Value, after: &Value) {
        if std::mem::take(&mut self.failed) || before != after {
            self.touched(index, before, after);
        }
    }

    fn rejected(&mut self, index: usize, _: Field, before: &Value) {
        self.touched(index, before, &Value::Nothing);
    }

    fn failed(&mut self, index: usize, reason: &str) {
        self.failed = true;
        if let Some(step) = self.steps.get_mut(index) {
            step.error.get_or_insert_with(|| reason.to_owned());
        }
    }

    fn mapped(&mut self, _: Field, _: &Value, _: &Value) {}
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
    /// What each step does, in the profile's order.
    transforms: Vec<StepEffect>,
}

/// What the first records of a file would come to with a mapping, and what each step would do to them.
#[utoipa::path(post, path = "/imports/preview", tag = "imports", security(("bearer" = ["user"])),
    request_body = PreviewInput, responses((status = 200, body = Preview)))]
pub async fn preview_import(
    State(state): State<AppState>,
    _: UserRole,
    ValidatedJson(input): ValidatedJson<PreviewInput>,
) -> Result<Json<Preview>> {
    let named = match &input.supplier {
        Some(wanted) => Some(find_supplier(&state, wanted).await?.id),
        None => None,
    };
    let (sha256, name, supplier_id, came, said) = match (&input.token, input.run_id) {
        (Some(token), _) => {
            let upload = find_upload(&state, token).await?;
            (upload.file_sha256, upload.file_name, named, state.clock.now(), Overrides::default())
        }
        (None, run_id) => {
            let run = find(&state, run_id.unwrap_or_default()).await?;
            let said = run.overrides();
            (run.file_sha256, run.file_name, named.or(Some(run.supplier_id)), run.created_at, said)
        }
    };
    let path = state.importer.fetch(&sha256).await?;
    let overrides = Overrides {
        mapping: Some(source::mapping(&input.mapping)),
        transforms: input.transforms,
        policies: input.policies,
        ..input.structure.map_or(said, |structure| overrides(structure, None))
    };
    let profile = state.importer.understand(&path, &name, &overrides, supplier_id).await?.profile;
    let values = state.importer.values(supplier_id, came).await?;
    let normaliser = values.normaliser(&profile).map_err(unfit)?;
    let limits = state.importer.limits().clone();
    let preview = tokio::task::spawn_blocking(move || read(&path, &profile, normaliser, &limits))
        .await
        .map_err(ApiError::internal)?
        .map_err(|error| ApiError::new(crate::http::error::Code::UnreadableFile, error.to_string()))?;
    Ok(Json(preview))
}

/// A profile that doesn't fit the file: at the step that is wrong, or the mapping.
fn unfit(error: ProfileError) -> ApiError {
    match error {
        ProfileError::Transform(error) => {
            ApiError::invalid(format!("transforms[{}].{}", error.index, error.part), error.message)
        }
        error => ApiError::invalid("mapping", error.to_string()),
    }
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
        transforms: Vec::new(),
    };
    let mut effects = Effects::of(&profile.transforms);
    let mut kinds = BTreeMap::<_, (u64, String)>::new();
    let mut issues: Vec<Issue> = Vec::new();
    while preview.records_checked < CHECKED {
        issues.clear();
        let usable = match reader.read(&mut record)? {
            Next::End => break,
            Next::Malformed { .. } => false,
            Next::Record => {
                effects.record = record.position().record;
                normaliser.apply_seen(&record, &mut article, &mut issues, &mut effects)
                    && profile.policies.settle(&mut article, &mut issues, 0) != Verdict::Reject
            }
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
    preview.transforms = effects.steps;
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
