//! What suppliers call brands and categories, and what those are called here.
//!
//! A value is known by its folded spelling ([`crate::value::fold`]). What was decided for one supplier wins over what
//! holds for all of them. The map is applied to an article before its hash is taken, so that a new decision shows at
//! the next file even for records that say what they said before.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::article::Article;
use crate::field::Field;
use crate::transform::{Value, Witness};
use crate::value::fold::fold_into;

/// What kind of value is mapped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A brand.
    Brand,
    /// A category's path.
    Category,
}

impl Kind {
    /// The kind's name in JSON and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Brand => "brand",
            Self::Category => "category",
        }
    }

    /// The field whose values are of this kind.
    pub const fn field(self) -> Field {
        match self {
            Self::Brand => Field::Brand,
            Self::Category => Field::Category,
        }
    }
}

/// What becomes of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It is what it says.
    Keep,
    /// It is another spelling of this one.
    To(String),
    /// It says nothing.
    Ignore,
}

/// The decisions that hold for a supplier.
#[derive(Clone, Debug, Default)]
pub struct ValueMap {
    brands: HashMap<String, Decision>,
    categories: HashMap<String, Decision>,
}

impl ValueMap {
    /// Adds a decision for a folded value. One that comes later wins: those for every supplier come first.
    pub fn add(&mut self, kind: Kind, value_key: String, decision: Decision) {
        let decisions = match kind {
            Kind::Brand => &mut self.brands,
            Kind::Category => &mut self.categories,
        };
        decisions.insert(value_key, decision);
    }

    /// Whether nothing was decided.
    pub fn is_empty(&self) -> bool {
        self.brands.is_empty() && self.categories.is_empty()
    }

    /// Every decision in one text, the same for the same decisions: to tell whether any changed.
    pub fn summary(&self) -> String {
        use std::fmt::Write as _;
        let mut text = String::new();
        for (kind, decisions) in [(Kind::Brand, &self.brands), (Kind::Category, &self.categories)] {
            let mut sorted: Vec<_> = decisions.iter().collect();
            sorted.sort_unstable_by_key(|(value_key, _)| *value_key);
            for (value_key, decision) in sorted {
                let _ = writeln!(text, "{} {value_key:?} {decision:?}", kind.as_str());
            }
        }
        text
    }

    /// Puts our names in the place of the supplier's.
    pub fn apply(&self, article: &mut Article) {
        self.apply_seen(article, &mut String::new(), &mut ());
    }

    /// The same with a buffer, telling a witness.
    pub(crate) fn apply_seen<W: Witness>(&self, article: &mut Article, folded: &mut String, witness: &mut W) {
        for (kind, decisions, value) in [
            (Kind::Brand, &self.brands, &mut article.brand),
            (Kind::Category, &self.categories, &mut article.category),
        ] {
            let Some(name) = value.as_mut().filter(|_| !decisions.is_empty()) else { continue };
            folded.clear();
            fold_into(name, folded);
            let Some(decision) = decisions.get(folded.as_str()) else { continue };
            if W::LOOKS {
                let after = match decision {
                    Decision::Keep => Value::text(name.as_str()),
                    Decision::To(target) => Value::text(target.as_str()),
                    Decision::Ignore => Value::Nothing,
                };
                witness.mapped(kind.field(), &Value::text(name.as_str()), &after);
            }
            match decision {
                Decision::Keep => {}
                Decision::To(target) => name.clone_from(target),
                Decision::Ignore => *value = None,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_later_decision_wins_and_the_rest_stays() {
        let mut map = ValueMap::default();
        assert!(map.is_empty() && map.summary().is_empty());
        map.add(Kind::Brand, "bosch gmbh".into(), Decision::Ignore);
        map.add(Kind::Brand, "bosch gmbh".into(), Decision::To("Bosch".into()));
        map.add(Kind::Brand, "divers".into(), Decision::Ignore);
        map.add(Kind::Brand, "own".into(), Decision::Keep);
        map.add(Kind::Category, "a/b".into(), Decision::To("C/D".into()));
        for (brand, expected) in
            [("BOSCH  GmbH", Some("Bosch")), ("Divers", None), ("Own", Some("Own")), ("Acme", Some("Acme"))]
        {
            let mut article =
                Article { brand: Some(brand.into()), category: Some("A/B".into()), ..Article::default() };
            map.apply(&mut article);
            assert_eq!(article.brand.as_deref(), expected, "{brand}");
            assert_eq!(article.category.as_deref(), Some("C/D"));
        }
    }
}
