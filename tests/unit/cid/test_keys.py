from __future__ import annotations

import contextlib
import hashlib
from functools import cache

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from hypothesis import given
from hypothesis import strategies as st

from lerway.kernel.encoding import b58encode, b64url_decode, b64url_encode, varint_encode
from lerway.kernel.errors import InvalidError, LerwayError, MisuseError, UndeterminedError
from lerway.standards.cid.keys import KeyType, PrivateKey, PublicKey
from lerway.standards.cid.weierstrass import CURVES

SIGNING = [KeyType.ED25519, KeyType.P256, KeyType.P384]


def entropy(seed: bytes = b"seed"):
    return lambda size: hashlib.shake_256(seed).digest(size)


def key(kind: KeyType, seed: bytes = b"seed") -> PrivateKey:
    return PrivateKey.generate(kind, entropy(seed))


KEYS = [key(kind) for kind in SIGNING]


@cache
def rsa_key(bits: int = 2048) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def pem(public) -> str:
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def multikey(code: int, raw: bytes) -> str:
    return "z" + b58encode(varint_encode(code) + raw)


# ------------------------------------------------------------------- signatures


@pytest.mark.parametrize("private", KEYS, ids=SIGNING)
def test_a_key_verifies_what_its_secret_signed(private):
    signature = private.sign(b"message")
    assert private.public.verify(signature, b"message")
    assert not private.public.verify(signature, b"messagf")
    assert not private.public.verify(signature[:-1], b"message")
    assert not private.public.verify(signature + b"\0", b"message")
    assert not private.public.verify(bytes(len(signature)), b"message")


@pytest.mark.parametrize("private", KEYS, ids=SIGNING)
def test_the_same_message_gets_the_same_signature(private):
    assert private.sign(b"message") == private.sign(b"message")


@pytest.mark.parametrize(
    ("kind", "secret", "signature"),
    [
        (  # RFC 6979, section A.2.5, SHA-256, "sample"
            KeyType.P256,
            "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721",
            (
                "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
                "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8"
            ),
        ),
        (  # section A.2.6, SHA-384
            KeyType.P384,
            (
                "6B9D3DAD2E1B8C1C05B19875B6659F4DE23C3B667BF297BA9AA47740787137D8"
                "96D5724E4C70A825F872C9EA60D2EDF5"
            ),
            (
                "94EDBB92A5ECB8AAD4736E56C691916B3F88140666CE9FA73D64C4EA95AD133C"
                "81A648152E44ACF96E36DD1E80FABE46"
                "99EF4AEB15F178CEA1FE40DB2603138F130E740A19624526203B6351D0A3A94F"
                "A329C145786E679E7B82C71A38628AC8"
            ),
        ),
    ],
)
def test_the_examples_of_rfc_6979(kind, secret, signature):
    private = PrivateKey(kind, bytes.fromhex(secret))
    assert private.sign(b"sample").hex() == signature.lower()


@pytest.mark.parametrize("kind", [KeyType.P256, KeyType.P384])
def test_ecdsa_signatures_are_two_plain_numbers(kind):
    private, curve = key(kind), CURVES[kind]
    signature = private.sign(b"message")
    r = int.from_bytes(signature[: curve.length], "big")
    s = int.from_bytes(signature[curve.length :], "big")
    assert not private.public.verify(encode_dss_signature(r, s), b"message")  # DER
    twin = signature[: curve.length] + (curve.order - s).to_bytes(curve.length, "big")
    assert private.public.verify(twin, b"message")  # the other half of s is as good
    over = signature[: curve.length] + curve.order.to_bytes(curve.length, "big")
    assert not private.public.verify(over, b"message")


def test_the_hash_follows_the_curve_unless_it_is_named():
    private = key(KeyType.P256)
    signature = private.sign(b"message")
    assert private.public.verify(signature, b"message", hash_name="sha256")
    assert not private.public.verify(signature, b"message", hash_name="sha384")
    with pytest.raises(MisuseError) as e:
        private.public.verify(signature, b"message", hash_name="md5")
    assert e.value.code == "key.hash"


def test_rsa_is_verified_and_never_signed():
    public = PublicKey.from_pem(pem(rsa_key().public_key()))
    signature = rsa_key().sign(b"message", padding.PKCS1v15(), SHA256())
    assert public.verify(signature, b"message")
    assert not public.verify(signature, b"another")
    with pytest.raises(MisuseError) as e:
        PrivateKey.generate(KeyType.RSA, entropy())
    assert e.value.code == "key.read_only"
    with pytest.raises(MisuseError) as e:
        public.to_multikey()
    assert e.value.code == "key.no_multikey"


