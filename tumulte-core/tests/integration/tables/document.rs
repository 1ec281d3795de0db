//! What people really have, split into single messages.

use std::fs;

use crate::recordings::{entries, recordings};
use tumulte_core::{
    model::{MessageTables, VttKind},
    vtt::{
        MAX_MESSAGE_BYTES, MessageContext, VttError,
        document::{Piece, Splitter},
        read_message,
    },
};

fn pieces(vtt: &VttKind, document: &[u8]) -> Vec<Piece> {
    let mut splitter = Splitter::new(vtt);
    let mut pieces = Vec::new();
    for chunk in document.chunks(7_001) {
        pieces.extend(splitter.push(chunk));
    }
    pieces.extend(splitter.finish());
    pieces
}

#[test]
fn every_recorded_file_falls_into_its_messages() {
    for (folder, vtt) in [
        ("beyond20", VttKind::Beyond20),
        ("ddb/gamelog-text", VttKind::Ddb),
        ("ddb/ws", VttKind::Ddb),
        ("talespire", VttKind::TaleSpire),
    ] {
        let Some(folder) = recordings(folder) else { return };
        let (mut messages, mut rolls, mut refused) = (0, 0, 0);
        let mut ids = std::collections::BTreeSet::new();
        let files =
            entries(&folder).into_iter().filter(|file| file.extension().is_some_and(|e| e != "md"));
        for file in files {
            for piece in pieces(&vtt, &fs::read(&file).unwrap()) {
                let bytes = piece.content.unwrap();
                let context = MessageContext::new("dnd5e").with_occurrence(piece.occurrence);
                let reading =
                    read_message(&vtt, bytes.as_slice(), &MessageTables::new(), &context).unwrap();
                messages += 1;
                rolls += reading.rolls.len();
                refused += reading.unreadable.len();
                for roll in reading.rolls {
                    let file = file.file_name().unwrap().to_owned();
                    assert!(ids.insert((file, roll.vtt_roll_id.clone())), "{}", roll.vtt_roll_id);
                }
            }
        }
        println!(
            "{vtt}: {messages} messages, {rolls} rolls, {refused} unreadable, all ids different"
        );
        assert!(messages > 0 && rolls > 0);
    }
}

#[test]
fn equal_messages_of_a_document_are_counted() {
    let found = pieces(
        &VttKind::Ddb,
        b"{\"rollLong\":\"1\"}\n{\"rollLong\":\"2\"}\n{\"rollLong\":\"1\"}\n",
    );
    let places: Vec<_> = found.iter().map(|piece| (piece.line, piece.occurrence)).collect();
    assert_eq!(places, [(1, 0), (2, 0), (3, 1)]);
}

#[test]
fn an_attack_stays_with_the_line_that_answers_it() {
    let log = "<font color=\"#FDFDFD\">Odalys: [ATTACK (M)] Pike</font> [d20+4 = 24]<br />\n\
        <font color=\"#000000\">Attack [24] -&#62; [at Eel] [CRITICAL HIT]</font><br />\n<br />\n\
        <font color=\"#FDFDFD\">Odalys: [ATTACK (M)] Pike</font> [d20+4 = 24]<br />\n\
        <font color=\"#7CED7C\">Odalys: hurray</font><br />\n";
    let found = pieces(&VttKind::FantasyGrounds, log.as_bytes());
    let places: Vec<_> = found.iter().map(|piece| (piece.line, piece.occurrence)).collect();
    assert_eq!(places, [(1, 0), (4, 1), (5, 0)]);
    assert!(found[0].content.as_ref().unwrap().ends_with(b"[CRITICAL HIT]</font><br />"));
}

#[test]
fn what_is_too_large_is_refused_alone() {
    let mut document = b"{\"rollLong\":\"".to_vec();
    document.resize(MAX_MESSAGE_BYTES + 100, b'1');
    document.extend_from_slice(b"\"}\n{\"rollLong\":\"2\"}\n");
    let found = pieces(&VttKind::Ddb, &document);
    let codes: Vec<_> =
        found.iter().map(|piece| piece.content.as_ref().map_err(VttError::code).err()).collect();
    assert_eq!(codes, [Some("vtt.oversized"), None]);
}

#[test]
fn an_archive_of_roll20_falls_into_messages_also_in_base64() {
    let json = br#"[{"-Mb": {"type": "general", "content": "a"}, "-Mc": {"content": "{\"x\":1}"}}, {"-Md": {"content": "b"}}]"#;
    let base64 = b"W3siLU1iIjogeyJ0eXBlIjogImdlbmVyYWwiLCAiY29udGVudCI6ICJhIn0sICItTWMiOiB7ImNv\nbnRlbnQiOiAie1wieFwiOjF9In19LCB7Ii1NZCI6IHsiY29udGVudCI6ICJiIn19XQ==";
    let texts = |document: &[u8]| -> Vec<String> {
        let contents = pieces(&VttKind::Roll20, document).into_iter();
        contents.map(|piece| String::from_utf8(piece.content.unwrap()).unwrap()).collect()
    };
    assert_eq!(texts(json).len(), 3);
    assert_eq!(texts(json)[2], "{\"-Md\": {\"content\": \"b\"}}");
    assert_eq!(texts(json), texts(base64));

    let encoded = String::from_utf8_lossy(base64).replace('\n', "");
    let page = format!("<html><script>var msgdata = \"{encoded}\";</script></html>");
    assert_eq!(texts(page.as_bytes()).len(), 3);
    let log = "\n<div class=\"message\">\n<span>a</span>\n</div>\n";
    assert_eq!(texts(log.as_bytes()).len(), 1, "a page without an archive is one message");
}

#[test]
fn a_document_is_split_alike_however_it_is_cut() {
    let token =
        format!("{}.W10.{}", "eyJhbGciOiJFZERTQSIsInR5cCI6".repeat(4), "vWF8alYz".repeat(4));
    let page = "\u{feff}  \n\n <div class=\"message\">a</div>\n";
    for document in [&token, page] {
        let whole = pieces(&VttKind::Roll20, document.as_bytes());
        for size in [1, 3, 63, 64, 65, 100] {
            let mut splitter = Splitter::new(&VttKind::Roll20);
            let chunks = document.as_bytes().chunks(size);
            let mut cut: Vec<_> = chunks.flat_map(|chunk| splitter.push(chunk)).collect();
            cut.extend(splitter.finish());
            assert_eq!(cut, whole, "in chunks of {size}");
        }
    }
}
