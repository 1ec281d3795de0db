//! Short lists, without an allocation.

/// A list that usually has no more than `N` items.
pub(crate) type Few<T, const N: usize> = smallvec::SmallVec<[T; N]>;
