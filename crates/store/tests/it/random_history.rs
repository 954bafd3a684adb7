//! Random histories of a catalogue: files of two suppliers, persons' edits, undos and reverts, in any order.

use std::collections::HashSet;

use catalog::article::Article;
use catalog::policy::Absent;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use store::catalog::product::ProductStatus;
use store::catalog::product::edit::{self, ProductEdit};
use store::catalog::undo::{self, Scope, UndoError};

use crate::catalogue::{Catalogue, GTIN};

/// A file of one of the suppliers.
#[derive(Clone, Debug)]
pub struct ListFile {
    pub supplier: usize,
    pub articles: Vec<Article>,
    pub absent: Absent,
}

/// Something that happens. Numbers choose among what is there.
#[derive(Clone, Debug)]
pub enum Step {
    Import(ListFile),
    Edit { product: usize, what: u8, value: Option<u8> },
    Unlock { product: usize, what: u8 },
    Undo { run: usize, part: u8 },
    Revert { undo: usize },
}

const GTINS: [&str; 3] = [GTIN, "5449000000996", "96385074"];
const FIELDS: [&str; 6] = ["name", "description", "brand", "category", "mpn", "status"];

fn article() -> impl Strategy<Value = Article> {
    let texts = (
        0..6u8,
        option::of(0..4u8),
        option::of(0..3u8),
        option::of(0..3u8),
        option::of(0..3u8),
        option::of(0..3u8),
    );
    let numbers = (
        option::of(0..3usize),
        1..5u32,
        option::of(0..3i32),
        option::weighted(0.3, 1..3u32),
        option::weighted(0.3, 0..3u8),
    );
    (texts, numbers).prop_map(
        |((sku, name, brand, category, mpn, text), (gtin, price, stock, retail, image))| Article {
            supplier_sku: format!("K{sku}"),
            gtin: gtin.map(|gtin| GTINS[gtin].parse().expect("a GTIN")),
            // The brand is in some of the names.
            name: name.map(|name| format!("Élan {} {name}", ["lamp", "Bränd1 lamp"][usize::from(name % 2)])),
            description: text.map(|text| format!("about {text}")),
            brand: brand.map(|brand| format!("Bränd{brand}")),
            category: category.map(|category| {
                ["Light", "Light/Lamps", "Tools/Drills/Large"][usize::from(category)].to_owned()
            }),
            mpn: mpn.map(|mpn| format!("M-{mpn}")),
            price: Some(price.into()),
            currency: Some("EUR".to_owned()),
            retail_price: retail.map(Into::into),
            stock,
            images: image.map(|image| format!("https://example.com/{image}.jpg")).into_iter().collect(),
            ..Article::default()
        },
    )
}

/// A file.
pub fn file() -> impl Strategy<Value = ListFile> {
    let absent = prop_oneof![Just(Absent::Keep), Just(Absent::ZeroStock), Just(Absent::Discontinue)];
    (0..2usize, vec(article(), 1..6), absent).prop_map(|(supplier, mut articles, absent)| {
        // Reading drops records whose number came before.
        let mut seen = HashSet::new();
        articles.retain(|article| seen.insert(article.supplier_sku.clone()));
        ListFile { supplier, articles, absent }
    })
}

/// A step.
pub fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => file().prop_map(Step::Import),
        2 => (any::<usize>(), 0..6u8, option::of(0..3u8)).prop_map(|(product, what, value)| Step::Edit { product, what, value }),
        1 => (any::<usize>(), 0..5u8).prop_map(|(product, what)| Step::Unlock { product, what }),
        2 => (any::<usize>(), 0..6u8).prop_map(|(run, part)| Step::Undo { run, part }),
        1 => any::<usize>().prop_map(|undo| Step::Revert { undo }),
    ]
}

impl Catalogue {
    async fn ids(&self, sql: &'static str) -> Vec<i64> {
        sqlx::query_scalar(sql).fetch_all(self.db.pool()).await.unwrap()
    }

    /// Imports a file; suppliers 1 and 2 are there.
    pub async fn import_list(&mut self, file: &ListFile) -> i64 {
        self.policies.absent = file.absent;
        self.import(file.supplier as i64 + 1, &file.articles).await;
        self.run_id
    }

    /// Lets a step happen, where there is something for it to happen to.
    pub async fn happen(&mut self, step: &Step) {
        match step {
            Step::Import(file) => {
                self.import_list(file).await;
            }
            Step::Edit { product, what, value } => {
                let products = self.ids("select id from products order by id").await;
                let Some(&id) = chosen(&products, *product) else { return };
                let text = value.map(|value| format!("Edited {value}"));
                let mut change = ProductEdit::default();
                match FIELDS[usize::from(*what)] {
                    "name" => change.name = Some(text.unwrap_or_else(|| "Élan lamp 1".to_owned())),
                    "description" => change.description = Some(text),
                    "brand" => change.brand = Some(text),
                    "category" => change.category = Some(text.map(|text| format!("Light/{text}"))),
                    "mpn" => change.mpn = Some(text),
                    _ => change.status = Some(ProductStatus::ALL[usize::from(value.unwrap_or(0))]),
                }
                self.now += chrono::Duration::hours(1);
                edit::edit(&self.db, id, &change, "buyer@example.com", None, self.now).await.unwrap();
            }
            Step::Unlock { product, what } => {
                let products = self.ids("select id from products order by id").await;
                let Some(&id) = chosen(&products, *product) else { return };
                self.now += chrono::Duration::hours(1);
                let field = FIELDS[usize::from(*what)].to_owned();
                edit::unlock(&self.db, id, &[field], self.now).await.unwrap();
            }
            Step::Undo { run, part } => {
                let runs =
                    self.ids("select run_id from applied_runs where undone_at is null order by 1").await;
                let Some(&run) = chosen(&runs, *run) else { return };
                let mut scope = Scope::default();
                match part {
                    0 => scope.fields = Some(vec!["price".to_owned(), "name".to_owned()]),
                    1 => scope.offers = Some(self.ids("select id from offers where id % 2 = 0").await),
                    2 => scope.products = Some(self.ids("select id from products where id % 2 = 0").await),
                    _ => {}
                }
                let foreseen = undo::preview(&self.db, run, &scope, 10).await.unwrap();
                match self.try_undo(run, &scope).await {
                    Ok(undo) => {
                        let seen = [
                            foreseen.restores,
                            foreseen.removes_offers,
                            foreseen.removes_products,
                            foreseen.kept,
                        ];
                        let done = [undo.restored, undo.removed_offers, undo.removed_products, undo.kept];
                        assert_eq!(seen, done, "what is shown is what happens");
                    }
                    Err(UndoError::Nothing) => assert!(foreseen.is_empty()),
                    Err(error) => panic!("{error}"),
                }
            }
            Step::Revert { undo } => {
                let undos = self.ids("select id from undos where status = 'done' order by 1").await;
                let Some(&id) = chosen(&undos, *undo) else { return };
                let undo = undo::get(&self.db, id).await.unwrap().unwrap();
                match self.try_revert(&undo).await {
                    Ok(_) | Err(UndoError::WholeRunUndone) => {}
                    Err(error) => panic!("{error}"),
                }
            }
        }
    }
}

fn chosen(ids: &[i64], number: usize) -> Option<&i64> {
    ids.get(number.checked_rem(ids.len())?)
}