# ------------------------------------------------------------------------ secrets


def test_a_secret_is_not_shown():
    for private in KEYS:
        assert private.secret.hex() not in repr(private)
        assert repr(private.secret) not in repr(private)
        assert "d" not in private.to_jwk()


@pytest.mark.parametrize("kind", SIGNING)
def test_the_same_randomness_gives_the_same_key(kind):
    assert key(kind, b"a") == key(kind, b"a")
    assert key(kind, b"a") != key(kind, b"b")


@pytest.mark.parametrize(
    ("kind", "secret"),
    [
        (KeyType.ED25519, bytes(31)),
        (KeyType.P256, bytes(32)),
        (KeyType.P256, b"\1" * 31),
        (KeyType.P256, CURVES[KeyType.P256].order.to_bytes(32, "big")),
        (KeyType.P384, b"\xff" * 48),
    ],
)
def test_a_secret_is_a_number_of_its_curve(kind, secret):
    with pytest.raises(InvalidError) as e:
        PrivateKey(kind, secret)
    assert e.value.code == "key.malformed"


# ----------------------------------------------------------------------- spellings


@given(st.sampled_from(SIGNING), st.binary(min_size=1, max_size=8))
def test_keys_go_round_through_every_spelling(kind, seed):
    private = key(kind, seed)
    public = private.public
    assert PublicKey.from_multikey(public.to_multikey()) == public
    assert PublicKey.from_jwk(public.to_jwk()) == public
    assert PrivateKey.from_multikey(private.to_secret_multikey()) == private
    assert PrivateKey.from_jwk(private.to_jwk(private=True)) == private


@pytest.mark.parametrize(
    ("kind", "public", "secret"),
    [
        (KeyType.ED25519, "z6Mk", "z3u2"),
        (KeyType.P256, "zDn", "z42t"),
        (KeyType.P384, "z82", "z2fa"),
    ],
)
def test_a_multikey_is_known_by_its_first_letters(kind, public, secret):
    assert key(kind).public.to_multikey().startswith(public)
    assert key(kind).to_secret_multikey().startswith(secret)


ED = KEYS[0].public
P256 = KEYS[1].public


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "key.malformed"),
        ("6Mk", "key.malformed"),
        ("u" + b64url_encode(b"\xed\x01" + ED.raw), "key.malformed"),  # base64url is no Multikey
        ("z0OIl", "key.malformed"),
        ("z", "key.malformed"),
        (multikey(0x46, ED.raw), "key.malformed"),  # no kind of key at all
        (multikey(0xED, ED.raw[:31]), "key.malformed"),
        (multikey(0xED, ED.raw + b"\0"), "key.malformed"),
        ("z" + b58encode(b"\xed\x81\x00" + ED.raw), "key.malformed"),  # a longer varint
        (multikey(0xED, bytes(32)), "key.weak"),
        (multikey(0x1200, P256.raw[1:]), "key.malformed"),
        (multikey(0x1200, b"\4" + P256.raw[1:] + bytes(32)), "key.malformed"),  # not compressed
        (multikey(0x1200, b"\2" + bytes(31) + b"\1"), "key.malformed"),  # not on the curve
        (multikey(0x1200, b"\2" + b"\xff" * 32), "key.malformed"),  # not in the field
        (multikey(0x1201, P256.raw), "key.malformed"),
        (KEYS[0].to_secret_multikey(), "key.private_material"),
        (KEYS[1].to_secret_multikey(), "key.private_material"),
    ],
)
def test_a_multikey_that_is_none_is_refused(text, code):
    with pytest.raises(InvalidError) as e:
        PublicKey.from_multikey(text)
    assert e.value.code == code


@pytest.mark.parametrize("code", [0xE7, 0xEB, 0xEC, 0x1202, 0x1205, 0x1206, 0x1210])
def test_a_multikey_of_another_kind_is_not_judged(code):
    with pytest.raises(UndeterminedError) as e:
        PublicKey.from_multikey(multikey(code, bytes(32)))
    assert e.value.code == "key.unsupported"


@pytest.mark.parametrize("text", ["", "z6Mk", ED.to_multikey()])
def test_a_secret_multikey_that_is_none_is_refused(text):
    with pytest.raises(InvalidError) as e:
        PrivateKey.from_multikey(text)
    assert e.value.code == "key.malformed"


