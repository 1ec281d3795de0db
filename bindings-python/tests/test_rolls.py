import json

import pytest

import tumulte

TABLES = ["alchemy", "beyond20", "ddb", "demiplane", "fantasygrounds", "owlbear", "pixels", "talespire"]

MESSAGE = {
    "_id": "tXk3",
    "author": "gm",
    "whisper": [],
    "blind": False,
    "speaker": {"alias": "Mira"},
    "timestamp": 1_790_000_000_000,
    "rolls": [
        {
            "class": "Roll",
            "formula": "1d20 + 5",
            "total": 25,
            "terms": [
                {"class": "Die", "number": 1, "faces": 20, "modifiers": [], "results": [{"result": 20, "active": True}]},
                {"class": "OperatorTerm", "operator": "+"},
                {"class": "NumericTerm", "number": 5},
            ],
        }
    ],
}


def holds(expected, found):
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
    return expected == found


def read_alike(vtt, vectors, code_of):
    """Reads the vectors of a tabletop in every way a message may come; how many readings there were."""
    run = 0
    for file, cases in vectors(vtt).items():
        for case in cases:
            # A table of paths is the rule file's to give; those cases are for the reader below.
            if "hintPaths" in case:
                continue
            text = case["raw"] if "raw" in case else json.dumps(case["message"], ensure_ascii=False)
            ways = [text, text.encode(), bytearray(text.encode())] + ([case["message"]] if "message" in case else [])
            for given in ways:
                title = f"{vtt}/{file}: {case['name']}, as {type(given).__name__}"

                def parse(given=given, case=case):
                    return tumulte.parse_message(vtt, given, case.get("system", "dnd5e"), case.get("actor"))

                if "error" in case["expect"]:
                    assert code_of(parse) == case["expect"]["error"], title
                else:
                    found = [roll.to_dict() for roll in parse()]
                    assert holds(case["expect"]["rolls"], found), f"{title}: {found}"
                run += 1
    return run


def test_messages_of_foundry_are_read_alike_however_they_come(vectors, code_of):
    assert read_alike("foundry", vectors, code_of) > 100, "vectors are missing"


@pytest.mark.parametrize("vtt", TABLES)
def test_messages_of_the_other_tables_are_read_alike_however_they_come(vtt, vectors, code_of):
    assert read_alike(vtt, vectors, code_of) > 0, "vectors are missing"


def test_a_roll_has_its_parts_as_attributes():
    (roll,) = tumulte.parse_message("foundry", MESSAGE, "dnd5e")
    assert (roll.vtt_roll_id, roll.formula, roll.total) == ("tXk3#0", "1d20 + 5", 25)
    assert isinstance(roll.total, int)
    assert roll.dice == [{"faces": 20, "result": 20, "active": True, "term": 0}]
    assert roll.total_check == {"status": "agrees"}
    assert (roll.visibility, roll.origin, roll.system) == ("public", "message", "dnd5e")
    assert roll.speaker == {"alias": "Mira", "userId": "gm"}
    assert roll.rolled_at == "2026-09-21T14:13:20.000Z"
    assert (roll.roll_type, roll.flavor, roll.hints) == (None, None, {})
    assert roll == tumulte.parse_message("foundry", json.dumps(MESSAGE), "dnd5e")[0]
    assert repr(roll).startswith('Roll("tXk3#0", "1d20 + 5", total=25')


def test_the_dict_of_a_roll_is_its_attributes():
    (roll,) = tumulte.parse_message("foundry", MESSAGE)
    written = roll.to_dict()
    assert written["verdict"] == roll.verdict.to_dict()
    assert (written["vttRollId"], written["dice"]) == (roll.vtt_roll_id, roll.dice)
    with pytest.raises(AttributeError):
        roll.total = 7


def test_without_a_system_the_fallback_rules_judge():
    (roll,) = tumulte.parse_message("foundry", MESSAGE)
    assert roll.verdict.is_critical
    assert (roll.verdict.type, roll.verdict.label) == ("success", "Natural 20")
    assert tumulte.parse_message("foundry", {"_id": "m"}, "dnd5e") == []


@pytest.mark.parametrize("raw", [None, 7, "", "{", [], b"\xff", "\ud83c", {"_id": "m", "x": float("nan")}])
def test_what_is_no_message_is_refused_with_its_code(code_of, raw):
    assert code_of(lambda: tumulte.parse_message("foundry", raw, "dnd5e")) == "vtt.malformed"


def test_what_has_no_json_raises_what_python_raises():
    circular = {"_id": "m"}
    circular["self"] = circular
    with pytest.raises(ValueError, match="[Cc]ircular"):
        tumulte.parse_message("foundry", circular)
    with pytest.raises(TypeError):
        tumulte.parse_message("foundry", {"_id": object()})


def test_unknown_tabletops_and_actors_that_are_none_are_refused(code_of):
    assert code_of(lambda: tumulte.parse_message("abacus", MESSAGE)) == "vtt.unknown_provider"
    assert code_of(lambda: tumulte.parse_message("foundry", MESSAGE, "dnd5e", [])) == "vtt.malformed"


def test_errors_are_exceptions_of_their_area():
    with pytest.raises(tumulte.VttError) as raised:
        tumulte.parse_message("foundry", "{")
    assert isinstance(raised.value, tumulte.TumulteError)
    assert raised.value.code == "vtt.malformed"
    assert not isinstance(raised.value, tumulte.SystemsError)
