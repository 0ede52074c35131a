"""Evaluating a JSON Schema with counted work, without the network.

jsonschema does the evaluation (2020-12, 2019-09, draft-07). Around each of its
keywords stands a meter, because a small schema can ask for exponential work (each
`$ref` twice, twenty deep) and a small pattern for more. Four keywords are ours:
those that match patterns, and `uniqueItems`, which would compare all with all.

`format` is asserted for the formats that need no further library, as the examples
of VC JSON Schema 1.0, section 6, want it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from lerway.kernel.errors import Fault, InvalidError, LerwayError, UndeterminedError
from lerway.kernel.watching import asked
from lerway.standards.vc_json_schema.patterns import compile_pattern
from lerway.standards.vcdm.dates import parse_datetime
from lerway.standards.vcdm.identifiers import is_url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from jsonschema import FormatChecker
    from jsonschema.exceptions import ValidationError
    from jsonschema.validators import Keyword, Validator
    from referencing import Registry

    from lerway.kernel.strict_json import JSON
    from lerway.standards.vc_json_schema.patterns import Pattern
    from lerway.standards.vc_json_schema.schemas import Schema

__all__ = ["WORK", "errors_of", "stock_validator"]

WORK: Final = 2_000_000
"""Units of work for one credential and one schema; a badge needs about a thousand."""

_STEPS_PER_UNIT: Final = 32
_REFERENCE: Final = 10  # resolving one takes so much longer than another keyword
_LONGEST_MESSAGE: Final = 500
_FORMATS: Final = ("date", "email", "idn-email", "ipv4", "ipv6", "time", "uuid")


class _Meter:
    """Counts work, and stops it."""

    def __init__(self, work: int) -> None:
        self.left = work
        self._sizes: dict[int, int] = {}

    def charge(self, units: int) -> None:
        self.left -= units
        if self.left < 0:
            raise UndeterminedError(
                "schema.too_complex",
                "checking the record against its schema takes too much work",
                fault=Fault.ISSUER,
            )

    def size(self, value: JSON) -> int:
        """Return the number of values in a part of a schema; parts live as long as the meter."""
        if not isinstance(value, (list, dict)):
            return 1
        known = self._sizes.get(id(value))
        if known is None:
            children = value.values() if isinstance(value, dict) else value
            known = self._sizes[id(value)] = 1 + sum(self.size(c) for c in children)
        return known


def stock_validator(dialect: str) -> type[Validator]:
    """Return jsonschema's own validator class of a dialect."""
    from jsonschema import validators

    return {
        "2020-12": validators.Draft202012Validator,
        "2019-09": validators.Draft201909Validator,
        "draft-07": validators.Draft7Validator,
    }[dialect]


def errors_of(
    schema: Schema,
    instance: JSON,
    registry: Registry[Any],
    *,
    work: int = WORK,
) -> Iterator[ValidationError]:
    """Yield where `instance` does not fit `schema`.

    Raises:
        UndeterminedError: `schema.too_complex`, `schema.reference` for a reference that
            `registry` cannot resolve; and whatever reading a referenced schema raises.
    """
    from jsonschema.exceptions import UnknownType
    from referencing.exceptions import Unresolvable

    meter = _Meter(work)
    try:
        validator = _counted(stock_validator(schema.dialect), meter, schema)(
            schema.tree, registry=registry, format_checker=_format_checker()
        )
        yield from validator.iter_errors(instance)
    except Unresolvable as e:
        cause: BaseException | None = e
        while cause is not None and not isinstance(cause, LerwayError):
            cause = cause.__cause__
        if cause is not None:
            raise cause from None  # what was at hand could not be used
        raise UndeterminedError(
            "schema.reference",
            f"the schema refers to {e.ref}, which is not at hand",
            hint="a schema that stands alone can be checked; references are never fetched",
            fault=Fault.ISSUER,
        ) from None
    except RecursionError:
        raise UndeterminedError(
            "schema.too_complex", "the schema refers to itself without end", fault=Fault.ISSUER
        ) from None
    except UnknownType as e:
        raise UndeterminedError(
            "schema.malformed",
            f"the schema itself is wrong: {e.type!r} is no type",
            fault=Fault.ISSUER,
        ) from None


def _counted(stock: type[Validator], meter: _Meter, schema: Schema) -> type[Validator]:
    """Return a validator class whose keywords are metered."""
    from jsonschema import validators

    own = _Keywords(meter, schema.patterns)
    keywords: dict[str, Keyword] = {
        **stock.VALIDATORS,
        "pattern": own.pattern,
        "patternProperties": own.pattern_properties,
        "additionalProperties": own.additional_properties,
        "uniqueItems": own.unique_items,
    }
    if "unevaluatedProperties" in keywords:
        keywords["unevaluatedProperties"] = own.charged(keywords["unevaluatedProperties"])
    return validators.extend(stock, {k: _metered(k, f, meter) for k, f in keywords.items()})


