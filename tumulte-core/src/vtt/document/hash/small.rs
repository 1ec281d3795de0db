//! The hash of Fowler, Noll and Vo.

/// A number that hardly any other bytes have.
pub(in super::super) fn hash_of(bytes: &[u8]) -> u64 {
    let begin = 0xCBF2_9CE4_8422_2325;
    bytes.iter().fold(begin, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01B3))
}
