//! Stock: pieces, `10+`, `>10`, or a word for it in the languages of our suppliers.
//!
//! Words give the least that they promise: `in stock` is one piece, `out of stock` none. Feeds' own vocabularies
//! (Google Merchant Center `availability`, schema.org ItemAvailability) are words like any other.

use rust_decimal::prelude::ToPrimitive;

use crate::structure::DecimalStyle;
use crate::value::number::parse_decimal;

/// A stock as a cell states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stock {
    /// Pieces; never negative.
    pub pieces: i32,
    /// Whether the cell held a negative number (more was ordered than there is), which counts as none.
    pub negative: bool,
}

/// The text says nothing about a stock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this says nothing about a stock")]
pub struct StockError;

/// Words for `there is some`, lower case.
const SOME: [&str; 168] = [
    "yes",
    "y",
    "true",
    "in stock",
    "instock",
    "in_stock",
    "available",
    "availability in stock",
    "low stock",
    "limited",
    "limited availability",
    "limitedavailability",
    "onlineonly",
    "instoreonly",
    "on stock",
    "stock",
    "ok",
    "+",
    "++",
    "+++",
    "++++",
    "+++++",
    "!",
    "x",
    "✓",
    "✔",
    "oui",
    "o",
    "en stock",
    "disponible",
    "dispo",
    "stock limité",
    "stock faible",
    "ja",
    "j",
    "auf lager",
    "lagernd",
    "ab lager",
    "verfügbar",
    "sofort lieferbar",
    "lieferbar",
    "sofort verfügbar",
    "vorrätig",
    "wenige",
    "si",
    "sí",
    "s",
    "disponibile",
    "in magazzino",
    "hay",
    "en existencia",
    "op voorraad",
    "voorradig",
    "leverbaar",
    "tak",
    "t",
    "dostępny",
    "dostępne",
    "na stanie",
    "dużo",
    "mało",
    "ano",
    "skladem",
    "na skladě",
    "есть",
    "в наличии",
    "так",
    "в наявності",
    "є",
    "sim",
    "disponível",
    "in stock now",
    "ships today",
    "last items",
    "last items in stock",
    "few left",
    "plenty",
    "high",
    "medium",
    "low",
    "limited stock",
    "special order available",
    "en stock limité",
    "stock limite",
    "stock disponible",
    "disponible immédiatement",
    "disponible de suite",
    "derniers articles",
    "dernières pièces",
    "quantité limitée",
    "stock ok",
    "stock bas",
    "sofort",
    "sofort versandfertig",
    "versandfertig",
    "am lager",
    "auf lager begrenzt",
    "ausreichend",
    "noch wenige",
    "begrenzt verfügbar",
    "bestand",
    "vorhanden",
    "lieferbar ab lager",
    "en almacén",
    "disponible en stock",
    "últimas unidades",
    "hay existencias",
    "con existencias",
    "con stock",
    "quedan pocas unidades",
    "in stock limitato",
    "disponibilità immediata",
    "disponibile subito",
    "ultimi pezzi",
    "pochi pezzi",
    "a magazzino",
    "giacente",
    "sì",
    "beschikbaar",
    "direct leverbaar",
    "uit voorraad leverbaar",
    "uit voorraad",
    "beperkt voorradig",
    "beperkt op voorraad",
    "laatste stuks",
    "voorraad",
    "dostępna",
    "dostępny od ręki",
    "w magazynie",
    "jest",
    "od ręki",
    "ostatnie sztuki",
    "średnio",
    "mała ilość",
    "duża ilość",
    "średnia ilość",
    "na magazynie",
    "na sklade",
    "skladem u dodavatele",
    "ihned k odběru",
    "k dispozici",
    "dostupné",
    "dostupný",
    "poslední kusy",
    "méně než 5 ks",
    "více než 5 ks",
    "наявний",
    "наявна",
    "у наявності",
    "є в наявності",
    "в наявності на складі",
    "на складі",
    "доступно",
    "багато",
    "мало",
    "закінчується",
    "готово до відправки",
    "в наличие",
    "имеется",
    "имеется в наличии",
    "есть в наличии",
    "на складе",
    "доступен",
    "много",
    "достаточно",
    "заканчивается",
    "готово к отправке",
    "да",
];

