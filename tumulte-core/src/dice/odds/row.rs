//! Sums of equally likely faces, one die at a time.

use super::weight::Weight;

/// The lower half of a distribution that reads the same from both ends.
///
/// Windows are doubled, never slid: without a subtraction the weights at the far ends keep their
/// precision.
pub(super) struct Row<W> {
    sums: Vec<W>,
    window: Vec<W>,
    wider: Vec<W>,
    /// How many weights the whole has.
    length: usize,
}

impl<W: Weight> Row<W> {
    /// One die. No sum will have more than `length` weights.
    pub(super) fn new(die: &[W], length: usize) -> Self {
        let room = length / 2 + 1;
        let mut sums = vec![W::ZERO; room];
        for (sum, weight) in sums.iter_mut().zip(die) {
            *sum = *weight;
        }
        let window = vec![W::ZERO; room];
        Self { sums, wider: window.clone(), window, length: die.len() }
    }

    /// One die more, of so many faces that weigh `unit` each.
    pub(super) fn add_die(&mut self, faces: usize, unit: W) {
        let half = self.length.div_ceil(2);
        let length = self.length + faces - 1;
        let needed = length.div_ceil(2);
        let known = half.min(self.sums.len());
        let (known, beyond) = self.sums.split_at_mut(known);
        let lower = known.get(..self.length - half).unwrap_or_default().iter().rev();
        let mirror = lower.copied().chain(core::iter::repeat(W::ZERO));
        for (weight, mirrored) in beyond.iter_mut().zip(mirror).take(needed - half) {
            *weight = mirrored;
        }
        let sums = self.sums.get_mut(..needed).unwrap_or_default();
        for sum in &mut *sums {
            *sum = sum.times(unit);
        }
        let mut width = 1;
        let doublings = faces.checked_ilog2().unwrap_or_default();
        for doubling in (0..doublings).rev() {
            let is_odd = (faces >> doubling) & 1 == 1;
            let window = if width == 1 { &*sums } else { self.window.as_slice() };
            let window = window.get(..needed).unwrap_or_default();
            double(self.wider.get_mut(..needed).unwrap_or_default(), window, sums, width, is_odd);
            core::mem::swap(&mut self.window, &mut self.wider);
            width = 2 * width + usize::from(is_odd);
        }
        if doublings > 0 {
            core::mem::swap(&mut self.sums, &mut self.window);
        }
        self.length = length;
    }

    /// All weights.
    pub(super) fn mirrored(mut self) -> Vec<W> {
        let half = self.length.div_ceil(2);
        self.sums.truncate(half);
        self.sums.reserve_exact(self.length - half);
        self.sums.extend_from_within(..self.length - half);
        if let Some(upper) = self.sums.get_mut(half..) {
            upper.reverse();
        }
        self.sums
    }
}

/// Makes windows twice as wide, and one more when `is_odd`; `single` are windows of one.
fn double<W: Weight>(wider: &mut [W], window: &[W], single: &[W], width: usize, is_odd: bool) {
    let (first, rest) = wider.split_at_mut(width.min(wider.len()));
    for (sum, here) in first.iter_mut().zip(window) {
        *sum = *here;
    }
    let later = window.get(width..).unwrap_or_default();
    if !is_odd {
        for ((sum, here), former) in rest.iter_mut().zip(later).zip(window) {
            *sum = here.plus(*former);
        }
        return;
    }
    let (second, rest) = rest.split_at_mut(width.min(rest.len()));
    for ((sum, here), former) in second.iter_mut().zip(later).zip(window) {
        *sum = here.plus(*former);
    }
    let later = window.get(2 * width..).unwrap_or_default();
    let former = window.get(width..).unwrap_or_default();
    for (((sum, here), former), single) in rest.iter_mut().zip(later).zip(former).zip(single) {
        *sum = here.plus(*former).plus(*single);
    }
}
