//! JavaScript values in, JavaScript values out.

use js_sys::JSON;
use serde::Serialize;
use tumulte_core::model::Timestamp;
use wasm_bindgen::JsValue;

/// The JSON of a value; empty, and so malformed for every reader, when it has none.
pub(crate) fn json_of(value: &JsValue) -> String {
    JSON::stringify(value).ok().and_then(|text| text.as_string()).unwrap_or_default()
}

/// A plain object from what core answered.
pub(crate) fn object_from(value: &impl Serialize) -> JsValue {
    let text = serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned());
    JSON::parse(&text).unwrap_or(JsValue::NULL)
}

/// A moment from `Date.now()`.
#[expect(clippy::cast_possible_truncation, reason = "casts of floats saturate")]
pub(crate) const fn moment(now_ms: f64) -> Timestamp {
    Timestamp::from_millis(now_ms as i64)
}
