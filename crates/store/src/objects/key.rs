//! Where objects are: five buckets, and the only place that knows the paths in them.

use object_store::path::Path;

/// One of the five buckets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Bucket {
    /// Exports of the catalogue.
    CatalogProducts,
    /// Suppliers' files, by content.
    ImportsFiles,
    /// Pictures, by content.
    MediaImages,
    /// What came back from looking up ASINs.
    Code2asinResults,
    /// Reports.
    AnalyticsReports,
}

impl Bucket {
    /// All five.
    pub const ALL: [Self; 5] = [
        Self::CatalogProducts,
        Self::ImportsFiles,
        Self::MediaImages,
        Self::Code2asinResults,
        Self::AnalyticsReports,
    ];

    /// Its name, unless another is configured.
    pub const fn default_name(self) -> &'static str {
        match self {
            Self::CatalogProducts => "catalog-products",
            Self::ImportsFiles => "imports-files",
            Self::MediaImages => "media-images",
            Self::Code2asinResults => "code2asin-results",
            Self::AnalyticsReports => "analytics-reports",
        }
    }
}

/// The names of the buckets on the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BucketNames([String; 5]);

impl BucketNames {
    /// Asks for each bucket's name.
    pub fn new(name: impl FnMut(Bucket) -> String) -> Self {
        Self(Bucket::ALL.map(name))
    }

    /// A bucket's name.
    pub fn get(&self, bucket: Bucket) -> &str {
        &self.0[bucket as usize]
    }
}

impl Default for BucketNames {
    fn default() -> Self {
        Self::new(|bucket| bucket.default_name().to_owned())
    }
}

/// An object's bucket and its path there. Made by these functions only, so that no two parts of the program
/// disagree where something is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ObjectKey {
    bucket: Bucket,
    path: Path,
}

impl ObjectKey {
    /// A supplier's file, by the SHA-256 of its content.
    pub fn import_file(sha256: &str) -> Self {
        Self::by_content(Bucket::ImportsFiles, "files", sha256)
    }

    /// The records that a run rejected, with the reasons.
    pub fn rejected_records(run_id: i64) -> Self {
        Self::new(Bucket::ImportsFiles, ["rejected", &format!("{run_id}.csv")])
    }

    /// A picture, by the SHA-256 of its content.
    pub fn image(sha256: &str) -> Self {
        Self::by_content(Bucket::MediaImages, "images", sha256)
    }

    /// An export of the catalogue.
    pub fn product_export(name: &str) -> Self {
        Self::new(Bucket::CatalogProducts, ["exports", name])
    }

    /// What a lookup of ASINs found.
    pub fn asin_result(job_id: i64) -> Self {
        Self::new(Bucket::Code2asinResults, ["results", &format!("{job_id}.json")])
    }

    /// A report.
    pub fn report(name: &str) -> Self {
        Self::new(Bucket::AnalyticsReports, ["reports", name])
    }

    /// Its bucket.
    pub fn bucket(&self) -> Bucket {
        self.bucket
    }

    /// Its path in the bucket, as kept in the databases.
    pub fn path(&self) -> &str {
        self.path.as_ref()
    }

    pub(super) fn location(&self) -> &Path {
        &self.path
    }

    /// Two levels of folders, so that no folder of a file system gets millions of entries.
    fn by_content(bucket: Bucket, kind: &str, sha256: &str) -> Self {
        let part = |from, to| sha256.get(from..to).unwrap_or("xx");
        Self::new(bucket, [kind, part(0, 2), part(2, 4), sha256])
    }

    /// Each part is one part, whatever it contains: slashes and dots in it are escaped.
    fn new<'a>(bucket: Bucket, parts: impl IntoIterator<Item = &'a str>) -> Self {
        Self { bucket, path: parts.into_iter().collect() }
    }
}

impl std::fmt::Display for ObjectKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.bucket.default_name(), self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_spread_over_folders_by_content() {
        let sha256 = "ab12cd34".repeat(8);
        let key = ObjectKey::import_file(&sha256);
        assert_eq!(key.path(), format!("files/ab/12/{sha256}"));
        assert_eq!(key.bucket(), Bucket::ImportsFiles);
        assert_eq!(ObjectKey::rejected_records(12).to_string(), "imports-files/rejected/12.csv");
    }

    #[test]
    fn nothing_escapes_from_its_folder() {
        assert_eq!(ObjectKey::report("../../etc/passwd").path(), "reports/..%2F..%2Fetc%2Fpasswd");
        assert_eq!(ObjectKey::report("..").path(), "reports/%2E%2E");
        assert_eq!(ObjectKey::import_file("é").path(), "files/%C3%A9/xx/%C3%A9");
    }

    #[test]
    fn names_can_be_configured() {
        let names = BucketNames::new(|bucket| format!("shop-{}", bucket.default_name()));
        assert_eq!(names.get(Bucket::MediaImages), "shop-media-images");
        assert_eq!(BucketNames::default().get(Bucket::AnalyticsReports), "analytics-reports");
    }
}
