from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, ClassVar, TypeAlias

from jsonschema import FormatChecker
from jsonschema.exceptions import ValidationError
from referencing import Registry

Keyword: TypeAlias = Callable[[Validator, Any, Any, Any], Iterable[ValidationError] | None]

class Validator:
    VALIDATORS: ClassVar[Mapping[str, Keyword]]
    def __init__(
        self,
        schema: object,
        *,
        registry: Registry[Any] = ...,
        format_checker: FormatChecker | None = ...,
    ) -> None: ...
    @classmethod
    def check_schema(cls, schema: object) -> None: ...
    def iter_errors(self, instance: object) -> Iterator[ValidationError]: ...
    def descend(
        self,
        instance: object,
        schema: object,
        path: str | int | None = ...,
        schema_path: str | int | None = ...,
    ) -> Iterator[ValidationError]: ...

class Draft7Validator(Validator): ...
class Draft201909Validator(Validator): ...
class Draft202012Validator(Validator): ...

def extend(
    validator: type[Validator], validators: Mapping[str, Keyword] = ...
) -> type[Validator]: ...
