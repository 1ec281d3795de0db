//! The long texts, as pages.

#[doc = include_str!("../docs/architecture.md")]
pub mod architecture {}

#[doc = include_str!("../docs/wire.md")]
pub mod wire {}

#[doc = include_str!("../docs/bring-your-own-storage.md")]
pub mod bring_your_own_storage {}

#[doc = include_str!("../docs/write-an-adapter.md")]
pub mod write_an_adapter {}

#[doc = include_str!("../docs/design.md")]
pub mod design {}

#[doc = include_str!("../docs/add-a-game-system.md")]
pub mod add_a_game_system {}
