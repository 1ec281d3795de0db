//! The rows in which letters lie. Marks between the letters of the scripts of Asia count as letters.

/// Whether a character is a letter of any script.
pub(crate) fn is_letter(character: char) -> bool {
    matches!(character,
        'A'..='Z'
        | 'a'..='z'
        | 'ª'
        | 'µ'
        | 'º'
        | 'À'..='Ö'
        | 'Ø'..='ö'
        | 'ø'..='\u{2c1}'
        | '\u{370}'..='\u{374}'
        | '\u{376}'..='\u{37d}'
        | '\u{37f}'
        | '\u{386}'
        | '\u{388}'..='\u{481}'
        | '\u{48a}'..='\u{556}'
        | '\u{561}'..='\u{587}'
        | '\u{5d0}'..='\u{1fff}'
        | '\u{2c00}'..='\u{2dff}'
        | '\u{3005}'..='\u{3007}'
        | '\u{3041}'..='\u{3096}'
        | '\u{30a1}'..='\u{30fa}'
        | '\u{30fc}'..='\u{d7ff}'
        | '\u{f900}'..='\u{fdff}'
        | '\u{fe70}'..='\u{fefc}'
        | '\u{ff21}'..='\u{ff3a}'
        | '\u{ff41}'..='\u{ff5a}'
        | '\u{ff66}'..='\u{ffdc}'
        | '\u{10000}'..='\u{1cfff}'
        | '\u{20000}'..='\u{3ffff}'
    )
}

/// Whether a character is a letter of any script or a digit.
pub(crate) fn is_letter_or_digit(character: char) -> bool {
    is_letter(character)
        || matches!(character, '0'..='9' | '²' | '³' | '¹' | '¼'..='¾' | '０'..='９')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_those_of_the_standard_library() {
        let rows = [
            '\0'..='\u{2c1}',
            'Σ'..='ώ',
            'Ѐ'..='ҁ',
            'Ҋ'..='ԯ',
            'א'..='ת',
            'ぁ'..='ゖ',
            '一'..='\u{9fff}',
            '가'..='힣',
        ];
        for letter in rows.into_iter().flatten().chain("ワード・『』、。：！？—…’€×÷🎲".chars())
        {
            assert_eq!(is_letter(letter), letter.is_alphabetic(), "{letter:?}");
            assert_eq!(is_letter_or_digit(letter), letter.is_alphanumeric(), "{letter:?}");
        }
    }
}
