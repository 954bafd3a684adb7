//! Headers of what an article costs, how much there is of it, and how it comes.

use super::Reading;
use crate::inspect::propose::vocabulary::Notion;
use Notion as N;

pub(super) const PRICE: Reading = Reading {
    rules: &[
        (&[N::Cost, N::Price], 1.0),
        (&[N::Trade, N::Price], 1.0),
        (&[N::Cost], 0.93),
        (&[N::Trade, N::Net], 0.85),
        (&[N::Trade, N::List], 0.8),
        (&[N::Trade, N::Gross], 0.6),
        (&[N::Trade], 0.55),
        (&[N::Own, N::Price], 0.9),
        (&[N::Net, N::Price], 0.86),
        (&[N::Price], 0.72),
        (&[N::Retail, N::Net], 0.62),
        (&[N::Amount], 0.5),
        (&[N::Net, N::Amount], 0.6),
        (&[N::Net], 0.5),
    ],
    neutral: &[N::Item, N::Amount, N::Variant, N::Net, N::Price, N::Own, N::Supplier, N::Trade, N::Cost],
    against: PRICE_AGAINST,
};

pub(super) const RETAIL_PRICE: Reading = Reading {
    rules: &[
        (&[N::Retail, N::Price], 1.0),
        (&[N::Retail, N::Gross], 0.98),
        (&[N::Retail], 0.86),
        (&[N::List, N::Price], 0.84),
        (&[N::Gross, N::Price], 0.8),
        (&[N::Price], 0.62),
        (&[N::Gross], 0.47),
        (&[N::Amount], 0.35),
    ],
    neutral: &[N::Item, N::Amount, N::Variant, N::Gross, N::Price, N::List, N::Retail],
    against: RETAIL_AGAINST,
};

pub(super) const CURRENCY: Reading = Reading {
    rules: &[(&[N::Currency], 1.0)],
    neutral: &[N::Price, N::Code, N::Id, N::Item, N::Amount, N::Retail, N::Cost, N::Unit, N::Name, N::Sale],
    against: &[(N::Date, 0.6), (N::Shipping, 0.5), (N::Tax, 0.4), (N::Related, 0.5), (N::Old, 0.4)],
};

pub(super) const STOCK: Reading = Reading {
    rules: &[
        (&[N::Stock, N::Quantity], 1.0),
        (&[N::Available, N::Quantity], 1.0),
        (&[N::Available, N::Stock], 0.92),
        (&[N::Stock], 0.95),
        (&[N::Quantity], 0.6),
        (&[N::Available], 0.73),
    ],
    neutral: &[N::Item, N::Variant, N::Retail, N::Available, N::Name, N::Count],
    against: &[
        (N::Min, 0.6),
        (N::Max, 0.6),
        (N::Order, 0.45),
        (N::Pack, 0.5),
        (N::Price, 0.8),
        (N::Date, 0.7),
        (N::Unit, 0.35),
        (N::Delivery, 0.5),
        (N::Time, 0.5),
        (N::Status, 0.35),
        (N::Related, 0.7),
        (N::Discount, 0.6),
        (N::Category, 0.6),
        (N::Group, 0.6),
        (N::Country, 0.5),
        (N::Dimension, 0.6),
        (N::Weight, 0.7),
        (N::Code, 0.5),
        (N::Id, 0.6),
        (N::Sub, 0.5),
        (N::Type, 0.5),
        (N::Image, 0.8),
        (N::Url, 0.7),
        (N::Customs, 0.6),
        (N::Meta, 0.6),
        (N::Text, 0.4),
    ],
};

pub(super) const WEIGHT: Reading = Reading {
    rules: &[
        (&[N::Weight], 1.0),
        (&[N::Net, N::Weight], 0.92),
        (&[N::Gross, N::Weight], 0.93),
        (&[N::Shipping, N::Weight], 0.85),
    ],
    neutral: &[N::Item, N::Variant, N::Dimension, N::Net, N::Gross, N::Quantity],
    against: &[
        (N::Unit, 0.65),
        (N::Price, 0.8),
        (N::Pack, 0.3),
        (N::Max, 0.5),
        (N::Min, 0.5),
        (N::Related, 0.7),
        (N::Type, 0.5),
        (N::Cost, 0.7),
        (N::Text, 0.5),
    ],
};

