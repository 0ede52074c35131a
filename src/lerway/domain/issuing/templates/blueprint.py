"""A record of which only some texts change, cut into fixed parts once and signed often.

VC Data Integrity 1.0 section 4.2 (add proof) with VC-DI-EDDSA 1.0 sections 3.2 and 3.3
(VC-DI-ECDSA 1.0 likewise); VC-JOSE-COSE 1.0 section 3.1 and Open Badges 3.0 section
8.2.4 (tokens). What comes out is, byte for byte, what the whole way gives; whatever the
parts cannot decide is left to the whole way (docs/adr).
"""

from __future__ import annotations

import hashlib
import re
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol, final

from lerway.kernel.encoding import b58encode, b64url_encode
from lerway.kernel.strict_json import dumps
from lerway.standards.data_integrity import proof as data_integrity
from lerway.standards.jose import vc_jwt
from lerway.standards.jsonld.jcs import canonical_json
from lerway.standards.jsonld.rdf import escape
from lerway.standards.jsonld.slot_graph import SlotGraph
from lerway.standards.jsonld.slots import Marks, marked

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lerway.kernel.strict_json import JSONObject
    from lerway.standards.cid.keys import PublicKey
    from lerway.standards.data_integrity.suites import Cryptosuite
    from lerway.standards.jsonld.contexts import ContextView
    from lerway.standards.jsonld.slots import Slot

__all__ = ["Blueprint", "Draft", "EmbeddedBlueprint", "TokenBlueprint"]

# What stands in JSON or in N-Quads in another spelling.
_SPELLED: Final = re.compile('[\x00-\x1f"\\\\\x7f\ufffe\uffff\ud800-\udfff]')
_MOST_HEADS: Final = 64


class Draft(NamedTuple):
    """A record that only lacks its signature.

    Attributes:
        to_sign: the bytes that the key signs.
        start: what stands before the signature.
        end: what stands behind it.
    """

    to_sign: bytes
    start: bytes
    end: bytes


class Blueprint(Protocol):
    """The way from values to a record, for one document and one kind of proof."""

    def draft(self, values: Sequence[str], created: str) -> Draft | None:
        """Return the record that only lacks its signature; else as `signed`."""
        ...

    def whole(self, draft: Draft, signature: bytes) -> bytes:
        """Return the record of a draft with its signature."""
        ...

    def signed(
        self, values: Sequence[str], created: str, sign: Callable[[bytes], bytes]
    ) -> bytes | None:
        """Return the signed record; None if the whole way has to decide.

        Args:
            values: of the slots, in their order.
            created: of the proof, as it is written.
            sign: signs bytes with the issuer's key.

        Raises:
            UnicodeEncodeError: half of a surrogate pair.
        """
        ...


@final
class EmbeddedBlueprint:
    """Drafts records with a proof in them."""

    def __init__(
        self,
        document: JSONObject,
        slots: Sequence[Slot],
        *,
        suite: Cryptosuite,
        key: PublicKey,
        verification_method: str,
        view: ContextView,
    ) -> None:
        """Cut `document`, without a proof, at its `slots`.

        Raises:
            NoSlotGraphError: it cannot be canonicalised so.
            KeyError, IndexError, TypeError: a slot is not in the document.
        """
        text = dumps(document).decode()
        marks = Marks(slots, text)
        blank = marked(document, slots, marks)
        self._suite, self._key, self._view = suite, key, view
        self._method = verification_method
        self._context = document["@context"]
        self._body = marks.fill(dumps(blank).decode()[:-1])
        name = suite.hash_name(key.type)
        hash_ = hashlib.sha384 if name == "sha384" else hashlib.sha256
        if suite.canonicalization == "jcs":
            canonical = marks.fill(canonical_json(blank).decode())

            def digest(said: _Spelled) -> bytes | None:
                return hash_(canonical(said.in_json).encode()).digest()
        else:
            graph = SlotGraph(blank, marks, view, name)

            def digest(said: _Spelled) -> bytes | None:
                return graph.digest(said.in_nquads)

        self._digest = digest
        self._heads: dict[str, tuple[bytes, str]] = {}

    def draft(self, values: Sequence[str], created: str) -> Draft | None:
        """Return the record with these values, unsigned; see `Blueprint`."""
        said = _spelled(values)
        digest = self._digest(said)
        if digest is None:
            return None
        config, head = self._heads.get(created) or self._head(created)
        start = self._body(said.in_json) + head
        return Draft(config + digest, start.encode(), b'"}}')

    def whole(self, draft: Draft, signature: bytes) -> bytes:
        """Return the record of a draft with its signature."""
        return draft.start + b58encode(signature).encode() + draft.end

    def signed(
        self, values: Sequence[str], created: str, sign: Callable[[bytes], bytes]
    ) -> bytes | None:
        """Return the record with these values; see `Blueprint`."""
        said = _spelled(values)
        digest = self._digest(said)
        if digest is None:
            return None
        config, head = self._heads.get(created) or self._head(created)
        value = b58encode(sign(config + digest))
        return f'{self._body(said.in_json)}{head}{value}"}}}}'.encode()

    def _head(self, created: str) -> tuple[bytes, str]:
        """Return the hash of the proof's options, and the proof up to its value."""
        proof: JSONObject = {
            "type": self._suite.proof_type,
            "cryptosuite": self._suite.name,
            "verificationMethod": self._method,
            "proofPurpose": "assertionMethod",
            "created": created,
        }
        if self._suite.canonicalization == "jcs":
            proof["@context"] = self._context
        config = data_integrity.config_hash(
            proof, self._context, self._suite, self._key.type, self._view
        )
        whole = dumps({**proof, "proofValue": "z"}).decode()
        head = config, ',"proof":' + whole[: -len('"}')]
        if len(self._heads) >= _MOST_HEADS:
            self._heads.clear()
        self._heads[created] = head
        return head


