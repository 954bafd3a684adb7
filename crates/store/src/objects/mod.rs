//! Objects: suppliers' files, pictures, exports, in five buckets; in a folder of this machine or on any S3 server.
//!
//! An object is written whole or not at all: in the folder under another name first, on S3 by a multipart upload
//! that is completed at the end. Settings that come here resolved: `MINIO_ENDPOINT`, `MINIO_ACCESS_KEY`,
//! `MINIO_SECRET_KEY`, `MINIO_SECURE`, `MINIO_PUBLIC_URL`, `MINIO_*_BUCKET`.

mod error;
mod folder;
mod key;
mod s3;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::future::join_all;
use futures_util::stream::BoxStream;
use futures_util::{StreamExt, TryStreamExt};
use object_store::buffered::BufWriter;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use url::Url;

pub use error::ObjectError;
pub use key::{Bucket, BucketNames, ObjectKey};
use s3::S3;
pub use s3::S3Options;

/// The size of a part of a multipart upload; smaller objects go in one request.
const PART: usize = 8 << 20;
/// Parts on the way at once: with [`PART`], what an upload holds in memory.
const PARTS_AT_ONCE: usize = 4;

/// The five buckets.
#[derive(Clone, Debug)]
pub struct Objects {
    stores: [Arc<dyn ObjectStore>; 5],
    names: BucketNames,
    place: Place,
}

#[derive(Clone, Debug)]
enum Place {
    Folder(PathBuf),
    S3(Arc<S3>),
}

impl Objects {
    /// Buckets that are folders in a folder.
    pub fn folder(root: impl Into<PathBuf>, names: BucketNames) -> Result<Self, ObjectError> {
        let root: PathBuf = root.into();
        let mut stores = Vec::with_capacity(Bucket::ALL.len());
        for bucket in Bucket::ALL {
            stores.push(folder::open(&root.join(names.get(bucket)))?);
        }
        Ok(Self { stores: five(stores)?, names, place: Place::Folder(root) })
    }

    /// Buckets on an S3 server. Nothing is asked of it yet: see [`Self::ping`] and [`Self::ensure_buckets`].
    pub fn s3(options: &S3Options, names: BucketNames) -> Result<Self, ObjectError> {
        let s3 = S3::new(options, &names)?;
        Ok(Self { stores: five(s3.stores())?, names, place: Place::S3(Arc::new(s3)) })
    }

    /// Makes the buckets that aren't there.
    pub async fn ensure_buckets(&self) -> Result<(), ObjectError> {
        match &self.place {
            Place::Folder(root) => {
                for bucket in Bucket::ALL {
                    folder::open(&root.join(self.names.get(bucket)))?;
                }
                Ok(())
            }
            Place::S3(s3) => s3.ensure_buckets(&self.names).await,
        }
    }

    /// Asks whether the buckets are there.
    pub async fn ping(&self, timeout: Duration) -> Result<Duration, String> {
        let start = Instant::now();
        let all = join_all(Bucket::ALL.map(|bucket| async move {
            let answer = match &self.place {
                Place::Folder(root) => {
                    let path = root.join(self.names.get(bucket));
                    tokio::fs::metadata(&path).await.map(drop).map_err(|error| error.to_string())
                }
                Place::S3(s3) => s3.ping(bucket).await,
            };
            answer.map_err(|why| format!("bucket {}: {why}", self.names.get(bucket)))
        }));
        match tokio::time::timeout(timeout, all).await {
            Ok(answers) => answers.into_iter().collect::<Result<(), _>>().map(|()| start.elapsed()),
            Err(_) => Err(format!("no answer within {timeout:?}")),
        }
    }

    /// Stores a file of this machine, however large, in bounded memory.
    pub async fn put_file(&self, key: &ObjectKey, path: &Path) -> Result<(), ObjectError> {
        if let Some(target) = self.local_path(key) {
            return folder::copy_in(path, &target, key).await;
        }
        let mut file = tokio::fs::File::open(path).await.map_err(ObjectError::file("open", path))?;
        let store = Arc::clone(self.store(key.bucket()));
        let mut upload =
            BufWriter::with_capacity(store, key.location().clone(), PART).with_max_concurrency(PARTS_AT_ONCE);
        match stream_file(&mut file, path, key, &mut upload).await {
            Ok(()) => Ok(()),
            Err(error) => {
                // Parts that were sent cost room until somebody says that they are not wanted.
                if let Err(left) = upload.abort().await {
                    tracing::debug!(object = %key, error = %left, "an upload could not be aborted");
                }
                Err(error)
            }
        }
    }

