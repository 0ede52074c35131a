"""The `results` of a verification, keyed by property (VCALM 1.0 section 3.3).

They say the same as our report in the words of that standard: for each property that
was checked, what it was and whether it held.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lerway.http.api.problems import problem_json
from lerway.kernel.report import Outcome
from lerway.standards.vcdm.structure import as_list, holder_id

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lerway.domain.verifying.reading import Record
    from lerway.kernel.report import Check, Report
    from lerway.kernel.strict_json import JSON, JSONObject

__all__ = ["credential_results", "presentation_results"]

_DATES: Final = {"validFrom": "dates.not_yet", "validUntil": "dates.expired"}
_OLD: Final = {"validFrom": "issuanceDate", "validUntil": "expirationDate"}
_LISTS: Final = {"credentialSchema": "schema", "credentialStatus": "status"}
_PROOF: Final = frozenset({"proof", "controller"})


def credential_results(record: Record, report: Report, _options: JSONObject) -> dict[str, object]:
    """Return the results for one credential."""
    return _of_credential(record.document, report.checks, "")


def presentation_results(record: Record, report: Report, options: JSONObject) -> dict[str, object]:
    """Return the results for a presentation and each credential in it."""
    own = [c for c in report.checks if not c.path.startswith("/verifiableCredential")]
    proofs = [c for c in own if c.code in _PROOF]
    held = _held(proofs)
    presentation: dict[str, object] = {"proof": _proofs(record.document, proofs, "")}
    for name in ("challenge", "domain"):
        if name in options:
            presentation[name] = {"verified": held, "input": options[name]}
    holder = holder_id(record.document)
    if holder is not None:
        presentation["holder"] = {"verified": held, "input": holder}
    members = as_list(record.document.get("verifiableCredential"))
    credentials = [
        _member(member, f"/verifiableCredential/{i}", report) for i, member in enumerate(members)
    ]
    return {"presentation": presentation, "credentials": credentials}


def _member(member: JSON, at: str, report: Report) -> dict[str, object]:
    checks = [c for c in report.checks if c.path == at or c.path.startswith(at + "/")]
    document = member if isinstance(member, dict) else {}
    return {
        "verified": all(c.outcome is Outcome.PASSED for c in checks if c.code == "credentials"),
        "credential": document,
        "problemDetails": [
            problem_json(c.problem()) for c in checks if c.outcome is not Outcome.PASSED
        ],
        "results": _of_credential(document, checks, at),
    }


def _of_credential(document: JSONObject, checks: Iterable[Check], at: str) -> dict[str, object]:
    checks = list(checks)
    out: dict[str, object] = {}
    failed = {c.reason for c in checks if c.outcome is not Outcome.PASSED}
    for name, code in _DATES.items():
        value = document.get(name, document.get(_OLD[name]))
        if isinstance(value, str):
            malformed = any(c.code == "dates" and c.reason not in _DATES.values()
                            for c in checks if c.outcome is not Outcome.PASSED)  # fmt: skip
            out[name] = {"verified": code not in failed and not malformed, "input": value}
    for name, code in _LISTS.items():
        found = [
            {"verified": _held(_at(checks, code, pointer)), "input": value}
            for pointer, value in _items(document, name, at)
        ]
        if found:
            out[name] = found
    out["proof"] = _proofs(document, [c for c in checks if c.code in _PROOF], at)
    return out


def _proofs(document: JSONObject, checks: list[Check], at: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = [
        {
            "verified": _held([c for c in checks if c.path.startswith(pointer)]),
            "input": value,
            "problemDetails": [
                problem_json(c.problem())
                for c in checks
                if c.path.startswith(pointer) and c.outcome is not Outcome.PASSED
            ],
        }
        for pointer, value in _items(document, "proof", at)
    ]
    if found or not checks:
        return found
    # A token: the signature is around the record, not in it.
    return [{"verified": _held(checks), "input": {}, "problemDetails": []}]


def _items(document: JSONObject, name: str, at: str) -> list[tuple[str, JSONObject]]:
    value = document.get(name)
    if isinstance(value, dict):
        return [(f"{at}/{name}", value)]
    return [(f"{at}/{name}/{i}", v) for i, v in enumerate(as_list(value)) if isinstance(v, dict)]


def _at(checks: list[Check], code: str, pointer: str) -> list[Check]:
    return [c for c in checks if c.code == code and c.path.startswith(pointer)]


def _held(checks: list[Check]) -> bool:
    return bool(checks) and all(c.outcome is Outcome.PASSED for c in checks)
