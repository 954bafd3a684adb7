//! Layouts that shops, marketplaces and standards publish, recognised by the headers that belong to them.
//!
//! Shop systems use words in their own way: Shopify's `Vendor` is the brand, Magento's `price` is what the end
//! customer pays, Odoo's `standard_price` is the cost. Sources: the import documents of Shopify, WooCommerce,
//! PrestaShop, Magento Open Source, Wix and Odoo; Google Merchant Center's product data specification; Meta's catalogue
//! fields; Amazon's flat file templates; Yandex YML; Ceneo's offer schema; BMEcat 2005; OASIS UBL 2.1 (Catalogue);
//! Icecat's Open Catalogue interface; CommerceML 2.

use super::words::Header;
use crate::field::Field;

use Field as F;

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

const LAYOUTS: [Layout; 16] = [
    Layout {
        name: "Shopify",
        marks: &[
            "handle",
            "body html",
            "vendor",
            "variant sku",
            "variant price",
            "option 1 name",
            "variant grams",
            "image src",
        ],
        needed: 4,
        shop: true,
        fields: &[
            (F::SupplierSku, &["variant sku"]),
            (F::Name, &["title"]),
            (F::Description, &["body html"]),
            (F::Ean, &["variant barcode"]),
            (F::Brand, &["vendor"]),
            (F::Category, &["product category", "type", "custom product type", "standard product type"]),
            (F::Price, &["cost per item"]),
            (F::RetailPrice, &["variant price"]),
            (F::Stock, &["variant inventory qty"]),
            (F::Images, &["image src"]),
            (F::Weight, &["variant grams"]),
            (F::Mpn, &["google shopping mpn"]),
        ],
        ignored: &[
            "google shopping google product category",
            "variant image",
            "variant compare at price",
            "handle",
        ],
    },
    Layout {
        name: "WooCommerce",
        marks: &[
            "regular price",
            "sale price",
            "visibility in catalog",
            "tax status",
            "is featured",
            "in stock",
            "short description",
            "download limit",
            "tarif regulier",
            "regularer preis",
            "precio normal",
            "prezzo di listino",
            "meta wpcom is markdown",
        ],
        needed: 4,
        shop: true,
        fields: &[
            (F::SupplierSku, &["sku", "ugs", "artikelnummer"]),
            (F::Name, &["name", "nom", "nombre", "nome"]),
            (F::Ean, &["gtin upc ean or isbn", "gtin upc ean ou isbn"]),
            (
                F::RetailPrice,
                &["regular price", "tarif regulier", "regularer preis", "precio normal", "prezzo di listino"],
            ),
            (F::Stock, &["stock", "lager", "inventario", "magazzino"]),
        ],
        ignored: &[
            "in stock",
            "en stock",
            "short description",
            "description courte",
            "type",
            "low stock amount",
        ],
    },
    Layout {
        name: "PrestaShop",
        marks: &[
            "active 0 1",
            "actif 0 1",
            "activo 0 1",
            "attivo 0 1",
            "aktiv 0 1",
            "categories x y z",
            "categorias x y z",
            "meta title",
            "meta titre",
            "meta titulo",
            "id tax rules group",
            "price tax excluded",
            "wholesale price",
            "on sale 0 1",
            "url rewritten",
            "enlace reescrito",
            "image urls x y z",
            "id category default",
            "tags x y z",
            "supplier reference",
        ],
        needed: 3,
        shop: true,
        fields: &[
            (F::SupplierSku, &["reference", "reference #", "sku", "referencia"]),
            (F::Price, &["wholesale price", "prix d achat", "precio mayorista"]),
            (
                F::RetailPrice,
                &["price tax excluded", "price tax included", "prix ht", "prix ttc", "price", "prix"],
            ),
            (F::Mpn, &["mpn", "supplier reference", "supplier reference #"]),
        ],
        ignored: &["id", "product id", "summary"],
    },
    Layout {
        name: "Magento",
        marks: &[
            "attribute set code",
            "product websites",
            "store view code",
            "url key",
            "base image",
            "visibility",
            "qty",
            "product type",
            "tax class name",
            "additional attributes",
            "product online",
            "out of stock qty",
            "attribute set",
        ],
        needed: 4,
        shop: true,
        fields: &[
            (F::SupplierSku, &["sku"]),
            (F::Name, &["name"]),
            (F::Description, &["description"]),
            (F::Category, &["categories", "category"]),
            (F::Price, &["cost"]),
            (F::RetailPrice, &["price"]),
            (F::Stock, &["qty"]),
            (F::Images, &["base image", "image"]),
            (F::Weight, &["weight"]),
        ],
        ignored: &[
            "product type",
            "attribute set code",
            "short description",
            "out of stock qty",
            "min cart qty",
            "small image",
        ],
    },
    Layout {
        name: "Google or Meta product feed",
        marks: &[
            "image link",
            "availability",
            "condition",
            "google product category",
            "item group id",
            "additional image link",
            "gtin",
            "product type",
            "shipping weight",
            "identifier exists",
            "fb product category",
            "sale price",
        ],
        needed: 4,
        shop: true,
        fields: &[
            (F::SupplierSku, &["id"]),
            (F::Name, &["title"]),
            (F::Description, &["description"]),
            (F::Ean, &["gtin"]),
            (F::Brand, &["brand"]),
            (F::Category, &["product type", "google product category", "fb product category"]),
            (F::RetailPrice, &["price"]),
            (F::Stock, &["quantity to sell on facebook", "inventory", "quantity", "sell on google quantity"]),
            (F::Images, &["image link"]),
            (F::Weight, &["shipping weight", "product weight"]),
            (F::Mpn, &["mpn"]),
        ],
        // A word for all articles is no number of pieces.
        ignored: &["availability", "sale price", "item group id", "link"],
    },
    Layout {
        name: "Amazon flat file",
        marks: &[
            "parent sku",
            "parentage",
            "variation theme",
            "update delete",
            "standard price",
            "relationship type",
            "item sku",
            "external product id",
            "feed product type",
            "parent child",
        ],
        needed: 4,
        shop: true,
        fields: &[
            (F::SupplierSku, &["item sku", "sku"]),
            (F::Ean, &["external product id"]),
            (F::RetailPrice, &["standard price"]),
            (F::Brand, &["brand name"]),
            (F::Name, &["item name"]),
            (F::Images, &["main image url"]),
            (F::Stock, &["quantity"]),
            (F::Mpn, &["part number"]),
        ],
        ignored: &["relationship type", "feed product type", "item package quantity", "variation theme"],
    },
    Layout {
        name: "Odoo",
        marks: &[
            "default code",
            "list price",
            "standard price",
            "uom id",
            "categ id",
            "sale ok",
            "purchase ok",
            "uom po id",
        ],
        needed: 3,
        shop: false,
        fields: &[
            (F::SupplierSku, &["default code"]),
            (F::Price, &["standard price"]),
            (F::RetailPrice, &["list price"]),
            (F::Category, &["categ id"]),
            (F::Stock, &["qty available"]),
        ],
        ignored: &["type", "detailed type", "sale delay", "produce delay"],
    },
    Layout {
        name: "Wix",
        marks: &[
            "handle id",
            "field type",
            "product image url",
            "collection",
            "ribbon",
            "discount mode",
            "inventory",
        ],
        needed: 4,
        shop: true,
        fields: &[
            (F::Price, &["cost"]),
            (F::RetailPrice, &["price"]),
            (F::Stock, &["inventory"]),
            (F::Images, &["product image url"]),
            (F::Category, &["collection"]),
        ],
        ignored: &["handle id", "ribbon", "field type"],
    },
    Layout {
        name: "YML",
        marks: &["currency id", "category id", "picture", "vendor", "available", "vendor code"],
        needed: 3,
        shop: true,
        fields: &[
            (F::SupplierSku, &["id"]),
            (F::Name, &["name", "model"]),
            (F::Brand, &["vendor"]),
            (F::Category, &["category id"]),
            (F::RetailPrice, &["price"]),
            (F::Currency, &["currency id"]),
            (F::Images, &["picture"]),
            (F::Stock, &["stock quantity", "quantity in stock", "count", "quantity"]),
            (F::Mpn, &["vendor code"]),
        ],
        ignored: &["available", "oldprice", "old price"],
    },
    Layout {
        name: "Ceneo",
        marks: &["avail", "basket", "cat", "desc", "imgs main url", "url"],
        needed: 4,
        shop: true,
        fields: &[
            (F::Name, &["name"]),
            (F::Category, &["cat"]),
            (F::RetailPrice, &["price"]),
            (F::Description, &["desc"]),
            (F::Images, &["imgs main url"]),
            (F::Stock, &["stock"]),
            (F::Weight, &["weight"]),
        ],
        ignored: &["avail", "basket", "url"],
    },
    Layout {
        name: "BMEcat",
        marks: &[
            "description short",
            "description long",
            "price amount",
            "price currency",
            "supplier pid",
            "supplier aid",
            "mime source",
        ],
        needed: 3,
        shop: false,
        fields: &[
            (F::SupplierSku, &["supplier pid", "supplier aid"]),
            (F::Name, &["description short"]),
            (F::Description, &["description long"]),
            (
                F::Ean,
                &[
                    "international pid gtin",
                    "international pid ean",
                    "ean",
                    "international pid",
                    "international aid",
                ],
            ),
            (F::Brand, &["manufacturer name"]),
            (F::Mpn, &["manufacturer pid", "manufacturer aid"]),
            (
                F::Category,
                &["reference feature group id", "reference feature group name", "catalog group id"],
            ),
            (F::Price, &["price amount"]),
            (F::Currency, &["price currency"]),
            (F::Images, &["mime source"]),
            (F::Moq, &["quantity min"]),
            (F::Pack, &["no cu per ou"]),
            (F::LeadTime, &["delivery time"]),
        ],
        ignored: &["supplier alt pid", "supplier alt aid"],
    },
    Layout {
        name: "UBL catalogue",
        marks: &[
            "item name",
            "sellers item identification id",
            "price price amount",
            "standard item identification id",
            "orderable indicator",
        ],
        needed: 3,
        shop: false,
        fields: &[
            (F::SupplierSku, &["sellers item identification id"]),
            (F::Name, &["item name"]),
            (F::Description, &["item description"]),
            (F::Ean, &["standard item identification id"]),
            (F::Brand, &["item brand name", "brand name"]),
            (F::Mpn, &["manufacturers item identification id"]),
            (F::Category, &["commodity classification item classification code", "item classification code"]),
            (F::Price, &["quantity price price amount"]),
            (F::Currency, &["quantity price price amount currency id"]),
            (F::Moq, &["minimum order quantity"]),
        ],
        ignored: &["item comparison price amount", "item comparison price amount currency id", "id"],
    },
    Layout {
        name: "Icecat",
        marks: &[
            "prod id",
            "ean code ean",
            "high pic",
            "low pic",
            "supplier name",
            "category name value",
            "quality",
        ],
        needed: 4,
        shop: false,
        fields: &[
            (F::SupplierSku, &["prod id"]),
            (F::Name, &["title"]),
            (
                F::Description,
                &["product description long desc", "product description long summary description"],
            ),
            (F::Ean, &["ean code ean"]),
            (F::Brand, &["supplier name"]),
            (F::Category, &["category name value"]),
            (F::Images, &["high pic"]),
            (F::Mpn, &["prod id"]),
        ],
        ignored: &["id", "name", "product feature"],
    },
    Layout {
        name: "EANCOM PRICAT",
        marks: &["lin item number", "lin line", "imd f", "pri aaa", "pri aab", "cux 2"],
        needed: 2,
        shop: false,
        fields: &[
            (F::SupplierSku, &["pia 1 sa", "pia 5 sa", "pia 1 in"]),
            (F::Name, &["imd f", "imd a", "imd e"]),
            (F::Ean, &["lin item number"]),
            (F::Brand, &["imd bm", "imd b"]),
            (F::Price, &["pri aaa", "pri nta", "pri aab"]),
            (F::RetailPrice, &["pri srp", "pri rtp", "pri aae"]),
            (F::Currency, &["cux 2"]),
            (F::Stock, &["qty 17", "qty 145"]),
            (F::Weight, &["mea pd aab", "mea pd aaa"]),
            (F::Mpn, &["pia 1 mf", "pia 5 mf"]),
            (F::Moq, &["qty 53"]),
            (F::Pack, &["qty 59", "qty 52"]),
        ],
        ignored: &["*"],
    },
    Layout {
        name: "X12 832",
        marks: &[
            "lin vp",
            "lin vn",
            "lin up",
            "lin mg",
            "lin pd",
            "lin sk",
            "lin en",
            "pid f",
            "ctp unit",
            "po 4 weight",
        ],
        needed: 2,
        shop: false,
        fields: &[
            (F::SupplierSku, &["lin vp", "lin vn", "lin sk", "lin vc"]),
            (F::Name, &["pid f", "pid f 08", "lin pd"]),
            (F::Ean, &["lin up", "lin ui", "lin en", "lin uk", "lin ua"]),
            (F::Brand, &["lin mf", "lin bl", "lin zz"]),
            (F::Price, &["ctp net", "ctp d 01", "ctp con", "ctp ucp", "ctp whl", "ctp dlr", "ctp sts"]),
            (F::RetailPrice, &["ctp msr", "ctp rtl", "ctp res", "ctp lpr", "ctp srp"]),
            (F::Currency, &["cur", "cur se"]),
            (F::Weight, &["po 4 weight"]),
            (F::Mpn, &["lin mg", "lin mn"]),
            (F::Pack, &["po 4 pack"]),
        ],
        ignored: &["*"],
    },
    Layout {
        name: "Heureka",
        marks: &[
            "item id",
            "productname",
            "imgurl",
            "price vat",
            "categorytext",
            "productno",
            "delivery date",
            "itemgroup id",
        ],
        needed: 4,
        shop: true,
        fields: &[
            (F::SupplierSku, &["item id"]),
            (F::Name, &["productname", "product"]),
            (F::Category, &["categorytext"]),
            (F::RetailPrice, &["price vat"]),
            (F::Images, &["imgurl"]),
            (F::Mpn, &["productno"]),
        ],
        ignored: &["itemgroup id", "delivery date", "url", "heureka cpc"],
    },
];

impl Layout {
    /// The layout that a file's headers belong to.
    pub(super) fn of(headers: &[Header]) -> Option<&'static Self> {
        let count = |layout: &Layout| {
            layout.marks.iter().filter(|mark| headers.iter().any(|header| is(header, mark))).count()
        };
        LAYOUTS
            .iter()
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
        if let Some(place) = names.iter().position(|name| is(header, name)) {
            return Some((1.0 - 0.04 * place as f32).max(0.85));
        }
        let held_elsewhere =
            self.fields.iter().any(|(_, names)| names.iter().any(|name| header.plain == *name));
        (held_elsewhere || self.ignored.iter().any(|name| *name == "*" || is(header, name))).then_some(0.0)
    }
}

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
        assert_eq!(magento.score(Field::Brand, &Header::of_table("manufacturer")), None);
    }
}
