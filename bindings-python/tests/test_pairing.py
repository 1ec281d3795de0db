import base64
import json
import pickle
from collections.abc import Callable
from typing import Any

import pytest
from conftest import CodeOf, Vectors

import tumulte
from tumulte import (
    PairingClaim,
    PairingClaimSigner,
    PairingClaimVerifier,
    PairingOffer,
    PairingOfferRequest,
    VerifiedPairingOffer,
    session_token,
)

NOW = 1_790_000_000_000


def request(**more: Any) -> PairingOfferRequest:
    return PairingOfferRequest("kraken", "The Kraken's Wake", "gm0000000000000a", "1.0.0", NOW, **more)


def decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_open_offers_are_exact(vectors: Vectors) -> None:
    cases = vectors("pairing/open.json")["cases"]
    assert cases
    for case in cases:
        random = decode(case["random"])
        offer = PairingOffer.create(case["request"], random)
        assert offer.to_dict() == case["open"], case["name"]
        assert PairingOffer.create(PairingOfferRequest.from_dict(case["request"]), random) == offer
        assert PairingOffer.restore(json.loads(json.dumps(offer.to_dict()))) == offer == pickle.loads(pickle.dumps(offer))


def test_offers_are_accepted_or_refused_by_code(vectors: Vectors, code_of: CodeOf) -> None:
    file = vectors("pairing/offers.json")
    assert file["cases"]
    for case in file["cases"]:
        shared = file["sharedSecret"] if case.get("shared") else None

        def verify(case: Any = case, shared: str | None = shared) -> VerifiedPairingOffer:
            return PairingOffer.verify(case["token"], case["nowMs"], shared)

        if "error" in case:
            assert code_of(verify) == case["error"], case["name"]
        else:
            assert verify().to_dict() == case["offer"], case["name"]
            assert VerifiedPairingOffer.restore(case["offer"]) == verify()


def test_claims_are_exact_and_accepted_or_refused_by_code(vectors: Vectors, code_of: CodeOf) -> None:
    file = vectors("pairing/claims.json")
    assert file["cases"]
    for case in file["cases"]:
        if sign := case.get("sign"):
            signer = PairingOffer.restore({"secretKey": sign["secretKey"], "jti": sign["jti"]})
            assert isinstance(signer, PairingClaimSigner)
            assert signer.sign(sign["nowMs"], decode(sign["random"])) == case["token"], case["name"]
        shared = file["sharedSecret"] if case.get("shared") else None
        kept = VerifiedPairingOffer.restore({"jti": case["jti"], "key": case["key"]})
        assert kept == PairingClaimVerifier(case["jti"], case["key"])

        def verify(case: Any = case, shared: str | None = shared, kept: Any = kept) -> PairingClaim:
            claim = kept.verify_claim(case["token"], case["nowMs"], shared)
            assert isinstance(claim, PairingClaim)
            return claim

        if "error" in case:
            assert code_of(verify) == case["error"], case["name"]
        else:
            assert verify().to_dict() == case["claim"], case["name"]


@pytest.mark.parametrize(
    ("kind", "field", "read"),
    [
        ("codes", "code", tumulte.read_pairing_code),
        ("urls", "url", lambda text: tumulte.read_connect_url(text).to_dict()),
    ],
)
def test_typed_codes_and_pasted_addresses_are_read(
    vectors: Vectors, code_of: CodeOf, kind: str, field: str, read: Callable[[str], Any]
) -> None:
    cases = vectors("pairing/texts.json")[kind]
    assert cases
    for case in cases:
        if "error" in case:
            assert code_of(lambda text=case["text"]: read(text)) == case["error"], case["text"]  # type: ignore[misc]
        else:
            assert read(case["text"]) == case[field], case["text"]


def test_an_offer_made_here_is_genuine_its_own_claim_too_a_strangers_is_not(code_of: CodeOf) -> None:
    made = PairingOffer.create(request(server_url="http://localhost:8080"))
    seen = PairingOffer.verify(made.token, NOW)
    assert (seen.code, seen.world_name) == (made.code, "The Kraken's Wake")
    assert made.pair_url == f"http://localhost:8080/pair?code={made.code}"
    url = tumulte.read_connect_url(made.url)
    assert (url.token, url.state) == (made.token, made.jti)

    assert seen.verify_claim(made.sign(NOW), NOW) == PairingClaim(made.jti)
    stranger = PairingOffer.create(request())
    assert stranger.secret_key != made.secret_key
    forged = PairingClaimSigner(made.jti, stranger.secret_key).sign(NOW)
    assert code_of(lambda: seen.verify_claim(forged, NOW)) == "pairing.foreign_key"


