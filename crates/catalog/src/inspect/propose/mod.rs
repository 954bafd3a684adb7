//! Proposes which columns hold which fields, how numbers are written, and what a person should look at.
//!
//! Three kinds of evidence are weighed for every pair of column and field: what the words of the header mean
//! (`words`, `rules`), whether the headers together are those of a known layout (`layouts`), and what the
//! values look like (`profile`, `evidence`). The pairs are then chosen together (`assign`), since a column's meaning
//! depends on its neighbours: the only price of a list is its cost, the dearer of two is the retail price.

mod assign;
mod decimals;
mod evidence;
mod fold;
mod layouts;
mod prices;
mod profile;
mod rules;
mod share;
mod siblings;
#[cfg(test)]
mod tests;
mod vocabulary;
mod warnings;
mod words;

use std::collections::BTreeMap;

use self::layouts::Layout;
use self::profile::Figures;
use self::vocabulary::Notion;
use self::words::Header;
use super::{ColumnProfile, Warning};
use crate::field::Field;
use crate::mapping::{Mapping, Source};
use crate::structure::{DecimalStyle, Format, Structure};

/// How a file may be read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Proposal {
    /// Which columns hold which fields, with a confidence and a reason each; empty where the file is no catalogue.
    pub mapping: Mapping,
    /// How decimal numbers are written.
    pub decimal: DecimalStyle,
    /// What a person should look at.
    pub warnings: Vec<Warning>,
}

/// What is less certain than this is not proposed.
const THRESHOLD: f32 = 0.42;

/// A column, understood.
struct Column<'c> {
    profile: &'c ColumnProfile,
    header: Header,
    figures: Figures,
}

/// Whether every word of a cell is one that headers have, in any language, and not all of them are fillers.
pub(super) fn is_understood(cell: &str) -> bool {
    let header = Header::of_table(cell);
    header.unknown == 0 && header.notions.iter().any(|&notion| notion != Notion::Neutral)
}

/// Proposes a mapping for a file with this structure and these columns.
pub fn propose(structure: &Structure, columns: &[ColumnProfile]) -> Proposal {
    let tabular =
        structure.format.is_tabular() || (structure.format == Format::Xml && structure.header_row > 0);
    let headless = tabular && structure.header_row == 0;
    let columns: Vec<Column> = columns
        .iter()
        .map(|profile| Column {
            profile,
            header: if headless {
                Header::default()
            } else if tabular {
                Header::of_table(&profile.name)
            } else {
                Header::of_path(&profile.name)
            },
            figures: Figures::of(&profile.values),
        })
        .collect();
    let headers: Vec<Header> = columns.iter().map(|column| column.header.clone()).collect();
    let layout = Layout::of(&headers);
    let scores = scores(&columns, layout, headless);
    let mut chosen: BTreeMap<Field, usize> = Field::ALL
        .into_iter()
        .zip(assign::assign(&scores))
        .filter_map(|(field, column)| Some((field, column?)))
        .collect();

    share::settle(&mut chosen, &columns, layout);
    prices::settle(&mut chosen, &columns, layout.is_some_and(|layout| layout.shop));
    name_from_text(&mut chosen, &columns);
    without_price_breaks(&mut chosen, &columns);

    let decimal = decimals::style(&chosen, &columns);
    let mut warnings = Vec::new();
    if !is_catalogue(&chosen, &columns) {
        warnings.push(warnings::not_a_catalogue());
        return Proposal { mapping: Mapping::default(), decimal, warnings };
    }
    let fields = chosen
        .iter()
        .map(|(&field, &at)| {
            let column = &columns[at];
            let score = scores[field as usize][at].max(pair_score(field, column, layout, headless));
            let source = Source {
                source: column.profile.name.clone(),
                index: tabular.then_some(column.profile.index),
                also: siblings::of(field, at, &columns, &chosen),
                confidence: (score.clamp(0.0, 1.0) * 100.0).round() / 100.0,
                reason: reason(field, column, layout),
            };
            (field, source)
        })
        .collect();
    warnings::add(&chosen, &columns, &mut warnings);
    Proposal { mapping: Mapping { fields }, decimal, warnings }
}

