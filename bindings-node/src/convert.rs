//! JavaScript values in, JavaScript values out.
//!
//! Both ways lead through the engine's own `JSON`, which beats walking an object property by
//! property through Node-API.

use napi::{
    Env, JsValue, Unknown, ValueType,
    bindgen_prelude::{FromNapiValue, Function, JsObjectValue, Object, Uint8Array},
};
use serde::Serialize;
use tumulte_core::model::Timestamp;

use crate::error::{Failure, engine_unavailable};

/// The JSON of a value; empty, and so malformed for every reader, when it has none.
pub(crate) fn json_of(env: Env, value: Unknown<'_>) -> String {
    let stringify = || -> napi::Result<String> {
        let json: Object<'_> = env.get_global()?.get_named_property("JSON")?;
        let stringify: Function<'_, Unknown<'_>, Unknown<'_>> =
            json.get_named_property("stringify")?;
        let text = stringify.call(value)?;
        if text.get_type()? != ValueType::String {
            return Ok(String::new());
        }
        String::from_unknown(text)
    };
    stringify().unwrap_or_default()
}

/// The bytes of a message: JSON text and bytes as they are, anything else as its JSON.
pub(crate) fn bytes_of(env: Env, value: Unknown<'_>) -> Vec<u8> {
    let is_bytes =
        value.is_typedarray().unwrap_or_default() || value.is_buffer().unwrap_or_default();
    let plain = match value.get_type() {
        Ok(ValueType::String) => String::from_unknown(value).map(String::into_bytes).ok(),
        _ if is_bytes => Uint8Array::from_unknown(value).map(|bytes| bytes.to_vec()).ok(),
        _ => None,
    };
    plain.unwrap_or_else(|| json_of(env, value).into_bytes())
}

/// A plain object from what core answered.
pub(crate) fn object_from<'env>(
    env: Env,
    value: &impl Serialize,
) -> Result<Unknown<'env>, Failure> {
    let text = serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned());
    let parse = || -> napi::Result<Unknown<'env>> {
        let json: Object<'_> = env.get_global()?.get_named_property("JSON")?;
        let parse: Function<'_, String, Unknown<'env>> = json.get_named_property("parse")?;
        parse.call(text)
    };
    parse().map_err(engine_unavailable)
}

/// A moment from `Date.now()`.
#[expect(clippy::cast_possible_truncation, reason = "casts of floats saturate")]
pub(crate) const fn moment(now_ms: f64) -> Timestamp {
    Timestamp::from_millis(now_ms as i64)
}
