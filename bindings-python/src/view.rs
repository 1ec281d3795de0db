//! A roll as its audiences see it.

use std::sync::Arc;

use pyo3::{Bound, PyAny, PyResult, Python, pyfunction};
use tumulte_core::sync::{self, GmRoll, JudgedRoll, RollPlace, StreamView};

use crate::{character::given, convert::record, roll::Roll};

/// Everything about a roll, for its game master.
///
/// `place` tells what the tabletop does not: our ids, the character, whether a player plays it, the
/// time. Without a character the roll goes by the name its speaker has at the table.
#[pyfunction]
#[pyo3(signature = (roll, place=None))]
pub(crate) fn gm_view<'py>(
    py: Python<'py>,
    roll: &Bound<'py, PyAny>,
    place: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    record(py, "GmRoll", &seen(roll, place)?)
}

/// What a stream may see of a roll: a `StreamRoll` if it was public, a `MaskedRoll` if not.
///
/// `place` as for `gm_view`; only a player character is named by a mask.
#[pyfunction]
#[pyo3(signature = (roll, place=None))]
pub(crate) fn stream_view<'py>(
    py: Python<'py>,
    roll: &Bound<'py, PyAny>,
    place: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let view = sync::stream_view(&seen(roll, place)?);
    let class = match view {
        StreamView::Masked(_) => "MaskedRoll",
        StreamView::Open(_) => "StreamRoll",
    };
    record(py, class, &view)
}

fn seen(roll: &Bound<'_, PyAny>, place: Option<&Bound<'_, PyAny>>) -> PyResult<GmRoll> {
    let judged: Arc<JudgedRoll> = match roll.cast::<Roll>() {
        Ok(roll) => Arc::clone(&roll.get().0),
        Err(_) => Arc::new(given(roll, "a judged roll")?),
    };
    let place: Option<RollPlace> =
        place.map(|place| given(place, "the place of a roll")).transpose()?;
    Ok(GmRoll::new(&judged, place.unwrap_or_default()))
}
