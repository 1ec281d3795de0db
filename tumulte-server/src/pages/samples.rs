//! Every page with sample data: what the tests render, and what a designer looks at.
//!
//! With `TUMULTE_PAGES` set to a folder, the pages are also written there as files.

use askama::Template;
use serde_json::{Value, json};
use tumulte_core::systems::{Catalog, RuleSet};

use super::*;

fn chrome(locale: Locale, path: &str) -> Chrome {
    Chrome::new(Preferences { locale, theme: Theme::Auto }, path).with_user("Mirela")
}

fn connection(
    id: &str,
    world: &str,
    state: ConnectionState,
    campaign: Option<&str>,
) -> ConnectionRow {
    ConnectionRow {
        id: id.into(),
        vtt: "Foundry".into(),
        world_name: world.into(),
        state,
        can_return: state == ConnectionState::Revoked,
        is_readmitted: false,
        campaign_id: campaign.map(Into::into),
        last_seen_at: Some("2026-11-21T09:41:00.000Z".into()),
    }
}

fn connections() -> Vec<ConnectionRow> {
    vec![
        connection("c1", "The Ashes of Vey", ConnectionState::Live, Some("k1")),
        connection("c2", "Night Train to Lisbon", ConnectionState::Offline, None),
        connection("c3", "Old one-shots <2024>", ConnectionState::Revoked, None),
    ]
}

fn campaign_card(id: &str, name: &str, system: &str, is_live: bool) -> CampaignCard {
    CampaignCard {
        id: id.into(),
        name: name.into(),
        system: Some(system.into()),
        is_live,
        characters: 5,
        assigned: 3,
        streamers: 2,
        last_roll_at: Some("2026-11-21T09:40:12.000Z".into()),
        module_version: Some("0.1.0".into()),
        last_seen_at: Some("2026-11-21T09:12:00.000Z".into()),
        overlays: vec![OverlayCount { name: "Lumen".into(), open: 1 }],
        queued: if is_live { 3 } else { 0 },
    }
}

fn roll(id: u32, over: &Value) -> RollRow {
    let mut roll = json!({
        "rollId": format!("r{id}"), "character": {"id": "a", "name": "Brunehaut of Ashford"},
        "formula": "1d20 + 7", "result": 18, "flavor": "Perception", "visibility": "public",
        "dice": [{"faces": 20, "result": 11, "active": true}], "criticalType": null, "label": null,
        "totalCheck": {"status": "agrees"}, "rolledAt": format!("2026-11-21T20:1{}:0{}.000Z", 9 - id, id),
    });
    for (key, value) in over.as_object().unwrap() {
        roll[key] = value.clone();
    }
    RollRow::from_gm_roll(&roll)
}

fn rolls() -> Vec<RollRow> {
    let fireball =
        [6, 3, 5, 1, 4, 6, 2, 3].map(|face| json!({"faces": 6, "result": face, "active": true}));
    vec![
        roll(
            0,
            &json!({"formula": "2d20kh1 + 9", "result": 29, "flavor": "Longsword, attack", "criticalType": "success", "label": "Natural 20",
            "dice": [{"faces": 20, "result": 20, "active": true}, {"faces": 20, "result": 6, "active": false}],
            "reason": {"system": "dnd5e", "when": "nat >= critAt", "values": {"critAt": 20, "nat": 20}}}),
        ),
        roll(
            1,
            &json!({"character": null, "speaker": {"alias": "The Lich"}, "flavor": "Deception", "result": 24, "visibility": "gm_only"}),
        ),
        roll(
            2,
            &json!({"character": {"name": "Tobias Quill"}, "formula": "1d20 + 3", "result": 4, "flavor": "Stealth", "criticalType": "failure", "label": "Natural 1",
            "dice": [{"faces": 20, "result": 1, "active": true}], "reason": {"system": "dnd5e", "when": "nat == 1", "values": {"nat": 1}}}),
        ),
        roll(
            3,
            &json!({"visibility": "blind", "flavor": "Death saving throw", "formula": "1d20", "result": 20, "criticalType": "success", "label": "Natural 20",
            "dice": [{"faces": 20, "result": 20, "active": true}], "reason": {"system": "dnd5e", "when": "nat >= critAt", "values": {"critAt": 20, "nat": 20}}}),
        ),
        roll(
            4,
            &json!({"formula": "8d6", "flavor": "Fireball, damage", "result": 31, "totalCheck": {"status": "differs", "recomputed": 30},
            "dice": fireball}),
        ),
        roll(
            5,
            &json!({"character": {"name": "Ysolde"}, "formula": "1d100", "result": 3, "flavor": "Spot Hidden", "label": "Extreme Success",
            "dice": [{"faces": 100, "result": 3, "active": true}]}),
        ),
    ]
}

