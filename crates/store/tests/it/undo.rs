//! Undos: what goes back, what stays, and what a revert brings in again.

use catalog::article::Article;
use catalog::policy::Absent;
use chrono::Duration;
use store::catalog::applied;
use store::catalog::known::{self, Known, Seen};
use store::catalog::product::edit::{self, ProductEdit};
use store::catalog::undo::{self, Kept, Preview, Reason, Request, Scope, Undo, UndoError, UndoStatus};
use store::databases::CatalogDb;

use crate::catalogue::{Catalogue, GTIN, article, with_gtin};

/// Everything that the catalogue holds now, other than times and histories: a line a thing.
pub async fn state(db: &CatalogDb) -> Vec<String> {
    sqlx::query_scalar(
        "select line from (
           select 'product ' || (to_jsonb(p) - array['updated_at', 'field_sources'])::text
             || coalesce(nullif(p.field_sources, '{}'), '{}')::text as line from products p
           union all select 'offer ' || (to_jsonb(o) - array['updated_at', 'record_hash'])::text from offers o
           union all select 'brand ' || b::text from brands b
           union all select 'category ' || g::text from categories g
           union all select 'words ' || w::text from product_search w
           union all select 'supplier ' || (to_jsonb(s) - 'updated_at')::text from suppliers s) l order by line",
    )
    .fetch_all(db.pool())
    .await
    .unwrap()
}

impl Catalogue {
    pub async fn edit(&mut self, sku: &str, edit: ProductEdit) {
        self.now += Duration::hours(1);
        let id = self.product(sku).await;
        edit::edit(&self.db, id, &edit, "buyer@example.com", None, self.now).await.unwrap();
    }

    pub async fn product(&self, sku: &str) -> i64 {
        sqlx::query_scalar("select id from products where sku = $1")
            .bind(sku)
            .fetch_one(self.db.pool())
            .await
            .unwrap()
    }

    pub async fn try_undo(&mut self, run_id: i64, scope: &Scope) -> Result<Undo, UndoError> {
        self.now += Duration::hours(1);
        // Jobs have ids of their own; these are never runs' ids.
        let last: Option<i64> =
            sqlx::query_scalar("select max(id) from undos").fetch_one(self.db.pool()).await.unwrap();
        undo::undo(&self.db, &self.request(last.unwrap_or(1000) + 1, run_id, scope)).await
    }

    fn request<'a>(&self, id: i64, run_id: i64, scope: &'a Scope) -> Request<'a> {
        let by = Some("manager@example.com");
        Request { id, run_id, scope, by, catalogue_currency: "EUR", now: self.now }
    }

    pub async fn undo(&mut self, run_id: i64) -> Undo {
        self.try_undo(run_id, &Scope::default()).await.unwrap()
    }

    pub async fn revert(&mut self, undo: &Undo) -> Undo {
        self.try_revert(undo).await.unwrap()
    }

    pub async fn try_revert(&mut self, undo: &Undo) -> Result<Undo, UndoError> {
        self.now += Duration::hours(1);
        undo::revert(&self.db, undo.id, &self.request(undo.id + 10_000, undo.run_id, &Scope::default())).await
    }

    async fn preview(&self, run_id: i64) -> Preview {
        undo::preview(&self.db, run_id, &Scope::default(), 50).await.unwrap()
    }

    async fn kept(&self, undo: &Undo) -> Vec<Kept> {
        undo::kept(&self.db, undo, 100, 0).await.unwrap().0
    }
}

fn whats_kept(kept: &[Kept]) -> Vec<(&str, Option<&str>, Reason)> {
    kept.iter().map(|kept| (kept.field.as_str(), kept.value.as_deref(), kept.because)).collect()
}

fn scope(fields: &[&str], offers: &[i64], products: &[i64]) -> Scope {
    let some = |ids: &[i64]| (!ids.is_empty()).then(|| ids.to_vec());
    let fields = (!fields.is_empty()).then(|| fields.iter().map(|&field| field.to_owned()).collect());
    Scope { fields, offers: some(offers), products: some(products) }
}

/// An article with everything.
fn rich(sku: &str, price: &str, word: &str) -> Article {
    Article {
        name: Some(format!("{word} lamp {sku}")),
        description: Some(format!("about {word}")),
        brand: Some(format!("Brand {word}")),
        category: Some(format!("Light/{word}")),
        mpn: Some(format!("{word}-{sku}")),
        weight_kg: Some("0.5".parse().unwrap()),
        images: vec![format!("https://example.com/{word} 1.jpg"), format!("https://example.com/{word}2.jpg")],
        retail_price: Some("99".parse().unwrap()),
        ..article(sku, price, 5)
    }
}

