//! What a search looks at: a product's name, brand and numbers, folded. The rule is that of a file's records
//! ([`crate::catalog::staging`]), so that it makes no difference whether a feed or a person wrote a name.

use sqlx::{FromRow, PgConnection};

use crate::catalog::search::{fold, fold_into};

/// So many products at a time: their texts pass through this process.
const BATCH: usize = 5_000;

#[derive(FromRow)]
struct Texts {
    id: i64,
    name: String,
    brand: Option<String>,
    sku: String,
    mpn: Option<String>,
    others: Vec<String>,
}

impl Texts {
    fn words(&self) -> String {
        let mut words = fold(&self.name);
        // A brand that the name has already adds nothing to a search but weight.
        if let Some(brand) = self.brand.as_deref().map(fold).filter(|brand| !words.contains(brand)) {
            fold_into(&brand, &mut words);
        }
        fold_into(&self.sku, &mut words);
        if let Some(mpn) = self.mpn.as_deref().filter(|&mpn| mpn != self.sku) {
            fold_into(mpn, &mut words);
        }
        for sku in &self.others {
            fold_into(sku, &mut words);
        }
        words
    }
}

/// Writes the words of these products anew.
pub(crate) async fn refresh(c: &mut PgConnection, ids: &[i64]) -> sqlx::Result<()> {
    for ids in ids.chunks(BATCH) {
        let texts: Vec<Texts> = sqlx::query_as(
            "select p.id, p.name, b.name as brand, p.sku, p.mpn,
               array(select supplier_sku from offers where product_id = p.id and supplier_sku <> p.sku order by id) as others
             from products p left join brands b on b.id = p.brand_id where p.id = any($1)",
        )
        .bind(ids)
        .fetch_all(&mut *c)
        .await?;
        let (ids, words): (Vec<i64>, Vec<String>) = texts.iter().map(|text| (text.id, text.words())).unzip();
        sqlx::query(
            "insert into product_search (product_id, words) select * from unnest($1::bigint[], $2::text[])
             on conflict (product_id) do update set words = excluded.words",
        )
        .bind(ids)
        .bind(words)
        .execute(&mut *c)
        .await?;
    }
    Ok(())
}
