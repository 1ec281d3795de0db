use super::*;

const MASK: [u8; 4] = [0x12, 0x34, 0x56, 0x78];
const FIN: u8 = 0x80;

/// A frame as clients send it.
fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![first];
    match payload.len() {
        short @ 0..126 => frame.push(0x80 | u8::try_from(short).unwrap()),
        medium => {
            frame.push(0x80 | 0x7E);
            frame.extend(u16::try_from(medium).unwrap().to_be_bytes());
        }
    }
    frame.extend(MASK);
    frame.extend(payload.iter().zip(MASK.iter().cycle()).map(|(byte, mask)| byte ^ mask));
    frame
}

/// What is heard when the bytes come in pieces of this size.
fn heard(bytes: &[u8], piece: usize) -> Result<Vec<Heard>, Violation> {
    let (mut decoder, mut all) = (Decoder::default(), Vec::new());
    for piece in bytes.chunks(piece) {
        decoder.feed(piece);
        while let Some(heard) = decoder.next()? {
            all.push(heard);
        }
    }
    Ok(all)
}

#[test]
fn messages_are_put_together_from_whatever_pieces_they_come_in() {
    let long = "x".repeat(MAX_MESSAGE_BYTES);
    let bytes = [
        frame(FIN | TEXT, b"hello"),
        frame(FIN | TEXT, b""),
        frame(FIN | TEXT, long.as_bytes()),
        frame(FIN | BINARY, &[0, 255]),
        frame(FIN | PONG, b"late"),
        frame(FIN | CLOSE, &[]),
    ]
    .concat();
    let expected = [
        Heard::Text("hello".to_owned()),
        Heard::Text(String::new()),
        Heard::Text(long),
        Heard::Binary,
        Heard::Pong,
        Heard::Close(0),
    ];
    for piece in [1, 2, 3, 5, 1000, bytes.len()] {
        assert_eq!(heard(&bytes, piece).unwrap(), expected, "in pieces of {piece}");
    }
}

#[test]
fn a_control_frame_may_come_between_the_fragments_of_a_text() {
    let euro = "€".as_bytes();
    let bytes = [
        frame(TEXT, &euro[..1]),
        frame(FIN | PING_OPCODE, b"there?"),
        frame(CONTINUATION, &euro[1..2]),
        frame(CONTINUATION, b""),
        frame(FIN | CONTINUATION, &euro[2..]),
        frame(FIN | TEXT, b"next"),
    ]
    .concat();
    let expected = [
        Heard::Ping(b"there?".to_vec()),
        Heard::Text("€".to_owned()),
        Heard::Text("next".to_owned()),
    ];
    assert_eq!(heard(&bytes, 1).unwrap(), expected);
}

#[test]
fn what_breaks_the_rules_of_frames_is_a_protocol_error() {
    let unmasked = vec![FIN | TEXT, 2, b'h', b'i'];
    let long_ping = frame(FIN | PING_OPCODE, &[0; 126]);
    let cases: [(&str, Vec<u8>); 11] = [
        ("no mask", unmasked),
        ("a reserved bit", frame(FIN | 0x40 | TEXT, b"hi")),
        ("an unknown opcode", frame(FIN | 0x3, b"hi")),
        ("an unknown control opcode", frame(FIN | 0xb, b"hi")),
        ("a ping in fragments", frame(PING_OPCODE, b"hi")),
        ("a ping of 126 bytes", long_ping),
        ("a fragment of nothing", frame(FIN | CONTINUATION, b"hi")),
        ("a text inside a text", [frame(TEXT, b"a"), frame(FIN | TEXT, b"b")].concat()),
        ("half a close code", frame(FIN | CLOSE, &[3])),
        ("a close code nobody may send", frame(FIN | CLOSE, &1005_u16.to_be_bytes())),
        ("a close code out of range", frame(FIN | CLOSE, &5000_u16.to_be_bytes())),
    ];
    for (what, bytes) in cases {
        assert_eq!(heard(&bytes, 1), Err(Violation::Protocol), "{what}");
    }
}

#[test]
fn texts_and_reasons_must_be_utf8() {
    for bytes in [
        frame(FIN | TEXT, &[0xc3, 0x28]),
        [frame(TEXT, &[0xf0, 0x9f]), frame(FIN | CONTINUATION, b"x")].concat(),
        frame(FIN | TEXT, &[0xed, 0xa0, 0x80]),
        frame(FIN | CLOSE, &[0x03, 0xe8, 0xff]),
    ] {
        assert_eq!(heard(&bytes, 1), Err(Violation::Encoding), "{bytes:x?}");
    }
}

#[test]
fn nobody_says_more_than_a_listener_may_however_it_is_cut() {
    let half = vec![b'x'; MAX_MESSAGE_BYTES / 2 + 1];
    let huge = [&[FIN | TEXT, 0x80 | 127][..], &u64::MAX.to_be_bytes()].concat();
    for bytes in [
        frame(FIN | TEXT, &[b'x'; MAX_MESSAGE_BYTES + 1]),
        [frame(TEXT, &half), frame(FIN | CONTINUATION, &half)].concat(),
        huge,
    ] {
        assert_eq!(heard(&bytes, 4096), Err(Violation::TooLong));
    }
}

#[test]
fn an_end_with_a_code_is_answered_with_it() {
    for code in [1000_u16, 1001, 1011, 3000, 4999] {
        let payload = [&code.to_be_bytes()[..], "bye é".as_bytes()].concat();
        assert_eq!(heard(&frame(FIN | CLOSE, &payload), 1).unwrap(), [Heard::Close(code)]);
    }
}

#[test]
fn a_listener_that_says_nothing_costs_no_buffer() {
    let mut decoder = Decoder::default();
    decoder.feed(&frame(FIN | TEXT, b"hello"));
    assert!(decoder.next().unwrap().is_some());
    assert_eq!(decoder.input.capacity(), 0);
}
