//! Reads Foundry chat messages from a file of JSON lines, one line in memory at a time.

use std::{collections::HashSet, path::Path};

use serde_json::{Value, json};
use tokio::{
    fs::File,
    io::{AsyncBufRead, AsyncBufReadExt, BufReader},
};

use super::{RehearsalError, chance::document_id};

/// The longest line that is read; longer ones are reported and skipped.
pub(super) const LONGEST_LINE: usize = 1 << 20;
const DEEPEST: usize = 16;

/// Messages of a file, in its order.
#[derive(Debug)]
pub(super) struct MessageSource<R> {
    reader: R,
    line: u64,
    seen: HashSet<String>,
}

/// One line of the file.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct SourceLine {
    /// Its number, from one.
    pub(super) number: u64,
    pub(super) content: LineContent,
}

/// What a line held.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum LineContent {
    /// Chat messages, each with an `_id` that no other message of the file has.
    Messages(Vec<Value>),
    /// JSON without a chat message in it, or an empty line.
    Nothing,
    /// No JSON, or too long.
    Bad(String),
}

impl MessageSource<BufReader<File>> {
    /// Opens a file.
    ///
    /// # Errors
    ///
    /// `rehearsal.file`.
    pub(super) async fn open(path: &Path) -> Result<Self, RehearsalError> {
        let file = File::open(path).await.map_err(|source| file_error(path, source))?;
        Ok(Self::new(BufReader::new(file)))
    }
}

impl<R: AsyncBufRead + Unpin> MessageSource<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { reader, line: 0, seen: HashSet::new() }
    }

    /// The next line, `None` after the last.
    pub(super) async fn next(&mut self) -> std::io::Result<Option<SourceLine>> {
        let Some(bytes) = self.bounded_line().await? else { return Ok(None) };
        self.line += 1;
        let content = match bytes {
            Err(length) => {
                LineContent::Bad(format!("expected at most {LONGEST_LINE} bytes, found {length}"))
            }
            Ok(bytes) if bytes.iter().all(u8::is_ascii_whitespace) => LineContent::Nothing,
            Ok(bytes) => match serde_json::from_slice(&bytes) {
                Err(error) => LineContent::Bad(format!("expected JSON, found {error}")),
                Ok(value) => self.messages_of(value),
            },
        };
        Ok(Some(SourceLine { number: self.line, content }))
    }

    fn messages_of(&mut self, line: Value) -> LineContent {
        let mut found = Vec::new();
        if is_message(&line) {
            found.push(line);
        } else if let Some(response) = line.get("response") {
            collect(response, DEEPEST, &mut found);
        }
        for (index, message) in found.iter_mut().enumerate() {
            self.name(message, index);
        }
        if found.is_empty() { LineContent::Nothing } else { LineContent::Messages(found) }
    }

    /// Gives the message an id of its own: a file may repeat one, a stream must still show both.
    fn name(&mut self, message: &mut Value, index: usize) {
        let own = ["_id", "id"].iter().find_map(|key| message.get(*key).and_then(Value::as_str));
        let own = own.filter(|id| !self.seen.contains(*id)).map(str::to_owned);
        let id = own
            .unwrap_or_else(|| document_id(&["line", &self.line.to_string(), &index.to_string()]));
        if let Some(fields) = message.as_object_mut() {
            fields.insert("_id".to_owned(), json!(id));
        }
        self.seen.insert(id);
    }

    /// A line without its end; the length instead of bytes when it is too long.
    async fn bounded_line(&mut self) -> std::io::Result<Option<Result<Vec<u8>, usize>>> {
        let mut line = Vec::new();
        let mut length = 0;
        loop {
            let buffer = self.reader.fill_buf().await?;
            if buffer.is_empty() {
                break;
            }
            let end = buffer.iter().position(|byte| *byte == b'\n');
            let (part, _) = buffer.split_at(end.unwrap_or(buffer.len()));
            length += part.len();
            if length <= LONGEST_LINE {
                line.extend_from_slice(part);
            }
            let used = part.len() + usize::from(end.is_some());
            self.reader.consume(used);
            if end.is_some() {
                return Ok(Some(if length <= LONGEST_LINE { Ok(line) } else { Err(length) }));
            }
        }
        Ok((length > 0).then_some(if length <= LONGEST_LINE { Ok(line) } else { Err(length) }))
    }
}

