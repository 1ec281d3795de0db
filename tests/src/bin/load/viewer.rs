//! Overlays as raw sockets: they count what comes and look at nothing.

use std::{
    io::{ErrorKind, Read as _, Write as _},
    net::SocketAddr,
};

use mio::{Interest, Registry, Token, net::TcpStream};

use crate::{
    Fault,
    wire::{Head, PING, Skimmer, TEXT, knock, put_frame, put_pong, read_frame, upgraded},
};

/// What is longer is an event; greetings are shorter.
const SHORTEST_EVENT: usize = 200;

/// So many come in at once: their handshakes share the way there and back.
const AT_ONCE: usize = 100;

/// How an overlay is let in.
#[derive(Debug, Clone)]
pub(crate) struct Entrance {
    /// What it asks for.
    pub(crate) path: String,
    /// What it says after the upgrade.
    pub(crate) says: Vec<String>,
    /// How many frames it is told before it may expect events.
    pub(crate) told: usize,
}

/// One overlay.
#[derive(Debug)]
pub(crate) struct Viewer {
    stream: TcpStream,
    skimmer: Skimmer,
    /// Whose room it watches.
    pub(crate) room: usize,
    /// How many events it has seen.
    pub(crate) heard: usize,
}

impl Viewer {
    /// Lets a crowd in, one after the other through the rooms.
    pub(crate) fn crowd(
        server: SocketAddr,
        entrances: &[Entrance],
        viewers: usize,
    ) -> Result<Vec<Self>, Fault> {
        let mut crowd = Vec::with_capacity(viewers);
        let mut places = entrances.iter().enumerate().cycle().take(viewers);
        loop {
            let places: Vec<_> = places.by_ref().take(AT_ONCE).collect();
            if places.is_empty() {
                return Ok(crowd);
            }
            let mut streams = Vec::with_capacity(AT_ONCE);
            for (_, entrance) in &places {
                streams.push(knock(server, &entrance.path)?);
            }
            for ((_, entrance), stream) in places.iter().zip(&mut streams) {
                upgraded(stream)?;
                let mut out = Vec::new();
                for text in &entrance.says {
                    put_frame(&mut out, TEXT, text.as_bytes());
                }
                stream.write_all(&out)?;
            }
            for ((room, entrance), mut stream) in places.into_iter().zip(streams) {
                for _ in 0..entrance.told {
                    let (_, frame) = read_frame(&mut stream)?;
                    if frame.starts_with(b"{\"type\":\"error\"") {
                        return Err(String::from_utf8_lossy(&frame).into());
                    }
                }
                stream.set_nonblocking(true)?;
                let stream = TcpStream::from_std(stream);
                crowd.push(Self { stream, skimmer: Skimmer::default(), room, heard: 0 });
            }
        }
    }

    /// Lets a poll tell of it.
    pub(crate) fn register(&mut self, registry: &Registry, token: Token) -> Result<(), Fault> {
        Ok(registry.register(&mut self.stream, token, Interest::READABLE)?)
    }

    /// Reads what came; gives how many events were among it and how long the last was.
    pub(crate) fn hear(&mut self, buffer: &mut [u8]) -> Result<(usize, usize), Fault> {
        let (mut events, mut length) = (0, 0);
        let mut answer = Vec::new();
        loop {
            let read = match self.stream.read(buffer) {
                Ok(0) => return Err("the server hung up on an overlay".into()),
                Ok(read) => read,
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(error) => return Err(error.into()),
            };
            let bytes = buffer.get(..read).unwrap_or_default();
            self.skimmer.feed(bytes, |head| match head {
                Head { opcode: PING, .. } => put_pong(&mut answer),
                Head { opcode: TEXT, length: 1 } => put_frame(&mut answer, TEXT, b"3"),
                Head { opcode: TEXT, length: found } if found >= SHORTEST_EVENT => {
                    (events, length) = (events + 1, found);
                }
                Head { .. } => {}
            });
            // A read that did not fill the buffer has emptied the socket; the next bytes are told of anew.
            if read < buffer.len() {
                break;
            }
        }
        if !answer.is_empty() {
            self.stream.write_all(&answer)?;
        }
        self.heard += events;
        Ok((events, length))
    }
}