/// What speaks for every pair of field (row) and column; 0 where it is too little.
fn scores(columns: &[Column], layout: Option<&Layout>, headless: bool) -> Vec<Vec<f32>> {
    // A sign of a shop's export: texts for search engines, or addresses of product pages.
    let shop = layout.is_some_and(|layout| layout.shop)
        || columns.iter().any(|column| {
            column.header.has(Notion::Meta)
                || (column.header.has(Notion::Url)
                    && !column.header.has(Notion::Image)
                    && column.figures.urls > 0.8
                    && column.figures.pictures < 0.5)
        });
    Field::ALL
        .into_iter()
        .map(|field| {
            columns
                .iter()
                .enumerate()
                .map(|(at, column)| {
                    let mut score = pair_score(field, column, layout, headless);
                    // In a shop's export, a price that isn't called a cost is what the end customer pays.
                    if shop && layout.is_none() && !rules::is_explicit_price(Field::Price, &column.header) {
                        match field {
                            Field::RetailPrice if score > 0.0 => score += 0.15,
                            Field::Price => score -= 0.15,
                            _ => {}
                        }
                    }
                    // Of columns alike, the first.
                    let place = 0.02 * at as f32 / columns.len() as f32;
                    if score < THRESHOLD { 0.0 } else { score - place }
                })
                .collect()
        })
        .collect()
}

fn pair_score(field: Field, column: &Column, layout: Option<&Layout>, headless: bool) -> f32 {
    let by_layout = layout.and_then(|layout| layout.score(field, &column.header));
    let by_header = by_layout.unwrap_or_else(|| rules::score(field, &column.header));
    // A known layout is believed even where a file's few values look odd.
    let fit = evidence::fit(field, &column.figures);
    // One type for all articles is no category; one group may be, as lists are sorted by groups.
    let of_type = column.header.has(Notion::Type)
        && ![Notion::Category, Notion::Group, Notion::Sub].iter().any(|&notion| column.header.has(notion));
    let fit =
        if field == Field::Category && of_type && column.figures.is_constant() { fit * 0.5 } else { fit };
    let least = if column.figures.filled < 20 { 0.75 } else { 0.5 };
    let named = by_header * if by_layout.is_some() { fit.max(least) } else { fit };
    // Values speak for themselves only where the header doesn't say that it is something else.
    let is_other = by_layout == Some(0.0) || (by_header == 0.0 && says_something_else(field, &column.header));
    let alone = if is_other { 0.0 } else { evidence::alone(field, &column.figures, headless) };
    named.max(alone)
}

/// Whether a header is clearly about something that a field isn't, whatever the values look like.
fn says_something_else(field: Field, header: &Header) -> bool {
    let others: &[Notion] = match field {
        Field::Ean => &[
            Notion::Pack,
            Notion::Parent,
            Notion::Related,
            Notion::Customs,
            Notion::Price,
            Notion::Date,
            Notion::Url,
            Notion::Sku,
        ],
        Field::Weight => &[
            Notion::Price,
            Notion::Pack,
            Notion::Related,
            Notion::Feature,
            Notion::Dimension,
            Notion::Max,
            Notion::Min,
        ],
        Field::Images => &[
            Notion::Thumb,
            Notion::Brand,
            Notion::Seller,
            Notion::Related,
            Notion::Other,
            Notion::Alt,
            Notion::Maker,
            Notion::Category,
        ],
        _ => &[],
    };
    others.iter().any(|&notion| header.has(notion) || header.context.contains(&notion))
}

/// A quantity that only goes up, or only down, while the article stays the same is where the next price begins, and no stock.
fn without_price_breaks(chosen: &mut BTreeMap<Field, usize>, columns: &[Column]) {
    let Some(&at) = chosen.get(&Field::Stock) else { return };
    let header = &columns[at].header;
    if header.has(Notion::Stock) || header.has(Notion::Available) {
        return;
    }
    let amounts = &columns[at].figures.amounts;
    let goes_one_way_within = |key: &Column| {
        let rows: Vec<usize> = (0..amounts.len()).collect();
        let values = &key.profile.values;
        let runs = rows
            .chunk_by(|&a, &b| !values[a].is_empty() && values[a] == values[b])
            .filter(|run| run.len() > 2);
        let mut steps = 0;
        for run in runs {
            let up = |pair: &[usize]| amounts[pair[0]].is_some() && amounts[pair[0]] < amounts[pair[1]];
            let down = |pair: &[usize]| amounts[pair[1]].is_some() && amounts[pair[0]] > amounts[pair[1]];
            if !run.windows(2).all(up) && !run.windows(2).all(down) {
                return false;
            }
            steps += run.len() - 1;
        }
        steps > 3
    };
    let keys = columns.iter().filter(|column| {
        rules::score(Field::SupplierSku, &column.header) > 0.45 || column.header.has(Notion::Dimension)
    });
    if keys.filter(|key| !key.figures.is_constant()).any(goes_one_way_within) {
        chosen.remove(&Field::Stock);
    }
}

