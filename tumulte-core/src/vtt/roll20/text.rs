//! Texts as people read and type them.

use serde_json::Value;

use crate::{
    model::{Parts, is_letter, joined_by},
    vtt::field::{id, number_in},
};

/// Longer labels are cut: their words decide nothing any more.
pub(super) const MAX_LABEL: usize = 300;

/// Whether a text says that only some may see what follows: `(To GM)`, `(From Ember)`.
pub(super) fn is_private(text: &str) -> bool {
    let start: String = text.trim_start().chars().take(6).collect();
    let start = start.to_ascii_lowercase();
    start.starts_with("(to ") || start.starts_with("(from")
}

/// A formula without the table's words around it: `(To GM)rolling 1d6`.
pub(super) fn typed(text: &str) -> &str {
    const WORD: &str = "rolling ";
    let text = text.trim();
    let parts = text
        .to_ascii_lowercase()
        .place_of(WORD)
        .and_then(|place| Some((text.get(..place)?, text.get(place + WORD.len()..)?)));
    match parts {
        Some((before, formula)) if before.is_empty() || is_private(before) => formula.trim(),
        _ => text,
    }
}

/// A formula and what was typed behind it: `1d20 \ for the ambush`, `1d20+5 Roll for Save`.
pub(super) fn split_comment(formula: &str) -> (&str, Option<&str>) {
    let place = formula.find(['\\', '#']).or_else(|| first_word(formula));
    let Some((formula, comment)) = place.and_then(|place| formula.split_at_checked(place)) else {
        return (formula.trim(), None);
    };
    let comment = comment.trim_start_matches(['\\', '#']).trim();
    (formula.trim(), Some(comment).filter(|comment| !comment.is_empty()))
}

/// Where words begin that belong to no formula: after a space, and no function's name.
fn first_word(formula: &str) -> Option<usize> {
    let mut is_label = false;
    let mut spaces = formula.char_indices().filter(|(_, c)| {
        is_label = *c == '[' || is_label && *c != ']';
        c.is_whitespace() && !is_label
    });
    spaces.find_map(|(space, _)| {
        let rest = formula.get(space..)?.trim_start();
        let length = rest.find(|c: char| !is_letter(c)).unwrap_or(rest.len());
        let is_function = rest.get(length..).is_some_and(|after| after.starts_with('('));
        let is_word = length >= 3 && !is_function;
        (is_word && !formula.get(..space)?.trim().is_empty()).then_some(space)
    })
}

/// The character in a link to one of its abilities: `~-Mabc…|repeating_attack_…`.
pub(super) fn owner(link: &str) -> Option<String> {
    let (owner, _) = link.strip_prefix('~')?.split_once('|')?;
    // Abilities can be linked by their character's name too.
    (owner.len() == 20 && owner.starts_with('-')).then(|| owner.to_owned())
}

/// Text without the layout of its source, cut where nobody reads on.
pub(super) fn words(text: &str) -> String {
    let words = joined_by(&text.split_whitespace().take(60).collect::<Vec<_>>(), " ");
    short(&words).to_owned()
}

/// The beginning of a text that may be endless.
pub(super) fn short(text: &str) -> &str {
    let end = text.char_indices().nth(MAX_LABEL).map_or(text.len(), |(end, _)| end);
    text.get(..end).unwrap_or_default()
}

/// A name or an id: a text, or a number as text.
pub(super) fn name(value: &Value) -> Option<String> {
    id(value).map(|name| short(&name).to_owned())
}

/// The total a text shows: `17`, `3 Successes`.
pub(super) fn total(text: &str) -> Option<f64> {
    let text = text.trim();
    number_in(text).or_else(|| {
        let (number, unit) = text.split_once(' ')?;
        unit.trim_start().to_ascii_lowercase().starts_with("success").then(|| number_in(number))?
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_told_from_formulas() {
        assert_eq!(split_comment("1d20+5 Roll for Save"), ("1d20+5", Some("Roll for Save")));
        assert_eq!(split_comment("1d20 \\ at the gate"), ("1d20", Some("at the gate")));
        assert_eq!(split_comment("2d6 + floor(1d4/2)"), ("2d6 + floor(1d4/2)", None));
        assert_eq!(split_comment("1d20 + 5[to hit bonus]"), ("1d20 + 5[to hit bonus]", None));
        assert_eq!(split_comment("weather"), ("weather", None));
    }

    #[test]
    fn the_tables_words_are_no_part_of_a_formula() {
        assert_eq!(typed(" Rolling 1d20 + 5[STR]"), "1d20 + 5[STR]");
        assert_eq!(typed("(To Bo 2 (GM))rolling d2"), "d2");
        assert_eq!(typed("(1d6)[rolling stone]*2"), "(1d6)[rolling stone]*2");
        assert_eq!(typed("rolling token"), "token");
    }

    #[test]
    fn successes_are_a_total_too() {
        assert_eq!(total(" 17 "), Some(17.0));
        assert_eq!(total("3 Successes"), Some(3.0));
        assert_eq!(total("2 orcs"), None);
    }
}