#[tokio::test]
async fn an_import_and_its_undo_leave_the_catalogue_as_it_was_and_a_revert_as_the_import_did() {
    let mut it = Catalogue::new().await;
    let (a, b) = (it.supplier("A").await, it.supplier("B").await);
    it.import(a, &[with_gtin(rich("1", "10", "red"), GTIN), rich("2", "20", "red"), article("3", "5", 1)])
        .await;
    it.import(b, &[article("x", "7", 2)]).await;
    it.policies.absent = Absent::Discontinue;
    let before = state(&it.db).await;
    // Changed, renamed, filled, new, joined, gone: all at once.
    let mut filled = rich("3", "5", "blue");
    filled.stock = Some(0);
    it.import(a, &[with_gtin(rich("1", "12", "blue"), GTIN), filled, rich("4", "40", "green")]).await;
    let run = it.run_id;
    let after = state(&it.db).await;
    assert_ne!(before, after);

    let preview = it.preview(run).await;
    let undo = it.undo(run).await;
    assert_eq!(state(&it.db).await, before);
    assert_eq!((undo.restored, undo.removed_offers, undo.removed_products), (3, 1, 1));
    assert_eq!((undo.brought_back, undo.kept, undo.status()), (1, 0, UndoStatus::Done));
    assert_eq!((preview.restores, preview.removes_offers, preview.removes_products), (3, 1, 1));
    assert_eq!((preview.brings_back, preview.kept, Some(preview.by_field)), (1, 0, undo.by_field.clone()));
    assert!(applied::get(&it.db, run).await.unwrap().unwrap().undone_at.is_some());
    // The past stays: the wrong price was there for that time.
    let prices =
        "select string_agg(before || '>' || cost || ':' || run_id, ' ' order by at) from price_history
                  where offer_id = 1";
    assert_eq!(it.text(prices).await, format!("10.0000>12.0000:{run} 12.0000>10.0000:1"));

    let reverted = it.revert(&undo).await;
    assert_eq!(state(&it.db).await, after);
    assert_eq!(reverted.status(), UndoStatus::Reverted);
    assert!(applied::get(&it.db, run).await.unwrap().unwrap().undone_at.is_none());
    // And once more.
    it.undo(run).await;
    assert_eq!(state(&it.db).await, before);
}

#[tokio::test]
async fn a_second_suppliers_run_goes_without_a_trace() {
    let mut it = Catalogue::new().await;
    let (a, b) = (it.supplier("A").await, it.supplier("B").await);
    it.import(a, &[with_gtin(article("a1", "10", 5), GTIN)]).await;
    let before = state(&it.db).await;
    let other = with_gtin(rich("b1", "8", "blue"), GTIN);
    it.import(b, &[other.clone(), rich("b2", "3", "blue")]).await;
    let after = state(&it.db).await;
    assert_eq!(it.text("select best_cost || ' ' || offers from products where sku = 'a1'").await, "8.0000 2");
    let undo = it.undo(it.run_id).await;
    assert_eq!((undo.removed_offers, undo.removed_products), (2, 1));
    assert_eq!(state(&it.db).await, before);
    it.revert(&undo).await;
    assert_eq!(state(&it.db).await, after);
}

