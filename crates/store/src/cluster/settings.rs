//! The private cluster's `suppliers-import.conf`, written before every start so that it fits the machine.
//!
//! `ALTER SYSTEM` has the last word, so an operator's own tuning survives.

use std::fmt::Write as _;
use std::path::Path;

const MB: u64 = 1 << 20;

/// The text of the file.
pub fn render(socket_dir: &Path, memory: u64, extra: &[(String, String)]) -> String {
    let shared_buffers = (memory / 8).clamp(64 * MB, 1024 * MB) / MB;
    let cache = (memory / 2).max(128 * MB) / MB;
    let maintenance = (memory / 32).clamp(32 * MB, 512 * MB) / MB;
    let work = (memory / 512).clamp(8 * MB, 64 * MB) / MB;
    let socket_dir = quote(&socket_dir.display().to_string());
    let mut text = format!(
        "\
# Written by suppliers-import before every start; changes here are lost. To tune: ALTER SYSTEM SET ….

# Nobody but this user and this machine.
listen_addresses = ''
unix_socket_directories = {socket_dir}
unix_socket_permissions = 0700
max_connections = 300

# A share of the machine: the import runs beside it.
shared_buffers = {shared_buffers}MB
effective_cache_size = {cache}MB
maintenance_work_mem = {maintenance}MB
work_mem = {work}MB

# An import writes much at once.
max_wal_size = 4GB
min_wal_size = 256MB
wal_compression = on
wal_buffers = 16MB
checkpoint_timeout = 15min
checkpoint_completion_target = 0.9
bgwriter_lru_maxpages = 500
autovacuum_vacuum_cost_limit = 2000
random_page_cost = 1.1
jit = off

# A week of logs, one file a day of the week.
logging_collector = on
log_directory = 'log'
log_filename = 'postgresql-%a.log'
log_rotation_age = 1d
log_rotation_size = 0
log_truncate_on_rotation = on
log_line_prefix = '%m [%p] %a '
log_checkpoints = off
log_timezone = 'UTC'
timezone = 'UTC'
lc_messages = 'C'
"
    );
    for (name, value) in extra {
        let _ = writeln!(text, "{name} = {}", quote(value));
    }
    text
}

/// What this machine, or the container we are in, has.
pub fn memory() -> u64 {
    let total = std::fs::read_to_string("/proc/meminfo").ok().and_then(|text| parse_meminfo(&text));
    let limit =
        std::fs::read_to_string("/sys/fs/cgroup/memory.max").ok().and_then(|text| text.trim().parse().ok());
    match (total, limit) {
        (Some(total), Some(limit)) => u64::min(total, limit),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => 2048 * MB,
    }
}

fn parse_meminfo(text: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}

fn quote(value: &str) -> String {
    format!("'{}'", value.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buffers_follow_the_machine_between_bounds() {
        let of = |memory| render(Path::new("/run/x"), memory, &[]);
        assert!(of(256 * MB).contains("shared_buffers = 64MB"));
        assert!(of(4096 * MB).contains("shared_buffers = 512MB"));
        assert!(of(65536 * MB).contains("shared_buffers = 1024MB"));
    }

    #[test]
    fn values_cannot_break_out_of_their_quotes() {
        let text = render(Path::new("/data/o'brien"), MB, &[("fsync".to_owned(), "off".to_owned())]);
        assert!(text.contains("unix_socket_directories = '/data/o''brien'"));
        assert!(text.ends_with("fsync = 'off'\n"));
    }

    #[test]
    fn meminfo() {
        assert_eq!(parse_meminfo("MemTotal:       2048 kB\nMemFree: 1 kB\n"), Some(2048 * 1024));
        assert_eq!(parse_meminfo("nonsense"), None);
    }
}
