//! One path of a hint, taken apart.

use serde_json::Value;

use super::{HintValue, Number, Parts, SystemId, joined_by};

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
    /// A field of the sheet's template.
    Template,
    /// The place of a result outside the message's rolls.
    Card,
}

impl HintPath {
    /// Takes a path apart for a game system; none when it starts nowhere.
    pub(crate) fn parse(path: &str, system: &SystemId) -> Option<Self> {
        let (path, word) = match path.parted("->") {
            Some((path, word)) => (path.trim(), Some(HintValue::spelled(word.trim()))),
            None => (path.trim(), None),
        };
        let (place, rest) = path.split_once('.')?;
        let place = match place {
            "message" => HintPlace::Message,
            "roll" => HintPlace::Roll,
            "html" => HintPlace::Html,
            "template" => HintPlace::Template,
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
        let way = way.replaced("[", ".").replaced("]", "");
        way.split('.').map(|step| step.replaced("{system}", system.as_str())).collect()
    }

    /// Puts the roll's own place among the message's rolls for `{roll}`.
    pub(crate) fn stand_at(&mut self, place: usize) {
        for step in &mut self.steps {
            if step.has("{roll}") {
                *step = step.replaced("{roll}", &place.to_string());
            }
        }
    }

    /// The fact that parsed JSON holds at the end of the way.
    pub(crate) fn follow(&self, start: &Value) -> Option<HintValue> {
        self.settle(walk(start, &self.steps, self.word.is_some())?)
    }

    /// What a fact found means: itself, or the word that is taken instead where it is set.
    pub(crate) fn settle(&self, found: HintValue) -> Option<HintValue> {
        match &self.word {
            Some(word) => found.is_set().then(|| word.clone()),
            None => Some(found),
        }
    }
}

/// The fact at the end of the way. One who only asks is content with a list or an object.
fn walk(here: &Value, steps: &[String], asks: bool) -> Option<HintValue> {
    let Some((step, rest)) = steps.split_first() else { return fact(here, asks) };
    match here {
        Value::Array(list) if step == "*" => list.iter().find_map(|one| walk(one, rest, asks)),
        Value::Object(map) if step == "*" => map.values().find_map(|one| walk(one, rest, asks)),
        Value::Array(list) => walk(list.get(step.parse::<usize>().ok()?)?, rest, asks),
        Value::Object(map) => {
            let direct = map.get(step).and_then(|one| walk(one, rest, asks));
            direct.or_else(|| {
                // A key with dots in it counts as the keys between them.
                (2..=steps.len()).find_map(|length| {
                    let (key, rest) = steps.split_at_checked(length)?;
                    walk(map.get(&joined_by(key, "."))?, rest, asks)
                })
            })
        }
        _ => None,
    }
}

fn fact(here: &Value, asks: bool) -> Option<HintValue> {
    match here {
        Value::Bool(switch) => Some(HintValue::Bool(*switch)),
        Value::Number(number) => {
            number.as_f64().map(|number| HintValue::Number(Number::new(number)))
        }
        Value::String(text) if !text.is_empty() => Some(HintValue::Text(text.clone())),
        Value::Array(list) if asks => (!list.is_empty()).then_some(HintValue::Bool(true)),
        Value::Object(map) if asks => (!map.is_empty()).then_some(HintValue::Bool(true)),
        _ => None,
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
