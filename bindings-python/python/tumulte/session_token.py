"""Session tokens, for servers that trust ours."""

from ._native import _verify_session
from ._pairing import Session

__all__ = ["Session", "verify"]


def verify(token: str, public_key: str, issuer: str, now_ms: int) -> Session:
    """Checks form, algorithm, signature, issuer and time of a session token.

    `public_key` is the server's key in base64url, with or without `ed25519:` before it. Raises
    `TokenError` (`token.*`), and `PairingError` (`pairing.malformed`) for a key that is none.
    """
    return _verify_session(token, public_key, issuer, now_ms)
