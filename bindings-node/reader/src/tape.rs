//! What crosses to JavaScript often: one text, from which objects are read when somebody asks.
//!
//! An object whose fields Node-API sets one by one costs a microsecond; a text costs a tenth of it,
//! and `lib/tape.js` reads a field in a few nanoseconds. Numbers are digits to the base of 64, the
//! lowest first, each a character below 128, with 64 added to all but the last. Lengths count UTF-16
//! units, as JavaScript does.

/// Whole numbers beyond this are written out, since twice as many must fit into 53 bits.
const LARGEST_WHOLE: u64 = 1 << 50;

/// Values one after the other.
#[derive(Debug, Default)]
pub struct Tape(String);

impl Tape {
    /// An empty tape with room for an ordinary answer.
    #[must_use]
    pub fn new() -> Self {
        Self(String::with_capacity(256))
    }

    /// A number of things, or a choice among a few.
    pub fn count(&mut self, count: usize) {
        self.digits(count as u64);
    }

    fn digits(&mut self, number: u64) {
        // Nearly all have one.
        match u8::try_from(number) {
            Ok(only @ ..64) => self.0.push(char::from(only)),
            _ => self.0.extend(digits(number)),
        }
    }

    /// A number, or none.
    pub fn number(&mut self, number: Option<f64>) {
        let Some(number) = number else { return self.digits(0) };
        if let Some(whole) = whole(number) {
            // Signs alternate, so that small numbers stay short: 0, -1, 1, -2 …
            self.digits(((whole << 1) ^ (whole >> 63)).cast_unsigned() + 2);
        } else {
            self.digits(1);
            self.text(&number.to_string());
        }
    }

    /// A text, its length before it.
    pub fn text(&mut self, text: &str) {
        self.count(units(text));
        self.0.push_str(text);
    }

    /// A text, or none.
    pub fn optional(&mut self, text: Option<&str>) {
        match text {
            None => self.count(0),
            Some(text) => {
                self.count(units(text) + 1);
                self.0.push_str(text);
            }
        }
    }

    /// Another tape, its length before it, to be read by itself.
    pub fn part(&mut self, write: impl FnOnce(&mut Self)) {
        let start = self.0.len();
        write(self);
        let length = units(self.0.get(start..).unwrap_or_default());
        for (place, digit) in (start..).zip(digits(length as u64)) {
            self.0.insert(place, digit);
        }
    }

    /// Another tape that is written already, its length before it.
    pub fn whole(&mut self, part: &Self) {
        self.text(&part.0);
    }

    /// The text that crosses.
    #[must_use]
    pub fn into_text(self) -> String {
        self.0
    }
}

/// A number to the base of 64.
fn digits(number: u64) -> impl Iterator<Item = char> {
    let mut left = Some(number);
    core::iter::from_fn(move || {
        let rest = left?;
        left = (rest > 63).then_some(rest >> 6);
        let more = u8::from(left.is_some()) << 6;
        Some(char::from(u8::try_from(rest & 63).unwrap_or_default() | more))
    })
}

/// How long JavaScript says a text is.
#[must_use]
pub fn units(text: &str) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    // Each letter has one byte that begins it; letters of four bytes are two units.
    let begins = |byte: u8| byte & 0xC0 != 0x80;
    text.bytes().map(|byte| usize::from(begins(byte)) + usize::from(byte >= 0xF0)).sum()
}

#[expect(clippy::cast_possible_truncation, reason = "compared with what it came from")]
#[expect(clippy::cast_precision_loss, reason = "small enough to be exact")]
#[expect(clippy::float_cmp, reason = "whether it is the same number")]
fn whole(number: f64) -> Option<i64> {
    let whole = number as i64;
    (whole.unsigned_abs() < LARGEST_WHOLE && whole as f64 == number).then_some(whole)
}
