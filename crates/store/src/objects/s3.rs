//! Buckets on an S3 server: MinIO, SeaweedFS, Garage, or Amazon's.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path;
use object_store::signer::{SignedUrlOptions, Signer};
use object_store::{ClientOptions, ObjectStore, RetryConfig};
use reqwest::{Method, StatusCode};
use url::Url;

use super::{Bucket, BucketNames, ObjectError, ObjectKey};

/// How to reach an S3 server.
#[derive(Clone)]
pub struct S3Options {
    /// Its address, `https` or `http`.
    pub endpoint: Url,
    /// The access key.
    pub access_key: String,
    /// The secret key; never shown.
    pub secret_key: String,
    /// The region; most servers of one's own take any.
    pub region: String,
    /// Whether a bucket is the first part of the path, as on servers of one's own, or of the host.
    pub path_style: bool,
    /// Where browsers reach it, if not at `endpoint` (`MINIO_PUBLIC_URL`).
    pub public_url: Option<Url>,
}

impl fmt::Debug for S3Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("S3Options")
            .field("endpoint", &self.endpoint.as_str())
            .field("region", &self.region)
            .field("path_style", &self.path_style)
            .field("public_url", &self.public_url.as_ref().map(Url::as_str))
            .finish_non_exhaustive()
    }
}

/// The clients of the five buckets.
#[derive(Debug)]
pub struct S3 {
    buckets: Vec<Arc<AmazonS3>>,
    /// Signs URLs for browsers: the host is part of what is signed.
    public: Option<Vec<AmazonS3>>,
    http: reqwest::Client,
}

impl S3 {
    pub fn new(options: &S3Options, names: &BucketNames) -> Result<Self, ObjectError> {
        crate::tls::install_crypto_provider();
        let open = |endpoint: &Url| -> Result<Vec<AmazonS3>, ObjectError> {
            Bucket::ALL.into_iter().map(|bucket| client(options, endpoint, names.get(bucket))).collect()
        };
        let http = reqwest::Client::builder()
            .connect_timeout(Duration::from_secs(5))
            .timeout(Duration::from_secs(30))
            .build()
            .map_err(|error| ObjectError::Settings(error.to_string()))?;
        Ok(Self {
            buckets: open(&options.endpoint)?.into_iter().map(Arc::new).collect(),
            public: options.public_url.as_ref().map(open).transpose()?,
            http,
        })
    }

    pub fn stores(&self) -> Vec<Arc<dyn ObjectStore>> {
        self.buckets.iter().map(|bucket| Arc::clone(bucket) as Arc<dyn ObjectStore>).collect()
    }

    pub async fn ping(&self, bucket: Bucket) -> Result<(), String> {
        match self.on_bucket(Method::HEAD, bucket).await?.0 {
            StatusCode::OK | StatusCode::NO_CONTENT => Ok(()),
            StatusCode::NOT_FOUND => Err("is missing".to_owned()),
            StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED => Err("the server refuses the keys".to_owned()),
            status => Err(format!("the server answers {status}")),
        }
    }

    pub async fn ensure_buckets(&self, names: &BucketNames) -> Result<(), ObjectError> {
        for bucket in Bucket::ALL {
            let fail = |reason| ObjectError::Bucket { bucket: names.get(bucket).to_owned(), reason };
            if self.ping(bucket).await.is_ok() {
                continue;
            }
            let (status, body) = self.on_bucket(Method::PUT, bucket).await.map_err(fail)?;
            // Another process may have been quicker.
            if !status.is_success() && !body.contains("BucketAlready") {
                return Err(fail(format!("the server answers {status} {}", code_of(&body))));
            }
        }
        Ok(())
    }

