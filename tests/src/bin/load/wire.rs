//! Just enough of `WebSockets` for a client that costs little: frames are skimmed, not kept.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use crate::Fault;

/// How long a server may take to let somebody in.
const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) const TEXT: u8 = 1;
pub(crate) const PING: u8 = 9;
const PONG: u8 = 10;

/// Connects and asks for an upgrade; [`upgraded`] reads the answer.
pub(crate) fn knock(server: SocketAddr, path: &str) -> Result<TcpStream, Fault> {
    let mut stream = TcpStream::connect(server)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: {server}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    );
    stream.write_all(request.as_bytes())?;
    Ok(stream)
}

/// Reads the answer to an upgrade, byte by byte: what follows belongs to the frames.
pub(crate) fn upgraded(stream: &mut TcpStream) -> Result<(), Fault> {
    let mut answer = Vec::with_capacity(256);
    let mut byte = [0];
    while !answer.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte)?;
        answer.extend(byte);
    }
    if answer.starts_with(b"HTTP/1.1 101") {
        return Ok(());
    }
    Err(String::from_utf8_lossy(&answer).into())
}

/// Appends a frame as clients send it. The mask is zero: it changes nothing and costs nothing.
pub(crate) fn put_frame(out: &mut Vec<u8>, opcode: u8, payload: &[u8]) {
    out.push(0x80 | opcode);
    match (u8::try_from(payload.len()), u16::try_from(payload.len())) {
        (Ok(short), _) if short < 126 => out.push(0x80 | short),
        (_, Ok(medium)) => {
            out.push(0x80 | 0x7E);
            out.extend(medium.to_be_bytes());
        }
        _ => {
            out.push(0x80 | 127);
            out.extend((payload.len() as u64).to_be_bytes());
        }
    }
    out.extend([0; 4]);
    out.extend(payload);
}

/// The answer to a ping.
pub(crate) fn put_pong(out: &mut Vec<u8>) {
    put_frame(out, PONG, &[]);
}

/// Reads one whole frame, waiting for it.
pub(crate) fn read_frame(stream: &mut TcpStream) -> Result<(u8, Vec<u8>), Fault> {
    let mut head = [0; 2];
    stream.read_exact(&mut head)?;
    let [first, second] = head;
    let length = match second & 0x7f {
        126 => {
            let mut length = [0; 2];
            stream.read_exact(&mut length)?;
            u64::from(u16::from_be_bytes(length))
        }
        127 => {
            let mut length = [0; 8];
            stream.read_exact(&mut length)?;
            u64::from_be_bytes(length)
        }
        short => u64::from(short),
    };
    let mut payload = vec![0; usize::try_from(length)?];
    stream.read_exact(&mut payload)?;
    Ok((first & 0x0f, payload))
}

/// What a frame told by its head alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) opcode: u8,
    pub(crate) length: usize,
}

/// Finds where frames begin, whatever pieces they come in; payloads are skipped.
#[derive(Debug, Default)]
pub(crate) struct Skimmer {
    head: [u8; 10],
    have: u8,
    skip: usize,
    /// Told when the payload has come whole.
    due: Option<(u8, usize)>,
}

impl Skimmer {
    /// Takes the next bytes and tells of every frame that they complete.
    pub(crate) fn feed(&mut self, mut bytes: &[u8], mut told: impl FnMut(Head)) {
        loop {
            if let Some((opcode, length)) = self.due {
                let skipped = self.skip.min(bytes.len());
                self.skip -= skipped;
                bytes = bytes.get(skipped..).unwrap_or_default();
                if self.skip > 0 {
                    return;
                }
                self.due = None;
                told(Head { opcode, length });
            }
            let Some((byte, rest)) = bytes.split_first() else { return };
            bytes = rest;
            if let Some(place) = self.head.get_mut(usize::from(self.have)) {
                *place = *byte;
            }
            self.have += 1;
            let [first, second, long @ ..] = self.head;
            let (needed, length) = match second & 0x7f {
                _ if self.have < 2 => continue,
                126 => (4, u64::from(u16::from_be_bytes([long[0], long[1]]))),
                127 => (10, u64::from_be_bytes(long)),
                short => (2, u64::from(short)),
            };
            if self.have == needed {
                let length = usize::try_from(length).unwrap_or(usize::MAX);
                (self.have, self.skip, self.due) = (0, length, Some((first & 0x0f, length)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_found_in_whatever_pieces_they_come() {
        let mut bytes = vec![0x81, 5];
        bytes.extend(b"hello");
        bytes.extend([0x89, 0, 0x81, 126, 1, 0]);
        bytes.extend([b'x'; 256]);
        bytes.extend([0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0]);
        bytes.extend(std::iter::repeat_n(b'y', 65536));
        let lengths = [(TEXT, 5), (PING, 0), (TEXT, 256), (2, 65536)];
        for piece in [1, 2, 3, 7, 300, bytes.len()] {
            let (mut skimmer, mut heads) = (Skimmer::default(), Vec::new());
            for piece in bytes.chunks(piece) {
                skimmer.feed(piece, |head| heads.push((head.opcode, head.length)));
            }
            assert_eq!(heads, lengths, "in pieces of {piece}");
        }
    }
}
