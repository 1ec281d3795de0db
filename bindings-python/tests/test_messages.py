import copy
import json
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import CodeOf, Vectors, holds, message

import tumulte
from tumulte import Roll, RuleSet, Speaker, TotalCheck, Verdict, VttError, judge, parse_message, parse_messages

TABLES = [
    "alchemy", "beyond20", "ddb", "demiplane", "fantasygrounds", "foundry", "owlbear", "pixels", "roll20", "talespire",
]  # fmt: skip

LATE_CRITICALS = RuleSet.load('system = "dnd5e"\n[overrides]\ncritAt = 19')


def text_of(case: dict[str, Any]) -> str:
    return str(case["raw"]) if "raw" in case else json.dumps(case["message"], ensure_ascii=False)


def as_expected(vtt: str, roll: Roll, verdict: Verdict) -> dict[str, Any]:
    """Roll20's vectors have the verdict's label alone."""
    return {**roll.to_dict(), "verdict": verdict.label if vtt == "roll20" else verdict.to_dict()}


def rules_with(vtt: str, system: str, paths: dict[str, Any]) -> RuleSet:
    """Rules that bring paths to hints and judge nothing."""
    labels: dict[str, list[str]] = {"success": [], "failure": []}
    rules = {
        "id": system, "name": "Paths", "confidence": "convention", "sources": ["a vector"],
        "labels": labels, "rule": {"outcomes": []}, "vtt": {vtt: {"hints": paths}},
    }  # fmt: skip
    return RuleSet.load(json.dumps({"system": system, "rules": json.dumps(rules)}))


def read_alike(vtt: str, cases: dict[str, Any], code_of: CodeOf) -> int:
    """Reads the vectors of a tabletop in every way a message may come; how many readings there were."""
    run = 0
    for file, case in ((file, case) for file, cases in cases.items() for case in cases):
        text, system = text_of(case), case.get("system", "dnd5e")
        rules = rules_with(vtt, system, case["hintPaths"]) if "hintPaths" in case else system
        ways: list[Any] = [text, text.encode(), bytearray(text.encode()), memoryview(text.encode())]
        for given in ways + ([case["message"]] if "message" in case else []):
            title = f"{vtt}/{file}: {case['name']}, as {type(given).__name__}"
            if "error" in case["expect"]:
                code = code_of(lambda given=given, rules=rules: parse_message(vtt, given, rules, case.get("actor")))  # type: ignore[misc]
                assert code == case["expect"]["error"], title
                continue
            rolls = parse_message(vtt, given, rules, case.get("actor"))
            # Rules that only bring paths judge nothing: the system's own do.
            verdicts = [judge(system, roll) if "hintPaths" in case else roll.verdict for roll in rolls]
            found = [as_expected(vtt, roll, verdict) for roll, verdict in zip(rolls, verdicts, strict=True)]
            assert holds(case["expect"]["rolls"], found), f"{title}: {found}"
            for label, verdict in zip(case["expect"].get("verdicts", []), verdicts, strict=False):
                assert verdict.label == label, title
            if case["expect"].get("distinct"):
                assert len({roll.vtt_roll_id for roll in rolls}) == len(rolls), title
            assert [Roll.from_dict(roll.to_dict()) for roll in rolls] == rolls, title
            run += 1
    return run


@pytest.mark.parametrize("vtt", TABLES)
def test_messages_are_read_alike_however_they_come(vtt: str, vectors: Vectors, code_of: CodeOf) -> None:
    run = read_alike(vtt, vectors(vtt), code_of)
    assert run > (100 if vtt in ("foundry", "roll20") else 0), "vectors are missing"


def test_results_on_cards_are_read_and_judged(vectors: Vectors, code_of: CodeOf) -> None:
    assert read_alike("foundry", vectors("cards"), code_of) > 100, "vectors are missing"


def test_a_roll_has_its_parts_as_attributes() -> None:
    (roll,) = parse_message("foundry", message(), "dnd5e")
    assert (roll.vtt_roll_id, roll.formula, roll.total) == ("tXk3#0", "1d20 + 5", 25)
    assert isinstance(roll.total, int)
    (die,) = roll.dice
    assert (die.faces, die.result, die.active, die.term) == (20, 20, True, 0)
    assert roll.dice is roll.dice
    assert roll.total_check == TotalCheck("agrees")
    assert (roll.visibility, roll.origin, roll.system) == ("public", "message", "dnd5e")
    assert roll.speaker == Speaker(alias="Mira", user_id="gm")
    assert roll.rolled_at == "2026-09-21T14:13:20.000Z"
    assert (roll.roll_type, roll.flavor, roll.hints) == (None, None, {})
    assert repr(roll) == "Roll(vtt_roll_id='tXk3#0', formula='1d20 + 5', total=25, label=None)"
    assert roll == parse_message("foundry", json.dumps(message()), "dnd5e")[0]
    assert hash(roll) == hash(copy.deepcopy(roll))
    assert roll != parse_message("foundry", message(19), "dnd5e")[0]


