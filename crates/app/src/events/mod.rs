//! Live events: what changes in `db_imports` reaches every open socket, in every process.
//!
//! PostgreSQL tells of each change of a run (`NOTIFY run_changed, '<run id> <event id>'`, by a trigger). One
//! listener per process waits for that, reads the changed runs once, and hands them to all sockets. A notification
//! can be missed, when the connection breaks or a socket is slow: then the sockets are told to [`Signal::Resync`],
//! and read the state anew. So nothing that still matters is ever missed, and nothing needs to be kept.

mod listener;

use std::sync::Arc;

use tokio::sync::broadcast;

use crate::http::run_view::Run;

pub use listener::listen;

/// How many signals a slow socket may lag behind before it reads the state anew.
const BACKLOG: usize = 256;

/// What sockets are told.
#[derive(Debug, Clone)]
pub enum Signal {
    /// A run changed; this is how it is now.
    Run(Arc<Run>),
    /// Something may have been missed: read the state anew.
    Resync,
}

/// Where signals come out.
#[derive(Debug, Clone)]
pub struct Hub(broadcast::Sender<Signal>);

impl Default for Hub {
    fn default() -> Self {
        Self(broadcast::channel(BACKLOG).0)
    }
}

impl Hub {
    /// Signals from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<Signal> {
        self.0.subscribe()
    }

    /// Whether anybody listens.
    pub fn has_listeners(&self) -> bool {
        self.0.receiver_count() > 0
    }

    /// Tells all sockets. That there is none is no error.
    pub fn send(&self, signal: Signal) {
        let _ = self.0.send(signal);
    }
}
