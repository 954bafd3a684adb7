//! Taking files in.

use axum::Json;
use axum::extract::multipart::Field;
use axum::extract::{FromRequest as _, Multipart, Request, State};
use axum::http::{StatusCode, header};
use catalog::inspect::InspectError;
use catalog::policy::Policies;
use catalog::transform::Transform;
use serde::Deserialize;
use store::catalog::supplier::{self, Supplier};
use store::imports::run::Overrides;
use store::imports::upload::{self, Upload};
use utoipa::ToSchema;

use super::source::{
    self, MappingInput, StructureInput, check_mapping, check_policies, check_transforms, overrides,
};
use crate::auth::extract::UserRole;
use crate::http::AppState;
use crate::http::error::{ApiError, Code, Result};
use crate::http::input::{Errors, Validate, ValidatedJson, json};
use crate::http::run_view::{Run, RunMode};
use crate::import::{InspectFailure, ReceiveError, StartError, Unfit};

/// The longest part of a form that isn't the file, in bytes.
const LONGEST_TEXT: usize = 1 << 20;

/// A file to import that was uploaded before.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportInput {
    /// What `POST /imports/inspect` answered.
    token: String,
    /// The supplier's code or id.
    supplier: String,
    /// Which columns hold which fields; left out: the supplier's profile, else what inspection proposes.
    #[schema(value_type = Option<std::collections::BTreeMap<String, source::SourceInput>>)]
    mapping: Option<MappingInput>,
    /// What to do with what is found; `apply` if left out.
    mode: Option<RunMode>,
    /// What is known better about the file.
    structure: Option<StructureInput>,
    /// Steps that the values take; left out: those of the supplier's profile.
    #[schema(value_type = Option<Vec<Object>>)]
    transforms: Option<Vec<Transform>>,
    /// What the file may do; left out: the policies of the supplier's profile.
    #[schema(value_type = Option<Object>)]
    policies: Option<Policies>,
}

impl Validate for ImportInput {
    fn validate(&self, errors: &mut Errors) {
        if let Some(mapping) = &self.mapping {
            check_mapping(mapping, errors);
        }
        if let Some(transforms) = &self.transforms {
            check_transforms(transforms, errors);
        }
        if let Some(policies) = &self.policies {
            check_policies(policies, errors);
        }
    }
}

/// A file and what to do with it.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes a multipart body in the OpenAPI document")]
pub struct ImportForm {
    /// The file.
    #[schema(format = Binary, content_media_type = "application/octet-stream")]
    file: String,
    /// The supplier's code or id.
    supplier: String,
    /// JSON: which columns hold which fields, `{"ean": "EAN13", "name": {"source": "Titre", "index": 2}}`.
    mapping: Option<String>,
    /// What to do with what is found; `apply` if left out.
    mode: Option<RunMode>,
    /// JSON: what is known better about the file, `{"encoding": "windows-1252", "header_row": 3}`.
    structure: Option<String>,
    /// JSON: steps that the values take, `[{"field": "price", "op": "multiply", "by": "1.2"}]`.
    transforms: Option<String>,
    /// JSON: what the file may do, `{"writes": "update", "absent": "zero_stock"}`.
    policies: Option<String>,
}

/// A JSON part of a form.
#[derive(Deserialize)]
#[serde(transparent)]
struct MappingPart(MappingInput);

impl Validate for MappingPart {
    fn validate(&self, errors: &mut Errors) {
        check_mapping(&self.0, errors);
    }
}

impl Validate for StructureInput {}

/// A JSON part of a form.
#[derive(Deserialize)]
#[serde(transparent)]
struct TransformsPart(Vec<Transform>);

impl Validate for TransformsPart {
    fn validate(&self, errors: &mut Errors) {
        check_transforms(&self.0, errors);
    }
}

/// A JSON part of a form.
#[derive(Deserialize)]
#[serde(transparent)]
struct PoliciesPart(Policies);

impl Validate for PoliciesPart {
    fn validate(&self, errors: &mut Errors) {
        check_policies(&self.0, errors);
    }
}

