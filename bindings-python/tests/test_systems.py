import json

import pytest

import tumulte


def test_rolls_are_judged_as_the_vectors_of_each_game_system_say(vectors):
    run = 0
    for file in vectors("criticals").values():
        for case in file["vectors"]:
            for given in (case["input"], json.dumps(case["input"]), json.dumps(case["input"]).encode()):
                verdict = tumulte.judge(file["system"], given)
                expect = dict(case["expect"])
                title = f"{file['system']}: {case['name']}: {verdict!r}"
                if "isCritical" in expect:
                    assert verdict.is_critical == expect.pop("isCritical"), title
                if "disagrees" in expect:
                    found = verdict.reason is not None and verdict.reason.get("disagreement") is not None
                    assert found == expect.pop("disagrees"), title
                for name, value in expect.items():
                    assert getattr(verdict, name) == value, title
                run += 1
    assert run > 100, "vectors are missing"


def test_a_verdict_says_why():
    verdict = tumulte.judge("dnd5e", {"dice": [{"faces": 20, "result": 20}], "rollType": "attack"})
    assert (verdict.type, verdict.label, verdict.severity) == ("success", "Critical Hit", "major")
    assert verdict.reason["system"] == "dnd5e"
    assert verdict.reason["dice"] == [0]
    assert verdict.to_dict()["reason"] == verdict.reason
    assert repr(verdict) == 'Verdict(type="success", label="Critical Hit")'
    assert verdict == tumulte.judge("dnd5e", {"dice": [{"faces": 20, "result": 20}], "rollType": "attack"})


@pytest.mark.parametrize("given", [None, {}, {"dice": 7}, "[", []])
def test_what_is_no_roll_is_refused_with_its_code(code_of, given):
    assert code_of(lambda: tumulte.judge("dnd5e", given)) == "systems.malformed_input"


def test_more_dice_than_anyone_throws_are_refused(code_of):
    dice = [{"faces": 6, "result": 1}] * 10_001
    assert code_of(lambda: tumulte.judge("dnd5e", {"dice": dice})) == "systems.too_many_dice"


def test_the_game_systems_are_listed_with_id_name_and_aliases():
    systems = {system["id"]: system for system in tumulte.systems()}
    assert len(systems) == len(tumulte.systems())
    assert systems["dnd5e"]["name"]
    assert all(isinstance(system["aliases"], list) for system in systems.values())
