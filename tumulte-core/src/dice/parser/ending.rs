//! What stands around a formula: the chat command before it, words behind it.

use super::{Parsed, Parser};
use crate::{
    dice::{
        Amount, Dialect, DiceError, DiceProblem as Problem, Kind, Modifier, Pick, Words,
        node::Stretch,
    },
    model::{Visibility, is_letter},
};

/// Foundry's chat commands and who sees the roll; none where the table's habit decides.
const FOUNDRY: [(&str, Option<Visibility>); 11] = [
    ("/roll ", None),
    ("/r ", None),
    ("/publicroll ", Some(Visibility::Public)),
    ("/pr ", Some(Visibility::Public)),
    ("/gmroll ", Some(Visibility::GmOnly)),
    ("/gmr ", Some(Visibility::GmOnly)),
    ("/blindroll ", Some(Visibility::Blind)),
    ("/broll ", Some(Visibility::Blind)),
    ("/br ", Some(Visibility::Blind)),
    ("/selfroll ", Some(Visibility::SelfOnly)),
    ("/sr ", Some(Visibility::SelfOnly)),
];

/// Roll20's chat commands.
const ROLL20: [(&str, Option<Visibility>); 4] = [
    ("/roll ", None),
    ("/r ", None),
    ("/gmroll ", Some(Visibility::GmOnly)),
    ("/gr ", Some(Visibility::GmOnly)),
];

impl Parser<'_, '_> {
    /// The chat command at the beginning.
    pub(super) fn command(&mut self) -> Option<Visibility> {
        self.cursor.skip_space();
        if self.cursor.peek() != b'/' {
            return None;
        }
        let commands: &[_] = match self.formula.dialect {
            Dialect::Foundry => &FOUNDRY,
            Dialect::Roll20 => &ROLL20,
            Dialect::Avrae => return None,
        };
        let found = commands.iter().find(|(command, _)| self.cursor.take_text(command));
        found.and_then(|(_, visibility)| *visibility)
    }

    /// What is left behind the formula: nothing, a comment, or Avrae's `adv` and `dis`.
    pub(super) fn ending(&mut self) -> Parsed<Option<Words>> {
        self.cursor.skip_space();
        if self.cursor.is_at_end() {
            return Ok(None);
        }
        let comment = match self.formula.dialect {
            Dialect::Foundry if self.cursor.take(b'#') => self.cursor.rest(),
            Dialect::Roll20 if self.cursor.take(b'\\') => {
                self.cursor.take(b'\\');
                self.cursor.rest()
            }
            Dialect::Roll20
                if is_remark(self.cursor.rest()) && is_space(self.cursor.previous()) =>
            {
                self.cursor.rest()
            }
            Dialect::Avrae => {
                self.advantage()?;
                ""
            }
            _ => return Err(self.unexpected("an operator or the end")),
        };
        let comment = self.keep(comment.trim());
        self.cursor.go_to_end();
        Ok((comment != Words { start: comment.start, end: comment.start }).then_some(comment))
    }

    /// `1d20 + 5 adv`: the first die becomes the better of two.
    fn advantage(&mut self) -> Parsed {
        let start = self.cursor.at();
        let pick = match self.cursor.letters() {
            "adv" => Pick::Highest(1),
            "dis" => Pick::Lowest(1),
            _ => {
                self.cursor.go_to(start);
                return Err(self.unexpected("an operator, `adv`, `dis` or the end"));
            }
        };
        let end = self.cursor.at();
        self.cursor.skip_space();
        if !self.cursor.is_at_end() {
            return Err(self.unexpected("the end"));
        }
        let modifiers = Stretch::default();
        if let Some(node) = self.formula.nodes.first_mut()
            && let Kind::Dice(dice) = &mut node.kind
            && (dice.count, dice.modifiers) == (Amount::Fixed(1), modifiers)
        {
            dice.count = Amount::Fixed(2);
            self.formula.modifiers.insert(0, Modifier::Keep(pick));
            for node in &mut self.formula.nodes {
                match &mut node.kind {
                    Kind::Dice(dice) => dice.modifiers.shift(),
                    Kind::Pool(pool) => pool.modifiers.shift(),
                    _ => {}
                }
            }
            if let Some(node) = self.formula.nodes.first_mut()
                && let Kind::Dice(dice) = &mut node.kind
            {
                dice.modifiers = Stretch { start: 0, end: 1 };
            }
            return Ok(());
        }
        Err(DiceError::new(Problem::MisplacedModifier, start..end)
            .expecting("a single die at the beginning"))
    }
}

const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// Words nobody could take for dice: letters and spaces, the first word of three letters at least.
fn is_remark(text: &str) -> bool {
    let first = text.split(' ').next().unwrap_or_default();
    first.chars().count() >= 3
        && text.chars().all(|c| is_letter(c) || matches!(c, ' ' | '\'' | ',' | '.' | '!'))
        && first.chars().all(is_letter)
}
