//! A rule file's text to a system: names resolved, expressions parsed, variables put in order.

use core::ops::Range;
use std::collections::{BTreeMap, BTreeSet};

use toml::Spanned;

use super::{
    RuleError, System,
    error::{Location, RuleProblem},
    expression::{Expression, Problem, is_reserved},
    rule::{BUILT_IN, Check, OutcomeRule, Rule, RuleOption},
    source::{BoundSource, RuleSource, SystemSource, VariableSource},
    variable::{Bound, BoundKind, Operation, Selector, Symbols, Variable},
};
use crate::model::{HintValue, SystemId};

const MAX_BYTES: usize = 256 * 1024;
const MAX_LINES: usize = 300;

/// Every option switch every system has: celebrate naturals on rolls the rules don't call critical.
pub(super) const CELEBRATE: &str = "celebrate";

type Loaded<T> = Result<T, RuleError>;

pub(super) fn system(text: &str) -> Loaded<System> {
    limit("bytes", text.len(), MAX_BYTES)?;
    let source: SystemSource = toml::from_str(text).map_err(|error| {
        let location = error.span().map(|span| Location::of(span.start, text));
        RuleError::new(location, RuleProblem::Syntax(error.message().to_owned()))
    })?;
    let hint_names = source.vtt.values().flat_map(|vtt| vtt.hints.keys()).cloned().collect();
    Ok(System {
        rule: Loader::new(text, &source.rule, hint_names)?.rule(source.rule)?,
        id: SystemId::new(source.id),
        name: source.name,
        aliases: source.aliases.into_iter().map(SystemId::new).collect(),
        publisher: source.publisher,
        mechanism: source.mechanism,
        roll_types: source.roll_types,
        confidence: source.confidence,
        labels: source.labels,
        sources: source.sources,
        vtt: source.vtt,
        vectors: source.vectors,
    })
}

fn limit(what: &'static str, found: usize, limit: usize) -> Loaded<()> {
    if found > limit {
        return Err(RuleError::new(None, RuleProblem::TooLarge { what, found, limit }));
    }
    Ok(())
}

fn symbols(source: BTreeMap<String, BTreeMap<String, BTreeMap<String, f64>>>) -> Loaded<Symbols> {
    let mut symbols = Symbols::new();
    for (kind, faces) in source {
        let die = symbols.entry(kind).or_default();
        for (face, shown) in faces {
            let number = face.parse::<i64>().map_err(|_| {
                let message = format!("found face `{face}`, expected a whole number");
                RuleError::new(None, RuleProblem::Syntax(message))
            })?;
            die.insert(number, shown);
        }
    }
    Ok(symbols)
}

/// Knows the slot of every name while the expressions are parsed.
struct Loader<'t> {
    text: &'t str,
    options: Vec<RuleOption>,
    slots: BTreeMap<String, usize>,
}

impl<'t> Loader<'t> {
    fn new(text: &'t str, rule: &RuleSource, hint_names: BTreeSet<String>) -> Loaded<Self> {
        limit("variables", rule.vars.len(), MAX_LINES)?;
        limit("outcomes", rule.outcomes.len(), MAX_LINES)?;
        limit("checks", rule.checks.len(), MAX_LINES)?;
        limit("options", rule.defaults.len() + rule.needs.len() + hint_names.len(), MAX_LINES)?;
        let mut loader = Self { text, options: Vec::new(), slots: BTreeMap::new() };
        for (name, default) in &rule.defaults {
            loader.check_name(name, default.span())?;
        }
        for name in &rule.needs {
            loader.check_name(name.get_ref(), name.span())?;
        }
        for (name, source) in &rule.vars {
            loader.check_name(name, source.span())?;
            if BUILT_IN.contains(&name.as_str()) || rule.defaults.contains_key(name) {
                return Err(loader.error(source.span(), RuleProblem::ReservedName(name.clone())));
            }
        }
        let mut names = hint_names;
        names.extend(rule.defaults.keys().cloned());
        names.extend(rule.needs.iter().map(|name| name.get_ref().clone()));
        names.insert(CELEBRATE.to_owned());
        // A variable hides a hint of the same name; `total` and the like have slots of their own.
        names.retain(|name| !BUILT_IN.contains(&name.as_str()) && !rule.vars.contains_key(name));
        loader.options = names
            .into_iter()
            .map(|name| {
                let fallback = (name == CELEBRATE).then_some(HintValue::Bool(false));
                let default = rule.defaults.get(&name).map(|default| default.get_ref().clone());
                RuleOption { default: default.or(fallback), name }
            })
            .collect();
        let options = loader.options.iter().map(|option| option.name.as_str());
        let names = BUILT_IN.into_iter().chain(options).chain(rule.vars.keys().map(String::as_str));
        loader.slots = names.enumerate().map(|(slot, name)| (name.to_owned(), slot)).collect();
        Ok(loader)
    }

