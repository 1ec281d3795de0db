//! Roll20's modifiers. `<` and `>` include the number they name.

use super::{Parsed, Parser, modifier::lowest};
use crate::dice::{Burst, Comparison, DiceTerm, Faces, Modifier, Pick, Test};

/// Every word, so that no word stands before a longer one that it begins.
const WORDS: [&str; 18] = [
    "!!", "!p", "cf", "cs", "dh", "dl", "kh", "kl", "mt", "ro", "sa", "sd", "!", "d", "f", "k",
    "m", "r",
];

impl Parser<'_, '_> {
    /// Modifiers of dice; those that count only where `counts`.
    pub(super) fn roll20_modifiers(&mut self, dice: DiceTerm) -> Parsed {
        let before = self.formula.modifiers.len();
        loop {
            let start = self.cursor.at();
            if let Some(test) = self.roll20_test()? {
                self.add_success(test, before, start)?;
                continue;
            }
            let Some(word) = self.roll20_word()? else { return Ok(()) };
            let modifier = self.roll20_modifier(word, start, dice, before)?;
            self.modify(modifier);
        }
    }

    pub(super) fn roll20_pool_modifiers(&mut self) -> Parsed {
        let before = self.formula.modifiers.len();
        loop {
            let start = self.cursor.at();
            if let Some(test) = self.roll20_test()? {
                self.add_success(test, before, start)?;
                continue;
            }
            let Some(word) = self.roll20_word()? else { return Ok(()) };
            let modifier = match (self.roll20_choice(word)?, word) {
                (Some(choice), _) => choice,
                (None, "f") => self.roll20_failure(start, before)?,
                _ => return Err(self.misplaced(start, "keep, drop, `>`, `<`, `=` or `f`")),
            };
            self.modify(modifier);
        }
    }

    fn add_success(&mut self, test: Test, before: usize, start: usize) -> Parsed {
        let so_far = self.formula.modifiers.get(before..).unwrap_or_default();
        if so_far.iter().any(|modifier| matches!(modifier, Modifier::Success(_))) {
            return Err(self.misplaced(start, "one target"));
        }
        self.modify(Modifier::Success(test));
        Ok(())
    }

    fn roll20_word(&mut self) -> Parsed<Option<&'static str>> {
        let start = self.cursor.at();
        let rest = self.cursor.rest().as_bytes();
        let begins = |word: &&str| {
            rest.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes()))
        };
        if let Some(word) = WORDS.into_iter().find(begins) {
            self.cursor.advance(word.len());
            // `s` alone sorts like `sa`; a word that goes on with letters is checked as the next one.
            return Ok(Some(word));
        }
        if self.cursor.letters().is_empty() { Ok(None) } else { Err(self.unknown_modifier(start)) }
    }

    fn roll20_modifier(
        &mut self,
        word: &str,
        start: usize,
        dice: DiceTerm,
        before: usize,
    ) -> Parsed<Modifier> {
        if let Some(choice) = self.roll20_choice(word)? {
            return Ok(choice);
        }
        Ok(match word {
            "!" | "!!" | "!p" => {
                let style = match word {
                    "!" => Burst::Add,
                    "!!" => Burst::Compound,
                    _ => Burst::Penetrate,
                };
                let pick = Pick::Passing(self.roll20_point()?.unwrap_or(Test::HIGHEST));
                Modifier::Explode { pick, style, recursive: true, most: None }
            }
            "r" | "ro" => {
                let pick = Pick::Passing(self.roll20_point()?.unwrap_or(lowest(dice)));
                let recursive = word == "r";
                Modifier::Reroll { pick, recursive, most: None }
            }
            "f" => self.roll20_failure(start, before)?,
            "cs" => Modifier::MarkCritical(self.roll20_point()?.unwrap_or(Test::HIGHEST)),
            "cf" => Modifier::MarkFumble(self.roll20_point()?.unwrap_or(lowest(dice))),
            "m" | "mt" => {
                let least = self.cursor.integer()?.unwrap_or(2);
                if least < 2 {
                    return Err(self.misplaced(start, "at least 2 equal faces"));
                }
                let test = self.roll20_test()?;
                Modifier::Match { counts: word == "mt", least, test }
            }
            "sa" | "sd" => Modifier::Sort { ascending: word == "sa" },
            _ if dice.faces == Faces::Fate => return Err(self.misplaced(start, "keep or drop")),
            _ => return Err(self.unknown_modifier(start)),
        })
    }

    fn roll20_choice(&mut self, word: &str) -> Parsed<Option<Modifier>> {
        let make: fn(u32) -> Modifier = match word {
            "k" | "kh" => |count| Modifier::Keep(Pick::Highest(count)),
            "kl" => |count| Modifier::Keep(Pick::Lowest(count)),
            "d" | "dl" => |count| Modifier::Drop(Pick::Lowest(count)),
            "dh" => |count| Modifier::Drop(Pick::Highest(count)),
            _ => return Ok(None),
        };
        Ok(Some(make(self.cursor.integer()?.unwrap_or(1))))
    }

    /// `f1`, behind a target: without one there is nothing to take failures from.
    fn roll20_failure(&mut self, start: usize, before: usize) -> Parsed<Modifier> {
        let Some(test) = self.roll20_point()? else {
            return Err(self.misplaced(start, "the faces that fail"));
        };
        let so_far = self.formula.modifiers.get(before..).unwrap_or_default();
        if so_far.iter().any(|modifier| matches!(modifier, Modifier::Success(_))) {
            return Ok(Modifier::DeductFailure(test));
        }
        Err(self.misplaced(start, "a target such as `>5` before `f`"))
    }

    /// `<n`, `>n`, `=n` or `n`
    fn roll20_point(&mut self) -> Parsed<Option<Test>> {
        if let Some(test) = self.roll20_test()? {
            return Ok(Some(test));
        }
        let number = self.cursor.integer()?;
        Ok(number
            .map(|number| Test::new(Comparison::Equal, i32::try_from(number).unwrap_or(i32::MAX))))
    }

    /// `<n`, `>n` or `=n`
    fn roll20_test(&mut self) -> Parsed<Option<Test>> {
        let comparison = match self.cursor.peek() {
            b'<' => Comparison::LessOrEqual,
            b'>' => Comparison::GreaterOrEqual,
            b'=' => Comparison::Equal,
            _ => return Ok(None),
        };
        self.cursor.advance(1);
        let is_negative = self.cursor.take(b'-');
        let target = self.target()?;
        Ok(Some(Test::new(comparison, if is_negative { -target } else { target })))
    }
}
