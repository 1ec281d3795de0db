//! Every recorded actor and combat, read in place from `TUMULTE_DATA` or `../shared/data`.

use std::{cmp::Ordering, collections::BTreeMap, fs};

use serde_json::Value;
use tumulte_core::{
    model::{Number, Stat},
    sync::stream_combat,
    vtt::foundry::{ActorContext, parse_actor, parse_combat},
};

use crate::recordings::{entries, recordings};

fn documents(kind: &str) -> Option<Vec<(String, Value)>> {
    let folder = recordings(kind)?;
    let mut found = Vec::new();
    for system in entries(&folder).into_iter().filter(|path| path.is_dir()) {
        let name = system.file_name().unwrap().to_string_lossy().into_owned();
        for file in entries(&system) {
            let text = fs::read_to_string(&file).unwrap();
            let lines = text.lines().filter(|line| !line.is_empty());
            found.extend(lines.map(|line| (name.clone(), serde_json::from_str(line).unwrap())));
        }
    }
    Some(found)
}

/// What is the system's own: `system`, before generation 10 `data`.
fn own(document: &Value) -> &Value {
    if document["system"].is_object() { &document["system"] } else { &document["data"] }
}

/// Hit points by hand, path for path, without the tables.
fn hit_points(system: &str, actor: &Value) -> (Option<f64>, Option<f64>) {
    let own = own(actor);
    let pool = match system {
        "CoC7" => &own["attribs"]["hp"],
        "twodsix" => &own["hits"],
        "worldbuilding" => &own["health"],
        "lancer" if own["hp"].is_number() => return (own["hp"].as_f64(), None),
        "lancer" if own["derived"]["hp"].is_object() => &own["derived"]["hp"],
        "lancer" => &own["hp"],
        _ => &own["attributes"]["hp"],
    };
    (pool["value"].as_f64(), pool["max"].as_f64())
}

/// Why an actor has no hit points to read.
fn missing_hit_points(system: &str, actor: &Value) -> &'static str {
    let own = own(actor);
    match (system, actor["type"].as_str().unwrap()) {
        ("dnd5e", "group" | "encounter") => "a group has none",
        ("pf1", _) if own["attributes"]["hp"].get("offset").is_some() => {
            "stored as an offset, computed at the table"
        }
        _ if own.as_object().is_none_or(serde_json::Map::is_empty) => "an empty document",
        ("CoC7", _) if own["attribs"]["hp"]["value"].is_null() => "null on the sheet",
        ("worldbuilding", _) if own["health"]["value"].is_null() => "null on the sheet",
        ("dnd5e" | "sw5e", _) if own["attributes"]["hp"]["value"].is_null() => "null on the sheet",
        ("lancer", _) if own.get("hp").is_none() => "not in the document, computed at the table",
        ("pf2e", _) if own["attributes"].get("hp").is_none() => {
            "not in the document, computed at the table"
        }
        _ => "unexplained",
    }
}

/// Why an actor has no level.
fn missing_level(system: &str, actor: &Value) -> &'static str {
    let has_class = || {
        let items = actor["items"].as_array().unwrap();
        items.iter().any(|item| item["type"] == "class")
    };
    match (system, actor["type"].as_str().unwrap()) {
        ("CoC7" | "twodsix", _) => "the game has none",
        ("dnd5e" | "sw5e", "npc" | "vehicle" | "group" | "starship") => "a rating instead",
        ("dnd5e" | "sw5e" | "pf1", _) if !has_class() => "no class among its items",
        ("lancer", kind) if kind != "pilot" => "only pilots have one",
        ("worldbuilding", _) => "the table invented none",
        _ => "unexplained",
    }
}

#[derive(Debug, Default)]
struct Tally {
    actors: usize,
    hit_points: usize,
    level: usize,
    items: usize,
    unidentified: usize,
    hidden: usize,
    conditions: usize,
    stats: usize,
    reasons: BTreeMap<String, usize>,
}

#[test]
fn every_recorded_actor_becomes_a_character_and_what_is_missing_is_explained() {
    let Some(actors) = documents("foundry-actors") else { return };
    let mut tallies = BTreeMap::<String, Tally>::new();
    for (system, actor) in &actors {
        let context = ActorContext::new(system.as_str());
        let text = actor.to_string();
        let character = parse_actor(text.as_str(), &context)
            .unwrap_or_else(|error| panic!("{error}: {}", actor["_id"]));
        assert_eq!(parse_actor(actor, &context).as_ref(), Ok(&character), "text and value");
        assert_eq!(character.vtt_character_id, actor["_id"].as_str().unwrap());
        assert_eq!(character.name, actor["name"].as_str().unwrap().trim());

        let tally = tallies.entry(system.clone()).or_default();
        tally.actors += 1;
        let hp = character.stats.get("hp");
        let (value, max) = hit_points(system, actor);
        let found = (hp.and_then(Stat::number), hp.and_then(Stat::max));
        let expected = (value.map(Number::new), max.map(Number::new).filter(|_| value.is_some()));
        assert_eq!(found, expected, "{system} {}", actor["_id"]);
        let mut explain = |what: &str, reason: &str| {
            assert_ne!(reason, "unexplained", "{what} of {system} {}", actor["_id"]);
            *tally.reasons.entry(format!("{what}: {reason}")).or_default() += 1;
        };
        if hp.is_some() {
            tally.hit_points += 1;
        } else {
            explain("hp", missing_hit_points(system, actor));
        }
        if character.stats.get("level").is_some() {
            tally.level += 1;
        } else {
            explain("level", missing_level(system, actor));
        }

        let items: Vec<_> =
            actor["items"].as_array().unwrap().iter().filter(|item| item.is_object()).collect();
        for item in &character.inventory {
            let document =
                items.iter().find(|one| one["_id"] == item.vtt_item_id.as_str()).unwrap();
            assert_eq!(item.name, document["name"].as_str().unwrap().trim());
            let quantity = match &own(document)["quantity"] {
                Value::String(text) => text.parse().unwrap(),
                number => number.as_f64().unwrap_or(1.0),
            };
            assert_eq!(item.quantity, Number::new(quantity), "{system} {}", item.vtt_item_id);
        }
        let with_quantity = |item: &&&Value| own(item)["quantity"].is_number();
        assert!(character.inventory.len() >= items.iter().filter(with_quantity).count());
        tally.items += character.inventory.len();
        tally.unidentified += character.inventory.iter().filter(|item| !item.identified).count();
        tally.hidden += character.inventory.iter().filter(|item| item.hidden).count();
        tally.conditions += character.conditions.len();
        tally.stats += character.stats.iter().count();
    }

    println!(
        "system         actors    hp level stats items unidentified hidden conditions reasons"
    );
    for (system, tally) in &tallies {
        let Tally { actors, hit_points, level, items, unidentified, hidden, .. } = tally;
        println!(
            "{system:14} {actors:6} {hit_points:5} {level:5} {:5} {items:5} {unidentified:12} \
             {hidden:6} {:10} {:?}",
            tally.stats, tally.conditions, tally.reasons
        );
    }
    println!("{} actors of {} systems", actors.len(), tallies.len());
    assert!(!actors.is_empty());
}

