"""What the types promise; mypy reads it, Python runs it."""

from typing import Literal, assert_never, assert_type

from conftest import message

import tumulte
from tumulte import DiceError, MaskedRoll, Roll, RollResult, StreamRoll, SystemsError, Verdict, VttError


def test_fields_have_the_types_that_are_declared() -> None:
    rolled = tumulte.roll("2d6", 7)
    assert_type(rolled.total, int | float)
    assert_type(rolled.dice, tuple[tumulte.Die, ...])
    assert_type(rolled.dialect, Literal["foundry", "roll20", "avrae"])
    (told,) = tumulte.parse_message("foundry", message())
    assert_type(told.verdict.type, Literal["success", "failure"] | None)
    assert_type(told.speaker.alias, str | None)
    assert_type(told.visibility, Literal["public", "gm_only", "blind", "self"])


def test_batches_are_told_apart_by_their_classes() -> None:
    for rolled in tumulte.roll_many(["2d6", "?"]):
        if isinstance(rolled, DiceError):
            assert_type(rolled.span, tuple[int, int])
        else:
            assert_type(rolled, RollResult)
    for rolls in tumulte.parse_messages("foundry", [message(), "{"]):
        assert_type(rolls, list[Roll] | VttError)
    for verdict in tumulte.judge_many("dnd5e", ['{"dice": []}', "{"]):
        assert_type(verdict, Verdict | SystemsError)


def test_views_are_told_apart_by_what_they_are() -> None:
    (told,) = tumulte.parse_message("foundry", message())
    view = tumulte.stream_view(told)
    match view:
        case StreamRoll(result=result):
            assert_type(result, int | float | None)
        case MaskedRoll(result=mask):
            assert_type(mask, Literal["???"])
        case other:
            assert_never(other)
    if view.is_hidden is True:
        assert_type(view, MaskedRoll)
    else:
        assert_type(view, StreamRoll)
