"""The compiled half of the package `tumulte`."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, TypeAlias, final

from ._characters import Character, Combat, StreamCharacter, StreamCombat
from ._errors import DiceError, ErrorCode, SystemsError, VttError
from ._pairing import ConnectUrl, PairingOfferRequest, Session
from ._values import (
    Actor,
    Change,
    Dialect,
    GameSystem,
    HintValue,
    JudgeInput,
    Rarity,
    Raw,
    Reason,
    Severity,
    Speaker,
    TotalCheck,
    Visibility,
)
from ._views import GmRoll, MaskedRoll, RollPlace, StreamRoll

__all__ = [
    "parse_character",
    "parse_combat",
    "stream_character",
    "stream_combat",
    "error_codes",
    "Die",
    "Formula",
    "Odds",
    "_create_offer",
    "_sign_claim",
    "_verify_claim",
    "_verify_offer",
    "_verify_session",
    "read_connect_url",
    "read_pairing_code",
    "RollResult",
    "roll",
    "roll_many",
    "Roll",
    "parse_message",
    "parse_messages",
    "RuleSet",
    "_forget_dice",
    "_forget_formulas",
    "explain",
    "judge",
    "judge_many",
    "preview",
    "systems",
    "Verdict",
    "gm_view",
    "stream_view",
    "__version__",
]

__version__: str

_Given: TypeAlias = JudgeInput | Roll | RollResult | Mapping[str, Any] | str | bytes | bytearray | memoryview

@final
class Die:
    """One die and what it showed.

    Only `faces` and `result` are needed to make one, for rules to judge.
    """

    __match_args__ = ("faces", "result")

    def __new__(
        cls,
        faces: int,
        result: float,
        *,
        kind: str | None = None,
        active: bool = True,
        value: float | None = None,
        count: float | None = None,
        discarded: bool = False,
        rerolled: bool = False,
        exploded: bool = False,
        success: bool | None = None,
        term: int = 0,
    ) -> Die: ...
    @property
    def faces(self) -> int:
        """How many faces; 0 where the tabletop did not say."""

    @property
    def result(self) -> int | float:
        """The face result, before any modifier."""

    @property
    def kind(self) -> str | None:
        """What the die stands for where that matters: `tens`, `units`, `fate`, `coin`, `hope` …"""

    @property
    def active(self) -> bool:
        """Whether it counts. Dropped and rerolled dice do not."""

    @property
    def value(self) -> int | float | None:
        """The value a minimum or maximum put in place of the result."""

    @property
    def count(self) -> int | float | None:
        """What it adds to the total where that is not its value: successes counted, a tens die's 40."""

    @property
    def discarded(self) -> bool:
        """Removed by keep or drop."""

    @property
    def rerolled(self) -> bool:
        """Replaced by a new roll."""

    @property
    def exploded(self) -> bool:
        """Brought one more die."""

    @property
    def success(self) -> bool | None:
        """Whether it counted as a success, where successes are counted."""

    @property
    def term(self) -> int:
        """Index of the dice term it belongs to, in reading order."""

    def to_dict(self) -> dict[str, Any]:
        """The die as the wire has it, in camelCase."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Die:
        """The die of what `to_dict` gave; only `result` is needed."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __reduce__(self) -> tuple[Any, ...]: ...