def _metered(name: str, keyword: Keyword, meter: _Meter) -> Keyword:
    whole = name in ("enum", "const")
    own = _REFERENCE if name.endswith("Ref") or name == "$ref" else 1

    def run(
        validator: Validator, value: JSON, instance: JSON, schema: JSON
    ) -> Iterator[ValidationError]:
        units = meter.size(value) if whole else _length(value)
        meter.charge(own + units + _length(instance))
        for error in keyword(validator, value, instance, schema) or ():
            meter.charge(1 + len(error.message) // 64)
            if len(error.message) > _LONGEST_MESSAGE:
                error.message = error.message[:_LONGEST_MESSAGE] + "…"
            yield error

    return run


def _length(value: JSON) -> int:
    return len(value) if isinstance(value, (list, dict)) else 0


class _Keywords:
    """The keywords that are ours, because the stock ones cannot be counted from outside."""

    def __init__(self, meter: _Meter, patterns: tuple[Pattern, ...]) -> None:
        self._meter = meter
        self._patterns = patterns

    def pattern(
        self, _v: Validator, value: JSON, instance: JSON, _s: JSON
    ) -> Iterator[ValidationError]:
        if isinstance(instance, str) and not self._found(value, instance):
            yield _error("the text does not have the form that the pattern demands")

    def pattern_properties(
        self, validator: Validator, value: JSON, instance: JSON, _s: JSON
    ) -> Iterator[ValidationError]:
        if not isinstance(instance, dict) or not isinstance(value, dict):
            return
        for source, subschema in value.items():
            for key, item in instance.items():
                if self._found(source, key):
                    yield from validator.descend(item, subschema, path=key, schema_path=source)

    def additional_properties(
        self, validator: Validator, value: JSON, instance: JSON, schema: JSON
    ) -> Iterator[ValidationError]:
        if not isinstance(instance, dict) or not isinstance(schema, dict):
            return
        named, sources = schema.get("properties"), schema.get("patternProperties")
        for key, item in instance.items():
            if isinstance(named, dict) and key in named:
                continue
            if isinstance(sources, dict) and any(self._found(s, key) for s in sources):
                continue
            if value is False:
                yield _error(f"the member {key!r} is not allowed")
            else:
                yield from validator.descend(item, value, path=key)

    def unique_items(
        self, _v: Validator, value: JSON, instance: JSON, _s: JSON
    ) -> Iterator[ValidationError]:
        if not value or not isinstance(instance, list):
            return
        seen: set[str] = set()
        for item in instance:
            key = json.dumps(_comparable(item), sort_keys=True)
            self._meter.charge(len(key) // 64)
            if key in seen:
                yield _error("the list has the same value twice")
                return
            seen.add(key)

    def charged(self, stock: Keyword) -> Keyword:
        """Charge `unevaluatedProperties` for the patterns that it may match by itself."""

        def run(
            validator: Validator, value: JSON, instance: JSON, schema: JSON
        ) -> Iterable[ValidationError] | None:
            for key in instance if isinstance(instance, dict) else ():
                steps = sum(pattern.steps(len(key)) for pattern in self._patterns)
                self._meter.charge(steps // _STEPS_PER_UNIT)
            return stock(validator, value, instance, schema)

        return run

    def _found(self, source: JSON, text: str) -> bool:
        pattern = compile_pattern(str(source))
        self._meter.charge(pattern.steps(_about(text)) // _STEPS_PER_UNIT)
        return _matches(text, pattern)


@asked
def _about(text: str) -> int:
    """Return a power of two that is no less than the length of `text`."""
    return 1 << max(len(text) - 1, 0).bit_length()


@asked
def _matches(text: str, pattern: Pattern) -> bool:
    return pattern.matches(text)


def _error(message: str) -> ValidationError:
    from jsonschema.exceptions import ValidationError

    return ValidationError(message)


def _comparable(value: JSON) -> JSON:
    """Return `value` with 1.0 written as 1: JSON Schema knows one number of that value."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [_comparable(v) for v in value]
    if isinstance(value, dict):
        return {k: _comparable(v) for k, v in value.items()}
    return value


def _format_checker() -> FormatChecker:
    from jsonschema import FormatChecker

    checker = FormatChecker(_FORMATS)
    checker.checks("date-time")(_is_date_time)
    checker.checks("uri")(_text_or_other(is_url))
    checker.checks("iri")(_text_or_other(is_url))
    return checker


def _text_or_other(test: Callable[[Any], bool]) -> Callable[[object], bool]:
    return lambda value: not isinstance(value, str) or test(value)


@asked
def _is_date_time(value: object) -> bool:
    if not isinstance(value, str):
        return True
    try:
        parse_datetime(value.upper())
    except InvalidError:
        return False
    return True
