use std::collections::BTreeMap;

use secrecy::ExposeSecret;

use super::*;

fn environment(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn loaded(pairs: &[(&str, &str)]) -> Loaded {
    load(&Sources::default(), &environment(pairs)).expect("the settings are sound")
}

fn problems(pairs: &[(&str, &str)]) -> Vec<String> {
    let problems = load(&Sources::default(), &environment(pairs)).expect_err("the settings are not sound");
    problems.0.iter().map(ToString::to_string).collect()
}

const GOOD_KEYS: [(&str, &str); 2] = [
    ("SECRET_KEY", "7b1f0c9e5a3d4286b8e1f7a9c2d3e4f5"),
    ("JWT_SECRET_KEY", "c4d5e6f708192a3b4c5d6e7f8091a2b3"),
];

#[test]
fn without_anything_the_embedded_default_is_complete() {
    let config = loaded(&[]).config;
    assert!(config.databases.urls.is_none());
    assert!(matches!(config.objects.store, ObjectStore::Folder(_)));
    assert_eq!((config.app.api_port, config.app.frontend_port), (8000, 3000));
    assert!(config.app.host_of_up().is_loopback());
    assert!(config.app.host_of_role().is_unspecified());
    assert_eq!(config.databases.pool_sizes.catalog, 30);
}

#[test]
fn the_reference_page_s_own_example_is_understood_whole() {
    let page = include_str!("reference_page.env");
    let pairs: Vec<_> = page
        .lines()
        .filter_map(|line| line.split('#').next().unwrap_or_default().trim().split_once('='))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    assert_eq!(pairs.len(), 54);
    for (name, _) in &pairs {
        let known = variables::VARIABLES.iter().find(|variable| variable.name == name);
        assert!(known.is_some_and(|variable| variable.reference), "{name} is not recognised");
    }
    assert_eq!(variables::VARIABLES.iter().filter(|variable| variable.reference).count(), pairs.len());
    // Its secrets are examples: in production they, and only they, are refused.
    let problems =
        load(&Sources::default(), &pairs.iter().cloned().collect()).expect_err("example secrets").0;
    let names: Vec<_> = problems.iter().map(|problem| problem.setting.as_str()).collect();
    assert_eq!(names, ["MINIO_ACCESS_KEY", "MINIO_SECRET_KEY", "SECRET_KEY", "JWT_SECRET_KEY"]);
    let mut development: BTreeMap<_, _> = pairs.into_iter().collect();
    development.insert("ENVIRONMENT".into(), "development".into());
    let config = load(&Sources::default(), &development).expect("fine in development").config;
    assert_eq!(config.app.version, "3.2.1");
    assert_eq!(config.app.allowed_origins.len(), 2);
    assert_eq!(config.app.public_api_url.as_deref(), Some("https://api.productsmanager.app/api/v1"));
}

#[test]
fn every_problem_is_told_at_once_and_no_secret_with_it() {
    let found = problems(&[
        ("API_PORT", "http"),
        ("FRONTEND_PORT", "70000"),
        ("ENVIRONMENT", "production"),
        ("SECRET_KEY", "short-and-sweet"),
        ("MINIO_SECURE", "perhaps"),
        ("ALGORITHM", "RS256"),
        ("API_V1_STR", "/api/v2"),
        ("SUPPLIERS_IMPORT_DATUM", "x"),
    ]);
    insta::assert_snapshot!(found.join("\n"), @r#"
    MINIO_SECURE: “perhaps” is not true or false
    API_PORT: “http” is not a whole number
    SUPPLIERS_IMPORT_DATUM: is not a variable of this program; did you mean SUPPLIERS_IMPORT_DATA?
    API_V1_STR: the API's base path is /api/v1 and can't be changed
    FRONTEND_PORT: 70000 is not between 0 and 65535
    ALGORITHM: “RS256” is not supported: only HS256 is
    SECRET_KEY: is shorter than 32 characters; generate one with `openssl rand -hex 32`
    JWT_SECRET_KEY: is missing; generate one with `openssl rand -hex 32`
    "#);
    assert!(!found.join("").contains("short-and-sweet"));
}

#[test]
fn databases_are_set_all_or_none() {
    let found =
        problems(&[("DATABASE_URL", "postgresql://u:geheim@h/core"), ("DB_MEDIA_URL", "mysql://h/media")]);
    assert_eq!(found.len(), 5, "{found:?}");
    for name in ["DB_CATALOG_URL", "DB_IMPORTS_URL", "DB_CODE2ASIN_URL", "DB_ANALYTICS_URL"] {
        assert!(found.iter().any(|problem| problem.starts_with(&format!("{name}: is missing"))), "{found:?}");
    }
    assert!(found.iter().any(|problem| problem.starts_with("DB_MEDIA_URL: is not an address")));
    assert!(!found.join("").contains("geheim"));
}

#[test]
fn the_file_is_under_the_environment_and_over_the_defaults() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("config.toml");
    std::fs::write(
        &path,
        "[app]\nname = \"Ours\"\napi_port = 9000\n[monitoring]\nsentry_traces_sample_rate = 1\n",
    )
    .expect("written");
    let sources = Sources { file: Some(path), data: Some("elsewhere".into()) };
    let loaded = load(&sources, &environment(&[("API_PORT", "9100")])).expect("sound");
    assert_eq!(loaded.config.app.name, "Ours");
    assert_eq!(loaded.config.app.api_port, 9100);
    assert_eq!(loaded.config.app.data, PathBuf::from("elsewhere"));
    let origin =
        |name| loaded.settings.iter().find(|setting| setting.variable == name).map(|setting| setting.origin);
    assert_eq!(origin("API_PORT"), Some(Origin::Environment));
    assert_eq!(origin("APP_NAME"), Some(Origin::File));
    assert_eq!(origin("HOST"), Some(Origin::Default));
    assert_eq!(origin("SUPPLIERS_IMPORT_DATA"), Some(Origin::CommandLine));
}

#[test]
fn a_file_s_mistakes_are_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("config.toml");
    std::fs::write(&path, "[app]\napi_prot = 1\napi_port = \"x\"\n[nowhere]\na = 1\n").expect("written");
    let sources = Sources { file: Some(path.clone()), data: None };
    let found = load(&sources, &BTreeMap::new())
        .expect_err("mistakes")
        .to_string()
        .replace(&path.display().to_string(), "FILE");
    insta::assert_snapshot!(found, @r#"
    there are 3 problems with the settings:
      FILE: app.api_port must be a whole number
      FILE: app.api_prot is not a setting; did you mean app.api_port?
      FILE: nowhere.a is not a setting
    Mend them and start again; `suppliers-import config check` shows all settings.
    "#);
}

#[test]
fn secrets_come_from_files_and_never_show() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("key");
    std::fs::write(&path, "7b1f0c9e5a3d4286b8e1f7a9c2d3e4f5\n").expect("written");
    let path = path.display().to_string();
    let loaded = loaded(&[
        ("ENVIRONMENT", "production"),
        ("SECRET_KEY_FILE", &path),
        GOOD_KEYS[1],
        ("REDIS_URL", "redis://:geheim@cache:6379/0"),
    ]);
    let KeySource::Given(secrets) = &loaded.config.security.keys else { panic!("the keys were given") };
    assert_eq!(secrets.secret_key.expose_secret(), "7b1f0c9e5a3d4286b8e1f7a9c2d3e4f5");
    let shown = format!("{:?} {:?}", loaded.config, loaded.settings);
    for secret in ["7b1f0c9e", "c4d5e6f7", "geheim"] {
        assert!(!shown.contains(secret), "{secret} shows in {shown}");
    }
    let twice = problems(&[GOOD_KEYS[0], ("SECRET_KEY_FILE", &path)]);
    assert!(twice[0].contains("is set twice"), "{twice:?}");
    let gone = problems(&[("SECRET_KEY_FILE", "/does/not/exist")]);
    assert!(gone[0].starts_with("SECRET_KEY_FILE: can't read"), "{gone:?}");
}

