//! Offers: suppliers' articles, side by side under the product they are.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde::Serialize;
use sqlx::FromRow;

use crate::databases::CatalogDb;

/// An offer with its supplier's name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, FromRow)]
pub struct Offer {
    /// Its id.
    pub id: i64,
    /// Whose it is.
    pub supplier_id: i64,
    /// The supplier's code.
    pub supplier_code: String,
    /// The supplier's name.
    pub supplier_name: String,
    /// The supplier's number for it.
    pub supplier_sku: String,
    /// What we pay for a unit.
    pub cost: Option<Decimal>,
    /// In what.
    pub currency: Option<String>,
    /// What an end customer is expected to pay.
    pub retail_price: Option<Decimal>,
    /// Pieces in stock.
    pub stock: Option<i32>,
    /// The least that can be ordered.
    pub moq: Option<i32>,
    /// Units in a pack.
    pub pack: Option<i32>,
    /// Days until delivery.
    pub lead_time_days: Option<i32>,
    /// Whether the supplier still sells it.
    pub is_active: bool,
    /// The run that wrote the present values.
    pub run_id: i64,
    /// The record that they came from.
    pub record: i64,
    /// When it came.
    pub created_at: DateTime<Utc>,
    /// When it changed last.
    pub updated_at: DateTime<Utc>,
}

/// Why an offer is the best one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BestReason {
    /// There is no other.
    OnlyOffer,
    /// The lowest cost among those in stock.
    LowestInStock,
    /// The lowest cost; none is in stock.
    LowestCost,
    /// None has a cost that can be compared, this one is in stock.
    InStock,
}

impl BestReason {
    /// The reason's stable code.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OnlyOffer => "only_offer",
            Self::LowestInStock => "lowest_in_stock",
            Self::LowestCost => "lowest_cost",
            Self::InStock => "in_stock",
        }
    }
}

/// A product's offers: those for sale first, then by cost.
pub async fn of_product(db: &CatalogDb, product_id: i64) -> sqlx::Result<Vec<Offer>> {
    sqlx::query_as(
        "select o.id, o.supplier_id, coalesce(s.code, '?') as supplier_code, coalesce(s.name, '?') as supplier_name,
           o.supplier_sku, o.cost, o.currency::text, o.retail_price, o.stock, o.moq, o.pack, o.lead_time_days,
           o.status = 1 as is_active, o.run_id, o.record, o.created_at, o.updated_at
         from offers o left join suppliers s on s.id = o.supplier_id
         where o.product_id = $1 order by o.status, o.cost nulls last, o.id limit 1000",
    )
    .bind(product_id)
    .fetch_all(db.pool())
    .await
}

/// The best of a product's offers and why: the lowest cost in the catalogue's currency among those in stock, else the
/// lowest cost; what is discontinued never is. The oldest wins where costs are equal.
///
/// `chosen` is `products.best_offer_id`, which the last run set by the same rule; it is asked first, so that a
/// product's page doesn't contradict the list.
pub fn best(offers: &[Offer], chosen: Option<i64>, currency: &str) -> Option<(i64, BestReason)> {
    let for_sale: Vec<&Offer> = offers.iter().filter(|offer| offer.is_active).collect();
    let cost =
        |offer: &Offer| offer.cost.filter(|_| offer.currency.as_deref().is_none_or(|own| own == currency));
    let in_stock = |offer: &Offer| offer.stock.is_some_and(|stock| stock > 0);
    let best = for_sale.iter().copied().find(|offer| Some(offer.id) == chosen).or_else(|| {
        for_sale
            .iter()
            .copied()
            .filter(|offer| cost(offer).is_some())
            .min_by_key(|offer| (!in_stock(offer), cost(offer), offer.id))
    })?;
    let reason = match (for_sale.len(), in_stock(best), cost(best).is_some()) {
        (1, ..) => BestReason::OnlyOffer,
        (_, true, true) => BestReason::LowestInStock,
        (_, true, false) => BestReason::InStock,
        (_, false, _) => BestReason::LowestCost,
    };
    Some((best.id, reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offer(id: i64, cost: &str, currency: &str, stock: Option<i32>, is_active: bool) -> Offer {
        Offer {
            id,
            supplier_id: id,
            supplier_code: String::new(),
            supplier_name: String::new(),
            supplier_sku: String::new(),
            cost: cost.parse().ok(),
            currency: Some(currency.to_owned()),
            retail_price: None,
            stock,
            moq: None,
            pack: None,
            lead_time_days: None,
            is_active,
            run_id: 1,
            record: 1,
            created_at: DateTime::UNIX_EPOCH,
            updated_at: DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn stock_comes_before_cost() {
        let offers = [
            offer(1, "1.00", "EUR", Some(0), true),
            offer(2, "1.50", "EUR", Some(3), true),
            offer(3, "1.40", "EUR", None, true),
            offer(4, "0.10", "USD", Some(9), true),
            offer(5, "0.20", "EUR", Some(9), false),
        ];
        assert_eq!(best(&offers, None, "EUR"), Some((2, BestReason::LowestInStock)));
        assert_eq!(best(&offers, Some(3), "EUR"), Some((3, BestReason::LowestCost)));
        assert_eq!(
            best(&offers, Some(5), "EUR"),
            Some((2, BestReason::LowestInStock)),
            "discontinued never is"
        );
    }

    #[test]
    fn without_stock_the_lowest_cost_wins_and_the_older_of_two() {
        let offers = [
            offer(1, "2.00", "EUR", None, true),
            offer(2, "1.00", "EUR", Some(0), true),
            offer(3, "1.0", "EUR", None, true),
        ];
        assert_eq!(best(&offers, None, "EUR"), Some((2, BestReason::LowestCost)));
        assert_eq!(best(&offers[..1], None, "EUR"), Some((1, BestReason::OnlyOffer)));
        assert_eq!(best(&[offer(1, "", "EUR", Some(1), true)], None, "EUR"), None);
        assert_eq!(best(&[], None, "EUR"), None);
    }
}
