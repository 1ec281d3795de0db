"""`parse_message` from bytes, verdict included, against JSON readers and the same facts by hand, over real messages."""

import json
import os
import re
from collections.abc import Callable
from functools import partial
from html import unescape
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import unquote

import msgspec
from clock import best, shown

import tumulte

Die: TypeAlias = tuple[Any, Any, Any]
Facts: TypeAlias = tuple[Any, Any, list[Die], str | None]
PIECE = 50


class Roll(msgspec.Struct):
    """What of a roll is looked at."""

    formula: Any = None
    total: Any = None
    terms: list[Any] = []


class Attack(msgspec.Struct, rename="camel"):
    """The rolls of one attack, which pf1 keeps on the card."""

    attack: Roll | None = None
    crit_confirm: Roll | None = None
    damage: list[Roll] = []
    crit_damage: list[Roll] = []


class Attacks(msgspec.Struct):
    """All attacks of a card."""

    attacks: list[Attack] = []


class Card(msgspec.Struct):
    """A card with attacks."""

    rolls: Attacks | None = None


class Pf1(msgspec.Struct):
    """Where older cards lie."""

    metadata: Card | None = None


class BetterEntry(msgspec.Struct, rename="camel"):
    """A part of a card of Better Rolls, which may hold more of them."""

    roll: Roll | None = None
    base_roll: Roll | None = None
    entries: list["BetterEntry"] = []


class BetterRolls(msgspec.Struct):
    """Such a card."""

    entries: list[BetterEntry] = []


class Flags(msgspec.Struct):
    """What modules and systems add to a message."""

    pf1: Pf1 | None = None
    betterrolls5e: BetterRolls | None = None


class Message(msgspec.Struct):
    """What of a chat message is looked at; `rolls` are JSON texts within it, more stand in `content` and on cards."""

    rolls: list[Any] = []
    roll: Any = None
    content: Any = None
    system: Card | None = None
    flags: Flags | None = None


read_message = msgspec.json.Decoder(Message).decode
read_roll = msgspec.json.Decoder(Roll).decode

ANCHOR = re.compile(r"<a\s[^>]*\binline-r[^>]*>")
DATA = re.compile(r'\bdata-roll="([^"]+)"')


def dice_of(term: Any, found: list[Die]) -> None:
    """Walks the terms, nested rolls and pools included, as the `dice` of a stored roll are empty."""
    if not isinstance(term, dict):
        return
    results = term.get("results")
    if results and "rolls" not in term:
        faces = term.get("faces")
        for result in results:
            if isinstance(result, dict):
                found.append((faces, result.get("result"), result.get("active", True)))
        return
    for name in ("roll", "term"):
        if name in term:
            dice_of(term[name], found)
    for name in ("terms", "rolls", "operands", "dice"):
        for inner in term.get(name) or ():
            dice_of(inner, found)


def facts(formula: Any, total: Any, terms: list[Any]) -> Facts:
    """Formula, total, every die, and a natural 20 or 1 among those that count."""
    dice: list[Die] = []
    for term in terms:
        dice_of(term, dice)
    verdict = None
    for faces, result, active in dice:
        if faces == 20 and active:
            verdict = "success" if result == 20 else "failure" if result == 1 else None
            break
    return formula, total, dice, verdict


def inline_rolls(content: Any) -> list[str]:
    """The JSON of the rolls in a message's text: anchors that carry it, percent-encoded."""
    if not isinstance(content, str) or "data-roll" not in content:
        return []
    return [unquote(unescape(data)) for tag in ANCHOR.findall(content) for data in DATA.findall(tag)]


def with_json(raw: bytes) -> list[Facts]:
    """The standard library."""
    message = json.loads(raw)
    stored = message.get("rolls") or ([message["roll"]] if message.get("roll") else [])
    texts = stored + inline_rolls(message.get("content"))
    rolls = [json.loads(text) if isinstance(text, str) else text for text in texts]
    flags = message.get("flags") or {}
    for card in (message.get("system"), (flags.get("pf1") or {}).get("metadata")):
        for attack in ((card or {}).get("rolls") or {}).get("attacks") or ():
            shown = [attack.get("attack"), attack.get("critConfirm")]
            shown += (attack.get("damage") or []) + (attack.get("critDamage") or [])
            rolls += [roll for roll in shown if roll]
    for group in (flags.get("betterrolls5e") or {}).get("entries") or ():
        for entry in group.get("entries") or ():
            rolls += [roll for roll in (entry.get("roll"), entry.get("baseRoll")) if roll]
    return [facts(roll.get("formula"), roll.get("total"), roll.get("terms") or []) for roll in rolls]


