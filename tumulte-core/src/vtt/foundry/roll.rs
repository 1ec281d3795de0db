//! From a node of JSON to terms.

use super::{
    kinds::kind,
    lenient::{List, number_in},
    node::{Face, Node, Slot},
};
use crate::{
    dice::{Dialect, Formula},
    model::{Die, DieKinds, Number},
    roll::{DiceTerm, Expression, Margin, Operator, PoolEntry, Term},
};

/// Whether a node has anything a roll has.
pub(super) fn is_roll(node: &Node<'_>) -> bool {
    node.terms.is_present
        || node.dice.is_present
        || node.total.0.is_some()
        || !formula_text(node).is_empty()
}

/// The formula a node carries, possibly empty.
pub(super) fn formula_text<'n>(node: &'n Node<'_>) -> &'n str {
    if node.formula.0.is_empty() { &node.rare().raw_formula.0 } else { &node.formula.0 }
}

/// A roll's terms, the dice beside them, and its total.
pub(super) fn expression(node: &Node<'_>, kinds: &DieKinds) -> Expression {
    let mut terms: Vec<Term> = node.terms.items.iter().map(|one| slot(one, kinds)).collect();
    name_units(&mut terms);
    let beside =
        node.dice.items.iter().filter_map(Slot::as_node).map(|one| dice(one, kinds)).collect();
    Expression { terms, beside, total: node.total.0 }
}

fn single(term: Term) -> Expression {
    Expression { terms: vec![term], ..Expression::default() }
}

fn slot(slot: &Slot<'_>, kinds: &DieKinds) -> Term {
    match slot {
        Slot::Number(number) => Term::Number(*number),
        Slot::Text(text) => text_term(text, "StringTerm"),
        Slot::Node(node) => term(node, kinds),
        Slot::Empty => unknown(""),
    }
}

fn unknown(class: &str) -> Term {
    let class = if class.is_empty() { "Unknown" } else { class };
    Term::Unknown { class: class.chars().take(64).collect(), inside: Vec::new() }
}

/// A number, a sign, or a formula that needs no dice: `(2 + 3)`, as some classes keep no more than that.
fn text_term(text: &str, class: &str) -> Term {
    let operator = || operator(text).map(Term::Operator);
    let calculated = || {
        let formula = Formula::parse(text, Dialect::Foundry).ok()?;
        let total = formula.roll_given(&[]).ok()?.total();
        Some(Term::Number(total))
    };
    let number = number_in(text).map(Term::Number);
    number.or_else(operator).or_else(calculated).unwrap_or_else(|| unknown(class))
}

/// What a term is follows from its fields: classes are many and new ones come with every system.
fn term(node: &Node<'_>, kinds: &DieKinds) -> Term {
    let class = node.class.0.as_ref();
    if node.results.is_present {
        return if node.rare().rolls.is_present {
            pool(node, kinds)
        } else {
            Term::Dice(dice(node, kinds))
        };
    }
    if node.rare().operands.is_present {
        return Term::Group(operation(node, kinds));
    }
    if !node.rare().function.0.is_empty() {
        return function(node, kinds);
    }
    if let Slot::Node(roll) = &node.rare().roll {
        return Term::Group(expression(roll, kinds));
    }
    if let Slot::Node(inner) = &node.rare().term {
        return Term::Group(single(term(inner, kinds)));
    }
    if !node.operator.0.is_empty() {
        return operator(&node.operator.0).map_or_else(|| unknown(class), Term::Operator);
    }
    match (&node.number, &node.faces, &node.rare().term) {
        // A die that was never thrown.
        (_, Slot::Number(_) | Slot::Node(_), _) => unknown(class),
        (Slot::Number(number), ..) => Term::Number(*number),
        (Slot::Text(text), ..) | (_, _, Slot::Text(text)) => text_term(text, class),
        // A whole roll where a term should stand.
        _ if node.terms.is_present => Term::Group(expression(node, kinds)),
        _ if !node.rare().rolls.is_present && !formula_text(node).is_empty() => {
            text_term(formula_text(node), class)
        }
        _ => Term::Unknown {
            class: if class.is_empty() { "Unknown" } else { class }.chars().take(64).collect(),
            inside: node.rare().rolls.items.iter().map(|one| slot(one, kinds)).collect(),
        },
    }
}

fn operator(sign: &str) -> Option<Operator> {
    Some(match sign.trim() {
        "+" => Operator::Plus,
        "-" => Operator::Minus,
        "*" => Operator::Times,
        "/" => Operator::Divide,
        "%" => Operator::Remainder,
        _ => return None,
    })
}

/// `{operator, operands}`: two operands around their operator, or one behind its sign.
fn operation(node: &Node<'_>, kinds: &DieKinds) -> Expression {
    let sign = operator(&node.operator.0).map_or_else(|| unknown(&node.class.0), Term::Operator);
    let mut terms: Vec<Term> =
        node.rare().operands.items.iter().map(|one| slot(one, kinds)).collect();
    name_units(&mut terms);
    terms.insert(usize::from(terms.len() > 1), sign);
    Expression { terms, ..Expression::default() }
}

