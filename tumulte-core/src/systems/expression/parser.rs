//! Tokens to a tree, by recursive descent; the loosest binding first.

use super::{
    Arithmetic, Comparison, Constant, ExpressionError, Function, Link, MAX_DEPTH, MAX_NODES, Node,
    Problem, lexer::Token,
};

type Parsed = Result<Node, ExpressionError>;

pub(super) struct Parser<'a> {
    tokens: &'a [(usize, Token<'a>)],
    next: usize,
    end: usize,
    depth: u32,
    nodes: usize,
    slots: Vec<usize>,
    resolve: &'a dyn Fn(&str) -> Option<usize>,
}

impl<'a> Parser<'a> {
    pub(super) fn new(
        tokens: &'a [(usize, Token<'a>)],
        end: usize,
        resolve: &'a dyn Fn(&str) -> Option<usize>,
    ) -> Self {
        Self { tokens, next: 0, end, depth: 0, nodes: 0, slots: Vec::new(), resolve }
    }

    pub(super) fn parse(mut self) -> Result<(Node, Vec<usize>), ExpressionError> {
        let root = self.conditional()?;
        if self.next < self.tokens.len() {
            return Err(self.unexpected("an operator or the end"));
        }
        Ok((root, self.slots))
    }

    /// `a if test else b`
    fn conditional(&mut self) -> Parsed {
        self.enter()?;
        let yes = self.disjunction()?;
        let node = if self.take_word("if") {
            let test = Box::new(self.disjunction()?);
            if !self.take_word("else") {
                return Err(self.unexpected("`else`"));
            }
            Node::If { test, yes: Box::new(yes), no: Box::new(self.conditional()?) }
        } else {
            yes
        };
        self.depth -= 1;
        Ok(node)
    }

    fn disjunction(&mut self) -> Parsed {
        let first = self.conjunction()?;
        let mut all = vec![first];
        while self.take_word("or") {
            all.push(self.conjunction()?);
        }
        Ok(single(all, Node::Or))
    }

    fn conjunction(&mut self) -> Parsed {
        let first = self.negation()?;
        let mut all = vec![first];
        while self.take_word("and") {
            all.push(self.negation()?);
        }
        Ok(single(all, Node::And))
    }

    fn negation(&mut self) -> Parsed {
        if !self.take_word("not") {
            return self.comparison();
        }
        self.enter()?;
        let operand = Box::new(self.negation()?);
        self.depth -= 1;
        Ok(Node::Not(operand))
    }

    fn comparison(&mut self) -> Parsed {
        let first = self.sum()?;
        let mut links = Vec::new();
        loop {
            if self.take_word("is") {
                let negated = self.take_word("not");
                links.push(Link::Is { what: self.constant()?, negated });
            } else if self.take_word("in") {
                links.push(self.membership(false)?);
            } else if self.take_word("not") {
                if !self.take_word("in") {
                    return Err(self.unexpected("`in` after `not`"));
                }
                links.push(self.membership(true)?);
            } else if let Some(comparison) = self.take_comparison() {
                links.push(compare(comparison, self.sum()?));
            } else if links.is_empty() {
                return Ok(first);
            } else {
                return Ok(Node::Chain(Box::new(first), links));
            }
            self.count()?;
        }
    }

    fn constant(&mut self) -> Result<Constant, ExpressionError> {
        let constant = match self.peek() {
            Some(Token::Word("None" | "none")) => Constant::None,
            Some(Token::Word("True" | "true")) => Constant::Bool(true),
            Some(Token::Word("False" | "false")) => Constant::Bool(false),
            _ => return Err(self.unexpected("`None`, `True` or `False` after `is`")),
        };
        self.next += 1;
        Ok(constant)
    }

    fn membership(&mut self, negated: bool) -> Result<Link, ExpressionError> {
        if !self.take_sign("(") {
            return Err(self.unexpected("a list in parentheses after `in`"));
        }
        Ok(Link::In { list: self.list()?, negated })
    }

    fn sum(&mut self) -> Parsed {
        let mut left = self.product()?;
        loop {
            let operator = if self.take_sign("+") {
                Arithmetic::Add
            } else if self.take_sign("-") {
                Arithmetic::Subtract
            } else {
                return Ok(left);
            };
            left = Node::Arithmetic(operator, Box::new(left), Box::new(self.product()?));
        }
    }

    fn product(&mut self) -> Parsed {
        let mut left = self.sign()?;
        loop {
            let operator = match self.peek() {
                Some(Token::Sign("*")) => Arithmetic::Multiply,
                Some(Token::Sign("/")) => Arithmetic::Divide,
                Some(Token::Sign("//")) => Arithmetic::FloorDivide,
                Some(Token::Sign("%")) => Arithmetic::Remainder,
                _ => return Ok(left),
            };
            self.next += 1;
            left = Node::Arithmetic(operator, Box::new(left), Box::new(self.sign()?));
        }
    }

    fn sign(&mut self) -> Parsed {
        let negative = self.take_sign("-");
        if !negative && !self.take_sign("+") {
            return self.operand();
        }
        self.enter()?;
        let operand = self.sign()?;
        self.depth -= 1;
        Ok(if negative { Node::Negate(Box::new(operand)) } else { operand })
    }

    fn operand(&mut self) -> Parsed {
        self.count()?;
        let Some((offset, token)) = self.tokens.get(self.next) else {
            return Err(self.unexpected("a value"));
        };
        let offset = *offset;
        let node = match token {
            Token::Number(number) => Node::Number(*number),
            Token::Text(text) => Node::Text((*text).to_owned()),
            Token::Word("None" | "none") => Node::Missing,
            Token::Word("True" | "true") => Node::Bool(true),
            Token::Word("False" | "false") => Node::Bool(false),
            Token::Word(word) if matches!(self.after(), Some(Token::Sign("("))) => {
                let problem = || Problem::UnknownFunction((*word).to_owned());
                let (function, name) =
                    Function::named(word).ok_or_else(|| ExpressionError::new(offset, problem()))?;
                self.next += 2;
                return self.call(function, name, offset);
            }
            Token::Word(word) => match (self.resolve)(word) {
                Some(slot) => {
                    self.slots.push(slot);
                    Node::Slot(slot)
                }
                None if super::is_reserved(word) => return Err(self.unexpected("a value")),
                None => {
                    let problem = Problem::UnknownName((*word).to_owned());
                    return Err(ExpressionError::new(offset, problem));
                }
            },
            Token::Sign("(") => {
                self.next += 1;
                let inner = self.conditional()?;
                if !self.take_sign(")") {
                    return Err(self.unexpected("`)`"));
                }
                return Ok(inner);
            }
            Token::Sign(_) => return Err(self.unexpected("a value")),
        };
        self.next += 1;
        Ok(node)
    }

    fn call(&mut self, function: Function, name: &'static str, offset: usize) -> Parsed {
        let arguments = self.list()?;
        let found = arguments.len();
        if found == 1 || (function.takes_many() && found > 1) {
            return Ok(Node::Call(function, arguments));
        }
        let expected = if function.takes_many() { "one value or more" } else { "one value" };
        Err(ExpressionError::new(offset, Problem::Arguments { name, expected, found }))
    }

    /// Values separated by commas up to the closing parenthesis, which is taken too.
    fn list(&mut self) -> Result<Vec<Node>, ExpressionError> {
        let mut list = Vec::new();
        while !self.take_sign(")") {
            list.push(self.conditional()?);
            if !self.take_sign(",") && !matches!(self.peek(), Some(Token::Sign(")"))) {
                return Err(self.unexpected("`,` or `)`"));
            }
        }
        Ok(list)
    }

    fn take_comparison(&mut self) -> Option<Comparison> {
        let Some(Token::Sign(sign)) = self.peek() else { return None };
        let comparison = match *sign {
            "==" => Comparison::Equal,
            "!=" => Comparison::Unequal,
            "<" => Comparison::Less,
            "<=" => Comparison::LessOrEqual,
            ">" => Comparison::Greater,
            ">=" => Comparison::GreaterOrEqual,
            _ => return None,
        };
        self.next += 1;
        Some(comparison)
    }

    fn peek(&self) -> Option<&'a Token<'a>> {
        self.tokens.get(self.next).map(|(_, token)| token)
    }

    fn after(&self) -> Option<&'a Token<'a>> {
        self.tokens.get(self.next + 1).map(|(_, token)| token)
    }

    fn peek_word(&self, word: &str) -> bool {
        matches!(self.peek(), Some(Token::Word(found)) if *found == word)
    }

    fn take_word(&mut self, word: &str) -> bool {
        let found = self.peek_word(word);
        self.next += usize::from(found);
        found
    }

    fn take_sign(&mut self, sign: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Sign(found)) if *found == sign);
        self.next += usize::from(found);
        found
    }

    fn enter(&mut self) -> Result<(), ExpressionError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(ExpressionError::new(self.offset(), Problem::TooDeep));
        }
        Ok(())
    }

    fn count(&mut self) -> Result<(), ExpressionError> {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            return Err(ExpressionError::new(self.offset(), Problem::TooLarge));
        }
        Ok(())
    }

    fn offset(&self) -> usize {
        self.tokens.get(self.next).map_or(self.end, |(offset, _)| *offset)
    }

    fn unexpected(&self, expected: &'static str) -> ExpressionError {
        let found = self.peek().map_or_else(|| "the end".to_owned(), Token::describe);
        ExpressionError::new(self.offset(), Problem::Unexpected { found, expected })
    }
}

/// `x == None` asks the same as `x is None`.
fn compare(comparison: Comparison, right: Node) -> Link {
    match (comparison, right) {
        (Comparison::Equal, Node::Missing) => Link::Is { what: Constant::None, negated: false },
        (Comparison::Unequal, Node::Missing) => Link::Is { what: Constant::None, negated: true },
        (comparison, right) => Link::Compare(comparison, right),
    }
}

fn single(mut all: Vec<Node>, many: fn(Vec<Node>) -> Node) -> Node {
    match all.pop() {
        Some(only) if all.is_empty() => only,
        Some(last) => {
            all.push(last);
            many(all)
        }
        None => Node::Missing,
    }
}
