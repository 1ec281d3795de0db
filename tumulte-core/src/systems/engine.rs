//! Judges one roll by the rules of one game system.

use std::{borrow::Cow, collections::BTreeSet};

use super::{
    Catalog, JudgeInput, OutcomeRule, System, SystemsError,
    expression::Expression,
    hints,
    input::UNTYPED,
    load::CELEBRATE,
    rule::{BUILT_IN, MARGIN, Rule, RuleOption, TOTAL_AND_TARGET},
    value::{Value, parse_number},
};
use crate::model::{HintValue, Reason, SystemId, Verdict, VttKind};

/// How many dice of one roll are looked at.
const MAX_DICE: usize = 10_000;

/// How many names a rule may have before its values move to the heap.
const FEW_SLOTS: usize = 40;

/// Judges a roll by the built-in rules of a game system; the fallback judges an unknown one.
///
/// ```
/// use tumulte_core::{model::Die, systems::{JudgeInput, judge}};
///
/// let verdict = judge("a-system-nobody-knows", &JudgeInput::new(vec![Die::new(20, 1)]))?;
/// assert_eq!(verdict.label.as_deref(), Some("Natural 1"));
/// # Ok::<(), tumulte_core::systems::SystemsError>(())
/// ```
///
/// # Errors
/// `systems.too_many_dice` for a roll of more than 10 000 dice.
pub fn judge(system: &str, input: &JudgeInput) -> Result<Verdict, SystemsError> {
    let found = input.dice.len();
    if found > MAX_DICE {
        return Err(SystemsError::TooManyDice { found, limit: MAX_DICE });
    }
    Ok(Catalog::built_in().find(system).judge_under(system, input))
}

impl System {
    /// Judges a roll by these rules.
    #[must_use]
    pub fn judge(&self, input: &JudgeInput) -> Verdict {
        self.judge_under(self.id.as_str(), input)
    }

    /// Judges a roll of a system that shares these rules: a fork keeps its facts under its own id.
    #[must_use]
    pub fn judge_as(&self, id: &SystemId, input: &JudgeInput) -> Verdict {
        self.judge_under(id.as_str(), input)
    }

    fn judge_under(&self, id: &str, input: &JudgeInput) -> Verdict {
        let input = self.with_message_hints(id, input);
        let roll_type = input.given_roll_type().or(self.rule.default_roll_type.as_deref());
        if !self.may_be_critical(roll_type, &input) {
            return Verdict::default();
        }
        with_slots(&self.rule, &input, roll_type, |slots| {
            Judgement { system: self, input: &input, slots }.verdict()
        })
    }

    /// Whether the rules apply to rolls of this type at all.
    fn may_be_critical(&self, roll_type: Option<&str>, input: &JudgeInput) -> bool {
        let is_in = |list: &[String]| {
            roll_type.is_some_and(|roll_type| list.iter().any(|listed| listed == roll_type))
        };
        let celebrates = || {
            let celebrate = self.rule.options.iter().find(|option| option.name == CELEBRATE);
            celebrate.and_then(|option| option_value(option, input).truth()) == Some(true)
        };
        !is_in(&self.rule.never)
            && (self.rule.gate.is_empty() || is_in(&self.rule.gate) || celebrates())
    }

    fn with_message_hints<'i>(&self, id: &str, input: &'i JudgeInput) -> Cow<'i, JudgeInput> {
        let Some(message) = &input.message else { return Cow::Borrowed(input) };
        let mut options = hints::from_message(
            self.message_tables(&VttKind::Foundry),
            &SystemId::new(id),
            message,
        );
        options.extend(input.options.clone());
        let mut input = JudgeInput { options, message: None, ..input.clone() };
        if input.given_roll_type().is_none() {
            input.roll_type = Some(UNTYPED.to_owned());
        }
        Cow::Owned(input)
    }
}

/// What the roll's options say, in the form the default has; else the default.
///
/// Attributes of a page are texts: `"50"` serves where a number is meant, `"true"` for a switch.
fn option_value<'a>(option: &'a RuleOption, input: &'a JudgeInput) -> Value<'a> {
    let default = option.default.as_ref().map_or(Value::Missing, Value::from);
    let Some(given) = input.options.get(&option.name) else { return default };
    match (&option.default, given) {
        (Some(HintValue::Number(_)), HintValue::Text(text)) => {
            parse_number(text).map_or(default, Value::Number)
        }
        (Some(HintValue::Number(_)), HintValue::Bool(_)) => default,
        (Some(HintValue::Bool(_)), HintValue::Text(text)) => match text.as_str() {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            other => parse_number(other).map_or(default, Value::Number),
        },
        (_, given) => Value::from(given),
    }
}

