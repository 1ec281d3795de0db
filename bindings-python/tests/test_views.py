import json
import pickle
from typing import Any

import pytest
from conftest import VECTORS, CodeOf, message

from tumulte import (
    Character,
    CharacterRef,
    GmRoll,
    MaskedRoll,
    Roll,
    RollPlace,
    StreamRoll,
    gm_view,
    parse_message,
    stream_view,
)

ROLL_ID = "01a0c450-6c0a-7b74-a851-6a89391beaa2"
CAMPAIGN = "01a0c450-6c00-7f45-8980-185dc406ec81"
MIRA = CharacterRef(None, "Mira the Bold", "icons/mira.webp")


def wire(name: str) -> Any:
    """What a file of `vectors/wire` holds after its header."""
    return json.loads((VECTORS / "wire" / f"{name}.snap").read_text("utf-8").split("---\n", 2)[2])


def rolled(face: int, *whisper: str) -> Roll:
    (roll,) = parse_message("foundry", message(face, whisper=whisper), "dnd5e")
    return roll


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        (GmRoll, ["gm-dice-roll", "gm-dice-critical", "gm-dice-hidden-gm", "gm-dice-revealed"]),
        (StreamRoll, ["stream-dice-roll", "stream-dice-critical", "stream-dice-revealed"]),
        (MaskedRoll, ["stream-dice-hidden"]),
    ],
)
def test_views_are_what_the_wire_has(kind: Any, names: list[str]) -> None:
    for name in names:
        view = kind.from_dict(wire(name))
        assert view.to_dict() == wire(name), name
        assert pickle.loads(pickle.dumps(view)) == view
        assert hash(view) == hash(kind.from_dict(wire(name)))


def test_characters_are_what_the_wire_has() -> None:
    told = wire("gm-character-update")["character"]
    assert Character.from_dict(told).to_dict() == told


def test_a_public_roll_is_seen_by_all_and_the_reasons_by_its_game_master() -> None:
    place = RollPlace(ROLL_ID, CAMPAIGN, MIRA, is_player_character=True, rolled_at="2026-01-31T20:15:00.000Z")
    roll = rolled(20)
    gm, stream = gm_view(roll, place), stream_view(roll, place)
    assert isinstance(stream, StreamRoll)
    assert (gm.roll_id, gm.campaign_id, gm.character, gm.rolled_at) == (ROLL_ID, CAMPAIGN, MIRA, place.rolled_at)
    assert (gm.formula, gm.result, gm.dice, gm.reason) == (roll.formula, roll.total, roll.dice, roll.verdict.reason)
    assert (stream.result, stream.is_hidden, stream.is_critical) == (25, False, gm.is_critical)
    assert set(stream.to_dict()) < set(gm.to_dict())
    assert stream_view(roll.to_dict(), place.to_dict()) == stream


def test_of_a_hidden_roll_a_stream_learns_nothing_but_whose_it_was() -> None:
    place = RollPlace(ROLL_ID, CAMPAIGN, MIRA, is_player_character=True)
    masked = stream_view(rolled(20, "gm"), place)
    assert masked == MaskedRoll(ROLL_ID, CAMPAIGN, MIRA, "???", "???", True, "2026-09-21T14:13:20.000Z")
    assert masked == stream_view(rolled(3, "gm"), place)
    nobody = stream_view(rolled(20, "gm"))
    assert nobody.character is None
    assert gm_view(rolled(20, "gm")).is_hidden
    match masked:
        case MaskedRoll(character=CharacterRef(name=name)):
            assert name == "Mira the Bold"
        case StreamRoll():
            raise AssertionError(masked)


def test_without_a_place_the_speaker_names_the_roll() -> None:
    view = gm_view(rolled(7))
    assert view.character == CharacterRef(None, "Mira", None)
    assert view.roll_id == "00000000-0000-0000-0000-000000000000"


def test_what_is_no_roll_or_no_place_is_refused(code_of: CodeOf) -> None:
    assert code_of(lambda: gm_view({})) == "vtt.malformed"
    assert code_of(lambda: stream_view(rolled(7), {"rollId": "seven"})) == "vtt.malformed"
    assert code_of(lambda: stream_view(rolled(7), {"role": "x"})) == "vtt.malformed"
