//! The distribution of a whole formula, part by part.

use super::{
    super::{Amount, Call, DiceTerm, Faces, Formula, Function, Kind, Node, Operator, arithmetic},
    budget::Budget,
    distribution::Distribution,
    mixed::extreme,
    obstacle::Obstacle,
    pool::Pool,
    story,
    thrown::thrown,
    weight::Weight,
};

/// The distribution of a formula, or the part of it that has none and why.
pub(super) fn walk<W: Weight>(formula: &Formula) -> Result<Distribution<W>, (Obstacle, usize)> {
    let mut walk = Walk { formula, budget: Budget::new(), stack: Vec::new() };
    let mut held = 0_usize;
    for (index, node) in formula.nodes().iter().enumerate() {
        let value = walk.part(index, node).map_err(|obstacle| (obstacle, index))?;
        held = held.saturating_add(value.len());
        Budget::cells(held).map_err(|obstacle| (obstacle, index))?;
        walk.stack.push(value);
    }
    walk.stack.pop().ok_or((Obstacle::NoValue, 0))
}

struct Walk<'a, W> {
    formula: &'a Formula,
    budget: Budget,
    /// The distributions of the parts that no later part has taken yet.
    stack: Vec<Distribution<W>>,
}

impl<W: Weight> Walk<'_, W> {
    fn pop(&mut self) -> Result<Distribution<W>, Obstacle> {
        self.stack.pop().ok_or(Obstacle::NoValue)
    }

    /// The last operands, in reading order.
    fn take(&mut self, count: u32) -> Result<Vec<Distribution<W>>, Obstacle> {
        let first = self.stack.len().checked_sub(count as usize).ok_or(Obstacle::NoValue)?;
        Ok(self.stack.split_off(first))
    }

    fn part(&mut self, index: usize, node: &Node) -> Result<Distribution<W>, Obstacle> {
        match node.kind() {
            Kind::Number(number) => Ok(Distribution::point(number)),
            Kind::Dice(term) => self.dice(&term),
            Kind::Reference(_) => Err(Obstacle::Unresolved),
            Kind::Negate => self.pop()?.map(&mut self.budget, |value| Ok(-value)),
            Kind::Binary(operator) => self.binary(operator),
            Kind::Group | Kind::Inline | Kind::Label(_) => self.pop(),
            Kind::Call(call) => self.call(call),
            Kind::Pool(pool) => {
                let entries = self.take(pool.entries)?;
                let modifiers = self.formula.pool_modifiers(&pool);
                let is_by_die = pool.by_die;
                let pool = Pool { formula: self.formula, modifiers, entries };
                if is_by_die {
                    pool.by_die(node.first()..index, &mut self.budget)
                } else {
                    pool.by_entry(&mut self.budget)
                }
            }
        }
    }

    fn dice(&mut self, term: &DiceTerm) -> Result<Distribution<W>, Obstacle> {
        let faces = match term.faces {
            Faces::Operand => Some(self.pop()?),
            _ => None,
        };
        let counts = match term.count {
            Amount::Operand => Some(self.pop()?),
            Amount::Fixed(_) => None,
        };
        let modifiers = self.formula.modifiers(term);
        let dialect = self.formula.dialect();
        if let (None, Amount::Fixed(count)) = (&faces, term.count) {
            return thrown(
                count,
                story::kind(term.faces, None)?,
                dialect,
                modifiers,
                &mut self.budget,
            );
        }
        let counts = counts.unwrap_or_else(|| match term.count {
            Amount::Fixed(count) => Distribution::point(f64::from(count)),
            Amount::Operand => Distribution::point(0.0),
        });
        let sizes = faces.unwrap_or_else(|| Distribution::point(1.0));
        let total = counts.total.total_times(sizes.total).ok_or(Obstacle::Uncountable)?;
        let mut parts = Vec::new();
        let mut held = 0_usize;
        for (count, count_weight) in counts.iter() {
            let count = story::number(count, Obstacle::TooManyDice)?;
            if count > self.formula.limits().dice {
                return Err(Obstacle::TooManyDice);
            }
            for (size, size_weight) in sizes.iter() {
                let kind = story::kind(term.faces, Some(size))?;
                if kind.faces > self.formula.limits().faces {
                    return Err(Obstacle::TooManyFaces);
                }
                let sum = thrown(count, kind, dialect, modifiers, &mut self.budget)?;
                held = held.saturating_add(sum.len());
                Budget::cells(held)?;
                parts.push((count_weight.times(size_weight), sum));
            }
        }
        let mut mixed = Distribution::mixture(&parts, total, &mut self.budget)?;
        mixed.doubt = mixed.doubt.and(counts.doubt, 1).and(sizes.doubt, 1);
        Ok(mixed)
    }

    fn binary(&mut self, operator: Operator) -> Result<Distribution<W>, Obstacle> {
        let right = self.pop()?;
        let left = self.pop()?;
        let budget = &mut self.budget;
        match operator {
            Operator::Add => left.plus(&right, budget),
            Operator::Subtract => left.plus(&right.map(budget, |value| Ok(-value))?, budget),
            _ => {
                let dialect = self.formula.dialect();
                left.combine(&right, budget, |left, right| {
                    arithmetic::binary(operator, left, right, dialect).map_err(Into::into)
                })
            }
        }
    }

    fn call(&mut self, call: Call) -> Result<Distribution<W>, Obstacle> {
        let operands = self.take(call.arguments)?;
        let budget = &mut self.budget;
        match (call.function, operands.as_slice()) {
            (Function::Other(_), _) => Err(Obstacle::Unresolved),
            (Function::Max, _) => extreme(&operands, true, budget),
            (Function::Min, _) => extreme(&operands, false, budget),
            (function, [value]) => value.map(budget, |value| {
                Ok(arithmetic::call(function, value, core::iter::once(value)))
            }),
            (function, [left, right]) => left.combine(right, budget, |left, right| {
                Ok(arithmetic::call(function, right, [right, left].into_iter()))
            }),
            _ => Err(Obstacle::OutOfReach("functions of many values")),
        }
    }
}
