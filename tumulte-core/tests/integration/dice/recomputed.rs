//! Totals, recomputed by `roll::evaluate` from the dice alone.

use proptest::prelude::*;
use tumulte_core::{
    dice::{
        Amount, Comparison, Dialect, DiceTerm as Thrown, Faces, Formula, Function, Kind, Modifier,
        Operator as Joins, RollResult, SeededDice,
    },
    model::{Die, TotalCheck},
    roll::{DiceTerm, Expression, Margin, Operator, PoolEntry, Term, evaluate},
};

/// The terms of a node as a tabletop would store them; none where `roll` has no word for it.
fn terms(rolled: &RollResult<'_>, index: usize) -> Option<Vec<Term>> {
    let formula = rolled.formula();
    let children: Vec<usize> = formula.operands(index).collect();
    let group =
        |child: usize| Some(Expression { terms: terms(rolled, child)?, ..Expression::default() });
    Some(match formula.nodes()[index].kind() {
        Kind::Number(number) => vec![Term::Number(number)],
        Kind::Negate => vec![Term::Operator(Operator::Minus), Term::Group(group(children[0])?)],
        Kind::Binary(joins) => {
            let operator = match joins {
                Joins::Add => Operator::Plus,
                Joins::Subtract => Operator::Minus,
                Joins::Multiply => Operator::Times,
                Joins::Divide => Operator::Divide,
                _ => return None,
            };
            let mut terms = vec![Term::Group(group(children[0])?), Term::Operator(operator)];
            terms.push(Term::Group(group(children[1])?));
            terms
        }
        Kind::Group | Kind::Inline | Kind::Label(_) => vec![Term::Group(group(children[0])?)],
        Kind::Call(call) => match call.function {
            Function::Other(_) => return None,
            known => vec![Term::Function {
                name: known.as_str()?.to_owned(),
                arguments: children.iter().map(|child| group(*child)).collect::<Option<_>>()?,
                result: None,
            }],
        },
        Kind::Pool(pool) => {
            let modifiers = formula.pool_modifiers(&pool);
            if pool.by_die
                || !modifiers
                    .iter()
                    .all(|modifier| matches!(modifier, Modifier::Keep(_) | Modifier::Drop(_)))
            {
                return None;
            }
            let entries = children.iter().map(|child| {
                let is_dropped = rolled.is_dropped(*child);
                Some(PoolEntry {
                    roll: group(*child)?,
                    active: !is_dropped,
                    discarded: is_dropped,
                    count: None,
                })
            });
            vec![Term::Pool(entries.collect::<Option<_>>()?)]
        }
        Kind::Dice(dice) => vec![Term::Dice(thrown(rolled, index, dice)?)],
        _ => return None,
    })
}

fn thrown(rolled: &RollResult<'_>, index: usize, dice: Thrown) -> Option<DiceTerm> {
    if dice.count == Amount::Operand || dice.faces == Faces::Operand {
        return None;
    }
    let mut term = DiceTerm::new(rolled.dice_of(index).iter().map(Die::from).collect());
    // What a pool around it dropped was still thrown and added up inside.
    for die in &mut term.dice {
        die.active |= die.discarded && rolled.formula().modifiers(&dice).is_empty();
    }
    for modifier in rolled.formula().modifiers(&dice) {
        if let Modifier::Margin(test) = modifier {
            let target = f64::from(test.target?);
            term.margin = Some(match test.comparison {
                Comparison::Less | Comparison::LessOrEqual => Margin::Under(target),
                _ => Margin::Over(target),
            });
        }
    }
    Some(term)
}

fn check(text: &str, dialect: Dialect) -> bool {
    let Ok(formula) = Formula::parse(text, dialect) else { return false };
    let Ok(rolled) = formula.roll(&mut SeededDice::new(11)) else { return false };
    let Some(terms) = terms(&rolled, formula.nodes().len() - 1) else { return false };
    let expression = Expression { terms, total: Some(rolled.total()), ..Expression::default() };
    let Ok(evaluation) = evaluate(expression) else { return false };
    assert_eq!(evaluation.total_check, TotalCheck::Agrees, "{dialect} {text}: {rolled}");
    true
}

#[test]
fn every_modifier_adds_up_to_the_same_total() {
    let foundry = [
        "4d6kh3 + 2",
        "4d6dl1 * 2",
        "8d6r<3",
        "8d6rr<3",
        "8d6x",
        "8d6xo>=5",
        "8d6min3",
        "8d6max3kh2",
        "9d10cs>=8",
        "9d10cs>=8df=1",
        "9d10sf=1",
        "9d10cf<=2",
        "9d6even",
        "9d6odd",
        "1d20ms>=15",
        "1d100ms<40",
        "5dF",
        "5dcc1",
        "1d20adv + 1",
        "{2d6, 1d12}kh1 + 3",
        "max(1d6, 1d8) - 4",
        "-(1d6 / 2)",
        "3d6[fire] + (2d4 + 1)[cold]",
        "{1d6 + 2, 1d8 + 1, 3}dl1",
    ];
    let roll20 = [
        "9d6!",
        "9d6!!",
        "9d6!p",
        "9d6r<2",
        "9d6>4f1",
        "9d6mt",
        "9d6sd",
        "2d20kh1cs20cf1 + 7",
        "[[1d6 + 2]] * 3",
        "1d20 + [T] 4[MOD]",
    ];
    let avrae = [
        "9d6k1k6",
        "9d6p<3",
        "9d6rr<3",
        "9d6e6",
        "9d6ra6",
        "9d6mi3ma5",
        "(1d8, 1d6)kh1",
        "9d6rol2",
    ];
    for (formulas, dialect) in [
        (&foundry[..], Dialect::Foundry),
        (&roll20[..], Dialect::Roll20),
        (&avrae[..], Dialect::Avrae),
    ] {
        for text in formulas {
            assert!(check(text, dialect), "{dialect} {text} was not recomputed");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_sums_are_recomputed(
        terms in prop::collection::vec((1_u32..9, 2_u32..21, 0_usize..8), 1..6),
        signs in prop::collection::vec(0_usize..4, 6),
    ) {
        const MODIFIERS: [&str; 8] = ["", "kh1", "dl1", "x", "r1", "cs>=2", "min2", "df=1"];
        let text = terms.iter().zip(&signs).map(|((count, faces, modifier), sign)| {
            format!("{count}d{faces}{} {}", MODIFIERS[*modifier], ["+", "-", "*", "- 3 +"][*sign])
        });
        let text = format!("{} 1", text.collect::<Vec<_>>().join(" "));
        prop_assert!(check(&text, Dialect::Foundry), "{}", text);
    }
}
