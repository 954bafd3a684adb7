//! Files that no catalogue can come from: each is refused in words that a buyer understands, by the API and by the
//! command line, and leaves nothing behind.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::cli::{Ended, binary_on, run};
use crate::packed::{gzip, gzip_bomb, xlsx, zip, zip_bomb};
use crate::uploading::{Desk, text};

/// A file, and what is said about it.
struct Bad {
    name: &'static str,
    content: Vec<u8>,
    status: u16,
    code: &'static str,
    /// What the message must say: what is wrong, and what to do.
    says: &'static [&'static str],
}

fn bad(
    name: &'static str,
    content: impl Into<Vec<u8>>,
    status: u16,
    code: &'static str,
    says: &'static [&'static str],
) -> Bad {
    Bad { name, content: content.into(), status, code, says }
}

const GOOD: &str = "SKU;Name;Price;Stock\nA-1;Lamp;12,50;4\nA-2;Lamp;13,50;4\nA-3;Saw;9,50;1\n";

/// Bytes without any sense, the same every time.
fn junk(length: usize) -> Vec<u8> {
    let mut state = 0x2545_F491_4F6C_DD1Du64;
    let next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as u8
    };
    std::iter::repeat_with(next).take(length).collect()
}

fn half(content: &[u8]) -> &[u8] {
    &content[..content.len() / 2]
}

