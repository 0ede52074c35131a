from __future__ import annotations

import contextlib
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lerway.kernel.errors import InvalidError, LerwayError, MisuseError, UnreadableError
from lerway.kernel.limits import Limits
from lerway.standards.open_badges.baking import Baked, bake, image_kind, unbake
from tests.shared_files import shared

JWS = "eyJhbGciOiJFZERTQSJ9.eyJhIjoxfQ.c2lnbmF0dXJl"
SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunk(kind, data=b""):
    crc = zlib.crc32(kind + data).to_bytes(4, "big")
    return len(data).to_bytes(4, "big") + kind + data + crc


HEADER = chunk(b"IHDR", b"\0\0\0\1\0\0\0\1\x08\0\0\0\0")
PIXELS = chunk(b"IDAT", zlib.compress(b"\0\0"))
END = chunk(b"IEND")


def png(*chunks):
    return SIGNATURE + HEADER + b"".join(chunks) + PIXELS + END


PNG = png()
SVG = b'<?xml version="1.0"?>\r\n<svg xmlns="http://www.w3.org/2000/svg" id="a>b">\r\n<g/></svg>\n'
BARE = b"<svg/>"
OB2_ROOT = (
    b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="http://openbadges.org"><g/></svg>'
)
PICTURES = [PNG, SVG, BARE, OB2_ROOT, b"\xef\xbb\xbf" + SVG]


def code_of(error_type, call, *args, **kwargs):
    with pytest.raises(error_type) as e:
        call(*args, **kwargs)
    return e.value.code


@pytest.mark.parametrize("picture", PICTURES)
@pytest.mark.parametrize("generation", [2, 3])
def test_what_is_baked_is_unbaked_and_nothing_else_changes(picture, generation):
    for text, kind in ((JWS, "jws"), ('{"id": "urn:a:b"}', "json")):
        baked = bake(picture, text, generation=generation)
        assert unbake(baked) == Baked(text, kind, generation)
        assert image_kind(baked) == image_kind(picture)
        # replacing takes the old badge out again, byte for byte
        assert unbake(bake(baked, JWS, replace=True)) == Baked(JWS, "jws", 3)


def test_the_bytes_around_are_kept():
    baked = bake(PNG, JWS)
    text = chunk(b"iTXt", b"openbadgecredential\0\0\0\0\0" + JWS.encode())
    assert baked == SIGNATURE + HEADER + text + PIXELS + END
    assert (
        bake(SVG, JWS)
        .replace(b' xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"', b"")
        .replace(b'<openbadges:credential verify="' + JWS.encode() + b'"/>', b"")
        == SVG
    )


TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff")
    | st.sampled_from("\t\r\n]>&<\"'é\U0001f393")
)


@given(TEXTS, st.sampled_from(PICTURES))
def test_any_json_comes_back_byte_for_byte(inside, picture):
    text = '{"a":"]]>\r\n"}' + inside
    assert unbake(bake(picture, text)).text == text


def test_a_picture_holds_one_badge():
    for picture in (PNG, SVG):
        baked = bake(picture, JWS)
        assert code_of(InvalidError, bake, baked, JWS) == "image.baked_already"
        assert code_of(InvalidError, bake, baked, JWS, generation=2) == "image.baked_already"
        assert code_of(InvalidError, unbake, picture) == "image.not_baked"
    text = chunk(b"tEXt", b"openbadges\0" + JWS.encode())
    assert code_of(InvalidError, unbake, png(text, text)) == "image.baked_twice"
    twice = (
        b'<svg xmlns:o="http://openbadges.org"><o:assertion verify="a.b.c"/><o:assertion/></svg>'
    )
    assert code_of(InvalidError, unbake, twice) == "image.baked_twice"


def test_of_two_generations_the_newer_is_read():
    old = chunk(b"tEXt", b"openbadges\0https://college.example/badge/1")
    new = chunk(b"iTXt", b"openbadgecredential\0\0\0\0\0" + JWS.encode())
    assert unbake(png(old, new)).generation == 3
    assert unbake(png(old, new)).older
    assert not unbake(png(new)).older
    assert not unbake(png(old)).older
    assert not unbake(png(old, new), generation=3).older
    broken = chunk(b"zTXt", b"openbadges\0\0not deflated")
    assert unbake(png(broken, new)).older
    both = (
        b'<svg xmlns:n="https://purl.imsglobal.org/ob/v3p0" xmlns:o="http://openbadges.org">'
        b'<n:credential verify="a.b.c"/><o:assertion verify="https://x.example/1"/></svg>'
    )
    assert (unbake(both).generation, unbake(both).older) == (3, True)
    assert unbake(png(old, new), generation=2).kind == "url"
    assert code_of(InvalidError, unbake, png(old), generation=3) == "image.not_baked"


