//! Which columns of a file hold which fields of an article.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::field::Field;

/// Where the values of a field come from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Source {
    /// The column's header, or the path inside a record (`ARTICLE_DETAILS/EAN`, `attrs/a[@name='EAN']`, `meta.barcode`).
    pub source: String,
    /// 0-based index of the column, for tabular files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub index: Option<usize>,
    /// Further columns whose values are joined to this one's: images 2…n, category levels.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
    /// How certain the proposal is, 0 to 1; 1 where a person decided.
    #[serde(default = "certain")]
    pub confidence: f32,
    /// Why, in words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

fn certain() -> f32 {
    1.0
}

/// A field's source as people write it: the whole object, or just the column's header.
#[derive(Deserialize)]
#[serde(untagged)]
enum WrittenSource {
    Header(String),
    Source(Source),
}

/// Which columns hold which fields.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Mapping {
    /// The mapped fields; a field that is not there has no source.
    #[serde(deserialize_with = "written")]
    pub fields: BTreeMap<Field, Source>,
}

fn written<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<Field, Source>, D::Error> {
    let written = BTreeMap::<Field, Option<WrittenSource>>::deserialize(deserializer)?;
    Ok(written
        .into_iter()
        .filter_map(|(field, source)| match source? {
            WrittenSource::Header(header) => Some((field, Source::decided(header))),
            WrittenSource::Source(source) => Some((field, source)),
        })
        .collect())
}

impl Source {
    /// A source that a person decided, by the column's name.
    pub fn decided(source: impl Into<String>) -> Self {
        Self { source: source.into(), index: None, also: Vec::new(), confidence: 1.0, reason: String::new() }
    }
}

impl Mapping {
    /// The source of a field.
    pub fn get(&self, field: Field) -> Option<&Source> {
        self.fields.get(&field)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_alone_is_a_source() {
        let mapping: Mapping =
            serde_json::from_str(r#"{"ean":"EAN13","name":{"source":"Titre","index":2},"brand":null}"#)
                .unwrap();
        assert_eq!(mapping.get(Field::Ean), Some(&Source::decided("EAN13")));
        assert_eq!(mapping.get(Field::Name).unwrap().index, Some(2));
        assert_eq!(mapping.get(Field::Brand), None);
    }
}
