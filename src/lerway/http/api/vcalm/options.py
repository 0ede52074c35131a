"""The `options` of a request (VCALM 1.0 section 2.4): known, of the right type, or refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lerway.kernel.errors import MisuseError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from lerway.kernel.strict_json import JSON, JSONObject

__all__ = ["CHECKS", "flag", "known", "names", "texts", "unknown", "word"]

CHECKS: Final = frozenset(
    {"proof", "status", "credentialStatus", "credentialSchema", "validFrom", "validUntil"}
)
"""What `checks` may name. Everything is checked in any case; see docs/how-to/use-the-api."""


def known(value: JSONObject, members: Collection[str], options: Mapping[str, type]) -> JSONObject:
    """Return the options of a request that has no members but `members` and `options`.

    Args:
        value: the whole request.
        members: the other members that it may have.
        options: name and JSON type of each option; for a list, of text.

    Raises:
        MisuseError: `api.unknown_option` (UNKNOWN_OPTION_PROVIDED).
    """
    for name in value:
        if name not in members and name != "options":
            raise unknown(f"/{name}", f"the request has a member {name}, which means nothing here")
    given = value.get("options")
    if given is None:
        return {}
    if not isinstance(given, dict):
        raise unknown("/options", "the options are no object")
    for name, option in given.items():
        kind = options.get(name)
        if kind is None:
            raise unknown(f"/options/{name}", f"there is no option {name}")
        if type(option) is not kind:
            raise unknown(f"/options/{name}", f"the option {name} has a value of the wrong type")
    return given


def flag(options: JSONObject, name: str) -> bool:
    """Return an option that is on or off; off if it is not given."""
    return options.get(name) is True


def word(options: JSONObject, name: str) -> str | None:
    """Return an option that is one text; None if it is not given."""
    value = options.get(name)
    return value if isinstance(value, str) else None


def texts(value: JSON) -> list[str]:
    """Return the texts in a list."""
    return [v for v in value if isinstance(v, str)] if isinstance(value, list) else []


def names(options: JSONObject, name: str, allowed: Collection[str]) -> list[str]:
    """Return an option that is a list of names, each one of `allowed`.

    Raises:
        MisuseError: `api.unknown_option`.
    """
    value = options.get(name, [])
    found = texts(value)
    if not isinstance(value, list) or len(found) != len(value) or not {*found} <= {*allowed}:
        raise unknown(
            f"/options/{name}",
            f"the option {name} names something that is not known",
            f"{name} may name {', '.join(sorted(allowed))}",
        )
    return found


def unknown(pointer: str, message: str, hint: str = "") -> MisuseError:
    """Return the error for what an operation does not understand."""
    return MisuseError(
        "api.unknown_option",
        message,
        hint=hint or "leave it out; /api/openapi.json says what there is",
        pointer=pointer,
    )
