//! A rule file's text to a system: names resolved, expressions parsed, variables put in order.

use super::{
    RuleError, System,
    error::RuleProblem,
    expression::{Expression, Problem, is_reserved},
    locate::{Format, Step},
    rule::{BUILT_IN, Check, OutcomeRule, Rule, RuleOption},
    source::{BoundSource, RuleSource, SymbolSource, SystemSource, VariableSource},
    variable::{Bound, BoundKind, Operation, Selector, SymbolTable, Variable},
};
use crate::model::{CardTable, HintPath, HintValue, Map, Set, SystemId, gathered};

const MAX_BYTES: usize = 256 * 1024;
const MAX_LINES: usize = 300;

/// Every option switch every system has: celebrate naturals on rolls the rules don't call critical.
pub(super) const CELEBRATE: &str = "celebrate";

type Loaded<T> = Result<T, RuleError>;

pub(super) fn system(text: &str, format: Format) -> Loaded<System> {
    limit_bytes(text)?;
    let source: SystemSource = format.read(text)?;
    let cards = || source.vtt.values().flat_map(|vtt| &vtt.cards);
    cards().try_for_each(card)?;
    let hints = source.vtt.values().map(|vtt| &vtt.hints).chain(cards().map(|card| &card.hints));
    let hint_names = gathered(hints.flat_map(Map::keys).cloned());
    Ok(System {
        rule: Loader::new(text, format, &source.rule, hint_names)?.rule(source.rule)?,
        id: SystemId::new(source.id),
        name: source.name,
        aliases: source.aliases.into_iter().map(SystemId::new).collect(),
        publisher: source.publisher,
        mechanism: source.mechanism,
        roll_types: source.roll_types,
        confidence: source.confidence,
        labels: source.labels,
        sources: source.sources,
        vtt: source.vtt.into(),
        vectors: source.vectors.into(),
    })
}

/// Refuses a card whose name could be no part of an identity, or that leads nowhere.
fn card(card: &CardTable) -> Loaded<()> {
    let name = card.name.as_str();
    let wrong = |message: String| Err(RuleError::new(None, RuleProblem::Syntax(message)));
    if name.len() < 2 || !name.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return wrong(format!("found the card name `{name}`, expected small letters, two or more"));
    }
    let is_page = card.at == "html";
    if !is_page && HintPath::parse(&card.at, &SystemId::new("")).is_none() {
        let at = &card.at;
        return wrong(format!("found the card's place `{at}`, expected `message.…` or `html`"));
    }
    if !is_page && card.roll.is_none() && card.dice.is_empty() && card.total.is_none() {
        return wrong(format!("card `{name}` wants neither roll, dice nor total"));
    }
    Ok(())
}

/// Refuses what is longer than any rule file needs to be.
pub(super) fn limit_bytes(text: &str) -> Loaded<()> {
    limit("bytes", text.len(), MAX_BYTES)
}

fn limit(what: &'static str, found: usize, limit: usize) -> Loaded<()> {
    if found > limit {
        return Err(RuleError::new(None, RuleProblem::TooLarge { what, found, limit }));
    }
    Ok(())
}

const RULE: Step<'_> = Step::Key("rule");
const VARS: Step<'_> = Step::Key("vars");

/// Knows the slot of every name while the expressions are parsed.
struct Loader<'t> {
    text: &'t str,
    format: Format,
    symbols: SymbolSource,
    options: Vec<RuleOption>,
    slots: Map<String, usize>,
}

