//! The rolls of one message, checked one after the other.

use serde_json::Value;

use super::{MAX_MESSAGE_ROLLS, MessageContext, Reading, VttError};
use crate::{
    model::{
        Actor, HintPath, HintPlace, Hints, MessageTables, Number, Roll, RollOrigin, Speaker,
        Timestamp, TotalCheck, Visibility,
    },
    roll::{Evaluation, Expression, MAX_DICE, RollError, evaluate},
};

/// Longer formulas are cut: nobody reads on.
const MAX_FORMULA: usize = 2000;

/// One roll as a reader understood it, its total not checked yet.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) formula: String,
    pub(super) expression: Expression,
    pub(super) roll_type: Option<String>,
    pub(super) flavor: Option<String>,
    pub(super) hints: Hints,
}

/// What all rolls of a message share, and the rolls read so far.
#[derive(Debug)]
pub(super) struct RollList {
    template: Roll,
    actor: Option<Actor>,
    reading: Reading,
    index: usize,
    dice: usize,
}

impl RollList {
    pub(super) fn new(message_id: String, speaker: Speaker, visibility: Visibility) -> Self {
        let template = Roll {
            vtt_roll_id: message_id,
            formula: String::new(),
            total: None,
            dice: Vec::new(),
            total_check: TotalCheck::NoTotal,
            roll_type: None,
            flavor: None,
            speaker,
            visibility,
            origin: RollOrigin::Message,
            hints: Hints::new(),
            rolled_at: None,
        };
        Self { template, actor: None, reading: Reading::default(), index: 0, dice: 0 }
    }

    pub(super) const fn at(mut self, moment: Option<Timestamp>) -> Self {
        self.template.rolled_at = moment;
        self
    }

    /// Adds what is known besides: the facts that a rule file looks for in messages of this tabletop,
    /// and the actor, for messages that name none. What the reader itself says wins.
    pub(super) fn in_context(
        mut self,
        tables: &MessageTables,
        context: &MessageContext,
        message: &Value,
    ) -> Self {
        self.actor.clone_from(&context.actor);
        let find = |path: &String| {
            let path = HintPath::parse(path, &context.system)?;
            (path.place == HintPlace::Message).then(|| path.follow(message))?
        };
        for (name, paths) in &tables.hints {
            if let Some(value) = paths.iter().find_map(find) {
                self.template.hints.insert(name.clone(), tables.word(name, value));
            }
        }
        self
    }

    /// Changes who sees and who rolled what comes from here on; with an id, it is another message.
    pub(super) fn turn_to(&mut self, id: Option<String>, speaker: Speaker, seen: Visibility) {
        if let Some(id) = id {
            self.template.vtt_roll_id = id;
            self.index = 0;
        }
        self.template.speaker = speaker;
        self.template.visibility = seen;
    }

    /// Checks a roll and takes it in.
    ///
    /// # Errors
    ///
    /// `vtt.too_many_rolls`, `roll.too_many_dice`, `roll.too_deep`
    pub(super) fn push(&mut self, draft: Draft) -> Result<(), VttError> {
        let index = self.next_index()?;
        let failed = |source| VttError::Roll { index, source };
        let total = draft.expression.total.filter(|total| total.is_finite()).map(Number::new);
        let Evaluation { dice, total_check } = evaluate(draft.expression).map_err(failed)?;
        self.dice = self.dice.saturating_add(dice.len());
        if self.dice > MAX_DICE {
            return Err(failed(RollError::TooManyDice));
        }
        let mut hints = self.template.hints.clone();
        hints.extend(draft.hints);
        self.reading.rolls.push(Roll {
            vtt_roll_id: format!("{}#{index}", self.template.vtt_roll_id),
            formula: draft.formula.chars().take(MAX_FORMULA).collect(),
            total,
            dice,
            total_check,
            roll_type: draft.roll_type,
            flavor: draft.flavor,
            hints,
            speaker: self.speaker(),
            ..self.template.clone()
        });
        Ok(())
    }

    fn speaker(&self) -> Speaker {
        let mut speaker = self.template.speaker.clone();
        if let Some(actor) = &self.actor {
            let known = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
            speaker.alias = speaker.alias.or_else(|| known(&actor.name));
            speaker.actor_id = speaker.actor_id.or_else(|| known(&actor.id));
        }
        speaker
    }

    /// Notes a roll that could not be read.
    ///
    /// # Errors
    ///
    /// `vtt.too_many_rolls`
    pub(super) fn skip(&mut self, found: &str) -> Result<(), VttError> {
        let index = self.next_index()?;
        let source = RollError::Malformed { found: found.to_owned() };
        self.reading.unreadable.push(VttError::Roll { index, source });
        Ok(())
    }

    fn next_index(&mut self) -> Result<usize, VttError> {
        if self.reading.rolls.len() + self.reading.unreadable.len() >= MAX_MESSAGE_ROLLS {
            return Err(VttError::TooManyRolls);
        }
        self.index += 1;
        Ok(self.index - 1)
    }

    pub(super) fn finish(self) -> Reading {
        self.reading
    }
}
