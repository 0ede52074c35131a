from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lerway.kernel.encoding import b64url_encode
from lerway.kernel.errors import InvalidError, LerwayError, MisuseError, UndeterminedError
from lerway.standards.cid.document import parse_controller_document
from lerway.standards.cid.keys import KeyType, PrivateKey, PublicKey
from lerway.standards.did import (
    METHODS,
    derive,
    did_document,
    did_jwk,
    did_key,
    did_web,
    document_url,
    host_of,
    method_url,
    split_method_url,
)

KEYS = [
    PrivateKey(kind, b"\7" * size).public
    for kind, size in ((KeyType.ED25519, 32), (KeyType.P256, 32), (KeyType.P384, 48))
]
ED = KEYS[0]


def jwk_did(**jwk) -> str:
    return "did:jwk:" + b64url_encode(json.dumps(jwk).encode())


# --------------------------------------------------------------------- method URLs


@pytest.mark.parametrize(
    ("url", "parts"),
    [
        ("did:key:z6Mk#z6Mk", ("did:key:z6Mk", "z6Mk")),
        ("https://a.example/keys?id=1#k", ("https://a.example/keys?id=1", "k")),
        ("https://a.example/keys/1", ("https://a.example/keys/1", None)),
        ("did:web:a.example#urn:x:y", ("did:web:a.example", "urn:x:y")),
    ],
)
def test_a_method_url_is_a_document_and_a_fragment(url, parts):
    assert split_method_url(url) == parts


@pytest.mark.parametrize(
    "url",
    ["", "#key", "key", "did:key:z6Mk#", "did:web:a#b#c", "https://a b#c", "https://a/#ü", "x:#%4"],
)
def test_a_method_url_is_absolute_and_whole(url):
    with pytest.raises(InvalidError) as e:
        split_method_url(url)
    assert e.value.code == "cid.invalid_method_url"


# --------------------------------------------------------------- derived: key and jwk


@pytest.mark.parametrize("make", [did_key, did_jwk])
@pytest.mark.parametrize("public", KEYS)
def test_a_key_that_is_an_identifier_spells_its_document(make, public):
    did = make(public)
    document = derive(did)
    assert document is not None
    assert parse_controller_document(document.raw, did) == document
    for relationship in ("assertionMethod", "authentication", "capabilityInvocation"):
        assert document.method(method_url(did, public), relationship).key == public
    with pytest.raises(InvalidError) as e:
        document.method(f"{did}#another", "assertionMethod")
    assert e.value.code == "cid.invalid_method"


def test_no_encryption_key_is_derived_from_a_did_key():
    did = did_key(ED)
    with pytest.raises(InvalidError) as e:
        derive(did).method(method_url(did, ED), "keyAgreement")
    assert e.value.code == "cid.invalid_relationship"


@pytest.mark.parametrize(
    ("did", "code"),
    [
        ("did:key:", "did.malformed"),
        ("did:key:1.1:" + ED.to_multikey(), "did.malformed"),
        ("did:key:z6Mk", "key.malformed"),
        ("did:key:u7QE", "key.malformed"),
        ("did:key:" + ED.to_multikey() + "0", "key.malformed"),
        ("did:key:" + PrivateKey(KeyType.P256, b"\7" * 32).to_secret_multikey(), "key.private_material"),
        ("did:jwk:", "did.malformed"),
        ("did:jwk:e30x", "did.malformed"),
        ("did:jwk:W10", "did.malformed"),
        ("did:jwk:e31", "did.malformed"),  # stray bits
        (did_jwk(ED) + "%3D", "did.malformed"),
        ("did:KEY:z6Mk", "did.malformed"),
        ("did::x", "did.malformed"),
        ("did:key:z6Mk\n", "did.malformed"),
        ("did:", "did.malformed"),
    ],
)  # fmt: skip
def test_a_malformed_did_is_refused(did, code):
    with pytest.raises(InvalidError) as e:
        derive(did)
    assert e.value.code == code


def test_a_did_jwk_lists_its_key_as_its_use_says():
    did = jwk_did(**ED.to_jwk(), use="sig")
    assert derive(did).method(f"{did}#0", "assertionMethod").key == ED
    assert "keyAgreement" not in derive(did).raw
    did = jwk_did(**ED.to_jwk(), use="enc")
    with pytest.raises(InvalidError) as e:
        derive(did).method(f"{did}#0", "assertionMethod")
    assert e.value.code == "cid.invalid_relationship"


def test_a_did_jwk_with_a_secret_in_it_is_refused():
    did = jwk_did(**ED.to_jwk(), d="AA")
    with pytest.raises(InvalidError) as e:
        derive(did).method(f"{did}#0", "assertionMethod")
    assert e.value.code == "key.private_material"