def test_a_total_that_does_not_add_up_says_so() -> None:
    told = message()
    told["rolls"][0]["total"] = 26
    (roll,) = parse_message("foundry", told)
    assert roll.total_check == TotalCheck("differs", recomputed=25)
    told["rolls"][0]["terms"][0] = {"class": "OddTerm"}
    (roll,) = parse_message("foundry", told)
    assert roll.total_check == TotalCheck("unknown_term", class_="OddTerm")
    assert roll.total_check.to_dict() == {"status": "unknown_term", "class": "OddTerm"}


def test_the_dict_of_a_roll_is_its_attributes() -> None:
    (roll,) = parse_message("foundry", message())
    written = roll.to_dict()
    assert written["verdict"] == roll.verdict.to_dict()
    assert written["vttRollId"] == roll.vtt_roll_id
    assert written["dice"] == [die.to_dict() for die in roll.dice]
    assert json.loads(json.dumps(written)) == written
    anything: Any = roll
    with pytest.raises(AttributeError):
        anything.total = 7


def test_rolls_and_their_parts_are_copied_and_pickled() -> None:
    (roll,) = parse_message("foundry", message())
    things: list[Any] = [roll, roll.verdict, *roll.dice, roll.speaker, roll.verdict.reason, roll.total_check]
    for thing in things:
        for twin in (pickle.loads(pickle.dumps(thing)), copy.copy(thing), copy.deepcopy(thing)):
            assert twin == thing and type(twin) is type(thing)
            assert type(thing).from_dict(json.loads(json.dumps(thing.to_dict()))) == thing


def test_a_roll_is_matched_by_its_verdict() -> None:
    match parse_message("foundry", message(1)):
        case [Roll(formula, 6, Verdict("failure", label), speaker=Speaker(alias=name))]:
            assert (formula, label, name) == ("1d20 + 5", "Natural 1", "Mira")
        case other:
            raise AssertionError(other)


def test_without_a_system_the_fallback_rules_judge() -> None:
    (roll,) = parse_message("foundry", message())
    assert roll.verdict.is_critical
    assert (roll.verdict.type, roll.verdict.label, roll.system) == ("success", "Natural 20", "")
    told = roll.explain()
    assert told is not None and told.startswith("Natural 20: ") and told.endswith("by die 1 (d20 = 20)")
    assert parse_message("foundry", {"_id": "m"}, "dnd5e") == []


def test_rules_of_ones_own_judge_messages() -> None:
    line = "Mira: [ATTACK (M)] Longsword [d20+7 = 26]"
    (theirs,) = parse_message("fantasygrounds", line, "dnd5e")
    (ours,) = parse_message("fantasygrounds", line, LATE_CRITICALS)
    assert (theirs.verdict.is_critical, ours.verdict.label, ours.system) == (False, "Critical Hit", "dnd5e")
    ((batched,),) = parse_messages("fantasygrounds", [line], LATE_CRITICALS)  # type: ignore[misc]
    assert batched == ours


def test_many_messages_are_read_at_once_and_errors_stay_in_their_place() -> None:
    good = message()
    answers = parse_messages("foundry", [good, "{", json.dumps(good), b"[]", {"_id": "m"}], "dnd5e")
    assert answers[0] == answers[2] == parse_message("foundry", good, "dnd5e")
    assert answers[4] == []
    for error in (answers[1], answers[3]):
        assert isinstance(error, VttError)
        assert error.code == "vtt.malformed"
    assert parse_messages("foundry", []) == []
    assert parse_messages("foundry", (raw for raw in [good])) == [parse_message("foundry", good)]


@pytest.mark.parametrize("write", [json.dumps, lambda all: "\n".join(map(json.dumps, all)), lambda all: json.dumps(all, indent=1)])
def test_a_whole_dump_is_cut_into_its_messages(write: Callable[[Any], str]) -> None:
    messages = [message(face) | {"_id": f"m{face}"} for face in range(1, 21)]
    dump = write(messages)
    for given in (dump, dump.encode(), bytearray(dump.encode())):
        answers = parse_messages("foundry", given, "dnd5e")
        assert [[roll.total for roll in rolls if isinstance(roll, Roll)] for rolls in answers if isinstance(rolls, list)] == [
            [face + 5] for face in range(1, 21)
        ]


