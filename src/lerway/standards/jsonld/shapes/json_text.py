"""Canonical JSON of all documents of one shape: RFC 8785, section 3.2, by joining texts.

Members and their order are the same for all of them; what stands in the slots is put
between. That holds where no text of the document needs an escape, which its JSON shows:
then there is no backslash in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from lerway.kernel.errors import InvalidError
from lerway.standards.jsonld.jcs import canonical_json
from lerway.standards.jsonld.shapes.code import Code
from lerway.standards.jsonld.shapes.statements import term_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lerway.kernel.strict_json import JSONObject
    from lerway.standards.jsonld.shapes.skeleton import Value

__all__ = ["compile_json"]


def compile_json(
    marked: JSONObject, count: int
) -> tuple[Callable[[Sequence[Value]], bytes], int] | None:
    """Return what writes the canonical JSON of a document of a shape, and its size.

    Args:
        marked: the part of the marked document that is written.
        count: how many slots the shape has.

    Returns:
        The function, for values none of which needs an escape, and about how many bytes
        it takes; nothing if the document has no canonical form.
    """
    try:
        text = canonical_json(marked).decode()
    except InvalidError:
        return None
    code = Code()
    if count:
        code.line(f"({''.join(f'v{i},' for i in range(count))}) = v")
    code.line(f"return {code.text(term_of(text))}.encode()")
    run = cast("Callable[[Sequence[Value]], bytes]", code.function("json(v)"))
    return run, code.size
