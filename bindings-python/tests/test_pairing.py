import base64

import pytest

import tumulte

NOW = 1_790_000_000_000
WORLD = dict(
    world_id="kraken", world_name="The Kraken's Wake", gm_user_id="gm0000000000000a", module_version="1.0.0"
)


def decode(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_open_offers_are_exact(vectors):
    cases = vectors("pairing/open.json")["cases"]
    assert cases
    for case in cases:
        request = case["request"]
        offer = tumulte.create_pairing_offer(
            world_id=request["worldId"],
            world_name=request["worldName"],
            gm_user_id=request["gmUserId"],
            module_version=request["moduleVersion"],
            now_ms=request["nowMs"],
            server_url=request.get("serverUrl"),
            random=decode(case["random"]),
        )
        assert offer == case["open"], case["name"]


def test_offers_are_accepted_or_refused_by_code(vectors, code_of):
    file = vectors("pairing/offers.json")
    assert file["cases"]
    for case in file["cases"]:
        shared = file["sharedSecret"] if case.get("shared") else None

        def verify(case=case, shared=shared):
            return tumulte.verify_pairing_offer(case["token"], case["nowMs"], shared)

        if "error" in case:
            assert code_of(verify) == case["error"], case["name"]
        else:
            assert verify() == case["offer"], case["name"]


def test_claims_are_exact_and_accepted_or_refused_by_code(vectors, code_of):
    file = vectors("pairing/claims.json")
    assert file["cases"]
    for case in file["cases"]:
        if sign := case.get("sign"):
            random = decode(sign["random"])
            token = tumulte.sign_pairing_claim(sign["secretKey"], sign["jti"], sign["nowMs"], random=random)
            assert token == case["token"], case["name"]
        shared = file["sharedSecret"] if case.get("shared") else None

        def verify(case=case, shared=shared):
            return tumulte.verify_pairing_claim(case["token"], case["jti"], case["key"], case["nowMs"], shared)

        if "error" in case:
            assert code_of(verify) == case["error"], case["name"]
        else:
            assert verify() == case["claim"], case["name"]


@pytest.mark.parametrize(
    ("kind", "field", "read"),
    [("codes", "code", tumulte.read_pairing_code), ("urls", "url", tumulte.read_connect_url)],
)
def test_typed_codes_and_pasted_addresses_are_read(vectors, code_of, kind, field, read):
    cases = vectors("pairing/texts.json")[kind]
    assert cases
    for case in cases:
        if "error" in case:
            assert code_of(lambda: read(case["text"])) == case["error"], case["text"]
        else:
            assert read(case["text"]) == case[field], case["text"]


def test_an_offer_made_here_is_genuine_its_own_claim_too_a_strangers_is_not(code_of):
    made = tumulte.create_pairing_offer(**WORLD, server_url="http://localhost:8080", now_ms=NOW)
    seen = tumulte.verify_pairing_offer(made["token"], NOW)
    assert (seen["code"], seen["worldName"]) == (made["code"], WORLD["world_name"])
    assert made["pairUrl"] == f"http://localhost:8080/pair?code={made['code']}"
    assert tumulte.read_connect_url(made["url"]) == {"token": made["token"], "state": made["jti"]}

    claim = tumulte.sign_pairing_claim(made["secretKey"], made["jti"], NOW)
    assert tumulte.verify_pairing_claim(claim, made["jti"], seen["key"], NOW) == {"jti": made["jti"]}
    stranger = tumulte.create_pairing_offer(**WORLD, now_ms=NOW)
    assert stranger["secretKey"] != made["secretKey"]
    forged = tumulte.sign_pairing_claim(stranger["secretKey"], made["jti"], NOW)
    refused = code_of(lambda: tumulte.verify_pairing_claim(forged, made["jti"], seen["key"], NOW))
    assert refused == "pairing.foreign_key"


def test_random_bytes_of_the_wrong_size_are_refused(code_of):
    refused = code_of(lambda: tumulte.create_pairing_offer(**WORLD, now_ms=NOW, random=b"abc"))
    assert refused == "pairing.malformed"
