//! The crate's.

pub(in crate::vtt) use memchr::{memchr, memchr2, memchr2_iter, memmem::Finder};

/// Where bytes first stand in others.
pub(in crate::vtt) fn memmem(bytes: &[u8], sought: &[u8]) -> Option<usize> {
    memchr::memmem::find(bytes, sought)
}
