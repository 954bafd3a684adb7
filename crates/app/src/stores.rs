//! Opening what the settings name: the buckets and the broker.

use std::path::Path;

use anyhow::Context as _;
use secrecy::ExposeSecret;
use store::databases::ImportsDb;
use store::objects::{Bucket, BucketNames, Objects, S3Options};

use crate::config::{Config, ObjectStore};
use crate::jobs::broker::Broker;

/// The buckets, made where they are missing.
pub async fn open_objects(config: &Config) -> anyhow::Result<Objects> {
    let buckets = &config.objects.buckets;
    let names = BucketNames::new(|bucket| {
        match bucket {
            Bucket::CatalogProducts => &buckets.catalog,
            Bucket::ImportsFiles => &buckets.imports,
            Bucket::MediaImages => &buckets.media,
            Bucket::Code2asinResults => &buckets.code2asin,
            Bucket::AnalyticsReports => &buckets.analytics,
        }
        .clone()
    });
    let objects = match &config.objects.store {
        ObjectStore::Folder(folder) => Objects::folder(folder, names)?,
        ObjectStore::S3(s3) => Objects::s3(
            &S3Options {
                endpoint: s3.endpoint.clone(),
                access_key: s3.access_key.expose_secret().to_owned(),
                secret_key: s3.secret_key.expose_secret().to_owned(),
                region: s3.region.clone(),
                path_style: true,
                public_url: config.objects.public_url.clone(),
            },
            names,
        )?,
    };
    objects.ensure_buckets().await.context("the buckets could not be made ready")?;
    Ok(objects)
}

/// The broker that `CELERY_BROKER_URL` names, else PostgreSQL.
pub async fn open_broker(config: &Config, imports: &ImportsDb) -> anyhow::Result<Broker> {
    let url = config.redis.broker_url.as_ref().map(ExposeSecret::expose_secret);
    Ok(Broker::connect(url, imports).await?)
}

/// The folder for files in transit.
pub fn transit_folder(data: &Path) -> std::path::PathBuf {
    data.join("transit")
}
