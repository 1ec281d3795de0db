//! Putting things in order: quick where programs are large, small where they travel.
//!
//! The standard library's sort is a few kilobytes for every kind of thing it sorts, which was a twelfth
//! of the WebAssembly package. There, and with the feature `small`, a smaller one stands in; both are
//! stable and give the same order.

#[cfg(not(any(target_family = "wasm", feature = "small")))]
mod quick;
#[cfg(any(test, target_family = "wasm", feature = "small"))]
mod small;

#[cfg(not(any(target_family = "wasm", feature = "small")))]
pub(crate) use quick::sort_by;
#[cfg(any(target_family = "wasm", feature = "small"))]
pub(crate) use small::sort_by;

/// Puts items into a collection one by one: collecting them would sort them first.
pub(crate) fn gathered<C: Default + Extend<T>, T>(items: impl IntoIterator<Item = T>) -> C {
    let mut gathered = C::default();
    gathered.extend(items);
    gathered
}
