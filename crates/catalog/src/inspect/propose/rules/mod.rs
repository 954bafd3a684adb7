//! What a header says about the field its column holds.
//!
//! A rule names the notions that a header must have and how much they then say. Notions beside those count
//! against it, each as much as it changes the meaning: `Prix HT` is a price, `Prix transport` is not.

mod goods;
mod trade;

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

const fn reading(field: Field) -> &'static Reading {
    match field {
        Field::SupplierSku => &goods::SUPPLIER_SKU,
        Field::Name => &goods::NAME,
        Field::Description => &goods::DESCRIPTION,
        Field::Ean => &goods::EAN,
        Field::Brand => &goods::BRAND,
        Field::Category => &goods::CATEGORY,
        Field::Images => &goods::IMAGES,
        Field::Mpn => &goods::MPN,
        Field::Price => &trade::PRICE,
        Field::RetailPrice => &trade::RETAIL_PRICE,
        Field::Currency => &trade::CURRENCY,
        Field::Stock => &trade::STOCK,
        Field::Weight => &trade::WEIGHT,
        Field::Moq => &trade::MOQ,
        Field::Pack => &trade::PACK,
        Field::LeadTime => &trade::LEAD_TIME,
    }
}

/// How much a header says for a field, 0 to 1.
pub(super) fn score(field: Field, header: &Header) -> f32 {
    let reading = reading(field);
    let best = reading.rules.iter().map(|rule| by_rule(rule, reading, header)).fold(0.0, f32::max);
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

    /// The header rows of price lists in twenty languages, field by field.
    #[test]
    fn headers_in_many_languages() {
        let mut wanted = None;
        let mut wrong = Vec::new();
        for line in include_str!("../tests/headers.txt").lines() {
            if let Some(field) = line.strip_suffix(':') {
                wanted = field.parse::<Field>().ok();
                continue;
            }
            for header in line.split('|') {
                let found = best(header);
                if found != wanted {
                    wrong.push(format!("{header:?}: wanted {wanted:?}, found {found:?}"));
                }
            }
        }
        assert_eq!(wrong, Vec::<String>::new());
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
