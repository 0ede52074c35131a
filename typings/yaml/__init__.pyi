# The part of PyYAML 6 that Lerway uses.
from collections.abc import Iterator

class Mark:
    line: int
    column: int

class YAMLError(Exception): ...

class Event:
    start_mark: Mark

class NodeEvent(Event):
    anchor: str | None

class DocumentStartEvent(Event): ...
class AliasEvent(NodeEvent): ...
class CollectionStartEvent(NodeEvent): ...
class SequenceStartEvent(CollectionStartEvent): ...
class MappingStartEvent(CollectionStartEvent): ...

class ScalarEvent(NodeEvent):
    value: str
    style: str | None

class SafeLoader: ...

def parse(stream: str, Loader: type[SafeLoader]) -> Iterator[Event]: ...
