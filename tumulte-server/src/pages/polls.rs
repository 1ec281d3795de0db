//! Asking the audience: the console's page, and the one on which people vote.

use askama::Template;
use tumulte_core::model::Timestamp;

use super::Chrome;
use crate::polls::{Outcome, Poll, PollStatus};

/// A question as it was typed.
#[derive(Debug, Clone, Default)]
pub struct PollDraft {
    /// What is asked.
    pub question: String,
    /// What may be answered.
    pub options: Vec<String>,
    /// How long people vote.
    pub seconds: u32,
}

/// One answer of a poll.
#[derive(Debug, Clone, Default)]
pub struct PollLine {
    /// Its words.
    pub text: String,
    /// How many chose it.
    pub votes: u64,
    /// How many of a hundred did.
    pub percent: u64,
    /// Whether it won, alone or with others.
    pub is_first: bool,
}

/// A poll as the console and the voters see it.
#[derive(Debug, Clone, Default)]
pub struct PollCard {
    /// Its id.
    pub id: String,
    /// The unguessable part of its address.
    pub key: String,
    /// What is asked.
    pub question: String,
    /// What may be answered.
    pub lines: Vec<PollLine>,
    /// How many have voted.
    pub voters: usize,
    /// What it came to, in words; none while it runs.
    pub result: Option<String>,
    /// When it began, RFC 3339.
    pub started_at: String,
    /// Until when votes are taken, RFC 3339.
    pub ends_at: String,
}

impl PollCard {
    /// A poll in the words of whoever looks.
    #[must_use]
    pub fn new(poll: &Poll, chrome: &Chrome) -> Self {
        let voters = poll.voters();
        let first = match poll.outcome() {
            Outcome::Won(index) => vec![index],
            Outcome::Tied(indexes) => indexes,
            Outcome::Nothing => Vec::new(),
        };
        let line = |(index, (text, votes)): (usize, (&String, &u64))| PollLine {
            text: text.clone(),
            votes: *votes,
            percent: (votes * 100 + voters / 2).checked_div(voters).unwrap_or(0),
            is_first: first.contains(&index),
        };
        Self {
            id: poll.poll_id.to_string(),
            key: poll.vote_key.clone(),
            question: poll.question.clone(),
            lines: poll.options.iter().zip(&poll.votes).enumerate().map(line).collect(),
            voters: usize::try_from(voters).unwrap_or(usize::MAX),
            result: result(poll, chrome),
            started_at: poll.started_at.to_string(),
            ends_at: poll.ends_at.to_string(),
        }
    }
}

/// What a poll came to, in words.
fn result(poll: &Poll, chrome: &Chrome) -> Option<String> {
    match (poll.status, poll.result()) {
        (PollStatus::Running, _) => None,
        (PollStatus::Cancelled, _) => Some(chrome.say("polls.cancelled").to_owned()),
        (PollStatus::Ended, (Some(winner), _)) => Some(chrome.with("polls.won", "name", winner)),
        (PollStatus::Ended, (None, tie)) if tie.is_empty() => {
            Some(chrome.say("polls.nobody").to_owned())
        }
        (PollStatus::Ended, (None, tie)) => {
            Some(chrome.with("polls.tie", "names", &tie.join(" · ")))
        }
    }
}

/// The page at `/campaigns/{id}/polls`.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "polls.html")]
pub struct PollsPage {
    /// The frame.
    pub chrome: Chrome,
    /// The campaign's id.
    pub id: String,
    /// Its title.
    pub campaign: String,
    /// The poll that is running.
    pub running: Option<PollCard>,
    /// Where people vote in it.
    pub url: Option<String>,
    /// Those that are over, newest first.
    pub history: Vec<PollCard>,
    /// How far the slowest stream is behind, in seconds.
    pub delay_seconds: u8,
    /// What was typed and not taken.
    pub draft: PollDraft,
}

impl PollsPage {
    /// How long people may vote, in seconds.
    pub const SECONDS: [u32; 7] = [15, 30, 60, 120, 180, 300, 600];

    /// That many seconds in words.
    #[must_use]
    pub fn duration(&self, seconds: &u32) -> String {
        let many = |count: u32| usize::try_from(count).unwrap_or(usize::MAX);
        match seconds / 60 {
            0 => self.chrome.count("polls.seconds", &many(*seconds)),
            minutes => self.chrome.count("polls.minutes", &many(minutes)),
        }
    }

    /// Whether this is how long was asked for.
    #[must_use]
    pub fn lasts(&self, seconds: &u32) -> bool {
        self.draft.seconds == *seconds
    }

