import re
from pathlib import Path

import pytest

README = Path(__file__).parents[1] / "README.md"
BLOCKS = re.findall(r"^## (.+?)$|^```python\n(.*?)^```", README.read_text("utf-8"), re.MULTILINE | re.DOTALL)


def examples() -> dict[str, str]:
    """The code of each chapter."""
    found: dict[str, str] = {}
    chapter = ""
    for title, code in BLOCKS:
        chapter = title or chapter
        if code:
            found[chapter] = code
    return found


@pytest.mark.parametrize("chapter", examples())
def test_examples_of_the_readme_print_what_they_say(chapter: str, capsys: pytest.CaptureFixture[str]) -> None:
    code = examples()[chapter]
    exec(compile(code, f"{README.name}, {chapter}", "exec"), {"__name__": "example"})
    expected = re.findall(r"#=> (.*)$", code, re.MULTILINE)
    assert expected, "an example shows what comes out"
    assert capsys.readouterr().out.splitlines() == expected


def test_the_readme_has_examples() -> None:
    assert len(examples()) >= 6
