"""What OpenAPI says of `/api/skills`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lerway.http.api.describing import Described, get_operation, object_of, post_operation, ref
from lerway.http.api.skills.desk import LONGEST, LONGEST_DOCUMENT, MOST
from lerway.standards.frameworks.model import Kind

if TYPE_CHECKING:
    from lerway.kernel.strict_json import JSON, JSONObject

__all__ = ["SKILLS_DESCRIBED"]

_JSON: Final = "application/json"


def _query(name: str, schema: JSONObject, *, required: bool = False) -> JSON:
    return {"name": name, "in": "query", "required": required, "schema": schema}


def _text(most: int = LONGEST) -> JSONObject:
    return {"type": "string", "minLength": 1, "maxLength": most, "pattern": r"\S"}


def _list(of: JSON) -> JSONObject:
    return {"type": "array", "items": of}


def _texts() -> JSONObject:
    return {
        "type": "array",
        "minItems": 1,
        "maxItems": MOST,
        "items": {"type": "string", "maxLength": LONGEST},
    }


def _count(otherwise: int) -> JSONObject:
    return {"type": "integer", "minimum": 1, "maximum": MOST, "default": otherwise}


def _paths() -> JSONObject:
    framework = _query("framework", _text())
    return {
        "/skills/frameworks": get_operation(
            "listFrameworks",
            "The frameworks that are here, every version",
            {200: ("The frameworks.", _JSON, ref("Frameworks"))},
            [],
            refused=True,
        ),
        "/skills/search": get_operation(
            "searchSkills",
            "Find skills and occupations by their words or codes",
            {200: ("What was found, the best first.", _JSON, ref("SkillResults"))},
            [
                _query("q", _text(), required=True),
                framework,
                _query("kind", {"enum": [kind.value for kind in Kind]}),
                _query("limit", _count(20)),
            ],
            refused=True,
        ),
        "/skills/item": get_operation(
            "getSkill",
            "One skill or occupation, with what hangs together with it",
            {200: ("The item.", _JSON, ref("SkillItem"))},
            [
                _query("framework", _text(), required=True),
                _query("id", _text(), required=True),
                _query("version", _text()),
            ],
            refused=True,
        ),
        **_speaking(),
    }


def _speaking() -> JSONObject:
    return {
        "/skills/link": post_operation(
            "linkText",
            "Link phrases to the skills of a framework",
            {_JSON: ref("LinkRequest")},
            {200: ("Candidates for each text.", _JSON, ref("LinkResponse"))},
        ),
        "/skills/extract": post_operation(
            "extractSkills",
            "Find the skills in a posting, syllabus, résumé or course description",
            {_JSON: ref("ExtractRequest")},
            {200: ("The skills, with the spans that show them.", _JSON, ref("ExtractResponse"))},
        ),
        "/skills/crosswalk": post_operation(
            "translateSkills",
            "Translate items of one framework into those of another",
            {_JSON: ref("CrosswalkRequest")},
            {200: ("Candidates for each id.", _JSON, ref("CrosswalkResponse"))},
        ),
    }


def _schemas() -> JSONObject:
    text: JSON = {"type": "string"}
    share: JSON = {"type": "number", "minimum": 0, "maximum": 1}
    free: JSON = {"type": "object"}
    item: JSONObject = {
        "framework": text,
        "version": text,
        "id": text,
        "code": text,
        "kind": {"enum": [kind.value for kind in Kind]},
        "label": text,
        "alternatives": _list(text),
        "description": text,
    }
    return {
        "Frameworks": object_of(["frameworks"], {"frameworks": _list(free)}),
        "SkillSaid": object_of(["framework", "id", "kind", "label"], item),
        "SkillItem": object_of(
            ["framework", "id", "kind", "label", "relations"],
            {**item, "relations": _list(free)},
        ),
        "SkillResults": object_of(["results"], {"results": _list(ref("SkillSaid"))}),
        "SkillCandidate": object_of(
            ["id", "label", "confidence"],
            {"id": text, "label": text, "confidence": share},
            open_=True,
        ),
        **_speaking_schemas(text),
    }


def _speaking_schemas(text: JSON) -> JSONObject:
    free: JSON = {"type": "object"}
    return {
        "LinkRequest": object_of(
            ["framework", "texts"], {"framework": _text(), "texts": _texts(), "top": _count(10)}
        ),
        "LinkResponse": object_of(
            ["results"],
            {
                "results": _list(
                    object_of(
                        ["text", "abstained", "candidates"],
                        {
                            "text": text,
                            "abstained": {"type": "boolean"},
                            "candidates": _list(ref("SkillCandidate")),
                        },
                        open_=True,
                    )
                )
            },
        ),
        "ExtractRequest": object_of(
            ["framework", "text"], {"framework": _text(), "text": _text(LONGEST_DOCUMENT)}
        ),
        "ExtractResponse": object_of(["skills"], {"skills": _list(free)}),
        "CrosswalkRequest": object_of(
            ["from", "to", "ids"],
            {
                "from": _text(),
                "to": _text(),
                "ids": _texts(),
                "top": _count(10),
                "kind": {"enum": ["skill", "occupation"], "default": "skill"},
            },
        ),
        "CrosswalkResponse": object_of(
            ["results"],
            {
                "results": _list(
                    object_of(
                        ["id", "candidates"],
                        {"id": text, "candidates": _list(ref("SkillCandidate"))},
                        open_=True,
                    )
                )
            },
        ),
    }


SKILLS_DESCRIBED: Final = Described(_paths(), _schemas())
