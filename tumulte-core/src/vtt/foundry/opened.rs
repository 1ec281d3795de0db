//! A roll taken out of its JSON: its dice found, its total checked, its facts picked.

use serde::de::IgnoredAny;

use super::{
    formula::{formula, shortened},
    hints::HintPlan,
    json::{Fault, Kind, Scanner},
    lenient::{Lenient, Text},
    limit::{MAX_ROLL_PARTS, ROLL},
    node::Node,
    paths::{Answers, Values},
    roll::{expression, is_roll},
};
use crate::{
    model::{Die, Parts, TotalCheck, read_json},
    roll::{Evaluation, RollError, evaluate},
};

/// What one roll says by itself.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct OpenedRoll {
    pub(super) formula: String,
    pub(super) total: Option<f64>,
    pub(super) dice: Vec<Die>,
    pub(super) total_check: TotalCheck,
    /// Whether its class says that it is damage.
    pub(super) is_damage: bool,
    pub(super) flavor: Option<String>,
    pub(super) values: Values,
}

impl OpenedRoll {
    /// Reads the roll that comes next, text or object; nothing where `null` or nothing stands.
    #[cfg_attr(not(target_family = "wasm"), inline)]
    pub(super) fn slot(
        json: &mut Scanner<'_, false>,
        plan: &HintPlan<'_>,
    ) -> Result<Option<Result<Self, RollError>>, Fault> {
        match json.kind()? {
            Kind::Text => {
                // Most rolls are read where they stand, without taking their backslashes away.
                let mut read = Read::default();
                if json.within(ROLL, |inside| read.node(inside, plan)).is_some() {
                    return Ok(Some(read.open(plan)));
                }
                let Some(text) = json.raw_text()?.meaning() else { return Err(json.here()) };
                Ok((!text.is_empty()).then(|| Self::json(&text, plan)))
            }
            Kind::Object => Ok(Some(Self::json(json.value()?, plan))),
            Kind::Null | Kind::List => json.skip().map(|()| None),
            Kind::Number | Kind::Flag(_) => {
                json.skip()?;
                Ok(Some(Err(malformed("neither text nor object"))))
            }
        }
    }

    /// Reads a roll's JSON.
    pub(super) fn json(text: &str, plan: &HintPlan<'_>) -> Result<Self, RollError> {
        if !text.trim_start().starts_with('{') {
            return Err(malformed("text that is no JSON object"));
        }
        let mut read = Read::default();
        let mut json = Scanner::<false>::new(text, ROLL);
        match read.node(&mut json, plan).and_then(|()| json.end()) {
            Ok(()) => read.open(plan),
            Err(Fault::TooDeep) => Err(RollError::TooDeep),
            Err(Fault::TooManyParts) => {
                let found = MAX_ROLL_PARTS + 1;
                Err(RollError::TooManyTerms { limit: MAX_ROLL_PARTS, found })
            }
            Err(Fault::Malformed { at }) => {
                Err(RollError::Malformed { found: place(text.as_bytes(), at) })
            }
        }
    }
}

impl OpenedRoll {
    /// Takes the dice of other rolls in; of what they say by themselves only the formula stays.
    pub(super) fn absorb(&mut self, others: impl Iterator<Item = Self>) {
        for other in others {
            let terms = self.dice.last().map_or(0, |die| die.term.saturating_add(1));
            let dice = other.dice.into_iter();
            self.dice.extend(dice.map(|die| Die { term: die.term.saturating_add(terms), ..die }));
            self.formula.push_str(" + ");
            self.formula.push_str(&other.formula);
            self.total = self.total.zip(other.total).map(|(a, b)| a + b);
            if self.total_check == TotalCheck::Agrees {
                self.total_check = other.total_check;
            }
        }
        self.formula = shortened(core::mem::take(&mut self.formula));
    }
}

/// A roll as it was read, not understood yet.
#[derive(Default)]
struct Read<'a> {
    node: Node<'a>,
    answers: Answers<'a>,
}

impl<'a> Read<'a> {
    fn node<const INSIDE: bool>(
        &mut self,
        json: &mut Scanner<'a, INSIDE>,
        plan: &HintPlan<'_>,
    ) -> Result<(), Fault> {
        let paths = plan.roll().root();
        json.object(|key, json| {
            let Some(branch) = paths.step(key) else { return self.node.field(key, json) };
            if key == "options" && json.kind()? == Kind::Object && branch.is_way() {
                return json.object(|key, json| match (key, branch.step(key)) {
                    ("flavor", None) => {
                        self.node.options.flavor = Text::read(json)?;
                        Ok(())
                    }
                    ("flavor", Some(branch)) => {
                        branch.pick(&mut json.clone(), &mut self.answers)?;
                        self.node.options.flavor = Text::read(json)?;
                        Ok(())
                    }
                    (_, Some(branch)) => branch.pick(json, &mut self.answers),
                    (_, None) => json.skip(),
                });
            }
            branch.pick(&mut json.clone(), &mut self.answers)?;
            self.node.field(key, json)
        })
    }

    #[cfg_attr(not(target_family = "wasm"), inline)]
    fn open(self, plan: &HintPlan<'_>) -> Result<OpenedRoll, RollError> {
        let Self { node, answers } = self;
        if !is_roll(&node) {
            return Err(malformed("an object without any of them"));
        }
        let Evaluation { dice, total_check } = evaluate(expression(&node, plan.kinds()))?;
        let class = &node.class.0;
        let flavor = &node.options.flavor.0;
        Ok(OpenedRoll {
            formula: formula(&node),
            total: node.total.0,
            dice,
            total_check,
            is_damage: class.has("DamageRoll") || class.has("DamageInstance"),
            flavor: (!flavor.is_empty()).then(|| flavor.to_string()),
            values: answers.values,
        })
    }
}

fn malformed(found: &str) -> RollError {
    RollError::Malformed { found: found.to_owned() }
}

/// Where JSON broke, in words that quote nothing of it: they may reach a log.
pub(super) fn place(json: &[u8], at: usize) -> String {
    let (line, column) = if let Err(error) = read_json::<IgnoredAny>(json) {
        (error.line(), error.column())
    } else {
        // What only a number or half a letter broke, that one does not look at.
        let before = json.get(..at).unwrap_or(json);
        let mut lines = before.split(|byte| *byte == b'\n');
        let column = lines.next_back().map_or(0, <[u8]>::len) + 1;
        (lines.count() + 1, column)
    };
    format!("an error in line {line}, column {column}")
}
