//! From text to a formula: one pass over the bytes, operators by their binding strength.

mod atom;
mod avrae;
mod cursor;
mod dice;
mod ending;
mod foundry;
mod modifier;
mod roll20;

use self::cursor::Cursor;
use super::{
    Comparison, Dialect, DiceError, DiceProblem as Problem, Formula, Kind, Limits, Node, Operator,
    Words, node::Stretch,
};
use crate::model::{Few, Legible};

type Parsed<T = ()> = Result<T, DiceError>;

/// What binds tightest.
const POWER: u8 = 4;

/// Reads a whole text.
pub(super) fn parse(text: &str, dialect: Dialect, limits: Limits) -> Parsed<Formula> {
    if text.len() > limits.length.min(u32::from(u16::MAX)) as usize {
        let problem = Problem::TooLong { limit: limits.length.min(u32::from(u16::MAX)) };
        return Err(DiceError::new(problem, 0..text.len()));
    }
    let mut formula = Formula {
        dialect,
        limits,
        visibility: None,
        comment: None,
        nodes: Few::new(),
        modifiers: Few::new(),
        words: String::new(),
    };
    let mut parser = Parser { cursor: Cursor::new(text), formula: &mut formula, depth: 0, dice: 0 };
    match parser.whole() {
        Ok(()) => Ok(formula),
        Err(error) => Err(error.in_text(text)),
    }
}

struct Parser<'t, 'f> {
    cursor: Cursor<'t>,
    formula: &'f mut Formula,
    depth: u32,
    /// Dice the text names so far.
    dice: u32,
}

impl Parser<'_, '_> {
    fn whole(&mut self) -> Parsed {
        self.formula.visibility = self.command();
        self.cursor.skip_space();
        if self.cursor.is_at_end() {
            return Err(DiceError::new(Problem::Empty, 0..self.cursor.at()).expecting("a term"));
        }
        self.expression(0)?;
        self.formula.comment = self.ending()?;
        Ok(())
    }

    /// Operands joined by operators that bind at least as tightly as `floor`.
    fn expression(&mut self, floor: u8) -> Parsed {
        let first = self.formula.nodes.len();
        let start = self.cursor.at();
        let is_signed = self.signed()?;
        loop {
            self.cursor.skip_space();
            let at = self.cursor.at();
            let Some((operator, strength, length)) = self.operator() else { return Ok(()) };
            if strength < floor {
                return Ok(());
            }
            if strength == POWER && is_signed {
                return Err(DiceError::new(Problem::Ambiguous, at..at + length)
                    .hinting("put the signed number in parentheses"));
            }
            self.cursor.advance(length);
            if self.is_dropped_ending(strength) {
                return Ok(());
            }
            if strength == POWER {
                self.enter(at)?;
                self.expression(POWER)?;
                self.leave();
            } else {
                self.expression(strength + 1)?;
            }
            self.push(Kind::Binary(operator), first, start);
        }
    }

    /// Foundry drops an operator behind which nothing is left, as `4 + @bonus` without a bonus
    /// leaves it. The space tells that from a formula somebody has not finished.
    #[inline]
    fn is_dropped_ending(&mut self, strength: u8) -> bool {
        if self.formula.dialect != Dialect::Foundry || strength != 2 || self.depth > 0 {
            return false;
        }
        let after = self.cursor.at();
        self.cursor.skip_space();
        self.cursor.is_at_end() && self.cursor.at() > after
    }

    /// The operator that stands here, how tightly it binds, and its length.
    #[inline]
    fn operator(&self) -> Option<(Operator, u8, usize)> {
        let next = self.cursor.second();
        Some(match (self.cursor.peek(), self.formula.dialect) {
            (b'+', _) => (Operator::Add, 2, 1),
            (b'-', _) => (Operator::Subtract, 2, 1),
            (b'*', Dialect::Roll20) if next == b'*' => (Operator::Power, POWER, 2),
            (b'*', _) => (Operator::Multiply, 3, 1),
            (b'/', Dialect::Avrae) if next == b'/' => (Operator::FloorDivide, 3, 2),
            (b'/', _) => (Operator::Divide, 3, 1),
            (b'%', Dialect::Roll20) if next == b'{' => return None,
            (b'%', _) => (Operator::Remainder, 3, 1),
            (b'=', Dialect::Avrae) if next == b'=' => (Operator::Compare(Comparison::Equal), 1, 2),
            (b'!', Dialect::Avrae) if next == b'=' => (Operator::Differ, 1, 2),
            (b'<', Dialect::Avrae) if next == b'=' => {
                (Operator::Compare(Comparison::LessOrEqual), 1, 2)
            }
            (b'>', Dialect::Avrae) if next == b'=' => {
                (Operator::Compare(Comparison::GreaterOrEqual), 1, 2)
            }
            (b'<', Dialect::Avrae) => (Operator::Compare(Comparison::Less), 1, 1),
            (b'>', Dialect::Avrae) => (Operator::Compare(Comparison::Greater), 1, 1),
            _ => return None,
        })
    }

    /// One operand with the signs before it. Says whether there was one that turned it.
    #[inline]
    fn signed(&mut self) -> Parsed<bool> {
        let first = self.formula.nodes.len();
        let start = self.cursor.at();
        let mut is_negative = false;
        loop {
            self.cursor.skip_space();
            match self.cursor.peek() {
                b'-' => is_negative = !is_negative,
                b'+' => {}
                _ => break,
            }
            self.cursor.advance(1);
        }
        self.operand()?;
        if is_negative {
            self.push(Kind::Negate, first, start);
        }
        Ok(is_negative)
    }

    /// Adds a part whose operands begin at the node `first`, and whose text begins at `start`.
    #[inline]
    fn push(&mut self, kind: Kind, first: usize, start: usize) {
        self.formula.nodes.push(Node::new(kind, first, start, self.cursor.at()));
    }

    #[inline]
    fn enter(&mut self, at: usize) -> Parsed {
        self.depth += 1;
        if self.depth > self.formula.limits.depth {
            let problem = Problem::TooDeep { limit: self.formula.limits.depth };
            return Err(DiceError::new(problem, at..at + 1));
        }
        Ok(())
    }

    #[inline]
    const fn leave(&mut self) {
        self.depth -= 1;
    }

    /// Keeps text that belongs to the formula.
    fn keep(&mut self, text: &str) -> Words {
        let start = small(self.formula.words.len());
        self.formula.words.push_str(text);
        Words { start, end: small(self.formula.words.len()) }
    }

    /// The modifiers added since there were `before` of them.
    #[inline]
    fn since(&self, before: usize) -> Stretch {
        Stretch { start: small(before), end: small(self.formula.modifiers.len()) }
    }

    /// What stands here is refused; `expected` is what could.
    #[cold]
    fn unexpected(&self, expected: &'static str) -> DiceError {
        let at = self.cursor.at();
        match self.cursor.char() {
            None => DiceError::new(Problem::UnexpectedEnd, at..at).expecting(expected),
            Some(found) => {
                let problem = Problem::Unexpected { found: format!("`{}`", Legible(found)) };
                DiceError::new(problem, at..at + found.len_utf8()).expecting(expected)
            }
        }
    }
}

/// Positions fit: a text has at most 65,535 bytes.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "bounded by the length of the text")]
const fn small(size: usize) -> u16 {
    size as u16
}
