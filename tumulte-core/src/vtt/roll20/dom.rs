//! The chat log's HTML: what a browser shows becomes cards.

use super::{
    beacon,
    card::{Card, CardRoll},
    html::{Element, Step, steps},
    math::lex,
    rolled::Rolled,
    sheet,
    text::{self, MAX_LABEL, is_private, short, split_comment, typed, words},
    tooltip::{self, Piece},
};
use crate::{
    model::{RollOrigin, Visibility},
    roll::RollError,
    vtt::{MAX_MESSAGE_ROLLS, VttError},
};

/// How much of a row's text is kept.
const MAX_ROW: usize = 4096;

/// What a text inside an element is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sink {
    /// Text of the message itself.
    Body,
    Title,
    Speaker,
    Character,
    Formula,
    /// The dice of a `/roll` and what stands between them.
    Dice,
    Face,
    Total,
    Inline,
    /// Avatars, times, menus.
    Nowhere,
}

/// An element that is open.
#[derive(Debug, Clone, Copy)]
struct Frame {
    sink: Sink,
    is_damage: bool,
    is_grey: bool,
    is_result: bool,
    /// Whether the element is a die, an inline roll, a message: something that ends with it.
    ends: Ends,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ends {
    Nothing,
    Face,
    Inline,
    Message,
}

/// A message while it is being read.
#[derive(Debug, Default)]
struct Draft {
    card: Card,
    /// Whether it has an element of its own, or is only a fragment.
    begins: usize,
    formula: String,
    total: String,
    pieces: Vec<Piece>,
    is_roll: bool,
    by: String,
    character: String,
    row: String,
    title_attribute: Option<String>,
    inline: String,
    face: String,
    dropped: bool,
    faces: u32,
    results: usize,
    damages: usize,
}

/// Reads every message of some HTML; HTML without a message's element is one message's content.
///
/// # Errors
///
/// `vtt.too_deep`
pub(super) fn read(html: &str) -> Result<Vec<Card>, VttError> {
    let steps = steps(html)?;
    let whole = Frame {
        sink: Sink::Body,
        is_damage: false,
        is_grey: false,
        is_result: false,
        ends: Ends::Nothing,
    };
    let mut reader = Reader { open: vec![whole], cards: Vec::new(), draft: Draft::default() };
    for (place, step) in steps.iter().enumerate() {
        match step {
            Step::Open(element) => reader.open(element, place),
            Step::Text(text) => reader.text(text),
            Step::Close => {
                if reader.close() == Ends::Message {
                    let inside = steps.get(reader.draft.begins..place).unwrap_or_default();
                    reader.finish(inside);
                }
            }
        }
    }
    if reader.cards.is_empty() {
        reader.finish(&steps);
    }
    Ok(reader.cards)
}

struct Reader {
    open: Vec<Frame>,
    cards: Vec<Card>,
    draft: Draft,
}

impl Reader {
    fn frame(&self) -> Frame {
        self.open.last().copied().unwrap_or(Frame {
            sink: Sink::Body,
            is_damage: false,
            is_grey: false,
            is_result: false,
            ends: Ends::Nothing,
        })
    }

    fn open(&mut self, element: &Element, place: usize) {
        let mut frame = Frame { ends: Ends::Nothing, ..self.frame() };
        let is_inside = self.open.iter().any(|frame| frame.ends == Ends::Message);
        if element.has_class("message") && !is_inside {
            self.draft = Draft { begins: place, ..Draft::default() };
            self.message(element);
            frame.ends = Ends::Message;
        } else {
            self.element(element, &mut frame);
        }
        self.open.push(frame);
    }

    /// What the message's own element tells.
    fn message(&mut self, element: &Element) {
        let card = &mut self.draft.card;
        card.id = element.attribute("data-messageid").map(short).unwrap_or_default().into();
        let of_class = || element.classes().find_map(|class| class.strip_prefix("player-"));
        card.speaker.user_id =
            element.attribute("data-playerid").or_else(of_class).map(|id| short(id).to_owned());
        card.visibility = visibility(element.classes());
    }