#[tokio::test]
async fn what_came_later_stays_and_is_listed() {
    let mut it = Catalogue::new().await;
    let a = it.supplier("A").await;
    it.import(a, &[rich("1", "10", "red"), rich("2", "20", "red")]).await;
    it.import(a, &[rich("1", "11", "blue"), rich("2", "21", "blue"), rich("3", "30", "blue")]).await;
    let run = it.run_id;
    // A person writes a name and stands behind another as it is; a later file has one more price.
    it.edit("1", ProductEdit { name: Some("mine".into()), ..ProductEdit::default() }).await;
    let same = Some("blue lamp 2".to_owned());
    it.edit("2", ProductEdit { name: same, ..ProductEdit::default() }).await;
    it.import(a, &[rich("1", "11", "blue"), rich("2", "22", "blue"), rich("3", "31", "blue")]).await;

    let preview = it.preview(run).await;
    let undo = it.undo(run).await;
    let kept = it.kept(&undo).await;
    assert_eq!(
        whats_kept(&kept),
        [
            ("name", Some("mine"), Reason::Edited),
            ("name", Some("blue lamp 2"), Reason::Locked),
            ("price", Some("22.0000"), Reason::LaterImport),
            ("offer", Some("3"), Reason::LaterImport),
        ]
    );
    assert_eq!((kept[0].by.as_deref(), kept[2].run_id), (Some("buyer@example.com"), Some(run + 1)));
    assert_eq!((preview.kept, undo.kept), (4, 4));
    assert_eq!(preview.examples, kept);
    assert_eq!(
        it.text("select string_agg(name || ' ' || mpn || ' ' || best_cost, ', ' order by id) from products")
            .await,
        "mine red-1 10.0000, blue lamp 2 red-2 22.0000, blue lamp 3 blue-3 31.0000"
    );
    assert_eq!(
        it.text("select string_agg(words, ', ' order by product_id) from product_search").await,
        "mine brand red 1 red-1, blue lamp 2 brand red 2 red-2, blue lamp 3 brand blue 3 blue-3"
    );
    // The brand is still used by the third.
    assert_eq!(
        it.text("select string_agg(name, ', ' order by id) from brands").await,
        "Brand red, Brand blue"
    );
    // Undoing the later run now brings back what it overwrote, and takes nothing more.
    it.undo(run + 1).await;
    assert_eq!(it.text("select best_cost::text from products where sku = '2'").await, "21.0000");
    assert!(matches!(it.try_undo(run, &Scope::default()).await, Err(UndoError::UndoneAlready)));
}

#[tokio::test]
async fn a_revert_brings_back_what_the_import_wrote_where_nothing_later_stands() {
    let mut it = Catalogue::new().await;
    let a = it.supplier("A").await;
    it.import(a, &[rich("1", "10", "red")]).await;
    it.import(a, &[rich("1", "11", "blue"), rich("2", "20", "blue"), rich("3", "30", "blue")]).await;
    let undo = it.undo(it.run_id).await;
    it.edit("1", ProductEdit { name: Some("mine".into()), ..ProductEdit::default() }).await;
    // One of the articles comes again meanwhile, under its number.
    it.import(a, &[rich("1", "10", "red"), rich("2", "25", "red")]).await;
    let again = it.product("2").await;
    let reverted = it.revert(&undo).await;
    assert_eq!(
        whats_kept(&it.kept(&reverted).await),
        [("name", Some("mine"), Reason::Edited), ("offer", Some("2"), Reason::LaterImport)]
    );
    assert_eq!(
        it.text("select string_agg(name || ' ' || best_cost, ', ' order by sku) from products").await,
        "mine 11.0000, red lamp 2 25.0000, blue lamp 3 30.0000"
    );
    assert_eq!(it.product("2").await, again);
    assert_eq!(it.text("select offers || ' ' || products from suppliers").await, "3 3");
}

#[tokio::test]
async fn a_part_of_a_run_can_be_undone() {
    let mut it = Catalogue::new().await;
    let a = it.supplier("A").await;
    it.import(a, &[rich("1", "10", "red"), rich("2", "20", "red")]).await;
    let before = state(&it.db).await;
    it.import(
        a,
        &[rich("1", "11", "blue"), rich("2", "21", "blue"), rich("3", "30", "blue"), rich("4", "40", "x")],
    )
    .await;
    let run = it.run_id;
    let after = state(&it.db).await;
    let seen = "select string_agg(name || ' ' || best_cost, ', ' order by id) from products";
    // A field.
    let prices = it.try_undo(run, &scope(&["price"], &[], &[])).await.unwrap();
    assert_eq!((prices.restored, prices.removed_offers, prices.is_whole()), (2, 0, false));
    assert_eq!(
        it.text(seen).await,
        "blue lamp 1 10.0000, blue lamp 2 20.0000, blue lamp 3 30.0000, x lamp 4 40.0000"
    );
    // A record, a product.
    let offer = it.text("select id::text from offers where supplier_sku = '3'").await.parse().unwrap();
    it.try_undo(run, &scope(&[], &[offer], &[])).await.unwrap();
    let one = it.product("1").await;
    let undo = it.try_undo(run, &scope(&[], &[], &[one])).await.unwrap();
    assert_eq!(it.text(seen).await, "red lamp 1 10.0000, blue lamp 2 20.0000, x lamp 4 40.0000");
    assert!(matches!(it.try_undo(run, &scope(&[], &[], &[one])).await, Err(UndoError::Nothing)));
    // A part of a part comes back.
    it.revert(&undo).await;
    assert_eq!(it.text(seen).await, "blue lamp 1 10.0000, blue lamp 2 20.0000, x lamp 4 40.0000");
    assert!(applied::get(&it.db, run).await.unwrap().unwrap().undone_at.is_none());
    assert!(undo::stands(&it.db, run).await.unwrap());
    // And the rest.
    let rest = it.undo(run).await;
    assert_eq!(state(&it.db).await, before);
    assert!(matches!(it.try_revert(&prices).await, Err(UndoError::WholeRunUndone)));
    it.revert(&rest).await;
    it.revert(&prices).await;
    let parts = undo::of_run(&it.db, run).await.unwrap();
    it.revert(&parts[2]).await;
    assert_eq!(state(&it.db).await, after);
}

