//! The sample suppliers of a new installation: their files go through the same pipeline as anybody's.

use bytes::Bytes;
use store::catalog::supplier::{self, NewSupplier};
use store::imports::run::{Mode, Overrides};
use store::imports::run_list::{self, RunFilter};

use super::Importer;
use crate::jobs::Jobs;

/// A sample supplier with its files in the order in which they came.
struct Sample {
    code: &'static str,
    name: &'static str,
    files: &'static [(&'static str, &'static [u8])],
}

macro_rules! sample {
    ($name:literal) => {
        ($name, include_bytes!(concat!("../../../../samples/", $name)))
    };
}

const SAMPLES: [Sample; 3] = [
    Sample {
        code: "ELECTRO-NORD",
        name: "Électro-Nord SA",
        files: &[sample!("electro-nord-1.csv"), sample!("electro-nord-2.csv")],
    },
    Sample { code: "NORDWERK", name: "Nordwerk Großhandel", files: &[sample!("nordwerk.xlsx")] },
    Sample { code: "CASA-VIVA", name: "Casa Viva Suministros", files: &[sample!("casa-viva.xml")] },
];

/// Starts importing the sample suppliers' files, unless anything was ever imported here.
pub async fn start(importer: &Importer, jobs: &Jobs) -> anyhow::Result<()> {
    let databases = importer.databases();
    let (_, runs) = run_list::list(&databases.imports, &RunFilter::default(), 1, 0).await?;
    if runs > 0 {
        return Ok(());
    }
    for sample in SAMPLES {
        let known = supplier::by_code(&databases.catalog, sample.code).await?;
        let supplier = if let Some(supplier) = known {
            supplier
        } else {
            let new = NewSupplier {
                code: sample.code.to_owned(),
                name: sample.name.to_owned(),
                is_active: true,
                ..NewSupplier::default()
            };
            supplier::create(&databases.catalog, &new, importer.now()).await?
        };
        for (name, content) in sample.files {
            let content = futures_util::stream::iter([Ok::<_, std::io::Error>(Bytes::from_static(content))]);
            let file = importer.receive(name, content).await?;
            importer.store(&file).await?;
            let none = Overrides::default();
            importer
                .start(&supplier, &file.sha256, file.size, name, Mode::Apply, &none, None, "demo", true)
                .await?;
        }
    }
    jobs.dispatch().await;
    Ok(())
}
