//! Text of others in words of ours.

use core::fmt::{self, Write as _};

/// A text between quotation marks, on one line and without anything that can't be seen.
///
/// As programmers print texts, but without the tables of every script's letters.
pub(crate) struct Quoted<'t>(pub(crate) &'t str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        for letter in self.0.chars() {
            match letter {
                '"' => f.write_str("\\\"")?,
                other => Legible(other).fmt(f)?,
            }
        }
        f.write_char('"')
    }
}

/// A letter that can be seen, or what programmers write for it.
pub(crate) struct Legible(pub(crate) char);

impl fmt::Display for Legible {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            '\\' => f.write_str("\\\\"),
            '\n' => f.write_str("\\n"),
            '\r' => f.write_str("\\r"),
            '\t' => f.write_str("\\t"),
            '\0' => f.write_str("\\0"),
            hidden if is_hidden(hidden) => write!(f, "\\u{{{:x}}}", u32::from(hidden)),
            seen => f.write_char(seen),
        }
    }
}

/// Several texts, each in quotation marks.
pub(crate) struct QuotedList<'t>(pub(crate) &'t [String]);

impl fmt::Display for QuotedList<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('[')?;
        for (place, text) in self.0.iter().enumerate() {
            let comma = if place > 0 { ", " } else { "" };
            write!(f, "{comma}{}", Quoted(text))?;
        }
        f.write_char(']')
    }
}

/// Control letters, what has no width, what turns the direction of the line, what is nobody's.
const fn is_hidden(letter: char) -> bool {
    matches!(letter,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{61c}' | '\u{180e}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fff0}'..='\u{fffb}' | '\u{e000}'..='\u{f8ff}' | '\u{e0000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_quoted_as_programmers_do() {
        for text in [
            "",
            "Mira",
            "a \"b\" \\ c",
            "line\nline\r\t\0",
            "\u{7}\u{1b}",
            "é ж 🎲",
            "\u{202e}x\u{200b}",
        ] {
            assert_eq!(Quoted(text).to_string(), format!("{text:?}"));
        }
        let list = ["a".to_owned(), "b\"".to_owned()];
        assert_eq!(QuotedList(&list).to_string(), format!("{list:?}"));
    }
}
