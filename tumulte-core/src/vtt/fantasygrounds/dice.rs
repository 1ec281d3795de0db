//! Dice of which only the sum is written down.

use core::fmt::Write as _;

use crate::{
    model::{Die, Number, sort_by},
    roll::{DiceTerm, Expression, Operator, Term},
    vtt::{
        field::number_in,
        notation::{Keep, Part, Throw, parts},
    },
};

/// The most dice of one line that are compared with those of its parts.
const MAX_LISTED: usize = 1_000;

/// The dice of one line.
#[derive(Debug)]
pub(super) struct Thrown {
    parts: Vec<Part>,
    dropped: Vec<f64>,
    total: f64,
}

impl Thrown {
    /// Reads `g20+4 = 18`; none when there is no total.
    pub(super) fn read(dice: &str, dropped: Vec<f64>) -> Option<Self> {
        let (formula, total) = dice.rsplit_once('=')?;
        Some(Self { parts: parts(formula), dropped, total: number_in(total)? })
    }

    pub(super) const fn total(&self) -> f64 {
        self.total
    }

    /// The formula in the notation everybody reads: `g20+4` beside a dropped die is `2d20kh1 + 4`.
    pub(super) fn formula(&self) -> String {
        let mut formula = String::new();
        for part in &self.parts {
            // Writing to a String cannot fail.
            let _ = match part {
                Part::Operator(operator) => write!(formula, " {} ", operator.as_str()),
                Part::Number(number) => write!(formula, "{}", Number::new(*number)),
                Part::Strange => write!(formula, "?"),
                Part::Throw(throw) => {
                    let extra = if throw.is_single_d20() { self.dropped.len() } else { 0 };
                    let count = throw.count as usize + extra;
                    let keep = match (throw.keep, throw.letter) {
                        (Some(Keep::Highest(count)), _) => format!("kh{count}"),
                        (Some(Keep::Lowest(count)), _) => format!("kl{count}"),
                        (None, 'r') if extra > 0 => "kl1".to_owned(),
                        (None, _) if extra > 0 => "kh1".to_owned(),
                        (None, _) => String::new(),
                    };
                    write!(formula, "{count}d{}{keep}", throw.faces)
                }
            };
        }
        formula.trim().to_owned()
    }

    /// The face of the only d20 that counts, as far as the line tells.
    pub(super) fn natural(&self, outcome: Option<&str>) -> Option<f64> {
        self.solve(outcome).into_iter().find(|(throw, _)| throw.faces == 20).map(|(_, face)| face)
    }

    /// The terms; dice that nobody can know are unknown.
    pub(super) fn expression(&self, outcome: Option<&str>) -> Expression {
        let mut solved = self.solve(outcome).into_iter().peekable();
        let mut terms = Vec::new();
        for part in &self.parts {
            match part {
                Part::Operator(operator) => terms.push(Term::Operator(*operator)),
                Part::Number(number) => terms.push(Term::Number(*number)),
                Part::Strange => terms.push(unknown("Notation")),
                Part::Throw(throw) => {
                    let known = solved.next_if(|(known, _)| known == throw);
                    terms.push(known.map_or_else(
                        || unknown(&format!("{}d{}", throw.count, throw.faces)),
                        |(throw, face)| Term::Dice(self.dice(throw, face)),
                    ));
                }
            }
        }
        Expression { terms, total: Some(self.total), ..Expression::default() }
    }