/// A list without a column for names has them in what it calls a description, if that is short, or in the first
/// column of texts that are all different.
fn name_from_text(chosen: &mut BTreeMap<Field, usize>, columns: &[Column]) {
    if chosen.contains_key(&Field::Name) {
        return;
    }
    if let Some(&at) = chosen.get(&Field::Description) {
        let figures = &columns[at].figures;
        if figures.length < 1000.0 && figures.html < 0.1 && evidence::fit(Field::Name, figures) > 0.4 {
            chosen.insert(Field::Name, at);
            // A longer text is both.
            if figures.length < 60.0 {
                chosen.remove(&Field::Description);
            }
        }
        return;
    }
    let identified = chosen.contains_key(&Field::SupplierSku) || chosen.contains_key(&Field::Ean);
    let priced = chosen.contains_key(&Field::Price) || chosen.contains_key(&Field::RetailPrice);
    let like_names = |column: &Column| {
        let figures = &column.figures;
        figures.letters > 0.8
            && figures.spaced > 0.5
            && figures.distinct > 0.8
            && figures.html < 0.1
            && figures.length > 6.0
            && figures.length < 150.0
            && figures.urls < 0.1
            && figures.dates < 0.1
            && figures.filled * 3 > figures.rows
    };
    let free = |at: usize| !chosen.iter().any(|(&field, &taken)| taken == at && field != Field::Category);
    let about_else = |column: &Column| {
        [
            Notion::Meta,
            Notion::Supplier,
            Notion::Country,
            Notion::Shipping,
            Notion::Delivery,
            Notion::Seller,
            Notion::Other,
        ]
        .into_iter()
        .any(|notion| column.header.has(notion) || column.header.context.contains(&notion))
    };
    if identified
        && priced
        && let Some(at) =
            (0..columns.len()).find(|&at| free(at) && like_names(&columns[at]) && !about_else(&columns[at]))
    {
        chosen.retain(|_, &mut taken| taken != at);
        chosen.insert(Field::Name, at);
    }
}

/// Whether the columns found make up a catalogue: something that identifies articles and something about them.
fn is_catalogue(chosen: &BTreeMap<Field, usize>, columns: &[Column]) -> bool {
    let has = |field: Field| chosen.get(&field).is_some_and(|&at| !columns[at].figures.is_empty());
    // GTINs alone are enough, as nothing but goods has them.
    if has(Field::Ean)
        && columns[chosen[&Field::Ean]].figures.gtin_like.max(columns[chosen[&Field::Ean]].figures.gtins)
            > 0.3
    {
        return true;
    }
    // A tree of categories has names, texts and pictures too.
    let priced =
        [Field::Price, Field::RetailPrice, Field::Stock, Field::Brand, Field::Weight].into_iter().any(has);
    let tree = |column: &Column| {
        column.header.has(Notion::Parent)
            && (column.header.has(Notion::Id) || column.header.has(Notion::Category))
    };
    if !priced && columns.iter().any(tree) {
        return false;
    }
    let identified = has(Field::SupplierSku) || has(Field::Ean) || has(Field::Mpn) || has(Field::Name);
    let about = [
        Field::Name,
        Field::Description,
        Field::Brand,
        Field::Category,
        Field::Price,
        Field::RetailPrice,
        Field::Stock,
        Field::Weight,
        Field::Images,
    ];
    let others = about.into_iter().filter(|&field| has(field)).count();
    let needed = if has(Field::SupplierSku) || has(Field::Ean) || has(Field::Mpn) { 1 } else { 2 };
    identified && others >= needed
}

fn reason(field: Field, column: &Column, layout: Option<&Layout>) -> String {
    let name = &column.profile.name;
    let values = evidence::in_words(field, &column.figures);
    match layout.filter(|layout| layout.score(field, &column.header).is_some_and(|score| score > 0.0)) {
        Some(layout) => format!("{:?} holds it in the layout of {}; {values}", name, layout.name),
        None if rules::score(field, &column.header) > 0.0 => format!("header says {name:?}; {values}"),
        None => values,
    }
}
