//! What servers say to one another. Redis passes it on and keeps none of it.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tumulte_core::{
    model::{ConnectionId, StreamerId},
    sync::Publication,
    vtt::VttError,
};

use crate::{
    overlay::{OpenCounts, Signal},
    realtime::{Notice, fanout::Word},
};

/// Who says something.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Envelope {
    /// The server.
    pub from: String,
    /// What it says.
    pub message: Message,
}

/// What is said.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(super) enum Message {
    /// Events were stored.
    Events { events: Vec<Publication> },
    /// These tables, and no others, are connected to me.
    Seats { tables: Vec<ConnectionId> },
    /// I hear you now: say how many overlays are open.
    Hello,
    /// So many overlays are open at mine: all of them, or those of streamers where it changed.
    Open { overlays: OpenCounts, is_all: bool },
    /// A table came to me, or left.
    Seat { table: ConnectionId, is_taken: bool },
    /// The table that server has is mine now: its page came to me.
    Displaced { server: String, table: ConnectionId },
    /// Tell the table, whoever has it.
    Told { table: ConnectionId, word: SaidWord },
    /// Act on this.
    Notice(Notice),
    /// Tell the open overlays of these streamers.
    Overlays { streamers: Vec<StreamerId>, signal: Signal },
    /// Ask the table, whoever has it.
    Asked { question: u64, table: ConnectionId, event: String, payload: Value },
    /// What the table answered to that server's question.
    Answered { server: String, question: u64, answer: Answer },
}

/// A [`Word`] on its way.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum SaidWord {
    /// See [`Word::Revoked`].
    Revoked(String),
    /// See [`Word::Event`].
    Event(String, Value),
}

impl From<Word> for SaidWord {
    fn from(word: Word) -> Self {
        match word {
            Word::Revoked { reason } => Self::Revoked(reason),
            Word::Event { name, payload } => Self::Event(name, payload),
        }
    }
}

impl From<SaidWord> for Word {
    fn from(word: SaidWord) -> Self {
        match word {
            SaidWord::Revoked(reason) => Self::Revoked { reason },
            SaidWord::Event(name, payload) => Self::Event { name, payload },
        }
    }
}

/// What came of a question.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Answer {
    /// The table's own words.
    Told(Value),
    /// The table has left.
    Gone,
    /// The table said nothing.
    Silent,
}

impl From<Result<Value, VttError>> for Answer {
    fn from(answer: Result<Value, VttError>) -> Self {
        match answer {
            Ok(told) => Self::Told(told),
            Err(VttError::NotConnected) => Self::Gone,
            Err(_) => Self::Silent,
        }
    }
}

impl From<Answer> for Result<Value, VttError> {
    fn from(answer: Answer) -> Self {
        match answer {
            Answer::Told(told) => Ok(told),
            Answer::Gone => Err(VttError::NotConnected),
            Answer::Silent => Err(VttError::Timeout),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use tumulte_core::model::Timestamp;

    use super::*;

    #[test]
    fn what_is_said_is_understood() {
        let table = ConnectionId::from_parts(Timestamp::from_millis(1), [7; 10]);
        let said = Envelope {
            from: "a".to_owned(),
            message: Message::Told {
                table,
                word: Word::Event { name: "config:update".to_owned(), payload: json!({"a": 1}) }
                    .into(),
            },
        };
        let heard: Envelope = serde_json::from_slice(&serde_json::to_vec(&said).unwrap()).unwrap();
        let Message::Told { table: to, word } = heard.message else { panic!("{heard:?}") };
        assert_eq!(to, table);
        assert_eq!(
            Word::from(word),
            Word::Event { name: "config:update".to_owned(), payload: json!({"a": 1}) }
        );
    }
}
