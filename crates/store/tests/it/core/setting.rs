use std::collections::BTreeMap;

use serde_json::{Value, json};
use store::core::audit::{self, Actor};
use store::core::setting;

use super::{at, dbs};

fn values(pairs: &[(&str, Value)]) -> BTreeMap<String, Value> {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect()
}

#[tokio::test]
async fn settings_are_set_together_and_their_changes_logged() {
    let dbs = dbs().await;
    assert_eq!(setting::get(&dbs.core, "catalogue_currency").await.expect("an answer"), None);
    let first = values(&[("catalogue_currency", json!("EUR")), ("keep_files_days", Value::Null)]);
    setting::set(&dbs.core, &first, &Actor::cli(), at(0)).await.expect("to set");
    let second = values(&[("catalogue_currency", json!("CHF")), ("keep_files_days", Value::Null)]);
    setting::set(&dbs.core, &second, &Actor::cli(), at(1)).await.expect("to set");
    assert_eq!(setting::all(&dbs.core).await.expect("all"), second);
    assert_eq!(setting::get(&dbs.core, "catalogue_currency").await.expect("an answer"), Some(json!("CHF")));

    let log = audit::list(&dbs.core, None, 10).await.expect("the log");
    assert_eq!(log.len(), 3, "what stayed as it was is no change");
    assert_eq!(log[0].details, json!({ "before": "EUR", "after": "CHF" }));
    assert_eq!(log[0].subject.as_deref(), Some("setting:catalogue_currency"));
}