/// Works out the value of every name and hands them on.
///
/// The values of nearly every rule fit on the stack: most rolls are no critical, and then nothing is
/// allocated.
fn with_slots<T>(
    rule: &Rule,
    input: &JudgeInput,
    roll_type: Option<&str>,
    then: impl FnOnce(&[Value<'_>]) -> T,
) -> T {
    let count = rule.slot_count();
    let mut few = [Value::Missing; FEW_SLOTS];
    let mut many = Vec::new();
    let slots = match few.get_mut(..count) {
        Some(few) => few,
        None => {
            many.resize(count, Value::Missing);
            many.as_mut_slice()
        }
    };
    let total = input.total.map_or(Value::Missing, |total| Value::Number(total.value()));
    let target = input.given_target().or(rule.default_target);
    let target = target.map_or(Value::Missing, Value::Number);
    let margin = match (total, target) {
        (Value::Number(total), Value::Number(target)) => Value::number(total - target),
        _ => Value::Missing,
    };
    let built_in = [total, target, margin, roll_type.map_or(Value::Missing, Value::Text)];
    let options = rule.options.iter().map(|option| option_value(option, input));
    for (slot, value) in slots.iter_mut().zip(built_in.into_iter().chain(options)) {
        *slot = value;
    }
    for variable in &rule.vars {
        let value = variable.value(&input.dice, slots);
        if let Some(slot) = slots.get_mut(variable.slot) {
            *slot = value;
        }
    }
    then(slots)
}

/// One roll under judgement: the value of every name.
struct Judgement<'a> {
    system: &'a System,
    input: &'a JudgeInput,
    slots: &'a [Value<'a>],
}

impl Judgement<'_> {
    /// The first outcome that holds is the headline, the later ones happen beside it.
    fn verdict(&self) -> Verdict {
        let mut holding =
            self.system.rule.outcomes.iter().filter(|line| line.when.holds(self.slots));
        let mut verdict = holding.next().map_or_else(Verdict::default, |line| self.headline(line));
        for label in holding.filter_map(OutcomeRule::label) {
            if verdict.label.as_deref() != Some(label)
                && !verdict.also.iter().any(|also| also == label)
            {
                verdict.also.push(label.to_owned());
            }
        }
        if let Some(check) =
            self.system.rule.checks.iter().find(|check| check.when.holds(self.slots))
        {
            let evidence = self.reason(&check.when);
            let reason = verdict.reason.get_or_insert_with(|| evidence.clone());
            reason.values.extend(evidence.values);
            reason.disagreement = Some(check.note.clone());
        }
        verdict
    }

    fn headline(&self, line: &OutcomeRule) -> Verdict {
        Verdict {
            outcome: line.outcome,
            label: line.label.clone(),
            severity: line.outcome.map(|_| line.severity),
            also: Vec::new(),
            reason: Some(self.reason(&line.when)),
        }
    }

    /// Which values a test saw, directly and through variables, and which dice they came from.
    fn reason(&self, when: &Expression) -> Reason {
        let rule = &self.system.rule;
        let mut reason = Reason {
            system: self.system.id.to_string(),
            when: when.source().to_owned(),
            ..Reason::default()
        };
        let mut open = when.slots().to_vec();
        let mut seen = BTreeSet::new();
        let mut dice = BTreeSet::new();
        while let Some(slot) = open.pop() {
            if !seen.insert(slot) {
                continue;
            }
            if slot == MARGIN {
                open.extend(TOTAL_AND_TARGET);
            } else if slot >= BUILT_IN.len()
                && let Some(variable) = rule.variable(slot)
            {
                open.extend(variable.expressions().iter().flat_map(|one| one.slots()));
                dice.extend(variable.seen(&self.input.dice, self.slots));
            }
            let value = self.slots.get(slot).and_then(|value| value.to_hint());
            if let (Some(name), Some(value)) = (rule.name(slot), value) {
                reason.values.insert(name.to_owned(), value);
            }
        }
        reason.dice = dice.into_iter().collect();
        reason
    }
}
