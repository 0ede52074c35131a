from __future__ import annotations

import contextlib
import json
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws as oracle
from joserfc.jwk import ECKey, OKPKey

from lerway.kernel.encoding import b64url_encode
from lerway.kernel.errors import (
    InvalidError,
    LerwayError,
    MisuseError,
    UndeterminedError,
    UnreadableError,
)
from lerway.kernel.limits import DEFAULT_LIMITS
from lerway.standards.cid.keys import KeyType, PrivateKey, PublicKey
from lerway.standards.jose.jws import (
    ALGORITHMS,
    assemble,
    check_header,
    claimed_key,
    parse_compact,
    sign,
    signing_input,
    verify,
)

ED, P256, P384 = (
    PrivateKey(kind, b"\7" * size)
    for kind, size in ((KeyType.ED25519, 32), (KeyType.P256, 32), (KeyType.P384, 48))
)
KEYS = [ED, P256, P384]
IDS = ["EdDSA", "ES256", "ES384"]


def forged(header, payload=b"{}", signature=b""):
    """Return a token with any header at all."""
    head = header if isinstance(header, bytes) else json.dumps(header).encode()
    return parse_compact(".".join(b64url_encode(p) for p in (head, payload, signature)))


# --------------------------------------------------------------------- the standards' examples


def test_the_example_of_rfc_8037():
    """Section A.4: the one Ed25519 signature that there is for this key and payload."""
    key = PrivateKey.from_jwk(
        {
            "kty": "OKP",
            "crv": "Ed25519",
            "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
            "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
        }
    )
    compact = (
        "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PG"
        "cvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
    )
    assert sign({}, b"Example of Ed25519 signing", key) == compact
    verify(parse_compact(compact), key.public)


def test_the_example_of_rfc_7515():
    """Section A.3, ES256."""
    key = PublicKey.from_jwk(
        {
            "kty": "EC",
            "crv": "P-256",
            "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
            "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
        }
    )
    jws = parse_compact(
        "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxl"
        "LmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISl"
        "SApmWQxfKTUJqPP3-Kg6NU1Q"
    )
    verify(jws, key)
    assert jws.payload.startswith(b'{"iss":"joe"')


# ---------------------------------------------------------------------------- sign and verify


@pytest.mark.parametrize("key", KEYS, ids=IDS)
def test_what_was_signed_is_verified(key):
    jws = parse_compact(sign({"typ": "vc+jwt"}, b"payload", key))
    assert jws.payload == b"payload"
    assert check_header(jws).key_type is key.type
    verify(jws, key.public)
    for broken in (
        replace(jws, signature=bytes(len(jws.signature))),
        replace(jws, signature=jws.signature[:-1]),
        replace(jws, signing_input=jws.signing_input + b"A"),
    ):
        with pytest.raises(InvalidError) as e:
            verify(broken, key.public)
        assert e.value.code == "jws.signature"


@pytest.mark.filterwarnings("ignore:EdDSA is deprecated")  # by RFC 9864; everybody reads it
@pytest.mark.parametrize("key", KEYS, ids=IDS)
def test_joserfc_reads_what_we_sign_and_we_what_it_signs(key):
    kind = OKPKey if key is ED else ECKey
    theirs = kind.import_key(key.to_jwk(private=True))
    names = list(ALGORITHMS)
    ours = sign({"kid": "1"}, b"payload", key)
    assert oracle.deserialize_compact(ours, theirs, algorithms=names).payload == b"payload"
    header = {"alg": parse_compact(ours).header["alg"]}
    token = oracle.serialize_compact(header, b"payload", theirs, algorithms=names)
    verify(parse_compact(token), key.public)


def test_eddsa_has_a_second_name():
    verify(parse_compact(sign({"alg": "Ed25519"}, b"payload", ED)), ED.public)


def test_rs256_is_read():
    theirs = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = PublicKey(
        KeyType.RSA,
        theirs.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
    )
    unsigned = forged({"alg": "RS256"}, b"payload")
    signature = theirs.sign(unsigned.signing_input, padding.PKCS1v15(), SHA256())
    verify(parse_compact(assemble(unsigned.signing_input, signature)), public)
    with pytest.raises(MisuseError) as e:
        signing_input({}, b"payload", public)
    assert e.value.code == "jws.cannot_sign"


def test_a_key_elsewhere_signs_the_same_bytes():
    signed = signing_input({"kid": "1"}, b"payload", ED.public)
    assert assemble(signed, ED.sign(signed)) == sign({"kid": "1"}, b"payload", ED)


