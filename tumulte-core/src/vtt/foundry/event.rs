//! What a module sends around a message.

use std::borrow::Cow;

use super::json::{Limits, Scanner};

/// The fields of an object, each with its JSON as it is written. Nothing for what is no JSON, no object, or nests deeper than
/// that.
pub(crate) fn fields(text: &str, depth: usize) -> Option<Vec<(Cow<'_, str>, &str)>> {
    let mut json = Scanner::<false>::new(text, Limits { depth, parts: usize::MAX });
    let fields = json.fields().ok()?;
    json.end().ok()?;
    Some(fields)
}
