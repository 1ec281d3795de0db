//! The letters of Latin, Greek and Cyrillic, which lie in rows.

/// A text in small letters.
pub(crate) fn lower_case(text: &str) -> String {
    text.chars().map(lower).collect()
}

fn lower(letter: char) -> char {
    let code = u32::from(letter);
    let distance = match letter {
        'A'..='Z' | 'À'..='Ö' | 'Ø'..='Þ' | 'Α'..='Ρ' | 'Σ'..='Ϋ' | 'А'..='Я' => 32,
        'Ѐ'..='Џ' => 80,
        'Ά' => 38,
        'Έ'..='Ί' => 37,
        'Ό' => 64,
        'Ϗ' => 8,
        'Ύ' | 'Ώ' => 63,
        // Each beside its small one.
        '\u{100}'..='\u{12f}'
        | '\u{132}'..='\u{137}'
        | '\u{14a}'..='\u{177}'
        | '\u{460}'..='\u{481}'
        | '\u{48a}'..='\u{4bf}'
        | '\u{4d0}'..='\u{52f}'
        | '\u{1e00}'..='\u{1e95}'
        | '\u{1ea0}'..='\u{1eff}' => 1 - code % 2,
        '\u{139}'..='\u{148}' | '\u{179}'..='\u{17e}' => code % 2,
        'Ÿ' => return 'ÿ',
        _ => 0,
    };
    char::from_u32(code + distance).unwrap_or(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_become_those_of_the_standard_library() {
        let letters = ('\0'..'\u{178}').chain('\u{386}'..'\u{3d0}').chain('\u{400}'..'\u{4c0}');
        for letter in letters.chain('\u{1e00}'..'\u{1e96}').filter(|letter| *letter != 'İ') {
            assert_eq!(lower(letter).to_string(), letter.to_lowercase().to_string(), "{letter}");
        }
        assert_eq!(
            lower_case("ATTAQUE À DISTANCE, Проверка, ΔΎΝΑΜΗ"),
            "attaque à distance, проверка, δύναμη"
        );
    }
}