#[tokio::test]
async fn an_undo_happens_once() {
    let mut it = Catalogue::new().await;
    let a = it.supplier("A").await;
    it.import(a, &[article("1", "10", 1)]).await;
    it.import(a, &[article("1", "11", 1)]).await;
    let (run, whole) = (it.run_id, Scope::default());
    let first = undo::undo(&it.db, &it.request(7, run, &whole)).await.unwrap();
    let after = state(&it.db).await;
    // The job comes again; a person has asked for a second one; somebody's jobs don't belong here.
    let again = undo::undo(&it.db, &it.request(7, run, &whole)).await.unwrap();
    assert_eq!((again.id, again.restored), (first.id, first.restored));
    let second = undo::undo(&it.db, &it.request(8, run, &whole)).await;
    assert!(matches!(second, Err(UndoError::UndoneAlready)));
    let foreign = undo::undo(&it.db, &it.request(7, run - 1, &whole)).await;
    assert!(matches!(foreign, Err(UndoError::ForeignId(7))));
    assert_eq!(state(&it.db).await, after);
    let reverted = undo::revert(&it.db, 7, &it.request(9, run, &whole)).await.unwrap();
    let twice = undo::revert(&it.db, 7, &it.request(9, run, &whole)).await.unwrap();
    assert_eq!((reverted.status(), twice.status()), (UndoStatus::Reverted, UndoStatus::Reverted));
    let other = undo::revert(&it.db, 7, &it.request(10, run, &whole)).await;
    assert!(matches!(other, Err(UndoError::RevertedAlready)));
    let none = undo::revert(&it.db, 99, &it.request(11, run, &whole)).await;
    assert!(matches!(none, Err(UndoError::NoSuchUndo)));
    applied::cancel(&it.db, 77, a, it.now).await.unwrap();
    let cancelled = undo::undo(&it.db, &it.request(12, 77, &whole)).await;
    assert!(matches!(cancelled, Err(UndoError::NotApplied)));
}

#[tokio::test]
async fn the_same_file_is_news_after_an_undo() {
    let mut it = Catalogue::new().await;
    let a = it.supplier("A").await;
    let (old, new) =
        ([rich("1", "10", "red"), article("2", "5", 1)], [rich("1", "11", "blue"), article("2", "6", 1)]);
    it.import(a, &old).await;
    it.import(a, &new).await;
    let seen = "select string_agg(name || ' ' || best_cost, ', ' order by id) from products";
    let imported = it.text(seen).await;
    it.undo(it.run_id).await;
    // The old records state what the catalogue says: their hashes are back too, where that is certain.
    let mut known = Known::load(&it.db, a, Known::LIMIT).await.unwrap();
    let record_hash = old[1].record_hash();
    assert_eq!(known.meet(known::key("2")), Seen::First { record_hash });
    let again = it.import(a, &new).await;
    assert_eq!((again.counts.updated, again.skipped), (2, 0));
    assert_eq!(it.text(seen).await, imported);
    // A field that was undone alone comes with the same file too.
    it.try_undo(it.run_id, &scope(&["price"], &[], &[])).await.unwrap();
    assert_eq!(it.import(a, &new).await.counts.updated, 2);
    assert_eq!(it.text(seen).await, imported);
}

