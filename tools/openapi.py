"""Write docs/reference/openapi.json: the OpenAPI document as a server with an issuer has it."""

from __future__ import annotations

import json
from pathlib import Path

from lerway.http.api.openapi import openapi_document

PAGE = Path(__file__).parent.parent / "docs" / "reference" / "openapi.json"


def main() -> None:
    """Write the file."""
    text = json.dumps(openapi_document(), ensure_ascii=False, indent=1)
    PAGE.write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
