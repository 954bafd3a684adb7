//! The WebSocket: live events for open pages.
//!
//! The first message authenticates. A subscription is answered with the whole current state, then with changes;
//! every event has an id, and a reconnect that says the last one gets what changed since. A socket that falls
//! behind is given the state anew. The token is looked at again every half minute, so a socket doesn't outlive
//! its session.

use std::collections::BTreeSet;
use std::time::Duration;

use axum::extract::State;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::imports::{run, run_list};
use tokio::sync::broadcast::error::RecvError;

use super::AppState;
use super::run_view::Run;
use crate::auth::principal::authenticate;
use crate::events::Signal;

/// How long a client may take to authenticate.
const AUTH_TIME: Duration = Duration::from_secs(10);
/// How often the client is asked whether it is still there.
const PING_EVERY: Duration = Duration::from_secs(30);
/// The longest message a client may send.
const LONGEST_MESSAGE: usize = 16 * 1024;
/// The most channels of one socket.
const MOST_CHANNELS: usize = 100;

/// Not, or no longer, authenticated.
const UNAUTHORIZED: u16 = 4401;
/// The server restarts: connect again.
const RESTART: u16 = 1012;

/// What a client sends first.
#[derive(Debug, Deserialize)]
struct Auth {
    #[serde(rename = "type")]
    kind: String,
    token: String,
    last_event_id: Option<i64>,
}

/// What a client sends later.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Wish {
    subscribe: Vec<String>,
    unsubscribe: Vec<String>,
}

/// What a socket can listen to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Channel {
    Imports,
    Import(i64),
    Jobs,
}

impl Channel {
    fn parse(name: &str) -> Option<Self> {
        match name.split_once(':') {
            None if name == "imports" => Some(Self::Imports),
            None if name == "jobs" => Some(Self::Jobs),
            Some(("import", id)) => id.parse().ok().map(Self::Import),
            _ => None,
        }
    }

    fn name(self) -> String {
        match self {
            Self::Imports => "imports".to_owned(),
            Self::Import(id) => format!("import:{id}"),
            Self::Jobs => "jobs".to_owned(),
        }
    }
}

/// Why a socket ends.
enum End {
    Gone,
    Close(u16, &'static str),
}

impl From<axum::Error> for End {
    fn from(_: axum::Error) -> Self {
        Self::Gone
    }
}

/// `GET /api/v1/ws`
pub async fn open_socket(State(state): State<AppState>, upgrade: WebSocketUpgrade) -> Response {
    let tracked = state.tasks.token();
    upgrade.max_message_size(LONGEST_MESSAGE).on_upgrade(async move |mut socket| {
        metrics::gauge!("live_sockets").increment(1.0);
        let end = live(&state, &mut socket).await;
        metrics::gauge!("live_sockets").decrement(1.0);
        if let Err(End::Close(code, reason)) = end {
            let frame = CloseFrame { code, reason: reason.into() };
            let _ = socket.send(Message::Close(Some(frame))).await;
        }
        drop(tracked);
    })
}

async fn live(state: &AppState, socket: &mut WebSocket) -> Result<(), End> {
    const REFUSED: End = End::Close(UNAUTHORIZED, "unauthorized");
    let auth = tokio::time::timeout(AUTH_TIME, first_message(socket)).await.map_err(|_| REFUSED)??;
    authenticate(state, &auth.token).await.map_err(|_| REFUSED)?;
    // Subscribed before the state is read: what happens in between comes twice rather than not at all.
    let mut signals = state.events.subscribe();
    let mut session = Session { state, socket, channels: BTreeSet::new(), seen: auth.last_event_id };
    session.send(&json!({ "type": "ready" })).await?;
    let mut ping = tokio::time::interval(PING_EVERY);
    ping.reset();
    let mut is_answering = true;
    loop {
        tokio::select! {
            () = state.stop.cancelled() => return Err(End::Close(RESTART, "restart")),
            signal = signals.recv() => match signal {
                Ok(Signal::Run(run)) => session.forward(&run).await?,
                Ok(Signal::Resync) | Err(RecvError::Lagged(_)) => session.resend().await?,
                Err(RecvError::Closed) => return Err(End::Close(RESTART, "restart")),
            },
            message = session.socket.recv() => match message {
                Some(Ok(Message::Text(text))) => session.obey(&text).await?,
                Some(Ok(Message::Close(_)) | Err(_)) | None => return Err(End::Gone),
                Some(Ok(_)) => is_answering = true,
            },
            _ = ping.tick() => {
                if !std::mem::replace(&mut is_answering, false) {
                    return Err(End::Gone);
                }
                authenticate(state, &auth.token).await.map_err(|_| REFUSED)?;
                session.socket.send(Message::Ping(bytes::Bytes::new())).await?;
            }
        }
    }
}

async fn first_message(socket: &mut WebSocket) -> Result<Auth, End> {
    const REFUSED: End = End::Close(UNAUTHORIZED, "the first message must authenticate");
    loop {
        match socket.recv().await {
            Some(Ok(Message::Text(text))) => {
                let auth: Option<Auth> = serde_json::from_str(&text).ok();
                return auth.filter(|auth| auth.kind == "auth").ok_or(REFUSED);
            }
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
            Some(Ok(Message::Binary(_))) => return Err(REFUSED),
            Some(Ok(Message::Close(_)) | Err(_)) | None => return Err(End::Gone),
        }
    }
}

/// An authenticated socket.
struct Session<'a> {
    state: &'a AppState,
    socket: &'a mut WebSocket,
    channels: BTreeSet<Channel>,
    /// The last event that the client has.
    seen: Option<i64>,
}

