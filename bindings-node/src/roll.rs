//! Messages of tabletops in, judged rolls out.

use napi::{Env, Unknown};
use napi_derive::napi;
use tumulte_core::model::{SystemId, VttKind};
use tumulte_core::sync::read_message;
use tumulte_core::vtt::{MessageContext, read_actor};

use crate::convert::{bytes_of, json_of, object_from};
use crate::error::{Failure, failure};

/// Reads every roll of a tabletop's message and judges each by the rules of the game system.
#[napi]
pub fn parse_message<'env>(
    env: Env,
    vtt: String,
    raw: Unknown<'_>,
    system: Option<String>,
    actor: Option<Unknown<'_>>,
) -> Result<Unknown<'env>, Failure> {
    let actor = actor.map(|actor| read_actor(json_of(env, actor).as_bytes()));
    let actor = actor.transpose().map_err(failure)?;
    let context = MessageContext::new(SystemId::new(system.unwrap_or_default())).with_actor(actor);
    let rolls = read_message(&VttKind::from(vtt), &bytes_of(env, raw), &context);
    object_from(env, &rolls.map_err(failure)?)
}
