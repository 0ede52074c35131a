"""A photograph of a QR code: any picture is read or passed over, at a bounded cost."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zlib

import pytest
import segno
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from lerway.adapters.pictures.qr_code import MOST_PIXELS, read_qr_code


def code(text: str, *, scale: int = 6, border: int = 4) -> Image.Image:
    """Draw a QR code."""
    out = io.BytesIO()
    # Which letters are meant is said in the code (ECI); without that a reader guesses.
    eci = not text.isascii()
    drawn = segno.make_qr(text, encoding="utf-8" if eci else None, eci=eci)
    drawn.save(out, kind="png", scale=scale, border=border)
    out.seek(0)
    return Image.open(out).convert("RGB")


def as_file(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    """Return a picture as a file."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


WHOLE = as_file(code("https://wallet.example/r/1"))


def png(width: int, height: int, data: bytes = b"") -> bytes:
    """Return a PNG that says it is so large, whatever it holds."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


@settings(deadline=None, max_examples=25)
@given(
    text=st.text(
        st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=300
    ).filter(lambda t: t.strip() == t),
    kind=st.sampled_from(["PNG", "JPEG", "WEBP"]),
    scale=st.integers(3, 9),
    turned=st.sampled_from([0, 90, 180, 270]),
)
def test_what_is_drawn_is_read(text, kind, scale, turned):
    picture = code(text, scale=scale).rotate(turned, expand=True)
    assert read_qr_code(as_file(picture, kind)) == text


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "CMYK", "I;16", "LA"])
def test_every_way_to_store_colours_is_read(mode):
    picture = code("https://wallet.example/r/1").convert("L" if mode == "I;16" else mode)
    if mode == "I;16":
        twice = bytes(half for value in picture.tobytes() for half in (value, value))
        picture = Image.frombytes("I;16", picture.size, twice)
    data = as_file(picture, "JPEG" if mode == "CMYK" else "PNG")
    assert read_qr_code(data) == "https://wallet.example/r/1"


def test_a_large_photograph_is_read():
    field = Image.new("RGB", (6000, 5000), (120, 130, 90))
    field.paste(code("https://wallet.example/r/1", scale=20), (900, 700))
    assert read_qr_code(as_file(field, "JPEG", quality=70)) == "https://wallet.example/r/1"


@settings(deadline=None, max_examples=150)
@given(
    st.one_of(
        st.binary(max_size=2_000),
        st.integers(0, len(WHOLE)).map(lambda n: WHOLE[:n]),
        st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)).map(
            lambda at: WHOLE[: at[0]] + bytes([at[1]]) + WHOLE[at[0] + 1 :]
        ),
    )
)
@example(b"")
@example(b"GIF89a")
@example(b"<svg xmlns='http://www.w3.org/2000/svg'/>")
def test_whatever_is_given_is_read_or_passed_over(data):
    found = read_qr_code(data)
    assert found is None or isinstance(found, str)


@pytest.mark.parametrize(
    "data",
    [
        png(65_000, 65_000),
        png(2**31 - 1, 2**31 - 1),
        png(MOST_PIXELS // 1_000 + 1, 1_000, zlib.compress(bytes(10_000_000), 9)),
        png(20_000, 2_000, zlib.compress(bytes(40_002_000), 9)),
    ],
    ids=["huge", "largest", "just-too-large", "just-allowed"],
)
def test_a_bomb_costs_no_more_than_the_largest_picture(data):
    tracemalloc.start()
    try:
        assert read_qr_code(data) is None
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 4 * MOST_PIXELS


def test_a_picture_without_a_code_holds_none():
    assert read_qr_code(as_file(Image.new("RGB", (300, 300), "white"))) is None