    fn rule(self, source: RuleSource) -> Loaded<Rule> {
        let mut vars = Vec::with_capacity(source.vars.len());
        let mut spans = BTreeMap::new();
        for (name, variable) in source.vars {
            let slot = self.slots.get(&name).copied().unwrap_or_default();
            spans.insert(slot, variable.span());
            vars.push(self.variable(name, slot, variable.into_inner())?);
        }
        let mut outcomes = Vec::with_capacity(source.outcomes.len());
        for outcome in source.outcomes {
            outcomes.push(OutcomeRule {
                when: self.expression(&outcome.when)?,
                outcome: outcome.outcome,
                label: outcome.label,
                severity: outcome.severity,
                see: outcome.see,
            });
        }
        let mut checks = Vec::with_capacity(source.checks.len());
        for check in source.checks {
            checks.push(Check { when: self.expression(&check.when)?, note: check.note });
        }
        let default_roll_type = match source.defaults.get("rollType").map(Spanned::get_ref) {
            Some(HintValue::Text(text)) => Some(text.clone()),
            _ => None,
        };
        let default_target = match source.defaults.get("target").map(Spanned::get_ref) {
            Some(HintValue::Number(number)) => Some(number.value()),
            _ => None,
        };
        Ok(Rule {
            gate: source.gate,
            never: source.never,
            default_roll_type,
            default_target,
            vars: self.ordered(vars, &spans)?,
            symbols: symbols(source.symbols)?,
            outcomes,
            checks,
            options: self.options,
        })
    }

    fn variable(&self, name: String, slot: usize, source: VariableSource) -> Loaded<Variable> {
        let op = source.op.get_ref().as_str();
        let unfit =
            |message: String| Err(self.error(source.op.span(), RuleProblem::Operation(message)));
        let selects = source.kind.is_some()
            || source.notkind.is_some()
            || source.faces.is_some()
            || source.index.is_some()
            || source.all;
        let bounds = self.bounds(&source)?;
        let given = [
            ("eq, ge, gt, le, lt", !bounds.is_empty(), &["count"][..]),
            ("symbol", source.symbol.is_some(), &["sym"]),
            ("modifier", source.modifier.is_some(), &["d100"]),
            ("of", source.of.is_some(), &["expr"]),
        ];
        if let Some((field, ..)) = given.iter().find(|(_, given, ops)| *given && !ops.contains(&op))
        {
            return unfit(format!("operation `{op}` has no use for {field}"));
        }
        if op == "expr" && selects {
            return unfit("operation `expr` looks at no dice".to_owned());
        }
        let operation = match op {
            "face" => Operation::Face,
            "faces" => Operation::Faces,
            "n" => Operation::N,
            "sum" => Operation::Sum,
            "max" => Operation::Max,
            "min" => Operation::Min,
            "mult" => Operation::Mult,
            "count" if bounds.is_empty() => {
                return unfit("operation `count` needs eq, ge, gt, le or lt".to_owned());
            }
            "count" => Operation::Count(bounds),
            "sym" => match source.symbol {
                Some(symbol) => Operation::Symbol(symbol),
                None => return unfit("operation `sym` needs `symbol`".to_owned()),
            },
            "d100" => Operation::D100 { modifier: self.modifier(source.modifier.as_ref())? },
            "expr" => match &source.of {
                Some(of) => Operation::Expression(self.expression(of)?),
                None => return unfit("operation `expr` needs `of`".to_owned()),
            },
            _ => {
                return unfit(format!(
                    "unknown operation `{op}`, expected face, faces, count, n, sum, max, min, \
                     mult, sym, d100 or expr"
                ));
            }
        };
        let selector = Selector {
            kind: source.kind.map(Into::into),
            notkind: source.notkind.map(Into::into),
            faces: source.faces,
            index: source.index,
            all: source.all,
        };
        Ok(Variable { name, slot, selector, operation })
    }

