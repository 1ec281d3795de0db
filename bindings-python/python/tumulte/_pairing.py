"""The handshake between a world and a server, both sides of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from . import _native
from ._record import Record


@dataclass(frozen=True, slots=True)
class PairingOfferRequest(Record):
    """What a pairing offer is made from."""

    world_id: str
    """The tabletop's id of the world."""
    world_name: str
    """The world's title."""
    gm_user_id: str
    """The tabletop's id of the game master who asks."""
    module_version: str
    """The version of who makes the offer."""
    now_ms: int
    """Now, in milliseconds since 1970."""
    server_url: str | None = None
    """With it, the offer has a `pair_url`."""


@dataclass(frozen=True, slots=True)
class PairingClaimSigner(Record):
    """Who made an offer and may claim it."""

    jti: str
    """The name of the offer."""
    secret_key: str = field(repr=False)
    """Signs the claims; base64url. Never leaves its maker."""

    def sign(self, now_ms: int, random: bytes | None = None) -> str:
        """Signs a claim on the offer, valid for a minute from `now_ms`.

        `random` (16 bytes) makes a test reproducible; leave it out everywhere else. Raises
        `PairingError` (`pairing.malformed`).
        """
        return _native._sign_claim(self.secret_key, self.jti, now_ms, random)


@dataclass(frozen=True, slots=True)
class PairingClaim(Record):
    """A genuine claim on an offer."""

    jti: str
    """The name of the offer."""


@dataclass(frozen=True, slots=True)
class PairingClaimVerifier(Record):
    """What is needed to check the claims on an offer."""

    jti: str
    """The name of the offer."""
    key: str
    """`ed25519:` and the offer's public key, or `hs256`."""

    def verify_claim(self, token: str, now_ms: int, shared_secret: str | None = None) -> PairingClaim:
        """Checks that a token is a claim on this offer, signed by its key, and timely.

        Raises `PairingError` (`pairing.*`).
        """
        return PairingClaim(_native._verify_claim(token, self.jti, self.key, now_ms, shared_secret))


@dataclass(frozen=True, slots=True)
class VerifiedPairingOffer(Record):
    """What a genuine offer says."""

    code: str
    """What the game master types: `ABC-123`."""
    jti: str
    """The name of the offer."""
    nonce: str
    """What makes the token unique."""
    world_id: str
    """The tabletop's id of the world."""
    world_name: str
    """The world's title."""
    gm_user_id: str
    """The tabletop's id of the game master who asks."""
    module_version: str
    """The version of who made the offer."""
    issued_at: str
    """When it begins; RFC 3339."""
    expires_at: str
    """When it ends; RFC 3339."""
    key: str
    """To be kept for the claims: `ed25519:` and the public key, or `hs256`."""

    @staticmethod
    def restore(kept: Mapping[str, Any]) -> VerifiedPairingOffer | PairingClaimVerifier:
        """The offer again that `to_dict` gave; of `jti` and `key` alone, what checks claims on it."""
        if "code" in kept:
            return VerifiedPairingOffer.from_dict(kept)
        return PairingClaimVerifier.from_dict(kept)

    def verify_claim(self, token: str, now_ms: int, shared_secret: str | None = None) -> PairingClaim:
        """Checks that a token is a claim on this offer, signed by its key, and timely.

        Raises `PairingError` (`pairing.*`).
        """
        return PairingClaimVerifier(self.jti, self.key).verify_claim(token, now_ms, shared_secret)


@dataclass(frozen=True, slots=True)
class PairingOffer(Record):
    """A signed offer of a world to be paired: what to show, to send and to keep."""

    token: str = field(repr=False)
    """To be posted to the server."""
    code: str
    """To be typed by the game master: `ABC-123`."""
    jti: str
    """The name of the offer."""
    secret_key: str = field(repr=False)
    """Signs the claims; base64url. Never leaves its maker."""
    url: str = field(repr=False)
    """`foundry://connect?token=…&state=…`, to be pasted."""
    expires_at: str
    """When it ends; RFC 3339."""
    pair_url: str | None = None
    """The server's pairing page with the code filled in."""

    @classmethod
    def create(cls, request: PairingOfferRequest | Mapping[str, Any], random: bytes | None = None) -> Self:
        """Makes a key pair and an offer signed with it, valid for five minutes from the request's time.

        The request may be its dict. `random` (72 bytes) makes a test reproducible; leave it out
        everywhere else. Raises `PairingError` (`pairing.malformed`).
        """
        return cls.from_dict(_native._create_offer(request, random))

    @staticmethod
    def verify(token: str, now_ms: int, shared_secret: str | None = None) -> VerifiedPairingOffer:
        """Checks an offer as the server does and tells what it says.

        Raises `PairingError` (`pairing.*`).
        """
        return VerifiedPairingOffer.from_dict(_native._verify_offer(token, now_ms, shared_secret))

    @staticmethod
    def restore(kept: Mapping[str, Any]) -> PairingOffer | PairingClaimSigner:
        """The offer again that `to_dict` gave; of `jti` and `secretKey` alone, who may claim it."""
        return PairingOffer.from_dict(kept) if "token" in kept else PairingClaimSigner.from_dict(kept)

    def sign(self, now_ms: int, random: bytes | None = None) -> str:
        """Signs a claim on the offer, valid for a minute from `now_ms`.

        `random` (16 bytes) makes a test reproducible; leave it out everywhere else. Raises
        `PairingError` (`pairing.malformed`).
        """
        return PairingClaimSigner(self.jti, self.secret_key).sign(now_ms, random)


@dataclass(frozen=True, slots=True)
class ConnectUrl(Record):
    """What a pasted `foundry://connect?…` holds."""

    token: str
    """The signed offer."""
    state: str
    """The name of the offer."""


@dataclass(frozen=True, slots=True)
class Session(Record):
    """What a genuine session token says."""

    connection_id: str
    """The paired world the session speaks for."""
    jti: str
    """The token's own name."""
    expires_at: str
    """When it ends; RFC 3339."""
    campaign_id: str | None = None
    """The campaign it may write to; none before the world is imported."""
