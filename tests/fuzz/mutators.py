"""How inputs are changed, so that what comes out still has the form of its kind.

A fuzzer that only flips bytes is turned away at the door by a checksum or by the JSON
reader. These know the form: they take the input apart, change one part and put it
together again with the right lengths and checksums, mostly.

A `Mutator` gets the input, a source of randomness, and the plain change of bytes: that
of libFuzzer, or `plain` below where there is none.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import struct
import zlib
from collections.abc import Callable, Sequence
from functools import cache
from random import Random
from typing import Any

from lerway.kernel.encoding import b58decode, b58encode, b64url_decode, b64url_encode
from lerway.kernel.errors import LerwayError
from lerway.standards.cid.keys import KeyType, PrivateKey
from lerway.standards.jose.jws import sign

Bytes = Callable[[bytes], bytes]
Mutator = Callable[[bytes, Random, Bytes], bytes]

KEY = PrivateKey.generate(KeyType.ED25519, lambda size: bytes([7]) * size)
"""The key of `tests.refusals`, so that a changed token may be well signed again."""
HUGE = 20_000_000

TEXTS = (
    "", " ", "\0", "\ud800", "\u202e", "é", "٣", "🎓", "%", "%ff", "#", "?", ":", "/", "//", "@", "~", "-1", "0",
    "_:b0", "_:", "x:", "urn:x:y", "urn:uuid:0", "mailto:a@b", "http://", "https://", "https://[", "https://a:99999/",
    "https://a@b/", "https://xn--/", "https://é.example/", "did:", "did:key:", "did:key:z6Mk", "did:web:", "did:web:a%3A1",
    "did:jwk:e30", "data:", "data:,", "data:application/vc+jwt,a.b.c", "data:application/json;base64,e30", "z", "u", "zzz",
    "uAAAA", "2026-01-01", "2026-01-01T00:00:00", "2026-02-30T00:00:00Z", "9999-12-31T23:59:59.9999999-23:59",
    "0001-01-01T00:00:00+23:59", "0000-01-01T00:00:00Z", "2026-06-30T23:59:60Z", "sha256$", "sha256$00", "md5$0",
    "@id", "@type", "@value", "@graph", "@json", "@none", "@set", "@list", "@index", "@nest", "@reverse", "@vocab",
    "@language", "en", "EN-us", "rtl", "alg", "none", "EdDSA", "ES256", "RS256", "HS256", "1", "1e400", "NaN", "a" * 300,
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, True, False, 0, -0.0, -1, 1, 1.5, 1e308, 2**53, 2**64, 10**30, [], {}, [[]], [{}], [None], {"": None},
    {"id": None}, {"id": "x"}, {"type": []}, {"@value": 1}, {"@value": "x", "@type": "@json"}, {"@list": []},
    {"@set": [{}]}, {"@id": "_:b0"}, {"@graph": [{}]}, {"@context": {}}, {"@context": None}, {"@index": 1},
    {"@vocab": "x:"}, {"@base": "x"}, {"@version": 1.1}, {"@protected": True}, {"@import": "x"}, {"@propagate": False},
    {"@language": "xx", "@direction": "rtl"}, {"name": {"@id": "@nest"}}, {"name": {"@reverse": "x:y", "@container": "@set"}},
    {"name": {"@id": "x:n", "@context": {"name": None}}}, {"name": {"@id": "x:n", "@container": ["@graph", "@id", "@set"]}},
    {"id": {"@id": "x:id", "@type": "@json"}}, {"a": "b", "b": "a"}, {"a": {"@id": "a:a", "@prefix": True}},
)  # fmt: skip
MEMBERS = (
    "@context", "id", "type", "issuer", "holder", "validFrom", "validUntil", "issuanceDate", "expirationDate", "name",
    "description", "credentialSubject", "credentialStatus", "credentialSchema", "verifiableCredential", "proof", "evidence",
    "relatedResource", "refreshService", "termsOfUse", "endorsement", "endorsementJwt", "achievement", "alignment", "result",
    "resultDescription", "rubricCriterionLevel", "criteria", "narrative", "image", "identifier", "identityHash", "hashed",
    "salt", "identityType", "hashType", "digestSRI", "digestMultibase", "mediaType", "cryptosuite", "created", "expires",
    "verificationMethod", "proofPurpose", "proofValue", "previousProof", "challenge", "domain", "nonce", "statusPurpose",
    "statusListIndex", "statusListCredential", "statusSize", "statusMessage", "encodedList", "publicKeyMultibase",
    "publicKeyJwk", "controller", "assertionMethod", "revoked", "alsoKnownAs", "kty", "crv", "x", "y", "n", "e", "alg", "kid",
    "typ", "crit", "jwk", "vc", "vp", "iss", "sub", "jti", "nbf", "exp", "iat", "aud", "recipient", "badge", "verification",
    "verify", "hosted", "association", "associationType", "@id", "@type", "@value", "@graph", "@included", "@reverse", "@nest",
    "@index", "@vocab", "@base", "@protected", "@language", "keys", "source", "parentOrg", "creator",
)  # fmt: skip


# ------------------------------------------------------------------------ bytes


def plain(rng: Random) -> Bytes:
    """Return a change of bytes that needs no libFuzzer."""

    def change(data: bytes) -> bytes:
        out = bytearray(data or b"\0")
        for _ in range(rng.choice((1, 1, 2, 4))):
            at = rng.randrange(len(out) + 1)
            to = min(len(out), at + rng.randint(1, 16))
            match rng.randrange(6):
                case 0:
                    out[at:at] = rng.randbytes(rng.randint(1, 4))
                case 1:
                    del out[at:to]
                case 2:
                    out[at:at] = out[at:to]
                case 3:
                    out[at:to] = rng.choice(
                        (b"\0", b"\xff\xff", b"\x80", b"0", b'"', b"\n", b"\xed\xa0\x80")
                    )
                case 4:
                    del out[at:]
                case _ if at < len(out):
                    out[at] ^= 1 << rng.randrange(8)
                case _:
                    pass
        return bytes(out)

    return change


def mostly(mutator: Mutator, share: float = 0.95) -> Mutator:
    """Return `mutator`, with plain changes of bytes now and then."""

    def change(data: bytes, rng: Random, raw: Bytes) -> bytes:
        if rng.random() > share:
            return raw(data)
        return mutator(data, rng, raw)

    return change


# ------------------------------------------------------------------------- JSON


def _nodes(tree: Any) -> list[tuple[Any, Any]]:
    """Return (container, key) of every value in the tree."""
    found: list[tuple[Any, Any]] = []
    stack = [tree]
    while stack:
        node = stack.pop()
        items = node.items() if isinstance(node, dict) else enumerate(node)
        for key, value in items:
            found.append((node, key))
            if isinstance(value, dict | list):
                stack.append(value)
    return found


def change_tree(tree: Any, rng: Random, raw: Bytes) -> None:  # noqa: C901, PLR0912 - a case for each change
    """Change one value or member of `tree`, which is a list or an object."""
    places = _nodes(tree)
    if not places:
        return
    node, key = rng.choice(places)
    if node is tree and rng.random() < 0.9:
        node, key = rng.choice(places)
    value = node[key]
    match rng.randrange(11):
        case 0:
            del node[key]
        case 1:
            node[key] = _copy(rng.choice(VALUES))
        case 2:
            node[key] = rng.choice(TEXTS)
        case 3:
            other, name = rng.choice(places)
            node[key] = _copy(other[name])
        case 4:
            node[key] = [value] if rng.random() < 0.6 else {rng.choice(MEMBERS): value}
        case 5 if isinstance(value, dict):
            value[rng.choice(MEMBERS)] = _copy(rng.choice((*VALUES, *TEXTS[:40])))
        case 5 | 6 if isinstance(value, list):
            value.insert(rng.randint(0, len(value)), _copy(rng.choice((*VALUES, value))))
        case 7 if isinstance(node, dict):
            node[rng.choice((*MEMBERS, *TEXTS))] = node.pop(key)
        case 8 if isinstance(value, int | float):
            node[key] = rng.choice(
                (-value, value + 1, value * 1e300, str(value), 10**400 if rng.random() < 0.1 else 7)
            )
        case 9:
            for _ in range(rng.choice((1, 2, 3, 3, 20, 70))):
                value = [value]
            node[key] = value
        case _ if isinstance(value, str):
            node[key] = _text(value, rng, raw)
        case _:
            node[key] = rng.choice(TEXTS)


def _text(value: str, rng: Random, raw: Bytes) -> str:
    at = rng.randint(0, len(value))
    match rng.randrange(4):
        case 0:
            return value[:at] + rng.choice(TEXTS) + value[at:]
        case 1:
            return value[:at]
        case 2:
            return value[:at] + value[at + 1 :]
        case _:
            return raw(value.encode("utf-8", "surrogatepass")).decode("utf-8", "replace")


def _copy(value: Any) -> Any:
    return json.loads(json.dumps(value))


def _written(tree: Any, rng: Random) -> bytes:
    """Return the JSON of `tree`; now and then with a member that stands twice."""
    text = json.dumps(tree, ensure_ascii=rng.random() < 0.5, separators=(",", ":"))
    if rng.random() < 0.02:
        text = text.replace('{"', '{"id":0,"', 1)
    return text.encode("utf-8", "surrogatepass")


def json_tree(data: bytes, rng: Random, raw: Bytes) -> bytes:
    """Change one value of a JSON document."""
    try:
        tree = [json.loads(data)]
    except (ValueError, RecursionError):
        return raw(data)
    try:
        change_tree(tree, rng, raw)
        return _written(tree[0] if tree else None, rng)
    except (RecursionError, OverflowError, ValueError):
        return raw(data)


def json_with(part: Callable[[str, Random, Bytes], str], members: Sequence[str]) -> Mutator:
    """Return a mutator of JSON that also changes the text of some members by `part`."""

    def change(data: bytes, rng: Random, raw: Bytes) -> bytes:
        if rng.random() < 0.5:
            return json_tree(data, rng, raw)
        try:
            tree = [json.loads(data)]
        except (ValueError, RecursionError):
            return raw(data)
        found = [(n, k) for n, k in _nodes(tree) if k in members and isinstance(n[k], str)]
        if not found:
            return json_tree(data, rng, raw)
        node, key = rng.choice(found)
        node[key] = part(node[key], rng, raw)
        return _written(tree[0], rng)

    return change


# ----------------------------------------------------------------------- tokens


def jwt(data: bytes, rng: Random, raw: Bytes) -> bytes:
    """Change header, payload or signature of a compact token; often sign it again."""
    parts = data.split(b".")
    if len(parts) != 3 or rng.random() < 0.1:
        return rng.choice(
            (raw(data), data + b".", data + b"~", b".".join(parts[:2]), data.replace(b".", b".."))
        )
    which = rng.choice((0, 1, 1, 1, 2))
    decoded = [_unbased(p) for p in parts]
    decoded[which] = raw(decoded[which]) if which == 2 else json_tree(decoded[which], rng, raw)
    if rng.random() < 0.4:
        try:
            header = json.loads(decoded[0])
            return sign(header, decoded[1], KEY).encode()
        except (ValueError, RecursionError, TypeError, AttributeError, LerwayError):
            pass
    return b".".join(b64url_encode(p).encode() for p in decoded)


def _unbased(part: bytes) -> bytes:
    try:
        return b64url_decode(part.decode("ascii", "replace"))
    except LerwayError:
        return part


# ----------------------------------------------------------------------- images

_PNG = b"\x89PNG\r\n\x1a\n"
_KEYWORDS = (b"openbadgecredential", b"openbadges", b"Comment", b"")
_LENGTHS = (0, 1, 2**31 - 1, 2**31, 2**32 - 1)


def png(data: bytes, rng: Random, raw: Bytes) -> bytes:
    """Change one chunk, and write its length and checksum anew, mostly."""
    chunks = _chunks(data)
    if not chunks:
        return raw(data)
    i = rng.randrange(len(chunks))
    kind, body = chunks[i]
    match rng.randrange(8):
        case 0:
            chunks[i] = (kind, raw(body))
        case 1:
            kinds = (b"iTXt", b"tEXt", b"zTXt", b"IEND", b"IHDR", raw(kind)[:4].ljust(4, b"a"))
            chunks[i or -2 % len(chunks)] = (rng.choice(kinds), body)
        case 2:
            chunks.insert(i, chunks[rng.randrange(len(chunks))])
        case 3 if rng.random() < 0.3 or 0 < i < len(chunks) - 1:
            del chunks[i]
        case 5 if b"\0" in body:
            parts = body.split(b"\0")
            j = rng.randrange(len(parts))
            parts[j] = raw(parts[j])
            chunks[i] = (kind, b"\0".join(parts))
        case _:
            chunks.insert(1, _text_chunk(rng, raw))
    start = _PNG if rng.random() < 0.98 else raw(_PNG)
    return start + b"".join(_chunk(k, b, rng) for k, b in chunks)


def _chunks(data: bytes) -> list[tuple[bytes, bytes]]:
    out: list[tuple[bytes, bytes]] = []
    at = 8
    while at + 12 <= len(data) and len(out) < 200:
        length = int.from_bytes(data[at : at + 4], "big")
        out.append((data[at + 4 : at + 8], data[at + 8 : at + 8 + length]))
        at += 12 + length
    return out


def _chunk(kind: bytes, body: bytes, rng: Random) -> bytes:
    length = len(body) if rng.random() < 0.99 else rng.choice((*_LENGTHS, len(body) + 1))
    crc = zlib.crc32(kind + body) if rng.random() < 0.99 else rng.getrandbits(32)
    return struct.pack(">I", length) + kind + body + struct.pack(">I", crc)


def _text_chunk(rng: Random, raw: Bytes) -> tuple[bytes, bytes]:
    text = rng.choice((b'{"@context":[]}', b"a.b.c", b"https://a.example/1", raw(b"{}"), b""))
    packed = text if rng.random() < 0.6 else zlib.compress(text)
    if rng.random() < 0.01:
        packed = _bomb(zlib.MAX_WBITS)
    packed = raw(packed) if rng.random() < 0.2 else packed
    name = rng.choice(_KEYWORDS)
    flag = b"\1" if packed is not text else rng.choice((b"\0", b"\0", b"\0", b"\2"))
    kinds = {
        b"iTXt": name + b"\0" + flag + rng.choice((b"\0", b"\0", b"\1")) + b"en\0\0" + packed,
        b"tEXt": name + b"\0" + packed,
        b"zTXt": name + b"\0\0" + packed,
    }
    kind = rng.choice(tuple(kinds))
    return kind, kinds[kind]


# ------------------------------------------------------------------ status lists


_GZIP = 16 + zlib.MAX_WBITS


def packed_list(encoded: str, rng: Random, raw: Bytes) -> str:
    """Change an `encodedList`: its bits, its GZIP, its text."""
    try:
        packed = b64url_decode(encoded.removeprefix("u"))
        inflater = zlib.decompressobj(_GZIP)
        bits = inflater.decompress(packed, 20_000)
    except (LerwayError, zlib.error):
        bits, packed = bytes(16_384), b""
    match rng.randrange(8):
        case 0:
            packed = gzip.compress(raw(bits[:64]) + bits[64:], mtime=0)
        case 1:
            packed = raw(packed)
        case 2:
            packed = gzip.compress(bits[: rng.choice((0, 1, 1024, 16_383))], mtime=0)
        case 3:
            packed += rng.choice((packed, b"\0", gzip.compress(b"")))
        case 4 if rng.random() < 0.2:
            packed = _bomb(_GZIP)
        case 5:
            packed = b"\x1f\x8b\x08" + bytes([rng.getrandbits(5)]) + packed[4:]
        case 6:
            return _text(encoded, rng, raw)
        case _:
            packed = rng.choice((zlib.compress(bits), packed[:-1], packed[:-4] + bytes(4)))
    return rng.choice(("u", "u", "u", "", "z", "H4")) + b64url_encode(packed)


@cache
def _bomb(form: int) -> bytes:
    """Return 20 MB in a few bytes; made once, piece by piece."""
    deflater = zlib.compressobj(9, zlib.DEFLATED, form)
    pieces = [deflater.compress(bytes(100_000)) for _ in range(HUGE // 100_000)]
    return b"".join([*pieces, deflater.flush()])


# ------------------------------------------------------------------------- text


def words(split: str, vocabulary: Sequence[str]) -> Mutator:
    """Return a mutator of text that moves its tokens about, and puts in new ones.

    Args:
        split: a pattern of what is a token by itself; what stands between is one too.
        vocabulary: new tokens.
    """
    pattern = re.compile(f"({split})")

    def change(data: bytes, rng: Random, raw: Bytes) -> bytes:
        tokens = [t for t in pattern.split(data.decode("utf-8", "replace")) if t]
        if not tokens or rng.random() < 0.05:
            return raw(data)
        i = rng.randrange(len(tokens))
        j = min(len(tokens), i + rng.choice((1, 1, 2, 8)))
        match rng.randrange(7):
            case 0:
                del tokens[i:j]
            case 1:
                tokens[i:i] = tokens[i:j]
            case 2:
                k = rng.randrange(len(tokens))
                tokens[i], tokens[k] = tokens[k], tokens[i]
            case 3:
                tokens[i] = rng.choice(tokens)
            case 4:
                tokens[i] = raw(tokens[i].encode()).decode("utf-8", "replace")
            case 5:
                tokens[i] = rng.choice(vocabulary)
            case _:
                tokens.insert(i, rng.choice(vocabulary))
        return "".join(tokens).encode("utf-8", "replace")

    return change


def statements(vocabulary: Sequence[str]) -> Mutator:
    """Return a mutator of lines of terms that keeps the number of terms, mostly."""

    def change(data: bytes, rng: Random, raw: Bytes) -> bytes:
        lines = data.decode("utf-8", "replace").split("\n")
        i = rng.randrange(len(lines))
        terms = _TERM.findall(lines[i]) or ["_:a", "<x:p>", "_:b", "."]
        j = rng.randrange(len(terms))
        match rng.randrange(8):
            case 0:
                lines.insert(rng.randint(0, len(lines)), lines[i])
                return "\n".join(lines).encode()
            case 1:
                del lines[i]
                return "\n".join(lines).encode()
            case 2:
                terms[j] = raw(terms[j].encode()).decode("utf-8", "replace")
            case 3 if rng.random() < 0.3:
                terms.insert(j, rng.choice(vocabulary))
            case 3 | 4:
                terms[0], terms[2 % len(terms)] = terms[2 % len(terms)], terms[0]
            case 5:
                terms[j] = rng.choice(_TERM.findall(rng.choice(lines)) or ["_:a"])
            case _:
                j = rng.choice((0, 2, 2)) if len(terms) > 3 else j
                terms[j] = rng.choice(vocabulary)
        lines[i] = " ".join(terms)
        return "\n".join(lines).encode("utf-8", "replace")

    return change


_TERM = re.compile(r'<[^>]*>|_:[^\s]+|"(?:[^"\\]|\\.)*"\S*|\S+')


def rows(data: bytes, rng: Random, raw: Bytes) -> bytes:
    """Change one cell, row or column of a CSV file, or how it is written."""
    text = data.decode("utf-8", "replace")
    try:
        table = list(csv.reader(io.StringIO(text, newline="")))
    except csv.Error:
        return raw(data)
    full = [row for row in table if row]
    if not full:
        return raw(data)
    row = rng.choice(full)
    i = rng.randrange(len(row))
    match rng.randrange(8):
        case 0:
            row[i] = raw(row[i].encode("utf-8", "replace")).decode("utf-8", "replace")
        case 1:
            row[i] = rng.choice(
                (*TEXTS, "=1+1", "-5", "+1", "a@b.example", "a@b", "name", "e_mail", "result.Seam")
            )
        case 2:
            del row[i]
        case 3:
            row.insert(i, rng.choice((*full[0], *TEXTS)))
        case 4:
            table.insert(rng.randrange(len(table)), list(rng.choice(full)))
        case 5:
            k = rng.randrange(len(full[0]))
            for r in full:
                r.append(r[k] if k < len(r) else "")
        case 6:
            row[i] += rng.choice(('"', ";", "\t", "\n", "\r", "\x1f", "\u2028", "x" * 12_000))
        case _:
            other = rng.choice(full)
            row[:] = other
    out = io.StringIO(newline="")
    csv.writer(
        out, delimiter=rng.choice(",,,;\t"), lineterminator=rng.choice(("\n", "\r\n", "\r"))
    ).writerows(table)
    encoding = rng.choice(("utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16", "cp1252"))
    return out.getvalue().encode(encoding, "replace")


def in_encodings(mutator: Mutator) -> Mutator:
    """Return `mutator`, whose text is now and then written in another encoding."""

    def change(data: bytes, rng: Random, raw: Bytes) -> bytes:
        out = mutator(data, rng, raw)
        if rng.random() < 0.05:
            name = rng.choice(("utf-16", "utf-16-le", "utf-8-sig", "latin-1", "utf-32"))
            return out.decode("utf-8", "replace").encode(name, "replace")
        return out

    return change


def either(*mutators: Mutator) -> Mutator:
    """Return a mutator that is one of `mutators`, each time anew."""
    return lambda data, rng, raw: rng.choice(mutators)(data, rng, raw)


def based(data: bytes, rng: Random, raw: Bytes) -> bytes:
    """Change the bytes inside of the last part of `did:key:z…`, `did:jwk:…`, `z…`, `u…`."""
    head, sign_, last = data.decode("utf-8", "replace").rpartition(":")
    last, hash_, fragment = last.partition("#")
    try:
        if last.startswith("z"):
            last = "z" + b58encode(raw(b58decode(last[1:]))[:3000])
        else:
            base = "u" if last.startswith("u") else ""
            inner = b64url_decode(last.removeprefix("u"))
            inner = json_tree(inner, rng, raw) if inner[:1] == b"{" else raw(inner)
            last = base + b64url_encode(inner)
    except LerwayError:
        return raw(data)
    return (head + sign_ + last + hash_ + fragment).encode("utf-8", "replace")
