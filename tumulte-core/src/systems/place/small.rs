//! By what the systems are called, one after the other.

use super::all;

/// The place of a built-in system, by id or alias, then regardless of case.
pub(in crate::systems) fn place_of(id: &str) -> Option<usize> {
    find(&|known| known == id).or_else(|| find(&|known| known.eq_ignore_ascii_case(id)))
}

/// A system's own id beats another's alias.
fn find(is_meant: &dyn Fn(&str) -> bool) -> Option<usize> {
    let own = all().iter().position(|system| is_meant(system.id));
    own.or_else(|| {
        all().iter().position(|system| system.aliases.iter().any(|alias| is_meant(alias)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn systems_are_found_where_they_are_found_elsewhere() {
        let names = all().iter().flat_map(|system| system.aliases.iter().chain([&system.id]));
        for name in names.chain(&["", "homebrew"]) {
            for spelled in [(*name).to_owned(), name.to_lowercase(), name.to_uppercase()] {
                assert_eq!(place_of(&spelled), super::super::place_of(&spelled), "{spelled}");
            }
        }
    }
}