impl<'t> Loader<'t> {
    fn new(
        text: &'t str,
        format: Format,
        rule: &RuleSource,
        hint_names: Set<String>,
    ) -> Loaded<Self> {
        limit("variables", rule.vars.len(), MAX_LINES)?;
        limit("outcomes", rule.outcomes.len(), MAX_LINES)?;
        limit("checks", rule.checks.len(), MAX_LINES)?;
        limit("options", rule.defaults.len() + rule.needs.len() + hint_names.len(), MAX_LINES)?;
        let mut loader = Self {
            text,
            format,
            symbols: SymbolSource::new(),
            options: Vec::new(),
            slots: Map::new(),
        };
        for name in rule.defaults.keys() {
            loader.check_name(name, &[RULE, Step::Key("defaults"), Step::Key(name)])?;
        }
        for (place, name) in rule.needs.iter().enumerate() {
            loader.check_name(name, &[RULE, Step::Key("needs"), Step::Place(place)])?;
        }
        for name in rule.vars.keys() {
            let path = [RULE, VARS, Step::Key(name)];
            loader.check_name(name, &path)?;
            if BUILT_IN.contains(&name.as_str()) || rule.defaults.contains_key(name) {
                return Err(loader.error(&path, RuleProblem::ReservedName(name.clone())));
            }
        }
        let mut names = hint_names;
        names.extend(rule.defaults.keys().cloned());
        names.extend(rule.needs.iter().cloned());
        names.insert(CELEBRATE.to_owned());
        // A variable hides a hint of the same name; `total` and the like have slots of their own.
        names.retain(|name| !BUILT_IN.contains(&name.as_str()) && !rule.vars.contains_key(name));
        loader.options = names
            .into_iter()
            .map(|name| {
                let fallback = (name == CELEBRATE).then_some(HintValue::Bool(false));
                let default = rule.defaults.get(&name).cloned();
                RuleOption { default: default.or(fallback), name, is_fixed: false }
            })
            .collect();
        let options = loader.options.iter().map(|option| option.name.as_str());
        let names = BUILT_IN.into_iter().chain(options).chain(rule.vars.keys().map(String::as_str));
        loader.slots = gathered(names.enumerate().map(|(slot, name)| (name.to_owned(), slot)));
        Ok(loader)
    }

    fn rule(mut self, source: RuleSource) -> Loaded<Rule> {
        self.symbols = source.symbols;
        let mut vars = Vec::with_capacity(source.vars.len());
        for (name, variable) in source.vars {
            let slot = self.slots.get(&name).copied().unwrap_or_default();
            vars.push(self.variable(name, slot, variable)?);
        }
        let mut outcomes = Vec::with_capacity(source.outcomes.len());
        for (place, outcome) in source.outcomes.into_iter().enumerate() {
            let path = [RULE, Step::Key("outcomes"), Step::Place(place), Step::Key("when")];
            outcomes.push(OutcomeRule {
                when: self.parse(&outcome.when, &path)?.into(),
                outcome: outcome.outcome,
                label: outcome.label,
                severity: outcome.severity,
                see: outcome.see,
            });
        }
        let mut checks = Vec::with_capacity(source.checks.len());
        for (place, check) in source.checks.into_iter().enumerate() {
            let path = [RULE, Step::Key("checks"), Step::Place(place), Step::Key("when")];
            checks.push(Check { when: self.parse(&check.when, &path)?, note: check.note });
        }
        // Wrong faces are told even where no variable asks for a symbol.
        self.symbol_table("")?;
        let default_roll_type = match source.defaults.get("rollType") {
            Some(HintValue::Text(text)) => Some(text.clone()),
            _ => None,
        };
        let default_target = match source.defaults.get("target") {
            Some(HintValue::Number(number)) => Some(number.value()),
            _ => None,
        };
        Ok(Rule {
            gate: source.gate,
            never: source.never,
            default_roll_type,
            default_target,
            vars: self.ordered(vars)?.into(),
            outcomes,
            checks: checks.into(),
            options: self.options,
        })
    }

    fn variable(&self, name: String, slot: usize, source: VariableSource) -> Loaded<Variable> {
        let op = source.op.as_str();
        let unfit = |message: String| {
            let path = [RULE, VARS, Step::Key(&name), Step::Key("op")];
            Err(self.error(&path, RuleProblem::Operation(message)))
        };
        let selects = source.kind.is_some()
            || source.notkind.is_some()
            || source.faces.is_some()
            || source.index.is_some()
            || source.all
            || source.joined;
        let bounds = self.bounds(&name, &source)?;
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
            "sym" => match &source.symbol {
                Some(symbol) => Operation::Symbol(self.symbol_table(symbol)?),
                None => return unfit("operation `sym` needs `symbol`".to_owned()),
            },
            "d100" => {
                Operation::D100 { modifier: self.modifier(&name, source.modifier.as_deref())? }
            }
            "expr" => match &source.of {
                Some(of) => {
                    let path = [RULE, VARS, Step::Key(&name), Step::Key("of")];
                    Operation::Expression(self.parse(of, &path)?)
                }
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
            kind: source.kind.map(|kinds| kinds.0),
            notkind: source.notkind.map(|kinds| kinds.0),
            faces: source.faces,
            index: source.index,
            all: source.all,
            joined: source.joined,
        };
        Ok(Variable { name, slot, selector, operation })
    }

