//! `user add | list | reset-password`

use anyhow::Context;
use secrecy::{ExposeSecret, SecretString};
use store::core::audit::Actor;
use store::core::user::{self, Locale, NewUser, Role};

use super::{Exit, Global, Opened, Usage, output};
use crate::auth::password;
use crate::http::users::User;

/// Manage accounts.
#[derive(Debug, clap::Subcommand)]
pub enum Verb {
    /// Make an account; its password is generated and shown once
    Add {
        /// What its owner will log in with
        email: String,
        /// viewer, user, manager or admin
        #[arg(long)]
        role: Role,
        /// The person's name (default: the part of the e-mail before the @)
        #[arg(long)]
        name: Option<String>,
        /// Read the password from standard input instead of generating one
        #[arg(long)]
        password_stdin: bool,
    },
    /// Show all accounts
    List,
    /// Give an account a new password; it is logged out everywhere
    ResetPassword {
        /// Its e-mail
        email: String,
        /// Read the password from standard input instead of generating one
        #[arg(long)]
        password_stdin: bool,
    },
}

/// Runs the verb.
pub async fn run(verb: Verb, global: &Global) -> anyhow::Result<Exit> {
    let opened = Opened::open(global).await?;
    let end = match verb {
        Verb::Add { email, role, name, password_stdin } => {
            add(&opened, global, &email, role, name, password_stdin).await
        }
        Verb::List => list(&opened, global).await,
        Verb::ResetPassword { email, password_stdin } => reset(&opened, global, &email, password_stdin).await,
    };
    opened.close().await;
    end.map(|()| Exit::Done)
}

/// The password to set, and whether it has to be shown.
fn choose(email: &str, from_input: bool) -> anyhow::Result<(SecretString, bool)> {
    if !from_input {
        return Ok((password::generate(), true));
    }
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).context("can't read the password from standard input")?;
    let chosen = line.trim_end_matches(['\r', '\n']);
    if let Some(weakness) = password::weakness(chosen, email) {
        return Err(Usage(format!("the password {weakness}")).into());
    }
    Ok((SecretString::from(chosen), false))
}

async fn add(
    opened: &Opened,
    global: &Global,
    email: &str,
    role: Role,
    name: Option<String>,
    from_input: bool,
) -> anyhow::Result<()> {
    let (local, domain) = email.split_once('@').unwrap_or_default();
    if local.is_empty() || domain.is_empty() || email.contains(char::is_whitespace) {
        return Err(Usage(format!("“{email}” is not an e-mail address")).into());
    }
    let (password, is_generated) = choose(email, from_input)?;
    let hash = password::hash(password.clone()).await?;
    let name = name.as_deref().unwrap_or(local);
    let new = NewUser { email, name, role, password_hash: &hash, locale: Locale::Fr };
    let user = user::create(&opened.dbs.core, &new, &Actor::cli(), opened.clock.now()).await?;
    let shown = is_generated.then(|| password.expose_secret());
    if global.json {
        let mut value = serde_json::to_value(User::from(user))?;
        value["password"] = shown.into();
        return output::json(&value);
    }
    output::print(&format!("{} ({}) can log in now.", user.email, user.role));
    if let Some(password) = shown {
        output::print(&format!("Password, shown this once: {password}"));
    }
    Ok(())
}

async fn list(opened: &Opened, global: &Global) -> anyhow::Result<()> {
    const AT_ONCE: i64 = 500;
    let mut users: Vec<User> = Vec::new();
    loop {
        let (page, total) = user::list(&opened.dbs.core, None, AT_ONCE, users.len() as i64).await?;
        let is_last = page.is_empty();
        users.extend(page.into_iter().map(User::from));
        if is_last || users.len() as i64 >= total {
            break;
        }
    }
    if global.json {
        return output::json(&serde_json::json!({ "data": users }));
    }
    let row = |user: &User| {
        vec![
            user.email.clone(),
            user.name.clone(),
            user.role.to_string(),
            if user.is_active { "active" } else { "disabled" }.to_owned(),
            user.last_login_at
                .map_or_else(|| "never".to_owned(), |at| at.format("%Y-%m-%d %H:%M").to_string()),
        ]
    };
    let rows: Vec<_> = users.iter().map(row).collect();
    output::print(&output::table(&["e-mail", "name", "role", "state", "last login (UTC)"], &rows));
    Ok(())
}

async fn reset(opened: &Opened, global: &Global, email: &str, from_input: bool) -> anyhow::Result<()> {
    let known = user::by_email(&opened.dbs.core, email).await?;
    let user = known.with_context(|| format!("there is no account with the e-mail {email}"))?.user;
    let (password, is_generated) = choose(email, from_input)?;
    let hash = password::hash(password.clone()).await?;
    user::set_password(&opened.dbs.core, user.id, &hash, None, &Actor::cli(), opened.clock.now()).await?;
    let shown = is_generated.then(|| password.expose_secret());
    if global.json {
        return output::json(&serde_json::json!({ "email": user.email, "password": shown }));
    }
    output::print(&format!("{} has a new password and is logged out everywhere.", user.email));
    if let Some(password) = shown {
        output::print(&format!("Password, shown this once: {password}"));
    }
    Ok(())
}
