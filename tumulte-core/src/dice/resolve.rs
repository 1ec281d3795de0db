//! Puts the caller's values in.

use super::{DiceError, DiceProblem, Formula, print};
use crate::model::Parts;

impl Formula {
    /// Puts values in place of references: `@abilities.str.mod`, `@{strength}`, `?{Bonus|0}`.
    ///
    /// The caller is asked by name and answers with text: a number, or a formula of the same
    /// dialect. As on the tables themselves it is put in as it stands, without parentheses. What
    /// the caller does not know stays, except that a Roll20 question takes its default, when it has
    /// just one.
    ///
    /// ```
    /// use tumulte_core::dice::Formula;
    ///
    /// let formula: Formula = "1d20 + @mod + @prof".parse()?;
    /// let resolved = formula.resolve(|name| match name {
    ///     "mod" => Some("-1".to_owned()),
    ///     "prof" => Some("1d4".to_owned()),
    ///     _ => None,
    /// })?;
    /// assert_eq!(resolved.to_string(), "1d20 + -1 + 1d4");
    /// # Ok::<(), tumulte_core::dice::DiceError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse), for the text with its values put in.
    pub fn resolve(
        &self,
        mut value: impl FnMut(&str) -> Option<String>,
    ) -> Result<Self, DiceError> {
        let mut failure = None;
        let mut length = 0;
        let text = print::resolved(self, &mut |name| {
            if failure.is_some() {
                return None;
            }
            let given = value(name).or_else(|| default(name).map(str::to_owned))?;
            length += given.len();
            match self.check(&given, length) {
                Ok(()) => Some(given),
                Err(error) => {
                    failure = Some(error);
                    None
                }
            }
        });
        failure.map_or_else(|| Self::parse_within(&text, self.dialect, self.limits), Err)
    }

    /// A value must be a formula by itself: a comment in it would hide what stands behind.
    fn check(&self, value: &str, length: usize) -> Result<(), DiceError> {
        let limit = self.limits.length;
        if length > limit as usize {
            return Err(DiceError::new(DiceProblem::TooLong { limit }, 0..value.len()));
        }
        let formula = Self::parse_within(value, self.dialect, self.limits)?;
        if formula.comment.is_some() || formula.visibility.is_some() {
            return Err(DiceError::new(DiceProblem::Ambiguous, 0..value.len())
                .in_text(value)
                .expecting("a value without command and comment"));
        }
        Ok(())
    }

    /// The names of its references, in reading order.
    pub fn references(&self) -> impl Iterator<Item = &str> {
        self.nodes.iter().filter_map(|node| match &node.kind {
            super::Kind::Reference(reference) => Some(self.reference_name(reference)),
            _ => None,
        })
    }
}

/// The default of `question|default`; none where there are answers to choose from.
fn default(name: &str) -> Option<&str> {
    let (_, default) = name.split_once('|')?;
    (!default.has("|")).then_some(default)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dice::Dialect;

    fn resolved(text: &str, dialect: Dialect, value: &str) -> String {
        let formula = Formula::parse(text, dialect).unwrap();
        formula.resolve(|_| (!value.is_empty()).then(|| value.to_owned())).unwrap().to_string()
    }

    #[test]
    fn values_are_put_in_as_they_stand() {
        assert_eq!(resolved("2 * @a.b-c", Dialect::Foundry, "1d6 + 2"), "2 * 1d6 + 2");
        assert_eq!(resolved("(@level)d6", Dialect::Foundry, "3"), "(3)d6");
        assert_eq!(resolved("1d20+@{dex}[DEX]", Dialect::Roll20, "-2"), "1d20 + -2[DEX]");
    }

    #[test]
    fn a_question_takes_its_only_default() {
        assert_eq!(resolved("1d20+?{Bonus|3}", Dialect::Roll20, ""), "1d20 + 3");
        assert_eq!(resolved("1d20+?{A|x,1|y,2}", Dialect::Roll20, ""), "1d20 + ?{A|x,1|y,2}");
        assert_eq!(resolved("1d20+@{dex}", Dialect::Roll20, ""), "1d20 + @{dex}");
    }

    #[test]
    fn values_together_are_no_longer_than_a_formula_may_be() {
        let formula: Formula = "@a+@a+@a+@a+@a+@a".parse().unwrap();
        let mut asked = 0;
        let refused = formula.resolve(|_| {
            asked += 1;
            Some("7".repeat(15) + &"+1".repeat(2000))
        });
        assert_eq!((refused.unwrap_err().code(), asked), ("dice.too_long", 3));
    }

    #[test]
    fn a_value_hides_nothing_that_stands_behind_it() {
        let formula: Formula = "1d20 + @a + 5".parse().unwrap();
        let refused = |value: &str| formula.resolve(|_| Some(value.to_owned())).unwrap_err();
        assert_eq!(refused("1 # one").code(), "dice.ambiguous");
        assert_eq!(refused("/gmroll 1").code(), "dice.ambiguous");
        assert_eq!(refused("2d").code(), "dice.unexpected");
    }
}
