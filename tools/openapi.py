"""Write docs/reference/openapi.json: the OpenAPI document as a server with everything has it."""

from __future__ import annotations

import json
from pathlib import Path

from lerway.http.api.openapi import openapi_document
from lerway.http.api.rooms import EVERY_ROOM

PAGE = Path(__file__).parent.parent / "docs" / "reference" / "openapi.json"


def main() -> None:
    """Write the file."""
    text = json.dumps(openapi_document(more=EVERY_ROOM), ensure_ascii=False, indent=1)
    PAGE.write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
