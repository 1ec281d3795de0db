from collections.abc import Mapping
from typing import Any, Literal, NotRequired, TypedDict, final

__version__: str

ErrorCode = Literal[
    "pairing.malformed",
    "pairing.oversized",
    "pairing.critical_header",
    "pairing.algorithm",
    "pairing.signature",
    "pairing.audience",
    "pairing.issuer",
    "pairing.subject",
    "pairing.expired",
    "pairing.not_yet_valid",
    "pairing.lifetime",
    "pairing.replayed",
    "pairing.unknown",
    "pairing.already_approved",
    "pairing.already_claimed",
    "pairing.foreign_key",
    "limit.rate",
    "token.malformed",
    "token.algorithm",
    "token.signature",
    "token.foreign",
    "token.expired",
    "token.not_yet_valid",
    "token.unknown",
    "token.revoked",
    "token.reused",
    "dice.empty",
    "dice.too_long",
    "dice.too_deep",
    "dice.too_many_dice",
    "dice.too_many_faces",
    "dice.too_much_work",
    "dice.unexpected",
    "dice.unexpected_end",
    "dice.unclosed_parenthesis",
    "dice.unclosed_brace",
    "dice.unclosed_bracket",
    "dice.unknown_modifier",
    "dice.misplaced_modifier",
    "dice.invalid_modifier",
    "dice.unknown_function",
    "dice.wrong_arguments",
    "dice.unknown_die",
    "dice.invalid_number",
    "dice.endless",
    "dice.ambiguous",
    "dice.unresolved_reference",
    "dice.unresolved_macro",
    "dice.division_by_zero",
    "dice.invalid_count",
    "dice.no_faces",
    "dice.not_a_number",
    "dice.not_in_dialect",
    "dice.too_few_faces",
    "dice.face_out_of_range",
    "dice.faces_left_over",
    "dice.odds_too_large",
    "dice.odds_out_of_reach",
    "vtt.malformed",
    "vtt.too_deep",
    "vtt.oversized",
    "vtt.too_many_rolls",
    "vtt.too_many_entries",
    "vtt.unknown_provider",
    "vtt.invalid_credentials",
    "vtt.missing_setting",
    "vtt.not_connected",
    "vtt.timeout",
    "vtt.refused",
    "vtt.unexpected_answer",
    "vtt.unknown_campaign",
    "vtt.unknown_character",
    "vtt.unknown_subscription",
    "roll.malformed",
    "roll.too_many_dice",
    "roll.too_many_terms",
    "roll.too_deep",
    "systems.malformed_input",
    "systems.too_many_dice",
    "rule.syntax",
    "rule.expression",
    "rule.unknown_name",
    "rule.operation",
    "rule.reserved_name",
    "rule.cycle",
    "rule.too_large",
    "random.unavailable",
]
"""Every `code` of an exception; the chapters of the wire contract say when each is given."""

HintValue = bool | float | str
"""A named fact: a threshold, a target, a switch."""

class TumulteError(Exception):
    """Something Tumulte refuses; `code` says what."""

    code: ErrorCode

class PairingError(TumulteError):
    """A pairing offer or claim is refused."""

class TokenError(TumulteError):
    """A session or refresh token is refused."""

class VttError(TumulteError):
    """A tabletop's message can't be read."""

class SystemsError(TumulteError):
    """A roll can't be judged, or a rule can't be read."""

class Die(TypedDict):
    """One die and what it showed."""

    faces: int
    result: float
    active: bool
    term: int
    kind: NotRequired[str]
    value: NotRequired[float]
    count: NotRequired[float]
    discarded: NotRequired[bool]
    rerolled: NotRequired[bool]
    exploded: NotRequired[bool]
    success: NotRequired[bool]

class Speaker(TypedDict, total=False):
    """Who a roll is said to come from."""

    alias: str
    userId: str
    actorId: str
    tokenId: str

class Reason(TypedDict):
    """Which rule said so, and by what."""

    system: str
    when: str
    dice: list[int]
    values: dict[str, HintValue]
    disagreement: NotRequired[str]

class GameSystem(TypedDict):
    """A game system this version has rules for."""

    id: str
    name: str
    aliases: list[str]

class PairingOffer(TypedDict):
    """A signed offer: what to show, to send and to keep."""

    token: str
    code: str
    jti: str
    secretKey: str
    url: str
    pairUrl: NotRequired[str]
    expiresAt: str