fn bad_files() -> Vec<Bad> {
    let long =
        (0..5000).map(|n| format!("A-{n};Lamp number {n};{n},50;{}\n", n % 9)).collect::<Vec<_>>().concat();
    let list = format!("SKU;Name;Price;Stock\n{long}");
    let book = xlsx(&[&["SKU", "Name", "Price"], &["A-1", "Lamp", "12.5"], &["A-2", "Saw", "9"]]);
    let png =
        [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0".as_slice(), &junk(300)].concat();
    let line = [b"SKU;Name;Price;Stock\nA-1;".as_slice(), &b"lamp ".repeat(5 << 20)].concat();
    let rows = "A;1\n".repeat(1 << 18);
    let laughs = (1..12)
        .map(|n| {
            format!("<!ENTITY l{n} \"&l{0};&l{0};&l{0};&l{0};&l{0};&l{0};&l{0};&l{0};&l{0};&l{0};\">", n - 1)
        })
        .collect::<Vec<_>>()
        .concat();
    let laughs = format!(
        "<?xml version=\"1.0\"?><!DOCTYPE list [<!ENTITY l0 \"lol\">{laughs}]><list><article><sku>A-1</sku><name>&l11;</name><price>1</price></article></list>"
    );
    let external = "<?xml version=\"1.0\"?><!DOCTYPE list [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><list>\
        <article><sku>A-1</sku><name>&x;</name><price>1</price></article></list>";
    vec![
        bad("empty.csv", "", 400, "empty_file", &["empty"]),
        bad(
            "cut.csv.gz",
            half(&gzip(list.as_bytes())),
            422,
            "unreadable_file",
            &["cut short", "send it again"],
        ),
        bad("cut.zip", half(&zip(&[("list.csv", list.as_bytes())])), 422, "unreadable_file", &["again"]),
        bad("cut.xlsx", half(&book), 422, "unreadable_file", &["again"]),
        bad("junk.csv", junk(40_000), 415, "not_a_table", &["binary", "CSV, XLSX, XML or JSON"]),
        bad("photo.csv", png, 415, "not_a_table", &["PNG", "CSV, XLSX, XML or JSON"]),
        bad("paper.csv", "%PDF-1.4\n%\u{e2}\u{e3}\n1 0 obj\n", 415, "not_a_table", &["PDF"]),
        bad("header.csv", "SKU;Name;Price;Stock\n", 422, "unreadable_file", &["header", "no records"]),
        bad(
            "header.xlsx",
            xlsx(&[&["SKU", "Name", "Price", "Stock"]]),
            422,
            "unreadable_file",
            &["no records"],
        ),
        bad(
            "no-key.csv",
            "Name;Price;Colour\nLamp;12,50;blue\nSaw;9,50;red\nCup;1,50;red\n",
            422,
            "invalid",
            &["no column identifies", "Name, Price, Colour"],
        ),
        bad("line.csv", line, 422, "unreadable_file", &["line", "longer than", "line ends"]),
        bad("bomb.csv.gz", gzip_bomb(rows.as_bytes(), 2000), 422, "unreadable_file", &["bomb"]),
        bad("bomb.zip", zip_bomb("list.csv", rows.as_bytes(), 2000), 422, "unreadable_file", &["bomb"]),
        bad("zeros.zip", zip_bomb("list.csv", &vec![0; 1 << 20], 200), 415, "not_a_table", &["binary"]),
        bad(
            "nothing.zip",
            zip(&[("photo.png", &[0x89, b'P', b'N', b'G'])]),
            422,
            "unreadable_file",
            &["photo.png"],
        ),
        bad("laughs.xml", laughs, 422, "unreadable_file", &["entit"]),
        bad("external.xml", external, 422, "unreadable_file", &["entit"]),
        bad(
            "broken.json",
            "{\"articles\": [{\"sku\": \"A-1\", \"name\": \"Lamp\", \"price\": 1}, {\"sku\": ",
            422,
            "unreadable_file",
            &["JSON", "cut short"],
        ),
        bad(
            "broken.xml",
            "<list><item><sku>A-1</sku><name>Lamp</name></item><item><sku>A-2</sku><name>Saw</name></item><item><sku>A",
            422,
            "unreadable_file",
            &["XML", "cut short"],
        ),
    ]
}

#[tokio::test]
async fn the_api_refuses_each_bad_file_with_a_code_and_a_sentence() {
    let desk = Desk::new().await;
    for Bad { name, content, status, code, says } in bad_files() {
        let begun = Instant::now();
        let refused = desk.upload(name, content.clone()).await;
        assert_eq!((refused.status.as_u16(), refused.code()), (status, code), "{name}: {refused:?}");
        let detail = text(&refused.body, "detail");
        for word in says {
            assert!(detail.contains(word), "{name}: {word:?} in {detail:?}");
        }
        assert!(
            !detail.contains("/tmp/") && !detail.contains(".tmp"),
            "{name}: {detail:?} names our own folders"
        );
        assert!(begun.elapsed() < Duration::from_mins(1), "{name} took {:?}", begun.elapsed());
        if content.len() < 1 << 20 {
            let looked = desk.inspect(name, content).await;
            assert!(!looked.status.is_server_error(), "{name}: {looked:?}");
        }
    }
    assert_eq!(desk.buyer.get("/imports").await.body["meta"]["total"], 0, "no run was made");
    assert_eq!(desk.digest().await.counts, [0, 0, 0, 0, 0]);
    assert_eq!(desk.app.fetch("/health").await.status, 200);
}

/// Runs a command and watches how much memory it takes at most, in bytes.
async fn measured(mut command: Command) -> (Ended, u64) {
    tokio::task::spawn_blocking(move || {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        let status = format!("/proc/{}/status", child.id());
        let mut peak = 0;
        while child.try_wait().expect("it can be asked").is_none() {
            // The kernel keeps the highest value itself; this only has to be read before the end.
            let now = std::fs::read_to_string(&status).unwrap_or_default();
            let line = now.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
            peak = peak.max(kilobytes.unwrap_or(0) * 1024);
            std::thread::yield_now();
        }
        let output = child.wait_with_output().expect("its output");
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        let code = output.status.code().unwrap_or(-1);
        (Ended { code, out: text(output.stdout), err: text(output.stderr) }, peak)
    })
    .await
    .expect("it ends")
}

#[tokio::test]
async fn the_command_line_refuses_each_bad_file_in_little_memory() {
    let desk = Desk::new().await;
    let data = tempfile::tempdir().expect("a folder");
    for Bad { name, content, says, .. } in bad_files() {
        let file = data.path().join(name);
        std::fs::write(&file, content).expect("written");
        let mut command = binary_on(&desk.app.dbs, data.path());
        command.args(["import", "--json", "--supplier", "ACME"]).arg(&file);
        let (ended, peak) = measured(command).await;
        assert_eq!(ended.code, 1, "{name}: {}", ended.err);
        let error = ended.json()["error"].as_str().unwrap_or_default().to_owned();
        assert!(error.contains(name), "{name}: {error:?} names the file");
        for word in says {
            assert!(error.contains(word), "{name}: {word:?} in {error:?}");
        }
        assert!(!ended.err.contains("panicked"), "{name}: {}", ended.err);
        assert!((1..300 << 20).contains(&peak), "{name} took {} MB", peak >> 20);
    }
    assert_eq!(desk.digest().await.counts, [0, 0, 0, 0, 0]);
    let runs: i64 = sqlx::query_scalar("select count(*) from runs")
        .fetch_one(desk.app.dbs.imports.pool())
        .await
        .expect("counted");
    assert_eq!(runs, 0);
}

#[tokio::test]
async fn the_command_line_says_what_is_wrong_with_its_arguments() {
    let desk = Desk::new().await;
    let data = tempfile::tempdir().expect("a folder");
    let good = data.path().join("good.csv");
    std::fs::write(&good, GOOD).expect("written");
    let wrong_mapping = data.path().join("mapping.json");
    std::fs::write(&wrong_mapping, r#"{"colour": "Name"}"#).expect("written");
    let mapping = wrong_mapping.display().to_string();
    for (arguments, code, says) in [
        (vec!["--supplier", "NOBODY"], 1, "--create-supplier"),
        (vec!["--supplier", "a b/c", "--create-supplier"], 2, "code"),
        (vec!["--supplier", "ACME", "--mapping", &mapping], 2, "colour"),
        (vec!["--supplier", "ACME", "--mapping", "/nowhere.json"], 1, "/nowhere.json"),
        (vec!["--supplier", "ACME", "--profile", "summer"], 1, "summer"),
        (vec!["--supplier", "ACME", "--dry-run", "--review"], 2, "--review"),
    ] {
        let mut command = binary_on(&desk.app.dbs, data.path());
        command.arg("import").arg(&good).args(&arguments);
        let ended = run(command).await;
        assert_eq!(ended.code, code, "{arguments:?}: {}", ended.err);
        assert!(ended.err.contains(says), "{arguments:?}: {}", ended.err);
    }
    assert_eq!(desk.digest().await.counts, [0, 0, 0, 0, 0]);
}

#[tokio::test]
async fn odd_files_that_can_be_read_are() {
    let desk = Desk::new().await;
    // Two columns of one name: the file is read, and a person is told.
    let twice =
        "SKU;Name;Price;Price;Stock\nA-1;Lamp;12,50;15,00;4\nA-2;Saw;9,50;11,00;4\nA-3;Cup;1,50;2,00;4\n";
    let looked = desk.inspect("twice.csv", twice).await;
    let warnings = looked.body["warnings"].as_array().expect("warnings").clone();
    assert!(warnings.iter().any(|warning| text(warning, "message").contains("Price")), "{looked:?}");
    let mapping = json!({"supplier_sku": "SKU", "name": "Name", "price": "Price_2"});
    let run = desk.import_with("twice.csv", twice, &[("mapping", &mapping.to_string())]).await;
    assert_eq!(text(&run, "status"), "done", "{run}");
    assert_eq!(desk.buyer.get("/products?q=Saw").await.body["data"][0]["best_cost"], "11.0000");
    // A workbook called CSV, a list called XLSX: the content decides.
    let book = xlsx(&[&["SKU", "Name", "Price"], &["B-1", "Bowl", "12.5"], &["B-2", "Vase", "9"]]);
    for (name, content, format) in
        [("book.csv", book, "xlsx"), ("list.xlsx", GOOD.as_bytes().to_vec(), "csv")]
    {
        testkit::builders::supplier(&desk.app.dbs.catalog, format).await;
        let run = desk.import_with(name, content, &[("supplier", format)]).await;
        assert_eq!((text(&run, "status"), text(&run, "format")), ("done", format), "{run}");
    }
    // One byte more than may be uploaded.
    let small = Desk::with(&[("MAX_UPLOAD_MB", "1")]).await;
    let large = format!("{GOOD}{}", "A-9;Lamp;1,00;1\n".repeat(70_000));
    let refused = small.upload("large.csv", large).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (413, "file_too_large"), "{refused:?}");
    let refused = small.upload_with("list.csv", GOOD, &[("supplier", &"A".repeat(1_000_000))]).await;
    assert!(refused.status.is_client_error(), "{refused:?}");
}
