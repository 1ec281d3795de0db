//! Texts as JavaScript keeps them, made what core reads.
//!
//! The engine copies a text as it is in a fraction of the time in which it makes UTF-8 of one that
//! is not all ASCII.

use wide::{i16x8, u8x16};

/// How many units are looked at together.
const BLOCK: usize = 16;

/// The most bytes that UTF-8 takes for a letter, which are written at once.
const LETTER: usize = 4;

/// The most bytes that UTF-8 takes for a unit.
const LARGEST: usize = 3;

/// What texts consist of: bytes of Latin-1, or units of UTF-16, which vectors take as signed.
trait Unit: Copy {
    /// The lower halves of some units, and a bit for each that is not ASCII, the lowest for the first.
    fn narrowed(block: &[Self; BLOCK]) -> ([u8; BLOCK], u32);

    /// As a unit of UTF-16.
    fn code(self) -> u16;
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
}

impl Unit for i16 {
    #[inline]
    fn narrowed(block: &[Self; BLOCK]) -> ([u8; BLOCK], u32) {
        let [low, high] = block.as_chunks().0 else { return ([0; BLOCK], u32::MAX) };
        let (low, high) = (i16x8::new(*low), i16x8::new(*high));
        // What is beyond a byte becomes its largest, and what is negative its smallest.
        let narrow = u8x16::narrow_i16x8(low, high);
        let foreign = narrow.to_bitmask() | low.to_bitmask() | high.to_bitmask() << 8;
        (narrow.to_array(), foreign)
    }

    #[inline]
    fn code(self) -> u16 {
        self.cast_unsigned()
    }
}

/// Where texts become UTF-8; half of a surrogate pair becomes what replaces it.
#[derive(Debug, Default)]
pub struct Room(Vec<u8>);

impl Room {
    /// A place without room, which grows with the texts.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// A text of Latin-1 as UTF-8.
    pub fn latin<'a>(&'a mut self, text: &'a [u8]) -> &'a [u8] {
        if is_ascii(text) { text } else { self.convert(text) }
    }

    /// A text of UTF-16 as UTF-8.
    pub fn wide(&mut self, text: &[i16]) -> &[u8] {
        self.convert(text)
    }

    // Inlined, it would be compiled like what calls it.
    #[inline(never)]
    fn convert<U: Unit>(&mut self, units: &[U]) -> &[u8] {
        let needed = units.len() * LARGEST + BLOCK;
        if self.0.len() < needed {
            self.0.resize(needed, 0);
        }
        let end = convert(units, &mut self.0).unwrap_or_default();
        self.0.get(..end).unwrap_or_default()
    }
}

/// Whether a text of Latin-1 is UTF-8 as it is.
#[inline(never)]
fn is_ascii(text: &[u8]) -> bool {
    let (blocks, rest) = text.as_chunks();
    let (fours, others) = blocks.as_chunks();
    let seen = fours.iter().fold(u8x16::ZERO, |seen, four| {
        let [a, b, c, d] = four.map(u8x16::new);
        seen | (a | b) | (c | d)
    });
    let seen = others.iter().fold(seen, |seen, block| seen | u8x16::new(*block));
    seen.to_bitmask() == 0 && rest.is_ascii()
}

/// Writes units as UTF-8; gives the number of bytes, nothing where the room does not suffice.
fn convert<U: Unit>(units: &[U], room: &mut [u8]) -> Option<usize> {
    let (mut from, mut to) = (0, 0);
    while let Some(block) = units.get(from..)?.first_chunk() {
        let (narrow, foreign) = U::narrowed(block);
        *room.get_mut(to..)?.first_chunk_mut()? = narrow;
        if foreign == 0 {
            // By a branch, so that the next block need not wait for what is found in this one.
            (from, to) = (from + BLOCK, to + BLOCK);
            continue;
        }
        let plain = foreign.trailing_zeros() as usize;
        (from, to) = (from + plain, to + plain);
        // Letters beyond ASCII seldom stand alone.
        while units.get(from).is_some_and(|unit| unit.code() > 0x7F) {
            (from, to) = letter(units, from, room, to)?;
        }
    }
    while from < units.len() {
        (from, to) = letter(units, from, room, to)?;
    }
    Some(to)
}

/// Writes the letter that begins at a unit; gives the places behind it.
#[inline]
fn letter<U: Unit>(units: &[U], from: usize, room: &mut [u8], to: usize) -> Option<(usize, usize)> {
    let codes = units.get(from..)?.iter().map(|unit| unit.code());
    let letter = char::decode_utf16(codes).next()?.unwrap_or(char::REPLACEMENT_CHARACTER);
    let mut bytes = [0; LETTER];
    let length = letter.encode_utf8(&mut bytes).len();
    *room.get_mut(to..)?.first_chunk_mut()? = bytes;
    Some((from + letter.len_utf16(), to + length))
}
