//! Files that were uploaded to be looked at.

use chrono::TimeDelta;
use store::imports::upload::{self, Upload};
use store::imports::{feed, file};

use crate::runs::{Imports, profile, sha, start};

#[tokio::test]
async fn an_upload_is_found_by_its_token_for_a_while() {
    let it = Imports::new().await;
    file::put(&it.db, &sha(1), 10, "key").await.expect("noted");
    file::put(&it.db, &sha(1), 99, "other").await.expect("noted again, to no effect");
    assert_eq!(file::object_key(&it.db, &sha(1)).await.expect("asked").as_deref(), Some("key"));
    for (token, age) in [("old", 25), ("new", 23)] {
        let upload = Upload {
            token: token.to_owned(),
            file_sha256: sha(1),
            file_name: "list.csv".to_owned(),
            file_size: 10,
            created_by: None,
            created_at: start() - TimeDelta::hours(age),
        };
        upload::put(&it.db, &upload).await.expect("kept");
        let found = upload::get(&it.db, token).await.expect("asked").expect("there");
        assert_eq!((found.file_sha256, found.created_at), (upload.file_sha256, upload.created_at));
    }
    upload::forget_before(&it.db, start() - TimeDelta::hours(24)).await.expect("forgotten");
    assert!(upload::get(&it.db, "old").await.expect("asked").is_none());
    assert!(upload::get(&it.db, "new").await.expect("asked").is_some());
    assert!(upload::get(&it.db, "' or true --").await.expect("asked").is_none());
}

#[tokio::test]
async fn a_supplier_is_recognised_by_the_columns_of_its_last_file() {
    let it = Imports::new().await;
    let columns = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    for (supplier, names) in [(1, ["SKU", "Prix"]), (2, ["SKU", "Preis"]), (3, ["SKU", "Prix"])] {
        let feed = feed::get_or_create(&it.db, supplier, "default").await.expect("a feed");
        let known = profile(&names, "EUR");
        store::imports::profile::save(&it.db, feed.id, "default", &known, None, start())
            .await
            .expect("saved");
    }
    let of =
        async |names: &[&str]| upload::supplier_of_columns(&it.db, &columns(names)).await.expect("asked");
    assert_eq!(of(&["SKU", "Preis"]).await, Some(2));
    assert_eq!(of(&["SKU", "Prix"]).await, Some(3), "the last one");
    assert_eq!(of(&["Prix", "SKU"]).await, None, "in this order");
    assert_eq!(of(&[]).await, None);
}
