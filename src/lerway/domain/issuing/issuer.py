"""An issuer: somebody with a name and a key who signs records.

VC Data Model 2.0 section 4 (credentials), VC Data Integrity 1.0 section 4.2 (add
proof), VC-JOSE-COSE 1.0 section 3.1 and Open Badges 3.0 section 8.2 (tokens). Before
anything is signed it is judged by the rules of our own verifier, so that nothing leaves
that we would refuse.

A key at hand signs at once (`issue`), and one achievement for many learners (`template`).
A key that lives elsewhere, in a KMS or on a card, signs in two steps (`prepare`,
`finish`), and its signature is checked; give its public half as `key`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, cast

from lerway.domain.issuing.credentials import clr_credential, endorsement_credential
from lerway.domain.issuing.forms import Forms
from lerway.domain.issuing.identifiers import random_urn
from lerway.domain.issuing.presentation import Disclosure, Presentation, member_bytes
from lerway.domain.issuing.self_check import require_sound
from lerway.domain.issuing.signing_key import another_issuer, conflicting_ids, require_own_key
from lerway.domain.issuing.templates.badge import BadgeParts, badge_document, evidence_of
from lerway.domain.issuing.templates.cutter import Cutter
from lerway.domain.issuing.templates.lists import ListTemplate
from lerway.domain.issuing.templates.template import BadgeTemplate, Template
from lerway.domain.issuing.unsigned import Unsigned, assembled
from lerway.domain.issuing.written.achievement import Achievement, described_by
from lerway.kernel.errors import InvalidError, MisuseError
from lerway.kernel.strict_json import dumps, parse_object
from lerway.standards.cid.keys import KeyType, PrivateKey, PublicKey
from lerway.standards.data_integrity import proof as data_integrity
from lerway.standards.did import did_key, method_url
from lerway.standards.jose import vc_jwt
from lerway.standards.status.lists import LONGEST_LIFE, TIME_TO_LIVE
from lerway.standards.vcdm.dates import format_datetime
from lerway.standards.vcdm.structure import V2_CONTEXT, holder_id, is_presentation, issuer_id

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime, timedelta

    from lerway.domain.ports import Clock, Entropy
    from lerway.kernel.strict_json import JSON, JSONObject
    from lerway.standards.catalog import Catalog
    from lerway.standards.data_integrity.suites import Cryptosuite
    from lerway.standards.status.lists import StatusList

__all__ = ["TOKENS", "Issuer", "Unsigned"]

SALT_SIZE: Final = 16
TOKENS: Final[Mapping[str, Literal["vc-jose-cose", "open-badges"]]] = {
    "vc-jwt": "vc-jose-cose",
    "ob-jwt": "open-badges",
}
"""Names of the proofs that are tokens, and the JWT profile of each."""
_DEFAULT_SUITE: Final = {
    KeyType.ED25519: "eddsa-rdfc-2022",
    KeyType.P256: "ecdsa-rdfc-2019",
    KeyType.P384: "ecdsa-rdfc-2019",
}


class Issuer:
    """Makes and signs badges, learner records, endorsements and presentations.

    Attributes:
        id: the identifier that the key speaks for.
        profile: the Open Badges Profile that stands in what it issues.
        public_key: the public half of its key.
        verification_method: URL of the key.
    """

    def __init__(
        self,
        *,
        key: PrivateKey | PublicKey,
        catalog: Catalog,
        clock: Clock,
        entropy: Entropy,
        name: str | None = None,
        profile: Mapping[str, object] | None = None,
        id: str | None = None,  # noqa: A002 - the member's name in the standard
        verification_method: str | None = None,
    ) -> None:
        """Make an issuer.

        Args:
            key: the private key; the public key of one that lives elsewhere.
            catalog: suites, contexts and schemas.
            clock: tells the time of what is issued now.
            entropy: draws identifiers and salts.
            name: its name, if there is no `profile`.
            profile: its Open Badges Profile; its `id`, if there, is the issuer's.
            id: its identifier: a did:web, an https URL...; the key's did:key, if not given.
            verification_method: URL of the key; as `lerway.did_document` names it, if
                not given.

        Raises:
            MisuseError: `issuer.profile` (a name or a profile is needed),
                `issuer.id_conflict`, `issuer.key_conflict`.
        """
        if (name is None) == (not profile):
            raise MisuseError(
                "issuer.profile",
                "an issuer has either a name or a whole profile",
                hint="give name='…' or profile={…}",
            )
        self._key = key if isinstance(key, PrivateKey) else None
        self.public_key = key.public if isinstance(key, PrivateKey) else key
        self._catalog = catalog
        self._clock = clock
        self._entropy = entropy
        written = cast("JSONObject", dict(profile or {"type": ["Profile"], "name": name}))
        named = written.get("id")
        if named is not None and id is not None and named != id:
            raise conflicting_ids(str(named), id)
        self.id = str(named) if named is not None else id or did_key(self.public_key)
        self.verification_method = verification_method or method_url(self.id, self.public_key)
        require_own_key(self.id, self.verification_method, self.public_key)
        self.profile: JSONObject = {"id": self.id, **written}
        self._lists: ListTemplate | None = None
        self._forms = Forms(catalog)

    # -- making --------------------------------------------------------------

    def badge(  # noqa: PLR0913 - one parameter for each member that a badge may have
        self,
        achievement: Achievement | Mapping[str, object],
        *,
        recipient: str | None = None,
        email: str | None = None,
        results: Mapping[str, str] | None = None,
        evidence: Sequence[str | JSONObject] = (),
        narrative: str | None = None,
        valid_from: datetime | None = None,
        valid_until: datetime | None = None,
        endorsements: Sequence[JSONObject | str] = (),
        status: JSONObject | None = None,
        id: str | None = None,  # noqa: A002 - the member's name in the standard
    ) -> JSONObject:
        """Return an unsigned badge (OpenBadgeCredential) for one learner.

        Args:
            achievement: what was achieved, with the members of Open Badges 3.0;
                `id` and `type` are added where they are missing.
            recipient: the learner's own identifier; one for this badge alone, if not given.
            email: goes into the badge hashed with a fresh salt. Whoever has the badge
                can try addresses until one fits.
            results: name of a result description to what the learner reached.
            evidence: addresses, or Evidence objects.
            narrative: what this learner did.
            valid_from: the present, if not given.
            valid_until: no end, if not given.
            endorsements: signed EndorsementCredentials: objects, or compact JWS.
            status: a `credentialStatus` entry.
            id: its identifier; a fresh `urn:uuid:`, if not given.

        Raises:
            WrittenWrongError: the achievement is malformed.
            MisuseError: `result.*`.
        """
        described = described_by(achievement)
        subject = recipient or self._urn()
        salted = None if email is None else (email, self._entropy(SALT_SIZE).hex())
        reached = [described.result(name, text) for name, text in (results or {}).items()]
        parts = BadgeParts(
            id=id or self._urn(),
            subject=subject,
            period=(valid_from or self._clock(), valid_until),
            email=salted,
            narrative=narrative,
            results=reached,
            status=status,
        )
        shown = [e if isinstance(e, dict) else evidence_of(e) for e in evidence]
        return badge_document(self.profile, described.document, parts, endorsements, shown)

    def template(
        self,
        achievement: Achievement | Mapping[str, object],
        *,
        proof: str | None = None,
        endorsements: Sequence[JSONObject | str] = (),
    ) -> Template:
        """Return what issues one achievement to many learners, a hundred times as fast.

        Args:
            achievement: what was achieved, as for `badge`.
            proof: as for `issue`.
            endorsements: as for `badge`.

        Raises:
            RefusedError: our own verifier would refuse every badge of it.
            WrittenWrongError: the achievement is malformed.
            MisuseError: `issuer.no_private_key`, `issuer.unknown_proof`.
        """
        described = described_by(achievement)
        badges = self.badge_template(described, proof=proof, endorsements=endorsements)
        badges.judge(BadgeParts("urn:x:a", "urn:x:b", (self._clock(), None)))
        return Template(described, badges, self._entropy, self._clock)

    def badge_template(
        self,
        achievement: Achievement,
        *,
        proof: str | None = None,
        endorsements: Sequence[JSONObject | str] = (),
    ) -> BadgeTemplate:
        """Return what signs badges by their parts, all drawn before; raises as `template`."""
        return BadgeTemplate(self._cutter(proof), achievement, endorsements)

    def status_list(
        self,
        state: StatusList,
        *,
        life: timedelta = LONGEST_LIFE,
        ttl: timedelta = TIME_TO_LIVE,
        created: datetime | None = None,
    ) -> bytes:
        """Return the signed credential of a status list as it is now.

        Args:
            state: the list.
            life: until `validUntil`; at most 24 hours.
            ttl: how long a verifier may keep it before looking again.
            created: its `validFrom` and that of the proof; the present, if not given.

        Raises:
            MisuseError: `status.list_life`, `issuer.no_private_key`.
        """
        if self._lists is None:
            self._lists = ListTemplate(self._cutter(None))
        return self._lists.issue(state, created or self._clock(), life=life, ttl=ttl)

    def clr(
        self,
        name: str,
        members: Sequence[bytes | JSONObject],
        *,
        recipient: str | None = None,
        valid_from: datetime | None = None,
        valid_until: datetime | None = None,
        associations: Sequence[JSONObject] = (),
        status: JSONObject | None = None,
        id: str | None = None,  # noqa: A002 - the member's name in the standard
    ) -> JSONObject:
        """Return an unsigned ClrCredential that wraps signed credentials.

        Args:
            name: its name.
            members: whole signed credentials with an embedded proof, at least one.
            recipient: as for `badge`.
            valid_from: the present, if not given.
            valid_until: no end, if not given.
            associations: Association objects between the members' achievements.
            status: a `credentialStatus` entry.
            id: its identifier; a fresh `urn:uuid:`, if not given.

        Raises:
            UnreadableError: a member is no JSON object.
            MisuseError: `issuer.empty_clr`.
        """
        wrapped: list[JSON] = [m if isinstance(m, dict) else parse_object(m) for m in members]
        if not wrapped:
            raise MisuseError(
                "issuer.empty_clr",
                "a learner record wraps at least one signed credential",
                hint="issue a badge first",
            )
        subject: JSONObject = {
            "id": recipient or self._urn(),
            "type": ["ClrSubject"],
            "verifiableCredential": wrapped,
        }
        if associations:
            subject["association"] = list(associations)
        period = (valid_from or self._clock(), valid_until)
        return clr_credential(
            id or self._urn(), self.profile, subject, period, name=name, status=status
        )

    def endorsement(
        self,
        target: str,
        comment: str,
        *,
        name: str = "Endorsement",
        valid_from: datetime | None = None,
        valid_until: datetime | None = None,
        status: JSONObject | None = None,
        id: str | None = None,  # noqa: A002 - the member's name in the standard
    ) -> JSONObject:
        """Return an unsigned EndorsementCredential of what `target` identifies."""
        period = (valid_from or self._clock(), valid_until)
        return endorsement_credential(
            id or self._urn(),
            self.profile,
            target,
            period,
            name=name,
            comment=comment,
            status=status,
        )

    # -- signing -------------------------------------------------------------

    def issue(
        self,
        credential: JSONObject | bytes,
        *,
        created: datetime | None = None,
        proof: str | None = None,
    ) -> bytes:
        """Return `credential`, signed.

        Args:
            credential: the unsigned credential; given as bytes, they stay as they are
                and the proof is put behind the last member.
            created: when; the present, if not given.
            proof: name of a cryptosuite, `vc-jwt` (VC-JOSE-COSE) or `ob-jwt` (Open
                Badges); if not given, the RDF suite that fits the key.

        Raises:
            RefusedError: our own verifier would refuse it; with code and pointer.
            MisuseError: `issuer.no_private_key`, `issuer.unknown_proof`,
                `issuer.another_issuer`, `issuer.already_signed`, and as `prepare`.
            UnreadableError: bytes that are no JSON object.
        """
        key = self._private_key()
        unsigned = self.prepare(credential, created=created, proof=proof)
        return assembled(unsigned, key.sign(unsigned.to_sign))

    def prepare(
        self,
        credential: JSONObject | bytes,
        *,
        created: datetime | None = None,
        proof: str | None = None,
    ) -> Unsigned:
        """Return what a key that lives elsewhere must sign; arguments and errors as `issue`."""
        raw = credential.strip() if isinstance(credential, bytes) else None
        document = parse_object(raw) if raw is not None else cast("JSONObject", credential)
        presentation = is_presentation(document)
        owner = holder_id(document) if presentation else issuer_id(document)
        if owner != self.id:
            raise another_issuer(owner, self.id, "/holder" if presentation else "/issuer")
        return self._prepare(document, raw, proof, self._options("assertionMethod", created))

    def finish(self, unsigned: Unsigned, signature: bytes) -> bytes:
        """Return the record with `signature` in it.

        Raises:
            MisuseError: `issuer.wrong_signature`: the key of this issuer did not make it.
        """
        if not self.public_key.verify(signature, unsigned.to_sign):
            raise MisuseError(
                "issuer.wrong_signature",
                "the signature is not one of the issuer's key over these bytes",
                hint="sign the bytes as they are; ECDSA signatures are r and s, not DER",
            )
        return assembled(unsigned, signature)

    def present(
        self,
        records: Sequence[bytes | str | JSONObject],
        *,
        challenge: str | None = None,
        domain: str | None = None,
        created: datetime | None = None,
        proof: str | None = None,
    ) -> Presentation:
        """Return a signed presentation of whole records, by this issuer as their holder.

        Args:
            records: signed credentials: JSON as received, or compact tokens.
            challenge: what the verifier asked to be repeated.
            domain: the verifier that it is meant for.
            created: when; the present, if not given.
            proof: name of a cryptosuite; as for `issue`.

        Raises:
            MisuseError: as `issue`.
            UnreadableError: a record is no JSON.
        """
        key = self._private_key()
        head: JSONObject = {
            "@context": [V2_CONTEXT],
            "type": ["VerifiablePresentation"],
            "holder": self.id,
        }
        members = b",".join(member_bytes(r) for r in records)
        raw = dumps(head)[:-1] + b',"verifiableCredential":[' + members + b"]}"
        options = self._options("authentication", created)
        if challenge is not None:
            options["challenge"] = challenge
        if domain is not None:
            options["domain"] = domain
        unsigned = self._prepare(parse_object(raw), raw, proof, options)
        document = assembled(unsigned, key.sign(unsigned.to_sign))
        return Presentation(document, Disclosure.WHOLE)

    @property
    def default_proof(self) -> str:
        """The suite that is used when none is named."""
        return _DEFAULT_SUITE[self.public_key.type]

    def is_graph_proof(self, proof: str | None) -> bool:
        """Return whether `proof` signs the RDF graph, so that every term must be defined.

        Raises:
            MisuseError: `issuer.unknown_proof`.
        """
        if self.token_profile(proof) is not None:
            return False
        return self.suite(proof).canonicalization == "rdfc"

    def token_profile(self, proof: str | None) -> Literal["vc-jose-cose", "open-badges"] | None:
        """Return the profile of the token that `proof` names; None if it is a cryptosuite."""
        return TOKENS.get(proof or self.default_proof)

    # -- inside --------------------------------------------------------------

    def _options(self, purpose: str, created: datetime | None) -> JSONObject:
        return {
            "verificationMethod": self.verification_method,
            "proofPurpose": purpose,
            "created": format_datetime(created or self._clock()),
        }

    def _prepare(
        self, document: JSONObject, raw: bytes | None, proof: str | None, options: JSONObject
    ) -> Unsigned:
        if "proof" in document:
            raise MisuseError(
                "issuer.already_signed",
                "the record has a proof already",
                hint="give the record without its proof",
                pointer="/proof",
            )
        profile = self.token_profile(proof)
        if profile is not None:
            require_sound(document, self._catalog, graph_signed=False)
            to_sign = vc_jwt.prepare(document, self.public_key, self.verification_method, profile)
            return Unsigned(to_sign, raw or dumps(document))
        view, kind, suite = self._catalog.contexts.view(), self.public_key.type, self.suite(proof)
        name = suite.hash_name(kind) if suite.canonicalization == "rdfc" else None
        known = None if name is None else self._forms.canonical(document, name)
        if known is None:
            require_sound(document, self._catalog, graph_signed=False)
        try:
            shapes = self._forms.shapes_for(document)
            prepared = data_integrity.prepare(
                document, options, suite, kind, view, known=known and known.nquads, shapes=shapes
            )
        except InvalidError:
            # Canonicalisation tells of the first undefined term; tell of all.
            require_sound(document, self._catalog, graph_signed=name is not None)
            raise
        if known is None and name is not None:
            self._forms.saw(document, name, prepared.hash_data)
        raw = raw or (dumps(document) if known is None else known.json(document))
        return Unsigned(prepared.hash_data, raw, prepared)

    def suite(self, proof: str | None) -> Cryptosuite:
        """Return the cryptosuite that `proof` names; the default one if it is None.

        Raises:
            MisuseError: `issuer.unknown_proof`.
        """
        name = proof or self.default_proof
        suite = self._catalog.suites.get(name)
        if suite is None or suite.read_only or self.public_key.type not in suite.key_types:
            fitting = [
                s.name
                for s in self._catalog.suites.values()
                if not s.read_only and self.public_key.type in s.key_types
            ]
            raise MisuseError(
                "issuer.unknown_proof",
                f"{name} is no proof that a key of type {self.public_key.type.value} makes",
                hint=f"choose one of {', '.join([*fitting, *TOKENS])}",
            )
        return suite

    def _cutter(self, proof: str | None) -> Cutter:
        self.is_graph_proof(proof)
        return Cutter(self, self._catalog, self._private_key().sign, proof)

    def _private_key(self) -> PrivateKey:
        if self._key is None:
            raise MisuseError(
                "issuer.no_private_key",
                "this issuer has only a public key",
                hint="call prepare, let the key sign, then call finish",
            )
        return self._key

    def _urn(self) -> str:
        return random_urn(self._entropy(16))
