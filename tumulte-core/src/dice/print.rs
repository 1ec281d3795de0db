//! From a formula to canonical text, in its own dialect or another.

use core::fmt::{self, Write};

use super::{
    Amount, Call, Dialect, DiceError, DiceProblem, DiceTerm, Faces, Formula, Function, Kind, Label,
    Modifier, Node, Operator, PoolTerm, Reference, RollResult, Sigil, Span, modifier_text,
};
use crate::model::{Few, Visibility};

/// Writes a formula in its own dialect.
pub(super) fn formula(formula: &Formula, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    Printer::new(formula, formula.dialect, f).whole()
}

/// Writes a rolled formula: behind dice what they showed, what does not count struck through.
pub(super) fn rolled(rolled: &RollResult<'_>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut printer = Printer::new(rolled.formula, rolled.formula.dialect, f);
    printer.rolled = Some(rolled);
    printer.root()
}

/// Writes a formula with values in place of its references.
pub(super) fn resolved(formula: &Formula, value: &mut dyn FnMut(&str) -> Option<String>) -> String {
    let mut text = String::new();
    let dialect = formula.dialect;
    let mut printer = Printer::new(formula, dialect, &mut text);
    printer.values = Some(value);
    // Every formula can be said in its own dialect, and writing to a String can't fail.
    let _ = printer.whole();
    text
}

impl Formula {
    /// The formula in another dialect, saying the same.
    ///
    /// ```
    /// use tumulte_core::dice::{Dialect, Formula};
    ///
    /// let formula = Formula::parse("6d6!>5 + 4d6kh3[str]", Dialect::Roll20)?;
    /// assert_eq!(formula.to_dialect(Dialect::Foundry)?.to_string(), "6d6x>=5 + 4d6kh3[str]");
    /// assert_eq!(formula.to_dialect(Dialect::Avrae)?.to_string(), "6d6e>4 + 4d6kh3 [str]");
    /// # Ok::<(), tumulte_core::dice::DiceError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// `dice.not_in_dialect` with the place of what the other dialect has no word for, or another
    /// meaning.
    pub fn to_dialect(&self, dialect: Dialect) -> Result<Self, DiceError> {
        if dialect == self.dialect {
            return Ok(self.clone());
        }
        let mut text = String::new();
        let mut printer = Printer::new(self, dialect, &mut text);
        if printer.whole().is_err() {
            let span = printer.fault.range();
            return Err(DiceError::new(DiceProblem::NotInDialect, span));
        }
        // What is refused there although every part has a word: failures without successes.
        Self::parse_within(&text, dialect, self.limits).map_err(|_| {
            let span = self.nodes.last().map(Node::span).unwrap_or_default();
            DiceError::new(DiceProblem::NotInDialect, span.range())
        })
    }
}

struct Printer<'a, W> {
    formula: &'a Formula,
    dialect: Dialect,
    rolled: Option<&'a RollResult<'a>>,
    values: Option<Values<'a>>,
    out: W,
    /// Where the part stood that could not be printed.
    fault: Span,
}

/// Who knows the values of references.
type Values<'a> = &'a mut dyn FnMut(&str) -> Option<String>;

impl<'a, W: Write> Printer<'a, W> {
    fn new(formula: &'a Formula, dialect: Dialect, out: W) -> Self {
        Self { formula, dialect, rolled: None, values: None, out, fault: Span::default() }
    }

    fn whole(&mut self) -> fmt::Result {
        self.out.write_str(match (self.formula.visibility, self.dialect) {
            (None, _) => "",
            (Some(_), Dialect::Avrae) => return Err(fmt::Error),
            (Some(Visibility::GmOnly), _) => "/gmroll ",
            (Some(_), Dialect::Roll20) => return Err(fmt::Error),
            (Some(Visibility::Public), _) => "/publicroll ",
            (Some(Visibility::Blind), _) => "/blindroll ",
            (Some(Visibility::SelfOnly), _) => "/selfroll ",
        })?;
        self.root()?;
        let Some(comment) = self.formula.comment() else { return Ok(()) };
        match self.dialect {
            Dialect::Foundry => write!(self.out, " # {comment}"),
            Dialect::Roll20 => write!(self.out, " \\\\ {comment}"),
            Dialect::Avrae => Err(fmt::Error),
        }
    }

    fn root(&mut self) -> fmt::Result {
        self.formula.nodes.len().checked_sub(1).map_or(Ok(()), |last| self.expression(last))
    }

