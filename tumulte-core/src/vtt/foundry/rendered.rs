//! Rolls as Foundry renders them: `.dice-roll` with its formula, its faces and its total.

use super::{html::RenderedRoll, lenient::number_in};
use crate::model::Die;

/// Longer formulas and totals are none.
const MAX_TEXT: usize = 2000;

/// Which text is being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Formula,
    Face,
    Total,
}

/// Collects rendered rolls while the tags of a page go by.
#[derive(Debug, Default)]
pub(super) struct Rendering {
    pub(super) rolls: Vec<RenderedRoll>,
    /// The element of the roll that is open, and how many of its name are.
    element: String,
    depth: usize,
    part: Option<Part>,
    /// The element the part stands in.
    inside: String,
    text: String,
    die: Option<Die>,
}

impl Rendering {
    pub(super) fn open(&mut self, name: &str, classes: &str, is_secret: bool) {
        let has = |class: &str| classes.split_ascii_whitespace().any(|one| one == class);
        if self.depth > 0 && name.eq_ignore_ascii_case(&self.element) {
            self.depth += 1;
        } else if self.depth == 0 && has("dice-roll") {
            name.clone_into(&mut self.element);
            self.depth = 1;
            self.rolls.push(RenderedRoll { is_secret, ..RenderedRoll::default() });
            return;
        }
        if self.depth == 0 {
            return;
        }
        let part = if has("dice-formula") {
            Part::Formula
        } else if has("dice-total") {
            Part::Total
        } else if name.eq_ignore_ascii_case("li") && has("roll") {
            self.die = die(classes);
            Part::Face
        } else {
            if has("dice-rolls")
                && let Some(roll) = self.rolls.last_mut()
            {
                roll.dice.push(Vec::new());
            }
            return;
        };
        self.part = Some(part);
        name.clone_into(&mut self.inside);
        self.text.clear();
    }

    pub(super) fn text(&mut self, text: &str) {
        if self.part.is_some() && self.text.len() + text.len() <= MAX_TEXT {
            self.text.push_str(text);
        }
    }

    pub(super) fn close(&mut self, name: &str) {
        if self.part.is_some() && name.eq_ignore_ascii_case(&self.inside) {
            self.finish();
        }
        if self.depth > 0 && name.eq_ignore_ascii_case(&self.element) {
            self.depth -= 1;
        }
    }

    fn finish(&mut self) {
        let (Some(part), Some(roll)) = (self.part.take(), self.rolls.last_mut()) else { return };
        let text = self.text.trim();
        match part {
            Part::Formula if roll.formula.is_empty() => text.clone_into(&mut roll.formula),
            Part::Total if roll.total.is_none() => roll.total = number_in(text),
            Part::Face => {
                let Some((mut die, shown)) = self.die.take().zip(number_in(text)) else { return };
                die.result = shown.into();
                if roll.dice.is_empty() {
                    roll.dice.push(Vec::new());
                }
                if let Some(dice) = roll.dice.last_mut() {
                    dice.push(die);
                }
            }
            Part::Formula | Part::Total => {}
        }
    }
}

/// A die from its classes: `roll die d20 discarded`.
fn die(classes: &str) -> Option<Die> {
    let mut classes = classes.split_ascii_whitespace();
    let faces = classes.clone().find_map(|class| class.strip_prefix('d')?.parse::<u32>().ok())?;
    let mut die = Die::new(faces, 0);
    for class in &mut classes {
        match class {
            "discarded" => die.discarded = true,
            "rerolled" => die.rerolled = true,
            "exploded" => die.exploded = true,
            "success" => die.success = Some(true),
            "failure" => die.success = Some(false),
            _ => {}
        }
    }
    die.active = !die.discarded && !die.rerolled;
    Some(die)
}