fn function(node: &Node<'_>, kinds: &DieKinds) -> Term {
    // Old generations keep only the texts of the arguments; their values are gone.
    let arguments =
        if node.rare().rolls.items.is_empty() { &node.terms } else { &node.rare().rolls };
    Term::Function {
        name: node.rare().function.0.chars().take(64).collect(),
        arguments: arguments.items.iter().map(|one| nested(one, kinds)).collect(),
        result: node.rare().result.0.or(node.total.0),
    }
}

fn nested(slot_: &Slot<'_>, kinds: &DieKinds) -> Expression {
    match slot_ {
        Slot::Node(node) if is_roll(node) => expression(node, kinds),
        other => single(slot(other, kinds)),
    }
}

fn pool(node: &Node<'_>, kinds: &DieKinds) -> Term {
    let mut faces = node.results.items.iter();
    let entries = node.rare().rolls.items.iter().map(|roll| {
        let face = faces.next().copied().unwrap_or_default();
        PoolEntry {
            roll: nested(roll, kinds),
            active: face.active.0.unwrap_or(true),
            discarded: face.discarded.0.unwrap_or(false),
            // pf2e lists persistent damage with its dice, but lets it add nothing until later.
            count: face.count.0.or(face.result.0.filter(|result| *result == 0.0)),
        }
    });
    Term::Pool(entries.collect())
}

fn dice(node: &Node<'_>, kinds: &DieKinds) -> DiceTerm {
    let faces = match &node.faces {
        Slot::Number(faces) => whole(*faces),
        Slot::Text(faces) => number_in(faces).map_or(0, whole),
        Slot::Node(decider) => decider.total.0.map_or(0, whole),
        Slot::Empty => 0,
    };
    let kind = kind(kinds, &node.class.0, faces, &node.options.flavor.0);
    let is_clamped = has_modifier(&node.modifiers, &["min", "max"]);
    let dice: Vec<Die> = node
        .results
        .items
        .iter()
        .map(|face| die(*face, faces, kind.as_deref(), is_clamped))
        .collect();
    let doubled = node
        .results
        .items
        .iter()
        .filter(|face| face.doubled.0 == Some(true) && face.active.0 != Some(false))
        .filter_map(|face| face.count.0.or(face.result.0))
        .sum();
    let deciders = [&node.number, &node.faces].into_iter().filter_map(Slot::as_node);
    let deciders = deciders.map(|one| expression(one, kinds)).collect();
    let asked = match &node.number {
        Slot::Number(number) => Some(whole(*number) as usize),
        Slot::Text(number) => number_in(number).map(|number| whole(number) as usize),
        Slot::Node(decider) => decider.total.0.map(|number| whole(number) as usize),
        Slot::Empty => None,
    };
    DiceTerm { dice, asked, deciders, doubled, margin: margin(node) }
}

pub(super) fn die(face: Face, faces: u32, kind: Option<&str>, is_clamped: bool) -> Die {
    let result = face.result.0.unwrap_or_default();
    let counts_successes = face.success.0.is_some() || face.failure.0.is_some();
    let clamps = is_clamped && !counts_successes;
    let tens = (kind == Some("tens")).then_some(if result >= 10.0 { 0.0 } else { result * 10.0 });
    let mut die = Die::new(faces, result);
    die.kind = kind.map(str::to_owned);
    die.active = face.active.0.unwrap_or(true);
    // The same field holds the value a minimum put in place and the successes counted.
    die.value = face.count.0.filter(|_| clamps).map(Number::new);
    die.count = face.count.0.filter(|_| !clamps).or(tens).map(Number::new);
    die.discarded = face.discarded.0.unwrap_or(false);
    // A clamped die carries the mark too, yet was not thrown again: it is still active.
    die.rerolled = face.rerolled.0.unwrap_or(false) && !die.active;
    die.exploded = face.exploded.0.unwrap_or(false);
    die.success = match (face.success.0, face.failure.0) {
        (Some(success), _) => Some(success),
        (None, Some(true)) => Some(false),
        (None, _) => None,
    };
    die
}

/// The plain d10 beside tens dice shows the units.
fn name_units(terms: &mut [Term]) {
    let is_kind = |die: &Die, kind: Option<&str>| die.kind.as_deref() == kind;
    let has_tens = terms.iter().any(|term| {
        matches!(term, Term::Dice(dice) if dice.dice.iter().any(|die| is_kind(die, Some("tens"))))
    });
    if !has_tens {
        return;
    }
    for term in terms {
        let Term::Dice(dice) = term else { continue };
        for die in dice.dice.iter_mut().filter(|die| die.faces == 10 && is_kind(die, None)) {
            die.kind = Some("units".to_owned());
        }
    }
}

fn has_modifier(modifiers: &List<super::lenient::Text<'_>>, names: &[&str]) -> bool {
    modifiers.items.iter().any(|modifier| {
        let name: &str = modifier.0.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or("");
        names.iter().any(|wanted| name.eq_ignore_ascii_case(wanted))
    })
}

/// `ms>=12`: the term's total is its distance from the target.
fn margin(node: &Node<'_>) -> Option<Margin> {
    node.modifiers.items.iter().find_map(|modifier| {
        let rest = modifier.0.strip_prefix("ms")?;
        let target = rest.trim_start_matches(['<', '>', '=']);
        let target = number_in(target)?;
        Some(if rest.starts_with('<') { Margin::Under(target) } else { Margin::Over(target) })
    })
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "casts of floats saturate"
)]
const fn whole(number: f64) -> u32 {
    number as u32
}