    /// What is said of the streams' delay.
    #[must_use]
    pub fn delay(&self) -> String {
        self.chrome.with("polls.delay", "seconds", &self.delay_seconds.to_string())
    }
}

/// The page at `/vote/{voteKey}`.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "vote.html")]
pub struct VotePage {
    /// The frame; this page has none but takes language and theme from it.
    pub chrome: Chrome,
    /// The poll.
    pub poll: PollCard,
    /// The campaign's id, for the channel on which the next question comes.
    pub campaign_id: String,
    /// What this browser has chosen.
    pub choice: Option<usize>,
    /// Whether votes are taken.
    pub is_open: bool,
}

impl VotePage {
    /// The page of a poll for a browser that may have voted.
    #[must_use]
    pub fn new(chrome: Chrome, poll: &Poll, choice: Option<usize>, now: Timestamp) -> Self {
        Self {
            poll: PollCard::new(poll, &chrome),
            campaign_id: poll.campaign_id.to_string(),
            choice,
            is_open: poll.is_open(now),
            chrome: Chrome { path: format!("/vote/{}", poll.vote_key), ..chrome },
        }
    }

    /// Whether the counts are shown: nobody should be swayed before they vote.
    #[must_use]
    pub fn shows_counts(&self) -> bool {
        self.choice.is_some() || !self.is_open
    }

    /// Whether this browser has chosen the answer at this place.
    #[must_use]
    pub fn is_chosen(&self, index: &usize) -> bool {
        self.choice.as_ref() == Some(index)
    }
}

/// These pages with sample data.
#[cfg(test)]
pub(super) fn samples(locale: super::Locale) -> Vec<(&'static str, String)> {
    let now = Timestamp::from_millis(1_790_000_000_000);
    let chrome = Chrome { locale, ..Chrome::default() };
    let poll = |status, votes: [u64; 3]| Poll {
        poll_id: uuid::Uuid::nil(),
        campaign_id: tumulte_core::model::CampaignId::from_parts(now, [7; 10]),
        vote_key: "8PvQ0nJwTz2mXbA9cKeFhg".to_owned(),
        question: "Does the <rogue> open the door?".to_owned(),
        options: ["Open it", "Listen", "Run"].map(ToOwned::to_owned).to_vec(),
        votes: votes.to_vec(),
        status,
        started_at: now,
        ends_at: now.plus_seconds(60),
        ended_at: (status != PollStatus::Running).then_some(now),
    };
    let running = poll(PollStatus::Running, [7, 3, 1]);
    let over = [
        poll(PollStatus::Ended, [7, 3, 1]),
        poll(PollStatus::Ended, [3, 3, 0]),
        poll(PollStatus::Ended, [0; 3]),
        poll(PollStatus::Cancelled, [1, 0, 0]),
    ];
    let draft = PollDraft { seconds: 60, options: vec![String::new(); 6], ..PollDraft::default() };
    let page = PollsPage {
        chrome: chrome.clone().with_user("Mirela").with_campaign(&"k1", "Embers", true),
        history: over.iter().map(|poll| PollCard::new(poll, &chrome)).collect(),
        delay_seconds: 20,
        draft,
        ..PollsPage::default()
    };
    let asked = PollsPage {
        running: Some(PollCard::new(&running, &chrome)),
        url: Some("https://tumulte.example/vote/8PvQ0nJwTz2mXbA9cKeFhg".to_owned()),
        ..page.clone()
    };
    let vote = |poll, choice| VotePage::new(chrome.clone(), poll, choice, now).render().unwrap();
    vec![
        ("polls", page.render().unwrap()),
        ("polls-running", asked.render().unwrap()),
        ("vote", vote(&running, None)),
        ("vote-voted", vote(&running, Some(1))),
        ("vote-over", vote(&over[1], Some(1))),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::Locale;
    use super::*;

    fn page(name: &str) -> String {
        let found = samples(Locale::En).into_iter().find(|(other, _)| *other == name);
        found.unwrap().1
    }

    #[test]
    fn counts_are_shown_after_the_vote_and_the_own_choice_is_marked() {
        assert!(page("vote").contains("data-counts=\"false\""));
        assert!(!page("vote").contains("aria-pressed=\"true\""));
        let voted = page("vote-voted");
        assert!(voted.contains("data-counts=\"true\""));
        assert_eq!(voted.matches("aria-pressed=\"true\"").count(), 1);
        assert!(!voted.contains("<rogue>"), "names never become markup");
    }

    #[test]
    fn the_history_says_what_came_of_each_poll() {
        let html = page("polls");
        for said in ["“Open it” wins", "A tie: Open it · Listen", "Nobody voted", "Taken back"]
        {
            assert!(html.contains(said), "{said}");
        }
    }
}
