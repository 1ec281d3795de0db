//! The standard library's.

/// Whether a character is a letter of any script.
pub(crate) fn is_letter(character: char) -> bool {
    character.is_alphabetic()
}

/// Whether a character is a letter or a digit of any script.
pub(crate) fn is_letter_or_digit(character: char) -> bool {
    character.is_alphanumeric()
}