#[tokio::test]
async fn an_undone_run_doesnt_count_among_the_files_that_lack_an_article() {
    let mut it = Catalogue::new().await;
    let a = it.supplier("A").await;
    let both = [article("1", "9", 1), article("2", "9", 4)];
    it.policies.absent = Absent::Discontinue;
    it.policies.absent_runs = serde_json::from_str("3").unwrap();
    it.import(a, &both).await;
    assert_eq!(it.import(a, &both[..1]).await.discontinued, 0);
    let first = it.run_id;
    let before = state(&it.db).await;
    assert_eq!(it.import(a, &both[..1]).await.discontinued, 0);
    // Only the second of them brings a new article, so that there is something to undo.
    let more = [both[0].clone(), article("3", "1", 1)];
    assert_eq!(it.import(a, &more).await.discontinued, 1);
    let undo = it.undo(it.run_id).await;
    assert_eq!((undo.brought_back, undo.removed_offers), (1, 1));
    assert_eq!(
        it.text("select missing_since::text from offers where supplier_sku = '2'").await,
        first.to_string()
    );
    assert_eq!(it.text("select status::text from offers where supplier_sku = '2'").await, "1");
    // The third file that counts.
    assert_eq!(it.import(a, &more).await.discontinued, 1);
    it.undo(it.run_id).await;
    // It is back: that it was missing is forgotten, until that file is undone.
    let changed = [article("1", "8", 1), article("2", "9", 4)];
    it.import(a, &changed).await;
    assert_eq!(it.text("select count(missing_since)::text from offers").await, "0");
    let undo = it.undo(it.run_id).await;
    assert_eq!(state(&it.db).await, before);
    it.revert(&undo).await;
    assert_eq!(it.text("select count(missing_since)::text from offers").await, "0");
}

#[tokio::test]
async fn undos_of_two_runs_come_to_the_same_in_either_order() {
    for first_first in [true, false] {
        let mut it = Catalogue::new().await;
        let a = it.supplier("A").await;
        it.import(a, &[rich("1", "10", "red")]).await;
        let before = state(&it.db).await;
        let mut one = rich("1", "11", "red");
        it.import(a, &[one.clone()]).await;
        one.stock = Some(9);
        one.name = Some("another".to_owned());
        it.import(a, &[one]).await;
        let (first, second) = (it.run_id - 1, it.run_id);
        let order = if first_first { [first, second] } else { [second, first] };
        for run in order {
            it.undo(run).await;
        }
        assert_eq!(state(&it.db).await, before, "{first_first}");
    }
}

#[tokio::test]
async fn a_gtin_that_another_product_has_by_now_brings_the_offer_there() {
    let mut it = Catalogue::new().await;
    let (a, b) = (it.supplier("A").await, it.supplier("B").await);
    it.import(a, &[with_gtin(article("1", "9", 1), GTIN)]).await;
    let undo = it.undo(it.run_id).await;
    assert_eq!(it.text("select count(*)::text from products").await, "0");
    it.import(b, &[with_gtin(article("b", "12", 1), GTIN)]).await;
    it.revert(&undo).await;
    assert_eq!(it.text("select sku || ' ' || offers || ' ' || best_cost from products").await, "b 2 9.0000");
    assert_eq!(it.text("select words from product_search").await, "article b b 1");
}

#[tokio::test]
async fn a_product_that_a_person_edited_stays_without_its_offer() {
    let mut it = Catalogue::new().await;
    let a = it.supplier("A").await;
    it.import(a, &[article("1", "9", 1)]).await;
    it.edit("1", ProductEdit { name: Some("mine".into()), ..ProductEdit::default() }).await;
    let undo = it.undo(it.run_id).await;
    assert_eq!((undo.removed_offers, undo.removed_products), (1, 0));
    assert_eq!(whats_kept(&it.kept(&undo).await), [("product", Some("1"), Reason::Edited)]);
    let product =
        "select name || ' ' || offers || ' ' || status || coalesce(best_cost::text, '') from products";
    assert_eq!(it.text(product).await, "mine 0 2");
    it.revert(&undo).await;
    assert_eq!(it.text(product).await, "mine 1 19.0000");
}

#[tokio::test]
async fn removed_rows_have_every_column_of_their_table() {
    let it = Catalogue::new().await;
    for table in ["products", "offers", "brands", "categories"] {
        let missing: Vec<String> = sqlx::query_scalar(
            "select attname::text from pg_attribute a where attrelid = $1::regclass and attnum > 0 and not attisdropped
               and not exists (select 1 from pg_attribute r where r.attrelid = ('removed_' || $1)::regclass
                               and r.attname = a.attname and not r.attisdropped and r.atttypid = a.atttypid)",
        )
        .bind(table)
        .fetch_all(it.db.pool())
        .await
        .unwrap();
        assert!(missing.is_empty(), "removed_{table} lacks {missing:?}: an undo would lose them");
    }
}
