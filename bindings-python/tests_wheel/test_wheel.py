import subprocess
import sys
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LARGEST = 2_000_000

FIRST_STEPS = """
import pickle, sys, tumulte
from tumulte import session_token

assert "site-packages" in tumulte.__file__, tumulte.__file__
assert tumulte.roll("2d20kh1 + 5", 7).text == "2d20kh1 (~~4~~, 16) + 5 = 21"
(roll,) = tumulte.parse_message("fantasygrounds", "Mira: [ATTACK (M)] Longsword [d20+7 = 27]", "dnd5e")
assert roll.verdict.label == "Critical Hit" and pickle.loads(pickle.dumps(roll)) == roll
print(tumulte.__version__)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, as it is published."""
    folder = tmp_path_factory.mktemp("wheel")
    build = ["-m", "maturin", "build", "--release", "--quiet", "--out", str(folder)]
    ended = subprocess.run([sys.executable, *build], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The Python of an environment without any package."""
    folder = tmp_path_factory.mktemp("empty")
    venv.create(folder, with_pip=True)
    yield folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def test_the_wheel_is_small_and_serves_every_python_from_311_on(wheel: Path) -> None:
    assert wheel.stat().st_size <= LARGEST, f"{wheel.stat().st_size} bytes"
    assert "-cp311-abi3-" in wheel.name
    print(f"{wheel.stat().st_size} bytes")


def test_the_wheel_holds_the_package_its_types_and_nothing_else(wheel: Path) -> None:
    names = [name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name]
    assert all(name.startswith("tumulte/") for name in names)
    assert {"tumulte/__init__.py", "tumulte/_native.pyi", "tumulte/py.typed"} <= set(names)
    assert not [name for name in names if "test" in name or name.endswith((".pyc", ".txt"))]


def test_the_wheel_works_in_an_empty_environment(wheel: Path, empty: Path, tmp_path: Path) -> None:
    install = [str(empty), "-m", "pip", "install", "--quiet", "--no-index", "--disable-pip-version-check", str(wheel)]
    subprocess.run(install, check=True)
    ended = subprocess.run([empty, "-c", FIRST_STEPS], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.strip() == wheel.name.split("-")[1]
