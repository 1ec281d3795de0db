//! JavaScript values in, JavaScript values out.

use js_sys::{JSON, Uint8Array};
use serde::Serialize;
use tumulte_core::model::Timestamp;
use wasm_bindgen::{JsCast, JsValue};

/// The JSON of a value; empty, and so malformed for every reader, when it has none.
pub(crate) fn json_of(value: &JsValue) -> String {
    JSON::stringify(value).ok().and_then(|text| text.as_string()).unwrap_or_default()
}

/// The bytes of a message: JSON text and bytes as they are, anything else as its JSON.
pub(crate) fn bytes_of(value: &JsValue) -> Vec<u8> {
    if let Some(text) = value.as_string() {
        return text.into_bytes();
    }
    value.dyn_ref::<Uint8Array>().map_or_else(|| json_of(value).into_bytes(), Uint8Array::to_vec)
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
