//! Steps over the bytes of a document.
//!
//! Each takes a place and gives the next one: places stay in registers that way, where a scanner's
//! own place is written to memory and read again for every token.

use super::{
    marks::{BLOCK, HAS_VECTORS, PLAIN, Told, block_marks, marks},
    number::number,
};

/// Why JSON is not read on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::vtt::foundry) enum Fault {
    /// No JSON, seen at this byte.
    Malformed { at: usize },
    /// Nested deeper than allowed.
    TooDeep,
    /// More objects and lists than allowed.
    TooManyParts,
}

/// How large a document may be.
#[derive(Debug, Clone, Copy)]
pub(in crate::vtt::foundry) struct Limits {
    /// Levels of nesting.
    pub(in crate::vtt::foundry) depth: usize,
    /// Objects and lists.
    pub(in crate::vtt::foundry) parts: usize,
}

pub(super) type Scan<T> = Result<T, Fault>;

/// The place where a document is no JSON. Two registers hold it or the next place; a [`Fault`] and
/// its kind would be written to memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Broken {
    at: usize,
}

impl From<Broken> for Fault {
    fn from(Broken { at }: Broken) -> Self {
        Self::Malformed { at }
    }
}

type Step = Result<usize, Broken>;

/// What is left of the limits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Left(Limits);

impl Left {
    pub(super) const fn of(limits: Limits) -> Self {
        Self(limits)
    }

    /// One object or list begins.
    #[inline]
    pub(super) fn enter(&mut self) -> Scan<()> {
        self.0.depth = self.0.depth.checked_sub(1).ok_or(Fault::TooDeep)?;
        self.0.parts = self.0.parts.checked_sub(1).ok_or(Fault::TooManyParts)?;
        Ok(())
    }

    /// One object or list ends.
    #[inline]
    pub(super) const fn leave(&mut self) {
        self.0.depth += 1;
    }
}

/// How many bytes the mark around a text takes.
pub(super) const fn mark(inside: bool) -> usize {
    if inside { 2 } else { 1 }
}

/// The place of the next byte that is no white space, and that byte; 0 where there is none.
#[expect(clippy::inline_always, reason = "one comparison, asked before every token")]
#[inline(always)]
pub(super) fn token<const INSIDE: bool>(bytes: &[u8], at: usize) -> (usize, u8) {
    match bytes.get(at) {
        Some(byte) if *byte > b' ' => (at, *byte),
        _ => token_behind_space::<INSIDE>(bytes, at),
    }
}

#[inline(never)]
fn token_behind_space<const INSIDE: bool>(bytes: &[u8], mut at: usize) -> (usize, u8) {
    while let Some(byte) = bytes.get(at) {
        // A text may hold no bare line end, nor may the JSON inside it.
        if *byte != b' ' && (INSIDE || !matches!(byte, b'\n' | b'\t' | b'\r')) {
            return (at, *byte);
        }
        at += 1;
    }
    (at, 0)
}

/// The place behind the colon that comes next, mostly at once.
#[inline]
pub(super) fn colon<const INSIDE: bool>(bytes: &[u8], at: usize) -> Step {
    if bytes.get(at) == Some(&b':') {
        return Ok(at + 1);
    }
    match token::<INSIDE>(bytes, at) {
        (at, b':') => Ok(at + 1),
        (at, _) => Err(Broken { at }),
    }
}

/// The place behind the opening mark of the text that comes next, mostly at once.
#[inline]
pub(super) fn opening<const INSIDE: bool>(bytes: &[u8], at: usize) -> Step {
    if is_mark::<INSIDE>(bytes, at) {
        return Ok(at + mark(INSIDE));
    }
    let (at, _) = token_behind_space::<INSIDE>(bytes, at);
    if is_mark::<INSIDE>(bytes, at) { Ok(at + mark(INSIDE)) } else { Err(Broken { at }) }
}

/// Whether a text begins or ends at this place.
#[inline]
fn is_mark<const INSIDE: bool>(bytes: &[u8], at: usize) -> bool {
    if INSIDE {
        bytes.get(at) == Some(&b'\\') && bytes.get(at + 1) == Some(&b'"')
    } else {
        bytes.get(at) == Some(&b'"')
    }
}

/// The place of a text's closing mark, from the place behind its opening mark.
#[inline]
fn closing<const INSIDE: bool>(bytes: &[u8], at: usize) -> Step {
    near_closing::<INSIDE>(bytes, at).map_or_else(|| far_closing::<INSIDE>(bytes, at), Ok)
}

