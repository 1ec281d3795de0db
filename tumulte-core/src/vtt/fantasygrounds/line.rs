//! Lines of the log as text.

use crate::{
    model::{Parts, parse_real},
    vtt::markup::{Markup, Piece, decoded_text},
};

/// One line: what is said, and the dice behind it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Line {
    /// What stands inside the coloured text; the whole line where nothing is coloured.
    pub(super) said: String,
    /// What stands in the last brackets: `d20+5 = 6`.
    pub(super) dice: Option<String>,
}

/// Reads every line of a piece of the log.
pub(super) fn lines(html: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut raw = RawLine::default();
    for piece in Markup::new(html) {
        match piece {
            Piece::Text(text) => {
                let text = decoded_text(text);
                let mut pieces = text.split('\n');
                raw.push(pieces.next().unwrap_or_default());
                for piece in pieces {
                    lines.extend(core::mem::take(&mut raw).close());
                    raw.push(piece);
                }
            }
            Piece::Open(tag) if tag.is("br") => lines.extend(core::mem::take(&mut raw).close()),
            Piece::Open(tag) if tag.is("font") => (raw.is_inside, raw.is_coloured) = (true, true),
            Piece::Close(name) if name.eq_ignore_ascii_case("font") => raw.is_inside = false,
            Piece::Open(_) | Piece::Close(_) => {}
        }
    }
    lines.extend(raw.close());
    lines
}

#[derive(Debug, Default)]
struct RawLine {
    inside: String,
    outside: String,
    is_inside: bool,
    is_coloured: bool,
}

impl RawLine {
    fn push(&mut self, text: &str) {
        if self.is_inside { &mut self.inside } else { &mut self.outside }.push_str(text);
    }

    /// The dice stand behind the coloured text: what a player writes inside it is no roll.
    fn close(self) -> Option<Line> {
        let outside = self.outside.trim();
        if self.is_coloured {
            let dice = brackets(outside).map(|(_, dice)| dice.to_owned());
            return Some(Line { said: self.inside.trim().to_owned(), dice });
        }
        if outside.is_empty() {
            return None;
        }
        Some(match brackets(outside) {
            Some((said, dice)) => Line { said: said.to_owned(), dice: Some(dice.to_owned()) },
            None => Line { said: outside.to_owned(), dice: None },
        })
    }
}

/// Splits off the last brackets, if they hold a total.
fn brackets(text: &str) -> Option<(&str, &str)> {
    let (said, dice) = text.trim_end().strip_suffix(']')?.rsplit_once('[')?;
    dice.has("=").then(|| (said.trim_end(), dice.trim()))
}

/// Whether a line tells what became of the attack before it: `Attack [25] -> [at Goblin] [HIT]`.
pub(in crate::vtt) fn is_answer_to_attack(line: &str) -> bool {
    lines(line).iter().any(|line| line.dice.is_none() && answered_total(&line.said).is_some())
}

/// Whether a line is an attack with dice, which a line after it may answer.
pub(in crate::vtt) fn may_be_answered(line: &str) -> bool {
    line.has("[ATTACK") && lines(line).iter().any(|line| line.dice.is_some())
}

/// The total of the attack that a line answers.
pub(super) fn answered_total(said: &str) -> Option<f64> {
    let said = said.trim_start_matches('[');
    if !said.get(..6).is_some_and(|word| word.eq_ignore_ascii_case("attack")) {
        return None;
    }
    let (before, _) = said.parted("->")?;
    let (_, total) = before.trim_end().strip_suffix(']')?.rsplit_once('[')?;
    parse_real(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dice_stand_behind_the_coloured_text() {
        let html = "<font color=\"#000000\">Mira: [INIT]</font> [d20+2 = 9]<br />\n<font color=\"#000000\">Mira: look [d20 = 20]</font><br />";
        let found = lines(html);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].dice.as_deref(), Some("d20+2 = 9"));
        assert_eq!((found[1].said.as_str(), &found[1].dice), ("Mira: look [d20 = 20]", &None));
    }

    #[test]
    fn text_without_colours_is_a_line_too() {
        let found = lines("Mira: [SAVE] Dexterity [d20 = 20]");
        assert_eq!(found[0].said, "Mira: [SAVE] Dexterity");
        assert_eq!(found[0].dice.as_deref(), Some("d20 = 20"));
    }

    #[test]
    fn an_answer_names_the_total_of_its_attack() {
        assert_eq!(answered_total("[Attack (M)] Rapier [25] -> [at Rat] [HIT]"), Some(25.0));
        assert_eq!(answered_total("Attack [6] -> [at Rat] [MISS]"), Some(6.0));
        assert_eq!(answered_total("Damage [6] -> [to Rat]"), None);
        assert!(is_answer_to_attack("<font color=\"#000000\">Attack [6] -&#62; [at Rat]</font>"));
    }
}
