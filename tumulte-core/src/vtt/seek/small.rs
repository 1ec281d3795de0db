//! One byte after the other.

pub(in crate::vtt) use crate::model::place_in as memmem;

/// The text these bytes are, or where they stop being one.
pub(in crate::vtt) fn text(bytes: &[u8]) -> Result<&str, usize> {
    core::str::from_utf8(bytes).map_err(|error| error.valid_up_to())
}

/// Where a byte first stands.
pub(in crate::vtt) fn memchr(sought: u8, bytes: &[u8]) -> Option<usize> {
    memchr2(sought, sought, bytes)
}

/// Where one of two bytes first stands.
pub(in crate::vtt) fn memchr2(one: u8, other: u8, bytes: &[u8]) -> Option<usize> {
    bytes.iter().position(|byte| *byte == one || *byte == other)
}

/// Where one of two bytes stands, each time.
pub(in crate::vtt) fn memchr2_iter(
    one: u8,
    other: u8,
    bytes: &[u8],
) -> impl Iterator<Item = usize> + '_ {
    let places = bytes.iter().enumerate();
    places.filter(move |(_, byte)| **byte == one || **byte == other).map(|(place, _)| place)
}

/// Bytes that are looked for again and again.
#[derive(Debug, Clone)]
pub(in crate::vtt) struct Finder<'s>(&'s [u8]);

impl<'s> Finder<'s> {
    pub(in crate::vtt) const fn new(sought: &'s str) -> Self {
        Self(sought.as_bytes())
    }

    pub(in crate::vtt) fn find(&self, bytes: &[u8]) -> Option<usize> {
        memmem(bytes, self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn bytes_are_text_as_far_as_the_crate_says(line in "[a-zé—🎲]{0,40}", at in 0..80_usize, byte: u8) {
            let mut bytes = line.into_bytes();
            if let Some(place) = bytes.get_mut(at) {
                *place = byte;
            }
            let found = simdutf8::compat::from_utf8(&bytes);
            prop_assert_eq!(text(&bytes), found.map_err(|error| error.valid_up_to()));
        }

        #[test]
        fn all_is_found_where_the_crate_finds_it(text in "[ab<]{0,40}", sought in "[ab<]{1,4}") {
            let (bytes, mark) = (text.as_bytes(), sought.as_bytes());
            prop_assert_eq!(memmem(bytes, mark), memchr::memmem::find(bytes, mark));
            prop_assert_eq!(Finder::new(&sought).find(bytes), memchr::memmem::find(bytes, mark));
            prop_assert_eq!(memchr(b'<', bytes), memchr::memchr(b'<', bytes));
            prop_assert_eq!(memchr2(b'a', b'<', bytes), memchr::memchr2(b'a', b'<', bytes));
            let all: Vec<usize> = memchr2_iter(b'b', b'<', bytes).collect();
            prop_assert_eq!(all, memchr::memchr2_iter(b'b', b'<', bytes).collect::<Vec<_>>());
        }
    }
}
