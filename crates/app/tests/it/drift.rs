//! The next file isn't laid out as before.

use serde_json::{Value, json};

use crate::uploading::{Desk, counts, text};

const HEADERS: &str = "Référence;EAN;Désignation;Prix d'achat;Stock";
const GTINS: [&str; 8] = [
    "4006381333931",
    "4006381333948",
    "4006381333955",
    "4006381333962",
    "4006381333979",
    "4006381333986",
    "4006381333993",
    "4006381334006",
];

/// Eight articles under these headers.
fn list(headers: &str) -> String {
    let rows = GTINS.iter().enumerate().map(|(n, gtin)| {
        let name = ["Lampe", "Perceuse", "Marteau", "Scie"][n % 4];
        format!("A-{n};{gtin};{name} de taille {n};{},{}0;{}\n", 10 + n * 3, n % 9, n * 2)
    });
    std::iter::once(format!("{headers}\n")).chain(rows).collect()
}

/// The log's codes.
fn log(run: &Value) -> Vec<&str> {
    run["log"].as_array().expect("a log").iter().map(|line| text(line, "text_code")).collect()
}

impl Desk {
    async fn versions(&self) -> usize {
        let id = self.supplier().await;
        let profiles = self.buyer.get(&format!("/suppliers/{id}/profiles")).await;
        profiles.body["data"].as_array().expect("profiles").len()
    }

    async fn supplier(&self) -> i64 {
        self.buyer.get("/suppliers?q=ACME").await.body["data"][0]["id"].as_i64().expect("an id")
    }
}

#[tokio::test]
async fn another_spelling_is_mended_in_passing() {
    let desk = Desk::new().await;
    desk.import("list.csv", list(HEADERS)).await;
    let run = desk.import("next.csv", list("REFERENCE;ean;Designation;PRIX D’ACHAT;Stock")).await;
    assert_eq!((text(&run, "status"), counts(&run)), ("done", [8, 0, 0, 8, 0, 0]), "{run}");
    assert_eq!(
        log(&run),
        ["inspected", "drift_mended", "drift_mended", "drift_mended", "drift_mended", "staged", "applied"]
    );
    assert_eq!(run["drift"][0]["certain"], true);
    assert_eq!(run["mapping"]["price"]["source"], "PRIX D’ACHAT");
    // What it was mended to is the next version, and then there is nothing to mend.
    assert_eq!(desk.versions().await, 2);
    let again = desk
        .import("again.csv", list("REFERENCE;ean;Designation;PRIX D’ACHAT;Stock") + "A-99;;Clou;1,00;1\n")
        .await;
    assert_eq!((&again["drift"], desk.versions().await), (&Value::Null, 2), "{again}");
}

#[tokio::test]
async fn a_renamed_column_waits_and_goes_on_with_what_is_proposed() {
    let desk = Desk::new().await;
    desk.import("list.csv", list(HEADERS)).await;
    let before = desk.digest().await;
    let next = list("Référence;EAN;Désignation;Colonne 4;Stock").replace(
        "A-0;4006381333931;Lampe de taille 0;10,00;0",
        "A-0;4006381333931;Lampe de taille 0;11,00;0",
    );
    let held = desk.import("next.csv", next.as_str()).await;
    assert_eq!((text(&held, "status"), text(&held, "message_code")), ("held", "drift"), "{held}");
    assert!(text(&held, "message").contains("\"Prix d'achat\" is gone"), "{held}");
    assert_eq!(desk.digest().await, before);
    let drift = &held["drift"][0];
    assert_eq!((text(drift, "field"), text(drift, "kind")), ("price", "renamed"), "{drift}");
    assert_eq!(drift["was"], json!({"source": "Prix d'achat", "index": 3}));
    assert_eq!(drift["now"], json!({"source": "Colonne 4", "index": 3}));
    assert_eq!(drift["certain"], false);
    // It isn't a brake: approving it unread is not offered.
    assert_eq!((&held["can"]["apply"], &held["can"]["cancel"]), (&json!(false), &json!(true)));
    assert_eq!(desk.act(&held, "apply").await.code(), "wrong_state");

    let path = format!("/imports/{}/drift", held["id"]);
    assert_eq!(desk.buyer.post(&path, json!({"accept": false})).await.wrong_fields(), ["accept"]);
    assert_eq!(
        desk.buyer.post(&path, json!({"accept": {"colour": "x"}})).await.wrong_fields(),
        ["accept.colour"]
    );
    let unknown = desk.buyer.post(&path, json!({"accept": {"price": "Nowhere"}})).await;
    assert_eq!(unknown.wrong_fields(), ["accept.price"]);
    let accepted = desk.buyer.post(&path, json!({"accept": true})).await;
    assert_eq!((accepted.status.as_u16(), text(&accepted.body, "status")), (202, "received"), "{accepted:?}");
    let run = desk.carry(held["id"].as_i64().expect("an id")).await;
    assert_eq!((text(&run, "status"), counts(&run)), ("done", [8, 0, 1, 7, 0, 0]), "{run}");
    assert_eq!(run["drift"][0]["field"], "price", "what was decided stays noted");
    assert_eq!(desk.buyer.post(&path, json!({"accept": true})).await.code(), "wrong_state");
    assert_eq!(desk.versions().await, 2);
    let again = desk.import("again.csv", next + "A-99;;Clou;1,00;1\n").await;
    assert_eq!((text(&again, "status"), &again["drift"]), ("done", &Value::Null), "{again}");
}

