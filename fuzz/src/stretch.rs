//! Large files out of small inputs: what a file of some kilobytes can't show is how much memory and time one of
//! megabytes takes, and no fuzzer makes up megabytes.

/// Begins the part that is repeated.
const BEGIN: u8 = 0x01;
/// Ends it.
const END: u8 = 0x02;

/// Repeats the part between the two marks up to a size; the last half of an input without marks.
pub fn stretch(bytes: &[u8], size: usize) -> Vec<u8> {
    let begin = bytes.iter().position(|&byte| byte == BEGIN);
    let end = begin.and_then(|begin| Some(begin + bytes[begin..].iter().position(|&byte| byte == END)?));
    let (before, repeated, after) = if let (Some(begin), Some(end)) = (begin, end) {
        (&bytes[..begin], &bytes[begin + 1..end], &bytes[end + 1..])
    } else {
        let (before, repeated) = bytes.split_at(bytes.len() / 2);
        (before, repeated, &[][..])
    };
    let times = size / repeated.len().max(1);
    let mut stretched = before.to_vec();
    if !repeated.is_empty() {
        stretched.extend(repeated.iter().cycle().take(times * repeated.len()));
    }
    stretched.extend_from_slice(after);
    stretched
}