/// The same for a short text without escapes; nothing for any other.
#[expect(clippy::inline_always, reason = "keys and words are short: one look finds their end")]
#[inline(always)]
pub(super) fn near_closing<const INSIDE: bool>(bytes: &[u8], at: usize) -> Option<usize> {
    let chunk = bytes.get(at..)?.first_chunk()?;
    // The closing mark of what fills the chunk, as ids do, stands right behind it.
    let end = at + (marks(*chunk) | PLAIN).trailing_zeros() as usize;
    is_mark::<INSIDE>(bytes, end).then_some(end)
}

/// The same for any text.
#[inline(never)]
pub(super) fn far_closing<const INSIDE: bool>(bytes: &[u8], start: usize) -> Step {
    if INSIDE || !HAS_VECTORS {
        closing_by_mark::<INSIDE>(bytes, start)
    } else {
        closing_by_block(bytes, start)
    }
}

/// Looks at all escapes of a block together. Texts with many, as pages are, have them anywhere, and
/// whoever steps from one to the next has to wait for each.
fn closing_by_block(bytes: &[u8], mut start: usize) -> Step {
    let mut is_first_escaped = false;
    loop {
        let mut padded = [0; BLOCK];
        let block = block_at(bytes, start, &mut padded);
        let marks = block_marks(block);
        if marks != 0 || is_first_escaped {
            let first = start + marks.trailing_zeros() as usize;
            if !is_first_escaped && is_mark::<false>(bytes, first) {
                return Ok(first);
            }
            let Told { quotes, backslashes, controls, line_ends } = Told::of(block);
            let escaped = escaped(backslashes, is_first_escaped);
            let end = quotes & !escaped;
            // All bits below the lowest one, or all there are.
            let before = end.wrapping_sub(1) & !end;
            let known = quotes | backslashes | line_ends;
            let mut doubtful = (controls | (escaped & !known)) & before;
            while doubtful != 0 {
                let place = doubtful.trailing_zeros() as usize;
                let at = start + place;
                // A control character stands nowhere, and escapes begin at their backslash.
                let is_behind = escaped >> place & 1 == 1;
                if !(is_behind && is_escaped_letter(bytes, at)) {
                    return Err(Broken { at: at - usize::from(is_behind) });
                }
                doubtful &= doubtful - 1;
            }
            if end != 0 {
                return Ok(start + end.trailing_zeros() as usize);
            }
            is_first_escaped = (backslashes & !escaped) >> (BLOCK - 1) == 1;
        }
        start += BLOCK;
    }
}

/// One bit for each byte behind a backslash that is not itself behind one.
#[inline]
fn escaped(backslashes: u32, is_first_escaped: bool) -> u32 {
    let first = u32::from(is_first_escaped);
    let behind = backslashes << 1 | first;
    if behind & backslashes == 0 {
        return behind;
    }
    let mut escaped = first;
    let mut left = backslashes & !first;
    while left != 0 {
        let escape = left & left.wrapping_neg();
        escaped |= escape << 1;
        left &= !(escape | escape << 1);
    }
    escaped
}

/// Steps from mark to mark.
fn closing_by_mark<const INSIDE: bool>(bytes: &[u8], mut start: usize) -> Step {
    loop {
        let mut padded = [0; BLOCK];
        let block = block_at(bytes, start, &mut padded);
        let mut marks = block_marks(block);
        let mut next = start + BLOCK;
        while marks != 0 {
            let place = marks.trailing_zeros() as usize;
            if is_mark::<INSIDE>(bytes, start + place) {
                return Ok(start + place);
            }
            let Some(length) = escape::<INSIDE>(bytes, start + place) else {
                return Err(Broken { at: start + place });
            };
            marks &= !(((1 << length) - 1) << place);
            next = next.max(start + place + length);
        }
        start = next;
    }
}

/// The block that begins at this byte; behind the document stand zeros, which no text holds.
#[inline]
fn block_at<'a>(bytes: &'a [u8], at: usize, padded: &'a mut [u8; BLOCK]) -> &'a [u8; BLOCK] {
    let rest = bytes.get(at..).unwrap_or_default();
    rest.first_chunk().unwrap_or_else(|| {
        padded.iter_mut().zip(rest).for_each(|(padded, byte)| *padded = *byte);
        padded
    })
}

/// How many bytes the escape at this place takes, but for the digits of one that has some, which
/// are plain; nothing when it is none.
#[inline]
fn escape<const INSIDE: bool>(bytes: &[u8], at: usize) -> Option<usize> {
    if !INSIDE {
        let is_one = bytes.get(at) == Some(&b'\\') && is_escaped_letter(bytes, at + 1);
        return is_one.then_some(2);
    }
    // Its backslash is escaped, and so is a mark or a backslash behind it.
    match bytes.get(at..)?.first_chunk()? {
        [b'\\', b'\\', b'\\'] => matches!(bytes.get(at + 3)?, b'"' | b'\\').then_some(4),
        [b'\\', b'\\', b'n' | b't' | b'/' | b'r' | b'b' | b'f'] => Some(3),
        [b'\\', b'\\', b'u'] => has_digits(bytes, at + 3).then_some(3),
        _ => None,
    }
}

