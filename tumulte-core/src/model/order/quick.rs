//! The standard library's.

use core::cmp::Ordering;

/// Sorts; equal items stay in their order.
#[inline]
pub(crate) fn sort_by<T>(items: &mut [T], order: impl FnMut(&T, &T) -> Ordering) {
    items.sort_by(order);
}