fn campaign(locale: Locale) -> CampaignPage {
    let streamer = |id: &str, name: &str| StreamerRow {
        id: id.into(),
        name: name.into(),
        overlay_url: format!("https://tumulte.example/overlay/9f3c1b7de2a84c60b1f5{id}/dice"),
        overlay_path: format!("/overlay/9f3c1b7de2a84c60b1f5{id}/dice"),
    };
    let character = |id: &str, name: &str, is_player, streamer_id: Option<&str>| CharacterRow {
        id: id.into(),
        name: name.into(),
        avatar_url: None,
        is_player,
        streamer_id: streamer_id.map(Into::into),
    };
    CampaignPage {
        chrome: chrome(locale, "/campaigns/k1"),
        members: members(),
        id: "k1".into(),
        name: "The Ashes of Vey".into(),
        system: Some("dnd5e 4.1.2".into()),
        is_live: true,
        synced_at: Some("2026-11-21T09:38:00.000Z".into()),
        characters: vec![
            character("a1", "Brunehaut of Ashford", true, Some("s1")),
            character("a2", "Tobias Quill", true, Some("s2")),
            character("a3", "Ysolde", true, None),
            character("a4", "Captain \"Red\" <Ilse>", false, None),
        ],
        streamers: vec![streamer("s1", "Nightowl"), streamer("s2", "Maribel plays")],
        rolls: rolls(),
        is_blank: false,
        feed_cursor: Some("41".into()),
        older: Some("?character=&show=&before=r9".into()),
        ..CampaignPage::default()
    }
}

fn rules(locale: Locale) -> RulesPage {
    let set = RuleSet::new("dnd5e").with_override("critAt", 19.0);
    let given = Catalog::built_in().resolve(&set.system);
    let cell = |label: &str, outcome| VerdictCell {
        label: label.into(),
        outcome,
        severity: if label.is_empty() { "" } else { "major" },
        why: "nat >= critAt (critAt = 19, nat = 19)".into(),
    };
    let changed = ChangedRoll {
        name: "Captain \"Red\" <Ilse>".into(),
        flavor: "Sabre".into(),
        formula: "1d20 + 7".into(),
        result: "26".into(),
        rolled_at: "2026-11-21T20:11:00.000Z".into(),
        is_hidden: true,
        before: cell("", None),
        after: cell("Critical Hit", Some(RollOutcome::Success)),
    };
    RulesPage {
        chrome: chrome(locale, "/campaigns/k1/rules").with_campaign(&"k1", "The Ashes", true),
        id: "k1".into(),
        system: given.name().into(),
        version: 2,
        saved_at: Some("2026-11-21T09:38:00.000Z".into()),
        outcomes: outcome_lines(locale, given),
        options: option_fields(locale, given, &set),
        labels: label_fields(given, &set),
        is_own: true,
        starting_text: starting_text(&set.system),
        problem: Some(RuleProblem {
            text: "unknown name `nta`".into(),
            line: Some(4),
            column: Some(9),
        }),
        preview: Some(RulesPreview {
            looked: 500,
            gained: 1,
            lost: 0,
            changed: 1,
            rolls: vec![changed],
        }),
        versions: vec![VersionLine {
            version: 1,
            saved_at: "2026-11-20T09:38:00.000Z".into(),
            summary: rules_summary(locale, &set),
        }],
        ..RulesPage::default()
    }
}