    fn bounds(&self, source: &VariableSource) -> Loaded<Vec<(BoundKind, Bound)>> {
        let given = [
            (BoundKind::Equal, &source.eq),
            (BoundKind::AtLeast, &source.ge),
            (BoundKind::Above, &source.gt),
            (BoundKind::AtMost, &source.le),
            (BoundKind::Below, &source.lt),
        ];
        let mut bounds = Vec::new();
        for (kind, bound) in given {
            let Some(bound) = bound else { continue };
            let limit = match bound.get_ref() {
                BoundSource::Number(number) => Bound::Number(*number),
                BoundSource::Expression(text) => {
                    Bound::Expression(self.parse(text, &bound.span())?)
                }
            };
            bounds.push((kind, limit));
        }
        Ok(bounds)
    }

    /// Unless the file says otherwise, options named `bonus` and `penalty` are the bonus dice.
    fn modifier(&self, given: Option<&Spanned<String>>) -> Loaded<Option<Expression>> {
        match given {
            Some(modifier) => self.expression(modifier).map(Some),
            None if self.slots.contains_key("bonus") && self.slots.contains_key("penalty") => {
                self.parse("bonus - penalty", &(0..0)).map(Some)
            }
            None => Ok(None),
        }
    }

    /// Puts variables after those they need.
    fn ordered(
        &self,
        mut waiting: Vec<Variable>,
        spans: &BTreeMap<usize, Range<usize>>,
    ) -> Loaded<Vec<Variable>> {
        let mut ordered = Vec::with_capacity(waiting.len());
        while !waiting.is_empty() {
            let open: BTreeSet<usize> = waiting.iter().map(|variable| variable.slot).collect();
            let is_ready = |variable: &Variable| {
                let expressions = variable.expressions();
                !expressions.iter().flat_map(|one| one.slots()).any(|slot| open.contains(slot))
            };
            let (ready, rest): (Vec<_>, Vec<_>) = waiting.into_iter().partition(is_ready);
            if ready.is_empty() {
                let Some(first) = rest.first() else { break };
                let span = spans.get(&first.slot).cloned().unwrap_or_default();
                return Err(self.error(span, RuleProblem::Cycle(first.name.clone())));
            }
            ordered.extend(ready);
            waiting = rest;
        }
        Ok(ordered)
    }

    fn expression(&self, source: &Spanned<String>) -> Loaded<Expression> {
        self.parse(source.get_ref(), &source.span())
    }

    fn parse(&self, source: &str, span: &Range<usize>) -> Loaded<Expression> {
        Expression::parse(source, &|name| self.slots.get(name).copied()).map_err(|error| {
            let start = self.text_start(span, source) + error.offset;
            let problem = match error.problem {
                Problem::UnknownName(name) => RuleProblem::UnknownName {
                    name,
                    known: self.slots.keys().map(String::as_str).collect::<Vec<_>>().join(", "),
                },
                other => RuleProblem::Expression(other.to_string()),
            };
            self.error(start..start, problem)
        })
    }

    /// Where a text's first character stands: after one quotation mark, or three and a line end.
    fn text_start(&self, span: &Range<usize>, source: &str) -> usize {
        let written = self.text.get(span.clone()).unwrap_or_default();
        span.start + written.find(source).unwrap_or_default()
    }

    fn check_name(&self, name: &str, span: Range<usize>) -> Loaded<()> {
        let mut letters = name.chars();
        let starts_well = letters.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
        if !starts_well || !letters.all(|c| c.is_ascii_alphanumeric() || c == '_') {
            let message = format!("found the name `{name}`, expected letters, digits and `_`");
            return Err(self.error(span, RuleProblem::Syntax(message)));
        }
        if is_reserved(name) {
            return Err(self.error(span, RuleProblem::ReservedName(name.to_owned())));
        }
        Ok(())
    }

    fn error(&self, span: Range<usize>, problem: RuleProblem) -> RuleError {
        RuleError::new(Some(Location::of(span.start, self.text)), problem)
    }
}
