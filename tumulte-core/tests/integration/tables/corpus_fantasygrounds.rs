//! Every chat log of Fantasy Grounds, against the log's own words.

use std::{collections::BTreeMap, fs};

use tumulte_core::{
    model::{HintValue, MessageTables, Outcome, VttKind},
    vtt::{MessageContext, document::Splitter, read_message},
};

use super::{Checks, judge};
use crate::recordings::{entries, recordings};

/// What the words of a piece of the log say.
fn words(text: &str) -> Option<Outcome> {
    if text.contains("[CRITICAL HIT]") || text.contains("[CRITICAL SUCCESS]") {
        Some(Outcome::Success)
    } else if text.contains("[AUTOMATIC MISS]") || text.contains("[CRITICAL FAILURE]") {
        Some(Outcome::Failure)
    } else {
        None
    }
}

#[test]
fn the_verdict_agrees_with_the_logs_own_words() {
    let Some(folder) = recordings("fantasygrounds/chatlog") else { return };
    let (mut checks, mut seen) = (Checks::default(), BTreeMap::<String, usize>::new());
    let (mut lines, mut rolls, mut d20s, mut hidden, mut towers) = (0, 0, 0, 0, 0);
    let mut disagreements = Vec::new();
    for file in entries(&folder) {
        let html = fs::read(&file).unwrap();
        let text = String::from_utf8_lossy(&html);
        lines += text.lines().count();
        towers += text.lines().filter(|line| line.contains("[TOWER]")).count();
        let expected =
            text.lines().filter(|line| line.contains(" = ") && line.ends_with("]<br />"));
        let expected = expected.filter(|line| line.contains("</font> [")).count();

        let mut splitter = Splitter::new(&VttKind::FantasyGrounds);
        let mut pieces = splitter.push(&html);
        pieces.extend(splitter.finish());
        let mut found = 0;
        for piece in pieces {
            let bytes = piece.content.unwrap();
            let context = MessageContext::new("dnd5e").with_occurrence(piece.occurrence);
            let reading = read_message(
                &VttKind::FantasyGrounds,
                bytes.as_slice(),
                &MessageTables::new(),
                &context,
            )
            .unwrap();
            let said = String::from_utf8_lossy(&bytes).into_owned();
            for roll in &reading.rolls {
                found += 1;
                checks.add(roll, &said);
                hidden += usize::from(roll.visibility.is_hidden());
                assert_eq!(roll.visibility.is_hidden(), said.contains("[TOWER]"), "{said}");
                d20s += usize::from(roll.dice.iter().any(|die| die.faces == 20));
                let type_counts = matches!(roll.roll_type.as_deref(), Some("attack" | "death"));
                let verdict = judge(roll, false).outcome;
                let told = words(&said).filter(|_| type_counts);
                if let Some(told) = told {
                    *seen.entry(format!("{told:?}")).or_default() += 1;
                    assert!(matches!(roll.hints.get("outcome"), Some(HintValue::Text(_))));
                }
                if verdict != told {
                    disagreements.push(format!("{verdict:?} but {told:?}: {said}"));
                }
            }
        }
        assert_eq!(found, expected, "{}", file.display());
        rolls += found;
    }
    println!(
        "fantasygrounds: {lines} lines, {rolls} rolls, {d20s} with a known d20, {hidden} hidden ({towers} lines in the tower), {:?}, {seen:?}, disagreements {disagreements:#?}",
        checks.0
    );
    assert!(rolls > 0 && hidden > 0 && seen.len() == 2);
    for disagreement in &disagreements {
        // A ruleset without automation says nothing at all about a death save.
        let is_silent = disagreement.contains("[DEATH]</font>") && disagreement.contains("None:");
        assert!(is_silent, "{disagreement}");
    }
}
