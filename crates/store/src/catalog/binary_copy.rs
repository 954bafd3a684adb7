//! PostgreSQL's binary COPY format: encoding rows for `COPY … FROM STDIN (FORMAT binary)`.
//!
//! The format is described in the PostgreSQL manual, "COPY, Binary Format"; the values' encodings are those of
//! each type's send and receive functions.

use rust_decimal::Decimal;

/// The stream's header: signature, flags, header extension length.
const HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
/// The stream's trailer: a field count of −1.
const TRAILER: [u8; 2] = (-1i16).to_be_bytes();
/// Object id of the type text, the element type of text arrays.
const TEXT_OID: u32 = 25;

/// Appends the stream's header.
pub fn header(out: &mut Vec<u8>) {
    out.extend_from_slice(HEADER);
}

/// Appends the stream's trailer.
pub fn trailer(out: &mut Vec<u8>) {
    out.extend_from_slice(&TRAILER);
}

/// Starts a row of so many fields.
pub fn row(out: &mut Vec<u8>, fields: i16) {
    out.extend_from_slice(&fields.to_be_bytes());
}

fn sized(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend_from_slice(&(bytes.len() as i32).to_be_bytes());
    out.extend_from_slice(bytes);
}

/// Appends NULL.
pub fn null(out: &mut Vec<u8>) {
    out.extend_from_slice(&(-1i32).to_be_bytes());
}

/// Appends a `bigint`.
pub fn bigint(out: &mut Vec<u8>, value: i64) {
    sized(out, &value.to_be_bytes());
}

/// Appends an `integer` or NULL.
pub fn integer(out: &mut Vec<u8>, value: Option<i32>) {
    match value {
        Some(value) => sized(out, &value.to_be_bytes()),
        None => null(out),
    }
}

/// Appends a `boolean`.
pub fn boolean(out: &mut Vec<u8>, value: bool) {
    sized(out, &[u8::from(value)]);
}

/// Appends a `text` or NULL.
pub fn text(out: &mut Vec<u8>, value: Option<&str>) {
    match value {
        Some(value) => sized(out, value.as_bytes()),
        None => null(out),
    }
}

/// Appends a `text[]`; an empty one is NULL.
pub fn texts(out: &mut Vec<u8>, values: &[String]) {
    if values.is_empty() {
        return null(out);
    }
    let length = 20 + values.iter().map(|value| 4 + value.len()).sum::<usize>();
    out.extend_from_slice(&(length as i32).to_be_bytes());
    out.extend_from_slice(&1i32.to_be_bytes()); // dimensions
    out.extend_from_slice(&0i32.to_be_bytes()); // no NULLs
    out.extend_from_slice(&TEXT_OID.to_be_bytes());
    out.extend_from_slice(&(values.len() as i32).to_be_bytes());
    out.extend_from_slice(&1i32.to_be_bytes()); // lower bound
    for value in values {
        sized(out, value.as_bytes());
    }
}

/// Appends a `numeric` with four decimals, or NULL. More decimals are rounded half to even.
pub fn numeric4(out: &mut Vec<u8>, value: Option<Decimal>) {
    let Some(value) = value else { return null(out) };
    let value = value.round_dp(4);
    // In units of 10⁻⁴, so that the last base-10000 digit is the fraction and the others the whole part.
    let units = value.mantissa().unsigned_abs() * 10u128.pow(4 - value.scale());
    let mut digits = [0u16; 9];
    let mut count = 0;
    let mut rest = units;
    while rest > 0 {
        digits[count] = (rest % 10_000) as u16;
        rest /= 10_000;
        count += 1;
    }
    // digits[0] is the fraction; PostgreSQL drops zeros at either end.
    let lowest = digits[..count].iter().position(|&digit| digit != 0).unwrap_or(count);
    let sign: u16 = if value.is_sign_negative() && units != 0 { 0x4000 } else { 0 };
    let length = 8 + 2 * (count - lowest);
    out.extend_from_slice(&(length as i32).to_be_bytes());
    out.extend_from_slice(&((count - lowest) as u16).to_be_bytes());
    out.extend_from_slice(&(if units == 0 { 0i16 } else { count as i16 - 2 }).to_be_bytes()); // weight
    out.extend_from_slice(&sign.to_be_bytes());
    out.extend_from_slice(&4u16.to_be_bytes()); // display scale
    for &digit in digits[lowest..count].iter().rev() {
        out.extend_from_slice(&digit.to_be_bytes());
    }
}

/// Splits the bytes that `COPY … TO STDOUT (FORMAT binary)` sends, in whatever chunks, into rows.
#[derive(Debug, Default)]
pub struct RowSplitter {
    pending: Vec<u8>,
    past_header: bool,
}

impl RowSplitter {
    /// Takes a chunk and calls `each` with the fields of every row that is whole by now.
    pub fn feed(&mut self, chunk: &[u8], mut each: impl FnMut(&[Option<&[u8]>])) {
        self.pending.extend_from_slice(chunk);
        let mut at = 0;
        if !self.past_header {
            if self.pending.len() < HEADER.len() {
                return;
            }
            at = HEADER.len();
            self.past_header = true;
        }
        while let Some((fields, end)) = whole_row(&self.pending, at) {
            each(&fields);
            at = end;
        }
        self.pending.drain(..at);
    }
}

fn whole_row(bytes: &[u8], mut at: usize) -> Option<(Vec<Option<&[u8]>>, usize)> {
    let count = i16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?);
    if count < 0 {
        return None;
    }
    at += 2;
    let mut fields = Vec::with_capacity(count as usize);
    for _ in 0..count {
        let length = i32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?);
        at += 4;
        if length < 0 {
            fields.push(None);
        } else {
            let end = at + length as usize;
            fields.push(Some(bytes.get(at..end)?));
            at = end;
        }
    }
    Some((fields, at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_split_wherever_the_chunks_end() {
        let mut stream = Vec::new();
        header(&mut stream);
        for id in 0..50i64 {
            row(&mut stream, 3);
            bigint(&mut stream, id);
            text(&mut stream, Some(&"x".repeat(id as usize)));
            null(&mut stream);
        }
        trailer(&mut stream);
        for size in [1, 7, 64, stream.len()] {
            let mut splitter = RowSplitter::default();
            let mut seen = Vec::new();
            for chunk in stream.chunks(size) {
                splitter.feed(chunk, |fields| {
                    let id = i64::from_be_bytes(fields[0].unwrap().try_into().unwrap());
                    assert_eq!(fields[1].unwrap().len(), id as usize);
                    assert_eq!(fields[2], None);
                    seen.push(id);
                });
            }
            assert_eq!(seen, (0..50).collect::<Vec<_>>());
        }
    }
}
