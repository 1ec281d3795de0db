//! Which dice and which message make the rules say what is wanted.

use std::collections::BTreeMap;

use serde_json::Value;
use tumulte_core::{
    model::{Die, Outcome, SystemId, VttKind},
    sync::CampaignRules,
    systems::{Catalog, JudgeInput},
    vtt::MessageContext,
};

use super::shape;

/// Messages by game system and outcome, where the usual dice say nothing. Written from the rule files by
/// `TUMULTE_WRITE=1 cargo test -p tumulte-server --lib test_roll`.
const EXAMPLES: &str = include_str!("examples.json");

/// A message of which the rules say that: one with the usual dice, else one after the examples of the rule file.
pub(super) fn find(
    rules: &CampaignRules,
    system: &SystemId,
    vtt: &VttKind,
    wanted: Option<Outcome>,
) -> Option<Value> {
    let is_wanted = |message: &Value| is_as_wanted(rules, system, vtt, message, wanted);
    usual(system, wanted).find(is_wanted).or_else(|| example(system, wanted).filter(is_wanted))
}

fn usual(system: &SystemId, wanted: Option<Outcome>) -> impl Iterator<Item = Value> {
    dice().map(move |dice| shape::usual(system, &dice, wanted))
}

fn example(system: &SystemId, wanted: Option<Outcome>) -> Option<Value> {
    let mut all: BTreeMap<String, BTreeMap<String, Value>> =
        serde_json::from_str(EXAMPLES).unwrap_or_default();
    let known = Catalog::built_in().resolve(system).id().as_str();
    all.get_mut(known)?.remove(word(wanted))
}

const fn word(outcome: Option<Outcome>) -> &'static str {
    match outcome {
        Some(Outcome::Success) => "success",
        Some(Outcome::Failure) => "failure",
        None => "plain",
    }
}

fn is_as_wanted(
    rules: &CampaignRules,
    system: &SystemId,
    vtt: &VttKind,
    message: &Value,
    wanted: Option<Outcome>,
) -> bool {
    let context = MessageContext::new(system.clone());
    let text = message.to_string();
    let judged = rules.judge_message(vtt, text.as_bytes(), &context).unwrap_or_default();
    matches!(judged.as_slice(), [judged] if judged.verdict.outcome == wanted)
}

/// Dice to try: the usual ones of all game systems, at their ends and in the middle.
fn dice() -> impl Iterator<Item = JudgeInput> {
    let ends = |faces: u32| [faces, 1, faces / 2 + 1];
    let single = [20, 100, 10, 12, 6]
        .into_iter()
        .flat_map(move |faces| ends(faces).map(|shown| vec![(faces, shown)]));
    let pools = [(6, 2), (6, 3), (6, 5), (6, 8), (10, 4), (10, 8), (12, 2), (20, 2), (20, 3)];
    let pools = pools
        .into_iter()
        .flat_map(move |(faces, count)| ends(faces).map(|shown| vec![(faces, shown); count]));
    single.chain(pools).map(|dice| {
        JudgeInput::new(dice.into_iter().map(|(faces, shown)| Die::new(faces, shown)).collect())
    })
}

#[cfg(test)]
mod tests {
    use std::{fmt::Write as _, fs, path::Path};

    use serde_json::json;
    use tumulte_core::systems::{RuleSet, System};

    use super::{super::example, *};

    const OUTCOMES: [Option<Outcome>; 3] = [Some(Outcome::Success), Some(Outcome::Failure), None];

    /// What the server carries.
    const CARRIED: &str = "src/actions/test_roll/examples.json";

    /// The module's own test rolls.
    const COPY: &str = "../foundry-module/scripts/data/test-rolls.mjs";

