//! JavaScript values in, JavaScript values out.
//!
//! Both ways lead through the engine's own `JSON`, which beats walking an object property by
//! property through Node-API.

use napi::{
    Env, Unknown, ValueType,
    bindgen_prelude::{FromNapiValue, Function, JsObjectValue, Object},
};
use serde::Serialize;
use tumulte_core::model::Timestamp;

use crate::error::{Failure, engine_failure};

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
    parse().map_err(engine_failure)
}

/// A moment from `Date.now()`.
#[expect(clippy::cast_possible_truncation, reason = "casts of floats saturate")]
pub(crate) const fn moment(now_ms: f64) -> Timestamp {
    Timestamp::from_millis(now_ms as i64)
}
