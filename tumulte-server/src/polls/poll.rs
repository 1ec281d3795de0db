//! One poll: what is asked, what was answered, and what came of it.

use serde::Serialize;
use serde_json::{Value, json};
use tumulte_core::model::{CampaignId, Timestamp};
use utoipa::ToSchema;
use uuid::Uuid;

/// How a poll stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum PollStatus {
    /// Votes are taken.
    Running,
    /// It is over, and what it came to holds.
    Ended,
    /// It was taken back: it came to nothing.
    Cancelled,
}

impl PollStatus {
    /// The word on the wire and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Ended => "ended",
            Self::Cancelled => "cancelled",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Running, Self::Ended, Self::Cancelled].into_iter().find(|one| one.as_str() == word)
    }
}

/// A poll with its votes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Poll {
    /// Its id.
    pub poll_id: Uuid,
    /// The campaign whose audience is asked.
    pub campaign_id: CampaignId,
    /// The unguessable part of the address at which people vote.
    pub vote_key: String,
    /// What is asked.
    pub question: String,
    /// What may be answered, each once.
    pub options: Vec<String>,
    /// The votes for each of them.
    pub votes: Vec<u64>,
    /// How it stands.
    pub status: PollStatus,
    /// When it began.
    pub started_at: Timestamp,
    /// Until when votes are taken.
    pub ends_at: Timestamp,
    /// When it was over.
    pub ended_at: Option<Timestamp>,
}

/// What a poll came to, as places in its options.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// One has more votes than any other.
    Won(usize),
    /// Several have as many as no other: nobody decides between them but people.
    Tied(Vec<usize>),
    /// Nobody voted, or it was taken back.
    Nothing,
}

impl Poll {
    /// Whether votes are taken at this moment.
    #[must_use]
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.status == PollStatus::Running && now < self.ends_at
    }

    /// How many have voted.
    #[must_use]
    pub fn voters(&self) -> u64 {
        self.votes.iter().sum()
    }

    /// What it came to, or would if it were over now.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        let most = self.votes.iter().copied().max().unwrap_or(0);
        if most == 0 || self.status == PollStatus::Cancelled {
            return Outcome::Nothing;
        }
        let votes = self.votes.iter().enumerate();
        let first: Vec<_> =
            votes.filter(|(_, votes)| **votes == most).map(|(index, _)| index).collect();
        match first.as_slice() {
            [only] => Outcome::Won(*only),
            _ => Outcome::Tied(first),
        }
    }

    /// What it came to in the options' own words: the winner, and those that are tied.
    #[must_use]
    pub fn result(&self) -> (Option<&str>, Vec<&str>) {
        let word = |index: &usize| self.options.get(*index).map(String::as_str);
        if self.status != PollStatus::Ended {
            return (None, Vec::new());
        }
        match self.outcome() {
            Outcome::Won(index) => (word(&index), Vec::new()),
            Outcome::Tied(indexes) => (None, indexes.iter().filter_map(word).collect()),
            Outcome::Nothing => (None, Vec::new()),
        }
    }

    /// What a table is told when it begins.
    #[must_use]
    pub fn start_for_table(&self) -> Value {
        json!({
            "pollId": self.poll_id,
            "question": self.question,
            "options": self.options,
            "endsAt": self.ends_at,
        })
    }

    /// What a table is told when it is over.
    #[must_use]
    pub fn end_for_table(&self) -> Value {
        let (winner, tie) = self.result();
        json!(EndForTable {
            poll_id: self.poll_id,
            question: &self.question,
            winner,
            tie,
            cancelled: (self.status == PollStatus::Cancelled).then_some(true),
        })
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct EndForTable<'a> {
    poll_id: Uuid,
    question: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    winner: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tie: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cancelled: Option<bool>,
}

