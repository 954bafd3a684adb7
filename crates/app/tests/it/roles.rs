//! Who may call what: every route, every role. A route that is not in the table fails the test.

use std::collections::BTreeSet;

use app::http::openapi;
use reqwest::{Method, StatusCode};
use serde_json::Value;
use store::core::user::Role;

use crate::test_app::{TestApp, send};

/// The lowest role that may call a route; none: anybody may.
const ROUTES: &[(&str, &str, Option<Role>)] = &[
    ("get", "/api-keys", Some(Role::Viewer)),
    ("post", "/api-keys", Some(Role::Viewer)),
    ("delete", "/api-keys/{id}", Some(Role::Viewer)),
    ("post", "/auth/login", None),
    ("post", "/auth/logout", None),
    ("get", "/auth/me", Some(Role::Viewer)),
    ("patch", "/auth/me", Some(Role::Viewer)),
    ("post", "/auth/password", Some(Role::Viewer)),
    ("post", "/auth/refresh", None),
    ("get", "/brands", Some(Role::Viewer)),
    ("get", "/categories", Some(Role::Viewer)),
    ("get", "/dashboard", Some(Role::Viewer)),
    ("post", "/expressions/check", Some(Role::User)),
    ("get", "/facets", Some(Role::Viewer)),
    ("get", "/health", None),
    ("get", "/imports", Some(Role::Viewer)),
    ("post", "/imports", Some(Role::User)),
    ("post", "/imports/inspect", Some(Role::User)),
    ("post", "/imports/preview", Some(Role::User)),
    ("get", "/imports/stats", Some(Role::Viewer)),
    ("get", "/imports/{id}", Some(Role::Viewer)),
    ("post", "/imports/{id}/apply", Some(Role::User)),
    ("post", "/imports/{id}/cancel", Some(Role::User)),
    ("get", "/imports/{id}/changes", Some(Role::Viewer)),
    ("get", "/imports/{id}/corrections", Some(Role::Viewer)),
    ("post", "/imports/{id}/corrections", Some(Role::User)),
    ("delete", "/imports/{id}/corrections/{correction_id}", Some(Role::User)),
    ("get", "/imports/{id}/errors", Some(Role::Viewer)),
    ("get", "/imports/{id}/errors.csv", Some(Role::Viewer)),
    ("get", "/imports/{id}/errors/values", Some(Role::Viewer)),
    ("get", "/imports/{id}/file", Some(Role::Viewer)),
    ("post", "/imports/{id}/drift", Some(Role::User)),
    ("post", "/imports/{id}/mapping", Some(Role::User)),
    ("post", "/imports/{id}/pause", Some(Role::User)),
    ("get", "/imports/{id}/records/{record}", Some(Role::Viewer)),
    ("post", "/imports/{id}/rejected", Some(Role::User)),
    ("post", "/imports/{id}/resume", Some(Role::User)),
    ("post", "/imports/{id}/retry", Some(Role::User)),
    ("get", "/imports/{id}/undo", Some(Role::Viewer)),
    ("post", "/imports/{id}/undo", Some(Role::Manager)),
    ("get", "/imports/{id}/undos", Some(Role::Viewer)),
    ("get", "/jobs", Some(Role::User)),
    ("get", "/jobs/workers", Some(Role::User)),
    ("post", "/jobs/{id}/cancel", Some(Role::Manager)),
    ("post", "/jobs/{id}/retry", Some(Role::Manager)),
    ("get", "/multidb/health", None),
    ("get", "/products", Some(Role::Viewer)),
    ("get", "/products/as-of", Some(Role::Viewer)),
    ("get", "/products/export", Some(Role::Viewer)),
    ("get", "/products/{id}", Some(Role::Viewer)),
    ("patch", "/products/{id}", Some(Role::Manager)),
    ("get", "/products/{id}/history", Some(Role::Viewer)),
    ("get", "/products/{id}/offers", Some(Role::Viewer)),
    ("get", "/products/{id}/provenance", Some(Role::Viewer)),
    ("post", "/products/{id}/unlock", Some(Role::Manager)),
    ("get", "/rates", Some(Role::Viewer)),
    ("put", "/rates", Some(Role::Manager)),
    ("delete", "/rates/{currency}/{day}", Some(Role::Manager)),
    ("get", "/search", Some(Role::Viewer)),
    ("get", "/settings", Some(Role::Viewer)),
    ("patch", "/settings", Some(Role::Admin)),
    ("get", "/suppliers", Some(Role::Viewer)),
    ("post", "/suppliers", Some(Role::Manager)),
    ("delete", "/suppliers/{id}", Some(Role::Manager)),
    ("get", "/suppliers/{id}", Some(Role::Viewer)),
    ("patch", "/suppliers/{id}", Some(Role::Manager)),
    ("get", "/suppliers/{id}/profiles", Some(Role::Viewer)),
    ("post", "/suppliers/{id}/profiles/import", Some(Role::User)),
    ("put", "/suppliers/{id}/profiles/{name}", Some(Role::User)),
    ("get", "/suppliers/{id}/profiles/{name}/diff", Some(Role::Viewer)),
    ("get", "/suppliers/{id}/profiles/{name}/export", Some(Role::Viewer)),
    ("post", "/suppliers/{id}/profiles/{name}/restore", Some(Role::User)),
    ("get", "/suppliers/{id}/profiles/{name}/versions/{version}", Some(Role::Viewer)),
    ("get", "/undos/{id}/kept", Some(Role::Viewer)),
    ("post", "/undos/{id}/revert", Some(Role::Manager)),
    ("get", "/users", Some(Role::Admin)),
    ("post", "/users", Some(Role::Admin)),
    ("get", "/users/{id}", Some(Role::Admin)),
    ("patch", "/users/{id}", Some(Role::Admin)),
    ("post", "/users/{id}/reset-password", Some(Role::Admin)),
    ("get", "/value-maps", Some(Role::Viewer)),
    ("put", "/value-maps", Some(Role::User)),
    ("delete", "/value-maps/{id}", Some(Role::User)),
];

