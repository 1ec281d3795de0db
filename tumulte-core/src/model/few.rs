//! Short lists: without an allocation where speed counts, one kind of list for all in browsers.

/// A list that usually has no more than `N` items.
#[cfg(not(target_family = "wasm"))]
pub(crate) type Few<T, const N: usize> = smallvec::SmallVec<[T; N]>;

/// A list that usually has no more than `N` items.
#[cfg(target_family = "wasm")]
pub(crate) type Few<T, const N: usize> = Vec<T>;