def test_equal_lines_of_a_log_are_rolls_of_their_own() -> None:
    line = "Mira: [ATTACK (M)] Longsword [d20+7 = 27]\n"
    answers = parse_messages("fantasygrounds", line * 3, "dnd5e")
    ids = {roll.vtt_roll_id for rolls in answers if isinstance(rolls, list) for roll in rolls}
    assert len(ids) == 3


def test_a_dump_that_breaks_off_costs_its_last_message_alone() -> None:
    dump = json.dumps(message()) + "\n" + json.dumps(message())[:200]
    first, last = parse_messages("foundry", dump)
    assert first == parse_message("foundry", message())
    assert isinstance(last, VttError)


@pytest.mark.parametrize("raw", [None, 7, "", "{", [], b"\xff", "\ud83c", {"_id": "m", "x": float("nan")}, {"\ud83c": 1}])
def test_what_is_no_message_is_refused_with_its_code(code_of: CodeOf, raw: Any) -> None:
    assert code_of(lambda: parse_message("foundry", raw, "dnd5e")) == "vtt.malformed"


def test_what_has_no_json_raises_what_python_raises() -> None:
    circular: dict[str, Any] = {"_id": "m"}
    circular["self"] = circular
    with pytest.raises(ValueError, match="[Cc]ircular"):
        parse_message("foundry", circular)
    with pytest.raises(TypeError, match="Object of type object is not JSON serializable"):
        parse_message("foundry", {"_id": object()})
    with pytest.raises(TypeError, match="keys must be str"):
        parse_messages("foundry", [{(1, 2): "m"}])  # type: ignore[dict-item]
    deep: Any = []
    for _ in range(300):
        deep = [deep]
    with pytest.raises(VttError) as raised:
        parse_message("foundry", {"_id": "m", "x": deep})
    assert raised.value.code == "vtt.too_deep"


def test_dicts_are_read_as_their_json() -> None:
    odd = message() | {"flags": {1: True, None: 2**70, 1.5: (1, "é"), True: -0.5}}
    assert parse_message("foundry", odd) == parse_message("foundry", json.dumps(odd))


def test_unknown_tabletops_and_actors_that_are_none_are_refused(code_of: CodeOf) -> None:
    nobody: Any = []
    assert code_of(lambda: parse_message("abacus", message())) == "vtt.unknown_provider"
    assert code_of(lambda: parse_message("foundry", message(), "dnd5e", nobody)) == "vtt.malformed"
    assert code_of(lambda: Roll.from_dict({})) == "vtt.malformed"
    anything: Any = parse_message
    for wrong in [(), ("foundry",), (7, "{}"), ("foundry", "{}", 7)]:
        with pytest.raises(TypeError):
            anything(*wrong)


def test_the_actor_behind_a_message_may_stand_beside_it() -> None:
    actor = tumulte.Actor(id="a1", name="Mira", has_player_owner=True)
    told = message()
    del told["speaker"]["alias"]
    (roll,) = parse_message("foundry", told, "dnd5e", actor)
    assert parse_message("foundry", told, "dnd5e", actor.to_dict()) == [roll]


def test_errors_are_exceptions_of_their_area() -> None:
    with pytest.raises(VttError) as raised:
        parse_message("foundry", "{")
    error = raised.value
    assert isinstance(error, tumulte.TumulteError)
    assert (error.code, error.span) == ("vtt.malformed", None)
    assert not isinstance(error, tumulte.SystemsError)
    again = pickle.loads(pickle.dumps(error))
    assert (again, str(again), type(again)) == (error, error.message, VttError)


def test_real_dumps_are_read_in_one_call(recordings: Path) -> None:
    files = sorted((recordings / "foundry").rglob("*.jsonl"))
    if not files:
        pytest.skip("skipped: no recorded messages")
    read = 0
    for file in files[:10]:
        answers = parse_messages("foundry", file.read_bytes(), file.parent.name)
        assert not any(isinstance(answer, VttError) for answer in answers)
        rolls = [roll for rolls in answers if isinstance(rolls, list) for roll in rolls]
        assert [Roll.from_dict(roll.to_dict()) for roll in rolls] == rolls
        read += len(rolls)
    assert read > 0
