//! Compound files ([MS-CFB]) built around a stream of BIFF records, so that what is mutated is the workbook and not
//! the file system around it.

/// First bytes of a compound file.
const SIGNATURE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
const SECTOR: usize = 512;
/// Streams smaller than this would be kept elsewhere in the file.
const SMALLEST: usize = 4096;
const END: u32 = 0xffff_fffe;
const FREE: u32 = 0xffff_ffff;

/// An XLS workbook whose stream is the input; the input itself where it is a compound file already.
pub fn xls(stream: &[u8]) -> Vec<u8> {
    // One sector of the allocation table tells of 128 sectors, one of which is the directory.
    if stream.starts_with(SIGNATURE) || stream.len() > 126 * SECTOR {
        return stream.to_vec();
    }
    let size = stream.len().max(SMALLEST);
    let sectors = size.div_ceil(SECTOR);
    let mut file = Vec::with_capacity((sectors + 3) * SECTOR);
    file.extend_from_slice(SIGNATURE);
    file.resize(24, 0);
    // Version, byte order, sizes of sectors and of small sectors.
    for half in [0x3e_u16, 3, 0xfffe, 9, 6] {
        file.extend_from_slice(&half.to_le_bytes());
    }
    file.resize(44, 0);
    // One sector of the table; the directory's first sector; no small streams, no further tables.
    for word in [1, 1, 0, SMALLEST as u32, END, 0, END, 0, 0] {
        file.extend_from_slice(&word.to_le_bytes());
    }
    file.resize(SECTOR, 0xff);
    let chain = (3..2 + sectors as u32).chain([END]);
    for next in [0xffff_fffd, END].into_iter().chain(chain) {
        file.extend_from_slice(&next.to_le_bytes());
    }
    file.resize(2 * SECTOR, 0xff);
    entry(&mut file, "Root Entry", 5, 1, END, 0);
    entry(&mut file, "Workbook", 2, FREE, 2, size as u32);
    file.resize(3 * SECTOR, 0);
    file.extend_from_slice(stream);
    file.resize((3 + sectors) * SECTOR, 0);
    file
}

/// An entry of the directory.
fn entry(file: &mut Vec<u8>, name: &str, kind: u8, child: u32, start: u32, size: u32) {
    let begin = file.len();
    file.extend(name.encode_utf16().flat_map(u16::to_le_bytes));
    file.resize(begin + 64, 0);
    file.extend_from_slice(&(2 * name.len() as u16 + 2).to_le_bytes());
    file.extend_from_slice(&[kind, 1]);
    for word in [FREE, FREE, child] {
        file.extend_from_slice(&word.to_le_bytes());
    }
    file.resize(begin + 116, 0);
    for word in [start, size, 0] {
        file.extend_from_slice(&word.to_le_bytes());
    }
}
