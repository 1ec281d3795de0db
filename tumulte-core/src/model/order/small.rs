//! A merge of places, compiled once for all kinds of things.

use core::cmp::Ordering;

/// Up to here one by one is as quick.
const FEW: usize = 16;

/// Sorts; equal items stay in their order.
pub(crate) fn sort_by<T>(items: &mut [T], order: impl FnMut(&T, &T) -> Ordering) {
    sort(&mut Items { items, order });
}

struct Items<'i, T, F> {
    items: &'i mut [T],
    order: F,
}

/// Items of whatever kind, by their places.
trait Row {
    fn count(&self) -> usize;

    fn is_after(&mut self, one: usize, other: usize) -> bool;

    fn swap(&mut self, one: usize, other: usize);
}

impl<T, F: FnMut(&T, &T) -> Ordering> Row for Items<'_, T, F> {
    fn count(&self) -> usize {
        self.items.len()
    }

    fn is_after(&mut self, one: usize, other: usize) -> bool {
        match (self.items.get(one), self.items.get(other)) {
            (Some(one), Some(other)) => (self.order)(one, other) == Ordering::Greater,
            _ => false,
        }
    }

    fn swap(&mut self, one: usize, other: usize) {
        self.items.swap(one, other);
    }
}

fn sort(row: &mut dyn Row) {
    let count = row.count();
    if (1..count).all(|place| !row.is_after(place - 1, place)) {
        return;
    }
    let mut places = places(count, row);
    for start in 0..count {
        let mut at = start;
        // Round until all that is not in its place because of this one is in its own.
        while let Some(place) = places.get_mut(at) {
            let from = core::mem::replace(place, at);
            if from == start {
                break;
            }
            row.swap(at, from);
            at = from;
        }
    }
}

/// The places of so many items in their order.
fn places(count: usize, row: &mut dyn Row) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    for few in places.chunks_mut(FEW) {
        one_by_one(few, row);
    }
    let mut width = FEW;
    while width < count {
        let mut merged = Vec::with_capacity(count);
        for pair in places.chunks(width.saturating_mul(2)) {
            let (left, right) = pair.split_at_checked(width).unwrap_or((pair, &[]));
            merge(left, right, &mut merged, row);
        }
        places = merged;
        width = width.saturating_mul(2);
    }
    places
}

fn one_by_one(places: &mut [usize], row: &mut dyn Row) {
    for end in 1..places.len() {
        for at in (1..=end).rev() {
            let pair = (places.get(at - 1).copied(), places.get(at).copied());
            let (Some(left), Some(right)) = pair else { break };
            if !row.is_after(left, right) {
                break;
            }
            places.swap(at - 1, at);
        }
    }
}

fn merge(left: &[usize], right: &[usize], merged: &mut Vec<usize>, row: &mut dyn Row) {
    let (mut left, mut right) = (left.iter().copied().peekable(), right.iter().copied().peekable());
    while let (Some(one), Some(other)) = (left.peek(), right.peek()) {
        let next = if row.is_after(*one, *other) { right.next() } else { left.next() };
        merged.extend(next);
    }
    merged.extend(left);
    merged.extend(right);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_order_is_that_of_the_standard_library(
            mut items in prop::collection::vec((0_u8..20, any::<u8>()), 0..200),
        ) {
            let mut expected = items.clone();
            expected.sort_by_key(|(key, _)| *key);
            sort_by(&mut items, |left, right| left.0.cmp(&right.0));
            prop_assert_eq!(items, expected);
        }
    }
}
