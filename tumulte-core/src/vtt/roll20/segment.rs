//! Roll20's own form of a roll: segments of dice, mathematics, labels and groups.

use std::fmt::Write as _;

use serde_json::Value;

use super::{
    math::{MAX_TOKENS, Token, assemble, lex, unknown},
    modifier::{Comparison, Request, Shown},
    rolled::Rolled,
    text::words,
};
use crate::{
    model::{Die, Number, TotalCheck},
    roll::{DiceTerm, Expression, MAX_DEPTH, MAX_DICE, PoolEntry, RollError, Term, evaluate},
    vtt::field::{field, id, number, placed_items, text},
};

/// More rolls in one group are not matched with their results.
const MAX_GROUP: usize = 64;

/// What segments came to, on the way to an expression.
#[derive(Debug, Default)]
struct Segments {
    tokens: Vec<Token>,
    /// The formula the segments were made of, for rolls that came without one.
    formula: String,
    /// What d20s were given as thresholds.
    request: Option<Request>,
    /// Why the total may be more than the sum.
    unexplained: Option<String>,
    comment: Option<String>,
    has_dice: bool,
    draws: bool,
    dice: usize,
}

/// Reads the object that holds the segments: `{"type":"V","rolls":[…],"resultType":"sum","total":17}`.
///
/// `formula` is what was typed, where that is known.
///
/// # Errors
///
/// `roll.malformed`, `roll.too_deep`, `roll.too_many_dice`, `roll.too_many_terms`
pub(super) fn read(result: &Value, formula: Option<&str>) -> Result<Rolled, RollError> {
    let rolls = field(result, "rolls");
    let total = number(field(result, "total"));
    if !rolls.is_array() && !rolls.is_object() && total.is_none() {
        return Err(RollError::Malformed { found: "no segments".to_owned() });
    }
    let mut segments = Segments::default();
    segments.all(rolls, 0)?;
    let Segments {
        tokens, formula: rebuilt, request, unexplained, comment, has_dice, draws, ..
    } = segments;
    let mut rolled = Rolled {
        formula: formula.map_or(rebuilt, str::to_owned),
        total,
        terms: assemble(tokens)?,
        unexplained,
        comment,
        is_draw: draws && !has_dice,
        ..Rolled::default()
    };
    if let Some(request) = request {
        request.thresholds(&mut rolled.hints);
    }
    Ok(rolled)
}

impl Segments {
    fn all(&mut self, list: &Value, depth: usize) -> Result<(), RollError> {
        if depth > MAX_DEPTH {
            return Err(RollError::TooDeep);
        }
        placed_items(list).into_iter().try_for_each(|(_, segment)| self.segment(segment, depth))
    }

    /// What a segment is follows from its type, and without one from its fields.
    fn segment(&mut self, segment: &Value, depth: usize) -> Result<(), RollError> {
        if self.tokens.len() > MAX_TOKENS {
            return Err(RollError::TooManyTerms { limit: MAX_TOKENS, found: self.tokens.len() });
        }
        let has = |name: &str| segment.get(name).is_some();
        match text(field(segment, "type")) {
            Some("R") => self.dice(segment),
            Some("M") => self.mathematics(field(segment, "expr")),
            Some("L") => self.label(segment),
            Some("C") => self.comment(segment),
            Some("G") => self.group(segment, depth),
            Some("V") => self.whole(segment, depth),
            _ if has("expr") => self.mathematics(field(segment, "expr")),
            _ if has("sides") || has("dice") || has("table") || has("results") && !has("rolls") => {
                self.dice(segment)
            }
            _ if has("rolls") => self.group(segment, depth),
            _ if has("text") => self.label(segment),
            _ => {
                self.tokens.push(Token::Term(unknown("segment")));
                Ok(())
            }
        }
    }

    #[expect(clippy::unnecessary_wraps, reason = "one of several readers of a segment")]
    fn mathematics(&mut self, expression: &Value) -> Result<(), RollError> {
        let expression = id(expression).unwrap_or_default();
        lex(&expression, &mut self.tokens);
        self.formula.push_str(&expression);
        Ok(())
    }

