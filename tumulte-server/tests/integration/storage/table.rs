//! What a table sends and its people read.

use serde_json::json;
use tumulte_core::{
    model::{
        Campaign, CampaignId, Character, CharacterId, CharacterKind, Combat, ConnectionId, Die,
        Hints, Roll, RollId, RollOrigin, Speaker, StreamerId, SystemRef, Timestamp, TotalCheck,
        Verdict, Visibility,
    },
    sync::{Audience, Cursor, Draft, NewMessage, NewRoll, RollRevision, Store as _, Topic},
};
use tumulte_server::storage::{Feed, Storage, StreamerRow};

use super::{
    databases::Fresh,
    store_contract::{NOW, import},
};

on_both_databases! {
    a_large_group_is_stored_whole
    groups_that_overlap_are_stored_in_their_order
    two_servers_that_store_the_same_messages_store_each_once
    a_message_of_an_unknown_campaign_spoils_none_beside_it
    whatever_a_tabletop_sends_can_be_stored
    servers_that_share_a_database_commit_cursors_in_their_order
    the_history_goes_back_page_by_page
    a_feed_of_many_campaigns_is_in_one_order
    what_the_stream_was_told_is_replaced
    a_character_is_assigned_to_one_streamer_of_its_campaign
    a_combat_and_what_is_told_of_it_are_stored_together
}

pub(super) async fn campaign(storage: &Storage, world: &str) -> CampaignId {
    let id: [u8; 10] = tumulte_server::platform::random();
    let campaign = Campaign {
        campaign_id: CampaignId::from_parts(NOW, id),
        connection_id: ConnectionId::from_parts(NOW, id),
        vtt_campaign_id: world.to_owned(),
        name: world.to_owned(),
        system: None,
    };
    import(storage, campaign).await.unwrap().campaign_id
}

fn draft(audience: Audience, payload: &str) -> Draft {
    Draft { audience, topic: Topic::Dice, event: "dice:roll", payload: payload.to_owned() }
}

fn roll(vtt_roll_id: &str) -> Roll {
    Roll {
        vtt_roll_id: vtt_roll_id.to_owned(),
        formula: "1d20".to_owned(),
        total: Some(20.into()),
        dice: vec![Die::new(20, 20)],
        total_check: TotalCheck::Agrees,
        roll_type: None,
        flavor: None,
        speaker: Speaker::default(),
        visibility: Visibility::Public,
        origin: RollOrigin::Message,
        hints: Hints::default(),
        rolled_at: None,
    }
}

pub(super) fn message(campaign_id: CampaignId, message_id: &str) -> NewMessage {
    let new = NewRoll {
        roll_id: RollId::from_parts(NOW, tumulte_server::platform::random()),
        roll: roll(&format!("{message_id}#0")),
        verdict: Verdict::default(),
        system: SystemRef { id: "dnd5e".into(), version: None },
        character_id: None,
        rolled_at: NOW,
        drafts: vec![draft(Audience::Gm, message_id), draft(Audience::Stream, message_id)],
    };
    NewMessage {
        campaign_id,
        message_id: message_id.to_owned(),
        raw: json!({ "_id": message_id }).to_string(),
        rolls: vec![new],
    }
}

fn feed(campaigns: &[CampaignId], audience: Audience) -> Feed {
    Feed { campaigns: campaigns.to_vec(), audience, topic: Topic::Dice }
}

async fn a_large_group_is_stored_whole(fresh: Fresh) {
    let storage = &fresh.storage;
    let campaign_id = campaign(storage, "embers").await;
    let group: Vec<_> = (0..301).map(|n| message(campaign_id, &format!("m{n}"))).collect();
    let recorded = storage.record_all(&group, NOW).await;
    let cursors: Vec<_> =
        recorded.into_iter().flat_map(|of| of.unwrap()).flat_map(|one| one.cursors).collect();
    assert_eq!(cursors.len(), 602);
    assert_eq!(storage.newest_cursor().await.unwrap(), *cursors.last().unwrap());
    // The payload names the message: each cursor is the one of its own draft.
    let gm = feed(&[campaign_id], Audience::Gm);
    let events = storage.events_after(&gm, 0, NOW, 1000).await.unwrap();
    let told: Vec<_> = events.iter().map(|event| event.payload.clone()).collect();
    assert_eq!(told, group.iter().map(|one| one.message_id.clone()).collect::<Vec<_>>());
    let own: Vec<_> = events.iter().map(|event| event.cursor).collect();
    assert_eq!(own, cursors.iter().copied().step_by(2).collect::<Vec<_>>());
}

