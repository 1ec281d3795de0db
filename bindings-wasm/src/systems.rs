//! The rules of the game systems.

use tumulte_core::systems::{Catalog, JudgeInput};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use crate::convert::{bytes_of, object_from};
use crate::error::Failure;

/// Judges one roll by the rules of a game system; an unknown one is judged by the fallback rules.
///
/// # Errors
///
/// `systems.malformed_input`, `systems.too_many_dice`.
#[wasm_bindgen(unchecked_return_type = "Verdict")]
pub fn judge(
    system: &str,
    #[wasm_bindgen(unchecked_param_type = "JudgeInput | string | Uint8Array")] input: &JsValue,
) -> Result<JsValue, Failure> {
    let input = JudgeInput::from_json(&String::from_utf8_lossy(&bytes_of(input)))?;
    Ok(object_from(&tumulte_core::systems::judge(system, &input)?))
}

/// Lists the game systems this version has rules for.
#[wasm_bindgen(unchecked_return_type = "GameSystem[]")]
pub fn systems() -> JsValue {
    object_from(&Catalog::built_in().summaries())
}
