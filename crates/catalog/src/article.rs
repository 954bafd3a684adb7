//! A supplier's article with typed values: what a record means once its profile has been applied.

use rust_decimal::Decimal;
use xxhash_rust::xxh3::Xxh3;

use crate::value::gtin::Gtin;

/// A supplier's article, as one record states it. An absent value means that the file doesn't say,
/// which never deletes what is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Article {
    /// The supplier's own article number, trimmed, as text.
    pub supplier_sku: String,
    /// Name, plain text on one line.
    pub name: Option<String>,
    /// Description, safe HTML or plain text.
    pub description: Option<String>,
    /// GTIN whose check digit is right.
    pub gtin: Option<Gtin>,
    /// Brand as written by the supplier.
    pub brand: Option<String>,
    /// Category path, levels joined by `/`.
    pub category: Option<String>,
    /// Net cost per unit, in `currency`; at most four decimals.
    pub price: Option<Decimal>,
    /// Recommended retail price, in `currency`; at most four decimals.
    pub retail_price: Option<Decimal>,
    /// ISO 4217 code.
    pub currency: Option<String>,
    /// Pieces in stock; never negative.
    pub stock: Option<i32>,
    /// http(s) addresses of pictures, in order, without repetition.
    pub images: Vec<String>,
    /// Weight of a unit in kilograms; at most four decimals.
    pub weight_kg: Option<Decimal>,
    /// Manufacturer's part number.
    pub mpn: Option<String>,
    /// Least number of units that can be ordered.
    pub moq: Option<i32>,
    /// Units in a pack or carton.
    pub pack: Option<i32>,
    /// Days until delivery.
    pub lead_time_days: Option<i32>,
}

impl Article {
    /// A hash of every value: two records with the same hash state the same article, whatever bytes
    /// they were written with. Changing what goes in, or its order, makes every feed look changed once.
    pub fn record_hash(&self) -> i64 {
        fn text(hash: &mut Xxh3, value: Option<&str>) {
            match value {
                Some(value) => {
                    hash.update(&(value.len() as u32 + 1).to_le_bytes());
                    hash.update(value.as_bytes());
                }
                None => hash.update(&[0; 4]),
            }
        }
        fn decimal(hash: &mut Xxh3, value: Option<Decimal>) {
            // Serialised after normalising, so that 1.50 and 1.5 are the same value.
            match value {
                Some(value) => hash.update(&value.normalize().serialize()),
                None => hash.update(&[0xff; 16]),
            }
        }
        fn integer(hash: &mut Xxh3, value: Option<i32>) {
            hash.update(&value.map_or(i64::MIN, i64::from).to_le_bytes());
        }
        let mut hash = Xxh3::new();
        text(&mut hash, Some(&self.supplier_sku));
        text(&mut hash, self.name.as_deref());
        text(&mut hash, self.description.as_deref());
        text(&mut hash, self.gtin.as_ref().map(Gtin::as_str));
        text(&mut hash, self.brand.as_deref());
        text(&mut hash, self.category.as_deref());
        decimal(&mut hash, self.price);
        decimal(&mut hash, self.retail_price);
        text(&mut hash, self.currency.as_deref());
        integer(&mut hash, self.stock);
        hash.update(&(self.images.len() as u32).to_le_bytes());
        for image in &self.images {
            text(&mut hash, Some(image));
        }
        decimal(&mut hash, self.weight_kg);
        text(&mut hash, self.mpn.as_deref());
        integer(&mut hash, self.moq);
        integer(&mut hash, self.pack);
        integer(&mut hash, self.lead_time_days);
        hash.digest() as i64
    }
}
