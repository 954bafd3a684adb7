//! The OpenAPI 3.1 document, generated from the handlers' own types, and the page that shows it.
//!
//! The UI's client is generated from this document, so two things are made exact that the macros leave loose: a
//! response's fields are always there (null, not absent), and every operation may answer with a problem.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use serde_json::{Map, Value, json};
use utoipa::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};

/// What doesn't come from a handler.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Suppliers-Import",
        description = "Suppliers' files in, one clean catalogue out. Every address is under `/api/v1`.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0")
    ),
    servers((url = "/api/v1")),
    components(schemas(super::error::Problem)),
    tags(
        (name = "auth", description = "Logging in, tokens, one's own account."),
        (name = "users", description = "Accounts. For administrators."),
        (name = "api-keys", description = "Keys for programs."),
        (name = "settings", description = "Settings of the whole installation."),
        (name = "suppliers", description = "Who sends files."),
        (name = "profiles", description = "How a supplier's files are read and what they may do, version by version."),
        (name = "imports", description = "Files on their way into the catalogue."),
        (name = "products", description = "The catalogue: products, offers, their history."),
        (name = "dashboard", description = "How things are, in one answer."),
        (name = "jobs", description = "Background work and who does it."),
        (name = "health", description = "For load balancers and operators."),
    )
)]
struct Base;

/// The start of the document, that the routes are added to.
pub fn base() -> utoipa::openapi::OpenApi {
    let mut document = Base::openapi();
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some("An access token from `POST /auth/login`, or an API key."))
        .build();
    document.components.get_or_insert_default().add_security_scheme("bearer", SecurityScheme::Http(bearer));
    document
}

/// The document.
pub fn document() -> &'static Value {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    DOCUMENT.get_or_init(|| {
        let (_, document) = super::api().split_for_parts();
        let mut document = serde_json::to_value(document).expect("an OpenAPI document is JSON");
        let described = described_requests(&document);
        require_response_fields(&mut document, &described);
        add_problems(&mut document);
        document
    })
}

/// `GET /api/v1/openapi.json`
pub async fn get_openapi() -> Response {
    static TEXT: OnceLock<String> = OnceLock::new();
    let text = TEXT.get_or_init(|| document().to_string());
    ([(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-cache")], text.as_str())
        .into_response()
}

/// `GET /docs`
pub async fn get_docs() -> Response {
    Html(include_str!("docs.html")).into_response()
}

/// `GET /docs/docs.js`
pub async fn get_docs_script() -> Response {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], include_str!("docs.js")).into_response()
}

/// The operations of the document.
fn operations(document: &Value) -> impl Iterator<Item = &Value> {
    document["paths"]
        .as_object()
        .into_iter()
        .flat_map(Map::values)
        .filter_map(Value::as_object)
        .flat_map(Map::values)
}

/// The names of all schemas that are part of a request: their optional fields may be left out.
fn described_requests(document: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for operation in operations(document) {
        collect_schemas(document, &operation["requestBody"], &mut found);
        collect_schemas(document, &operation["parameters"], &mut found);
    }
    found
}

fn collect_schemas(document: &Value, value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            let name = fields.get("$ref").and_then(Value::as_str).and_then(|name| name.rsplit('/').next());
            if let Some(name) = name
                && found.insert(name.to_owned())
            {
                collect_schemas(document, &document["components"]["schemas"][name], found);
            }
            fields.values().for_each(|value| collect_schemas(document, value, found));
        }
        Value::Array(items) => items.iter().for_each(|value| collect_schemas(document, value, found)),
        _ => {}
    }
}

/// Fields that are left out of responses when they have nothing to say.
const LEFT_OUT: [&str; 2] = ["errors", "also"];

fn require_response_fields(document: &mut Value, requests: &BTreeSet<String>) {
    let schemas = document["components"]["schemas"].as_object_mut().into_iter().flatten();
    for (_, schema) in schemas.filter(|(name, _)| !requests.contains(*name)) {
        require_fields(schema);
    }
}

/// Of the schema and of every schema inside it.
fn require_fields(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            if let Some(properties) = fields.get("properties").and_then(Value::as_object) {
                let names = properties.keys().filter(|name| !LEFT_OUT.contains(&name.as_str()));
                let required = json!(names.collect::<Vec<_>>());
                fields.insert("required".into(), required);
            }
            fields.values_mut().for_each(require_fields);
        }
        Value::Array(items) => items.iter_mut().for_each(require_fields),
        _ => {}
    }
}

fn add_problems(document: &mut Value) {
    let problem = json!({
        "description": "A problem (RFC 9457).",
        "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
    });
    let paths = document["paths"].as_object_mut().into_iter().flat_map(Map::values_mut);
    for operation in paths.filter_map(Value::as_object_mut).flat_map(Map::values_mut) {
        if let Some(responses) = operation["responses"].as_object_mut() {
            responses.insert("default".into(), problem.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_is_complete() {
        let document = document();
        assert_eq!(document["openapi"], "3.1.0");
        let mut ids = BTreeSet::new();
        for operation in operations(document) {
            let id = operation["operationId"].as_str().expect("every operation has an id");
            assert!(ids.insert(id), "{id} is there twice");
            assert!(operation["tags"].as_array().is_some_and(|tags| tags.len() == 1), "{id} has no tag");
            assert!(
                operation["summary"].as_str().or(operation["description"].as_str()).is_some(),
                "{id} is not described"
            );
        }
        assert!(ids.contains("log_in"));
    }

    #[test]
    fn what_is_sent_is_described() {
        let document = document();
        // Operations that need nothing but their address.
        let is_bare = |path: &str| {
            let action = path.rsplit('/').next().unwrap_or_default();
            ["cancel", "pause", "resume", "retry", "revert", "reset-password"].contains(&action)
        };
        for (path, operations) in document["paths"].as_object().expect("paths") {
            for (method, operation) in operations.as_object().expect("operations") {
                let takes_a_body = matches!(method.as_str(), "post" | "patch" | "put") && !is_bare(path);
                let has_a_body = operation["requestBody"]["content"].is_object();
                assert_eq!(
                    has_a_body, takes_a_body,
                    "{method} {path}: say `request_body = …` in its #[utoipa::path]"
                );
            }
        }
    }

    #[test]
    fn every_reference_leads_somewhere() {
        let document = document();
        let mut found = BTreeSet::new();
        collect_schemas(document, &document["paths"], &mut found);
        for name in found {
            assert!(document["components"]["schemas"][&name].is_object(), "{name} is missing");
        }
    }
}