@final
class Formula:
    """A dice formula that was read and understood.

    Two formulas are equal when they are of the same dialect and mean the same, however they were
    spaced.
    """

    __match_args__ = ("text", "dialect")

    @staticmethod
    def parse(text: str, dialect: Dialect | None = None) -> Formula:
        """Reads a formula in a dialect: `foundry`, `roll20` or `avrae`.

        Raises `DiceError` (`dice.*`) with the place of what the dialect does not know.
        """

    @property
    def text(self) -> str:
        """The formula in canonical notation: `2d20kh1 + 7`."""

    @property
    def dialect(self) -> Dialect:
        """The dialect it was read in."""

    @property
    def visibility(self) -> Visibility | None:
        """Who may see the roll, where the formula came with a chat command: `/gmroll 1d20`."""

    @property
    def comment(self) -> str | None:
        """What was written behind it for the readers."""

    def to_string(self) -> str:
        """The formula in canonical notation, as `str` gives it."""

    def roll(self, seed: int | None = None) -> RollResult:
        """Rolls it: the same seed gives the same dice in every language.

        Without a seed the dice are such that nobody can foresee them.
        """

    def roll_given(self, faces: Iterable[int]) -> RollResult:
        """The roll in which the dice showed these faces, in the order in which the formula throws them."""

    def odds(self) -> Odds:
        """How likely each total is, worked out without rolling.

        Raises `DiceError`: `dice.odds_too_large` and `dice.odds_out_of_reach` where
        `approximate_odds` would do.
        """

    def approximate_odds(self, throws: int, seed: int | None = None) -> Odds:
        """How likely each total is, by rolling that often."""

    def to_dict(self) -> dict[str, Any]:
        """The formula as plain data: `formula` and `dialect`."""

    @staticmethod
    def from_dict(data: Mapping[str, Any]) -> Formula:
        """The formula of what `to_dict` gave."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __reduce__(self) -> tuple[Any, ...]: ...

@final
class RollResult:
    """A formula that was rolled: its total, and every die with what became of it."""

    __match_args__ = ("formula", "total")

    @property
    def total(self) -> int | float:
        """What it came to: an `int` when it is one, else a `float`."""

    @property
    def formula(self) -> str:
        """The formula in canonical notation: `2d20kh1 + 7`."""

    @property
    def dialect(self) -> Dialect:
        """The dialect it was read in."""

    @property
    def dice(self) -> tuple[Die, ...]:
        """Every die in the order it fell, dropped and rerolled ones included."""

    @property
    def text(self) -> str:
        """The roll as players read it: `2d20kh1 (14, ~~3~~) + 5 = 19`."""

    def rarity(self) -> Rarity:
        """How rare this total is: `rarity().text` is `1 in 400`.

        Raises `DiceError` where the odds can't be worked out, as `Formula.odds` does.
        """

    def to_dict(self) -> dict[str, Any]:
        """The roll as plain data: `formula`, `dialect`, `total`, `dice`, `text`.

        Where the formula sorts its dice, `faces` has them in the order in which they fell.
        """

    @staticmethod
    def from_dict(data: Mapping[str, Any]) -> RollResult:
        """The roll of what `to_dict` gave: its formula, with the faces its dice showed."""

    @staticmethod
    def _read(formula: str, dialect: str, faces: Sequence[int]) -> RollResult: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __reduce__(self) -> tuple[Any, ...]: ...

@final
class Odds:
    """What a formula can come to, and how likely each total is."""

    @property
    def exactness(self) -> Literal["exact", "rounded", "bounded", "sampled"]:
        """How far the probabilities can be trusted: `exact` (counted), `rounded`, `bounded` (a tail that
        never ends was cut off) or `sampled` (rolled many times).
        """

    @property
    def mean(self) -> float:
        """The average total."""

    @property
    def variance(self) -> float:
        """The average squared distance from the mean."""

    @property
    def deviation(self) -> float:
        """The standard deviation."""

    @property
    def min(self) -> int | float:
        """The lowest total."""

    @property
    def max(self) -> int | float:
        """The highest total; of an explosion the highest that was not cut off."""

    def p(self, total: float) -> float:
        """The probability of exactly this total."""

    def p_at_least(self, total: float) -> float:
        """The probability of this total or a higher one."""

    def p_at_most(self, total: float) -> float:
        """The probability of this total or a lower one."""

    def percentile(self, percent: float) -> int | float:
        """The lowest total that at least `percent` of all rolls don't exceed; 50 is the median."""

    def distribution(self) -> list[tuple[int | float, float]]:
        """Every possible total in rising order, and its probability."""

    def rarity(self, total: float) -> Rarity:
        """How rare this total is: `rarity(40).text` is `1 in 400`."""

    def to_dict(self) -> dict[str, Any]:
        """The odds as plain data: `exactness`, `mean`, `deviation`, `distribution`."""

    def __eq__(self, other: object, /) -> bool: ...
    def __reduce__(self) -> tuple[Any, ...]: ...

