use super::token::{Token, tokens};

/// A path as the source names it, and where `crate`, `self` and `super` lead.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct UsedPath {
    pub(super) words: Vec<String>,
    pub(super) line: usize,
    /// Inside an item that only tests are built with.
    pub(super) is_test: bool,
    is_in_crate: bool,
    is_macro: bool,
}

impl UsedPath {
    /// The module of the crate that the path leads into; exported macros live outside of all modules.
    pub(super) fn in_crate(&self) -> Option<&str> {
        let is_in_module = self.is_in_crate && !(self.is_macro && self.words.len() == 1);
        self.words.first().filter(|_| is_in_module).map(String::as_str)
    }
}

/// Every path in the text of a file that is the module `place`.
pub(super) fn used_paths(text: &str, place: &[String]) -> Vec<UsedPath> {
    let mut walk = Walk {
        tokens: tokens(text),
        at: 0,
        place: place.to_vec(),
        open: Vec::new(),
        test: Test::No,
        found: Vec::new(),
    };
    walk.run();
    walk.found
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Test {
    No,
    /// After `#[cfg(test)]`, before the item's body.
    Announced,
    /// Until the brace closes that is this deep.
    Until(usize),
}

struct Walk {
    tokens: Vec<(Token, usize)>,
    at: usize,
    place: Vec<String>,
    /// For each open brace: does it close an inline module?
    open: Vec<bool>,
    test: Test,
    found: Vec<UsedPath>,
}

impl Walk {
    fn run(&mut self) {
        while let Some((token, line)) = self.tokens.get(self.at).cloned() {
            match token {
                Token::Mark('#') if self.next_is(&["[", "cfg", "(", "test", ")", "]"]) => {
                    self.test = if self.test == Test::No { Test::Announced } else { self.test };
                    self.at += 7;
                }
                Token::Mark('{') => self.open(false),
                Token::Mark('}') => self.close(),
                Token::Mark(';') => {
                    if self.test == Test::Announced {
                        self.test = Test::No;
                    }
                    self.at += 1;
                }
                Token::Word(word) if word == "mod" => self.module(),
                Token::Word(_) => self.path(&[], line),
                _ => self.at += 1,
            }
        }
    }

    fn token(&self, ahead: usize) -> Option<&Token> {
        self.tokens.get(self.at + ahead).map(|(token, _)| token)
    }

    fn next_is(&self, wanted: &[&str]) -> bool {
        wanted.iter().enumerate().all(|(index, wanted)| match self.token(index + 1) {
            Some(Token::Word(word)) => word == wanted,
            Some(Token::Mark(mark)) => wanted.chars().eq([*mark]),
            _ => false,
        })
    }

    fn open(&mut self, is_module: bool) {
        if self.test == Test::Announced {
            self.test = Test::Until(self.open.len());
        }
        self.open.push(is_module);
        self.at += 1;
    }

    fn close(&mut self) {
        if self.open.pop() == Some(true) {
            self.place.pop();
        }
        if self.test == Test::Until(self.open.len()) {
            self.test = Test::No;
        }
        self.at += 1;
    }

    fn module(&mut self) {
        self.at += 1;
        let (Some(Token::Word(name)), Some(Token::Mark('{'))) = (self.token(0), self.token(1))
        else {
            return;
        };
        let name = name.clone();
        self.place.push(name);
        self.at += 1;
        self.open(true);
    }

    /// Reads a path; in a `use` with braces, one for each leaf.
    fn path(&mut self, prefix: &[String], line: usize) {
        let mut words = prefix.to_vec();
        loop {
            match self.token(0) {
                Some(Token::Word(word)) => words.push(word.clone()),
                Some(Token::Mark('{')) => return self.group(&words),
                _ => break,
            }
            self.at += 1;
            if self.token(0) != Some(&Token::Separator) {
                break;
            }
            self.at += 1;
        }
        self.record(words, line);
    }

    fn group(&mut self, prefix: &[String]) {
        self.at += 1;
        while let Some((token, line)) = self.tokens.get(self.at).cloned() {
            match token {
                Token::Mark('}') => {
                    self.at += 1;
                    return;
                }
                Token::Word(word) if word == "as" => self.at += 2,
                Token::Word(_) => self.path(prefix, line),
                _ => self.at += 1,
            }
        }
    }

    fn record(&mut self, words: Vec<String>, line: usize) {
        if words.len() < 2 {
            return;
        }
        let is_test = self.test != Test::No;
        let (words, is_in_crate) = self.resolve(words);
        let is_mark = |ahead, mark| self.token(ahead) == Some(&Token::Mark(mark));
        let is_macro = is_mark(0, '!') && !is_mark(1, '=');
        self.found.push(UsedPath { words, line, is_test, is_in_crate, is_macro });
    }

    fn resolve(&self, words: Vec<String>) -> (Vec<String>, bool) {
        let mut base = match words.first().map(String::as_str) {
            Some("crate") => Vec::new(),
            Some("self" | "super") => self.place.clone(),
            _ => return (words, false),
        };
        let steps =
            words.iter().take_while(|word| matches!(word.as_str(), "crate" | "self" | "super"));
        let count = steps.clone().count();
        for _ in steps.filter(|word| *word == "super") {
            base.pop();
        }
        base.extend(words.into_iter().skip(count));
        (base, true)
    }
}
