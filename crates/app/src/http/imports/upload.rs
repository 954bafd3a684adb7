//! Taking files in: to be imported at once, or to be looked at first.

use axum::Json;
use axum::extract::multipart::Field;
use axum::extract::{FromRequest as _, Multipart, Request, State};
use axum::http::{StatusCode, header};
use catalog::inspect::{InspectError, Inspection};
use catalog::policy::Policies;
use catalog::reader::{self, Next};
use catalog::record::Record;
use catalog::transform::Transform;
use serde::{Deserialize, Serialize};
use store::catalog::supplier::{self, Supplier};
use store::imports::run::Overrides;
use store::imports::upload::{self, Upload};
use utoipa::ToSchema;

use super::drift::{DriftView, drift_view};
use super::source::{
    self, MappingInput, MappingView, StructureInput, check_mapping, check_policies, check_transforms,
    mapping_view, overrides,
};
use crate::auth::extract::UserRole;
use crate::auth::opaque;
use crate::http::AppState;
use crate::http::error::{ApiError, Code, Result};
use crate::http::input::{Errors, Validate, ValidatedJson, json};
use crate::http::run_view::{Run, RunMode, SupplierRef};
use crate::import::{InspectFailure, ReceiveError, StartError, Unfit};

/// The longest part of a form that isn't the file, in bytes.
const LONGEST_TEXT: usize = 1 << 20;
/// Rows of the file that are shown as they are.
const RAW_ROWS: usize = 20;

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
struct Form {
    stored: Option<Stored>,
    supplier: Option<String>,
    mapping: Option<MappingInput>,
    mode: Option<RunMode>,
    structure: StructureInput,
    transforms: Option<Vec<Transform>>,
    policies: Option<Policies>,
}

#[derive(Clone)]
struct Stored {
    sha256: String,
    size: u64,
    name: String,
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

fn is_multipart(request: &Request) -> bool {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("multipart/form-data"))
}

async fn read_form(state: &AppState, request: Request) -> Result<Form> {
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

/// A file that was uploaded before, to be looked at in another way.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InspectInput {
    /// What an earlier call answered.
    token: String,
    /// What is known better about the file.
    structure: Option<StructureInput>,
    /// Whose file it is, by code or id: then it is compared with what their profile was made for. Left out: whose
    /// last file had these columns.
    supplier: Option<String>,
}

impl Validate for InspectInput {}

/// A file to look at.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes a multipart body in the OpenAPI document")]
pub struct InspectForm {
    /// The file.
    #[schema(format = Binary, content_media_type = "application/octet-stream")]
    file: String,
    /// Whose file it is, by code or id; left out: whose last file had these columns.
    supplier: Option<String>,
}

/// From where a field's column was learned.
#[derive(Debug, Serialize, ToSchema)]
pub struct LearnedView {
    /// From the files of this supplier.
    supplier_code: String,
    /// From how many.
    runs: u32,
}

/// The profile that a supplier's next file is read with.
#[derive(Debug, Serialize, ToSchema)]
pub struct KeptProfileView {
    /// Its name.
    name: String,
    /// Its version.
    version: i32,
    /// Steps that the values take.
    #[schema(value_type = Vec<Object>)]
    transforms: Vec<Transform>,
    /// What files may do.
    #[schema(value_type = Object)]
    policies: Policies,
}

/// A column and some of its values.
#[derive(Debug, Serialize, ToSchema)]
pub struct ColumnView {
    /// 0-based index.
    index: usize,
    /// Header, or path inside a record.
    name: String,
    /// Up to five different values.
    samples: Vec<String>,
}

/// Something about a file that a person should know.
#[derive(Debug, Serialize, ToSchema)]
pub struct WarningView {
    /// Stable name.
    code: String,
    /// What, and what to do about it.
    message: String,
}

/// What a file looks like.
#[derive(Debug, Serialize, ToSchema)]
pub struct InspectionView {
    /// Stands for the uploaded file for a day.
    token: String,
    /// The file's name.
    file_name: String,
    /// The file's size in bytes.
    file_size: i64,
    /// csv, xlsx, xls, ods, xml, json, ndjson, edifact, x12 or datanorm.
    format: String,
    /// Label of the encoding.
    encoding: String,
    /// Delimiter of a CSV file.
    delimiter: Option<char>,
    /// Sheet of a workbook.
    sheet: Option<String>,
    /// Every sheet of a workbook.
    sheets: Vec<String>,
    /// 1-based row of the header; 0 when there is none.
    header_row: u32,
    /// Path of the records in a tree.
    record_path: Option<String>,
    /// How many records it has.
    rows: u64,
    /// Its columns.
    columns: Vec<ColumnView>,
    /// Which columns seem to hold which fields.
    #[schema(value_type = std::collections::BTreeMap<String, source::SourceView>)]
    mapping: MappingView,
    /// What a person should know.
    warnings: Vec<WarningView>,
    /// The first rows of a table as they are.
    raw_rows: Option<Vec<Vec<String>>>,
    /// Whose file it is, as was said, or seems to be: the last one with these columns was theirs.
    known_supplier: Option<SupplierRef>,
    /// Which fields' columns were learned from earlier files.
    #[schema(value_type = Option<std::collections::BTreeMap<String, LearnedView>>)]
    learned: Option<std::collections::BTreeMap<String, LearnedView>>,
    /// The supplier's profile, if there is one.
    profile: Option<KeptProfileView>,
    /// How the file differs from what that profile was made for; null where it doesn't.
    drift: Option<Vec<DriftView>>,
}

