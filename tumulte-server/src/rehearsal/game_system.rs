//! Finds out which game system a file of messages was played with.

use std::path::Path;

use serde_json::Value;
use tumulte_core::{model::SystemId, systems::Catalog};

use super::{
    RehearsalError,
    message_source::{LineContent, MessageSource, file_error},
};

/// How many lines are looked at before the folder's name decides.
const LINES: usize = 200;

/// A game system as a file of messages tells it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct GameSystem {
    pub(super) id: String,
    pub(super) version: Option<String>,
    pub(super) core_version: Option<String>,
}

/// The system named by the caller, else by `_stats.systemId`, else by a flag scope of the messages,
/// else by the folder the file lies in; `generic` when nothing tells.
///
/// # Errors
///
/// `rehearsal.file`.
pub(super) async fn find_system(
    file: &Path,
    named: Option<&str>,
) -> Result<GameSystem, RehearsalError> {
    let mut source = MessageSource::open(file).await?;
    let mut found = GameSystem::default();
    let mut scope = None;
    for _ in 0..LINES {
        let line = source.next().await.map_err(|source| file_error(file, source))?;
        let Some(line) = line else { break };
        let LineContent::Messages(messages) = line.content else { continue };
        for message in messages {
            let text = |key: &str| {
                message
                    .pointer(&format!("/_stats/{key}"))
                    .and_then(Value::as_str)
                    .map(str::to_owned)
            };
            if found.id.is_empty()
                && let Some(id) = text("systemId")
            {
                found.id = id;
                found.version = text("systemVersion");
            }
            found.core_version = found.core_version.or_else(|| text("coreVersion"));
            scope = scope.or_else(|| known_scope(&message));
        }
    }
    let folder = file.parent().and_then(Path::file_name).and_then(|name| name.to_str());
    let folder = folder.filter(|name| is_known(name));
    if let Some(named) = named {
        found.version = found.version.filter(|_| found.id == named);
        named.clone_into(&mut found.id);
    } else if found.id.is_empty() {
        found.id = scope.unwrap_or_else(|| folder.unwrap_or("generic").to_owned());
    }
    Ok(found)
}

/// A flag scope that is a game system's id.
fn known_scope(message: &Value) -> Option<String> {
    let flags = message.get("flags")?.as_object()?;
    flags.keys().find(|scope| is_known(scope)).cloned()
}

fn is_known(id: &str) -> bool {
    Catalog::built_in().get(&SystemId::from(id)).is_some()
}
