//! Section `[app]`: name, environment, addresses and ports, logging, the data folder.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

use serde::Deserialize;
use url::Url;

use super::Problems;

const SECTION: &str = "app";

/// The API's base path.
pub const API_PATH: &str = "/api/v1";

#[derive(Deserialize)]
pub struct Raw {
    name: String,
    version: String,
    environment: String,
    debug: bool,
    log_level: String,
    url: String,
    api_path: String,
    public_api_url: String,
    allowed_origins: Vec<String>,
    host: String,
    api_port: i64,
    frontend_port: i64,
    data: String,
}

/// Where this runs: how strict the settings are checked and how logs look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Environment {
    /// Real data, real users: secrets must be good.
    Production,
    /// As production, except that DEBUG is allowed.
    Staging,
    /// A machine of one's own: secrets are generated.
    Development,
}

/// How much is logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogLevel {
    /// Everything.
    Trace,
    /// For finding a fault.
    Debug,
    /// What happens.
    Info,
    /// What is odd.
    Warn,
    /// What failed.
    Error,
}

impl LogLevel {
    /// Its name in a filter directive.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Trace => "trace",
            Self::Debug => "debug",
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Error => "error",
        }
    }
}

/// Section `[app]`, resolved.
#[derive(Debug, Clone)]
pub struct App {
    /// The product's name, as the UI shows it.
    pub name: String,
    /// What /health reports.
    pub version: String,
    /// Where this runs.
    pub environment: Environment,
    /// How much is logged.
    pub log_level: LogLevel,
    /// Where people reach the UI.
    pub url: Option<Url>,
    /// Where the browser reaches the API, if not on the UI's own address. No slash at the end.
    pub public_api_url: Option<String>,
    /// Origins that may call the API from a browser.
    pub allowed_origins: Vec<String>,
    /// The address to listen on, if it was said.
    pub host: Option<IpAddr>,
    /// Port of the API.
    pub api_port: u16,
    /// Port of the UI.
    pub frontend_port: u16,
    /// The folder of the embedded default.
    pub data: PathBuf,
}

impl App {
    /// The address `up` listens on: this machine only, unless HOST says otherwise.
    pub fn host_of_up(&self) -> IpAddr {
        self.host.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST))
    }

    /// The address the roles of a deployment listen on: everywhere, as a container's port is published by its
    /// runtime, unless HOST says otherwise.
    pub fn host_of_role(&self) -> IpAddr {
        self.host.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED))
    }
}

impl Raw {
    pub fn validate(self, problems: &mut Problems) -> App {
        let environment = match self.environment.to_ascii_lowercase().as_str() {
            "production" => Environment::Production,
            "staging" => Environment::Staging,
            "development" => Environment::Development,
            _ => {
                problems.at(SECTION, "environment", "must be production, staging or development");
                Environment::Production
            }
        };
        if self.debug && environment == Environment::Production {
            problems.at(SECTION, "debug", "is not for production: logs would hold personal data");
        }
        let mut log_level = parse_log_level(&self.log_level).unwrap_or_else(|| {
            problems.at(
                SECTION,
                "log_level",
                format!("“{}” is not trace, debug, info, warn or error", self.log_level),
            );
            LogLevel::Info
        });
        if self.debug && log_level != LogLevel::Trace {
            log_level = LogLevel::Debug;
        }
        if self.api_path.trim_end_matches('/') != API_PATH {
            problems.at(
                SECTION,
                "api_path",
                format!("the API's base path is {API_PATH} and can't be changed"),
            );
        }
        let api_port = port("api_port", self.api_port, problems);
        let frontend_port = port("frontend_port", self.frontend_port, problems);
        if api_port == frontend_port && api_port != 0 {
            problems.at(SECTION, "frontend_port", format!("is the same as API_PORT ({api_port})"));
        }
        App {
            version: if self.version.is_empty() {
                env!("CARGO_PKG_VERSION").to_owned()
            } else {
                self.version
            },
            environment,
            log_level,
            url: web_address("url", &self.url, problems),
            public_api_url: web_address("public_api_url", &self.public_api_url, problems)
                .map(|url| url.as_str().trim_end_matches('/').to_owned()),
            allowed_origins: origins(&self.allowed_origins, environment, problems),
            host: host(&self.host, problems),
            api_port,
            frontend_port,
            data: PathBuf::from(if self.data.is_empty() { "data" } else { &self.data }),
            name: self.name,
        }
    }
}

fn parse_log_level(text: &str) -> Option<LogLevel> {
    Some(match text.to_ascii_lowercase().as_str() {
        "trace" => LogLevel::Trace,
        "debug" => LogLevel::Debug,
        "info" => LogLevel::Info,
        "warn" | "warning" => LogLevel::Warn,
        "error" | "critical" => LogLevel::Error,
        _ => return None,
    })
}

/// 0 lets the system choose: for tests.
fn port(key: &str, value: i64, problems: &mut Problems) -> u16 {
    problems.within(SECTION, key, value, 0, u16::MAX)
}

fn host(text: &str, problems: &mut Problems) -> Option<IpAddr> {
    match text {
        "" => None,
        "localhost" => Some(IpAddr::V4(Ipv4Addr::LOCALHOST)),
        _ => {
            let parsed = text.parse().ok();
            if parsed.is_none() {
                problems.at(
                    SECTION,
                    "host",
                    format!("“{text}” is not an IP address such as 127.0.0.1 or 0.0.0.0"),
                );
            }
            parsed
        }
    }
}

fn web_address(key: &str, text: &str, problems: &mut Problems) -> Option<Url> {
    if text.is_empty() {
        return None;
    }
    match Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => Some(url),
        _ => {
            problems.at(
                SECTION,
                key,
                format!("“{text}” is not an address such as https://productsmanager.app"),
            );
            None
        }
    }
}

fn origins(given: &[String], environment: Environment, problems: &mut Problems) -> Vec<String> {
    let mut origins = Vec::new();
    for text in given {
        if text == "*" {
            if environment == Environment::Production {
                problems.at(SECTION, "allowed_origins", "“*” is not for production: name the origins");
            }
            origins.push("*".to_owned());
            continue;
        }
        match Url::parse(text) {
            Ok(url) if matches!(url.scheme(), "http" | "https") && matches!(url.path(), "" | "/") => {
                origins.push(url.origin().ascii_serialization());
            }
            _ => problems.at(
                SECTION,
                "allowed_origins",
                format!("“{text}” is not an origin such as https://example.org"),
            ),
        }
    }
    origins
}
