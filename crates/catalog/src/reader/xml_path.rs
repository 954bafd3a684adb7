//! How the columns of an XML record are named: paths from the record element.
//!
//! `ARTICLE_DETAILS/EAN` is the text of an element, `@id` or `PRICE/@currency` an attribute. Where siblings of one
//! name are told apart by an attribute, the step names it: `attrs/a[@name='EAN']`.

use std::collections::HashMap;

/// Attributes that tell siblings apart, whether or not the element has text of its own.
pub(crate) const DISCRIMINATORS: [&str; 10] = [
    "name",
    "type",
    "price_type",
    "schemeID",
    "schemeName",
    "key",
    "code",
    "label",
    "lang",
    "attribute_code",
];

/// A step with its discriminating attribute.
pub(crate) fn step(path: &mut String, name: &str, discriminator: Option<(&str, &str)>) {
    if !path.is_empty() {
        path.push('/');
    }
    path.push_str(name);
    if let Some((attribute, value)) = discriminator {
        path.push_str("[@");
        path.push_str(attribute);
        path.push_str("='");
        // An apostrophe or a bracket in the value would end the step too early for whoever reads the path.
        path.extend(value.trim().chars().map(|c| if matches!(c, '\'' | '[' | ']') { ' ' } else { c }));
        path.push_str("']");
    }
}

/// For each element's path without predicates, the attribute that the columns tell it apart by.
pub(crate) fn discriminators(columns: &[String]) -> HashMap<String, String> {
    let mut found = HashMap::new();
    for column in columns {
        let mut bare = String::new();
        let mut rest = column.as_str();
        while let Some((before, after)) = rest.split_once("[@") {
            bare.push_str(before);
            let Some((attribute, after)) = after.split_once("='") else { break };
            found.insert(bare.clone(), attribute.to_owned());
            let Some((_, after)) = after.split_once("']") else { break };
            rest = after;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_named_can_be_found_again() {
        let mut path = String::new();
        step(&mut path, "attrs", None);
        step(&mut path, "a", Some(("name", "Maker's [EAN]")));
        assert_eq!(path, "attrs/a[@name='Maker s  EAN ']");
        let found = discriminators(&[path, "b[@type='x']/c[@lang='de']".into()]);
        assert_eq!(found["attrs/a"], "name");
        assert_eq!(found["b"], "type");
        assert_eq!(found["b/c"], "lang");
    }
}