/// A poll as everybody who may vote sees it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Poll)]
pub(crate) struct PollView {
    poll_id: Uuid,
    #[schema(value_type = uuid::Uuid)]
    campaign_id: CampaignId,
    question: String,
    /// In the order in which they were written; a vote names one by its place, from 0.
    options: Vec<OptionView>,
    /// How many have voted.
    #[schema(minimum = 0)]
    voters: u64,
    status: PollStatus,
    #[schema(value_type = String, format = DateTime)]
    started_at: Timestamp,
    /// Until when votes are taken.
    #[schema(value_type = String, format = DateTime)]
    ends_at: Timestamp,
    #[schema(value_type = Option<String>, format = DateTime)]
    ended_at: Option<Timestamp>,
    /// The option that won; null while it runs, for a tie, and where nobody voted.
    winner: Option<String>,
    /// The options that won together.
    tie: Vec<String>,
    /// Where people vote.
    vote_url: String,
}

/// One answer with its votes.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PollOption)]
pub(crate) struct OptionView {
    text: String,
    #[schema(minimum = 0)]
    votes: u64,
}

impl PollView {
    /// The view of a poll; `public_url` is where people reach the server.
    pub(crate) fn new(poll: &Poll, public_url: &str) -> Self {
        let (winner, tie) = poll.result();
        let (winner, tie) =
            (winner.map(ToOwned::to_owned), tie.into_iter().map(ToOwned::to_owned).collect());
        let options = poll.options.iter().zip(&poll.votes);
        Self {
            poll_id: poll.poll_id,
            campaign_id: poll.campaign_id,
            question: poll.question.clone(),
            options: options
                .map(|(text, votes)| OptionView { text: text.clone(), votes: *votes })
                .collect(),
            voters: poll.voters(),
            status: poll.status,
            started_at: poll.started_at,
            ends_at: poll.ends_at,
            ended_at: poll.ended_at,
            winner,
            tie,
            vote_url: vote_url(public_url, &poll.vote_key),
        }
    }
}

/// Where people vote.
#[must_use]
pub(crate) fn vote_url(public_url: &str, vote_key: &str) -> String {
    format!("{public_url}/vote/{vote_key}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn poll(votes: &[u64], status: PollStatus) -> Poll {
        let now = Timestamp::from_millis(1_790_000_000_000);
        Poll {
            poll_id: Uuid::nil(),
            campaign_id: CampaignId::from_parts(now, [7; 10]),
            vote_key: "key".to_owned(),
            question: "Open the door?".to_owned(),
            options: ["Yes", "No", "Run"].map(ToOwned::to_owned).to_vec(),
            votes: votes.to_vec(),
            status,
            started_at: now,
            ends_at: now.plus_seconds(60),
            ended_at: None,
        }
    }

    #[test]
    fn the_most_votes_win_and_as_many_are_a_tie() {
        for (votes, expected) in [
            ([0, 0, 0], Outcome::Nothing),
            ([1, 0, 0], Outcome::Won(0)),
            ([1, 2, 1], Outcome::Won(1)),
            ([2, 1, 2], Outcome::Tied(vec![0, 2])),
            ([3, 3, 3], Outcome::Tied(vec![0, 1, 2])),
        ] {
            assert_eq!(poll(&votes, PollStatus::Ended).outcome(), expected, "{votes:?}");
        }
    }

    #[test]
    fn a_table_hears_the_winner_or_the_tie_and_of_a_poll_taken_back_neither() {
        let told = |votes, status| poll(votes, status).end_for_table();
        let won = told(&[0, 4, 1], PollStatus::Ended);
        assert_eq!(won["winner"], "No");
        assert!(won.get("tie").is_none() && won.get("cancelled").is_none());
        let tied = told(&[4, 4, 1], PollStatus::Ended);
        assert_eq!(tied["tie"], json!(["Yes", "No"]));
        assert!(tied.get("winner").is_none());
        let cancelled = told(&[0, 4, 1], PollStatus::Cancelled);
        assert_eq!(cancelled["cancelled"], true);
        assert!(cancelled.get("winner").is_none());
    }

    #[test]
    fn nobody_has_won_while_it_runs() {
        let view = PollView::new(&poll(&[0, 4, 1], PollStatus::Running), "https://a.example");
        let told = json!(view);
        assert_eq!((&told["winner"], &told["voters"]), (&Value::Null, &json!(5)));
        assert_eq!(told["options"][1], json!({ "text": "No", "votes": 4 }));
        assert_eq!(told["voteUrl"], "https://a.example/vote/key");
    }
}
