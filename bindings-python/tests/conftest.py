import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import tumulte

VECTORS = Path(__file__).parents[2] / "tests" / "vectors"

Vectors = Callable[[str], Any]
CodeOf = Callable[[Callable[[], object]], str]


def read_vectors(name: str) -> Any:
    """A file of vectors, or all files of a folder."""
    path = VECTORS / name
    if path.is_file():
        return json.loads(path.read_text("utf-8"))
    files = sorted(path.glob("*.json"))
    assert files, f"{name} holds no vectors"
    return {file.name: json.loads(file.read_text("utf-8")) for file in files}


@pytest.fixture
def vectors() -> Vectors:
    return read_vectors


@pytest.fixture
def code_of() -> CodeOf:
    """The code of what a call raises."""

    def code(call: Callable[[], object]) -> str:
        with pytest.raises(tumulte.TumulteError) as raised:
            call()
        assert str(raised.value) == raised.value.message, "an error says what is wrong"
        assert raised.value.message
        return raised.value.code

    return code


@pytest.fixture
def recordings() -> Path:
    """The folder of real messages; a test that needs it is skipped where there is none."""
    named = os.environ.get("TUMULTE_DATA")
    folder = Path(named) if named else Path(__file__).parents[3] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"skipped: no recordings at {folder}")
    return folder


def holds(expected: Any, found: Any) -> bool:
    """Whether `found` has everything `expected` names. Nothing, None and False are the same."""
    if expected is None or expected is False:
        return found is None or found is False
    if isinstance(expected, list):
        return (
            isinstance(found, list)
            and len(expected) == len(found)
            and all(holds(left, right) for left, right in zip(expected, found, strict=True))
        )
    if isinstance(expected, dict):
        return isinstance(found, dict) and all(holds(value, found.get(key)) for key, value in expected.items())
    return bool(expected == found)


def message(face: int = 20, *, whisper: tuple[str, ...] = ()) -> dict[str, Any]:
    """A chat message of Foundry in which Mira rolled `1d20 + 5`."""
    die = {"class": "Die", "number": 1, "faces": 20, "modifiers": [], "results": [{"result": face, "active": True}]}
    roll = {
        "class": "Roll",
        "formula": "1d20 + 5",
        "total": face + 5,
        "terms": [die, {"class": "OperatorTerm", "operator": "+"}, {"class": "NumericTerm", "number": 5}],
    }
    return {
        "_id": "tXk3",
        "author": "gm",
        "whisper": list(whisper),
        "blind": False,
        "speaker": {"alias": "Mira"},
        "timestamp": 1_790_000_000_000,
        "rolls": [roll],
    }
