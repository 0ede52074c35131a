"""CTDL LearningProgram, Course and LearningOpportunityProfile, as JSON-LD.

Credential Engine, "CTDL Handbook" and the Registry's schema of learning opportunities:
one object, an array, or a `@graph`. Read are name, offeredBy, ownedBy, teaches and
targetCompetency, requires and entryCondition (targetLearningOpportunity,
targetCompetency, alternativeCondition), estimatedCost (price, currency),
estimatedDuration (exactDuration, timeRequired), creditValue, deliveryType, dateEffective
and startDate; everything else stays in `kept`.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final

from lerway.kernel.errors import InvalidError, UnreadableError
from lerway.kernel.source import Source
from lerway.kernel.strict_json import parse
from lerway.standards.ctdl.catalogue_csv import checked
from lerway.standards.ctdl.json_ld import members, number, objects, text, values
from lerway.standards.ctdl.model import Course, CourseKind, Credit, Delivery, Money, SkillRef
from lerway.standards.frameworks.model import Remark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lerway.kernel.strict_json import JSONObject
    from lerway.standards.frameworks.files import Bundle

__all__ = ["read"]

_KINDS: Final = {
    "ceterms:LearningOpportunityProfile": CourseKind.COURSE,
    "ceterms:Course": CourseKind.COURSE,
    "ceterms:LearningProgram": CourseKind.PROGRAMME,
}
_DELIVERY: Final = {
    "OnlineOnly": Delivery.ONLINE,
    "InPerson": Delivery.IN_PERSON,
    "BlendedDelivery": Delivery.BLENDED,
}
_DURATION: Final = re.compile(
    r"P(?:(\d+(?:\.\d+)?)Y)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?"
    r"(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:\d+(?:\.\d+)?S)?)?"
)
_WEEKS: Final = (52.1775, 4.348, 1.0, 1 / 7)
_CURRENCIES: Final = {"us dollar": "USD", "united states dollar": "USD", "euro": "EUR"}
_CODE: Final = re.compile(r"[A-Z]{3}")
_READ: Final = frozenset(
    [
        "@context",
        "@id",
        "@type",
        "ceterms:ctid",
        "ceterms:name",
        "ceterms:teaches",
        "ceterms:targetCompetency",
        "ceterms:requires",
        "ceterms:entryCondition",
        "ceterms:estimatedCost",
        "ceterms:estimatedDuration",
        "ceterms:creditValue",
        "ceterms:deliveryType",
        "ceterms:offeredBy",
        "ceterms:ownedBy",
        "ceterms:subjectWebpage",
        "ceterms:startDate",
        "ceterms:learningDeliveryType",
    ]
)


def read(bundle: Bundle) -> Iterator[Course | Remark]:
    """Yield the learning opportunities of every document.

    A price without a currency is no cost: the cost is not stated then, and a remark says so.

    Raises:
        UnreadableError: `json.*`, `courses.not_ctdl`.
        InvalidError: `course.requires_itself`, `course.twice`,
            `course.cell_empty`, `course.not_a_number`.
    """
    seen: dict[str, str] = {}
    found = False
    for document in bundle.documents:
        nodes = list(members(parse(document.data)))
        names = {i: text(n.get("ceterms:name")) for n in nodes for i in _ids(n)}
        for at, node in enumerate(nodes):
            kind = next((_KINDS[t] for t in values(node.get("@type")) if t in _KINDS), None)
            if kind is not None:
                found = True
                place = f"{document.file}, object {at + 1}"
                cost, remark = _cost(node, place)
                yield checked(_course(node, kind, names, place, cost), seen, place)
                if remark is not None:
                    yield remark
    if not found:
        raise UnreadableError(
            "courses.not_ctdl",
            "none of these files has a CTDL learning opportunity, course or programme",
            hint="give JSON-LD with objects of the type ceterms:LearningOpportunityProfile,"
            " ceterms:Course or ceterms:LearningProgram",
        )


def _ids(node: JSONObject) -> Iterator[str]:
    for member in ("@id", "ceterms:ctid"):
        if found := text(node.get(member)):
            yield found


def _course(
    node: JSONObject, kind: CourseKind, names: dict[str, str], place: str, cost: Money | None
) -> Course:
    identifier = text(node.get("ceterms:ctid")) or text(node.get("@id"))
    name = text(node.get("ceterms:name"))
    if not identifier or not name:
        raise InvalidError(
            "course.cell_empty",
            f"{place}: it has no {'name' if identifier else '@id and no ceterms:ctid'}",
            hint="CTDL requires a CTID and a name",
        )
    owners = [*objects(node, "ceterms:offeredBy"), *objects(node, "ceterms:ownedBy")]
    owner: JSONObject = owners[0] if owners else {}
    owner_id = text(owner.get("@id"))
    provider = (
        text(owner.get("ceterms:name")) or names.get(owner_id, "") or owner_id or "not stated"
    )
    weeks, hours = _duration(node)
    needs, skills = _conditions(node)
    return Course(
        id=identifier,
        name=name,
        provider=provider,
        source=Source(
            provider,
            "CTDL description",
            text(node.get("ceterms:dateEffective")),
            text(node.get("ceterms:subjectWebpage")) or text(node.get("@id")),
            place,
        ),
        provider_id=owner_id,
        kind=kind,
        skills=tuple(_skills(node)),
        prerequisites=needs,
        requires_skills=skills,
        cost=cost,
        hours=hours,
        weeks=weeks,
        delivery=_delivery(node),
        starts=tuple(sorted(_dates(node))),
        credit=_credit(node),
        address=text(node.get("ceterms:subjectWebpage")),
        kept={k: v for k, v in node.items() if k not in _READ},
    )


def _skills(node: JSONObject) -> Iterator[SkillRef]:
    for member in ("ceterms:teaches", "ceterms:targetCompetency"):
        yield from _aligned(node, member)


def _aligned(node: JSONObject, member: str) -> Iterator[SkillRef]:
    for target in objects(node, member):
        identifier = (
            text(target.get("ceterms:targetNode"))
            or text(target.get("ceterms:codedNotation"))
            or text(target.get("@id"))
        )
        name = text(target.get("ceterms:targetNodeName"))
        if identifier or name:
            framework = text(target.get("ceterms:framework"))
            yield SkillRef(identifier or name, framework, _level(target), name)


def _level(target: JSONObject) -> float | None:
    """Return ceterms:weight as a level where it is one, 0 to 1."""
    weight = number(target.get("ceterms:weight"))
    return weight if weight is not None and 0 <= weight <= 1 else None


def _conditions(
    node: JSONObject,
) -> tuple[tuple[tuple[str, ...], ...], tuple[SkillRef, ...]]:
    groups: list[tuple[str, ...]] = []
    skills: list[SkillRef] = []
    for member in ("ceterms:requires", "ceterms:entryCondition"):
        for profile in objects(node, member):
            groups += [(t,) for t in _targets(profile)]
            skills += _aligned(profile, "ceterms:targetCompetency")
            other = [_targets(a) for a in objects(profile, "ceterms:alternativeCondition")]
            if either := tuple(dict.fromkeys(t for targets in other for t in targets)):
                groups.append(either)
    return tuple(groups), tuple(skills)


def _targets(profile: JSONObject) -> list[str]:
    out = [
        text(target.get("ceterms:ctid")) or _ctid(text(target.get("@id")))
        for target in objects(profile, "ceterms:targetLearningOpportunity")
    ]
    return [t for t in out if t]


def _ctid(address: str) -> str:
    """Return the CTID at the end of a Registry address, or the address."""
    last = address.rsplit("/", 1)[-1]
    return last if last.lower().startswith("ce-") else address


def _cost(node: JSONObject, place: str) -> tuple[Money | None, Remark | None]:
    """Return the sum of the stated prices, and what is wrong with one."""
    total: Decimal | None = None
    currency = ""
    for profile in objects(node, "ceterms:estimatedCost"):
        said = text(profile.get("ceterms:price"))
        if not said:
            continue
        word = text(profile.get("ceterms:currency"))
        code = _CURRENCIES.get(word.lower(), word.upper())
        if not _CODE.fullmatch(code):
            none = f" ({word[:20]!r} is none)" if word else ""
            words = f"a price of {said[:20]} without a currency{none}: the cost is not stated"
            return None, Remark("course.no_currency", f"{place}: {words}", place)
        try:
            amount = Decimal(said)
        except InvalidOperation:
            amount = Decimal(-1)
        if not amount.is_finite() or amount < 0:
            raise InvalidError(
                "course.not_a_number",
                f"{place}: the price {said[:20]!r} is no amount",
                hint="state ceterms:price as a number of 0 or more",
            )
        if currency and code != currency:
            words = f"prices in {currency} and {code}: the cost is not stated"
            return None, Remark("course.two_currencies", f"{place}: {words}", place)
        currency, total = code, (total or Decimal(0)) + amount
    return (None if total is None else Money(total, currency)), None


def _duration(node: JSONObject) -> tuple[float | None, float | None]:
    """Return weeks and hours of the first duration that is stated."""
    for profile in objects(node, "ceterms:estimatedDuration"):
        weeks = hours = None
        for member in ("ceterms:exactDuration", "ceterms:maximumDuration", "ceterms:timeRequired"):
            found = _DURATION.fullmatch(text(profile.get(member)))
            if not found or not any(found.groups()):
                continue
            *days, h, m = (float(x) if x else 0.0 for x in found.groups())
            long = sum(d * w for d, w in zip(days, _WEEKS, strict=True))
            weeks = weeks or (round(long, 2) or None)
            hours = hours or (h + m / 60 or None)
        if weeks or hours:
            return weeks, hours
    return None, None


def _delivery(node: JSONObject) -> Delivery:
    said = [
        text(t.get("ceterms:targetNode")).rpartition(":")[2]
        for t in [*objects(node, "ceterms:deliveryType"),
                  *objects(node, "ceterms:learningDeliveryType")]
    ]  # fmt: skip
    found = [_DELIVERY[s] for s in said if s in _DELIVERY] or [Delivery.NOT_STATED]
    # What can be had online only, beside other ways, can be taken online.
    return Delivery.ONLINE if Delivery.ONLINE in found else found[0]


def _credit(node: JSONObject) -> Credit | None:
    for value in objects(node, "ceterms:creditValue"):
        amount = number(value.get("schema:value"))
        units = list(objects(value, "ceterms:creditUnitType"))
        unit: JSONObject = units[0] if units else {}
        if amount is not None:
            return Credit(amount, text(unit.get("ceterms:targetNodeName")) or "credits")
    return None


def _dates(node: JSONObject) -> Iterator[date]:
    for said in values(node.get("ceterms:startDate")):
        try:
            yield date.fromisoformat(said[:10])
        except ValueError:
            continue
