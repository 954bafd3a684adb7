//! Headers taken apart into words, and words into notions.
//!
//! `Réf. fournisseur`, `supplierRef`, `SUPPLIER_REF` and `Lieferanten-Ref` are the same header. A path inside a record
//! (`attrs/a[@name='Kod producenta']`, `PRICE/@currency`, `meta.barcode`) is read from its last step;
//! the steps above are its context.

use super::fold::fold;
use super::vocabulary::{Notion, by_stem, notions, phrase};

/// A header, understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Header {
    /// The folded words of the header, for comparing with known layouts.
    pub plain: String,
    /// What its words mean, in order.
    pub notions: Vec<Notion>,
    /// What the words of the steps above mean.
    pub context: Vec<Notion>,
    /// How many words aren't known.
    pub unknown: usize,
    /// The number in it (`image 2`), if there is one.
    pub number: Option<u32>,
    /// Of a path, the folded words without its predicates.
    pub bare: String,
    /// Whether it is a path inside a record.
    pub is_path: bool,
    /// Of a path, how many steps it has.
    pub steps: usize,
}

/// Steps and attributes that name nothing by themselves; what they hold is in their predicate or in the step above.
const GENERIC: [&str; 26] = [
    "a",
    "param",
    "attribute",
    "attributes",
    "field",
    "property",
    "value",
    "values",
    "text",
    "item",
    "i",
    "node",
    "main",
    "col",
    "column",
    "data",
    "string",
    "prop",
    "additionalproperty",
    "e",
    "v",
    "val",
    "li",
    "entry",
    "option",
    "cell",
];

/// Words for `per`.
const PER: [&str; 10] = ["per", "par", "pro", "je", "por", "a", "l", "la", "za", "за"];

impl Header {
    /// A column of a table.
    pub(super) fn of_table(name: &str) -> Self {
        let mut header = Self::default();
        // `Feature: weight (g)` is the weight.
        let named = name.split_once(':').filter(|(label, _)| {
            let mut before = Self::default();
            before.add(label);
            before.has(Notion::Feature) && before.unknown == 0 && before.notions.len() == 1
        });
        header.add(named.map_or(name, |(_, name)| name));
        header.settle()
    }

    /// A path inside a record of a tree.
    pub(super) fn of_path(path: &str) -> Self {
        let steps = steps(path);
        let mut header = Self { is_path: true, steps: steps.len(), ..Self::default() };
        let Some((last, above)) = steps.split_last() else { return header };
        if names_its_element(path) {
            header.notions.push(Notion::Other);
            return header;
        }
        header.add(last);
        header.plain.clear();
        header.plain.push_str(&words(&steps.join(" ")).join(" "));
        header.bare = words(&without_predicates(path)).join(" ");
        // A step that says nothing by itself, or only `name`, `id`, `url`, `code`, means what the step above says.
        let vague = |notion: &Notion| {
            matches!(
                notion,
                Notion::Neutral | Notion::Name | Notion::Id | Notion::Url | Notion::Code | Notion::Amount
            )
        };
        let mut above = above;
        let bare = header.notions.iter().all(vague) || is_generic(last);
        if bare {
            if is_generic(last) {
                header.notions.clear();
            }
            while let Some((next, rest)) = above.split_last() {
                above = rest;
                let mut parent = Self::default();
                parent.add(next);
                let says = !is_generic(next) && !parent.notions.iter().all(vague);
                let mut joined = parent.notions;
                joined.append(&mut header.notions);
                header.notions = joined;
                if says {
                    break;
                }
            }
        }
        let mut context = Self::default();
        for step in above {
            context.add(step);
        }
        header.context = context.notions;
        header.settle()
    }

    fn add(&mut self, text: &str) {
        let words = words(text);
        let mut rest = words.as_slice();
        let mut per = false;
        // Abbreviations that mean something else inside a header: `Bez.` is `Bezeichnung`, `bez DPH` is `without VAT`.
        if let [only] = rest
            && only == "bez"
        {
            self.notions.push(Notion::Name);
            rest = &[];
        }
        while let Some((word, behind)) = rest.split_first() {
            if let Some((length, meanings)) = phrase(rest) {
                for word in &rest[..length] {
                    self.add_plain(word);
                }
                self.notions.extend_from_slice(meanings);
                rest = &rest[length..];
                per = false;
                continue;
            }
            self.add_plain(word);
            if let Some(meanings) = notions(word) {
                // A price per unit is a price.
                if !(per && matches!(meanings, [Notion::Unit | Notion::Item | Notion::Quantity])) {
                    self.notions.extend_from_slice(meanings);
                }
            } else if let Ok(number) = word.parse::<u32>() {
                self.number = self.number.or(Some(number));
            } else if let Some(mut parts) = compound(word) {
                self.notions.append(&mut parts);
            } else if let Some(meanings) = by_stem(word) {
                self.notions.extend_from_slice(meanings);
            } else {
                self.unknown += 1;
            }
            per = PER.contains(&word.as_str());
            rest = behind;
        }
    }