@pytest.mark.parametrize("alg", ["ES256", "none", "HS256", 7])
def test_a_key_does_not_sign_under_another_algorithm(alg):
    with pytest.raises(MisuseError) as e:
        sign({"alg": alg}, b"payload", ED)
    assert e.value.code == "jws.cannot_sign"


# ---------------------------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ({"alg": "none"}, "jws.alg_none"),
        ({"alg": "nOnE"}, "jws.alg_none"),
        ({}, "jws.alg_not_allowed"),
        ({"alg": None}, "jws.alg_not_allowed"),
        ({"alg": ["EdDSA"]}, "jws.alg_not_allowed"),
        ({"alg": "HS256"}, "jws.alg_not_allowed"),
        ({"alg": "RS1"}, "jws.alg_not_allowed"),
        ({"alg": "eddsa"}, "jws.alg_not_allowed"),
        ({"alg": "x" * 10_000}, "jws.alg_not_allowed"),
        ({"alg": "EdDSA", "crit": ["b64"], "b64": False}, "jws.crit_unknown"),
        ({"alg": "EdDSA", "crit": ["exp"], "exp": 1}, "jws.crit_unknown"),
        ({"alg": "EdDSA", "crit": []}, "jws.crit_unknown"),
        ({"alg": "EdDSA", "b64": False}, "jws.crit_unknown"),
    ],
)
def test_a_header_that_proves_nothing_is_refused(header, code):
    jws = forged(header)
    for judge in (check_header, lambda j: verify(j, ED.public)):
        with pytest.raises(InvalidError) as e:
            judge(jws)
        assert e.value.code == code


@pytest.mark.parametrize("alg", ["ES512", "ES256K", "PS256", "RS512", "Ed448", "ML-DSA-65"])
def test_a_sound_algorithm_that_we_lack_is_not_judged(alg):
    with pytest.raises(UndeterminedError) as e:
        check_header(forged({"alg": alg}))
    assert e.value.code == "jws.alg_unsupported"


@pytest.mark.parametrize("alg", list(ALGORITHMS))
@pytest.mark.parametrize("key", KEYS, ids=IDS)
def test_the_key_decides_which_algorithm_may_be_used(alg, key):
    if ALGORITHMS[alg].key_type is key.type:
        return
    with pytest.raises(InvalidError) as e:
        verify(forged({"alg": alg}, b"{}", bytes(64)), key.public)
    assert e.value.code == "jws.key_mismatch"


GOOD = sign({"kid": "1"}, b"payload", ED)
HEAD, BODY, SIGNATURE = GOOD.split(".")
LIST, BROKEN = b64url_encode(b"[]"), b64url_encode(b"{")
TWICE = b64url_encode(b'{"alg":"EdDSA","alg":"none"}')


@pytest.mark.parametrize(
    ("text", "error", "code"),
    [
        ("", UnreadableError, "jws.syntax"),
        ("a", UnreadableError, "jws.syntax"),
        ("..", UnreadableError, "jws.syntax"),
        (f"{HEAD}.{BODY}", UnreadableError, "jws.syntax"),
        (f"{GOOD}.", UnreadableError, "jws.syntax"),
        (f"{GOOD}.a.b", UnreadableError, "jws.syntax"),  # five parts are encryption
        ("é".encode(), UnreadableError, "jws.syntax"),
        (f"{HEAD}.{BODY}.{SIGNATURE}==", InvalidError, "jws.encoding"),
        (f"{HEAD}.{BODY}.{SIGNATURE} ", InvalidError, "jws.encoding"),
        (f" {GOOD}", InvalidError, "jws.encoding"),
        (f"{HEAD}.{BODY}\n.{SIGNATURE}", InvalidError, "jws.encoding"),
        (f"{HEAD}.{BODY}.{SIGNATURE[:-1]}B", InvalidError, "jws.encoding"),  # stray bits
        (f"é.{BODY}.", InvalidError, "jws.encoding"),
        (f"{LIST}.{BODY}.", UnreadableError, "json.not_an_object"),
        (f"{BROKEN}.{BODY}.", UnreadableError, "json.syntax"),
        (f"{TWICE}.{BODY}.", UnreadableError, "json.duplicate_key"),
    ],
)
def test_a_token_has_one_spelling(text, error, code):
    with pytest.raises(error) as e:
        parse_compact(text)
    assert e.value.code == code


