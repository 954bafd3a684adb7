//! Objects in a folder and on a real S3 server: the same behaviour on both.

use std::io::{Read, Write};
use std::path::Path;
use std::time::Duration;

use futures_util::TryStreamExt;
use sha2::{Digest, Sha256};
use store::objects::{Bucket, BucketNames, ObjectError, ObjectKey, Objects};

/// Bytes that differ everywhere, so that a part in the wrong place shows.
fn write_large(path: &Path, megabytes: u32) -> Vec<u8> {
    let mut file = std::io::BufWriter::new(std::fs::File::create(path).expect("a file"));
    let mut hash = Sha256::new();
    let mut bytes: Vec<u8> = (0..1024_u32).flat_map(u32::to_le_bytes).collect();
    for block in 0..megabytes * 256 {
        bytes[..4].copy_from_slice(&block.to_le_bytes());
        hash.update(&bytes);
        file.write_all(&bytes).expect("to write");
    }
    file.flush().expect("to write");
    hash.finalize().to_vec()
}

fn hash_of(path: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    std::fs::File::open(path).expect("the file").read_to_end(&mut bytes).expect("to read");
    Sha256::digest(bytes).to_vec()
}

async fn behaves(objects: &Objects) {
    let scratch = tempfile::tempdir().expect("a folder");
    objects.ensure_buckets().await.expect("to make the buckets");
    objects.ensure_buckets().await.expect("buckets that are there to be fine");
    objects.ping(Duration::from_secs(10)).await.expect("to answer");

    // Small.
    let key = ObjectKey::rejected_records(7);
    assert!(!objects.exists(&key).await.expect("an answer"));
    objects.put_bytes(&key, "a;b\n").await.expect("to store");
    assert_eq!(objects.size(&key).await.expect("an answer"), Some(4));
    objects.put_bytes(&key, "a;b;c\n").await.expect("to replace");
    assert_eq!(objects.get_bytes(&key).await.expect("to read"), "a;b;c\n");

    // The same name in another bucket is another object.
    assert!(!objects.exists(&ObjectKey::report("7.csv")).await.expect("an answer"));

    // Odd names.
    let odd = ObjectKey::product_export("../été 100 %/#1?.csv");
    objects.put_bytes(&odd, "x").await.expect("to store");
    assert_eq!(objects.get_bytes(&odd).await.expect("to read"), "x");
    let source = scratch.path().join("y");
    std::fs::write(&source, "y").expect("a file");
    objects.put_file(&odd, &source).await.expect("to store a file under the same key");
    assert_eq!(objects.get_bytes(&odd).await.expect("to read"), "y");

    // Large: many parts, the last one short.
    let large = scratch.path().join("large");
    let hash = write_large(&large, 27);
    let key = ObjectKey::import_file(&"ab".repeat(32));
    objects.put_file(&key, &large).await.expect("to store");
    assert_eq!(objects.size(&key).await.expect("an answer"), Some(27 << 20));
    let back = scratch.path().join("back");
    objects.get_to_file(&key, &back).await.expect("to fetch");
    assert_eq!(hash_of(&back), hash);
    let mut streamed = Sha256::new();
    let mut stream = objects.get_stream(&key).await.expect("a stream");
    while let Some(chunk) = stream.try_next().await.expect("to read") {
        streamed.update(&chunk);
    }
    assert_eq!(streamed.finalize().to_vec(), hash);

    // Empty.
    let empty = scratch.path().join("empty");
    std::fs::write(&empty, "").expect("a file");
    objects.put_file(&ObjectKey::image("00"), &empty).await.expect("to store");
    assert_eq!(objects.size(&ObjectKey::image("00")).await.expect("an answer"), Some(0));

    // What isn't there.
    let none = ObjectKey::asin_result(1);
    let error = objects.get_bytes(&none).await.expect_err("nothing there");
    assert!(matches!(&error, ObjectError::NotFound(key) if *key == none), "{error}");
    let target = scratch.path().join("none");
    let error = objects.get_to_file(&none, &target).await.expect_err("nothing there");
    assert!(matches!(error, ObjectError::NotFound(_)) && !target.exists(), "{error}");
    let error =
        objects.put_file(&none, &scratch.path().join("no such file")).await.expect_err("nothing to store");
    assert!(matches!(error, ObjectError::File { .. }), "{error}");
    assert!(!objects.exists(&none).await.expect("an answer"));
    objects.delete(&none).await.expect("that to be fine");

    objects.delete(&key).await.expect("to delete");
    assert!(!objects.exists(&key).await.expect("an answer"));
}

