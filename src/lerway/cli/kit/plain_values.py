"""Words of the command line that are taken as they are.

typer 0.27 and later hand every value to pydantic, and importing pydantic takes longer than
most commands. A value that needs no checking (text, a path, a default that has its type
already) goes past it; everything else, and everything that is wrong, goes the usual way.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args, get_origin

__all__ = ["take_plainly"]


class _Plain:
    """Stands in for typer's coercion of one parameter."""

    def __init__(self, descriptor: Any) -> None:  # noqa: ANN401 - typer's own
        self._descriptor = descriptor
        self._usual: Any = None
        made = descriptor.annotation
        self._many = get_origin(made) is list
        self._type = get_args(made)[0] if self._many else made
        info = descriptor.parameter_info
        self._free = info.parser is None and descriptor.file_annotation is None

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:  # noqa: ANN401
        """Return the value as the command takes it."""
        many = param.multiple or param.nargs == -1
        if value is None:
            return () if many else None
        if self._free and self._many and many and isinstance(value, (list, tuple)):
            every: list[Any] = list(value)  # pyright: ignore[reportUnknownArgumentType]
            if all(self._is_plain(v) for v in every):
                return [self._plainly(v) for v in every]
        elif self._free and not many and self._is_plain(value):
            return self._plainly(value)
        if self._usual is None:
            from typer._coercion import build_runtime_param

            self._usual = build_runtime_param(self._descriptor)
        return self._usual.coerce(value, param=param, ctx=ctx)

    def _is_plain(self, value: object) -> bool:
        if self._type is Path:
            info = self._descriptor.parameter_info
            checked = info.exists or info.resolve_path or not info.readable or info.writable
            kinds = info.file_okay and info.dir_okay
            # A path that is there is looked at by typer (may it be read?), so it is there too.
            return isinstance(value, (str, Path)) and not checked and kinds
        return self._type in (str, int, float, bool) and type(value) is self._type

    def _plainly(self, value: Any) -> Any:  # noqa: ANN401
        return Path(value) if self._type is Path else value


def take_plainly(parameters: list[Any]) -> None:
    """Let parameters take plain values without pydantic; where typer is another, do nothing."""
    for parameter in parameters:
        descriptor = getattr(parameter, "type_descriptor", None)
        if descriptor is not None and getattr(parameter, "_runtime_param", 0) is None:
            parameter._runtime_param = _Plain(descriptor)  # noqa: SLF001 - there is no other way
