import json
import pickle
from typing import Any

import pytest
from conftest import CodeOf, Vectors, message

import tumulte
from tumulte import Die, RuleSet, SystemsError, Verdict, explain, judge, judge_many, preview, roll

TWENTY = {"dice": [{"faces": 20, "result": 20}], "rollType": "attack"}
LATE = 'system = "dnd5e"\n[overrides]\ncritAt = 18\n'


def check(title: str, verdict: Verdict, expect: dict[str, Any]) -> None:
    for name, value in expect.items():
        if name == "isCritical":
            assert verdict.is_critical == value, title
        elif name == "disagrees":
            assert (verdict.reason is not None and verdict.reason.disagreement is not None) == value, title
        elif name == "also":
            assert verdict.also == tuple(value), title
        else:
            assert getattr(verdict, name) == value, title


def test_rolls_are_judged_as_the_vectors_of_each_game_system_say(vectors: Vectors) -> None:
    run = 0
    for file in vectors("criticals").values():
        system, cases = file["system"], file["vectors"]
        rules = RuleSet.of(system)
        assert pickle.loads(pickle.dumps(rules)) == rules
        for case in cases:
            for given in (case["input"], json.dumps(case["input"]), json.dumps(case["input"]).encode()):
                verdict = judge(system, given)
                check(f"{system}: {case['name']}: {verdict!r}", verdict, case["expect"])
                assert pickle.loads(pickle.dumps(verdict)) == verdict
                if "message" not in case["input"]:
                    assert rules.judge(given) == verdict
                run += 1
        verdicts = judge_many(system, [case["input"] for case in cases])
        assert verdicts == [judge(system, case["input"]) for case in cases]
    assert run > 1000, "vectors are missing"


def test_a_verdict_says_why() -> None:
    verdict = judge("dnd5e", TWENTY)
    assert (verdict.type, verdict.label, verdict.severity) == ("success", "Critical Hit", "major")
    reason = verdict.reason
    assert reason is not None
    assert (reason.system, reason.dice, reason.values["nat"]) == ("dnd5e", (0,), 20)
    assert verdict.to_dict()["reason"] == reason.to_dict()
    assert repr(verdict) == "Verdict(type='success', label='Critical Hit', severity='major')"
    assert verdict == Verdict.from_dict(verdict.to_dict()) != judge("dnd5e", {"dice": []})
    told = explain("dnd5e", TWENTY)
    assert told is not None and told.startswith("Critical Hit: ") and told.endswith("by die 1 (d20 = 20)")
    assert explain("dnd5e", {"dice": [{"faces": 20, "result": 7}]}) is None
    assert RuleSet.of("dnd5e").explain(TWENTY) == told


def test_rolls_of_any_origin_are_judged() -> None:
    given = tumulte.Formula.parse("1d20 + 7").roll_given([20])
    assert judge("dnd5e", given).label == "Critical Hit"
    assert judge("dnd5e", {"dice": given.dice}).label == "Critical Hit"
    assert judge("dnd5e", {"dice": [Die(20, 1)]}).type == "failure"
    (told,) = tumulte.parse_message("foundry", message(), "dnd5e")
    assert judge("dnd5e", told) == told.verdict
    match judge("pf2e", roll("1d6", 7)):
        case Verdict(type=None, label=None):
            pass
        case other:
            raise AssertionError(other)


def test_many_are_judged_at_once_and_errors_stay_in_their_place() -> None:
    first, error, last = judge_many("dnd5e", [TWENTY, {"dice": 7}, b'{"dice": []}'])
    assert first == judge("dnd5e", TWENTY)
    assert isinstance(error, SystemsError) and error.code == "systems.malformed_input"
    assert last == judge("dnd5e", {"dice": []})
    assert judge_many(RuleSet.load(LATE), [TWENTY] * 3) == [RuleSet.load(LATE).judge(TWENTY)] * 3


@pytest.mark.parametrize("given", [None, {}, {"dice": 7}, "[", []])
def test_what_is_no_roll_is_refused_with_its_code(code_of: CodeOf, given: Any) -> None:
    assert code_of(lambda: judge("dnd5e", given)) == "systems.malformed_input"
    assert code_of(lambda: explain("dnd5e", given)) == "systems.malformed_input"
    assert code_of(lambda: preview(RuleSet.of("dnd5e"), [given])) == "systems.malformed_input"
    assert code_of(lambda: Verdict.from_dict({"type": 7})) == "systems.malformed_input"


def test_more_dice_than_anyone_throws_are_refused(code_of: CodeOf) -> None:
    dice = [{"faces": 6, "result": 1}] * 10_001
    assert code_of(lambda: judge("dnd5e", {"dice": dice})) == "systems.too_many_dice"


def test_rules_of_a_table_are_read_from_toml_and_json() -> None:
    rules = RuleSet.load(LATE)
    assert rules == RuleSet.load('  {"system": "dnd5e", "overrides": {"critAt": 18}}')
    assert rules == RuleSet.from_dict(rules.to_dict()) == pickle.loads(pickle.dumps(rules))
    assert hash(rules) == hash(RuleSet.load(LATE))
    assert rules.to_dict() == {"system": "dnd5e", "overrides": {"critAt": 18}}
    assert (rules.system, repr(rules)) == ("dnd5e", "<RuleSet 'dnd5e', critAt = 18>")
    eighteen = {"dice": [Die(20, 18)], "rollType": "attack"}
    assert (rules.judge(eighteen).label, judge("dnd5e", eighteen).label) == ("Critical Hit", None)
    assert judge(rules, eighteen) == rules.judge(eighteen)
    assert rules != RuleSet.of("dnd5e")


def test_rules_that_are_wrong_say_where() -> None:
    with pytest.raises(SystemsError) as raised:
        RuleSet.load('system = "dnd5e"\n[overrides]\ncritat = 18\n')
    error = raised.value
    assert error.code == "rule.unknown_name"
    assert error.location is not None
    assert (error.location.line, error.location) == (3, (3, error.location.column))
    assert "did you mean `critAt`?" in error.message
    again = pickle.loads(pickle.dumps(error))
    assert (again, again.location) == (error, error.location)
    with pytest.raises(SystemsError) as raised:
        RuleSet.from_dict({"system": 7})
    assert raised.value.code == "rule.syntax"


def test_a_preview_tells_which_rolls_would_change() -> None:
    past = [{"dice": [{"faces": 20, "result": face}], "rollType": "attack"} for face in range(1, 21)]
    changes = preview(RuleSet.load(LATE), past)
    assert [change.place for change in changes] == [17, 18]
    assert {change.before.label for change in changes} == {None}
    assert {change.after.label for change in changes} == {"Critical Hit"}
    assert changes[0].to_dict()["after"]["label"] == "Critical Hit"
    assert preview(RuleSet.load(LATE), past, before=RuleSet.load(LATE)) == []
    assert len(preview(RuleSet.of("dnd5e"), past, before=RuleSet.load(LATE))) == 2
    (told,) = tumulte.parse_message("foundry", message(18), "dnd5e")
    assert preview(RuleSet.of("dnd5e"), [told], "dnd5e") == []


def test_the_game_systems_are_listed_with_id_name_and_aliases() -> None:
    systems = {system.id: system for system in tumulte.systems()}
    assert len(systems) == len(tumulte.systems()) > 50
    assert systems["dnd5e"].name
    assert all(isinstance(system.aliases, tuple) for system in systems.values())
    assert systems["dnd5e"] == tumulte.GameSystem.from_dict(systems["dnd5e"].to_dict())