/// What was told and what was there before, of each roll of these messages.
async fn recorded(storage: &Storage, group: &[NewMessage]) -> Vec<(bool, Vec<Cursor>)> {
    let outcomes = storage.record_all(group, NOW).await.into_iter().flat_map(Result::unwrap);
    outcomes.map(|outcome| (outcome.is_new, outcome.cursors)).collect()
}

async fn groups_that_overlap_are_stored_in_their_order(fresh: Fresh) {
    let storage = &fresh.storage;
    let campaign_id = campaign(storage, "embers").await;
    let group = |number: usize, messages: usize| -> Vec<_> {
        // Each begins with what the one before ended with.
        let ids = (number..=number + messages).map(|of| format!("m{number}-{of}"));
        let again = number.checked_sub(1).map(|before| format!("m{before}-{}", before + messages));
        again.into_iter().chain(ids).map(|id| message(campaign_id, &id)).collect()
    };
    for messages in [1, 40] {
        let groups: Vec<_> =
            (0..6).map(|number| group(100 * messages + number, messages)).collect();
        let stored = groups.iter().map(|group| recorded(storage, group));
        let stored = futures_util::future::join_all(stored).await;
        let cursors: Vec<Cursor> =
            stored.iter().flatten().flat_map(|(_, cursors)| cursors.clone()).collect();
        assert!(cursors.is_sorted_by(|one, next| one < next), "{cursors:?}");
        for (number, of) in stored.iter().enumerate() {
            let new: Vec<bool> = of.iter().map(|(is_new, _)| *is_new).collect();
            assert_eq!(new.iter().filter(|is_new| !**is_new).count(), usize::from(number > 0));
            assert!(of.iter().all(|(is_new, cursors)| cursors.len() == 2 * usize::from(*is_new)));
        }
    }
}

async fn two_servers_that_store_the_same_messages_store_each_once(fresh: Fresh) {
    let campaign_id = campaign(&fresh.storage, "embers").await;
    let other = Storage::open(&fresh.url).await.unwrap();
    let ids: Vec<String> = (0..100).map(|number| format!("m{number}")).collect();
    let forth: Vec<_> = ids.iter().map(|id| message(campaign_id, id)).collect();
    let back: Vec<_> = ids.iter().rev().map(|id| message(campaign_id, id)).collect();
    let (one, another) = tokio::join!(recorded(&fresh.storage, &forth), recorded(&other, &back));
    let new = |of: &[(bool, Vec<Cursor>)]| of.iter().filter(|(is_new, _)| *is_new).count();
    assert_eq!(new(&one) + new(&another), ids.len());
    other.close().await;
}

async fn a_message_of_an_unknown_campaign_spoils_none_beside_it(fresh: Fresh) {
    let campaign_id = campaign(&fresh.storage, "embers").await;
    let nowhere = CampaignId::from_parts(NOW, tumulte_server::platform::random());
    let group = [message(campaign_id, "m1"), message(nowhere, "m2"), message(campaign_id, "m3")];
    let stored: Vec<bool> =
        fresh.storage.record_all(&group, NOW).await.iter().map(Result::is_ok).collect();
    assert_eq!(stored, [true, false, true]);
    let told = fresh.storage.events_of_all_after(0, 100).await.unwrap();
    assert_eq!(told.len(), 4);
    assert!(told.iter().all(|event| event.campaign_id == campaign_id));
}

