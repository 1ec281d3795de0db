//! One path of a hint, taken apart.

use super::{HintValue, SystemId};

/// Where one alternative of a hint is looked for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct HintPath {
    pub(crate) place: HintPlace,
    /// Keys, places in lists, `*` for any.
    pub(crate) steps: Vec<String>,
    /// What is taken instead of the value found.
    pub(crate) word: Option<HintValue>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HintPlace {
    Message,
    Roll,
    Html,
    /// The place of a result outside the message's rolls.
    Card,
}

impl HintPath {
    /// Takes a path apart for a game system; none when it starts nowhere.
    pub(crate) fn parse(path: &str, system: &SystemId) -> Option<Self> {
        let (path, word) = match path.split_once("->") {
            Some((path, word)) => (path.trim(), Some(HintValue::spelled(word.trim()))),
            None => (path.trim(), None),
        };
        let (place, rest) = path.split_once('.')?;
        let place = match place {
            "message" => HintPlace::Message,
            "roll" => HintPlace::Roll,
            "html" => HintPlace::Html,
            "card" => HintPlace::Card,
            _ => return None,
        };
        Some(Self { place, steps: Self::steps(rest, system), word })
    }

    /// The steps of a way that starts somewhere already; none when it is empty.
    pub(crate) fn steps(way: &str, system: &SystemId) -> Vec<String> {
        if way.is_empty() {
            return Vec::new();
        }
        let way = way.replace('[', ".").replace(']', "");
        way.split('.').map(|step| step.replace("{system}", system.as_str())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_names_place_steps_and_word() {
        let path = |text| HintPath::parse(text, &SystemId::new("sw5e"));
        let found = path("message.flags.{system}.list[0].*.x -> attack").unwrap();
        assert_eq!(found.place, HintPlace::Message);
        assert_eq!(found.steps, ["flags", "sw5e", "list", "0", "*", "x"]);
        assert_eq!(found.word, Some(HintValue::from("attack")));
        assert_eq!(path("roll.x -> 3").unwrap().word, Some(HintValue::from(3.0)));
        assert_eq!(path("html.data-x->true").unwrap().word, Some(HintValue::from(true)));
        assert_eq!(path("world.x"), None);
        assert_eq!(path("message"), None);
    }
}
