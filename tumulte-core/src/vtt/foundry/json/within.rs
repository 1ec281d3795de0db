//! JSON inside a text, read where it stands.

use super::{
    Scanner,
    walk::{Left, Limits, Scan, opening},
};

impl<'a> Scanner<'a, false> {
    /// Reads the JSON inside the text that comes next without copying it. Nothing when it can't be
    /// read in place; the text is then still to be read.
    pub(in crate::vtt::foundry) fn within<T>(
        &mut self,
        limits: Limits,
        read: impl FnOnce(&mut Scanner<'a, true>) -> Scan<T>,
    ) -> Option<T> {
        let start = opening::<false>(self.text.as_bytes(), self.at).ok()?;
        let mut inside = Scanner { text: self.text, at: start, left: Left::of(limits) };
        let found = read(&mut inside).ok()?;
        (inside.next_byte() == b'"').then(|| {
            self.at = inside.at + 1;
            found
        })
    }
}
