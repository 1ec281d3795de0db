use std::{iter::Peekable, str::Chars};

/// As much of Rust's grammar as it takes to find paths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    Word(String),
    /// `::`
    Separator,
    Mark(char),
}

/// Splits source text into tokens with their lines; comments, literals and lifetimes are left out.
pub(super) fn tokens(text: &str) -> Vec<(Token, usize)> {
    let mut reader = Reader { rest: text.chars().peekable(), line: 1 };
    let mut tokens = Vec::new();
    loop {
        let line = reader.line;
        let Some(first) = reader.next() else { return tokens };
        let token = match first {
            '/' if reader.peek() == Some('/') => reader.skip_line(),
            '/' if reader.peek() == Some('*') => reader.skip_block(),
            '"' => reader.skip_string(),
            '\'' => reader.skip_quote(),
            ':' if reader.peek() == Some(':') => {
                reader.next();
                Some(Token::Separator)
            }
            first if first.is_ascii_digit() => {
                reader.word(first);
                None
            }
            first if is_word(first) => {
                let word = reader.word(first);
                reader.literal_with_prefix(&word).map_or_else(|| Some(Token::Word(word)), |()| None)
            }
            first if first.is_whitespace() => None,
            first => Some(Token::Mark(first)),
        };
        tokens.extend(token.map(|token| (token, line)));
    }
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

struct Reader<'a> {
    rest: Peekable<Chars<'a>>,
    line: usize,
}

impl Reader<'_> {
    fn next(&mut self) -> Option<char> {
        let letter = self.rest.next();
        self.line += usize::from(letter == Some('\n'));
        letter
    }

    fn peek(&mut self) -> Option<char> {
        self.rest.peek().copied()
    }

    fn word(&mut self, first: char) -> String {
        let mut word = String::from(first);
        while let Some(letter) = self.peek().filter(|letter| is_word(*letter)) {
            word.push(letter);
            self.next();
        }
        word
    }

    fn skip_line(&mut self) -> Option<Token> {
        while self.peek().is_some_and(|letter| letter != '\n') {
            self.next();
        }
        None
    }

    fn skip_block(&mut self) -> Option<Token> {
        self.next();
        let mut depth = 1;
        while depth > 0 {
            match (self.next()?, self.peek()) {
                ('/', Some('*')) => depth += 1,
                ('*', Some('/')) => depth -= 1,
                _ => continue,
            }
            self.next();
        }
        None
    }

    fn skip_string(&mut self) -> Option<Token> {
        loop {
            match self.next()? {
                '\\' => drop(self.next()),
                '"' => return None,
                _ => {}
            }
        }
    }

    /// A character or a lifetime.
    fn skip_quote(&mut self) -> Option<Token> {
        let first = self.next()?;
        if first == '\\' {
            self.next();
            while self.next()? != '\'' {}
        } else if self.peek() == Some('\'') {
            self.next();
        } else if is_word(first) {
            self.word(first);
        }
        None
    }

    /// `r"…"`, `br##"…"##`, `b'…'` and the like, when the word just read begins one.
    fn literal_with_prefix(&mut self, word: &str) -> Option<()> {
        let is_raw = matches!(word, "r" | "br" | "cr");
        match self.peek()? {
            '"' if is_raw => self.skip_raw(0),
            '"' if matches!(word, "b" | "c") => {
                self.next();
                self.skip_string();
            }
            '\'' if word == "b" => {
                self.next();
                self.skip_quote();
            }
            '#' if is_raw => {
                let mut fences = 0;
                while self.peek() == Some('#') {
                    self.next();
                    fences += 1;
                }
                // Without a quote it is a raw identifier, whose name is read next.
                if self.peek() == Some('"') {
                    self.skip_raw(fences);
                }
            }
            _ => return None,
        }
        Some(())
    }

    fn skip_raw(&mut self, fences: usize) {
        self.next();
        while let Some(letter) = self.next() {
            let mut closed = 0;
            while letter == '"' && closed < fences && self.peek() == Some('#') {
                self.next();
                closed += 1;
            }
            if letter == '"' && closed == fences {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let word = |(token, _)| match token {
            Token::Word(word) => Some(word),
            _ => None,
        };
        tokens(text).into_iter().filter_map(word).collect()
    }

    #[test]
    fn literals_comments_and_lifetimes_leave_no_words() {
        let text = r###"
            // line
            /* block /* nested */ still */
            a('x', '\'', '\u{1F3B2}', b'"', "s \" t", b"u", r"v\", r#"w " x"#, br##"y"# z"##)
            b<'life>(&'static c, 12_u8, 0xff)
        "###;
        assert_eq!(words(text), ["a", "b", "c"]);
    }

    #[test]
    fn raw_identifiers_are_words() {
        assert_eq!(words("r#type::b"), ["type", "b"]);
    }

    #[test]
    fn lines_are_counted_through_literals() {
        let found = tokens("\"a\nb\"\nword");
        assert_eq!(found, [(Token::Word("word".to_owned()), 3)]);
    }
}
