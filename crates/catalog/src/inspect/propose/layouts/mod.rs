//! Layouts that shops, marketplaces and standards publish, recognised by the headers that belong to them.
//!
//! Shop systems use words in their own way: Shopify's `Vendor` is the brand, Magento's `price` is what the end
//! customer pays, Odoo's `standard_price` is the cost. Sources: the import documents of Shopify, WooCommerce,
//! PrestaShop, Magento Open Source, Wix and Odoo; Google Merchant Center's product data specification; Meta's catalogue
//! fields; Amazon's flat file templates; Yandex YML; Ceneo's offer schema; BMEcat 2005; OASIS UBL 2.1 (Catalogue);
//! Icecat's Open Catalogue interface; CommerceML 2; GS1's Catalogue Item Notification; cXML 1.2; EANCOM and X12 code
//! lists; the importers' documents of Medusa, Vendure, Shopware, nopCommerce, Akeneo and UnoPim; Awin's and idealo's
//! feed specifications.

mod feeds;
mod pims;
mod shops;
mod software;
mod standards;

use self::feeds::FEEDS;
use self::pims::PIMS;
use self::shops::SHOPS;
use self::software::SOFTWARE;
use self::standards::STANDARDS;
use super::words::Header;
use crate::field::Field;

/// A known layout.
pub(super) struct Layout {
    /// Its name, for reasons.
    pub name: &'static str,
    /// Headers that belong to it, folded; [`Layout::needed`] of them must be there.
    marks: &'static [&'static str],
    needed: usize,
    /// Whether its prices are what end customers pay.
    pub shop: bool,
    /// Headers of fields, best first.
    fields: &'static [(Field, &'static [&'static str])],
    /// Headers that hold none of our fields, whatever they sound like; `*` for all that aren't named.
    ignored: &'static [&'static str],
}

impl Layout {
    /// The layout that a file's headers belong to.
    pub(super) fn of(headers: &[Header]) -> Option<&'static Self> {
        let count = |layout: &Layout| {
            layout.marks.iter().filter(|mark| headers.iter().any(|header| is(header, mark))).count()
        };
        SHOPS
            .iter()
            .chain(&FEEDS)
            .chain(&SOFTWARE)
            .chain(&PIMS)
            .chain(&STANDARDS)
            .map(|layout| (layout, count(layout)))
            .filter(|(layout, marks)| *marks >= layout.needed)
            .max_by(|(a, marks_a), (b, marks_b)| {
                (marks_a * 100 / a.marks.len()).cmp(&(marks_b * 100 / b.marks.len()))
            })
            .map(|(layout, _)| layout)
    }

    /// What the layout says about a column: how certainly it holds the field, or that it doesn't.
    pub(super) fn score(&self, field: Field, header: &Header) -> Option<f32> {
        let names = self.fields.iter().find(|(of, _)| *of == field).map_or(&[][..], |(_, names)| names);
        // What is said of related articles isn't said of this one.
        if header.is_path && RELATED.iter().any(|word| header.bare.split(' ').any(|step| step == *word)) {
            return Some(0.0);
        }
        if let Some(place) = names.iter().position(|name| is(header, name)) {
            // Of the same name at several depths, the one nearest to the record.
            let depth = 0.01 * header.steps.saturating_sub(1) as f32;
            return Some((1.0 - 0.04 * place as f32).max(0.85) - depth.min(0.05));
        }
        let held_elsewhere =
            self.fields.iter().any(|(_, names)| names.iter().any(|name| header.plain == *name));
        (held_elsewhere || self.ignored.iter().any(|name| *name == "*" || is(header, name))).then_some(0.0)
    }
}

/// Words in the steps above of what belongs to another article.
const RELATED: [&str; 6] = ["related", "accessory", "accessories", "similar", "upsell", "replacement"];

/// Whether a header is this one; of a path, the last steps.
fn is(header: &Header, name: &str) -> bool {
    [&header.plain, &header.bare].into_iter().any(|plain| match plain.strip_suffix(name) {
        Some(above) => above.is_empty() || (header.is_path && above.ends_with(' ')),
        None => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(names: &str) -> Vec<Header> {
        names.split('|').map(Header::of_table).collect()
    }

    #[test]
    fn layouts_are_recognised() {
        for (names, expected) in [
            ("Handle|Title|Body (HTML)|Vendor|Type|Variant SKU|Variant Price", Some("Shopify")),
            ("sku|attribute_set_code|product_type|name|qty|base_image|visibility", Some("Magento")),
            (
                "id|title|link|image_link|availability|condition|price|gtin",
                Some("Google or Meta product feed"),
            ),
            ("name|default_code|list_price|standard_price|uom_id", Some("Odoo")),
            ("Référence|Désignation|Prix HT|Stock", None),
            ("sku|name|price|qty", None),
        ] {
            assert_eq!(Layout::of(&headers(names)).map(|layout| layout.name), expected, "{names}");
        }
    }

    #[test]
    fn a_layout_knows_what_a_header_isn_t() {
        let names = headers("sku|attribute_set_code|product_type|name|qty|base_image|visibility|price");
        let magento = Layout::of(&names).unwrap();
        assert_eq!(magento.score(Field::RetailPrice, &names[7]), Some(1.0));
        assert_eq!(magento.score(Field::Price, &names[7]), Some(0.0));
        assert_eq!(magento.score(Field::Category, &names[2]), Some(0.0));
        assert_eq!(magento.score(Field::Brand, &Header::of_table("country_of_manufacture")), None);
    }
}