    pub async fn presign(
        &self,
        key: &ObjectKey,
        valid: Duration,
        file_name: Option<&str>,
    ) -> Result<Url, ObjectError> {
        let index = key.bucket() as usize;
        let signer = self.public.as_ref().map_or(&*self.buckets[index], |public| &public[index]);
        let options = match file_name {
            Some(name) => {
                SignedUrlOptions::new().with_query([("response-content-disposition", disposition(name))])
            }
            None => SignedUrlOptions::new(),
        };
        signer
            .signed_url_opts(Method::GET, key.location(), valid, &options)
            .await
            .map_err(ObjectError::store(key))
    }

    /// `object_store` knows objects, not buckets: a request on the bucket itself is signed as one on the empty key.
    async fn on_bucket(&self, method: Method, bucket: Bucket) -> Result<(StatusCode, String), String> {
        let signer = &self.buckets[bucket as usize];
        let url = signer
            .signed_url(method.clone(), &Path::default(), Duration::from_mins(1))
            .await
            .map_err(|error| error.to_string())?;
        // The URL is as good as a key for a minute: it stays out of messages.
        let answer =
            self.http.request(method, url).send().await.map_err(|error| explain(&error.without_url()))?;
        let status = answer.status();
        let body = answer.text().await.map_err(|error| explain(&error.without_url()))?;
        Ok((status, body))
    }
}

fn client(options: &S3Options, endpoint: &Url, bucket: &str) -> Result<AmazonS3, ObjectError> {
    let mut endpoint = endpoint.clone();
    if !options.path_style
        && let Some(host) = endpoint.host_str().map(|host| format!("{bucket}.{host}"))
    {
        endpoint.set_host(Some(&host)).map_err(|error| ObjectError::Settings(error.to_string()))?;
    }
    let plain = endpoint.scheme() == "http";
    AmazonS3Builder::new()
        .with_endpoint(endpoint.as_str().trim_end_matches('/'))
        .with_bucket_name(bucket)
        .with_region(&options.region)
        .with_access_key_id(&options.access_key)
        .with_secret_access_key(&options.secret_key)
        .with_virtual_hosted_style_request(!options.path_style)
        .with_client_options(
            ClientOptions::new()
                .with_allow_http(plain)
                .with_connect_timeout(Duration::from_secs(5))
                .with_timeout(Duration::from_mins(5)),
        )
        .with_retry(RetryConfig {
            max_retries: 4,
            retry_timeout: Duration::from_mins(1),
            ..RetryConfig::default()
        })
        .build()
        .map_err(|error| ObjectError::Settings(error.to_string()))
}

/// The innermost reason says most: `Connection refused` rather than `error sending request`.
fn explain(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}

/// The `<Code>` of S3's error documents.
fn code_of(body: &str) -> &str {
    let code = body.split_once("<Code>").and_then(|(_, rest)| rest.split_once("</Code>"));
    code.map_or("", |(code, _)| code)
}

/// RFC 6266: the plain name for old browsers, the exact one in RFC 8187's encoding.
fn disposition(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii_graphic() && !"\"\\%;/".contains(c) || c == ' ' { c } else { '_' })
        .collect();
    let exact: String = name
        .bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect();
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{exact}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_cannot_break_out_of_the_header() {
        assert_eq!(
            disposition("tarif \"été\".csv"),
            "attachment; filename=\"tarif __t__.csv\"; filename*=UTF-8''tarif%20%22%C3%A9t%C3%A9%22.csv"
        );
    }

    #[test]
    fn secrets_do_not_show() {
        let options = S3Options {
            endpoint: "http://localhost:9000".parse().expect("a URL"),
            access_key: "AKIA-access".to_owned(),
            secret_key: "very-secret".to_owned(),
            region: "eu".to_owned(),
            path_style: true,
            public_url: None,
        };
        let text = format!("{options:?}");
        assert!(
            text.contains("localhost:9000") && !text.contains("secret") && !text.contains("AKIA"),
            "{text}"
        );
    }

    #[test]
    fn the_code_of_an_error_document() {
        assert_eq!(code_of("<Error><Code>AccessDenied</Code><Message>x</Message></Error>"), "AccessDenied");
        assert_eq!(code_of("not XML"), "");
    }
}
