//! How often each message was seen.

/// How many different messages are remembered to tell equal ones apart.
const MAX_REMEMBERED: usize = 1 << 20;

/// Hashes and how often each was seen: a table that is never more than half full, in which a hash stands at its own place
/// or behind it.
#[derive(Debug, Default)]
pub(super) struct Counts {
    /// What was seen no time is a free place.
    places: Vec<(u64, u32)>,
    used: usize,
}

impl Counts {
    /// Counts a hash and tells how often it was seen before. Of too many different ones the last are not remembered.
    pub(super) fn count(&mut self, hash: u64) -> u32 {
        if self.places.len() <= self.used * 2 {
            self.grow();
        }
        let place = self.place_of(hash);
        let Some((known, times)) = self.places.get_mut(place) else { return 0 };
        if *times == 0 {
            if self.used >= MAX_REMEMBERED {
                return 0;
            }
            self.used += 1;
            *known = hash;
        }
        let before = *times;
        *times = times.saturating_add(1);
        before
    }

    /// Where a hash stands or would stand.
    fn place_of(&self, hash: u64) -> usize {
        let last = self.places.len().saturating_sub(1);
        let is_taken = |place: usize| {
            self.places.get(place).is_some_and(|(known, times)| *times > 0 && *known != hash)
        };
        let mut place = usize::try_from(hash & last as u64).unwrap_or_default();
        while is_taken(place) {
            place = (place + 1) & last;
        }
        place
    }

    fn grow(&mut self) {
        let places = vec![(0, 0); (self.places.len() * 2).max(64)];
        for known in core::mem::replace(&mut self.places, places) {
            let place = self.place_of(known.0);
            if let Some(free) = self.places.get_mut(place).filter(|_| known.1 > 0) {
                *free = known;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_the_same_place_is_told_apart() {
        let mut counts = Counts::default();
        for round in 0..3 {
            for hash in (0..1000).map(|number: u64| number * 64) {
                assert_eq!(counts.count(hash), round, "{hash}");
            }
        }
    }
}
