//! An export as a stream of bytes: a batch is read when the one before it has been taken.

use std::io;

use bytes::Bytes;
use futures_util::stream::{self, BoxStream, StreamExt as _, TryStreamExt as _};
use store::catalog::export::{Export, ExportRow};
use tokio_util::io::ReaderStream;

use super::Format;
use super::document::Document;
use super::workbook::Book;

/// What ends an export before its end.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The database failed.
    #[error("the catalogue can't be read: {0}")]
    Database(#[from] sqlx::Error),
    /// The workbook can't be written.
    #[error("the workbook can't be written: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// The temporary file can't be.
    #[error("the temporary file of the export can't be used: {0}")]
    Io(#[from] io::Error),
}

/// The bytes of an export.
pub fn stream(export: Export, format: Format) -> BoxStream<'static, Result<Bytes, ExportError>> {
    if format == Format::Xlsx {
        return stream::once(workbook(export)).try_flatten().boxed();
    }
    let (document, head) = Document::new(format);
    let head = stream::once(async move { Ok(Bytes::from(head)) });
    let rest = stream::try_unfold(Some((export, document)), |state| async move {
        let Some((mut export, mut document)) = state else { return Ok(None) };
        let rows = export.next_batch().await?;
        if rows.is_empty() {
            return Ok(Some((Bytes::from(document.end()), None)));
        }
        Ok(Some((Bytes::from(document.rows(&rows)), Some((export, document)))))
    });
    // An empty piece would end a chunked body.
    head.chain(rest).try_filter(|piece| std::future::ready(!piece.is_empty())).boxed()
}

/// Writes the whole workbook to a temporary file, then reads it. The file has no name, so that it is gone with the
/// stream, however that ends.
async fn workbook(
    mut export: Export,
) -> Result<impl futures_util::Stream<Item = Result<Bytes, ExportError>>, ExportError> {
    let (batches, mut received) = tokio::sync::mpsc::channel::<Vec<ExportRow>>(2);
    let writer = tokio::task::spawn_blocking(move || -> Result<std::fs::File, ExportError> {
        let mut book = Book::new()?;
        while let Some(rows) = received.blocking_recv() {
            book.rows(&rows)?;
        }
        let mut file = tempfile::tempfile()?;
        book.save(file.try_clone()?)?;
        io::Seek::rewind(&mut file)?;
        Ok(file)
    });
    loop {
        let rows = export.next_batch().await?;
        // Whoever receives no more has failed, and says so below.
        if rows.is_empty() || batches.send(rows).await.is_err() {
            break;
        }
    }
    drop(batches);
    let file = writer.await.map_err(io::Error::other)??;
    Ok(ReaderStream::new(tokio::fs::File::from_std(file)).map_err(ExportError::from))
}
