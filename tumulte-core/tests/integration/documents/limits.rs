//! Documents as an enemy writes them.

use proptest::prelude::*;
use serde_json::{Value, json};
use tumulte_core::vtt::{
    MAX_DOCUMENT_BYTES, MAX_DOCUMENT_ENTRIES, VttError,
    foundry::{ActorContext, parse_actor, parse_combat, parse_item, read_character},
};

fn code<T: core::fmt::Debug>(result: Result<T, VttError>) -> &'static str {
    result.unwrap_err().code()
}

fn every_code(text: &str) -> [&'static str; 3] {
    [
        code(parse_actor(text, &ActorContext::new("dnd5e"))),
        code(parse_item(text, &"dnd5e".into())),
        code(parse_combat(text)),
    ]
}

#[test]
fn what_is_no_document_is_malformed() {
    for text in
        ["", "{", "[]", "7", "\"x\"", "null", "{}", "{\"_id\":7}", "{\"_id\":\"\"}", "{} {}"]
    {
        assert_eq!(every_code(text), ["vtt.malformed"; 3], "{text}");
    }
}

#[test]
fn too_deep_and_too_large_are_told_before_anything_is_built() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(every_code(&deep), ["vtt.too_deep"; 3]);
    let large = format!("{{\"_id\":\"a\",\"x\":\"{}\"}}", "x".repeat(MAX_DOCUMENT_BYTES));
    assert_eq!(every_code(&large), ["vtt.oversized"; 3]);
}

#[test]
fn one_entry_too_many_is_refused() {
    let list = |count| Value::Array(vec![json!({ "_id": "x" }); count]);
    let actor = |key: &str, count| json!({ "_id": "a", key: list(count) });
    let combat = |key: &str, count| json!({ "_id": "c", key: list(count) });
    let context = ActorContext::new("pf2e");
    for key in ["items", "effects"] {
        assert!(parse_actor(&actor(key, MAX_DOCUMENT_ENTRIES), &context).is_ok());
        let refused = parse_actor(&actor(key, MAX_DOCUMENT_ENTRIES + 1), &context);
        assert_eq!(code(refused), "vtt.too_many_entries");
    }
    for key in ["combatants", "turns"] {
        assert!(parse_combat(&combat(key, MAX_DOCUMENT_ENTRIES)).is_ok());
        let refused = parse_combat(&combat(key, MAX_DOCUMENT_ENTRIES + 1));
        assert_eq!(code(refused), "vtt.too_many_entries");
    }
}

#[test]
fn a_field_of_an_unexpected_type_costs_nothing_else() {
    let actor = json!({
        "_id": "a1", "name": ["?"], "img": 7, "type": null, "items": { "0": 1 }, "effects": "none",
        "system": { "attributes": { "hp": { "value": "9", "max": [] }, "ac": { "value": {} } },
            "abilities": [1, 2], "details": { "level": true } },
    });
    let character = parse_actor(&actor, &ActorContext::new("dnd5e")).unwrap();
    assert_eq!(character.stats.number("hp"), Some(9.into()));
    assert_eq!(character.stats.get("ac"), None);
    assert_eq!(character.name, "");
}

#[test]
fn a_primary_attribute_of_an_enemy_finds_nothing() {
    let actor = json!({ "_id": "a1", "system": { "hp": 3 } });
    let long = "a.".repeat(100_000);
    for path in ["", "*", "*.*.*", ".", "..", "hp..value", long.as_str()] {
        let context = ActorContext::new("dnd5e").with_primary_attribute(Some(path));
        assert!(parse_actor(&actor, &context).unwrap().stats.is_empty(), "{path:.20}");
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(|number| json!(number)),
        any::<i64>().prop_map(Value::from),
        "[a-z0-9 ]{0,12}".prop_map(Value::from),
    ];
    let key = prop_oneof![
        Just("value"),
        Just("hp"),
        Just("items"),
        Just("system"),
        Just("attributes"),
        Just("name"),
        Just("quantity"),
        Just("identified"),
        Just("combatants"),
        Just("token"),
        Just("effects"),
        Just("statuses"),
        Just("turn"),
        Just("initiative"),
        Just("currency"),
        Just("actor"),
    ];
    leaf.prop_recursive(6, 128, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
            prop::collection::btree_map(key.clone().prop_map(str::to_owned), inner, 0..8)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn any_document_is_read_or_refused_with_a_code(mut document in any_json(), system in "dnd5e|pf2e|lancer|homebrew") {
        if let Some(fields) = document.as_object_mut() {
            fields.insert("_id".to_owned(), "x".into());
        }
        let context = ActorContext::new(system.as_str()).with_primary_attribute(Some("attributes.hp"));
        let text = document.to_string();
        prop_assert_eq!(parse_actor(&document, &context), parse_actor(text.as_str(), &context));
        prop_assert_eq!(parse_combat(&document), parse_combat(text.as_str()));
        let system = system.as_str().into();
        prop_assert_eq!(parse_item(&document, &system), parse_item(text.as_str(), &system));
        let _ = read_character(&document, &context);
    }

    #[test]
    fn any_text_is_read_or_refused_with_a_code(text in ".{0,200}") {
        let _ = parse_actor(text.as_str(), &ActorContext::new("dnd5e"));
        let _ = parse_combat(text.as_str());
    }
}
