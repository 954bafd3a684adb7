//! The rejected records of a run as a file: the original records plus where they stood and why they were refused.
//! Corrected, it can be imported again.

use bytes::Bytes;
use catalog::reader::{self, Next};
use catalog::record::Record;
use store::imports::issue;
use store::imports::run::Run;
use tokio::sync::mpsc;

use super::Importer;
use super::child::PLACE;

/// Rows are sent on in pieces of about this size.
const PIECE: usize = 1 << 16;

/// The file could not be made.
#[derive(Debug, thiserror::Error)]
pub enum RejectedError {
    /// The run has not been inspected yet.
    #[error("the import has not been read yet: there are no rejected records to show")]
    NotRead,
    /// The stored file could not be read again.
    #[error("the stored file could not be read again: {0}")]
    Read(String),
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
}

impl Importer {
    /// Streams a run's rejected records as CSV: the columns of the file, then `_line`, `_reason`.
    ///
    /// Values are as they are in the file: the CSV is for importing again, and the reader of spreadsheets that
    /// opens it gets the supplier's own cells.
    pub async fn rejected_csv(
        &self,
        run: &Run,
    ) -> Result<mpsc::Receiver<Result<Bytes, RejectedError>>, RejectedError> {
        let profile = run.profile.as_ref().map(|profile| profile.0.clone()).ok_or(RejectedError::NotRead)?;
        let path =
            self.fetch(&run.file_sha256).await.map_err(|error| RejectedError::Read(error.to_string()))?;
        let limits = self.limits().clone();
        let (out, pieces) = mpsc::channel(4);
        let (found, reasons) = mpsc::channel(1024);
        tokio::spawn({
            let (importer, run_id) = (self.clone(), run.id);
            async move { importer.find_reasons(run_id, &found).await }
        });
        tokio::task::spawn_blocking(move || {
            let written = write(&path, &profile.structure, &limits, reasons, &out);
            if let Err(error) = written {
                // Nobody listens any more: then nobody needs the error either.
                let _ = out.blocking_send(Err(error));
            }
        });
        Ok(pieces)
    }

    /// Sends why each record was rejected, in the order of the file, until nobody listens.
    async fn find_reasons(&self, run_id: i64, found: &mpsc::Sender<Result<Reason, sqlx::Error>>) {
        const PAGE: i64 = 10_000;
        let (mut after, mut last) = ((0, 0), None::<Reason>);
        loop {
            let page = match issue::rejected_after(&self.databases().imports, run_id, after, PAGE).await {
                Ok(page) => page,
                Err(error) => return drop(found.send(Err(error)).await),
            };
            let is_last = (page.len() as i64) < PAGE;
            for issue in page {
                after = (issue.record, issue.id);
                let text = match &issue.field {
                    Some(field) => format!("{} ({field})", issue.code),
                    None => issue.code,
                };
                match &mut last {
                    Some(reason) if reason.record == issue.record as u64 => {
                        reason.text.push_str("; ");
                        reason.text.push_str(&text);
                    }
                    _ => {
                        let next = Reason { record: issue.record as u64, text };
                        if let Some(whole) = last.replace(next)
                            && found.send(Ok(whole)).await.is_err()
                        {
                            return;
                        }
                    }
                }
            }
            if is_last {
                if let Some(whole) = last {
                    // Nobody listens any more: then nobody needs it.
                    let _ = found.send(Ok(whole)).await;
                }
                return;
            }
        }
    }
}

/// Why a record was rejected.
struct Reason {
    /// 1-based number of the record.
    record: u64,
    /// Codes and fields.
    text: String,
}

fn write(
    path: &std::path::Path,
    structure: &catalog::structure::Structure,
    limits: &reader::Limits,
    mut reasons: mpsc::Receiver<Result<Reason, sqlx::Error>>,
    out: &mpsc::Sender<Result<Bytes, RejectedError>>,
) -> Result<(), RejectedError> {
    let read = |error: &dyn std::fmt::Display| RejectedError::Read(error.to_string());
    let mut piece = csv::Writer::from_writer(Vec::with_capacity(PIECE));
    let mut row: Vec<&str> = structure.columns.iter().map(String::as_str).collect();
    row.extend([PLACE, "_reason"]);
    piece.write_record(&row).map_err(|error| read(&error))?;
    let mut records = reader::open(path, structure, limits).map_err(|error| read(&error))?;
    let mut record = Record::new();
    // Both come in the order of the file.
    while let Some(reason) = reasons.blocking_recv() {
        let reason = reason?;
        while record.position().record < reason.record {
            if records.read(&mut record).map_err(|error| read(&error))? == Next::End {
                return send(&mut piece, out).map(drop);
            }
        }
        // Where the format has no lines, the record's number says where it was.
        let position = record.position();
        let line = if position.line > 0 { position.line } else { position.record }.to_string();
        let cells = (0..structure.columns.len()).map(|index| record.get(index));
        piece
            .write_record(cells.chain([line.as_str(), reason.text.as_str()]))
            .map_err(|error| read(&error))?;
        if piece.get_ref().len() >= PIECE && !send(&mut piece, out)? {
            return Ok(());
        }
    }
    send(&mut piece, out).map(drop)
}

/// Sends what has been written so far; false where nobody listens any more.
fn send(
    piece: &mut csv::Writer<Vec<u8>>,
    out: &mpsc::Sender<Result<Bytes, RejectedError>>,
) -> Result<bool, RejectedError> {
    let full = std::mem::replace(piece, csv::Writer::from_writer(Vec::with_capacity(PIECE)));
    let bytes = full.into_inner().map_err(|error| RejectedError::Read(error.to_string()))?;
    Ok(out.blocking_send(Ok(bytes.into())).is_ok())
}
