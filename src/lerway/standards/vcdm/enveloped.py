"""Enveloped credentials and presentations, VC Data Model 2.0, sections 4.13.1 and 4.13.2.

The `id` of an EnvelopedVerifiableCredential (or Presentation) is a `data:` URL
(RFC 2397) that holds the secured document; its media type says how it is secured.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import unquote_to_bytes

from lerway.kernel.errors import InvalidError
from lerway.kernel.limits import DEFAULT_LIMITS, Limits

if TYPE_CHECKING:
    from lerway.kernel.strict_json import JSONObject

__all__ = ["Envelope", "envelope_url", "is_enveloped", "open_envelope"]

CREDENTIAL: Final = "EnvelopedVerifiableCredential"
PRESENTATION: Final = "EnvelopedVerifiablePresentation"
_MEDIA_TYPE: Final = re.compile(
    r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\Z"
)


class Envelope(NamedTuple):
    """What a `data:` URL held.

    Attributes:
        media_type: lower case, without parameters: `application/vc+jwt`.
        text: the secured document: a compact token, or (`+cose`) the base64 text.
    """

    media_type: str
    text: str


def is_enveloped(document: JSONObject) -> bool:
    """Return whether `document` is an enveloped credential or presentation."""
    types = document.get("type")
    return any(
        t in (CREDENTIAL, PRESENTATION) for t in (types if isinstance(types, list) else [types])
    )


def open_envelope(document: JSONObject, *, limits: Limits = DEFAULT_LIMITS) -> Envelope:
    """Return the media type and text inside an enveloped credential or presentation.

    Raises:
        InvalidError: `vcdm.enveloped` if `id` is no well-formed `data:` URL.
    """
    url = document.get("id")
    if not isinstance(url, str) or not url[:5].lower() == "data:":
        raise _broken("the id of an enveloped document is not a data: URL")
    if len(url) > 2 * limits.document:
        raise _broken("the data: URL is longer than a document may be")
    head, comma, body = url[5:].partition(",")
    media_type, *parameters = head.split(";")
    media_type = media_type.strip().lower()
    if not comma or not _MEDIA_TYPE.match(media_type):
        raise _broken("the data: URL does not name a media type before its comma")
    return Envelope(media_type, _text(body, media_type, parameters))


def envelope_url(media_type: str, compact: str) -> str:
    """Return the `data:` URL for the `id` of an enveloped document (a compact token)."""
    return f"data:{media_type},{compact}"


def _text(body: str, media_type: str, parameters: list[str]) -> str:
    raw = unquote_to_bytes(body)
    in_base64 = bool(parameters) and parameters[-1].strip().lower() == "base64"
    try:
        if in_base64 and not media_type.endswith("+cose"):
            raw = base64.b64decode(raw, validate=True)
        text = raw.decode("ascii")
    except (UnicodeDecodeError, binascii.Error):
        raise _broken("the data: URL holds no text of a secured document") from None
    if not text:
        raise _broken("the data: URL is empty")
    return text


def _broken(message: str) -> InvalidError:
    return InvalidError(
        "vcdm.enveloped",
        message,
        hint="an envelope reads data:application/vc+jwt,eyJ… in its id",
        pointer="/id",
    )
