//! What a die stands for.

use crate::model::{DieKinds, lower_case};

/// What a die stands for: as the rule file says of its flavour, its size or its class, else from
/// the class itself: `HopeDie` is `hope`. Plain dice of which nothing is said stand for nothing.
pub(super) fn kind(kinds: &DieKinds, class: &str, faces: u32, flavor: &str) -> Option<String> {
    let is_plain =
        matches!(class, "" | "Die" | "D20Die" | "BasicDie" | "IntermediateDie" | "DiceTerm");
    if !kinds.is_empty() {
        let class = if class.is_empty() { "Die" } else { class };
        let of_flavor = || {
            let flavor = flavor.trim();
            (!flavor.is_empty()).then(|| kinds.get(&format!("[{}]", lower_case(flavor))))?
        };
        let of_size = || is_plain.then(|| kinds.get(&format!("d{faces}")))?;
        let said = of_flavor().or_else(of_size).or_else(|| kinds.get(class));
        if let Some(kind) = said {
            return (!kind.is_empty()).then(|| kind.clone());
        }
    }
    if is_plain {
        return None;
    }
    if class == "Coin" {
        return Some("coin".to_owned());
    }
    if class.starts_with("CoC7Decader") {
        return Some("tens".to_owned());
    }
    class.strip_suffix("Die").filter(|name| name.len() <= 64).map(str::to_ascii_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(list: &[(&str, &str)]) -> DieKinds {
        list.iter().map(|(key, kind)| ((*key).to_owned(), (*kind).to_owned())).collect()
    }

    #[test]
    fn a_class_of_its_own_names_the_die_unless_the_rule_file_does() {
        let none = DieKinds::new();
        assert_eq!(kind(&none, "HopeDie", 12, "").as_deref(), Some("hope"));
        assert_eq!(kind(&none, "CoC7DecaderDieOther", 10, "").as_deref(), Some("tens"));
        assert_eq!(kind(&none, "Die", 6, ""), None);
        let some = kinds(&[("VampireHungerDie", "advanced"), ("MortalDie", "")]);
        assert_eq!(kind(&some, "VampireHungerDie", 10, "").as_deref(), Some("advanced"));
        assert_eq!(kind(&some, "MortalDie", 10, ""), None);
        assert_eq!(kind(&some, "HopeDie", 12, "").as_deref(), Some("hope"));
    }

    #[test]
    fn flavour_beats_size_and_size_beats_class() {
        let kinds = kinds(&[("[stunt]", "stunt"), ("d10", "challenge"), ("Die", "trait")]);
        assert_eq!(kind(&kinds, "Die", 10, "Stunt").as_deref(), Some("stunt"));
        assert_eq!(kind(&kinds, "Die", 10, "").as_deref(), Some("challenge"));
        assert_eq!(kind(&kinds, "", 8, "").as_deref(), Some("trait"));
        assert_eq!(kind(&kinds, "WildDie", 10, "").as_deref(), Some("wild"));
    }
}
