//! What reads a field is called by the one loop over all fields.

use super::super::{Scanner, walk::Scan};

impl<const INSIDE: bool> Scanner<'_, INSIDE> {
    /// Reads an object; each field's value must be read or passed over by what is given.
    pub(in crate::vtt::foundry) fn object(
        &mut self,
        mut field: impl FnMut(&str, &mut Self) -> Scan<()>,
    ) -> Scan<()> {
        let field: &mut dyn FnMut(&str, &mut Self) -> Scan<()> = &mut field;
        self.object_by(field)
    }

    /// Reads a list; each item must be read or passed over by what is given.
    pub(in crate::vtt::foundry) fn list(
        &mut self,
        mut item: impl FnMut(&mut Self) -> Scan<()>,
    ) -> Scan<()> {
        let item: &mut dyn FnMut(&mut Self) -> Scan<()> = &mut item;
        self.list_by(item)
    }
}