/// The routes of the document: what the server really has.
fn served() -> BTreeSet<(String, String)> {
    let paths = openapi::document()["paths"].as_object().expect("paths");
    let operations = |(path, operations): (&String, &Value)| {
        let methods = operations.as_object().expect("operations").keys();
        methods.map(|method| (method.clone(), path.clone())).collect::<Vec<_>>()
    };
    paths.iter().flat_map(operations).collect()
}

#[test]
fn every_route_is_in_the_table_and_no_other() {
    let table: BTreeSet<_> =
        ROUTES.iter().map(|(method, path, _)| ((*method).to_owned(), (*path).to_owned())).collect();
    let served = served();
    let unguarded: Vec<_> = served.difference(&table).collect();
    assert!(unguarded.is_empty(), "say in this table who may call {unguarded:?}");
    let gone: Vec<_> = table.difference(&served).collect();
    assert!(gone.is_empty(), "these routes are not served: {gone:?}");
}

#[test]
fn the_document_says_the_same() {
    for (method, path, role) in ROUTES {
        let said = openapi::document()["paths"][path][method]["security"][0]["bearer"][0].as_str();
        assert_eq!(said, role.map(Role::as_str), "{method} {path}");
    }
}

#[tokio::test]
async fn every_role_may_do_what_the_table_says_and_nothing_else() {
    let app = TestApp::new().await;
    let mut clients = Vec::new();
    for role in Role::ALL {
        clients.push((Some(role), app.logged_in(role).await));
    }
    clients.push((None, app.anonymous()));
    for (role, client) in &clients {
        for (method, path, lowest) in ROUTES {
            let verb: Method = method.to_uppercase().parse().expect("a method");
            // Nothing with this id exists, and the body says nothing: who is let in does no harm.
            let address = path.replace("{id}", "999999999");
            let mut request = client.request(verb.clone(), &address);
            if verb != Method::GET && verb != Method::DELETE {
                request = request.json(&serde_json::json!({}));
            }
            let status = send(request).await.status;
            let context = format!("{method} {path} as {role:?} answers {status}");
            match (lowest, role) {
                (None, _) => assert!(status != StatusCode::FORBIDDEN, "{context}"),
                (Some(_), None) => assert_eq!(status, StatusCode::UNAUTHORIZED, "{context}"),
                (Some(lowest), Some(role)) if role < lowest => {
                    assert_eq!(status, StatusCode::FORBIDDEN, "{context}");
                }
                (Some(_), Some(_)) => assert!(
                    status != StatusCode::FORBIDDEN
                        && status != StatusCode::UNAUTHORIZED
                        && !status.is_server_error(),
                    "{context}"
                ),
            }
        }
    }
}

#[tokio::test]
async fn a_made_up_token_opens_nothing() {
    let app = TestApp::new().await;
    for token in ["", "x", "pm_live_0000000000000000000000000000000000000000", "a.b.c"] {
        let answer = app.anonymous().with_token(token).get("/auth/me").await;
        assert_eq!((answer.status, answer.code()), (StatusCode::UNAUTHORIZED, "unauthorized"), "{token}");
        assert_eq!(answer.header("www-authenticate"), "Bearer");
    }
}
