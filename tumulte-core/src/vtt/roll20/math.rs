//! Arithmetic as Roll20 writes it: pieces of text, dice in between, one expression in the end.
//!
//! Roll20 cuts `floor((1d6 + 2) * 2)` into the texts `floor((` and `+2)*2)` around the dice. No piece
//! is an expression of its own; only all of them together are.

use crate::{
    model::{is_letter, is_letter_or_digit, parse_real},
    roll::{Expression, MAX_DEPTH, Operator, RollError, Term},
};

/// The most pieces one roll may have.
pub(super) const MAX_TOKENS: usize = 32_768;

/// One piece of an expression.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    Term(Term),
    Operator(Operator),
    /// `**`
    Power,
    Open,
    Close,
    Comma,
    /// A name that may be a function's.
    Word(String),
}

/// Reads a piece of text: numbers, operators, parentheses, names. Labels in brackets mean nothing.
pub(super) fn lex(text: &str, tokens: &mut Vec<Token>) {
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = if first.is_ascii_digit() || first == '.' {
            let length = length_while(rest, |c| c.is_ascii_digit() || c == '.');
            let number = rest.get(..length).and_then(parse_real);
            tokens.extend(number.map(|number| Token::Term(Term::Number(number))));
            length
        } else if is_letter(first) {
            let length = length_while(rest, is_letter_or_digit);
            let word: String =
                rest.chars().take_while(|c| is_letter_or_digit(*c)).take(64).collect();
            tokens.push(Token::Word(word));
            length
        } else if first == '[' {
            rest.find(']').map_or(rest.len(), |end| end + 1)
        } else if rest.starts_with("**") {
            tokens.push(Token::Power);
            2
        } else {
            tokens.extend(sign(first));
            first.len_utf8()
        };
        rest = rest.get(length..).unwrap_or_default().trim_start();
    }
}

fn length_while(text: &str, holds: impl Fn(char) -> bool) -> usize {
    text.find(|c| !holds(c)).unwrap_or(text.len())
}

fn sign(sign: char) -> Option<Token> {
    Some(match sign {
        '+' => Token::Operator(Operator::Plus),
        '-' | '−' | '–' => Token::Operator(Operator::Minus),
        '*' | '×' => Token::Operator(Operator::Times),
        '/' | '÷' => Token::Operator(Operator::Divide),
        '%' => Token::Operator(Operator::Remainder),
        '(' | '{' => Token::Open,
        ')' | '}' => Token::Close,
        ',' => Token::Comma,
        _ => return None,
    })
}

/// Makes one expression of all pieces.
///
/// # Errors
///
/// `roll.too_deep`, `roll.too_many_terms`
pub(super) fn assemble(tokens: Vec<Token>) -> Result<Vec<Term>, RollError> {
    if tokens.len() > MAX_TOKENS {
        return Err(RollError::TooManyTerms { limit: MAX_TOKENS, found: tokens.len() });
    }
    let mut assembly = Assembly { tokens: tokens.into_iter().peekable() };
    let mut terms = Vec::new();
    // What closes nothing, or stands between nothing, has no meaning: Roll20 reads on.
    loop {
        terms.extend(assembly.sequence(0)?);
        if assembly.tokens.next().is_none() {
            return Ok(terms);
        }
    }
}

struct Assembly {
    tokens: core::iter::Peekable<std::vec::IntoIter<Token>>,
}

impl Assembly {
    /// Operands and operators up to a comma, a closing parenthesis, or the end.
    fn sequence(&mut self, depth: usize) -> Result<Vec<Term>, RollError> {
        if depth > MAX_DEPTH {
            return Err(RollError::TooDeep);
        }
        let mut terms = Vec::new();
        while let Some(token) =
            self.tokens.next_if(|token| !matches!(token, Token::Close | Token::Comma))
        {
            match token {
                Token::Term(term) => terms.push(term),
                Token::Operator(operator) => terms.push(Term::Operator(operator)),
                Token::Open => terms.push(group(self.sequence_to_close(depth)?)),
                Token::Power => self.power(&mut terms, depth)?,
                Token::Word(name) => terms.extend(self.function(&name, depth)?),
                Token::Close | Token::Comma => {}
            }
        }
        Ok(terms)
    }

