//! Section `[notifications]`: mail. Checked now; sending comes later. `admin_emails` names the first account.

use serde::Deserialize;

use super::Problems;

const SECTION: &str = "notifications";

#[derive(Deserialize)]
pub struct Raw {
    smtp_server: String,
    smtp_port: i64,
    smtp_username: String,
    smtp_password: String,
    smtp_use_tls: bool,
    from_email: String,
    from_name: String,
    admin_emails: Vec<String>,
}

/// Section `[notifications]`, resolved: the mail settings themselves are only checked, until mail is sent.
#[derive(Debug, Clone)]
pub struct Notifications {
    /// Administrators' addresses; the first start makes an account for the first.
    pub admin_emails: Vec<String>,
}

impl Raw {
    pub fn validate(self, problems: &mut Problems) -> Notifications {
        problems.within(SECTION, "smtp_port", self.smtp_port, 1, u16::MAX);
        if self.smtp_server.is_empty() {
            for (key, value) in
                [("smtp_username", &self.smtp_username), ("smtp_password", &self.smtp_password)]
            {
                if !value.is_empty() {
                    problems.at(SECTION, key, "is set, but SMTP_SERVER is not");
                }
            }
        } else if self.from_email.is_empty() {
            problems.at(SECTION, "from_email", "is missing while SMTP_SERVER is set");
        }
        if !self.smtp_use_tls && !self.smtp_password.is_empty() {
            problems.at(SECTION, "smtp_use_tls", "must be true when a password is sent");
        }
        if self.from_name.contains(['\n', '\r', '<', '>']) {
            problems.at(SECTION, "from_name", "holds characters that a mail header can't");
        }
        if !self.from_email.is_empty() && !is_email(&self.from_email) {
            problems.at(SECTION, "from_email", format!("“{}” is not an e-mail address", self.from_email));
        }
        for address in self.admin_emails.iter().filter(|address| !is_email(address)) {
            problems.at(SECTION, "admin_emails", format!("“{address}” is not an e-mail address"));
        }
        Notifications { admin_emails: self.admin_emails }
    }
}

/// As the browsers' `type=email`: one @, something on both sides, no spaces.
fn is_email(text: &str) -> bool {
    let parts = text.split_once('@');
    text.len() <= 254
        && !text.contains(|c: char| c.is_whitespace() || c.is_control())
        && parts
            .is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty() && !domain.contains('@'))
}
