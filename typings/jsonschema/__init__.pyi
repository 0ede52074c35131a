from collections.abc import Callable, Iterable
from typing import TypeVar

from jsonschema.exceptions import SchemaError as SchemaError
from jsonschema.exceptions import ValidationError as ValidationError

_F = TypeVar("_F", bound=Callable[[object], bool])

class FormatChecker:
    def __init__(self, formats: Iterable[str] | None = ...) -> None: ...
    def checks(self, format: str) -> Callable[[_F], _F]: ...
