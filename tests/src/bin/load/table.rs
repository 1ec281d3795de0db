//! A table on Socket.IO, or a sender to one of the peers: it writes much and hears little.

use std::{
    io::{ErrorKind, Read as _, Write as _},
    net::SocketAddr,
};

use mio::{Interest, Registry, Token, net::TcpStream};

use crate::{
    Fault,
    message::Template,
    stage::Room,
    wire::{PING, TEXT, knock, put_frame, put_pong, read_frame, upgraded},
};

/// What a sender puts on the wire for each event.
#[derive(Debug)]
enum Kind {
    /// `dice:roll`, to be acknowledged.
    Table { template: Template },
    /// A text that a peer hands on as it is.
    Plain { payload: Vec<u8> },
}

/// A connection that sends events.
#[derive(Debug)]
pub(crate) struct Sender {
    stream: TcpStream,
    kind: Kind,
    out: Vec<u8>,
    written: usize,
    input: Vec<u8>,
    next_ack: u64,
}

impl Sender {
    /// A table that comes in at its room.
    pub(crate) fn table(server: SocketAddr, room: &Room) -> Result<Self, Fault> {
        let mut stream = knock(server, "/socket.io/?EIO=4&transport=websocket")?;
        upgraded(&mut stream)?;
        expect(&mut stream, "0{")?;
        let hello = format!("40/vtt,{{\"token\":\"{}\"}}", room.token);
        let mut out = Vec::new();
        put_frame(&mut out, TEXT, hello.as_bytes());
        stream.write_all(&out)?;
        expect(&mut stream, "40/vtt,")?;
        expect(&mut stream, "42/vtt,[\"connected\"")?;
        Self::new(stream, Kind::Table { template: Template::new(&room.world_id) })
    }

    /// A sender to a peer, which hands its texts to everyone in its room.
    pub(crate) fn plain(server: SocketAddr, path: &str, payload: Vec<u8>) -> Result<Self, Fault> {
        let mut stream = knock(server, path)?;
        upgraded(&mut stream)?;
        Self::new(stream, Kind::Plain { payload })
    }

    /// A sender to a peer that speaks Socket.IO.
    pub(crate) fn socket_io(server: SocketAddr, path: &str, payload: &str) -> Result<Self, Fault> {
        let mut stream = knock(server, path)?;
        upgraded(&mut stream)?;
        expect(&mut stream, "0{")?;
        let mut out = Vec::new();
        put_frame(&mut out, TEXT, b"40");
        stream.write_all(&out)?;
        expect(&mut stream, "40")?;
        let payload = format!("42[\"publish\",{payload}]").into_bytes();
        Self::new(stream, Kind::Plain { payload })
    }

    fn new(stream: std::net::TcpStream, kind: Kind) -> Result<Self, Fault> {
        stream.set_nonblocking(true)?;
        let stream = TcpStream::from_std(stream);
        Ok(Self { stream, kind, out: Vec::new(), written: 0, input: Vec::new(), next_ack: 0 })
    }

    /// Lets a poll tell of it.
    pub(crate) fn register(&mut self, registry: &Registry, token: Token) -> Result<(), Fault> {
        let interest = Interest::READABLE | Interest::WRITABLE;
        Ok(registry.register(&mut self.stream, token, interest)?)
    }

    /// Puts an event of this number, of which there is one, behind what waits to be written. Gives the number under
    /// which it will be acknowledged.
    pub(crate) fn put(&mut self, number: u64) -> u64 {
        let ack = self.next_ack;
        match &mut self.kind {
            Kind::Table { template } => {
                let mut packet = format!("42/vtt,{ack}").into_bytes();
                packet.extend(template.fill(number));
                put_frame(&mut self.out, TEXT, &packet);
            }
            Kind::Plain { payload } => put_frame(&mut self.out, TEXT, payload),
        }
        self.next_ack += 1;
        ack
    }

    /// Writes what waits, as far as the kernel takes it.
    pub(crate) fn flush(&mut self) -> Result<(), Fault> {
        while let Some(left) = self.out.get(self.written..).filter(|left| !left.is_empty()) {
            match self.stream.write(left) {
                Ok(written) => self.written += written,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error.into()),
            }
        }
        self.out.clear();
        self.written = 0;
        Ok(())
    }

    /// Reads what came; tells the number of every acknowledgement, and whether the event was taken.
    pub(crate) fn hear(&mut self, mut told: impl FnMut(u64, bool)) -> Result<(), Fault> {
        let mut buffer = [0; 16384];
        loop {
            match self.stream.read(&mut buffer) {
                Ok(0) => return Err("the server hung up on a sender".into()),
                Ok(read) => self.input.extend(buffer.get(..read).unwrap_or_default()),
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(error) => return Err(error.into()),
            }
        }
        let input = std::mem::take(&mut self.input);
        let mut rest = input.as_slice();
        while let Some((opcode, payload, after)) = split_frame(rest) {
            rest = after;
            match (opcode, payload) {
                (PING, _) => put_pong(&mut self.out),
                (TEXT, b"2") => put_frame(&mut self.out, TEXT, b"3"),
                (TEXT, payload) => {
                    if let Some((ack, is_taken)) = acknowledgement(payload) {
                        told(ack, is_taken);
                    }
                }
                _ => {}
            }
        }
        self.input.extend(rest);
        self.flush()
    }
}

/// `43/vtt,12[{"ok":true,…}]`
fn acknowledgement(payload: &[u8]) -> Option<(u64, bool)> {
    let rest = payload.strip_prefix(b"43/vtt,")?;
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let ack = std::str::from_utf8(rest.get(..digits)?).ok()?.parse().ok()?;
    let is_taken = rest.get(digits..)?.starts_with(b"[{\"ok\":true");
    if !is_taken {
        eprintln!("refused: {}", String::from_utf8_lossy(payload));
    }
    Some((ack, is_taken))
}

/// The first frame, its payload, and what follows it.
fn split_frame(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (first, rest) = bytes.split_first()?;
    let (second, rest) = rest.split_first()?;
    let (length, rest) = match second & 0x7f {
        126 => {
            let (length, rest) = rest.split_first_chunk()?;
            (u64::from(u16::from_be_bytes(*length)), rest)
        }
        127 => {
            let (length, rest) = rest.split_first_chunk()?;
            (u64::from_be_bytes(*length), rest)
        }
        short => (u64::from(short), rest),
    };
    let (payload, rest) = rest.split_at_checked(usize::try_from(length).ok()?)?;
    Some((first & 0x0f, payload, rest))
}

/// Waits for a packet that begins like this. The server may ask meanwhile whether anybody is there.
fn expect(stream: &mut std::net::TcpStream, wanted: &str) -> Result<(), Fault> {
    loop {
        let (_, payload) = read_frame(stream)?;
        if payload.starts_with(wanted.as_bytes()) {
            return Ok(());
        }
        if payload != b"2" {
            let found = String::from_utf8_lossy(&payload);
            return Err(format!("expected {wanted}, found {found}").into());
        }
        let mut answer = Vec::new();
        put_frame(&mut answer, TEXT, b"3");
        stream.write_all(&answer)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_acknowledgement_has_a_number_and_says_whether() {
        assert_eq!(acknowledgement(br#"43/vtt,12[{"ok":true,"rolls":[]}]"#), Some((12, true)));
        assert_eq!(acknowledgement(br#"43/vtt,7[{"ok":false,"code":"x"}]"#), Some((7, false)));
        assert_eq!(acknowledgement(br#"42/vtt,["connected",{}]"#), None);
    }
}
