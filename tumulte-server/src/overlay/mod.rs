//! Overlays as a product: how each looks and behaves, and what they are told while they are open.

mod control;
mod elsewhere;
mod settings;

pub(crate) use control::{Controls, Listening, Signal};
pub(crate) use elsewhere::OpenCounts;
pub use settings::{
    CharacterChoice, HiddenRolls, InvalidSetting, Motion, OverlayLanguage, OverlaySettings,
    OverlayTheme, Position, Sample, ShownRolls, Side,
};
