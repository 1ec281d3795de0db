//! Walks the paths of hints: facts that rule files ask for by name.

use super::card::{Card, CardRoll};
use crate::model::{
    HintPath, HintPlace, HintValue, Hints, MessageTables, SystemId, gathered, joined_by,
};

/// Follows every path; the first that leads to a switch, a number or a word wins.
///
/// `message.` is the chat record, `roll.` the roll's own JSON, `template.` a field of the sheet's
/// template, where an inline roll stands for its total.
pub(super) fn hints(
    tables: &MessageTables,
    system: &SystemId,
    card: &Card,
    roll: &CardRoll,
) -> Hints {
    let find = |path: &String| {
        let path = HintPath::parse(path, system)?;
        match path.place {
            HintPlace::Message => path.follow(&card.raw),
            HintPlace::Roll => path.follow(&roll.raw),
            HintPlace::Template => {
                let name = joined_by(&path.steps, ".");
                let (_, value) =
                    card.fields.iter().find(|(key, _)| key.eq_ignore_ascii_case(&name))?;
                let found = (!value.is_empty()).then(|| HintValue::Text(value.clone()))?;
                path.settle(found)
            }
            HintPlace::Html | HintPlace::Card => None,
        }
    };
    let found = tables.hints.iter().filter_map(|(name, paths)| {
        let found = paths.iter().find_map(find)?;
        Some((name.clone(), tables.word(name, found)))
    });
    gathered(found)
}
