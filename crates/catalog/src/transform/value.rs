//! A field's value on its way through the steps: text as the file has it, or a number once a step calculates.

use rust_decimal::Decimal;

use crate::field::Field;
use crate::structure::DecimalStyle;
use crate::value::{currency, number, quantity, stock, weight};

/// A value between two steps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Value {
    /// None.
    #[default]
    Nothing,
    /// As the file, or a text step, writes it.
    Text(String),
    /// A number: an amount, a weight in kilograms, pieces, days.
    Number {
        /// Its value.
        value: Decimal,
        /// The currency that was written beside it.
        currency: Option<&'static str>,
    },
}

impl Value {
    /// A number without a currency.
    pub const fn number(value: Decimal) -> Self {
        Self::Number { value, currency: None }
    }

    /// A text; an empty one is nothing.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.trim().is_empty() { Self::Nothing } else { Self::Text(text) }
    }

    /// The value as text: what a text step works on, and what is read as the field's value in the end.
    pub fn printed(&self, field: Field) -> Option<String> {
        match self {
            Self::Nothing => None,
            Self::Text(text) => Some(text.clone()),
            Self::Number { value, .. } if !is_number(field) => Some(value.normalize().to_string()),
            Self::Number { value, currency } => Some(match (field, currency) {
                (Field::Weight, _) => format!("{} kg", print(*value)),
                (_, Some(currency)) => format!("{} {currency}", print(*value)),
                (_, None) => print(*value),
            }),
        }
    }

    /// The value as a person is shown it.
    pub fn shown(&self) -> Option<String> {
        match self {
            Self::Nothing => None,
            Self::Text(text) => Some(text.clone()),
            Self::Number { value, currency: None } => Some(plain(*value)),
            Self::Number { value, currency: Some(currency) } => Some(format!("{} {currency}", plain(*value))),
        }
    }
}

fn plain(value: Decimal) -> String {
    value.normalize().to_string()
}

/// A number as a text that means the same whatever the file's decimal sign is: `1.2340` rather than `1.234`, in which
/// half of Europe sees a thousand.
pub fn print(value: Decimal) -> String {
    let mut value = value.normalize();
    if value.scale() == 3 {
        value.rescale(4);
    }
    value.to_string()
}

/// What is known of a file's numbers before its first record.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reading {
    /// How it writes decimals.
    pub decimal: DecimalStyle,
    /// The unit of weights that name none.
    pub unit: weight::Unit,
    /// The currency of prices that name none.
    pub default_currency: Option<&'static str>,
}

/// Whether the field's values are numbers.
pub const fn is_number(field: Field) -> bool {
    matches!(
        field,
        Field::Price
            | Field::RetailPrice
            | Field::Stock
            | Field::Weight
            | Field::Moq
            | Field::Pack
            | Field::LeadTime
    )
}

impl Reading {
    /// Reads a text as the number that its field holds. None where it can't be read.
    pub fn number(&self, field: Field, text: &str) -> Option<Value> {
        let whole = |value: i32| Value::number(Decimal::from(value));
        match field {
            Field::Price | Field::RetailPrice => {
                let number = number::parse_decimal(text, self.decimal).ok()?;
                let bare =
                    self.default_currency.filter(|code| number.bare_dollar && currency::is_dollar(code));
                Some(Value::Number { value: number.value, currency: bare.or(number.currency) })
            }
            Field::Weight => weight::parse(text, self.decimal, self.unit).ok().map(Value::number),
            Field::Stock => {
                let stock = stock::parse(text, self.decimal).ok()?;
                Some(if stock.negative {
                    Value::number(negative(text, self.decimal)?)
                } else {
                    whole(stock.pieces)
                })
            }
            Field::Moq | Field::Pack => {
                quantity::parse_count(text, self.decimal).ok().map(|count| whole(count.unwrap_or(0)))
            }
            Field::LeadTime => quantity::parse_days(text).ok().map(whole),
            _ => number::parse_decimal(text, self.decimal).ok().map(|number| Value::number(number.value)),
        }
    }
}

/// A stock below zero as it is: adding to it has to begin there.
fn negative(text: &str, style: DecimalStyle) -> Option<Decimal> {
    number::parse_decimal(text, style).ok().map(|number| number.value)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_printed_number_is_read_back_in_every_style(mantissa in -1_000_000_000_000_i64..1_000_000_000_000, scale in 0_u32..9) {
            let value = Decimal::new(mantissa, scale);
            for style in [DecimalStyle::Auto, DecimalStyle::Comma, DecimalStyle::Point] {
                let read = number::parse_decimal(&print(value), style).map(|number| number.value);
                prop_assert_eq!(read, Ok(value), "{} in {:?}", print(value), style);
            }
        }
    }

    #[test]
    fn numbers_are_read_as_their_field_has_them() {
        let reading =
            Reading { decimal: DecimalStyle::Comma, unit: weight::Unit::Gram, default_currency: Some("CAD") };
        for (field, text, expected) in [
            (Field::Price, "1.234,50 €", Some(("1234.50", Some("EUR")))),
            (Field::Price, "$5", Some(("5", Some("CAD")))),
            (Field::Stock, "en stock", Some(("1", None))),
            (Field::Stock, "-3", Some(("-3", None))),
            (Field::Weight, "500", Some(("0.500", None))),
            (Field::Pack, "x6", Some(("6", None))),
            (Field::LeadTime, "1 semaine", Some(("7", None))),
            (Field::Price, "sur demande", None),
        ] {
            let expected =
                expected.map(|(value, currency)| Value::Number { value: value.parse().unwrap(), currency });
            assert_eq!(reading.number(field, text), expected, "{field} {text:?}");
        }
    }
}