    const HEAD: &str = "// @ts-check
// What a critical success looks like in each game system's messages. Written from tumulte-core/systems by
// `TUMULTE_WRITE=1 cargo test -p tumulte-server --lib test_roll`; not to be changed here.

/** @type {Readonly<Record<string, {roll: Record<string, any>, flags?: object, system?: object, content?: string}>>} */
export const TEST_ROLLS = {
";

    /// The rule files as people wrote them, with their examples.
    fn systems() -> impl Iterator<Item = System> {
        Catalog::rule_files().iter().map(|(_, text)| System::from_toml(text).unwrap())
    }

    fn rules(system: &SystemId) -> CampaignRules {
        CampaignRules::prepare(&RuleSet::new(system.clone())).unwrap()
    }

    /// A message the usual dice or an example of the file make, whatever is carried.
    fn made(system: &System, wanted: Option<Outcome>) -> Option<Value> {
        let rules = rules(system.id());
        let tables = system.message_tables(&VttKind::Foundry);
        let examples = system.vectors().iter().filter(|one| one.expect.outcome == wanted);
        let examples = examples.map(|one| example::message(system.id(), tables, &one.input));
        usual(system.id(), wanted)
            .chain(examples)
            .find(|message| is_as_wanted(&rules, system.id(), &VttKind::Foundry, message, wanted))
    }

    /// Compares a file with what it should say; writes it where that is asked for.
    fn is_written(place: &str, text: &str) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(place);
        if std::env::var_os("TUMULTE_WRITE").is_some() {
            fs::write(&path, text).unwrap();
        }
        let found = fs::read_to_string(&path).unwrap_or_default();
        assert!(found == text, "{place} is behind: write it anew with TUMULTE_WRITE=1");
    }

    /// What rules know of and no message of Foundry's tells: targets and switches without a place in `vtt.foundry`.
    const UNTOLD: [&str; 18] = [
        "cairn success",
        "cairn failure",
        "cortexprime success",
        "foundry-ironsworn failure",
        "gurps success",
        "gurps failure",
        "hero6efoundryvttv2 success",
        "hero6efoundryvttv2 failure",
        "mgt2e success",
        "mgt2e failure",
        "mythras success",
        "nimble failure",
        "pbta failure",
        "pendragon success",
        "pendragon failure",
        "rqg success",
        "rqg failure",
        "shadowrun6-eden success",
    ];

    #[test]
    fn every_system_has_a_test_roll_for_whatever_its_messages_tell() {
        let (mut missing, mut asked) = (Vec::new(), 0);
        for system in systems() {
            let knows =
                |wanted| system.vectors().iter().any(|vector| vector.expect.outcome == wanted);
            for wanted in OUTCOMES.into_iter().filter(|wanted| knows(*wanted)) {
                asked += 1;
                if find(&rules(system.id()), system.id(), &VttKind::Foundry, wanted).is_none() {
                    missing.push(format!("{} {}", system.id(), word(wanted)));
                }
            }
        }
        assert_eq!(missing, UNTOLD, "of {asked}");
        assert!(asked > 200, "{asked}");
    }

    #[test]
    fn an_unknown_system_has_the_usual_ones() {
        let system = SystemId::from("no-such-system");
        for wanted in OUTCOMES {
            assert!(find(&rules(&system), &system, &VttKind::Foundry, wanted).is_some());
        }
    }

    #[test]
    fn what_is_carried_is_what_the_rule_files_say() {
        let mut lines = Vec::new();
        for system in systems() {
            let rules = rules(system.id());
            let mut kept = json!({});
            for wanted in OUTCOMES {
                let is_wanted = |message: &Value| {
                    is_as_wanted(&rules, system.id(), &VttKind::Foundry, message, wanted)
                };
                if !usual(system.id(), wanted).any(|message| is_wanted(&message))
                    && let Some(message) = made(&system, wanted)
                {
                    kept[word(wanted)] = message;
                }
            }
            if kept != json!({}) {
                lines.push(format!("  {}: {kept}", json!(system.id())));
            }
        }
        is_written(CARRIED, &format!("{{\n{}\n}}\n", lines.join(",\n")));
    }

    #[test]
    fn the_modules_test_rolls_are_ours() {
        let mut text = HEAD.to_owned();
        for system in systems() {
            let Some(mut message) = made(&system, Some(Outcome::Success)) else { continue };
            let roll: Value = serde_json::from_str(message["rolls"][0].as_str().unwrap()).unwrap();
            let mut kept = json!({});
            for name in ["flags", "system"] {
                if message[name] != json!({}) {
                    kept[name] = message[name].take();
                }
            }
            if message["content"] != json!(roll["total"].to_string()) {
                kept["content"] = message["content"].take();
            }
            kept["roll"] = roll;
            writeln!(text, "  {}: {kept},", json!(system.id())).unwrap();
        }
        is_written(COPY, &(text + "};\n"));
    }
}
