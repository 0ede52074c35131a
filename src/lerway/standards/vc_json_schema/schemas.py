"""Reading a JSON Schema: its dialect, its patterns, its references.

VC JSON Schema 1.0, sections 4 (JSON Schema specifications) and 6 (processing):
2020-12 must be supported, 2019-09 and draft-07 may be and are; a schema without
`$schema` must not be processed. The schema must fit its own meta-schema.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, cast

from lerway.kernel.errors import Fault, UndeterminedError
from lerway.kernel.strict_json import parse
from lerway.standards.vc_json_schema.patterns import Pattern, compile_pattern

if TYPE_CHECKING:
    from lerway.kernel.limits import Limits
    from lerway.kernel.strict_json import JSON, JSONObject

__all__ = ["DIALECTS", "DIALECT_URLS", "Schema", "prepare", "read_schema"]

LARGEST: Final = 1024 * 1024
MOST_VALUES: Final = 50_000
DIALECTS: Final = {
    "https://json-schema.org/draft/2020-12/schema": "2020-12",
    "https://json-schema.org/draft/2019-09/schema": "2019-09",
    "http://json-schema.org/draft-07/schema": "draft-07",
}
"""`$schema` without its empty fragment, and what we call the dialect."""
DIALECT_URLS: Final = {name: url for url, name in DIALECTS.items()}

# What stands under these names is data, not schema.
_DATA: Final = frozenset({"const", "enum", "default", "examples"})


@dataclass(frozen=True, slots=True)
class Schema:
    """A schema that can be used.

    Attributes:
        dialect: `2020-12`, `2019-09` or `draft-07`.
        tree: the schema, without the `$schema` of its parts.
        patterns: every pattern in it.
    """

    dialect: str
    tree: JSONObject
    patterns: tuple[Pattern, ...]


@lru_cache(maxsize=32)
def read_schema(body: bytes, url: str, limits: Limits) -> Schema:
    """Return the schema that `body`, which stands at `url`, spells.

    Raises:
        UnreadableError: as `strict_json.parse`, with the smaller limits of schemas.
        UndeterminedError: as `prepare`.
    """
    smaller = replace(
        limits,
        document=min(limits.document, LARGEST),
        values=min(limits.values, MOST_VALUES),
    )
    return prepare(parse(body, limits=smaller), url)


def prepare(value: JSON, url: str) -> Schema:
    """Return the schema that a parsed `value` is; `url` is its base where it has no `$id`.

    Raises:
        UndeterminedError: `schema.malformed`, `schema.dialect`, `schema.pattern_unsafe`,
            `schema.pattern_unsupported`.
    """
    if not isinstance(value, dict):
        raise _malformed("it is not an object")
    dialect = _dialect(value.get("$schema"))
    patterns: dict[str, Pattern] = {}
    tree = cast("JSONObject", _without_dialects(value, dialect, patterns))
    _check(tree, dialect)
    if not isinstance(tree.get("$id"), str):
        tree["$id"] = url
    return Schema(dialect, tree, tuple(patterns.values()))


def _dialect(value: JSON) -> str:
    name = DIALECTS.get(value.removesuffix("#")) if isinstance(value, str) else None
    if name is None:
        said = f"is written for {value}" if isinstance(value, str) else "does not say its version"
        raise UndeterminedError(
            "schema.dialect",
            f"the schema {said}, which this version does not know",
            hint="known are JSON Schema 2020-12, 2019-09 and draft-07",
            fault=Fault.ISSUER,
        )
    return name


def _without_dialects(value: JSON, dialect: str, patterns: dict[str, Pattern]) -> JSON:
    """Return a copy of a schema without `$schema`, having read every pattern in it.

    jsonschema would leave our counted validator for a stock one at each `$schema`.
    """
    if isinstance(value, list):
        return [_without_dialects(v, dialect, patterns) for v in value]
    if not isinstance(value, dict):
        return value
    out: JSONObject = {}
    for key, item in value.items():
        if key == "$schema" and isinstance(item, str):
            if _dialect(item) != dialect:
                raise UndeterminedError(
                    "schema.dialect",
                    "the schema mixes versions of JSON Schema",
                    fault=Fault.ISSUER,
                )
            continue
        if key == "pattern" and isinstance(item, str):
            patterns[item] = compile_pattern(item)
        if key == "patternProperties" and isinstance(item, dict):
            patterns.update({k: compile_pattern(k) for k in item})
        out[key] = item if key in _DATA else _without_dialects(item, dialect, patterns)
    return out


def _check(tree: JSONObject, dialect: str) -> None:
    """Refuse a schema that does not fit the meta-schema of its dialect."""
    from jsonschema.exceptions import SchemaError

    from lerway.standards.vc_json_schema.engine import stock_validator

    validator: Any = stock_validator(dialect)
    try:
        validator.check_schema(tree)
    except SchemaError as e:
        where = "/".join(str(step) for step in e.absolute_path)
        raise _malformed(f"/{where} is not what JSON Schema allows there") from None
    except RecursionError:
        raise _malformed("it is nested too deep") from None


def _malformed(what: str) -> UndeterminedError:
    return UndeterminedError(
        "schema.malformed", f"the schema itself is wrong: {what}", fault=Fault.ISSUER
    )