def test_a_token_has_a_limit():
    with pytest.raises(UnreadableError) as e:
        parse_compact(GOOD, limits=replace(DEFAULT_LIMITS, document=20))
    assert e.value.code == "jws.too_large"


# ------------------------------------------------------------------------------- typ and cty


@pytest.mark.parametrize(
    ("profile", "presentation", "header"),
    [
        ("vc-jose-cose", False, {}),
        ("vc-jose-cose", False, {"typ": "vc+jwt", "cty": "vc"}),
        ("vc-jose-cose", False, {"typ": "application/VC+JWT", "cty": "application/special+vc"}),
        ("vc-jose-cose", False, {"typ": "vc+ld+json+jwt"}),
        ("vc-jose-cose", True, {"typ": "vp+jwt", "cty": "vp"}),
        ("open-badges", False, {"typ": "JWT"}),
        ("vcdm-1.1", True, {"typ": "jwt"}),
        (None, False, {"typ": "anything"}),
    ],
)
def test_typ_and_cty_agree_with_the_profile(profile, presentation, header):
    check_header(forged({"alg": "EdDSA", **header}), profile=profile, presentation=presentation)


@pytest.mark.parametrize(
    ("profile", "presentation", "header"),
    [
        ("vc-jose-cose", False, {"typ": "vp+jwt"}),
        ("vc-jose-cose", False, {"typ": "vc+jwt", "cty": "vp"}),
        ("vc-jose-cose", True, {"typ": "vc+jwt"}),
        ("vc-jose-cose", True, {"typ": "vp+jwt", "cty": "vc"}),
        ("vc-jose-cose", False, {"typ": "at+jwt"}),
        ("vc-jose-cose", False, {"typ": "vc+sd-jwt"}),
        ("vc-jose-cose", False, {"typ": 7}),
        ("open-badges", False, {"typ": "vc+jwt"}),
        ("open-badges", False, {"typ": "JWT", "cty": "JWT"}),
        ("vcdm-1.1", False, {"typ": "kb+jwt"}),
        ("unheard-of", False, {"typ": "JWT"}),
    ],
)
def test_a_token_for_another_use_is_refused(profile, presentation, header):
    with pytest.raises(InvalidError) as e:
        check_header(forged({"alg": "EdDSA", **header}), profile=profile, presentation=presentation)
    assert e.value.code == "jws.typ"


# ------------------------------------------------------------------------ keys in the header


def test_a_key_in_the_header_is_only_a_claim():
    jws = forged({"alg": "EdDSA", "jwk": P256.public.to_jwk(), "kid": "1"})
    assert claimed_key(jws) == P256.public
    assert claimed_key(forged({"alg": "EdDSA"})) is None
    with pytest.raises(InvalidError) as e:
        claimed_key(forged({"alg": "EdDSA", "jwk": "key"}))
    assert e.value.code == "key.malformed"


# ---------------------------------------------------------------------------------- anything


@given(st.text(max_size=40) | st.text(alphabet="eyJhbGciOiJFZERTQSJ9._-=", max_size=60))
def test_any_text_is_a_token_or_refused(text):
    with contextlib.suppress(LerwayError):
        jws = parse_compact(text)
        assert jws.compact == text
        check_header(jws)


HEADERS = st.dictionaries(
    st.sampled_from(["alg", "typ", "cty", "crit", "b64", "jwk", "kid"]),
    st.sampled_from(["EdDSA", "none", "vc+jwt", "JWT", "vc"]) | st.none() | st.integers()
    | st.lists(st.text(max_size=3), max_size=2) | st.just({"kty": "OKP"}),
)  # fmt: skip


@given(HEADERS, st.binary(max_size=70))
def test_any_header_is_judged_or_refused(header, signature):
    jws = forged(header, b"{}", signature)
    with pytest.raises(LerwayError):
        verify(jws, ED.public)
    for judge in (claimed_key, lambda j: check_header(j, profile="vc-jose-cose")):
        with contextlib.suppress(LerwayError):
            judge(jws)


@given(st.binary(max_size=50), st.integers(0, 10_000))
def test_every_letter_counts(payload, position):
    compact = sign({"kid": "1"}, payload, ED)
    at = position % len(compact)
    for letter in "A-.":
        if compact[at] == letter:
            continue
        with pytest.raises(LerwayError):
            verify(parse_compact(compact[:at] + letter + compact[at + 1 :]), ED.public)
