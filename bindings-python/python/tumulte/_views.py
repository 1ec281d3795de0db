"""A roll as its audiences see it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from ._native import Die
from ._record import Record, each, reads
from ._values import Reason, Severity, Speaker, TotalCheck, Visibility

NIL = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True, slots=True)
class CharacterRef(Record):
    """The character a card names."""

    id: str | None
    """Our id, once imported."""
    name: str
    """The name to show."""
    avatar_url: str | None
    """Where its portrait lies."""


@dataclass(frozen=True, slots=True)
class RollPlace(Record):
    """What views tell of a roll that the tabletop does not: our ids, the character, the time."""

    roll_id: str = NIL
    """Our id; nil for a roll that nobody recorded."""
    campaign_id: str = NIL
    """The campaign; nil outside one."""
    character: CharacterRef | None = field(default=None, metadata=reads(CharacterRef.from_dict))
    """Who rolled, as a card names them."""
    is_player_character: bool = False
    """Whether this is a player character; only then may a mask name it."""
    rolled_at: str | None = None
    """When it was rolled, where that is known better than the message tells; RFC 3339."""


@dataclass(frozen=True, slots=True)
class GmRoll(Record):
    """A roll as its game master sees it: everything, hidden or not, and why the verdict is what it is."""

    roll_id: str
    """Our id."""
    campaign_id: str
    """The campaign."""
    system: str
    """The game system that judged."""
    character: CharacterRef | None = field(metadata=reads(CharacterRef.from_dict))
    """Who rolled, as a card names them."""
    is_player_character: bool
    """Whether the one who rolled is a player character."""
    formula: str
    """The formula."""
    result: int | float | None
    """The total."""
    dice: tuple[Die, ...] = field(metadata=each(Die.from_dict))
    """Every die."""
    is_hidden: bool
    """Whether a stream sees only a mask."""
    is_critical: bool
    """Whether the rules called it critical."""
    critical_type: Literal["success", "failure"] | None
    """Which way."""
    label: str | None
    """The system's word for it."""
    severity: Severity | None
    """How much of a moment it is."""
    rolled_at: str
    """When it was rolled; RFC 3339."""
    vtt_roll_id: str
    """The tabletop's own identity."""
    visibility: Visibility
    """Who may see it."""
    speaker: Speaker = field(metadata=reads(Speaker.from_dict))
    """Who rolled, as the message names them."""
    total_check: TotalCheck = field(metadata=reads(TotalCheck.from_dict))
    """Whether the dice add up."""
    roll_type: str | None = None
    """The roll type in words of the game system."""
    flavor: str | None = None
    """The text the table shows beside it."""
    also: tuple[str, ...] = field(default=(), metadata=each(str))
    """Labels of further outcomes that hold at the same time."""
    reason: Reason | None = field(default=None, metadata=reads(Reason.from_dict))
    """Why the verdict is what it is."""


@dataclass(frozen=True, slots=True)
class StreamDie(Record):
    """A die as a stream sees it."""

    faces: int
    """How many faces."""
    result: int | float
    """What it showed."""
    active: bool
    """Whether it counts."""
    kind: str | None = None
    """What it stands for, where that matters."""


@dataclass(frozen=True, slots=True)
class StreamRoll(Record):
    """A public roll as streams see it."""

    roll_id: str
    """Our id."""
    campaign_id: str
    """The campaign."""
    system: str
    """The game system that judged."""
    character: CharacterRef | None = field(metadata=reads(CharacterRef.from_dict))
    """Who rolled, as a card names them."""
    formula: str
    """The formula."""
    result: int | float | None
    """The total."""
    dice: tuple[StreamDie, ...] = field(metadata=each(StreamDie.from_dict))
    """Every die."""
    is_hidden: Literal[False]
    """Never; what is hidden is a `MaskedRoll`."""
    is_critical: bool
    """Whether the rules called it critical."""
    critical_type: Literal["success", "failure"] | None
    """Which way."""
    label: str | None
    """The system's word for it."""
    severity: Severity | None
    """How much of a moment it is."""
    rolled_at: str
    """When it was rolled; RFC 3339."""
    roll_type: str | None = None
    """The roll type in words of the game system."""


@dataclass(frozen=True, slots=True)
class MaskedRoll(Record):
    """All a stream learns of a hidden roll: that it happened, and whose player character rolled."""

    roll_id: str
    """Our id."""
    campaign_id: str
    """The campaign."""
    character: CharacterRef | None = field(metadata=reads(CharacterRef.from_dict))
    """Whose player character rolled; none for anybody else."""
    formula: Literal["???"]
    """Three question marks."""
    result: Literal["???"]
    """Three question marks."""
    is_hidden: Literal[True]
    """Always; what is public is a `StreamRoll`."""
    rolled_at: str
    """When it was rolled; RFC 3339."""
