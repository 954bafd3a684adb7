//! Undos over HTTP and on the command line: shown, asked for, done by a worker, once.

use serde_json::{Value, json};
use store::core::user::Role;
use store::imports::undo_request;
use tokio_util::sync::CancellationToken;

use crate::cli::{binary_on, run};
use crate::test_app::{Answer, Client};
use crate::uploading::{Desk, text};

const FIRST: &str = "SKU;Name;Brand;Price;Stock\nK-1;Lamp;Élan;10,00;5\nK-2;Cable;Élan;20,00;5\n";
const SECOND: &str =
    "SKU;Name;Brand;Price;Stock\nK-1;Lamp;Élan;11,00;5\nK-2;Cord;Neu;20,00;5\nK-3;Drill;Neu;30,00;1\n";

/// A desk with two imports of `ACME` in the catalogue, and somebody who may undo.
struct Site {
    desk: Desk,
    manager: Client,
    second: i64,
}

impl Site {
    async fn new() -> Self {
        let desk = Desk::new().await;
        let manager = desk.app.logged_in(Role::Manager).await;
        desk.import("first.csv", FIRST).await;
        // A minute later: the past is told by time.
        desk.app.clock.advance(chrono::TimeDelta::minutes(1));
        let second = desk.import("second.csv", SECOND).await;
        assert_eq!(text(&second, "status"), "done");
        let second = second["id"].as_i64().expect("an id");
        Self { desk, manager, second }
    }

    /// Does the undo that waits, as a worker would.
    async fn work(&self) {
        let open = undo_request::open(&self.desk.app.dbs.imports, self.second).await.expect("jobs");
        for job in open {
            let jobs = &self.desk.app.state.jobs;
            jobs.do_now(job.id, &CancellationToken::new()).await.expect("nothing of ours fails");
        }
    }

    async fn prices(&self) -> String {
        sqlx::query_scalar("select string_agg(name || ' ' || best_cost, ', ' order by id) from products")
            .fetch_one(self.desk.app.dbs.catalog.pool())
            .await
            .expect("prices")
    }

    async fn undo(&self, body: Value) -> Answer {
        self.manager.post(&format!("/imports/{}/undo", self.second), body).await
    }

    async fn undos(&self) -> Value {
        self.manager.get(&format!("/imports/{}/undos", self.second)).await.body["data"].clone()
    }
}

#[tokio::test]
async fn an_import_is_undone_and_brought_in_again() {
    let site = Site::new().await;
    let run = site.desk.run(site.second).await;
    assert_eq!((&run["can"]["undo"], &run["can"]["redo"]), (&json!(true), &json!(false)));
    let path = format!("/imports/{}/undo", site.second);
    let preview = site.manager.get(&path).await.body;
    assert_eq!(
        [&preview["allowed"], &preview["restores"], &preview["removes_offers"], &preview["kept"]["count"]],
        [&json!(true), &json!(2), &json!(1), &json!(0)],
        "{preview}"
    );
    let asked = site.manager.post(&path, json!({})).await;
    assert_eq!((asked.status.as_u16(), &asked.body["status"]), (202, &json!("done")), "{asked:?}");
    assert_eq!(site.undos().await[0]["status"], "running");
    // A second one has to wait for its end.
    let again = site.undo(json!({"fields": ["price"]})).await;
    assert_eq!((again.status.as_u16(), again.code()), (409, "wrong_state"), "{again:?}");
    site.work().await;

    assert_eq!(site.prices().await, "Lamp 10.0000, Cable 20.0000");
    let run = site.desk.run(site.second).await;
    assert_eq!(
        (text(&run, "status"), &run["can"]["undo"], &run["can"]["redo"]),
        ("undone", &json!(false), &json!(true))
    );
    let undo = site.undos().await[0].clone();
    assert_eq!(
        [&undo["status"], &undo["restored"], &undo["removed_products"], &undo["scope"], &undo["by"]],
        [&json!("done"), &json!(2), &json!(1), &Value::Null, &json!("manager@example.com")],
        "{undo}"
    );
    let kept = site.manager.get(&format!("/undos/{}/kept", undo["id"])).await.body;
    assert_eq!(kept["meta"]["total"], 0);
    let twice = site.undo(json!({})).await;
    assert_eq!((twice.status.as_u16(), twice.code()), (409, "wrong_state"));

    let revert = format!("/undos/{}/revert", undo["id"]);
    assert_eq!(site.desk.buyer.post(&revert, json!({})).await.status, 403);
    assert_eq!(site.manager.post(&revert, json!({})).await.status, 202);
    site.work().await;
    assert_eq!(site.prices().await, "Lamp 11.0000, Cord 20.0000, Drill 30.0000");
    assert_eq!(text(&site.desk.run(site.second).await, "status"), "done");
    let reverted = site.manager.post(&revert, json!({})).await;
    assert_eq!((reverted.status.as_u16(), reverted.code()), (409, "wrong_state"));
}

