//! Rules that a game master gave a campaign judge what its table sends, from the moment they are there.

use tumulte_core::{
    sync::{Audience, CampaignRules},
    systems::{LabelChange, RuleSet},
};

use super::table::{Table, attack, roll_event};

fn rules(set: &RuleSet) -> CampaignRules {
    CampaignRules::prepare(set).unwrap()
}

fn criticals(table: &Table) -> usize {
    let told = table.told();
    told.names(Audience::Stream).into_iter().filter(|name| *name == "dice:critical").count()
}

#[test]
fn a_threshold_of_the_campaign_holds_from_the_next_roll_on() {
    let table = Table::new();
    table.send_message("dice:roll", &attack("m1", &[18]));
    assert_eq!(criticals(&table), 0);
    let set = RuleSet::new("dnd5e").with_override("critAt", 18.0);
    table.store.set_rules(table.campaign_id, Some(rules(&set)));
    table.send_message("dice:roll", &attack("m2", &[18]));
    assert_eq!(criticals(&table), 1);
    table.store.set_rules(table.campaign_id, None);
    table.send_message("dice:roll", &attack("m3", &[18]));
    assert_eq!(criticals(&table), 0);
}

#[test]
fn rules_of_another_game_system_judge_nothing() {
    let table = Table::new();
    let set = RuleSet::new("pf1").with_override("critAt", 2.0);
    table.store.set_rules(table.campaign_id, Some(rules(&set)));
    table.send_message("dice:roll", &attack("m1", &[11]));
    assert_eq!(criticals(&table), 0);
    table.send("dice:roll", &roll_event("dnd5e", &attack("m2", &[20])));
    assert_eq!(criticals(&table), 1);
}

#[test]
fn a_rule_file_of_ones_own_reads_messages_as_the_systems_does() {
    let table = Table::new();
    let file = "id = 'ours'\nname = 'Ours'\n[rule.vars]\nnat = { op = 'face', faces = 20 }\n\
        [[rule.outcomes]]\nwhen = \"rollType == 'attack' and nat == 7\"\ntype = 'success'\nlabel = 'Lucky'\n";
    let set = RuleSet::new("dnd5e").with_rules(file);
    table.store.set_rules(table.campaign_id, Some(rules(&set)));
    table.send_message("dice:roll", &attack("m1", &[7]));
    let told = table.told();
    assert_eq!(told.only(Audience::Stream, "dice:critical")["label"], "Lucky");
    assert_eq!(told.only(Audience::Gm, "dice:critical")["reason"]["system"], "ours");
}

#[test]
fn the_tables_own_words_stand_on_the_card_and_silence_is_silence() {
    let table = Table::new();
    let set = RuleSet::new("dnd5e")
        .with_label(
            "Critical Hit",
            LabelChange { label: Some("Coup critique".to_owned()), ..LabelChange::default() },
        )
        .with_label("Critical Miss", LabelChange { off: true, ..LabelChange::default() });
    table.store.set_rules(table.campaign_id, Some(rules(&set)));
    table.send_message("dice:roll", &attack("m1", &[20]));
    assert_eq!(table.told().only(Audience::Stream, "dice:critical")["label"], "Coup critique");
    table.send_message("dice:roll", &attack("m2", &[1]));
    assert_eq!(criticals(&table), 0);
}
