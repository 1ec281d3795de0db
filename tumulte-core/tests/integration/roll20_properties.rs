//! Outside text of any kind: answers or codes, never a panic.

use proptest::prelude::*;
use serde_json::{Value, json};
use tumulte_core::{
    model::{HintPaths, MessageTables, Visibility},
    vtt::{
        MessageContext, Reading, VttError,
        roll20::{archive, read_message},
    },
};

/// Words that mean something to the reader, so that arbitrary JSON reaches its corners.
const KEYS: &[&str] = &[
    "id",
    "ts",
    "msg",
    "raw",
    "t",
    "d",
    "b",
    "p",
    "a",
    "chat",
    "type",
    "who",
    "playerid",
    "content",
    "origRoll",
    "inlinerolls",
    "rolltemplate",
    "target",
    "target_name",
    "html",
    "classes",
    "by",
    "title",
    ".priority",
    "expression",
    "results",
    "rolls",
    "resultType",
    "total",
    "dice",
    "sides",
    "mods",
    "v",
    "expr",
    "text",
    "table",
    "tableItem",
    "fate",
    "customCrit",
    "success",
    "reroll",
    "exploding",
    "comp",
    "point",
    "0",
    "1",
    "2",
];

const TEXTS: &[&str] = &[
    "",
    "R",
    "M",
    "L",
    "G",
    "V",
    "C",
    "F",
    "general",
    "rollresult",
    "whisper",
    "advancedroll",
    "d",
    "m",
    "1d20cs>19 + 5[STR]",
    "4dF!>1f1",
    "floor(",
    "+2)*2",
    "2**-1",
    "(1d4)d6r<2kh1",
    ">=",
    "<=",
    "1e400",
    "{{r1=$[[0]]}} {{r2=$[[1]]}} {{advantage=1}} charname=x",
    "{{a=^{b-u}}}",
    "$[[99999999999999999999]]",
    "/campaign-1/chat/-M0",
    "campaign-1/chat",
    "{\"rolls\":[{\"dice\":1",
    "{\"rolls\":{},\"total\":3}",
    "<div class='message rollresult'><div class=\"diceroll d6\"><b class=didroll>4",
    "eyJhIjoxfQ==",
    "<span class=inlinerollresult title='Rolling 1d6 = (&lt;span class=&quot;basicdiceroll&quot;&gt;4&lt;/span&gt;)'>4</span>",
    "<div class='dnd-2024'><i class='die__total die__total--preferred' data-result=3><i class=rt-formula__raw>1d20",
    "<p class='roll__total roll__total--crit-success'>7<p class=roll__d20-result>é☃",
];

fn paths() -> MessageTables {
    let list = ["message.content", "roll.results.0.v", "template.a", "message.", "roll", ""];
    HintPaths::from([("all".to_owned(), list.map(str::to_owned).to_vec())]).into()
}

fn read(raw: &[u8]) -> Result<Reading, VttError> {
    read_message(raw, &paths(), &MessageContext::new("dnd5e"))
}

fn leaf() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-3_i64..25).prop_map(Value::from),
        // Numbers that text gives back exactly: an id made of content depends on every digit.
        proptest::sample::select(&[0.5, 17.14, -3.25, 1e300, -1e300][..]).prop_map(Value::from),
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

fn message() -> Value {
    json!({"id": "-Mabcdefghijklmnopqr", "ts": 1_700_000_000_000_u64, "msg": {
    "type": "general", "who": "Ada", "playerid": "-Mp", "rolltemplate": "atkdmg",
    "content": "{{rname=[Lance](~-Mabcdefghijklmnopqr|x)}} {{r1=$[[0]]}} {{r2=$[[1]]}} {{advantage=1}} {{dmg1=$[[2]]}} charname=Mira",
    "inlinerolls": {
        "0": {"expression": "1d20cs>19+5", "results": {"total": 20, "rolls": {
            "0": {"type": "R", "dice": 1, "sides": 20, "mods": {"customCrit": {"0": {"comp": ">=", "point": 19}}}, "results": {"0": {"v": 15}}},
            "1": {"type": "M", "expr": "+5"}}}},
        "1": {"expression": "1d20cs>19+5", "results": {"total": 8, "rolls": [
            {"type": "R", "dice": 1, "sides": 20, "results": [{"v": 3}]}, {"type": "M", "expr": "+5"}]}},
        "2": {"expression": "{1d8,1d6}kh1", "results": {"total": 7, "rolls": [
            {"type": "G", "mods": {"keep": {"end": "h", "count": 1}}, "results": [{"v": 7}, {"v": 2, "d": true}], "rolls": [
                [{"type": "R", "dice": 1, "sides": 8, "results": [{"v": 7}]}],
                [{"type": "R", "dice": 1, "sides": 6, "results": [{"v": 2}]}]]}]}}
    }}})
}