fn characters(locale: Locale) -> CharactersPage {
    let CampaignPage { id, synced_at, characters, streamers, .. } = campaign(locale);
    let chrome = chrome(locale, "/campaigns/k1/characters").with_campaign(&"k1", "The Ashes", true);
    CharactersPage { chrome, id, synced_at, characters, streamers }
}

fn providers() -> Vec<LoginProvider> {
    let provider =
        |id: &str, title: &str| LoginProvider { id: id.to_owned(), title: title.to_owned() };
    vec![provider("twitch", "Twitch"), provider("discord", "Discord")]
}

fn members() -> MembersPanel {
    let card = |id: &str, name: &str, is_pending, has_account: bool| MemberCard {
        id: id.into(),
        name: name.into(),
        is_pending,
        overlay: (!has_account && !is_pending).then(|| OverlayAddress {
            url: format!("https://tumulte.example/overlay/9f3c1b7de2a84c60b1f5{id}/dice"),
            path: format!("/overlay/9f3c1b7de2a84c60b1f5{id}/dice"),
        }),
    };
    MembersPanel {
        campaign_id: "k1".into(),
        members: vec![
            card("s1", "Lumen", false, false),
            card("s2", "Brume", false, true),
            card("s3", "Nova <Live>", true, true),
        ],
        invitations: vec![InvitationCard {
            id: "i1".into(),
            url: "https://tumulte.example/join/Qk3v9YtE2mR7uWnX4pLs8dHf".into(),
            left: Some(2),
            needs_approval: true,
            expires_at: "2026-11-28T20:15:00.000Z".into(),
        }],
    }
}

fn account(locale: Locale) -> AccountPage {
    let session = |id: &str, agent: &str, is_current| AccountSession {
        id: id.into(),
        agent: agent.into(),
        is_current,
        seen_at: Some("2026-11-21T19:41:00.000Z".into()),
    };
    AccountPage {
        chrome: chrome(locale, "/account"),
        has_password: true,
        sessions: vec![
            session("h1", "Mozilla/5.0 (X11; Linux x86_64) Firefox/148.0", true),
            session(
                "h2",
                "Mozilla/5.0 (iPhone; CPU iPhone OS 20_0 like Mac OS X) Safari/605",
                false,
            ),
        ],
        logins: vec![AccountLogin {
            provider: "twitch".into(),
            title: "Twitch".into(),
            name: "Mirela_Live".into(),
        }],
        linkable: vec![LoginProvider { id: "discord".into(), title: "Discord".into() }],
        password_error: None,
    }
}

fn streaming(locale: Locale) -> StreamerPage {
    let campaign = |id: &str, name: &str, is_pending, character: Option<&str>| StreamedCard {
        id: id.into(),
        name: name.into(),
        game_master: "Greta".into(),
        is_pending,
        character: character.map(Into::into),
    };
    StreamerPage {
        chrome: chrome(locale, "/streamer"),
        overlay: OverlayAddress {
            url: "https://tumulte.example/overlay/9f3c1b7de2a84c60b1f5/dice".into(),
            path: "/overlay/9f3c1b7de2a84c60b1f5/dice".into(),
        },
        campaigns: vec![
            campaign("k1", "The Ashes of Vey", false, Some("Brunehaut of Ashford")),
            campaign("k2", "Night Train to Lisbon", false, None),
            campaign("k3", "Saltmarsh", true, None),
        ],
    }
}

fn join(locale: Locale, user: bool) -> JoinPage {
    let chrome = chrome(locale, "/join/Qk3v9YtE2mR7uWnX4pLs8dHf");
    JoinPage {
        chrome: Chrome { user: chrome.user.clone().filter(|_| user), ..chrome },
        token: "Qk3v9YtE2mR7uWnX4pLs8dHf".into(),
        campaign: "The Ashes of Vey".into(),
        game_master: "Greta".into(),
        needs_approval: true,
    }
}

