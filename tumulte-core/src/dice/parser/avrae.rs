//! Avrae's sets and modifiers. `<` and `>` exclude the number they name.
//!
//! See `grammar.lark` and `expression.py` of the Python package `d20`.

use super::{Parsed, Parser};
use crate::dice::{
    Amount, Burst, Comparison, DiceError, DiceProblem as Problem, Kind, Modifier, Pick, PoolTerm,
    Test,
};

impl Parser<'_, '_> {
    /// `(a)`, `(a, b)kh1`, `(a,)`
    pub(super) fn avrae_set(&mut self, first: usize, start: usize) -> Parsed {
        let entries = self.list(b')', Problem::UnclosedParenthesis, "`)`")?;
        let inside = self.cursor.since(start).strip_suffix(')').unwrap_or_default();
        let is_set = entries != 1 || inside.trim_end().ends_with(',');
        let before = self.formula.modifiers.len();
        let at = self.cursor.at();
        self.avrae_modifiers(false, before)?;
        let modifiers = self.since(before);
        if entries == 0 {
            return Err(DiceError::new(Problem::Empty, start..at).expecting("a value in the set"));
        }
        if !is_set && modifiers.is_empty() {
            self.push(Kind::Group, first, start);
            return Ok(());
        }
        let by_die = !is_set;
        if by_die && !self.is_one_term(first) {
            return Err(DiceError::new(Problem::Ambiguous, at..self.cursor.at())
                .expecting("dice alone in the parentheses, or a list")
                .hinting("a list of one value is written `(value,)`"));
        }
        self.push(Kind::Pool(PoolTerm { entries, by_die, modifiers }), first, start);
        Ok(())
    }

    /// Whether the nodes from `first` on are one dice term without a counted number.
    fn is_one_term(&self, first: usize) -> bool {
        match self.formula.nodes.get(first..) {
            Some([node]) => matches!(node.kind, Kind::Dice(dice) if dice.count != Amount::Operand),
            _ => false,
        }
    }

    /// Modifiers of dice, or of a set.
    pub(super) fn avrae_modifiers(&mut self, on_dice: bool, before: usize) -> Parsed {
        loop {
            let start = self.cursor.at();
            let (word, length) = match (self.cursor.peek(), self.cursor.second()) {
                (b'k', _) => ("k", 1),
                (b'p', _) => ("p", 1),
                (b'e', _) => ("e", 1),
                (b'r', b'r') => ("rr", 2),
                (b'r', b'o') => ("ro", 2),
                (b'r', b'a') => ("ra", 2),
                (b'm', b'i') => ("mi", 2),
                (b'm', b'a') => ("ma", 2),
                (byte, _) if byte.is_ascii_alphabetic() => {
                    self.cursor.letters();
                    return Err(self.unknown_modifier(start));
                }
                _ => return Ok(()),
            };
            self.cursor.advance(length);
            if !on_dice && !matches!(word, "k" | "p") {
                return Err(self.misplaced(start, "k or p behind a set"));
            }
            let modifier = match word {
                "mi" => Modifier::Minimum(self.needed()?),
                "ma" => Modifier::Maximum(self.needed()?),
                _ => Self::avrae_choice(word, self.selector()?),
            };
            if matches!(modifier, Modifier::Explode { most: Some(_), .. }) {
                let last = self.formula.modifiers.get(before..).and_then(<[_]>::last);
                if last.is_some_and(|last| last.joins(modifier)) {
                    return Err(self.misplaced(start, "one selector after `ra`"));
                }
            }
            self.modify(modifier);
        }
    }

    const fn avrae_choice(word: &str, pick: Pick) -> Modifier {
        match word.as_bytes() {
            b"k" => Modifier::Keep(pick),
            b"p" => Modifier::Drop(pick),
            b"rr" => Modifier::Reroll { pick, recursive: true, most: None },
            b"ro" => Modifier::Reroll { pick, recursive: false, most: None },
            b"ra" => Modifier::Explode { pick, style: Burst::Add, recursive: false, most: Some(1) },
            _ => Modifier::Explode { pick, style: Burst::Add, recursive: true, most: None },
        }
    }

    /// `h2`, `l1`, `<3`, `>4`, `5`
    fn selector(&mut self) -> Parsed<Pick> {
        let kind = self.cursor.peek();
        if matches!(kind, b'h' | b'l' | b'<' | b'>') {
            self.cursor.advance(1);
        }
        let number = self.needed()?;
        let target = i32::try_from(number).unwrap_or(i32::MAX);
        Ok(match kind {
            b'h' => Pick::Highest(number),
            b'l' => Pick::Lowest(number),
            b'<' => Pick::Passing(Test::new(Comparison::Less, target)),
            b'>' => Pick::Passing(Test::new(Comparison::Greater, target)),
            _ => Pick::Passing(Test::new(Comparison::Equal, target)),
        })
    }
}
