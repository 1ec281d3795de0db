import json
from pathlib import Path

import pytest

import tumulte

VECTORS = Path(__file__).parents[2] / "tests" / "vectors"


@pytest.fixture
def vectors():
    """Reads a file of vectors, or all files of a folder."""

    def read(name):
        path = VECTORS / name
        if path.is_file():
            return json.loads(path.read_text("utf-8"))
        files = sorted(path.glob("*.json"))
        assert files, f"{name} holds no vectors"
        return {file.name: json.loads(file.read_text("utf-8")) for file in files}

    return read


@pytest.fixture
def code_of():
    """The code of what a call raises."""

    def code(call):
        with pytest.raises(tumulte.TumulteError) as raised:
            call()
        assert str(raised.value), "an error says what is wrong"
        return raised.value.code

    return code
