//! Who is under load: our server, or one of its peers.

use clap::ValueEnum;
use serde_json::json;

use crate::{
    Fault, peer,
    process::Process,
    stage::{Database, Stage},
    table::Sender,
    viewer::Entrance,
};

/// A server that hands what one socket sends to many others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Backend {
    /// `tumulte-server`: every event is judged and stored before it is shown.
    Tumulte,
    /// socket.io on Node.
    #[value(name = "socket.io")]
    SocketIo,
    /// ws on Node.
    Ws,
    /// One loop over epoll, writing to every socket.
    Epoll,
}

impl Backend {
    /// Its name in a table.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Tumulte => "Tumulte",
            Self::SocketIo => "socket.io",
            Self::Ws => "ws",
            Self::Epoll => "bare epoll",
        }
    }

    /// Starts it. `stage` is our server's.
    pub(crate) fn start(self, stage: Option<&Stage>, is_pinned: bool) -> Result<Process, Fault> {
        match (self, stage) {
            (Self::Tumulte, Some(stage)) => stage.serve(is_pinned),
            (Self::Tumulte, None) => Err("our server needs a database".into()),
            (Self::SocketIo, _) => peer::node("socket-io.mjs", is_pinned),
            (Self::Ws, _) => peer::node("ws.mjs", is_pinned),
            (Self::Epoll, _) => {
                let program = std::env::current_exe()?.to_string_lossy().into_owned();
                Process::start(&program, &["floor"], is_pinned)
            }
        }
    }

    /// The database it needs.
    pub(crate) fn stage(self, rooms: usize) -> Result<Option<Stage>, Fault> {
        let is_ours = self == Self::Tumulte;
        is_ours.then(|| Stage::set(Database::Sqlite, rooms)).transpose()
    }

    /// How overlays get into each room.
    pub(crate) fn entrances(self, stage: Option<&Stage>, rooms: usize) -> Vec<Entrance> {
        if let Some(stage) = stage {
            let entrance = |key: &str| {
                let channel = format!("streamer:{key}:dice");
                let subscribe = json!({ "type": "subscribe", "channel": channel, "rolls": true });
                Entrance { path: "/ws".to_owned(), says: vec![subscribe.to_string()], told: 1 }
            };
            return stage.rooms.iter().map(|room| entrance(&room.overlay_key)).collect();
        }
        let entrance = |room| match self {
            Self::SocketIo => Entrance {
                path: format!("/socket.io/?EIO=4&transport=websocket&room={room}"),
                says: vec!["40".to_owned()],
                told: 2,
            },
            _ => Entrance { path: format!("/?room={room}"), says: Vec::new(), told: 0 },
        };
        (0..rooms).map(entrance).collect()
    }

    /// One sender for each room; a peer's events have so many bytes.
    pub(crate) fn senders(
        self,
        process: &Process,
        stage: Option<&Stage>,
        rooms: usize,
        bytes: usize,
    ) -> Result<Vec<Sender>, Fault> {
        let server = process.address;
        if let Some(stage) = stage {
            return stage.rooms.iter().map(|room| Sender::table(server, room)).collect();
        }
        let padding = bytes.saturating_sub(json!({ "payload": "" }).to_string().len());
        let payload = json!({ "payload": "x".repeat(padding) }).to_string();
        let sender = |room| {
            if self == Self::SocketIo {
                let path = format!("/socket.io/?EIO=4&transport=websocket&room={room}&sends=1");
                Sender::socket_io(server, &path, &payload)
            } else {
                let path = format!("/?room={room}&sends=1");
                Sender::plain(server, &path, payload.clone().into_bytes())
            }
        };
        (0..rooms).map(sender).collect()
    }
}
