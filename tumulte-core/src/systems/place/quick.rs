//! By a sorted list.

/// Ids and aliases as they are spelled, and the file's place. Sorted.
static SPELLED: &[(&str, usize)] = &include!(concat!(env!("OUT_DIR"), "/system_spelled.rs"));

/// The place of a built-in system, by id or alias, then regardless of case.
pub(in crate::systems) fn place_of(id: &str) -> Option<usize> {
    if let Ok(found) = SPELLED.binary_search_by(|(known, _)| (*known).cmp(id)) {
        return SPELLED.get(found).map(|(_, place)| *place);
    }
    SPELLED.iter().find(|(known, _)| known.eq_ignore_ascii_case(id)).map(|(_, place)| *place)
}