    /// Stores something small.
    pub async fn put_bytes(&self, key: &ObjectKey, bytes: impl Into<Bytes>) -> Result<(), ObjectError> {
        let payload = PutPayload::from_bytes(bytes.into());
        self.store(key.bucket()).put(key.location(), payload).await.map(drop).map_err(ObjectError::store(key))
    }

    /// Writes an object to a file of this machine; the file is there when all of it is.
    pub async fn get_to_file(&self, key: &ObjectKey, path: &Path) -> Result<(), ObjectError> {
        let mut stream = self.get_stream(key).await?;
        let mut name = path.as_os_str().to_owned();
        name.push(".partial");
        let partial = PathBuf::from(name);
        let written = async {
            let mut file =
                tokio::fs::File::create(&partial).await.map_err(ObjectError::file("create", &partial))?;
            while let Some(chunk) = stream.try_next().await? {
                file.write_all(&chunk).await.map_err(ObjectError::file("write", &partial))?;
            }
            file.flush().await.map_err(ObjectError::file("write", &partial))?;
            tokio::fs::rename(&partial, path).await.map_err(ObjectError::file("create", path))
        };
        let written = written.await;
        if written.is_err() {
            // What matters is why it failed.
            let _ = tokio::fs::remove_file(&partial).await;
        }
        written
    }

    /// Reads an object piece by piece.
    pub async fn get_stream(
        &self,
        key: &ObjectKey,
    ) -> Result<BoxStream<'static, Result<Bytes, ObjectError>>, ObjectError> {
        let found = self.store(key.bucket()).get(key.location()).await.map_err(ObjectError::store(key))?;
        let key = key.clone();
        Ok(found.into_stream().map_err(move |error| ObjectError::store(&key)(error)).boxed())
    }

    /// Reads something small.
    pub async fn get_bytes(&self, key: &ObjectKey) -> Result<Bytes, ObjectError> {
        let found = self.store(key.bucket()).get(key.location()).await.map_err(ObjectError::store(key))?;
        found.bytes().await.map_err(ObjectError::store(key))
    }

    /// The size of an object; `None` if it isn't there.
    pub async fn size(&self, key: &ObjectKey) -> Result<Option<u64>, ObjectError> {
        match self.store(key.bucket()).head(key.location()).await {
            Ok(meta) => Ok(Some(meta.size)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(ObjectError::store(key)(error)),
        }
    }

    /// Whether an object is there.
    pub async fn exists(&self, key: &ObjectKey) -> Result<bool, ObjectError> {
        Ok(self.size(key).await?.is_some())
    }

    /// Removes an object; that it isn't there is fine.
    pub async fn delete(&self, key: &ObjectKey) -> Result<(), ObjectError> {
        match self.store(key.bucket()).delete(key.location()).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(ObjectError::store(key)(error)),
        }
    }

    /// The object's file, where objects are files: it can be read in place, and must not be changed.
    pub fn local_path(&self, key: &ObjectKey) -> Option<PathBuf> {
        match &self.place {
            Place::Folder(root) => Some(root.join(self.names.get(key.bucket())).join(key.path())),
            Place::S3(_) => None,
        }
    }

    /// A URL that lets whoever has it download the object for a while, under a name where one is given. `None`
    /// where objects are files: the API has to serve them itself.
    pub async fn presign(
        &self,
        key: &ObjectKey,
        valid: Duration,
        file_name: Option<&str>,
    ) -> Result<Option<Url>, ObjectError> {
        match &self.place {
            Place::Folder(_) => Ok(None),
            Place::S3(s3) => s3.presign(key, valid, file_name).await.map(Some),
        }
    }

    fn store(&self, bucket: Bucket) -> &Arc<dyn ObjectStore> {
        &self.stores[bucket as usize]
    }
}

fn five(stores: Vec<Arc<dyn ObjectStore>>) -> Result<[Arc<dyn ObjectStore>; 5], ObjectError> {
    stores.try_into().map_err(|_| ObjectError::Settings("there are five buckets".to_owned()))
}

async fn stream_file(
    file: &mut tokio::fs::File,
    path: &Path,
    key: &ObjectKey,
    upload: &mut BufWriter,
) -> Result<(), ObjectError> {
    loop {
        let mut chunk = bytes::BytesMut::with_capacity(1 << 20);
        let read = file.read_buf(&mut chunk).await.map_err(ObjectError::file("read", path))?;
        if read == 0 {
            break;
        }
        upload.put(chunk.freeze()).await.map_err(ObjectError::store(key))?;
    }
    let finished = upload.shutdown().await;
    finished.map_err(|error| {
        ObjectError::store(key)(object_store::Error::Generic { store: "S3", source: error.into() })
    })
}
