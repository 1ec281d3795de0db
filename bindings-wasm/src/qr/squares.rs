//! The squares of a code.

/// A square: light or dark, and whether it belongs to a pattern that no mask may touch.
#[derive(Debug, Clone, Copy, Default)]
struct Square {
    is_dark: bool,
    is_fixed: bool,
}

#[derive(Debug, Clone)]
pub(super) struct Squares {
    size: usize,
    squares: Vec<Square>,
}

impl Squares {
    /// The patterns of a version, with nothing in between.
    pub(super) fn new(version: usize) -> Self {
        let size = version * 4 + 17;
        let mut new = Self { size, squares: vec![Square::default(); size * size] };
        for place in 0..size {
            new.fix(6, place, place % 2 == 0);
            new.fix(place, 6, place % 2 == 0);
        }
        for (x, y) in [(3, 3), (size - 4, 3), (3, size - 4)] {
            new.ring_around(x, y, 4);
        }
        let marks = marks(version, size);
        for x in &marks {
            for y in &marks {
                let is_corner = |x: usize, y: usize| x == 6 && (y == 6 || y == size - 7);
                if !is_corner(*x, *y) && !is_corner(*y, *x) {
                    new.ring_around(*x, *y, 2);
                }
            }
        }
        new.fix_format(0);
        if version >= 7 {
            let bits = with_rest(version, 12, 0x1F25);
            for bit in 0..18 {
                let (far, near) = (size - 11 + bit % 3, bit / 3);
                let is_dark = bits >> bit & 1 == 1;
                new.fix(far, near, is_dark);
                new.fix(near, far, is_dark);
            }
        }
        new
    }

    pub(super) const fn size(&self) -> usize {
        self.size
    }

    pub(super) fn is_dark(&self, x: usize, y: usize) -> bool {
        self.squares.get(y * self.size + x).is_some_and(|square| square.is_dark)
    }

    fn fix(&mut self, x: usize, y: usize, is_dark: bool) {
        if x < self.size
            && let Some(square) = self.squares.get_mut(y * self.size + x)
        {
            *square = Square { is_dark, is_fixed: true };
        }
    }

    /// A dark middle with rings around it: of the large marks the last is light, of the small ones the first.
    fn ring_around(&mut self, x: usize, y: usize, reach: usize) {
        for down in 0..=2 * reach {
            for right in 0..=2 * reach {
                let distance = down.abs_diff(reach).max(right.abs_diff(reach));
                let is_dark =
                    if reach == 2 { distance != 1 } else { distance != 2 && distance != 4 };
                let (x, y) = ((x + right).checked_sub(reach), (y + down).checked_sub(reach));
                if let (Some(x), Some(y)) = (x, y) {
                    self.fix(x, y, is_dark);
                }
            }
        }
    }

    /// Which mask was laid over the code, twice. Level M is 0.
    pub(super) fn fix_format(&mut self, mask: usize) {
        let bits = with_rest(mask, 10, 0x537) ^ 0x5412;
        let size = self.size;
        for bit in 0..15 {
            let is_dark = bits >> bit & 1 == 1;
            let (x, y) = match bit {
                0..=5 => (8, bit),
                6 => (8, 7),
                7 => (8, 8),
                8 => (7, 8),
                _ => (14 - bit, 8),
            };
            self.fix(x, y, is_dark);
            let (x, y) = if bit < 8 { (size - 1 - bit, 8) } else { (8, size - 15 + bit) };
            self.fix(x, y, is_dark);
        }
        self.fix(8, size - 8, true);
    }

    /// Draws codewords into what is free, two columns at a time, up and down by turns.
    pub(super) fn fill(&mut self, codewords: &[u8]) {
        let bits =
            codewords.iter().flat_map(|word| (0..8).rev().map(move |bit| word >> bit & 1 == 1));
        let mut bits = bits.fuse();
        let size = self.size;
        let rights =
            (1..size).rev().step_by(2).map(|right| if right <= 6 { right - 1 } else { right });
        for (turn, right) in rights.enumerate() {
            for step in 0..size {
                let y = if turn % 2 == 0 { size - 1 - step } else { step };
                for x in [right, right - 1] {
                    if let Some(square) = self.squares.get_mut(y * size + x)
                        && !square.is_fixed
                    {
                        square.is_dark = bits.next().unwrap_or(false);
                    }
                }
            }
        }
    }

    /// Turns those squares over that are free and that a mask names.
    pub(super) fn turn(&mut self, is_named: impl Fn(usize, usize) -> bool) {
        let size = self.size;
        for (place, square) in self.squares.iter_mut().enumerate() {
            square.is_dark ^= !square.is_fixed && is_named(place % size, place / size);
        }
    }
}

/// A number, and behind it what is left of it by a divisor, so many bits long.
fn with_rest(number: usize, bits: usize, divisor: usize) -> usize {
    let mut rest = number;
    for _ in 0..bits {
        rest = (rest << 1) ^ ((rest >> (bits - 1)) * divisor);
    }
    number << bits | rest
}

/// Where the middles of the small marks stand, across and down.
fn marks(version: usize, size: usize) -> Vec<usize> {
    if version == 1 {
        return Vec::new();
    }
    let count = version / 7 + 2;
    let step = if version == 32 { 26 } else { (version * 4 + count * 2 + 1) / (count * 2 - 2) * 2 };
    let mut marks: Vec<usize> = (0..count - 1).map(|place| size - 7 - place * step).collect();
    marks.push(6);
    marks
}
