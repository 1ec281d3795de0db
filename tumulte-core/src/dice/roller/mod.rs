//! Works a formula out, part by part, from front to back.

mod choose;
mod count;
mod function;
mod pool;
mod term;

use super::{
    Dice, DiceError, DiceProblem as Problem, Formula, GivenFaces, Kind, Node, RollResult,
    RolledDie, arithmetic, result::Part,
};
use crate::model::Few;

impl Formula {
    /// Rolls it.
    ///
    /// # Errors
    ///
    /// Places are those of the text that was parsed; see [`DiceError::in_text`] for the picture.
    ///
    /// - `dice.unresolved_reference`, `dice.unknown_function`, `dice.unknown_die`: only the caller or
    ///   the game system knows what that is
    /// - `dice.too_many_dice`, `dice.too_much_work`, `dice.too_many_faces`: beyond the [`Limits`](super::Limits)
    /// - `dice.division_by_zero`, `dice.not_a_number`, `dice.invalid_count`, `dice.no_faces`
    /// - `dice.too_few_faces`, `dice.face_out_of_range`: the [`Dice`] gave none, or one that the die
    ///   does not have
    pub fn roll<D: Dice + ?Sized>(&self, dice: &mut D) -> Result<RollResult<'_>, DiceError> {
        let mut rolled =
            RollResult { formula: self, total: 0.0, dice: Few::new(), parts: Few::new() };
        let work = Roller { formula: self, source: dice, rolled: &mut rolled, thrown: 0, work: 0 };
        work.run()?;
        Ok(rolled)
    }

    /// Works it out with what dice showed, in the order in which the formula throws them: −1 to 1
    /// on Fate dice, 0 or 1 on coins.
    ///
    /// # Errors
    ///
    /// As [`roll`](Self::roll), and `dice.faces_left_over` when more results are given than dice are
    /// thrown.
    pub fn roll_given(&self, results: &[i32]) -> Result<RollResult<'_>, DiceError> {
        let mut given = GivenFaces::new(results);
        // By the same code as any other dice, and not by one more.
        let rolled = self.roll::<dyn Dice>(&mut given)?;
        match given.left() {
            0 => Ok(rolled),
            left => {
                let span = self.nodes.last().map(Node::span).unwrap_or_default();
                Err(DiceError::new(Problem::FacesLeftOver { left }, span.range()))
            }
        }
    }
}

struct Roller<'r, 'f, D: ?Sized> {
    formula: &'f Formula,
    source: &'r mut D,
    rolled: &'r mut RollResult<'f>,
    thrown: u32,
    work: u32,
}

impl<D: Dice + ?Sized> Roller<'_, '_, D> {
    fn run(mut self) -> Result<(), DiceError> {
        for (index, node) in self.formula.nodes.iter().enumerate() {
            let value = match node.kind {
                Kind::Number(number) => Ok(number),
                Kind::Dice(dice) => self.dice(index, dice),
                Kind::Binary(operator) => {
                    let right = self.before(index);
                    let left = self.before(self.first_before(index));
                    arithmetic::binary(operator, left, right, self.formula.dialect)
                }
                Kind::Negate => Ok(-self.before(index)),
                Kind::Group | Kind::Inline | Kind::Label(_) => Ok(self.before(index)),
                Kind::Call(call) => self.call(index, call),
                Kind::Pool(pool) => self.pool(index, pool),
                Kind::Reference(reference) => {
                    let name = self.formula.reference_name(&reference).to_owned();
                    Err(Problem::UnresolvedReference { name })
                }
            };
            let value = match value {
                Ok(value) if value.is_finite() => value,
                Ok(_) => return Err(DiceError::new(Problem::NotANumber, node.span().range())),
                Err(problem) => return Err(DiceError::new(problem, node.span().range())),
            };
            self.rolled.parts.push(Part { value, dice: self.dice_so_far(), is_dropped: false });
        }
        // A zero has no sign for players.
        self.rolled.total = self.rolled.parts.last().map_or(0.0, |part| part.value) + 0.0;
        Ok(())
    }

    /// What the part right before this one came to.
    fn before(&self, index: usize) -> f64 {
        let before = index.checked_sub(1).and_then(|before| self.rolled.parts.get(before));
        before.map_or(0.0, |part| part.value)
    }

    /// Where the part right before this one begins.
    fn first_before(&self, index: usize) -> usize {
        let before = index.checked_sub(1).and_then(|before| self.formula.nodes.get(before));
        before.map_or(0, Node::first)
    }

    fn dice_so_far(&self) -> u32 {
        // The limit of dice keeps it small.
        u32::try_from(self.rolled.dice.len()).unwrap_or(u32::MAX)
    }

    fn dice_from(&mut self, start: usize) -> &mut [RolledDie] {
        self.rolled.dice.get_mut(start..).unwrap_or_default()
    }
}
