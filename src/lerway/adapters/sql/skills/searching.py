"""Items by their words: an index of words (SQLite FTS5), or a look at every label.

With the index, every word must begin a word of the item; if no item has them all, some
will do. Labels weigh more than codes, and codes more than alternative labels (BM25).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from lerway.adapters.sql.skills.rows import ITEM
from lerway.domain.skills.mappings import spoken_alike
from lerway.standards.frameworks.model import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lerway.adapters.sql.database import Database, Row

__all__ = ["search"]

_WORDS: Final = re.compile(r"\w+")
MOST_WORDS: Final = 24
WORDS_FOUND: Final = (
    f"SELECT i.edition, -bm25(skill_words, 10.0, 3.0, 5.0) AS score, {ITEM}"  # noqa: S608 - our own names
    " FROM skill_words JOIN skill_item i ON i.n = skill_words.rowid"
    " WHERE skill_words MATCH :query"
)
EACH_LOOKED_AT: Final = (
    f"SELECT i.edition, 1.0 AS score, {ITEM} FROM skill_item i WHERE i.kind <> ''"  # noqa: S608 - likewise
)


def search(
    database: Database,
    text: str,
    editions: Sequence[int],
    kinds: Sequence[Kind] | None,
    limit: int,
) -> list[tuple[int, float, Row]]:
    """Return the edition's number, the score and the row of `ITEM`, the best first."""
    words = _WORDS.findall(text)[:MOST_WORDS]
    if not words or not editions or limit < 1:
        return []
    only = f" AND i.edition IN ({', '.join(map(str, editions))})"
    if kinds is not None:
        only += f" AND i.kind IN ({', '.join(repr(kind.value) for kind in kinds) or 'NULL'})"
    phrase = spoken_alike(text)
    if database.finds_words():
        found = _by_index(database, words, only, phrase, limit)
    else:
        found = _by_looking(database, words, only, phrase, limit)
    found.sort(key=lambda h: (not _is(phrase, h[2]), _heads(h[2]), -h[1], len(h[2][2])))
    return found[:limit]


def _heads(item: Row) -> bool:
    """Whether the item is a heading: who searches wants what stands below it first."""
    return item[1] == Kind.GROUP.value


def _is(phrase: str, item: Row) -> bool:
    """Whether the label, the code or the id is the phrase itself."""
    identifier, _, label, _, _, code, *_ = item
    return phrase in (spoken_alike(label), code.casefold(), identifier.casefold())


def _by_index(
    database: Database, words: list[str], only: str, phrase: str, limit: int
) -> list[tuple[int, float, Row]]:
    quoted = [f'"{word}"' for word in words]
    queries = [f'label : ^"{phrase.replace(chr(34), " ")}"', " ".join(f"{q} *" for q in quoted)]
    if len(words) > 1:
        queries.append(" OR ".join(quoted))
    found: dict[object, tuple[int, float, Row]] = {}
    for query in queries:
        rows = database.rows(
            f"{WORDS_FOUND}{only} ORDER BY score DESC LIMIT :limit",
            {"query": query, "limit": limit},
        )
        for edition, score, *item in rows:
            found.setdefault((edition, item[0]), (edition, score, tuple(item)))
        if len(found) >= limit or (found and query is queries[1]):
            break
    return list(found.values())


def _by_looking(
    database: Database, words: list[str], only: str, phrase: str, limit: int
) -> list[tuple[int, float, Row]]:
    said = (
        "lower(i.label || ' ' || i.alternatives || ' ' || i.others || ' ' || i.code || ' ' || i.id)"
    )
    values: dict[str, object] = {"limit": limit, "phrase": phrase}
    conditions = ""
    for number, word in enumerate(words):
        escaped = re.sub(r"([\\%_])", r"\\\1", word.casefold())
        values[f"w{number}"] = f"%{escaped}%"
        conditions += rf" AND {said} LIKE :w{number} ESCAPE '\'"
    rows = database.rows(
        f"{EACH_LOOKED_AT}{only}{conditions}"
        " ORDER BY CASE WHEN :phrase IN (lower(i.label), lower(i.code), lower(i.id))"
        " THEN 0 ELSE 1 END, length(i.label), i.n LIMIT :limit",
        values,
    )
    return [(edition, score, tuple(item)) for edition, score, *item in rows]
