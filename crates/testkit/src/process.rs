//! Servers that a test starts for itself and that end with it.

use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A running server; killed when dropped, and where `setpriv` is there, with the thread that started it however that
/// ends. So start it from the test itself, not from a task that another thread may run.
#[derive(Debug)]
pub struct Process {
    child: Child,
    log: PathBuf,
}

impl Process {
    /// Starts a program that writes its log to a file.
    pub fn start<'a>(program: &Path, args: impl IntoIterator<Item = &'a str>, log: PathBuf) -> Self {
        let mut command = match find_on_path("setpriv") {
            Some(setpriv) => {
                let mut command = Command::new(setpriv);
                command.args(["--pdeathsig", "KILL", "--"]).arg(program);
                command
            }
            None => Command::new(program),
        };
        let file = std::fs::File::create(&log).expect("a log file");
        let errors = file.try_clone().expect("a log file");
        let child =
            command.args(args).stdin(Stdio::null()).stdout(file).stderr(errors).process_group(0).spawn();
        let child = child.unwrap_or_else(|error| panic!("{} does not start: {error}", program.display()));
        Self { child, log }
    }

    /// Waits until the server is ready, as `is_ready` sees it.
    pub fn wait(&mut self, is_ready: impl Fn() -> bool) {
        let begin = Instant::now();
        while !is_ready() {
            let ended = self.child.try_wait().expect("the child can be asked");
            if ended.is_some() || begin.elapsed() > Duration::from_mins(1) {
                let log = std::fs::read_to_string(&self.log).unwrap_or_default();
                panic!("the server did not get ready ({ended:?}):\n{log}");
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Kills it: a crash, for the rest of the test.
    pub fn kill(&mut self) {
        if let Err(error) = self.child.kill().and_then(|()| self.child.wait()) {
            eprintln!("a server of the test could not be killed: {error}");
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Where a program is.
pub fn find_on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}
