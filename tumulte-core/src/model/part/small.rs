//! One place after the other. What is sought is short.

/// Where bytes first stand in others.
pub(crate) fn place_in(bytes: &[u8], sought: &[u8]) -> Option<usize> {
    let Some(first) = sought.first() else { return Some(0) };
    let mut start = 0;
    loop {
        let rest = bytes.get(start..)?;
        start += rest.iter().position(|byte| byte == first)?;
        if bytes.get(start..)?.starts_with(sought) {
            return Some(start);
        }
        start += 1;
    }
}

/// What stands before and behind the first place of a text.
fn parted<'t>(text: &'t str, by: &str) -> Option<(&'t str, &'t str)> {
    let place = place_in(text.as_bytes(), by.as_bytes())?;
    Some((text.get(..place)?, text.get(place + by.len()..)?))
}

#[cfg(target_family = "wasm")]
impl super::Parts for str {
    fn place_of(&self, sought: &str) -> Option<usize> {
        place_in(self.as_bytes(), sought.as_bytes())
    }

    fn last_parted(&self, by: &str) -> Option<(&str, &str)> {
        last_parted(self, by)
    }

    fn parted(&self, by: &str) -> Option<(&str, &str)> {
        parted(self, by)
    }

    fn replaced(&self, sought: &str, by: &str) -> String {
        replaced(self, sought, by)
    }
}

fn last_parted<'t>(text: &'t str, by: &str) -> Option<(&'t str, &'t str)> {
    let ends = text
        .char_indices()
        .rev()
        .find(|(place, _)| text.get(*place..).is_some_and(|rest| rest.starts_with(by)));
    let (place, _) = ends?;
    Some((text.get(..place)?, text.get(place + by.len()..)?))
}

fn replaced(text: &str, sought: &str, by: &str) -> String {
    let mut replaced = String::new();
    let mut rest = text;
    while let Some((before, behind)) = parted(rest, sought) {
        replaced.push_str(before);
        replaced.push_str(by);
        rest = behind;
    }
    replaced + rest
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn texts_are_found_where_the_standard_library_finds_them(
            text in "[abé🎲]{0,12}",
            sought in "[abé🎲]{1,3}",
            by in "[abx]{0,3}",
        ) {
            prop_assert_eq!(place_in(text.as_bytes(), sought.as_bytes()), text.find(&sought));
            prop_assert_eq!(parted(&text, &sought), text.split_once(&sought));
            prop_assert_eq!(last_parted(&text, &sought), text.rsplit_once(&sought));
            prop_assert_eq!(replaced(&text, &sought, &by), text.replace(&sought, &by));
        }
    }
}
