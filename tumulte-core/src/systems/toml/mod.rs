//! TOML as a tree that knows where everything stands: read by the crate `toml` where programs are large, by a reader of our
//! own where they travel.

#[cfg(any(test, not(any(target_family = "wasm", feature = "small"))))]
mod quick;
#[cfg(any(test, target_family = "wasm", feature = "small"))]
mod small;

use core::ops::Range;

#[cfg(not(any(target_family = "wasm", feature = "small")))]
pub(super) use quick::read;
#[cfg(any(target_family = "wasm", feature = "small"))]
pub(super) use small::read;

use super::locate::Step;
use crate::model::Map;

/// A value, and where it stands in the text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Item {
    pub(super) span: Range<usize>,
    pub(super) value: Value,
}

/// What stands there.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// A text; moments are texts as well.
    Text(String),
    Flag(bool),
    /// A whole number, none where 64 bits can't hold it.
    Whole(Option<i64>),
    Real(f64),
    List(Vec<Item>),
    Table(Table),
}

/// The keys of a table: where each begins, and its value.
pub(super) type Table = Map<String, (usize, Item)>;

impl Item {
    /// What stands at the end of a way.
    pub(super) fn at(&self, path: &[Step<'_>]) -> Option<&Self> {
        path.iter().try_fold(self, |here, step| match (step, &here.value) {
            (Step::Key(key), Value::Table(table)) => table.get(*key).map(|(_, item)| item),
            (Step::Place(place), Value::List(list)) => list.get(*place),
            _ => None,
        })
    }
}