/// Whether this is a chat message by its shape: rolls or text, and somebody who speaks.
fn is_message(value: &Value) -> bool {
    let has = |key: &str, fits: fn(&Value) -> bool| value.get(key).is_some_and(fits);
    let says = has("rolls", Value::is_array)
        || has("roll", Value::is_string)
        || has("content", Value::is_string);
    says && (has("speaker", Value::is_object) || has("whisper", Value::is_array))
}

/// Chat messages anywhere inside a relay's answer.
fn collect(value: &Value, depth: usize, found: &mut Vec<Value>) {
    if is_message(value) {
        found.push(value.clone());
    } else if depth > 0 {
        match value {
            Value::Array(values) => {
                for value in values {
                    collect(value, depth - 1, found);
                }
            }
            Value::Object(fields) => {
                fields.values().for_each(|value| collect(value, depth - 1, found));
            }
            _ => {}
        }
    }
}

pub(super) fn file_error(path: &Path, source: std::io::Error) -> RehearsalError {
    RehearsalError::File { path: path.display().to_string(), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn lines(text: &[u8]) -> Vec<LineContent> {
        let mut source = MessageSource::new(text);
        let mut lines = Vec::new();
        while let Some(line) = source.next().await.unwrap() {
            assert_eq!(line.number, lines.len() as u64 + 1);
            lines.push(line.content);
        }
        lines
    }

    fn ids(content: &LineContent) -> Vec<&str> {
        let LineContent::Messages(messages) = content else { panic!("{content:?}") };
        messages.iter().map(|message| message["_id"].as_str().unwrap()).collect()
    }

    #[tokio::test]
    async fn bad_lines_are_numbered_and_the_rest_goes_on() {
        let text = b"{\"_id\":\"a\",\"content\":\"x\",\"speaker\":{}}\n{cut\n\n{\"foo\":1}\n{\"_id\":\"b\",\"rolls\":[],\"whisper\":[]}";
        let lines = lines(text).await;
        assert_eq!(lines.len(), 5);
        assert_eq!(ids(&lines[0]), ["a"]);
        assert!(
            matches!(&lines[1], LineContent::Bad(problem) if problem.contains("expected JSON"))
        );
        assert_eq!(lines[2..4], [LineContent::Nothing, LineContent::Nothing]);
        assert_eq!(ids(&lines[4]), ["b"]);
    }

    #[tokio::test]
    async fn an_endless_line_is_skipped_without_keeping_it() {
        let mut text = vec![b'x'; LONGEST_LINE + 5];
        text.extend_from_slice(b"\n{\"_id\":\"a\",\"content\":\"\",\"speaker\":{}}\n");
        let lines = lines(&text).await;
        assert_eq!(lines.len(), 2);
        assert!(matches!(&lines[0], LineContent::Bad(problem) if problem.ends_with("1048581")));
        assert_eq!(ids(&lines[1]), ["a"]);
    }

    #[tokio::test]
    async fn messages_inside_a_relays_answer_are_found_and_repeated_ids_renamed() {
        let text = br#"{"file":"f","response":{"data":{"messages":[{"id":"a","content":"","speaker":{}},{"id":"a","content":"","speaker":{}}]}}}
{"_id":"a","content":"","speaker":{}}
{"file":"f","response":{"data":{"roll":{"formula":"1d20","dice":[]},"speaker":{}}}}"#;
        let lines = lines(text).await;
        let mut all = [ids(&lines[0]), ids(&lines[1])].concat();
        assert_eq!((all.len(), all[0]), (3, "a"));
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 3, "every message has an id of its own");
        assert_eq!(lines[2], LineContent::Nothing);
    }
}
