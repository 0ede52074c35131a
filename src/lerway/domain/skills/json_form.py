"""Links, translations and skills of a document as JSON: for the command line and for HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lerway.domain.skills.crosswalks.walker import Translation
    from lerway.domain.skills.linking.extracting import OpenPhrase, Shown, Span
    from lerway.domain.skills.linking.linker import Candidate, Linked
    from lerway.kernel.strict_json import JSON, JSONObject

__all__ = ["linked_json", "open_json", "shown_json", "translation_json"]


def linked_json(linked: Linked) -> JSONObject:
    """Return what is said of a phrase."""
    candidates = _candidates(linked.candidates)
    return {"text": linked.text, "abstained": linked.abstained, "candidates": candidates}


def translation_json(identifier: str, translation: Translation | None) -> JSONObject:
    """Return what is said of an item; None stands for one that is not there."""
    if translation is None:
        return {"id": identifier, "abstained": True, "candidates": []}
    candidates: list[JSON] = [
        {
            "id": m.object,
            "label": translation.labels.get(m.object, ""),
            "relation": m.match.value,
            "confidence": 1.0 if m.confidence is None else m.confidence,
            "origin": m.origin.value,
            "method": m.method,
            **({"reviewer": m.reviewer} if m.reviewer else {}),
            **({"date": m.date} if m.date else {}),
            **({"via": [*m.via]} if m.via else {}),
        }
        for m in translation.mappings
    ]
    return {"id": identifier, "abstained": translation.abstained, "candidates": candidates}


def shown_json(one: Shown) -> JSONObject:
    """Return what is said of a skill that a document shows."""
    others: list[JSON] = [_span(span) for span in one.others]
    return {
        "id": one.skill.id,
        "label": one.skill.label,
        "confidence": round(one.skill.confidence, 4),
        "span": _span(one.span),
        "others": others,
    }


def open_json(one: OpenPhrase) -> JSONObject:
    """Return what is said of a phrase that a person should look at."""
    return {
        "abstained": True,
        "span": _span(one.span),
        "candidates": _candidates(one.candidates),
    }


def _candidates(candidates: Iterable[Candidate]) -> list[JSON]:
    return [
        {"id": c.id, "label": c.label, "confidence": round(c.confidence, 4)} for c in candidates
    ]


def _span(span: Span) -> JSONObject:
    return {"start": span.start, "end": span.end, "text": span.text}
