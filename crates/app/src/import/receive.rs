//! Receiving a file: it is stored by its content before anything looks inside, and then a run is made for it.

use std::path::{Path, PathBuf};

use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};
use sha2::{Digest as _, Sha256};
use store::catalog::supplier::Supplier;
use store::imports::run::{Mode, NewRun, Overrides, Run};
use store::imports::{feed, file, run};
use store::objects::{ObjectError, ObjectKey};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::Importer;
use super::inspect::DEFAULT_FEED;

/// A file on its way in: on disk, hashed, not stored yet.
pub struct Incoming {
    /// Where it is; it goes away with this value.
    pub path: tempfile::TempPath,
    /// Its name as it came.
    pub name: String,
    /// SHA-256 of its content, in hexadecimal.
    pub sha256: String,
    /// Its size in bytes.
    pub size: u64,
}

/// A file could not be received.
#[derive(Debug, thiserror::Error)]
pub enum ReceiveError {
    /// No content.
    #[error("the file {0:?} is empty: nothing was imported")]
    Empty(String),
    /// More than the limit.
    #[error("the file {name:?} is larger than {limit} bytes, the most that is accepted")]
    TooLarge {
        /// The file's name.
        name: String,
        /// The limit in bytes.
        limit: u64,
    },
    /// The sender stopped in the middle.
    #[error("the upload broke off: {0}")]
    Interrupted(String),
    /// Our disk failed, or is full.
    #[error("the file could not be kept in {folder}: {source}")]
    Disk {
        /// Folder for files in transit.
        folder: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The bucket failed.
    #[error("the file could not be stored: {0}")]
    Objects(#[from] ObjectError),
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
}

/// A run could not be made.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The supplier was switched off.
    #[error("the supplier {0} is inactive: activate it before importing its files")]
    InactiveSupplier(String),
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
}

/// A run that was made, or found.
pub struct Started {
    /// The run.
    pub run: Run,
    /// It is an unfinished run of the same file, taken up rather than doubled.
    pub taken_up: bool,
}

impl Importer {
    /// Receives a stream into a file on disk, hashing as it goes.
    pub async fn receive<S, E>(&self, name: &str, mut stream: S) -> Result<Incoming, ReceiveError>
    where
        S: Stream<Item = Result<Bytes, E>> + Unpin,
        E: std::fmt::Display,
    {
        let folder = &self.inner.work_dir;
        let disk = |source| ReceiveError::Disk { folder: folder.clone(), source };
        tokio::fs::create_dir_all(folder).await.map_err(disk)?;
        let (handle, path) =
            tempfile::NamedTempFile::with_prefix_in("incoming-", folder).map_err(disk)?.into_parts();
        let mut out = tokio::io::BufWriter::with_capacity(1 << 18, tokio::fs::File::from_std(handle));
        let mut hash = Sha256::new();
        let mut size = 0u64;
        while let Some(chunk) = stream.next().await {
            let chunk = chunk.map_err(|error| ReceiveError::Interrupted(error.to_string()))?;
            size += chunk.len() as u64;
            if size > self.inner.max_file_bytes {
                return Err(ReceiveError::TooLarge {
                    name: name.to_owned(),
                    limit: self.inner.max_file_bytes,
                });
            }
            hash.update(&chunk);
            out.write_all(&chunk).await.map_err(disk)?;
        }
        out.flush().await.map_err(disk)?;
        if size == 0 {
            return Err(ReceiveError::Empty(name.to_owned()));
        }
        Ok(Incoming { path, name: name.to_owned(), sha256: hex(&hash.finalize()), size })
    }

    /// Stores a received file in the bucket, once per content.
    pub async fn store(&self, incoming: &Incoming) -> Result<(), ReceiveError> {
        self.store_path(&incoming.path, &incoming.sha256, incoming.size).await
    }

