//! A merge of places, compiled once for all kinds of things.

use core::cmp::Ordering;

/// Up to here one by one is as quick.
const FEW: usize = 16;

/// Sorts; equal items stay in their order.
pub(crate) fn sort_by<T>(items: &mut [T], mut order: impl FnMut(&T, &T) -> Ordering) {
    let mut is_after = |one: usize, other: usize| match (items.get(one), items.get(other)) {
        (Some(one), Some(other)) => order(one, other) == Ordering::Greater,
        _ => false,
    };
    for (one, other) in swaps(items.len(), &mut is_after) {
        items.swap(one, other);
    }
}

/// What is to be swapped, one after the other, to put so many items in order.
fn swaps(count: usize, is_after: &mut dyn FnMut(usize, usize) -> bool) -> Vec<(usize, usize)> {
    let mut swaps = Vec::new();
    if (1..count).all(|place| !is_after(place - 1, place)) {
        return swaps;
    }
    let mut places = places(count, is_after);
    for start in 0..count {
        let mut at = start;
        // Round until all that is not in its place because of this one is in its own.
        while let Some(place) = places.get_mut(at) {
            let from = core::mem::replace(place, at);
            if from == start {
                break;
            }
            swaps.push((at, from));
            at = from;
        }
    }
    swaps
}

/// The places of so many items in their order.
fn places(count: usize, is_after: &mut dyn FnMut(usize, usize) -> bool) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    for few in places.chunks_mut(FEW) {
        one_by_one(few, is_after);
    }
    let mut width = FEW;
    while width < count {
        let mut merged = Vec::with_capacity(count);
        for pair in places.chunks(width.saturating_mul(2)) {
            let (left, right) = pair.split_at_checked(width).unwrap_or((pair, &[]));
            merge(left, right, &mut merged, is_after);
        }
        places = merged;
        width = width.saturating_mul(2);
    }
    places
}

fn one_by_one(places: &mut [usize], is_after: &mut dyn FnMut(usize, usize) -> bool) {
    for end in 1..places.len() {
        for at in (1..=end).rev() {
            let pair = (places.get(at - 1).copied(), places.get(at).copied());
            let (Some(left), Some(right)) = pair else { break };
            if !is_after(left, right) {
                break;
            }
            places.swap(at - 1, at);
        }
    }
}

fn merge(
    left: &[usize],
    right: &[usize],
    merged: &mut Vec<usize>,
    is_after: &mut dyn FnMut(usize, usize) -> bool,
) {
    let (mut left, mut right) = (left.iter().copied().peekable(), right.iter().copied().peekable());
    while let (Some(one), Some(other)) = (left.peek(), right.peek()) {
        let next = if is_after(*one, *other) { right.next() } else { left.next() };
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
