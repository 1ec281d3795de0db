//! JSON values one after the other.

use super::splitter::{Buffer, Part};

/// The mark some editors put at the beginning of a file.
const MARK: [u8; 3] = [0xEF, 0xBB, 0xBF];

/// Finds where each value ends, without building any.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "a state machine over bytes")]
pub(super) struct JsonValues {
    has_pages: bool,
    buffer: Buffer,
    /// The line being read, and the one in which the value began.
    line: u64,
    start: u64,
    depth: usize,
    in_string: bool,
    is_escaped: bool,
    /// Whether the values are the items of a list.
    in_list: bool,
    /// Whether it is a bare word or number, which ends with its line.
    is_scalar: bool,
    page: Page,
    /// Whether more than its brace stands in the first line of the value.
    is_compact: bool,
    /// Whether a line of the value is indented.
    is_indented: bool,
    /// What was read before an object that may be the next message or a part of this one.
    doubt: Option<Doubt>,
    at_line_start: bool,
    /// The last byte that was no blank; none at the beginning.
    last: Option<u8>,
}

/// A value that seems to have broken off: `{"a":[1,` and then a line that begins with a brace.
#[derive(Debug)]
struct Doubt {
    before: Buffer,
    start: u64,
    depth: usize,
    /// Whether the object in doubt is complete.
    is_closed: bool,
}

/// Whether the object being read is a page of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Page {
    No,
    /// Its first value decides.
    Undecided,
    Yes,
}

impl JsonValues {
    pub(super) fn new() -> Self {
        Self {
            has_pages: false,
            buffer: Buffer::default(),
            line: 1,
            start: 1,
            depth: 0,
            in_string: false,
            is_escaped: false,
            in_list: false,
            is_scalar: false,
            page: Page::No,
            is_compact: true,
            is_indented: false,
            doubt: None,
            at_line_start: true,
            last: None,
        }
    }

    /// Lists may hold pages `{id: message}`: each message is a value `{id: message}` of its own.
    pub(super) fn with_pages() -> Self {
        Self { has_pages: true, ..Self::new() }
    }

