//! Buckets that are folders.

use std::path::Path;
use std::sync::Arc;

use object_store::ObjectStore;
use object_store::local::LocalFileSystem;

use super::{ObjectError, ObjectKey};

/// Opens a bucket's folder, making it if need be. What is written is on the disk before it counts as written.
pub fn open(path: &Path) -> Result<Arc<dyn ObjectStore>, ObjectError> {
    std::fs::create_dir_all(path).map_err(ObjectError::file("create", path))?;
    let store = LocalFileSystem::new_with_prefix(path)
        .map_err(|source| ObjectError::Store { key: path.display().to_string(), source })?;
    Ok(Arc::new(store.with_fsync(true)))
}

/// Copies a file to its place. The system copies it, without the bytes passing through this process.
pub async fn copy_in(from: &Path, to: &Path, key: &ObjectKey) -> Result<(), ObjectError> {
    let (from, to, key) = (from.to_owned(), to.to_owned(), key.clone());
    let copied = tokio::task::spawn_blocking(move || copy_blocking(&from, &to, &key)).await;
    copied.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()))
}

fn copy_blocking(from: &Path, to: &Path, key: &ObjectKey) -> Result<(), ObjectError> {
    let Some(folder) = to.parent() else {
        return Err(ObjectError::Settings(format!("{} has no folder", to.display())));
    };
    std::fs::create_dir_all(folder).map_err(ObjectError::file("create", folder))?;
    let unfinished = to.with_extension(format!("#{}-{}", std::process::id(), unique()));
    let copied = copy_and_sync(from, &unfinished)
        .and_then(|()| std::fs::rename(&unfinished, to))
        .and_then(|()| std::fs::File::open(folder)?.sync_all());
    copied.map_err(|source| {
        // What matters is why it failed.
        let _ = std::fs::remove_file(&unfinished);
        match source.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => {
                ObjectError::Full(key.clone())
            }
            _ => ObjectError::file("copy", from)(source),
        }
    })
}

fn copy_and_sync(from: &Path, to: &Path) -> std::io::Result<()> {
    let mut source = std::fs::File::open(from)?;
    let mut target = std::fs::File::create_new(to)?;
    std::io::copy(&mut source, &mut target)?;
    target.sync_all()
}

fn unique() -> u64 {
    use std::sync::atomic::{AtomicU64, Ordering};
    static COUNT: AtomicU64 = AtomicU64::new(0);
    COUNT.fetch_add(1, Ordering::Relaxed)
}
