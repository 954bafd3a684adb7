//! UN/EDIFACT price catalogues: PRICAT (ISO 9735 syntax, EANCOM guide).
//!
//! Every `LIN` is a record. Columns are named by segment and qualifier: `LIN item number`, `PIA+1 (SA)` (the
//! supplier's article number), `IMD+F` (description), `PRI+AAA` (net price), `PRI+AAB` (gross), `PRI+AAE`
//! (recommended retail), `CUX+2` (currency, from the message header), `MEA+PD+AAA` (net weight), `QTY+…`, `FTX+…`.

use super::edi::{Role, Segment, Separators, Vocabulary};

/// The EDIFACT vocabulary.
pub(super) struct Prices;

impl Vocabulary for Prices {
    const NAME: &'static str = "an EDIFACT interchange";

    fn separators(head: &str) -> Option<Separators> {
        let head = head.trim_start();
        if let Some(advice) = head.strip_prefix("UNA") {
            // Service string advice: component, element, decimal mark, release, reserved, segment.
            let characters: Vec<char> = advice.chars().take(6).collect();
            let [component, element, _, release, _, segment] = characters.try_into().ok()?;
            let release = (release != ' ').then_some(release);
            return Some(Separators { segment, element, component, release });
        }
        head.starts_with("UNB").then_some(Separators {
            segment: '\'',
            element: '+',
            component: ':',
            release: Some('?'),
        })
    }

    fn role(&self, segment: &Segment) -> Role {
        match segment.tag() {
            "LIN" => Role::Item,
            "UNS" | "UNT" | "UNZ" => Role::End,
            _ => Role::Detail,
        }
    }

    fn values(&self, segment: &Segment, header: bool, add: &mut dyn FnMut(&str, &str)) {
        let qualifier = segment.get(1, 0);
        match segment.tag() {
            "CUX" => add(&format!("CUX+{qualifier}"), segment.get(1, 1)),
            "NAD" if header => add(&format!("NAD+{qualifier}"), segment.get(2, 0)),
            // What else the header says (references, dates of the message) is about the message.
            _ if header => {}
            "LIN" => {
                add("LIN item number", segment.get(3, 0));
                add("LIN line", segment.get(1, 0));
            }
            "PIA" => {
                for element in 2..segment.len() {
                    let kind = segment.get(element, 1);
                    add(&format!("PIA+{qualifier} ({kind})"), segment.get(element, 0));
                }
            }
            "IMD" => {
                let text = segment.joined(3, 3);
                add(&format!("IMD+{qualifier}"), if text.is_empty() { segment.get(3, 0) } else { &text });
            }
            "FTX" => add(&format!("FTX+{qualifier}"), &segment.joined(4, 0)),
            "MEA" => {
                let value = segment.get(3, 1);
                let unit = unit(segment.get(3, 0));
                let value = if value.is_empty() { String::new() } else { format!("{value} {unit}") };
                add(&format!("MEA+{qualifier}+{}", segment.get(2, 0)), value.trim());
            }
            "TAX" => {
                let rate = segment.get(5, 3);
                add(&format!("TAX+{qualifier}+{}", segment.get(2, 0)), rate);
            }
            "PRI" | "QTY" | "DTM" | "RFF" | "MOA" | "PCD" => {
                add(&format!("{}+{qualifier}", segment.tag()), segment.get(1, 1));
            }
            "UNH" | "BGM" | "UNB" | "UNA" => {}
            tag => {
                let rest: Vec<String> = (2..segment.len())
                    .map(|element| segment.joined(element, 0))
                    .filter(|text| !text.is_empty())
                    .collect();
                if rest.is_empty() {
                    add(tag, qualifier);
                } else if qualifier.is_empty() {
                    add(tag, &rest.join(" "));
                } else {
                    add(&format!("{tag}+{qualifier}"), &rest.join(" "));
                }
            }
        }
    }
}

/// The usual sign of a unit of UN/ECE Recommendation 20.
pub(super) fn unit(code: &str) -> &str {
    match code {
        "GRM" => "g",
        "KGM" => "kg",
        "MGM" => "mg",
        "TNE" => "t",
        "LBR" | "LB" => "lb",
        "ONZ" | "OZ" => "oz",
        "MMT" => "mm",
        "CMT" => "cm",
        "MTR" => "m",
        "LTR" => "l",
        "MLT" => "ml",
        other => other,
    }
}