    /// The page of Roll20 that begins in this chunk: nothing but blanks came so far.
    pub(super) fn page<'c>(&self, chunk: &'c [u8]) -> Option<&'c [u8]> {
        let is_blank = |byte: &u8| byte.is_ascii_whitespace() || MARK.contains(byte);
        let page = chunk.get(chunk.iter().position(|byte| !is_blank(byte))?..)?;
        (self.has_pages && self.last.is_none() && page.starts_with(b"<")).then_some(page)
    }

    pub(super) fn push(&mut self, byte: u8, parts: &mut Vec<Part>) {
        if self.last.is_none() && MARK.contains(&byte) {
            return;
        }
        let at_line_start = core::mem::replace(&mut self.at_line_start, byte == b'\n');
        let line = self.line;
        self.line += u64::from(byte == b'\n');
        if self.depth > 0 {
            self.settle(byte, at_line_start, parts);
        }
        if self.depth > 0 {
            // No string goes on in the next line.
            if byte == b'\n' && self.in_string {
                self.emit(parts);
                return;
            }
            self.notice(byte, at_line_start, line, parts);
        }
        if self.is_scalar {
            self.scalar(byte, parts);
        } else if self.depth == 0 {
            self.idle(byte, line);
        } else {
            self.inside(byte, parts);
        }
        if !byte.is_ascii_whitespace() {
            self.last = Some(byte);
        }
    }

    /// A message begins in a line of its own. No value begins where none can stand, and where one
    /// can, the style of what was being read tells whether that has broken off.
    fn notice(&mut self, byte: u8, at_line_start: bool, line: u64, parts: &mut Vec<Part>) {
        if byte == b'\n' && self.buffer.len() < 8 && self.buffer.bytes().trim_ascii() == b"{" {
            self.is_compact = false;
        }
        if !at_line_start || self.in_string {
            return;
        }
        self.is_indented |= matches!(byte, b' ' | b'\t');
        if byte != b'{' {
            return;
        }
        let may_stand = matches!(self.last, Some(b'[' | b',' | b':'));
        if !may_stand || self.is_indented || (self.is_compact && self.in_list) {
            self.emit(parts);
        } else if self.is_compact && self.doubt.is_none() {
            let before = core::mem::take(&mut self.buffer);
            let start = core::mem::replace(&mut self.start, line);
            self.doubt = Some(Doubt { before, start, depth: self.depth, is_closed: false });
        }
    }

    /// Messages in lines of their own follow each other; the items of a list are followed by its signs.
    fn settle(&mut self, byte: u8, at_line_start: bool, parts: &mut Vec<Part>) {
        let Some(doubt) = &self.doubt else { return };
        let is_next = at_line_start && byte == b'{';
        match (doubt.is_closed, byte.is_ascii_whitespace()) {
            (true, false) if is_next => self.emit(parts),
            (true, true) => {}
            (false, _) if byte != b'\n' => {}
            _ => {
                if let Some(Doubt { mut before, start, .. }) = self.doubt.take() {
                    before.append(&core::mem::take(&mut self.buffer));
                    (self.buffer, self.start) = (before, start);
                }
            }
        }
    }

    pub(super) fn finish(&mut self, parts: &mut Vec<Part>) {
        if self.depth > 0 || self.is_scalar {
            self.emit(parts);
        }
        self.in_list = false;
    }

    fn idle(&mut self, byte: u8, line: u64) {
        match byte {
            _ if byte.is_ascii_whitespace() => return,
            b'[' if !self.in_list => {
                self.in_list = true;
                return;
            }
            b']' if self.in_list => {
                self.in_list = false;
                return;
            }
            b',' => return,
            b'{' | b'[' => {
                self.depth = 1;
                (self.is_compact, self.is_indented) = (true, false);
                let may_be_page = self.has_pages && self.in_list && byte == b'{';
                self.page = if may_be_page { Page::Undecided } else { Page::No };
            }
            _ => {
                self.is_scalar = true;
                self.in_string = byte == b'"';
            }
        }
        self.start = line;
        self.buffer.push(byte);
    }

    fn scalar(&mut self, byte: u8, parts: &mut Vec<Part>) {
        let is_end =
            byte == b'\n' || (self.in_list && !self.in_string && matches!(byte, b',' | b']'));
        if is_end {
            self.emit(parts);
            self.in_list &= byte != b']';
            return;
        }
        self.buffer.push(byte);
        self.quote(byte);
    }

    /// Keeps track of where strings begin and end.
    fn quote(&mut self, byte: u8) {
        if self.is_escaped {
            self.is_escaped = false;
        } else if byte == b'\\' && self.in_string {
            self.is_escaped = true;
        } else if byte == b'"' {
            self.in_string = !self.in_string;
        }
    }

    fn inside(&mut self, byte: u8, parts: &mut Vec<Part>) {
        let was_string = self.in_string;
        self.quote(byte);
        if was_string || self.in_string {
            self.buffer.push(byte);
            return;
        }
        if self.page == Page::Undecided && self.last == Some(b':') && !byte.is_ascii_whitespace() {
            self.page = if byte == b'{' { Page::Yes } else { Page::No };
        }
        match byte {
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => self.depth -= 1,
            b',' if self.depth == 1 && self.page == Page::Yes => {
                self.member(parts);
                self.start = self.line;
                self.buffer.push(b'{');
                return;
            }
            _ => {}
        }
        if let Some(doubt) = &mut self.doubt {
            doubt.is_closed |= self.depth <= doubt.depth;
        }
        if self.depth > 0 {
            self.buffer.push(byte);
        } else if self.page == Page::Yes {
            self.member(parts);
            self.page = Page::No;
        } else {
            self.buffer.push(byte);
            self.emit(parts);
        }
    }

    /// One message of a page.
    fn member(&mut self, parts: &mut Vec<Part>) {
        let is_empty = self.buffer.len() <= 1 || self.buffer.bytes().trim_ascii() == b"{";
        self.buffer.push(b'}');
        let part = self.buffer.take(self.start);
        parts.extend(part.filter(|_| !is_empty));
    }

    fn emit(&mut self, parts: &mut Vec<Part>) {
        if let Some(Doubt { mut before, start, .. }) = self.doubt.take() {
            parts.extend(before.take(start));
        }
        parts.extend(self.buffer.take(self.start));
        self.depth = 0;
        self.in_string = false;
        self.is_escaped = false;
        self.is_scalar = false;
        self.page = Page::No;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str, mut values: JsonValues) -> Vec<(u64, String)> {
        let mut parts = Vec::new();
        text.bytes().for_each(|byte| values.push(byte, &mut parts));
        values.finish(&mut parts);
        let text = |part: Part| (part.line, String::from_utf8(part.content.unwrap()).unwrap());
        parts.into_iter().map(text).collect()
    }

    fn texts(text: &str) -> Vec<String> {
        split(text, JsonValues::new()).into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn lines_lists_and_values_over_many_lines_are_all_taken_apart() {
        assert_eq!(texts("{\"a\":1}\n{\"b\":\"}\\\"]\"}\n"), ["{\"a\":1}", "{\"b\":\"}\\\"]\"}"]);
        assert_eq!(
            texts("[{\"a\":[1,2]}, [3], 4,\"x,]\"]"),
            ["{\"a\":[1,2]}", "[3]", "4", "\"x,]\""]
        );
        assert_eq!(texts("{\n\"a\": [\n{\n}\n]\n}\n"), ["{\n\"a\": [\n{\n}\n]\n}"]);
        assert_eq!(texts(" \n[]\n"), Vec::<String>::new());
    }

    #[test]
    fn what_breaks_off_costs_its_own_message_alone() {
        let found = texts("{\"a\":{\"b\":1\n{\"c\":2}\n{\"d\":\"cut\n{\"e\":3}\nwords\n{\"f\":4}");
        assert_eq!(
            found,
            ["{\"a\":{\"b\":1", "{\"c\":2}", "{\"d\":\"cut", "{\"e\":3}", "words", "{\"f\":4}"]
        );
    }

    #[test]
    fn a_message_may_break_off_where_another_value_could_stand() {
        for cut in ["{\"a\":[1,", "{\"a\":", "{\"a\":[", "{\"a\":1,", "{", "{\n \"a\": [1,"] {
            let found = texts(&format!("{cut}\n{{\"b\":1}}\n{{\"c\":2}}\n"));
            assert_eq!(found, [cut, "{\"b\":1}", "{\"c\":2}"], "{cut}");
            let found = texts(&format!("{cut}\n{{\"b\":1}}"));
            assert_eq!(found, [cut, "{\"b\":1}"], "{cut} at the end");
        }
        assert_eq!(
            texts("[{\"a\":[1,\n{\"b\":1},\n{\"c\":2}\n]"),
            ["{\"a\":[1,", "{\"b\":1}", "{\"c\":2}"]
        );
    }

    #[test]
    fn items_in_lines_of_their_own_stay_in_their_list() {
        for whole in [
            "{\"messages\":[\n{\"b\":1},\n{\"c\":2}\n]}",
            "{\"messages\":[\n{\"b\":1}\n,\n{\"c\":{\n}}]}",
            "{\"message\":\n{\"b\":1}\n}",
            "{\n\"a\":\n{\n\"b\":[\n{\n\"c\":1\n}\n]\n}\n}",
        ] {
            assert_eq!(texts(&format!("{whole}\n{{\"d\":1}}")), [whole, "{\"d\":1}"]);
        }
    }

    #[test]
    fn pages_fall_into_their_messages() {
        let archive =
            "[{\"-k1\":{\"content\":\"a,b\"},\n\"-k2\":{\"x\":{}}},{},{\"type\":\"general\"}]";
        let found = split(archive, JsonValues::with_pages());
        let texts: Vec<_> = found.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(
            texts,
            [
                "{\"-k1\":{\"content\":\"a,b\"}}",
                "{\n\"-k2\":{\"x\":{}}}",
                "{}",
                "{\"type\":\"general\"}"
            ]
        );
    }
}
