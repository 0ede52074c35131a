"""The text in a QR code on a picture: ISO/IEC 18004, by ZXing-C++; pictures by Pillow.

A picture is a stranger's: only JPEG, PNG and WebP are read, within a number of pixels,
and a JPEG is made smaller while it is decoded. What cannot be read holds no code.
"""

from __future__ import annotations

import io
import warnings
from typing import Final

__all__ = ["read_qr_code"]

FORMATS: Final = ("JPEG", "PNG", "WEBP")
MOST_PIXELS: Final = 40_000_000
SIDE: Final = 2_000
"""Pixels of the longer side that are looked at; the densest code has 177 modules."""


def read_qr_code(picture: bytes) -> str | None:
    """Return the text of the first QR code on `picture`; None if none can be read."""
    import zxingcpp
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(picture), formats=FORMATS) as image:
                if image.width * image.height > MOST_PIXELS:
                    return None
                image.draft("L", (SIDE, SIDE))
                grey = image.convert("L")
        grey.thumbnail((SIDE, SIDE))
        found = zxingcpp.read_barcodes(grey, formats=zxingcpp.barcode_formats_from_str("QRCode"))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Warning):
        # Pillow tells a damaged picture by any of these.
        return None
    return next((code.text for code in found if code.valid and code.text), None)
