//! What is worked out once and asked for often: odds and prepared rules.
//!
//! An object of the script knows the number of what it is kept under, and how to have it worked out
//! again: only the last few are kept, so that a forgotten object costs nothing.

use core::cell::{Cell, RefCell};
use std::rc::Rc;

/// How many of a kind are kept.
const PLACES: usize = 64;

/// The last few of a kind, each under a number of its own.
#[derive(Debug)]
pub(crate) struct Kept<T> {
    places: RefCell<Vec<(u32, Rc<T>)>>,
    last: Cell<u32>,
}

impl<T> Kept<T> {
    pub(crate) const fn new() -> Self {
        Self { places: RefCell::new(Vec::new()), last: Cell::new(0) }
    }

    /// Keeps one and tells its number, never 0.
    pub(crate) fn keep(&self, one: T) -> u32 {
        let number = self.last.get().checked_add(1).unwrap_or(1);
        self.last.set(number);
        let mut places = self.places.borrow_mut();
        if places.len() >= PLACES {
            places.remove(0);
        }
        places.push((number, Rc::new(one)));
        number
    }

    /// The one of this number, if it is still there.
    pub(crate) fn get(&self, number: u32) -> Option<Rc<T>> {
        let places = self.places.borrow();
        let found = places.iter().rev().find(|(known, _)| *known == number);
        found.map(|(_, one)| Rc::clone(one))
    }
}
