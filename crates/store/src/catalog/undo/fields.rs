//! The values that a run may have written, and how each is compared, shown and put back.
//!
//! The SQL here speaks of these rows: `c`, what is taken back, with `wrote` and `put`, its values after and before by
//! field (and `wrote_exact`, `put_exact` where a text isn't exact); `o` and `p`, offer and product as they are, with
//! `b` and `g`, brand and category; `l`, what came later; `s`, a step that was found possible.

/// A value of an offer or product.
#[derive(Clone, Copy, Debug)]
pub(super) struct Value {
    /// Its name in changes.
    pub name: &'static str,
    /// It is an offer's, and nobody can lock it.
    pub of_offer: bool,
    /// The present value, as a text.
    now: &'static str,
    /// What tells values apart: the present one, and the type of it in `exact`; None where the text does.
    exact: Option<&'static str>,
    /// Its columns, with their new values out of `s.back` and `s.put_exact`.
    pub columns: &'static [(&'static str, &'static str)],
}

const fn of_offer(
    name: &'static str,
    now: &'static str,
    columns: &'static [(&'static str, &'static str)],
) -> Value {
    Value { name, of_offer: true, now, exact: None, columns }
}

const fn of_product(
    name: &'static str,
    now: &'static str,
    columns: &'static [(&'static str, &'static str)],
) -> Value {
    Value { name, of_offer: false, now, exact: None, columns }
}

/// Every value. Its names are those of [`catalog::field::Field`], and `status`.
pub(super) const VALUES: [Value; 16] = [
    of_offer("price", "o.cost::text", &[("cost", "(s.back ->> 'price')::numeric")]),
    of_offer("currency", "o.currency::text", &[("currency", "s.back ->> 'currency'")]),
    of_offer(
        "retail_price",
        "o.retail_price::text",
        &[("retail_price", "(s.back ->> 'retail_price')::numeric")],
    ),
    of_offer("stock", "o.stock::text", &[("stock", "(s.back ->> 'stock')::integer")]),
    of_offer("moq", "o.moq::text", &[("moq", "(s.back ->> 'moq')::integer")]),
    of_offer("pack", "o.pack::text", &[("pack", "(s.back ->> 'pack')::integer")]),
    of_offer(
        "lead_time",
        "o.lead_time_days::text",
        &[("lead_time_days", "(s.back ->> 'lead_time')::integer")],
    ),
    of_offer(
        "status",
        "case o.status when 1 then 'active' else 'discontinued' end",
        &[("status", "case s.back ->> 'status' when 'active' then 1 else 2 end")],
    ),
    of_product("name", "p.name", &[("name", "s.back ->> 'name'")]),
    of_product("description", "p.description", &[("description", "s.back ->> 'description'")]),
    Value {
        exact: Some("p.brand_id::text"),
        ..of_product(
            "brand",
            "b.name",
            &[(
                "brand_id",
                "coalesce((select now_id from brand_map m where m.id = (s.put_exact ->> 'brand')::bigint),
                   (s.put_exact ->> 'brand')::bigint)",
            )],
        )
    },
    Value {
        exact: Some("p.category_id::text"),
        ..of_product(
            "category",
            "g.path",
            &[(
                "category_id",
                "coalesce((select now_id from category_map m where m.id = (s.put_exact ->> 'category')::bigint),
                   (s.put_exact ->> 'category')::bigint)",
            )],
        )
    },
    of_product("mpn", "p.mpn", &[("mpn", "s.back ->> 'mpn'"), ("mpn_key", "s.put_exact ->> 'mpn_key'")]),
    of_product("weight", "p.weight_kg::text", &[("weight_kg", "(s.back ->> 'weight')::numeric")]),
    of_product(
        "images",
        "array_to_string(p.images, ' ')",
        &[(
            "images",
            "case when jsonb_typeof(s.put_exact -> 'images') = 'array'
               then array(select jsonb_array_elements_text(s.put_exact -> 'images')) end",
        )],
    ),
    of_product("ean", "p.gtin", &[("gtin", "s.back ->> 'ean'")]),
];

