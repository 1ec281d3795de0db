//! What reads a field is part of the loop over all fields.

use super::super::{Scanner, walk::Scan};

impl<const INSIDE: bool> Scanner<'_, INSIDE> {
    /// Reads an object; each field's value must be read or passed over by what is given.
    pub(in crate::vtt::foundry) fn object(
        &mut self,
        field: impl FnMut(&str, &mut Self) -> Scan<()>,
    ) -> Scan<()> {
        self.object_by(field)
    }

    /// Reads a list; each item must be read or passed over by what is given.
    pub(in crate::vtt::foundry) fn list(
        &mut self,
        item: impl FnMut(&mut Self) -> Scan<()>,
    ) -> Scan<()> {
        self.list_by(item)
    }
}
