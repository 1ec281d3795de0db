//! Operands: numbers, parentheses, pools, functions, references, labels.

use super::{Parsed, Parser};
use crate::dice::{
    Amount, Call, Dialect, DiceError, DiceProblem as Problem, Function, Kind, Label, Node,
    Operator, PoolTerm, Reference, Sigil,
};
use crate::model::{Decimal, Parts};

/// Up to here every whole number is exact.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// What can stand where an operand is missing.
const OPERAND: &str = "dice, a number or a parenthesis";

impl Parser<'_, '_> {
    /// One operand with its labels.
    pub(super) fn operand(&mut self) -> Parsed {
        let first = self.formula.nodes.len();
        let start = self.cursor.at();
        match self.cursor.peek() {
            b'0'..=b'9' | b'.' => self.number(start)?,
            b'(' => self.parenthesis(first, start)?,
            b'{' if self.formula.dialect != Dialect::Avrae => self.pool(start)?,
            b'[' => self.bracket(first, start)?,
            b'@' | b'?' | b'%' | b'#' if self.formula.dialect != Dialect::Avrae => {
                self.reference(start)?;
            }
            b'd' | b'D' if self.is_die() => self.dice(Amount::Fixed(1), first, start)?,
            byte if byte.is_ascii_alphabetic() => self.function(start)?,
            _ => return Err(self.unexpected(OPERAND)),
        }
        self.labels(first, start)
    }

    /// The labels behind an operand.
    #[inline]
    fn labels(&mut self, first: usize, start: usize) -> Parsed {
        loop {
            let before = self.cursor;
            self.cursor.skip_space();
            if self.cursor.peek() != b'[' || self.cursor.second() == b'[' {
                self.cursor = before;
                return Ok(());
            }
            let label = self.label(false)?;
            self.push(Kind::Label(label), first, start);
        }
    }

    /// `[text]`
    fn label(&mut self, is_before: bool) -> Parsed<Label> {
        let start = self.cursor.at();
        self.cursor.advance(1);
        let Some(length) = self.cursor.rest().find(']') else {
            return Err(DiceError::new(Problem::UnclosedBracket, start..start + 1).expecting("`]`"));
        };
        let text = self.cursor.rest().get(..length).unwrap_or_default();
        if let Some(place) = text.find('[') {
            let at = self.cursor.at() + place;
            let problem = Problem::Unexpected { found: "`[`".to_owned() };
            return Err(DiceError::new(problem, at..at + 1).expecting("`]` before another `[`"));
        }
        let text = self.keep(text.trim());
        self.cursor.advance(length + 1);
        Ok(Label { is_before, text })
    }

    fn number(&mut self, start: usize) -> Parsed {
        let first = self.formula.nodes.len();
        let mut value = 0_u64;
        let mut digits = 0_u32;
        while let digit @ b'0'..=b'9' = self.cursor.peek() {
            value = value.saturating_mul(10).saturating_add(u64::from(digit - b'0'));
            digits += 1;
            self.cursor.advance(1);
        }
        if digits > 0 && matches!(self.cursor.peek(), b'd' | b'D') && self.is_die() {
            let count = u32::try_from(value).unwrap_or(u32::MAX);
            return self.dice(Amount::Fixed(count), first, start);
        }
        let mut number = Decimal { digits: u128::from(value), decimals: 0 };
        if self.cursor.peek() == b'.' {
            self.cursor.advance(1);
            if !self.cursor.peek().is_ascii_digit() {
                return Err(self.unexpected("a digit"));
            }
            while let digit @ b'0'..=b'9' = self.cursor.peek() {
                number.append(digit - b'0');
                self.cursor.advance(1);
            }
        }
        let refused = |parser: &Self, expected| {
            let span = start..parser.cursor.at();
            Err(DiceError::new(Problem::InvalidNumber, span).expecting(expected))
        };
        if number.decimals > Decimal::MOST {
            return refused(self, "at most 19 decimals");
        }
        let value = number.value();
        if value > EXACT {
            return refused(self, "at most 9007199254740992");
        }
        self.push(Kind::Number(value), first, start);
        Ok(())
    }

    fn parenthesis(&mut self, first: usize, start: usize) -> Parsed {
        if self.formula.dialect == Dialect::Avrae {
            return self.avrae_set(first, start);
        }
        self.enclosed()?;
        self.dice_of(first, start)
    }

