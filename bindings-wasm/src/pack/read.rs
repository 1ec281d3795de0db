//! From bytes.

use serde_json::{Map, Value};

use super::{BYTES, END, FALSE, FLOAT, INTEGER, LIST, MAP, TEXT, TRUE};
use crate::border::Argument;

/// Deeper than anything a reader takes; the script writes nothing that is deeper.
const MAX_DEPTH: usize = 256;

/// Reads values up to the end.
pub(crate) fn arguments(bytes: &[u8]) -> Vec<Argument<'_>> {
    let mut rest = Rest(bytes);
    let mut list = Vec::new();
    while let Some(sign) = rest.byte() {
        list.push(match sign {
            BYTES => Argument::Bytes(rest.run().unwrap_or_default()),
            _ => Argument::Value(rest.value(sign, 0).unwrap_or_default()),
        });
    }
    list
}

/// What is not read yet.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn byte(&mut self) -> Option<u8> {
        let (byte, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*byte)
    }

    fn some<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (some, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*some)
    }

    fn run(&mut self) -> Option<&'a [u8]> {
        let length = u32::from_le_bytes(self.some()?) as usize;
        let (run, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(run)
    }

    fn text(&mut self) -> Option<String> {
        String::from_utf8(self.run()?.to_vec()).ok()
    }

    /// The value behind its sign; none where the bytes end too early.
    fn value(&mut self, sign: u8, depth: usize) -> Option<Value> {
        Some(match sign {
            FALSE => Value::Bool(false),
            TRUE => Value::Bool(true),
            INTEGER => Value::from(i32::from_le_bytes(self.some()?)),
            FLOAT => number(f64::from_le_bytes(self.some()?)),
            TEXT => Value::String(self.text()?),
            LIST | MAP if depth > MAX_DEPTH => return None,
            LIST => {
                let mut list = Vec::new();
                loop {
                    match self.byte()? {
                        END => break Value::Array(list),
                        sign => list.push(self.value(sign, depth + 1)?),
                    }
                }
            }
            MAP => {
                let mut map = Map::new();
                while self.byte()? != END {
                    let key = self.text()?;
                    let sign = self.byte()?;
                    map.insert(key, self.value(sign, depth + 1)?);
                }
                Value::Object(map)
            }
            _ => Value::Null,
        })
    }
}

/// A number of the script: an integer where it is one.
#[expect(clippy::cast_possible_truncation, reason = "guarded by the range check")]
fn number(value: f64) -> Value {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if value.fract() == 0.0 && value.abs() <= EXACT {
        return Value::from(value as i64);
    }
    Value::from(value)
}
