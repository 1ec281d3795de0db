import ast
import inspect
import subprocess
import sys
from importlib.metadata import metadata
from pathlib import Path
from types import ModuleType
from typing import Any, get_args, get_origin

import pytest

import tumulte
from tumulte import _native

ROOT = Path(__file__).parents[1]
PACKAGE = Path(tumulte.__file__).parent


def run(*arguments: str) -> None:
    """Runs a tool of this Python; its words are the failure."""
    ended = subprocess.run([sys.executable, "-m", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_the_stubs_are_what_the_binary_has() -> None:
    run("mypy.stubtest", "tumulte", "--allowlist", "tests/stubtest-allowlist.txt")


def test_the_package_its_tests_and_examples_are_strictly_typed() -> None:
    run("mypy", "--strict", "python/tumulte", "tests", "tests_wheel", "examples", "bench")


def test_the_declared_codes_are_the_cores() -> None:
    assert sorted(get_args(tumulte.ErrorCode)) == sorted(tumulte.error_codes())


def test_the_package_has_its_version_and_its_marker_of_types() -> None:
    assert tumulte.__version__ == metadata("tumulte")["Version"]
    assert (PACKAGE / "py.typed").exists()
    assert all(hasattr(tumulte, name) for name in tumulte.__all__)


def public(thing: Any) -> list[tuple[str, Any]]:
    """What a module or class offers by itself, by name."""
    own = vars(thing)
    names = tumulte.__all__ if thing is tumulte else own
    return [(name, own[name]) for name in names if not name.startswith("_")]


def undocumented(path: str, thing: Any) -> list[str]:
    """What has no docstring here and below."""
    if inspect.isclass(thing) or isinstance(thing, ModuleType):
        inner = [wrong for name, part in public(thing) for wrong in undocumented(f"{path}.{name}", part)]
        return inner + ([] if (thing.__doc__ or "").strip() else [path])
    if isinstance(thing, classmethod | staticmethod):
        thing = thing.__func__
    # The fields of a dataclass are documented in its source, where editors find them.
    is_alias = get_origin(thing) is not None
    if is_alias or inspect.ismemberdescriptor(thing) or not (callable(thing) or inspect.isdatadescriptor(thing)):
        return []
    return [] if (thing.__doc__ or "").strip() else [path]


@pytest.mark.parametrize("module", [tumulte, _native, tumulte.session_token])
def test_everything_public_is_documented(module: ModuleType) -> None:
    assert undocumented(module.__name__, module) == []


def documentation(source: Path) -> dict[str, str]:
    """The docstring of every class, function and property of a module's source."""
    found = {}
    tree = ast.parse(source.read_text("utf-8"))
    for outer in tree.body:
        inner = outer.body if isinstance(outer, ast.ClassDef) else []
        for node, name in [(outer, ""), *((node, getattr(outer, "name", "") + ".") for node in inner)]:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                found[name + node.name] = ast.get_docstring(node) or ""
    return found


def test_the_stubs_say_of_everything_what_the_binary_says() -> None:
    for name, text in documentation(PACKAGE / "_native.pyi").items():
        if "_" in (name[0], name.partition(".")[2][:1]):
            continue
        thing: Any = _native
        for part in name.split("."):
            thing = inspect.getattr_static(thing, part)
        thing = getattr(thing, "__func__", thing)
        assert inspect.cleandoc(thing.__doc__) == text, name


def test_every_name_of_the_package_says_where_it_lives() -> None:
    for name, thing in public(tumulte):
        if inspect.isclass(thing):
            assert thing.__module__.partition(".")[0] == "tumulte", name
