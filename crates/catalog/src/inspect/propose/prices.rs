//! Which of a list's prices is ours and which the end customer's.

use std::collections::BTreeMap;

use super::Column;
use super::rules::is_explicit_price;
use crate::field::Field;

/// Settles what headers leave open by comparing amounts: nobody sells below cost.
pub(super) fn settle(chosen: &mut BTreeMap<Field, usize>, columns: &[Column], shop: bool) {
    let (Some(&price), Some(&retail)) = (chosen.get(&Field::Price), chosen.get(&Field::RetailPrice)) else {
        return;
    };
    let cost_is_named = is_explicit_price(Field::Price, &columns[price].header);
    let retail_is_named = is_explicit_price(Field::RetailPrice, &columns[retail].header);
    let Comparison { both, dearer, cheaper } = Comparison::of(&columns[price], &columns[retail]);
    if both < 3 {
        return;
    }
    let mostly = |part: usize| part * 10 >= both * 8;
    let swapped_names = is_explicit_price(Field::Price, &columns[retail].header)
        || is_explicit_price(Field::RetailPrice, &columns[price].header);
    if mostly(cheaper) && !cost_is_named && (!retail_is_named || swapped_names) {
        chosen.insert(Field::Price, retail);
        chosen.insert(Field::RetailPrice, price);
    } else if !mostly(dearer) && !cost_is_named {
        // Two prices that differ in neither way: a second list or a promotion. The named one counts, or the first.
        let kept = if retail_is_named { retail } else { price.min(retail) };
        chosen.remove(&Field::Price);
        chosen.remove(&Field::RetailPrice);
        chosen.insert(if shop || retail_is_named { Field::RetailPrice } else { Field::Price }, kept);
    }
}

/// In how many records the retail price is above, or below, the cost.
struct Comparison {
    both: usize,
    dearer: usize,
    cheaper: usize,
}

impl Comparison {
    fn of(price: &Column, retail: &Column) -> Self {
        let mut comparison = Self { both: 0, dearer: 0, cheaper: 0 };
        for (cost, retail) in price.figures.amounts.iter().zip(&retail.figures.amounts) {
            let (Some(cost), Some(retail)) = (cost, retail) else { continue };
            if cost.is_zero() || retail.is_zero() {
                continue;
            }
            comparison.both += 1;
            comparison.dearer += usize::from(retail > cost);
            comparison.cheaper += usize::from(retail < cost);
        }
        comparison
    }
}
