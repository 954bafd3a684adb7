//! Looking at a file before it is imported: what it is, which column is what, and how it differs from what its
//! supplier's profile was made for.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{FromRequest as _, Request, State};
use catalog::inspect::Inspection;
use catalog::policy::Policies;
use catalog::reader::{self, Next};
use catalog::record::Record;
use catalog::transform::Transform;
use serde::{Deserialize, Serialize};
use store::catalog::supplier::{self, Supplier};
use store::imports::upload::{self, Upload};
use utoipa::ToSchema;

use super::drift::{DriftView, drift_view};
use super::source::{self, MappingView, StructureInput, mapping_view, overrides};
use super::upload::{find_supplier, find_upload, is_multipart, read_form};
use crate::auth::extract::UserRole;
use crate::auth::opaque;
use crate::http::AppState;
use crate::http::error::{ApiError, Result};
use crate::http::input::{Validate, ValidatedJson};
use crate::http::run_view::SupplierRef;
use crate::import::inspect_file as inspect_path;

/// Rows of the file that are shown as they are.
const RAW_ROWS: usize = 20;

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
    #[schema(value_type = BTreeMap<String, source::SourceView>)]
    mapping: MappingView,
    /// What a person should know.
    warnings: Vec<WarningView>,
    /// The first rows of a table as they are.
    raw_rows: Option<Vec<Vec<String>>>,
    /// Whose file it is, as was said, or seems to be: the last one with these columns was theirs.
    known_supplier: Option<SupplierRef>,
    /// Which fields' columns were learned from earlier files.
    #[schema(value_type = Option<BTreeMap<String, LearnedView>>)]
    learned: Option<BTreeMap<String, LearnedView>>,
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
    let inspected = inspect_path(&path, importer.inspect_options(&upload.file_name, &said)).await?;
    let known = match supplier {
        Some(supplier) => Some(supplier),
        None => supplier_of(state, &inspected.structure.columns).await?,
    };
    let supplier_id = known.as_ref().map(|supplier| supplier.id);
    let found =
        importer.understand_inspected(inspected, &path, &upload.file_name, &said, supplier_id).await?;
    let raw_rows = raw_rows(state, &path, &found.file).await;
    let learned: BTreeMap<_, _> = found
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
