//! Whatever is rolled in secret, no byte of it reaches a stream.

use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::{Value, json};
use tumulte_core::sync::Audience::{Gm, Stream};

use super::table::{Table, attack, roll_event};

/// What stands in every hidden message, so that it is found wherever it turns up. No number of it
/// can occur in an id or a time of these tests by chance: they hold no `zq`, and dice have six digits.
const WORDS: [&str; 5] = ["zqflavor", "zqalias", "zqsystem", "zqtype", "zqtoken"];

/// A roll nobody but the GM may see: a d100000 for every result, so that numbers are unmistakable.
#[derive(Debug, Clone)]
struct Secret {
    results: Vec<u32>,
    bonus: u32,
    hiding: Hiding,
    has_actor: bool,
}

#[derive(Debug, Clone, Copy)]
enum Hiding {
    Whisper,
    Blind,
    BlindWhisper,
    ToSelf,
    Senseless,
}

fn secrets() -> impl Strategy<Value = Secret> {
    use Hiding::{Blind, BlindWhisper, Senseless, ToSelf, Whisper};
    let hidings = select(vec![Whisper, Blind, BlindWhisper, ToSelf, Senseless]);
    (vec(700_001_u32..800_000, 1..6), 600_001_u32..700_000, hidings, any::<bool>()).prop_map(
        |(results, bonus, hiding, has_actor)| Secret { results, bonus, hiding, has_actor },
    )
}

impl Secret {
    fn event(&self, message_id: &str, system: &str) -> Value {
        let mut message = attack(message_id, &[]);
        message["flavor"] = "zqflavor".into();
        message["speaker"]["alias"] = "zqalias".into();
        message["speaker"]["token"] = "zqtoken".into();
        message["flags"] = json!({ "dnd5e": { "roll": { "type": "zqtype" } }, "zqsystem": {} });
        message["rolls"] = json!([self.roll().to_string()]);
        let (whisper, blind) = match self.hiding {
            Hiding::Whisper => (json!(["userGm0000000001"]), json!(false)),
            Hiding::Blind => (json!([]), json!(true)),
            Hiding::BlindWhisper => (json!(["userGm0000000001"]), json!(true)),
            Hiding::ToSelf => (json!(["userOlin00000001"]), json!(false)),
            Hiding::Senseless => (json!({ "everyone": true }), json!(null)),
        };
        message["whisper"] = whisper;
        message["blind"] = blind;
        let mut event = roll_event(system, &message);
        if !self.has_actor {
            event["actor"] = Value::Null;
        }
        event
    }

    fn formula(&self) -> String {
        format!("{}d900000 + {}", self.results.len(), self.bonus)
    }

    fn total(&self) -> u32 {
        self.results.iter().sum::<u32>() + self.bonus
    }

    fn roll(&self) -> Value {
        let results: Vec<_> =
            self.results.iter().map(|result| json!({ "result": result, "active": true })).collect();
        json!({
            "class": "Roll", "options": {}, "dice": [], "formula": self.formula(),
            "terms": [
                { "class": "Die", "options": {}, "evaluated": true, "number": self.results.len(),
                  "faces": 900_000, "modifiers": [], "results": results },
                { "class": "OperatorTerm", "options": {}, "evaluated": true, "operator": "+" },
                { "class": "NumericTerm", "options": {}, "evaluated": true, "number": self.bonus },
            ],
            "total": self.total(), "evaluated": true,
        })
    }

    /// Every text that would give the roll away.
    fn traces(&self) -> Vec<String> {
        let numbers = self.results.iter().copied().chain([self.bonus, self.total(), 900_000]);
        let words = WORDS.iter().map(|word| (*word).to_owned());
        let fields =
            ["formula\":\"1", "dice", "label", "severity", "criticalType", "rollType", "reason"];
        numbers
            .map(|number| number.to_string())
            .chain(words)
            .chain(fields.map(str::to_owned))
            .chain([self.formula(), "d900000".to_owned(), "gm_only".to_owned(), "blind".to_owned()])
            .collect()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_trace_of_a_hidden_roll_reaches_a_stream(
        secret in secrets(),
        changed in secrets(),
        system in select(vec!["dnd5e", "pf2e", "CoC7", "ose", "zqsystem"]),
    ) {
        let table = Table::new();
        table.send("dice:roll", &secret.event("m1", system));
        table.send("dice:roll", &secret.event("m1", system));
        table.send("dice:update", &changed.event("m1", system));
        table.send("dice:delete", &json!({ "worldId": "embers", "messageId": "m1" }));
        let told = table.told();
        prop_assert_eq!(told.names(Stream), ["dice:hidden", "dice:retracted"]);
        // The GM sees it all: the test looks for what is there.
        prop_assert!(told.payloads(Gm)[0].to_string().contains(&secret.total().to_string()));
        for publication in told.0.iter().filter(|publication| publication.audience == Stream) {
            for trace in secret.traces().iter().chain(&changed.traces()) {
                prop_assert!(!publication.payload.contains(trace.as_str()), "{trace} in {}", publication.payload);
            }
        }
    }

    #[test]
    fn two_masks_of_one_character_differ_in_id_and_time_alone(one in secrets(), other in secrets()) {
        let table = Table::new();
        table.send("dice:roll", &Secret { has_actor: true, ..one }.event("m1", "dnd5e"));
        let mut event = Secret { has_actor: true, ..other }.event("m2", "pf2e");
        event["message"]["timestamp"] = 1_790_000_077_000_u64.into();
        table.send("dice:roll", &event);
        let mut masks = table.told().payloads(Stream);
        prop_assert_eq!(masks.len(), 2);
        for mask in &mut masks {
            for own in ["rollId", "rolledAt"] {
                prop_assert!(mask.as_object_mut().unwrap().remove(own).is_some());
            }
        }
        prop_assert_eq!(&masks[0], &masks[1]);
    }

    #[test]
    fn a_mask_has_the_keys_of_the_contract_and_no_other(secret in secrets()) {
        let table = Table::new();
        table.send("dice:roll", &secret.event("m1", "dnd5e"));
        let mask = table.told().only(Stream, "dice:hidden");
        let keys: Vec<&str> = mask.as_object().unwrap().keys().map(String::as_str).collect();
        prop_assert_eq!(keys, ["campaignId", "character", "formula", "isHidden", "result", "rollId", "rolledAt"]);
        prop_assert_eq!((&mask["formula"], &mask["result"], &mask["isHidden"]), (&json!("???"), &json!("???"), &json!(true)));
    }

    #[test]
    fn a_roll_hidden_after_it_was_shown_leaves_its_id_alone(secret in secrets()) {
        let table = Table::new();
        table.send_message("dice:roll", &attack("m1", &[20]));
        table.told();
        table.send("dice:update", &secret.event("m1", "dnd5e"));
        let told = table.told();
        prop_assert_eq!(told.names(Stream), ["dice:retracted"]);
        let keys: Vec<String> = told.only(Stream, "dice:retracted").as_object().unwrap().keys().cloned().collect();
        prop_assert_eq!(keys, ["rollId"]);
    }
}