@final
class Verdict:
    """What a game system's rules concluded about a roll.

    `type` is `success`, `failure` or none; only of a critical is it set, and only then is there a
    `severity`. A roll that is not critical may still have a label, such as "Hard Success".
    """

    __match_args__ = ("type", "label", "severity")

    @property
    def type(self) -> Literal["success", "failure"] | None:
        """`success`, `failure`, or none."""

    @property
    def is_critical(self) -> bool:
        """Whether it is a critical success or a critical failure."""

    @property
    def label(self) -> str | None:
        """The system's word for it: `Critical Hit`, `Natural 20`."""

    @property
    def severity(self) -> Severity | None:
        """How much of a moment it is: `minor`, `major`, `extreme`; only for criticals."""

    @property
    def also(self) -> tuple[str, ...]:
        """Labels of further outcomes that hold at the same time."""

    @property
    def reason(self) -> Reason | None:
        """Which rule said so, and by what."""

    def to_dict(self) -> dict[str, Any]:
        """The verdict as the wire has it, in camelCase."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Verdict:
        """The verdict of what `to_dict` gave.

        Raises `SystemsError` (`systems.malformed_input`) for what is none.
        """

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __reduce__(self) -> tuple[Any, ...]: ...

@final
class Roll:
    """One roll as the tabletop told it, judged. Its parts become Python objects when they are asked for."""

    __match_args__ = ("formula", "total", "verdict")

    @property
    def vtt_roll_id(self) -> str:
        """The tabletop's own identity of this roll, the same after every resend: `messageId#0`."""

    @property
    def formula(self) -> str:
        """The formula as it was rolled: `2d20kh1 + 7`."""

    @property
    def total(self) -> int | float | None:
        """The total the tabletop gave: an `int` when it is one; none where it gave none."""

    @property
    def dice(self) -> tuple[Die, ...]:
        """Every die in reading order, dropped and rerolled ones included."""

    @property
    def total_check(self) -> TotalCheck:
        """Whether the dice add up to the total, or why not."""

    @property
    def roll_type(self) -> str | None:
        """What kind of roll it is in words of the game system: `attack`, `save` …"""

    @property
    def flavor(self) -> str | None:
        """The text the table shows beside it."""

    @property
    def speaker(self) -> Speaker:
        """Who rolled, as the message names them."""

    @property
    def visibility(self) -> Visibility:
        """Who may see it: `public`, `gm_only`, `blind`, `self`."""

    @property
    def origin(self) -> Literal["message", "inline", "card"]:
        """Where in the message it stood: `message`, `inline`, `card`."""

    @property
    def hints(self) -> dict[str, HintValue]:
        """Named facts for the rules of the game system."""

    @property
    def rolled_at(self) -> str | None:
        """When the tabletop says it happened; RFC 3339."""

    @property
    def verdict(self) -> Verdict:
        """What the rules concluded."""

    @property
    def system(self) -> str:
        """The game system that judged, as the tabletop names it."""

    def explain(self) -> str | None:
        """Says why the verdict is what it is: which rule held, on what values, by which dice."""

    def to_dict(self) -> dict[str, Any]:
        """The roll as the wire has it, in camelCase."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Roll:
        """The roll of what `to_dict` gave.

        Raises `VttError` (`vtt.malformed`) for what is none.
        """

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __reduce__(self) -> tuple[Any, ...]: ...

@final
class RuleSet:
    """The rules of one table: a game system, what is different there, or rules of one's own.

    It is read and prepared once, and judges as often as you like.
    """

    __match_args__ = ("system",)

    @staticmethod
    def load(text: str) -> RuleSet:
        """Reads a rule set from TOML or JSON: `system`, `overrides`, `rules`.

        Raises `SystemsError` (`rule.*`), whose `location` is the place in the text.
        """

    @staticmethod
    def of(system: str) -> RuleSet:
        """The rules of a game system as they are; those of the fallback for an unknown one."""

    @property
    def system(self) -> str:
        """The game system as the tabletop names it."""

    def judge(self, input: _Given) -> Verdict:
        """Judges one roll, as the function `judge` does."""

    def explain(self, input: _Given) -> str | None:
        """Judges one roll and says why, as the function `explain` does."""

    def to_dict(self) -> dict[str, Any]:
        """The rule set as plain data: `system`, and `overrides` and `rules` where there are any."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> RuleSet:
        """The rule set of what `to_dict` gave.

        Raises `SystemsError` (`rule.*`).
        """

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __reduce__(self) -> tuple[Any, ...]: ...

def roll(formula: str, seed: int | None = None, dialect: Dialect | None = None) -> RollResult:
    """Rolls a formula: `roll("2d20kh1 + 7").total`.

    The same seed (0 to 2⁶⁴ − 1) gives the same dice in every language; without one the dice are such
    that nobody can foresee them. `dialect` is `foundry`, `roll20` or `avrae`. Raises `DiceError`
    (`dice.*`) with the place of what can't be read.
    """

def roll_many(
    formulas: Sequence[str], seed: int | None = None, dialect: Dialect | None = None
) -> list[RollResult | DiceError]:
    """Rolls many formulas with one source of dice, in order, while other threads run.

    What can't be read or rolled is a `DiceError` in its place of the list; nothing else is lost.
    """

