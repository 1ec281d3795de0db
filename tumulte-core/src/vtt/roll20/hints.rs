//! Walks the paths of hints: facts that rule files ask for by name.

use super::card::{Card, CardRoll};
use crate::{
    model::{HintPaths, HintValue, Hints},
    vtt::walk::walk,
};

/// Follows every path; the first that leads to a switch, a number or a word wins.
///
/// `message.` is the chat record, `roll.` the roll's own JSON, `template.` a field of the sheet's
/// template, where an inline roll stands for its total.
pub(super) fn hints(paths: &HintPaths, system: &str, card: &Card, roll: &CardRoll) -> Hints {
    let find = |path: &String| {
        let path = path.replace("{system}", system);
        match path.split_once('.')? {
            ("message", rest) => walk(&card.raw, rest),
            ("roll", rest) => walk(&roll.raw, rest),
            ("template", name) => {
                let (_, value) =
                    card.fields.iter().find(|(key, _)| key.eq_ignore_ascii_case(name))?;
                (!value.is_empty()).then(|| HintValue::Text(value.clone()))
            }
            _ => None,
        }
    };
    paths
        .iter()
        .filter_map(|(name, paths)| Some((name.clone(), paths.iter().find_map(find)?)))
        .collect()
}