/// Whether what stands here may stand behind a backslash.
#[inline]
fn is_escaped_letter(bytes: &[u8], at: usize) -> bool {
    let letter = bytes.get(at).copied().unwrap_or_default();
    may_be_escaped(letter) || (letter == b'u' && has_digits(bytes, at + 1))
}

/// Whether it may stand behind a backslash, as the `u` before digits may too. Which one it is nobody
/// can guess, so there is nothing to branch on: each half of ASCII has a bit for each letter.
#[inline]
fn may_be_escaped(letter: u8) -> bool {
    const fn bits<const N: usize>(letters: [u8; N]) -> u64 {
        let (mut bits, mut rest) = (0, letters.as_slice());
        while let [letter, others @ ..] = rest {
            bits |= 1 << (*letter & 63);
            rest = others;
        }
        bits
    }
    const HALVES: [u64; 2] = [bits(*b"\"/"), bits(*b"\\nrtbf")];
    HALVES.get(usize::from(letter >> 6)).is_some_and(|half| half >> (letter & 63) & 1 == 1)
}

fn has_digits(bytes: &[u8], at: usize) -> bool {
    let digits = bytes.get(at..).and_then(<[u8]>::first_chunk::<4>);
    digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
}

/// The place behind whatever comes next.
#[inline]
pub(super) fn skip<const INSIDE: bool>(bytes: &[u8], at: usize, left: &mut Left) -> Scan<usize> {
    let (start, byte) = token::<INSIDE>(bytes, at);
    match byte {
        b'{' | b'[' => skip_parts::<INSIDE>(bytes, start, left),
        _ => Ok(scalar::<INSIDE>(bytes, start, byte)?),
    }
}

/// The place behind the object or list that begins here.
fn skip_parts<const INSIDE: bool>(bytes: &[u8], mut at: usize, left: &mut Left) -> Scan<usize> {
    // One bit for each level that is open: whether it is an object. No document nests deeper
    // than the limits allow, which is far less than there are bits.
    let mut objects = 0_u128;
    let mut open = 0_u32;
    loop {
        if objects & 1 == 1 {
            at = opening::<INSIDE>(bytes, at)?;
            at = closing::<INSIDE>(bytes, at)? + mark(INSIDE);
            at = colon::<INSIDE>(bytes, at)?;
        }
        let (start, byte) = token::<INSIDE>(bytes, at);
        if matches!(byte, b'{' | b'[') {
            left.enter()?;
            let (inner, next) = token::<INSIDE>(bytes, start + 1);
            at = inner;
            // In ASCII, both closing signs stand two places behind their opening ones.
            if next != byte + 2 {
                objects = objects << 1 | u128::from(byte == b'{');
                open += 1;
                continue;
            }
            left.leave();
            at += 1;
        } else {
            at = scalar::<INSIDE>(bytes, start, byte)?;
        }
        while open > 0 {
            let (end, byte) = token::<INSIDE>(bytes, at);
            at = end + 1;
            if byte == b',' {
                break;
            }
            if byte != if objects & 1 == 1 { b'}' } else { b']' } {
                return Err(Broken { at: end }.into());
            }
            left.leave();
            objects >>= 1;
            open -= 1;
        }
        if open == 0 {
            return Ok(at);
        }
    }
}

/// The place behind the text, number or word that begins here with this byte.
#[expect(clippy::inline_always, reason = "the larger half of the loop over parts")]
#[inline(always)]
fn scalar<const INSIDE: bool>(bytes: &[u8], at: usize, byte: u8) -> Step {
    match byte {
        b'"' | b'\\' if is_mark::<INSIDE>(bytes, at) => {
            Ok(closing::<INSIDE>(bytes, at + mark(INSIDE))? + mark(INSIDE))
        }
        b't' => word(bytes, at, b"true"),
        b'f' => word(bytes, at, b"false"),
        b'n' => word(bytes, at, b"null"),
        _ => number(bytes, at).map(|(end, _)| end).ok_or(Broken { at }),
    }
}

#[inline]
fn word(bytes: &[u8], at: usize, word: &[u8]) -> Step {
    let is_here = bytes.get(at..).is_some_and(|rest| rest.starts_with(word));
    if is_here { Ok(at + word.len()) } else { Err(Broken { at }) }
}