/// Words for `there is none`, lower case.
const NOTHING: [&str; 174] = [
    "no",
    "n",
    "false",
    "out of stock",
    "outofstock",
    "out_of_stock",
    "oos",
    "sold out",
    "soldout",
    "unavailable",
    "not available",
    "preorder",
    "pre-order",
    "backorder",
    "back order",
    "on backorder",
    "onbackorder",
    "on order",
    "discontinued",
    "none",
    "-",
    "--",
    "–",
    "—",
    "non",
    "rupture",
    "en rupture",
    "rupture de stock",
    "épuisé",
    "indisponible",
    "sur commande",
    "nein",
    "ausverkauft",
    "nicht auf lager",
    "nicht verfügbar",
    "nicht lieferbar",
    "vergriffen",
    "auf bestellung",
    "agotado",
    "sin stock",
    "no disponible",
    "esaurito",
    "non disponibile",
    "nee",
    "uitverkocht",
    "niet op voorraad",
    "niet leverbaar",
    "nie",
    "brak",
    "niedostępny",
    "niedostępne",
    "ne",
    "není skladem",
    "vyprodáno",
    "нет",
    "нет в наличии",
    "под заказ",
    "ні",
    "немає",
    "não",
    "esgotado",
    "not in stock",
    "no stock",
    "out",
    "zero",
    "nil",
    "nothing",
    "temporarily unavailable",
    "temporarily out of stock",
    "currently unavailable",
    "coming soon",
    "awaiting stock",
    "on request",
    "special order",
    "made to order",
    "end of life",
    "eol",
    "hors stock",
    "stock épuisé",
    "plus en stock",
    "pas en stock",
    "plus disponible",
    "non disponible",
    "temporairement indisponible",
    "en réapprovisionnement",
    "réappro en cours",
    "bientôt disponible",
    "arrêté",
    "fin de série",
    "sur demande",
    "rupture temporaire",
    "en commande",
    "0 en stock",
    "nicht vorrätig",
    "nicht lagernd",
    "derzeit nicht verfügbar",
    "derzeit nicht lieferbar",
    "zur zeit nicht lieferbar",
    "auf anfrage",
    "im zulauf",
    "bestellt",
    "auslaufartikel",
    "keine",
    "kein bestand",
    "leer",
    "bald verfügbar",
    "vorbestellbar",
    "sin existencias",
    "sin disponibilidad",
    "no hay",
    "no hay existencias",
    "fuera de stock",
    "agotada",
    "bajo pedido",
    "próximamente",
    "descatalogado",
    "non in stock",
    "non in magazzino",
    "esaurita",
    "terminato",
    "su ordinazione",
    "su richiesta",
    "in arrivo",
    "fuori produzione",
    "prossimamente",
    "no disponibile",
    "niet beschikbaar",
    "niet voorradig",
    "tijdelijk uitverkocht",
    "geen voorraad",
    "geen",
    "op bestelling",
    "op aanvraag",
    "binnenkort leverbaar",
    "uit assortiment",
    "niedostępna",
    "brak w magazynie",
    "brak na stanie",
    "chwilowo niedostępny",
    "na zamówienie",
    "wyprzedany",
    "wyprzedane",
    "wycofany",
    "wkrótce",
    "vyprodané",
    "není",
    "nedostupné",
    "nedostupný",
    "momentálně nedostupné",
    "na objednávku",
    "na dotaz",
    "dočasně nedostupné",
    "nie je skladom",
    "neni skladem",
    "немає в наявності",
    "нема",
    "відсутній",
    "відсутня",
    "відсутнє",
    "закінчився",
    "під замовлення",
    "очікується",
    "не в наявності",
    "знято з виробництва",
    "недоступно",
    "отсутствует",
    "закончился",
    "распродано",
    "ожидается",
    "нет на складе",
    "не в наличии",
    "недоступен",
    "снят с производства",
    "предзаказ",
];

/// Units of pieces that may stand behind a number.
const PIECES: [&str; 23] = [
    "pc", "pcs", "pce", "pces", "piece", "pieces", "pièce", "pièces", "st", "stk", "stck", "stück", "szt",
    "ks", "шт", "un", "u", "ud", "uds", "pz", "pzi", "units", "unités",
];

