//! Texts as JavaScript keeps them, made what core reads.
//!
//! The engine copies a text as it is in a fraction of the time in which it makes UTF-8 of one that
//! is not all ASCII.

use std::cell::RefCell;

use wide::{i16x8, u8x16};

/// How many units are looked at together.
const BLOCK: usize = 16;

thread_local! {
    /// Where texts of this thread become UTF-8.
    static ROOM: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// What texts consist of: bytes of Latin-1, or units of UTF-16, which vectors take as signed.
pub(crate) trait Unit: Copy + 'static {
    /// The lower halves of some units, and a bit for each that is not ASCII, the lowest for the first.
    fn narrowed(block: &[Self; BLOCK]) -> ([u8; BLOCK], u32);

    /// As a unit of UTF-16.
    fn code(self) -> u16;

    /// The text itself, where it is UTF-8 already.
    fn ascii(units: &[Self]) -> Option<&[u8]>;
}

impl Unit for u8 {
    #[inline]
    fn narrowed(block: &[Self; BLOCK]) -> ([u8; BLOCK], u32) {
        (*block, u8x16::new(*block).to_bitmask())
    }

    #[inline]
    fn code(self) -> u16 {
        self.into()
    }

    #[inline]
    fn ascii(units: &[Self]) -> Option<&[u8]> {
        let (blocks, rest) = units.as_chunks();
        let (fours, others) = blocks.as_chunks();
        let seen = fours.iter().fold(u8x16::ZERO, |seen, four| {
            let [a, b, c, d] = four.map(u8x16::new);
            seen | (a | b) | (c | d)
        });
        let seen = others.iter().fold(seen, |seen, block| seen | u8x16::new(*block));
        (seen.to_bitmask() == 0 && rest.is_ascii()).then_some(units)
    }
}

impl Unit for i16 {
    #[inline]
    fn narrowed(block: &[Self; BLOCK]) -> ([u8; BLOCK], u32) {
        const BEYOND: i16x8 = i16x8::new([!0x7F; 8]);
        const NOTHING: i16x8 = i16x8::new([0; 8]);
        let [low, high] = block.as_chunks().0 else { return ([0; BLOCK], 0) };
        let (low, high) = (i16x8::new(*low), i16x8::new(*high));
        let are_ascii = |units: i16x8| (units & BEYOND).simd_eq(NOTHING).to_bitmask();
        let ascii = are_ascii(low) | are_ascii(high) << 8;
        (u8x16::narrow_i16x8(low, high).to_array(), !ascii & 0xFFFF)
    }

    #[inline]
    fn code(self) -> u16 {
        self.cast_unsigned()
    }

    #[inline]
    fn ascii(_units: &[Self]) -> Option<&[u8]> {
        None
    }
}

/// Reads a text as UTF-8; half of a surrogate pair becomes what replaces it.
pub(crate) fn as_utf8<T, U: Unit>(units: &[U], read: impl FnOnce(&[u8]) -> T) -> T {
    if let Some(ascii) = U::ascii(units) {
        return read(ascii);
    }
    ROOM.with_borrow_mut(|room| {
        room.clear();
        push(units, room);
        read(room)
    })
}

fn push<U: Unit>(mut units: &[U], bytes: &mut Vec<u8>) {
    bytes.reserve(units.len() + BLOCK);
    while let Some(block) = units.first_chunk() {
        let (narrow, foreign) = U::narrowed(block);
        let plain = (foreign | 1 << BLOCK).trailing_zeros() as usize;
        let end = bytes.len() + plain;
        bytes.extend_from_slice(&narrow);
        bytes.truncate(end);
        let mut passed = plain;
        if plain < BLOCK {
            let letters = units.iter().skip(plain).map(|unit| unit.code());
            passed += push_letters(letters.take_while(|code| *code > 0x7F), bytes);
        }
        units = units.get(passed..).unwrap_or_default();
    }
    push_letters(units.iter().map(|unit| unit.code()), bytes);
}

/// Writes letter by letter; gives the number of units these took.
fn push_letters(units: impl Iterator<Item = u16>, bytes: &mut Vec<u8>) -> usize {
    let mut passed = 0;
    for letter in char::decode_utf16(units) {
        let letter = letter.unwrap_or(char::REPLACEMENT_CHARACTER);
        bytes.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
        passed += letter.len_utf16();
    }
    passed
}
