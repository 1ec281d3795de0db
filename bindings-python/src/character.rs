//! Characters and combats.

use pyo3::{Bound, PyAny, PyResult, Python, pyfunction};
use tumulte_core::{
    model::{self, Character, CharacterId, Combat, VttKind},
    sync,
    vtt::{VttError, read_character, read_combat},
};

use crate::{
    convert::{Raw, record},
    error::exception,
    rules::Rules,
};

/// Reads a character as its tabletop stores it: an actor document of Foundry, an export of Alchemy.
///
/// Raises `VttError` (`vtt.*`).
#[pyfunction]
#[pyo3(signature = (vtt, raw, system=None))]
pub(crate) fn parse_character<'py>(
    py: Python<'py>,
    vtt: &str,
    raw: &Bound<'py, PyAny>,
    system: Option<Rules>,
) -> PyResult<Bound<'py, PyAny>> {
    let raw = Raw::of(raw)?;
    let kind = VttKind::from(vtt.to_owned());
    let rules = system.unwrap_or_default();
    let character = py.detach(|| read_character(&kind, raw.bytes(), rules.id()));
    record(py, "Character", &character.map_err(|error| exception(py, error))?)
}

/// Reads a combat as its tabletop stores it: a combat document of Foundry.
///
/// Raises `VttError` (`vtt.*`).
#[pyfunction]
#[pyo3(signature = (vtt, raw, system=None))]
pub(crate) fn parse_combat<'py>(
    py: Python<'py>,
    vtt: &str,
    raw: &Bound<'py, PyAny>,
    system: Option<Rules>,
) -> PyResult<Bound<'py, PyAny>> {
    // Combats of all game systems are stored alike.
    drop(system);
    let raw = Raw::of(raw)?;
    let kind = VttKind::from(vtt.to_owned());
    let combat = py.detach(|| read_combat(&kind, raw.bytes()));
    record(py, "Combat", &combat.map_err(|error| exception(py, error))?)
}

/// A character as streams see it, without what the players must not know.
///
/// None for whoever is not played by a player. `id` is the character's id in a campaign.
#[pyfunction]
#[pyo3(signature = (character, id=None))]
pub(crate) fn stream_character<'py>(
    py: Python<'py>,
    character: &Bound<'py, PyAny>,
    id: Option<&str>,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    let character: Character = given(character, "a character")?;
    let id: Option<CharacterId> = id
        .map(str::parse)
        .transpose()
        .map_err(|error: model::InvalidId| malformed(py, "an id", &error))?;
    let view = sync::stream_character(id, &character);
    view.map(|view| record(py, "StreamCharacter", &view)).transpose()
}

/// A combat as streams see it: without those who are hidden.
#[pyfunction]
pub(crate) fn stream_combat<'py>(
    py: Python<'py>,
    combat: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    let combat: Combat = given(combat, "a combat")?;
    record(py, "StreamCombat", &sync::stream_combat(&combat))
}

/// What a caller hands over: an object of this package, or what its `to_dict` gave.
pub(crate) fn given<T: serde::de::DeserializeOwned>(
    value: &Bound<'_, PyAny>,
    expected: &'static str,
) -> PyResult<T> {
    let raw = Raw::of(value)?;
    serde_json::from_slice(raw.bytes()).map_err(|error| malformed(value.py(), expected, &error))
}

fn malformed(
    py: Python<'_>,
    expected: &'static str,
    error: &dyn core::fmt::Display,
) -> pyo3::PyErr {
    exception(py, VttError::Malformed { expected, found: error.to_string() })
}