/// Reads a stock. A fraction (metres, kilograms) counts as its whole units.
pub fn parse(text: &str, style: DecimalStyle) -> Result<Stock, StockError> {
    let text = text.trim();
    // The fast path: a plain number of pieces.
    if let Some(pieces) = plain(text) {
        return Ok(Stock { pieces, negative: false });
    }
    let address = text.rsplit('/').next().filter(|_| text.contains("schema.org/"));
    let lower = address.unwrap_or(text).to_lowercase();
    let lower = lower.trim_end_matches(['.', '!']).trim();
    let lower = if lower.is_empty() { text } else { lower };
    if NOTHING.contains(&lower) {
        return Ok(Stock { pieces: 0, negative: false });
    }
    if SOME.contains(&lower) {
        return Ok(Stock { pieces: 1, negative: false });
    }
    numeric(lower, style).or_else(|_| worded(lower))
}

fn plain(text: &str) -> Option<i32> {
    if text.is_empty() || text.len() > 9 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

/// A number with what people put around it: `10+`, `>10`, `<5`, `10-50`, `5 pcs`.
fn numeric(text: &str, style: DecimalStyle) -> Result<Stock, StockError> {
    let mut rest = text;
    let mut below = false;
    for sign in [
        ">=",
        "=>",
        "≥",
        ">",
        "+",
        "~",
        "min",
        "mehr als",
        "plus de",
        "more than",
        "über",
        "ca",
        "ponad",
        "более",
        "больше",
    ] {
        rest = rest.strip_prefix(sign).unwrap_or(rest).trim_start_matches('.').trim_start();
    }
    for sign in ["<=", "≤", "<", "weniger als", "moins de", "less than", "менее", "меньше"] {
        if let Some(stripped) = rest.strip_prefix(sign) {
            rest = stripped.trim_start();
            below = true;
        }
    }
    let rest = rest.trim_end_matches(['+', '*', ' ']);
    let rest = strip_unit(rest);
    // A range: the least of it.
    let rest = match rest.split_once(['-', '–', '…']).map(|(low, high)| (low.trim(), high.trim())) {
        Some((low, high)) if plain(low).is_some() && plain(high.trim_start_matches('.')).is_some() => low,
        _ => rest,
    };
    let number = parse_decimal(rest, style).map_err(|_| StockError)?;
    if number.currency.is_some() {
        return Err(StockError);
    }
    let negative = number.value.is_sign_negative() && !number.value.is_zero();
    let pieces = number.value.trunc().to_i64().ok_or(StockError)?.clamp(0, i64::from(i32::MAX)) as i32;
    // Fewer than five, but some.
    let pieces = if below { pieces.min(1) } else { pieces };
    Ok(Stock { pieces, negative })
}

fn strip_unit(text: &str) -> &str {
    let end = text.rfind(|c: char| c.is_ascii_digit()).map_or(0, |at| at + 1);
    let unit = text[end..].trim_matches(['.', ' ', '\u{a0}', '+', '(', ')']);
    if !unit.is_empty() && PIECES.contains(&unit) { text[..end].trim_end() } else { text }
}

/// Words with a number in them: `in stock (5)`, `auf Lager: 12`, `5 disponibles`.
fn worded(text: &str) -> Result<Stock, StockError> {
    let is_digit = |c: char| c.is_ascii_digit();
    let start = text.find(is_digit);
    let end = text.rfind(is_digit);
    let trim = |part: &str| part.trim_matches([' ', '(', ')', ':', '[', ']', ',', '.', '=', '-']).to_owned();
    if let (Some(start), Some(end)) = (start, end) {
        let pieces = plain(&text[start..=end]).ok_or(StockError)?;
        let words = [trim(&text[..start]), trim(&text[end + 1..])];
        let known = |word: &String| {
            let some = [word.as_str(), word.trim_end_matches('s')].iter().any(|word| SOME.contains(word));
            word.is_empty() || some || PIECES.contains(&word.as_str())
        };
        return if words.iter().all(known) { Ok(Stock { pieces, negative: false }) } else { Err(StockError) };
    }
    // `en stock - expédié aujourd'hui`: the first words decide.
    let first = trim(text.split([',', ';', '(', '-', '–', ':']).next().unwrap_or(""));
    if NOTHING.contains(&first.as_str()) {
        Ok(Stock { pieces: 0, negative: false })
    } else if first.chars().count() > 2 && SOME.contains(&first.as_str()) {
        Ok(Stock { pieces: 1, negative: false })
    } else {
        Err(StockError)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn spellings() {
        for (text, pieces) in [
            ("0", 0),
            ("12", 12),
            ("12.0", 12),
            ("12,00", 12),
            ("12,7", 12),
            ("1 250", 1250),
            ("10+", 10),
            ("10 +", 10),
            (">10", 10),
            ("> 10", 10),
            (">= 10", 10),
            ("<5", 1),
            ("10-50", 10),
            ("5 pcs", 5),
            ("5 Stk.", 5),
            ("5 шт.", 5),
            ("plus de 10", 10),
            ("in stock", 1),
            ("In Stock", 1),
            ("in stock (5)", 5),
            ("auf Lager: 12", 12),
            ("5 disponibles", 5),
            ("https://schema.org/InStock", 1),
            ("http://schema.org/OutOfStock", 0),
            ("out of stock", 0),
            ("preorder", 0),
            ("oui", 1),
            ("non", 0),
            ("Ja", 1),
            ("Nein", 0),
            ("auf Lager", 1),
            ("sí", 1),
            ("esaurito", 0),
            ("op voorraad", 1),
            ("brak", 0),
            ("dostępny", 1),
            ("skladem", 1),
            ("є", 1),
            ("немає", 0),
            ("есть", 1),
            ("нет в наличии", 0),
            ("sim", 1),
            ("não", 0),
            ("+", 1),
            ("-", 0),
            ("!", 1),
            ("true", 1),
            ("FALSE", 0),
            ("En stock - expédié aujourd'hui", 1),
            ("99999999999", i32::MAX),
        ] {
            assert_eq!(parse(text, DecimalStyle::Auto), Ok(Stock { pieces, negative: false }), "{text:?}");
        }
        assert_eq!(parse("1.250", DecimalStyle::Comma), Ok(Stock { pieces: 1250, negative: false }));
        assert_eq!(parse("-3", DecimalStyle::Auto), Ok(Stock { pieces: 0, negative: true }));
    }

    #[test]
    fn words_of_every_language() {
        for (some, nothing) in [
            (
                ["En stock", "disponible immédiatement", "Dernières pièces"],
                ["Rupture de stock", "épuisé", "Sur commande"],
            ),
            (["In stock", "Low stock", "Last items"], ["Sold out", "Temporarily unavailable", "On request"]),
            (["auf Lager", "Sofort lieferbar", "vorhanden"], ["Nicht vorrätig", "ausverkauft", "Im Zulauf"]),
            (
                ["En existencia", "Hay existencias", "últimas unidades"],
                ["Agotado", "Sin existencias", "Bajo pedido"],
            ),
            (["Disponibile", "A magazzino", "Sì"], ["Esaurito", "Non disponibile", "In arrivo"]),
            (
                ["Op voorraad", "Beschikbaar", "laatste stuks"],
                ["Uitverkocht", "Geen voorraad", "Niet leverbaar"],
            ),
            (["Dostępny", "w magazynie", "Mała ilość"], ["Brak", "niedostępny", "Na zamówienie"]),
            (["Skladem", "Na skladě", "K dispozici"], ["Vyprodáno", "není skladem", "Na dotaz"]),
            (
                ["В наявності", "Є в наявності", "На складі"],
                ["Немає в наявності", "Під замовлення", "Відсутній"],
            ),
            (["В наличии", "Есть", "На складе"], ["Нет в наличии", "Отсутствует", "Ожидается"]),
        ] {
            for (words, pieces) in [(some, 1), (nothing, 0)] {
                for word in words {
                    assert_eq!(
                        parse(word, DecimalStyle::Auto),
                        Ok(Stock { pieces, negative: false }),
                        "{word}"
                    );
                }
            }
        }
        assert!(SOME.iter().all(|word| !NOTHING.contains(word) && word.to_lowercase() == *word));
        assert!(NOTHING.iter().all(|word| word.to_lowercase() == *word));
    }

    #[test]
    fn refusals() {
        for text in ["", "Woche 12", "2026-01-31", "5 €", "peut-être", "20%"] {
            assert_eq!(parse(text, DecimalStyle::Auto), Err(StockError), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in "\\PC{0,30}", odd in "[-0-9<>+=. a-z()]{0,20}") {
            for text in [&text, &odd] {
                if let Ok(stock) = parse(text, DecimalStyle::Auto) {
                    prop_assert!(stock.pieces >= 0);
                }
            }
        }
    }
}
