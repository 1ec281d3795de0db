//! How a streamer wants the overlays: the same names, defaults and bounds as `assets/shared/overlay-settings.mjs`.

use serde::{Deserialize, Serialize};
use tumulte_core::model::CharacterId;
use utoipa::ToSchema;

/// How many characters may be picked by hand.
const MAX_CHOSEN: usize = 64;

/// A setting is outside of what it may be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{setting}` is from {low} to {high}, found {found}")]
pub struct InvalidSetting {
    setting: &'static str,
    low: usize,
    high: usize,
    found: usize,
}

impl InvalidSetting {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "overlay.setting_out_of_range"
    }
}

/// What cards and panels are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum OverlayTheme {
    /// Dark plate, gold and crimson.
    #[default]
    Brass,
    /// An illuminated manuscript.
    Vellum,
    /// Light tubes in the rain.
    Neon,
    /// A quiet lower third.
    Glass,
    /// Deep water and what lives there.
    Abyss,
}

/// Which public rolls get a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ShownRolls {
    /// Criticals alone.
    #[default]
    Criticals,
    /// Every one.
    All,
}

/// What becomes of hidden rolls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum HiddenRolls {
    /// A card of smoke that tells nothing.
    #[default]
    Mask,
    /// Nothing at all.
    Omit,
}

/// Whose rolls and sheets are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum CharacterChoice {
    /// Everybody's.
    #[default]
    All,
    /// Those the game master assigned to the streamer.
    Assigned,
    /// Those of [`OverlaySettings::chosen`].
    Chosen,
}

/// Where dice cards land.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "they say it themselves")]
pub enum Position {
    #[default]
    Bottom,
    BottomLeft,
    BottomRight,
    Top,
    TopLeft,
    TopRight,
    Centre,
}

/// Whether things travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Motion {
    /// As the machine that shows the overlay asks for.
    #[default]
    System,
    /// They do.
    Full,
    /// They do not.
    Reduced,
}

/// The language of the overlay's own words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum OverlayLanguage {
    /// English.
    #[default]
    En,
    /// French.
    Fr,
}

/// A side of the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "they say it themselves")]
pub enum Side {
    Left,
    Right,
}

/// What a test shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Sample {
    /// A critical success.
    Success,
    /// A critical failure.
    Failure,
    /// A hidden roll.
    Masked,
    /// A plain roll.
    Roll,
}

/// How a streamer's overlays look and behave. What is missing is as by default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct OverlaySettings {
    /// What cards and panels are made of.
    pub theme: OverlayTheme,
    /// Which public rolls get a card.
    pub show: ShownRolls,
    /// What becomes of hidden rolls.
    pub hidden: HiddenRolls,
    /// Whose rolls and sheets are shown.
    pub characters: CharacterChoice,
    /// Whose, where they are picked by hand.
    #[schema(value_type = Vec<uuid::Uuid>, max_items = 64)]
    pub chosen: Vec<CharacterId>,
    /// Whether rolls of no player's character are shown beside those of the picked ones.
    pub others: bool,
    /// Whether there is sound.
    pub sound: bool,
    /// How loud, in per cent.
    #[schema(minimum = 0, maximum = 100)]
    pub volume: u8,
    /// How long a card lives, its leaving included.
    #[schema(minimum = 800, maximum = 15000)]
    pub duration_ms: u16,
    /// Where dice cards land.
    pub position: Position,
    /// How large everything is, in per cent.
    #[schema(minimum = 50, maximum = 150)]
    pub scale: u8,
    /// How far the stream is behind the table.
    #[schema(minimum = 0, maximum = 60)]
    pub delay_seconds: u8,
    /// Whether things travel.
    pub motion: Motion,
    /// How many bursts of light there may be in a second.
    #[schema(minimum = 0, maximum = 3)]
    pub flashes: u8,
    /// The language of the overlay's own words.
    pub language: OverlayLanguage,
    /// Where the combat tracker stands.
    pub combat_side: Side,
    /// How many stand in it at most.
    #[schema(minimum = 3, maximum = 12)]
    pub combat_rows: u8,
    /// Where the character cards stand.
    pub sheet_side: Side,
    /// Whether they show what is carried.
    pub inventory: bool,
}

impl Default for OverlaySettings {
    fn default() -> Self {
        Self {
            theme: OverlayTheme::default(),
            show: ShownRolls::default(),
            hidden: HiddenRolls::default(),
            characters: CharacterChoice::default(),
            chosen: Vec::new(),
            others: true,
            sound: true,
            volume: 25,
            duration_ms: 2_400,
            position: Position::default(),
            scale: 100,
            delay_seconds: 0,
            motion: Motion::default(),
            flashes: 3,
            language: OverlayLanguage::default(),
            combat_side: Side::Right,
            combat_rows: 8,
            sheet_side: Side::Left,
            inventory: true,
        }
    }
}

impl OverlaySettings {
    /// Gives them back when every number is within its bounds.
    ///
    /// # Errors
    ///
    /// `overlay.setting_out_of_range`.
    pub fn checked(self) -> Result<Self, InvalidSetting> {
        let bounds: [(&'static str, usize, usize, usize); 7] = [
            ("chosen", self.chosen.len(), 0, MAX_CHOSEN),
            ("volume", self.volume.into(), 0, 100),
            ("durationMs", self.duration_ms.into(), 800, 15_000),
            ("scale", self.scale.into(), 50, 150),
            ("delaySeconds", self.delay_seconds.into(), 0, 60),
            ("flashes", self.flashes.into(), 0, 3),
            ("combatRows", self.combat_rows.into(), 3, 12),
        ];
        for (setting, found, low, high) in bounds {
            if !(low..=high).contains(&found) {
                return Err(InvalidSetting { setting, low, high, found });
            }
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The page has the defaults a second time, for when the server says nothing.
    #[test]
    fn the_page_has_the_same_defaults() {
        let script = include_str!("../../assets/shared/overlay-settings.mjs");
        let block = script.split("DEFAULTS = Object.freeze({").nth(1).unwrap();
        let block = block.split("});").next().unwrap();
        let expected = serde_json::to_value(OverlaySettings::default()).unwrap();
        let lines: Vec<_> = block.lines().filter_map(|line| line.trim().split_once(": ")).collect();
        assert_eq!(lines.len(), expected.as_object().unwrap().len());
        for (name, value) in lines {
            let value = value.trim_end_matches(',').replace('_', "").replace('\'', "\"");
            let value = value.replace("Object.freeze([])", "[]");
            assert_eq!(serde_json::from_str::<serde_json::Value>(&value).unwrap(), expected[name]);
        }
    }

    #[test]
    fn what_is_missing_is_as_by_default_and_what_is_unknown_is_refused() {
        let some: OverlaySettings = serde_json::from_str(r#"{"theme":"neon"}"#).unwrap();
        assert_eq!(
            some,
            OverlaySettings { theme: OverlayTheme::Neon, ..OverlaySettings::default() }
        );
        assert!(serde_json::from_str::<OverlaySettings>(r#"{"overlayKey":"x"}"#).is_err());
        assert!(serde_json::from_str::<OverlaySettings>(r#"{"theme":"comic"}"#).is_err());
    }

    #[test]
    fn numbers_out_of_bounds_say_which_bounds() {
        let long = OverlaySettings { delay_seconds: 61, ..OverlaySettings::default() };
        let error = long.checked().unwrap_err();
        assert_eq!(error.to_string(), "`delaySeconds` is from 0 to 60, found 61");
        assert_eq!(error.code(), "overlay.setting_out_of_range");
        assert!(OverlaySettings::default().checked().is_ok());
    }
}
