//! Seeded chance and stable ids: a rehearsal can be repeated die for die.

use sha2::{Digest, Sha256};

use super::RehearsalError;

/// A small generator (`SplitMix64`): good enough for dice on a stage, the same on every machine.
#[derive(Debug, Clone)]
pub(super) struct Chance(u64);

impl Chance {
    /// Chance of one beat in one round of the script, independent of every other beat.
    pub(super) fn of_beat(seed: u64, round: u64, beat: usize) -> Self {
        let mut chance = Self(seed ^ round.rotate_left(32) ^ (beat as u64));
        chance.next();
        chance
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A face from 1 to `faces`.
    pub(super) fn face(&mut self, faces: u32) -> u32 {
        let choice = self.next() % u64::from(faces.max(1));
        u32::try_from(choice).unwrap_or(0) + 1
    }
}

/// An id of the shape Foundry gives its documents: sixteen letters and digits, made from words.
pub(super) fn document_id(words: &[&str]) -> String {
    const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let mut hash = Sha256::new();
    for word in words {
        hash.update(word.as_bytes());
        hash.update([0]);
    }
    let digest = hash.finalize();
    let letter = |byte: &u8| ALPHABET.get(usize::from(*byte) % ALPHABET.len()).copied();
    digest.iter().filter_map(letter).take(16).map(char::from).collect()
}

/// Random bytes of the operating system.
pub(super) fn random_bytes<const N: usize>() -> Result<[u8; N], RehearsalError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| RehearsalError::Pairing(error.to_string()))?;
    Ok(bytes)
}

/// A word nobody guesses: sixteen random letters and digits.
pub(super) fn random_word() -> Result<String, RehearsalError> {
    let number = u128::from_le_bytes(random_bytes()?);
    Ok(document_id(&[&number.to_string()]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn same_seed_rolls_the_same_faces_and_other_rounds_roll_others() {
        let faces = |round| {
            let mut chance = Chance::of_beat(7, round, 3);
            (0..8).map(|_| chance.face(20)).collect::<Vec<_>>()
        };
        assert_eq!(faces(0), faces(0));
        assert_ne!(faces(0), faces(1));
    }

    #[test]
    fn every_face_of_a_die_comes_up() {
        let mut chance = Chance::of_beat(1, 0, 0);
        let seen: std::collections::BTreeSet<_> = (0..500).map(|_| chance.face(20)).collect();
        assert_eq!(seen, (1..=20).collect());
    }

    #[test]
    fn ids_look_like_foundry_and_depend_on_every_word() {
        let id = document_id(&["actor", "a", "bc"]);
        assert_eq!(id.len(), 16);
        assert!(id.chars().all(|c| c.is_ascii_alphanumeric()));
        assert_ne!(id, document_id(&["actor", "ab", "c"]));
        assert_ne!(random_word().unwrap(), random_word().unwrap());
    }
}
