//! Layouts of shop software and marketplaces that name their columns by their own tables and forms.

use Field as F;

use super::Layout;
use crate::field::Field;

pub(super) const SOFTWARE: [Layout; 4] = [
    Layout {
        name: "Shopware",
        marks: &[
            "ordernumber",
            "mainnumber",
            "price ek",
            "pseudoprice ek",
            "instock",
            "description long",
            "suppliernumber",
            "baseprice ek",
        ],
        needed: 4,
        shop: true,
        fields: &[
            (F::SupplierSku, &["ordernumber"]),
            (F::Name, &["name"]),
            (F::Description, &["description long"]),
            (F::Brand, &["supplier"]),
            // EK is the group of end customers here.
            (F::RetailPrice, &["price ek"]),
            (F::Price, &["purchaseprice", "purchase price", "baseprice ek"]),
            (F::Stock, &["instock"]),
            (F::Mpn, &["suppliernumber"]),
        ],
        ignored: &["mainnumber", "pseudoprice ek", "description", "metatitle"],
    },
    Layout {
        name: "OXID",
        marks: &[
            "oxid",
            "oxartnum",
            "oxtitle",
            "oxprice",
            "oxstock",
            "oxean",
            "oxshortdesc",
            "oxlongdesc",
            "oxparentid",
        ],
        needed: 3,
        shop: true,
        fields: &[
            (F::SupplierSku, &["oxartnum"]),
            (F::Name, &["oxtitle"]),
            (F::Description, &["oxlongdesc", "oxshortdesc"]),
            (F::Ean, &["oxean"]),
            (F::Price, &["oxbprice"]),
            (F::RetailPrice, &["oxprice", "oxtprice"]),
            (F::Stock, &["oxstock"]),
            (F::Images, &["oxpic 1"]),
            (F::Weight, &["oxweight"]),
            (F::Mpn, &["oxmpn"]),
        ],
        ignored: &["oxid", "oxparentid"],
    },
    Layout {
        name: "xt:Commerce or Gambio",
        marks: &["xtsol", "p model", "p stock", "p price no tax", "p ean", "p image", "p weight", "p tax"],
        needed: 4,
        shop: true,
        fields: &[
            (F::SupplierSku, &["p model"]),
            (F::RetailPrice, &["p price no tax", "p price"]),
            (F::Stock, &["p stock"]),
            (F::Mpn, &["p mpn", "p manufacturers model"]),
        ],
        ignored: &["p tax", "p sorting", "p tpl"],
    },
    Layout {
        name: "eBay",
        marks: &[
            "custom label",
            "start price",
            "pic url",
            "condition id",
            "duration",
            "action",
            "site id",
            "dispatch time max",
            "format",
        ],
        needed: 3,
        shop: true,
        fields: &[
            (F::SupplierSku, &["custom label", "custom label sku"]),
            (F::RetailPrice, &["start price", "buy it now price"]),
            (F::Images, &["pic url"]),
            (F::LeadTime, &["dispatch time max"]),
        ],
        ignored: &["condition id", "duration", "format", "store category"],
    },
];