impl Value {
    /// The present value equals that of `side` (`wrote` or `put`).
    fn equals(&self, side: &str) -> String {
        let name = self.name;
        match self.exact {
            Some(now) => format!("{now} is not distinct from c.{side}_exact ->> '{name}'"),
            None => format!("{} is not distinct from c.{side} ->> '{name}'", self.now),
        }
    }

    /// The thing that had the value is still there.
    const fn there(&self) -> &'static str {
        if self.of_offer { "o.id is not null" } else { "p.id is not null" }
    }

    fn touched(&self) -> String {
        format!("coalesce(l.fields ? '{}', false)", self.name)
    }

    fn locked(&self) -> String {
        if self.of_offer {
            "false".to_owned()
        } else {
            format!("coalesce('{}' = any(p.locked_fields), false)", self.name)
        }
    }

    /// A value that comes back mustn't be another product's by now.
    const fn free(&self) -> &'static str {
        match self.name.as_bytes() {
            b"ean" => {
                "not exists (select 1 from products h where h.gtin = c.put ->> 'ean' and h.id <> c.product_id)"
            }
            _ => "true",
        }
    }

    /// It can go back: it is what was written, nobody touched or locked it since.
    pub fn goes_back(&self) -> String {
        format!(
            "(c.wrote ? '{}' and {} and {} and not {} and not {} and {})",
            self.name,
            self.there(),
            self.equals("wrote"),
            self.touched(),
            self.locked(),
            self.free()
        )
    }

    /// It stays as it is, and that must be told: it neither can go back nor is back already.
    pub fn stays(&self) -> String {
        format!(
            "(c.wrote ? '{}' and {} and not {} and not {})",
            self.name,
            self.there(),
            self.equals("put"),
            self.goes_back()
        )
    }

    /// Nothing of what was written is left of it.
    pub fn is_gone(&self, goes: bool) -> String {
        let goes_back = if goes { self.goes_back() } else { "false".to_owned() };
        format!("(not c.wrote ? '{}' or {} or {goes_back})", self.name, self.equals("put"))
    }

    /// What goes back, as a text.
    pub fn put(&self) -> String {
        format!("c.put ->> '{}'", self.name)
    }

    /// What is there, as a text.
    pub const fn now(&self) -> &'static str {
        self.now
    }

    /// Why it stays, with what it is.
    pub fn reason(&self) -> String {
        let name = self.name;
        format!(
            "jsonb_build_object('value', {now}, 'by', l.fields -> '{name}' -> 'by', 'run', l.fields -> '{name}' -> 'run',
               'because', case when l.fields -> '{name}' ->> 'run' is not null then 'later_import'
                 when {touched} then 'edited' when {locked} then 'locked'
                 when not {free} then 'later_import' else 'edited' end)",
            now = self.now,
            touched = self.touched(),
            locked = self.locked(),
            free = self.free(),
        )
    }
}

/// The names of offers' or products' values as an SQL array.
pub(super) fn names(of_offer: bool) -> String {
    let names: Vec<String> = VALUES
        .iter()
        .filter(|value| value.of_offer == of_offer)
        .map(|value| format!("'{}'", value.name))
        .collect();
    format!("array[{}]", names.join(", "))
}

/// What an update of offers or products sets, out of the step `s`; `row` is the alias of what is updated.
pub(super) fn assignments(of_offer: bool, row: &str) -> String {
    let mut sets = Vec::new();
    for value in VALUES.iter().filter(|value| value.of_offer == of_offer) {
        for (column, new) in value.columns {
            sets.push(format!(
                "{column} = case when s.back ? '{}' then {new} else {row}.{column} end",
                value.name
            ));
        }
    }
    sets.join(", ")
}