async fn whatever_a_tabletop_sends_can_be_stored(fresh: Fresh) {
    let storage = &fresh.storage;
    let campaign_id = campaign(storage, "embers").await;
    let mut odd = message(campaign_id, "nul\0");
    odd.raw = json!({ "flavor": "a\0b", "plain": r"\u0000" }).to_string();
    odd.rolls[0].roll.flavor = Some("a\0b".to_owned());
    odd.rolls[0].rolled_at = Timestamp::from_millis(i64::MAX);
    let mut early = message(campaign_id, "early");
    early.rolls[0].rolled_at = Timestamp::from_millis(i64::MIN);
    for recorded in storage.record_all(&[odd.clone(), early], NOW).await {
        assert!(recorded.unwrap()[0].is_new);
    }
    let again = storage.record_all(&[odd.clone()], NOW).await.remove(0).unwrap();
    assert_eq!((again[0].roll_id, again[0].is_new), (odd.rolls[0].roll_id, false));
    assert_eq!(storage.rolls_of_message(campaign_id, "nul\0").await.unwrap().len(), 1);

    let character = Character {
        vtt_character_id: "a\0".to_owned(),
        name: "Mira\0".to_owned(),
        avatar_url: None,
        character_type: CharacterKind::Other("vehicle\0".to_owned()),
        stats: [].into_iter().collect(),
        conditions: Vec::new(),
        inventory: Vec::new(),
        metadata: json!({ "\0": "\0" }),
    };
    let id = CharacterId::from_parts(NOW, [1; 10]);
    let twice = [(id, character.clone()), (id, character)];
    let stored = storage.put_characters(campaign_id, &twice, true, NOW).await.unwrap();
    assert_eq!(stored.len(), 2);
    let speakers = storage.speakers(&[(campaign_id, "a\0")]).await.unwrap();
    assert_eq!(speakers[0].as_ref().unwrap().reference.id, Some(id));
}

/// Two servers write at once; a viewer that polls never sees a cursor come up behind one it has seen.
async fn servers_that_share_a_database_commit_cursors_in_their_order(fresh: Fresh) {
    let other = Storage::open(&fresh.url).await.unwrap();
    let storage = &fresh.storage;
    let campaign_id = campaign(storage, "embers").await;
    let write = async |storage: &Storage, name: &str| {
        for n in 0..40 {
            let group = [0, 1, 2].map(|part| message(campaign_id, &format!("{name}{n}.{part}")));
            for recorded in storage.record_all(&group, NOW).await {
                recorded.unwrap();
            }
        }
    };
    let gm = feed(&[campaign_id], Audience::Gm);
    let watch = async {
        let mut seen = Vec::new();
        while seen.len() < 2 * 40 * 3 {
            let after = seen.last().copied().unwrap_or(0);
            let new = storage.events_after(&gm, after, NOW, 1000).await.unwrap();
            seen.extend(new.iter().map(|event| event.cursor));
        }
    };
    let both = async { tokio::join!(write(storage, "a"), write(&other, "b"), watch) };
    // What came up behind would never be seen, and the watcher would wait for ever.
    tokio::time::timeout(std::time::Duration::from_mins(1), both).await.unwrap();
}

async fn the_history_goes_back_page_by_page(fresh: Fresh) {
    let storage = &fresh.storage;
    let (here, there) = (campaign(storage, "embers").await, campaign(storage, "ashes").await);
    let messages: Vec<_> = (0..7).map(|n| message(here, &format!("m{n}"))).collect();
    for recorded in storage.record_all(&messages, NOW).await {
        recorded.unwrap();
    }
    storage.record_all(&[message(there, "other")], NOW).await.remove(0).unwrap();
    assert_eq!(storage.last_roll_at(here).await.unwrap(), Some(NOW));
    let last = messages[6].rolls[0].roll_id;
    let told = vec![draft(Audience::Gm, "taken back")];
    storage.retract(here, &[(last, told)], NOW).await.unwrap();

    let mut pages: Vec<Vec<String>> = Vec::new();
    let mut before = None;
    loop {
        let page = storage.roll_history(here, before, 3).await.unwrap();
        let Some(oldest) = page.last() else { break };
        before = Some(oldest.roll_id);
        assert!(page.iter().all(|row| row.is_retracted == (row.roll_id == last)));
        pages.push(page.into_iter().map(|row| row.view).collect());
    }
    let expected = [vec!["taken back", "m5", "m4"], vec!["m3", "m2", "m1"], vec!["m0"]];
    assert_eq!(pages, expected);
}

