//! What `roll::evaluate` makes of terms no tabletop would send.

use tumulte_core::{
    model::{Die, TotalCheck},
    roll::{DiceTerm, Expression, MAX_DEPTH, MAX_DICE, Operator, Term, evaluate},
};

fn roll(terms: Vec<Term>, total: f64) -> Expression {
    Expression { terms, total: Some(total), ..Expression::default() }
}

fn nested(levels: usize) -> Expression {
    (0..levels)
        .fold(roll(vec![Term::Number(1.0)], 1.0), |inner, _| roll(vec![Term::Group(inner)], 1.0))
}

#[test]
fn as_many_dice_as_allowed_are_counted_and_one_more_is_refused() {
    let dice = |count: usize| DiceTerm::new(vec![Die::new(6, 1); count]);
    let most = evaluate(roll(vec![Term::Dice(dice(MAX_DICE))], 10_000.0)).unwrap();
    assert_eq!((most.dice.len(), most.total_check), (MAX_DICE, TotalCheck::Agrees));
    let split =
        vec![Term::Dice(dice(MAX_DICE)), Term::Operator(Operator::Plus), Term::Dice(dice(1))];
    assert_eq!(evaluate(roll(split, 0.0)).unwrap_err().code(), "roll.too_many_dice");
}

#[test]
fn nesting_has_an_end() {
    assert_eq!(evaluate(nested(MAX_DEPTH)).unwrap().total_check, TotalCheck::Agrees);
    assert_eq!(evaluate(nested(MAX_DEPTH + 1)).unwrap_err().code(), "roll.too_deep");
}

#[test]
fn nesting_has_an_end_also_where_nothing_is_added_up() {
    let mut hidden = Term::Number(1.0);
    for _ in 0..=MAX_DEPTH {
        hidden = Term::Unknown { class: "Odd".to_owned(), inside: vec![hidden] };
    }
    assert_eq!(evaluate(roll(vec![hidden], 1.0)).unwrap_err().code(), "roll.too_deep");
}

#[test]
fn two_operands_without_an_operator_have_no_value() {
    let found = evaluate(roll(vec![Term::Number(1.0), Term::Number(2.0)], 3.0)).unwrap();
    assert_eq!(found.total_check, TotalCheck::UnknownTerm { class: "OperatorTerm".to_owned() });
}

#[test]
fn an_operator_at_the_end_joins_nothing() {
    let terms = vec![Term::Number(4.0), Term::Operator(Operator::Plus)];
    assert_eq!(evaluate(roll(terms, 4.0)).unwrap().total_check, TotalCheck::Agrees);
}

#[test]
fn a_roll_of_nothing_with_a_total_is_not_explained() {
    let found = evaluate(roll(Vec::new(), 12.0)).unwrap();
    assert_eq!(found.total_check, TotalCheck::UnknownTerm { class: "Roll".to_owned() });
    assert_eq!(evaluate(Expression::default()).unwrap().total_check, TotalCheck::NoTotal);
}

#[test]
fn numbers_that_are_none_never_agree() {
    for odd in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let found = evaluate(roll(vec![Term::Number(odd)], 1.0)).unwrap();
        assert!(matches!(found.total_check, TotalCheck::UnknownTerm { .. }), "{odd}");
        let given = evaluate(roll(vec![Term::Number(1.0)], odd)).unwrap();
        assert_ne!(given.total_check, TotalCheck::Agrees, "{odd}");
    }
}
