//! ANSI ASC X12 price/sales catalogues: transaction set 832.
//!
//! Every `LIN` is a record. Columns are named by segment and qualifier: `LIN VP` (vendor's part number), `LIN MG`
//! (manufacturer's), `LIN UP` (UPC), `PID F` (description), `CTP D01` (price by its code), `PO4 weight`, `CUR`.

use super::edi::{Role, Segment, Separators, Vocabulary};
use super::edifact::unit;

/// The X12 vocabulary.
pub(super) struct Catalog;

impl Vocabulary for Catalog {
    const NAME: &'static str = "an X12 interchange";

    /// The header's fixed form shows them: behind `ISA` the element separator, behind the sixteenth of these the
    /// component separator, and behind that the segment terminator.
    fn separators(head: &str) -> Option<Separators> {
        let rest = head.trim_start().strip_prefix("ISA")?;
        let element = rest.chars().next().filter(|c| !c.is_ascii_alphanumeric())?;
        let (at, _) = rest.char_indices().filter(|&(_, character)| character == element).nth(15)?;
        let mut tail = rest[at..].chars().skip(1);
        let component = tail.next()?;
        let segment = tail.next()?;
        let segment = if segment == '\r' { '\n' } else { segment };
        Some(Separators { segment, element, component, release: None })
    }

    fn role(&self, segment: &Segment) -> Role {
        match segment.tag() {
            "LIN" => Role::Item,
            "CTT" | "SE" | "GE" | "IEA" => Role::End,
            _ => Role::Detail,
        }
    }

    fn values(&self, segment: &Segment, header: bool, add: &mut dyn FnMut(&str, &str)) {
        let qualifier = segment.get(1, 0);
        match segment.tag() {
            "CUR" => add("CUR", segment.get(2, 0)),
            _ if header => {}
            "LIN" => {
                for element in (2..segment.len()).step_by(2) {
                    add(&format!("LIN {}", segment.get(element, 0)), &segment.joined(element + 1, 0));
                }
            }
            "PID" => {
                let kind = segment.get(2, 0);
                let name = if kind.is_empty() {
                    format!("PID {qualifier}")
                } else {
                    format!("PID {qualifier} {kind}")
                };
                add(&name, &segment.joined(5, 0));
            }
            "CTP" => {
                let code = if segment.get(2, 0).is_empty() { qualifier } else { segment.get(2, 0) };
                add(&format!("CTP {code}"), segment.get(3, 0));
                add("CTP unit", segment.get(5, 0));
            }
            "PO4" => {
                add("PO4 pack", segment.get(1, 0));
                let weight = segment.get(6, 0);
                let weight = if weight.is_empty() {
                    String::new()
                } else {
                    format!("{weight} {}", unit(segment.get(7, 0)))
                };
                add("PO4 weight", &weight);
            }
            "MEA" => {
                let value = segment.get(3, 0);
                let value = if value.is_empty() {
                    String::new()
                } else {
                    format!("{value} {}", unit(segment.get(4, 0)))
                };
                add(&format!("MEA {}", segment.get(2, 0)), value.trim());
            }
            "REF" => {
                let value = segment.joined(2, 0);
                let description = segment.joined(3, 0);
                add(&format!("REF {qualifier}"), if value.is_empty() { &description } else { &value });
            }
            "QTY" | "DTM" | "AMT" => add(&format!("{} {qualifier}", segment.tag()), segment.get(2, 0)),
            "G53" | "N1" | "N2" | "N3" | "N4" | "PER" | "LDT" | "FOB" | "ITD" => {}
            tag => add(&format!("{tag} {qualifier}"), &segment.joined(2, 0)),
        }
    }
}
