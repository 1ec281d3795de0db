//! By crates that compare many bytes in one instruction.

pub(in crate::vtt) use memchr::{memchr, memchr2, memchr2_iter, memmem::Finder};

/// The text these bytes are, or where they stop being one.
pub(in crate::vtt) fn text(bytes: &[u8]) -> Result<&str, usize> {
    simdutf8::compat::from_utf8(bytes).map_err(|error| error.valid_up_to())
}

/// Where bytes first stand in others.
pub(in crate::vtt) fn memmem(bytes: &[u8], sought: &[u8]) -> Option<usize> {
    memchr::memmem::find(bytes, sought)
}
