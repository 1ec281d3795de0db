//! Frames on their way out: made once, shared by everyone who gets them.

use bytes::{BufMut as _, Bytes, BytesMut};

/// The first byte of a frame that is a whole message.
const FINAL: u8 = 0x80;

pub(super) const CONTINUATION: u8 = 0x0;
pub(super) const TEXT: u8 = 0x1;
pub(super) const BINARY: u8 = 0x2;
pub(super) const CLOSE: u8 = 0x8;
pub(super) const PING_OPCODE: u8 = 0x9;
pub(super) const PONG: u8 = 0xa;

/// A ping that carries nothing.
pub(in crate::realtime) const fn ping_frame() -> Bytes {
    Bytes::from_static(&[FINAL | PING_OPCODE, 0])
}

/// A text message.
pub(in crate::realtime) fn text_frame(parts: &[&str]) -> Bytes {
    frame(TEXT, parts.iter().map(|part| part.as_bytes()))
}

/// The answer to a ping.
pub(in crate::realtime) fn pong_frame(payload: &[u8]) -> Bytes {
    frame(PONG, std::iter::once(payload))
}

/// The end of a connection; a code of zero says nothing.
pub(in crate::realtime) fn close_frame(code: u16, reason: &str) -> Bytes {
    let code = code.to_be_bytes();
    let code = if code == [0, 0] { &[][..] } else { &code[..] };
    frame(CLOSE, [code, reason.as_bytes()].into_iter())
}

/// A server's frames have no mask.
fn frame<'a>(opcode: u8, parts: impl Iterator<Item = &'a [u8]> + Clone) -> Bytes {
    let length = parts.clone().map(<[u8]>::len).sum::<usize>();
    let mut frame = BytesMut::with_capacity(10 + length);
    frame.put_u8(FINAL | opcode);
    match (u8::try_from(length), u16::try_from(length)) {
        (Ok(short), _) if short < 126 => frame.put_u8(short),
        (_, Ok(medium)) => {
            frame.put_u8(126);
            frame.put_u16(medium);
        }
        _ => {
            frame.put_u8(127);
            frame.put_u64(length as u64);
        }
    }
    parts.for_each(|part| frame.put_slice(part));
    frame.freeze()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_says_how_long_it_is_in_as_few_bytes_as_it_can() {
        for (length, head) in [
            (0, vec![0x81, 0]),
            (125, vec![0x81, 125]),
            (126, vec![0x81, 126, 0, 126]),
            (65_535, vec![0x81, 126, 255, 255]),
            (65_536, vec![0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0]),
        ] {
            let text = "x".repeat(length);
            let (first, second) = text.split_at(length / 2);
            let frame = text_frame(&[first, second]);
            assert_eq!(frame, [head, text.into_bytes()].concat());
        }
    }

    #[test]
    fn an_end_says_why_or_nothing() {
        assert_eq!(close_frame(1012, "restart"), &b"\x88\x09\x03\xf4restart"[..]);
        assert_eq!(close_frame(0, ""), &b"\x88\x00"[..]);
    }
}
