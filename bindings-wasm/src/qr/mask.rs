//! Masks, of which the one is laid over a code that leaves the fewest misleading shapes.

use super::squares::Squares;

/// The code under the mask that costs least.
pub(super) fn best(squares: &Squares) -> Squares {
    let mut best = masked(squares, 0);
    let mut least = cost(&best);
    for mask in 1..8 {
        let other = masked(squares, mask);
        let cost = cost(&other);
        if cost < least {
            (best, least) = (other, cost);
        }
    }
    best
}

/// The code under a mask.
pub(super) fn masked(squares: &Squares, mask: usize) -> Squares {
    let mut masked = squares.clone();
    masked.turn(|x, y| match mask {
        0 => (x + y) % 2 == 0,
        1 => y % 2 == 0,
        2 => x % 3 == 0,
        3 => (x + y) % 3 == 0,
        4 => (x / 3 + y / 2) % 2 == 0,
        5 => x * y % 2 + x * y % 3 == 0,
        6 => (x * y % 2 + x * y % 3) % 2 == 0,
        _ => ((x + y) % 2 + x * y % 3) % 2 == 0,
    });
    masked.fix_format(mask);
    masked
}

/// What looks like a finder, with the light beside it.
const FINDERS: [u16; 2] = [0b000_0101_1101, 0b101_1101_0000];

fn cost(squares: &Squares) -> usize {
    let size = squares.size();
    let mut cost = 0;
    let mut dark = 0;
    for line in 0..size {
        cost += in_line(size, |place| squares.is_dark(place, line));
        cost += in_line(size, |place| squares.is_dark(line, place));
        for place in 0..size {
            let here = squares.is_dark(place, line);
            dark += usize::from(here);
            let alike = |x: usize, y: usize| x < size && y < size && squares.is_dark(x, y) == here;
            if alike(place + 1, line) && alike(place, line + 1) && alike(place + 1, line + 1) {
                cost += 3;
            }
        }
    }
    // Ten for each twentieth away from half.
    cost + (dark * 20).abs_diff(size * size * 10) / (size * size) * 10
}

fn in_line(size: usize, is_dark: impl Fn(usize) -> bool) -> usize {
    let (mut cost, mut run, mut last) = (0, 0, false);
    let mut window = 0_u16;
    for place in 0..size {
        let here = is_dark(place);
        run = if here == last && place > 0 { run + 1 } else { 1 };
        last = here;
        cost += match run {
            5 => 3,
            6.. => 1,
            _ => 0,
        };
        window = (window << 1 | u16::from(here)) & 0x7FF;
        if place >= 10 && FINDERS.contains(&window) {
            cost += 40;
        }
    }
    cost
}
