//! The lock files of a data folder. The kernel holds the locks, so a killed process leaves none behind.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;

use super::{ClusterError, blocking};

/// A lock on a file, freed when dropped.
#[derive(Debug)]
pub struct Lock(File);

impl Lock {
    /// Waits until nobody else has it.
    pub async fn exclusive(path: &Path) -> Result<Self, ClusterError> {
        let path = path.to_owned();
        blocking(move || Self::exclusive_blocking(&path)).await
    }

    /// The same, where one may not await.
    pub fn exclusive_blocking(path: &Path) -> Result<Self, ClusterError> {
        let file = open(path)?;
        let locked = file.try_lock().or_else(|error| match error {
            TryLockError::WouldBlock => {
                tracing::info!("waiting for another process that is starting or stopping PostgreSQL");
                file.lock()
            }
            TryLockError::Error(error) => Err(error),
        });
        locked.map_err(ClusterError::io("lock", path))?;
        Ok(Self(file))
    }

    /// Waits until nobody has it alone.
    pub async fn shared(path: &Path) -> Result<Self, ClusterError> {
        let path = path.to_owned();
        blocking(move || {
            let file = open(&path)?;
            file.lock_shared().map_err(ClusterError::io("lock", &path))?;
            Ok(Self(file))
        })
        .await
    }

    /// Gives a shared lock up for the whole of it, if nobody else shares it.
    pub fn try_alone(&mut self) -> bool {
        self.0.unlock().is_ok() && self.0.try_lock().is_ok()
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        unlock(&self.0);
    }
}

/// The lock of the one `up`; the file says which process it is.
#[derive(Debug)]
pub struct UpLock {
    file: File,
}

impl UpLock {
    /// Takes it, or says who has it.
    pub fn take(data_dir: &Path) -> Result<Self, ClusterError> {
        let path = data_dir.join("up.lock");
        let mut file = open(&path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut pid = String::new();
                file.read_to_string(&mut pid).map_err(ClusterError::io("read", &path))?;
                let pid = if pid.trim().is_empty() { "unknown".to_owned() } else { pid.trim().to_owned() };
                return Err(ClusterError::AlreadyRunning { pid, data_dir: data_dir.to_owned() });
            }
            Err(TryLockError::Error(error)) => return Err(ClusterError::io("lock", &path)(error)),
        }
        let written = file
            .set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| writeln!(file, "{}", std::process::id()));
        written.map_err(ClusterError::io("write", &path))?;
        Ok(Self { file })
    }
}

impl Drop for UpLock {
    fn drop(&mut self) {
        unlock(&self.file);
    }
}

/// Closing the file would do, were it not that a child which another thread is just starting has it open too, up to
/// the moment when it becomes another program.
fn unlock(file: &File) {
    if let Err(error) = file.unlock() {
        tracing::debug!(%error, "a lock could not be given back");
    }
}

fn open(path: &Path) -> Result<File, ClusterError> {
    OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
        .map_err(ClusterError::io("open", path))
}
