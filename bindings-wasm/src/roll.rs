//! Messages of tabletops in, judged rolls out.

use tumulte_core::model::{SystemId, VttKind};
use tumulte_core::sync::read_message;
use tumulte_core::vtt::{MessageContext, read_actor};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use crate::convert::{bytes_of, json_of, object_from};
use crate::error::Failure;

/// Reads every roll of a tabletop's message and judges each by the rules of the game system.
///
/// `raw` is the message as object, JSON text or bytes. Without `system`, or with an unknown one, the
/// fallback rules judge.
///
/// # Errors
///
/// `vtt.*` and `roll.*`: the message can't be read.
#[wasm_bindgen(js_name = parseMessage, unchecked_return_type = "Roll[]")]
pub fn parse_message(
    vtt: &str,
    #[wasm_bindgen(unchecked_param_type = "object | string | Uint8Array")] raw: &JsValue,
    system: Option<String>,
    #[wasm_bindgen(unchecked_param_type = "Actor | null")] actor: Option<JsValue>,
) -> Result<JsValue, Failure> {
    let actor = actor.map(|actor| read_actor(json_of(&actor).as_bytes())).transpose()?;
    let context = MessageContext::new(SystemId::new(system.unwrap_or_default())).with_actor(actor);
    let rolls = read_message(&VttKind::from(vtt.to_owned()), &bytes_of(raw), &context)?;
    Ok(object_from(&rolls))
}
