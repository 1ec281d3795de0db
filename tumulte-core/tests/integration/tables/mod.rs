//! Tabletops beside Foundry and Roll20.

mod alchemy;
mod corpus;
mod corpus_fantasygrounds;
mod document;
mod properties;
mod relay;
mod vectors;

use tumulte_core::{
    model::{MessageTables, Roll, TotalCheck, Verdict, VttKind},
    systems::{Catalog, JudgeInput},
    vtt::{MessageContext, Reading, read_message},
};

fn read(vtt: &VttKind, raw: &str) -> Reading {
    read_message(vtt, raw, &MessageTables::new(), &MessageContext::new("dnd5e"))
        .unwrap_or_else(|error| panic!("{error}: {raw}"))
}

fn judge(roll: &Roll, celebrate: bool) -> Verdict {
    let input = JudgeInput::from_roll(roll).with_option("celebrate", celebrate);
    Catalog::built_in().resolve(&"dnd5e".into()).judge(&input)
}

/// The checks of one corpus, counted by what they say.
#[derive(Debug, Default)]
struct Checks(std::collections::BTreeMap<String, usize>);

impl Checks {
    /// Nothing may differ without an explanation.
    fn add(&mut self, roll: &Roll, raw: &str) {
        let name = match &roll.total_check {
            TotalCheck::Differs { .. } => {
                panic!("{:?} of {}: {raw}", roll.total_check, roll.formula)
            }
            TotalCheck::Agrees => "agrees".to_owned(),
            TotalCheck::UnknownTerm { .. } => "unknown dice".to_owned(),
            other => format!("{other:?}"),
        };
        *self.0.entry(name).or_default() += 1;
    }
}