    fn bounds(&self, name: &str, source: &VariableSource) -> Loaded<Vec<(BoundKind, Bound)>> {
        let given = [
            (BoundKind::Equal, "eq", &source.eq),
            (BoundKind::AtLeast, "ge", &source.ge),
            (BoundKind::Above, "gt", &source.gt),
            (BoundKind::AtMost, "le", &source.le),
            (BoundKind::Below, "lt", &source.lt),
        ];
        let mut bounds = Vec::new();
        for (kind, key, bound) in given {
            let Some(bound) = bound else { continue };
            let limit = match bound {
                BoundSource::Number(number) => Bound::Number(*number),
                BoundSource::Expression(text) => {
                    let path = [RULE, VARS, Step::Key(name), Step::Key(key)];
                    Bound::Expression(self.parse(text, &path)?)
                }
            };
            bounds.push((kind, limit));
        }
        Ok(bounds)
    }

    /// Unless the file says otherwise, options named `bonus` and `penalty` are the bonus dice.
    fn modifier(&self, name: &str, given: Option<&str>) -> Loaded<Option<Expression>> {
        let path = [RULE, VARS, Step::Key(name), Step::Key("modifier")];
        match given {
            Some(modifier) => self.parse(modifier, &path).map(Some),
            None if self.slots.contains_key("bonus") && self.slots.contains_key("penalty") => {
                self.parse("bonus - penalty", &path).map(Some)
            }
            None => Ok(None),
        }
    }

    /// Which faces show a symbol how often, by kind of die.
    fn symbol_table(&self, symbol: &str) -> Loaded<SymbolTable> {
        let mut table = SymbolTable::new();
        for (kind, faces) in &self.symbols {
            let mut shown = Vec::new();
            for (face, symbols) in faces {
                let number = face.parse::<i64>().map_err(|_| {
                    let message = format!("found face `{face}`, expected a whole number");
                    let path = [RULE, Step::Key("symbols"), Step::Key(kind), Step::Key(face)];
                    self.error(&path, RuleProblem::Syntax(message))
                })?;
                shown.extend(symbols.get(symbol).map(|times| (number, *times)));
            }
            table.push((kind.clone(), shown));
        }
        Ok(table)
    }

    /// Puts variables after those they need.
    fn ordered(&self, mut waiting: Vec<Variable>) -> Loaded<Vec<Variable>> {
        let mut ordered = Vec::with_capacity(waiting.len());
        while !waiting.is_empty() {
            let open: Set<usize> = gathered(waiting.iter().map(|variable| variable.slot));
            let is_ready = |variable: &Variable| {
                let expressions = variable.expressions();
                !expressions.iter().flat_map(|one| one.slots()).any(|slot| open.contains(slot))
            };
            let (ready, rest): (Vec<_>, Vec<_>) = waiting.into_iter().partition(is_ready);
            if ready.is_empty() {
                let Some(first) = rest.first() else { break };
                let problem = RuleProblem::Cycle(first.name.clone());
                return Err(self.error(&[RULE, VARS, Step::Key(&first.name)], problem));
            }
            ordered.extend(ready);
            waiting = rest;
        }
        Ok(ordered)
    }

    fn parse(&self, source: &str, path: &[Step<'_>]) -> Loaded<Expression> {
        Expression::parse(source, &|name| self.slots.get(name).copied()).map_err(|error| {
            let problem = match error.problem {
                Problem::UnknownName(name) => {
                    RuleProblem::unknown(&name, self.slots.keys().map(String::as_str))
                }
                other => RuleProblem::Expression(other.to_string()),
            };
            let location = self.format.place_in(self.text, path, source, error.offset);
            RuleError::new(location, problem)
        })
    }

    fn check_name(&self, name: &str, path: &[Step<'_>]) -> Loaded<()> {
        let mut letters = name.chars();
        let starts_well = letters.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
        if !starts_well || !letters.all(|c| c.is_ascii_alphanumeric() || c == '_') {
            let message = format!("found the name `{name}`, expected letters, digits and `_`");
            return Err(self.error(path, RuleProblem::Syntax(message)));
        }
        if is_reserved(name) {
            return Err(self.error(path, RuleProblem::ReservedName(name.to_owned())));
        }
        Ok(())
    }

    fn error(&self, path: &[Step<'_>], problem: RuleProblem) -> RuleError {
        RuleError::new(self.format.place(self.text, path), problem)
    }
}
