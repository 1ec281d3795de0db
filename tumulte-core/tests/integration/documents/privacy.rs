//! What the players must not know is in no byte of a stream's view.

use proptest::prelude::*;
use serde_json::{Value, json};
use tumulte_core::{
    sync::{stream_character, stream_combat},
    vtt::foundry::{ActorContext, parse_actor, parse_combat},
};

/// A name and a number nothing else has: whoever sees one of them in a stream has found a leak.
fn secret(index: usize) -> (String, f64) {
    (format!("Secret{index}Name"), 700_000.0 + f64::from(u32::try_from(index).unwrap()))
}

#[derive(Debug, Clone, Copy)]
enum Cover {
    InTheOrder,
    OnTheMap,
    ByDisposition,
    NoToken,
    NameBelowToken,
    Open,
}

fn cover() -> impl Strategy<Value = Cover> {
    prop_oneof![
        Just(Cover::InTheOrder),
        Just(Cover::OnTheMap),
        Just(Cover::ByDisposition),
        Just(Cover::NoToken),
        Just(Cover::NameBelowToken),
        Just(Cover::Open),
    ]
}

fn combatant(index: usize, cover: Cover) -> Value {
    let (name, number) = secret(index);
    let token = json!({
        "hidden": matches!(cover, Cover::OnTheMap),
        "disposition": if matches!(cover, Cover::ByDisposition) { -2 } else { -1 },
        "displayName": if matches!(cover, Cover::Open) { 50 } else { 20 },
        "texture": { "src": format!("{name}.webp") },
        "delta": { "name": name, "system": { "hp": number } },
    });
    let mut combatant = json!({
        "_id": format!("c{index}"), "name": name, "initiative": number, "actorId": format!("{name}Actor"),
        "tokenId": format!("{name}Token"), "hidden": matches!(cover, Cover::InTheOrder), "token": token,
        "actor": { "name": name, "img": format!("{name}.png"), "hasPlayerOwner": false },
    });
    if matches!(cover, Cover::NoToken) {
        combatant.as_object_mut().unwrap().remove("token");
    }
    combatant
}

proptest! {
    #[test]
    fn no_hidden_combatant_and_no_monsters_number_reaches_a_stream(
        covers in prop::collection::vec(cover(), 1..12), turn in 0_usize..12, round in 0_u32..9,
    ) {
        let combatants: Vec<_> =
            covers.iter().enumerate().map(|(index, cover)| combatant(index, *cover)).collect();
        let document = json!({ "_id": "k", "round": round, "turn": turn, "combatants": combatants });
        let combat = parse_combat(&document).unwrap();
        prop_assert_eq!(combat.combatants.len(), covers.len());
        let view = serde_json::to_value(stream_combat(&combat)).unwrap();
        let bytes = view.to_string();
        for (index, cover) in covers.iter().enumerate() {
            let (name, number) = secret(index);
            let is_open = matches!(cover, Cover::Open);
            prop_assert_eq!(bytes.contains(&name), is_open, "{} of {}", name, bytes);
            prop_assert!(!bytes.contains(&number.to_string()), "{} in {}", number, bytes);
            let ids = [format!("{name}Actor"), format!("{name}Token")];
            prop_assert!(!ids.iter().any(|id| bytes.contains(id)));
            let is_listed = bytes.contains(&format!("\"c{index}\""));
            prop_assert_eq!(is_listed, matches!(cover, Cover::Open | Cover::NameBelowToken));
        }
    }

    #[test]
    fn a_hidden_turn_looks_like_the_turn_before_it(open in 1_usize..6, hidden in 0_usize..6) {
        let hidden = hidden % open + 1;
        let people = |turn: usize| {
            let mut list: Vec<_> = (0..=open).map(|index| {
                let cover = if index == hidden { Cover::InTheOrder } else { Cover::Open };
                combatant(index, cover)
            }).collect();
            for (index, one) in list.iter_mut().enumerate() {
                one["initiative"] = json!(100 - index);
            }
            let document = json!({ "_id": "k", "round": 1, "turn": turn, "combatants": list });
            stream_combat(&parse_combat(&document).unwrap())
        };
        prop_assert_eq!(people(hidden), people(hidden - 1));
    }

    #[test]
    fn no_unidentified_or_hidden_item_reaches_a_stream(
        marks in prop::collection::vec((any::<bool>(), any::<bool>(), any::<bool>()), 0..10),
        system in "dnd5e|pf1|homebrew",
    ) {
        let items: Vec<_> = marks.iter().enumerate().map(|(index, (identified, hidden, named))| {
            let unidentified = if *named { format!("Odd thing {index}") } else { String::new() };
            json!({
                "_id": format!("{}Id", secret(index).0), "name": secret(index).0, "type": "weapon",
                "img": format!("{}.webp", secret(index).0),
                "system": { "quantity": 1, "identified": identified, "hidden": hidden,
                    "unidentified": { "name": unidentified }, "price": secret(index).1 },
            })
        }).collect();
        let actor = json!({ "_id": "a", "name": "Mira", "type": "character", "items": items });
        let context = ActorContext::new(system.as_str()).with_player_owner(Some(true));
        let character = parse_actor(&actor, &context).unwrap();
        prop_assert_eq!(character.inventory.len(), marks.len());
        let bytes = serde_json::to_string(&stream_character(None, &character)).unwrap();
        for (index, (identified, hidden, named)) in marks.iter().enumerate() {
            let (name, number) = secret(index);
            prop_assert_eq!(bytes.contains(&name), *identified && !hidden, "{} of {}", name, bytes);
            prop_assert!(!bytes.contains(&number.to_string()));
            let stands_in = !identified && !hidden && *named;
            prop_assert_eq!(bytes.contains(&format!("\"Odd thing {index}\"")), stands_in);
        }
    }
}

#[test]
fn who_is_nobodys_character_has_no_view_at_all() {
    let actor = json!({ "_id": "a", "name": "Lich", "type": "npc", "system": { "attributes": { "hp": { "value": 9 } } } });
    let villain = json!({ "_id": "a", "name": "Lich", "type": "character" });
    let context = |is_played| ActorContext::new("dnd5e").with_player_owner(is_played);
    for (actor, is_played) in
        [(&actor, Some(true)), (&actor, None), (&villain, Some(false)), (&villain, None)]
    {
        let character = parse_actor(actor, &context(is_played)).unwrap();
        assert_eq!(stream_character(None, &character), None);
    }
    let character = parse_actor(&villain, &context(Some(true))).unwrap();
    assert!(stream_character(None, &character).is_some());
}