/// The primary token attribute alone finds the same hit points, for a system nobody knows.
#[test]
fn an_unknown_system_is_read_by_its_primary_token_attribute() {
    let Some(actors) = documents("foundry-actors") else { return };
    let mut compared = 0;
    for (system, actor) in &actors {
        let attribute = match system.as_str() {
            "CoC7" => "attribs.hp",
            "twodsix" => "hits",
            "worldbuilding" => "health",
            "lancer" if own(actor)["derived"]["hp"].is_object() => "derived.hp",
            "lancer" => "hp",
            _ => "attributes.hp",
        };
        let context = ActorContext::new("homebrew").with_primary_attribute(Some(attribute));
        let character = parse_actor(actor, &context).unwrap();
        let (value, _) = hit_points(system, actor);
        assert_eq!(character.stats.number("hp").map(Number::value), value, "{system}");
        compared += usize::from(value.is_some());
    }
    println!("{compared} hit points found by the primary token attribute");
    assert!(compared > 0);
}

/// Foundry's order by hand: a plain insertion by initiative, then id.
fn by_hand(combat: &Value) -> Vec<String> {
    let mut order: Vec<(&str, f64)> = Vec::new();
    for one in combat["combatants"].as_array().unwrap().iter().filter(|one| one.is_object()) {
        let entry =
            (one["_id"].as_str().unwrap(), one["initiative"].as_f64().unwrap_or(f64::NEG_INFINITY));
        let before = |other: &&(&str, f64)| match other.1.partial_cmp(&entry.1).unwrap() {
            Ordering::Equal => other.0 < entry.0,
            order => order == Ordering::Greater,
        };
        let place = order.iter().take_while(before).count();
        order.insert(place, entry);
    }
    order.into_iter().map(|(id, _)| id.to_owned()).collect()
}

#[test]
fn every_recorded_combat_has_the_order_of_the_table() {
    let Some(combats) = documents("foundry-combats") else { return };
    let mut tallies = BTreeMap::<String, [usize; 6]>::new();
    for (system, document) in &combats {
        let combat = parse_combat(document.to_string().as_str()).unwrap();
        assert_eq!(parse_combat(document).as_ref(), Ok(&combat), "text and value");
        let order: Vec<_> = combat.combatants.iter().map(|one| one.id.clone()).collect();
        assert_eq!(order, by_hand(document));
        let round = document["round"].as_u64().unwrap();
        assert_eq!((u64::from(combat.round), combat.started), (round, round > 0));
        let turn = document["turn"].as_u64().and_then(|turn| usize::try_from(turn).ok());
        let expected = turn.filter(|_| round > 0).and_then(|turn| order.get(turn));
        assert_eq!(combat.current.as_ref(), expected);

        let sent = document["combatants"].as_array().unwrap();
        let is_marked = |key: &str| sent.iter().filter(|one| one[key] == true).count();
        let hidden = combat.combatants.iter().filter(|one| one.is_hidden).count();
        let defeated = combat.combatants.iter().filter(|one| one.is_defeated).count();
        assert_eq!((hidden, defeated), (is_marked("hidden"), is_marked("defeated")));
        // The documents say of nobody that a player plays them: nobody is shown.
        let shown = serde_json::to_value(stream_combat(&combat)).unwrap();
        assert_eq!(shown["combatants"], Value::Array(Vec::new()));

        let tally = tallies.entry(system.clone()).or_default();
        let bare = sent.iter().filter(|one| one.is_string()).count();
        let rolled = combat.combatants.iter().filter(|one| one.initiative.is_some()).count();
        let found = [1, combat.combatants.len(), rolled, hidden, defeated, bare];
        tally.iter_mut().zip(found).for_each(|(sum, one)| *sum += one);
    }
    println!("system  combats combatants rolled hidden defeated bare-ids");
    for (system, [combats, combatants, rolled, hidden, defeated, bare]) in &tallies {
        println!(
            "{system:8} {combats:6} {combatants:10} {rolled:6} {hidden:6} {defeated:8} {bare:8}"
        );
    }
    println!("{} combats", combats.len());
    assert!(!combats.is_empty());
}