    /// The same, from parts that each have a sum of their own: damage by its types. None where they do
    /// not add up to the total, throw other dice, or tell no more.
    pub(super) fn expression_by_parts<'p>(
        &self,
        parts: impl Iterator<Item = &'p str>,
    ) -> Option<Expression> {
        let parts: Vec<Self> = parts.filter_map(|part| Self::read(part, Vec::new())).collect();
        let sum: f64 = parts.iter().map(|part| part.total).sum();
        let mut thrown: Vec<_> = parts.iter().flat_map(Self::thrown).take(MAX_LISTED).collect();
        let mut whole: Vec<_> = self.thrown().take(MAX_LISTED).collect();
        sort_by(&mut thrown, Ord::cmp);
        sort_by(&mut whole, Ord::cmp);
        let knows_more = parts.iter().any(|part| !part.solve(None).is_empty());
        if !same(sum, self.total) || thrown != whole || !knows_more {
            return None;
        }
        let mut terms = Vec::new();
        for part in parts {
            terms.extend([Term::Operator(Operator::Plus), Term::Group(part.expression(None))]);
        }
        Some(Expression { terms, total: Some(self.total), ..Expression::default() })
    }

    /// The faces of every die.
    fn thrown(&self) -> impl Iterator<Item = u32> {
        let throws = self.parts.iter().filter_map(|part| match part {
            Part::Throw(throw) => Some(throw),
            _ => None,
        });
        throws.flat_map(|throw| core::iter::repeat_n(throw.faces, throw.count as usize))
    }

    /// Whether every die is known.
    pub(super) fn is_known(&self, outcome: Option<&str>) -> bool {
        let throws = self.parts.iter().filter(|part| matches!(part, Part::Throw(_)));
        self.solve(outcome).len() == throws.count()
    }

    fn dice(&self, throw: Throw, face: f64) -> DiceTerm {
        let mut dice = vec![Die::new(throw.faces, face); throw.count as usize];
        if throw.is_single_d20() {
            dice.extend(self.dropped.iter().map(|face| {
                let mut lost = Die::new(throw.faces, *face);
                lost.active = false;
                lost.discarded = true;
                lost
            }));
        }
        DiceTerm::new(dice)
    }

    /// Each throw whose faces are known, in order: the only die of all, every die at its lowest or
    /// highest, or a d20 whose face the words name and one die beside it.
    fn solve(&self, outcome: Option<&str>) -> Vec<(Throw, f64)> {
        let Some((mut thrown, mut rest)) = self.unknown_dice() else { return Vec::new() };
        let mut solved = Vec::new();
        let count: u64 = thrown.iter().map(|throw| u64::from(throw.count)).sum();
        let named = match outcome {
            Some("criticalSuccess") => Some(20.0),
            Some("criticalFailure") => Some(1.0),
            _ => None,
        };
        let is_d20 = Throw::is_single_d20;
        if let (Some(face), Some(place)) = (named, thrown.iter().position(is_d20))
            && count > 1
            && may_add_up(&thrown, Some((place, face)), rest)
        {
            let throw = thrown.remove(place);
            rest -= face;
            solved.push((place, throw, face));
        }
        let offset = |index: usize| {
            index + usize::from(solved.first().is_some_and(|(place, ..)| *place <= index))
        };
        let mut found: Vec<_> = match thrown.as_slice() {
            [only] if only.count == 1 && is_face(rest, *only) => vec![(offset(0), *only, rest)],
            all if may_add_up(all, None, rest) => {
                let (low, high) = bounds(all);
                let face = |throw: &Throw| {
                    if same(rest, low) {
                        Some(1.0)
                    } else if same(rest, high) {
                        Some(f64::from(throw.faces))
                    } else {
                        None
                    }
                };
                let faces = all.iter().enumerate();
                faces.filter_map(|(i, throw)| Some((offset(i), *throw, face(throw)?))).collect()
            }
            _ => Vec::new(),
        };
        solved.append(&mut found);
        sort_by(&mut solved, |one, other| one.0.cmp(&other.0));
        solved.into_iter().map(|(_, throw, face)| (throw, face)).collect()
    }

    /// The throws, and what they add up to. None when they are kept from, subtracted, multiplied.
    fn unknown_dice(&self) -> Option<(Vec<Throw>, f64)> {
        let (mut thrown, mut rest, mut sign) = (Vec::new(), self.total, 1.0);
        for part in &self.parts {
            match part {
                Part::Operator(Operator::Plus) => sign = 1.0,
                Part::Operator(Operator::Minus) => sign = -1.0,
                Part::Number(number) => rest -= sign * number,
                Part::Throw(throw)
                    if throw.keep.is_none()
                        && throw.count <= 100
                        && throw.count > 0
                        && sign > 0.0 =>
                {
                    thrown.push(*throw);
                }
                _ => return None,
            }
        }
        (!thrown.is_empty() && thrown.len() <= 100).then_some((thrown, rest))
    }
}

fn unknown(class: &str) -> Term {
    Term::Unknown { class: class.to_owned(), inside: Vec::new() }
}

/// The least and the most that dice can show together.
fn bounds(thrown: &[Throw]) -> (f64, f64) {
    let low = thrown.iter().map(|throw| f64::from(throw.count)).sum();
    let high = thrown.iter().map(|throw| f64::from(throw.count) * f64::from(throw.faces)).sum();
    (low, high)
}

fn may_add_up(thrown: &[Throw], named: Option<(usize, f64)>, sum: f64) -> bool {
    let others: Vec<Throw> = thrown
        .iter()
        .enumerate()
        .filter(|(index, _)| named.is_none_or(|(place, _)| place != *index))
        .map(|(_, throw)| *throw)
        .collect();
    let (low, high) = bounds(&others);
    let sum = sum - named.map_or(0.0, |(_, face)| face);
    low <= sum && sum <= high
}

fn is_face(value: f64, throw: Throw) -> bool {
    value >= 1.0 && value <= f64::from(throw.faces) && same(value.fract(), 0.0)
}

fn same(left: f64, right: f64) -> bool {
    (left - right).abs() < 1e-9
}

#[cfg(test)]
mod tests {
    use super::*;

    fn natural(dice: &str, outcome: Option<&str>) -> Option<f64> {
        Thrown::read(dice, Vec::new()).unwrap().natural(outcome)
    }

    #[test]
    fn the_only_die_is_what_remains_of_the_total() {
        assert_eq!(natural("d20+5 = 25", None), Some(20.0));
        assert_eq!(natural("d20-1 = 0", None), Some(1.0));
        assert_eq!(natural("d20+5 = 40", None), None, "no face of a d20");
        assert_eq!(natural("d20+p4+5 = 20", None), None, "nobody knows which die showed what");
        assert_eq!(natural("d20+p4+5 = 29", None), Some(20.0), "both at their highest");
    }

    #[test]
    fn the_tables_words_name_a_face_that_the_total_leaves_open() {
        assert_eq!(natural("d20+p4+5 = 27", Some("criticalSuccess")), Some(20.0));
        assert_eq!(natural("d20+p4+5 = 9", Some("criticalFailure")), Some(1.0));
        assert_eq!(natural("d20+p4+5 = 9", Some("criticalSuccess")), None, "it can't be");
    }

    #[test]
    fn a_dropped_die_makes_a_pair() {
        let thrown = Thrown::read("r20+2 = 9", vec![18.0]).unwrap();
        assert_eq!(thrown.formula(), "2d20kl1 + 2");
        let Some(Term::Dice(dice)) = thrown.expression(None).terms.into_iter().next() else {
            panic!("no dice")
        };
        assert_eq!(dice.dice.iter().map(|die| die.active).collect::<Vec<_>>(), [true, false]);
    }
}
