//! What a header says about the field its column holds.
//!
//! A rule names the notions that a header must have and how much they then say. Notions beside those count
//! against it, each as much as it changes the meaning: `Prix HT` is a price, `Prix transport` is not.

use super::vocabulary::Notion;
use super::words::Header;
use crate::field::Field;

use Notion as N;

/// Notions that must be there, and what they say (0 to 1).
type Rule = (&'static [Notion], f32);

/// How a field is recognised by header.
struct Reading {
    rules: &'static [Rule],
    /// Notions that change nothing.
    neutral: &'static [Notion],
    /// Notions that change the meaning, by how much; any other one takes [`OTHER`].
    against: &'static [(Notion, f32)],
}

/// What a notion takes that no rule foresees.
const OTHER: f32 = 0.25;
/// What a word takes that isn't known, at first and at most.
const UNKNOWN: f32 = 0.07;
const UNKNOWN_MOST: f32 = 0.28;

const fn reading(field: Field) -> Reading {
    match field {
        Field::SupplierSku => Reading {
            rules: &[
                (&[N::Sku], 1.0),
                (&[N::Supplier, N::Item, N::Code], 1.0),
                (&[N::Supplier, N::Item, N::Id], 0.98),
                (&[N::Supplier, N::Sku], 1.0),
                (&[N::Seller, N::Sku], 1.0),
                (&[N::Item, N::Code], 0.95),
                (&[N::Item, N::Id], 0.86),
                (&[N::Supplier, N::Part, N::Code], 1.0),
                (&[N::Supplier, N::Part, N::Id], 1.0),
                (&[N::Supplier, N::Code], 0.75),
                (&[N::Seller, N::Item, N::Id], 0.95),
                (&[N::Seller, N::Item, N::Code], 0.95),
                (&[N::Order, N::Code], 0.8),
                (&[N::List, N::Code], 0.75),
                (&[N::Code], 0.76),
                (&[N::Id], 0.72),
                (&[N::Variant, N::Code], 0.7),
                (&[N::Part, N::Code], 0.78),
                (&[N::Model, N::Code], 0.6),
                (&[N::Maker, N::Code], 0.45),
                (&[N::Mpn], 0.45),
                (&[N::Model], 0.4),
                (&[N::Item], 0.5),
            ],
            neutral: &[N::Item, N::Code, N::Id, N::Variant, N::Retail],
            against: &[
                (N::Parent, 0.6),
                (N::Group, 0.55),
                (N::Category, 0.65),
                (N::Customs, 0.7),
                (N::Related, 0.7),
                (N::Maker, 0.35),
                (N::Own, 0.15),
                (N::Sub, 0.5),
                (N::Ean, 0.45),
                (N::Country, 0.6),
                (N::Currency, 0.6),
                (N::Tax, 0.6),
                (N::Price, 0.7),
                (N::Date, 0.6),
                (N::Type, 0.5),
                (N::Name, 0.5),
                (N::Text, 0.5),
                (N::Status, 0.5),
                (N::Unit, 0.5),
                (N::Image, 0.7),
                (N::Url, 0.7),
                (N::Meta, 0.5),
                (N::Seller, 0.4),
                (N::Collection, 0.4),
            ],
        },
        Field::Name => Reading {
            rules: &[
                (&[N::Item, N::Name], 1.0),
                (&[N::Name], 0.95),
                (&[N::Short, N::Text], 0.62),
                (&[N::Short, N::Name], 0.7),
                (&[N::Item, N::Text], 0.6),
                (&[N::Text], 0.45),
                (&[N::Model], 0.42),
                (&[N::Item], 0.62),
            ],
            neutral: &[N::Item, N::Long],
            against: &[
                (N::Meta, 0.6),
                (N::Brand, 0.75),
                (N::Maker, 0.75),
                (N::Supplier, 0.75),
                (N::Seller, 0.75),
                (N::Category, 0.7),
                (N::Group, 0.7),
                (N::Collection, 0.6),
                (N::Image, 0.8),
                (N::Alt, 0.6),
                (N::Variant, 0.6),
                (N::Dimension, 0.7),
                (N::Country, 0.7),
                (N::Related, 0.7),
                (N::Parent, 0.4),
                (N::Own, 0.3),
                (N::Code, 0.4),
                (N::Id, 0.5),
                (N::Sku, 0.5),
                (N::Type, 0.6),
                (N::Url, 0.7),
                (N::Price, 0.8),
                (N::Unit, 0.2),
                (N::Currency, 0.8),
                (N::Shipping, 0.7),
                (N::Tax, 0.7),
                (N::Status, 0.5),
                (N::Delivery, 0.6),
                (N::Part, 0.1),
                (N::Short, 0.25),
                (N::Text, 0.15),
                (N::Customs, 0.6),
                (N::Pack, 0.6),
                (N::Order, 0.5),
                (N::List, 0.4),
            ],
        },
        Field::Description => Reading {
            rules: &[
                (&[N::Long, N::Text], 1.0),
                (&[N::Item, N::Text], 0.95),
                (&[N::Text], 0.95),
                (&[N::Short, N::Text], 0.72),
                (&[N::Feature], 0.44),
            ],
            neutral: &[N::Item, N::Name],
            against: &[
                (N::Meta, 0.6),
                (N::Image, 0.8),
                (N::Category, 0.6),
                (N::Group, 0.6),
                (N::Variant, 0.5),
                (N::Related, 0.7),
                (N::Alt, 0.5),
                (N::Code, 0.6),
                (N::Id, 0.6),
                (N::Shipping, 0.6),
                (N::Delivery, 0.5),
                (N::Pack, 0.6),
                (N::Own, 0.3),
                (N::Price, 0.7),
                (N::Url, 0.6),
                (N::Brand, 0.5),
                (N::Type, 0.5),
                (N::Customs, 0.6),
            ],
        },
        Field::Ean => Reading {
            rules: &[(&[N::Ean], 1.0), (&[N::Related, N::Ean], 0.2)],
            neutral: &[N::Item, N::Code, N::Variant, N::Id, N::Unit, N::Retail, N::Name],
            against: &[
                (N::Pack, 0.6),
                (N::Parent, 0.4),
                (N::Related, 0.8),
                (N::Image, 0.7),
                (N::Type, 0.5),
                (N::Max, 0.3),
                (N::Status, 0.5),
                (N::Mpn, 0.1),
                (N::Sub, 0.3),
            ],
        },
        Field::Brand => Reading {
            rules: &[(&[N::Brand], 1.0), (&[N::Maker, N::Name], 0.92), (&[N::Maker], 0.86)],
            neutral: &[N::Item, N::Name, N::Maker],
            against: &[
                (N::Code, 0.6),
                (N::Id, 0.45),
                (N::Country, 0.65),
                (N::Image, 0.7),
                (N::Url, 0.7),
                (N::Price, 0.7),
                (N::Part, 0.6),
                (N::Sku, 0.7),
                (N::Mpn, 0.7),
                (N::Text, 0.4),
                (N::Model, 0.5),
                (N::Related, 0.6),
                (N::Item, 0.1),
                (N::Date, 0.6),
                (N::Own, 0.3),
                (N::Type, 0.5),
            ],
        },
        Field::Category => Reading {
            rules: &[
                (&[N::Category], 1.0),
                (&[N::Item, N::Group], 0.9),
                (&[N::Group, N::Name], 0.82),
                (&[N::Group], 0.72),
                (&[N::Item, N::Type], 0.78),
                (&[N::Collection], 0.5),
                (&[N::Type], 0.5),
                (&[N::Sub], 0.45),
                (&[N::Customs, N::Code], 0.2),
            ],
            neutral: &[N::Item, N::Name, N::Group, N::Type, N::Text],
            against: &[
                (N::Tax, 0.7),
                (N::Image, 0.7),
                (N::Url, 0.6),
                (N::Price, 0.7),
                (N::Discount, 0.7),
                (N::Code, 0.22),
                (N::Id, 0.18),
                (N::Parent, 0.3),
                (N::Variant, 0.6),
                (N::Customs, 0.3),
                (N::Dimension, 0.6),
                (N::Related, 0.6),
                (N::Status, 0.4),
                (N::Sub, 0.15),
                (N::Meta, 0.4),
                (N::Order, 0.4),
                (N::Quantity, 0.5),
                (N::Own, 0.2),
                (N::Supplier, 0.3),
                (N::Brand, 0.5),
                (N::Pack, 0.5),
                (N::Weight, 0.6),
                (N::Shipping, 0.6),
            ],
        },
        Field::Price => Reading {
            rules: &[
                (&[N::Cost, N::Price], 1.0),
                (&[N::Trade, N::Price], 1.0),
                (&[N::Cost], 0.93),
                (&[N::Trade, N::Net], 0.85),
                (&[N::Trade, N::List], 0.8),
                (&[N::Trade, N::Gross], 0.6),
                (&[N::Trade], 0.55),
                (&[N::Own, N::Price], 0.9),
                (&[N::Net, N::Price], 0.86),
                (&[N::Price], 0.72),
                (&[N::Retail, N::Net], 0.62),
                (&[N::Amount], 0.5),
                (&[N::Net, N::Amount], 0.6),
            ],
            neutral: &[
                N::Item,
                N::Amount,
                N::Variant,
                N::Net,
                N::Price,
                N::Own,
                N::Supplier,
                N::Trade,
                N::Cost,
            ],
            against: PRICE_AGAINST,
        },
        Field::RetailPrice => Reading {
            rules: &[
                (&[N::Retail, N::Price], 1.0),
                (&[N::Retail, N::Gross], 0.98),
                (&[N::Retail], 0.86),
                (&[N::List, N::Price], 0.84),
                (&[N::Gross, N::Price], 0.8),
                (&[N::Price], 0.62),
                (&[N::Amount], 0.35),
            ],
            neutral: &[N::Item, N::Amount, N::Variant, N::Gross, N::Price, N::List, N::Retail],
            against: RETAIL_AGAINST,
        },
        Field::Currency => Reading {
            rules: &[(&[N::Currency], 1.0)],
            neutral: &[
                N::Price,
                N::Code,
                N::Id,
                N::Item,
                N::Amount,
                N::Retail,
                N::Cost,
                N::Unit,
                N::Name,
                N::Sale,
            ],
            against: &[(N::Date, 0.6), (N::Shipping, 0.5), (N::Tax, 0.4), (N::Related, 0.5), (N::Old, 0.4)],
        },
        Field::Stock => Reading {
            rules: &[
                (&[N::Stock, N::Quantity], 1.0),
                (&[N::Available, N::Quantity], 1.0),
                (&[N::Available, N::Stock], 0.92),
                (&[N::Stock], 0.95),
                (&[N::Quantity], 0.64),
                (&[N::Available], 0.66),
            ],
            neutral: &[N::Item, N::Variant, N::Retail, N::Available, N::Name, N::Count],
            against: &[
                (N::Min, 0.6),
                (N::Max, 0.6),
                (N::Order, 0.45),
                (N::Pack, 0.5),
                (N::Price, 0.8),
                (N::Date, 0.7),
                (N::Unit, 0.35),
                (N::Delivery, 0.5),
                (N::Time, 0.5),
                (N::Status, 0.35),
                (N::Related, 0.7),
                (N::Discount, 0.6),
                (N::Category, 0.6),
                (N::Group, 0.6),
                (N::Country, 0.5),
                (N::Dimension, 0.6),
                (N::Weight, 0.7),
                (N::Code, 0.5),
                (N::Id, 0.6),
                (N::Sub, 0.5),
                (N::Type, 0.5),
                (N::Image, 0.8),
                (N::Url, 0.7),
                (N::Customs, 0.6),
                (N::Meta, 0.6),
                (N::Text, 0.4),
            ],
        },
        Field::Images => Reading {
            rules: &[
                (&[N::Image, N::Url], 1.0),
                (&[N::Image], 0.95),
                (&[N::Image, N::Name], 0.85),
                (&[N::Thumb], 0.45),
            ],
            neutral: &[N::Item, N::Name, N::List, N::Long],
            against: &[
                (N::Alt, 0.7),
                (N::Type, 0.6),
                (N::Text, 0.65),
                (N::Order, 0.7),
                (N::Status, 0.6),
                (N::Quantity, 0.7),
                (N::Code, 0.5),
                (N::Id, 0.5),
                (N::Dimension, 0.6),
                (N::Thumb, 0.4),
                (N::Variant, 0.2),
                (N::Date, 0.6),
                (N::Brand, 0.6),
                (N::Maker, 0.6),
                (N::Category, 0.6),
                (N::Related, 0.4),
                (N::Seller, 0.4),
                (N::Meta, 0.4),
            ],
        },
        Field::Weight => Reading {
            rules: &[
                (&[N::Weight], 1.0),
                (&[N::Net, N::Weight], 0.92),
                (&[N::Gross, N::Weight], 0.93),
                (&[N::Shipping, N::Weight], 0.85),
            ],
            neutral: &[N::Item, N::Variant, N::Dimension, N::Net, N::Gross, N::Quantity],
            against: &[
                (N::Unit, 0.65),
                (N::Price, 0.8),
                (N::Pack, 0.3),
                (N::Max, 0.5),
                (N::Min, 0.5),
                (N::Related, 0.7),
                (N::Type, 0.5),
                (N::Cost, 0.7),
                (N::Text, 0.5),
            ],
        },
        Field::Mpn => Reading {
            rules: &[
                (&[N::Mpn], 1.0),
                (&[N::Maker, N::Item, N::Code], 1.0),
                (&[N::Maker, N::Item, N::Id], 0.97),
                (&[N::Maker, N::Code], 0.97),
                (&[N::Maker, N::Sku], 0.97),
                (&[N::Maker, N::Id], 0.55),
                (&[N::Brand, N::Code], 0.5),
                (&[N::Maker, N::Part, N::Id], 1.0),
                (&[N::Part, N::Code], 0.82),
                (&[N::Model, N::Code], 0.85),
                (&[N::Model], 0.62),
            ],
            neutral: &[N::Item, N::Code, N::Variant, N::Id, N::Model, N::Part, N::Maker],
            against: &[
                (N::Related, 0.7),
                (N::Country, 0.7),
                (N::Name, 0.45),
                (N::Url, 0.7),
                (N::Image, 0.7),
                (N::Customs, 0.6),
                (N::Type, 0.5),
                (N::Date, 0.6),
                (N::Dimension, 0.6),
                (N::Brand, 0.2),
            ],
        },
        Field::Moq => Reading {
            rules: &[
                (&[N::Min, N::Order, N::Quantity], 1.0),
                (&[N::Min, N::Order], 0.88),
                (&[N::Min, N::Quantity], 0.86),
            ],
            neutral: &[N::Item, N::Unit, N::Retail],
            against: &[
                (N::Price, 0.7),
                (N::Stock, 0.5),
                (N::Delivery, 0.5),
                (N::Date, 0.6),
                (N::Amount, 0.6),
                (N::Max, 0.5),
            ],
        },
        Field::Pack => Reading {
            rules: &[(&[N::Pack, N::Quantity], 1.0), (&[N::Pack, N::Unit], 0.85), (&[N::Pack], 0.72)],
            neutral: &[N::Item, N::Order, N::Code],
            against: &[
                (N::Price, 0.8),
                (N::Weight, 0.8),
                (N::Dimension, 0.8),
                (N::Ean, 0.8),
                (N::Type, 0.5),
                (N::Min, 0.3),
                (N::Text, 0.4),
                (N::Meta, 0.5),
                (N::Related, 0.6),
                (N::Tax, 0.6),
            ],
        },
        Field::LeadTime => Reading {
            rules: &[
                (&[N::Delivery, N::Time], 1.0),
                (&[N::Shipping, N::Time], 0.7),
                (&[N::Order, N::Time], 0.6),
            ],
            neutral: &[N::Item, N::Max, N::Quantity],
            against: &[
                (N::Min, 0.15),
                (N::Price, 0.8),
                (N::Discount, 0.6),
                (N::Date, 0.4),
                (N::Unit, 0.5),
                (N::Related, 0.6),
            ],
        },
    }
}

const PRICE_AGAINST: &[(Notion, f32)] = &[
    (N::Old, 0.6),
    (N::Date, 0.6),
    (N::Discount, 0.6),
    (N::Shipping, 0.8),
    (N::Delivery, 0.6),
    (N::Tax, 0.2),
    (N::Quantity, 0.5),
    (N::Unit, 0.5),
    (N::Type, 0.5),
    (N::Status, 0.5),
    (N::Currency, 0.45),
    (N::Retail, 0.35),
    (N::List, 0.3),
    (N::Gross, 0.15),
    (N::Sale, 0.35),
    (N::Min, 0.35),
    (N::Max, 0.4),
    (N::Group, 0.5),
    (N::Category, 0.5),
    (N::Related, 0.7),
    (N::Code, 0.5),
    (N::Id, 0.5),
    (N::Weight, 0.6),
    (N::Text, 0.4),
    (N::Time, 0.6),
    (N::Stock, 0.6),
    (N::Part, 0.4),
    (N::Meta, 0.6),
    (N::Name, 0.5),
    (N::Country, 0.5),
];

const RETAIL_AGAINST: &[(Notion, f32)] = &[
    (N::Cost, 0.7),
    (N::Trade, 0.6),
    (N::Own, 0.6),
    (N::Net, 0.18),
    (N::Old, 0.45),
    (N::Date, 0.6),
    (N::Discount, 0.6),
    (N::Shipping, 0.8),
    (N::Delivery, 0.6),
    (N::Tax, 0.1),
    (N::Quantity, 0.5),
    (N::Unit, 0.5),
    (N::Type, 0.5),
    (N::Status, 0.5),
    (N::Currency, 0.45),
    (N::Sale, 0.35),
    (N::Min, 0.35),
    (N::Max, 0.4),
    (N::Group, 0.5),
    (N::Category, 0.5),
    (N::Related, 0.7),
    (N::Code, 0.5),
    (N::Id, 0.5),
    (N::Weight, 0.6),
    (N::Text, 0.4),
    (N::Time, 0.6),
    (N::Stock, 0.6),
    (N::Meta, 0.6),
    (N::Name, 0.5),
    (N::Country, 0.5),
    (N::Pack, 0.3),
];

/// How much a header says for a field, 0 to 1.
pub(super) fn score(field: Field, header: &Header) -> f32 {
    let reading = reading(field);
    let best = reading.rules.iter().map(|rule| by_rule(rule, &reading, header)).fold(0.0, f32::max);
    // `image 2` comes after `image 1`, and the numbers of GTIN-13 and EAN-8 say which code it is.
    let number = match (field, header.number) {
        (Field::Ean, Some(8 | 12 | 13 | 14)) | (_, None | Some(0 | 1)) => 0.0,
        (_, Some(number)) => (0.04 * (number - 1) as f32).min(0.12),
    };
    // The id of a group of variants is no category, and neither is the type of an id.
    let of_id = header.has(N::Id) && (header.has(N::Type) || (header.has(N::Group) && header.has(N::Item)));
    if field == Field::Category && of_id && !header.has(N::Category) {
        return 0.0;
    }
    (best - number).max(0.0)
}

fn by_rule((needed, says): &Rule, reading: &Reading, header: &Header) -> f32 {
    if !needed.iter().all(|notion| header.has(*notion)) {
        return 0.0;
    }
    let mut against = 0.0;
    let mut seen: Vec<Notion> = Vec::new();
    for &notion in &header.notions {
        if notion == N::Neutral
            || needed.contains(&notion)
            || reading.neutral.contains(&notion)
            || seen.contains(&notion)
        {
            continue;
        }
        seen.push(notion);
        against += if matches!(notion, N::Other | N::Feature | N::Count) {
            0.6
        } else {
            penalty(reading, notion).unwrap_or(OTHER)
        };
    }
    // What stands above only counts where it speaks against the field.
    for &notion in &header.context {
        if needed.contains(&notion) || reading.neutral.contains(&notion) || seen.contains(&notion) {
            continue;
        }
        seen.push(notion);
        against += match notion {
            N::Related | N::Shipping | N::Other | N::Seller => 0.6,
            N::Feature => 0.5,
            N::Variant | N::Parent | N::Pack | N::Tax | N::Discount | N::Customs => 0.3,
            _ => 0.0,
        };
    }
    // The less a rule says, the more a word that isn't known may change it.
    let weight = if *says < 0.65 {
        3.0
    } else if *says < 0.8 {
        2.0
    } else {
        1.0
    };
    let unknown = (UNKNOWN * weight * header.unknown as f32).min(UNKNOWN_MOST);
    (says - against - unknown).max(0.0)
}

fn penalty(reading: &Reading, notion: Notion) -> Option<f32> {
    reading.against.iter().find(|(against, _)| *against == notion).map(|&(_, penalty)| penalty)
}

/// Whether a header says by itself which of the two prices its column holds.
pub(super) fn is_explicit_price(field: Field, header: &Header) -> bool {
    match field {
        Field::Price => {
            header.has(N::Cost) || header.has(N::Trade) || header.has(N::Net) || header.has(N::Own)
        }
        Field::RetailPrice => header.has(N::Retail) || header.has(N::Gross) || header.has(N::List),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The field that a header says most for.
    fn best(header: &str) -> Option<Field> {
        let header = Header::of_table(header);
        Field::ALL
            .into_iter()
            .map(|field| (field, score(field, &header)))
            .filter(|&(_, score)| score > 0.4)
            .max_by(|(_, a), (_, b)| a.total_cmp(b))
            .map(|(field, _)| field)
    }

    #[test]
    fn headers_in_twelve_languages() {
        for (headers, expected) in [
            (
                "SKU|Référence|Réf. article|Code article|Artikelnummer|Artikel-Nr.|Art. No.|Item ID|Referencia|Codice articolo|\
                 Kod produktu|Код товара|Артикул|Код_товару|supplierArticleId|SUPPLIER_PID|Bestellnummer|Variant SKU|Kód zboží|\
                 Código do produto|Artikelnr|UGS|Hauptartikelnr|default_code|sku_code",
                Field::SupplierSku,
            ),
            (
                "Name|Désignation|Libellé produit|Nom du produit|Bezeichnung|Artikelbezeichnung|Titel|Nombre del producto|\
                 Nome prodotto|Denominazione|Nazwa|Název|Назва_позиції|Наименование товара|Naam|Produktnamn|item_name|title",
                Field::Name,
            ),
            (
                "Description|Beschreibung|Langtext|Descripción|Descrizione|Opis|Popis|Описание|Опис|Omschrijving|Descrição|\
                 Body (HTML)|description_long|Long description",
                Field::Description,
            ),
            (
                "EAN|EAN13|GTIN|Code-barres|Code barre|Strichcode|Código de barras|Codice a barre|Kod kreskowy|Čárový kód|Штрихкод|\
                 UPC|Variant Barcode|EAN / GTIN / código barras|GTIN-14|gencod",
                Field::Ean,
            ),
            (
                "Brand|Marque|Marke|Hersteller|Fabricant|Marca|Marchio|Producent|Виробник|Производитель|Merk|Fabricante / Marca|\
                 Manufacturer name|Herstellername|Značka|Varumärke",
                Field::Brand,
            ),
            (
                "Category|Catégorie|Famille|Warengruppe|Artikelgruppe|Produktgruppe|Categoría|Categoria|Kategoria|Категория|\
                 Назва_групи|Группа товаров|Rubrique|product_type|google_product_category|Produktart|Kategorie",
                Field::Category,
            ),
            (
                "Prix HT|Prix d'achat|PA HT|EK|EK-Preis|Einkaufspreis|Cost|cost (USD)|Purchase price|Precio de compra|\
                 Prezzo di acquisto|Cena zakupu|Nákupní cena|Оптовая цена|Закупочная цена|Inkoopprijs|Nettopreis|Preço de custo|\
                 Cost per item|Prix Pro|Dealer price|Prix|Preis|Price|net_customer price|Cena netto",
                Field::Price,
            ),
            (
                "PVC TTC|Prix public|Prix de vente|UVP|VK-Preis|VKPreis|RRP|MSRP|PVP|Precio venta público|Prezzo al pubblico|\
                 Cena detaliczna|Розничная цена|РРЦ|Adviesprijs|SRP, US|Recommended retail price|List price|Prix TTC|Prix conseillé|\
                 regular_price|Интернет цена|vkBrutto|Cena brutto",
                Field::RetailPrice,
            ),
            (
                "Currency|Devise|Währung|Waehrung|Moneda|Valuta|Waluta|Měna|Валюта|Moeda|PRICE_CURRENCY|currencyId",
                Field::Currency,
            ),
            (
                "Stock|Qté en stock|Bestand|Lagerbestand|Inventory|Existencias|Giacenza|Voorraad|Stan magazynowy|Skladem|Остатки|\
                 Кількість|Quantity|qty|Estoque|Lagersaldo|Variant Inventory Qty|stock_quantity|Verfügbarkeit|Disponibilité|Stock Level",
                Field::Stock,
            ),
            (
                "Image|Images|image_url|Photo|Bild|Bild-URL|Imagen|url imagen|Immagine|Zdjęcie|Obrázek|Изображение|Ссылка_изображения|\
                 Посилання_зображення|Afbeelding|Image Src|mime_source|picture|Bildname|image_link",
                Field::Images,
            ),
            (
                "Weight|Poids (g)|Gewicht in kg|Peso|Peso lordo|Waga|Hmotnost|Вес|Вага,кг|Vikt|Variant Grams|shipping_weight|Bruttogewicht",
                Field::Weight,
            ),
            (
                "MPN|Manufacturer part number|Herstellernummer|Réf. fabricant|Kod producenta|Part Number|manufacturerArticleId|HAN|\
                 Número del fabricante (HAN/MPN)|vendorCode|Référence constructeur fabricant|MANUFACTURER_PID|Model",
                Field::Mpn,
            ),
            (
                "MOQ|Mindestbestellmenge|Minimum order quantity|QUANTITY_MIN|Quantité minimum|Cantidad mínima",
                Field::Moq,
            ),
            ("VPE|Colisage|Conditionnement|packing_quantity|Units per pack|PCB", Field::Pack),
            (
                "Lead time|Lieferzeit|Délai de livraison|DELIVERY_TIME|Plazo de entrega|Levertijd",
                Field::LeadTime,
            ),
        ] {
            for header in headers.split('|') {
                assert_eq!(best(header), Some(expected), "{header:?}");
            }
        }
    }

    #[test]
    fn headers_of_other_things() {
        for header in [
            "Shipping cost",
            "Frais de port",
            "Meta title",
            "SEO Description",
            "parent_sku",
            "Image Alt Text",
            "weight_unit",
            "tax_category",
            "Preiseinheit",
            "sale_price_effective_date",
            "Customs number",
            "Country of origin",
            "Länge",
            "Color",
            "Discount %",
            "Remise",
            "valid_from",
            "mimeType1",
            "Rabatt",
            "Variant Inventory Policy",
            "Gültig bis",
            "PriceType",
            "Pfand",
            "KoliBarcode",
            "additional attributes",
            "url_key",
            "Steuersatz",
            "item_group_id",
            "discountMode",
        ] {
            assert_eq!(best(header), None, "{header:?}");
        }
    }
}