    fn element(&mut self, element: &Element, frame: &mut Frame) {
        let draft = &mut self.draft;
        for class in element.classes() {
            match class {
                "by" => frame.sink = Sink::Speaker,
                "tstamp" | "avatar" | "flyout" | "spacer" => frame.sink = Sink::Nowhere,
                "formattedformula" => {
                    frame.sink = Sink::Dice;
                    draft.is_roll = true;
                }
                "formula" if frame.sink != Sink::Dice => frame.sink = Sink::Formula,
                "diceroll" => {
                    draft.dropped = element.has_class("dropped");
                    draft.faces = element
                        .classes()
                        .find_map(|class| class.strip_prefix('d')?.parse().ok())
                        .unwrap_or(0);
                }
                "didroll" => {
                    draft.face.clear();
                    frame.sink = Sink::Face;
                    frame.ends = Ends::Face;
                }
                "rolled" => {
                    frame.sink = Sink::Total;
                    draft.is_roll = true;
                }
                "inlinerollresult" => {
                    draft.inline.clear();
                    draft.title_attribute =
                        ["title", "original-title", "data-original-title", "data-tippy-content"]
                            .iter()
                            .find_map(|name| {
                                element.attribute(name).filter(|text| !text.is_empty())
                            })
                            .map(str::to_owned);
                    frame.sink = Sink::Inline;
                    frame.ends = Ends::Inline;
                }
                "sheet-row" => draft.row.clear(),
                "sheet-charname" => frame.sink = Sink::Character,
                "sheet-result" => frame.is_result = true,
                "sheet-label" | "sheet-header" | "sheet-title" | "sheet-subheader" => {
                    draft.card.title.push(' ');
                    frame.sink = Sink::Title;
                }
                _ => {
                    if let Some(name) = class.strip_prefix("sheet-rolltemplate-")
                        && !matches!(name, "darkmode" | "inline")
                    {
                        draft.card.template.get_or_insert_with(|| short(name).to_owned());
                    }
                    frame.is_damage |= class.starts_with("sheet-damage");
                    frame.is_grey |= matches!(class, "sheet-grey" | "sheet-gray");
                }
            }
        }
        match element.name.as_str() {
            "caption" => frame.sink = Sink::Title,
            "tr" => draft.row.clear(),
            "td" | "th" | "br" if draft.row.len() < MAX_ROW => draft.row.push(' '),
            "a" => {
                let owner = element.attribute("href").and_then(text::owner);
                if draft.card.speaker.actor_id.is_none() {
                    draft.card.speaker.actor_id = owner;
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        let frame = self.frame();
        let draft = &mut self.draft;
        let sink = match frame.sink {
            Sink::Body if draft.row.len() < MAX_ROW => &mut draft.row,
            Sink::Title => &mut draft.card.title,
            Sink::Speaker => &mut draft.by,
            Sink::Character => &mut draft.character,
            Sink::Formula => &mut draft.formula,
            Sink::Dice => {
                draft.pieces.push(Piece::Text(text.to_owned()));
                return;
            }
            Sink::Face => &mut draft.face,
            Sink::Total => &mut draft.total,
            Sink::Inline => &mut draft.inline,
            Sink::Body | Sink::Nowhere => return,
        };
        sink.push_str(text);
    }

    fn close(&mut self) -> Ends {
        let Some(frame) = self.open.pop() else { return Ends::Nothing };
        match frame.ends {
            Ends::Face => {
                let draft = &mut self.draft;
                draft.pieces.push(Piece::Die {
                    shown: core::mem::take(&mut draft.face),
                    is_dropped: draft.dropped,
                    faces: draft.faces,
                });
            }
            Ends::Inline => self.inline(frame),
            Ends::Nothing | Ends::Message => {}
        }
        frame.ends
    }

    fn inline(&mut self, frame: Frame) {
        let draft = &mut self.draft;
        let shown = core::mem::take(&mut draft.inline);
        let rolled = match draft.title_attribute.take() {
            Some(title) => tooltip::read(&title, &shown),
            None => number(&shown),
        };
        let mut roll = CardRoll::new(RollOrigin::Inline, rolled);
        roll.is_discarded = frame.is_grey;
        if frame.is_damage {
            draft.damages += 1;
            roll.key = format!("dmg{}", draft.damages);
        } else if frame.is_result {
            draft.results += 1;
            roll.key = format!("r{}", draft.results);
        }
        let label = draft.row.trim();
        let start = label.char_indices().rev().nth(MAX_LABEL).map_or(0, |(start, _)| start);
        roll.label = label.get(start..).unwrap_or_default().into();
        // One more than allowed tells that there are too many.
        if draft.card.rolls.len() <= MAX_MESSAGE_ROLLS {
            draft.card.rolls.push(roll);
        }
    }

    /// The message is complete.
    fn finish(&mut self, steps: &[Step]) {
        let draft = core::mem::take(&mut self.draft);
        let mut card = draft.card;
        card.title = words(&card.title);
        let by = words(&draft.by);
        let by = by.strip_suffix(':').unwrap_or(&by).trim();
        // `(To Ember)`, `(From Ember)`: a whisper, also where the class is missing.
        if is_private(by) || is_private(draft.formula.trim()) {
            card.visibility = Visibility::GmOnly;
        }
        let character = words(&draft.character);
        card.speaker.alias =
            [character.as_str(), by].into_iter().find(|name| !name.is_empty()).map(str::to_owned);
        if draft.is_roll {
            let formula = typed(&draft.formula);
            let (formula, comment) = split_comment(formula);
            let total = text::total(&draft.total);
            let rolled = tooltip::finish(formula.to_owned(), draft.pieces, total);
            let rolled = rolled.map(|rolled| Rolled { comment: comment.map(words), ..rolled });
            card.rolls.insert(0, CardRoll::new(RollOrigin::Message, rolled));
        }
        sheet::name_fields(&mut card);
        beacon::read(steps, &mut card);
        self.cards.push(card);
    }
}

/// A mere number where a roll should stand.
fn number(shown: &str) -> Result<Rolled, RollError> {
    let malformed = || RollError::Malformed { found: "an inline roll without tooltip".to_owned() };
    let total = text::total(shown).ok_or_else(malformed)?;
    let mut tokens = Vec::new();
    lex(shown, &mut tokens);
    let terms = super::math::assemble(tokens)?;
    let formula = shown.trim().to_owned();
    Ok(Rolled { formula, total: Some(total), terms, ..Rolled::default() })
}

/// Who may see a message with these classes.
pub(super) fn visibility<'c>(mut classes: impl Iterator<Item = &'c str>) -> Visibility {
    let hides = |class: &str| {
        matches!(class, "private" | "whisper" | "gmrollresult" | "secret")
            || class.starts_with("hidden")
    };
    if classes.any(hides) { Visibility::GmOnly } else { Visibility::Public }
}
