//! What a person should look at before importing by a proposal.

use std::collections::BTreeMap;

use super::{Column, Warning};
use crate::field::Field;

/// The warning of a file in which nothing was recognised.
pub(super) fn not_a_catalogue() -> Warning {
    Warning {
        code: "not_a_catalogue",
        message: "no columns were recognised that make up a catalogue; if it is one, map its columns by hand"
            .to_owned(),
    }
}

/// Warns of what the proposed columns show.
pub(super) fn add(chosen: &BTreeMap<Field, usize>, columns: &[Column], warnings: &mut Vec<Warning>) {
    let mut add = |code, message| warnings.push(Warning { code, message });
    let figures =
        |field: Field| chosen.get(&field).map(|&at| (&columns[at].profile.name, &columns[at].figures));
    let keys = [Field::SupplierSku, Field::Ean, Field::Mpn];
    if !keys.iter().any(|field| chosen.contains_key(field)) {
        add(
            "no_key",
            "no column identifies an article: map supplier_sku, ean or mpn before importing".to_owned(),
        );
    }
    if let Some((name, key)) = figures(Field::SupplierSku) {
        if key.filled * 2 < key.rows {
            let empty = key.rows - key.filled;
            let message = format!(
                "{name:?} is empty in {empty} of {} records, which would be rejected: if another column identifies all articles, map that one as supplier_sku",
                key.rows
            );
            add("empty_keys", message);
        }
        if key.filled > 20 && key.distinct < 0.9 {
            let repeated = (1.0 - key.distinct) * 100.0;
            let message = format!(
                "{repeated:.0} % of the article numbers in {name:?} come more than once; the first record of each counts"
            );
            add("repeated_keys", message);
        }
    }
    if let Some((name, ean)) = figures(Field::Ean) {
        if ean.rounded_gtins > 0.0 {
            let message = format!(
                "a spreadsheet has rounded {:.0} % of the GTINs in {name:?} (3,76E+12): ask the supplier to format the column as text",
                ean.rounded_gtins * 100.0
            );
            add("rounded_gtins", message);
        } else if ean.filled > 4 && ean.gtins < 0.5 {
            let right = ean.gtins * 100.0;
            add(
                "few_gtins",
                format!("only {right:.0} % of the values in {name:?} are GTINs with a right check digit"),
            );
        }
    }
    if !chosen.contains_key(&Field::Price) && !chosen.contains_key(&Field::RetailPrice) {
        add("no_price", "no column with prices was recognised".to_owned());
    }
    if let Some((name, images)) = figures(Field::Images)
        && images.filled > 0
        && images.urls < 0.1
    {
        let message =
            format!("the pictures in {name:?} are file names and not addresses: they can't be fetched");
        add("images_without_address", message);
    }
}