const HTML: &str = r#"<div class="message general private" data-messageid="-M1"><span class="by">Ada:</span>
<div class="sheet-rolltemplate-simple"><div class="sheet-result"><div class="sheet-adv">
<span class="inlinerollresult" title="Rolling 1d20+5[X] = (<span class=&quot;basicdiceroll&quot;>12</span>)+5">17</span></div></div></div>
<div class="formula">rolling 2d6!</div><div class="formula formattedformula"><div class="dicegrouping">(
<div class="diceroll d6"><div class="dicon"><div class="didroll">6</div></div>+</div></div></div><div class="rolled">6</div></div>"#;

fn changed(
    bytes: &mut Vec<u8>,
    changes: &[(prop::sample::Index, u8)],
    cut: Option<prop::sample::Index>,
) {
    for (at, byte) in changes {
        let at = at.index(bytes.len());
        bytes[at] = *byte;
    }
    if let Some(cut) = cut {
        bytes.truncate(cut.index(bytes.len()));
    }
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused_with_a_code(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        if let Err(error) = read(&bytes) {
            prop_assert!(error.code().starts_with("vtt.") || error.code().starts_with("roll."));
        }
        if let Ok(messages) = archive(&bytes) {
            messages.for_each(drop);
        }
    }

    #[test]
    fn any_json_is_read_or_refused_the_same_as_text_and_as_value(value in json_of_any_shape()) {
        let code = |error: VttError| error.code();
        let by_value = read_message(&value, &paths(), &MessageContext::new("dnd5e")).map_err(code);
        prop_assert_eq!(&by_value, &read(value.to_string().as_bytes()).map_err(code));
        for roll in by_value.into_iter().flat_map(|reading| reading.rolls) {
            prop_assert!(roll.total.is_none_or(|total| total.value().is_finite()));
        }
        if let Ok(messages) = archive(value.to_string().as_bytes()) {
            messages.for_each(drop);
        }
    }

    #[test]
    fn any_segments_in_a_sound_record_are_read_or_named(segments in json_of_any_shape()) {
        let mut message = message();
        message["msg"]["inlinerolls"]["1"]["results"]["rolls"] = segments;
        if let Ok(reading) = read_message(&message, &paths(), &MessageContext::new("dnd5e")) {
            prop_assert_eq!(reading.rolls.len() + reading.unreadable.len(), 3);
            prop_assert!(reading.rolls.iter().any(|roll| roll.dice.len() == 2));
        }
    }

    #[test]
    fn any_text_in_html_is_read_or_refused(texts in prop::collection::vec(prop_oneof![
        proptest::sample::select(TEXTS).prop_map(str::to_owned), ".{0,20}",
        proptest::sample::select(&["<div class='message private'>", "</div>", "<td>", "<tr>", "<b class=rolled>", "<i class=didroll>"][..]).prop_map(str::to_owned),
    ], 0..30)) {
        let _ = read(format!("<div>{}", texts.concat()).as_bytes());
    }

    #[test]
    fn a_message_with_bytes_changed_is_read_or_refused(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        for text in [message().to_string(), HTML.to_owned()] {
            let mut bytes = text.into_bytes();
            changed(&mut bytes, &changes, cut);
            let _ = read(&bytes);
        }
    }

    #[test]
    fn unknown_fields_change_nothing(name in "x[a-z]{1,8}", value in json_of_any_shape()) {
        let known = read_message(&message(), &MessageTables::new(), &MessageContext::new("dnd5e"));
        let mut message = message();
        message["msg"]["inlinerolls"]["0"][&name] = value.clone();
        message["msg"][name] = value;
        let found = read_message(&message, &MessageTables::new(), &MessageContext::new("dnd5e"));
        prop_assert_eq!(known, found);
    }

    #[test]
    fn no_record_becomes_public_by_what_is_not_understood(kind in json_of_any_shape(), target in json_of_any_shape()) {
        let known = ["general", "rollresult", "emote", "desc", "advancedroll", "system", ""];
        let is_public = kind.is_null() || kind.as_str().is_some_and(|kind| known.contains(&kind));
        let mut message = message();
        message["msg"]["type"] = kind;
        message["msg"]["target"] = target.clone();
        let reading = read_message(&message, &paths(), &MessageContext::new("dnd5e")).unwrap();
        for roll in &reading.rolls {
            if !is_public {
                prop_assert!(roll.visibility.is_hidden());
            }
            if target.as_str().is_some_and(|target| target.len() > 5) {
                prop_assert_ne!(roll.visibility, Visibility::Public);
            }
        }
    }
}

fn refusal(raw: &str) -> &'static str {
    read(raw.as_bytes()).unwrap_err().code()
}

