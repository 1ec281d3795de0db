//! Where a game master lands: campaigns, connections, and what to do next.

use askama::Template;

use super::{Chrome, ConnectionRow, ConnectionState};

/// One campaign on the dashboard.
#[derive(Debug, Clone)]
pub struct CampaignCard {
    /// Our id.
    pub id: String,
    /// Its title.
    pub name: String,
    /// The game system's id or name, once known.
    pub system: Option<String>,
    /// Whether its world is talking to us.
    pub is_live: bool,
    /// How many player characters it has.
    pub characters: usize,
    /// How many of them are shown on a stream.
    pub assigned: usize,
    /// How many streamers are members.
    pub streamers: usize,
    /// When the last roll came in, RFC 3339.
    pub last_roll_at: Option<String>,
    /// The module's version when the world was paired.
    pub module_version: Option<String>,
    /// When its table last came in or left, RFC 3339.
    pub last_seen_at: Option<String>,
    /// Each streamer, and how many browser sources of theirs are open.
    pub overlays: Vec<OverlayCount>,
    /// How many events wait in the table's browser.
    pub queued: usize,
}

/// How many browser sources of a streamer are open.
#[derive(Debug, Clone)]
pub struct OverlayCount {
    /// Who streams.
    pub name: String,
    /// How many.
    pub open: usize,
}

/// The one thing to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NextStep {
    /// No world is paired yet.
    Pair,
    /// A paired world waits to be imported; its connection's id.
    Import(String),
    /// A campaign has no streamer; its id.
    Streamer(String),
    /// A campaign has characters that nobody shows; its id.
    Assign(String),
    /// All set: open the world and roll.
    Play,
}

impl NextStep {
    fn word(&self) -> &'static str {
        match self {
            Self::Pair => "pair",
            Self::Import(_) => "import",
            Self::Streamer(_) => "streamer",
            Self::Assign(_) => "assign",
            Self::Play => "play",
        }
    }
}

/// The page at `/`.
#[derive(Debug, Clone, Template)]
#[template(path = "dashboard.html")]
pub struct DashboardPage {
    /// The frame.
    pub chrome: Chrome,
    /// Every campaign of the GM.
    pub campaigns: Vec<CampaignCard>,
    /// Every paired world.
    pub connections: Vec<ConnectionRow>,
}

impl DashboardPage {
    /// The first thing that stands between this table and its stream.
    #[must_use]
    pub fn next_step(&self) -> NextStep {
        let mut paired = self.connections.iter().filter(|it| it.state != ConnectionState::Revoked);
        if self.campaigns.is_empty()
            && self.connections.iter().all(|it| it.state == ConnectionState::Revoked)
        {
            return NextStep::Pair;
        }
        if let Some(connection) = paired.find(|it| it.may_import()) {
            return NextStep::Import(connection.id.clone());
        }
        if let Some(campaign) = self.campaigns.iter().find(|it| it.streamers == 0) {
            return NextStep::Streamer(campaign.id.clone());
        }
        if let Some(campaign) =
            self.campaigns.iter().find(|it| it.characters > 0 && it.assigned == 0)
        {
            return NextStep::Assign(campaign.id.clone());
        }
        NextStep::Play
    }

    /// The text key of a part (`title`, `text`, `action`) of the next step.
    #[must_use]
    pub fn next_key(&self, part: &str) -> String {
        format!("next.{}.{part}", self.next_step().word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(campaigns: Vec<CampaignCard>, connections: Vec<ConnectionRow>) -> DashboardPage {
        DashboardPage { chrome: Chrome::default(), campaigns, connections }
    }

    fn connection(campaign_id: Option<&str>, state: ConnectionState) -> ConnectionRow {
        ConnectionRow {
            id: "c1".into(),
            vtt: "Foundry".into(),
            world_name: "Ashes".into(),
            state,
            can_return: false,
            is_readmitted: false,
            campaign_id: campaign_id.map(Into::into),
            last_seen_at: None,
        }
    }

    fn campaign(streamers: usize, assigned: usize) -> CampaignCard {
        CampaignCard {
            id: "k1".into(),
            name: "Ashes".into(),
            system: None,
            is_live: true,
            characters: 3,
            assigned,
            streamers,
            last_roll_at: None,
            module_version: None,
            last_seen_at: None,
            overlays: Vec::new(),
            queued: 0,
        }
    }

    #[test]
    fn steps_follow_one_another() {
        let live = |campaign_id| vec![connection(campaign_id, ConnectionState::Live)];
        assert_eq!(page(vec![], vec![]).next_step(), NextStep::Pair);
        assert_eq!(page(vec![], live(None)).next_step(), NextStep::Import("c1".into()));
        let with = |streamers, assigned| {
            page(vec![campaign(streamers, assigned)], live(Some("k1"))).next_step()
        };
        assert_eq!(with(0, 0), NextStep::Streamer("k1".into()));
        assert_eq!(with(1, 0), NextStep::Assign("k1".into()));
        assert_eq!(with(1, 1), NextStep::Play);
    }

    #[test]
    fn a_revoked_world_counts_as_none() {
        let revoked = vec![connection(None, ConnectionState::Revoked)];
        assert_eq!(page(vec![], revoked).next_step(), NextStep::Pair);
    }
}
