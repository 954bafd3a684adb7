//! Steps on numbers. All of it is decimal arithmetic; a result that no decimal holds is a failure and never an
//! approximation.

use rust_decimal::{Decimal, RoundingStrategy};

use super::{Op, Vat};
use crate::field::Field;
use crate::value::{currency, weight};

/// A step on a number, ready to be taken.
#[derive(Debug)]
pub(super) enum NumberStep {
    Multiply(Decimal),
    Add(Decimal),
    Round(u32),
    /// Puts the tax in.
    Times(Decimal),
    /// Takes the tax out.
    Over(Decimal),
    Unit(weight::Unit),
    Currency(&'static str),
}

impl NumberStep {
    /// The step of an operation, if it is one on numbers; an error names the parameter that is wrong and why.
    pub(super) fn compile(op: &Op) -> Result<Option<Self>, (&'static str, String)> {
        Ok(Some(match op {
            Op::Multiply { by } => Self::Multiply(*by),
            Op::Add { amount } => Self::Add(*amount),
            Op::Round { places } if *places <= 4 => Self::Round(*places),
            Op::Round { .. } => return Err(("places", "must be from 0 to 4".to_owned())),
            Op::Vat { rate, direction } => {
                if rate.is_sign_negative() || *rate > Decimal::ONE_HUNDRED {
                    return Err(("rate", "must be from 0 to 100, in percent".to_owned()));
                }
                let factor = Decimal::ONE + *rate / Decimal::ONE_HUNDRED;
                match direction {
                    Vat::In => Self::Times(factor),
                    Vat::Out => Self::Over(factor),
                }
            }
            Op::Unit { from } => Self::Unit(weight::Unit::parse(from).ok_or_else(|| {
                ("from", format!("{from:?} is no unit of weight: use mg, g, kg, t, oz or lb"))
            })?),
            Op::Currency { to } => Self::Currency(currency::code(to).ok_or_else(|| {
                ("to", format!("{to:?} is no currency: give its ISO 4217 code, such as EUR"))
            })?),
            _ => return Ok(None),
        }))
    }

    /// Whether the step makes sense for a field; if not, what it works on.
    pub(super) fn suits(&self, field: Field) -> Result<(), &'static str> {
        match self {
            Self::Unit(_) if field != Field::Weight => Err("works on weight only"),
            Self::Currency(_) | Self::Times(_) | Self::Over(_)
                if !matches!(field, Field::Price | Field::RetailPrice) =>
            {
                Err("works on price and retail_price only")
            }
            _ if !super::value::is_number(field) => {
                Err("works on numbers: price, retail_price, stock, weight, moq, pack and lead_time")
            }
            _ => Ok(()),
        }
    }

    /// Takes the step on a number. None where the result is too large. Units and currencies need more than a number and
    /// are done by [`super::program`].
    pub(super) fn apply(&self, value: Decimal) -> Option<Decimal> {
        match self {
            Self::Multiply(by) | Self::Times(by) => value.checked_mul(*by),
            Self::Add(amount) => value.checked_add(*amount),
            Self::Over(by) => value.checked_div(*by),
            Self::Round(places) => {
                Some(value.round_dp_with_strategy(*places, RoundingStrategy::MidpointAwayFromZero))
            }
            Self::Unit(unit) => value.checked_mul(unit.kilograms()),
            Self::Currency(_) => Some(value),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn numbers() {
        let vat = |rate, direction| Op::Vat { rate: decimal(rate), direction };
        for (op, value, expected) in [
            (Op::Multiply { by: decimal("1.2") }, "12.50", "15"),
            (Op::Multiply { by: decimal("0.01") }, "1999", "19.99"),
            (Op::Add { amount: decimal("-2.5") }, "2", "-0.5"),
            (Op::Round { places: 2 }, "2.345", "2.35"),
            (Op::Round { places: 0 }, "2.5", "3"),
            (Op::Round { places: 2 }, "-2.345", "-2.35"),
            (vat("20", Vat::Out), "12", "10"),
            (vat("5.5", Vat::In), "100", "105.5"),
            (vat("0", Vat::Out), "12", "12"),
            (Op::Unit { from: "g".into() }, "500", "0.5"),
        ] {
            let step = NumberStep::compile(&op).unwrap().unwrap();
            assert_eq!(
                step.apply(decimal(value)).map(|v| v.normalize()),
                Some(decimal(expected)),
                "{op:?} {value}"
            );
        }
        let step = NumberStep::compile(&Op::Multiply { by: Decimal::TEN }).unwrap().unwrap();
        assert_eq!(step.apply(Decimal::MAX), None);
    }

    #[test]
    fn what_is_wrong_with_a_step() {
        for (op, part) in [
            (Op::Round { places: 5 }, "places"),
            (Op::Vat { rate: decimal("-1"), direction: Vat::In }, "rate"),
            (Op::Vat { rate: decimal("101"), direction: Vat::In }, "rate"),
            (Op::Unit { from: "ell".into() }, "from"),
            (Op::Currency { to: "XYZ".into() }, "to"),
        ] {
            assert_eq!(NumberStep::compile(&op).unwrap_err().0, part, "{op:?}");
        }
    }
}
