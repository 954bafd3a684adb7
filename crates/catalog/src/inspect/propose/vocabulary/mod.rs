//! What suppliers call things: each word stands for a notion.
//!
//! English, German, French, Spanish, Italian, Portuguese, Dutch, Polish, Czech, Slovak, Ukrainian, Russian, Romanian,
//! Hungarian, Swedish, Danish and Norwegian; the commonest of Finnish, Turkish, Greek, Croatian and Bulgarian.
//!
//! Words are folded (lower case, no accents; see `words`). Compounds of Germanic languages needn't be
//! here: `Lagerbestand` is taken apart into words that are. Of languages that inflect, a word's stem is enough
//! (`производителя`). Some words mean something only together (`P.A. HT`, `Bar code`, `s DPH`): those are phrases.

mod goods;
mod phrases;
mod stems;
mod trade;

use std::collections::HashMap;
use std::sync::LazyLock;

/// What a word in a header means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Notion {
    /// Says nothing: articles, prepositions, units, currencies, languages, `product`'s attributes.
    Neutral,
    Item,
    Code,
    Id,
    Sku,
    Name,
    Text,
    Short,
    Long,
    Ean,
    Brand,
    Maker,
    Category,
    Group,
    Type,
    Sub,
    Collection,
    Price,
    Amount,
    /// What we pay, by itself.
    Cost,
    /// What dealers pay, beside a word for prices.
    Trade,
    Net,
    Gross,
    Retail,
    List,
    Sale,
    Old,
    Currency,
    Stock,
    Available,
    Quantity,
    Count,
    Unit,
    Image,
    Url,
    Thumb,
    Alt,
    Weight,
    Mpn,
    Part,
    Model,
    Min,
    Max,
    Order,
    Pack,
    Delivery,
    Time,
    Shipping,
    Tax,
    Discount,
    Date,
    Supplier,
    Seller,
    Meta,
    Variant,
    Feature,
    Status,
    Country,
    Dimension,
    Customs,
    Related,
    Parent,
    /// Per weight or volume, as a basic price has it.
    Per,
    Own,
    /// Something that none of our fields holds.
    Other,
}

/// The notions of every word.
static NOTIONS: LazyLock<HashMap<&'static str, Vec<Notion>>> = LazyLock::new(|| {
    let mut notions: HashMap<&str, Vec<Notion>> = HashMap::new();
    for &(notion, words) in goods::GOODS.iter().chain(trade::TRADE) {
        for word in words.split_whitespace() {
            notions.insert(word, vec![notion]);
        }
    }
    notions.extend(phrases::COMPOUNDS.iter().map(|&(word, meanings)| (word, meanings.to_vec())));
    notions
});

/// What a folded word means; none if it isn't known.
pub(super) fn notions(word: &str) -> Option<&'static [Notion]> {
    NOTIONS.get(word).map(Vec::as_slice)
}

/// What a folded word means by its stem.
pub(super) fn by_stem(word: &str) -> Option<&'static [Notion]> {
    stems::STEMS
        .iter()
        .find(|(_, stems)| stems.iter().any(|stem| is_inflected(word, stem)))
        .map(|(notion, _)| notion.as_slice())
}

/// Whether a word is its stem and an ending.
fn is_inflected(word: &str, stem: &str) -> bool {
    word.strip_prefix(stem).is_some_and(|ending| ending.chars().count() <= 4)
}

/// The longest phrase that folded words begin with: how many words it has, and what it means.
pub(super) fn phrase(words: &[String]) -> Option<(usize, &'static [Notion])> {
    static PHRASES: LazyLock<HashMap<&'static str, &'static [Notion]>> = LazyLock::new(|| {
        phrases::PHRASES
            .iter()
            .flat_map(|&(phrases, meanings)| phrases.split('|').map(move |phrase| (phrase, meanings)))
            .collect()
    });
    (2..=words.len().min(4)).rev().find_map(|length| {
        PHRASES.get(words[..length].join(" ").as_str()).map(|&meanings| (length, meanings))
    })
}
