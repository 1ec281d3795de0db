//! Shapes that many routes share.

use serde::Serialize;
use tumulte_core::model::{SystemRef, World};
use utoipa::ToSchema;

/// A page of a list, with the cursor of the next one if there is more.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Listed<T> {
    pub items: Vec<T>,
    #[schema(required)]
    pub cursor: Option<String>,
}

impl<T> Listed<T> {
    /// A list that fits on one page.
    pub(crate) fn all(items: Vec<T>) -> Self {
        Self { items, cursor: None }
    }
}

/// Why a request was refused.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Problem {
    pub error: Reason,
}

/// A stable code for programs, and a sentence for people.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Reason {
    /// `area.what`.
    #[schema(example = "request.not_found")]
    pub code: String,
    pub message: String,
}

/// A game system with the version a world runs.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct System {
    /// The system's id, as the tabletop spells it.
    #[schema(example = "dnd5e")]
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<String>,
}

impl From<SystemRef> for System {
    fn from(system: SystemRef) -> Self {
        Self { id: system.id.to_string(), version: system.version }
    }
}

/// A world of a tabletop.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = World)]
pub(crate) struct WorldView {
    /// The tabletop's id of the world.
    vtt_campaign_id: String,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    system: Option<System>,
}

impl From<World> for WorldView {
    fn from(world: World) -> Self {
        let World { vtt_campaign_id, name, system } = world;
        Self { vtt_campaign_id, name, system: system.map(Into::into) }
    }
}
