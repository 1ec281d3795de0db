//! What is asked of dice beyond throwing them, and what became of each.

use crate::{
    model::{Die, Hints, Number},
    roll::DiceTerm,
};

/// A comparison with a face. Roll20's `>` and `<` include the number itself.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Comparison {
    AtLeast(f64),
    AtMost(f64),
    Equal(f64),
}

impl Comparison {
    /// The comparison of this sign; without one it asks for the number itself.
    pub(super) fn new(sign: &str, point: f64) -> Self {
        match sign.trim() {
            ">" | ">=" => Self::AtLeast(point),
            "<" | "<=" => Self::AtMost(point),
            _ => Self::Equal(point),
        }
    }

    #[expect(clippy::float_cmp, reason = "faces and points are whole numbers")]
    fn holds(self, face: f64) -> bool {
        match self {
            Self::AtLeast(point) => face >= point,
            Self::AtMost(point) => face <= point,
            Self::Equal(point) => face == point,
        }
    }
}

fn any(comparisons: &[Comparison], face: f64) -> bool {
    comparisons.iter().any(|comparison| comparison.holds(face))
}

/// What a formula asks of one kind of dice.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Request {
    /// How many; none where another roll decides.
    pub(super) count: Option<usize>,
    /// How many faces; 0 where that is unknown.
    pub(super) faces: u32,
    pub(super) is_fate: bool,
    /// `cs` and `cf`.
    pub(super) critical: Vec<Comparison>,
    pub(super) fumble: Vec<Comparison>,
    /// `>4f1`: successes are counted instead of faces.
    pub(super) success: Vec<Comparison>,
    pub(super) failure: Vec<Comparison>,
    pub(super) reroll: Vec<Comparison>,
    /// Which faces bring one more die; the highest when that is not said.
    pub(super) explosion: Option<Vec<Comparison>>,
    /// A modifier that changes the total in a way we don't know.
    pub(super) unexplained: Option<String>,
}

/// What a die showed, and whether it was dropped.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Shown {
    pub(super) face: f64,
    pub(super) is_dropped: bool,
}

impl Request {
    /// The dice as they fell, each with its fate.
    pub(super) fn fallen(&self, shown: &[Shown]) -> DiceTerm {
        let mut extra = shown.len().saturating_sub(self.count.unwrap_or(shown.len()));
        let dice = shown.iter().map(|shown| {
            let mut die = self.die(shown.face);
            if shown.is_dropped {
                die.active = false;
                die.rerolled = any(&self.reroll, shown.face);
                die.discarded = !die.rerolled;
                extra = extra.saturating_sub(usize::from(die.rerolled));
                return die;
            }
            if extra > 0 && self.explodes(shown.face) {
                die.exploded = true;
                extra -= 1;
            }
            if !self.success.is_empty() || !self.failure.is_empty() {
                let (success, failure) =
                    (any(&self.success, shown.face), any(&self.failure, shown.face));
                die.success = Some(success);
                die.count = Some(Number::from(i32::from(success) - i32::from(failure)));
            }
            die
        });
        DiceTerm::new(dice.collect())
    }

    fn die(&self, face: f64) -> Die {
        let mut die = Die::new(if self.is_fate { 3 } else { self.faces }, face);
        die.kind = self.is_fate.then(|| "fate".to_owned());
        die
    }

    fn explodes(&self, face: f64) -> bool {
        match self.explosion.as_deref() {
            None => false,
            Some([]) => face >= f64::from(self.faces),
            Some(points) => any(points, face),
        }
    }

    /// Thresholds of a d20 that was given its own: the names are those of the rules' options.
    ///
    /// A range that does not reach the highest face (`cs10`) is no threshold; one beyond it (`cs>21`)
    /// takes the critical away.
    pub(super) fn thresholds(&self, hints: &mut Hints) {
        if self.faces != 20 {
            return;
        }
        let highest = f64::from(self.faces);
        if any(&self.critical, highest) {
            let mut from = highest;
            while from > 1.0 && any(&self.critical, from - 1.0) {
                from -= 1.0;
            }
            hints.insert("critAt".to_owned(), from.into());
        } else if let Some(Comparison::AtLeast(point)) = self.critical.first() {
            hints.insert("critAt".to_owned(), (*point).into());
        }
        if any(&self.fumble, 1.0) {
            let mut to = 1.0;
            while to < highest && any(&self.fumble, to + 1.0) {
                to += 1.0;
            }
            hints.insert("fumbleAt".to_owned(), to.into());
        } else if let Some(Comparison::AtMost(point)) = self.fumble.first() {
            hints.insert("fumbleAt".to_owned(), (*point).into());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::HintValue;

    fn d20(critical: &[Comparison], fumble: &[Comparison]) -> (Option<f64>, Option<f64>) {
        let request = Request {
            faces: 20,
            critical: critical.to_vec(),
            fumble: fumble.to_vec(),
            ..Request::default()
        };
        let mut hints = Hints::new();
        request.thresholds(&mut hints);
        let number = |name: &str| match hints.get(name) {
            Some(HintValue::Number(number)) => Some(number.value()),
            _ => None,
        };
        (number("critAt"), number("fumbleAt"))
    }

    #[test]
    fn ranges_become_thresholds() {
        use Comparison::{AtLeast, AtMost, Equal};
        assert_eq!(d20(&[AtLeast(19.0)], &[]), (Some(19.0), None));
        assert_eq!(d20(&[Equal(20.0), Equal(18.0), Equal(19.0)], &[]), (Some(18.0), None));
        assert_eq!(d20(&[Equal(20.0), Equal(18.0)], &[]), (Some(20.0), None));
        assert_eq!(d20(&[Equal(10.0)], &[Equal(11.0)]), (None, None));
        assert_eq!(d20(&[AtLeast(21.0)], &[AtMost(0.0)]), (Some(21.0), Some(0.0)));
        assert_eq!(d20(&[], &[AtMost(3.0)]), (None, Some(3.0)));
    }

    #[test]
    fn a_dropped_die_that_asked_for_a_reroll_was_rerolled() {
        let request = Request {
            count: Some(1),
            faces: 20,
            reroll: vec![Comparison::Equal(1.0)],
            ..Request::default()
        };
        let shown =
            [(1.0, true), (14.0, false)].map(|(face, is_dropped)| Shown { face, is_dropped });
        let dice = request.fallen(&shown).dice;
        assert!(dice[0].rerolled && !dice[0].active && !dice[0].discarded);
        assert!(dice[1].active && !dice[1].rerolled);
    }

    #[test]
    fn only_dice_that_brought_another_one_exploded() {
        let request =
            Request { count: Some(2), faces: 6, explosion: Some(Vec::new()), ..Request::default() };
        let shown = [6.0, 6.0, 2.0].map(|face| Shown { face, is_dropped: false });
        let exploded: Vec<bool> =
            request.fallen(&shown).dice.iter().map(|die| die.exploded).collect();
        assert_eq!(exploded, [true, false, false]);
    }
}
