"""A record whose form is known, before anybody needs all of it.

For most of what is judged of each record a few of its texts are enough. They are taken
out of its bytes by a layout (`jsonld.shapes.layout`) where one fits, and out of the
parsed record else.
"""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple, final

from lerway.standards.jose.vc_jwt import REGISTERED

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from lerway.domain.verifying.known.form import Form, Known
    from lerway.domain.verifying.known.outline import Outline
    from lerway.domain.verifying.reading import Record
    from lerway.kernel.strict_json import JSON, JSONObject
    from lerway.standards.jsonld.shapes.layout import Layout
    from lerway.standards.jsonld.shapes.skeleton import Path, Skeleton, Value

__all__ = ["Fields", "LaidOut", "Recognised", "fields_of"]

_DATES: Final = ("validFrom", "validUntil", "issuanceDate", "expirationDate")
_PROOF: Final = ("verificationMethod", "created", "expires", "proofValue")
_STATUS: Final = ("statusListCredential", "statusPurpose", "statusListIndex")


class LaidOut(NamedTuple):
    """A layout of records of a form.

    Attributes:
        layout: the layout of the record, or of a token's payload.
        form: the form.
        gist: under which the form is kept.
        profile: of the tokens, if it is one of tokens.
    """

    layout: Layout
    form: Form
    gist: Hashable
    profile: str | None


@final
class Recognised:
    """A record of a known form.

    Attributes:
        known: the form, and what is in its slots.
        profile: of the token, if it is one.
        shown: the header of the token as it is written; empty for other records.
        message: what a token's signature is over.
        signature: the signature of a token.
        plain: whether a token makes no claims about itself.
    """

    __slots__ = ("_whole", "known", "message", "plain", "profile", "shown", "signature")

    def __init__(
        self,
        known: Known,
        whole: Callable[[], Record] | Record,
        profile: str | None = None,
        token: tuple[str, bytes, bytes] = ("", b"", b""),
    ) -> None:
        """Keep what a layout gave.

        Args:
            known: the form, and what is in its slots.
            whole: the record, or what reads all of it.
            profile: of the token, if it is one.
            token: `shown`, `message` and `signature`.
        """
        self.known = known
        self.profile = profile
        self.shown, self.message, self.signature = token
        self.plain = True
        self._whole = whole

    @classmethod
    def of(cls, record: Record, known: Known) -> Recognised:
        """Return a record that was read."""
        jws = record.jws
        if jws is None:
            return cls(known, record)
        shown = jws.compact[: jws.compact.index(".")]
        token = (shown, jws.signing_input, jws.signature)
        found = cls(known, record, record.profile, token)
        found.plain = bool(jws.memo) and REGISTERED.isdisjoint(jws.memo[0])
        return found

    @property
    def record(self) -> Record:
        """The whole record."""
        if callable(self._whole):
            self._whole = self._whole()
        return self._whole

    @property
    def parsed(self) -> bool:
        """Whether the record is there as a whole."""
        return not callable(self._whole)


class Fields:
    """What of the records of a form is judged of each: taken out of its slots at once."""

    __slots__ = ("_constants", "_pick")

    def __init__(self, skeleton: Skeleton, paths: list[Path]) -> None:
        """Take out what stands at `paths`; None for a member that is not there."""
        numbers = {path: number for number, path in enumerate(skeleton.slots)}
        constants: list[JSON] = []
        places: list[int] = []
        for path in paths:
            if path in numbers:
                places.append(numbers[path])
            else:
                places.append(len(skeleton.slots) + len(constants))
                constants.append(_at(skeleton.marked, path))
        self._pick: Callable[[tuple[Any, ...]], tuple[Any, ...]] = itemgetter(*places)
        self._constants = tuple(constants)

    def of(self, values: tuple[Value, ...]) -> tuple[Any, ...]:
        """Return the fields of a record with `values` in its slots."""
        return self._pick(values + self._constants)


def fields_of(form: Form, outline: Outline) -> Fields:
    """Return what of a record of `form` is judged by `outline`.

    That is: the issuer, its name; the four dates; of a proof its method, when it was made,
    its end and its value, and what is the same in all; of each status entry its list, its
    purpose and its index.
    """
    document = form.skeleton.marked
    named = isinstance(document["issuer"], dict)
    paths: list[Path] = [("issuer", "id") if named else ("issuer",), _name(document)]
    paths += [(name,) for name in _DATES]
    if outline.canonical:
        paths += [("proof", name) for name in (*_PROOF, *(name for name, _ in outline.same))]
    status = document.get("credentialStatus")
    for i in range(len(outline.purposes)):
        at: Path = ("credentialStatus", i) if isinstance(status, list) else ("credentialStatus",)
        paths += [(*at, name) for name in _STATUS]
    return Fields(form.skeleton, paths)


def _name(document: JSONObject) -> Path:
    """Return where the name stands that an issuer gives itself; see `standing.claimed_name`."""
    path: Path = ("issuer", "name")
    name = _at(document, path)
    if isinstance(name, list):
        path = (*path, 0)
        name = _at(document, path)
    return (*path, "@value") if isinstance(name, dict) else path


def _at(value: JSON, path: Path) -> JSON:
    for step in path:
        if isinstance(value, dict) and isinstance(step, str):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return None
    return value
