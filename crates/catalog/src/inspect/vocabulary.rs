//! Words that headers and records go by, in the languages that suppliers write.
//!
//! They only help to tell a header from data and a record from what is around it; what a column *means* is
//! [`super::propose`]'s business.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::propose::is_understood;

/// Words that stand in headers of price lists, as stems: a header's word counts if it begins with one. English,
/// German, French, Spanish with Portuguese and Italian, Dutch with the Nordic, Polish and Czech, Russian and Ukrainian, Turkish and Greek.
const HEADER_STEMS: &str = "
    sku item product article name title desc price cost brand manufact vendor supplier categor stock qty
    quantity availab image picture photo weight currency barcode ean gtin upc isbn mpn code number part
    unit pack moq size color colour material status type group id url link handle tax vat discount model
    style country condition attribute date asin rrp srp msrp total warranty note
    artikel art bezeichn beschreib preis ek vk uvp hersteller marke lieferant bestand lager menge
    einheit gewicht währung waehrung warengr gruppe bild nummer mwst rabatt größe farbe verfügbar titel
    hauptartikel verpack
    référence reference réf ref désign design libell nom prix tarif pu marque fournisseur catégor
    famille quantité poids devise colis unité produit contenan caract conditionn rayon
    código codigo cód cod descrip descri nombre nome precio preço preco prezzo marca categoria categoría
    existenc cantidad quantit peso moneda valuta fornitore proveedor artículo articulo articolo giacenza
    imagen immagine disponib costo valore tipolog iva listino unidad familia produto producto prodotto
    stato
    omschrijving prijs voorraad merk aantal pris varemærke varenummer varenr antal beskriv lagersaldo
    benämning cena nazwa kod opis producent kategori ilość stan waga zdjęci název značka výrobce sklad
    артикул наимен название найменув назва цена ціна цін бренд производ виробник катег групп група остат
    залиш наличи наявн количест кількість штрих код валют опис описан фото изображ зображ вес вага
    единиц одиниц номенклатур товар поставщик постачальник ссылк посилан характерист
    fiyat ürün urun stok barkod marka açıklama κωδικ τιμή περιγραφ
";

/// How many of a header's words, at most one per cell, are known ones.
pub(super) fn header_hits<'c>(cells: impl Iterator<Item = &'c str>) -> usize {
    cells.filter(|cell| is_header_word(cell)).count()
}

/// Whether a cell is one of the words that headers have.
pub(super) fn is_header_word(cell: &str) -> bool {
    if cell.chars().count() > 48 {
        return false;
    }
    let lower = split_camel(cell).to_lowercase();
    let stem = lower
        .split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .any(|word| {
            let stems = word.chars().next().and_then(|first| STEMS.get(&first));
            stems.is_some_and(|stems| stems.iter().any(|stem| matches_stem(word, stem)))
        });
    stem || is_understood(cell)
}

/// The stems by their first letter: every cell of the rows looked at is asked about.
static STEMS: LazyLock<HashMap<char, Vec<&str>>> = LazyLock::new(|| {
    let mut stems: HashMap<char, Vec<&str>> = HashMap::new();
    for stem in HEADER_STEMS.split_whitespace() {
        stems.entry(stem.chars().next().unwrap_or_default()).or_default().push(stem);
    }
    stems
});

/// Short stems stand for the whole word, long ones for its beginning.
fn matches_stem(word: &str, stem: &str) -> bool {
    if stem.chars().count() <= 3 {
        word == stem || (word.starts_with(stem) && word[stem.len()..].chars().all(|c| c.is_ascii_digit()))
    } else {
        word.starts_with(stem)
    }
}

/// `itemPrice` as `item Price`.
fn split_camel(text: &str) -> String {
    let mut split = String::with_capacity(text.len() + 4);
    let mut lower = false;
    for character in text.chars() {
        if lower && character.is_uppercase() {
            split.push(' ');
        }
        lower = character.is_lowercase();
        split.push(character);
    }
    split
}

/// Names of elements and keys that hold one article.
const RECORD_WORDS: &str = "
    product item offer article artikel articolo articulo produit prodotto producto produto produkt o
    catalogueline entry record row good sku position pozycja towar oferta offre ware material part line
    shopitem tovar товар book
";

/// Names of what is around articles, or beside them.
const OTHER_WORDS: &str = "
    category categories kategorie kategoria currency currencies param picture image images header group
    features feature channel catalog catalogue feed rss shop price prices attribute attributes mime
    variant variants option options tag tags review reviews supplier suppliers brand brands style styles
    party related accessory accessories link links column font border
";

/// How much a name promises a record: 3 an article's, 0.3 something else's, 1 unknown. With `plural`, `products`
/// counts as `product`.
pub(super) fn record_weight(name: &str, plural: bool) -> f64 {
    let local = name.rsplit(':').next().unwrap_or(name);
    let lower = split_camel(local).to_lowercase();
    let among = |word: &str, words: &str| words.split_whitespace().any(|known| known == word);
    let singular = |word: &str, words: &str| {
        among(word, words) || word.strip_suffix('s').is_some_and(|word| among(word, words)) && word.len() > 2
    };
    let whole = lower.replace([' ', '_', '-'], "");
    let last = lower.rsplit([' ', '_', '-']).next().unwrap_or(&lower);
    if singular(&whole, OTHER_WORDS) || singular(last, OTHER_WORDS) {
        0.3
    } else if among(&whole, RECORD_WORDS) || (plural && singular(&whole, RECORD_WORDS)) {
        3.0
    } else if among(last, RECORD_WORDS) || (plural && singular(last, RECORD_WORDS)) {
        2.0
    } else {
        1.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_known_in_many_languages() {
        for word in [
            "EAN13",
            "Artikelnummer",
            "Prix TTC (€)",
            "Наименование товара",
            "itemPrice",
            "Código",
            "unit_cost",
        ] {
            assert!(is_header_word(word), "{word}");
        }
        for value in [
            "Bosch",
            "4006381333931",
            "12,50",
            "Identity Lamp",
            "a long sentence that explains what to write in the price column",
        ] {
            assert!(!is_header_word(value), "{value}");
        }
    }

    #[test]
    fn records_are_known_by_name() {
        assert!(record_weight("PRODUCT", false) > record_weight("PRODUCT_PRICE", false));
        assert!(record_weight("cac:CatalogueLine", false) > 2.0);
        assert!(record_weight("ARTICLE_TO_CATALOGGROUP_MAP", false) < 2.0);
        assert!(record_weight("products", true) > record_weight("products", false));
    }
}
