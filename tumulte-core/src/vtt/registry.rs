//! Adapters by name.

use core::fmt;
use std::{collections::BTreeMap, sync::Arc};

use super::{
    LiveConnection, TableSource, VttAdapter, VttError, foundry::FoundryAdapter, relay::RelayAdapter,
};
use crate::model::{SystemId, Timestamp, VttKind};

/// What an adapter may be made of; each takes what it needs.
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct AdapterSettings {
    /// The live connection to a paired module.
    pub live: Option<Arc<dyn LiveConnection>>,
    /// Where the tables of game systems come from; without it messages are read without hints.
    pub tables: Option<Arc<dyn TableSource>>,
    /// The game system, for tables that do not say which one they play.
    pub system: Option<SystemId>,
    /// When the relay's tab joined the table; without it no history is held back.
    pub joined_at: Option<Timestamp>,
}

impl AdapterSettings {
    /// Adds the live connection to a paired module.
    #[must_use]
    pub fn with_live(mut self, live: Arc<dyn LiveConnection>) -> Self {
        self.live = Some(live);
        self
    }

    /// Adds the source of tables, such as a [`Catalog`](crate::systems::Catalog).
    #[must_use]
    pub fn with_tables(mut self, tables: Arc<dyn TableSource>) -> Self {
        self.tables = Some(tables);
        self
    }

    /// Says which game system a table plays that does not say so itself.
    #[must_use]
    pub fn with_system(mut self, system: impl Into<SystemId>) -> Self {
        self.system = Some(system.into());
        self
    }

    /// Says when the relay's tab joined the table: what was rolled before is history.
    #[must_use]
    pub const fn with_joined_at(mut self, moment: Timestamp) -> Self {
        self.joined_at = Some(moment);
        self
    }
}

impl fmt::Debug for AdapterSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AdapterSettings")
            .field("live", &self.live.is_some())
            .field("tables", &self.tables.is_some())
            .field("system", &self.system)
            .field("joined_at", &self.joined_at)
            .finish()
    }
}

type Make = Arc<dyn Fn(AdapterSettings) -> Result<Box<dyn VttAdapter>, VttError> + Send + Sync>;

/// Makes adapters by the name of their tabletop.
#[derive(Clone)]
pub struct AdapterRegistry {
    makers: BTreeMap<String, Make>,
}

impl AdapterRegistry {
    /// A registry that knows no tabletop.
    #[must_use]
    pub const fn empty() -> Self {
        Self { makers: BTreeMap::new() }
    }

    /// Enters a tabletop, or replaces the one of that name.
    pub fn register<F>(&mut self, vtt: &VttKind, make: F)
    where
        F: Fn(AdapterSettings) -> Result<Box<dyn VttAdapter>, VttError> + Send + Sync + 'static,
    {
        self.makers.insert(vtt.as_str().to_owned(), Arc::new(make));
    }

    /// The names of all tabletops it knows, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.makers.keys().map(String::as_str)
    }

    /// Makes the adapter of the tabletop called `name`.
    ///
    /// # Errors
    ///
    /// `vtt.unknown_provider` for a name nobody registered, `vtt.missing_setting` when the adapter
    /// needs more than `settings` has.
    pub fn create(
        &self,
        name: &str,
        settings: AdapterSettings,
    ) -> Result<Box<dyn VttAdapter>, VttError> {
        match self.makers.get(name) {
            Some(make) => make(settings),
            None => Err(VttError::unknown_provider(name, self.names())),
        }
    }
}

impl Default for AdapterRegistry {
    /// The registry of every tabletop we have an adapter for.
    fn default() -> Self {
        let mut registry = Self::empty();
        registry.register(&VttKind::Foundry, |settings| {
            let live = settings.live.ok_or(VttError::MissingSetting { setting: "live" })?;
            let adapter = FoundryAdapter::new(live);
            Ok(Box::new(match settings.tables {
                Some(tables) => adapter.with_tables(tables),
                None => adapter,
            }))
        });
        for vtt in RelayAdapter::KINDS {
            registry.register(&vtt, {
                let vtt = vtt.clone();
                move |settings| Ok(Box::new(RelayAdapter::from_settings(vtt.clone(), settings)?))
            });
        }
        registry
    }
}

impl fmt::Debug for AdapterRegistry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.names()).finish()
    }
}
