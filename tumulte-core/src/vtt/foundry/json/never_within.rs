//! JSON inside a text, which is never read where it stands: whoever reads it takes the escapes away first, and there is no
//! second reader to travel.

use super::{
    Scanner,
    walk::{Limits, Scan},
};

impl<'a> Scanner<'a, false> {
    /// Nothing: the text is still to be read.
    #[expect(clippy::unused_self, clippy::needless_pass_by_ref_mut, reason = "as its twin")]
    pub(in crate::vtt::foundry) fn within<T>(
        &mut self,
        _limits: Limits,
        _read: impl FnOnce(&mut Scanner<'a, true>) -> Scan<T>,
    ) -> Option<T> {
        None
    }
}
