//! The rules of the game systems.

use napi::{Env, Unknown};
use napi_derive::napi;
use tumulte_core::systems::{Catalog, JudgeInput};

use crate::convert::{bytes_of, object_from};
use crate::error::{Failure, failure};

/// Judges one roll by the rules of a game system; an unknown one is judged by the fallback rules.
#[napi]
pub fn judge<'env>(env: Env, system: String, input: Unknown<'_>) -> Result<Unknown<'env>, Failure> {
    let input =
        JudgeInput::from_json(&String::from_utf8_lossy(&bytes_of(env, input))).map_err(failure)?;
    object_from(env, &tumulte_core::systems::judge(&system, &input).map_err(failure)?)
}

/// Lists the game systems this version has rules for.
#[napi]
pub fn systems<'env>(env: Env) -> Result<Unknown<'env>, Failure> {
    object_from(env, &Catalog::built_in().summaries())
}