def with_msgspec(raw: bytes) -> list[Facts]:
    """Typed, so that only what is asked for becomes Python objects."""
    message = read_message(raw)
    stored = message.rolls or ([message.roll] if message.roll else [])
    texts = stored + inline_rolls(message.content)
    rolls = [read_roll(text) if isinstance(text, str) else msgspec.convert(text, Roll) for text in texts]
    flags = message.flags or Flags()
    for card in (message.system, flags.pf1 and flags.pf1.metadata):
        if card and card.rolls:
            for attack in card.rolls.attacks:
                shown = [attack.attack, attack.crit_confirm, *attack.damage, *attack.crit_damage]
                rolls += [roll for roll in shown if roll]
    if flags.betterrolls5e:
        for group in flags.betterrolls5e.entries:
            for entry in group.entries:
                rolls += [roll for roll in (entry.roll, entry.base_roll) if roll]
    return [facts(roll.formula, roll.total, roll.terms) for roll in rolls]


def with_tumulte(raw: bytes, system: str) -> list[Facts]:
    """The same facts, read, checked and judged by the rules of the game system."""
    rolls: list[Facts] = []
    for roll in tumulte.parse_message("foundry", raw, system):
        dice: list[Die] = [(die.faces, die.result, die.active) for die in roll.dice]
        rolls.append((roll.formula, roll.total, dice, roll.verdict.type))
    return rolls


def corpus() -> list[tuple[str, bytes]]:
    """Every recorded message with its game system, as a module sends it: without spaces between."""
    root = Path(os.environ.get("TUMULTE_DATA") or Path(__file__).parents[3] / "shared" / "data") / "foundry"
    found = []
    for file in sorted(root.rglob("*.jsonl")):
        system = file.parent.name
        if not system.startswith("relay"):
            lines = file.read_text("utf-8").splitlines()
            values = (json.loads(line) for line in lines if line)
            found += [(system, json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()) for value in values]
    return found


def run() -> bool:
    """Prints the ratios; whether all that is required is reached."""
    messages = corpus()
    if not messages:
        print("skipped: no recordings (set TUMULTE_DATA)")
        return True
    sums = dict.fromkeys(("tumulte", "json", "msgspec"), 0)
    for start in range(0, len(messages), PIECE):
        piece = messages[start : start + PIECE]
        raws = [raw for _, raw in piece]
        contenders: dict[str, Callable[[], object]] = {
            "tumulte": partial(ours, piece),
            "json": partial(theirs, with_json, raws),
            "msgspec": partial(theirs, with_msgspec, raws),
        }
        for name, time in best(contenders, 12).items():
            sums[name] += time
    theirs_found = [sum(len(read(raw)) for _, raw in messages) for read in (with_json, with_msgspec)]
    ours_found = sum(len(with_tumulte(raw, system)) for system, raw in messages)
    print(f"rolls: tumulte {ours_found}, json {theirs_found[0]}, msgspec {theirs_found[1]}")
    size = sum(len(raw) for _, raw in messages) / len(messages)
    each = {name: time / len(messages) / 1000 for name, time in sums.items()}
    print(f"{len(messages)} messages of {size:.0f} bytes: " + ", ".join(f"{n} {t:.2f} µs" for n, t in each.items()))
    reached = shown("parse_message against json", each["json"] / each["tumulte"], 4, 7)
    return shown("parse_message against msgspec", each["msgspec"] / each["tumulte"], 1, 1.5) and reached


def ours(piece: list[tuple[str, bytes]]) -> None:
    """Reads a piece of the corpus."""
    for system, raw in piece:
        with_tumulte(raw, system)


def theirs(read: Callable[[bytes], object], raws: list[bytes]) -> None:
    """Reads a piece of the corpus with a peer."""
    for raw in raws:
        read(raw)


if __name__ == "__main__":
    run()