def test_what_has_to_be_fetched_is_not_derived():
    assert derive("did:web:a.example") is None
    assert derive("https://a.example/issuer") is None


def test_rsa_has_a_did_jwk_and_no_did_key():
    n = b64url_encode((2**2047 + 1).to_bytes(256, "big"))
    rsa = PublicKey.from_jwk({"kty": "RSA", "n": n, "e": "AQAB"})
    did = did_jwk(rsa)
    assert derive(did).method(f"{did}#0", "assertionMethod").key == rsa
    with pytest.raises(MisuseError):
        did_key(rsa)


# ------------------------------------------------------------------------------ web


@pytest.mark.parametrize(
    ("did", "url", "host"),
    [
        ("did:web:a.example", "https://a.example/.well-known/did.json", "a.example"),
        ("did:web:a.example:u:1", "https://a.example/u/1/did.json", "a.example"),
        ("did:web:a.example%3A8443", "https://a.example:8443/.well-known/did.json", "a.example:8443"),
        ("did:web:a.example%3a8443:x", "https://a.example:8443/x/did.json", "a.example:8443"),
        ("did:web:A.Example:X", "https://a.example/X/did.json", "a.example"),
        ("did:web:xn--bcher-kva.example", "https://xn--bcher-kva.example/.well-known/did.json",
         "xn--bcher-kva.example"),
        ("did:web:a.example:b%20c", "https://a.example/b%20c/did.json", "a.example"),
    ],
)  # fmt: skip
def test_a_did_web_names_an_address(did, url, host):
    assert document_url(did) == url
    assert host_of(did) == host


@pytest.mark.parametrize(
    "host",
    ["localhost", "localhost:8443", "LocalHost", "a.localhost", "college", "printer.local",
     "registrar.internal", "nas.home.arpa", "home.arpa", "a.onion", "college.lan"],
)  # fmt: skip
def test_a_name_that_is_another_host_for_everybody_is_no_domain(host):
    did = f"did:web:{host.replace(':', '%3A')}"
    assert document_url(did) == f"https://{host.lower()}/.well-known/did.json"
    assert host_of(did) is None
    assert host_of(f"https://{host}/issuer") is None


def test_a_domain_may_have_such_a_name_in_it():
    for host in ("localhost.example", "local.college.example", "nohome.arpa", "onion.example"):
        assert host_of(f"did:web:{host}") == host


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "10.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "169.254.169.254",
     "1.2.3.4%3A443", "a.example.7"],
)  # fmt: skip
def test_a_did_web_does_not_name_a_number(host):
    with pytest.raises(InvalidError) as e:
        document_url(f"did:web:{host}")
    assert e.value.code == "did.ip_host"
    assert host_of(f"did:web:{host}") is None


@pytest.mark.parametrize(
    "rest",
    [
        "", ":", "a..b", ".a", "a.", "-a.example", "a_.-", "%5B%3A%3A1%5D", "a.example%2Fx",
        "a.example%3A", "a.example%3A0", "a.example%3A08", "a.example%3A65536", "a.example%3Ax",
        "a.example%3A1%3A2", "user%40a.example", "a.example:", "a.example::x", "a.example:x:",
        "a.example:.", "a.example:..", "a.example:%2E%2e", "a.example:x%2Fy", "a.example:x%5Cy",
        "a.example:%00", "a.example:%3Fx", "a.example:%23x", "a.example:%252F", "a.example:%FF",
        "a.example:%zz", "b\u00fccher.example", "a" * 64 + ".example", "a." * 130 + "example",
    ],
)  # fmt: skip
def test_a_did_web_that_leads_astray_is_refused(rest):
    with pytest.raises(InvalidError) as e:
        document_url(f"did:web:{rest}")
    assert e.value.code == "did.malformed"


@pytest.mark.parametrize(
    ("host", "path", "did"),
    [
        ("a.example", "", "did:web:a.example"),
        ("A.example", "", "did:web:a.example"),
        ("a.example:8443", "u/registrar", "did:web:a.example%3A8443:u:registrar"),
        ("a.example", "/b c/~d/", "did:web:a.example:b%20c:%7Ed"),
    ],
)
def test_a_did_web_is_made_of_host_and_path(host, path, did):
    assert did_web(host, path) == did
    assert document_url(did).startswith("https://a.example")


@pytest.mark.parametrize(
    ("host", "path"),
    [("", ""), ("10.0.0.1", ""), ("a b", ""), ("a.example", "../x"), ("a", "x//y")],
)
def test_a_did_web_of_nowhere_is_not_made(host, path):
    with pytest.raises(MisuseError) as e:
        did_web(host, path)
    assert e.value.code == "did.malformed"


# ---------------------------------------------------------------------------- others


