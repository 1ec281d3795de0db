//! Judges one roll by the rules of one game system.

use super::{
    Catalog, JudgeInput, OutcomeRule, System, SystemsError,
    expression::Expression,
    hints,
    input::{UNTYPED, View, named},
    load::CELEBRATE,
    rule::{BUILT_IN, MARGIN, Rule, RuleOption, TOTAL_AND_TARGET},
    value::{Value, parse_number},
};
use crate::model::{Die, HintValue, Reason, Roll, SystemId, Verdict, VttKind};

/// How many dice of one roll are looked at.
const MAX_DICE: usize = 10_000;

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

    /// Judges a roll as an adapter read it: the same as judging [`JudgeInput::from_roll`], without
    /// copying anything.
    #[must_use]
    pub fn judge_roll(&self, roll: &Roll) -> Verdict {
        self.judge_view(&View::of_roll(roll))
    }

    fn judge_under(&self, id: &str, input: &JudgeInput) -> Verdict {
        let Some(message) = &input.message else { return self.judge_view(&input.view()) };
        let tables = self.message_tables(&VttKind::Foundry);
        let mut options = hints::from_message(tables, &SystemId::new(id), message);
        options.extend(input.options.clone());
        let mut view = View { options: &options, ..input.view() };
        let customary = hints::customary_type(message);
        view.roll_type = input
            .view()
            .given_roll_type()
            .or(customary.filter(|custom| *custom == hints::TABLE))
            .or(view.given_roll_type())
            .or(customary)
            .or(Some(UNTYPED));
        self.judge_view(&view)
    }

    fn judge_view(&self, view: &View<'_>) -> Verdict {
        let roll_type = view.given_roll_type().or(self.rule.default_roll_type.as_deref());
        if !self.may_be_critical(roll_type, view) {
            return Verdict::default();
        }
        // Clearing a few values costs less than clearing many.
        match self.rule.slot_count() {
            0..=12 => self.judge_with(&mut [Value::Missing; 12], view, roll_type),
            13..=24 => self.judge_with(&mut [Value::Missing; 24], view, roll_type),
            25..=48 => self.judge_with(&mut [Value::Missing; 48], view, roll_type),
            many => self.judge_with(&mut vec![Value::Missing; many], view, roll_type),
        }
    }

    /// Judges with room for the value of every name. Most rolls are no critical: nothing is
    /// allocated for them.
    fn judge_with<'a>(
        &'a self,
        slots: &mut [Value<'a>],
        view: &View<'a>,
        roll_type: Option<&'a str>,
    ) -> Verdict {
        fill(slots, &self.rule, view, roll_type);
        Judgement { system: self, dice: view.dice, slots }.verdict()
    }

    /// Whether the rules apply to rolls of this type at all.
    fn may_be_critical(&self, roll_type: Option<&str>, view: &View<'_>) -> bool {
        let is_in = |list: &[String]| {
            roll_type.is_some_and(|roll_type| list.iter().any(|listed| listed == roll_type))
        };
        // Systems write `Damage` as often as `damage`.
        let is_never = || {
            let never = |listed: &String| {
                roll_type.is_some_and(|roll_type| listed.eq_ignore_ascii_case(roll_type))
            };
            self.rule.never.iter().any(never)
        };
        let celebrates = || {
            let celebrate = self.rule.options.iter().find(|option| option.name == CELEBRATE);
            let value = |option: &RuleOption| {
                option_value(option, named(view.options, CELEBRATE)).truth() == Some(true)
            };
            celebrate.is_some_and(value)
        };
        !is_never() && (self.rule.gate.is_empty() || is_in(&self.rule.gate) || celebrates())
    }
}

/// What the roll's options say, in the form the default has; else the default.
///
/// Attributes of a page are texts: `"50"` serves where a number is meant, `"true"` for a switch.
fn option_value<'a>(option: &'a RuleOption, given: Option<&'a HintValue>) -> Value<'a> {
    let default = option.default.as_ref().map_or(Value::Missing, Value::from);
    let is_given = |given: &&HintValue| {
        !option.is_fixed && !matches!(given, HintValue::Text(text) if text.is_empty())
    };
    let Some(given) = given.filter(is_given) else { return default };
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

/// Works out the value of every name.
fn fill<'a>(slots: &mut [Value<'a>], rule: &'a Rule, view: &View<'a>, roll_type: Option<&'a str>) {
    let total = view.total.map_or(Value::Missing, |total| Value::Number(total.value()));
    let target = view.given_target().or(rule.default_target);
    let target = target.map_or(Value::Missing, Value::Number);
    let margin = match (total, target) {
        (Value::Number(total), Value::Number(target)) => Value::number(total - target),
        _ => Value::Missing,
    };
    let built_in = [total, target, margin, roll_type.map_or(Value::Missing, Value::Text)];
    let options = rule.options.iter().map(|option| option_value(option, None));
    for (slot, value) in slots.iter_mut().zip(built_in.into_iter().chain(options)) {
        *slot = value;
    }
    for (name, given) in view.options {
        // As in `named`, names of other lengths are not looked at.
        let mut known = rule.options.iter().zip(slots.iter_mut().skip(BUILT_IN.len()));
        if let Some((option, slot)) = known.find(|(option, _)| option.name == *name) {
            *slot = option_value(option, Some(given));
        }
    }
    for variable in rule.vars.iter() {
        let value = variable.value(view.dice, slots);
        if let Some(slot) = slots.get_mut(variable.slot) {
            *slot = value;
        }
    }
}

/// One roll under judgement: the value of every name.
struct Judgement<'a> {
    system: &'a System,
    dice: &'a [Die],
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
        let mut seen = crate::model::Set::new();
        let mut dice = crate::model::Set::new();
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
                dice.extend(variable.seen(self.dice, self.slots));
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
