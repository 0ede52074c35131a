from __future__ import annotations

import json
import zlib

import pytest

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><circle r="9"/></svg>'


def png():
    def chunk(kind, data):
        return (
            len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")
        )

    head = chunk(b"IHDR", b"\0\0\0\x01\0\0\0\x01\x08\0\0\0\0")
    return (
        b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")
    )


@pytest.fixture
def college(college):
    college.make_key()
    college.issue()
    college.issue("--proof", "vc-jwt", output="tokens")
    college.write("picture.png", png())
    college.write("picture.svg", SVG)
    return college


@pytest.mark.parametrize("folder", ["out", "tokens"])
@pytest.mark.parametrize("ending", ["png", "svg"])
def test_into_a_picture_and_out_again(college, folder, ending):
    badge = college.files(folder)[0]
    college.must("bake", f"picture.{ending}", str(badge), "-o", f"new/baked.{ending}")
    baked = college.folder / "new" / f"baked.{ending}"
    assert college.verify(baked).ok
    assert college.must("unbake", str(baked)).out == badge.read_text() + "\n"
    college.must("unbake", str(baked), "-o", "again.json")
    assert (college.folder / "again.json").read_bytes() == badge.read_bytes()


def test_a_picture_holds_one_badge(college):
    one, two, *_ = map(str, college.files())
    college.must("bake", "picture.png", one, "-o", "baked.png")
    ran = college.run("bake", "baked.png", two, "-o", "both.png")
    assert (ran.code, "[image.baked_already]" in ran.err) == (2, True)
    assert not (college.folder / "both.png").exists()
    college.must("bake", "baked.png", two, "-o", "other.png", "--replace")
    assert college.must("unbake", "other.png").out.strip() == college.files()[1].read_text()


def test_an_unsigned_badge_is_warned_of(college):
    unsigned = college.record()
    del unsigned["proof"]
    college.write("unsigned.json", json.dumps(unsigned))
    ran = college.must("bake", "picture.png", "unsigned.json", "-o", "baked.png")
    assert "not signed" in ran.err


@pytest.mark.parametrize(
    ("image", "badge", "code"),
    [
        ("picture.gif", "out/0001-ada-nunez.json", "cli.unreadable_file"),
        ("roster.csv", "out/0001-ada-nunez.json", "image.unknown"),
        ("picture.png", "roster.csv", "input.unknown_format"),
        ("picture.png", "baked.svg", "bake.not_a_credential"),
        ("picture.png", "vp.json", "bake.not_a_credential"),
    ],
)
def test_misuse(college, image, badge, code):
    college.must("bake", "picture.svg", str(college.files()[0]), "-o", "baked.svg")
    college.write("vp.json", '{"@context": [], "type": "VerifiablePresentation"}')
    ran = college.run("bake", image, badge, "-o", "x.png")
    assert (ran.code, ran.out) == (2, "")
    assert f"[{code}]" in ran.err
    assert not (college.folder / "x.png").exists()


def test_a_picture_without_a_badge(college):
    ran = college.run("unbake", "picture.png")
    assert (ran.code, ran.out, "[image.not_baked]" in ran.err) == (2, "", True)
