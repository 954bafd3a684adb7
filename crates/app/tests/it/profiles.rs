//! `/suppliers/{id}/profiles`: how a supplier's files are read, version by version.

use reqwest::Method;
use serde_json::{Value, json};

use crate::cli::{binary_on, run};
use crate::test_app::{Answer, send};
use crate::uploading::{Desk, counts, text};

const LIST: &str = "Reference;Name;Price;Stock\nA-1;Lamp;12,50;4\nA-2;Drill;13,90;2\n";

impl Desk {
    async fn profiles(&self) -> String {
        let suppliers = self.buyer.get("/suppliers?q=ACME").await;
        format!("/suppliers/{}/profiles", suppliers.body["data"][0]["id"])
    }

    async fn change(&self, change: Value) -> Answer {
        let path = format!("{}/default", self.profiles().await);
        send(self.buyer.request(Method::PUT, &path).json(&change)).await
    }
}

#[tokio::test]
async fn an_import_leaves_a_profile_and_changes_make_versions() {
    let desk = Desk::new().await;
    desk.import("list.csv", LIST).await;
    let profiles = desk.profiles().await;
    let listed = desk.buyer.get(&profiles).await;
    let first = &listed.body["data"][0];
    assert_eq!(
        (&first["version"], &first["is_current"], &first["default_currency"]),
        (&json!(1), &json!(true), &Value::Null)
    );
    assert_eq!((&first["transforms"], text(&first["policies"], "absent")), (&json!([]), "keep"));

    let step = json!({"field": "price", "op": "multiply", "by": "2"});
    let changed = desk.change(json!({"transforms": [step], "policies": {"absent": "zero_stock"}})).await;
    assert_eq!((changed.status.as_u16(), &changed.body["version"]), (200, &json!(2)), "{changed:?}");
    assert_eq!(changed.body["mapping"], first["mapping"], "what is left out stays");
    // To say it again changes nothing.
    let again = desk.change(json!({"policies": {"absent": "zero_stock"}})).await;
    assert_eq!(again.body["version"], 2);

    let old = desk.buyer.get(&format!("{profiles}/default/versions/1")).await;
    assert_eq!((&old.body["is_current"], &old.body["transforms"]), (&json!(false), &json!([])));
    let diff = desk.buyer.get(&format!("{profiles}/default/diff?from=1&to=2")).await;
    assert_eq!(
        diff.body,
        json!({"from": 1, "to": 2, "changes": [
            {"path": "policies.absent", "before": "keep", "after": "zero_stock"},
            {"path": "transforms[0]", "before": null, "after": step},
        ]})
    );
    // The same file is read again, since it means something else now.
    let run = desk.import("list.csv", LIST).await;
    assert_eq!((text(&run, "status"), counts(&run)), ("done", [2, 0, 2, 0, 0, 0]), "{run}");
    let run = desk.import("list.csv", LIST).await;
    assert_eq!(text(&run, "status"), "unchanged", "{run}");

    let restored = desk.buyer.post(&format!("{profiles}/default/restore"), json!({"version": 1})).await;
    assert_eq!((restored.status.as_u16(), &restored.body["version"]), (200, &json!(3)), "{restored:?}");
    assert_eq!(
        (&restored.body["transforms"], text(&restored.body, "created_by")),
        (&json!([]), "user@example.com")
    );
    let same = desk.buyer.get(&format!("{profiles}/default/diff?from=1&to=3")).await;
    assert_eq!(same.body["changes"], json!([]));
    let run = desk.import("list.csv", LIST).await;
    assert_eq!((text(&run, "status"), counts(&run)), ("done", [2, 0, 2, 0, 0, 0]), "{run}");
    assert_eq!(desk.buyer.get(&profiles).await.body["data"].as_array().expect("versions").len(), 3);
}