@given(st.text(max_size=60) | st.text("z123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefgh", max_size=60))
def test_any_text_is_a_multikey_or_refused(text):
    for read in (PublicKey.from_multikey, PrivateKey.from_multikey, PublicKey.from_pem):
        with contextlib.suppress(LerwayError):
            read(text)


# --------------------------------------------------------------------- JSON Web Keys


def jwk_of(private: PrivateKey = KEYS[0], **changes):
    merged = {**private.public.to_jwk(), **changes}
    return {k: v for k, v in merged.items() if v is not None}


def flipped(text: str) -> str:
    """Return another base64url text of the same length and one bit more."""
    data = bytearray(b64url_decode(text))
    data[-1] ^= 1
    return b64url_encode(bytes(data))


def test_the_example_of_rfc_8037():
    """Appendix A: the key, its thumbprint, its signature."""
    private = PrivateKey.from_jwk(
        {
            "kty": "OKP",
            "crv": "Ed25519",
            "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
            "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
        }
    )
    assert private.public.thumbprint() == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


def test_the_example_of_rfc_7638():
    """Section 3.1: the thumbprint of an RSA key."""
    public = PublicKey.from_jwk(
        {
            "kty": "RSA",
            "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L"
            "6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65"
            "YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt"
            "-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
            "e": "AQAB",
            "alg": "RS256",
            "kid": "2011-04-29",
        }
    )
    assert public.thumbprint() == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
    assert public.type is KeyType.RSA
    assert PublicKey.from_jwk(public.to_jwk()) == public


@pytest.mark.parametrize(
    "changes",
    [
        {"use": "sig", "key_ops": ["verify"], "alg": "EdDSA"},
        {"alg": "Ed25519", "kid": "1", "x5t": "unknown members are ignored"},
    ],
)
def test_a_jwk_may_say_that_it_is_for_signatures(changes):
    assert PublicKey.from_jwk(jwk_of(**changes)) == ED


@pytest.mark.parametrize(
    "changes",
    [
        {"use": "enc"},
        {"use": 1},
        {"key_ops": ["sign"]},
        {"key_ops": "verify"},
        {"key_ops": []},
        {"alg": "ES256"},
        {"alg": "HS256"},
        {"alg": None, "use": ["sig"]},
    ],
)
def test_a_jwk_for_something_else_is_refused(changes):
    with pytest.raises(InvalidError) as e:
        PublicKey.from_jwk({**ED.to_jwk(), **{k: v for k, v in changes.items() if v is not None}})
    assert e.value.code == "key.not_for_signing"


@pytest.mark.parametrize(
    "jwk",
    [
        {},
        {"kty": 1},
        jwk_of(crv=None),
        jwk_of(x=None),
        jwk_of(x=ED.to_jwk()["x"] + "="),
        jwk_of(x=b64url_encode(ED.raw[:31])),
        jwk_of(x=b64url_encode(b"\0" + ED.raw)),
        jwk_of(KEYS[1], y=None),
        jwk_of(KEYS[1], y=flipped(P256.to_jwk()["y"])),
        jwk_of(KEYS[1], y=b64url_encode(bytes(31))),
        jwk_of(KEYS[1], crv="P-384"),
        jwk_of(KEYS[1], x=b64url_encode(b"\xff" * 32)),
        {"kty": "RSA", "n": "AAEC", "e": "AQAB"},
        {"kty": "RSA", "n": "", "e": "AQAB"},
        {"kty": "RSA", "n": "_" * 400, "e": "Ag"},
        {"kty": "RSA", "n": b64url_encode(b"\xff" * 256), "e": "AQ"},
        {"kty": "RSA", "n": b64url_encode(b"\xff" * 255 + b"\xfe"), "e": "AQAB"},
        {"kty": "RSA", "n": b64url_encode(b"\xff" * 256), "e": b64url_encode(b"\xff" * 9)},
    ],
)
def test_a_jwk_that_is_none_is_refused(jwk):
    with pytest.raises(InvalidError) as e:
        PublicKey.from_jwk(jwk)
    assert e.value.code == "key.malformed"


@pytest.mark.parametrize("member", ["d", "p", "q", "dp", "dq", "qi", "oth", "k"])
def test_a_jwk_that_gives_a_secret_away_is_refused(member):
    with pytest.raises(InvalidError) as e:
        PublicKey.from_jwk(jwk_of(**{member: "AQ"}))
    assert e.value.code == "key.private_material"


