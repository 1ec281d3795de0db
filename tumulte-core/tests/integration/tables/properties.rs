//! Outside text of any kind: answers or codes, never a panic.

use proptest::prelude::*;
use serde_json::Value;
use tumulte_core::{
    model::{HintPaths, MessageTables, VttKind},
    vtt::{
        MessageContext, alchemy::read_character, document::Splitter, read_message,
        relay::RelayAdapter,
    },
};

/// Words that mean something to the readers, so that arbitrary JSON reaches their corners.
const KEYS: &[&str] = &[
    "action",
    "attack_rolls",
    "damage_rolls",
    "request",
    "advantage",
    "whisper",
    "character",
    "name",
    "parts",
    "rolls",
    "roll",
    "faces",
    "modifiers",
    "formula",
    "total",
    "type",
    "discarded",
    "critical-limit",
    "critical-success",
    "eventType",
    "data",
    "context",
    "diceNotation",
    "diceNotationStr",
    "set",
    "count",
    "dieType",
    "dice",
    "dieValue",
    "operation",
    "constant",
    "result",
    "values",
    "rollType",
    "rollKind",
    "messageScope",
    "rollLong",
    "rollShort",
    "rollVantage",
    "title",
    "time",
    "kind",
    "payload",
    "resultsGroups",
    "operator",
    "operands",
    "results",
    "value",
    "gmOnly",
    "metadata",
    "rodeo.owlbear.dice/roll",
    "rodeo.owlbear.dice/rollValues",
    "combination",
    "bonus",
    "hidden",
    "id",
    "raw_dice",
    "is_kept",
    "status",
    "slug",
    "faceValue",
    "pixelId",
    "rollState",
    "raw",
    "ts",
    "message",
    "detail",
    "abilityScores",
    "trackers",
    "actions",
    "steps",
    "attack",
    "crit",
    "itemsWithActions",
    "item",
];

const TEXTS: &[&str] = &[
    "",
    "rendered-roll",
    "dice/roll/fulfilled",
    "to-hit",
    "to hit",
    "rollResults",
    "+",
    "-",
    "*",
    "1d20+5",
    "2d20kh1",
    "99999999999d99999999999",
    "4d6d1k3",
    "(1, 20) + 5",
    "d20",
    "D100",
    "D10",
    "HIGHEST",
    "LOWEST",
    "NONE",
    "advantage",
    "min10",
    "ro<2",
    "dice",
    "operator",
    "constant",
    "1e400",
    "userId",
    "a",
    "{}",
    "{\"raw\":1}",
    "é☃",
    "rolled",
    "Mira: [ATTACK] [DROPPED 3] [g20+4 = 24]",
    "Attack [24] -> [at x] [CRITICAL HIT]",
];

fn leaf() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-12_i64..30).prop_map(Value::from),
        // Floats whose text is exact, so that text and value are the same message.
        any::<i32>().prop_map(|quarters| Value::from(f64::from(quarters) / 4.0)),
        Just(Value::from(f64::MAX)),
        proptest::sample::select(TEXTS).prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ]
}

fn json_of_any_shape() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(6, 96, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((proptest::sample::select(KEYS), inner), 0..8).prop_map(
                |fields| {
                    fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
                }
            ),
        ]
    })
}

/// Pieces of the chat log in any order.
fn log_of_any_shape() -> impl Strategy<Value = String> {
    let pieces = [
        "<font color=\"#FDFDFD\">",
        "</font>",
        "<br />",
        "\n",
        "Mira: ",
        "[ATTACK (M)]",
        "[TOWER]",
        "[CRITICAL HIT]",
        "[DROPPED 3]",
        " [",
        "]",
        "d20",
        "g20",
        "p4",
        "+5",
        "-",
        " = 25",
        "k3",
        "99999999999",
        "Attack [25] -&#62; ",
        "&#0;",
        "&",
        "<",
        "é",
    ];
    prop::collection::vec(proptest::sample::select(pieces.to_vec()), 0..24)
        .prop_map(|pieces| pieces.concat())
}

fn context() -> MessageContext {
    MessageContext::new("dnd5e")
}

proptest! {
    #[test]
    fn json_of_any_shape_gives_rolls_or_a_code(message in json_of_any_shape()) {
        let paths = HintPaths::from([("target".to_owned(), vec!["message.total".to_owned()])]);
        let paths: MessageTables = paths.into();
        for vtt in RelayAdapter::KINDS {
            let by_value = read_message(&vtt, &message, &paths, &context());
            let by_text = read_message(&vtt, message.to_string().as_str(), &paths, &context());
            if !matches!(vtt, VttKind::FantasyGrounds | VttKind::Pixels | VttKind::Roll20) {
                prop_assert_eq!(by_value.as_ref().ok(), by_text.as_ref().ok());
            }
            for roll in by_value.into_iter().flat_map(|reading| reading.rolls) {
                let json = serde_json::to_string(&roll).unwrap();
                let again = serde_json::from_str::<tumulte_core::model::Roll>(&json).unwrap();
                prop_assert_eq!(again.vtt_roll_id, roll.vtt_roll_id);
                prop_assert_eq!(again.dice.len(), roll.dice.len());
            }
        }
        let _ = read_character(&message);
    }

    #[test]
    fn bytes_of_any_kind_give_rolls_or_a_code(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        for vtt in RelayAdapter::KINDS {
            let _ = read_message(&vtt, bytes.as_slice(), &MessageTables::new(), &context());
        }
    }

    #[test]
    fn logs_of_any_shape_are_read(log in log_of_any_shape()) {
        let read = |text: &str| {
            read_message(&VttKind::FantasyGrounds, text, &MessageTables::new(), &context()).unwrap()
        };
        prop_assert_eq!(read(&log), read(&log), "the same text has the same ids");
    }

    #[test]
    fn a_document_falls_into_the_same_pieces_however_it_is_cut(
        text in prop_oneof![
            prop::collection::vec(json_of_any_shape(), 0..5).prop_map(|list| {
                list.iter().flat_map(|value| [value.to_string(), "\n".to_owned()]).collect::<String>()
            }),
            prop::collection::vec(json_of_any_shape(), 0..5).prop_map(|list| Value::from(list).to_string()),
            log_of_any_shape(),
            ".{0,60}",
        ],
        cut in 1_usize..9,
    ) {
        for vtt in RelayAdapter::KINDS {
            let mut whole = Splitter::new(&vtt);
            let mut at_once = whole.push(text.as_bytes());
            at_once.extend(whole.finish());
            let mut splitter = Splitter::new(&vtt);
            let mut by_chunks = Vec::new();
            for chunk in text.as_bytes().chunks(cut) {
                by_chunks.extend(splitter.push(chunk));
            }
            by_chunks.extend(splitter.finish());
            prop_assert_eq!(&at_once, &by_chunks);
        }
    }

    #[test]
    fn the_items_of_a_list_come_out_as_they_went_in(
        list in prop::collection::vec(json_of_any_shape(), 0..6),
        is_pretty in any::<bool>(),
    ) {
        let value = Value::from(list);
        let text = if is_pretty { format!("{value:#}") } else { value.to_string() };
        let mut splitter = Splitter::new(&VttKind::Ddb);
        let mut pieces = splitter.push(text.as_bytes());
        pieces.extend(splitter.finish());
        let found: Vec<Value> = pieces
            .into_iter()
            .map(|piece| serde_json::from_slice(&piece.content.unwrap()).unwrap())
            .collect();
        // Parsing may round the last bit of a float; both sides are rounded alike.
        let expected: Vec<Value> = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(found, expected);
    }
}
