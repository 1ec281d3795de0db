import json
import pickle
from typing import Any

import pytest
from conftest import CodeOf, Vectors

from tumulte import (
    Character,
    Combat,
    Gauge,
    VttError,
    parse_character,
    parse_combat,
    stream_character,
    stream_combat,
)


def with_owner(case: dict[str, Any]) -> dict[str, Any]:
    """The actor with what the module knows of its owner, where it was told apart from it."""
    owner = {"hasPlayerOwner": case["hasPlayerOwner"]} if "hasPlayerOwner" in case else {}
    return {**case["actor"], **owner}


def test_actors_become_the_characters_of_the_vectors(vectors: Vectors, code_of: CodeOf) -> None:
    run = 0
    for case in vectors("foundry-documents/actors.json"):
        # Which attribute a token's bar shows, only the world knows.
        if "primaryTokenAttribute" in case:
            continue
        actor = with_owner(case)
        if "error" in case["expect"]:
            assert code_of(lambda: parse_character("foundry", actor, case["system"])) == case["expect"]["error"]  # noqa: B023
            continue
        character = parse_character("foundry", json.dumps(actor), case["system"])
        assert character.to_dict() == case["expect"], case["name"]
        assert Character.from_dict(case["expect"]) == character == pickle.loads(pickle.dumps(character))
        if "stream" in case:
            view = stream_character(character)
            assert (view and view.to_dict()) == case["stream"], case["name"]
            assert stream_character(character.to_dict()) == view
        run += 1
    assert run > 5


def test_items_become_the_belongings_of_the_vectors(vectors: Vectors) -> None:
    run = 0
    for case in vectors("foundry-documents/items.json"):
        actor = {"_id": "a1", "name": "Mira", "type": "character", "system": {}, "items": [case["item"]]}
        if "error" not in case["expect"]:
            character = parse_character("foundry", actor, case["system"])
            assert [item.to_dict() for item in character.inventory] == [case["expect"]], case["name"]
            run += 1
    assert run > 5


def test_combats_become_the_orders_of_the_vectors(vectors: Vectors, code_of: CodeOf) -> None:
    run = 0
    for case in vectors("foundry-documents/combats.json"):
        if "error" in case["expect"]:
            assert code_of(lambda: parse_combat("foundry", case["combat"])) == case["expect"]["error"]  # noqa: B023
            continue
        combat = parse_combat("foundry", json.dumps(case["combat"]).encode())
        assert combat.to_dict() == case["expect"], case["name"]
        assert Combat.from_dict(case["expect"]) == combat == pickle.loads(pickle.dumps(combat))
        if "stream" in case:
            assert stream_combat(combat).to_dict() == case["stream"], case["name"]
        run += 1
    assert run > 3


def test_a_sheet_has_gauges_values_and_what_is_neither() -> None:
    sheet = {"hp": {"value": 9, "max": 12}, "ac": 15, "class": "Bard", "saves": {"dex": {"value": 3}}, "tags": ["x"]}
    character = Character.from_dict(
        {
            "vttCharacterId": "a1",
            "name": "Mira",
            "avatarUrl": None,
            "characterType": "pc",
            "stats": sheet,
            "inventory": [],
        }
    )
    assert character.stats["hp"] == Gauge(9, 12)
    assert {name: stat for name, stat in character.stats.items() if name != "hp"} == {
        name: stat for name, stat in sheet.items() if name != "hp"
    }
    assert character.to_dict()["stats"] == sheet
    view = stream_character(character, "01a0c450-6c0a-7b74-a851-6a89391beaa2")
    assert view is not None
    assert (view.id, set(view.stats)) == ("01a0c450-6c0a-7b74-a851-6a89391beaa2", {"hp", "ac", "class"})


def test_tables_without_documents_and_views_of_nothing_are_refused(code_of: CodeOf) -> None:
    assert code_of(lambda: parse_character("roll20", {})) == "vtt.unknown_provider"
    assert code_of(lambda: parse_combat("alchemy", {})) == "vtt.unknown_provider"
    for refuse in (
        lambda: stream_character({"name": "Mira"}),
        lambda: stream_combat({}),
        lambda: stream_character(Character("a", "Mira", None, "pc", {}, ()), "no id"),
    ):
        with pytest.raises(VttError) as raised:
            refuse()
        assert raised.value.code == "vtt.malformed"