/// A file that is stored, and what was said with it.
#[derive(Default)]
pub(super) struct Form {
    pub stored: Option<Stored>,
    pub supplier: Option<String>,
    mapping: Option<MappingInput>,
    mode: Option<RunMode>,
    pub structure: StructureInput,
    transforms: Option<Vec<Transform>>,
    policies: Option<Policies>,
}

#[derive(Clone)]
pub(super) struct Stored {
    pub sha256: String,
    pub size: u64,
    pub name: String,
}

impl From<ReceiveError> for ApiError {
    fn from(error: ReceiveError) -> Self {
        match error {
            ReceiveError::Empty(_) => Self::new(Code::EmptyFile, error.to_string()),
            ReceiveError::TooLarge { .. } => Self::new(Code::FileTooLarge, error.to_string()),
            ReceiveError::Interrupted(_) => Self::new(Code::BadRequest, error.to_string()),
            ReceiveError::Objects(error) => Self::from(Code::Unavailable).because(error),
            ReceiveError::Disk { .. } => Self::internal(error),
            ReceiveError::Database(error) => error.into(),
        }
    }
}

impl From<StartError> for ApiError {
    fn from(error: StartError) -> Self {
        match error {
            StartError::InactiveSupplier(_) => Self::new(Code::Conflict, error.to_string()),
            StartError::Database(error) => error.into(),
        }
    }
}

impl From<InspectFailure> for ApiError {
    fn from(error: InspectFailure) -> Self {
        match error {
            InspectFailure::File(InspectError::Empty) => Self::new(Code::EmptyFile, error.to_string()),
            InspectFailure::File(InspectError::NotACatalogue { .. } | InspectError::Binary) => {
                Self::new(Code::NotATable, error.to_string())
            }
            InspectFailure::File(_) => Self::new(Code::UnreadableFile, error.to_string()),
            InspectFailure::Database(error) => error.into(),
            InspectFailure::Stopped => Self::internal(error),
        }
    }
}

impl From<Unfit> for ApiError {
    fn from(error: Unfit) -> Self {
        match error {
            Unfit::Unreadable(error) => error.into(),
            Unfit::NoRecords | Unfit::CutShort(_) => Self::new(Code::UnreadableFile, error.to_string()),
            Unfit::Mapping(text) => Self::invalid("mapping", text),
            Unfit::NoProfile(_) => Self::invalid("profile", error.to_string()),
        }
    }
}

/// Import a file: uploaded here (multipart), or before (JSON with its token).
///
/// The answer comes once the file is stored and its first part could be read; watch the import for the rest.
#[utoipa::path(post, path = "/imports", tag = "imports", security(("bearer" = ["user"])),
    params(crate::http::idempotency::Key),
    request_body(content((ImportForm = "multipart/form-data"), (ImportInput = "application/json"))),
    responses((status = 202, body = Run)))]
pub async fn create_import(
    State(state): State<AppState>,
    UserRole(principal): UserRole,
    request: Request,
) -> Result<(StatusCode, Json<Run>)> {
    let form = read_form(&state, request).await?;
    let stored =
        form.stored.ok_or_else(|| ApiError::invalid("file", "is missing: send the file in this part"))?;
    let wanted = form.supplier.ok_or_else(|| ApiError::invalid("supplier", "is missing: its code or id"))?;
    let supplier = find_supplier(&state, &wanted).await?;
    let overrides = Overrides {
        transforms: form.transforms,
        policies: form.policies,
        ..overrides(form.structure, form.mapping.as_ref().map(source::mapping))
    };
    let path = state.importer.fetch(&stored.sha256).await?;
    state.importer.check_fit(&path, &stored.name, &overrides, supplier.id).await?;
    let started = state
        .importer
        .start(
            &supplier,
            &stored.sha256,
            stored.size,
            &stored.name,
            form.mode.unwrap_or(RunMode::Apply).into(),
            &overrides,
            Some(&principal.user.email),
            if principal.is_api_key() { "api" } else { "upload" },
            true,
        )
        .await?;
    state.jobs.dispatch().await;
    Ok((StatusCode::ACCEPTED, Json(started.run.into())))
}

pub(super) fn is_multipart(request: &Request) -> bool {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("multipart/form-data"))
}

