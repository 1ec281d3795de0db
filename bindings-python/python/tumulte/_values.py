"""The small parts of rolls, verdicts and odds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NotRequired, TypeAlias, TypedDict

from ._record import Record, each

if TYPE_CHECKING:
    from ._native import Verdict

Dialect: TypeAlias = Literal["foundry", "roll20", "avrae"]
"""Whose notation a formula is written in: `k1` keeps the highest in Foundry and Roll20, every 1 in Avrae."""

Visibility: TypeAlias = Literal["public", "gm_only", "blind", "self"]
"""Who may see a roll. Everything but `public` is hidden from a stream."""

Severity: TypeAlias = Literal["minor", "major", "extreme"]
"""How much of a moment a critical is: a nod, a proper one, the best or worst the system knows."""

HintValue: TypeAlias = bool | int | float | str
"""A named fact: a threshold, a target, a switch."""

Raw: TypeAlias = Mapping[str, Any] | list[Any] | str | bytes | bytearray | memoryview
"""A message or document: as a dict, JSON text or bytes."""


@dataclass(frozen=True, slots=True)
class Rarity:
    """How rare a total is."""

    exactly: float
    """The probability of this total."""
    at_least_as_extreme: float
    """The probability of one at least as extreme, on the side this one lies on."""
    side: Literal["high", "low"]
    """Whether it is rare for being high or for being low."""
    one_in: float
    """In how many rolls one at least as extreme is expected; infinite for what can't be rolled."""
    text: str
    """What one says at the table: `1 in 400`, or `impossible`."""


@dataclass(frozen=True, slots=True)
class Speaker(Record):
    """Who a roll is said to come from, as the message names them."""

    alias: str | None = None
    """The name shown at the table."""
    user_id: str | None = None
    """The tabletop's id of the person who rolled."""
    actor_id: str | None = None
    """The tabletop's id of the actor."""
    token_id: str | None = None
    """The tabletop's id of the token, the piece on the map."""


@dataclass(frozen=True, slots=True)
class TotalCheck(Record):
    """Whether the dice add up to the total the tabletop gave, or the reason why not."""

    status: Literal["agrees", "no_total", "unknown_term", "doubled_successes", "added_dice", "differs"]
    """`agrees`, or why not."""
    recomputed: int | float | None = None
    """What the dice add up to, of `added_dice` and `differs`."""
    class_: str | None = None
    """The class of the term, of `unknown_term`."""


@dataclass(frozen=True, slots=True)
class Reason(Record):
    """Why a verdict is what it is: the answer to a player's "how so?"."""

    system: str
    """The id of the game system whose rules judged."""
    when: str
    """The test that held, as the rule file writes it: `nat >= critAt`."""
    dice: tuple[int, ...] = field(metadata=each(int))
    """Indices of the dice the rule looked at."""
    values: dict[str, HintValue] = field(hash=False)
    """The values the test saw: `nat = 20`, `critAt = 19`."""
    disagreement: str | None = None
    """What the tabletop's own outcome and the dice disagree about, when they do."""


@dataclass(frozen=True, slots=True)
class Actor(Record):
    """The actor behind a message, where it is known."""

    id: str = ""
    """The tabletop's id."""
    name: str = ""
    """The actor's own name."""
    img: str | None = None
    """Where its portrait lies."""
    type: str | None = None
    """The actor type in words of the game system."""
    has_player_owner: bool = False
    """Whether a player owns it; only then may a masked card name it."""


@dataclass(frozen=True, slots=True)
class GameSystem(Record):
    """A game system this version has rules for."""

    id: str
    """The id, as Foundry spells it."""
    name: str
    """The name people know it by."""
    aliases: tuple[str, ...] = field(metadata=each(str))
    """Ids of forks and older spellings the same rules judge."""


@dataclass(frozen=True, slots=True)
class Change:
    """A roll that other rules judge differently."""

    place: int
    """Its place among those given."""
    before: Verdict
    """What the old rules say."""
    after: Verdict
    """What the new rules say."""

    def to_dict(self) -> dict[str, Any]:
        """The change as plain data."""
        return {"place": self.place, "before": self.before.to_dict(), "after": self.after.to_dict()}


class DieInput(TypedDict):
    """A die for rules to judge; the dict of a `Die`."""

    faces: int
    result: int | float
    kind: NotRequired[str | None]
    active: NotRequired[bool]
    value: NotRequired[int | float | None]
    count: NotRequired[int | float | None]
    discarded: NotRequired[bool]
    rerolled: NotRequired[bool]
    exploded: NotRequired[bool]
    success: NotRequired[bool | None]
    term: NotRequired[int]


class JudgeInput(TypedDict, total=False):
    """What a judgement needs to know: only `dice` is needed, and of a die only `faces` and `result`."""

    dice: list[DieInput]
    total: int | float | None
    target: int | float | None
    rollType: str | None
    options: Mapping[str, HintValue | None]
    message: Mapping[str, Any] | None