#[tokio::test]
async fn a_column_that_is_gone_is_never_dropped_in_silence() {
    let desk = Desk::new().await;
    desk.import("list.csv", list(HEADERS)).await;
    let short: String = list("Référence;EAN;Désignation;Prix d'achat;Stock")
        .lines()
        .flat_map(|line| [line.rsplit_once(';').expect("cells").0, "\n"])
        .collect();
    let held = desk.import("next.csv", short).await;
    assert_eq!((text(&held, "status"), text(&held, "message_code")), ("held", "drift"), "{held}");
    assert_eq!((text(&held["drift"][0], "kind"), &held["drift"][0]["now"]), ("gone", &Value::Null));
    let path = format!("/imports/{}/drift", held["id"]);
    assert_eq!(desk.buyer.post(&path, json!({"accept": {"stock": null}})).await.status, 202);
    let run = desk.carry(held["id"].as_i64().expect("an id")).await;
    assert_eq!(text(&run, "status"), "done", "{run}");
    assert_eq!(run["mapping"]["stock"], Value::Null);
}

#[tokio::test]
async fn values_of_another_kind_hold_the_run() {
    let desk = Desk::new().await;
    desk.import("list.csv", list(HEADERS)).await;
    let whole = list(HEADERS);
    let on_request = whole.lines().enumerate().map(|(n, line)| {
        let mut cells: Vec<&str> = line.split(';').collect();
        if n > 0 {
            cells[3] = "sur demande";
        }
        cells.join(";") + "\n"
    });
    let held = desk.import("next.csv", on_request.collect::<String>()).await;
    assert_eq!((text(&held, "status"), text(&held, "message_code")), ("held", "drift"), "{held}");
    assert!(text(&held, "message").contains("were numbers"), "{held}");
    assert_eq!(text(&held["drift"][0], "kind"), "changed");
}

#[tokio::test]
async fn a_new_column_is_only_noted() {
    let desk = Desk::new().await;
    desk.import("list.csv", list(HEADERS)).await;
    let more: String = list(&format!("{HEADERS};Remarque"))
        .lines()
        .enumerate()
        .map(|(n, line)| if n == 0 { format!("{line}\n") } else { format!("{line};note {n}\n") })
        .collect();
    let run = desk.import("more.csv", more).await;
    assert_eq!((text(&run, "status"), log(&run)[1]), ("done", "new_columns"), "{run}");
    assert_eq!(run["log"][1]["params"], json!({"columns": ["Remarque"]}));
}

#[tokio::test]
async fn an_inspection_says_what_differs_and_what_was_learned() {
    let desk = Desk::new().await;
    desk.import("list.csv", list(HEADERS)).await;
    let looked = desk.inspect("next.csv", list("Référence;EAN;Désignation;Colonne 4;Stock")).await;
    assert_eq!(
        (&looked.body["known_supplier"], &looked.body["drift"]),
        (&Value::Null, &Value::Null),
        "{looked:?}"
    );
    assert_eq!(looked.body["learned"]["name"], json!({"supplier_code": "ACME", "runs": 1}), "{looked:?}");
    let token = text(&looked.body, "token");
    let theirs = desk.buyer.post("/imports/inspect", json!({"token": token, "supplier": "ACME"})).await;
    assert_eq!(theirs.body["drift"][0]["field"], "price", "{theirs:?}");
    assert_eq!(
        (&theirs.body["profile"]["name"], &theirs.body["profile"]["version"]),
        (&json!("default"), &json!(1))
    );
    assert_eq!(theirs.body["profile"]["policies"]["writes"], "both");
    assert_eq!(theirs.body["known_supplier"]["code"], "ACME");
    let nobody = desk.buyer.post("/imports/inspect", json!({"token": token, "supplier": "NOBODY"})).await;
    assert_eq!(nobody.code(), "unknown_supplier");
}
