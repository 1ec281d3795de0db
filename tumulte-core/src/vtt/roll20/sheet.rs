//! What a sheet's template says about its rolls.

use super::{
    card::{Card, CardRoll, Mode},
    kind::{Kind, kind},
};

/// Gives every roll of a card its kind, and marks the d20 that does not count.
pub(super) fn understand(card: &mut Card, system: &str) -> Vec<Option<&'static str>> {
    discard(card);
    let template = card.template.clone().unwrap_or_default();
    // The title speaks for a roll only where it can't mean another one.
    let checks = card.rolls.iter().filter(|roll| throws_d20(roll)).count();
    let kinds = card.rolls.iter().map(|roll| {
        let alone = checks <= 1 || is_check(&roll.key);
        let title = if alone && throws_d20(roll) { card.title.as_str() } else { "" };
        kind_of(&template, roll, title).map(|kind| kind.word(system))
    });
    kinds.collect()
}

/// Gives the rolls of a monster's card, which stand in plain rows of the log, the names of their fields.
pub(super) fn name_fields(card: &mut Card) {
    let is_npc = |template: &str| template.starts_with("npc") && rolls_pairs(template);
    if !card.template.as_deref().is_some_and(is_npc) {
        return;
    }
    let (mut checks, mut damages) = (0, 0);
    for roll in card.rolls.iter_mut().filter(|roll| roll.key.is_empty()) {
        let (name, count) =
            if throws_d20(roll) { ("r", &mut checks) } else { ("dmg", &mut damages) };
        *count += 1;
        roll.key = format!("{name}{count}");
    }
}

fn throws_d20(roll: &CardRoll) -> bool {
    roll.rolled.as_ref().is_ok_and(|rolled| rolled.throws(20))
}

/// The fields of the one check a card is about.
fn is_check(key: &str) -> bool {
    matches!(key, "r1" | "r2" | "r3" | "roll" | "roll1" | "roll2")
}

fn kind_of(template: &str, roll: &CardRoll, title: &str) -> Option<Kind> {
    let rolled = roll.rolled.as_ref().ok()?;
    if rolled.is_draw {
        return Some(Kind::Table);
    }
    let said = kind(&roll.kind);
    if is_damage(&roll.key) {
        return said.filter(|kind| *kind == Kind::Healing).or(Some(Kind::Damage));
    }
    match template {
        // Only words typed beside the formula can tell, and mostly there are none.
        "" => said.or_else(|| kind(rolled.comment.as_deref().unwrap_or_default())),
        "atk" | "npcatk" | "npcfullatk" | "npcaction" | "atkdmg" | "pf_attack"
            if is_check(&roll.key) =>
        {
            Some(Kind::Attack)
        }
        "dmg" | "npcdmg" => Some(Kind::Damage),
        "mancerhproll" => Some(Kind::HitDie),
        "skill" => said.or_else(|| kind(title)).or(Some(Kind::Skill)),
        _ => said.or_else(|| kind(&roll.key)).or_else(|| kind(&roll.label)).or_else(|| kind(title)),
    }
}

/// The templates of the D&D 5e sheet that show a d20 and a second one beside it.
fn rolls_pairs(template: &str) -> bool {
    matches!(
        template,
        "simple" | "skill" | "npc" | "atk" | "atkdmg" | "npcatk" | "npcfullatk" | "npcaction"
    )
}

/// `dmg1`, `crit2`, `globaldamage`, `hldmg`: damage that is rolled along, critical or not.
fn is_damage(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    let stem = key.trim_end_matches(|c: char| c.is_ascii_digit());
    let is_numbered = stem.len() < key.len();
    (stem == "crit" && is_numbered)
        || matches!(
            stem,
            "hldmg" | "spelldmg" | "dmg" | "damage" | "globaldamage" | "globaldamagecrit"
        )
        || (stem.starts_with("dmg") && stem.ends_with("crit"))
}

/// Of two d20s one counts: the better, the worse, or, where nobody knows, the first.
fn discard(card: &mut Card) {
    if card.mode == Mode::Single {
        let has = |key: &str| card.rolls.iter().any(|roll| roll.key == key && throws_d20(roll));
        let is_decided = card.rolls.iter().any(|roll| roll.is_discarded);
        let is_pair = card.template.as_deref().is_some_and(rolls_pairs) && has("r1") && has("r2");
        if is_decided || !is_pair {
            return;
        }
        card.mode = Mode::Always;
    }
    let total = |roll: &CardRoll| roll.rolled.as_ref().ok().and_then(|rolled| rolled.total);
    let is_d20 =
        |roll: &CardRoll| matches!(roll.key.as_str(), "r1" | "r2" | "r3") && throws_d20(roll);
    let candidates = card.rolls.iter().enumerate().filter(|(_, roll)| is_d20(roll));
    let kept = match card.mode {
        Mode::Advantage => candidates.reduce(|a, b| if total(b.1) > total(a.1) { b } else { a }),
        Mode::Disadvantage => candidates.reduce(|a, b| if total(b.1) < total(a.1) { b } else { a }),
        Mode::Always | Mode::Single => candidates.min_by_key(|(_, roll)| roll.key.clone()),
    };
    let Some(kept) = kept.map(|(index, _)| index) else { return };
    for (index, roll) in card.rolls.iter_mut().enumerate() {
        roll.is_discarded |= index != kept && is_d20(roll);
    }
}
