//! Section `[monitoring]`: metrics; error reports are checked now and sent later.

use serde::Deserialize;

use super::Problems;

const SECTION: &str = "monitoring";

#[derive(Deserialize)]
pub struct Raw {
    sentry_dsn: String,
    sentry_environment: String,
    sentry_traces_sample_rate: f64,
    prometheus_enabled: bool,
    metrics_enabled: bool,
}

/// Section `[monitoring]`, resolved.
#[derive(Debug, Clone)]
pub struct Monitoring {
    /// Whether /metrics answers.
    pub metrics: bool,
}

impl Raw {
    pub fn validate(self, problems: &mut Problems) -> Monitoring {
        if !self.sentry_dsn.is_empty() && !url::Url::parse(&self.sentry_dsn).is_ok_and(|url| url.has_host()) {
            problems.at(SECTION, "sentry_dsn", "is not an address such as https://key@sentry.io/1");
        }
        if self.sentry_environment.len() > 64 {
            problems.at(SECTION, "sentry_environment", "is longer than 64 characters");
        }
        if !(0.0..=1.0).contains(&self.sentry_traces_sample_rate) {
            problems.at(SECTION, "sentry_traces_sample_rate", "is not between 0 and 1");
        }
        Monitoring { metrics: self.prometheus_enabled && self.metrics_enabled }
    }
}
