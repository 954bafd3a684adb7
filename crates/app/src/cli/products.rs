//! `products show | origin`: a product as it is or was, and where its values come from.

use anyhow::Context as _;
use chrono::{DateTime, NaiveDate, Utc};
use store::databases::CatalogDb;
use tokio_util::sync::CancellationToken;

use super::{Exit, Global, Opened, output};
use crate::http::products::provenance::{HowName, ValueOrigin};
use crate::http::products::{as_of, detail, provenance};

/// Look at products.
#[derive(Debug, clap::Subcommand)]
pub enum Verb {
    /// Show a product with its offers
    Show {
        /// Its SKU, EAN or number
        product: String,
        /// As it was then: 2026-03-31 (at the end of that day, UTC) or 2026-03-31T12:00:00Z
        #[arg(long, value_name = "TIME", value_parser = time, conflicts_with = "as_of_run")]
        as_of: Option<DateTime<Utc>>,
        /// As it was right after this import was applied
        #[arg(long, value_name = "ID")]
        as_of_run: Option<i64>,
    },
    /// Show where a product's values come from: file, record, rule, person, undo
    Origin {
        /// Its SKU, EAN or number
        product: String,
        /// Only of this field: name, price …
        #[arg(long, value_name = "FIELD")]
        field: Option<String>,
    },
}

fn time(text: &str) -> Result<DateTime<Utc>, String> {
    if let Ok(day) = text.parse::<NaiveDate>() {
        let end = day.and_hms_micro_opt(23, 59, 59, 999_999).ok_or("no such day")?;
        return Ok(end.and_utc());
    }
    DateTime::parse_from_rfc3339(text)
        .map(|time| time.with_timezone(&Utc))
        .map_err(|_| "must be a day (2026-03-31) or a time (2026-03-31T12:00:00Z)".to_owned())
}

/// Runs the verb.
pub async fn run(verb: Verb, global: &Global) -> anyhow::Result<Exit> {
    let opened = Opened::open(global).await?;
    let end = match verb {
        Verb::Show { product, as_of, as_of_run } => show(&opened, &product, as_of, as_of_run, global).await,
        Verb::Origin { product, field } => origin(&opened, &product, field.as_deref(), global).await,
    };
    opened.close().await;
    end
}

/// The product that is meant: by its SKU, its EAN or its number, in this order. One that an undo took out is found too.
async fn find(db: &CatalogDb, text: &str) -> anyhow::Result<i64> {
    let gtin = catalog::value::gtin::Gtin::parse(text).ok();
    let gtin = gtin.as_ref().map(catalog::value::gtin::Gtin::as_str);
    let id = store::catalog::product::find(db, text, gtin).await?;
    id.with_context(|| format!("there is no product {text:?}: give a SKU, an EAN or a product's number"))
}

async fn show(
    opened: &Opened,
    product: &str,
    at: Option<DateTime<Utc>>,
    run_id: Option<i64>,
    global: &Global,
) -> anyhow::Result<Exit> {
    let id = find(&opened.dbs.catalog, product).await?;
    let state = opened.state(CancellationToken::new()).await?;
    let moment = as_of::moment(&state, at, run_id).await.map_err(|error| told(&error))?;
    let product = match moment {
        Some(moment) => detail::product_as_of(&state, id, moment).await,
        None => detail::whole_product(&state, id).await,
    }
    .map_err(|error| told(&error))?;
    if global.json {
        output::json(&product)?;
        return Ok(Exit::Done);
    }
    // What clients see has the texts already.
    let seen = serde_json::to_value(&product)?;
    let text = |path: &str| {
        seen.pointer(path).and_then(|value| match value {
            serde_json::Value::Null => None,
            serde_json::Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        })
    };
    let rows: Vec<Vec<String>> = [
        ("name", "/name"),
        ("sku", "/sku"),
        ("ean", "/ean"),
        ("brand", "/brand/name"),
        ("category", "/category/path"),
        ("mpn", "/mpn"),
        ("status", "/status"),
        ("cost", "/best_cost"),
        ("stock", "/stock"),
        ("as of", "/as_of/at"),
    ]
    .into_iter()
    .filter_map(|(name, path)| Some(vec![name.to_owned(), output::short(&text(path)?, 80)]))
    .collect();
    output::print(&output::table(&["product", &id.to_string()], &rows));
    let rows: Vec<Vec<String>> = product
        .offers
        .iter()
        .map(|offer| {
            let number = |value: Option<String>| value.unwrap_or_default();
            vec![
                offer.supplier.code.clone(),
                offer.supplier_sku.clone(),
                number(offer.cost.map(|cost| cost.to_string())),
                number(offer.currency.clone()),
                number(offer.stock.map(|stock| stock.to_string())),
                if offer.is_best { "best" } else { "" }.to_owned(),
                offer.run_id.to_string(),
            ]
        })
        .collect();
    output::print(&output::table(&["supplier", "number", "cost", "", "stock", "", "import"], &rows));
    Ok(Exit::Done)
}