#[tokio::test]
async fn what_a_run_was_told_is_kept_once_it_is_applied() {
    let desk = Desk::new().await;
    let transforms = json!([{"field": "name", "op": "case", "to": "upper"}]).to_string();
    let parts = [("transforms", transforms.as_str()), ("mode", "dry_run")];
    desk.import_with("list.csv", LIST, &parts).await;
    let profiles = desk.profiles().await;
    assert_eq!(desk.buyer.get(&profiles).await.body["data"], json!([]), "a dry run leaves nothing");
    desk.import_with("list.csv", LIST, &parts[..1]).await;
    let listed = desk.buyer.get(&profiles).await;
    assert_eq!(listed.body["data"][0]["transforms"][0]["op"], "case", "{listed:?}");
    assert_eq!(desk.buyer.get("/products?q=LAMP").await.body["data"][0]["name"], "LAMP");
    let wrong = json!([{"field": "name", "op": "regex", "pattern": "(", "with": ""}]).to_string();
    let refused = desk.upload_with("list.csv", LIST, &[("transforms", &wrong)]).await;
    assert_eq!(
        (refused.status.as_u16(), refused.wrong_fields()),
        (422, vec!["transforms[0].pattern"]),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_profile_that_is_changed_while_a_run_waits_stays_changed() {
    let desk = Desk::new().await;
    desk.import("list.csv", LIST).await;
    let next = LIST.replace("12,50", "12,90");
    let waiting = desk.import_with("next.csv", next, &[("mode", "review")]).await;
    assert_eq!(text(&waiting, "status"), "review", "{waiting}");
    let changed = desk.change(json!({"policies": {"absent": "discontinue", "absent_runs": 3}})).await;
    assert_eq!(changed.body["version"], 2);
    assert_eq!(desk.act(&waiting, "apply").await.status, 202);
    let done = desk.carry(waiting["id"].as_i64().expect("an id")).await;
    assert_eq!(text(&done, "status"), "done", "{done}");
    let listed = desk.buyer.get(&desk.profiles().await).await;
    assert_eq!(
        (&listed.body["data"][0]["version"], text(&listed.body["data"][0]["policies"], "absent")),
        (&json!(2), "discontinue")
    );
}

#[tokio::test]
async fn a_profile_goes_to_a_file_and_to_another_supplier() {
    let desk = Desk::new().await;
    testkit::builders::supplier(&desk.app.dbs.catalog, "OTHER").await;
    desk.import("list.csv", LIST).await;
    let profiles = desk.profiles().await;
    let exported = desk.buyer.get(&format!("{profiles}/default/export")).await.body;
    assert_eq!((&exported["suppliers-import-profile"], text(&exported, "name")), (&json!(1), "default"));
    assert_eq!(exported["profile"]["fingerprints"], Value::Null);
    let other = desk.buyer.get("/suppliers?q=OTHER").await.body["data"][0]["id"].clone();
    let theirs = format!("/suppliers/{other}/profiles");
    let taken = desk.buyer.post(&format!("{theirs}/import"), exported.clone()).await;
    assert_eq!((taken.status.as_u16(), &taken.body["version"]), (201, &json!(1)), "{taken:?}");
    assert_eq!(desk.buyer.get(&format!("{theirs}/default/export")).await.body, exported);

    let refused = async |change: &dyn Fn(&mut Value)| {
        let mut document = exported.clone();
        change(&mut document);
        let answer = desk.buyer.post(&format!("{theirs}/import"), document).await;
        assert_eq!(answer.status, 422, "{answer:?}");
        answer.wrong_fields().join(" ")
    };
    assert_eq!(
        refused(&|document| document["suppliers-import-profile"] = json!(9)).await,
        "suppliers-import-profile"
    );
    assert_eq!(refused(&|document| document["colour"] = json!(1)).await, "colour");
    assert_eq!(
        refused(&|document| document["profile"]["policies"]["burn"] = json!(true)).await,
        "profile.policies.burn"
    );
    assert_eq!(
        refused(&|document| document["profile"]["mapping"]["name"] = json!("Nowhere")).await,
        "mapping"
    );
    assert_eq!(refused(&|document| document["name"] = json!("a/b")).await, "name");
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_and_what_isn_t_there_isn_t_found() {
    let desk = Desk::new().await;
    desk.import("list.csv", LIST).await;
    let refused = async |change: Value| {
        let answer = desk.change(change).await;
        assert_eq!(answer.status, 422, "{answer:?}");
        answer.wrong_fields().join(" ")
    };
    assert_eq!(refused(json!({"mapping": {"supplier_sku": "Nowhere"}})).await, "mapping");
    assert_eq!(
        refused(json!({"mapping": {"supplier_sku": {"source": "Reference", "sauce": "x"}}})).await,
        "mapping.supplier_sku.sauce"
    );
    assert_eq!(refused(json!({"policies": {"most_errors": 7}})).await, "policies.most_errors");
    assert_eq!(
        refused(json!({"transforms": [{"field": "name", "op": "set", "expression": "1 +"}]})).await,
        "transforms[0].expression"
    );
    assert_eq!(refused(json!({"default_currency": "EURO"})).await, "default_currency");
    assert_eq!(refused(json!({"colour": "red"})).await, "colour");
    let profiles = desk.profiles().await;
    for path in [
        "default/versions/9",
        "default/versions/x",
        "other/versions/1",
        "other/export",
        "default/diff?from=1&to=7",
    ] {
        assert_eq!(desk.buyer.get(&format!("{profiles}/{path}")).await.status, 404, "{path}");
    }
    assert_eq!(
        desk.buyer.post(&format!("{profiles}/default/restore"), json!({"version": 7})).await.status,
        404
    );
    let made =
        send(desk.buyer.request(Method::PUT, &format!("{profiles}/other")).json(&json!({"policies": {}})))
            .await;
    assert_eq!(made.status, 404, "there is nothing to change: {made:?}");
    let first = desk.buyer.get(&format!("{profiles}/default/versions/1")).await.body;
    let whole =
        json!({"structure": first["structure"], "mapping": first["mapping"], "default_currency": "USD"});
    let made = send(desk.buyer.request(Method::PUT, &format!("{profiles}/other")).json(&whole)).await;
    assert_eq!((made.status.as_u16(), &made.body["default_currency"]), (200, &json!("USD")), "{made:?}");
}

#[tokio::test]
async fn profiles_and_drift_on_the_command_line() {
    let dbs = testkit::TestDbs::new().await;
    let data = tempfile::tempdir().expect("a folder");
    let at = |name: &str| data.path().join(name).display().to_string();
    let verb = async |arguments: &[&str]| {
        let mut command = binary_on(&dbs, data.path());
        command.args(arguments).arg("--json");
        run(command).await
    };
    std::fs::write(at("list.csv"), LIST).expect("written");
    let imported = verb(&["import", &at("list.csv"), "--supplier", "NORD", "--create-supplier"]).await;
    assert_eq!((imported.code, text(&imported.json(), "status")), (0, "done"), "{}", imported.err);
    let shown = verb(&["profiles", "show", "NORD"]).await.json();
    assert_eq!(
        (&shown["version"], text(&shown["profile"]["mapping"]["price"], "source")),
        (&json!(1), "Price")
    );

    assert_eq!(verb(&["profiles", "export", "NORD", "-o", &at("profile.json")]).await.code, 0);
    let written = std::fs::read_to_string(at("profile.json")).expect("a file");
    let zero = written.replace("\"absent\": \"keep\"", "\"absent\": \"zero_stock\"");
    std::fs::write(at("profile.json"), zero).expect("written");
    let taken = verb(&["profiles", "import", "NORD", &at("profile.json")]).await;
    assert_eq!((taken.code, &taken.json()["version"]), (0, &json!(2)), "{}", taken.err);
    let diff = verb(&["profiles", "diff", "NORD", "1", "2"]).await.json();
    let change = json!({"path": "policies.absent", "before": "keep", "after": "zero_stock"});
    assert_eq!(diff["changes"], json!([change]));
    assert_eq!(verb(&["profiles", "restore", "NORD", "1"]).await.json()["version"], 3);
    assert_eq!(verb(&["profiles", "list", "NORD"]).await.json()["data"].as_array().map(Vec::len), Some(3));
    std::fs::write(at("profile.json"), written.replace("profile\": 1", "profile\": 7")).expect("written");
    for wrong in [
        &["profiles", "import", "NORD", &at("profile.json")][..],
        &["profiles", "show", "NOBODY"],
        &["profiles", "show", "NORD", "--version", "9"],
        &["profiles", "export", "NORD", "--name", "other"],
    ] {
        let ended = verb(wrong).await;
        assert_eq!(ended.code, 1, "{wrong:?} {}", ended.out);
    }

    std::fs::write(at("next.csv"), LIST.replace("Price", "Column 3")).expect("written");
    let held = verb(&["import", &at("next.csv"), "--supplier", "NORD"]).await;
    assert_eq!((held.code, text(&held.json(), "status")), (1, "held"), "{}", held.out);
    let id = held.json()["run_id"].to_string();
    let refused = verb(&["imports", "drift", &id, "--column", "price=Nowhere"]).await;
    assert!(refused.code == 1 && refused.err.contains("no column \"Nowhere\""), "{}", refused.err);
    let done = verb(&["imports", "drift", &id, "--column", "price=Column 3"]).await;
    assert_eq!((done.code, text(&done.json(), "status")), (0, "done"), "{} {}", done.out, done.err);
    let shown = verb(&["profiles", "show", "NORD"]).await.json();
    assert_eq!(
        (&shown["version"], text(&shown["profile"]["mapping"]["price"], "source")),
        (&json!(4), "Column 3")
    );
}