@pytest.mark.parametrize(
    "jwk",
    [
        {"kty": "OKP", "crv": "X25519", "x": "AQ"},
        {"kty": "OKP", "crv": "Ed448", "x": "AQ"},
        {"kty": "EC", "crv": "P-521", "x": "AQ", "y": "AQ"},
        {"kty": "EC", "crv": "secp256k1", "x": "AQ", "y": "AQ"},
        {"kty": "AKP", "alg": "ML-DSA-65", "pub": "AQ"},
        {"kty": "x" * 1000},
    ],
)
def test_a_jwk_of_another_kind_is_not_judged(jwk):
    with pytest.raises(UndeterminedError) as e:
        PublicKey.from_jwk(jwk)
    assert e.value.code == "key.unsupported"


@pytest.mark.parametrize("bits", [1024, 8200])
def test_an_rsa_key_is_neither_short_nor_huge(bits):
    n = b64url_encode((2 ** (bits - 1) + 1).to_bytes(bits // 8, "big"))
    with pytest.raises(InvalidError) as e:
        PublicKey.from_jwk({"kty": "RSA", "n": n, "e": "AQAB"})
    assert e.value.code == "key.rsa_size"


def test_the_halves_of_a_private_jwk_belong_together():
    with pytest.raises(InvalidError) as e:
        PrivateKey.from_jwk({**KEYS[0].to_jwk(private=True), **key(KeyType.ED25519, b"x").to_jwk()})
    assert e.value.code == "key.malformed"


def test_a_private_rsa_jwk_is_not_signed_with():
    public = PublicKey.from_pem(pem(rsa_key().public_key()))
    with pytest.raises(UndeterminedError) as e:
        PrivateKey.from_jwk({**public.to_jwk(), "d": "AQ"})
    assert e.value.code == "key.unsupported"


JWKS = st.dictionaries(
    st.sampled_from(["kty", "crv", "x", "y", "n", "e", "d", "use", "alg", "key_ops"]),
    st.sampled_from(["OKP", "EC", "RSA", "oct", "P-256", "P-384", "Ed25519", "sig", "AQAB", "A" * 43])
    | st.text(max_size=5) | st.none() | st.integers() | st.lists(st.text(max_size=3), max_size=2),
)  # fmt: skip


@given(JWKS)
def test_any_object_is_a_jwk_or_refused(value):
    for read in (PublicKey.from_jwk, PrivateKey.from_jwk):
        with contextlib.suppress(LerwayError):
            read(value)


# ------------------------------------------------------------------------------ PEM


def test_pem_is_read_for_each_kind():
    ed = ed25519.Ed25519PrivateKey.generate().public_key()
    assert PublicKey.from_pem(pem(ed)).raw == ed.public_bytes_raw()
    assert PublicKey.from_pem(pem(rsa_key().public_key())).type is KeyType.RSA
    for curve, kind in ((ec.SECP256R1(), KeyType.P256), (ec.SECP384R1(), KeyType.P384)):
        assert PublicKey.from_pem(pem(ec.generate_private_key(curve).public_key())).type is kind


def test_pem_in_the_old_rsa_form_is_read():
    old = rsa_key().public_key().public_bytes(Encoding.PEM, PublicFormat.PKCS1).decode()
    assert PublicKey.from_pem(old) == PublicKey.from_pem(pem(rsa_key().public_key()))


def test_a_private_key_in_pem_is_refused():
    text = rsa_key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    with pytest.raises(InvalidError) as e:
        PublicKey.from_pem(text)
    assert e.value.code == "key.private_material"


@pytest.mark.parametrize("text", ["", "-----BEGIN PUBLIC KEY-----", "é", "x" * 20_000])
def test_pem_that_is_none_is_refused(text):
    with pytest.raises(InvalidError) as e:
        PublicKey.from_pem(text)
    assert e.value.code == "key.malformed"


def test_pem_of_another_kind_is_not_judged():
    other = pem(ec.generate_private_key(ec.SECP256K1()).public_key())
    with pytest.raises(UndeterminedError) as e:
        PublicKey.from_pem(other)
    assert e.value.code == "key.unsupported"


@pytest.mark.parametrize(
    "der",
    [
        b"",
        b"\x30\x00",
        ec.generate_private_key(ec.SECP256R1())
        .public_key()
        .public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
    ],
)
def test_an_rsa_key_is_der_of_an_rsa_key(der):
    with pytest.raises(InvalidError) as e:
        PublicKey(KeyType.RSA, der)
    assert e.value.code == "key.malformed"


def test_an_rsa_key_has_one_spelling():
    der = PublicKey.from_pem(pem(rsa_key().public_key())).raw
    with pytest.raises(InvalidError):
        PublicKey(KeyType.RSA, der + b"\0")
