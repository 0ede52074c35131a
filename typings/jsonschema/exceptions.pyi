from collections import deque
from typing import Any

class _Error(Exception):
    message: str
    validator: str | None
    validator_value: Any
    instance: Any
    schema: Any
    context: list[ValidationError]
    def __init__(self, message: str) -> None: ...
    @property
    def absolute_path(self) -> deque[str | int]: ...

class ValidationError(_Error): ...
class SchemaError(_Error): ...

class UnknownType(Exception):
    type: str
