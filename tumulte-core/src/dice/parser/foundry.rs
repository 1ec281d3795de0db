//! Foundry's modifiers.
//!
//! See `client/dice/terms/{die,coin,fate,pool}.mjs` of Foundry VTT, and dnd5e's
//! `module/dice/basic-die.mjs` for `adv` and `dis`.

use super::{Parsed, Parser};
use crate::dice::{
    Amount, Burst, Comparison, DiceError, DiceProblem as Problem, DiceTerm, Faces, Modifier, Pick,
    Test,
};

/// Every word, so that no word stands before a longer one that it begins.
const WORDS: [&str; 22] = [
    "even", "adv", "dis", "max", "min", "odd", "cf", "cs", "df", "dh", "dl", "kh", "kl", "ms",
    "rr", "sf", "xo", "c", "d", "k", "r", "x",
];

impl Parser<'_, '_> {
    pub(super) fn foundry_modifiers(&mut self, dice: DiceTerm) -> Parsed {
        while let Some((start, word)) = self.foundry_word()? {
            let modifier = self.foundry_modifier(word, start, dice)?;
            self.modify(modifier);
        }
        Ok(())
    }

    pub(super) fn foundry_pool_modifiers(&mut self) -> Parsed {
        while let Some((start, word)) = self.foundry_word()? {
            let modifier = match word {
                "cs" | "cf" => {
                    let test = self.count_test(None)?.ok_or_else(|| {
                        self.misplaced(start, "a number to compare the rolls with")
                    })?;
                    if word == "cs" { Modifier::Success(test) } else { Modifier::Failure(test) }
                }
                _ => self.foundry_choice(word)?.ok_or_else(|| {
                    self.misplaced(start, "k, kh, kl, d, dh, dl, cs or cf behind a pool")
                })?,
            };
            self.modify(modifier);
        }
        Ok(())
    }

    /// The word of the next modifier. Letters without a number between them may be several words.
    fn foundry_word(&mut self) -> Parsed<Option<(usize, &'static str)>> {
        let start = self.cursor.at();
        if !self.cursor.peek().is_ascii_alphabetic() {
            return Ok(None);
        }
        let initial = self.cursor.peek().to_ascii_lowercase();
        let rest = self.cursor.rest().as_bytes();
        let begins = |word: &&str| {
            word.as_bytes().first() == Some(&initial)
                && rest
                    .get(..word.len())
                    .is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes()))
        };
        let Some(word) = WORDS.into_iter().find(begins) else {
            self.cursor.letters();
            return Err(self.unknown_modifier(start));
        };
        self.cursor.advance(word.len());
        Ok(Some((start, word)))
    }

    fn foundry_modifier(&mut self, word: &str, start: usize, dice: DiceTerm) -> Parsed<Modifier> {
        if let Some(choice) = self.foundry_choice(word)? {
            return Ok(choice);
        }
        let is_numbered = !matches!(dice.faces, Faces::Fate | Faces::Coin);
        match word {
            "c" if dice.faces == Faces::Coin => match self.needed()? {
                face @ (0 | 1) => return Ok(Modifier::CallCoin(face)),
                _ => {
                    return Err(DiceError::new(Problem::InvalidModifier, start..self.cursor.at())
                        .expecting("0 or 1"));
                }
            },
            "c" => return Err(self.misplaced(start, "coins before `c`")),
            "r" | "rr" if dice.faces != Faces::Coin => {
                let default = if is_numbered { 1 } else { -1 };
                let (most, test) = self.limited_test(Some(default))?;
                let pick = Pick::Passing(test);
                return Ok(Modifier::Reroll { pick, recursive: word == "rr", most });
            }
            _ if !is_numbered => {
                return Err(self.misplaced(start, "r, rr, k, kh, kl, d, dh or dl on Fate dice"));
            }
            _ => {}
        }
        Ok(match word {
            "x" | "xo" => {
                let (most, test) = self.limited_test(None)?;
                let (pick, style) = (Pick::Passing(test), Burst::Add);
                Modifier::Explode { pick, style, recursive: word == "x", most }
            }
            "min" => Modifier::Minimum(self.needed()?),
            "max" => Modifier::Maximum(self.needed()?),
            "even" => Modifier::Even,
            "odd" => Modifier::Odd,
            "cs" => Modifier::Success(self.count_test(None)?.unwrap_or(Test::HIGHEST)),
            "cf" => Modifier::Failure(self.count_test(Some(1))?.unwrap_or(Test::HIGHEST)),
            "df" => Modifier::DeductFailure(self.count_test(Some(1))?.unwrap_or(Test::HIGHEST)),
            "sf" => Modifier::SubtractFailure(self.count_test(Some(1))?.unwrap_or(Test::HIGHEST)),
            "ms" => {
                let comparison = self.comparison().unwrap_or(Comparison::GreaterOrEqual);
                let test = Test::new(comparison, self.target()?);
                if comparison == Comparison::Equal {
                    return Err(self.misplaced(start, "`>`, `>=`, `<` or `<=` after `ms`"));
                }
                Modifier::Margin(test)
            }
            "adv" | "dis" => {
                if dice.count != Amount::Fixed(1) {
                    return Err(DiceError::new(Problem::Ambiguous, start..self.cursor.at())
                        .expecting("one die before `adv` or `dis`"));
                }
                let more = self.cursor.integer()?.unwrap_or(1);
                if more > self.formula.limits.dice {
                    let problem = Problem::TooManyDice { limit: self.formula.limits.dice };
                    return Err(DiceError::new(problem, start..self.cursor.at()));
                }
                if word == "adv" { Modifier::Advantage(more) } else { Modifier::Disadvantage(more) }
            }
            _ => return Err(self.unknown_modifier(start)),
        })
    }

    /// Keep and drop; none for another word.
    fn foundry_choice(&mut self, word: &str) -> Parsed<Option<Modifier>> {
        let make: fn(u32) -> Modifier = match word {
            "k" | "kh" => |count| Modifier::Keep(Pick::Highest(count)),
            "kl" => |count| Modifier::Keep(Pick::Lowest(count)),
            "d" | "dl" => |count| Modifier::Drop(Pick::Lowest(count)),
            "dh" => |count| Modifier::Drop(Pick::Highest(count)),
            _ => return Ok(None),
        };
        Ok(Some(make(self.cursor.integer()?.unwrap_or(1))))
    }

    /// `[most][comparison][face]`: a number alone is the face. Without a face it is `default`, none
    /// being the highest.
    fn limited_test(&mut self, default: Option<i32>) -> Parsed<(Option<u32>, Test)> {
        let number = self.cursor.integer()?;
        let Some(comparison) = self.comparison() else {
            let target = number.map(|number| i32::try_from(number).unwrap_or(i32::MAX)).or(default);
            return Ok((None, Test { comparison: Comparison::Equal, target }));
        };
        Ok((number, Test::new(comparison, self.target()?)))
    }

    /// `[comparison][face]`; without a face `default`.
    fn count_test(&mut self, default: Option<i32>) -> Parsed<Option<Test>> {
        if let Some(comparison) = self.comparison() {
            return Ok(Some(Test::new(comparison, self.target()?)));
        }
        let number = self.cursor.integer()?.map(|number| i32::try_from(number).unwrap_or(i32::MAX));
        Ok(number.or(default).map(|target| Test::new(Comparison::Equal, target)))
    }
}
