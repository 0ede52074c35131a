"""Digests of related resources: VC Data Model 2.0, section 5.3 (Integrity of Related Resources).

`digestSRI` is a hash-expression of Subresource Integrity, section 3.5: where it
lists several, those of the strongest algorithm count, and one of them must match.
`digestMultibase` is a multihash in multibase (VC Data Integrity 1.0, section 2.6).
Where a resource has both, or an array of digests, each must match.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lerway.kernel import pointer as p
from lerway.kernel.encoding import multibase_decode, varint_decode
from lerway.kernel.errors import Fault, InvalidError, UndeterminedError
from lerway.standards.vcdm.identifiers import as_list, is_url

if TYPE_CHECKING:
    from lerway.kernel.strict_json import JSON, JSONObject

__all__ = ["RelatedResource", "digest_matches", "digest_sri", "digests_of", "resources_of"]

_SRI: Final = re.compile(r"(sha(?:256|384|512))-([A-Za-z0-9+/]+={0,2})(?:\?[\x21-\x7e]*)?\Z")
_MULTIHASH: Final = {0x12: "sha256", 0x13: "sha512", 0x20: "sha384"}


@dataclass(frozen=True, slots=True)
class RelatedResource:
    """A file that a credential relies on, and its digests.

    Attributes:
        url: where it stands.
        sri: values of `digestSRI`.
        multibase: values of `digestMultibase`.
        pointer: JSON Pointer of the entry.
    """

    url: str
    sri: tuple[str, ...] = ()
    multibase: tuple[str, ...] = ()
    pointer: str = ""


def resources_of(document: JSONObject) -> list[RelatedResource]:
    """Return the related resources of a credential, in order; none if it has none.

    Raises:
        InvalidError: `related.malformed`, `related.no_digest`, `related.duplicate`.
    """
    if "relatedResource" not in document:
        return []
    value = document["relatedResource"]
    found: list[RelatedResource] = []
    for i, item in enumerate(as_list(value)):
        at = p.join("relatedResource", i) if isinstance(value, list) else "/relatedResource"
        url = item.get("id") if isinstance(item, dict) else None
        if not isinstance(item, dict) or not is_url(url):
            raise InvalidError(
                "related.malformed",
                "a related resource has no URL as its id",
                fault=Fault.ISSUER,
                pointer=at,
            )
        if any(url == other.url for other in found):
            raise InvalidError(
                "related.duplicate",
                f"the related resource {url} is listed twice",
                fault=Fault.ISSUER,
                pointer=at,
            )
        sri, multibase = digests_of(item, at)
        if not sri and not multibase:
            raise InvalidError(
                "related.no_digest",
                f"the related resource {url} has no digest",
                fault=Fault.ISSUER,
                pointer=at,
            )
        found.append(RelatedResource(url, sri, multibase, at))
    return found


def digests_of(item: JSONObject, at: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the values of `digestSRI` and `digestMultibase` of an object at pointer `at`.

    Raises:
        InvalidError: `related.digest_malformed` if one is not a text.
    """
    return _texts(item, "digestSRI", at), _texts(item, "digestMultibase", at)


def digest_matches(resource: RelatedResource, body: bytes) -> bool:
    """Return whether `body` has every digest of `resource`.

    Raises:
        InvalidError: `related.digest_malformed`.
        UndeterminedError: `related.digest_unsupported` for an unknown algorithm.
    """
    expected = [_expected_sri(text, resource.pointer) for text in resource.sri]
    expected += [_expected_multibase(text, resource.pointer) for text in resource.multibase]
    return all(
        any(hmac.compare_digest(hashlib.new(name, body).digest(), digest) for digest in digests)
        for name, digests in expected
    )


def digest_sri(body: bytes) -> str:
    """Return the `digestSRI` of `body`, by SHA-384."""
    return "sha384-" + base64.b64encode(hashlib.sha384(body).digest()).decode("ascii")


def _texts(item: JSONObject, name: str, at: str) -> tuple[str, ...]:
    values: list[JSON] = as_list(item.get(name))
    texts = tuple(v for v in values if isinstance(v, str) and v.strip())
    if len(texts) != len(values):
        raise _malformed(f"{name} is not a text", at)
    return texts


def _expected_sri(text: str, at: str) -> tuple[str, list[bytes]]:
    """Return the strongest algorithm that `text` names, and its digests."""
    by_name: dict[str, list[bytes]] = {}
    for word in text.split() or [""]:
        m = _SRI.match(word)
        if m is None:
            if re.match(r"[a-z0-9]+-", word) and not word.startswith("sha"):
                raise _unsupported(word.partition("-")[0], at)
            raise _malformed(f"{word[:40]!r} is not a digest such as sha384-…", at)
        by_name.setdefault(m[1], []).append(_base64(m[2], m[1], at))
    name = max(by_name)  # sha256 < sha384 < sha512, as texts too
    return name, by_name[name]


def _base64(text: str, name: str, at: str) -> bytes:
    try:
        digest = base64.b64decode(text, validate=True)
    except binascii.Error:
        raise _malformed("a digestSRI is not base64", at) from None
    return _of_length(digest, name, at)


def _expected_multibase(text: str, at: str) -> tuple[str, list[bytes]]:
    try:
        code, rest = varint_decode(multibase_decode(text))
        length, digest = varint_decode(rest)
    except InvalidError as e:
        raise _malformed(f"a digestMultibase is malformed: {e}", at) from None
    name = _MULTIHASH.get(code)
    if name is None:
        raise _unsupported(f"0x{code:x}", at)
    if length != len(digest):
        raise _malformed("a digestMultibase does not have the length that it says", at)
    return name, [_of_length(digest, name, at)]


def _of_length(digest: bytes, name: str, at: str) -> bytes:
    if len(digest) != hashlib.new(name).digest_size:
        raise _malformed(f"a digest is not as long as {name} makes it", at)
    return digest


def _malformed(message: str, at: str) -> InvalidError:
    return InvalidError(
        "related.digest_malformed",
        message,
        hint="ask the issuer for a record with well-formed digests",
        fault=Fault.ISSUER,
        pointer=at,
    )


def _unsupported(name: str, at: str) -> UndeterminedError:
    return UndeterminedError(
        "related.digest_unsupported",
        f"the digest algorithm {name} is not one that this version knows",
        fault=Fault.ISSUER,
        pointer=at,
    )
