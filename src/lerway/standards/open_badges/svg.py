"""Baking into SVG: 1EdTech Open Badges 3.0, section 5.3.2, and Open Badges 2.0 Baking, section 3.2.

The badge stands in one element directly under the root: `credential` of the
namespace `https://purl.imsglobal.org/ob/v3p0` for 3.0, `assertion` of
`http://openbadges.org` for 2.0. A compact JWS stands in its attribute `verify`,
JSON in its content.

Baking inserts text right after the root's start tag, and the namespace into that
tag, at the byte positions that the XML parser reports; every other byte is kept.
A document type is allowed, since drawing programs write one, but never fetched;
a declared entity is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from lerway.kernel.errors import InvalidError, MisuseError, UnreadableError

if TYPE_CHECKING:
    from xml.parsers.expat import XMLParserType

__all__ = ["Element", "SvgReading", "insert_element", "read", "without_elements"]

PREFIX: Final = "openbadges"
_ROOTS: Final = frozenset({"svg", "{http://www.w3.org/2000/svg}svg"})
_UNDER_THE_ROOT: Final = 2
_MOST_PARTS: Final = 200_000
# A start tag with its quoted values, in which > may stand.
_START_TAG: Final = re.compile(rb"""<([^\s/>"']+)(?:[^"'>]++|"[^"]*"|'[^']*')*+>""")
_ENCODING: Final = re.compile(rb"""\A<\?xml\s[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_BOM: Final = b"\xef\xbb\xbf"
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(slots=True)
class Element:
    """An element directly under the root that may hold a badge.

    Attributes:
        tag: `{namespace}name`.
        verify: the attribute `verify`, if any.
        start: offset of its first byte.
        text: the text in it, CDATA or not.
        end: offset of its end tag; of what follows it, if the element is one empty tag.
    """

    tag: str
    verify: str | None
    start: int
    text: str = ""
    end: int = 0


@dataclass(slots=True)
class SvgReading:
    """What the parser saw.

    Attributes:
        root: `{namespace}name` of the root.
        root_start: offset of the root's start tag.
        prefixes: the namespaces that the root declares, by prefix.
        elements: the elements sought, in their order.
    """

    root: str = ""
    root_start: int = 0
    prefixes: dict[str, str] = field(default_factory=dict[str, str])
    elements: list[Element] = field(default_factory=list[Element])


def read(svg: bytes, tags: frozenset[str]) -> SvgReading:
    """Return what the root is, and the elements with these `tags` directly under it.

    Raises:
        UnreadableError: `image.svg_malformed`; `image.svg_entities` if it
            declares an entity or wants an external one; `image.not_svg`;
            `image.too_large` for more tags and attributes than any drawing has.
    """
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import DefusedXMLParser, ParseError

    # The parser keeps all attributes of a tag, and all tags that are open, in memory.
    if svg.count(b"<") + svg.count(b"=") > _MOST_PARTS:
        raise UnreadableError(
            "image.too_large", f"the SVG has more than {_MOST_PARTS:,} tags and attributes"
        )
    target = _Target(tags)
    parser = DefusedXMLParser(target=target)
    target.parser = parser.parser
    try:
        parser.feed(svg)
        parser.close()
    except DefusedXmlException:
        raise UnreadableError(
            "image.svg_entities",
            "this SVG declares XML entities, which are not read",
            hint="save the drawing as plain SVG",
        ) from None
    except ParseError as e:
        raise _malformed(f"line {e.position[0]}, column {e.position[1] + 1}") from None
    except (ValueError, LookupError):
        raise _malformed("its encoding is not known") from None
    if target.reading.root not in _ROOTS:
        raise UnreadableError("image.not_svg", "the file is XML, but its root is not svg")
    return target.reading


def insert_element(svg: bytes, reading: SvgReading, tag: str, text: str, *, jws: bool) -> bytes:
    """Return `svg` with a new first element under the root that holds `text`.

    Raises:
        InvalidError: `image.svg_encoding` if the SVG is not UTF-8.
        MisuseError: `image.svg_character` if XML cannot hold a character of `text`.
    """
    _require_utf8(svg)
    if bad := _NOT_XML.search(text):
        raise MisuseError(
            "image.svg_character",
            f"XML cannot hold the character U+{ord(bad.group()):04X} of the credential",
            hint="write it as a JSON escape, or bake into a PNG",
        )
    namespace, _, name = tag[1:].partition("}")
    declared = reading.prefixes.get(PREFIX)
    xmlns = f' xmlns:{PREFIX}="{namespace}"'
    on_root, on_element = ("", "")
    if declared is None:
        on_root = xmlns
    elif declared != namespace:
        on_element = xmlns
    qname = f"{PREFIX}:{name}"
    element = (
        f'<{qname}{on_element} verify="{_attribute(text)}"/>'
        if jws
        else f"<{qname}{on_element}>{_cdata(text)}</{qname}>"
    )
    return _put(svg, reading.root_start, on_root.encode(), element.encode())


def without_elements(svg: bytes, reading: SvgReading) -> bytes:
    """Return `svg` without the elements that were read."""
    parts: list[bytes] = []
    kept = 0
    for element in reading.elements:
        parts.append(svg[kept : element.start])
        kept = element.end
        if not _start_tag(svg, element.start).group().endswith(b"/>"):
            kept = svg.index(b">", element.end) + 1
    return b"".join([*parts, svg[kept:]])


def _put(svg: bytes, root_start: int, on_root: bytes, element: bytes) -> bytes:
    tag = _start_tag(svg, root_start)
    if tag.group().endswith(b"/>"):
        close = b"</" + tag.group(1) + b">"
        return svg[: tag.end() - 2] + on_root + b">" + element + close + svg[tag.end() :]
    return svg[: tag.end() - 1] + on_root + b">" + element + svg[tag.end() :]


def _start_tag(svg: bytes, at: int) -> re.Match[bytes]:
    tag = _START_TAG.match(svg, at)
    if tag is None:
        raise _malformed("a start tag is not where the parser saw it")
    return tag


def _require_utf8(svg: bytes) -> None:
    # A file without declaration is UTF-8, or UTF-16 with its own mark (XML 1.0, section 4.3.3).
    declared = _ENCODING.match(svg.removeprefix(_BOM))
    name = declared.group(1).decode().lower() if declared else "utf-8"
    if svg[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in svg[:4]:
        name = "utf-16"
    if name not in {"utf-8", "us-ascii"}:
        raise InvalidError(
            "image.svg_encoding",
            f"the SVG is written in {name}, not in UTF-8",
            hint="save the drawing as UTF-8",
        )


def _attribute(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def _cdata(text: str) -> str:
    # XML turns carriage returns into line feeds (2.11), and CDATA ends at ]]>.
    safe = text.replace("]]>", "]]]]><![CDATA[>").replace("\r", "]]>&#13;<![CDATA[")
    return f"<![CDATA[{safe}]]>"


def _malformed(why: str) -> UnreadableError:
    return UnreadableError("image.svg_malformed", f"this SVG cannot be read: {why}")


class _Target:
    """Collects the elements sought while the parser runs; builds no tree."""

    def __init__(self, tags: frozenset[str]) -> None:
        self.reading = SvgReading()
        self.parser: XMLParserType | None = None
        self._tags = tags
        self._depth = 0
        self._open: Element | None = None
        self._texts: list[str] = []

    def start_ns(self, prefix: str, uri: str) -> None:
        if self._depth == 0:
            self.reading.prefixes[prefix] = uri

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        self._depth += 1
        if self._depth == 1:
            self.reading.root, self.reading.root_start = tag, self._position()
        elif self._depth == _UNDER_THE_ROOT and tag in self._tags:
            self._open = Element(tag, attrs.get("verify"), self._position())
            self._texts = []
            self.reading.elements.append(self._open)

    def data(self, text: str) -> None:
        if self._open is not None:
            self._texts.append(text)

    def end(self, _tag: str) -> None:
        if self._depth == _UNDER_THE_ROOT and self._open is not None:
            self._open.text = "".join(self._texts)
            self._open.end = self._position()
            self._open = None
        self._depth -= 1

    def _position(self) -> int:
        return self.parser.CurrentByteIndex if self.parser else 0
