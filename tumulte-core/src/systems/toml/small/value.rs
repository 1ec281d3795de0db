//! Values.

use super::{
    super::{Item, Value},
    MAX_DEPTH, Read, Wrong,
    cursor::Cursor,
    number,
    tree::Tree,
};

impl Cursor<'_> {
    /// The value that comes next, on this line.
    pub(super) fn value(&mut self, depth: usize) -> Read<Item> {
        self.space();
        let start = self.at();
        if depth > MAX_DEPTH {
            let message = "values lie too deep in each other".to_owned();
            return Err(Wrong { at: start, message });
        }
        let value = match self.peek() {
            Some(b'"') if self.rest().starts_with("\"\"\"") => Value::Text(self.long("\"\"\"")?),
            Some(b'"') => Value::Text(self.basic()?),
            Some(b'\'') if self.rest().starts_with("'''") => Value::Text(self.long("'''")?),
            Some(b'\'') => Value::Text(self.literal()?),
            Some(b'[') => self.list(depth)?,
            Some(b'{') => return self.table(depth),
            _ => self.word()?,
        };
        Ok(Item { span: start..self.at(), value })
    }

    fn list(&mut self, depth: usize) -> Read<Value> {
        self.pass(1);
        let mut list = Vec::new();
        loop {
            self.blank();
            if self.take("]") {
                return Ok(Value::List(list));
            }
            list.push(self.value(depth + 1)?);
            self.blank();
            if !self.take(",") && self.peek() != Some(b']') {
                return self.wrong("`,` or `]`");
            }
        }
    }

    fn table(&mut self, depth: usize) -> Read<Item> {
        let start = self.at();
        self.pass(1);
        let mut tree = Tree::new(0);
        loop {
            self.blank();
            if self.take("}") {
                return Ok(Item { span: start..self.at(), ..tree.finish() });
            }
            let keys = self.keys()?;
            self.blank();
            self.expect("=")?;
            self.blank();
            let item = self.value(depth + keys.len())?;
            tree.put(keys, item)?;
            self.blank();
            if !self.take(",") && self.peek() != Some(b'}') {
                return self.wrong("`,` or `}`");
            }
        }
    }

    fn word(&mut self) -> Read<Value> {
        let rest = self.rest();
        let is_part = |letter: char| {
            letter.is_ascii_alphanumeric() || matches!(letter, '+' | '-' | '_' | '.' | ':')
        };
        let mut length = rest.find(|letter| !is_part(letter)).unwrap_or(rest.len());
        // A date and a time may have a space between them.
        let is_date = length == 10 && rest.as_bytes().get(4) == Some(&b'-');
        if is_date && rest.as_bytes().get(10) == Some(&b' ') {
            let time = rest.get(11..).unwrap_or_default();
            if time.starts_with(|letter: char| letter.is_ascii_digit()) {
                let end = time.find(|letter| !is_part(letter)).unwrap_or(time.len());
                length = 11 + end;
            }
        }
        match number::word(rest.get(..length).unwrap_or_default()) {
            Some(value) => {
                self.pass(length);
                Ok(value)
            }
            None => self.wrong("a value"),
        }
    }
}
