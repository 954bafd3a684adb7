//! The first administrator: without one, nobody could log in.

use secrecy::{ExposeSecret, SecretString};
use store::clock::Clock;
use store::core::audit::Actor;
use store::core::user::{self, Locale, NewUser, Role};
use store::databases::CoreDb;

use crate::auth::password;

/// The account's e-mail when ADMIN_EMAILS names none.
const DEFAULT_EMAIL: &str = "admin@localhost";

/// A new account, whose password is shown this once.
pub struct NewAdmin {
    /// What to log in with.
    pub email: String,
    /// The generated password.
    pub password: SecretString,
}

/// Makes an administrator if there is none.
pub async fn ensure(db: &CoreDb, emails: &[String], clock: &Clock) -> anyhow::Result<Option<NewAdmin>> {
    if user::any_admin(db).await? {
        return Ok(None);
    }
    let email = emails.first().map_or(DEFAULT_EMAIL, String::as_str);
    let password = password::generate();
    let hash = password::hash(password.clone()).await?;
    let new =
        NewUser { email, name: "Administrator", role: Role::Admin, password_hash: &hash, locale: Locale::Fr };
    match user::create(db, &new, &Actor::cli(), clock.now()).await {
        Ok(user) => Ok(Some(NewAdmin { email: user.email, password })),
        // The address belongs to somebody who is no administrator (any more): not ours to change.
        Err(user::UserError::EmailTaken) => {
            tracing::warn!(
                "there is no administrator, and ADMIN_EMAILS belongs to another account: use `user add`"
            );
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}

impl NewAdmin {
    /// The account, for people.
    pub fn text(&self) -> String {
        format!(
            "  An administrator's account was made. Its password is shown this once:\n\n      e-mail    {}\n      password  {}\n",
            self.email,
            self.password.expose_secret()
        )
    }
}
