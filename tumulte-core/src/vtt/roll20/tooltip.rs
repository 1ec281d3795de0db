//! The tooltip of an inline roll: `Rolling 1d20 + 5[STR] = (<span class="basicdiceroll">12</span>)+5`.

use super::{
    math::{Token, assemble, lex, unknown},
    modifier::{Request, Shown},
    notation,
    rolled::Rolled,
    text,
};
use crate::{
    model::Parts,
    roll::{MAX_DICE, RollError, Term},
    vtt::{
        field::number_in,
        markup::{self, Markup, decoded_text},
    },
};

/// How often markup may be escaped.
const MAX_ESCAPES: usize = 3;

/// Dice and texts in reading order.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Piece {
    Text(String),
    Die { shown: String, is_dropped: bool, faces: u32 },
}

/// Reads a tooltip; `result` is the text the table shows in its place.
///
/// # Errors
///
/// `roll.malformed`, `roll.too_deep`, `roll.too_many_dice`, `roll.too_many_terms`
pub(super) fn read(title: &str, result: &str) -> Result<Rolled, RollError> {
    let (formula, pieces) = split(pieces(title));
    let formula = text::typed(&formula).to_owned();
    finish(formula, pieces, text::total(result))
}

/// The pieces of a tooltip, which may be escaped once more than its attribute.
fn pieces(title: &str) -> Vec<Piece> {
    let mut html = title.to_owned();
    for _ in 0..MAX_ESCAPES {
        let (pieces, has_tags) = tokenise(&html);
        let text: String = pieces
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) => text.as_str(),
                Piece::Die { .. } => "",
            })
            .collect();
        if has_tags || !text.has("<span") {
            return pieces;
        }
        html = text;
    }
    vec![Piece::Text(html)]
}

fn tokenise(html: &str) -> (Vec<Piece>, bool) {
    let mut pieces = vec![Piece::Text(String::new())];
    let mut has_tags = false;
    let mut open: Option<(String, bool)> = None;
    let mut markup = Markup::new(html);
    while let Some(piece) = markup.next() {
        match piece {
            markup::Piece::Open(_) => {
                has_tags = true;
                let class = markup.attribute("class").unwrap_or_default();
                let has = |name: &str| class.split_ascii_whitespace().any(|one| one == name);
                if has("basicdiceroll") {
                    open = Some((String::new(), has("dropped")));
                }
            }
            markup::Piece::Close(_) => {
                if let Some((shown, is_dropped)) = open.take() {
                    pieces.push(Piece::Die { shown, is_dropped, faces: 0 });
                    pieces.push(Piece::Text(String::new()));
                }
            }
            markup::Piece::Text(text) => {
                let text = decoded_text(text);
                match (&mut open, pieces.last_mut()) {
                    (Some((shown, _)), _) => shown.push_str(&text),
                    (None, Some(Piece::Text(last))) => last.push_str(&text),
                    _ => {}
                }
            }
        }
    }
    (pieces, has_tags)
}

/// The formula before the last equals sign that no die precedes, and what it came to.
fn split(pieces: Vec<Piece>) -> (String, Vec<Piece>) {
    let mut pieces = pieces.into_iter();
    let Some(Piece::Text(first)) = pieces.next() else { return Default::default() };
    // `cs=20` and labels may hold equals signs; the one that counts has spaces around it.
    let (formula, result) =
        first.last_parted(" = ").or_else(|| first.rsplit_once('=')).unwrap_or((first.as_str(), ""));
    let mut rest = vec![Piece::Text(result.to_owned())];
    rest.extend(pieces);
    (formula.to_owned(), rest)
}

/// Makes a roll of a formula and the pieces it came to.
///
/// # Errors
///
/// `roll.malformed`, `roll.too_deep`, `roll.too_many_dice`, `roll.too_many_terms`
pub(super) fn finish(
    formula: String,
    pieces: Vec<Piece>,
    total: Option<f64>,
) -> Result<Rolled, RollError> {
    if formula.is_empty() && total.is_none() {
        return Err(RollError::Malformed { found: "neither formula nor result".to_owned() });
    }
    let requests = notation::requests(&formula);
    let is_grouped = formula.has("{");
    let mut sides = Sides { requests: requests.iter(), has_dice: false, draws: false };
    let mut tokens = Vec::new();
    let mut thrown = Vec::new();
    let mut dice = 0_usize;
    for piece in pieces {
        match piece {
            Piece::Text(text) if !thrown.is_empty() && text.trim() == "+" => {}
            Piece::Text(text) => {
                sides.throw(&mut thrown, &mut tokens);
                lex(&text, &mut tokens);
            }
            Piece::Die { shown, is_dropped, faces } => {
                dice += 1;
                if dice > MAX_DICE {
                    return Err(RollError::TooManyDice);
                }
                thrown.push((shown, is_dropped, faces));
            }
        }
    }
    sides.throw(&mut thrown, &mut tokens);
    let (has_dice, draws) = (sides.has_dice, sides.draws);
    // A mere number: its tooltip is gone.
    if tokens.is_empty() && requests.is_empty() {
        lex(&formula, &mut tokens);
    }
    let mut rolled = Rolled {
        total,
        terms: assemble(tokens)?,
        unexplained: requests
            .iter()
            .find_map(|request| request.unexplained.clone())
            .or_else(|| is_grouped.then(|| "group".to_owned())),
        is_draw: draws && !has_dice,
        formula,
        ..Rolled::default()
    };
    if let Some(request) = requests.iter().find(|request| request.faces == 20) {
        request.thresholds(&mut rolled.hints);
    }
    Ok(rolled)
}

/// The kinds of dice a formula asked for, while the dice come in.
struct Sides<'r> {
    requests: core::slice::Iter<'r, Request>,
    has_dice: bool,
    draws: bool,
}

impl Sides<'_> {
    /// Dice between which stood nothing but a plus were thrown together.
    fn throw(&mut self, thrown: &mut Vec<(String, bool, u32)>, tokens: &mut Vec<Token>) {
        if thrown.is_empty() {
            return;
        }
        let faces = thrown.first().map_or(0, |(_, _, faces)| *faces);
        let mut request = self
            .requests
            .find(|request| request.count != Some(0))
            .cloned()
            .unwrap_or_else(|| Request { faces, ..Request::default() });
        if request.faces == 0 && !request.is_fate {
            request.faces = faces;
        }
        let shown: Option<Vec<Shown>> = thrown
            .drain(..)
            .map(|(text, is_dropped, _)| Some(Shown { face: face(&text)?, is_dropped }))
            .collect();
        tokens.push(Token::Term(if let Some(shown) = shown {
            self.has_dice = true;
            Term::Dice(request.fallen(&shown))
        } else {
            self.draws = true;
            unknown("table")
        }));
    }
}

/// What a die shows; Fate dice show signs.
fn face(text: &str) -> Option<f64> {
    match text.trim() {
        "+" => Some(1.0),
        "-" | "−" | "–" => Some(-1.0),
        other => number_in(other),
    }
}