fn studio(locale: Locale) -> StudioPage {
    let character = |id: &str, name: &str| StudioCharacter { id: id.into(), name: name.into() };
    let link = |view| OverlayLink {
        view,
        url: format!("https://tumulte.example/overlay/9f3c1b7de2a84c60b1f5/{view}"),
    };
    StudioPage {
        chrome: chrome(locale, "/streamers/s1/overlay"),
        id: "s1".into(),
        name: "Nightowl".into(),
        links: ["all", "dice", "combat", "characters"].map(link).into(),
        preview_path: "/overlay/9f3c1b7de2a84c60b1f5/all?preview&backdrop=busy".into(),
        characters: vec![
            character("a1", "Brunehaut of Ashford"),
            character("a2", "Tobias <Quill>"),
        ],
        campaigns: vec![StudioCampaign {
            id: "k1".into(),
            name: "The Ashes of Vey".into(),
            is_blank: false,
        }],
        ..StudioPage::default()
    }
}

fn pages(locale: Locale) -> Vec<(&'static str, String)> {
    let dashboard = |campaigns, connections| DashboardPage {
        chrome: chrome(locale, "/"),
        campaigns,
        connections,
    };
    let anonymous = |path: &str| Chrome::new(Preferences { locale, theme: Theme::Auto }, path);
    let error =
        |status, code: &str| ErrorPage { chrome: chrome(locale, "/"), status, code: code.into() };
    let cards = vec![
        campaign_card("k1", "The Ashes of Vey", "dnd5e", true),
        campaign_card("k2", "Masks over Marseille", "CoC7", false),
    ];
    let empty_campaign = CampaignPage {
        characters: vec![],
        streamers: vec![],
        rolls: vec![],
        members: MembersPanel { campaign_id: "k1".into(), ..MembersPanel::default() },
        synced_at: None,
        is_live: false,
        system: None,
        ..campaign(locale)
    };
    let failed = LoginPage {
        chrome: anonymous("/login"),
        name: "Mirela".into(),
        next: Some("/pair?code=KLM-482".into()),
        providers: providers(),
        login_error: Some(locale.error("auth.invalid", "")),
        register_error: None,
    };
    let refused = PairPage {
        chrome: chrome(locale, "/pair"),
        code: "KLM-482".into(),
        error: Some(locale.error("pairing.expired", "")),
    };
    let confirm = PairConfirmPage {
        chrome: chrome(locale, "/pair"),
        code: "KLM-482".into(),
        world_name: "The Ashes of Vey".into(),
        vtt: "Foundry".into(),
        world_id: "ashes-of-vey".into(),
        expires_at: "2026-11-21T20:15:00.000Z".into(),
    };
    let listed =
        ConnectionsPage { chrome: chrome(locale, "/connections"), connections: connections() };
    let unlisted = ConnectionsPage { chrome: chrome(locale, "/connections"), connections: vec![] };
    let mut shown = vec![
        ("studio", studio(locale).render().unwrap()),
        (
            "login",
            LoginPage { chrome: anonymous("/login"), ..LoginPage::default() }.render().unwrap(),
        ),
        ("login-failed", failed.render().unwrap()),
        ("dashboard", dashboard(cards, connections()).render().unwrap()),
        ("dashboard-empty", dashboard(vec![], vec![]).render().unwrap()),
        ("connections", listed.render().unwrap()),
        ("connections-empty", unlisted.render().unwrap()),
        (
            "pair",
            PairPage { chrome: chrome(locale, "/pair"), ..PairPage::default() }.render().unwrap(),
        ),
        ("pair-refused", refused.render().unwrap()),
        ("pair-confirm", confirm.render().unwrap()),
        ("campaign", campaign(locale).render().unwrap()),
        ("characters", characters(locale).render().unwrap()),
        ("rules", rules(locale).render().unwrap()),
        (
            "rules-first",
            RulesPage { chrome: chrome(locale, "/"), ..RulesPage::default() }.render().unwrap(),
        ),
        ("campaign-empty", empty_campaign.render().unwrap()),
        ("account", account(locale).render().unwrap()),
        ("streamer", streaming(locale).render().unwrap()),
        (
            "streamer-empty",
            StreamerPage { campaigns: vec![], ..streaming(locale) }.render().unwrap(),
        ),
        ("join", join(locale, true).render().unwrap()),
        ("join-anonymous", join(locale, false).render().unwrap()),
        (
            "docs",
            DocsPage::new(chrome(locale, "/docs"), &crate::openapi::DOCUMENT).render().unwrap(),
        ),
        ("error-404", error(404, "page.not_found").render().unwrap()),
        ("error-403", error(403, "campaign.foreign").render().unwrap()),
        ("error-500", error(500, "storage.unavailable").render().unwrap()),
    ];
    shown.extend(super::polls::samples(locale));
    shown
}

