//! TOML as JSON, so that one reader understands both.

use super::{
    RuleError,
    toml::{self, Item, Table, Value},
};
use crate::model::json_text;

/// A text of TOML written as JSON on one line.
#[derive(Debug)]
pub(super) struct Rewritten {
    pub(super) json: String,
    /// Where something begins in the JSON, and where it does in the TOML.
    places: Vec<(usize, usize)>,
}

impl Rewritten {
    /// # Errors
    ///
    /// `rule.syntax` for what is no TOML.
    pub(super) fn from_toml(text: &str) -> Result<Self, RuleError> {
        let root = toml::read(text)?;
        let mut rewritten = Self { json: String::with_capacity(text.len()), places: Vec::new() };
        rewritten.value(&root);
        Ok(rewritten)
    }

    /// Where in the TOML stands what a column of the JSON, counted from 1, lies behind.
    pub(super) fn place(&self, column: usize) -> usize {
        let behind = self.places.partition_point(|(json, _)| *json < column);
        behind.checked_sub(1).and_then(|last| self.places.get(last)).map_or(0, |(_, toml)| *toml)
    }

    fn table(&mut self, table: &Table, start: usize) {
        self.json.push('{');
        for (place, (key, (key_start, item))) in table.iter().enumerate() {
            if place > 0 {
                self.json.push(',');
            }
            self.begins(*key_start);
            self.plain(&key.as_str().into());
            self.json.push(':');
            self.value(item);
        }
        // What is missing is told at the end, and was missed since the beginning.
        self.begins(start);
        self.json.push('}');
    }

    fn value(&mut self, item: &Item) {
        let start = item.span.start;
        self.begins(start);
        match &item.value {
            Value::Text(text) => self.plain(&text.as_str().into()),
            Value::Flag(flag) => self.plain(&(*flag).into()),
            Value::Whole(number) => self.plain(&(*number).into()),
            Value::Real(number) => self.plain(&(*number).into()),
            Value::List(list) => {
                self.json.push('[');
                for (place, item) in list.iter().enumerate() {
                    if place > 0 {
                        self.json.push(',');
                    }
                    self.value(item);
                }
                self.json.push(']');
            }
            Value::Table(table) => self.table(table, start),
        }
    }

    fn begins(&mut self, toml: usize) {
        self.places.push((self.json.len(), toml));
    }

    fn plain(&mut self, value: &serde_json::Value) {
        self.json.push_str(&json_text(value));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn every_kind_of_value_keeps_its_meaning() {
        let text = "a = 0x1F\nb = [1_000, -2.5e3, true]\nc.d = 'x\"y'\n[e]\nf = \"\"\"\nlong\n\"\"\"\n[[g]]\n[[g]]\nh = inf\n";
        let json = Rewritten::from_toml(text).unwrap().json;
        assert_eq!(
            serde_json::from_str::<Value>(&json).unwrap(),
            json!({
                "a": 31, "b": [1000, -2500.0, true], "c": { "d": "x\"y" }, "e": { "f": "long\n" },
                "g": [{}, { "h": null }],
            })
        );
    }

    #[test]
    fn what_is_wrong_is_found_again_in_the_toml() {
        let text = "[one]\nkey = 7\n\n[two]\n";
        let rewritten = Rewritten::from_toml(text).unwrap();
        let found = |json: &str| {
            let column = rewritten.json.find(json).unwrap() + json.len();
            text.get(rewritten.place(column)..).unwrap().split('\n').next().unwrap()
        };
        assert_eq!(found("\"key\""), "key = 7");
        assert_eq!(found(":7"), "7");
        assert_eq!(found("7}"), "[one]");
    }

    #[test]
    fn what_is_no_toml_is_told_with_its_place() {
        let error = Rewritten::from_toml("a = 1\nb = ").unwrap_err();
        assert_eq!(
            (error.code(), error.location().map(|place| place.line)),
            ("rule.syntax", Some(2))
        );
    }
}
