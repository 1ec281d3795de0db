//! The little dice notation the script is written in: `2d20kh + 3 - 1`, `1dt + 1d10`.
//!
//! It only has what the script needs and puts given faces on the dice; reading other people's
//! formulas is core's business.

use core::fmt;

/// A formula, not yet rolled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Formula {
    text: String,
    terms: Vec<(bool, Part)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Dice { number: u32, die: DieKind, keep: Option<Keep> },
    Number(u32),
}

/// What a die of the script looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DieKind {
    Plain(u32),
    /// The tens die of a percentile check (`dt`): a ten stands for `00`.
    Tens,
    /// A bonus or penalty tens die (`do`).
    OtherTens,
}

impl DieKind {
    pub(super) const fn faces(self) -> u32 {
        match self {
            Self::Plain(faces) => faces,
            Self::Tens | Self::OtherTens => 10,
        }
    }

    /// What a face adds to the total.
    const fn worth(self, face: u32) -> u32 {
        match self {
            Self::Plain(_) => face,
            Self::Tens | Self::OtherTens => face % 10 * 10,
        }
    }
}

/// Which die of several is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keep {
    Highest,
    Lowest,
}

impl Keep {
    pub(super) const fn modifier(self) -> &'static str {
        match self {
            Self::Highest => "kh",
            Self::Lowest => "kl",
        }
    }
}

/// A rolled formula.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rolled {
    pub(super) formula: String,
    pub(super) terms: Vec<RolledTerm>,
    pub(super) total: i64,
}

/// One term in reading order; operators stand between the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum RolledTerm {
    Operator(char),
    Number(u32),
    Dice { die: DieKind, keep: Option<Keep>, faces: Vec<RolledFace> },
}

/// A face and whether it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RolledFace {
    pub(super) face: u32,
    pub(super) kept: bool,
}

impl Formula {
    /// Reads terms joined by ` + ` and ` - `; the message says what was found instead.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut terms = Vec::new();
        let mut plus = true;
        for (index, word) in text.split(' ').enumerate() {
            match (index % 2, word) {
                (0, word) => terms.push((plus, Part::parse(word)?)),
                (_, "+") => plus = true,
                (_, "-") => plus = false,
                (_, other) => return Err(format!("expected + or -, found {other:?}")),
            }
        }
        if text.ends_with([' ', '+', '-']) {
            return Err(format!("{text:?} ends with an operator"));
        }
        Ok(Self { text: text.to_owned(), terms })
    }

    /// The kind of every die in reading order, dropped ones included.
    pub(super) fn dice(&self) -> impl Iterator<Item = DieKind> {
        self.terms.iter().flat_map(|(_, part)| match part {
            Part::Dice { number, die, .. } => std::iter::repeat_n(*die, *number as usize),
            Part::Number(_) => std::iter::repeat_n(DieKind::Tens, 0),
        })
    }

    /// Rolls it; `face` is asked once per die, in reading order.
    pub(super) fn roll(&self, mut face: impl FnMut(DieKind) -> u32) -> Rolled {
        let mut terms = Vec::new();
        let mut total = 0_i64;
        for (index, (plus, part)) in self.terms.iter().enumerate() {
            if index > 0 {
                terms.push(RolledTerm::Operator(if *plus { '+' } else { '-' }));
            }
            let worth = match part {
                Part::Number(number) => {
                    terms.push(RolledTerm::Number(*number));
                    *number
                }
                Part::Dice { number, die, keep } => {
                    let faces = (0..*number).map(|_| face(*die)).collect::<Vec<_>>();
                    let faces = mark_kept(&faces, *keep);
                    let kept = faces.iter().filter(|face| face.kept);
                    let worth = kept.map(|face| die.worth(face.face)).sum();
                    terms.push(RolledTerm::Dice { die: *die, keep: *keep, faces });
                    worth
                }
            };
            total += if *plus { i64::from(worth) } else { -i64::from(worth) };
        }
        Rolled { formula: self.text.clone(), terms, total }
    }
}

impl fmt::Display for Formula {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Part {
    fn parse(word: &str) -> Result<Self, String> {
        let wrong = || format!("expected dice such as 2d20kh or a number, found {word:?}");
        let Some((number, die)) = word.split_once('d') else {
            return word.parse().map(Self::Number).map_err(|_| wrong());
        };
        let number = number.parse().map_err(|_| wrong())?;
        let (die, keep) = match (die.strip_suffix("kh"), die.strip_suffix("kl")) {
            (Some(die), _) => (die, Some(Keep::Highest)),
            (_, Some(die)) => (die, Some(Keep::Lowest)),
            _ => (die, None),
        };
        let die = match die {
            "t" => DieKind::Tens,
            "o" => DieKind::OtherTens,
            faces => DieKind::Plain(faces.parse().map_err(|_| wrong())?),
        };
        let sane = (1..=40).contains(&number) && (2..=1000).contains(&die.faces());
        sane.then_some(Self::Dice { number, die, keep }).ok_or_else(wrong)
    }
}

fn mark_kept(faces: &[u32], keep: Option<Keep>) -> Vec<RolledFace> {
    let chosen = match keep {
        None => None,
        Some(Keep::Highest) => faces.iter().max(),
        Some(Keep::Lowest) => faces.iter().min(),
    };
    let only = chosen.and_then(|best| faces.iter().position(|face| face == best));
    let marked = faces.iter().enumerate();
    marked
        .map(|(at, face)| RolledFace { face: *face, kept: only.is_none_or(|only| only == at) })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn total(text: &str, faces: &[u32]) -> i64 {
        let mut faces = faces.iter();
        Formula::parse(text).unwrap().roll(|_| *faces.next().unwrap()).total
    }

    #[test]
    fn totals_count_kept_dice_signs_and_tens() {
        assert_eq!(total("1d20 + 5 - 2", &[11]), 14);
        assert_eq!(total("2d20kh + 3", &[4, 17]), 20);
        assert_eq!(total("2d20kl + 3", &[20, 7]), 10);
        assert_eq!(total("2d6 + 1d8", &[1, 2, 3]), 6);
        assert_eq!(total("1dt + 1d10", &[10, 1]), 1);
        assert_eq!(total("1dt + 1d10", &[6, 4]), 64);
    }

    #[test]
    fn of_equal_faces_one_is_dropped() {
        let rolled = Formula::parse("2d20kh").unwrap().roll(|_| 13);
        let RolledTerm::Dice { faces, .. } = &rolled.terms[0] else { panic!("dice expected") };
        assert_eq!(faces.iter().filter(|face| face.kept).count(), 1);
    }

    #[test]
    fn what_is_no_notation_is_refused() {
        for text in
            ["", "d20", "1d20 +", "1d20 * 2", "1d20kx", "0d6", "1d1", "99d6", "1d20+2", "+ 1"]
        {
            assert!(Formula::parse(text).is_err(), "{text:?}");
        }
    }
}
