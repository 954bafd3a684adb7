//! What can go wrong with an object.

use std::error::Error as _;
use std::io::ErrorKind;

use super::ObjectKey;

/// Why an object was not read or written.
#[derive(Debug, thiserror::Error)]
pub enum ObjectError {
    /// It isn't there.
    #[error("there is no object {0}")]
    NotFound(ObjectKey),
    /// No room left.
    #[error("there is no room left for {0}; make room on the disk that holds the objects and try again")]
    Full(ObjectKey),
    /// A file of this machine.
    #[error("cannot {doing} {path}: {source}")]
    File {
        /// What was tried.
        doing: &'static str,
        /// On what.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The server, or the network on the way to it.
    #[error("the object store failed on {key}: {source}")]
    Store {
        /// Which object.
        key: String,
        /// What happened.
        source: object_store::Error,
    },
    /// A bucket could not be made.
    #[error("the bucket {bucket} could not be made: {reason}")]
    Bucket {
        /// Which one.
        bucket: String,
        /// What the server said.
        reason: String,
    },
    /// The settings cannot be right.
    #[error("the settings of the object store are wrong: {0}")]
    Settings(String),
}

impl ObjectError {
    pub(super) fn file(doing: &'static str, path: &std::path::Path) -> impl FnOnce(std::io::Error) -> Self {
        move |source| Self::File { doing, path: path.display().to_string(), source }
    }

    pub(super) fn store(key: &ObjectKey) -> impl FnOnce(object_store::Error) -> Self {
        move |source| match source {
            object_store::Error::NotFound { .. } => Self::NotFound(key.clone()),
            source if is_full(&source) => Self::Full(key.clone()),
            source => Self::Store { key: key.to_string(), source },
        }
    }

    /// Whether trying again later may help.
    pub fn is_temporary(&self) -> bool {
        matches!(self, Self::Store { .. } | Self::Full(_) | Self::File { .. })
    }
}

fn is_full(error: &object_store::Error) -> bool {
    let mut cause = error.source();
    while let Some(error) = cause {
        if let Some(io) = error.downcast_ref::<std::io::Error>() {
            return matches!(io.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded);
        }
        cause = error.source();
    }
    false
}