@pytest.mark.parametrize(
    "text",
    [
        chunk(b"tEXt", b"openbadges\0" + JWS.encode()),
        chunk(b"zTXt", b"openbadges\0\0" + zlib.compress(JWS.encode())),
        chunk(b"iTXt", b"openbadges\0\1\0en\0Abzeichen\0" + zlib.compress(JWS.encode())),
    ],
)
def test_old_bakers_used_other_chunks(text):
    assert unbake(png(text)) == Baked(JWS, "jws", 2)


def test_the_forms_of_open_badges_2_in_svg():
    svg = '<svg xmlns:o="http://openbadges.org"><o:assertion verify="{}">{}</o:assertion></svg>'
    url = "https://college.example/badge/1"
    assert unbake(svg.format(url, "").encode()) == Baked(url, "url", 2)
    hosted = svg.format(url, "<![CDATA[ {} ]]>").encode()
    assert unbake(hosted) == Baked(" {} ", "json", 2)
    assert unbake(svg.format(JWS, "{}").encode()).kind == "jws"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "image.png_malformed"),
        (HEADER[:20], "image.png_malformed"),
        (PIXELS + HEADER + END, "image.png_malformed"),
        (HEADER + PIXELS, "image.png_malformed"),
        (HEADER + b"\xff\xff\xff\xffIDAT", "image.png_malformed"),
        (HEADER + chunk(b"ID\0T") + END, "image.png_malformed"),
        (HEADER + PIXELS[:-1] + b"\0" + END, "image.png_crc"),
    ],
)
def test_a_broken_png_is_unreadable(body, code):
    assert code_of(UnreadableError, unbake, SIGNATURE + body) == code
    assert code_of(UnreadableError, bake, SIGNATURE + body, JWS) == code


def test_a_png_has_not_too_many_chunks():
    many = png(chunk(b"teXt") * 70_000)
    assert code_of(UnreadableError, unbake, many) == "image.png_malformed"


@pytest.mark.parametrize(
    "data",
    [
        b"iTXtopenbadgecredential",
        b"iTXtopenbadgecredential\0\0\0",
        b"iTXtopenbadgecredential\0\2\0\0\0{}",
        b"iTXtopenbadgecredential\0\1\1\0\0{}",
        b"iTXtopenbadgecredential\0\0\0\0\0{\xff}",
        b"iTXtopenbadgecredential\0\0\0\0\0neither",
        b"iTXtopenbadgecredential\0\0\0\0\0https://college.example/badge/1",
        b"zTXtopenbadgecredential\0\0damaged",
        b"zTXtopenbadgecredential\0\0" + zlib.compress(b"{}")[:-3],
    ],
)
def test_a_broken_text_is_unreadable(data):
    picture = png(chunk(data[:4], data[4:]))
    assert code_of(UnreadableError, unbake, picture) == "image.text_malformed"


@pytest.mark.parametrize("kind", [b"zTXtopenbadges\0\0", b"iTXtopenbadgecredential\0\1\0\0\0"])
def test_a_text_is_inflated_within_limits(kind):
    bomb = zlib.compress(b"{" + b" " * 6_000_000, 9)
    picture = png(chunk(kind[:4], kind[4:] + bomb))
    assert len(picture) < 10_000
    assert code_of(UnreadableError, unbake, picture) == "image.bomb"


def test_texts_are_inflated_within_one_limit_for_all():
    text = b"openbadges\0\0" + zlib.compress(b"{" + b" " * 3_000_000, 9)
    picture = png(*[chunk(b"zTXt", text)] * 1_000)
    assert code_of(UnreadableError, unbake, picture) == "image.bomb"


@pytest.mark.parametrize("parts", [b"<g>" * 250_000, b"<g " + b"a='' " * 250_000 + b"/>"])
def test_a_drawing_has_not_too_many_parts(parts):
    assert code_of(UnreadableError, unbake, b"<svg>" + parts) == "image.too_large"


