//! Whom PostgreSQL runs as. It refuses to be root; when we are root, it runs as the cluster's owner, and a new
//! cluster gets the user `postgres` for its owner.

use std::ffi::OsStr;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::ClusterError;

/// The account of the server process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    uid: u32,
    gid: u32,
    name: String,
    /// We are root and have to become this account.
    switch: bool,
    /// A folder above the data is closed to the account, and `setpriv` gives it the right to pass.
    pass: bool,
}

impl Account {
    /// Decides for a data folder, whose cluster may exist already.
    pub fn choose(data_dir: &Path, pgdata: &Path) -> Result<Self, ClusterError> {
        let us = rustix::process::geteuid().as_raw();
        let owner = pgdata.metadata().ok().map(|meta| (meta.uid(), meta.gid()));
        if us != 0 {
            let gid = rustix::process::getegid().as_raw();
            return match owner {
                Some((uid, _)) if uid != us => Err(ClusterError::NotOurs {
                    path: pgdata.to_owned(),
                    owner: user_name(uid),
                    us: user_name(us),
                }),
                _ => Ok(Self { uid: us, gid, name: user_name(us), switch: false, pass: false }),
            };
        }
        let (uid, gid) = match owner {
            Some((0, _)) if pgdata.join("PG_VERSION").exists() => {
                let (owner, us) = ("root".to_owned(), "root, who may not run PostgreSQL".to_owned());
                return Err(ClusterError::NotOurs { path: pgdata.to_owned(), owner, us });
            }
            Some((uid, gid)) if uid != 0 => (uid, gid),
            _ => postgres_user().ok_or(ClusterError::NoAccount)?,
        };
        let mut account = Self { uid, gid, name: user_name(uid), switch: true, pass: false };
        if let Some(folder) = account.closed_folder(data_dir) {
            if !account.may_pass_with_setpriv(data_dir) {
                return Err(ClusterError::Unreachable { folder, account: account.name });
            }
            tracing::info!(
                folder = %folder.display(),
                account = account.name,
                "the data folder is closed to PostgreSQL's account; it gets the right to pass (CAP_DAC_READ_SEARCH)"
            );
            account.pass = true;
        }
        Ok(account)
    }

    /// A command that runs as the account.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = if self.pass {
            self.setpriv(program)
        } else {
            let mut command = Command::new(program);
            if self.switch {
                command.uid(self.uid).gid(self.gid);
            }
            command
        };
        command.process_group(0).env_remove("PGDATA").env_remove("PGOPTIONS").env("LC_MESSAGES", "C");
        command
    }

    /// Makes a folder that only the account can enter.
    pub fn create_private_dir(&self, path: &Path) -> Result<(), ClusterError> {
        use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
        match std::fs::DirBuilder::new().mode(0o700).create(path) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                let meta = path.symlink_metadata().map_err(ClusterError::io("look at", path))?;
                // In /tmp, somebody else may have been there first.
                let ours = meta.is_dir()
                    && (meta.uid() == self.uid || meta.uid() == rustix::process::geteuid().as_raw());
                if !ours {
                    let (owner, us) = (user_name(meta.uid()), self.name.clone());
                    return Err(ClusterError::NotOurs { path: path.to_owned(), owner, us });
                }
            }
            Err(error) => return Err(ClusterError::io("create", path)(error)),
        }
        self.own(path)?;
        let mode = std::fs::Permissions::from_mode(0o700);
        std::fs::set_permissions(path, mode).map_err(ClusterError::io("close", path))
    }

    /// Gives a file or folder to the account.
    pub fn own(&self, path: &Path) -> Result<(), ClusterError> {
        if !self.switch {
            return Ok(());
        }
        std::os::unix::fs::lchown(path, Some(self.uid), Some(self.gid))
            .map_err(ClusterError::io("change the owner of", path))
    }

    fn setpriv(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new("setpriv");
        command
            .args([format!("--reuid={}", self.uid), format!("--regid={}", self.gid)])
            .args(["--clear-groups", "--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search", "--"])
            .arg(program);
        command
    }

    fn may_pass_with_setpriv(&self, data_dir: &Path) -> bool {
        let tried = self.setpriv("test").arg("-d").arg(data_dir.join(".")).output();
        tried.is_ok_and(|output| output.status.success())
    }

    /// The folder on the way to the data that the account may not enter.
    fn closed_folder(&self, data_dir: &Path) -> Option<PathBuf> {
        let mut folders: Vec<&Path> = data_dir.ancestors().collect();
        folders.reverse();
        let closed = folders.into_iter().find(|folder| {
            folder.metadata().is_ok_and(|meta| {
                let bit = if meta.uid() == self.uid {
                    0o100
                } else if meta.gid() == self.gid {
                    0o010
                } else {
                    0o001
                };
                meta.mode() & bit == 0
            })
        });
        closed.map(Path::to_owned)
    }
}

fn postgres_user() -> Option<(u32, u32)> {
    passwd_lines().into_iter().find(|line| line.first().is_some_and(|name| name == "postgres")).and_then(
        |line| {
            let uid = line.get(2)?.parse().ok()?;
            let gid = line.get(3)?.parse().ok()?;
            Some((uid, gid))
        },
    )
}

fn user_name(uid: u32) -> String {
    let uid = uid.to_string();
    let found = passwd_lines().into_iter().find(|line| line.get(2) == Some(&uid));
    found.and_then(|line| line.into_iter().next()).unwrap_or_else(|| format!("user {uid}"))
}

/// The accounts of this machine.
fn passwd_lines() -> Vec<Vec<String>> {
    let split = |text: &str| -> Vec<Vec<String>> {
        text.lines().map(|line| line.split(':').map(str::to_owned).collect()).collect()
    };
    std::fs::read_to_string("/etc/passwd").map(|text| split(&text)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn root_is_known_by_name_and_strangers_by_number() {
        assert_eq!(user_name(0), "root");
        assert_eq!(user_name(4_123_456), "user 4123456");
    }

    #[test]
    fn a_closed_folder_on_the_way_is_found() {
        use std::os::unix::fs::PermissionsExt;
        let dir = std::env::temp_dir().join(format!("closed-{}", std::process::id()));
        let inner = dir.join("inner");
        std::fs::create_dir_all(&inner).expect("folders");
        std::fs::set_permissions(&dir, std::fs::Permissions::from_mode(0o700)).expect("to close it");
        let stranger =
            Account { uid: 4_123_456, gid: 4_123_456, name: String::new(), switch: true, pass: false };
        assert_eq!(stranger.closed_folder(&inner), Some(dir.clone()));
        std::fs::set_permissions(&dir, std::fs::Permissions::from_mode(0o711)).expect("to open it");
        assert_eq!(stranger.closed_folder(&inner), None);
        std::fs::remove_dir_all(&dir).expect("to clean up");
    }
}