#[test]
fn a_mistyped_variable_is_mentioned() {
    let warnings = loaded(&[("DB_CATALOGUE_URL", "x"), ("PATH", "/bin")]).warnings;
    assert_eq!(warnings.len(), 1);
    assert!(warnings[0].message.contains("did you mean DB_CATALOG_URL?"), "{warnings:?}");
}

#[test]
fn generated_keys_are_kept_and_private() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let sources = Sources { file: None, data: Some(data.clone()) };
    let keys = load(&sources, &BTreeMap::new()).expect("sound").config.security.keys;
    let first = keys.obtain().expect("generated");
    assert!(first == keys.obtain().expect("read again"));
    let mode = std::fs::metadata(data.join("secrets.toml")).expect("there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(std::fs::read_dir(&data).expect("a folder").count(), 1, "nothing is left beside it");
}

#[test]
fn the_operators_page_is_current() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/operators/configuration.md");
    let wanted = reference::markdown();
    if super::environment().contains_key("UPDATE_DOCS") {
        std::fs::create_dir_all(std::path::Path::new(path).parent().expect("a folder")).expect("made");
        std::fs::write(path, &wanted).expect("written");
    }
    let is = std::fs::read_to_string(path).unwrap_or_default();
    assert!(is == wanted, "docs/operators/configuration.md is not current: run the tests with UPDATE_DOCS=1");
}
