//! The chat archive: pages of messages.

use serde_json::Value;

use super::open::{archived, decoded};
use crate::{
    model::read_json,
    vtt::{VttError, extent::Extent},
};

/// Opens a chat archive: a list of pages `{messageId: message}` as JSON, the base64 of it that the
/// archive's page carries, or that whole page.
///
/// Messages come one by one, in the archive's order, each with its id. Every message carries the id
/// in itself too, so that it can go straight into [`read_message`](super::read_message). One that
/// is too large or too deep is an error in its place; the next one follows.
///
/// # Errors
///
/// `vtt.malformed` for what is none of these.
///
/// ```
/// use tumulte_core::model::MessageTables;
/// use tumulte_core::vtt::{roll20, MessageContext};
///
/// let pages = r#"[{"-Mabc": {"type": "rollresult", "who": "Mira", "origRoll": "1d20",
///     "content": "{\"rolls\":[{\"type\":\"R\",\"dice\":1,\"sides\":20,\"results\":[{\"v\":14}]}],\"total\":14}"}}]"#;
/// for message in roll20::archive(pages.as_bytes()).unwrap() {
///     let (id, message) = message.unwrap();
///     let context = MessageContext::new("dnd5e");
///     let rolls = roll20::read_message(&message, &MessageTables::new(), &context).unwrap().rolls;
///     assert_eq!(rolls[0].vtt_roll_id, format!("{id}#0"));
/// }
/// ```
pub fn archive(bytes: &[u8]) -> Result<Archive, VttError> {
    let malformed = || VttError::Malformed {
        expected: "a Roll20 chat archive",
        found: "something else".to_owned(),
    };
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii();
    let json = match bytes.first() {
        Some(b'[' | b'{') => bytes.to_vec(),
        Some(b'<') => archived(bytes).ok_or_else(malformed)?,
        _ => decoded(bytes).ok_or_else(malformed)?,
    };
    Ok(Archive { json, at: 0 })
}

/// The messages of an archive with their ids.
#[derive(Debug, Clone)]
pub struct Archive {
    json: Vec<u8>,
    at: usize,
}

impl Archive {
    fn byte(&self) -> Option<u8> {
        self.json.get(self.at).copied()
    }

    /// Goes on while the bytes are among these.
    fn skip(&mut self, among: &[u8]) {
        while self.byte().is_some_and(|byte| among.contains(&byte)) {
            self.at += 1;
        }
    }

    /// A whole text or object, which begins here.
    fn take(&mut self) -> Option<&[u8]> {
        let from = self.at;
        let (mut open, mut in_string) = (0_usize, false);
        loop {
            let byte = self.byte()?;
            self.at += 1;
            match byte {
                b'\\' if in_string => self.at += 1,
                b'"' => in_string = !in_string,
                _ if in_string => continue,
                b'{' | b'[' => open += 1,
                b'}' | b']' => open = open.saturating_sub(1),
                _ => {}
            }
            if open == 0 && !in_string {
                return self.json.get(from..self.at);
            }
        }
    }

    /// The next `"id": {message}`.
    fn entry(&mut self) -> Option<Result<(String, Value), VttError>> {
        self.skip(b" \t\r\n[]{},");
        self.byte()?;
        let key = self.take().and_then(|key| read_json::<String>(key).ok());
        self.skip(b" \t\r\n");
        let is_pair = self.byte() == Some(b':');
        self.skip(b": \t\r\n");
        let (Some(id), true, Some(b'{')) = (key, is_pair, self.byte()) else {
            return Some(Err(self.broken()));
        };
        let Some(message) = self.take() else { return Some(Err(self.broken())) };
        Some(read(&id, message).map(|message| (id, message)))
    }

    /// Nobody knows where the next message begins.
    fn broken(&mut self) -> VttError {
        self.at = self.json.len();
        VttError::Malformed { expected: "pages of messages", found: "something else".to_owned() }
    }
}

impl Iterator for Archive {
    type Item = Result<(String, Value), VttError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.entry()
    }
}

fn read(id: &str, message: &[u8]) -> Result<Value, VttError> {
    Extent::of_text(message).check()?;
    let mut message: Value = read_json(message).map_err(|error| VttError::Malformed {
        expected: "JSON",
        found: format!("an error in line {}, column {}", error.line(), error.column()),
    })?;
    if let Some(fields) = message.as_object_mut() {
        fields.entry("id").or_insert_with(|| Value::String(id.to_owned()));
    }
    Ok(message)
}