pub(super) const MOQ: Reading = Reading {
    rules: &[
        (&[N::Min, N::Order, N::Quantity], 1.0),
        (&[N::Min, N::Order], 0.88),
        (&[N::Min, N::Quantity], 0.86),
    ],
    neutral: &[N::Item, N::Unit, N::Retail],
    against: &[
        (N::Price, 0.7),
        (N::Stock, 0.5),
        (N::Delivery, 0.5),
        (N::Date, 0.6),
        (N::Amount, 0.6),
        (N::Max, 0.5),
    ],
};

pub(super) const PACK: Reading = Reading {
    rules: &[(&[N::Pack, N::Quantity], 1.0), (&[N::Pack, N::Unit], 0.85), (&[N::Pack], 0.72)],
    neutral: &[N::Item, N::Order, N::Code],
    against: &[
        (N::Price, 0.8),
        (N::Weight, 0.8),
        (N::Dimension, 0.8),
        (N::Ean, 0.8),
        (N::Type, 0.5),
        (N::Min, 0.3),
        (N::Text, 0.4),
        (N::Meta, 0.5),
        (N::Related, 0.6),
        (N::Tax, 0.6),
    ],
};

pub(super) const LEAD_TIME: Reading = Reading {
    rules: &[(&[N::Delivery, N::Time], 1.0), (&[N::Shipping, N::Time], 0.7), (&[N::Order, N::Time], 0.6)],
    neutral: &[N::Item, N::Max, N::Quantity],
    against: &[
        (N::Min, 0.15),
        (N::Price, 0.8),
        (N::Discount, 0.6),
        (N::Date, 0.4),
        (N::Unit, 0.5),
        (N::Related, 0.6),
    ],
};

const PRICE_AGAINST: &[(Notion, f32)] = &[
    (N::Old, 0.6),
    (N::Date, 0.6),
    (N::Discount, 0.6),
    (N::Shipping, 0.8),
    (N::Delivery, 0.6),
    (N::Tax, 0.2),
    (N::Quantity, 0.5),
    (N::Unit, 0.5),
    (N::Type, 0.5),
    (N::Status, 0.5),
    (N::Currency, 0.45),
    (N::Retail, 0.35),
    (N::List, 0.3),
    (N::Gross, 0.15),
    (N::Sale, 0.35),
    (N::Min, 0.35),
    (N::Max, 0.4),
    (N::Group, 0.5),
    (N::Category, 0.5),
    (N::Related, 0.7),
    (N::Code, 0.5),
    (N::Id, 0.5),
    (N::Weight, 0.6),
    (N::Text, 0.4),
    (N::Time, 0.6),
    (N::Per, 0.28),
    (N::Stock, 0.6),
    (N::Part, 0.4),
    (N::Meta, 0.6),
    (N::Name, 0.5),
    (N::Country, 0.5),
];

const RETAIL_AGAINST: &[(Notion, f32)] = &[
    (N::Cost, 0.7),
    (N::Trade, 0.6),
    (N::Own, 0.6),
    (N::Net, 0.18),
    (N::Old, 0.45),
    (N::Date, 0.6),
    (N::Discount, 0.6),
    (N::Shipping, 0.8),
    (N::Delivery, 0.6),
    (N::Tax, 0.1),
    (N::Quantity, 0.5),
    (N::Unit, 0.5),
    (N::Type, 0.5),
    (N::Status, 0.5),
    (N::Currency, 0.45),
    (N::Sale, 0.35),
    (N::Min, 0.35),
    (N::Max, 0.4),
    (N::Group, 0.5),
    (N::Category, 0.5),
    (N::Related, 0.7),
    (N::Code, 0.5),
    (N::Id, 0.5),
    (N::Weight, 0.6),
    (N::Text, 0.4),
    (N::Time, 0.6),
    (N::Per, 0.28),
    (N::Stock, 0.6),
    (N::Meta, 0.6),
    (N::Name, 0.5),
    (N::Country, 0.5),
    (N::Pack, 0.3),
];
