//! Short lists, without an allocation.

/// A list that usually has no more than `N` items.
pub(crate) type Few<T, const N: usize> = smallvec::SmallVec<[T; N]>;

/// A short list that few formulas need: where code counts more than their time, one like any other.
#[cfg(not(any(target_family = "wasm", feature = "small")))]
pub(crate) type SeldomFew<T, const N: usize> = Few<T, N>;
#[cfg(any(target_family = "wasm", feature = "small"))]
pub(crate) type SeldomFew<T, const N: usize> = Vec<T>;