    /// One value in `(…)` or `[[…]]`.
    pub(super) fn enclosed(&mut self) -> Parsed {
        let first = self.formula.nodes.len();
        let start = self.cursor.at();
        self.enter(start)?;
        let (kind, open, close, unclosed, expected) = match self.cursor.peek() {
            b'(' => (Kind::Group, "(", ")", Problem::UnclosedParenthesis, "`)`"),
            _ => (Kind::Inline, "[[", "]]", Problem::UnclosedBracket, "`]]`"),
        };
        if !self.cursor.take_text(open) {
            return Err(self.unexpected(OPERAND));
        }
        self.expression(0)?;
        self.cursor.skip_space();
        if !self.cursor.take_text(close) {
            if self.cursor.is_at_end() {
                let span = start..start + open.len();
                return Err(DiceError::new(unclosed, span).expecting(expected));
            }
            return Err(self.unexpected(match kind {
                Kind::Group => "an operator or `)`",
                _ => "an operator or `]]`",
            }));
        }
        self.leave();
        self.push(kind, first, start);
        Ok(())
    }

    /// Dice whose number is the operand just read: `(1d4)d6`.
    #[inline]
    pub(super) fn dice_of(&mut self, first: usize, start: usize) -> Parsed {
        if matches!(self.cursor.peek(), b'd' | b'D') && self.is_die() {
            return self.dice(Amount::Operand, first, start);
        }
        Ok(())
    }

    /// Expressions between commas, from the opening sign to the closing one.
    pub(super) fn list(
        &mut self,
        close: u8,
        unclosed: Problem,
        expected: &'static str,
    ) -> Parsed<u32> {
        let open = self.cursor.at();
        self.enter(open)?;
        self.cursor.advance(1);
        let mut entries = 0;
        loop {
            self.cursor.skip_space();
            let may_end = entries == 0 || self.formula.dialect == Dialect::Avrae;
            if may_end && self.cursor.take(close) {
                break;
            }
            if self.cursor.is_at_end() {
                return Err(DiceError::new(unclosed, open..open + 1).expecting(expected));
            }
            self.expression(0)?;
            entries += 1;
            self.cursor.skip_space();
            if self.cursor.take(close) {
                break;
            }
            if self.cursor.is_at_end() {
                return Err(DiceError::new(unclosed, open..open + 1).expecting(expected));
            }
            if !self.cursor.take(b',') {
                return Err(self.unexpected(match close {
                    b'}' => "an operator, `,` or `}`",
                    _ => "an operator, `,` or `)`",
                }));
            }
        }
        self.leave();
        Ok(entries)
    }

    fn pool(&mut self, start: usize) -> Parsed {
        let first = self.formula.nodes.len();
        let entries = self.list(b'}', Problem::UnclosedBrace, "`}`")?;
        if entries == 0 {
            return Err(DiceError::new(Problem::Empty, start..self.cursor.at())
                .expecting("at least one roll in a pool"));
        }
        let before = self.formula.modifiers.len();
        self.pool_modifiers()?;
        let modifiers = self.since(before);
        let by_die =
            self.formula.dialect == Dialect::Roll20 && entries == 1 && !modifiers.is_empty();
        if by_die {
            self.check_dice_only(first, start)?;
        }
        self.push(Kind::Pool(PoolTerm { entries, by_die, modifiers }), first, start);
        Ok(())
    }

    /// Modifiers of a pool with one entry choose among its dice. With anything but dice and sums
    /// inside, tables don't say what they choose from.
    fn check_dice_only(&self, first: usize, start: usize) -> Parsed {
        let is_plain = |node: &Node| match node.kind {
            Kind::Dice(dice) => dice.count != Amount::Operand && dice.modifiers.is_empty(),
            Kind::Binary(Operator::Add) | Kind::Label(_) => true,
            _ => false,
        };
        if self.formula.nodes.get(first..).is_some_and(|nodes| nodes.iter().all(is_plain)) {
            return Ok(());
        }
        Err(DiceError::new(Problem::Ambiguous, start..self.cursor.at())
            .expecting("plain dice and `+` alone where one entry is picked from")
            .hinting("move everything but the dice out of the braces"))
    }

    /// `[label] operand` or `[[inline]]`
    fn bracket(&mut self, first: usize, start: usize) -> Parsed {
        if self.cursor.second() == b'[' && self.formula.dialect != Dialect::Avrae {
            self.enclosed()?;
            return self.dice_of(first, start);
        }
        if self.formula.dialect != Dialect::Roll20 {
            return Err(self.unexpected(OPERAND));
        }
        self.enter(start)?;
        let label = self.label(true)?;
        self.cursor.skip_space();
        self.operand()?;
        self.leave();
        self.push(Kind::Label(label), first, start);
        Ok(())
    }