/// Look at a file without importing it: uploaded here (multipart), or before (JSON with its token).
#[utoipa::path(post, path = "/imports/inspect", tag = "imports", security(("bearer" = ["user"])),
    request_body(content((InspectForm = "multipart/form-data"), (InspectInput = "application/json"))),
    responses((status = 200, body = InspectionView)))]
pub async fn inspect_file(
    State(state): State<AppState>,
    UserRole(principal): UserRole,
    request: Request,
) -> Result<Json<InspectionView>> {
    let (upload, structure, supplier) = if is_multipart(&request) {
        let form = read_form(&state, request).await?;
        let stored = form.stored.ok_or_else(|| ApiError::invalid("file", "is missing"))?;
        let upload = Upload {
            token: opaque::refresh_token(),
            file_sha256: stored.sha256,
            file_name: stored.name,
            file_size: stored.size as i64,
            created_by: Some(principal.user.email.clone()),
            created_at: state.clock.now(),
        };
        upload::put(&state.dbs.imports, &upload).await?;
        (upload, form.structure, form.supplier)
    } else {
        let ValidatedJson(input) = ValidatedJson::<InspectInput>::from_request(request, &()).await?;
        (find_upload(&state, &input.token).await?, input.structure.unwrap_or_default(), input.supplier)
    };
    let supplier = match supplier {
        Some(wanted) => Some(find_supplier(&state, &wanted).await?),
        None => None,
    };
    Ok(Json(view(&state, upload, structure, supplier).await?))
}

/// The supplier whose last file had these columns.
async fn supplier_of(state: &AppState, columns: &[String]) -> Result<Option<Supplier>> {
    match upload::supplier_of_columns(&state.dbs.imports, columns).await? {
        Some(id) => Ok(supplier::get(&state.dbs.catalog, id).await?),
        None => Ok(None),
    }
}

async fn view(
    state: &AppState,
    upload: Upload,
    structure: StructureInput,
    supplier: Option<Supplier>,
) -> Result<InspectionView> {
    let path = state.importer.fetch(&upload.file_sha256).await?;
    let said = overrides(structure, None);
    let importer = &state.importer;
    let mut found =
        importer.understand(&path, &upload.file_name, &said, supplier.as_ref().map(|it| it.id)).await?;
    let mut known = supplier;
    if known.is_none() {
        known = supplier_of(state, &found.file.structure.columns).await?;
        if let Some(supplier) = &known {
            found = importer.understand(&path, &upload.file_name, &said, Some(supplier.id)).await?;
        }
    }
    let raw_rows = raw_rows(state, &path, &found.file).await;
    let learned: std::collections::BTreeMap<_, _> = found
        .learned
        .into_iter()
        .map(|(field, from)| {
            (field.as_str().to_owned(), LearnedView { supplier_code: from.supplier_code, runs: from.runs })
        })
        .collect();
    let file = found.file;
    Ok(InspectionView {
        token: upload.token,
        file_name: upload.file_name,
        file_size: upload.file_size,
        format: file.structure.format.as_str().to_owned(),
        delimiter: file.structure.delimiter,
        sheet: file.structure.sheet.clone(),
        sheets: file.sheets,
        header_row: file.structure.header_row,
        record_path: file.structure.record_path.clone(),
        rows: file.rows,
        mapping: mapping_view(&found.profile.mapping),
        warnings: file
            .warnings
            .into_iter()
            .map(|warning| WarningView { code: warning.code.to_owned(), message: warning.message })
            .collect(),
        raw_rows,
        known_supplier: known.map(|supplier| SupplierRef {
            id: supplier.id,
            code: supplier.code,
            name: supplier.name,
        }),
        columns: file
            .columns
            .into_iter()
            .map(|column| ColumnView { index: column.index, name: column.name, samples: column.samples })
            .collect(),
        encoding: file.structure.encoding,
        learned: (!learned.is_empty()).then_some(learned),
        profile: found.kept.map(|kept| KeptProfileView {
            name: kept.name,
            version: kept.version,
            transforms: found.profile.transforms,
            policies: found.profile.policies,
        }),
        drift: drift_view(&found.drift),
    })
}

/// The first rows of a table as they are, header and what stands above it included.
async fn raw_rows(state: &AppState, path: &std::path::Path, found: &Inspection) -> Option<Vec<Vec<String>>> {
    if !found.structure.format.is_tabular() {
        return None;
    }
    let mut structure = found.structure.clone();
    (structure.header_row, structure.header_rows) = (0, 0);
    let (path, limits) = (path.to_owned(), state.importer.limits().clone());
    let read = move || {
        let mut reader = reader::open(&path, &structure, &limits).ok()?;
        let mut record = Record::new();
        let mut rows = Vec::new();
        while rows.len() < RAW_ROWS {
            match reader.read(&mut record).ok()? {
                Next::End => break,
                Next::Record | Next::Malformed { .. } => {
                    rows.push(record.iter().map(|cell| cell.chars().take(200).collect()).collect());
                }
            }
        }
        Some(rows)
    };
    tokio::task::spawn_blocking(read).await.ok()?
}