#[tokio::test]
async fn the_same_file_is_imported_again_after_an_undo() {
    let site = Site::new().await;
    let accepted = site.undo(json!({"fields": ["price"]})).await;
    assert_eq!(accepted.status, 202, "{accepted:?}");
    site.work().await;
    assert_eq!(site.prices().await, "Lamp 10.0000, Cord 20.0000, Drill 30.0000");
    let part = site.desk.import("second.csv", SECOND).await;
    assert_eq!((text(&part, "status"), &part["updated"]), ("done", &json!(1)), "{part}");
    // The older import stands below the newer one now: its price is the later one's.
    let nothing = site.undo(json!({"fields": ["price"]})).await;
    assert_eq!((nothing.status.as_u16(), nothing.code()), (409, "nothing_to_undo"), "{nothing:?}");

    let site = Site::new().await;
    site.undo(json!({})).await;
    site.work().await;
    let whole = site.desk.import("second.csv", SECOND).await;
    assert_eq!(
        (text(&whole, "status"), &whole["updated"], &whole["created"]),
        ("done", &json!(2), &json!(1)),
        "{whole}"
    );
}

#[tokio::test]
async fn what_is_asked_for_is_checked() {
    let site = Site::new().await;
    for (body, field) in [
        (json!({"fields": ["prices"]}), "fields[0]"),
        (json!({"fields": []}), "fields"),
        (json!({"offers": []}), "offers"),
    ] {
        let refused = site.undo(body).await;
        assert_eq!((refused.status.as_u16(), refused.wrong_fields()), (422, vec![field]), "{refused:?}");
    }
    let query = site.manager.get(&format!("/imports/{}/undo?offers=x", site.second)).await;
    assert_eq!((query.status.as_u16(), query.wrong_fields()), (422, vec!["offers"]));
    assert_eq!(site.manager.get("/imports/99/undo").await.status, 404);
    assert_eq!(site.manager.get("/undos/99/kept").await.status, 404);
    let dry = site.desk.import_with("third.csv", FIRST, &[("mode", "dry_run")]).await;
    let refused = site.manager.post(&format!("/imports/{}/undo", dry["id"]), json!({})).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (409, "nothing_to_undo"));
    let shown = site.manager.get(&format!("/imports/{}/undo", dry["id"])).await.body;
    assert_eq!(shown["allowed"], false);
    assert!(!text(&shown, "reason").is_empty());
}

#[tokio::test]
async fn an_undo_and_an_import_of_one_supplier_wait_for_each_other() {
    let site = Site::new().await;
    let imports = &site.desk.app.dbs.imports;
    // A run that is being worked on keeps an undo waiting.
    let accepted = site.desk.upload("third.csv", FIRST).await;
    let third = accepted.body["id"].as_i64().expect("an id");
    let now = site.desk.app.state.clock.now();
    let claimed = store::imports::lease::claim(imports, third, "somebody", None, now).await.expect("asked");
    let (_, lease) = claimed.expect("claimed");
    site.undo(json!({})).await;
    site.work().await;
    assert_eq!(site.undos().await[0]["status"], "running");
    store::imports::lease::release(imports, &lease).await.expect("released");
    // And an undo in hand keeps a run waiting.
    let job = undo_request::open(imports, site.second).await.expect("jobs").remove(0);
    let later = now + chrono::Duration::seconds(1);
    let job = store::imports::job::claim(imports, job.id, "somebody", later)
        .await
        .expect("asked")
        .expect("claimed");
    let refused = store::imports::lease::claim(imports, third, "other", None, now).await.expect("asked");
    assert!(matches!(refused, Err(store::imports::lease::Refusal::Behind(run)) if run == site.second));
    let end = store::imports::job::End::Later(std::time::Duration::ZERO);
    store::imports::job::finish(imports, &job, &end, now).await.expect("given back");
    site.work().await;
    assert_eq!(site.prices().await, "Lamp 10.0000, Cable 20.0000");
    assert_eq!(text(&site.desk.carry(third).await, "status"), "unchanged");
}