def test_a_picture_is_not_too_large():
    assert code_of(UnreadableError, unbake, PNG, limits=Limits(image=10)) == "image.too_large"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PNG, "png"),
        (b"<svg/>", "svg"),
        (
            b'\xef\xbb\xbf<?xml version="1.0"?>\n<s:svg xmlns:s="http://www.w3.org/2000/svg"/>',
            "svg",
        ),
        ("<svg>".encode("utf-16"), "svg"),
        (b"<!DOCTYPE html><title>A page</title>", None),
        (b"<https://controller.example/abc> name Alice", None),
        (b"<svgs/>", None),
        (b"GIF89a", None),
        (b"", None),
    ],
)
def test_a_picture_is_known_by_its_start(data, kind):
    assert image_kind(data) == kind


def test_what_is_no_picture_is_unreadable():
    assert code_of(UnreadableError, unbake, b"GIF89a") == "image.unknown"
    assert code_of(UnreadableError, unbake, b"<html/>") == "image.not_svg"


@pytest.mark.parametrize(
    "svg",
    [
        b"<svg>",
        b"<svg></g></svg>",
        b"<svg>&undefined;</svg>",
        b'<?xml version="1.0" encoding="utf-99"?><svg/>',
        b'<?xml version="1.0" encoding="shift_jis"?><svg/>',
        b"<svg><o:assertion/></svg>",
    ],
)
def test_a_broken_svg_is_unreadable(svg):
    assert code_of(UnreadableError, unbake, svg) == "image.svg_malformed"


@pytest.mark.parametrize(
    "dtd",
    [
        b'<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        b'<!DOCTYPE svg [<!ENTITY % a SYSTEM "https://x.example/a.dtd"> %a;]>',
    ],
)
def test_entities_in_svg_are_refused(dtd):
    svg = dtd + b"<svg><g>&a;</g></svg>"
    assert code_of(UnreadableError, unbake, svg) == "image.svg_entities"
    assert code_of(UnreadableError, bake, svg, JWS) == "image.svg_entities"


def test_only_an_element_directly_under_the_root_counts():
    ours = b'<svg xmlns:o="https://purl.imsglobal.org/ob/v3p0">'
    deep = ours + b'<g><o:credential verify="a.b.c"/></g></svg>'
    assert code_of(InvalidError, unbake, deep) == "image.not_baked"
    other = b'<svg xmlns:o="https://x.example/ns"><o:credential verify="a.b.c"/></svg>'
    assert code_of(InvalidError, unbake, other) == "image.not_baked"


@pytest.mark.parametrize("text", ["", "badge", "https://college.example/badge/1", '{"a":"\ud800"}'])
def test_only_json_or_a_jws_is_baked(text):
    assert code_of(MisuseError, bake, PNG, text) == "image.text_kind"


def test_what_xml_cannot_hold_is_not_baked_into_svg():
    assert code_of(MisuseError, bake, SVG, '{"a":"\uffff"}') == "image.svg_character"
    latin = b'<?xml version="1.0" encoding="iso-8859-1"?><svg/>'
    assert code_of(InvalidError, bake, latin, JWS) == "image.svg_encoding"
    utf16 = "<svg/>".encode("utf-16")
    assert code_of(InvalidError, bake, utf16, JWS) == "image.svg_encoding"


@given(st.binary(), st.sampled_from([b"", SIGNATURE, SIGNATURE + HEADER, b"<svg>", b"<"]))
def test_the_reader_raises_only_declared_errors(data, start):
    with contextlib.suppress(LerwayError):
        unbake(start + data)


@given(st.data())
def test_a_damaged_picture_raises_only_declared_errors(data):
    picture = bytearray(bake(data.draw(st.sampled_from(PICTURES)), JWS))
    picture[data.draw(st.integers(0, len(picture) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(LerwayError):
        unbake(bytes(picture))


SAMPLES = {
    "ob20/simple-badge.png": ("json", 2),
    "ob30/simple-json.png": ("json", 3),
    "ob30/simple-json.svg": ("json", 3),
    "ob30/simple-jwt.png": ("jws", 3),
    "ob30/simple-jwt.svg": ("jws", 3),
    "ob30/simple-jwt_v1.png": ("jws", 3),
    "ob30/simple-jwt_v1.svg": ("jws", 3),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_samples_of_the_1edtech_validator(name):
    picture = shared("standards", "examples", "1edtech-validator", name).read_bytes()
    kind, generation = SAMPLES[name]
    baked = unbake(picture)
    assert (baked.kind, baked.generation) == (kind, generation)
    # taken out and put in again: the same text, and baking twice gives the same bytes
    once = bake(picture, baked.text, replace=True)
    assert unbake(once).text == baked.text
    again = bake(once, baked.text, replace=True)
    assert once == again