@pytest.mark.parametrize(
    "url", ["https://a.example", "https://a.example:8443/i?x=1", "https://a.example:443/"]
)
def test_an_https_identifier_is_its_own_address(url):
    assert document_url(url) == url
    assert host_of(url) == url.split("/")[2].removesuffix(":443")


@pytest.mark.parametrize(
    "url",
    ["https://", "https:///x", "https://u@a.example/", "https://a.example:99999/", "https://a:/",
     "https://a.example/x y", "https://a.example/\\x", "https://[::1/", "https://a.example/#x"],
)  # fmt: skip
def test_an_https_identifier_is_well_formed(url):
    with pytest.raises(InvalidError) as e:
        document_url(url)
    assert e.value.code == "cid.malformed_url"
    assert host_of(url) is None


@pytest.mark.parametrize(
    ("identifier", "code"),
    [
        ("did:example:1", "did.unsupported_method"),
        ("did:key:z6Mk", "did.unsupported_method"),  # derived, at no address
        ("did:web:a.example/path", "did.unsupported_url"),
        ("did:web:a.example?versionId=1", "did.unsupported_url"),
        ("http://a.example/", "cid.unsupported_scheme"),
        ("urn:uuid:1", "cid.unsupported_scheme"),
    ],
)
def test_what_cannot_be_had_is_said_so(identifier, code):
    with pytest.raises(UndeterminedError) as e:
        document_url(identifier)
    assert e.value.code == code


def test_an_unknown_method_is_not_derived_either():
    with pytest.raises(UndeterminedError) as e:
        derive("did:example:1")
    assert e.value.code == "did.unsupported_method"


@pytest.mark.parametrize(
    "identifier", ["did:key:z6Mk", "urn:x:y", "https://127.0.0.1/", "https://[::1]/", ""]
)
def test_no_host_stands_behind_a_bare_key_or_a_number(identifier):
    assert host_of(identifier) is None


def test_every_method_either_derives_or_names_an_address():
    assert [m.name for m in METHODS] == ["key", "jwk", "web"]
    assert all((m.derive is None) != (m.url is None) for m in METHODS)


# ------------------------------------------------------------------------- to publish


@pytest.mark.parametrize("identifier", ["did:web:a.example", "https://a.example/issuer"])
def test_a_published_document_is_read_again(identifier):
    raw = json.dumps(did_document(identifier, *KEYS)).encode()
    document = parse_controller_document(raw, identifier)
    for public in KEYS:
        for relationship in ("assertionMethod", "authentication"):
            assert document.method(method_url(identifier, public), relationship).key == public


@pytest.mark.parametrize("identifier", ["did:web:a.example", "https://a.example/issuer"])
def test_a_published_document_may_list_keys_for_tokens_too(identifier):
    raw = did_document(identifier, *KEYS, jwk=True)
    document = parse_controller_document(raw, identifier)
    for public in KEYS:
        url = method_url(identifier, public, jwk=True)
        assert url == f"{identifier}#{public.thumbprint()}"
        assert document.method(url, "assertionMethod").key == public
        assert document.method(method_url(identifier, public), "assertionMethod").key == public
    assert raw["verificationMethod"][-1]["publicKeyJwk"]["kid"] == KEYS[-1].thumbprint()
    assert ("https://w3id.org/security/jwk/v1" in raw["@context"]) == identifier.startswith("did:")


def test_a_derived_document_has_one_name_for_its_key():
    for did in (did_key(ED), did_jwk(ED)):
        assert method_url(did, ED, jwk=True) == method_url(did, ED)


def test_a_did_document_and_a_controller_document_have_their_own_contexts():
    assert did_document("https://a.example", ED)["@context"] == "https://www.w3.org/ns/cid/v1"
    assert did_document("did:web:a.example", ED)["@context"] == [
        "https://www.w3.org/ns/did/v1",
        "https://w3id.org/security/multikey/v1",
    ]


# --------------------------------------------------------------------------- anything

DIDS = st.text(max_size=30) | st.builds(
    "did:{}:{}".format,
    st.sampled_from(["key", "jwk", "web", "x"]),
    st.text(alphabet="z6Mkeau.:%2F3A01-_/#?\n", max_size=30),
)


@given(DIDS)
def test_any_text_is_an_identifier_or_refused(text):
    for judge in (derive, document_url, split_method_url):
        with contextlib.suppress(LerwayError):
            judge(text)
    host = host_of(text)
    assert host is None or (host and "/" not in host)


@given(st.text(alphabet="ab./-é ~%", max_size=12))
def test_any_path_gives_a_did_web_of_the_same_host_or_none(path):
    with contextlib.suppress(MisuseError):
        assert host_of(did_web("a.example", path)) == "a.example"