    /// What stands in parentheses; several parts are only met in groups, where they add up.
    fn sequence_to_close(&mut self, depth: usize) -> Result<Vec<Term>, RollError> {
        let mut parts = self.parts(depth)?.into_iter();
        let mut terms = parts.next().unwrap_or_default();
        for part in parts {
            terms.push(Term::Operator(Operator::Plus));
            terms.extend(part);
        }
        Ok(terms)
    }

    /// The parts between commas, up to and with the closing parenthesis.
    fn parts(&mut self, depth: usize) -> Result<Vec<Vec<Term>>, RollError> {
        let mut parts = vec![self.sequence(depth + 1)?];
        while self.tokens.next() == Some(Token::Comma) {
            parts.push(self.sequence(depth + 1)?);
        }
        Ok(parts)
    }

    /// `2**3`: the operand before and the one that follows.
    fn power(&mut self, terms: &mut Vec<Term>, depth: usize) -> Result<(), RollError> {
        let mut exponent = Vec::new();
        while let Some(Token::Operator(sign)) = self
            .tokens
            .next_if(|token| matches!(token, Token::Operator(Operator::Plus | Operator::Minus)))
        {
            exponent.push(Term::Operator(sign));
        }
        match self.tokens.next_if(|token| !matches!(token, Token::Close | Token::Comma)) {
            Some(Token::Term(term)) => exponent.push(term),
            Some(Token::Open) => exponent.push(group(self.sequence_to_close(depth)?)),
            _ => exponent.push(unknown("**")),
        }
        let base = terms.pop().into_iter().collect();
        terms.push(Term::Function {
            name: "pow".to_owned(),
            arguments: [base, exponent].map(expression).into(),
            result: None,
        });
        Ok(())
    }

    /// A function when parentheses follow, else words that mean nothing to the sum.
    fn function(&mut self, name: &str, depth: usize) -> Result<Option<Term>, RollError> {
        if self.tokens.next_if_eq(&Token::Open).is_none() {
            return Ok(None);
        }
        let arguments = self.parts(depth)?.into_iter().map(expression).collect();
        Ok(Some(Term::Function { name: name.to_ascii_lowercase(), arguments, result: None }))
    }
}

fn expression(terms: Vec<Term>) -> Expression {
    Expression { terms, ..Expression::default() }
}

fn group(terms: Vec<Term>) -> Term {
    Term::Group(expression(terms))
}

/// A part whose value nobody can know.
pub(super) fn unknown(class: &str) -> Term {
    Term::Unknown { class: class.chars().take(64).collect(), inside: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::{Die, TotalCheck},
        roll::{DiceTerm, evaluate},
    };

    fn adds_up(pieces: &[&str], total: f64) -> bool {
        let mut tokens = Vec::new();
        for (index, piece) in pieces.iter().enumerate() {
            if index > 0 {
                let dice = DiceTerm::new(vec![Die::new(6, 4)]);
                tokens.push(Token::Term(Term::Dice(dice)));
            }
            lex(piece, &mut tokens);
        }
        let terms = assemble(tokens).unwrap();
        let roll = Expression { terms, total: Some(total), ..Expression::default() };
        evaluate(roll).unwrap().total_check == TotalCheck::Agrees
    }

    #[test]
    fn pieces_around_dice_make_one_expression() {
        assert!(adds_up(&["(", "+(2)[STR])*2+1"], 13.0));
        assert!(adds_up(&["floor(", "/3)+ceil(0.2)"], 2.0));
        assert!(adds_up(&["", "*-2"], -8.0));
        assert!(adds_up(&["100-(10+0)+1"], 91.0));
    }

    #[test]
    fn mathematics_is_what_roll20_takes_it_for() {
        assert!(adds_up(&["abs(3-10)+round(2.5)"], 10.0));
        assert!(adds_up(&["2**3**1+7%4"], 11.0));
        assert!(adds_up(&["10*2**-1"], 5.0));
        assert!(adds_up(&["+.5+-1"], -0.5));
    }

    #[test]
    fn what_belongs_to_nothing_is_left_out() {
        assert!(adds_up(&["19-1}"], 18.0));
        assert!(adds_up(&["(2) Arcane damage"], 2.0));
        assert!(adds_up(&["((3"], 3.0));
        assert!(!adds_up(&["2**"], 2.0));
    }

    #[test]
    fn nesting_has_an_end() {
        let mut tokens = Vec::new();
        lex(&"(".repeat(10_000), &mut tokens);
        assert_eq!(assemble(tokens), Err(RollError::TooDeep));
    }
}