async fn a_feed_of_many_campaigns_is_in_one_order(fresh: Fresh) {
    let storage = &fresh.storage;
    let mut campaigns = Vec::new();
    for world in ["embers", "ashes", "cinders"] {
        campaigns.push(campaign(storage, world).await);
    }
    for n in 0..9 {
        let drafts = [draft(Audience::Stream, &n.to_string()), draft(Audience::Gm, "secret")];
        let now = NOW.plus_seconds(n);
        let place = usize::try_from(n).unwrap() % 3;
        storage.append(campaigns[place], &drafts, now).await.unwrap();
    }
    let read = async |campaigns: &[CampaignId], after, since, limit| {
        let feed = feed(campaigns, Audience::Stream);
        let events = storage.events_after(&feed, after, since, limit).await.unwrap();
        events.into_iter().map(|event| event.payload).collect::<Vec<_>>()
    };
    let two = [campaigns[0], campaigns[2]];
    assert_eq!(read(&two, 0, NOW, 100).await, ["0", "2", "3", "5", "6", "8"]);
    assert_eq!(read(&two, 0, NOW, 2).await, ["6", "8"], "the newest, oldest first");
    assert_eq!(read(&two, 0, NOW.plus_seconds(5), 100).await, ["5", "6", "8"]);
    let feed = feed(&two, Audience::Stream);
    let all = storage.events_after(&feed, 0, NOW, 100).await.unwrap();
    assert_eq!(read(&two, all[3].cursor, NOW, 100).await, ["6", "8"]);
    assert!(read(&[], 0, NOW, 100).await.is_empty());
    let many: Vec<_> = campaigns.iter().copied().cycle().take(150).collect();
    assert!(!read(&many, 0, NOW, 100).await.is_empty());
}

async fn what_the_stream_was_told_is_replaced(fresh: Fresh) {
    let storage = &fresh.storage;
    let campaign_id = campaign(storage, "embers").await;
    let first = message(campaign_id, "m1");
    let new = &first.rolls[0];
    storage.record_all(&[first.clone(), message(campaign_id, "m2")], NOW).await;
    let revision = RollRevision {
        roll_id: new.roll_id,
        roll: new.roll.clone(),
        verdict: Verdict::default(),
        drafts: vec![draft(Audience::Gm, "m1 again"), draft(Audience::Stream, "m1 again")],
    };
    storage.revise(campaign_id, &[revision], NOW).await.unwrap();
    let read = async |audience| {
        let events = storage.events_after(&feed(&[campaign_id], audience), 0, NOW, 9).await;
        events.unwrap().into_iter().map(|event| event.payload).collect::<Vec<_>>()
    };
    assert_eq!(read(Audience::Stream).await, ["m2", "m1 again"]);
    assert_eq!(read(Audience::Gm).await, ["m1", "m2", "m1 again"]);
}