#[tokio::test]
async fn in_a_folder() {
    let objects = testkit::objects();
    behaves(&objects).await;
    let key = ObjectKey::image("abcd");
    objects.put_bytes(&key, "picture").await.expect("to store");
    let path = objects.local_path(&key).expect("a file");
    assert_eq!(path, objects.folder().join("media-images/images/ab/cd/abcd"));
    assert_eq!(std::fs::read(path).expect("the file"), b"picture");
    assert_eq!(objects.presign(&key, Duration::from_mins(1), None).await.expect("an answer"), None);

    std::fs::remove_dir_all(objects.folder().join(Bucket::MediaImages.default_name())).expect("to break it");
    let error = objects.ping(Duration::from_secs(1)).await.expect_err("a bucket is gone");
    assert!(error.starts_with("bucket media-images: "), "{error}");
}

#[tokio::test]
async fn on_a_real_s3_server() {
    let mut server = testkit::s3();
    let names = BucketNames::new(|bucket| format!("test-{}", bucket.default_name()));
    let objects = Objects::s3(&server.options, names).expect("good settings");
    let error = objects.ping(Duration::from_secs(10)).await.expect_err("no buckets yet");
    assert!(error.contains("test-catalog-products") && error.contains("missing"), "{error}");
    behaves(&objects).await;

    // Whoever has the URL may download, under the name that it says.
    let key = ObjectKey::rejected_records(7);
    assert_eq!(objects.local_path(&key), None);
    let url = objects.presign(&key, Duration::from_mins(1), Some("rejets été.csv")).await;
    let url = url.expect("to sign").expect("a URL");
    let http = reqwest::Client::builder().build().expect("a client");
    let answer = http.get(url.clone()).send().await.expect("an answer");
    assert_eq!(answer.status(), 200);
    let disposition = answer.headers()["content-disposition"].to_str().expect("text").to_owned();
    assert!(disposition.contains("filename*=UTF-8''rejets%20%C3%A9t%C3%A9.csv"), "{disposition}");
    assert_eq!(answer.text().await.expect("a body"), "a;b;c\n");
    let mut forged = url.clone();
    forged.set_path(&url.path().replace("7.csv", "8.csv"));
    assert_eq!(http.get(forged).send().await.expect("an answer").status(), 403);

    // Signed for the address that browsers use.
    let mut public = server.options.clone();
    public.public_url = Some("https://storage.example.org".parse().expect("a URL"));
    let public = Objects::s3(&public, BucketNames::default()).expect("good settings");
    let url = public.presign(&key, Duration::from_mins(1), None).await.expect("to sign").expect("a URL");
    assert!(url.as_str().starts_with("https://storage.example.org/imports-files/rejected/7.csv?"), "{url}");

    // Wrong keys.
    let mut wrong = server.options.clone();
    wrong.secret_key = "wrong".to_owned();
    let refused = Objects::s3(&wrong, BucketNames::default()).expect("good settings");
    let error = refused.ping(Duration::from_secs(10)).await.expect_err("to be refused");
    assert!(error.ends_with("the server refuses the keys"), "{error}");
    let error = refused.ensure_buckets().await.expect_err("to be refused");
    assert!(matches!(error, ObjectError::Bucket { .. }), "{error}");

    // Nobody there.
    server.kill();
    let error = objects.ping(Duration::from_secs(10)).await.expect_err("nobody there");
    assert!(!error.contains("Signature"), "a URL is as good as a key: {error}");
    let late = Objects::s3(&server.options, BucketNames::default()).expect("good settings");
    let error = late.ping(Duration::from_secs(10)).await.expect_err("nobody there");
    assert!(error.contains("Connection refused"), "{error}");
}
