//! A person's edit of a product. What a person wrote is locked, so that no feed overwrites it; it is a change like any
//! other, with a name in the place of a run.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde_json::{Map, Value, json};
use sqlx::types::Json;
use sqlx::{FromRow, Postgres, Transaction};

use super::{ProductStatus, words};
use crate::catalog::search::fold;
use crate::catalog::undo::NEVER;
use crate::catalog::{brand, category};
use crate::databases::CatalogDb;

/// What a person wants of a product; the outer None leaves a value as it is, the inner one removes it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ProductEdit {
    /// Its name.
    pub name: Option<String>,
    /// Plain text or safe HTML.
    pub description: Option<Option<String>>,
    /// Its brand's name; a new one is made.
    pub brand: Option<Option<String>>,
    /// Its category's path; a new one is made.
    pub category: Option<Option<String>>,
    /// Manufacturer's part number.
    pub mpn: Option<Option<String>>,
    /// Weight of a unit.
    pub weight_kg: Option<Option<Decimal>>,
    /// Its status.
    pub status: Option<ProductStatus>,
}

/// Why an edit was refused.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// There is no such product.
    #[error("there is no such product")]
    NotFound,
    /// Somebody was faster.
    #[error("the product was changed at {0}: look at it again before you save")]
    ChangedSince(DateTime<Utc>),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

#[derive(FromRow)]
struct Current {
    name: String,
    description: Option<String>,
    brand_id: Option<i64>,
    brand: Option<String>,
    category_id: Option<i64>,
    category: Option<String>,
    mpn: Option<String>,
    weight_kg: Option<Decimal>,
    status: i16,
    updated_at: DateTime<Utc>,
}

/// Before and after of the fields that an edit changes, and the fields that it locks.
#[derive(Default)]
struct Diff {
    before: Map<String, Value>,
    after: Map<String, Value>,
    locked: Vec<&'static str>,
}

impl Diff {
    /// Notes a field; a value that is as it was is locked all the same, since a person stands behind it now.
    fn note<T: PartialEq + serde::Serialize>(&mut self, field: &'static str, before: &T, after: &T) {
        self.locked.push(field);
        if before != after {
            self.before.insert(field.to_owned(), json!(before));
            self.after.insert(field.to_owned(), json!(after));
        }
    }
}