impl Session<'_> {
    async fn send(&mut self, message: &impl Serialize) -> Result<(), End> {
        let text = serde_json::to_string(message).map_err(|_| End::Gone)?;
        Ok(self.socket.send(Message::Text(text.into())).await?)
    }

    async fn obey(&mut self, text: &str) -> Result<(), End> {
        let Ok(wish) = serde_json::from_str::<Wish>(text) else {
            return self.send(&json!({ "type": "error", "code": "not_understood" })).await;
        };
        for name in &wish.unsubscribe {
            self.channels.retain(|channel| channel.name() != *name);
        }
        for name in wish.subscribe {
            match Channel::parse(&name) {
                Some(channel) if self.channels.len() < MOST_CHANNELS => {
                    if self.channels.insert(channel) {
                        self.send_state(channel, self.seen).await?;
                    }
                }
                Some(_) => self.refuse("too_many_channels", &name).await?,
                None => self.refuse("unknown_channel", &name).await?,
            }
        }
        Ok(())
    }

    async fn refuse(&mut self, code: &str, channel: &str) -> Result<(), End> {
        self.send(&json!({ "type": "error", "code": code, "channel": channel })).await
    }

    async fn resend(&mut self) -> Result<(), End> {
        let since = self.seen;
        for channel in self.channels.clone() {
            self.send_state(channel, since).await?;
        }
        Ok(())
    }

    async fn send_state(&mut self, channel: Channel, since: Option<i64>) -> Result<(), End> {
        let db = &self.state.dbs.imports;
        let found = match channel {
            Channel::Imports => run_list::current(db, since).await,
            Channel::Import(id) => run::get(db, id).await.map(|run| run.into_iter().collect()),
            Channel::Jobs => Ok(Vec::new()),
        };
        let runs: Vec<Run> = match found {
            Ok(runs) => runs.into_iter().map(Run::from).collect(),
            Err(error) => {
                tracing::warn!(%error, "can't read the state for a socket");
                return Err(End::Close(RESTART, "unavailable"));
            }
        };
        // Only the list says what it covers; one run's state says nothing of the others.
        if channel == Channel::Imports {
            self.seen = runs.iter().map(|run| run.event_id).max().max(self.seen);
        }
        self.send(&json!({ "type": "state", "channel": channel.name(), "data": runs })).await
    }

    async fn forward(&mut self, run: &Run) -> Result<(), End> {
        for channel in self.channels.clone() {
            let message = match channel {
                Channel::Import(id) if id != run.id => continue,
                // The page of jobs asks again when a run moves.
                Channel::Jobs => json!({
                    "type": "event", "id": run.event_id, "channel": "jobs", "event": "changed", "data": { "run_id": run.id }
                }),
                _ => json!({
                    "type": "event", "id": run.event_id, "channel": channel.name(), "event": "run", "data": run
                }),
            };
            self.send(&message).await?;
        }
        self.seen = self.seen.max(Some(run.event_id));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn channels_have_names() {
        for channel in [Channel::Imports, Channel::Import(12), Channel::Jobs] {
            assert_eq!(Channel::parse(&channel.name()), Some(channel));
        }
        for unknown in ["", "import", "import:", "import:x", "products", "imports:1"] {
            assert_eq!(Channel::parse(unknown), None, "{unknown}");
        }
    }
}
