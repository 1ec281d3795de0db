//! One SQL statement with its values, in words that both databases understand.

use std::borrow::Cow;

use tumulte_core::model::{
    CampaignId, CharacterId, ConnectionId, RollId, StreamerId, Timestamp, UserId,
};
use uuid::Uuid;

/// The kinds of columns that rows are given in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::storage) enum Kind {
    /// An id.
    Uuid,
    /// Any text.
    Text,
    /// JSON text that is looked into.
    Json,
    /// JSON text that is kept as it is.
    Document,
    /// A moment, to the millisecond.
    Time,
    /// A number.
    Integer,
}

/// A value of one of these kinds, or bytes.
#[derive(Debug, Clone)]
pub(in crate::storage) enum Value<'q> {
    Uuid(Option<Uuid>),
    Text(Option<Cow<'q, str>>),
    Json(Option<Cow<'q, str>>),
    Document(Cow<'q, str>),
    Time(Option<Timestamp>),
    Integer(Option<i64>),
    Bytes(Cow<'q, [u8]>),
}

impl Value<'_> {
    /// Text that is JSON.
    pub(in crate::storage) fn json(text: String) -> Self {
        Value::Json(Some(Cow::Owned(text)))
    }
}

macro_rules! ids {
    ($($id:ty)*) => {$(
        impl From<$id> for Value<'_> {
            fn from(id: $id) -> Self {
                Self::Uuid(Some(id.as_uuid()))
            }
        }

        impl From<Option<$id>> for Value<'_> {
            fn from(id: Option<$id>) -> Self {
                Self::Uuid(id.map(|id| id.as_uuid()))
            }
        }
    )*};
}

ids! { CampaignId CharacterId ConnectionId RollId StreamerId UserId }

/// Text as it is stored: PostgreSQL's can hold every character but U+0000, which a tabletop may send.
pub(in crate::storage) fn storable(text: &str) -> Cow<'_, str> {
    if text.contains('\0') { text.replace('\0', "\u{fffd}").into() } else { text.into() }
}

impl<'q> From<&'q str> for Value<'q> {
    fn from(text: &'q str) -> Self {
        Self::Text(Some(storable(text)))
    }
}

impl<'q> From<&'q String> for Value<'q> {
    fn from(text: &'q String) -> Self {
        text.as_str().into()
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(Some(storable(&text).into_owned().into()))
    }
}

impl<'q> From<Option<&'q str>> for Value<'q> {
    fn from(text: Option<&'q str>) -> Self {
        Self::Text(text.map(storable))
    }
}

impl<'q> From<&'q [u8]> for Value<'q> {
    fn from(bytes: &'q [u8]) -> Self {
        Self::Bytes(Cow::Borrowed(bytes))
    }
}

impl From<Timestamp> for Value<'_> {
    fn from(time: Timestamp) -> Self {
        Self::Time(Some(time))
    }
}

impl From<i64> for Value<'_> {
    fn from(number: i64) -> Self {
        Self::Integer(Some(number))
    }
}

impl From<Option<i64>> for Value<'_> {
    fn from(number: Option<i64>) -> Self {
        Self::Integer(number)
    }
}

impl From<Uuid> for Value<'_> {
    fn from(id: Uuid) -> Self {
        Self::Uuid(Some(id))
    }
}

impl From<u32> for Value<'_> {
    fn from(number: u32) -> Self {
        Self::Integer(Some(number.into()))
    }
}

/// A statement that only reads.
pub(in crate::storage) fn query<'q>(sql: impl Into<Cow<'static, str>>) -> Statement<'q> {
    Statement { sql: sql.into(), values: Vec::new(), given: None, is_reading: true }
}

/// A statement that writes.
pub(in crate::storage) fn command<'q>(sql: impl Into<Cow<'static, str>>) -> Statement<'q> {
    Statement { is_reading: false, ..query(sql) }
}

/// A statement with its values; `$1` in the text stands for the first of them.
#[derive(Debug)]
pub(in crate::storage) struct Statement<'q> {
    pub(super) sql: Cow<'static, str>,
    pub(super) values: Vec<Value<'q>>,
    pub(super) given: Option<Given<'q>>,
    pub(super) is_reading: bool,
}

impl<'q> Statement<'q> {
    /// Adds the next value.
    pub(in crate::storage) fn bind(mut self, value: impl Into<Value<'q>>) -> Self {
        self.values.push(value.into());
        self
    }

    /// Lets the text read these rows from a table called `given`. Such a statement has no other values.
    pub(in crate::storage) fn over(mut self, given: Given<'q>) -> Self {
        self.given = Some(given);
        self
    }
}

/// Rows that belong to those which the statement before stored.
#[derive(Debug)]
pub(in crate::storage) struct Following<'q> {
    /// The rows.
    pub(in crate::storage) rows: Given<'q>,
    /// Stores all of them, in their order.
    pub(in crate::storage) all: &'static str,
    /// Stores those that belong to what is new and there, in their order.
    pub(in crate::storage) some: &'static str,
}

impl<'q> Following<'q> {
    /// The statement, where the one before it stored so many of the rows it was given.
    pub(super) fn after(self, stored: u64, given: usize) -> Statement<'q> {
        let are_all = usize::try_from(stored) == Ok(given);
        command(if are_all { self.all } else { self.some }).over(self.rows)
    }

    /// The statement that finds out by itself.
    pub(super) fn by_itself(self) -> Statement<'q> {
        command(self.some).over(self.rows)
    }
}

/// Many rows for one statement, in their order.
#[derive(Debug, Clone)]
pub(in crate::storage) struct Given<'q> {
    pub(super) columns: &'static [(&'static str, Kind)],
    pub(super) values: Vec<Value<'q>>,
}

impl<'q> Given<'q> {
    /// No rows yet, of these columns.
    pub(in crate::storage) const fn new(columns: &'static [(&'static str, Kind)]) -> Self {
        Self { columns, values: Vec::new() }
    }

    /// Adds a row.
    pub(in crate::storage) fn push<const N: usize>(&mut self, row: [Value<'q>; N]) {
        debug_assert_eq!(N, self.columns.len(), "a row has one value for each column");
        self.values.extend(row);
    }

    /// Whether there is no row.
    pub(in crate::storage) const fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// How many rows there are.
    pub(super) const fn rows(&self) -> usize {
        self.values.len() / self.columns.len()
    }
}

/// The columns' names, as a statement lists them.
pub(super) fn names(columns: &[(&str, Kind)]) -> String {
    columns.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
}