@final
class TokenBlueprint:
    """Drafts records that are tokens."""

    def __init__(
        self,
        document: JSONObject,
        slots: Sequence[Slot],
        *,
        profile: vc_jwt.Profile,
        key: PublicKey,
        verification_method: str,
    ) -> None:
        """Cut `document` at its `slots`; the exceptions are those of `EmbeddedBlueprint`."""
        marks = Marks(slots, dumps(document).decode())
        blank = marked(document, slots, marks)
        self._body = marks.fill(dumps(blank).decode()[:-1])
        whole = vc_jwt.prepare(document, key, verification_method, profile)
        self._header = whole.partition(b".")[0] + b"."
        self._claims = profile == "open-badges"
        self._said: JSONObject = {
            name: document[name]
            for name in ("@context", "type", "id", "issuer", "validFrom", "validUntil")
            if name in document
        }
        self._places = {path: i for i, (path, _) in enumerate(slots)}

    def draft(self, values: Sequence[str], created: str) -> Draft | None:  # noqa: ARG002
        """Return the record with these values, unsigned.

        A token does not say when it was made.
        """
        payload = self._body(_spelled(values).in_json).encode()
        if self._claims:
            payload += b"," + dumps(self._claims_of(values))[1:]
        else:
            payload += b"}"
        to_sign = self._header + b64url_encode(payload).encode()
        return Draft(to_sign, to_sign + b".", b"")

    def whole(self, draft: Draft, signature: bytes) -> bytes:
        """Return the record of a draft with its signature."""
        return draft.start + b64url_encode(signature).encode()

    def signed(
        self, values: Sequence[str], created: str, sign: Callable[[bytes], bytes]
    ) -> bytes | None:
        """Return the record with these values; see `Blueprint`."""
        draft = self.draft(values, created)
        return None if draft is None else self.whole(draft, sign(draft.to_sign))

    def _claims_of(self, values: Sequence[str]) -> JSONObject:
        said = dict(self._said)
        for (name, *rest), place in self._places.items():
            if not rest and name in said:
                said[str(name)] = values[place]
        subject = self._places.get(("credentialSubject", "id"))
        if subject is not None:
            said["credentialSubject"] = {"id": values[subject]}
        return vc_jwt.badge_claims(said)


class _Spelled(NamedTuple):
    """Each value as it stands in JSON, and as it stands in N-Quads."""

    in_json: Sequence[str]
    in_nquads: Sequence[str]


def _spelled(values: Sequence[str]) -> _Spelled:
    joined = "".join(values)
    plain = joined.isprintable() and '"' not in joined and "\\" not in joined
    if plain or _SPELLED.search(joined) is None:
        return _Spelled(values, values)
    return _Spelled([encode_basestring(v)[1:-1] for v in values], [escape(v) for v in values])
