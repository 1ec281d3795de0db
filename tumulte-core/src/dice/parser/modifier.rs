//! What the modifiers of all dialects have in common.

use super::{Parsed, Parser};
use crate::dice::{
    Comparison, Dialect, DiceError, DiceProblem as Problem, DiceTerm, Faces, Modifier, Test,
};

impl Parser<'_, '_> {
    /// Modifiers behind a pool.
    pub(super) fn pool_modifiers(&mut self) -> Parsed {
        match self.formula.dialect {
            Dialect::Foundry => self.foundry_pool_modifiers(),
            _ => self.roll20_pool_modifiers(),
        }
    }

    pub(super) fn modify(&mut self, modifier: Modifier) {
        self.formula.modifiers.push(modifier);
    }

    /// `=`, `<`, `<=`, `>`, `>=`, when one stands here.
    pub(super) fn comparison(&mut self) -> Option<Comparison> {
        let comparison = match (self.cursor.peek(), self.cursor.second()) {
            (b'<', b'=') => Comparison::LessOrEqual,
            (b'>', b'=') => Comparison::GreaterOrEqual,
            (b'<', _) => Comparison::Less,
            (b'>', _) => Comparison::Greater,
            (b'=', _) => Comparison::Equal,
            _ => return None,
        };
        self.cursor.advance(comparison.as_str().len());
        Some(comparison)
    }

    /// A whole number that has to stand here.
    pub(super) fn needed(&mut self) -> Parsed<u32> {
        let at = self.cursor.at();
        if let Some(number) = self.cursor.integer()? {
            return Ok(number);
        }
        let end = at + self.cursor.char().map_or(0, char::len_utf8);
        Err(DiceError::new(Problem::InvalidModifier, at..end).expecting("a whole number"))
    }

    /// A face to compare with, which has to stand here.
    pub(super) fn target(&mut self) -> Parsed<i32> {
        // `integer` refuses what is beyond.
        Ok(i32::try_from(self.needed()?).unwrap_or(i32::MAX))
    }

    #[cold]
    pub(super) fn unknown_modifier(&self, start: usize) -> DiceError {
        let name = self.cursor.since(start).to_owned();
        let end = self.cursor.at();
        DiceError::new(Problem::UnknownModifier { name }, start..end)
    }

    #[cold]
    pub(super) fn misplaced(&self, start: usize, expected: &'static str) -> DiceError {
        DiceError::new(Problem::MisplacedModifier, start..self.cursor.at()).expecting(expected)
    }
}

/// The lowest face as a target where a modifier names none.
pub(super) const fn lowest(dice: DiceTerm) -> Test {
    let face = match dice.faces {
        Faces::Fate => -1,
        Faces::Coin | Faces::Tens => 0,
        _ => 1,
    };
    Test::new(Comparison::Equal, face)
}