    fn add_plain(&mut self, word: &str) {
        if !self.plain.is_empty() {
            self.plain.push(' ');
        }
        self.plain.push_str(word);
    }

    /// What depends on the order of words: a `unit price` is a price, a `price unit` is a unit.
    fn settle(mut self) -> Self {
        let of_unit = |pair: &[Notion]| matches!(pair, [Notion::Unit, Notion::Price | Notion::Weight]);
        if let Some(at) = self.notions.windows(2).position(of_unit) {
            self.notions.remove(at);
        }
        self
    }

    /// Whether a notion is in the header itself.
    pub(super) fn has(&self, notion: Notion) -> bool {
        self.notions.contains(&notion)
    }
}

fn is_generic(step: &str) -> bool {
    let words = words(step.trim_start_matches('@'));
    words.len() == 1 && GENERIC.contains(&words[0].as_str())
}

/// The steps of a path; a predicate stands for its step where the step is generic, and beside it elsewhere.
fn steps(path: &str) -> Vec<String> {
    let mut steps = Vec::new();
    let mut step = String::new();
    let mut depth = 0_i32;
    for c in path.chars() {
        match c {
            '[' => depth += 1,
            ']' => depth -= 1,
            '/' | '.' if depth == 0 => {
                steps.push(std::mem::take(&mut step));
                continue;
            }
            _ => {}
        }
        step.push(c);
    }
    steps.push(step);
    steps.retain(|step| !step.is_empty());
    steps.iter().map(|step| with_predicate(step)).collect()
}

/// Whether the path leads to the attribute that its own predicate tests: `a[@name='EAN']/@name` holds `EAN`.
fn names_its_element(path: &str) -> bool {
    let Some((above, attribute)) = path.rsplit_once("/@") else { return false };
    above.ends_with(']')
        && above.rsplit_once('[').is_some_and(|(_, predicate)| {
            predicate
                .strip_prefix('@')
                .is_some_and(|rest| rest.strip_prefix(attribute).is_some_and(|rest| rest.starts_with('=')))
        })
}

fn without_predicates(path: &str) -> String {
    let mut depth = 0_i32;
    let mut bare = String::with_capacity(path.len());
    for c in path.chars() {
        match c {
            '[' => depth += 1,
            ']' => depth -= 1,
            c if depth == 0 => bare.push(c),
            _ => {}
        }
    }
    // A namespace prefix says nothing.
    bare.split('/').map(|step| step.rsplit(':').next().unwrap_or(step)).collect::<Vec<_>>().join("/")
}

fn with_predicate(step: &str) -> String {
    // A namespace prefix says nothing.
    let bare = step.split_once('[').map_or(step, |(name, _)| name);
    let name = bare.rsplit(':').next().unwrap_or(bare);
    let Some((_, predicate)) = step.split_once('[') else { return name.to_owned() };
    let Some((_, value)) = predicate.split_once('=') else { return name.to_owned() };
    let value = value.trim_matches(|c: char| matches!(c, '\'' | '"' | ']') || c.is_whitespace());
    if is_generic(name) { value.to_owned() } else { format!("{name} {value}") }
}

/// The folded words of a header.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut previous = ' ';
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        let next_lower = characters.peek().is_some_and(|next| next.is_lowercase());
        let starts = (previous.is_lowercase() && c.is_uppercase())
            || (previous.is_uppercase() && c.is_uppercase() && next_lower && !is_acronym(&word, Some(c)))
            || (previous.is_uppercase() && c.is_lowercase() && is_acronym(&word, None))
            || (previous.is_alphabetic() && c.is_ascii_digit())
            || (previous.is_ascii_digit() && c.is_alphabetic());
        if (!(c.is_alphanumeric() || matches!(c, '°' | '#' | '%')) || starts) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if c.is_alphanumeric() || matches!(c, '°' | '#' | '%') {
            fold(c, &mut word);
        }
        previous = c;
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// Whether the letters so far, and perhaps one more, are an abbreviation that is written in capitals
/// before a word in small letters: `URLimagen`, `EANcode`.
fn is_acronym(word: &str, next: Option<char>) -> bool {
    const ACRONYMS: [&str; 9] = ["url", "ean", "gtin", "upc", "sku", "mpn", "uvp", "ek", "vk"];
    let length = word.len() + next.map_or(0, char::len_utf8);
    let last = next.map(|c| c.to_ascii_lowercase());
    ACRONYMS.iter().any(|acronym| {
        acronym.len() == length
            && acronym.starts_with(word)
            && last.is_none_or(|last| acronym.ends_with(last))
    })
}

