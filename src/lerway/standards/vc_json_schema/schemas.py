"""Reading a JSON Schema: its dialect, its patterns, its references.

VC JSON Schema 1.0, sections 4 (JSON Schema specifications) and 6 (processing):
2020-12 must be supported, 2019-09 and draft-07 may be and are; a schema without
`$schema` must not be processed. The schema must fit its own meta-schema.
"""

from __future__ import annotations

import hashlib
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

FITTING: Final = frozenset(
    {
        # Open Badges 3.0: achievementcredential, endorsementcredential, profile, any
        "b7358e895f492e74055dc6bfc7ffc420d0e497f90c4579fb83d9519b86d393ea",
        "786b1190ea97e7e339d8057f02414603c0e2b8b1cbe46fd72165c73f39a256c6",
        "6b268f2caa591bf657e2a290e195713c41dc2db4e1c797723cfd00a1a83f8f13",
        "047bfff61075b556949af97905bd071edbd51becbd71d7d617f7f047d7e07d8c",
        # CLR 2.0: clrcredential, achievementcredential, endorsementcredential, profile
        "59d778659204b0bd593e9e2ab1683fb6f688e339885c44019f606ed6feb4caee",
        "c3cbfc94bde1c1ed8500994933fefb2dadc13a591bbe7b6c58e9978921fd34c3",
        "0617e920a8daa0497a42537380036617e8239da01bf8ca3e7341e5b3e74b1356",
        "b9e1ed2da5761c107b1d440dd875374848ad56d40b1c006a8c4198a869d905b3",
    }
)
"""SHA-256 of published schemas that fit their meta-schema.

Finding that out takes most of a second for each, in every process that meets one; a test
finds it out again.
"""

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
    known = hashlib.sha256(body).hexdigest() in FITTING
    return prepare(parse(body, limits=smaller), url, fitting=known)


def prepare(value: JSON, url: str, *, fitting: bool = False) -> Schema:
    """Return the schema that a parsed `value` is; `url` is its base where it has no `$id`.

    Args:
        value: the schema.
        url: where it stands.
        fitting: whether it is known that it fits its meta-schema.

    Raises:
        UndeterminedError: `schema.malformed`, `schema.dialect`, `schema.pattern_unsafe`,
            `schema.pattern_unsupported`.
    """
    if not isinstance(value, dict):
        raise _malformed("it is not an object")
    dialect = _dialect(value.get("$schema"))
    patterns: dict[str, Pattern] = {}
    tree = cast("JSONObject", _without_dialects(value, dialect, patterns))
    if not fitting:
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
