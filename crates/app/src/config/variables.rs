//! Every environment variable there is, in one table: its name, the setting it sets, how it is read.
//!
//! The names are those of the reference deployment, so that an existing `.env` keeps working; the few that are
//! ours are marked. `docs/operators/configuration.md` is generated from this table ([`super::reference`]).

/// How a variable's text is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Any text.
    Text,
    /// Text that must not be shown; may also be given as a file, by the same name with `_FILE`.
    Secret,
    /// An address that may hold a password: like a secret, but shown with the password masked.
    SecretUrl,
    /// A whole number.
    Integer,
    /// A number with decimals.
    Number,
    /// true or false (also 1/0, yes/no, on/off).
    Bool,
    /// Values separated by commas.
    List,
}

/// What a variable is good for today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It does what its description says.
    Works,
    /// Accepted and checked; its function comes in a later version.
    Later,
    /// Accepted for compatibility, with the reason why it has no effect here.
    Compatibility(&'static str),
}

/// One environment variable.
#[derive(Debug)]
pub struct Variable {
    /// Its name in the environment.
    pub name: &'static str,
    /// The setting: section and key of the configuration file.
    pub key: (&'static str, &'static str),
    /// How its text is read.
    pub kind: Kind,
    /// What it is good for today.
    pub status: Status,
    /// Whether the reference deployment has it too.
    pub reference: bool,
    /// One sentence for the operator.
    pub about: &'static str,
}

const fn reference(
    name: &'static str,
    section: &'static str,
    key: &'static str,
    kind: Kind,
    about: &'static str,
) -> Variable {
    Variable { name, key: (section, key), kind, status: Status::Works, reference: true, about }
}

const fn later(
    name: &'static str,
    section: &'static str,
    key: &'static str,
    kind: Kind,
    about: &'static str,
) -> Variable {
    Variable { name, key: (section, key), kind, status: Status::Later, reference: true, about }
}

const fn ours(
    name: &'static str,
    section: &'static str,
    key: &'static str,
    kind: Kind,
    about: &'static str,
) -> Variable {
    Variable { name, key: (section, key), kind, status: Status::Works, reference: false, about }
}

use Kind::{Bool, Integer, List, Number, Secret, SecretUrl, Text};