def parse_message(
    vtt: str, raw: Raw, system: str | RuleSet | None = None, actor: Actor | Raw | None = None
) -> list[Roll]:
    """Reads every roll of a tabletop's message and judges each by the rules of the game system.

    `raw` is the message as dict, JSON text or bytes; `system` an id or a `RuleSet`. Without one, or
    with an unknown one, the fallback rules judge. Raises `VttError` (`vtt.*`, `roll.*`) when the
    message can't be read.
    """

def parse_messages(
    vtt: str, raws: Iterable[Raw] | str | bytes | bytearray | memoryview, system: str | RuleSet | None = None
) -> list[list[Roll] | VttError]:
    """Reads many messages at once, while other threads run.

    `raws` is a list of them, or the text or bytes of a whole dump (a JSON array, JSON lines, a log),
    which is cut into its messages. A message that can't be read is a `VttError` in its place of the
    list; nothing else is lost.
    """

def parse_character(vtt: str, raw: Raw, system: str | RuleSet | None = None) -> Character:
    """Reads a character as its tabletop stores it: an actor document of Foundry, an export of Alchemy.

    Raises `VttError` (`vtt.*`).
    """

def parse_combat(vtt: str, raw: Raw, system: str | RuleSet | None = None) -> Combat:
    """Reads a combat as its tabletop stores it: a combat document of Foundry.

    Raises `VttError` (`vtt.*`).
    """

def gm_view(roll: Roll | Mapping[str, Any], place: RollPlace | Mapping[str, Any] | None = None) -> GmRoll:
    """Everything about a roll, for its game master.

    `place` tells what the tabletop does not: our ids, the character, whether a player plays it, the
    time. Without a character the roll goes by the name its speaker has at the table.
    """

def stream_view(
    roll: Roll | Mapping[str, Any], place: RollPlace | Mapping[str, Any] | None = None
) -> StreamRoll | MaskedRoll:
    """What a stream may see of a roll: a `StreamRoll` if it was public, a `MaskedRoll` if not.

    `place` as for `gm_view`; only a player character is named by a mask.
    """

def stream_character(character: Character | Mapping[str, Any], id: str | None = None) -> StreamCharacter | None:
    """A character as streams see it, without what the players must not know.

    None for whoever is not played by a player. `id` is the character's id in a campaign.
    """

def stream_combat(combat: Combat | Mapping[str, Any]) -> StreamCombat:
    """A combat as streams see it: without those who are hidden."""

def judge(system: str | RuleSet, input: _Given) -> Verdict:
    """Judges one roll by the rules of a game system, or by a rule set.

    An unknown system is judged by the fallback rules. Raises `SystemsError`
    (`systems.malformed_input`, `systems.too_many_dice`).
    """

def judge_many(system: str | RuleSet, inputs: Iterable[_Given]) -> list[Verdict | SystemsError]:
    """Judges many rolls at once, while other threads run.

    What can't be judged is a `SystemsError` in its place of the list; nothing else is lost.
    """

def explain(system: str | RuleSet, input: _Given) -> str | None:
    """Judges one roll and says why, for people: which rule held, on what values, by which dice.

    None when no rule held. Raises as `judge` does.
    """

def systems() -> list[GameSystem]:
    """Lists the game systems this version has rules for."""

def preview(rules: RuleSet, rolls: Iterable[_Given], before: str | RuleSet | None = None) -> list[Change]:
    """What other rules would make of rolls: those that come out differently.

    `before` is a game system or a rule set; without it, the built-in rules of the system that `rules`
    names. Raises `SystemsError` for an input that can't be judged.
    """

def read_pairing_code(text: str) -> str:
    """Reads a pairing code as people type it and gives it back as `ABC-123`.

    Raises `PairingError` (`pairing.malformed`).
    """

def read_connect_url(text: str) -> ConnectUrl:
    """Reads a pasted `foundry://connect?token=…&state=…`.

    Raises `PairingError` (`pairing.malformed`, `pairing.oversized`).
    """

def error_codes() -> list[ErrorCode]:
    """Lists every `code` that an exception of this package can have."""

def _create_offer(request: PairingOfferRequest | Mapping[str, Any], random: bytes | None) -> dict[str, Any]: ...
def _verify_offer(token: str, now_ms: int, shared_secret: str | None) -> dict[str, Any]: ...
def _sign_claim(secret_key: str, jti: str, now_ms: int, random: bytes | None) -> str: ...
def _verify_claim(token: str, jti: str, key: str, now_ms: int, shared_secret: str | None) -> str: ...
def _verify_session(token: str, public_key: str, issuer: str, now_ms: int) -> Session: ...
def _forget_dice() -> None: ...
def _forget_formulas() -> None: ...
