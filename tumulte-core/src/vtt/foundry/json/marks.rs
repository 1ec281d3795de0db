//! Which bytes of a text need a second look: quotation marks, backslashes, control characters.

use wide::u8x16;

/// How many bytes are looked at together.
pub(super) const CHUNK: usize = 16;

/// Behind the last byte of a chunk.
pub(super) const PLAIN: u32 = 1 << CHUNK;

/// Whether the machine compares all bytes of a chunk in one instruction.
pub(super) const HAS_VECTORS: bool =
    cfg!(any(target_feature = "sse2", target_feature = "neon", target_feature = "simd128"));

const ONES: u64 = 0x0101_0101_0101_0101;
const LOWS: u64 = ONES * 0x7F;

/// One bit for each byte that needs a second look, the lowest for the first.
#[inline]
pub(super) fn marks(chunk: [u8; CHUNK]) -> u32 {
    if HAS_VECTORS { by_vector(chunk) } else { by_words(chunk) }
}

#[inline]
fn by_vector(chunk: [u8; CHUNK]) -> u32 {
    let bytes = u8x16::new(chunk);
    (are(bytes, b'"') | are(bytes, b'\\') | are_controls(bytes)).to_bitmask()
}

#[inline]
fn are(bytes: u8x16, mark: u8) -> u8x16 {
    bytes.simd_eq(u8x16::splat(mark))
}

#[inline]
fn are_controls(bytes: u8x16) -> u8x16 {
    bytes.simd_eq(bytes.min(u8x16::splat(0x1F)))
}

/// How many bytes of a long text are looked at together.
pub(super) const BLOCK: usize = 2 * CHUNK;

/// The same for a block.
#[inline]
pub(super) fn block_marks(block: &[u8; BLOCK]) -> u32 {
    // A block has two chunks, or else nothing in it is plain.
    let [low, high] = block.as_chunks().0 else { return u32::MAX };
    marks(*low) | marks(*high) << CHUNK
}

/// The bytes of a block that need a second look, told apart: one bit for each, the lowest for the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) quotes: u32,
    pub(super) backslashes: u32,
    pub(super) controls: u32,
    /// Letters that mean a line end behind a backslash: most that stand there do.
    pub(super) line_ends: u32,
}

impl Told {
    #[inline]
    pub(super) fn of(block: &[u8; BLOCK]) -> Self {
        let [low, high] = block.as_chunks().0 else {
            return Self { quotes: 0, backslashes: 0, controls: u32::MAX, line_ends: 0 };
        };
        let (low, high) = (u8x16::new(*low), u8x16::new(*high));
        let bits =
            |told: fn(u8x16) -> u8x16| told(low).to_bitmask() | told(high).to_bitmask() << CHUNK;
        Self {
            quotes: bits(|bytes| are(bytes, b'"')),
            backslashes: bits(|bytes| are(bytes, b'\\')),
            controls: bits(are_controls),
            line_ends: bits(|bytes| are(bytes, b'n')),
        }
    }
}

/// What [`by_vector`] finds, by eight bytes in one number.
fn by_words(chunk: [u8; CHUNK]) -> u32 {
    let (words, _) = chunk.as_chunks();
    words.iter().rev().fold(0, |marks, word| marks << 8 | word_marks(u64::from_le_bytes(*word)))
}

fn word_marks(word: u64) -> u32 {
    // Of each byte the highest bit alone counts: it is set where the byte is not that mark.
    let differs = |mark: u8| {
        let word = word ^ (ONES * u64::from(mark));
        ((word & LOWS) + LOWS) | word
    };
    let is_letter = ((word & LOWS) + ONES * 0x60) | word;
    let marks = !(differs(b'"') & differs(b'\\') & is_letter) & !LOWS;
    // Gathers these bits in the highest byte.
    let gathered = (marks >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56;
    gathered as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_told_from_every_other_wherever_it_stands() {
        for byte in u8::MIN..=u8::MAX {
            let is_mark = byte < 0x20 || byte == b'"' || byte == b'\\';
            for around in [b'x', 0x7F, 0x80, 0xFF, 0x20, 0x21, 0x23, b'"', 0] {
                for place in 0..CHUNK {
                    let mut chunk = [around; CHUNK];
                    chunk[place] = byte;
                    let found = by_words(chunk);
                    assert_eq!(found >> place & 1 == 1, is_mark, "{byte} between {around}");
                    assert_eq!(by_vector(chunk), found);
                }
            }
        }
    }
}