pub(super) async fn read_form(state: &AppState, request: Request) -> Result<Form> {
    if is_multipart(&request) {
        let multipart = Multipart::from_request(request, &())
            .await
            .map_err(|error| ApiError::new(Code::BadRequest, error.body_text()))?;
        return read_multipart(state, multipart).await;
    }
    let ValidatedJson(input) = ValidatedJson::<ImportInput>::from_request(request, &()).await?;
    let upload = find_upload(state, &input.token).await?;
    Ok(Form {
        stored: Some(Stored {
            sha256: upload.file_sha256,
            size: upload.file_size as u64,
            name: upload.file_name,
        }),
        supplier: Some(input.supplier),
        mapping: input.mapping,
        mode: input.mode,
        structure: input.structure.unwrap_or_default(),
        transforms: input.transforms,
        policies: input.policies,
    })
}

async fn read_multipart(state: &AppState, mut multipart: Multipart) -> Result<Form> {
    let mut form = Form::default();
    while let Some(field) = multipart.next_field().await.map_err(|error| broken(&error))? {
        match field.name().unwrap_or_default().to_owned().as_str() {
            "file" => {
                let name = file_name(field.file_name());
                let incoming = state.importer.receive(&name, field).await?;
                state.importer.store(&incoming).await?;
                form.stored = Some(Stored { sha256: incoming.sha256.clone(), size: incoming.size, name });
            }
            "supplier" => form.supplier = Some(small_text(field).await?),
            "mode" => {
                let name = small_text(field).await?;
                form.mode = Some(
                    serde_json::from_value(serde_json::Value::String(name))
                        .map_err(|_| ApiError::invalid("mode", "must be apply, dry_run or review"))?,
                );
            }
            "mapping" => {
                form.mapping = Some(json::<MappingPart>(small_text(field).await?.as_bytes())?.0);
            }
            "structure" => form.structure = json(small_text(field).await?.as_bytes())?,
            "transforms" => {
                form.transforms = Some(json::<TransformsPart>(small_text(field).await?.as_bytes())?.0);
            }
            "policies" => {
                form.policies = Some(json::<PoliciesPart>(small_text(field).await?.as_bytes())?.0);
            }
            other => {
                return Err(ApiError::invalid(
                    other.to_owned(),
                    "is not known: the parts are file, supplier, mapping, mode, structure, transforms and policies",
                ));
            }
        }
    }
    Ok(form)
}

pub(super) fn broken(error: &axum::extract::multipart::MultipartError) -> ApiError {
    let code = match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Code::FileTooLarge,
        _ => Code::BadRequest,
    };
    ApiError::new(code, error.body_text())
}

/// A part that isn't the file: kept in memory, and so of a sensible size only.
async fn small_text(mut field: Field<'_>) -> Result<String> {
    let mut text = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(|error| broken(&error))? {
        text.extend_from_slice(&chunk);
        if text.len() > LONGEST_TEXT {
            return Err(Code::PayloadTooLarge.into());
        }
    }
    String::from_utf8(text).map_err(|_| ApiError::new(Code::BadRequest, "A part of the form is not UTF-8."))
}

/// The name that a browser sends, without folders.
pub(super) fn file_name(name: Option<&str>) -> String {
    let name = name.unwrap_or("upload").rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = name.chars().filter(|character| !character.is_control()).take(255).collect();
    if name.is_empty() { "upload".to_owned() } else { name }
}

pub(super) async fn find_supplier(state: &AppState, wanted: &str) -> Result<Supplier> {
    let catalog = &state.dbs.catalog;
    let wanted = wanted.trim();
    if let Some(supplier) = supplier::by_code(catalog, wanted).await? {
        return Ok(supplier);
    }
    if let Ok(id) = wanted.parse()
        && let Some(supplier) = supplier::get(catalog, id).await?
    {
        return Ok(supplier);
    }
    Err(ApiError::new(
        Code::UnknownSupplier,
        format!("There is no supplier with the code or id {wanted:?}: make it first."),
    ))
}

pub(super) async fn find_upload(state: &AppState, token: &str) -> Result<Upload> {
    upload::get(&state.dbs.imports, token).await?.ok_or_else(|| ApiError::from(Code::UploadGone))
}