#[tokio::test]
async fn products_tell_their_past_and_where_their_values_come_from() {
    let site = Site::new().await;
    let id: i64 = sqlx::query_scalar("select id from products where sku = 'K-1'")
        .fetch_one(site.desk.app.dbs.catalog.pool())
        .await
        .expect("a product");
    let path = format!("/products/{id}");
    site.desk.app.clock.advance(chrono::TimeDelta::minutes(1));
    let edited = site.manager.patch(&path, json!({"name": "My lamp"})).await;
    assert_eq!(
        (&edited.body["locks"][0]["field"], &edited.body["locks"][0]["by"]),
        (&json!("name"), &json!("manager@example.com"))
    );
    let first = site.second - 1;
    let then = site.manager.get(&format!("{path}?as_of_run={first}")).await.body;
    assert_eq!(
        [&then["name"], &then["best_cost"], &then["as_of"]["run_id"], &then["offers"][0]["cost"]],
        [&json!("Lamp"), &json!("10.0000"), &json!(first), &json!("10.0000")],
        "{then}"
    );
    let list = site.manager.get(&format!("/products/as-of?run={first}")).await.body;
    assert_eq!((&list["meta"]["total"], &list["data"][0]["name"]), (&json!(2), &json!("Cable")), "{list}");
    assert_eq!(site.manager.get("/products/as-of").await.status, 422);
    assert_eq!(site.manager.get("/products/as-of?run=99").await.status, 422);
    assert_eq!(site.manager.get(&format!("{path}?as_of=2001-01-01T00:00:00Z")).await.status, 404);
    let origins = site.manager.get(&format!("{path}/provenance")).await.body;
    let name = &origins["fields"]["name"];
    assert_eq!(
        (&name[0]["how"], &name[0]["by"]),
        (&json!("person"), &json!("manager@example.com")),
        "{origins}"
    );
    assert_eq!(
        [&name[1]["how"], &name[1]["run"]["file_name"], &name[1]["run"]["record"]],
        [&json!("file"), &json!("first.csv"), &json!(1)]
    );
    let price = &origins["offers"][0]["fields"]["price"];
    assert_eq!((&price[0]["value"], &price[0]["run"]["id"]), (&json!("11.0000"), &json!(site.second)));
    assert_eq!(site.manager.get("/products/99/provenance").await.status, 404);
}

#[tokio::test]
async fn the_command_line_undoes_in_its_own_process() {
    let dbs = testkit::TestDbs::new().await;
    let data = tempfile::tempdir().expect("a folder");
    let si = async |arguments: &[&str]| {
        let mut command = binary_on(&dbs, data.path());
        command.args(arguments).arg("--json");
        run(command).await
    };
    let mut ids = Vec::new();
    for (name, content) in [("first.csv", FIRST), ("second.csv", SECOND)] {
        let file = data.path().join(name);
        std::fs::write(&file, content).expect("written");
        let file = file.to_str().expect("a path");
        let ended = si(&["import", file, "--supplier", "ACME", "--create-supplier"]).await;
        assert_eq!(ended.code, 0, "{}", ended.err);
        ids.push(ended.json()["run_id"].to_string());
    }
    let second = ids[1].as_str();
    let shown = si(&["imports", "undo", second, "--dry-run"]).await.json();
    assert_eq!((&shown["restores"], &shown["removes_offers"]), (&json!(2), &json!(1)), "{shown}");
    let ended = si(&["imports", "undo", second]).await;
    let undo = ended.json();
    assert_eq!(
        (ended.code, &undo["status"], &undo["restored"]),
        (0, &json!("done"), &json!(2)),
        "{}",
        ended.err
    );
    let again = si(&["imports", "undo", second]).await;
    assert_eq!(again.code, 1);
    let undos = si(&["imports", "undos", second]).await.json();
    assert_eq!(undos["data"][0]["id"], undo["id"]);
    let then = si(&["products", "show", "K-3", "--as-of-run", second]).await;
    assert_eq!((then.code, &then.json()["best_cost"]), (0, &json!("30.0000")), "{}", then.err);
    let redone = si(&["imports", "redo", &undo["id"].to_string()]).await;
    assert_eq!((redone.code, &redone.json()["status"]), (0, &json!("reverted")), "{}", redone.err);
    let origin = si(&["products", "origin", "K-1", "--field", "price"]).await.json();
    let price = &origin["offers"][0]["fields"]["price"];
    assert_eq!(
        [&price[0]["how"], &price[1]["how"], &price[2]["how"], &price[3]["value"]],
        [&json!("undo"), &json!("undo"), &json!("file"), &json!("10.0000")],
        "{origin}"
    );
    assert_eq!(si(&["imports", "undo", second, "--field", "prices"]).await.code, 2);
    let unknown = si(&["products", "show", "nothing"]).await;
    assert!(unknown.code == 1 && unknown.err.contains("no product"), "{}", unknown.err);
}