    #[expect(clippy::unnecessary_wraps, reason = "one of several readers of a segment")]
    fn label(&mut self, segment: &Value) -> Result<(), RollError> {
        let label = text(field(segment, "text")).unwrap_or_default();
        // Writing to a String never fails.
        let _ = write!(self.formula, "[{label}]");
        Ok(())
    }

    #[expect(clippy::unnecessary_wraps, reason = "one of several readers of a segment")]
    fn comment(&mut self, segment: &Value) -> Result<(), RollError> {
        if self.comment.is_none() {
            self.comment = text(field(segment, "text")).map(words);
        }
        Ok(())
    }

    fn dice(&mut self, segment: &Value) -> Result<(), RollError> {
        let table = text(field(segment, "table"));
        let results = placed_items(field(segment, "results"));
        self.dice = self.dice.saturating_add(results.len());
        if self.dice > MAX_DICE {
            return Err(RollError::TooManyDice);
        }
        let request = request(segment);
        match (table, request.faces) {
            (Some(table), _) => {
                let _ = write!(self.formula, "{}t[{table}]", request.count.unwrap_or(1));
                self.draws = true;
                self.tokens.push(Token::Term(draw(&results)));
                return Ok(());
            }
            (None, _) if request.is_fate => {
                let _ = write!(self.formula, "{}dF", request.count.unwrap_or(1));
            }
            (None, faces) => {
                let _ = write!(self.formula, "{}d{faces}", request.count.unwrap_or(1));
            }
        }
        let mut shown = Vec::with_capacity(results.len());
        for (_, result) in results {
            let Some(face) = number(field(result, "v")) else {
                self.tokens.push(Token::Term(unknown("R")));
                return Ok(());
            };
            shown.push(Shown { face, is_dropped: field(result, "d").as_bool() == Some(true) });
        }
        self.has_dice |= !shown.is_empty();
        self.unexplained = self.unexplained.take().or_else(|| request.unexplained.clone());
        // `0d20` is how sheets write a second roll that nobody makes.
        self.tokens.push(Token::Term(if shown.is_empty() && request.count == Some(0) {
            Term::Number(0.0)
        } else if shown.is_empty() {
            unknown("R")
        } else {
            Term::Dice(request.fallen(&shown))
        }));
        let counts = shown.iter().any(|shown| !shown.is_dropped);
        if self.request.is_none() && request.faces == 20 && counts {
            self.request = Some(request);
        }
        Ok(())
    }

    /// A roll of its own inside the roll.
    fn whole(&mut self, segment: &Value, depth: usize) -> Result<(), RollError> {
        self.tokens.push(Token::Open);
        self.all(field(segment, "rolls"), depth + 1)?;
        self.tokens.push(Token::Close);
        Ok(())
    }

    /// `{2d6, 1d12+1}kh1`: several rolls, of which some may be dropped or counted.
    fn group(&mut self, segment: &Value, depth: usize) -> Result<(), RollError> {
        let mut rolls = Vec::new();
        self.formula.push('{');
        for (index, (_, roll)) in placed_items(field(segment, "rolls")).into_iter().enumerate() {
            if index > 0 {
                self.formula.push(',');
            }
            let outside = core::mem::take(&mut self.tokens);
            // The list of a group that holds a single roll may be missing.
            if roll.get("type").is_some() {
                self.segment(roll, depth + 1)?;
            } else {
                self.all(roll, depth + 1)?;
            }
            let inside = core::mem::replace(&mut self.tokens, outside);
            rolls.push(Expression { terms: assemble(inside)?, ..Expression::default() });
        }
        self.formula.push('}');
        let request = request(segment);
        let shown: Vec<Option<Shown>> = placed_items(field(segment, "results"))
            .into_iter()
            .map(|(_, result)| {
                let is_dropped = field(result, "d").as_bool() == Some(true);
                number(field(result, "v")).map(|face| Shown { face, is_dropped })
            })
            .collect();
        self.tokens.push(Token::Term(Term::Pool(entries(rolls, &shown, &request)?)));
        Ok(())
    }
}