async fn a_character_is_assigned_to_one_streamer_of_its_campaign(fresh: Fresh) {
    let storage = &fresh.storage;
    let campaign_id = campaign(storage, "embers").await;
    let row = storage.campaign_by_id(campaign_id).await.unwrap().unwrap();
    let connection_id = row.campaign.connection_id;
    let names = |rows: Vec<StreamerRow>| rows.into_iter().map(|row| row.name).collect::<Vec<_>>();
    let streamer = |name: &str, byte| StreamerRow {
        streamer_id: StreamerId::from_parts(NOW, [byte; 10]),
        name: name.to_owned(),
        overlay_key: name.to_owned(),
        user_id: None,
    };
    let (zoe, adam, stranger) = (streamer("zoé", 1), streamer("Adam", 2), streamer("Bo", 3));
    storage.add_streamer(campaign_id, &zoe, NOW).await.unwrap();
    storage.add_streamer(campaign_id, &adam, NOW).await.unwrap();
    let elsewhere = campaign(storage, "ashes").await;
    storage.add_streamer(elsewhere, &stranger, NOW).await.unwrap();
    storage.join_campaign(elsewhere, zoe.streamer_id, NOW).await.unwrap();
    storage.join_campaign(elsewhere, zoe.streamer_id, NOW).await.unwrap();
    assert_eq!(names(storage.streamers_of(campaign_id).await.unwrap()), ["Adam", "zoé"]);
    assert_eq!(storage.campaigns_of_streamer(zoe.streamer_id).await.unwrap().len(), 2);
    let found = storage.streamer_by_key("Adam").await.unwrap().unwrap();
    assert_eq!(found.streamer_id, adam.streamer_id);

    let put = |id: u8, name: &str, kind| {
        let character = Character {
            vtt_character_id: name.to_owned(),
            name: name.to_owned(),
            avatar_url: None,
            character_type: kind,
            stats: [].into_iter().collect(),
            conditions: Vec::new(),
            inventory: Vec::new(),
            metadata: serde_json::Value::Null,
        };
        (CharacterId::from_parts(NOW, [id; 10]), character)
    };
    let characters = [
        put(1, "ape", CharacterKind::Npc),
        put(2, "mira", CharacterKind::Pc),
        put(3, "Brakka", CharacterKind::Pc),
    ];
    storage.put_characters(campaign_id, &characters, true, NOW).await.unwrap();
    let mira = characters[1].0;
    let assign = async |streamer: Option<&StreamerRow>| {
        let streamer_id = streamer.map(|row| row.streamer_id);
        storage.assign_character(campaign_id, mira, streamer_id, NOW).await.unwrap()
    };
    assert!(assign(Some(&zoe)).await);
    assert!(assign(Some(&adam)).await);
    assert!(!assign(Some(&stranger)).await, "not of this campaign");
    assert!(!storage.assign_character(elsewhere, mira, None, NOW).await.unwrap());
    let rows = storage.characters_of(campaign_id).await.unwrap();
    let shown: Vec<_> =
        rows.iter().map(|row| (row.character.name.as_str(), row.streamer_id)).collect();
    assert_eq!(shown, [("Brakka", None), ("mira", Some(adam.streamer_id)), ("ape", None)]);
    assert!(assign(None).await);
    let rows = storage.characters_of(campaign_id).await.unwrap();
    assert!(rows.iter().all(|row| row.streamer_id.is_none()));

    let row = storage.campaign_of_connection(connection_id).await.unwrap().unwrap();
    assert_eq!((row.created_at, row.synced_at), (NOW, Some(NOW)));
    assert_eq!(storage.campaigns_of(row.owner_id).await.unwrap().len(), 1);
    assert!(storage.campaign_of_world(connection_id, "embers").await.unwrap().is_some());
    assert!(!storage.delete_connection(connection_id).await.unwrap(), "it has a campaign");
}

async fn a_combat_and_what_is_told_of_it_are_stored_together(fresh: Fresh) {
    let storage = &fresh.storage;
    let campaign_id = campaign(storage, "embers").await;
    let combat = Combat {
        vtt_combat_id: "nul\0".to_owned(),
        round: 1,
        turn: None,
        started: true,
        combatants: Vec::new(),
        current: None,
    };
    let told = Draft { topic: Topic::Combat, ..draft(Audience::Stream, "it began") };
    let cursors =
        storage.put_combat(campaign_id, &combat, std::slice::from_ref(&told), NOW).await.unwrap();
    let later = Combat { round: 2, ..combat.clone() };
    storage.put_combat(campaign_id, &later, &[], NOW).await.unwrap();
    let rounds: Vec<_> =
        storage.combats(campaign_id).await.unwrap().into_iter().map(|one| one.round).collect();
    assert_eq!(rounds, [2]);
    let feed = Feed { topic: Topic::Combat, ..feed(&[campaign_id], Audience::Stream) };
    let events = storage.events_after(&feed, 0, NOW, 9).await.unwrap();
    assert_eq!(events.iter().map(|event| event.cursor).collect::<Vec<_>>(), cursors);
    let gone =
        storage.remove_combat(campaign_id, &combat.vtt_combat_id, &[told], NOW).await.unwrap();
    assert_eq!(gone.len(), 1);
    assert!(storage.combats(campaign_id).await.unwrap().is_empty());
    assert!(storage.present_characters(campaign_id).await.unwrap().is_empty());
}
