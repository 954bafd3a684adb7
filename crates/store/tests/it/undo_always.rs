//! Whatever a catalogue went through: an import and its undo leave it as it was.

use proptest::collection::vec;
use proptest::test_runner::{Config, TestRunner};
use store::catalog::undo::{self, Scope, UndoError};

use crate::catalogue::Catalogue;
use crate::random_history::{Step, file, step};
use crate::undo::state;

/// Each case has a database of its own: a few, unless `PROPTEST_CASES` asks for another number.
pub fn runner() -> TestRunner {
    const USUAL_OF_PROPTEST: u32 = 256;
    let config = Config { max_shrink_iters: 200, failure_persistence: None, ..Config::default() };
    let cases = if config.cases == USUAL_OF_PROPTEST { 12 } else { config.cases };
    TestRunner::new(Config { cases, ..config })
}

pub fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

pub async fn catalogue() -> Catalogue {
    let it = Catalogue::new().await;
    it.supplier("A").await;
    it.supplier("B").await;
    it
}

#[test]
fn an_import_and_its_undo_are_nothing() {
    runner()
        .run(&(vec(step(), 0..9), file()), |(history, last)| {
            wait(async {
                let mut it = catalogue().await;
                for step in &history {
                    it.happen(step).await;
                }
                let before = state(&it.db).await;
                let run = it.import_list(&last).await;
                let after = state(&it.db).await;
                let undo = match it.try_undo(run, &Scope::default()).await {
                    Ok(undo) => undo,
                    Err(UndoError::Nothing) => return,
                    Err(error) => panic!("{error}"),
                };
                assert_eq!(undo.kept, 0);
                same(&state(&it.db).await, &before, "after the undo");
                it.revert(&undo).await;
                same(&state(&it.db).await, &after, "after its revert");
                it.undo(run).await;
                same(&state(&it.db).await, &before, "after the second undo");
            });
            Ok(())
        })
        .unwrap();
}

#[test]
fn what_a_person_wrote_later_stays_and_is_listed() {
    runner()
        .run(&(vec(step(), 0..5), file(), vec(step(), 1..6)), |(history, mut file, later)| {
            wait(async {
                let mut it = catalogue().await;
                for step in &history {
                    it.happen(step).await;
                }
                file.supplier = 0;
                let run = it.import_list(&file).await;
                for step in later.iter().filter(|step| matches!(step, Step::Edit { .. } | Step::Import(_))) {
                    it.happen(step).await;
                }
                let edited = "select p.id || ' ' || f || ' ' || (to_jsonb(p) -> (case f when 'brand' then 'brand_id'
                      when 'category' then 'category_id' else f end))::text
                    from products p cross join lateral unnest(p.locked_fields) f order by 1";
                let texts = async |it: &Catalogue| -> Vec<String> {
                    sqlx::query_scalar(edited).fetch_all(it.db.pool()).await.unwrap()
                };
                let before = texts(&it).await;
                let undo = match it.try_undo(run, &Scope::default()).await {
                    Ok(undo) => undo,
                    Err(UndoError::Nothing) => return,
                    Err(error) => panic!("{error}"),
                };
                assert_eq!(texts(&it).await, before);
                // Of each field that the run wrote and a person wrote after it, something is told.
                let overwritten: Vec<(i64, String)> = sqlx::query_as(
                    "select distinct e.product_id, f from changes r join changes e on e.product_id = r.product_id and e.id > r.id
                       cross join lateral jsonb_object_keys(e.after) f
                     join products p on p.id = r.product_id
                     where r.run_id = $1 and r.kind = 2 and e.run_id is null and f <> 'status' and r.after ? f
                       and (case f when 'brand' then to_jsonb(p.brand_id) when 'category' then to_jsonb(p.category_id)
                            else to_jsonb(p) -> f end) is distinct from coalesce(r.exact -> 'before' -> f, r.before -> f)",
                )
                .bind(run)
                .fetch_all(it.db.pool())
                .await
                .unwrap();
                let (kept, _) = undo::kept(&it.db, &undo, 1000, 0).await.unwrap();
                for (product, field) in overwritten {
                    assert!(
                        kept.iter().any(|kept| kept.product_id == Some(product) && kept.field == field),
                        "{field} of product {product} in {kept:?}"
                    );
                }
            });
            Ok(())
        })
        .unwrap();
}

fn same(left: &[String], right: &[String], when: &str) {
    let only = |these: &[String], those: &[String]| -> Vec<String> {
        these.iter().filter(|line| !those.contains(line)).cloned().collect()
    };
    let (too_much, missing) = (only(left, right), only(right, left));
    assert!(
        too_much.is_empty() && missing.is_empty() && left.len() == right.len(),
        "{when}: there is {too_much:#?} instead of {missing:#?}"
    );
}
