//! Who is asking, as the database knows them at this moment.

use store::core::audit::Actor;
use store::core::user::{Role, User};
use store::core::{api_key, session, user};

use super::opaque::API_KEY_PREFIX;
use crate::http::AppState;
use crate::http::error::{ApiError, Code, Result};

/// With what somebody has proven who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credential {
    /// An access token of this session.
    Session(i64),
    /// This API key.
    ApiKey(i64),
}

/// Who is asking.
#[derive(Debug, Clone)]
pub struct Principal {
    /// The account; its role is the API key's, if that is lower.
    pub user: User,
    /// With what they have proven it.
    pub credential: Credential,
    /// Where they are asking from.
    pub address: Option<String>,
}

impl Principal {
    /// Who it is, for the audit log and for `created_by`.
    pub fn actor(&self) -> Actor {
        Actor { user_id: Some(self.user.id), name: self.user.email.clone(), address: self.address.clone() }
    }

    /// Their role.
    pub fn role(&self) -> Role {
        self.user.role
    }

    /// Whether a program is asking.
    pub fn is_api_key(&self) -> bool {
        matches!(self.credential, Credential::ApiKey(_))
    }
}

/// Who holds the token: an access token or an API key. Account, session and key are looked up each time, so that
/// ending any of them works at once.
pub async fn authenticate(state: &AppState, token: &str) -> Result<Principal> {
    let now = state.clock.now();
    let unauthorized = || ApiError::new(Code::Unauthorized, "The token is not valid, or has ended.");
    if token.starts_with(API_KEY_PREFIX) {
        let known = api_key::authenticate(&state.dbs.core, &state.token_hasher.hash(token), now).await?;
        let known = known.ok_or_else(unauthorized)?;
        return Ok(Principal {
            user: known.user,
            credential: Credential::ApiKey(known.key_id),
            address: None,
        });
    }
    let (user_id, session_id) = state.tokens.check(token, now).ok_or_else(unauthorized)?;
    let (is_open, user) = tokio::try_join!(
        session::is_open(&state.dbs.core, session_id, now),
        user::by_id(&state.dbs.core, user_id)
    )?;
    let user = user.filter(|user| is_open && user.is_active).ok_or_else(unauthorized)?;
    Ok(Principal { user, credential: Credential::Session(session_id), address: None })
}
