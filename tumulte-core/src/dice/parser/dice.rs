//! Dice: what stands before and after the `d`.

use super::{Parsed, Parser};
use crate::dice::{
    Amount, Dialect, DiceError, DiceProblem as Problem, DiceTerm, Faces, Kind, Modifier,
    node::Stretch,
};

impl Parser<'_, '_> {
    /// Whether the `d` that stands here begins dice, not a word.
    #[inline]
    pub(super) fn is_die(&self) -> bool {
        match self.cursor.second() {
            b'0'..=b'9' | b'%' | b'(' => true,
            b'[' => self.formula.dialect == Dialect::Roll20,
            b'F' | b'f' => self.formula.dialect != Dialect::Avrae,
            letter if letter.is_ascii_alphabetic() && self.formula.dialect == Dialect::Foundry => {
                let word =
                    self.cursor.rest().trim_start_matches(|c: char| c.is_ascii_alphanumeric());
                !word.starts_with('(')
            }
            _ => false,
        }
    }

    /// Dice from their `d` on.
    pub(super) fn dice(&mut self, count: Amount, first: usize, start: usize) -> Parsed {
        self.count(count, start)?;
        self.cursor.advance(1);
        let at = self.cursor.at();
        let faces = self.faces()?;
        match faces {
            Faces::Fixed(0) => {
                return Err(DiceError::new(Problem::NoFaces, at..self.cursor.at()));
            }
            Faces::Fixed(faces) if faces > self.formula.limits.faces => {
                let problem = Problem::TooManyFaces { limit: self.formula.limits.faces };
                return Err(DiceError::new(problem, at..self.cursor.at()));
            }
            _ => {}
        }
        let before = self.formula.modifiers.len();
        let mut dice = DiceTerm { count, faces, modifiers: Stretch::default() };
        if self.begins_modifier() {
            match self.formula.dialect {
                Dialect::Foundry => self.foundry_modifiers(dice)?,
                Dialect::Roll20 => self.roll20_modifiers(dice)?,
                Dialect::Avrae => self.avrae_modifiers(true, before)?,
            }
            self.check_endless(faces, before, at)?;
        }
        dice.modifiers = self.since(before);
        self.push(Kind::Dice(dice), first, start);
        Ok(())
    }

    #[inline]
    fn count(&mut self, count: Amount, start: usize) -> Parsed {
        let Amount::Fixed(count) = count else { return Ok(()) };
        self.dice = self.dice.saturating_add(count);
        if self.dice > self.formula.limits.dice {
            let problem = Problem::TooManyDice { limit: self.formula.limits.dice };
            return Err(DiceError::new(problem, start..self.cursor.at()));
        }
        Ok(())
    }

    #[inline]
    fn begins_modifier(&self) -> bool {
        matches!(self.cursor.peek(), b'a'..=b'z' | b'A'..=b'Z' | b'!' | b'<' | b'=' | b'>')
    }

    #[inline]
    fn faces(&mut self) -> Parsed<Faces> {
        if let Some(faces) = self.cursor.integer()? {
            return Ok(Faces::Fixed(faces));
        }
        match self.cursor.peek() {
            b'%' => {
                self.cursor.advance(1);
                Ok(if self.formula.dialect == Dialect::Avrae {
                    Faces::Tens
                } else {
                    Faces::Percent
                })
            }
            b'(' | b'[' if self.formula.dialect != Dialect::Avrae => {
                self.enclosed()?;
                Ok(Faces::Operand)
            }
            b'F' | b'f' if self.formula.dialect != Dialect::Avrae => {
                self.cursor.advance(1);
                Ok(Faces::Fate)
            }
            b'c' | b'C' if self.formula.dialect == Dialect::Foundry => {
                self.cursor.advance(1);
                Ok(Faces::Coin)
            }
            letter if letter.is_ascii_alphabetic() && self.formula.dialect == Dialect::Foundry => {
                self.cursor.advance(1);
                Ok(Faces::Custom(char::from(letter.to_ascii_lowercase())))
            }
            _ => Err(self.unexpected("the number of faces")),
        }
    }

    fn check_endless(&self, faces: Faces, before: usize, at: usize) -> Parsed {
        let Some((lowest, highest)) = faces.bounds() else { return Ok(()) };
        let modifiers = self.formula.modifiers.get(before..).unwrap_or_default();
        if modifiers.iter().any(|modifier: &Modifier| modifier.is_endless(lowest, highest)) {
            return Err(DiceError::new(Problem::Endless, at..self.cursor.at()));
        }
        Ok(())
    }
}