async fn origin(
    opened: &Opened,
    product: &str,
    field: Option<&str>,
    global: &Global,
) -> anyhow::Result<Exit> {
    let id = find(&opened.dbs.catalog, product).await?;
    let state = opened.state(CancellationToken::new()).await?;
    let mut found = provenance::of_product(&state, id).await.map_err(|error| told(&error))?;
    if let Some(field) = field {
        found.fields.retain(|name, _| name == field);
        for offer in &mut found.offers {
            offer.fields.retain(|name, _| name == field);
        }
    }
    if global.json {
        output::json(&found)?;
        return Ok(Exit::Done);
    }
    let mut rows = Vec::new();
    for (field, values) in &found.fields {
        rows.extend(values.iter().map(|value| row("", field, value)));
    }
    for offer in &found.offers {
        let whose = format!("{} {}", offer.supplier_code, offer.supplier_sku);
        for (field, values) in &offer.fields {
            rows.extend(values.iter().map(|value| row(&whose, field, value)));
        }
    }
    output::print(&output::table(&["offer", "field", "value", "since", "from"], &rows));
    Ok(Exit::Done)
}

fn row(offer: &str, field: &str, value: &ValueOrigin) -> Vec<String> {
    let by = value.by.as_deref().unwrap_or("somebody");
    let run = value.run.as_ref();
    let file = run.map_or_else(String::new, |run| {
        let record = run.record.map_or_else(String::new, |record| format!(", record {record}"));
        format!("import {} {}{record}", run.id, run.file_name)
    });
    let from = match value.how {
        HowName::File => file,
        HowName::Gap => format!("{file} (filled a gap)"),
        HowName::Rule => format!("{file} (by a rule of the profile)"),
        HowName::Person => by.to_owned(),
        HowName::ValueMap => format!("{by}, by a decision on the supplier's name"),
        HowName::Undo => format!("{by}, by an undo of import {}", run.map_or(0, |run| run.id)),
    };
    vec![
        offer.to_owned(),
        field.to_owned(),
        output::short(value.value.as_deref().unwrap_or("–"), 40),
        value.at.format("%Y-%m-%d %H:%M").to_string(),
        from,
    ]
}

/// What a client would be told, as an error.
fn told(error: &crate::http::error::ApiError) -> anyhow::Error {
    let text = error.errors.first().map(|field| field.message.clone());
    let text = text.or_else(|| error.detail.as_ref().map(ToString::to_string));
    anyhow::anyhow!(text.unwrap_or_else(|| error.code.row().2.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_meant_to_its_end() {
        assert_eq!(time("2026-03-31").unwrap().to_rfc3339(), "2026-03-31T23:59:59.999999+00:00");
        assert_eq!(time("2026-03-31T12:00:00+02:00").unwrap().to_rfc3339(), "2026-03-31T10:00:00+00:00");
        assert!(time("yesterday").is_err());
    }
}