/// The notions of a compound (`lagerbestand`, `artikelnummer`, `ekpreis`), if all of it is known words.
fn compound(word: &str) -> Option<Vec<Notion>> {
    if word.len() < 5 || word.len() > 40 || !word.is_ascii() {
        return None;
    }
    split(word, 0)
}

/// Letters that link the parts of a compound.
const LINKS: [&str; 5] = ["", "s", "n", "en", "e"];

fn split(word: &str, depth: usize) -> Option<Vec<Notion>> {
    if depth > 4 {
        return None;
    }
    // The longest first part wins: `warengruppe` is no `ware` + `ngruppe`.
    for end in (2..=word.len()).rev() {
        let (first, rest) = word.split_at(end);
        let Some(meanings) = notions(first).filter(|_| is_part(first)) else { continue };
        if rest.is_empty() {
            return (depth > 0).then(|| meanings.to_vec());
        }
        for link in LINKS {
            let Some(rest) = rest.strip_prefix(link) else { continue };
            if let Some(mut tail) = split(rest, depth + 1) {
                let mut all = meanings.to_vec();
                all.append(&mut tail);
                return Some(all);
            }
        }
    }
    None
}

/// Short words are parts of compounds only where that is common: else `ekpreis` fits, and so does anything.
fn is_part(word: &str) -> bool {
    word.len() > 3
        || matches!(
            word,
            "ek" | "vk"
                | "nr"
                | "id"
                | "ean"
                | "art"
                | "sku"
                | "url"
                | "img"
                | "qty"
                | "uvp"
                | "ref"
                | "min"
                | "kod"
                | "nev"
                | "kep"
                | "tid"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_taken_apart() {
        for (header, expected) in [
            ("Réf. fournisseur", "ref fournisseur"),
            ("supplierArticleId", "supplier article id"),
            ("DESCRIPTION_SHORT", "description short"),
            ("vkNetto", "vk netto"),
            ("EKPreis", "ek preis"),
            ("image1_src", "image 1 src"),
            ("Price, EUR", "price eur"),
            ("EAN13", "ean 13"),
            ("Währung", "wahrung"),
            ("N° artículo", "n° articulo"),
            ("URLimagen_1", "url imagen 1"),
            ("imageURL", "image url"),
            ("EANCode", "ean code"),
            ("VKPreis", "vk preis"),
            ("Größe", "grosse"),
        ] {
            assert_eq!(words(header).join(" "), expected, "{header:?}");
        }
    }

    #[test]
    fn compounds_are_understood() {
        for (word, expected) in [
            ("Lagerbestand", vec![Notion::Stock]),
            ("Artikelnummer", vec![Notion::Item, Notion::Code]),
            ("Hauptartikelnr", vec![Notion::Neutral, Notion::Sku]),
            ("Herstellernummer", vec![Notion::Maker, Notion::Code]),
            ("Lieferantenartikelnummer", vec![Notion::Supplier, Notion::Item, Notion::Code]),
            ("Bildname", vec![Notion::Image, Notion::Name]),
            ("Mindestbestellmenge", vec![Notion::Min, Notion::Order, Notion::Quantity]),
        ] {
            assert_eq!(Header::of_table(word).notions, expected, "{word}");
        }
        assert_eq!(Header::of_table("Zufallswort").unknown, 1);
    }

    #[test]
    fn paths_are_read_from_their_end() {
        let path = Header::of_path("attrs/a[@name='Kod producenta']");
        assert_eq!(path.notions, [Notion::Code, Notion::Maker]);
        let path = Header::of_path("Supplier/@Name");
        assert_eq!(path.notions, [Notion::Supplier, Notion::Name]);
        let path = Header::of_path("Category/Name/@Value");
        assert!(path.has(Notion::Category), "{path:?}");
        let path = Header::of_path("imgs/main/@url");
        assert!(path.has(Notion::Image) && path.has(Notion::Url), "{path:?}");
        let path = Header::of_path("g:image_link");
        assert_eq!(path.notions, [Notion::Image, Notion::Url]);
        let path = Header::of_path("ComponentRelatedItem/ID");
        assert!(path.has(Notion::Related), "{path:?}");
        let path = Header::of_path("RequiredItemLocationQuantity/Price/PriceAmount/@currencyID");
        assert!(path.has(Notion::Currency), "{path:?}");
        let path = Header::of_path("PRODUCT_DETAILS/EAN");
        assert_eq!(path.notions, [Notion::Ean]);
    }
}
