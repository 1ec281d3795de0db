//! "Did you mean …?"

/// The known word that was most likely meant, if one is near enough.
pub(super) fn nearest<'k>(word: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    let allowed = if word.chars().count() < 5 { 1 } else { 2 };
    let near = known.filter_map(|candidate| {
        let distance =
            if candidate.eq_ignore_ascii_case(word) { 0 } else { distance(word, candidate) };
        (distance <= allowed).then_some((distance, candidate))
    });
    near.min().map(|(_, candidate)| candidate)
}

/// How many letters have to be put in, taken out, exchanged, or swapped with their neighbour.
fn distance(left: &str, right: &str) -> usize {
    let left: Vec<char> = left.chars().take(64).collect();
    let right: Vec<char> = right.chars().take(64).collect();
    let mut older: Vec<usize> = Vec::new();
    let mut old: Vec<usize> = (0..=right.len()).collect();
    for (row, a) in left.iter().enumerate() {
        let mut new = vec![row + 1];
        for (column, b) in right.iter().enumerate() {
            let at =
                |line: &[usize], place: usize| line.get(place).copied().unwrap_or(usize::MAX / 2);
            let mut best = at(&old, column) + usize::from(a != b);
            best = best.min(at(&old, column + 1) + 1).min(at(&new, column) + 1);
            let swapped = row > 0
                && column > 0
                && left.get(row - 1) == Some(b)
                && right.get(column - 1) == Some(a);
            if swapped {
                best = best.min(at(&older, column - 1) + 1);
            }
            new.push(best);
        }
        older = core::mem::replace(&mut old, new);
    }
    old.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn slips_are_understood_and_other_words_are_not() {
        let known = ["critAt", "fumbleAt", "nat", "rollType"];
        let meant = |word| nearest(word, known.into_iter());
        assert_eq!(meant("critat"), Some("critAt"));
        assert_eq!(meant("cirtAt"), Some("critAt"));
        assert_eq!(meant("fumbelat"), Some("fumbleAt"));
        assert_eq!(meant("nta"), Some("nat"));
        assert_eq!(meant("total"), None);
        assert_eq!(meant(""), None);
    }
}