def test_what_is_shown_of_an_offer_holds_no_secret() -> None:
    offer = PairingOffer.create(request())
    assert offer.secret_key not in repr(offer)
    assert offer.token not in repr(offer)
    assert offer.secret_key not in repr(PairingClaimSigner(offer.jti, offer.secret_key))


def test_requests_that_are_none_and_random_bytes_of_the_wrong_size_are_refused(code_of: CodeOf) -> None:
    nothing: Any = None
    for refuse in (
        lambda: PairingOffer.create(nothing),
        lambda: PairingOffer.create({}),
        lambda: PairingOffer.create({**request().to_dict(), "nowMs": "soon"}),
        lambda: PairingOffer.create(request(), random=b"abc"),
        lambda: PairingClaimSigner("short", "short").sign(NOW),
    ):
        assert code_of(refuse) == "pairing.malformed"


# Signed with Node's own cryptography by the key whose secret is 32 sevens; valid for an hour from NOW.
PUBLIC_KEY = "6kpsY-KcUgq-9VB7Ey7F-ZVHdq6-vnuSQh7qaRRG0iw"
SESSION = (
    "eyJhbGciOiJFZERTQSIsInR5cCI6IkpXVCJ9."
    "eyJpc3MiOiJ0dW11bHRlOnNlcnZlciIsInN1YiI6InZ0dDpzZXNzaW9uIiwiY29ubmVjdGlvbl9pZCI6IjAxYTBjNDUwLTZjMDAt"
    "NzEwMS04MTAxLTAxMDEwMTAxMDEwMSIsImNhbXBhaWduX2lkIjoiMDFhMGM0NTAtNmMwMC03MzAzLTgzMDMtMDMwMzAzMDMwMzAz"
    "IiwiaWF0IjoxNzkwMDAwMDAwLCJleHAiOjE3OTAwMDM2MDAsImp0aSI6IkFnSUNBZ0lDQWdJQ0FnSUNBZ0lDQWcifQ"
    ".AgHV1M-BqZqZ6xi8KleEBlPw_AHpaRRbk1o75sX36ve2EAlXcLmIXui8SqRfaAnb5kyCeN4L-7eYUsk6J1P0AQ"
)


@pytest.mark.parametrize("key", [PUBLIC_KEY, f"ed25519:{PUBLIC_KEY}"])
def test_a_genuine_session_says_whose_it_is(key: str) -> None:
    session = session_token.verify(SESSION, key, "tumulte:server", NOW)
    assert session == tumulte.Session(
        connection_id="01a0c450-6c00-7101-8101-010101010101",
        campaign_id="01a0c450-6c00-7303-8303-030303030303",
        jti="AgICAgICAgICAgICAgICAg",
        expires_at="2026-09-21T15:13:20.000Z",
    )
    assert tumulte.Session.from_dict(session.to_dict()) == session


def test_sessions_of_others_and_of_other_times_are_refused(code_of: CodeOf) -> None:
    def refused(issuer: str, now_ms: int) -> str:
        return code_of(lambda: session_token.verify(SESSION, PUBLIC_KEY, issuer, now_ms))

    assert refused("tumulte:other", NOW) == "token.foreign"
    assert refused("tumulte:server", NOW + 3_600_000) == "token.expired"
    assert refused("tumulte:server", NOW - 120_000) == "token.not_yet_valid"
    stranger = PairingOffer.verify(PairingOffer.create(request()).token, NOW).key
    assert code_of(lambda: session_token.verify(SESSION, stranger, "tumulte:server", NOW)) == "token.signature"


def test_sessions_that_are_none_are_refused(code_of: CodeOf) -> None:
    assert code_of(lambda: session_token.verify("a.b.c", PUBLIC_KEY, "tumulte:server", NOW)) == "token.malformed"
    assert code_of(lambda: session_token.verify("", f"ed25519:{PUBLIC_KEY}", "tumulte:server", NOW)) == "token.malformed"
    assert code_of(lambda: session_token.verify("a.b.c", "short", "tumulte:server", NOW)) == "pairing.malformed"
    claim = PairingOffer.create(request()).sign(NOW)
    assert code_of(lambda: session_token.verify(claim, PUBLIC_KEY, "tumulte:server", NOW)) == "token.signature"
