//! Tables put together from the lines that fill them.

use core::ops::Range;

use super::{
    super::{Item, Value},
    Read, Wrong,
    cursor::Key,
};
use crate::model::Map;

/// What was filled so far.
#[derive(Debug)]
pub(super) struct Tree {
    root: Branch,
    /// The way to the table that is filled now; the last of a list.
    here: Vec<String>,
    length: usize,
}

/// A value, or what is filled from several lines.
#[derive(Debug)]
enum Branch {
    /// All in one place; nothing may be added.
    Whole(Item),
    Table {
        fields: Map<String, (usize, Branch)>,
        span: Range<usize>,
        made: Made,
    },
    /// Tables under one name in double brackets.
    List {
        items: Vec<Branch>,
        span: Range<usize>,
    },
}

/// How a table came to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Made {
    /// On the way to another.
    InPassing,
    ByHeader,
    ByDots,
}

impl Branch {
    const fn table(span: Range<usize>, made: Made) -> Self {
        Self::Table { fields: Map::new(), span, made }
    }

    fn finish(self) -> Item {
        match self {
            Self::Whole(item) => item,
            Self::Table { fields, span, .. } => {
                let fields =
                    fields.into_iter().map(|(key, (at, field))| (key, (at, field.finish())));
                Item { span, value: Value::Table(fields.collect()) }
            }
            Self::List { items, span } => {
                let items = items.into_iter().map(Self::finish).collect();
                Item { span, value: Value::List(items) }
            }
        }
    }

    /// The table that is filled here, of a list the last.
    fn open(&mut self) -> Option<&mut Self> {
        match self {
            Self::Whole(_) => None,
            Self::Table { .. } => Some(self),
            Self::List { items, .. } => items.last_mut(),
        }
    }

    /// The field of that name in the table here, made where there is none.
    fn step(&mut self, key: &Key, make: impl FnOnce() -> Self) -> Option<&mut Self> {
        self.field(key, make).map(|(_, field)| field)
    }

    fn field(&mut self, key: &Key, make: impl FnOnce() -> Self) -> Option<&mut (usize, Self)> {
        match self.open()? {
            Self::Table { fields, .. } => {
                Some(fields.entry(key.name.clone()).or_insert_with(|| (key.at, make())))
            }
            _ => None,
        }
    }
}

fn twice<T>(key: &Key) -> Read<T> {
    Err(Wrong { at: key.at, message: format!("found the key `{}` twice", key.name) })
}

impl Tree {
    pub(super) const fn new(length: usize) -> Self {
        Self { root: Branch::table(0..length, Made::ByHeader), here: Vec::new(), length }
    }

    /// Begins a table; `span` is its header.
    pub(super) fn open(
        &mut self,
        mut keys: Vec<Key>,
        span: Range<usize>,
        is_list: bool,
    ) -> Read<()> {
        self.here = keys.iter().map(|key| key.name.clone()).collect();
        let Some(last) = keys.pop() else { return Ok(()) };
        let mut branch = &mut self.root;
        for key in &keys {
            let made = || Branch::table(key.at..key.at + key.name.len(), Made::InPassing);
            match branch.step(key, made) {
                Some(next) => branch = next,
                None => return twice(key),
            }
        }
        let mut is_new = false;
        let found = branch.field(&last, || {
            is_new = true;
            if is_list {
                Branch::List { items: Vec::new(), span: span.clone() }
            } else {
                Branch::table(span.clone(), Made::ByHeader)
            }
        });
        match found {
            Some((_, Branch::List { items, .. })) if is_list => {
                items.push(Branch::table(span, Made::ByHeader));
                Ok(())
            }
            Some((at, Branch::Table { span: known, made, .. })) if !is_list => {
                if !is_new && *made != Made::InPassing {
                    return twice(&last);
                }
                *at = last.at;
                *known = span;
                *made = Made::ByHeader;
                Ok(())
            }
            _ => twice(&last),
        }
    }

    /// Puts a value into the table that is filled now.
    pub(super) fn put(&mut self, mut keys: Vec<Key>, item: Item) -> Read<()> {
        let Some(last) = keys.pop() else { return Ok(()) };
        let mut branch = &mut self.root;
        for name in &self.here {
            let key = Key { name: name.clone(), at: 0 };
            match branch.step(&key, || Branch::table(0..0, Made::ByHeader)) {
                Some(next) => branch = next,
                None => return twice(&last),
            }
        }
        for key in &keys {
            let span = key.at..key.at + key.name.len();
            match branch.step(key, || Branch::table(span, Made::ByDots)) {
                // Dots add to nothing but what dots have made.
                Some(next @ Branch::Table { made: Made::ByDots, .. }) => branch = next,
                _ => return twice(key),
            }
        }
        let mut is_new = false;
        branch.step(&last, || {
            is_new = true;
            Branch::Whole(item)
        });
        if is_new { Ok(()) } else { twice(&last) }
    }

    pub(super) fn finish(self) -> Item {
        let item = self.root.finish();
        Item { span: 0..self.length, ..item }
    }
}