    /// Hashes and stores a file that is on this machine's disk.
    pub async fn store_local(&self, path: &Path) -> Result<(String, u64), ReceiveError> {
        let name = path.display().to_string();
        let disk = |source| ReceiveError::Disk { folder: path.to_owned(), source };
        let mut file = tokio::fs::File::open(path).await.map_err(disk)?;
        let mut hash = Sha256::new();
        let mut buffer = vec![0; 1 << 20];
        let mut size = 0u64;
        loop {
            let read = file.read(&mut buffer).await.map_err(disk)?;
            if read == 0 {
                break;
            }
            hash.update(&buffer[..read]);
            size += read as u64;
        }
        if size == 0 {
            return Err(ReceiveError::Empty(name));
        }
        if size > self.inner.max_file_bytes {
            return Err(ReceiveError::TooLarge { name, limit: self.inner.max_file_bytes });
        }
        let sha256 = hex(&hash.finalize());
        self.store_path(path, &sha256, size).await?;
        Ok((sha256, size))
    }

    async fn store_path(&self, path: &Path, sha256: &str, size: u64) -> Result<(), ReceiveError> {
        let imports = &self.inner.databases.imports;
        let key = ObjectKey::import_file(sha256);
        // Known and there: nothing to write. Known but gone from the bucket: it is put back.
        let there =
            file::object_key(imports, sha256).await?.is_some() && self.inner.objects.exists(&key).await?;
        if !there {
            self.inner.objects.put_file(&key, path).await?;
            file::put(imports, sha256, size as i64, key.path()).await?;
        }
        Ok(())
    }

    /// Makes a run for a stored file. An unfinished run of the same file for the same supplier is taken up.
    ///
    /// `with_job` puts it into the queue; without, the caller executes it.
    #[expect(clippy::too_many_arguments, reason = "each is one fact about the run")]
    pub async fn start(
        &self,
        supplier: &Supplier,
        sha256: &str,
        size: u64,
        file_name: &str,
        mode: Mode,
        overrides: &Overrides,
        created_by: Option<&str>,
        source: &str,
        with_job: bool,
    ) -> Result<Started, StartError> {
        if !supplier.is_active {
            return Err(StartError::InactiveSupplier(supplier.code.clone()));
        }
        let imports = &self.inner.databases.imports;
        if let Some(run) = run::unfinished(imports, supplier.id, sha256, mode, overrides).await? {
            return Ok(Started { run, taken_up: true });
        }
        let feed = feed::get_or_create(imports, supplier.id, DEFAULT_FEED).await?;
        let new = NewRun {
            feed_id: feed.id,
            supplier_id: supplier.id,
            supplier_code: &supplier.code,
            supplier_name: &supplier.name,
            file_sha256: sha256,
            file_name,
            file_size: size as i64,
            mode,
            overrides,
            created_by,
            source,
        };
        let run = run::create(imports, &new, with_job, self.now()).await?;
        Ok(Started { run, taken_up: false })
    }

    /// A stored file on this machine's disk: where it is kept, if the bucket is a folder, else a copy.
    pub async fn fetch(&self, sha256: &str) -> Result<Fetched, ReceiveError> {
        let key = ObjectKey::import_file(sha256);
        if let Some(path) = self.inner.objects.local_path(&key).filter(|path| path.exists()) {
            return Ok(Fetched::InPlace(path));
        }
        let folder = &self.inner.work_dir;
        let disk = |source| ReceiveError::Disk { folder: folder.clone(), source };
        tokio::fs::create_dir_all(folder).await.map_err(disk)?;
        let path =
            tempfile::NamedTempFile::with_prefix_in("fetched-", folder).map_err(disk)?.into_temp_path();
        self.inner.objects.get_to_file(&key, &path).await?;
        Ok(Fetched::Copy(path))
    }
}

/// A stored file on disk; a copy goes away with the value.
pub enum Fetched {
    /// In the bucket's own folder: not to be written to.
    InPlace(PathBuf),
    /// A copy.
    Copy(tempfile::TempPath),
}

impl std::ops::Deref for Fetched {
    type Target = Path;

    fn deref(&self) -> &Path {
        match self {
            Self::InPlace(path) => path,
            Self::Copy(path) => path,
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
