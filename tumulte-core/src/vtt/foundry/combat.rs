//! A combat document becomes an order of turns.

use core::cmp::Ordering;
use std::sync::OnceLock;

use serde_json::Value;

use super::{
    pruned::{Mask, Tree},
    stats::statuses,
};
use crate::{
    model::{Combat, CombatChange, Combatant, Disposition, Map, Number, sort_by},
    vtt::{RawMessage, VttError},
};

/// The status that means out of the fight.
const DEFEATED: &str = "dead";

/// The picture that meant it before generation 11.
const SKULL: &str = "icons/svg/skull.svg";

/// Reads a combat document of any generation, or what a module prepared of it.
///
/// The order is Foundry's: the highest initiative first, who has none last, ties by id; a list of
/// ids under `turns` wins, since some systems sort in their own way. A combatant may carry its
/// `token` and `actor` documents; without them nobody knows whose side it is on and what the map
/// hides. Combatants that are bare ids are left out.
///
/// # Errors
///
/// `vtt.malformed` for what is no JSON object with an `_id`, `id` or `combatId`; `vtt.oversized`,
/// `vtt.too_deep`, `vtt.too_many_entries` for what is beyond the limits.
///
/// ```
/// use tumulte_core::vtt::foundry::parse_combat;
///
/// let combat = r#"{"_id": "c1", "round": 1, "turn": 0, "combatants": [
///     {"_id": "b", "name": "Ash Wolf", "initiative": 7, "hidden": true},
///     {"_id": "a", "name": "Mira", "initiative": 17.14, "actor": {"hasPlayerOwner": true}}
/// ]}"#;
/// let combat = parse_combat(combat).unwrap();
/// assert_eq!(combat.current.as_deref(), Some("a"));
/// assert!(combat.combatants[1].is_hidden);
/// ```
pub fn parse_combat<'a>(raw: impl Into<RawMessage<'a>>) -> Result<Combat, VttError> {
    combat(&mask().read(raw.into())?)
}

/// Reads a module's `combat:*` event: the document under `combat`, or the facts themselves.
///
/// # Errors
///
/// As [`parse_combat`].
pub fn parse_combat_event(
    event: &str,
    payload: &Value,
) -> Result<(CombatChange, Combat), VttError> {
    let sent = payload.get("combat").filter(|combat| combat.is_object()).unwrap_or(payload);
    Ok((event.to_owned().into(), parse_combat(sent)?))
}

fn mask() -> &'static Mask {
    static MASK: OnceLock<Mask> = OnceLock::new();
    MASK.get_or_init(|| {
        let mut person = Mask::default();
        for path in [
            "_id",
            "id",
            "name",
            "img",
            "actorId",
            "tokenId",
            "initiative",
            "hidden",
            "isHidden",
            "defeated",
            "isDefeated",
            "isPlayer",
            "hasPlayerOwner",
            "disposition",
            "actor.name",
            "actor.img",
            "actor.hasPlayerOwner",
            "actor.statuses.*",
            "token.name",
            "token.img",
            "token.texture.src",
            "token.hidden",
            "token.disposition",
            "token.displayName",
            "token.overlayEffect",
            "token.delta.name",
            "token.delta.img",
            "token.actorData.name",
            "token.actorData.img",
            "token.hasPlayerOwner",
        ] {
            person.insert(path);
        }
        for actor in ["actor", "token.delta", "token.actorData"] {
            for path in ["disabled", "statuses.*", "flags.core.statusId"] {
                person.insert(&format!("{actor}.effects.*.{path}"));
            }
        }
        let mut mask = Mask::default();
        for path in [
            "_id",
            "id",
            "combatId",
            "vttCombatId",
            "round",
            "turn",
            "started",
            "turns.*",
            "turns.*._id",
            "turns.*.id",
            "currentCombatant",
            "currentCombatant._id",
            "currentCombatant.id",
            "current",
        ] {
            mask.insert(path);
        }
        mask.graft_list("combatants", &person);
        mask.settle();
        mask
    })
}