/// Gives every roll of a group its fate.
fn entries(
    rolls: Vec<Expression>,
    shown: &[Option<Shown>],
    request: &Request,
) -> Result<Vec<PoolEntry>, RollError> {
    let kept = |roll| PoolEntry { roll, active: true, discarded: false, count: None };
    let counts = !request.success.is_empty() || !request.failure.is_empty();
    // A group around one roll acts on the dice of that roll, and those tell their own fate.
    if rolls.len() < 2 || rolls.len() > MAX_GROUP {
        return Ok(rolls.into_iter().map(kept).collect());
    }
    if rolls.len() == shown.len() {
        let fates = rolls.into_iter().zip(shown).map(|(roll, shown)| {
            let is_dropped = shown.is_some_and(|shown| shown.is_dropped);
            let count = shown.filter(|_| counts).and_then(|shown| counted(request, shown));
            PoolEntry { roll, active: !is_dropped, discarded: is_dropped, count }
        });
        return Ok(fates.collect());
    }
    // Fewer results than rolls: those that are there were kept.
    let mut left: Vec<Shown> =
        shown.iter().flatten().copied().filter(|shown| !shown.is_dropped).collect();
    if left.is_empty() {
        return Ok(rolls.into_iter().map(kept).collect());
    }
    let mut entries = Vec::with_capacity(rolls.len());
    for roll in rolls {
        let mut place = None;
        for (index, shown) in left.iter().enumerate() {
            let question = Expression { total: Some(shown.face), ..roll.clone() };
            if evaluate(question)?.total_check == TotalCheck::Agrees {
                place = Some(index);
                break;
            }
        }
        let found = place.map(|place| left.remove(place));
        let count = found.filter(|_| counts).and_then(|shown| counted(request, shown));
        entries.push(PoolEntry {
            roll,
            active: found.is_some(),
            discarded: found.is_none(),
            count,
        });
    }
    Ok(entries)
}

/// What a whole roll adds where successes are counted.
fn counted(request: &Request, shown: Shown) -> Option<f64> {
    request.fallen(&[shown]).dice.first()?.count.map(Number::value)
}

/// Draws from a rollable table: values only where the items are numbers.
fn draw(results: &[(usize, &Value)]) -> Term {
    let value = |result: &Value| {
        let name = field(field(result, "tableItem"), "name");
        number(name).or_else(|| number(field(result, "v")))
    };
    let mut drawn = DiceTerm::default();
    for (_, result) in results {
        let Some(value) = value(result) else { return unknown("table") };
        let kind = Some("table".to_owned());
        drawn.dice.push(Die { kind, ..Die::new(0, value) });
    }
    Term::Dice(drawn)
}

/// What a segment of dice, or a group, was asked for.
fn request(segment: &Value) -> Request {
    let sides = field(segment, "sides");
    let mods = field(segment, "mods");
    let mut request = Request {
        count: number(field(segment, "dice")).map(whole).map(|count| count as usize),
        faces: number(sides).map_or(0, whole),
        is_fate: field(segment, "fate").as_bool() == Some(true)
            || text(sides).is_some_and(|sides| sides.eq_ignore_ascii_case("f")),
        ..Request::default()
    };
    let Some(mods) = mods.as_object() else { return request };
    for (name, given) in mods {
        match name.to_ascii_lowercase().as_str() {
            "customcrit" => request.critical = comparisons(given),
            "customfumble" => request.fumble = comparisons(given),
            "success" | "successes" => request.success = comparisons(given),
            "fail" | "failure" | "failures" => request.failure = comparisons(given),
            "reroll" | "rerollonce" => request.reroll = comparisons(given),
            "exploding" | "compounding" | "penetrating" => {
                request.explosion = Some(comparisons(given));
            }
            "keep" | "drop" | "sort" => {}
            other => request.unexplained = Some(other.chars().take(64).collect()),
        }
    }
    request
}

/// `[{comp, point}]`, or one of them without its list.
fn comparisons(given: &Value) -> Vec<Comparison> {
    let comparison = |given: &Value| {
        let sign = field(given, "comp").as_str().unwrap_or_default();
        number(field(given, "point")).map(|point| Comparison::new(sign, point))
    };
    match comparison(given) {
        Some(single) => vec![single],
        None => {
            placed_items(given).into_iter().filter_map(|(_, given)| comparison(given)).collect()
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "casts of floats saturate"
)]
const fn whole(number: f64) -> u32 {
    number as u32
}