/// Writes an edit in one transaction: the values, their locks, the change, and the words that a search looks at.
///
/// With `if_updated_at`, only where the product is still as it was at that time.
pub async fn edit(
    db: &CatalogDb,
    id: i64,
    edit: &ProductEdit,
    by: &str,
    if_updated_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<(), EditError> {
    let mut tx = db.pool().begin().await?;
    let current = lock(&mut tx, id, if_updated_at).await?;
    let mut diff = Diff::default();
    let mut new = Current { ..current_copy(&current) };
    if let Some(name) = &edit.name {
        new.name.clone_from(name);
        diff.note("name", &current.name, name);
    }
    if let Some(description) = &edit.description {
        new.description.clone_from(description);
        diff.note("description", &current.description, description);
    }
    if let Some(wanted) = &edit.brand {
        let found = match wanted {
            Some(name) => brand::of_name(&mut tx, name).await?,
            None => None,
        };
        (new.brand_id, new.brand) = found.unzip();
        diff.note("brand", &current.brand, &new.brand);
    }
    if let Some(wanted) = &edit.category {
        let found = match wanted {
            Some(path) => category::of_path(&mut tx, path).await?,
            None => None,
        };
        (new.category_id, new.category) = found.unzip();
        diff.note("category", &current.category, &new.category);
    }
    if let Some(mpn) = &edit.mpn {
        new.mpn.clone_from(mpn);
        diff.note("mpn", &current.mpn, mpn);
    }
    if let Some(weight) = edit.weight_kg {
        // The scale of the column, as feeds' changes have it too.
        let shown = |weight: Option<Decimal>| {
            weight.map(|mut weight| {
                weight.rescale(4);
                weight
            })
        };
        new.weight_kg = shown(weight);
        diff.note("weight", &shown(current.weight_kg), &new.weight_kg);
    }
    if let Some(status) = edit.status {
        new.status = status.code();
        let name = |code| ProductStatus::try_from(code).unwrap_or_default().as_str();
        diff.note("status", &name(current.status), &status.as_str());
    }
    write(&mut tx, id, &new, &diff, by, now).await?;
    if ["name", "brand", "mpn"].iter().any(|field| diff.after.contains_key(*field)) {
        words::refresh(&mut tx, &[id]).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Gives fields back to the feeds; their values stay until the next file brings others.
pub async fn unlock(db: &CatalogDb, id: i64, fields: &[String], now: DateTime<Utc>) -> Result<(), EditError> {
    let mut tx = db.pool().begin().await?;
    let done = sqlx::query(
        "update products set updated_at = $3, locked_fields =
           nullif(array(select field from unnest(locked_fields) field where field <> all($2)), '{}')
         where id = $1",
    )
    .bind(id)
    .bind(fields)
    .bind(now)
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(EditError::NotFound);
    }
    // A record that says what it said last time is compared all the same: what it says may be written now.
    sqlx::query("update offers set record_hash = $2 where product_id = $1")
        .bind(id)
        .bind(NEVER)
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    Ok(())
}

async fn lock(
    tx: &mut Transaction<'_, Postgres>,
    id: i64,
    if_updated_at: Option<DateTime<Utc>>,
) -> Result<Current, EditError> {
    // Without a lock a run that is being applied would overwrite the edit with values it read before.
    let current: Current = sqlx::query_as(
        "select p.name, p.description, p.brand_id, b.name as brand, p.category_id, c.path as category, p.mpn,
           p.weight_kg, p.status, p.updated_at
         from products p left join brands b on b.id = p.brand_id left join categories c on c.id = p.category_id
         where p.id = $1 for update of p",
    )
    .bind(id)
    .fetch_optional(&mut **tx)
    .await?
    .ok_or(EditError::NotFound)?;
    match if_updated_at {
        Some(expected) if expected != current.updated_at => Err(EditError::ChangedSince(current.updated_at)),
        _ => Ok(current),
    }
}

fn current_copy(current: &Current) -> Current {
    Current {
        name: current.name.clone(),
        description: current.description.clone(),
        brand_id: current.brand_id,
        brand: current.brand.clone(),
        category_id: current.category_id,
        category: current.category.clone(),
        mpn: current.mpn.clone(),
        weight_kg: current.weight_kg,
        status: current.status,
        updated_at: current.updated_at,
    }
}

async fn write(
    tx: &mut Transaction<'_, Postgres>,
    id: i64,
    new: &Current,
    diff: &Diff,
    by: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let sources: Map<String, Value> =
        diff.locked.iter().map(|field| ((*field).to_owned(), json!({ "by": by, "at": now }))).collect();
    let mpn_key = new.mpn.as_deref().map(mpn_key).filter(|key| !key.is_empty());
    sqlx::query(
        "update products set name = $2, description = $3, brand_id = $4, category_id = $5, mpn = $6,
           mpn_key = $7, weight_kg = $8, status = $9, updated_at = $10,
           locked_fields = array(select distinct field from unnest(coalesce(locked_fields, '{}') || $11) field order by 1),
           field_sources = coalesce(field_sources, '{}') || $12
         where id = $1",
    )
    .bind(id)
    .bind(&new.name)
    .bind(&new.description)
    .bind(new.brand_id)
    .bind(new.category_id)
    .bind(&new.mpn)
    .bind(mpn_key)
    .bind(new.weight_kg)
    .bind(new.status)
    .bind(now)
    .bind(&diff.locked)
    .bind(Json(&sources))
    .execute(&mut **tx)
    .await?;
    if diff.after.is_empty() {
        return Ok(());
    }
    sqlx::query(
        "insert into changes (by, at, kind, product_id, before, after) values ($1, $2, 2, $3, $4, $5)",
    )
    .bind(by)
    .bind(now)
    .bind(id)
    .bind(Json(&diff.before))
    .bind(Json(&diff.after))
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The MPN by which products are matched: without case, blanks and dashes.
fn mpn_key(mpn: &str) -> String {
    fold(mpn).chars().filter(|c| c.is_alphanumeric()).collect()
}
