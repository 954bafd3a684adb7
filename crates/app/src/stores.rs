//! From settings to stores: opening what the settings name.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use secrecy::ExposeSecret;
use store::cache::Cache;
use store::cluster::{Cluster, ClusterOptions};
use store::databases::{
    ConnectError, Database, DatabaseConfig, DatabaseUrl, DatabasesConfig, ImportsDb, UrlError,
};
use store::objects::{Bucket, BucketNames, ObjectError, Objects, S3Options};

use crate::config::{Config, ObjectStore};
use crate::jobs::broker::Broker;

/// How to start the embedded PostgreSQL.
pub fn cluster_options(config: &Config) -> ClusterOptions {
    let mut options = ClusterOptions::new(&config.app.data);
    options.pg_bin.clone_from(&config.databases.pg_bin);
    options.node_modules = vec!["node_modules".into(), "web/node_modules".into()];
    options
}

/// How to reach the six databases: those that are configured, or the embedded cluster's.
pub fn databases_config(
    config: &Config,
    cluster: Option<&Cluster>,
    application_name: &str,
) -> Result<DatabasesConfig, ConnectError> {
    let settings = &config.databases;
    let url = |database| -> Result<DatabaseUrl, UrlError> {
        let configured = settings.urls.as_ref().map(|urls| match database {
            Database::Core => &urls.core,
            Database::Catalog => &urls.catalog,
            Database::Imports => &urls.imports,
            Database::Media => &urls.media,
            Database::Code2asin => &urls.code2asin,
            Database::Analytics => &urls.analytics,
        });
        match (configured, cluster) {
            (Some(url), _) => DatabaseUrl::parse(url.expose_secret()),
            (None, Some(cluster)) => Ok(cluster.url(database)),
            (None, None) => DatabaseUrl::parse(""),
        }
    };
    let sizes = settings.pool_sizes;
    let mut urls = Vec::with_capacity(Database::ALL.len());
    for database in Database::ALL {
        urls.push(url(database).map_err(|source| ConnectError { database, source })?);
    }
    Ok(DatabasesConfig::new(application_name, |database| DatabaseConfig {
        pool_size: match database {
            Database::Core => sizes.core,
            Database::Catalog => sizes.catalog,
            Database::Imports => sizes.imports,
            Database::Media => sizes.media,
            Database::Code2asin => sizes.code2asin,
            Database::Analytics => sizes.analytics,
        },
        acquire_timeout: settings.pool_timeout,
        max_lifetime: settings.pool_recycle,
        ..DatabaseConfig::new(database, urls[database as usize].clone())
    }))
}

/// The buckets. Nothing is asked of them yet.
pub fn objects(config: &Config) -> Result<Objects, ObjectError> {
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
    match &config.objects.store {
        ObjectStore::Folder(folder) => Objects::folder(folder, names),
        ObjectStore::S3(s3) => {
            let options = S3Options {
                endpoint: s3.endpoint.clone(),
                access_key: s3.access_key.expose_secret().to_owned(),
                secret_key: s3.secret_key.expose_secret().to_owned(),
                region: s3.region.clone(),
                path_style: true,
                public_url: config.objects.public_url.clone(),
            };
            Objects::s3(&options, names)
        }
    }
}

/// The buckets, made where they are missing.
pub async fn open_objects(config: &Config) -> anyhow::Result<Objects> {
    let objects = objects(config)?;
    objects.ensure_buckets().await.context("the buckets could not be made ready")?;
    Ok(objects)
}

/// The broker that `CELERY_BROKER_URL` names, else PostgreSQL.
pub async fn open_broker(config: &Config, imports: &ImportsDb) -> anyhow::Result<Broker> {
    let url = config.redis.broker_url.as_ref().map(ExposeSecret::expose_secret);
    Ok(Broker::connect(url, imports).await?)
}

/// The cache: in this process, with Redis behind it where there is one.
pub fn open_cache(config: &Config) -> anyhow::Result<Cache> {
    match &config.redis.url {
        None => Ok(Cache::local()),
        Some(url) => Ok(Cache::with_redis(url.expose_secret())?),
    }
}

/// The folder for files in transit.
pub fn transit_folder(data: &Path) -> PathBuf {
    data.join("transit")
}
