//! The rules of one table.

use std::sync::Arc;

use napi_derive::napi;
use tumulte_core::{
    model::Verdict,
    systems::{Catalog, JudgeInput, RuleSet, System, preview},
};
use tumulte_node_reader::{pack, tape::Tape};

use crate::convert::{Packed, json_of, judge_input, packed};
use crate::error::{Failure, failure, rule_failure};
use crate::roll::NativeReader;
use crate::systems::write_each;

/// A rule set, prepared once.
#[napi]
#[derive(Debug)]
pub struct NativeRules {
    set: RuleSet,
    prepared: Arc<System>,
}

impl NativeRules {
    fn new(set: RuleSet) -> Result<Self, Failure> {
        let prepared = set.prepare(Catalog::built_in()).map_err(rule_failure)?;
        Ok(Self { set, prepared: Arc::new(prepared) })
    }

    fn verdict(&self, input: &JudgeInput) -> Verdict {
        self.prepared.judge(input)
    }
}

#[napi]
impl NativeRules {
    /// Reads a rule set; what begins with a brace is JSON.
    #[napi(factory)]
    pub fn load(text: String) -> Result<Self, Failure> {
        let catalog = Catalog::built_in();
        let is_json = text.trim_start().starts_with('{');
        let set = if is_json {
            RuleSet::from_json(&text, catalog)
        } else {
            RuleSet::from_toml(&text, catalog)
        };
        Self::new(set.map_err(rule_failure)?)
    }

    /// The rules of a game system as they are.
    #[napi(factory)]
    pub fn of(system: String) -> Result<Self, Failure> {
        Self::new(RuleSet::new(system.as_str()))
    }

    /// As JSON text.
    #[napi]
    pub fn json(&self) -> String {
        json_of(&self.set)
    }

    /// Judges one roll.
    #[napi]
    pub fn judge(&self, input: String) -> Result<Packed, Failure> {
        let input = judge_input(&input).map_err(failure)?;
        let mut tape = Tape::new();
        pack::verdict(&mut tape, &self.verdict(&input));
        Ok(packed(tape))
    }

    /// Judges many rolls.
    #[napi]
    pub fn judge_many(&self, inputs: Vec<String>) -> Packed {
        let mut tape = Tape::new();
        for input in &inputs {
            write_each(&mut tape, judge_input(input).map(|input| self.verdict(&input)));
        }
        packed(tape)
    }

    /// Judges one roll and says why.
    #[napi]
    pub fn explain(&self, input: String) -> Result<Option<String>, Failure> {
        let input = judge_input(&input).map_err(failure)?;
        Ok(self.verdict(&input).explain(&input.dice))
    }

    /// Which of these rolls come out differently than by other rules.
    #[napi]
    pub fn preview(&self, before: &NativeRules, inputs: Vec<String>) -> Result<Packed, Failure> {
        let inputs: Result<Vec<_>, _> = inputs.iter().map(|input| judge_input(input)).collect();
        let inputs = inputs.map_err(failure)?;
        let mut tape = Tape::new();
        for change in preview(&before.prepared, &self.prepared, &inputs) {
            tape.count(change.place);
            tape.part(|part| pack::verdict(part, &change.before));
            tape.part(|part| pack::verdict(part, &change.after));
        }
        Ok(packed(tape))
    }

    /// A reader of messages that judges by these rules.
    #[napi]
    pub fn reader(&self, vtt: String) -> NativeReader {
        NativeReader::by_rules(&vtt, self.set.system.clone(), Arc::clone(&self.prepared))
    }
}
