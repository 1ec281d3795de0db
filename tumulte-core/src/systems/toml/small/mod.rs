//! A reader that is small.

mod cursor;
mod number;
mod text;
mod tree;
mod value;

#[cfg(test)]
mod tests;

use super::Item;
use crate::systems::{
    RuleError,
    error::{Location, RuleProblem},
};
use cursor::Cursor;
use tree::Tree;

/// What is wrong, and at which byte.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Wrong {
    at: usize,
    message: String,
}

type Read<T> = Result<T, Wrong>;

/// How deep values may lie in each other.
const MAX_DEPTH: usize = 80;

/// Reads a text.
///
/// # Errors
///
/// `rule.syntax` for what is no TOML.
pub(in crate::systems) fn read(text: &str) -> Result<Item, RuleError> {
    document(text).map_err(|wrong| {
        let location = Location::of(wrong.at, text);
        RuleError::new(Some(location), RuleProblem::Syntax(wrong.message))
    })
}

fn document(text: &str) -> Read<Item> {
    let mut cursor = Cursor::new(text);
    let mut tree = Tree::new(text.len());
    loop {
        cursor.blank();
        let start = cursor.at();
        match cursor.peek() {
            None => return Ok(tree.finish()),
            Some(b'[') => {
                let is_list = cursor.take("[[");
                if !is_list {
                    cursor.take("[");
                }
                let keys = cursor.keys()?;
                cursor.expect(if is_list { "]]" } else { "]" })?;
                tree.open(keys, start..cursor.at(), is_list)?;
            }
            Some(_) => {
                let keys = cursor.keys()?;
                cursor.expect("=")?;
                let item = cursor.value(keys.len())?;
                tree.put(keys, item)?;
            }
        }
        cursor.line_end()?;
    }
}
