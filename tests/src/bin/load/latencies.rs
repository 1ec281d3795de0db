//! How late things came: counted in classes, so that millions cost no memory.

use std::time::Duration;

/// Each power of two is cut into so many classes: a class is at most 3 % wide.
const CLASSES: u64 = 32;

/// Counts of waits.
#[derive(Debug, Clone, Default)]
pub(crate) struct Latencies {
    classes: Vec<u64>,
    count: u64,
    longest: Duration,
}

impl Latencies {
    /// Counts a wait.
    pub(crate) fn add(&mut self, wait: Duration) {
        let class = class(u64::try_from(wait.as_micros()).unwrap_or(u64::MAX));
        if self.classes.len() <= class {
            self.classes.resize(class + 1, 0);
        }
        if let Some(count) = self.classes.get_mut(class) {
            *count += 1;
        }
        self.count += 1;
        self.longest = self.longest.max(wait);
    }

    /// How many were counted.
    pub(crate) const fn count(&self) -> u64 {
        self.count
    }

    /// The longest wait.
    pub(crate) const fn longest(&self) -> Duration {
        self.longest
    }

    /// What so many of a thousand did not exceed.
    pub(crate) fn at(&self, of_thousand: u64) -> Duration {
        let wanted = (self.count * of_thousand).div_ceil(1000);
        let mut seen = 0;
        for (class, count) in self.classes.iter().enumerate() {
            seen += count;
            if seen >= wanted && seen > 0 {
                return Duration::from_micros(top(class as u64)).min(self.longest);
            }
        }
        Duration::ZERO
    }
}

fn class(micros: u64) -> usize {
    let shift = u64::from(micros.max(1).ilog2()).saturating_sub(u64::from(CLASSES.ilog2()));
    usize::try_from(shift * CLASSES + (micros >> shift)).unwrap_or(usize::MAX)
}

/// The largest wait of a class.
const fn top(class: u64) -> u64 {
    if class < 2 * CLASSES {
        return class;
    }
    let shift = class / CLASSES - 1;
    ((class - shift * CLASSES + 1) << shift) - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_is_narrow_and_every_wait_lies_in_its_own() {
        for micros in [0, 1, 31, 32, 63, 64, 100, 1_000, 65_535, 65_536, 10_000_000] {
            let top = top(class(micros) as u64);
            assert!(top >= micros && top <= micros + micros / 32, "{micros} is told as {top}");
        }
    }

    #[test]
    fn a_share_is_what_so_many_did_not_exceed() {
        let mut waits = Latencies::default();
        for millis in 1..=100 {
            waits.add(Duration::from_millis(millis));
        }
        assert_eq!(waits.at(1000), Duration::from_millis(100));
        let median = waits.at(500).as_micros();
        assert!((50_000..=51_600).contains(&median), "{median}");
        assert_eq!(Latencies::default().at(990), Duration::ZERO);
    }
}