/// The table. Its order is the order of the documentation.
pub const VARIABLES: &[Variable] = &[
    reference(
        "DATABASE_URL",
        "databases",
        "core_url",
        SecretUrl,
        "The main database: users, API keys, settings, audit.",
    ),
    reference(
        "DB_CATALOG_URL",
        "databases",
        "catalog_url",
        SecretUrl,
        "Suppliers, products, offers, their history.",
    ),
    reference("DB_IMPORTS_URL", "databases", "imports_url", SecretUrl, "Feeds, runs, issues, jobs."),
    reference("DB_MEDIA_URL", "databases", "media_url", SecretUrl, "Pictures."),
    reference("DB_CODE2ASIN_URL", "databases", "code2asin_url", SecretUrl, "EAN to ASIN results."),
    reference("DB_ANALYTICS_URL", "databases", "analytics_url", SecretUrl, "Figures and reports."),
    ours(
        "DATABASE_POOL_SIZE",
        "databases",
        "core_pool_size",
        Integer,
        "Connections to the main database, per process.",
    ),
    reference(
        "CATALOG_POOL_SIZE",
        "databases",
        "catalog_pool_size",
        Integer,
        "Connections to db_catalog, per process.",
    ),
    reference(
        "IMPORTS_POOL_SIZE",
        "databases",
        "imports_pool_size",
        Integer,
        "Connections to db_imports, per process.",
    ),
    reference(
        "MEDIA_POOL_SIZE",
        "databases",
        "media_pool_size",
        Integer,
        "Connections to db_media, per process.",
    ),
    reference(
        "CODE2ASIN_POOL_SIZE",
        "databases",
        "code2asin_pool_size",
        Integer,
        "Connections to db_code2asin, per process.",
    ),
    reference(
        "ANALYTICS_POOL_SIZE",
        "databases",
        "analytics_pool_size",
        Integer,
        "Connections to db_analytics, per process.",
    ),
    reference(
        "DATABASE_POOL_TIMEOUT",
        "databases",
        "pool_timeout",
        Integer,
        "Seconds to wait for a free connection.",
    ),
    reference(
        "DATABASE_POOL_RECYCLE",
        "databases",
        "pool_recycle",
        Integer,
        "Seconds after which a connection is replaced.",
    ),
    ours("PG_BIN", "databases", "pg_bin", Text, "Folder of PostgreSQL's programs, for the embedded default."),
    reference(
        "MINIO_ENDPOINT",
        "objects",
        "endpoint",
        Text,
        "Host and port of the S3 server; unset: a folder under the data folder.",
    ),
    reference("MINIO_ACCESS_KEY", "objects", "access_key", Secret, "S3 access key."),
    reference("MINIO_SECRET_KEY", "objects", "secret_key", Secret, "S3 secret key."),
    reference("MINIO_SECURE", "objects", "secure", Bool, "Whether the S3 server speaks HTTPS."),
    ours("MINIO_REGION", "objects", "region", Text, "S3 region."),
    reference("MINIO_PUBLIC_URL", "objects", "public_url", Text, "Where browsers fetch public objects."),
    reference("MINIO_CATALOG_BUCKET", "objects", "catalog_bucket", Text, "Bucket for product data."),
    reference("MINIO_IMPORTS_BUCKET", "objects", "imports_bucket", Text, "Bucket for suppliers' files."),
    reference("MINIO_MEDIA_BUCKET", "objects", "media_bucket", Text, "Bucket for pictures."),
    reference(
        "MINIO_CODE2ASIN_BUCKET",
        "objects",
        "code2asin_bucket",
        Text,
        "Bucket for EAN to ASIN results.",
    ),
    reference("MINIO_ANALYTICS_BUCKET", "objects", "analytics_bucket", Text, "Bucket for reports."),
    reference("REDIS_URL", "redis", "url", SecretUrl, "The shared cache; unset: each process keeps its own."),
    later("REDIS_CACHE_TTL", "redis", "cache_ttl", Integer, "Seconds that cached answers live."),
    Variable {
        name: "REDIS_MAX_CONNECTIONS",
        key: ("redis", "max_connections"),
        kind: Integer,
        status: Status::Compatibility("one connection carries all requests"),
        reference: true,
        about: "Connections to Redis, per process.",
    },
    reference(
        "CELERY_BROKER_URL",
        "redis",
        "broker_url",
        SecretUrl,
        "The job broker, a redis:// address; unset: PostgreSQL.",
    ),
    Variable {
        name: "CELERY_RESULT_BACKEND",
        key: ("redis", "result_backend"),
        kind: SecretUrl,
        status: Status::Compatibility("results of jobs are rows in db_imports"),
        reference: true,
        about: "Where Celery kept results of jobs.",
    },
    reference(
        "SECRET_KEY",
        "security",
        "secret_key",
        Secret,
        "Keys the hashes of API keys and refresh tokens.",
    ),
    reference("JWT_SECRET_KEY", "security", "jwt_secret_key", Secret, "Signs access tokens."),
    reference(
        "JWT_ACCESS_TOKEN_EXPIRE_MINUTES",
        "security",
        "access_token_minutes",
        Integer,
        "Life of an access token, in minutes.",
    ),
    ours(
        "JWT_REFRESH_TOKEN_EXPIRE_DAYS",
        "security",
        "refresh_token_days",
        Integer,
        "Life of a refresh token, in days.",
    ),
    reference("ALGORITHM", "security", "algorithm", Text, "Signature of access tokens; only HS256."),
    reference("APP_NAME", "app", "name", Text, "The product's name in the UI."),
    reference(
        "APP_VERSION",
        "app",
        "version",
        Text,
        "The version that /health reports; unset: the binary's own.",
    ),
    reference("ENVIRONMENT", "app", "environment", Text, "production, staging or development."),
    reference("DEBUG", "app", "debug", Bool, "Log more; refused in production."),
    reference(
        "LOG_LEVEL",
        "app",
        "log_level",
        Text,
        "trace, debug, info, warn or error (also WARNING, CRITICAL).",
    ),
    reference(
        "APP_URL",
        "app",
        "url",
        Text,
        "Where people reach the UI. With https, browsers are told to stay there.",
    ),
    reference("API_V1_STR", "app", "api_path", Text, "The API's base path; only /api/v1."),
    reference(
        "NEXT_PUBLIC_API_URL",
        "app",
        "public_api_url",
        Text,
        "Where the browser reaches the API; unset: on the UI's own address.",
    ),
    reference(
        "ALLOWED_ORIGINS",
        "app",
        "allowed_origins",
        List,
        "Web pages on other addresses that may call the API (CORS).",
    ),
    ours(
        "HOST",
        "app",
        "host",
        Text,
        "Address to listen on; unset: 127.0.0.1 for `up`, 0.0.0.0 for `api` and `frontend`.",
    ),
    ours("API_PORT", "app", "api_port", Integer, "Port of the API."),
    ours("FRONTEND_PORT", "app", "frontend_port", Integer, "Port of the UI."),
    ours("SUPPLIERS_IMPORT_DATA", "app", "data", Text, "Folder of the embedded default; the same as --data."),
    later("SMTP_SERVER", "notifications", "smtp_server", Text, "Mail server."),
    later("SMTP_PORT", "notifications", "smtp_port", Integer, "Mail server's port."),
    later("SMTP_USERNAME", "notifications", "smtp_username", Text, "Mail account."),
    later("SMTP_PASSWORD", "notifications", "smtp_password", Secret, "Mail account's password."),
    later("SMTP_USE_TLS", "notifications", "smtp_use_tls", Bool, "Whether mail is sent over TLS."),
    later("FROM_EMAIL", "notifications", "from_email", Text, "Sender of mails."),
    later("FROM_NAME", "notifications", "from_name", Text, "Sender's name."),
    reference(
        "ADMIN_EMAILS",
        "notifications",
        "admin_emails",
        List,
        "Administrators; the first start makes an account for the first of them.",
    ),
    later("SENTRY_DSN", "monitoring", "sentry_dsn", Secret, "Where errors are reported."),
    later(
        "SENTRY_ENVIRONMENT",
        "monitoring",
        "sentry_environment",
        Text,
        "Environment shown in error reports.",
    ),
    later(
        "SENTRY_TRACES_SAMPLE_RATE",
        "monitoring",
        "sentry_traces_sample_rate",
        Number,
        "Share of requests traced, 0 to 1.",
    ),
    reference("PROMETHEUS_ENABLED", "monitoring", "prometheus_enabled", Bool, "Whether /metrics answers."),
    reference("METRICS_ENABLED", "monitoring", "metrics_enabled", Bool, "Whether figures are kept at all."),
    ours(
        "MAX_UPLOAD_MB",
        "imports",
        "max_upload_mb",
        Integer,
        "Largest file that may be uploaded, in megabytes.",
    ),
    ours(
        "WORKER_CONCURRENCY",
        "imports",
        "worker_concurrency",
        Integer,
        "Imports that one worker process runs at the same time.",
    ),
];

