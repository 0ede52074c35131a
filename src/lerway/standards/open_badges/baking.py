"""Baked badges: 1EdTech Open Badges 3.0, section 5.3, and the Open Badges 2.0 Baking Specification.

A badge may travel inside its picture, a PNG or an SVG, as JSON or as compact
JWS. One picture holds one badge: two of the same generation are refused, and of
two generations the newer one is read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

from lerway.kernel.errors import InvalidError, MisuseError, UnreadableError
from lerway.kernel.limits import DEFAULT_LIMITS, Limits
from lerway.standards.open_badges import png as _png
from lerway.standards.open_badges import svg as _svg

__all__ = ["Baked", "Generation", "bake", "image_kind", "unbake"]

Generation: TypeAlias = Literal[2, 3]
"""Open Badges 2.0 or 3.0."""

_KEYWORDS: Final[dict[Generation, str]] = {3: "openbadgecredential", 2: "openbadges"}
_TAGS: Final[dict[Generation, str]] = {
    3: "{https://purl.imsglobal.org/ob/v3p0}credential",
    2: "{http://openbadges.org}assertion",
}
_JWS: Final = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+\Z")
_URL: Final = re.compile(r"(?:https?:|urn:)\S+\Z", re.IGNORECASE)
_XML: Final = re.compile(rb"\A(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*<")
_SVG: Final = re.compile(rb"<(?:[\w.-]+:)?svg[\s/>]")


@dataclass(frozen=True, slots=True)
class Baked:
    """What a picture held.

    Attributes:
        text: as it stands in the picture.
        kind: `json`, `jws` (compact), or `url` (2.0: where the badge is hosted).
        generation: 2 or 3.
        older: whether a badge of the other, older generation is baked in beside it.
    """

    text: str
    kind: Literal["json", "jws", "url"]
    generation: Generation
    older: bool = False


def image_kind(data: bytes) -> Literal["png", "svg"] | None:
    """Return what `data` looks like at its start: PNG, SVG (XML with an svg in it), or neither."""
    if data.startswith(_png.SIGNATURE):
        return "png"
    if not _XML.match(data[:4096]):
        return None
    # A web page, or prose in angle brackets, is no picture. UTF-16 has NULs between.
    return "svg" if _SVG.search(data.replace(b"\0", b"")) else None


def bake(
    image: bytes,
    text: str,
    *,
    generation: Generation = 3,
    replace: bool = False,
    limits: Limits = DEFAULT_LIMITS,
) -> bytes:
    """Return `image` with `text`, JSON or a compact JWS, baked into it.

    Every other byte of the image stays as it is. With `replace`, badges of both
    generations that it held are taken out first.

    Raises:
        UnreadableError: as `unbake`.
        InvalidError: `image.baked_already` without `replace`; `image.svg_encoding`.
        MisuseError: `image.text_kind` if `text` is neither JSON nor a compact
            JWS; `image.svg_character`.
    """
    jws = _bakeable(text, generation) != "json"
    if _is_png(image, limits):
        held = any(_png.texts_of(image, keyword, limits) for keyword in _KEYWORDS.values())
        if held:
            _refuse_unless(replace)
            image = _png.without_texts(image, frozenset(_KEYWORDS.values()))
        return _png.insert_text(image, _KEYWORDS[generation], text)
    reading = _svg.read(image, frozenset(_TAGS.values()))
    if reading.elements:
        _refuse_unless(replace)
        image = _svg.without_elements(image, reading)
    return _svg.insert_element(image, reading, _TAGS[generation], text, jws=jws)


def unbake(
    image: bytes, *, generation: Generation | None = None, limits: Limits = DEFAULT_LIMITS
) -> Baked:
    """Return the badge that `image` holds; of both generations the newer one.

    Args:
        image: the bytes of a PNG or SVG.
        generation: read this generation only.
        limits: what the image may cost.

    Raises:
        UnreadableError: `image.unknown`, `image.too_large`, `image.png_malformed`,
            `image.png_crc`, `image.bomb`, `image.text_malformed`,
            `image.svg_malformed`, `image.svg_entities`, `image.not_svg`.
        InvalidError: `image.not_baked`, `image.baked_twice`.
    """
    wanted: list[Generation] = [3, 2] if generation is None else [generation]
    is_png = _is_png(image, limits)
    for g in wanted:
        found = _texts_of(image, g, limits, is_png=is_png)
        if len(found) > 1:
            raise InvalidError(
                "image.baked_twice",
                f"the image holds {len(found)} badges of the same generation",
                hint="ask the issuer for an image with one badge",
            )
        if found:
            older = wanted[0] == g != wanted[-1] and _holds_older(image, limits, is_png=is_png)
            return replace(_baked(found[0], g), older=older)
    raise InvalidError(
        "image.not_baked",
        "no badge is baked into this image",
        hint="some mail programs and web sites strip it; ask for the original file",
    )


def _is_png(image: bytes, limits: Limits) -> bool:
    if len(image) > limits.image:
        raise UnreadableError(
            "image.too_large",
            f"the image has {len(image):,} bytes, the limit is {limits.image:,}",
        )
    if image.startswith(_png.SIGNATURE):
        return True
    if not _XML.match(image[:4096]):
        raise UnreadableError("image.unknown", "the file is neither a PNG nor an SVG")
    return False


def _texts_of(image: bytes, generation: Generation, limits: Limits, *, is_png: bool) -> list[str]:
    if is_png:
        return _png.texts_of(image, _KEYWORDS[generation], limits)
    return _texts_of_svg(image, generation)


def _holds_older(image: bytes, limits: Limits, *, is_png: bool) -> bool:
    try:
        return bool(_texts_of(image, 2, limits, is_png=is_png))
    except UnreadableError:
        # It is there, and nobody is going to read it.
        return True


def _texts_of_svg(svg: bytes, generation: Generation) -> list[str]:
    elements = _svg.read(svg, frozenset({_TAGS[generation]})).elements
    return [_text_of(e) for e in elements]


def _text_of(element: _svg.Element) -> str:
    # 2.0 puts the address of a hosted badge into verify, and the badge itself beside it.
    verify = (element.verify or "").strip()
    if _JWS.match(verify) or not element.text.strip():
        return verify
    return element.text


def _baked(text: str, generation: Generation) -> Baked:
    stripped = text.strip()
    kind = _kind(stripped)
    if kind is None or (kind == "url" and generation == max(_KEYWORDS)):
        raise UnreadableError(
            "image.text_malformed", "what is baked into the image is neither JSON nor a compact JWS"
        )
    return Baked(text if kind == "json" else stripped, kind, generation)


def _kind(text: str) -> Literal["json", "jws", "url"] | None:
    if text.lstrip(" \t\r\n").startswith("{"):
        return "json"
    if _JWS.match(text):
        return "jws"
    return "url" if _URL.match(text) else None


def _bakeable(text: str, generation: Generation) -> Literal["json", "jws", "url"]:
    kind = _kind(text)
    if kind is None or (kind == "url" and generation == max(_KEYWORDS)) or not _is_utf8(text):
        raise MisuseError("image.text_kind", "only JSON or a compact JWS can be baked")
    return kind


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _refuse_unless(replace: bool) -> None:  # noqa: FBT001 - it is the parameter of `bake`
    if not replace:
        raise InvalidError(
            "image.baked_already",
            "a badge is already baked into this image",
            hint="take the plain image, or replace the badge in it",
        )
