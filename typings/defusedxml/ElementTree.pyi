from typing import Protocol
from xml.etree.ElementTree import Element as _Element
from xml.etree.ElementTree import ParseError as ParseError
from xml.parsers.expat import XMLParserType

class _Target(Protocol):
    def start(self, tag: str, attrs: dict[str, str], /) -> object: ...
    def end(self, tag: str, /) -> object: ...

class DefusedXMLParser:
    parser: XMLParserType
    def __init__(
        self,
        *,
        target: _Target,
        encoding: str | None = None,
        forbid_dtd: bool = False,
        forbid_entities: bool = True,
        forbid_external: bool = True,
    ) -> None: ...
    def feed(self, data: bytes | str) -> None: ...
    def close(self) -> object: ...

def fromstring(text: str | bytes) -> _Element: ...
