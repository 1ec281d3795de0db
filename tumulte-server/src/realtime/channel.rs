//! The names viewers subscribe to.

use std::{fmt, str::FromStr};

use tumulte_core::{model::CampaignId, sync::Topic};

/// A channel of `/ws`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Channel {
    /// What a streamer's overlay shows, by its key.
    Streamer {
        /// The unguessable key.
        overlay_key: String,
        /// What about.
        topic: Topic,
    },
    /// What a streamer's open overlays go by, by their key.
    Overlay {
        /// The unguessable key.
        overlay_key: String,
    },
    /// What one audience is asked, by the key people vote with.
    Vote {
        /// The unguessable key.
        vote_key: String,
    },
    /// What a game master sees of a campaign.
    Campaign {
        /// The campaign.
        campaign_id: CampaignId,
        /// What about.
        topic: Topic,
    },
}

impl FromStr for Channel {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        let mut parts = name.split(':');
        let (Some(kind), Some(id), Some(topic), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(());
        };
        if (kind, topic) == ("streamer", "overlay") {
            return Ok(Self::Overlay { overlay_key: id.to_owned() });
        }
        if (kind, topic) == ("vote", "polls") {
            return Ok(Self::Vote { vote_key: id.to_owned() });
        }
        let topic = match topic {
            "dice" => Topic::Dice,
            "characters" => Topic::Characters,
            "combat" => Topic::Combat,
            "polls" => Topic::Polls,
            _ => return Err(()),
        };
        match kind {
            "streamer" => Ok(Self::Streamer { overlay_key: id.to_owned(), topic }),
            "campaign" => Ok(Self::Campaign { campaign_id: id.parse().map_err(|_| ())?, topic }),
            _ => Err(()),
        }
    }
}

impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Streamer { overlay_key, topic } => {
                write!(f, "streamer:{overlay_key}:{}", topic.as_str())
            }
            Self::Overlay { overlay_key } => write!(f, "streamer:{overlay_key}:overlay"),
            Self::Vote { vote_key } => write!(f, "vote:{vote_key}:polls"),
            Self::Campaign { campaign_id, topic } => {
                write!(f, "campaign:{campaign_id}:{}", topic.as_str())
            }
        }
    }
}
