//! Headers compared: the same in another spelling, alike in their words, on the same terms.

use crate::value::fold::fold;
use crate::value::{currency, weight};

/// A header without what differs between spellings: capitals, accents, blanks, punctuation. Empty where nothing is left.
pub fn fold_header(header: &str) -> String {
    let mut folded = fold(header);
    folded.retain(char::is_alphanumeric);
    folded
}

fn words(header: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut last = ' ';
    for character in header.chars() {
        // `prixAchat` is two words.
        let border = !character.is_alphanumeric() || (last.is_lowercase() && character.is_uppercase());
        if border && !word.is_empty() {
            words.push(fold(&std::mem::take(&mut word)));
        }
        if character.is_alphanumeric() {
            word.push(character);
        }
        last = character;
    }
    if !word.is_empty() {
        words.push(fold(&word));
    }
    words
}

/// How alike the words of two headers are, 0 to 1. Of a path, the last step counts most.
pub(super) fn likeness(one: &str, two: &str) -> f32 {
    let last = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
    let whole = overlap(&words(one), &words(two));
    let step = overlap(&words(&last(one)), &words(&last(two)));
    whole.max(0.9 * step)
}

/// Dice's coefficient; a word that begins another counts as most of it.
fn overlap(one: &[String], two: &[String]) -> f32 {
    if one.is_empty() || two.is_empty() {
        return 0.0;
    }
    let share = |word: &String| {
        two.iter()
            .map(|other| match (word == other, word.len().min(other.len())) {
                (true, _) => 1.0,
                (false, length)
                    if length >= 3
                        && (word.starts_with(other.as_str()) || other.starts_with(word.as_str())) =>
                {
                    0.8
                }
                _ => 0.0,
            })
            .fold(0.0, f32::max)
    };
    let common: f32 = one.iter().map(share).sum();
    (2.0 * common / (one.len() + two.len()) as f32).min(1.0)
}

/// Words that say on which terms a price is, in the languages of the catalogues.
const WITHOUT_TAX: [&str; 22] = [
    "ht",
    "net",
    "netto",
    "excl",
    "exc",
    "exvat",
    "excluding",
    "sans",
    "hors",
    "zzgl",
    "senza",
    "sin",
    "zonder",
    "bez",
    "без",
    "neto",
    "netta",
    "nett",
    "exkl",
    "ohne",
    "exclusief",
    "wholesale",
];
const WITH_TAX: [&str; 22] = [
    "ttc",
    "brutto",
    "gross",
    "brut",
    "incl",
    "inc",
    "incvat",
    "including",
    "inkl",
    "mit",
    "con",
    "met",
    "avec",
    "inclusief",
    "brutta",
    "lordo",
    "bruto",
    "pvp",
    "rrp",
    "uvp",
    "msrp",
    "с",
];

/// What a header says beside its subject that makes other numbers of the same values: currency, tax, unit.
pub(super) fn qualifiers(header: &str) -> Vec<String> {
    let mut found = Vec::new();
    found.extend(currency::in_header(header).map(str::to_owned));
    found.extend(weight::Unit::in_header(header).map(|unit| format!("{unit:?}")));
    for word in words(header) {
        if WITHOUT_TAX.contains(&word.as_str()) {
            found.push("without tax".to_owned());
        } else if WITH_TAX.contains(&word.as_str()) {
            found.push("with tax".to_owned());
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_a_header_fold_alike() {
        for spelling in ["Prix d'achat", "PRIX D’ACHAT", "prix_d_achat", " Prix  d' achat:"] {
            assert_eq!(fold_header(spelling), "prixdachat", "{spelling}");
        }
        assert_eq!(fold_header("Référence"), fold_header("REFERENCE"));
        assert_eq!(fold_header("№ "), "№".chars().filter(|c| c.is_alphanumeric()).collect::<String>());
    }

    #[test]
    fn headers_with_common_words_are_alike() {
        assert!(likeness("Stock", "Stock disponible") > 0.6);
        assert!(likeness("qty", "Quantity") < likeness("Quantity", "Quantity in stock"));
        assert!(likeness("prixAchat", "prix achat") > 0.9);
        assert!(likeness("ARTICLE/DETAILS/EAN", "PRODUCT/EAN") > 0.85);
        assert!(likeness("Price", "Brand") < 0.001);
    }

    #[test]
    fn terms_of_a_price() {
        assert_eq!(qualifiers("Prix HT"), qualifiers("Price (excl. VAT)"));
        assert_ne!(qualifiers("Prix HT"), qualifiers("Prix TTC"));
        assert_ne!(qualifiers("Price EUR"), qualifiers("Price USD"));
        assert_ne!(qualifiers("Weight (kg)"), qualifiers("Weight (g)"));
        assert_eq!(qualifiers("Prix d'achat"), Vec::<String>::new());
    }
}
