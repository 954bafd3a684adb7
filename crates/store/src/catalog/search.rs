//! Searching the catalogue: how texts are folded for it, what a search means, and what is spelled like it.
//!
//! `product_search.words` holds a product's name, brand and numbers, folded. Every word of a search has to be in there,
//! anywhere (`bohrer` finds the *Steinbohrer*), which the trigram index answers; words of one or two characters have no
//! trigram of their own, so they have to begin a word. Eight digits and more are a GTIN or its beginning, or a
//! supplier's number. Where nothing has the words, [`similar`] finds the products that are spelled like them.

use std::time::Duration;

pub use catalog::value::fold::{fold, fold_into};
use serde::Serialize;
use sqlx::{Postgres, QueryBuilder};

use crate::databases::CatalogDb;

/// More words than that narrow a search no further.
const MOST_WORDS: usize = 8;
/// Longer texts are no search.
const LONGEST: usize = 200;
/// So many products are compared with a misspelled search, and so many of them shown.
const COMPARED: i64 = 5_000;
const SIMILAR: i64 = 200;
/// A misspelled search that takes longer finds nothing.
const PATIENCE: Duration = Duration::from_millis(400);

/// What a search text asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Terms {
    /// Nothing.
    None,
    /// A GTIN, its beginning, or a number of digits only.
    Code {
        /// The digits.
        digits: String,
        /// The words, in case the digits are a number that is written with dashes.
        words: Vec<String>,
    },
    /// Words, folded.
    Words(Vec<String>),
}

impl Terms {
    /// Reads a search text.
    pub fn parse(q: Option<&str>) -> Self {
        let text: String = q.unwrap_or("").chars().filter(|&c| c != '\0').take(LONGEST).collect();
        let folded = fold(&text);
        let mut words: Vec<String> =
            folded.split(' ').filter(|word| !word.is_empty()).map(Into::into).collect();
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        words.dedup();
        words.truncate(MOST_WORDS);
        if words.is_empty() {
            return Self::None;
        }
        let digits: String = folded.chars().filter(|&c| c != ' ' && c != '-').collect();
        if (8..=14).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Self::Code { digits, words };
        }
        Self::Words(words)
    }

    /// Appends ` and …` conditions on `products p`.
    pub(crate) fn push_condition(&self, sql: &mut QueryBuilder<Postgres>) {
        match self {
            Self::None => {}
            Self::Code { digits, words } => {
                // Each line by its own index; together at most some hundred products.
                sql.push(" and p.id in (select id from products where gtin = ");
                sql.push_bind(format!("{digits:0>14}"));
                // The beginning of an EAN-13, a UPC-A, a GTIN-14.
                for zeros in ["0", "00", ""] {
                    let from = format!("{zeros}{digits}");
                    if from.len() < 14 {
                        sql.push(" union all select id from products where gtin >= ").push_bind(from.clone());
                        sql.push(" and gtin < ").push_bind(format!("{from}:"));
                    }
                }
                sql.push(" union all select id from products where sku like ")
                    .push_bind(format!("{digits}%"));
                sql.push(" union all select s.product_id from product_search s where true");
                push_words(sql, words);
                sql.push(")");
            }
            Self::Words(words) => {
                sql.push(" and p.id in (select s.product_id from product_search s where true");
                push_words(sql, words);
                sql.push(")");
            }
        }
    }
}

/// The longest word comes first; with it in the index, short ones only have to be checked.
fn push_words(sql: &mut QueryBuilder<Postgres>, words: &[String]) {
    let indexed = words.first().is_some_and(|word| word.chars().count() >= 3);
    for word in words {
        let escaped = escape_like(word);
        if word.chars().count() >= 3 {
            sql.push(" and s.words like ").push_bind(format!("%{escaped}%"));
        } else if indexed {
            // An expression that the index isn't on: scanning it for half the catalogue costs more than it saves.
            sql.push(" and ' ' || s.words like ").push_bind(format!("% {escaped}%"));
        } else {
            sql.push(" and (s.words like ").push_bind(format!("{escaped}%"));
            sql.push(" or s.words like ").push_bind(format!("% {escaped}%")).push(")");
        }
    }
}

/// A text that LIKE takes literally.
pub fn escape_like(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, '%' | '_' | '\\') {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

/// Products spelled like the words, best first: every word must resemble one of the product's, numbers and short words
/// must be there as they are.
///
/// Among 1,000,000 products a bad case takes a second (50,000 rows resemble a frequent word), which is why only
/// the first [`COMPARED`] are compared, for no longer than [`PATIENCE`].
pub(crate) async fn similar(db: &CatalogDb, words: &[String]) -> sqlx::Result<Vec<i64>> {
    let (fuzzy, exact): (Vec<&String>, Vec<&String>) = words
        .iter()
        .partition(|word| word.chars().count() >= 4 && !word.bytes().any(|byte| byte.is_ascii_digit()));
    if fuzzy.is_empty() {
        return Ok(Vec::new());
    }
    let mut tx = db.pool().begin().await?;
    sqlx::query(
        "select set_config('pg_trgm.word_similarity_threshold', '0.45', true),
           set_config('statement_timeout', $1, true)",
    )
    .bind(PATIENCE.as_millis().to_string())
    .execute(&mut *tx)
    .await?;
    let mut sql = QueryBuilder::new(
        "select product_id from (select product_id, words from product_search s where true",
    );
    for word in &fuzzy {
        sql.push(" and ").push_bind((*word).clone()).push(" <% s.words");
    }
    for word in exact {
        sql.push(" and ' ' || s.words like ").push_bind(format!("% {}%", escape_like(word)));
    }
    sql.push(format_args!(" limit {COMPARED}) s order by 0"));
    for word in &fuzzy {
        sql.push(" + word_similarity(").push_bind((*word).clone()).push(", s.words)");
    }
    sql.push(format_args!(" desc, product_id limit {SIMILAR}"));
    let found = sql.build_query_scalar().persistent(false).fetch_all(&mut *tx).await;
    match found {
        Ok(ids) => Ok(ids),
        // 57014: the statement's time was up.
        Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some("57014") => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// A supplier as the command palette shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct FoundSupplier {
    /// Its id.
    pub id: i64,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// The first suppliers whose code or name contains the text.
pub async fn suppliers(db: &CatalogDb, q: &str, limit: i64) -> sqlx::Result<Vec<FoundSupplier>> {
    sqlx::query_as(
        "select id, code, name from suppliers where code ilike $1 or name ilike $1
         order by lower(code) <> lower($2), name, id limit $3",
    )
    .bind(format!("%{}%", escape_like(q)))
    .bind(q)
    .bind(limit)
    .fetch_all(db.pool())
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_is_words_or_a_number() {
        assert_eq!(Terms::parse(None), Terms::None);
        assert_eq!(Terms::parse(Some("  \0 ")), Terms::None);
        assert_eq!(
            Terms::parse(Some("Vis à Bois m4")),
            Terms::Words(vec!["bois".into(), "vis".into(), "m4".into(), "a".into()])
        );
        let Terms::Code { digits, .. } = Terms::parse(Some("3 760123-456789")) else { panic!("no code") };
        assert_eq!(digits, "3760123456789");
        assert_eq!(Terms::parse(Some("1234567")), Terms::Words(vec!["1234567".into()]));
        assert!(matches!(Terms::parse(Some("A12345678")), Terms::Words(_)));
    }

    #[test]
    fn like_takes_it_literally() {
        assert_eq!(escape_like(r"50%_a\b"), r"50\%\_a\\b");
    }
}
