"""What Tumulte refuses, as exceptions of their area."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple, TypeAlias

ErrorCode: TypeAlias = Literal[
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


class Location(NamedTuple):
    """A place in rules; both count from one."""

    line: int
    column: int


class TumulteError(Exception):
    """Something Tumulte refuses: `code` says what, `message` in words."""

    code: ErrorCode
    """The stable code, the same in every language."""

    message: str
    """What was found and what was expected."""

    span: tuple[int, int] | None
    """Where in the text, in characters from and to; none where there is no text."""

    def __init__(self, message: str, code: ErrorCode, span: tuple[int, int] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.span = span

    def _parts(self) -> tuple[Any, ...]:
        return (self.message, self.code, self.span)

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), self._parts())

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, TumulteError):
            return NotImplemented
        return type(self) is type(other) and self._parts() == other._parts()

    def __hash__(self) -> int:
        return hash((type(self), self._parts()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.message!r}, {self.code!r})"


class DiceError(TumulteError):
    """A formula can't be read or rolled: `dice.*`."""

    span: tuple[int, int]
    """Where in the formula, in characters from and to; empty at its end where it ends too early."""

    expected: str | None
    """What could have stood there."""

    hint: str | None
    """What usually helps."""

    def __init__(
        self,
        message: str,
        code: ErrorCode,
        span: tuple[int, int] = (0, 0),
        expected: str | None = None,
        hint: str | None = None,
        picture: str | None = None,
    ) -> None:
        super().__init__(message, code, span)
        self.expected = expected
        self.hint = hint
        self._picture = picture

    def render(self) -> str:
        """The message, the formula with carets under the fault, and the hint, on lines of their own."""
        return self.message if self._picture is None else self._picture

    def _parts(self) -> tuple[Any, ...]:
        return (*super()._parts(), self.expected, self.hint, self._picture)


class PairingError(TumulteError):
    """A pairing offer or claim is refused: `pairing.*`."""


class TokenError(TumulteError):
    """A session token is refused: `token.*`."""


class VttError(TumulteError):
    """A message or document can't be read: `vtt.*`, `roll.*`."""


class SystemsError(TumulteError):
    """A roll can't be judged, or rules can't be read: `systems.*`, `rule.*`."""

    location: Location | None
    """Where in the rules; none where there is no one place."""

    def __init__(
        self,
        message: str,
        code: ErrorCode,
        span: tuple[int, int] | None = None,
        location: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(message, code, span)
        self.location = None if location is None else Location(*location)

    def _parts(self) -> tuple[Any, ...]:
        return (*super()._parts(), self.location)