#[test]
fn size_depth_and_number_have_limits() {
    let long = "x".repeat(1024 * 1024 + 1);
    assert_eq!(refusal(&format!(r#"{{"content":"{long}"}}"#)), "vtt.oversized");
    assert_eq!(refusal(&format!("<p>{long}")), "vtt.oversized");
    assert_eq!(refusal(&long), "vtt.oversized");
    assert_eq!(refusal(&"[".repeat(100_000)), "vtt.too_deep");
    assert_eq!(refusal(&"<div>".repeat(100_000)), "vtt.too_deep");
    let many = json!({"content": "", "inlinerolls": vec![json!({"total": 1}); 501]});
    assert_eq!(refusal(&many.to_string()), "vtt.too_many_rolls");
    let inline = "<span class='inlinerollresult'>1</span>".repeat(501);
    assert_eq!(refusal(&inline), "vtt.too_many_rolls");
}

#[test]
fn dice_are_limited_over_the_whole_message() {
    let roll = json!({"results": {"total": 1, "rolls": [{"sides": 6, "results": vec![json!({"v": 1}); 6000]}]}});
    let message = json!({"content": "", "inlinerolls": [roll, roll]});
    assert_eq!(refusal(&message.to_string()), "roll.too_many_dice");
    let one =
        json!({"results": {"rolls": [{"sides": 6, "results": vec![json!({"v": 1}); 10_001]}]}});
    assert_eq!(
        refusal(&json!({"content": "", "inlinerolls": [one]}).to_string()),
        "roll.too_many_dice"
    );
}

#[test]
fn work_stays_linear_in_what_came() {
    for text in [
        "<td>".repeat(200_000),
        "<b></b></i>".repeat(90_000),
        format!(r#"{{"content":"{}"}}"#, "{{".repeat(400_000)),
        format!(r#"{{"content":"{}"}}"#, "$[[1]] ".repeat(140_000)),
        format!(r#"{{"content":"{{{{a={}}}}}"}}"#, "$[[1]] ".repeat(140_000)),
        format!(
            "<span class=inlinerollresult title='Rolling {} = 1'>1</span>",
            "1d6+".repeat(200_000)
        ),
        format!("<span class=inlinerollresult title='{}'>1</span>", "&lt;span".repeat(100_000)),
    ] {
        let _ = read(text.as_bytes());
    }
}

#[test]
fn one_message_beyond_the_limits_does_not_cost_the_others() {
    let deep = format!("{}1{}", "[".repeat(63), "]".repeat(63));
    let deep =
        format!(r#"{{"type":"rollresult","content":"{{\"rolls\":[{{\"rolls\":[{deep}]}}]}}"}}"#);
    let page = format!(
        r#"[{{"-M1": {deep}, "-M2": {{"type":"rollresult","content":"{{\"rolls\":[{{\"sides\":6,\"results\":[{{\"v\":4}}]}}],\"total\":4}}"}}}}]"#
    );
    let reading = read(page.as_bytes()).unwrap();
    assert_eq!(reading.rolls.len(), 1);
    assert_eq!(reading.rolls[0].vtt_roll_id, "-M2#0");
    let codes: Vec<_> = reading.unreadable.iter().map(VttError::code).collect();
    assert_eq!(codes, ["roll.too_deep"]);
}

#[test]
fn errors_never_quote_the_message() {
    for raw in [
        r#"{"content":"hush", oops"#,
        r#"{"type":"rollresult","content":"hush"}"#,
        r#"{"content":"","inlinerolls":["hush"]}"#,
        r#"{"hush":1}"#,
        "hush hush",
    ] {
        let errors = match read(raw.as_bytes()) {
            Ok(reading) => reading.unreadable,
            Err(error) => vec![error],
        };
        assert!(!errors.is_empty(), "{raw}");
        for error in errors {
            assert!(!error.to_string().contains("hush"), "{error}");
        }
    }
}

#[test]
fn equal_messages_without_an_id_stay_apart() {
    let message = json!({"type": "rollresult", "content": "{\"rolls\":[],\"total\":4}"});
    let ids = |value: &Value| -> Vec<String> {
        let reading = read(value.to_string().as_bytes()).unwrap();
        reading.rolls.into_iter().map(|roll| roll.vtt_roll_id).collect()
    };
    let pair = ids(&json!([message, message]));
    assert_ne!(pair[0], pair[1]);
    assert_eq!(ids(&message), [pair[0].clone()], "the same after every resend");
    let later = ids(&json!({"ts": 1_700_000_000_000_u64, "msg": message}));
    assert_ne!(later[0], pair[0]);
}
