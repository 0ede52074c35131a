"""Every sentence is said in both languages, and the reader's own is found."""

from __future__ import annotations

import re
import tomllib
from datetime import UTC, datetime

import pytest

from lerway.http.kit.words import Language, Words, negotiate
from tests.http.said import in_source, in_templates
from tests.shared_files import ROOT

HTTP = ROOT / "src" / "lerway" / "http"
ROOMS = [HTTP / "kit", HTTP / "web" / "verify", HTTP / "web" / "skills", HTTP / "web" / "guide"]
PLACES = re.compile(r"\{(\w+)\}")


def room_name(room):
    return room.name


@pytest.mark.parametrize("room", ROOMS, ids=room_name)
def test_every_sentence_has_its_spanish_and_no_spanish_is_left_over(room):
    said = {*in_templates(room), *in_source(room)}
    spanish = tomllib.loads((room / "es.toml").read_text("utf-8"))
    assert said - spanish.keys() == set()
    assert spanish.keys() - said == set()


@pytest.mark.parametrize("room", ROOMS, ids=room_name)
def test_a_translation_leaves_no_place_out(room):
    spanish = tomllib.loads((room / "es.toml").read_text("utf-8"))
    assert [k for k, v in spanish.items() if set(PLACES.findall(k)) != set(PLACES.findall(v))] == []


@pytest.mark.parametrize(
    ("accept", "switch", "expected"),
    [
        ("", None, "en"),
        ("es", None, "es"),
        ("es-MX,es;q=0.9,en;q=0.8", None, "es"),
        ("de-DE,de;q=0.9,en;q=0.5,es;q=0.6", None, "es"),
        ("en;q=0.2,es;q=0.1", None, "en"),
        ("es;q=0", None, "en"),
        ("es;q=nonsense,,;;", None, "en"),
        ("es;q=nan", None, "en"),
        ("fr", None, "en"),
        ("en", "es", "es"),
        ("es", "en", "en"),
        ("es", "xx", "es"),
    ],
)
def test_the_readers_language_is_found(accept, switch, expected):
    assert negotiate(accept, switch).value == expected


def test_dates_are_written_out():
    moment = datetime(2026, 6, 14, 9, 5, tzinfo=UTC)
    assert Words().date(moment) == "14 June 2026"
    assert Words(Language.SPANISH).date(moment) == "14 de junio de 2026"
    assert Words().moment(moment) == "14 June 2026 at 09:05 UTC"


def test_a_value_is_put_in_only_once():
    """What a stranger wrote is never read as a place for another value."""
    assert Words()("They are {name}", name="{host}") == "They are {host}"