class VerifiedPairingOffer(TypedDict):
    """What a genuine offer says."""

    code: str
    jti: str
    nonce: str
    worldId: str
    worldName: str
    gmUserId: str
    moduleVersion: str
    issuedAt: str
    expiresAt: str
    key: str

class ClaimedOffer(TypedDict):
    """The offer a genuine claim is about."""

    jti: str

class ConnectUrl(TypedDict):
    """What a pasted `foundry://connect?…` holds."""

    token: str
    state: str

@final
class Verdict:
    """What a game system's rules concluded about a roll."""

    @property
    def type(self) -> Literal["success", "failure"] | None: ...
    @property
    def is_critical(self) -> bool: ...
    @property
    def label(self) -> str | None: ...
    @property
    def severity(self) -> Literal["minor", "major", "extreme"] | None: ...
    @property
    def also(self) -> list[str]:
        """Labels of further outcomes that hold at the same time."""

    @property
    def reason(self) -> Reason | None: ...
    def to_dict(self) -> dict[str, Any]:
        """The verdict as the wire has it."""

@final
class Roll:
    """One roll as the tabletop told it, judged. Its parts become Python objects when asked for."""

    @property
    def vtt_roll_id(self) -> str:
        """The tabletop's own identity of this roll: `messageId#index`."""

    @property
    def formula(self) -> str: ...
    @property
    def total(self) -> int | float | None: ...
    @property
    def dice(self) -> list[Die]: ...
    @property
    def total_check(self) -> dict[str, Any]:
        """Whether the dice add up to the total."""

    @property
    def roll_type(self) -> str | None: ...
    @property
    def flavor(self) -> str | None: ...
    @property
    def speaker(self) -> Speaker: ...
    @property
    def visibility(self) -> Literal["public", "gm_only", "blind", "self"]: ...
    @property
    def origin(self) -> str: ...
    @property
    def hints(self) -> dict[str, HintValue]: ...
    @property
    def rolled_at(self) -> str | None:
        """RFC 3339."""

    @property
    def verdict(self) -> Verdict: ...
    @property
    def system(self) -> str: ...
    def to_dict(self) -> dict[str, Any]:
        """The roll as the wire has it, in camelCase."""

def parse_message(
    vtt: str,
    raw: Mapping[str, Any] | str | bytes | bytearray,
    system: str | None = None,
    actor: Mapping[str, Any] | str | bytes | None = None,
) -> list[Roll]:
    """Reads every roll of a tabletop's message and judges each by the rules of the game system.

    Without `system`, or with an unknown one, the fallback rules judge. Raises `VttError`
    (`vtt.*`, `roll.*`) when the message can't be read.
    """

def judge(system: str, input: Mapping[str, Any] | str | bytes | bytearray) -> Verdict:
    """Judges one roll by the rules of a game system; an unknown one is judged by the fallback rules.

    Raises `SystemsError` (`systems.malformed_input`, `systems.too_many_dice`).
    """

def systems() -> list[GameSystem]:
    """Lists the game systems this version has rules for."""

def error_codes() -> list[ErrorCode]:
    """Lists every `code` that an exception of this package can have."""

def create_pairing_offer(
    *,
    world_id: str,
    world_name: str,
    gm_user_id: str,
    module_version: str,
    now_ms: int,
    server_url: str | None = None,
    random: bytes | None = None,
) -> PairingOffer:
    """Makes a key pair and a pairing offer signed with it, valid for five minutes from `now_ms`.

    `random` (72 bytes) makes a test reproducible; leave it out everywhere else.
    """

def sign_pairing_claim(secret_key: str, jti: str, now_ms: int, *, random: bytes | None = None) -> str:
    """Signs a claim on the offer `jti` with the secret key it was made with; valid for a minute.

    `random` (16 bytes) makes a test reproducible; leave it out everywhere else.
    """

def verify_pairing_offer(token: str, now_ms: int, shared_secret: str | None = None) -> VerifiedPairingOffer:
    """Checks a pairing offer as the server does and tells what it says."""

def verify_pairing_claim(
    token: str, jti: str, key: str, now_ms: int, shared_secret: str | None = None
) -> ClaimedOffer:
    """Checks a claim on the offer `jti` against the offer's `key`, as `verify_pairing_offer` told it."""

def read_pairing_code(text: str) -> str:
    """Reads a pairing code as people type it and gives it back as `ABC-123`."""

def read_connect_url(text: str) -> ConnectUrl:
    """Reads a pasted `foundry://connect?token=…&state=…`."""
