//! What a supplier's offers said last time: their record hashes, held in the importing process so that an
//! unchanged record never travels to PostgreSQL.
//!
//! Memory is 32 bytes an offer. Beyond [`Known::LIMIT`] offers nothing more is loaded; records of those that were
//! left out are simply staged and compared by PostgreSQL.

use futures_util::TryStreamExt as _;
use xxhash_rust::xxh3::xxh3_128;

use super::binary_copy::RowSplitter;
use crate::databases::CatalogDb;

/// An offer as it was last stated.
#[derive(Clone, Copy, Debug)]
struct Entry {
    key: u128,
    record_hash: i64,
    offer_id: i64,
}

/// What is known of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// The file hasn't had this key before, and the offer's last record had this hash (none: not on sale now).
    First {
        /// The hash of the offer's last record.
        record_hash: i64,
    },
    /// The file had this key before.
    Again,
    /// No offer with this key was loaded.
    Unknown,
}

/// The hashes of a supplier's offers, and which of them the file has had so far.
#[derive(Debug, Default)]
pub struct Known {
    entries: Vec<Entry>,
    seen: Vec<u64>,
    /// Whether every offer of the supplier is here.
    pub complete: bool,
}

/// The key of an offer inside one supplier: 128 bits of its SKU, so that two SKUs never meet in practice.
pub fn key(supplier_sku: &str) -> u128 {
    xxh3_128(supplier_sku.as_bytes())
}

impl Known {
    /// The most offers that are held: 256 MB of them.
    pub const LIMIT: usize = 8_000_000;

    /// Loads a supplier's offers by binary COPY.
    pub async fn load(db: &CatalogDb, supplier_id: i64, limit: usize) -> sqlx::Result<Self> {
        let mut connection = db.pool().acquire().await?;
        // Offers that aren't on sale have their hash withheld: their record must go through the diff.
        let mut stream = connection
            .copy_out_raw(&format!(
                "copy (select supplier_sku, case when status = 1 and missing_since is null then record_hash end, id
                       from offers where supplier_id = {supplier_id} limit {}) to stdout (format binary)",
                limit + 1
            ))
            .await?;
        let mut entries = Vec::new();
        let mut splitter = RowSplitter::default();
        while let Some(chunk) = stream.try_next().await? {
            splitter.feed(&chunk, |fields| {
                if let [Some(sku), hash, Some(id)] = fields {
                    entries.push(Entry {
                        key: xxh3_128(sku),
                        record_hash: hash.map_or(i64::MIN, number),
                        offer_id: number(id),
                    });
                }
            });
        }
        drop(stream);
        let complete = entries.len() <= limit;
        entries.truncate(limit);
        entries.sort_unstable_by_key(|entry| entry.key);
        entries.shrink_to_fit();
        let seen = vec![0; entries.len().div_ceil(64)];
        Ok(Self { entries, seen, complete })
    }

    /// Looks a key up and notes that the file has it.
    pub fn meet(&mut self, key: u128) -> Seen {
        let Ok(index) = self.find(key) else { return Seen::Unknown };
        let (word, bit) = (index / 64, 1u64 << (index % 64));
        if self.seen[word] & bit != 0 {
            return Seen::Again;
        }
        self.seen[word] |= bit;
        Seen::First { record_hash: self.entries[index].record_hash }
    }

    /// Binary search that guesses: keys are evenly spread, so a few interpolating steps come close.
    fn find(&self, key: u128) -> Result<usize, usize> {
        let count = self.entries.len();
        if count < 64 {
            return self.entries.binary_search_by_key(&key, |entry| entry.key);
        }
        let guess = (((key >> 64) * count as u128) >> 64) as usize;
        // Evenly spread keys stray by about the square root of their number.
        let reach = 8 * count.isqrt();
        let (low, high) = (guess.saturating_sub(reach), (guess + reach).min(count));
        match self.entries[low..high].binary_search_by_key(&key, |entry| entry.key) {
            Ok(index) => Ok(low + index),
            Err(index) if (index > 0 || low == 0) && (low + index < high || high == count) => {
                Err(low + index)
            }
            Err(_) => self.entries.binary_search_by_key(&key, |entry| entry.key),
        }
    }

    /// The ids of the offers that the file hasn't had.
    pub fn unseen(&self) -> impl Iterator<Item = i64> {
        self.entries
            .iter()
            .enumerate()
            .filter(|(index, _)| self.seen[index / 64] & (1 << (index % 64)) == 0)
            .map(|(_, entry)| entry.offer_id)
    }
}

fn number(bytes: &[u8]) -> i64 {
    bytes.try_into().map_or(i64::MIN, i64::from_be_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(count: u64) -> Known {
        let mut entries: Vec<_> = (0..count)
            .map(|n| Entry { key: key(&format!("SKU-{n}")), record_hash: n as i64, offer_id: n as i64 + 100 })
            .collect();
        entries.sort_unstable_by_key(|entry| entry.key);
        Known { seen: vec![0; entries.len().div_ceil(64)], entries, complete: true }
    }

    #[test]
    fn every_key_is_found_once() {
        for count in [0, 1, 63, 64, 1000, 100_000] {
            let mut known = known(count);
            for n in 0..count {
                let key = key(&format!("SKU-{n}"));
                assert_eq!(known.meet(key), Seen::First { record_hash: n as i64 });
                assert_eq!(known.meet(key), Seen::Again);
            }
            assert_eq!(known.meet(key("other")), Seen::Unknown);
            assert_eq!(known.unseen().count(), 0);
        }
    }

    #[test]
    fn the_unseen_are_named() {
        let mut known = known(200);
        for n in (0..200).filter(|n| n % 7 != 0) {
            known.meet(key(&format!("SKU-{n}")));
        }
        let mut unseen: Vec<_> = known.unseen().collect();
        unseen.sort_unstable();
        assert_eq!(unseen, (0..200).step_by(7).map(|n| n + 100).collect::<Vec<_>>());
    }
}
