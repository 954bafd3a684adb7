//! The server process of a cluster folder: whether it runs, and the remains of one that died.
//!
//! `postmaster.pid` says who it is, but a killed server leaves the file behind, and by the next start the number
//! may belong to somebody else. A process counts as ours only if it works in the cluster's folder.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, test_kill_process};

use super::ClusterError;

/// A running server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Postmaster {
    /// Its process.
    pub pid: Pid,
    /// Where it listens; empty as long as it hasn't said so.
    pub socket_dir: PathBuf,
}

impl Postmaster {
    /// The server of a cluster folder, if one runs.
    pub fn of(pgdata: &Path) -> Result<Option<Self>, ClusterError> {
        let file = pgdata.join("postmaster.pid");
        let text = match std::fs::read_to_string(&file) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(ClusterError::io("read", &file)(error)),
        };
        Ok(parse(&text).filter(|found| serves(found.pid, pgdata)))
    }

    /// Whether it still runs.
    pub fn is_alive(&self, pgdata: &Path) -> bool {
        serves(self.pid, pgdata)
    }

    /// Asks it to stop: rolls back what runs, writes everything down.
    pub fn stop_fast(&self) {
        send(self.pid, Signal::INT);
    }

    /// Makes it stop at once; the next start recovers from the log.
    pub fn stop_immediately(&self) {
        send(self.pid, Signal::QUIT);
    }
}

/// Clears away what a killed server left: its children that haven't noticed yet, its pid file, and the lock of its
/// socket. Only to be called when [`Postmaster::of`] found none; then no process works in the folder, and whoever
/// has the number in those files is somebody else, or dead and not yet buried.
pub fn clear_remains(pgdata: &Path, socket_dir: &Path) -> Result<(), ClusterError> {
    let start = Instant::now();
    let steps =
        [(200, Some(Signal::TERM)), (3000, Some(Signal::QUIT)), (6000, Some(Signal::KILL)), (9000, None)];
    for (millis, signal) in steps {
        while start.elapsed() < Duration::from_millis(millis) && !working_in(pgdata).is_empty() {
            std::thread::sleep(Duration::from_millis(20));
        }
        let left = working_in(pgdata);
        if left.is_empty() {
            break;
        }
        if let Some(signal) = signal {
            tracing::warn!(processes = left.len(), ?signal, "ending what a killed PostgreSQL left running");
            for pid in left {
                send(pid, signal);
            }
        }
    }
    let pid_file = pgdata.join("postmaster.pid");
    let left_by = std::fs::read_to_string(&pid_file).ok().and_then(|text| parse(&text));
    // Where the children cannot be looked for, PostgreSQL finds them by what this file says, as long as the number
    // in it is nobody's.
    let keep =
        cfg!(not(target_os = "linux")) && left_by.is_some_and(|left| test_kill_process(left.pid).is_err());
    if !keep && remove(&pid_file)? {
        tracing::info!("PostgreSQL had not been stopped properly; it recovers now");
    }
    remove(&socket_dir.join(".s.PGSQL.5432.lock"))?;
    Ok(())
}

/// Whether it was there.
fn remove(file: &Path) -> Result<bool, ClusterError> {
    match std::fs::remove_file(file) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(ClusterError::io("remove", file)(error)),
    }
}

/// Line 1 is the process, line 5 the socket's folder, as PostgreSQL's `pidfile.h` has it.
fn parse(text: &str) -> Option<Postmaster> {
    let mut lines = text.lines();
    let pid = lines.next()?.trim().parse::<i32>().ok()?;
    let socket_dir = lines.nth(3).unwrap_or_default().trim();
    Some(Postmaster { pid: Pid::from_raw(pid.abs())?, socket_dir: PathBuf::from(socket_dir) })
}

fn serves(pid: Pid, pgdata: &Path) -> bool {
    match test_kill_process(pid) {
        Ok(()) | Err(rustix::io::Errno::PERM) => {}
        Err(_) => return false,
    }
    works_in(pid.as_raw_nonzero().get(), pgdata)
}

/// Whether a process works in the folder. A dead one that nobody has buried yet works nowhere.
#[cfg(target_os = "linux")]
fn works_in(pid: i32, folder: &Path) -> bool {
    match std::fs::read_link(format!("/proc/{pid}/cwd")) {
        Ok(cwd) => folder.canonicalize().is_ok_and(|folder| cwd == folder),
        // Another user's: its name has to do.
        Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => {
            std::fs::read_to_string(format!("/proc/{pid}/comm"))
                .is_ok_and(|name| name.starts_with("postgres"))
        }
        Err(_) => false,
    }
}

#[cfg(not(target_os = "linux"))]
fn works_in(pid: i32, folder: &Path) -> bool {
    let output = std::process::Command::new("ps").args(["-o", "command=", "-p", &pid.to_string()]).output();
    output.is_ok_and(|output| {
        let command = String::from_utf8_lossy(&output.stdout);
        command.contains("postgres") && command.contains(&*folder.to_string_lossy())
    })
}

#[cfg(target_os = "linux")]
fn working_in(folder: &Path) -> Vec<Pid> {
    let Ok(entries) = std::fs::read_dir("/proc") else { return Vec::new() };
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let pids = entries.flatten().filter_map(|entry| entry.file_name().to_str()?.parse::<i32>().ok());
    pids.filter(|pid| {
        let cwd = std::fs::read_link(format!("/proc/{pid}/cwd"));
        let name = std::fs::read_to_string(format!("/proc/{pid}/comm"));
        cwd.is_ok_and(|cwd| cwd == folder) && name.is_ok_and(|name| name.starts_with("postgres"))
    })
    .filter_map(Pid::from_raw)
    .collect()
}

/// Elsewhere PostgreSQL's own check of its shared memory has to do.
#[cfg(not(target_os = "linux"))]
fn working_in(_folder: &Path) -> Vec<Pid> {
    Vec::new()
}

fn send(pid: Pid, signal: Signal) {
    if let Err(error) = kill_process(pid, signal) {
        tracing::debug!(%error, ?pid, ?signal, "the process has ended already");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pid_file_of_a_running_server() {
        let text = "4711\n/data/postgres\n1764000000\n5432\n/data/run\n\n  5432001 65538\nready   \n";
        let found = parse(text).expect("a server");
        assert_eq!(found.pid.as_raw_nonzero().get(), 4711);
        assert_eq!(found.socket_dir, Path::new("/data/run"));
    }

    #[test]
    fn a_pid_file_that_is_cut_off_or_nonsense() {
        assert_eq!(parse(""), None);
        assert_eq!(parse("x\n"), None);
        assert_eq!(parse("0\n"), None);
        assert_eq!(parse("12\n").map(|found| found.socket_dir), Some(PathBuf::new()));
    }

    #[test]
    fn a_living_process_elsewhere_is_not_our_server() {
        let dir = std::env::temp_dir().join(format!("stale-{}", std::process::id()));
        std::fs::create_dir_all(&dir).expect("a folder");
        std::fs::write(dir.join("postmaster.pid"), format!("{}\n/x\n", std::process::id())).expect("a file");
        std::fs::write(dir.join(".s.PGSQL.5432.lock"), format!("{}\n/x\n", std::process::id()))
            .expect("a file");
        assert_eq!(Postmaster::of(&dir).expect("to read it"), None);
        clear_remains(&dir, &dir).expect("to clear it");
        assert_eq!(std::fs::read_dir(&dir).expect("the folder").count(), 0);
        std::fs::remove_dir_all(&dir).expect("to clean up");
    }
}
