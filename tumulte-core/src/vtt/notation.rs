//! The dice notation of tables that tell their rolls in words: `2d20kh1 + 1d4 - 1`.

use crate::{
    model::{Die, Number, parse_real, sort_by},
    roll::{DiceTerm, Operator},
};

/// The most parts of one formula that are looked at.
const MAX_PARTS: usize = 1_000;

/// One part of a formula.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Part {
    Throw(Throw),
    Number(f64),
    Operator(Operator),
    /// Something this notation has no word for.
    Strange,
}

/// Dice of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Throw {
    pub(super) count: u32,
    pub(super) faces: u32,
    /// The letter between count and faces: `d`, or what a table writes instead.
    pub(super) letter: char,
    pub(super) keep: Option<Keep>,
}

/// Which dice stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keep {
    Highest(u32),
    Lowest(u32),
}

/// Takes a formula apart.
pub(super) fn parts(formula: &str) -> Vec<Part> {
    let mut scanner = Scanner { rest: formula };
    let mut parts = Vec::new();
    while parts.len() < MAX_PARTS {
        match scanner.next() {
            Some(part) => parts.push(part),
            None => break,
        }
    }
    parts
}

struct Scanner<'a> {
    rest: &'a str,
}

impl Scanner<'_> {
    fn next(&mut self) -> Option<Part> {
        self.rest = self.rest.trim_start();
        let first = self.rest.chars().next()?;
        if let Some(operator) = operator(first) {
            self.skip(first.len_utf8());
            return Some(Part::Operator(operator));
        }
        let number = self.number();
        let letter = self.rest.chars().next();
        if let Some(letter @ ('d' | 'D' | 'g' | 'r' | 'p')) = letter {
            let after = self.rest.get(1..).unwrap_or_default();
            if after.starts_with(|c: char| c.is_ascii_digit() || c == '%') {
                self.skip(1);
                return Some(self.throw(number, letter.to_ascii_lowercase()));
            }
        }
        if let Some(number) = number {
            return Some(Part::Number(number));
        }
        self.skip(first.len_utf8());
        Some(Part::Strange)
    }

    fn skip(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
    }

    fn number(&mut self) -> Option<f64> {
        let end =
            self.rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(self.rest.len());
        let number = parse_real(self.rest.get(..end)?);
        if number.is_some() {
            self.skip(end);
        }
        number.filter(|number: &f64| number.is_finite())
    }

    fn throw(&mut self, count: Option<f64>, letter: char) -> Part {
        let faces = if self.rest.starts_with('%') {
            self.skip(1);
            100
        } else {
            self.number().map_or(0, whole)
        };
        let count = count.map_or(1, whole);
        let mut throw = Throw { count, faces, letter, keep: None };
        loop {
            let end = self.rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(self.rest.len());
            let word = self.rest.get(..end).unwrap_or_default().to_ascii_lowercase();
            let how: fn(u32) -> Keep = match word.as_str() {
                "k" | "kh" | "dl" | "d" => Keep::Highest,
                "kl" | "dh" => Keep::Lowest,
                "" => return Part::Throw(throw),
                _ => {
                    self.skip_modifier();
                    continue;
                }
            };
            self.skip(end);
            let number = self.number().map_or(1, whole);
            let kept = if word.starts_with('d') { count.saturating_sub(number) } else { number };
            throw.keep = Some(how(kept));
        }
    }

    /// A modifier that says nothing about which dice stay: `ro<=2`, `min10`.
    fn skip_modifier(&mut self) {
        let end = self
            .rest
            .find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '<' | '>' | '=' | '!'));
        self.skip(end.unwrap_or(self.rest.len()));
    }
}

fn operator(sign: char) -> Option<Operator> {
    Some(match sign {
        '+' => Operator::Plus,
        '-' | '\u{2212}' | '\u{2013}' => Operator::Minus,
        '*' | '\u{d7}' => Operator::Times,
        '/' | '\u{f7}' => Operator::Divide,
        _ => return None,
    })
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "casts of floats saturate"
)]
const fn whole(number: f64) -> u32 {
    number as u32
}

/// Marks the dice that do not stay. Of equal ones the first stay.
pub(super) fn keep(dice: &mut [Die], keep: Keep) {
    let mut order: Vec<(usize, Number)> =
        dice.iter().enumerate().map(|(index, die)| (index, die.effective())).collect();
    let count = match keep {
        Keep::Highest(count) => {
            sort_by(&mut order, |a, b| b.1.value().total_cmp(&a.1.value()));
            count
        }
        Keep::Lowest(count) => {
            sort_by(&mut order, |a, b| a.1.value().total_cmp(&b.1.value()));
            count
        }
    };
    for (index, _) in order.into_iter().skip(count as usize) {
        if let Some(die) = dice.get_mut(index) {
            die.active = false;
            die.discarded = true;
        }
    }
}

impl Throw {
    /// Whether it is the one d20 that dropped dice belong to.
    pub(super) const fn is_single_d20(&self) -> bool {
        self.count == 1 && self.faces == 20
    }

    /// The dice of this throw that showed these values.
    pub(super) fn shown(self, values: impl IntoIterator<Item = f64>) -> DiceTerm {
        let mut dice: Vec<Die> =
            values.into_iter().map(|value| Die::new(self.faces, value)).collect();
        if let Some(how) = self.keep {
            keep(&mut dice, how);
        }
        DiceTerm::new(dice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn throw(count: u32, faces: u32, letter: char, keep: Option<Keep>) -> Part {
        Part::Throw(Throw { count, faces, letter, keep })
    }

    #[test]
    fn a_formula_falls_into_its_parts() {
        assert_eq!(
            parts("2d20kh1 + d4-1"),
            [
                throw(2, 20, 'd', Some(Keep::Highest(1))),
                Part::Operator(Operator::Plus),
                throw(1, 4, 'd', None),
                Part::Operator(Operator::Minus),
                Part::Number(1.0),
            ]
        );
    }

    #[test]
    fn keeping_and_dropping_are_two_sides_of_one_thing() {
        assert_eq!(parts("4d6k3"), parts("4d6d1"));
        assert_eq!(parts("2d20dh1"), parts("2d20kl1"));
        assert_eq!(parts("2g20"), [throw(2, 20, 'g', None)]);
        assert_eq!(parts("1d%"), [throw(1, 100, 'd', None)]);
        assert_eq!(parts("1d20ro<=2"), [throw(1, 20, 'd', None)]);
    }

    #[test]
    fn what_is_no_notation_is_strange_but_ends() {
        assert_eq!(parts("hi"), [Part::Strange, Part::Strange]);
        assert_eq!(parts(&"(".repeat(5_000)).len(), MAX_PARTS);
        assert_eq!(parts("99999999999999999999d20"), [throw(u32::MAX, 20, 'd', None)]);
    }

    #[test]
    fn the_first_of_equal_dice_stays() {
        let mut dice = [Die::new(20, 7), Die::new(20, 7)];
        keep(&mut dice, Keep::Lowest(1));
        assert!(dice[0].active && !dice[1].active && dice[1].discarded);
    }
}
