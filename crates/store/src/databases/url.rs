//! A database's URL, in any of the spellings in use, with its password kept out of sight.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

use sqlx::postgres::PgConnectOptions;
use url::Url;

/// Where a database is. `postgresql://` and `postgres://` are the same; so is what SQLAlchemy calls
/// `postgresql+asyncpg://`, because that is what the settings of the predecessor say. A unix socket is
/// `postgresql:///name?host=/run/postgresql`.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(Url);

/// What is wrong with a URL; never quotes it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    /// Not a URL at all.
    #[error("not a URL ({0}); it should look like postgresql://user:password@host:5432/database")]
    NotAUrl(String),
    /// Another database system's.
    #[error("the scheme is {0}://, but only PostgreSQL (postgresql://) is supported")]
    Scheme(String),
    /// Nothing after the host.
    #[error("it names no database; it should end in /database")]
    NoDatabase,
    /// A parameter after the `?` that makes no sense.
    #[error("a parameter of it is wrong: {0}")]
    Parameter(String),
}

impl DatabaseUrl {
    /// Reads a URL.
    pub fn parse(text: &str) -> Result<Self, UrlError> {
        let text = text.trim();
        let (scheme, rest) =
            text.split_once("://").ok_or_else(|| UrlError::NotAUrl("it has no ://".to_owned()))?;
        let dialect = scheme.split('+').next().unwrap_or_default();
        if !matches!(dialect, "postgresql" | "postgres") {
            return Err(UrlError::Scheme(scheme.to_owned()));
        }
        // `user@/database?host=/run` has an empty host, which libpq allows and the URL standard does not.
        let authority_end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(authority_end);
        let host = if authority.ends_with('@') { "localhost" } else { "" };
        let mut url = Url::parse(&format!("postgresql://{authority}{host}{path}"))
            .map_err(|error| UrlError::NotAUrl(error.to_string()))?;

        // What asyncpg calls `ssl` is libpq's `sslmode`.
        let pairs: Vec<(String, String)> = url
            .query_pairs()
            .map(|(key, value)| {
                let key = if key == "ssl" { "sslmode".into() } else { key };
                let value = if key == "sslmode" && value == "true" { "require".into() } else { value };
                (key.into_owned(), value.into_owned())
            })
            .collect();
        if pairs.is_empty() {
            url.set_query(None);
        } else {
            url.query_pairs_mut().clear().extend_pairs(&pairs);
        }

        let named =
            !url.path().trim_start_matches('/').is_empty() || pairs.iter().any(|(key, _)| key == "dbname");
        if !named {
            return Err(UrlError::NoDatabase);
        }
        let url = Self(url);
        url.connect_options()?;
        Ok(url)
    }

    /// A database behind a unix socket.
    pub(crate) fn of_socket(folder: &Path, user: &str, database: &str) -> Self {
        // The host is never looked at; the URL standard wants one beside a user.
        let mut url = Url::parse("postgresql://localhost").expect("a constant URL");
        url.set_path(database);
        url.query_pairs_mut().append_pair("user", user).append_pair("host", &folder.to_string_lossy());
        Self(url)
    }

    /// The URL with its password. Not for logs.
    pub fn expose(&self) -> &str {
        self.0.as_str()
    }

    /// The same server and account, another database.
    #[must_use]
    pub fn with_database(&self, name: &str) -> Self {
        let mut url = self.0.clone();
        url.set_path(name);
        Self(url)
    }

    /// What sqlx connects with.
    pub(crate) fn connect_options(&self) -> Result<PgConnectOptions, UrlError> {
        PgConnectOptions::from_str(self.0.as_str()).map_err(|error| match error {
            sqlx::Error::Configuration(why) => UrlError::Parameter(why.to_string()),
            other => UrlError::Parameter(other.to_string()),
        })
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = self.0.clone();
        if shown.password().is_some() && shown.set_password(Some("***")).is_err() {
            return f.write_str("postgresql://***");
        }
        if shown.query_pairs().any(|(key, _)| key == "password") {
            shown.set_query(Some("***"));
        }
        f.write_str(shown.as_str())
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_spellings_of_one_place_are_one() {
        for text in [
            "postgresql://ann:pw@db.example:5433/db_catalog",
            "postgres://ann:pw@db.example:5433/db_catalog",
            "postgresql+asyncpg://ann:pw@db.example:5433/db_catalog",
            " postgresql+psycopg2://ann:pw@db.example:5433/db_catalog\n",
        ] {
            let url = DatabaseUrl::parse(text).expect(text);
            assert_eq!(url.expose(), "postgresql://ann:pw@db.example:5433/db_catalog");
            let options = url.connect_options().expect(text);
            assert_eq!((options.get_host(), options.get_port()), ("db.example", 5433));
            assert_eq!(options.get_database(), Some("db_catalog"));
        }
    }

    #[test]
    fn unix_sockets() {
        for text in [
            "postgresql:///db_media?host=/run/postgresql",
            "postgresql://ann@/db_media?host=/run/postgresql",
            "postgresql://localhost/db_media?host=/run/postgresql",
        ] {
            let options = DatabaseUrl::parse(text).expect(text).connect_options().expect(text);
            assert_eq!(
                options.get_socket().and_then(|path| path.to_str()),
                Some("/run/postgresql"),
                "{text}"
            );
        }
    }

    #[test]
    fn the_ssl_parameter_of_asyncpg_is_understood() {
        let url = DatabaseUrl::parse("postgresql+asyncpg://h/db?ssl=require").expect("a good URL");
        assert_eq!(url.expose(), "postgresql://h/db?sslmode=require");
    }

    #[test]
    fn the_password_never_shows() {
        let url = DatabaseUrl::parse("postgresql://ann:geheim@h/db?sslmode=prefer").expect("a good URL");
        assert_eq!(url.to_string(), "postgresql://ann:***@h/db?sslmode=prefer");
        assert_eq!(format!("{url:?}"), "postgresql://ann:***@h/db?sslmode=prefer");
        let url = DatabaseUrl::parse("postgresql://h/db?user=ann&password=geheim").expect("a good URL");
        assert_eq!(url.to_string(), "postgresql://h/db?***");
        let error = DatabaseUrl::parse("postgresql://ann:geheim@h:x/db").expect_err("a bad port");
        assert!(!error.to_string().contains("geheim"), "{error}");
    }

    #[test]
    fn what_is_wrong_is_said() {
        assert_eq!(DatabaseUrl::parse("mysql://h/db"), Err(UrlError::Scheme("mysql".to_owned())));
        assert_eq!(DatabaseUrl::parse("postgresql://h:5432/"), Err(UrlError::NoDatabase));
        assert!(matches!(DatabaseUrl::parse("h:5432/db"), Err(UrlError::NotAUrl(_))));
        let error = DatabaseUrl::parse("postgresql://h/db?sslmode=maybe").expect_err("a bad mode");
        assert!(matches!(error, UrlError::Parameter(_)), "{error}");
    }
}