fn combat(document: &Tree<'_>) -> Result<Combat, VttError> {
    let id = document.first_text(&["_id", "id", "combatId", "vttCombatId"]);
    let id = id.ok_or_else(|| VttError::Malformed {
        expected: "a combat with _id, id or combatId",
        found: "none".to_owned(),
    })?;
    let mut combatants: Vec<_> =
        document.bounded_list_at("combatants")?.iter().filter_map(combatant).collect();
    sort_by(&mut combatants, in_turn);
    let turns = document.bounded_list_at("turns")?.iter();
    let places: Map<_, _> = turns.filter_map(id_of).zip(0_usize..).collect();
    if !places.is_empty() {
        let place = |one: &Combatant| places.get(one.id.as_str()).copied().unwrap_or(usize::MAX);
        sort_by(&mut combatants, |one, other| place(one).cmp(&place(other)));
    }

    let round = whole(document.number_at("round")).unwrap_or(0);
    let started = document.flag_at("started").unwrap_or(round > 0);
    let named = ["currentCombatant", "current"].iter().find_map(|key| id_of(document.at(key)?));
    let place = |id: &str| combatants.iter().position(|one| one.id == id);
    let turn = match named.and_then(place) {
        Some(place) => u32::try_from(place).ok(),
        None => whole(document.number_at("turn")),
    };
    let turn = turn.filter(|_| started);
    let current = turn.and_then(|turn| combatants.get(usize::try_from(turn).ok()?));
    let current = current.map(|one| one.id.clone());
    Ok(Combat { vtt_combat_id: id, round, turn, started, combatants, current })
}

/// The highest initiative first, who has none last, ties by id.
fn in_turn(one: &Combatant, other: &Combatant) -> Ordering {
    let initiative = |one: &Combatant| one.initiative.map_or(f64::NEG_INFINITY, Number::value);
    initiative(other).total_cmp(&initiative(one)).then_with(|| one.id.cmp(&other.id))
}

fn id_of<'t>(entry: &'t Tree<'_>) -> Option<&'t str> {
    entry.text().or_else(|| entry.text_at("_id")).or_else(|| entry.text_at("id"))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "guarded by the range")]
fn whole(number: Option<f64>) -> Option<u32> {
    number.filter(|number| (0.0..=f64::from(u32::MAX)).contains(number)).map(|number| number as u32)
}

fn combatant(entry: &Tree<'_>) -> Option<Combatant> {
    if !entry.is_map() {
        return None;
    }
    let is_set = |paths: &[&str]| paths.iter().any(|path| entry.at(path).is_some_and(Tree::is_on));
    let disposition = disposition(entry);
    let is_player =
        is_set(&["isPlayer", "hasPlayerOwner", "actor.hasPlayerOwner", "token.hasPlayerOwner"]);
    // Shown to everybody: 30 on hover, 50 always.
    let is_displayed = matches!(whole(entry.number_at("token.displayName")), Some(30 | 50));
    let is_name_public = is_player || is_displayed;
    Some(Combatant {
        id: entry.first_text(&["_id", "id"])?,
        name: entry
            .first_text(&[
                "name",
                "token.name",
                "token.delta.name",
                "token.actorData.name",
                "actor.name",
            ])
            .unwrap_or_default(),
        img: entry.first_text(&[
            "img",
            "token.texture.src",
            "token.img",
            "token.delta.img",
            "token.actorData.img",
            "actor.img",
        ]),
        actor_id: entry.first_text(&["actorId"]),
        token_id: entry.first_text(&["tokenId"]),
        initiative: entry.number_at("initiative").map(Number::new),
        is_defeated: is_set(&["defeated", "isDefeated"]) || is_out(entry),
        is_hidden: is_hidden(entry) || disposition == Some(Disposition::Secret),
        is_player,
        is_name_public,
        disposition,
    })
}

/// A mark that makes no sense hides, too.
fn is_hidden(entry: &Tree<'_>) -> bool {
    ["hidden", "isHidden", "token.hidden"].iter().any(|path| {
        let mark = entry.at(path).unwrap_or(&Tree::Nothing);
        !matches!(mark, Tree::Nothing | Tree::Flag(false))
    })
}

fn is_out(entry: &Tree<'_>) -> bool {
    let actors = ["actor", "token.delta", "token.actorData"];
    let mut statuses = actors.iter().filter_map(|path| entry.at(path)).flat_map(statuses);
    statuses.any(|status| status == DEFEATED) || entry.text_at("token.overlayEffect") == Some(SKULL)
}

fn disposition(entry: &Tree<'_>) -> Option<Disposition> {
    let given = entry.at("token.disposition").or_else(|| entry.at("disposition"))?;
    if let Some(word) = given.text().filter(|_| given.number().is_none()) {
        return match word {
            "secret" => Some(Disposition::Secret),
            "hostile" => Some(Disposition::Hostile),
            "neutral" => Some(Disposition::Neutral),
            "friendly" => Some(Disposition::Friendly),
            _ => None,
        };
    }
    match given.number()? {
        -2.0 => Some(Disposition::Secret),
        -1.0 => Some(Disposition::Hostile),
        0.0 => Some(Disposition::Neutral),
        1.0 => Some(Disposition::Friendly),
        _ => None,
    }
}
