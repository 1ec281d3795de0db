//! Bytes to codewords, with those that correct errors.

/// How many codewords correct each block, by version.
const CORRECTING: [u8; 40] = [
    10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, 28, 28, 28,
    28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28,
];
/// How many blocks there are, by version.
const BLOCKS: [u8; 40] = [
    1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23, 25,
    26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49,
];

/// The smallest version that holds the bytes, and its codewords in the order in which they are drawn.
pub(super) fn codewords(bytes: &[u8]) -> Option<(usize, Vec<u8>)> {
    let fits = |version: &usize| {
        let head = if *version < 10 { 12 } else { 20 };
        let (_, data, ..) = capacity(*version);
        bytes.len() * 8 + head <= data * 8
    };
    let version = (1..=40).find(fits)?;
    let (all, data, blocks, correcting) = capacity(version);
    let data = padded(bytes, version, data);

    // The last blocks are longer by one.
    let (short, longer) = ((all / blocks) - correcting, all % blocks);
    let mut rest = data.as_slice();
    let mut parts = Vec::with_capacity(blocks);
    for block in 0..blocks {
        let length = short + usize::from(block >= blocks - longer);
        let (part, behind) = rest.split_at_checked(length)?;
        parts.push((part, remainder(part, correcting)));
        rest = behind;
    }
    let mut drawn = Vec::with_capacity(all);
    for place in 0..=short {
        drawn.extend(parts.iter().filter_map(|(part, _)| part.get(place)));
    }
    for place in 0..correcting {
        drawn.extend(parts.iter().filter_map(|(_, rest)| rest.get(place)));
    }
    Some((version, drawn))
}

/// Of a version: all codewords, those of data, blocks, those that correct a block.
fn capacity(version: usize) -> (usize, usize, usize, usize) {
    let mut squares = (16 * version + 128) * version + 64;
    if version >= 2 {
        let marks = version / 7 + 2;
        squares -= (25 * marks - 10) * marks - 55;
    }
    if version >= 7 {
        squares -= 36;
    }
    let of = |table: &[u8]| table.get(version - 1).map_or(1, |count| usize::from(*count));
    let (all, blocks, correcting) = (squares / 8, of(&BLOCKS), of(&CORRECTING));
    (all, all - blocks * correcting, blocks, correcting)
}

/// The bytes with their length before and a filling behind.
#[expect(
    clippy::cast_possible_truncation,
    reason = "codewords are cut out of a longer row of bits"
)]
fn padded(bytes: &[u8], version: usize, length: usize) -> Vec<u8> {
    let mut data = Vec::with_capacity(length);
    // Everything lies half a codeword late: the kind of data takes four bits.
    let mut late = 0b0100_u32;
    let mut push = |byte: u32| {
        late = late << 8 | byte;
        data.push((late >> 4) as u8);
    };
    if version >= 10 {
        push(bytes.len() as u32 >> 8);
    }
    push(bytes.len() as u32 & 0xFF);
    for byte in bytes {
        push(u32::from(*byte));
    }
    push(0);
    for filling in [0xEC, 0x11].into_iter().cycle().take(length.saturating_sub(data.len())) {
        data.push(filling);
    }
    data.truncate(length);
    data
}

/// What is left of a block behind the division that corrects errors.
fn remainder(block: &[u8], correcting: usize) -> Vec<u8> {
    let divisor = divisor(correcting);
    let mut rest = vec![0; correcting];
    for byte in block {
        let factor = byte ^ rest.first().copied().unwrap_or_default();
        rest.push(0);
        rest.remove(0);
        for (rest, part) in rest.iter_mut().zip(&divisor) {
            *rest ^= product(*part, factor);
        }
    }
    rest
}

fn divisor(degree: usize) -> Vec<u8> {
    let mut divisor = vec![0; degree];
    if let Some(last) = divisor.last_mut() {
        *last = 1;
    }
    let mut root = 1;
    for _ in 0..degree {
        let following: Vec<u8> = divisor.iter().skip(1).copied().chain([0]).collect();
        for (part, next) in divisor.iter_mut().zip(following) {
            *part = product(*part, root) ^ next;
        }
        root = product(root, 2);
    }
    divisor
}

/// The product of two elements of the field of 256.
fn product(one: u8, other: u8) -> u8 {
    (0..8).rev().fold(0_u8, |product, bit| {
        let doubled = (product << 1) ^ ((product >> 7) * 0x1D);
        doubled ^ (((other >> bit) & 1) * one)
    })
}