    fn function(&mut self, start: usize) -> Parsed {
        let first = self.formula.nodes.len();
        while matches!(self.cursor.peek(), b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_') {
            self.cursor.advance(1);
        }
        let name = self.cursor.since(start);
        let unknown = || Problem::UnknownFunction { name: name.to_owned() };
        let span = start..self.cursor.at();
        if self.cursor.peek() != b'(' {
            let problem = Problem::Unexpected { found: format!("`{name}`") };
            return Err(DiceError::new(problem, span).expecting(OPERAND));
        }
        let function = match (self.formula.dialect, Function::named(name)) {
            (Dialect::Foundry, Some(function)) => function,
            (Dialect::Foundry, None) => Function::Other(self.keep(name)),
            (Dialect::Roll20, Some(function)) if function.is_in_roll20() => function,
            _ => return Err(DiceError::new(unknown(), span)),
        };
        let arguments = self.list(b')', Problem::UnclosedParenthesis, "`)`")?;
        if !function.takes(arguments) {
            return Err(DiceError::new(Problem::WrongArguments, start..self.cursor.at()));
        }
        self.push(Kind::Call(Call { function, arguments }), first, start);
        self.dice_of(first, start)
    }

    /// `@name`, `@{name}`, `?{question|default}`; `%{ability}` and `#macro` are refused.
    fn reference(&mut self, start: usize) -> Parsed {
        let first = self.formula.nodes.len();
        let sigil = self.cursor.peek();
        self.cursor.advance(1);
        if self.formula.dialect == Dialect::Foundry && sigil == b'@' {
            let name = self.cursor.at();
            // `@a-b` is one name, `@a-1` a difference.
            while match self.cursor.peek() {
                b'-' => self.cursor.second().is_ascii_alphabetic(),
                byte => byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.'),
            } {
                self.cursor.advance(1);
            }
            let text = self.cursor.since(name);
            if text.is_empty() {
                return Err(self.unexpected("a name after `@`"));
            }
            let reference = Reference { sigil: Sigil::Data, name: self.keep(text) };
            self.push(Kind::Reference(reference), first, start);
            return Ok(());
        }
        if self.formula.dialect != Dialect::Roll20 {
            self.cursor.go_to(start);
            return Err(self.unexpected(OPERAND));
        }
        let sigil = match sigil {
            b'@' => Sigil::Attribute,
            b'?' => Sigil::Query,
            _ => {
                return Err(DiceError::new(Problem::UnresolvedMacro, start..self.cursor.at())
                    .expecting(OPERAND));
            }
        };
        if !self.cursor.take(b'{') {
            return Err(self.unexpected("`{`"));
        }
        let Some(length) = self.cursor.rest().find('}') else {
            return Err(DiceError::new(Problem::UnclosedBrace, start..start + 2).expecting("`}`"));
        };
        let text = self.cursor.rest().get(..length).unwrap_or_default();
        if text.has("{") {
            return Err(DiceError::new(Problem::UnresolvedMacro, start..self.cursor.at() + length)
                .expecting("a reference without others inside"));
        }
        let reference = Reference { sigil, name: self.keep(text) };
        self.cursor.advance(length + 1);
        self.push(Kind::Reference(reference), first, start);
        Ok(())
    }
}

impl Function {
    /// The function of JavaScript's `Math` with that name, or `ln` and the like by their own.
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "abs" => Self::Abs,
            "cbrt" => Self::Cbrt,
            "ceil" => Self::Ceil,
            "exp" => Self::Exp,
            "floor" => Self::Floor,
            "hypot" => Self::Hypot,
            "log" => Self::Ln,
            "log10" => Self::Log10,
            "log2" => Self::Log2,
            "max" => Self::Max,
            "min" => Self::Min,
            "pow" => Self::Pow,
            "round" => Self::Round,
            "sign" => Self::Sign,
            "sqrt" => Self::Sqrt,
            "trunc" => Self::Trunc,
            _ => return None,
        })
    }

    /// Its name; none for a function known by name only.
    #[must_use]
    pub const fn as_str(self) -> Option<&'static str> {
        Some(match self {
            Self::Abs => "abs",
            Self::Cbrt => "cbrt",
            Self::Ceil => "ceil",
            Self::Exp => "exp",
            Self::Floor => "floor",
            Self::Hypot => "hypot",
            Self::Ln => "log",
            Self::Log10 => "log10",
            Self::Log2 => "log2",
            Self::Max => "max",
            Self::Min => "min",
            Self::Pow => "pow",
            Self::Round => "round",
            Self::Sign => "sign",
            Self::Sqrt => "sqrt",
            Self::Trunc => "trunc",
            Self::Other(_) => return None,
        })
    }

    pub(in crate::dice) const fn is_in_roll20(self) -> bool {
        matches!(self, Self::Abs | Self::Ceil | Self::Floor | Self::Round)
    }

    const fn takes(self, arguments: u32) -> bool {
        match self {
            Self::Max | Self::Min | Self::Hypot => arguments >= 1,
            Self::Pow => arguments == 2,
            Self::Other(_) => true,
            _ => arguments == 1,
        }
    }
}
