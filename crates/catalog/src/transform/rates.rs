//! Exchange rates of a day.

use std::collections::HashMap;

use rust_decimal::Decimal;

/// Exchange rates as they are on the day of a run: how much of the catalogue's currency one unit of another is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rates {
    base: String,
    rates: HashMap<String, Decimal>,
}

impl Rates {
    /// Rates in units of the catalogue's currency. What is not above zero is no rate.
    pub fn new(catalogue_currency: &str, rates: impl IntoIterator<Item = (String, Decimal)>) -> Self {
        let rates = rates.into_iter().filter(|(_, rate)| *rate > Decimal::ZERO).collect();
        Self { base: catalogue_currency.to_owned(), rates }
    }

    /// Every rate in one text, the same for the same rates: to tell whether any changed.
    pub fn summary(&self) -> String {
        let mut rates: Vec<String> =
            self.rates.iter().map(|(code, rate)| format!("{code} {}", rate.normalize())).collect();
        rates.sort_unstable();
        format!("{}\n{}", self.base, rates.join("\n"))
    }

    fn of(&self, currency: &str) -> Option<Decimal> {
        if currency == self.base { Some(Decimal::ONE) } else { self.rates.get(currency).copied() }
    }

    /// An amount in another currency; an error names the currency that has no rate.
    pub fn convert<'a>(
        &self,
        amount: Decimal,
        from: &'a str,
        to: &'a str,
    ) -> Result<Option<Decimal>, NoRate<'a>> {
        if from == to {
            return Ok(Some(amount));
        }
        let source = self.of(from).ok_or(NoRate(from))?;
        let target = self.of(to).ok_or(NoRate(to))?;
        Ok(amount.checked_mul(source).and_then(|amount| amount.checked_div(target)))
    }
}

/// A currency has no rate on or before the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoRate<'a>(pub &'a str);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_converted_over_the_catalogues_currency() {
        let decimal = |text: &str| text.parse::<Decimal>().unwrap();
        let rates = Rates::new(
            "EUR",
            [
                ("USD".to_owned(), decimal("0.8")),
                ("PLN".to_owned(), decimal("0.25")),
                ("XXX".to_owned(), Decimal::ZERO),
            ],
        );
        let convert = |from, to| {
            rates.convert(Decimal::TEN, from, to).map(|amount| amount.unwrap().normalize().to_string())
        };
        assert_eq!(convert("USD", "EUR"), Ok("8".to_owned()));
        assert_eq!(convert("EUR", "USD"), Ok("12.5".to_owned()));
        assert_eq!(convert("USD", "PLN"), Ok("32".to_owned()));
        assert_eq!(convert("GBP", "GBP"), Ok("10".to_owned()));
        assert_eq!(convert("GBP", "EUR"), Err(NoRate("GBP")));
        assert_eq!(convert("EUR", "XXX"), Err(NoRate("XXX")));
        assert_eq!(rates.convert(Decimal::MAX, "EUR", "PLN"), Ok(None));
    }
}
