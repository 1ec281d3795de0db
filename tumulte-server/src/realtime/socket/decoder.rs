//! Frames on their way in, by the letter of RFC 6455: what breaks its rules ends the connection.

use super::frame::{BINARY, CLOSE, CONTINUATION, PING_OPCODE, PONG, TEXT};

/// A listener's messages are short: this many bytes at most, in however many fragments.
pub(super) const MAX_MESSAGE_BYTES: usize = 4096;

const MASK_BYTES: usize = 4;

/// One message, or one control frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Heard {
    /// A text, whole.
    Text(String),
    /// Bytes, of which nothing is expected.
    Binary,
    /// Asks for a pong with the same payload.
    Ping(Vec<u8>),
    /// Answers a ping, or says that somebody is there.
    Pong,
    /// The end, with the code to answer it; zero where none came.
    Close(u16),
}

/// What a client may not do. Its code is told to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Violation {
    /// Against the rules for frames.
    #[error("protocol error")]
    Protocol,
    /// A text that is no UTF-8.
    #[error("a text must be UTF-8")]
    Encoding,
    /// More than a listener may say at once.
    #[error("too long")]
    TooLong,
}

impl Violation {
    /// The code of the close frame.
    pub(crate) const fn code(self) -> u16 {
        match self {
            Self::Protocol => 1002,
            Self::Encoding => 1007,
            Self::TooLong => 1009,
        }
    }
}

/// Puts messages together from what comes, in whatever pieces. It holds no memory while no message is under way.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    input: Vec<u8>,
    /// The message whose fragments are coming, and whether it is text.
    message: Option<(bool, Vec<u8>)>,
}

/// A frame's head.
struct Head {
    is_final: bool,
    opcode: u8,
    length: usize,
    bytes: usize,
    mask: [u8; MASK_BYTES],
}

impl Decoder {
    /// Takes the next bytes.
    pub(super) fn feed(&mut self, bytes: &[u8]) {
        self.input.extend_from_slice(bytes);
    }

    /// The next message, if it has come whole.
    pub(super) fn next(&mut self) -> Result<Option<Heard>, Violation> {
        while let Some(head) = read_head(&self.input)? {
            let room =
                MAX_MESSAGE_BYTES - self.message.as_ref().map_or(0, |(_, so_far)| so_far.len());
            if head.opcode < CLOSE && head.length > room {
                return Err(Violation::TooLong);
            }
            let Some(payload) = self.input.get(head.bytes..head.bytes + head.length) else {
                return Ok(None);
            };
            let unmasked =
                payload.iter().zip(head.mask.iter().cycle()).map(|(byte, mask)| byte ^ mask);
            let payload: Vec<u8> = unmasked.collect();
            self.input.drain(..head.bytes + head.length);
            if self.input.is_empty() {
                self.input = Vec::new();
            }
            if let Some(heard) = self.take(&head, payload)? {
                return Ok(Some(heard));
            }
        }
        Ok(None)
    }

    fn take(&mut self, head: &Head, payload: Vec<u8>) -> Result<Option<Heard>, Violation> {
        match (head.opcode, &mut self.message) {
            (CONTINUATION, Some((_, so_far))) => so_far.extend(payload),
            (TEXT | BINARY, message @ None) => *message = Some((head.opcode == TEXT, payload)),
            (CLOSE, _) => return close(&payload).map(Some),
            (PING_OPCODE, _) => return Ok(Some(Heard::Ping(payload))),
            (PONG, _) => return Ok(Some(Heard::Pong)),
            _ => return Err(Violation::Protocol),
        }
        if !head.is_final {
            return Ok(None);
        }
        match self.message.take() {
            Some((true, text)) => {
                String::from_utf8(text).map(Heard::Text).map(Some).map_err(|_| Violation::Encoding)
            }
            _ => Ok(Some(Heard::Binary)),
        }
    }
}

/// The head of the frame that these bytes begin with, once it is there.
fn read_head(bytes: &[u8]) -> Result<Option<Head>, Violation> {
    let [first, second, rest @ ..] = bytes else { return Ok(None) };
    let (is_final, opcode) = (first & 0x80 != 0, first & 0x0f);
    let is_control = opcode >= CLOSE;
    let is_known = opcode <= BINARY || (CLOSE..=PONG).contains(&opcode);
    let is_masked = second & 0x80 != 0;
    let has_extensions = first & 0x70 != 0;
    if !is_known || !is_masked || has_extensions || (is_control && !is_final) {
        return Err(Violation::Protocol);
    }
    let (length, rest) = match second & 0x7f {
        126 | 127 if is_control => return Err(Violation::Protocol),
        126 => match rest.split_first_chunk() {
            Some((length, rest)) => (u64::from(u16::from_be_bytes(*length)), rest),
            None => return Ok(None),
        },
        127 => match rest.split_first_chunk() {
            Some((length, rest)) => (u64::from_be_bytes(*length), rest),
            None => return Ok(None),
        },
        short => (u64::from(short), rest),
    };
    let length = usize::try_from(length).map_err(|_| Violation::TooLong)?;
    if length > MAX_MESSAGE_BYTES {
        return Err(Violation::TooLong);
    }
    let Some((mask, rest)) = rest.split_first_chunk() else { return Ok(None) };
    let bytes = bytes.len() - rest.len();
    Ok(Some(Head { is_final, opcode, length, bytes, mask: *mask }))
}

fn close(payload: &[u8]) -> Result<Heard, Violation> {
    match payload {
        [] => Ok(Heard::Close(0)),
        [high, low, reason @ ..] => {
            let code = u16::from_be_bytes([*high, *low]);
            let may_be_sent = matches!(code, 1000..=1003 | 1007..=1014 | 3000..=4999);
            if !may_be_sent {
                return Err(Violation::Protocol);
            }
            std::str::from_utf8(reason).map_err(|_| Violation::Encoding)?;
            Ok(Heard::Close(code))
        }
        [_] => Err(Violation::Protocol),
    }
}

#[cfg(test)]
mod tests;
