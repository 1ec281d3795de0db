"""Characters and combats, as the game master and as streams see them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from ._record import Record, each, reads


@dataclass(frozen=True, slots=True)
class Gauge(Record):
    """A value with what it may reach, such as hit points."""

    value: int | float | None = None
    """What it stands at."""
    max: int | float | None = None
    """The most it may reach, where that is known."""
    temp: int | float | None = None
    """What lies on top of it for a while."""
    label: str | None = None
    """The sheet's own word for it."""


Stat: TypeAlias = bool | int | float | str | Gauge | list[Any] | dict[str, Any]
"""An entry of a sheet: a plain value, a value with what it may reach, or anything else a tabletop sends."""

_GAUGE = {"value": int | float, "max": int | float, "temp": int | float, "label": str}


def _stat(value: Any) -> Stat:
    """What core took for a gauge is one; any other object stays as it came."""
    if not isinstance(value, dict):
        return value  # type: ignore[no-any-return]
    is_gauge = all(key in _GAUGE and isinstance(item, _GAUGE[key]) for key, item in value.items())
    return Gauge.from_dict(value) if is_gauge else value


def _stats(values: dict[str, Any]) -> dict[str, Any]:
    return {name: _stat(value) for name, value in values.items()}


@dataclass(frozen=True, slots=True)
class InventoryItem(Record):
    """One thing a character carries, as its game master knows it."""

    vtt_item_id: str
    """The tabletop's id of the item; empty where it has none."""
    name: str
    """Its true name."""
    quantity: int | float
    """How many of it."""
    identified: bool
    """Whether the players know what it is."""
    hidden: bool
    """Whether the players must not know of it at all."""
    kind: str | None = None
    """The item type in words of the game system: `weapon`, `consumable` …"""
    equipped: bool | None = None
    """Whether it is worn or held, where the system tells."""
    unidentified_name: str | None = None
    """What the players call it until they know."""
    img: str | None = None
    """Where its picture lies."""


@dataclass(frozen=True, slots=True)
class Character(Record):
    """A character as its game master knows it."""

    vtt_character_id: str
    """The tabletop's id of the actor."""
    name: str
    """Its name."""
    avatar_url: str | None
    """Where its portrait lies."""
    character_type: str
    """`pc` when a player plays it, `npc` when the game master does; else in words of the tabletop."""
    stats: dict[str, Stat] = field(hash=False, metadata=reads(_stats))
    """Hit points, armour class and the like, by name."""
    inventory: tuple[InventoryItem, ...] = field(metadata=each(InventoryItem.from_dict))
    """What it carries."""
    conditions: tuple[str, ...] = field(default=(), metadata=each(str))
    """What it suffers or enjoys right now, in words of the game system."""
    metadata: Any = field(default=None, hash=False)
    """Anything else that was sent along."""


@dataclass(frozen=True, slots=True)
class Combatant(Record):
    """Somebody in a combat, as the game master sees them."""

    id: str
    """The tabletop's id of the place in the order."""
    name: str
    """The name in the order; empty where no document told it."""
    initiative: int | float | None
    """What they rolled; none until they did."""
    is_defeated: bool
    """Out of the fight."""
    is_hidden: bool
    """Hidden from the players: in the order, on the map, or by a secret disposition."""
    is_player: bool
    """Played by a player."""
    is_name_public: bool
    """Whether everybody at the table may read the name beneath the token."""
    img: str | None = None
    """The picture in the order."""
    actor_id: str | None = None
    """The tabletop's id of the actor."""
    token_id: str | None = None
    """The tabletop's id of the token."""
    disposition: Literal["secret", "hostile", "neutral", "friendly"] | None = None
    """Whose side they are on, where the token is known."""


@dataclass(frozen=True, slots=True)
class Combat(Record):
    """A combat as its game master sees it."""

    vtt_combat_id: str
    """The tabletop's id."""
    round: int
    """The round; 0 before it begins."""
    turn: int | None
    """The place in `combatants` whose turn it is, once it began."""
    started: bool
    """Whether it began."""
    combatants: tuple[Combatant, ...] = field(metadata=each(Combatant.from_dict))
    """Everybody in it, in the order of their turns."""
    current: str | None
    """The id of the combatant whose turn it is."""


@dataclass(frozen=True, slots=True)
class StreamItem(Record):
    """A belonging as a stream sees it; an unidentified one goes by what the players call it."""

    name: str
    """What the players call it."""
    quantity: int | float
    """How many of it."""
    identified: bool
    """Whether the players know what it is."""
    kind: str | None = None
    """The item type in words of the game system."""
    equipped: bool | None = None
    """Whether it is worn or held, where the system tells."""
    img: str | None = None
    """Where its picture lies."""


@dataclass(frozen=True, slots=True)
class StreamCharacter(Record):
    """A player character as streams see it."""

    id: str | None
    """Its id in a campaign."""
    name: str
    """Its name."""
    avatar_url: str | None
    """Where its portrait lies."""
    stats: dict[str, bool | int | float | str | Gauge] = field(hash=False, metadata=reads(_stats))
    """Hit points, armour class and the like, by name."""
    conditions: tuple[str, ...] = field(metadata=each(str))
    """What it suffers or enjoys right now."""
    inventory: tuple[StreamItem, ...] = field(metadata=each(StreamItem.from_dict))
    """What it carries, as far as the players know."""


@dataclass(frozen=True, slots=True)
class StreamCombatant(Record):
    """Somebody in a combat as a stream sees them."""

    id: str
    """The tabletop's id of the place in the order."""
    name: str | None
    """The name, where everybody at the table can read it."""
    img: str | None
    """The picture, where everybody at the table can read the name."""
    is_player: bool
    """Played by a player."""
    is_defeated: bool
    """Out of the fight."""
    initiative: int | float | None = None
    """What they rolled; only of player characters."""


@dataclass(frozen=True, slots=True)
class StreamCombat(Record):
    """A combat as streams see it: without those who are hidden."""

    vtt_combat_id: str
    """The tabletop's id."""
    round: int
    """The round; 0 before it begins."""
    started: bool
    """Whether it began."""
    combatants: tuple[StreamCombatant, ...] = field(metadata=each(StreamCombatant.from_dict))
    """Those who stand in the order for everybody at the table."""
    current: str | None
    """The id of the combatant whose turn it is, or of the last one before who is no secret."""