    /// A part and what belongs to it. Chains of operators and labels lean to the left and may be
    /// long, so they are walked, not recursed into.
    fn expression(&mut self, index: usize) -> fmt::Result {
        let mut spine: Few<(usize, Node), 4> = Few::new();
        let mut at = index;
        while let Some(node) = self.formula.nodes.get(at) {
            let left = match node.kind {
                Kind::Binary(_) => at
                    .checked_sub(1)
                    .and_then(|right| self.formula.nodes.get(right))
                    .map(Node::first),
                Kind::Label(Label { is_before: false, .. }) => Some(at),
                _ => {
                    self.single(at, *node)?;
                    break;
                }
            };
            spine.push((at, *node));
            at = left.and_then(|first| first.checked_sub(1)).ok_or(fmt::Error)?;
        }
        for (at, node) in spine.into_iter().rev() {
            match node.kind {
                Kind::Binary(operator) => {
                    self.check(self.has(operator), node)?;
                    write!(self.out, " {} ", operator.as_str())?;
                    self.expression(at - 1)?;
                }
                Kind::Label(label) => self.label(label)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn has(&self, operator: Operator) -> bool {
        match operator {
            Operator::Power => self.dialect == Dialect::Roll20,
            Operator::FloorDivide | Operator::Compare(_) | Operator::Differ => {
                self.dialect == Dialect::Avrae
            }
            Operator::Remainder => {
                (self.dialect == Dialect::Avrae) == (self.formula.dialect == Dialect::Avrae)
            }
            _ => true,
        }
    }

    fn check(&mut self, is_sayable: bool, node: Node) -> fmt::Result {
        if is_sayable {
            return Ok(());
        }
        self.fault = node.span();
        Err(fmt::Error)
    }

    fn single(&mut self, index: usize, node: Node) -> fmt::Result {
        match node.kind {
            Kind::Number(number) => write!(self.out, "{}", crate::model::Number::new(number)),
            Kind::Dice(dice) => self.dice(index, node, dice),
            Kind::Reference(reference) => self.reference(reference, node),
            Kind::Negate => {
                self.out.write_char('-')?;
                self.expression(index - 1)
            }
            Kind::Group => self.around("(", index, ")"),
            Kind::Inline if self.dialect == Dialect::Avrae => self.around("(", index, ")"),
            Kind::Inline => self.around("[[", index, "]]"),
            Kind::Call(call) => self.call(index, node, call),
            Kind::Pool(pool) => self.pool(index, node, pool),
            Kind::Label(label) if self.dialect == Dialect::Roll20 => {
                self.label(label)?;
                self.out.write_char(' ')?;
                self.expression(index - 1)
            }
            Kind::Label(label) => {
                self.expression(index - 1)?;
                self.label(label)
            }
            Kind::Binary(_) => Ok(()),
        }
    }

    fn around(&mut self, open: &str, index: usize, close: &str) -> fmt::Result {
        self.out.write_str(open)?;
        self.expression(index - 1)?;
        self.out.write_str(close)
    }

    fn label(&mut self, label: Label) -> fmt::Result {
        let space = if self.dialect == Dialect::Avrae { " " } else { "" };
        write!(self.out, "{space}[{}]", self.formula.words(label.text))
    }

    fn reference(&mut self, reference: Reference, node: Node) -> fmt::Result {
        self.check(self.dialect == self.formula.dialect, node)?;
        let name = self.formula.reference_name(&reference);
        if let Some(value) = self.values.as_mut().and_then(|values| values(name)) {
            return self.out.write_str(&value);
        }
        match reference.sigil {
            Sigil::Data => write!(self.out, "@{name}"),
            Sigil::Attribute => write!(self.out, "@{{{name}}}"),
            Sigil::Query => write!(self.out, "?{{{name}}}"),
        }
    }

    fn list(&mut self, index: usize) -> fmt::Result {
        for (place, child) in self.formula.children(index).into_iter().enumerate() {
            if place > 0 {
                self.out.write_str(", ")?;
            }
            let is_dropped = self.rolled.is_some_and(|rolled| rolled.is_dropped(child));
            let strike = if is_dropped { "~~" } else { "" };
            self.out.write_str(strike)?;
            self.expression(child)?;
            self.out.write_str(strike)?;
        }
        Ok(())
    }

    fn call(&mut self, index: usize, node: Node, call: Call) -> fmt::Result {
        let is_sayable = match self.dialect {
            Dialect::Foundry => true,
            Dialect::Roll20 => call.function.is_in_roll20(),
            Dialect::Avrae => false,
        };
        self.check(is_sayable, node)?;
        let name = match call.function {
            Function::Other(words) => self.formula.words(words),
            known => known.as_str().unwrap_or_default(),
        };
        write!(self.out, "{name}(")?;
        self.list(index)?;
        self.out.write_char(')')
    }

    fn pool(&mut self, index: usize, node: Node, pool: PoolTerm) -> fmt::Result {
        let modifiers = self.formula.pool_modifiers(&pool);
        let is_single = pool.entries == 1 && !modifiers.is_empty();
        let is_sayable = match self.dialect {
            Dialect::Foundry => !pool.by_die,
            Dialect::Roll20 => pool.by_die || !is_single,
            Dialect::Avrae => {
                !pool.by_die
                    || matches!(self.formula.children(index).as_slice(), [only] if self.formula.nodes.get(*only).is_some_and(|node| matches!(node.kind, Kind::Dice(_))))
            }
        };
        self.check(is_sayable, node)?;
        let (open, close) = match self.dialect {
            Dialect::Avrae if pool.entries == 1 && !pool.by_die => ("(", ",)"),
            Dialect::Avrae => ("(", ")"),
            _ => ("{", "}"),
        };
        self.out.write_str(open)?;
        self.list(index)?;
        self.out.write_str(close)?;
        self.modifiers(modifiers, node)
    }

    fn dice(&mut self, index: usize, node: Node, dice: DiceTerm) -> fmt::Result {
        let children = self.formula.children(index);
        let is_counted = dice.count == Amount::Operand || dice.faces == Faces::Operand;
        self.check(!is_counted || self.dialect != Dialect::Avrae, node)?;
        match (dice.count, children.first()) {
            (Amount::Fixed(count), _) => write!(self.out, "{count}")?,
            (Amount::Operand, Some(child)) => self.expression(*child)?,
            (Amount::Operand, None) => {}
        }
        self.out.write_char('d')?;
        let is_sayable = match dice.faces {
            Faces::Tens => self.dialect == Dialect::Avrae,
            Faces::Fate => self.dialect != Dialect::Avrae,
            Faces::Coin | Faces::Custom(_) => self.dialect == Dialect::Foundry,
            _ => true,
        };
        self.check(is_sayable, node)?;
        match (dice.faces, children.last()) {
            (Faces::Fixed(faces), _) => write!(self.out, "{faces}")?,
            (Faces::Operand, Some(child)) => self.expression(*child)?,
            (Faces::Operand, None) => {}
            (Faces::Percent, _) if self.dialect == Dialect::Avrae => self.out.write_str("100")?,
            (Faces::Percent | Faces::Tens, _) => self.out.write_char('%')?,
            (Faces::Fate, _) => self.out.write_char('F')?,
            (Faces::Coin, _) => self.out.write_char('c')?,
            (Faces::Custom(letter), _) => self.out.write_char(letter)?,
        }
        let highest = dice.faces.bounds().map(|(_, highest)| highest);
        let modifiers = self.formula.modifiers(&dice);
        if self.dialect != self.formula.dialect {
            self.check(modifier_text::carry_over(modifiers), node)?;
        }
        for (place, modifier) in modifiers.iter().enumerate() {
            let told = match self.dialect {
                Dialect::Roll20 => {
                    modifier_text::told_apart(*modifier, modifiers.get(place + 1), highest)
                }
                Dialect::Foundry | Dialect::Avrae => Some(*modifier),
            };
            let written = match told {
                Some(modifier) => {
                    modifier_text::write(modifier, self.dialect, highest, &mut self.out)?
                }
                None => false,
            };
            self.check(written, node)?;
        }
        let Some(rolled) = self.rolled else { return Ok(()) };
        for (place, die) in rolled.dice_of(index).iter().enumerate() {
            write!(self.out, "{}{die}", if place == 0 { " (" } else { ", " })?;
        }
        if rolled.dice_of(index).is_empty() { Ok(()) } else { self.out.write_char(')') }
    }

    fn modifiers(&mut self, modifiers: &[Modifier], node: Node) -> fmt::Result {
        for modifier in modifiers {
            let written = modifier_text::write(*modifier, self.dialect, None, &mut self.out)?;
            self.check(written, node)?;
        }
        Ok(())
    }
}

impl Operator {
    /// The sign as it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::FloorDivide => "//",
            Self::Remainder => "%",
            Self::Power => "**",
            Self::Differ => "!=",
            Self::Compare(super::Comparison::Equal) => "==",
            Self::Compare(comparison) => comparison.as_str(),
        }
    }
}