/// The variable that names the configuration file. Not in [`VARIABLES`], as it sets nothing itself.
pub const CONFIG_FILE: &str = "SUPPLIERS_IMPORT_CONFIG";

/// The variable that sets `section.key`, for messages about that setting.
pub fn name_of(section: &str, key: &str) -> Option<&'static str> {
    VARIABLES.iter().find(|variable| variable.key == (section, key)).map(|variable| variable.name)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn names_and_keys_are_unique() {
        let names: HashSet<_> = VARIABLES.iter().map(|variable| variable.name).collect();
        let keys: HashSet<_> = VARIABLES.iter().map(|variable| variable.key).collect();
        assert_eq!(names.len(), VARIABLES.len());
        assert_eq!(keys.len(), VARIABLES.len());
    }

    #[test]
    fn every_setting_of_the_default_file_has_a_variable_and_the_other_way_round() {
        let defaults: toml::Table = toml::from_str(super::super::DEFAULTS).expect("the default file is TOML");
        let mut settings = HashSet::new();
        for (section, keys) in &defaults {
            for key in keys.as_table().expect("a section is a table").keys() {
                assert!(name_of(section, key).is_some(), "{section}.{key} has no variable");
                settings.insert((section.as_str(), key.as_str()));
            }
        }
        for variable in VARIABLES {
            assert!(settings.contains(&variable.key), "{} sets no setting", variable.name);
        }
    }
}