#[test]
fn every_page_renders_in_every_language() {
    let folder = std::env::var_os("TUMULTE_PAGES").map(std::path::PathBuf::from);
    for locale in Locale::ALL {
        for (name, html) in pages(locale) {
            assert!(html.contains(&format!("<html lang=\"{}\"", locale.code())), "{name}");
            assert!(html.trim_end().ends_with("</html>"), "{name}");
            if let Some(folder) = &folder {
                std::fs::write(folder.join(format!("{name}.{}.html", locale.code())), html)
                    .unwrap();
            }
        }
    }
}

#[test]
fn no_page_needs_an_exception_from_the_policy() {
    for (name, html) in pages(Locale::En) {
        for banned in ["<style", " style=", " onclick=", " onerror=", "javascript:"] {
            assert!(!html.contains(banned), "{name} has {banned}");
        }
        let scripts = html.matches("<script").count();
        assert_eq!(
            scripts,
            html.matches("<script type=\"module\" src=\"/assets/").count(),
            "{name}"
        );
    }
}

#[test]
fn names_from_the_table_never_become_markup() {
    let html = campaign(Locale::En).render().unwrap();
    assert!(!html.contains("<Ilse>"));
    assert!(html.contains("&#60;Ilse&#62;") || html.contains("&lt;Ilse&gt;"));
}

#[test]
fn every_file_a_page_asks_for_is_served() {
    for (name, html) in pages(Locale::En) {
        for rest in html.split("=\"/assets/").skip(1) {
            let path = rest.split(['"', '#']).next().unwrap();
            assert!(asset(path).is_some(), "{name} asks for {path}");
        }
    }
}

#[test]
fn every_field_and_button_has_a_name_for_those_who_listen() {
    for (name, html) in pages(Locale::En) {
        for rest in html.split("<input").skip(1).chain(html.split("<select").skip(1)) {
            let tag = rest.split('>').next().unwrap();
            let before = html.split(rest).next().unwrap();
            let in_label = before.rfind("<label") > before.rfind("</label");
            assert!(
                in_label || tag.contains("aria-label=") || tag.contains("type=\"hidden\""),
                "{name}: {tag}"
            );
        }
    }
}

#[test]
fn a_secret_roll_is_marked_and_a_verdict_says_why() {
    let html = campaign(Locale::En).render().unwrap();
    let lich = html.split("data-roll-id=\"r1\"").nth(1).unwrap().split("</li>").next().unwrap();
    assert!(lich.contains("GM only"));
    let critical = html.split("data-roll-id=\"r0\"").nth(1).unwrap().split("</li>").next().unwrap();
    assert!(
        critical.contains("nat &#62;= critAt") || critical.contains("nat &gt;= critAt"),
        "{critical}"
    );
    assert!(critical.contains("critAt = 20, nat = 20"));
}
